//! A large corpus out of a small one: the articles of JSONL files again and again, each with an id of its own.
//!
//! ```sh
//! cargo run --release --features json --example repeat_articles -- 1000000 news.jsonl more.jsonl | gzip -1 > million.jsonl.gz
//! /usr/bin/time -v onrecord extract million.jsonl.gz -o million.parquet --threads 2 --errors errors.jsonl
//! ```

use std::io::{self, BufWriter, Write};

use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: repeat_articles ARTICLES FILE.jsonl…";
    let most: usize = arguments.next().ok_or(usage)?.parse()?;
    let mut articles: Vec<Value> = Vec::new();
    for path in arguments {
        for line in std::fs::read_to_string(path)?.lines() {
            articles.push(serde_json::from_str(line)?);
        }
    }
    if articles.is_empty() {
        return Err(usage.into());
    }
    let ids: Vec<String> = articles
        .iter()
        .map(|article| article["id"].as_str().unwrap_or("article").to_owned())
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for n in 0..most {
        let at = n % articles.len();
        articles[at]["id"] = format!("{}-{}", ids[at], n / articles.len()).into();
        serde_json::to_writer(&mut out, &articles[at])?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
