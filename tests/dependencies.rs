//! What the crate is built on: justified, of allowed licences, from crates.io, and no newer than it says.
//!
//! `deny.toml` tells `cargo deny` the same; what can be told from `cargo metadata` is held here in every run.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All packages of the tree, by `cargo metadata` without the network; none where it cannot tell.
fn packages() -> Option<Vec<Value>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--all-features",
            "--offline",
            "--locked",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let Ok(mut metadata) = serde_json::from_slice::<Value>(&output.stdout) else {
        eprintln!(
            "SKIPPED: cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        return None;
    };
    match metadata["packages"].take() {
        Value::Array(packages) => Some(packages),
        _ => None,
    }
}

/// Whether a licence expression can be met by what is allowed: `(A OR B) AND C`, `A/B` of old.
fn allows(allowed: &[&str], expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let (mut depth, mut cut) = (0_i32, None);
    let bytes = expression.as_bytes();
    for operator in [" OR ", " AND "] {
        for at in 0..bytes.len() {
            match bytes[at] {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ if depth == 0 && cut.is_none() && expression[at..].starts_with(operator) => {
                    cut = Some((at, operator));
                }
                _ => {}
            }
        }
    }
    match cut {
        Some((at, operator)) => {
            let [one, other] = [&expression[..at], &expression[at + operator.len()..]]
                .map(|part| allows(allowed, part));
            if operator == " OR " {
                one || other
            } else {
                one && other
            }
        }
        None => match expression
            .trim()
            .strip_prefix('(')
            .and_then(|e| e.strip_suffix(')'))
        {
            Some(inner) => allows(allowed, inner),
            None => allowed.contains(&expression.trim()),
        },
    }
}

#[test]
fn licences_and_sources_are_allowed() {
    let deny = file("deny.toml");
    let list = deny
        .split("allow = [")
        .nth(1)
        .and_then(|rest| rest.split(']').next())
        .unwrap();
    let allowed: Vec<&str> = list
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split('"').nth(1))
        .collect();
    assert!(allowed.contains(&"MIT"));
    for package in packages().unwrap_or_default() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(allows(&allowed, licence), "{name}: {licence}");
        let source = package["source"].as_str();
        assert!(
            source.is_none_or(|source| source.contains("crates.io-index"))
                && (source.is_some() || name.starts_with("onrecord")),
            "{name}: {source:?}"
        );
    }
}

#[test]
fn nothing_in_the_tree_asks_for_a_newer_compiler() {
    let version =
        |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let ours = version(env!("CARGO_PKG_RUST_VERSION"));
    // The feature `neural` alone asks for more, and says so in `Cargo.toml`.
    let neural = |package: &serde_json::Value| {
        let name = package["name"].as_str();
        name.is_some_and(|name| name.starts_with("rten-"))
    };
    for package in packages().unwrap_or_default() {
        if neural(&package) {
            continue;
        }
        if let Some(theirs) = package["rust_version"].as_str() {
            assert!(
                version(theirs) <= [&ours[..], &[0]].concat(),
                "{}: {theirs}",
                package["name"]
            );
        }
    }
}

/// The lowest versions that `Cargo.toml` allows are those that `Cargo.lock` holds: they are what is tested.
#[test]
fn the_lowest_versions_are_the_ones_tested() {
    let mut locked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let lock = file("Cargo.lock");
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key));
            line.map(|value| value.trim_matches([' ', '=', '"']).to_owned())
                .unwrap()
        };
        // “1.2.1+spec-1.1.0”: what stands behind the plus is no part of the order.
        let version = value("version")
            .split('+')
            .next()
            .unwrap_or_default()
            .to_owned();
        locked.entry(value("name")).or_default().push(version);
    }
    let manifest = file("Cargo.toml");
    let (mut section, mut before, mut comment, mut checked) = ("", "", false, 0);
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        if section.ends_with("dependencies]") && line.contains(" = ") && !line.starts_with('#') {
            let (name, rest) = line.split_once(" = ").unwrap();
            let wanted = rest.split('"').nth(1).unwrap_or_default().to_owned();
            assert!(
                locked.get(name).is_some_and(|l| l.contains(&wanted)),
                "{name}: {wanted}, {:?}",
                locked.get(name)
            );
            checked += 1;
            // Crates of one family share a comment; what is used again needs none.
            let family = name.get(..4) == before.get(..4)
                || section == "[dev-dependencies]" && name == "serde_json";
            assert!(comment || family, "{name} is not justified");
            before = name;
        }
        comment = line.starts_with("# ");
    }
    assert!(checked > 20);
}
