//! `onrecord evaluate`, held against the reference scorers where they lie beside the crate.
#![cfg(feature = "cli")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{Folder, check, run, written};

const GOLD: &str = r#"{"id": "a", "text": "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).", "attributions": [{"source": [[24, 47]], "cue": [[19, 23]], "content": [[0, 18]]}]}
{"id": "b", "text": "Nothing happened.", "attributions": [{"source": [], "cue": [], "content": [{"start": 0, "end": 16}]}]}"#;
const SPEAKERS: &str = r#"[{"id": "a", "i": 0, "speaker": "Ann M. Ortiz", "kind": "person", "mention": "name", "party": "Democratic Party", "us_state": "Ohio"},
 {"id": "b", "i": 0, "speaker": "Bo Roe", "kind": "person", "mention": "none"}]"#;
const NAMES: &str = r#"[{"id": "a", "mentions": [{"start": 29, "end": 38, "type": "person", "canonical": "Ann Ortiz"},
 {"start": 40, "end": 41, "type": "party", "canonical": "Democratic Party"},
 {"start": 42, "end": 46, "type": "us_state", "canonical": "Ohio"}, {"start": 24, "end": 27, "type": "country", "canonical": "Nowhere"}]}]"#;

#[test]
fn scores_and_misses_are_shown() {
    let folder = Folder::new("evaluate");
    folder.file("gold.jsonl", GOLD);
    folder.file("speakers.json", SPEAKERS);
    folder.file("names.json", NAMES);
    let all = [
        "--speakers",
        "speakers.json",
        "--names",
        "names.json",
        "--errors",
        "5",
    ];
    let output = run(&folder, &[&["evaluate", "gold.jsonl"], &all[..]].concat());
    check(&output, 0, "");
    let table = written(&output);
    for line in [
        "2 articles, 2 gold and 1 predicted attributions\n",
        "who-said-what            100.0    50.0    66.7\n",
        "recall of direct         1 gold   content 100.0   who-said-what 100.0\n",
        "named speakers    50.0 % of 2, 100.0 % of the 1 whose claim was found\n",
        "misattributed      0.0 % of 1 resolved\n",
        "us_state         100.0 % of 1\n",
        "person         100.0   100.0   100.0     100.0      1      1\n",
        "country          0.0     0.0     0.0       0.0      1      0\n",
        "b\n  missed: …[content: Nothing happened].…\n",
        "said [country: Gov]. Ann",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
    let coloured = common::onrecord(&folder.0)
        .args(["evaluate", "gold.jsonl", "--errors", "5"])
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    assert!(
        written(&coloured).contains("\x1b[32mNothing happened"),
        "{}",
        written(&coloured)
    );
    let plain = common::onrecord(&folder.0)
        .args(["evaluate", "gold.jsonl", "--errors", "5"])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!written(&plain).contains('\x1b'));
}

#[test]
fn gold_in_another_form_is_told_with_its_line() {
    let folder = Folder::new("evaluate-bad");
    folder.file(
        "bad.jsonl",
        r#"{"id": "a", "text": "No.", "attributions": [{"content": [[1]]}]}"#,
    );
    let expected = "onrecord: bad.jsonl:1: expected spans [start, end], found [[1]]\n";
    check(&run(&folder, &["evaluate", "bad.jsonl"]), 1, expected);
    folder.file("gold.jsonl", GOLD);
    folder.file(
        "speakers.jsonl",
        "{\"id\": \"a\", \"i\": 0}\n\n{\"id\": \"a\", \"i\": -1}\n",
    );
    let output = run(
        &folder,
        &["evaluate", "gold.jsonl", "--speakers", "speakers.jsonl"],
    );
    let expected =
        "onrecord: speakers.jsonl:3: expected an index in `i`, found {\"i\":-1,\"id\":\"a\"}\n";
    check(&output, 1, expected);
}

/// All figures, to the last digit.
#[test]
fn the_reference_scorers_count_the_same() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let python = Command::new("python3").arg("--version").output();
    if !shared.join("eval").exists() || python.is_err() {
        eprintln!("SKIPPED: the reference scorers need python3 and ../shared");
        return;
    }
    let path = |name: &str| shared.join(name).to_str().unwrap().to_owned();
    let gold = path("data/polnear/dev.jsonl");
    let speakers = path("data/polnear-speakers/speakers.json");
    let names = path("data/polnear-speakers/entities.json");
    let folder = Folder::new("reference");
    check(&run(&folder, &["extract", &gold, "-o", "out.jsonl"]), 0, "");
    let args = [
        "evaluate",
        &gold,
        "--speakers",
        &speakers,
        "--names",
        &names,
        "--json",
    ];
    folder.file("ours.json", run(&folder, &args).stdout);
    for (script, files, key) in [
        ("score_attributions.py", vec![&gold], "attributions"),
        ("score_speakers.py", vec![&gold, &speakers], "speakers"),
        ("score_entities.py", vec![&gold, &names], "names"),
    ] {
        let theirs = Command::new("python3")
            .current_dir(&folder.0)
            .arg(path(&format!("eval/{script}")))
            .args(files)
            .args(["out.jsonl", "--json"])
            .output()
            .unwrap();
        folder.file("theirs.json", theirs.stdout);
        // Numbers are compared as Python reads them: exactly.
        let compare = format!(
            "import json; a = json.load(open('ours.json'))['{key}']; b = json.load(open('theirs.json')); \
             assert a == b, (a, b)"
        );
        let same = Command::new("python3")
            .current_dir(&folder.0)
            .args(["-c", &compare])
            .output()
            .unwrap();
        assert!(
            same.status.success(),
            "{}",
            String::from_utf8_lossy(&same.stderr)
        );
    }
}
