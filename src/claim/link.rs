//! Which claim of the article another one carries on, answers or tells again.

use std::ops::Range;

use super::modality::Modality;
use super::overlap::Stems;
use super::reading::Reading;
use super::{Claim, ClaimId};
use crate::Quotation;
use crate::attribution::AttributionKind;

/// How many claims back a link may reach, so that time stays linear.
const REACH: usize = 32;
/// How many sentences back an answer may find what it answers.
const ANSWER: u32 = 8;

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
    for n in 0..claims.len() {
        let before = n.saturating_sub(REACH)..n;
        claims[n].continues = continued(claims, quotations, n, before.clone()).map(id);
        claims[n].restates = retold(reading, claims, &stems, n, before.clone()).map(id);
        if responds[n] {
            claims[n].responds_to = answered(claims, n, before).map(id);
        }
    }
}

fn id(n: usize) -> ClaimId {
    ClaimId(n as u32)
}

/// Whether two claims are known to have one speaker: the same entity, else the same words.
pub(super) fn same_speaker(a: &Claim, b: &Claim) -> bool {
    match (a.speaker.entity, b.speaker.entity) {
        (Some(a), Some(b)) => a == b,
        (None, None) => {
            !a.attribution.source.is_empty() && a.attribution.source == b.attribution.source
        }
        _ => false,
    }
}

fn continued(
    claims: &[Claim],
    quotations: &[Quotation],
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
    before.rev().find(|&k| {
        same_speaker(&claims[k], claim) && claims[k].attribution.content[0].end() <= start
    })
}

fn retold(
    reading: &Reading<'_, '_>,
    claims: &[Claim],
    stems: &[Stems],
    n: usize,
    before: Range<usize>,
) -> Option<usize> {
    let claim = &claims[n];
    before.rev().find(|&k| {
        let earlier = &claims[k];
        let apart = !claim.attribution.content.iter().any(|a| {
            let mut theirs = earlier.attribution.content.iter();
            theirs.any(|b| a.overlaps(*b))
        });
        if !apart || !same_speaker(earlier, claim) {
            return false;
        }
        // “Ortiz’s claim that it was “stolen””: one word in marks is enough to point back.
        let pointed = claim.attribution.kind == AttributionKind::Nominal
            || reading
                .tokens_of(&claim.attribution.cue)
                .any(|i| reading.has(i, super::lexicon::Tag::ClaimNoun));
        stems[k].tells_the_same(&stems[n])
            || pointed && stems[k].len() > 0 && {
                let shared = stems[k].shared(&stems[n]);
                shared > 0 && 2 * shared >= stems[k].len().min(stems[n].len())
            }
    })
}

fn answered(claims: &[Claim], n: usize, before: Range<usize>) -> Option<usize> {
    let claim = &claims[n];
    before.rev().find(|&k| {
        let other = &claims[k];
        let told_apart = other.speaker.entity != claim.speaker.entity
            || other.attribution.source != claim.attribution.source
                && claim.speaker.entity.is_none();
        let near = claim.sentence.0.saturating_sub(other.sentence.0) <= ANSWER;
        let nested = other
            .attribution
            .content
            .iter()
            .any(|s| claim.attribution.content.iter().any(|c| s.overlaps(*c)));
        told_apart
            && near
            && !nested
            && !same_speaker(other, claim)
            && other.modality != Modality::Directive
    })
}
