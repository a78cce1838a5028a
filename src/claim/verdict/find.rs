//! Looks through an article for judgements and keeps what they hit.

use std::ops::Range;

use super::judge::{CONFIRM, DISPUTE};
use super::judgement::{self, Shape};
use super::{Judge, Verdict, VerdictScope, VerdictStatus};
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::modality::Modality;
use crate::claim::reading::Reading;
use crate::claim::{Claim, CueClass};
use crate::entity::Entities;
use crate::{Mention, Region, Span};

/// How many claims back are looked at, so that time stays linear.
pub(super) const REACH: usize = 32;
/// Longest phrase that names a judge, in tokens.
pub(super) const JUDGE: usize = 10;

pub(super) const VERB: Tags = Tags::of(&[
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Past,
    Tag::ClaimVerb,
]);

/// Adds to each claim what the article says of it.
pub(in crate::claim) fn set(
    reading: &Reading<'_, '_>,
    entities: &Entities<'_>,
    mentions: &[Mention],
    claims: &mut [Claim],
) {
    if claims.is_empty() {
        return;
    }
    let mut finder = Finder::new(reading, entities, mentions, claims);
    for sentence in reading.document.sentences() {
        let region = reading.document.paragraphs()[sentence.paragraph.index()].region;
        let tokens = sentence.tokens.clone();
        if region != Region::Body || ends_with_question(reading, &tokens) {
            continue;
        }
        for i in tokens.clone() {
            if reading.has(i, Tag::Verdict) {
                finder.read(i, &tokens);
            }
            if reading.is_of(i, &CONFIRM) || reading.is_of(i, &DISPUTE) {
                finder.confirmation(i, &tokens);
            }
        }
    }
    finder.retold();
    let mut found = finder.found;
    found.sort_by_key(|(claim, verdict)| (*claim, verdict.evidence.start()));
    found.dedup_by(|b, a| a.0 == b.0 && a.1.evidence.overlaps(b.1.evidence));
    for (claim, verdict) in found {
        claims[claim].verdicts.push(verdict);
    }
}

/// What is being read.
pub(super) struct Finder<'c, 'd, 't, 'e> {
    pub(super) reading: &'c Reading<'d, 't>,
    pub(super) entities: &'c Entities<'e>,
    pub(super) mentions: &'c [Mention],
    pub(super) claims: &'c [Claim],
    /// Claims by the end of their content.
    pub(super) by_end: Vec<(usize, usize)>,
    /// Pieces of content with their claim, in order of their start.
    pub(super) pieces: Vec<(Span, usize)>,
    /// For each piece, the farthest end of it and those before it.
    pub(super) reached: Vec<usize>,
    pub(super) found: Vec<(usize, Verdict)>,
}

impl<'c, 'd, 't, 'e> Finder<'c, 'd, 't, 'e> {
    fn new(
        reading: &'c Reading<'d, 't>,
        entities: &'c Entities<'e>,
        mentions: &'c [Mention],
        claims: &'c [Claim],
    ) -> Self {
        let ends = claims.iter().enumerate();
        let mut by_end: Vec<(usize, usize)> = ends
            .filter_map(|(n, c)| Some((c.attribution.content.last()?.end(), n)))
            .collect();
        by_end.sort_unstable();
        let mut pieces: Vec<(Span, usize)> = claims
            .iter()
            .enumerate()
            .flat_map(|(n, c)| c.attribution.content.iter().map(move |&s| (s, n)))
            .collect();
        pieces.sort_unstable();
        let reached = pieces.iter().scan(0, |end: &mut usize, (span, _)| {
            *end = span.end().max(*end);
            Some(*end)
        });
        let reached = reached.collect();
        Self {
            reading,
            entities,
            mentions,
            claims,
            by_end,
            pieces,
            reached,
            found: Vec::new(),
        }
    }

    /// The claims whose content holds token `i`, the nearest first.
    pub(super) fn around(&self, i: usize) -> Vec<usize> {
        let span = self.reading.tokens()[i].span;
        let to = self
            .pieces
            .partition_point(|(s, _)| s.start() <= span.start());
        let mut around: Vec<usize> = self.pieces[to.saturating_sub(REACH)..to]
            .iter()
            .rev()
            .filter(|(s, _)| s.covers(span))
            .map(|&(_, n)| n)
            .collect();
        if around.is_empty() && to > 0 && self.reached[to - 1] >= span.end() {
            // Inside a content that began long before: somebody's words all the same.
            around.push(self.pieces[to - 1].1);
        }
        around
    }

    /// The claims whose cue stands in these tokens.
    pub(super) fn told_in(&self, tokens: &Range<usize>) -> impl Iterator<Item = usize> {
        let span = self.reading.span(tokens.clone());
        let sentence = self.reading.sentence_at(span.start()) as u32;
        let to = self.by_end.partition_point(|&(end, _)| end < span.start());
        let claims = self.claims;
        let from = to.saturating_sub(4);
        let these = &self.by_end[from..(to + REACH).min(self.by_end.len())];
        these
            .iter()
            .map(|&(_, n)| n)
            .filter(move |&n| claims[n].sentence.0 == sentence)
    }

    pub(super) fn add(
        &mut self,
        claim: usize,
        status: VerdictStatus,
        by: Judge,
        tokens: Range<usize>,
        scope: VerdictScope,
    ) {
        let verdict = Verdict {
            status,
            by,
            evidence: self.reading.span(tokens),
            scope,
        };
        self.found.push((claim, verdict));
    }

    /// Reads a judging word.
    fn read(&mut self, i: usize, sentence: &Range<usize>) {
        let reading = self.reading;
        if let Some((kind, start)) = judgement::missing(reading, i, sentence) {
            if !reading.is_quoted(i) {
                self.missing(kind, start, i, sentence);
            }
            return;
        }
        match judgement::word(reading, i) {
            Some((status, Shape::Adverb)) => self.adverb(i, status, sentence),
            Some((status, Shape::Adjective)) => {
                self.adjective(i, status, sentence);
                self.rating(i, status, sentence);
            }
            None => {}
        }
        if let Some(predicate) = judgement::predicate(reading, i, sentence) {
            self.predicate(&predicate, sentence);
        }
    }
}

/// What can be true or false: no question, wish, promise or offer.
pub(super) fn is_checkable(claim: &Claim) -> bool {
    !matches!(
        claim.modality,
        Modality::Question | Modality::Directive | Modality::Offer | Modality::Intention
    ) && !matches!(
        claim.cue_class,
        CueClass::Question | CueClass::Request | CueClass::Promise
    ) && claim.region == Region::Body
}

pub(super) fn ends_with_question(reading: &Reading<'_, '_>, sentence: &Range<usize>) -> bool {
    sentence
        .clone()
        .rev()
        .take(2)
        .any(|i| reading.text(i) == "?")
}

pub(super) fn sentence_of(reading: &Reading<'_, '_>, i: usize) -> Range<usize> {
    let at = reading.sentence_at(reading.tokens()[i].span.start());
    reading.document.sentences()[at].tokens.clone()
}
