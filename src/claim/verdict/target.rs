//! Which claims a pointer points to.

use std::ops::Range;

use super::anaphor::{Anaphor, Pointer};
use super::find::{Finder, REACH, is_checkable};
use crate::claim::lexicon::Tag;
use crate::claim::link::same_speaker;
use crate::hash::of_str;

/// How many sentences back “the claim” may find its claim, and “both claims” theirs.
const NEAR: u32 = 3;
const FAR: u32 = 6;

impl Finder<'_, '_, '_, '_> {
    /// The claims a pointer at token `at` points to; none where it could be one or another.
    pub(super) fn targets(
        &self,
        pointer: &Pointer,
        at: usize,
        sentence: &Range<usize>,
        around: &[usize],
    ) -> Vec<usize> {
        let reading = self.reading;
        let Some(place) = reading.token(at).map(|t| t.span.start()) else {
            return Vec::new();
        };
        let here = reading.sentence_at(reading.tokens()[sentence.start].span.start()) as u32;
        let to = self.by_end.partition_point(|&(end, _)| end <= place);
        // Nearest first; what is asked, wished or promised is no claim that can be judged.
        let before = self.by_end[to.saturating_sub(REACH)..to]
            .iter()
            .rev()
            .map(|&(end, n)| (reading.sentence_at(end.saturating_sub(1)) as u32, n))
            .filter(|&(_, n)| {
                let own = around
                    .iter()
                    .any(|&a| same_speaker(reading, &self.claims[a], &self.claims[n]));
                // “Moss, who said he had no contract, recalled …”: what is told aside is not what is judged.
                let mut source = reading.tokens_of(&self.claims[n].attribution.source);
                let aside = source.next().is_some_and(|i| reading.has(i, Tag::Relative));
                is_checkable(&self.claims[n]) && !own && !aside
            });
        let within = |reach: u32| -> Vec<usize> {
            let near = before
                .clone()
                .filter(|(s, _)| here.saturating_sub(*s) <= reach);
            near.map(|(_, n)| n).collect()
        };
        match &pointer.anaphor {
            Anaphor::Bare | Anaphor::One | Anaphor::OfPronoun => {
                let reach = if pointer.anaphor == Anaphor::Bare {
                    1
                } else {
                    NEAR
                };
                let near = within(reach);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                // Two claims in one sentence: it could be either.
                let rival = near[1..].iter().any(|&n| {
                    self.claims[n].sentence == self.claims[first].sentence
                        && !self.continues(first, n)
                });
                let shut = pointer.anaphor == Anaphor::OfPronoun
                    && near
                        .iter()
                        .any(|&n| !same_speaker(reading, &self.claims[n], &self.claims[first]));
                if rival || shut {
                    Vec::new()
                } else {
                    vec![first]
                }
            }
            Anaphor::Of(name) => {
                let hit = within(FAR).into_iter().find(|&n| self.is_by(n, name));
                hit.into_iter().collect()
            }
            Anaphor::Two => {
                let near = within(FAR);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                // “claimed that … and that …”: both stand in one content.
                let content = &self.claims[first].attribution.content;
                let pair = reading.tokens_of(content).any(|i| {
                    reading.is(i, &[of_str("and")]) && reading.is(i + 1, &[of_str("that")])
                });
                if pair {
                    return vec![first];
                }
                let apart =
                    |n: &usize| !same_speaker(reading, &self.claims[*n], &self.claims[first]);
                let own: Vec<usize> = near.iter().copied().take_while(|n| !apart(n)).collect();
                let other = near.iter().copied().find(|n| apart(n));
                match (&own[..], other) {
                    (&[a], Some(b)) => vec![a, b],
                    (&[a, b], None) => vec![a, b],
                    _ => Vec::new(),
                }
            }
            Anaphor::Many => {
                let near = within(NEAR);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                let alone = near
                    .iter()
                    .all(|&n| same_speaker(reading, &self.claims[n], &self.claims[first]));
                if near.len() >= 2 && (alone || near.len() == 2) {
                    near
                } else {
                    Vec::new()
                }
            }
        }
    }

    pub(super) fn continues(&self, a: usize, b: usize) -> bool {
        let link = |from: usize, to: usize| {
            self.claims[from]
                .continues
                .is_some_and(|id| id.index() == to)
        };
        link(a, b) || link(b, a)
    }

    /// Whether a claim is known to be by the one named: by its source or the name of its speaker.
    pub(super) fn is_by(&self, n: usize, name: &Range<usize>) -> bool {
        let reading = self.reading;
        let Some(last) = name.end.checked_sub(1).and_then(|i| reading.token(i)) else {
            return false;
        };
        let claim = &self.claims[n];
        let entity = claim.speaker.entity;
        let known = entity
            .and_then(|id| self.entities.all.get(id.0 as usize))
            .is_some_and(|e| e.name.ends_with(reading.document.slice(last.span)));
        let written = reading
            .tokens_of(&claim.attribution.source)
            .any(|i| reading.tokens()[i].exact == last.exact);
        known || written
    }
}
