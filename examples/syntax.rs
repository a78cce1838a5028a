//! Prints the words of a text with tag, head and relation; the speed goes to standard error.
//!
//! ```sh
//! cargo run --release --example syntax < article.txt
//! ```

use std::io::{Read, Write};
use std::time::Instant;

use onrecord::text::TokenId;
use onrecord::{Document, syntax};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let document = Document::new(&text);
    let start = Instant::now();
    let syntax = syntax::parse(&document);
    let seconds = start.elapsed().as_secs_f64();
    let tokens = document.tokens();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for sentence in document.sentences() {
        for i in sentence.tokens.clone() {
            let token = TokenId(i as u32);
            let head = syntax
                .head(token)
                .map_or(0, |head| head.index() + 1 - sentence.tokens.start);
            let (tag, relation) = (
                syntax.tag(token).universal(),
                syntax.relation(token).universal(),
            );
            let word = document.slice(tokens[i].span);
            writeln!(
                out,
                "{}\t{word}\t{tag}\t{head}\t{relation}",
                i + 1 - sentence.tokens.start
            )?;
        }
        writeln!(out)?;
    }
    eprintln!(
        "{} tokens, {:.0} a second",
        tokens.len(),
        tokens.len() as f64 / seconds
    );
    Ok(())
}
