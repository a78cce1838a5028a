//! F1 of names on a CoNLL file (a token and its tag a line, a blank line after each sentence).
//!
//! `cargo run --release --example score_names -- politics-dev.txt [--errors]`
//!
//! Every sentence is read as an article of its own: its tokens joined by spaces, none before a closing mark or
//! after an opening one. A name counts as found where a mention of its kind has exactly its first and last
//! letter. Gold `politician`, `person`, `PER` are people; `politicalparty` parties; `country` countries;
//! `organisation`, `ORG` organizations. Pronouns, descriptions and mentions that are `embedded` in a larger name
//! are never wrong, and an embedded one may be right. “Found” is recall; a country is found only as kind
//! `country`, not as the adjective of one.

use std::collections::BTreeMap;

use onrecord::mention::{self, MentionForm, MentionKind};
use onrecord::{Document, Gazetteer};

/// A sentence as text, and its gold names: label and byte range.
#[derive(Default)]
struct Sentence {
    text: String,
    names: Vec<(String, usize, usize)>,
}

impl Sentence {
    fn add(&mut self, token: &str, tag: &str) {
        let closes = matches!(
            token,
            "," | "." | ";" | ":" | "?" | "!" | ")" | "'s" | "’s" | "%"
        );
        if !self.text.is_empty() && !closes && !self.text.ends_with('(') {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(token);
        let end = self.text.len();
        match (tag.strip_prefix("I-"), self.names.last_mut()) {
            (Some(label), Some(open)) if open.0 == label => open.2 = end,
            (Some(label), _) => self.names.push((label.to_owned(), start, end)),
            _ => {
                if let Some(label) = tag.strip_prefix("B-") {
                    self.names.push((label.to_owned(), start, end));
                }
            }
        }
    }
}

/// The kind of mention that a gold label asks for.
fn kind(label: &str) -> Option<&'static str> {
    Some(match label {
        "politician" | "person" | "PER" => "person",
        "politicalparty" => "party",
        "country" => "country",
        "organisation" | "ORG" => "organization",
        _ => return None,
    })
}

#[derive(Default)]
struct Count {
    gold: usize,
    said: usize,
    right: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments
        .next()
        .ok_or("usage: score_names FILE.conll [--errors]")?;
    let errors = arguments.next().is_some();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut sentence = Sentence::default();
    for line in std::fs::read_to_string(path)?.lines().chain([""]) {
        match line.split_once(['\t', ' ']) {
            Some((token, tag)) => sentence.add(token, tag.trim()),
            None => score(&std::mem::take(&mut sentence), &mut counts, errors),
        }
    }
    println!(
        "{:14} {:>5} {:>5} {:>5}  precision  found    F1",
        "", "gold", "said", "right"
    );
    for (kind, n) in counts {
        let share = |of: usize| 100.0 * n.right as f64 / of.max(1) as f64;
        let (precision, recall) = (share(n.said), share(n.gold));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        println!(
            "{kind:14} {:5} {:5} {:5}  {precision:9.1}  {recall:5.1}  {f1:4.1}",
            n.gold, n.said, n.right
        );
    }
    Ok(())
}

fn score(sentence: &Sentence, counts: &mut BTreeMap<&str, Count>, errors: bool) {
    let document = Document::new(&sentence.text);
    let mut found = Vec::new();
    for mention in mention::find(&document, Gazetteer::embedded()) {
        let name = match mention.kind {
            MentionKind::Person => "person",
            MentionKind::Party => "party",
            MentionKind::Country => "country",
            MentionKind::Organization => "organization",
            _ => continue,
        };
        if !matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal) {
            found.push((name, mention.span, mention.embedded));
        }
    }
    let gold = || {
        sentence
            .names
            .iter()
            .filter_map(|(label, start, end)| Some((kind(label)?, *start, *end, label.as_str())))
    };
    for (kind, start, end, label) in gold() {
        let count = counts.entry(kind).or_default();
        count.gold += 1;
        let right = found
            .iter()
            .any(|(k, span, _)| *k == kind && (span.start(), span.end()) == (start, end));
        count.right += usize::from(right);
        if errors && !right {
            println!(
                "missed {label}: {} | {}",
                &sentence.text[start..end],
                sentence.text
            );
        }
    }
    for (kind, span, embedded) in found {
        let right = gold().any(|(k, s, e, _)| (k, s, e) == (kind, span.start(), span.end()));
        if embedded && !right {
            continue;
        }
        counts.entry(kind).or_default().said += 1;
        if errors && !right {
            let label = sentence
                .names
                .iter()
                .find(|(_, s, e)| *s < span.end() && span.start() < *e)
                .map_or("none", |(label, ..)| label);
            println!(
                "wrong {kind} (gold {label}): {} | {}",
                document.slice(span),
                sentence.text
            );
        }
    }
}
