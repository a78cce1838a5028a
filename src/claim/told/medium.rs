//! Where it was said: “in a LinkedIn post”, “on CNN’s “New Day””.

use super::newsroom::Newsrooms;
use super::phrase::{self, CLAUSE, LONGEST};
use super::scope::Scope;
use crate::Span;
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::text::TokenKind;

const BEFORE: &[u64] = &[
    of_str("in"),
    of_str("on"),
    of_str("via"),
    of_str("through"),
    of_str("during"),
    of_str("at"),
    of_str("by"),
    of_str("over"),
    of_str("from"),
];
const INSIDE: &[u64] = &[of_str("of"), of_str("with"), of_str("to"), of_str("for")];

/// The phrase of a word such as “interview” after a preposition, a newsroom or a platform after “on”.
pub(super) fn find(
    reading: &Reading<'_, '_>,
    newsrooms: &Newsrooms,
    frame: &[usize],
    scope: &Scope<'_>,
) -> Option<Span> {
    // “in response”, “on behalf”: no noun of the table follows within the phrase.
    for (n, &i) in frame.iter().enumerate() {
        if !reading.is(i, BEFORE) {
            continue;
        }
        let run = frame[n..]
            .windows(2)
            .take_while(|w| w[1] == w[0] + 1)
            .count();
        let last = i + run.min(LONGEST);
        let found = noun(reading, i, last)
            .or_else(|| aired(reading, newsrooms, i, last))
            .filter(|&stop| stop > i + 1);
        let head = |stop: usize| {
            // What the preposition hangs on is what its noun hangs on.
            let inside = i + 1..stop;
            let above = |k: &usize| reading.head(*k).is_none_or(|h| !inside.contains(&h));
            inside.clone().find(above).unwrap_or(i)
        };
        if let Some(stop) = found.filter(|&stop| scope.holds(reading, i, head(stop))) {
            return Some(reading.span(i + 1..stop));
        }
    }
    None
}

/// Where the phrase after the preposition at `i` ends, when it is one of a medium.
fn noun(reading: &Reading<'_, '_>, i: usize, last: usize) -> Option<usize> {
    let possessive = |k: usize| {
        reading
            .token(k)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
    };
    let mut noun = None;
    for k in i + 1..=last {
        if reading.has(k, Tag::Medium) {
            noun = Some(k);
        }
        // “Wednesday’s broadcast”
        let owner = reading.has(k, Tag::Weekday) && possessive(k + 1);
        let inside = reading.is_wordlike(k)
            && (owner || !reading.any(k, CLAUSE))
            && !reading.has(k, Tag::Preposition)
            || possessive(k)
            || matches!(reading.text(k), "&");
        if !inside {
            break;
        }
    }
    let mut stop = noun? + 1;
    // “an opinion piece”, “an Instagram story”
    let time = Tags::of(&[Tag::TimeUnit, Tag::DayPart, Tag::TimeWord]);
    while stop <= last && reading.part(stop) == Part::Noun && !reading.any(stop, time) {
        stop += 1;
    }
    if reading.is(stop, INSIDE) && stop <= last && !reading.part(stop + 1).is_verb() {
        let end = phrase::end(reading, stop + 1, |k| k > last);
        if end > stop + 1 {
            stop = phrase::with_title(reading, end, last);
        }
    }
    Some(stop)
}

/// “on MSNBC”, “on ABC’s “This Week””, “on Truth Social”, “on X”
fn aired(reading: &Reading<'_, '_>, newsrooms: &Newsrooms, i: usize, last: usize) -> Option<usize> {
    if !reading.is(i, &[of_str("on")]) {
        return None;
    }
    let first = i + 1 + usize::from(reading.has(i + 1, Tag::Determiner));
    if first > last {
        return None;
    }
    if reading.text(first) == "X" && !reading.is_wordlike(first + 1) {
        return Some(first + 1);
    }
    if reading.text(first) == "Truth" && reading.text(first + 1) == "Social" {
        return Some(first + 2);
    }
    let (_, stop) = newsrooms.at(reading, first)?;
    let end = phrase::end(reading, first, |k| k > last).max(stop);
    Some(phrase::with_title(reading, end, last))
}
