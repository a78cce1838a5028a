//! Where the time of a corpus goes, on one thread: reading, parsing, extracting, rendering, writing.
//!
//! `cargo run --release --features full --example time_shares -- news.jsonl.gz claims.parquet`

use std::path::Path;
use std::time::{Duration, Instant};

use onrecord::Extractor;
use onrecord::corpus::{Corpus, Input, Item, OutputFormat, RowGroup, Settings};
use onrecord::record::Layout;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = &arguments[..] else {
        return Err("usage: time_shares INPUT OUTPUT".into());
    };
    let output = Path::new(output);
    let format = OutputFormat::of_path(output).unwrap_or_default();
    let mut corpus = Corpus::new(vec![Input::Path(input.into())], Settings::default());
    let mut writer = format.create(output, RowGroup::default())?;
    let extractor = Extractor::new();
    let [mut read, mut parse, mut extract, mut render, mut write] = [Duration::ZERO; 5];
    let (mut articles, mut claims) = (0, 0);
    loop {
        let start = Instant::now();
        let Some(item) = corpus.next() else { break };
        let found = Instant::now();
        let article = item.and_then(Item::parse)?;
        let parsed = Instant::now();
        let extraction = extractor.extract(&article.borrow());
        let extracted = Instant::now();
        let piece = format.render(&extraction, Layout::default());
        let rendered = Instant::now();
        writer.append(piece)?;
        articles += 1;
        claims += extraction.claims().len();
        read += found - start;
        parse += parsed - found;
        extract += extracted - parsed;
        render += rendered - extracted;
        write += rendered.elapsed();
    }
    let ending = Instant::now();
    writer.complete()?;
    writer.finish()?;
    write += ending.elapsed();
    let shares = [
        ("reading and unpacking", read),
        ("parsing", parse),
        ("extracting", extract),
        ("rendering", render),
        ("writing", write),
    ];
    let all: Duration = shares.iter().map(|(_, time)| *time).sum();
    let seconds = all.as_secs_f64();
    println!(
        "{articles} articles, {claims} claims, {seconds:.2} s, {:.0} articles a second",
        articles as f64 / seconds
    );
    for (what, time) in shares {
        let share = 100.0 * time.as_secs_f64() / seconds;
        println!("{what:22} {:9.3} s {share:6.2} %", time.as_secs_f64());
    }
    Ok(())
}
