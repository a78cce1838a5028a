//! The examples, compiled and run on fixtures.
#![cfg(feature = "json")]
#![allow(
    dead_code,
    reason = "each example has a `main` of its own, which nothing here calls"
)]

#[path = "../examples/contradictions.rs"]
mod contradictions;
#[path = "../examples/own_gazetteer.rs"]
mod own_gazetteer;
#[path = "../examples/quotation_index.rs"]
mod quotation_index;
#[path = "../examples/review_queue.rs"]
mod review_queue;
#[path = "../examples/share_of_voice.rs"]
mod share_of_voice;
#[path = "../examples/stream_service.rs"]
mod stream_service;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};

fn article(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/articles")
        .join(name);
    path.display().to_string()
}

/// A file that is gone when the test is.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("onrecord-example-{}-{name}", std::process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// What an example writes.
fn written(run: impl FnOnce(&mut Vec<u8>) -> Result<(), Box<dyn Error>>) -> String {
    let mut out = Vec::new();
    run(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn share_of_voice() {
    let files = [article("us-tax-bill.txt"), article("uk-canvassers.txt")];
    let text = written(|out| share_of_voice::run(&files, out));
    assert!(text.starts_with("share    words   direct"), "{text}");
    for party in ["Democratic Party", "Republican Party", "no party known"] {
        assert!(
            text.lines().any(|line| line.ends_with(party)),
            "{party} in\n{text}"
        );
    }
}

#[test]
fn own_gazetteer() {
    let text = written(own_gazetteer::run);
    assert!(
        text.starts_with("a slip: council.tsv:2: expected "),
        "{text}"
    );
    for line in [
        "Marian Teale (Labour Party; council/7): The baths stay open, and that is that",
        "Rupert Aldous (Conservative Party; council/12): Nobody has counted the bill",
        "Harbury City Council (no party; council): the vote was binding",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn quotation_index() {
    let database = File::new("quotes.db", "");
    let files = [
        article("us-tax-bill.txt"),
        article("fact-check-ballots.txt"),
    ];
    let text = written(|out| quotation_index::run(&database.path(), &files, out));
    assert!(text.contains(" on "), "{text}");
    // Again: nothing is counted twice.
    assert_eq!(
        text,
        written(|out| quotation_index::run(&database.path(), &files, out))
    );
    let index = rusqlite::Connection::open(&database.0).unwrap();
    let count = |query: &str| {
        index
            .query_row(query, [], |row| row.get::<_, u32>(0))
            .unwrap()
    };
    assert!(count("SELECT COUNT(*) FROM claim WHERE speaker IS NOT NULL") > 10);
    let quoted = "SELECT COUNT(*) FROM claim JOIN entity ON entity.id = claim.speaker
                   WHERE entity.name = 'Ann Ortiz' AND entity.party = 'Democratic Party' AND form = 'direct'";
    assert_eq!(count(quoted), 1);
}

#[test]
fn contradictions() {
    let corpus = File::new(
        "corpus.jsonl",
        "{\"id\":\"a\",\"date\":\"2026-10-01\",\"text\":\"Gov. Ann Ortiz said the stadium levy would raise property taxes.\"}\n\
         {\"id\":\"b\",\"date\":\"2026-11-01\",\"text\":\"Gov. Ann Ortiz said the stadium levy would not raise property taxes. \
         Tom Breck said the library would not open on Sunday.\"}\n",
    );
    let text = written(|out| contradictions::run(&[corpus.path()], out));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("Ann Ortiz ("));
    assert!(lines[1].starts_with("  2026-10-01  affirmative"), "{text}");
    assert!(lines[2].starts_with("  2026-11-01  negative"), "{text}");
}

#[test]
fn review_queue() {
    let files = [
        article("us-tax-bill.txt"),
        article("business-chipmaker.txt"),
    ];
    let text = written(|out| review_queue::run(4, &files, out));
    let scores: Vec<f64> = text
        .lines()
        .step_by(2)
        .map(|line| line[..4].parse().unwrap())
        .collect();
    assert_eq!(scores.len(), 4, "{text}");
    assert!(
        scores.is_sorted_by(|a, b| a >= b) && scores[3] > 0.5,
        "{text}"
    );
    // A longer queue begins with the shorter one.
    let longer = written(|out| review_queue::run(9, &files, out));
    assert!(longer.starts_with(&text));
}

#[test]
fn stream_service() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let service = std::thread::spawn(move || stream_service::run(&listener, 1));
    let stream = TcpStream::connect(address).unwrap();
    // Far more than the service holds at a time, and nobody reads yet: the sender must be a thread of its own.
    let articles = 300;
    let padding = "It rained. ".repeat(100);
    let mut sender = stream.try_clone().unwrap();
    let sent = std::thread::spawn(move || {
        for n in 0..articles {
            let line = match n {
                7 => "no JSON".to_owned(),
                _ => {
                    serde_json::json!({"id": n, "text": format!("“No,” Ann Ortiz said. {padding}")})
                        .to_string()
                }
            };
            writeln!(sender, "{line}").unwrap();
        }
        sender.shutdown(Shutdown::Write).unwrap();
    });
    let answers: Vec<serde_json::Value> = BufReader::new(&stream)
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    sent.join().unwrap();
    assert_eq!(answers.len(), articles);
    for (n, answer) in answers.iter().enumerate() {
        match n {
            7 => assert!(
                answer["error"]
                    .as_str()
                    .unwrap()
                    .starts_with("socket:8: expected a JSON object")
            ),
            _ => assert_eq!(answer["id"], n.to_string()),
        }
    }
    drop(stream);
    service.join().unwrap().unwrap();
}
