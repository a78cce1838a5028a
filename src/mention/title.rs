//! Titles before and marks after a name: “former Sen.”, “(D-Ohio)”.

use super::lexicon::Class;
use super::tagger::View;
use crate::Document;
use crate::gazetteer::Gender;
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

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
        && tokens[at - 1].span.len() > 2
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

/// A party tag, “D-N.C.” or “R”, as token indexes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    /// The letter or short form of the party.
    pub(super) party: usize,
    /// The first word of the state or district after the hyphen.
    pub(super) place: Option<usize>,
}

/// Reads a party tag that starts at a token: in brackets, or after a comma and before a place.
pub(super) fn party_tag(document: &Document<'_>, at: usize) -> Option<Tag> {
    const OPENING: &[u64] = &[of_str("("), of_str("["), of_str(",")];
    let tokens = document.tokens();
    // The rarest first: how long a word is, nothing could foresee.
    if at == 0 || !OPENING.contains(&tokens[at - 1].folded) || tokens[at].span.len() > 4 {
        return None;
    }
    let word = |i: usize| tokens.get(i).map_or("", |t| document.slice(t.span));
    let before = if at > 0 { word(at - 1) } else { "" };
    let bracket = matches!(before, "(" | "[");
    if !bracket && before != "," || tokens[at].kind != TokenKind::Word {
        return None;
    }
    if !matches!(
        word(at),
        "D" | "R"
            | "I"
            | "L"
            | "G"
            | "D."
            | "R."
            | "I."
            | "DFL"
            | "Dem."
            | "Rep."
            | "Ind."
            | "Dem"
            | "Rep"
            | "Ind"
    ) {
        return None;
    }
    if matches!(word(at + 1), "-" | "–" | "—") && !tokens.get(at + 2)?.space_before {
        return Some(Tag {
            party: at,
            place: Some(at + 2),
        });
    }
    (bracket && matches!(word(at + 1), ")" | "]" | ",")).then_some(Tag {
        party: at,
        place: None,
    })
}

/// Returns true when the token is the place of a party tag: “Ohio” of “(R-Ohio)”.
pub(super) fn in_party_tag(document: &Document<'_>, at: usize) -> bool {
    at >= 3 && party_tag(document, at - 2).is_some_and(|tag| tag.place == Some(at))
}
