//! Runs the literate specs of text and quotations under `fixtures/spec/`.
//!
//! An `article` block is followed by blocks that say what is read in it: `tokens` (a line a sentence),
//! `sentences` (one a line), `paragraphs` (region and text), `quotations` (class, depth, text). A newline
//! inside is shown as `⏎`. `UPDATE_FIXTURES=1` rewrites the blocks; the diff is read like a proof.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

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
        _ => return None,
    }
    Some(out)
}

/// A spec with every block as it should be, and the places where it was not.
fn run(spec: &str) -> (String, Vec<String>) {
    let mut right = String::new();
    let mut wrong = Vec::new();
    let mut heading = "";
    let mut article = String::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        writeln!(right, "{line}").unwrap();
        if let Some(title) = line.strip_prefix('#') {
            heading = title.trim_start_matches('#').trim();
        }
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            continue;
        };
        let body: String = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .fold(String::new(), |body, line| body + line + "\n");
        if kind == "article" {
            writeln!(right, "{body}```").unwrap();
            article = body.trim_end_matches('\n').to_owned();
            continue;
        }
        let found = read(kind, &article)
            .unwrap_or_else(|| panic!("{heading}: no block is called {kind:?}"));
        if found != body {
            wrong.push(format!(
                "# {heading}\nexpected {kind}\n{body}found\n{found}"
            ));
        }
        writeln!(right, "{found}```").unwrap();
    }
    (right, wrong)
}

fn specs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/spec");
    let mut specs: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("fixtures/spec is there")
        .map(|entry| entry.expect("fixtures/spec can be read").path())
        .filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| {
                    name.ends_with(".md")
                        && (name.starts_with("text-") || name.starts_with("quotation-"))
                })
        })
        .collect();
    specs.sort();
    specs
}

#[test]
fn specs_hold() {
    let mut wrong = Vec::new();
    for path in specs() {
        let spec = std::fs::read_to_string(&path).expect("a spec is UTF-8");
        let (right, failures) = run(&spec);
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, right).expect("the spec can be written");
        } else {
            wrong.extend(
                failures
                    .into_iter()
                    .map(|f| format!("{}\n{f}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
