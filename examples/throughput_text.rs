//! Times tokens, sentences and quotations on the texts of a JSONL file, and on hostile ones.
//!
//! ```sh
//! cargo run --release --features json --example throughput_text -- ../shared/data/polnear/dev.jsonl
//! ```

use std::time::{Duration, Instant};

use onrecord::{Document, quotation};

/// The fastest of some runs.
fn best(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut best = (Duration::MAX, 0);
    for _ in 0..15 {
        let start = Instant::now();
        let count = run();
        best = best.min((start.elapsed(), count));
    }
    best
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: throughput_text FILE.jsonl")?;
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let article: serde_json::Value = serde_json::from_str(line)?;
        texts.push(article["text"].as_str().unwrap_or_default().to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    let report = |what: &str, time: Duration, count: usize| {
        let seconds = time.as_secs_f64();
        println!(
            "{what:<18}{:>8.1} MB/s {:>12.0} words/s   {count} found",
            bytes as f64 / 1e6 / seconds,
            words as f64 / seconds
        );
    };
    let (time, count) = best(|| texts.iter().map(|t| Document::new(t).tokens().len()).sum());
    report("Document::new", time, count);
    let documents: Vec<Document<'_>> = texts.iter().map(|t| Document::new(t)).collect();
    let (time, count) = best(|| documents.iter().map(|d| quotation::find(d).len()).sum());
    report("quotation::find", time, count);
    if std::env::args().nth(2).is_some() {
        return Ok(());
    }
    for unit in [
        "a", "\"", "“", "'", "“‘", "a'", "é", "中", "a.", "s' ", "“A. ", "@a", "A/B\n", "\r",
    ] {
        let mut row = format!("{unit:>6?} ");
        for length in [250_000, 500_000, 1_000_000] {
            let text = unit.repeat(length / unit.len());
            let start = Instant::now();
            let document = Document::new(&text);
            let read = start.elapsed();
            let found = quotation::find(&document).len();
            row += &format!(
                "  {length} B: {:.1} + {:.1} ms ({found})",
                read.as_secs_f64() * 1e3,
                (start.elapsed() - read).as_secs_f64() * 1e3
            );
        }
        println!("{row}");
    }
    Ok(())
}
