//! Runs the literate specs of text and quotations under `fixtures/spec/`.
//!
//! An `article` block is followed by blocks that say what is read in it: `tokens` (a line a sentence),
//! `sentences` (one a line), `paragraphs` (region and text), `quotations` (class, depth, text), `dateline`
//! (place, date, agency, `-` for nothing, or `none`). A newline inside is shown as `⏎`. `UPDATE_FIXTURES=1` rewrites the blocks; the diff is read like a proof.

mod spec;

use std::fmt::Write as _;

use onrecord::{Document, Span, quotation};

fn shown(document: &Document<'_>, span: Span) -> String {
    document.slice(span).replace("\r\n", "⏎").replace('\n', "⏎")
}

/// What is read in an article, in the words of the block `kind`.
fn read(kind: &str, article: &str) -> Option<String> {
    let document = Document::new(article);
    let mut out = String::new();
    match kind {
        "tokens" => {
            for sentence in document.sentences() {
                let words: Vec<String> = document.tokens()[sentence.tokens.clone()]
                    .iter()
                    .map(|t| shown(&document, t.span))
                    .collect();
                writeln!(out, "{}", words.join(" · ")).ok()?;
            }
        }
        "sentences" => {
            for sentence in document.sentences() {
                writeln!(out, "{}", shown(&document, sentence.span)).ok()?;
            }
        }
        "paragraphs" => {
            for paragraph in document.paragraphs() {
                let region = format!("{:?}", paragraph.region).to_lowercase();
                writeln!(out, "{region:<12}{}", shown(&document, paragraph.span)).ok()?;
            }
        }
        "quotations" => {
            for found in quotation::find(&document) {
                let class = format!("{:?}", found.class).to_lowercase();
                let open = if found.closed { "" } else { " open" };
                let text = shown(&document, found.span);
                write!(out, "{class:<10}{}{open}  {text}", found.depth).ok()?;
                match found.continues {
                    Some(before) => writeln!(out, "  ← {}", before.0).ok()?,
                    None => writeln!(out).ok()?,
                }
            }
        }
        "dateline" => match document.dateline() {
            Some(line) => {
                let slice = |span: Option<Span>| span.map_or("-", |span| document.slice(span));
                writeln!(out, "place  {}", document.slice(line.place)).ok()?;
                writeln!(out, "date   {}", slice(line.date)).ok()?;
                writeln!(out, "agency {}", slice(line.agency)).ok()?;
            }
            None => writeln!(out, "none").ok()?,
        },
        _ => return None,
    }
    Some(out)
}

#[test]
fn specs_hold() {
    spec::hold(&spec::files("spec", &["text-", "quotation-"]), |block| {
        read(block.kind, block.article)
    });
}
