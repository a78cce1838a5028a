//! Runs the literate specs of names under `fixtures/spec/`.
//!
//! An `article` block is followed by blocks that say what is read in it: `mentions` (a line each: text,
//! kind, form, and what else is known) or `forms` (the longest form of the gazetteer at each place, and its
//! first candidates). `UPDATE_FIXTURES=1` rewrites the blocks; the diff is read like a proof.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use onrecord::mention::MentionForm;
use onrecord::{Document, Gazetteer, mention};

/// `FullName` as it stands on the wire: `full_name`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// What is read in an article, in the words of the block `kind`.
fn read(kind: &str, article: &str) -> Option<String> {
    let document = Document::new(article);
    let gazetteer = Gazetteer::embedded();
    let mut out = String::new();
    match kind {
        // names alone, or with the words that stand for them
        "mentions" | "references" => {
            for found in mention::find(&document, gazetteer) {
                let refers = matches!(found.form, MentionForm::Pronoun | MentionForm::Nominal);
                if refers != (kind == "references") {
                    continue;
                }
                let text = document.slice(found.span).replace('\n', " ");
                let label = format!(
                    "{} {}",
                    snake(&format!("{:?}", found.kind)),
                    snake(&format!("{:?}", found.form))
                );
                write!(out, "{text:<28} {label}").ok()?;
                if found.embedded {
                    write!(out, " embedded").ok()?;
                }
                if let Some(title) = found.title {
                    write!(out, " · {}", document.slice(title)).ok()?;
                }
                if let Some(gender) = found.gender {
                    write!(out, " · {}", snake(&format!("{gender:?}"))).ok()?;
                }
                if let Some(first) = found.candidates.first() {
                    write!(out, " · {}", gazetteer.entry(*first).id()).ok()?;
                }
                writeln!(out).ok()?;
            }
        }
        "forms" => {
            let tokens = document.tokens();
            let mut at = 0;
            while at < tokens.len() {
                let Some(found) = gazetteer.longest_at(tokens, at) else {
                    at += 1;
                    continue;
                };
                let span = tokens[at].span.join(tokens[at + found.tokens - 1].span);
                let first = &found.candidates[0];
                let risky = if first.risky { " risky" } else { "" };
                let entry = gazetteer.entry(first.entry);
                let form = snake(&format!("{:?}", first.form));
                writeln!(
                    out,
                    "{:<28} {form}{risky} · {}",
                    document.slice(span),
                    entry.id()
                )
                .ok()?;
                at += found.tokens;
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
            body.trim_end_matches('\n').clone_into(&mut article);
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
                        && (name.starts_with("mention-") || name.starts_with("gazetteer-"))
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
