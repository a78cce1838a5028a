//! Runs the literate specs of names under `fixtures/spec/`.
//!
//! An `article` block is followed by blocks that say what is read in it: `mentions` (a line each: text,
//! kind, form, and what else is known) or `forms` (the longest form of the gazetteer at each place, and its
//! first candidates). `UPDATE_FIXTURES=1` rewrites the blocks; the diff is read like a proof.

mod spec;

use std::fmt::Write as _;

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

#[test]
fn specs_hold() {
    spec::hold(&spec::files("spec", &["mention-", "gazetteer-"]), |block| {
        read(block.kind, block.article)
    });
}
