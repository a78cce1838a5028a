//! What the tests of the command line share.

// Every test of the command line is a crate of its own and uses its part of this.
#![allow(dead_code)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A folder of its own for one test, gone when the test is.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onrecord-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of its files, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The binary, in a folder, without input.
pub fn onrecord(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.current_dir(folder).stdin(Stdio::null());
    command
}

pub fn run(folder: &Folder, args: &[&str]) -> Output {
    onrecord(&folder.0).args(args).output().unwrap()
}

pub fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn written(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What was told, and the exit code.
pub fn check(output: &Output, code: i32, expected: &str) {
    assert_eq!(told(output), expected);
    assert_eq!(output.status.code(), Some(code));
}

pub fn ids(output: &Output) -> Vec<String> {
    let id = |line: &str| -> String {
        let record: Value = serde_json::from_str(line).unwrap();
        record["id"].as_str().unwrap().to_owned()
    };
    written(output).lines().map(id).collect()
}

/// Lines of articles of our own, with ids, so many times over.
pub fn corpus(rounds: usize) -> String {
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<PathBuf> = fs::read_dir(&articles)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let mut lines = String::new();
    for round in 0..rounds {
        for path in &paths {
            let id = format!("{round}/{}", path.file_stem().unwrap().display());
            let text = fs::read_to_string(path).unwrap();
            lines += &serde_json::json!({"id": id, "text": text}).to_string();
            lines.push('\n');
        }
    }
    lines
}

/// `onrecord extract`, in a folder.
pub fn command(folder: &Path) -> Command {
    let mut command = onrecord(folder);
    command.arg("extract");
    command
}

pub fn extract(folder: &Folder, args: &[&str]) -> Output {
    command(&folder.0).args(args).output().unwrap()
}

pub fn extract_with_input(folder: &Folder, args: &[&str], input: &[u8]) -> Output {
    let mut child = command(&folder.0)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// The records in an output of JSON lines.
pub fn records(output: &Output) -> Vec<Value> {
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub const SAID: &str = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).";
