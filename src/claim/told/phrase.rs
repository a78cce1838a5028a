//! The extent of a noun phrase in the words around a cue.

use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::text::TokenKind;

/// Longest noun phrase read, in tokens.
pub(super) const LONGEST: usize = 14;
/// Longest title of a programme, in tokens.
const TITLE: usize = 8;

pub(super) const CLAUSE: Tags = Tags::of(&[
    Tag::Subordinator,
    Tag::If,
    Tag::Weekday,
    Tag::Month,
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::Can,
    Tag::Must,
]);
/// Words that end a noun phrase: “of” and “and” carry it on.
const AFTER: &[u64] = &[
    of_str("in"),
    of_str("on"),
    of_str("at"),
    of_str("by"),
    of_str("to"),
    of_str("from"),
    of_str("with"),
    of_str("during"),
    of_str("after"),
    of_str("before"),
    of_str("about"),
    of_str("via"),
    of_str("through"),
    of_str("last"),
    of_str("this"),
    of_str("earlier"),
    of_str("yesterday"),
    of_str("today"),
    of_str("tonight"),
    of_str("recently"),
    of_str("later"),
    of_str("then"),
    of_str("over"),
    of_str("under"),
    of_str("against"),
    of_str("not"),
    of_str("saying"),
    of_str("he"),
    of_str("she"),
    of_str("they"),
    of_str("it"),
    of_str("we"),
    of_str("i"),
    of_str("there"),
];
const PRONOUN: &[u64] = &[
    of_str("him"),
    of_str("them"),
    of_str("us"),
    of_str("me"),
    of_str("you"),
    of_str("everyone"),
    of_str("everybody"),
];

/// Where a noun phrase that starts at token `i` ends; `i` where there is none.
pub(super) fn end(reading: &Reading<'_, '_>, i: usize, stop: impl Fn(usize) -> bool) -> usize {
    if reading.is(i, PRONOUN) && !stop(i) {
        return i + 1;
    }
    let mut end = i;
    while end < i + LONGEST {
        let Some(token) = reading.token(end) else {
            break;
        };
        let part = match token.kind {
            TokenKind::Word | TokenKind::Number => {
                !reading.any(end, CLAUSE) && !reading.is(end, AFTER)
            }
            TokenKind::Possessive => true,
            // “Fox & Friends”
            _ => reading.text(end) == "&",
        };
        // “the crowd gathered in …”, “reporters travelling with …”
        let verb = matches!(
            reading.part(end),
            Part::VerbParticiple | Part::VerbGerund | Part::VerbPast
        );
        let told = end > i && is_noun(reading, end - 1) && verb && is_lower(reading, end);
        if !part || told || stop(end) {
            break;
        }
        end += 1;
    }
    while end > i
        && (reading.any(
            end - 1,
            Tags::of(&[Tag::Coordinator, Tag::Preposition, Tag::Determiner]),
        ) || reading.part(end - 1) == Part::Adverb && is_lower(reading, end - 1))
    {
        // “told her”, “told her no”
        if end == i + 1 && reading.is(i, &[of_str("her")]) {
            break;
        }
        end -= 1;
    }
    end
}

/// The end of a phrase with the title in marks that may follow its possessive: “CNN’s “New Day””; without
/// a title the possessive goes.
pub(super) fn with_title(reading: &Reading<'_, '_>, end: usize, last: usize) -> usize {
    let possessive = |i: usize| {
        reading
            .token(i)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
    };
    if end == 0 || !possessive(end - 1) {
        return end;
    }
    let mark = |i: usize| reading.token(i).is_some_and(|t| t.kind == TokenKind::Quote);
    let close = || (end + 2..=last.min(end + TITLE)).find(|&i| mark(i));
    match mark(end).then(close).flatten() {
        Some(close) => close + 1,
        None => end - 1,
    }
}

/// A word in small letters: no part of a name.
pub(super) fn is_lower(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.text(i).starts_with(char::is_lowercase)
}

pub(super) fn is_noun(reading: &Reading<'_, '_>, i: usize) -> bool {
    matches!(
        reading.part(i),
        Part::Noun | Part::ProperNoun | Part::Pronoun
    )
}
