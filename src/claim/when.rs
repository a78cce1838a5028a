//! When a claim was made.

use super::date::Date;
use super::reading::Reading;
use super::time::{self, Side};
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::text::TokenKind;
use crate::{Article, Span};

/// When a claim was made, in words and as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The words: “Tuesday”, “last month”, “Oct. 17”.
    pub span: Span,
    /// ISO 8601 at the precision of the words: `2026-11-03`, `2026-W45`, `2026-10`, `2026`; none where
    /// the words are relative and neither the article nor its dateline has a date.
    pub value: Option<String>,
}

/// The day against which “Tuesday” is read: the article's, else that of its dateline
/// (“LEEDS, England, Oct. 17, 2024 (Reuters) —”).
pub(super) fn today(article: &Article<'_>, reading: &Reading<'_, '_>) -> Option<Date> {
    article.date.and_then(Date::parse).or_else(|| {
        let tokens = reading
            .document
            .tokens_in(reading.document.dateline()?.date?);
        tokens.clone().find_map(|i| {
            // A year may follow a comma that the span left out.
            match time::parse(reading, i, tokens.end + 2)? {
                (
                    _,
                    time::Time::Day {
                        year: Some(year),
                        month,
                        day,
                    },
                ) => Date::new(year, month, day),
                _ => None,
            }
        })
    })
}

/// The time among the words around the cue: one that hangs on the cue, else one behind it, else one in
/// front (“who had resigned in February, said on Monday”).
pub(super) fn find(
    reading: &Reading<'_, '_>,
    cue: &[Span],
    frame: &[usize],
    today: Option<Date>,
    side: Side,
) -> Option<When> {
    let verbs = reading.tokens_of(cue);
    let (first, last) = verbs.fold((usize::MAX, 0), |(a, b), i| (a.min(i), b.max(i)));
    let mut best: Option<(u8, When)> = None;
    let mut skip = 0;
    for (n, &i) in frame.iter().enumerate() {
        if i < skip {
            continue;
        }
        // The frame may jump over the content; a time does not.
        let end = i
            + 1
            + frame[n..]
                .windows(2)
                .take_while(|w| w[1] == w[0] + 1)
                .count();
        let found = time::parse(reading, i, end).or_else(|| {
            let year = time::year_at(reading, i)?;
            let said_in = i > 0 && reading.is(i - 1, &[of_str("in")]);
            said_in.then_some((i + 1, time::Time::Year(year)))
        });
        let Some((stop, time)) = found else {
            continue;
        };
        skip = stop;
        // “Monday’s meeting” tells of something else.
        let of_another = reading
            .token(stop)
            .is_some_and(|t| t.kind == TokenKind::Possessive);
        if of_another {
            continue;
        }
        // “They met last month, an aide said”: the time of another verb.
        let sentence = reading.sentence_at(reading.tokens()[i].span.start());
        let opening = reading.document.sentences()[sentence].tokens.start;
        let finite = |k: usize| matches!(reading.part(k), Part::VerbPast | Part::VerbPresent);
        let another =
            i < first && (opening..i).any(finite) && (stop..first).any(|k| reading.text(k) == ",");
        if another {
            continue;
        }
        let head = reading.head(stop - 1);
        let on_cue = head.is_some_and(|h| (first..=last).contains(&h));
        let rank = match i {
            _ if on_cue => 2,
            i if i > last => 1,
            _ => 0,
        };
        if best.as_ref().is_none_or(|(before, _)| *before < rank) {
            let span = reading.span(i..stop);
            let value = time.resolve(today, side);
            best = Some((rank, When { span, value }));
        }
    }
    best.map(|(_, when)| when)
}

/// A time that closes the name of whoever spoke: “the court this month”, “who in 2010”. In a description,
/// “Ortiz, who resigned last month,” it tells of something else.
pub(super) fn in_source(
    reading: &Reading<'_, '_>,
    source: &[Span],
    today: Option<Date>,
    side: Side,
) -> Option<When> {
    /// The longest time, in tokens.
    const LONGEST: usize = 4;
    let tokens = reading.document.tokens_in(*source.last()?);
    let from = tokens.end.saturating_sub(LONGEST).max(tokens.start + 1);
    let plain = |i: usize| !reading.part(i).is_verb() && reading.text(i) != ",";
    if from >= tokens.end || !tokens.clone().all(plain) {
        return None;
    }
    let (start, time) = (from..tokens.end).find_map(|i| {
        let parsed = time::parse(reading, i, tokens.end);
        if let Some((_, time)) = parsed.filter(|(stop, _)| *stop == tokens.end) {
            return Some((i, time));
        }
        let year = time::year_at(reading, i).filter(|_| i + 1 == tokens.end)?;
        let said_in = reading.is(i - 1, &[of_str("in")]);
        said_in.then_some((i, time::Time::Year(year)))
    })?;
    Some(When {
        span: reading.span(start..tokens.end),
        value: time.resolve(today, side),
    })
}
