//! The commands of the cookbook run, as their readers will run them.
#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_commands_of_the_cookbook_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("onrecord-cookbook-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(root.join("fixtures"), folder.join("fixtures")).unwrap();
    let tools = Path::new(env!("CARGO_BIN_EXE_onrecord")).parent().unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let cookbook = fs::read_to_string(root.join("src/docs/cookbook.md")).unwrap();
    let commands: Vec<&str> = cookbook
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(&folder)
            .env("PATH", &path)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{command}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let quiet = command.contains(" -o ") || command.contains(" > ");
        assert!(quiet || !output.stdout.is_empty(), "{command} says nothing");
    }
    for made in ["claims.csv", "figures.csv", "report.html"] {
        assert!(
            fs::metadata(folder.join(made)).unwrap().len() > 1000,
            "{made}"
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}
