//! Scores the sentence splitter on CoNLL-U files: F1 over whole sentence spans.
//!
//! ```sh
//! cargo run --release --example score_sentences -- ../shared/data/gum/dev.conllu --genre news --errors 20
//! ```
//!
//! Each document is laid out as plain text from `# text`, `SpaceAfter=No` and `newpar` (a blank line, or
//! one newline with `--newline`); a sentence counts when both its ends are found.

use std::process::ExitCode;

use onrecord::{Document, Span};

/// A document as plain text, with its sentences.
#[derive(Default)]
struct Gold {
    id: String,
    text: String,
    sentences: Vec<Span>,
}

fn read(conllu: &str, paragraph: &str) -> Vec<Gold> {
    let mut documents: Vec<Gold> = Vec::new();
    let mut break_before = "";
    let mut glued = false;
    for line in conllu.lines() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            documents.push(Gold {
                id: id.to_owned(),
                ..Gold::default()
            });
            break_before = "";
            glued = true;
            continue;
        }
        let Some(document) = documents.last_mut() else {
            continue;
        };
        if line.starts_with("# newpar") {
            if !document.text.is_empty() {
                break_before = paragraph;
            }
        } else if let Some(text) = line.strip_prefix("# text = ") {
            document.text.push_str(match (break_before, glued) {
                ("", true) => "",
                ("", false) => " ",
                (newlines, _) => newlines,
            });
            let from = document.text.len();
            document.text.push_str(text.trim());
            document
                .sentences
                .push(Span::new(from, document.text.len()));
            break_before = "";
            glued = false;
        } else if line.starts_with(|c: char| c.is_ascii_digit()) {
            glued = line
                .rsplit('\t')
                .next()
                .is_some_and(|misc| misc.contains("SpaceAfter=No"));
        }
    }
    documents
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut path, mut genre, mut errors, mut paragraph) = (None, String::new(), 0, "\n\n");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--genre" => genre = arguments.next().unwrap_or_default(),
            "--errors" => errors = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(20),
            "--newline" => paragraph = "\n",
            _ => path = Some(argument),
        }
    }
    let Some(path) = path else {
        eprintln!("usage: score_sentences FILE.conllu [--genre NAME] [--newline] [--errors N]");
        return ExitCode::from(2);
    };
    let conllu = match std::fs::read_to_string(&path) {
        Ok(conllu) => conllu,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (mut right, mut gold, mut found) = (0, 0, 0);
    for document in read(&conllu, paragraph) {
        if !document.id.contains(&genre) {
            continue;
        }
        let read = Document::new(&document.text);
        let ours: Vec<Span> = read.sentences().iter().map(|s| s.span).collect();
        gold += document.sentences.len();
        found += ours.len();
        right += ours
            .iter()
            .filter(|span| document.sentences.binary_search(span).is_ok())
            .count();
        let edges = |spans: &[Span]| spans.iter().map(|s| s.end()).collect::<Vec<_>>();
        let (wanted, got) = (edges(&document.sentences), edges(&ours));
        let missed = wanted
            .iter()
            .filter(|e| !got.contains(e))
            .map(|e| ("missed", *e));
        let extra = got
            .iter()
            .filter(|e| !wanted.contains(e))
            .map(|e| ("extra", *e));
        for (kind, at) in missed.chain(extra) {
            if errors == 0 {
                break;
            }
            errors -= 1;
            let mut from = at.saturating_sub(60);
            while !document.text.is_char_boundary(from) {
                from -= 1;
            }
            let after: String = document.text[at..].chars().take(40).collect();
            println!("{kind}\t{:?} | {after:?}", &document.text[from..at]);
        }
    }
    let precision = 100.0 * right as f64 / f64::from(found.max(1) as u32);
    let recall = 100.0 * right as f64 / f64::from(gold.max(1) as u32);
    let f1 = 200.0 * right as f64 / (gold + found).max(1) as f64;
    println!(
        "{path} {genre}: {right} of {gold} sentences, P {precision:.1} R {recall:.1} F1 {f1:.1}"
    );
    ExitCode::SUCCESS
}
