//! Which claim of the article another one carries on, answers or tells again.

use std::ops::Range;

use super::modality::Modality;
use super::overlap::Stems;
use super::reading::Reading;
use super::{Claim, ClaimId};
use crate::Quotation;
use crate::attribution::AttributionKind;
use crate::hash::of_str;
use crate::syntax::Tag as Part;

/// How many claims back a link may reach, so that time stays linear.
const REACH: usize = 32;
/// How many sentences back an answer may find what it answers, where words are shared.
const ANSWER: u32 = 8;
/// The same where none are: the words right before.
const NEXT: u32 = 1;

/// Sets `continues`, `restates` and `responds_to`; `responds` tells which claims answer somebody.
pub(super) fn set(
    reading: &Reading<'_, '_>,
    quotations: &[Quotation],
    responds: &[bool],
    claims: &mut [Claim],
) {
    let stems: Vec<Stems> = claims
        .iter()
        .map(|c| Stems::of(reading, &c.attribution.content))
        .collect();
    let speakers: Vec<Speaker> = claims.iter().map(|c| speaker(reading, c)).collect();
    let same = |a: usize, b: usize| speakers[a] != Speaker::Unknown && speakers[a] == speakers[b];
    for n in 0..claims.len() {
        let before = n.saturating_sub(REACH)..n;
        claims[n].continues = continued(claims, quotations, &same, n, before.clone()).map(id);
        claims[n].restates = retold(reading, claims, &stems, &same, n, before.clone()).map(id);
        if responds[n] {
            claims[n].responds_to = answered(reading, claims, &stems, &same, n, before).map(id);
        }
    }
}

fn id(n: usize) -> ClaimId {
    ClaimId(n as u32)
}

/// Whom a claim is by, as far as known: the entity, else the name in the source, else the place of the
/// source, which two claims share that have one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Entity(u32),
    Name(u64),
    Place(usize),
    Unknown,
}

pub(super) fn speaker(reading: &Reading<'_, '_>, claim: &Claim) -> Speaker {
    if let Some(id) = claim.speaker.entity {
        return Speaker::Entity(id.0);
    }
    let Some(&source) = claim.attribution.source.first() else {
        return Speaker::Unknown;
    };
    // “Sen. Joe Moss, a farmer from Dover”: what follows the comma describes him.
    let mut head = reading
        .document
        .tokens_in(source)
        .take_while(|&i| reading.text(i) != ",");
    let mut last = head.next();
    for i in head {
        if reading.is_word(i) {
            last = Some(i);
        }
    }
    match last {
        Some(i) if reading.part(i) == Part::ProperNoun => Speaker::Name(reading.tokens()[i].exact),
        _ => Speaker::Place(source.start()),
    }
}

/// Whether two claims are known to have one speaker.
pub(super) fn same_speaker(reading: &Reading<'_, '_>, a: &Claim, b: &Claim) -> bool {
    let a = speaker(reading, a);
    a != Speaker::Unknown && a == speaker(reading, b)
}

fn continued(
    claims: &[Claim],
    quotations: &[Quotation],
    same: &dyn Fn(usize, usize) -> bool,
    n: usize,
    before: Range<usize>,
) -> Option<usize> {
    let claim = &claims[n];
    // A quotation that carries on one in an earlier claim.
    let start = claim.attribution.content[0].start();
    let at = quotations.partition_point(|q| q.span.start() < start);
    let opened = quotations
        .get(at)
        .filter(|q| q.span.start() == start)
        .and_then(|q| quotations.get(q.continues?.0 as usize));
    if let Some(opened) = opened {
        let holds = |c: &Claim| {
            let mut pieces = c.attribution.content.iter();
            pieces.any(|s| s.overlaps(opened.span))
        };
        if let Some(found) = before.clone().rev().find(|&k| holds(&claims[k])) {
            return Some(found);
        }
    }
    if claim.attribution.kind != AttributionKind::Continuation {
        return None;
    }
    before
        .rev()
        .find(|&k| same(k, n) && claims[k].attribution.content[0].end() <= start)
}

fn retold(
    reading: &Reading<'_, '_>,
    claims: &[Claim],
    stems: &[Stems],
    same: &dyn Fn(usize, usize) -> bool,
    n: usize,
    before: Range<usize>,
) -> Option<usize> {
    let claim = &claims[n];
    before.rev().find(|&k| {
        if !same(k, n) {
            return false;
        }
        let earlier = &claims[k];
        let apart = !claim.attribution.content.iter().any(|a| {
            let mut theirs = earlier.attribution.content.iter();
            theirs.any(|b| a.overlaps(*b))
        });
        if !apart {
            return false;
        }
        // “Ortiz’s claim that it was “stolen””: one word in marks is enough to point back.
        let pointed = claim.attribution.kind == AttributionKind::Nominal
            || reading
                .tokens_of(&claim.attribution.cue)
                .any(|i| reading.has(i, super::lexicon::Tag::ClaimNoun));
        let agrees = earlier.polarity == claim.polarity;
        agrees && stems[k].tells_the_same(&stems[n])
            || pointed && stems[k].len() > 0 && {
                let shared = stems[k].shared(&stems[n]);
                shared > 0 && 2 * shared >= stems[k].len().min(stems[n].len())
            }
    })
}

fn answered(
    reading: &Reading<'_, '_>,
    claims: &[Claim],
    stems: &[Stems],
    same: &dyn Fn(usize, usize) -> bool,
    n: usize,
    before: Range<usize>,
) -> Option<usize> {
    let claim = &claims[n];
    before.rev().find(|&k| {
        let other = &claims[k];
        let ends = other.attribution.content.iter().map(|s| s.end()).max();
        let last = reading.sentence_at(ends.unwrap_or_default().saturating_sub(1)) as u32;
        let apart = claim.sentence.0.saturating_sub(last.max(other.sentence.0));
        // “responded to his remark that …”: the content is what is answered, wherever it stood.
        let cue = reading.tokens_of(&claim.attribution.cue).last();
        let answers = cue.is_some_and(|i| reading.is(i, &[of_str("to")]));
        let near = apart <= NEXT && !answers || apart <= ANSWER && stems[k].shared(&stems[n]) > 1;
        let nested = other
            .attribution
            .content
            .iter()
            .any(|s| claim.attribution.content.iter().any(|c| s.overlaps(*c)));
        near && !nested && !same(k, n) && other.modality != Modality::Directive
    })
}
