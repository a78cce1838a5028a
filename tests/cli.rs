//! The command line, run as a user runs it.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use common::{
    Folder, SAID, check, command, extract as run, extract_with_input as run_with_input, ids,
    records, told,
};
use serde_json::Value;

#[test]
fn a_text_file_is_one_article() {
    let folder = Folder::new("text");
    folder.file("budget.txt", SAID);
    let output = run(&folder, &["budget.txt"]);
    check(&output, 0, "");
    assert_eq!(ids(&output), ["budget"]);
    assert_eq!(records(&output)[0]["schema"], "article/1");
    assert!(records(&output)[0]["text"].is_null());
}

#[test]
fn a_folder_is_read_below_and_in_order() {
    let folder = Folder::new("folder");
    for name in [
        "news/b.txt",
        "news/a/z.txt",
        "news/a/y.txt",
        "news/.hidden.txt",
        "news/photo.jpg",
    ] {
        folder.file(name, SAID);
    }
    folder.file(
        "news/c.jsonl",
        "{\"id\": \"one\", \"text\": \"No.\"}\n{\"id\": 2, \"text\": \"No.\"}\n",
    );
    let output = run(&folder, &["news"]);
    check(&output, 0, "");
    assert_eq!(ids(&output), ["a/y", "a/z", "b", "one", "2"]);
    let all = run(&folder, &["--input-format", "text", "news/"]);
    assert_eq!(ids(&all), ["a/y", "a/z", "b", "c", "photo"]);
}

#[test]
fn an_empty_folder_is_an_error() {
    let folder = Folder::new("empty");
    fs::create_dir(folder.0.join("news")).unwrap();
    let output = run(&folder, &["news"]);
    let told = told(&output);
    assert!(
        told.starts_with("onrecord: news: expected files of articles by their extension"),
        "{told}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn standard_input_is_told_by_its_first_character() {
    let folder = Folder::new("stdin");
    let text = run_with_input(&folder, &[], SAID.as_bytes());
    assert_eq!(records(&text).len(), 1);
    assert_eq!(ids(&text)[0].len(), 16, "a hash of the text");
    let lines = b"\n {\"id\": \"a\", \"text\": \"No.\"}\n\n{\"id\": \"b\", \"text\": \"No.\"}";
    assert_eq!(ids(&run_with_input(&folder, &["-"], lines)), ["a", "b"]);
    let as_text = run_with_input(&folder, &["--input-format", "text"], lines);
    assert_eq!(records(&as_text).len(), 1);
    check(&run_with_input(&folder, &[], b""), 0, "");
}

#[test]
fn fields_have_the_names_of_the_schema_and_of_news_please() {
    let folder = Folder::new("fields");
    folder.file(
        "a.jsonl",
        concat!(
            r#"{"id":"own","text":"No.","title":"T","date":"2026-11-03","url":"u","outlet":"o","byline":"b"}"#,
            "\n",
            r#"{"maintext":"No.","title":"T","date_publish":"2026-11-03 10:00:00","url":"u","#,
            r#""source_domain":"o","authors":["Ann Li","Bo Roe"],"language":{"x":[1,{}]},"image_url":null}"#,
            "\n",
            r#"{"id":"both","maintext":"Longer text.","text":"","title":null,"body":"Own text."}"#,
            "\n",
        ),
    );
    let output = run(&folder, &["--text", "a.jsonl"]);
    check(&output, 0, "");
    let r = records(&output);
    for record in &r[..2] {
        let article = &record["article"];
        assert_eq!(
            (&article["title"], &article["url"]),
            (&"T".into(), &"u".into())
        );
        assert_eq!(article["outlet"], "o");
        assert!(article["date"].as_str().unwrap().starts_with("2026-11-03"));
    }
    assert_eq!(r[0]["article"]["byline"], "b");
    assert_eq!(r[1]["article"]["byline"], "Ann Li, Bo Roe");
    assert_eq!(r[2]["text"], "Longer text.");
    assert!(r[2]["article"]["title"].is_null());

    let mapped = run(&folder, &["--text", "--field", "text=body", "a.jsonl"]);
    assert_eq!(records(&mapped)[0]["text"], "Own text.");
    let told = "onrecord: a.jsonl:1: expected a string in `body`, found none\n\
                onrecord: a.jsonl:2: expected a string in `body`, found none\n\
                onrecord: 2 of 3 articles could not be read\n";
    check(&mapped, 1, told);
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_the_rest_goes_on() {
    let folder = Folder::new("bad");
    let lines: [&[u8]; 9] = [
        br#"{"id": "good", "text": "No."}"#,
        br#"["text"]"#,
        br#"{"id": "no text"}"#,
        br#"{"text": 7}"#,
        b"{\"text\": \"\xff\"}",
        br#"{"text": "cut"#,
        br#"{"text": "No.", "title": {"a": 1}}"#,
        b"plain words",
        br#"{"id": "also good", "text": "No."}"#,
    ];
    folder.file("a.jsonl", lines.join(&b'\n'));
    folder.file("b.txt", b"one\ntwo \xc3\x28 three");
    folder.file("c.txt", SAID);
    let told = "\
onrecord: a.jsonl:2: expected a JSON object, found an array
onrecord: a.jsonl:3: expected a string in `text` or `maintext`, found none
onrecord: a.jsonl:4: expected a string in `text` or `maintext`, found a number
onrecord: a.jsonl:5: expected UTF-8, found byte 0xff at column 11
onrecord: a.jsonl:6: expected valid JSON, found EOF while parsing a string at column 13
onrecord: a.jsonl:7: expected a string in `title`, found an object
onrecord: a.jsonl:8: expected a JSON object, found `plain words`
onrecord: b.txt:2: expected UTF-8, found byte 0xc3 at column 5
onrecord: missing.txt: No such file or directory (os error 2)
onrecord: 9 of 12 articles could not be read
";
    let args = ["a.jsonl", "b.txt", "missing.txt", "c.txt"];
    for threads in ["1", "2", "5"] {
        let output = run(&folder, &[&["--threads", threads], &args[..]].concat());
        check(&output, 1, told);
        assert_eq!(ids(&output), ["good", "also good", "c"]);
    }

    let output = run(
        &folder,
        &[&["--errors", "errors.jsonl"], &args[..]].concat(),
    );
    check(&output, 1, "onrecord: 9 of 12 articles could not be read\n");
    let file = fs::read_to_string(folder.0.join("errors.jsonl")).unwrap();
    let lines: Vec<Value> = file
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 9);
    assert_eq!(
        (&lines[0]["file"], &lines[0]["line"]),
        (&"a.jsonl".into(), &2.into())
    );
    assert!(lines[8]["line"].is_null());

    let strict = run(
        &folder,
        &[&["--strict", "-o", "out.jsonl"], &args[..]].concat(),
    );
    assert_eq!(strict.status.code(), Some(1));
    assert!(
        !folder.0.join("out.jsonl").exists(),
        "half a file is no file"
    );
}

#[test]
fn a_wrong_command_line_is_2() {
    let folder = Folder::new("usage");
    for args in [
        &["--colour"][..],
        &["--offsets", "word", "a.txt"],
        &["--threads", "0", "a.txt"],
        &["--field", "colour=red", "a.txt"],
        &["--shard", "3/2", "a.txt"],
        &["--limit", "-1", "a.txt"],
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told(&output).starts_with("error: "), "{args:?}");
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let folder = Folder::new("threads");
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut lines = String::new();
    for round in 0..18 {
        for entry in fs::read_dir(&articles).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "txt") {
                continue;
            }
            let id = format!("{round}/{}", path.file_stem().unwrap().display());
            let text = fs::read_to_string(path).unwrap();
            lines += &serde_json::json!({"id": id, "text": text}).to_string();
            lines.push('\n');
        }
    }
    folder.file("many.jsonl", &lines);
    for format in ["jsonl", "csv", "text"] {
        let run = |threads| {
            run(
                &folder,
                &[
                    "--threads",
                    threads,
                    "--output-format",
                    format,
                    "many.jsonl",
                ],
            )
        };
        let one = run("1");
        check(&one, 0, "");
        assert!(!one.stdout.is_empty());
        for threads in ["2", "7"] {
            assert!(
                one.stdout == run(threads).stdout,
                "{threads} threads write other {format}"
            );
        }
    }
}

#[test]
fn offsets_are_in_the_unit_asked_for() {
    let folder = Folder::new("offsets");
    folder.file("a.txt", "😀 “No,” said Gov. Ann Ortiz.");
    for unit in ["byte", "char", "utf16"] {
        let output = run(&folder, &["--offsets", unit, "a.txt"]);
        assert_eq!(records(&output)[0]["offsets"], unit);
        assert_eq!(
            records(&output)[0]["quotations"][0]["start"],
            if unit == "utf16" {
                3
            } else if unit == "char" {
                2
            } else {
                5
            }
        );
    }
}

#[test]
fn a_file_takes_its_name_when_it_is_whole() {
    let folder = Folder::new("output");
    folder.file("a.jsonl", "{\"id\": \"a\", \"text\": \"No.\"}\n");
    folder.file("out.jsonl", "what stood there before");
    let output = run(&folder, &["a.jsonl", "-o", "out.jsonl"]);
    check(&output, 0, "");
    assert!(output.stdout.is_empty());
    let written = fs::read(folder.0.join("out.jsonl")).unwrap();
    assert_eq!(written, run(&folder, &["a.jsonl"]).stdout);
    let mut names: Vec<_> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["a.jsonl", "out.jsonl"],
        "nothing else is left behind"
    );

    let nowhere = run(&folder, &["a.jsonl", "-o", "no/such/folder/out.jsonl"]);
    let told = "onrecord: no/such/folder/out.jsonl: No such file or directory (os error 2)\n";
    check(&nowhere, 1, told);
    #[cfg(unix)]
    check(&run(&folder, &["a.jsonl", "-o", "/dev/null"]), 0, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::new("full");
    folder.file("a.jsonl", "{\"id\": \"a\", \"text\": \"No.\"}\n");
    let output = run(&folder, &["a.jsonl", "-o", "/dev/full"]);
    check(
        &output,
        1,
        "onrecord: /dev/full: No space left on device (os error 28)\n",
    );
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_a_normal_end() {
    let folder = Folder::new("pipe");
    let line = format!("{}\n", serde_json::json!({"id": "a", "text": SAID}));
    folder.file("many.jsonl", line.repeat(3000));
    for threads in ["1", "3"] {
        let mut child = command(&folder.0)
            .args(["--threads", threads, "many.jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        check(&child.wait_with_output().unwrap(), 0, "");
    }
}

#[test]
fn limit_and_shard_take_a_part() {
    let folder = Folder::new("part");
    let lines: Vec<String> = (0..7)
        .map(|i| format!("{{\"id\": \"{i}\", \"text\": \"No.\"}}"))
        .collect();
    folder.file("a.jsonl", lines.join("\n"));
    assert_eq!(ids(&run(&folder, &["--limit", "2", "a.jsonl"])), ["0", "1"]);
    assert_eq!(ids(&run(&folder, &["--limit", "0", "a.jsonl"])), [""; 0]);
    assert_eq!(
        ids(&run(&folder, &["--shard", "1/3", "a.jsonl"])),
        ["0", "3", "6"]
    );
    assert_eq!(
        ids(&run(&folder, &["--shard", "3/3", "a.jsonl"])),
        ["2", "5"]
    );
    assert_eq!(
        ids(&run(
            &folder,
            &["--shard", "2/3", "--limit", "1", "a.jsonl"]
        )),
        ["1"]
    );
}

#[test]
fn the_view_is_for_people() {
    let folder = Folder::new("view");
    folder.file("a.txt", SAID);
    folder.file("b.txt", "Nothing happened.");
    let output = run(&folder, &["--output-format", "text", "a.txt", "b.txt"]);
    check(&output, 0, "");
    let view = String::from_utf8(output.stdout).unwrap();
    assert!(!view.contains('\x1b'), "no colours in a pipe");
    assert!(view.starts_with("a\n"), "{view}");
    assert!(view.contains("Nobody says anything."), "{view}");
    assert!(
        view.lines().all(|line| line.chars().count() <= 80),
        "{view}"
    );
}

#[test]
fn help_shows_examples() {
    let output = run(&Folder::new("help"), &["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("Examples:") && help.contains("--input-format"));
}

/// The view that the README shows is the one the command writes.
#[test]
fn the_readme_shows_what_is_written() {
    const MARK: &str = "rewritten by UPDATE_FIXTURES=1 -->\n```text\n";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let article = root.join("fixtures/budget.txt");
    let output = run(
        &Folder::new("readme"),
        &["--output-format", "text", article.to_str().unwrap()],
    );
    let view = String::from_utf8(output.stdout).unwrap();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let start = readme.find(MARK).unwrap() + MARK.len();
    let end = start + readme[start..].find("```").unwrap();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let new = format!(
            "{}{}\n{}",
            &readme[..start],
            view.trim_end(),
            &readme[end..]
        );
        fs::write(root.join("README.md"), new).unwrap();
        return;
    }
    assert_eq!(
        readme[start..end].trim_end(),
        view.trim_end(),
        "UPDATE_FIXTURES=1 rewrites it"
    );
}

#[test]
fn people_of_a_table_of_ones_own_are_known() {
    let folder = Folder::new("gazetteer");
    folder.file("a.txt", "“No,” said Marian Teale.");
    folder.file(
        "people.tsv",
        "id\tkind\tname\tparty\nperson/teale\tperson\tMarian Teale\tparty/gb/labour\n",
    );
    let output = run(&folder, &["--gazetteer", "people.tsv", "a.txt"]);
    check(&output, 0, "");
    let speaker = &records(&output)[0]["claims"][0]["speaker"];
    assert_eq!(speaker["entity"], "person/teale");
    assert_eq!(speaker["party"], "Labour Party");

    folder.file("bad.tsv", "id\tkind\tname\nperson/teale\tperson\n");
    let output = run(&folder, &["--gazetteer", "bad.tsv", "a.txt"]);
    assert!(
        told(&output).starts_with("onrecord: bad.tsv:2: expected "),
        "{}",
        told(&output)
    );
    assert_eq!(output.status.code(), Some(1));
    let missing = run(&folder, &["--gazetteer", "none.tsv", "a.txt"]);
    check(
        &missing,
        1,
        "onrecord: none.tsv: No such file or directory (os error 2)\n",
    );
}

#[test]
fn marks_stand_under_their_words_and_no_text_reaches_the_terminal_raw() {
    let folder = Folder::new("marked");
    folder.file(
        "a.txt",
        "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).\n\nShe \u{1b}[31m\u{7}left\u{202e}.",
    );
    let output = run(&folder, &["--output-format", "marked", "a.txt"]);
    check(&output, 0, "");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "\
a
━ direct  ╍ partly quoted  ┄ indirect  ~ source  ^ cue

“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).
1━━━━━━━━━━━━━━━━━ ^^^^ ~~~~~~~~~~~~~~~~~~~~~~~

She \u{fffd}[31m\u{fffd}left\u{fffd}.

1  Ann Ortiz  Governor · Democratic Party · Ohio · United States

"
    );
    let listed = run(&folder, &["--output-format", "text", "a.txt"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(
        !listed.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{listed:?}"
    );
}
