//! The figures of several articles, as a user asks for them.
#![cfg(feature = "cli")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Two outlets print one wire story, a third has one of its own.
const NEWS: &str = r#"{"id":"a","outlet":"Ohio Courier","date":"2026-11-03","text":"“Families have waited long enough for a fair budget,” said Gov. Ann Ortiz (D-Ohio). Sen. Ruth Hallam (R-Utah) said the plan would cost $340 million a year."}
{"id":"b","outlet":"Lake Herald","date":"2026-11-04","text":"“Families have waited quite long enough for a fair budget,” said Gov. Ann Ortiz (D-Ohio). Sen. Ruth Hallam (R-Utah) said the plan would cost $340 million a year."}
{"id":"c","outlet":"Lake, \"Herald\"","date":"2026-11-11","text":"“Roads come first,” said Sen. Ruth Hallam (R-Utah)."}
"#;

fn summary(args: &[&str], input: &str) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .arg("summary")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        output.status.code(),
    )
}

#[test]
fn wire_copy_counts_once_and_is_told() {
    let (table, code) = summary(&["--by", "party", "--by", "week"], NEWS);
    assert_eq!(code, Some(0));
    assert_eq!(
        table,
        "\
3 articles, 5 claims, 3 statements
Wire copy: 2 claims repeat another article nearly word for word and 0 claims repeat the same
article; as statements they count once. 1 article is such copy by half or more.

party             statements   share  claims  articles  check  direct  mixed  indirect
Republican Party           2  55.0 %       3         3      1       1      0         1
Democratic Party           1  45.0 %       2         2      0       1      0         0

week      statements   share  claims  articles  check  direct  mixed  indirect
2026-W45           2  85.0 %       4         2      1       1      0         1
2026-W46           1  15.0 %       1         1      0       1      0         0
"
    );
}

#[test]
fn json_and_csv_say_the_same() {
    let (json, _) = summary(&["--output-format", "json"], NEWS);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "summary/1");
    assert_eq!(
        (json["claims"].as_u64(), json["copies"].as_u64()),
        (Some(5), Some(2))
    );
    let (csv, _) = summary(&["--output-format", "csv"], NEWS);
    let mut rows = csv.lines();
    let head: Vec<&str> = rows.next().unwrap().split(',').collect();
    assert_eq!(head.len(), 13);
    let lines = json["tables"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|t| t["lines"].as_array().unwrap());
    assert_eq!(lines.count(), rows.clone().count());
    assert!(
        rows.any(|row| row.starts_with(r#"outlet,"Lake, ""Herald""",,1,1,1,"#)),
        "{csv}"
    );
    let outlets = &json["tables"][5];
    assert_eq!(outlets["by"], "outlet");
    // what was told first elsewhere is no statement of one's own
    let herald = outlets["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["name"] == "Lake Herald")
        .unwrap();
    assert_eq!(
        (herald["claims"].as_u64(), herald["statements"].as_u64()),
        (Some(2), Some(0))
    );
}

#[test]
fn the_same_for_any_number_of_threads() {
    let many: String = (0..40)
        .map(|n| {
            NEWS.replace("\"id\":\"", &format!("\"id\":\"{n}-"))
                .replace("first", &format!("first {n}"))
        })
        .collect();
    let one = summary(&["--output-format", "json", "--threads", "1"], &many);
    assert_eq!(
        one,
        summary(&["--output-format", "json", "--threads", "2"], &many)
    );
}

#[test]
fn what_cannot_be_read_is_told_by_the_exit_code() {
    let (table, code) = summary(&[], &format!("{NEWS}{{\"id\": 1}}\n"));
    assert_eq!(code, Some(1));
    assert!(table.starts_with("3 articles"));
    let (none, code) = summary(&[], "");
    assert_eq!(
        (&*none, code),
        ("0 articles, 0 claims, 0 statements\n", Some(0))
    );
}
