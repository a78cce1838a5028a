//! The newsroom that had it first: “according to reporting by Politico”, “told the BBC”.

use super::phrase::LONGEST;
use crate::claim::lexicon::Tag;
use crate::claim::reading::Reading;
use crate::entity::Entities;
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};
use crate::{Attribution, Mention, Span};

/// What the gazetteer calls newspapers, agencies, broadcasters and sites.
const ROLE: &str = "news outlet";
/// Longest name of a newspaper that no table has, in tokens.
const PAPER: usize = 4;
/// What a newsroom does, before “by”, “from”, “in”, “with” or “to”.
const WORK: &[u64] = &[
    of_str("aired"),
    of_str("analysis"),
    of_str("article"),
    of_str("broadcast"),
    of_str("given"),
    of_str("interview"),
    of_str("investigation"),
    of_str("leaked"),
    of_str("obtained"),
    of_str("published"),
    of_str("report"),
    of_str("reported"),
    of_str("reporting"),
    of_str("reports"),
    of_str("reviewed"),
    of_str("seen"),
    of_str("statement"),
    of_str("story"),
    of_str("viewed"),
];
const FROM: &[u64] = &[
    of_str("by"),
    of_str("from"),
    of_str("in"),
    of_str("with"),
    of_str("to"),
];
/// What a newsroom does with news of others; with “said” or “denied” it speaks for itself.
const REPORTS: &[u64] = &[
    of_str("according"),
    of_str("report"),
    of_str("reported"),
    of_str("reporting"),
    of_str("reports"),
    of_str("revealed"),
    of_str("reveals"),
];

/// The names of newsrooms in an article.
#[derive(Debug)]
pub(in crate::claim) struct Newsrooms(Vec<Span>);

impl Newsrooms {
    pub(in crate::claim) fn of(mentions: &[Mention], entities: &Entities<'_>) -> Self {
        let known = mentions.iter().zip(&entities.of_mention);
        Self(
            known
                .filter_map(|(mention, id)| Some((mention.span, (*id)?)))
                .filter(|(_, id)| {
                    let entity = entities.all.get(id.0 as usize);
                    entity.is_some_and(|e| e.other_roles.iter().any(|r| r == ROLE))
                })
                .map(|(span, _)| span)
                .collect(),
        )
    }

    /// The newsroom whose name starts at token `i`, and the token after it.
    pub(super) fn at(&self, reading: &Reading<'_, '_>, i: usize) -> Option<(Span, usize)> {
        let token = reading.token(i)?;
        let at = self.0.partition_point(|s| s.start() < token.span.start());
        if let Some(&span) = self.0.get(at).filter(|s| s.start() == token.span.start()) {
            return Some((span, reading.document.tokens_in(span).end));
        }
        // “CNN” alone is not enough of a name to be a mention, but after “told” or “on” it is.
        if token.shape == Shape::Upper && reading.has(i, Tag::Newsroom) {
            return Some((token.span, i + 1));
        }
        // “the Guardian”, “the Dover Herald”: the article and the last word make it a newspaper.
        let article = i > 0 && reading.is(i - 1, &[of_str("the")]);
        let name = |k: &usize| {
            reading
                .token(*k)
                .is_some_and(|t| t.kind == TokenKind::Word && t.shape == Shape::Capitalised)
        };
        let stop = (i..i + PAPER).take_while(name).last()? + 1;
        (article && reading.has(stop - 1, Tag::Newsroom)).then(|| (reading.span(i..stop), stop))
    }

    /// The same behind an article.
    fn after(&self, reading: &Reading<'_, '_>, i: usize) -> Option<(Span, usize)> {
        let skip = usize::from(reading.has(i, Tag::Determiner));
        self.at(reading, i).or_else(|| self.at(reading, i + skip))
    }
}

pub(super) fn find(
    reading: &Reading<'_, '_>,
    newsrooms: &Newsrooms,
    attribution: &Attribution,
    addressee: Option<Span>,
    frame: &[usize],
) -> Option<Span> {
    // The name follows at once: “a report by the New York Times”.
    let telling = frame.iter().copied();
    let by = telling
        .chain(reading.tokens_of(&attribution.source))
        .filter(|&i| reading.is(i, WORK) && reading.is(i + 1, FROM))
        .find_map(|i| newsrooms.after(reading, i + 2));
    if let Some((span, _)) = by {
        return Some(span);
    }
    // “told CNN’s Ann Bell”, “told Fox News host Ann Bell”
    let told = addressee.and_then(|span| {
        let tokens = reading.document.tokens_in(span);
        tokens
            .take(LONGEST)
            .find_map(|i| newsrooms.at(reading, i))
            .filter(|(name, _)| span.covers(*name))
    });
    if let Some((span, _)) = told {
        return Some(span);
    }
    // “Politico reported”, “CNN’s Ann Bell reported”, “according to the Guardian”
    let mut cue = reading.tokens_of(&attribution.cue);
    let reports = cue.any(|i| reading.is(i, REPORTS));
    let source = *attribution.source.first().filter(|_| reports)?;
    let tokens = reading.document.tokens_in(source);
    let mut first = tokens.start;
    while first < tokens.end && reading.is(first, &[of_str("according"), of_str("to")]) {
        first += 1;
    }
    let (span, stop) = newsrooms.after(reading, first)?;
    let whole = stop >= tokens.end || !reading.is_wordlike(stop);
    let own = reading
        .token(stop)
        .is_some_and(|t| t.kind == TokenKind::Possessive);
    (whole || own).then_some(span)
}
