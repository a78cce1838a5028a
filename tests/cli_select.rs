//! Which articles are read: patterns, samples, caps.
#![cfg(feature = "cli")]

mod common;

use std::collections::BTreeSet;

use common::{Folder, check, ids, onrecord, run, told};

fn numbered(n: usize) -> String {
    let line = |i| format!("{{\"id\": \"{i}\", \"text\": \"No.\"}}\n");
    (0..n).map(line).collect()
}

#[test]
fn a_quoted_pattern_means_files_below_a_folder() {
    let folder = Folder::new("pattern");
    for name in [
        "n/2025/a.txt",
        "n/2026/b.txt",
        "n/2026/x/c.txt",
        "n/2026/.d.txt",
        "n/e.jsonl",
    ] {
        folder.file(name, "{\"id\": \"e\", \"text\": \"No.\"}");
    }
    let of = |pattern: &str| ids(&run(&folder, &["extract", pattern]));
    assert_eq!(of("n/**/*.txt"), ["2025/a", "2026/b", "2026/x/c"]);
    assert_eq!(of("n/202[6-9]/?.txt"), ["2026/b"]);
    assert_eq!(of("*/e.*"), ["e"]);
    let several = run(&folder, &["extract", "n/e.jsonl", "n/2025", "n/*/b.txt"]);
    assert_eq!(ids(&several), ["e", "a", "2026/b"]);
    let none = run(&folder, &["extract", "n/*.csv"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(
        told(&none).starts_with("onrecord: n: expected files"),
        "{}",
        told(&none)
    );
}

#[test]
fn a_sample_is_the_same_every_time() {
    let folder = Folder::new("sample");
    folder.file("a.jsonl", numbered(300));
    let of = |args: &[&str]| ids(&run(&folder, &[&["extract", "a.jsonl"], args].concat()));
    let some = of(&["--sample", "10%"]);
    assert!((10..60).contains(&some.len()), "{}", some.len());
    assert_eq!(some, of(&["--sample", "10%", "--threads", "1"]));
    assert_ne!(some, of(&["--sample", "10%", "--seed", "1"]));
    assert_eq!(of(&["--sample", "100%"]).len(), 300);
    assert_eq!(of(&["--sample", "0%"]), [""; 0]);

    let forty = of(&["--sample", "40"]);
    assert_eq!(forty.len(), 40);
    assert_eq!(of(&["--sample", "1000"]).len(), 300);
    // Chosen by the id, whatever else is read.
    let all: BTreeSet<String> = of(&["--sample", "50"]).into_iter().collect();
    assert!(forty.iter().all(|id| all.contains(id)));
    // The shards of a sample are the sample.
    let shards = ["1/2", "2/2"].map(|shard| of(&["--sample", "10%", "--shard", shard]));
    let together: BTreeSet<String> = shards.concat().into_iter().collect();
    assert_eq!(together, some.into_iter().collect());
    assert_eq!(of(&["--sample", "40", "--limit", "3"]), forty[..3]);

    let stdin = onrecord(&folder.0)
        .args(["extract", "--sample", "5"])
        .output();
    let told = told(&stdin.unwrap());
    assert!(
        told.starts_with("onrecord: --sample: expected files"),
        "{told}"
    );
    assert_eq!(
        run(&folder, &["extract", "--sample", "x"]).status.code(),
        Some(2)
    );
}

#[test]
fn an_article_beyond_all_measure_is_told_and_never_held() {
    let folder = Folder::new("long");
    let long = format!(
        "{{\"id\": \"long\", \"text\": \"{}\"}}\n",
        "No. ".repeat(50_000)
    );
    folder.file("a.jsonl", numbered(1) + &long + &numbered(1));
    let output = run(&folder, &["extract", "a.jsonl", "--max-bytes", "100000"]);
    let expected = "onrecord: a.jsonl:2: expected an article of at most 100000 bytes, found more\n\
                    onrecord: 1 of 3 articles could not be read\n";
    check(&output, 1, expected);
    assert_eq!(ids(&output), ["0", "0"]);
}

#[test]
fn output_is_compressed_where_its_name_says_so() {
    use std::io::Read;
    let folder = Folder::new("gzip");
    folder.file("a.jsonl", numbered(20));
    check(
        &run(&folder, &["extract", "a.jsonl", "-o", "out.jsonl.gz"]),
        0,
        "",
    );
    let bytes = folder.read("out.jsonl.gz");
    let mut text = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(&*bytes);
    decoder.read_to_end(&mut text).unwrap();
    assert!(text == run(&folder, &["extract", "a.jsonl"]).stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_told() {
    let folder = Folder::new("unwritable");
    folder.file("a.jsonl", numbered(5000));
    let full = run(&folder, &["extract", "a.jsonl", "-o", "/dev/full"]);
    let expected = "onrecord: /dev/full: No space left on device (os error 28)\n";
    check(&full, 1, expected);
    let errors = run(&folder, &["extract", "none.jsonl", "--errors", "/dev/full"]);
    assert_eq!(errors.status.code(), Some(1));
    assert!(
        told(&errors).contains("/dev/full: No space left"),
        "{}",
        told(&errors)
    );
}

#[test]
fn a_limit_of_confidence_trades_what_is_found_for_what_is_right() {
    let folder = Folder::new("confidence");
    folder.file("a.txt", "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).");
    let extract = |limit: &str| run(&folder, &["extract", "a.txt", "--min-confidence", limit]);
    let claims = |limit: &str| told_claims(&extract(limit));
    assert_eq!((claims("0"), claims("1")), (1, 0));
    let beyond = extract("1.5");
    assert_eq!(beyond.status.code(), Some(2));
    assert!(
        told(&beyond).contains("expected a number from 0 to 1"),
        "{}",
        told(&beyond)
    );
}

/// Number of claims of the one article in the output.
fn told_claims(output: &std::process::Output) -> usize {
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
    record["claims"].as_array().map_or(0, Vec::len)
}
