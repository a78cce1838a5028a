//! Titles before and marks after a name: “former Sen.”, “(D-Ohio)”.

use super::lexicon::Class;
use super::tagger::View;
use crate::gazetteer::Gender;
use crate::text::{Shape, TokenKind};
use crate::{Document, Span};

/// The words of a title that end right before token `name`, and the first token of them.
///
/// Read backwards: a title word, then its parts (“former”, “U.S.”), or “of” and the capitalised words of an
/// office before it (“Secretary of State”).
pub(super) fn before(
    document: &Document<'_>,
    view: &View<'_, '_>,
    start: usize,
    name: usize,
) -> Option<usize> {
    let tokens = document.tokens();
    let mut at = name;
    let mut first = None;
    while at > start {
        let previous = at - 1;
        let class = view.class[previous];
        if class.has(Class::TITLE) && (at == name || tokens[at].space_before) {
            first = Some(previous);
            at = previous;
        } else if first.is_some()
            && (class.has(Class::TITLE_PART) || is_hyphened(document, previous))
        {
            at = previous;
            first = Some(previous);
        } else if let Some(office) = office(document, view, start, at) {
            first = Some(office);
            at = office;
        } else {
            break;
        }
        if name - at > 8 {
            break;
        }
    }
    first
}

/// “ex-president”, “then-Gov.”, “Vice-Chairman”
fn is_hyphened(document: &Document<'_>, at: usize) -> bool {
    let text = document.slice(document.tokens()[at].span);
    [
        "ex-", "then-", "Ex-", "Then-", "co-", "vice-", "Vice-", "former-",
    ]
    .iter()
    .any(|p| text.starts_with(p))
}

/// The first token of “Secretary of State”, “Speaker of the House”, where `end` follows its last.
fn office(document: &Document<'_>, view: &View<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let tokens = document.tokens();
    let mut at = end;
    while at > start
        && end - at < 4
        && tokens[at - 1].shape == Shape::Capitalised
        && tokens[at - 1].kind == TokenKind::Word
    {
        at -= 1;
    }
    if at == end || at == start {
        return None;
    }
    let mut of = at - 1;
    if tokens[of].is("the") && of > start {
        of -= 1;
    }
    (tokens[of].is("of") || tokens[of].is("for"))
        .then(|| of.checked_sub(1))
        .flatten()
        .filter(|&title| {
            title >= start
                && view.class[title].has(Class::TITLE)
                && tokens[title].shape != Shape::Lower
        })
}

/// The gender that a title tells.
pub(super) fn gender(view: &View<'_, '_>, first: usize, name: usize) -> Option<Gender> {
    (first..name).find_map(|i| {
        let class = view.class[i];
        match (class.has(Class::MALE), class.has(Class::FEMALE)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        }
    })
}

/// The parts of a party tag: “D-N.C.”, “R-Texas”, “D” and the like, inside one token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    /// The letter or short form of the party.
    pub(super) party: Span,
    /// The state or district after the hyphen.
    pub(super) place: Option<Span>,
}

/// Reads a token as a party tag; only inside brackets or between commas is it one.
pub(super) fn party_tag(document: &Document<'_>, at: usize) -> Option<Tag> {
    let tokens = document.tokens();
    let token = tokens[at];
    let opens = at > 0 && matches!(document.slice(tokens[at - 1].span), "(" | "[" | ",");
    if !opens || token.kind != TokenKind::Word {
        return None;
    }
    let text = document.slice(token.span);
    let letters = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    if !matches!(
        &text[..letters],
        "D" | "R" | "I" | "L" | "G" | "DFL" | "Dem" | "Rep" | "Ind"
    ) {
        return None;
    }
    let start = token.span.start();
    let party = Span::new(start, start + letters);
    let rest = &text[letters..];
    let bracket = matches!(document.slice(tokens[at - 1].span), "(" | "[");
    if rest.is_empty() || rest == "." {
        let next = tokens.get(at + 1).map(|t| document.slice(t.span));
        return (bracket && matches!(next, Some(")" | "]" | "-" | "–" | "—" | ",")))
            .then_some(Tag { party, place: None });
    }
    let hyphen = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '–' | '—'))?;
    // “(D-Wis.)”: the period is a token of its own
    let end = match tokens.get(at + 1) {
        Some(next) if !next.space_before && next.is(".") => next.span.end(),
        _ => token.span.end(),
    };
    let place = Span::new(start + letters + hyphen.len_utf8(), end);
    (!place.is_empty()).then_some(Tag {
        party,
        place: Some(place),
    })
}
