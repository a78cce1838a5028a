//! Holds every rule, by itself, against `fixtures/spec/mend.md`.
//!
//! A draft is marked by hand in its text, `<Ortiz> *said* [that taxes fell]`, with `@` after the cue where it is a
//! noun, `*claim*@`, and `~` where the model is hardly sure. The line after it tells what the rule makes of it, behind an arrow; without one it stays.

use std::fmt::Write;

use super::*;
use crate::attribution::Rule as Origin;
use crate::attribution::tagger::Model;
use crate::{Gazetteer, Span, mention, quotation, syntax};

/// The rules by the names they have in the spec, and all of them in their order.
const NAMED: &[(&str, &[Rule])] = &[
    ("after_colon", &[after_colon]),
    ("next_cue", &[next_cue]),
    ("purpose", &[purpose]),
    ("says_nothing", &[says_nothing]),
    ("spoken_of", &[spoken_of]),
    ("participle", &[participle]),
    ("named_before", &[named_before]),
    ("whole_source", &[whole_source]),
    ("cut_short", &[cut_short]),
    ("companion", &[companion]),
    ("others_said", &[others_said]),
    ("verb_cue", &[verb_cue]),
    ("hearsay", &[hearsay]),
    ("bracketed", &[bracketed]),
    ("unquoted", &[unquoted]),
    ("said_about", &[said_about]),
    ("all", RULES),
];

/// What stands between the marks, and where: the mark and the bytes.
fn unmark(marked: &str) -> (String, Vec<(char, Span)>) {
    let mut text = String::new();
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for c in marked.chars() {
        let opened = open.iter().rposition(|&(mark, _)| closing(mark) == c);
        match (c, opened) {
            (_, Some(at)) => {
                let (mark, start) = open.remove(at);
                found.push((mark, Span::new(start, text.len())));
            }
            ('@' | '~', _) => found.push((c, Span::new(text.len(), text.len()))),
            ('<' | '[' | '*', _) => open.push((c, text.len())),
            _ => text.push(c),
        }
    }
    assert!(open.is_empty(), "a mark is left open: {marked}");
    (text, found)
}

fn closing(mark: char) -> char {
    match mark {
        '<' => '>',
        '[' => ']',
        _ => mark,
    }
}

/// The draft that is marked.
fn draft(document: &Document<'_>, marks: &[(char, Span)]) -> Draft {
    let of = |mark: char| {
        let spans = marks.iter().filter(move |(m, _)| *m == mark);
        spans.map(|(_, span)| document.tokens_in(*span))
    };
    Draft {
        source: of('<').next(),
        cue: of('*').next(),
        content: of('[').collect(),
        kind: match of('@').next() {
            Some(_) => AttributionKind::Nominal,
            None => AttributionKind::Verbal,
        },
        rule: Origin::Model,
        confidence: match of('~').next() {
            Some(_) => MIN_CONFIDENCE / 2.0,
            None => 1.0,
        },
    }
}

/// The text with a draft marked in it.
fn mark(document: &Document<'_>, draft: &Draft) -> String {
    let noun = draft.kind == AttributionKind::Nominal;
    let unsure = draft.confidence < MIN_CONFIDENCE;
    let pieces = draft.content.iter().map(|c| (c, "[", "]"));
    let cue = draft.cue.iter();
    let parts = pieces
        .chain(draft.source.iter().map(|s| (s, "<", ">")))
        .chain(cue.map(|c| {
            (
                c,
                "*",
                ["*", "*@", "*~", "*@~"][usize::from(noun) + 2 * usize::from(unsure)],
            )
        }));
    let (mut opening, mut closing) = (Vec::new(), Vec::new());
    for (tokens, opens, closes) in parts {
        opening.push((tokens.start, opens));
        closing.push((tokens.end - 1, closes));
    }
    let (mut out, mut at) = (String::new(), 0);
    for (i, token) in document.tokens().iter().enumerate() {
        out.push_str(&document.text()[at..token.span.start()]);
        let here = |marks: &[(usize, &'static str)]| -> String {
            let marks = marks.iter().filter(|(token, _)| *token == i);
            marks.map(|(_, mark)| *mark).collect()
        };
        let word = document.slice(token.span);
        let _ = write!(out, "{}{word}{}", here(&opening), here(&closing));
        at = token.span.end();
    }
    out + &document.text()[at..]
}

/// What rules make of a draft.
fn mended(rules: &[Rule], marked: &str) -> String {
    let (text, marks) = unmark(marked);
    let document = Document::new(&text);
    let syntax = syntax::parse(&document);
    let quotations = quotation::find(&document);
    let mentions = mention::find(&document, Gazetteer::embedded());
    let context = Context::of(
        &document,
        &syntax,
        &quotations,
        &mentions,
        Model::embedded().lexicon,
    );
    let mender = Mender {
        document: &document,
        syntax: &syntax,
        context: &context,
    };
    let mut draft = draft(&document, &marks);
    assert_eq!(mark(&document, &draft), marked, "marks stand around words");
    if let [rule] = rules {
        rule(&mender, &mut draft);
    } else {
        mender.mend(std::slice::from_mut(&mut draft));
    }
    mark(&document, &draft)
}

/// The drafts of a spec: the heading, the draft, what becomes of it.
fn cases(spec: &str) -> Vec<(&str, &str, &str)> {
    let mut cases: Vec<(&str, &str, &str)> = Vec::new();
    let (mut heading, mut inside) = ("", false);
    for line in spec.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if let (false, Some(name)) = (inside, line.strip_prefix("# ")) {
            heading = name;
        } else if let (true, Some(after)) = (inside, line.strip_prefix("→ ")) {
            cases.last_mut().expect("a draft stands before").2 = after;
        } else if inside && !line.is_empty() {
            cases.push((heading, line, line));
        }
    }
    cases
}

#[test]
fn drafts_are_mended_as_the_spec_tells() {
    let cases = cases(include_str!("../../../fixtures/spec/mend.md"));
    for (name, rules) in NAMED {
        let mut of_rule = cases.iter().filter(|(heading, ..)| heading == name);
        assert!(
            of_rule.any(|(_, before, after)| before != after),
            "no draft that “{name}” mends"
        );
        assert!(rules.len() == 1 || rules.len() + 1 == NAMED.len());
    }
    let mut wrong = String::new();
    for (heading, before, after) in cases {
        let (_, rules) = NAMED
            .iter()
            .find(|(name, _)| *name == heading)
            .unwrap_or_else(|| panic!("no rule is called “{heading}”"));
        let found = mended(rules, before);
        if found != after {
            let _ = writeln!(
                wrong,
                "{heading}: {before}\nexpected {after}\nfound    {found}"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
