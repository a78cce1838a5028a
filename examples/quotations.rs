//! Prints the quotations of the texts of a JSONL file, or of plain text on standard input.

use std::io::Read;

use onrecord::{Document, quotation};

fn show(text: &str) {
    let document = Document::new(text);
    for found in quotation::find(&document) {
        let closed = if found.closed { "" } else { " open" };
        let carried = if found.continues.is_some() {
            " continues"
        } else {
            ""
        };
        println!(
            "{:?} {}{closed}{carried}\t{}",
            found.class,
            found.depth,
            document.slice(found.span).replace('\n', "⏎")
        );
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(path) = std::env::args().nth(1) {
        for line in std::fs::read_to_string(path)?.lines() {
            let article: serde_json::Value = serde_json::from_str(line)?;
            println!("# {}", article["id"].as_str().unwrap_or_default());
            show(article["text"].as_str().unwrap_or_default());
        }
        return Ok(());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    show(&text);
    Ok(())
}
