//! The file of options, completions, manual pages, the tables of known names.
#![cfg(feature = "cli")]

mod common;

use common::{Folder, check, ids, run, told, written};

#[test]
fn options_may_stand_in_a_file() {
    let folder = Folder::new("config");
    folder.file(
        "a.jsonl",
        "{\"id\": \"a\", \"body\": \"No.\"}\n{\"id\": \"b\", \"body\": \"No.\"}\n",
    );
    folder.file(
        "onrecord.toml",
        "# of the project\n[extract]\ninputs = [\"a.jsonl\"]\nfield = [\"text=body\"]\nlimit = 1\ntext = true\n",
    );
    let output = run(&folder, &["extract"]);
    check(&output, 0, "");
    assert_eq!(ids(&output), ["a"]);
    assert!(written(&output).contains("\"text\":\"No.\""));
    // The command line wins.
    let more = run(&folder, &["extract", "--limit", "2", "--text=false"]);
    assert_eq!(ids(&more), ["a", "b"]);
    assert!(!written(&more).contains("\"text\":\"No.\",\"mentions\""));
    let none = run(&folder, &["extract", "--no-config", "a.jsonl"]);
    assert_eq!(none.status.code(), Some(1), "the field is not mapped");

    folder.file(
        "other.toml",
        "[extract]\noutput-format = \"csv\"\nfield = \"text=body\"\n",
    );
    let other = run(&folder, &["extract", "--config", "other.toml", "a.jsonl"]);
    assert!(written(&other).starts_with("article_id,"));
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_line() {
    let folder = Folder::new("config-bad");
    let wrong = [
        (
            "[extract]\nlimit = 1\ncolour = 3\n",
            "onrecord.toml:3: expected an option of `onrecord extract` (",
        ),
        (
            "[extract]\n\nlimit = -1\n",
            "onrecord.toml:3: invalid value '-1' for '--limit",
        ),
        (
            "[extract]\noutput-format = \"xml\"\n",
            "onrecord.toml:2: invalid value 'xml' for '--output-format",
        ),
        ("limit = 1\n", "onrecord.toml:1: expected a table ["),
        (
            "[extract]\nlimit = [1, 2]\n",
            "onrecord.toml:2: expected one value in `limit`, found several",
        ),
        (
            "[extract]\nlimit = \n",
            "onrecord.toml:2: expected TOML, found ",
        ),
        (
            "[evaluate]\nlimit = 1\n",
            "onrecord.toml:2: expected an option of `onrecord evaluate` (",
        ),
    ];
    for (file, expected) in wrong {
        folder.file("onrecord.toml", file);
        let output = run(&folder, &["extract"]);
        assert!(
            told(&output).starts_with(&format!("error: {expected}")),
            "{}",
            told(&output)
        );
        assert_eq!(output.status.code(), Some(2));
    }
    let missing = run(&folder, &["extract", "--config", "none.toml"]);
    check(
        &missing,
        2,
        "error: none.toml: No such file or directory (os error 2)\n",
    );
}

#[test]
fn completions_and_manual_pages_are_written() {
    let folder = Folder::new("generate");
    for shell in ["bash", "zsh", "fish"] {
        let script = written(&run(&folder, &["completions", shell]));
        assert!(script.contains("checkpoint-every"), "{shell}");
    }
    let page = written(&run(&folder, &["man"]));
    assert!(page.contains(".TH onrecord 1"), "{page}");
    check(&run(&folder, &["man", "pages"]), 0, "");
    assert!(folder.0.join("pages/onrecord-extract.1").exists());
}

#[test]
fn a_name_is_looked_up_with_source_and_dates() {
    let folder = Folder::new("lookup");
    let lookup = |name: &str| run(&folder, &["gazetteer", "lookup", name]);
    let card = written(&lookup("Angela Merkel"));
    assert!(
        card.starts_with("Angela Merkel\n  id        person/"),
        "{card}"
    );
    for line in [
        "  kind      person\n",
        "  office    ",
        "  source    embedded tables of 20",
    ] {
        assert!(card.contains(line), "{card}");
    }
    assert!(written(&lookup("us-state/OH")).starts_with("Ohio\n"));
    let nobody = lookup("Nobody Atall");
    assert_eq!(nobody.status.code(), Some(1));
    assert!(told(&nobody).starts_with("onrecord: expected a name or an id of the tables"));

    folder.file(
        "own.tsv",
        "id\tkind\tname\nperson/teale\tperson\tMarian Teale\n",
    );
    let own = run(
        &folder,
        &[
            "gazetteer",
            "lookup",
            "Marian Teale",
            "--gazetteer",
            "own.tsv",
        ],
    );
    assert!(
        written(&own).contains("  source    own.tsv\n"),
        "{}",
        written(&own)
    );
}

#[test]
fn a_table_is_checked_line_by_line() {
    let folder = Folder::new("lint");
    folder.file(
        "good.tsv",
        "id\tkind\tname\tparty\np/1\tperson\tAnn Ortiz\tparty/us/democratic\n",
    );
    check(&run(&folder, &["gazetteer", "check", "good.tsv"]), 0, "");
    let rows = [
        "id\tkind\tname\troles\tparty",
        "p/1\tpersn\tAnn Ortiz\t\t",
        "p/2\tperson\tBo Roe\tMayor:2020:2019\t",
        "p/2\tperson\tBo Roe\t\t",
        "p/3\tperson\tCy Dale\tMayor\tparty/none",
        "p/4\tperson\tDi Fox\t\tparty/none",
    ];
    folder.file("bad.tsv", rows.join("\n"));
    let output = run(&folder, &["gazetteer", "check", "bad.tsv"]);
    assert_eq!(output.status.code(), Some(1));
    let told = told(&output);
    let found: Vec<&str> = told
        .lines()
        .map(|line| &line[.."bad.tsv:2".len()])
        .collect();
    assert_eq!(
        found,
        [
            "bad.tsv:2",
            "bad.tsv:3",
            "bad.tsv:4",
            "bad.tsv:5",
            "bad.tsv:6"
        ],
        "{told}"
    );
    assert!(
        told.contains("bad.tsv:6: expected an id of the tables in `party`, found `party/none`")
    );
}

#[test]
fn entries_are_listed_by_kind_and_country() {
    let folder = Folder::new("list");
    let output = run(
        &folder,
        &["gazetteer", "list", "--kind", "party", "--country", "GB"],
    );
    let table = written(&output);
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("id\tkind\tname\t"));
    assert!(table.contains("\tLabour Party\t"), "{table}");
    assert!(
        lines.all(|line| line.starts_with("party/") && line.split('\t').nth(1) == Some("party"))
    );
    let wrong = run(&folder, &["gazetteer", "list", "--kind", "parties"]);
    assert_eq!(wrong.status.code(), Some(2));
}
