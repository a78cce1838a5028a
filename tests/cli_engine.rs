//! The engines with an encoder, from the command line.
#![cfg(feature = "cli")]

mod common;

#[cfg(feature = "neural")]
use common::written;
use common::{Folder, run, told};

const ARTICLES: &str = "\
{\"id\": \"a\", \"text\": \"“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).\"}
{\"id\": \"b\", \"text\": \"The mayor told reporters that the bridge would open in May.\"}
{\"id\": \"c\", \"text\": \"\"}
";

#[cfg(feature = "neural")]
#[test]
fn records_tell_their_engine_and_threads_change_nothing() {
    let folder = Folder::new("engine");
    folder.file("a.jsonl", ARTICLES);
    let of = |more: &[&str]| {
        let output = run(&folder, &[&["extract", "a.jsonl"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        written(&output)
    };
    let accurate = of(&["--engine", "accurate", "--threads", "1"]);
    assert_eq!(accurate, of(&["--engine", "accurate", "--threads", "2"]));
    let name = |line: &str| -> serde_json::Value {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["provenance"]["model"].clone()
    };
    assert!(accurate.lines().all(|l| name(l) == "accurate-2026-11-23"));
    let small = of(&["--engine", "small"]);
    assert!(small.lines().all(|l| name(l) == "small-2026-11-23"));
    assert!(of(&[]).lines().all(|l| name(l) != "accurate-2026-11-23"));
}

#[cfg(feature = "neural")]
#[test]
fn an_engine_of_ones_own_reads_like_the_embedded_one() {
    let folder = Folder::new("own-engine");
    folder.file("a.jsonl", ARTICLES);
    let halves = ["1", "2"].map(|n| {
        format!(
            "{}/models/accurate-{n}/weights.bin",
            env!("CARGO_MANIFEST_DIR")
        )
    });
    folder.file(
        "own.bin",
        halves.map(|half| std::fs::read(half).unwrap()).concat(),
    );
    let claims = |more: &[&str]| -> Vec<serde_json::Value> {
        let output = run(&folder, &[&["extract", "a.jsonl"], more].concat());
        let record = |line: &str| -> serde_json::Value { serde_json::from_str(line).unwrap() };
        written(&output)
            .lines()
            .map(|l| record(l)["claims"].clone())
            .collect()
    };
    let own = claims(&["--model", "own.bin"]);
    assert_eq!(own, claims(&["--engine", "accurate"]));
    assert_eq!(own.len(), 3);
    assert_eq!(own[0].as_array().map(Vec::len), Some(1));
}

#[cfg(feature = "neural")]
#[test]
fn a_file_that_is_no_engine_is_one_error() {
    let folder = Folder::new("no-engine");
    folder.file("a.jsonl", ARTICLES);
    folder.file("own.bin", "no engine");
    let output = run(&folder, &["extract", "a.jsonl", "--model", "own.bin"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(written(&output).is_empty());
    assert!(
        told(&output).contains("expected an engine of format e1"),
        "{}",
        told(&output)
    );
    let output = run(
        &folder,
        &[
            "extract",
            "a.jsonl",
            "--model",
            "none.bin",
            "-o",
            "out.jsonl",
        ],
    );
    assert!(
        told(&output).starts_with("onrecord: none.bin: "),
        "{}",
        told(&output)
    );
    assert_eq!(folder.names(), ["a.jsonl", "own.bin"]);
}

#[cfg(not(feature = "neural"))]
#[test]
fn an_engine_that_was_left_out_is_named() {
    let folder = Folder::new("left-out");
    folder.file("a.jsonl", ARTICLES);
    let output = run(&folder, &["extract", "a.jsonl", "--engine", "accurate"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told(&output).contains("--features neural"),
        "{}",
        told(&output)
    );
}
