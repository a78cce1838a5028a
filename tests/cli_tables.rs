//! Compressed files and tables, in and out.
#![cfg(feature = "cli")]

mod common;

use std::io::Write;
use std::path::Path;

use common::{
    Folder, SAID, check, extract as run, extract_with_input as run_with_input, ids, records, told,
};
use serde_json::Value;

#[test]
fn compressed_files_are_read_by_their_first_bytes() {
    let folder = Folder::new("compressed");
    let lines = [
        "{\"id\": \"a\", \"text\": \"No.\"}\n",
        "{\"id\": \"b\", \"text\": \"No.\"}\n",
    ];
    let mut gzip = Vec::new();
    let mut zstd = Vec::new();
    for line in lines {
        // A member, a frame of its own each: what appending to a file makes.
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        member.write_all(line.as_bytes()).unwrap();
        gzip.extend(member.finish().unwrap());
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        zstd.extend(ruzstd::encoding::compress_to_vec(line.as_bytes(), level));
    }
    folder.file("a.jsonl.gz", &gzip);
    folder.file("b.jsonl.zst", &zstd);
    folder.file("c.jsonl", &gzip);
    folder.file("d.txt.gz", {
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        member.write_all(SAID.as_bytes()).unwrap();
        member.finish().unwrap()
    });
    let output = run(&folder, &["."]);
    check(&output, 0, "");
    assert_eq!(ids(&output), ["a", "b", "a", "b", "a", "b", "d"]);
    assert_eq!(ids(&run_with_input(&folder, &[], &zstd)), ["a", "b"]);

    for (name, bytes) in [("cut.jsonl.gz", &gzip), ("cut.jsonl.zst", &zstd)] {
        folder.file(name, &bytes[..bytes.len() - 9]);
        let output = run(&folder, &[name, "c.jsonl"]);
        assert_eq!(
            ids(&output),
            ["a", "a", "b"],
            "what came before the cut is read"
        );
        assert!(
            told(&output).starts_with(&format!("onrecord: {name}:2: ")),
            "{}",
            told(&output)
        );
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_table_comes_in_and_goes_out() {
    let folder = Folder::new("csv");
    let table = "id,headline,text,date\n\
                 1,\"A, B\",\"“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).\",2026-11-03\n\
                 2,C,,2026-11-03\n\
                 3,D\n\
                 4,E,\"Two\nlines.\",\n";
    folder.file("a.csv", table);
    let output = run(&folder, &["--field", "title=headline", "a.csv"]);
    let told = "onrecord: a.csv:3: expected a string in `text` or `maintext`, found none\n\
                onrecord: a.csv:4: expected 4 columns, found 2\n\
                onrecord: 2 of 4 articles could not be read\n";
    check(&output, 1, told);
    assert_eq!(ids(&output), ["1", "4"]);
    assert_eq!(records(&output)[0]["article"]["title"], "A, B");

    folder.file("b.csv", "a,b\n1,2\n");
    let told = "onrecord: b.csv:1: expected a column `text` or `maintext`, found columns a, b\n\
                onrecord: 1 of 1 articles could not be read\n";
    check(&run(&folder, &["b.csv"]), 1, told);

    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let articles = articles.to_str().unwrap();
    check(&run(&folder, &[articles, "-o", "claims.csv"]), 0, "");
    let claims: Vec<Value> = records(&run(&folder, &[articles]))
        .iter()
        .flat_map(|r| r["claims"].as_array().unwrap().clone())
        .collect();
    let mut reader = csv::Reader::from_path(folder.0.join("claims.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    assert_eq!(columns.len(), 31);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), claims.len());
    assert!(!rows.is_empty());
    for (row, claim) in rows.iter().zip(&claims) {
        let cell = |name: &str| &row[columns.iter().position(|c| c == name).unwrap()];
        assert_eq!(cell("claim_id"), claim["id"].as_str().unwrap());
        assert_eq!(cell("text"), claim["text"].as_str().unwrap());
        assert_eq!(
            cell("speaker"),
            claim["speaker"]["name"].as_str().unwrap_or_default()
        );
        let lists = [cell("entities"), cell("quantities")];
        assert!(
            lists
                .iter()
                .all(|l| serde_json::from_str::<Vec<Value>>(l).is_ok())
        );
    }
}
