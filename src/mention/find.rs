//! Puts the mentions of a document together, the surest first: what one reading takes, no later one has.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tagger::{self, Hit, TAGS, Tag, View};
use super::{Candidates, Mention, body, larger, party, person, place, reference, unheard};
use crate::gazetteer::{EntryId, EntryKind, Tier};
use crate::hash::of_str;
use crate::model::Weights;
use crate::{Document, Gazetteer};

/// Finds the mentions of a document with the given weights.
pub(super) fn mentions(
    document: &Document<'_>,
    gazetteer: &Gazetteer,
    weights: &Weights<'_, TAGS>,
) -> Vec<Mention> {
    let view = View::new(document, gazetteer);
    let tags = tagger::tag(&view, weights);
    let mut scene = Scene {
        document,
        gazetteer,
        tags,
        taken: vec![Taken::Free; document.tokens().len()],
        sentence: sentences(document),
        countries: countries(&view, gazetteer),
        headline: headlines(document, &view),
        world_war: world_war(document),
        found: Vec::new(),
        view,
    };
    body::block(&mut scene);
    larger::find(&mut scene);
    unheard::find(&mut scene);
    party::tags(&mut scene);
    place::realms(&mut scene);
    body::long_names(&mut scene);
    person::find(&mut scene);
    party::find(&mut scene);
    place::find(&mut scene);
    body::find(&mut scene);
    reference::find(&mut scene);
    let mut found = scene.found;
    found.sort_by_key(|mention| (mention.span.start(), mention.span.end(), mention.kind));
    found.dedup_by(|later, first| later.span == first.span);
    found
}

/// Who has taken a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Free,
    /// Inside a name that yields nothing: “Ohio State”.
    Blocked,
    /// Inside the name of a body; a shorter name in it is embedded.
    Body,
    /// Inside a mention of its own.
    Whole,
}

/// A document on the way to its mentions.
pub(super) struct Scene<'d, 't> {
    pub(super) document: &'d Document<'t>,
    pub(super) gazetteer: &'d Gazetteer,
    pub(super) view: View<'d, 't>,
    pub(super) tags: Vec<Tag>,
    pub(super) taken: Vec<Taken>,
    /// For each token, the first token of its sentence.
    pub(super) sentence: Vec<u32>,
    /// Countries that the document names or is at home in, those named most often first.
    pub(super) countries: Vec<EntryId>,
    /// For each token, whether its sentence is written as a headline: in capitals, without a stop.
    pub(super) headline: Vec<bool>,
    /// The document names a world war.
    pub(super) world_war: bool,
    pub(super) found: Vec<Mention>,
}

/// Tokens of a name at most. Of 85,000 in news the longest has ten.
pub(super) const LONGEST: usize = 16;

impl Scene<'_, '_> {
    pub(super) fn free(&self, tokens: Range<usize>) -> bool {
        self.taken[tokens].iter().all(|t| *t == Taken::Free)
    }

    pub(super) fn take(&mut self, tokens: Range<usize>, how: Taken) {
        self.taken[tokens].fill(how);
    }

    /// Entries in the order in which the document's countries are named, those of other countries last.
    pub(super) fn nearest(&self, entries: impl Iterator<Item = EntryId>) -> Candidates {
        let mut entries: Vec<EntryId> = entries.collect();
        if entries.len() > 1 {
            entries.sort_by_key(|id| {
                let country = self.gazetteer.entry(*id).country().map(|c| c.entry_id());
                country
                    .and_then(|country| self.countries.iter().position(|c| *c == country))
                    .unwrap_or(usize::MAX)
            });
        }
        entries.into_iter().collect()
    }

    /// Of several places of one name, the smallest is meant: countries and states before their parts, those
    /// of the document's countries first, an American state before a country.
    pub(super) fn rank(&self, hit: &Hit) -> (u8, usize, EntryKind) {
        let size = match hit.kind {
            EntryKind::Country | EntryKind::UsState => 0,
            EntryKind::Subdivision => 1,
            _ => 2,
        };
        let home = self.gazetteer.entry(hit.candidate.entry).sovereign();
        let home = home.map(|c| c.entry_id());
        let near = home.and_then(|home| self.countries.iter().position(|c| *c == home));
        (size, near.unwrap_or(usize::MAX), hit.kind)
    }

    /// First token of the sentence of a token.
    pub(super) fn start_of(&self, i: usize) -> usize {
        self.sentence[i] as usize
    }

    /// Returns true when a token is of the same sentence and its word is one of `words`.
    pub(super) fn is_any(&self, i: Option<usize>, of: usize, words: &[u64]) -> bool {
        i.is_some_and(|i| {
            i < self.sentence.len()
                && self.sentence[i] == self.sentence[of]
                && words.contains(&self.document.tokens()[i].folded)
        })
    }

    /// The runs of tokens that bear one tag, in order. What is longer than any name is none: a record tells a name
    /// wherever it is meant, and would grow with the square of a text of names alone.
    pub(super) fn tagged(&self, tag: Tag) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for run in &self.view.runs {
            for i in run.0 as usize..run.1 as usize {
                if self.tags[i] != tag {
                    continue;
                }
                match spans.last_mut() {
                    Some(span) if span.end == i && i > run.0 as usize => span.end = i + 1,
                    _ => spans.push(i..i + 1),
                }
            }
        }
        spans.retain(|span| span.len() <= LONGEST);
        spans
    }
}

/// The countries of a document, by how often they, their people and their parts are named.
fn countries(view: &View<'_, '_>, gazetteer: &Gazetteer) -> Vec<EntryId> {
    let mut counts: BTreeMap<EntryId, u32> = BTreeMap::new();
    for hit in view.hits.iter().filter(|hit| !hit.candidate.risky) {
        let place = |kind| {
            matches!(
                kind,
                EntryKind::Country | EntryKind::UsState | EntryKind::Subdivision
            )
        };
        let several = view.hits_at(hit.start as usize).iter().any(|other| {
            other.end == hit.end
                && other.candidate.entry != hit.candidate.entry
                && place(other.kind)
        });
        // “Georgia” and “Korean” tell nothing
        if place(hit.kind) && several {
            continue;
        }
        let country = match hit.kind {
            EntryKind::Country | EntryKind::UsState | EntryKind::Subdivision | EntryKind::Place => {
                gazetteer
                    .entry(hit.candidate.entry)
                    .sovereign()
                    .map(|c| c.entry_id())
            }
            EntryKind::Person if hit.tier == Tier::Leading && hit.end - hit.start >= 2 => gazetteer
                .entry(hit.candidate.entry)
                .country()
                .map(|c| c.entry_id()),
            EntryKind::Party if hit.tier == Tier::Leading && hit.end - hit.start == 1 => gazetteer
                .entry(hit.candidate.entry)
                .country()
                .map(|c| c.entry_id()),
            _ => None,
        };
        if let Some(country) = country {
            *counts.entry(country).or_default() += 1;
        }
    }
    let mut countries: Vec<(u32, EntryId)> = counts.into_iter().map(|(id, n)| (n, id)).collect();
    countries.sort_by_key(|(n, id)| (std::cmp::Reverse(*n), *id));
    countries.into_iter().map(|(_, id)| id).collect()
}

/// For each token, the span that covers it; spans may come in any order and never overlap.
pub(super) struct Cover(Vec<u32>);

impl Cover {
    pub(super) fn new<'s>(tokens: usize, spans: impl Iterator<Item = &'s Range<usize>>) -> Self {
        let mut cover = Cover(vec![u32::MAX; tokens]);
        for (index, span) in spans.enumerate() {
            cover.add(span, index);
        }
        cover
    }

    pub(super) fn add(&mut self, span: &Range<usize>, index: usize) {
        self.0[span.clone()].fill(index as u32);
    }

    /// Index of the span that covers a token.
    pub(super) fn at(&self, token: usize) -> Option<usize> {
        Some(self.0[token] as usize).filter(|index| *index != u32::MAX as usize)
    }

    pub(super) fn touches(&self, mut span: Range<usize>) -> bool {
        span.any(|token| self.at(token).is_some())
    }
}

/// A short sentence of names is no headline where a stop ends it.
fn headlines(document: &Document<'_>, view: &View<'_, '_>) -> Vec<bool> {
    let tokens = document.tokens();
    let mut headline = vec![false; tokens.len()];
    for sentence in document.sentences() {
        let range = sentence.tokens.clone();
        let stopped = tokens[range.clone()]
            .iter()
            .rev()
            .take(3)
            .any(|token| token.is("."));
        let titled = range.clone().next().is_some_and(|i| view.titled[i] != 0);
        headline[range].fill(titled && !stopped);
    }
    headline
}

/// “World War II”, “the Second World War”.
fn world_war(document: &Document<'_>) -> bool {
    const WORLD: u64 = of_str("world");
    let tokens = document.tokens();
    tokens
        .windows(2)
        .any(|pair| pair[0].folded == WORLD && pair[1].is("war"))
}

fn sentences(document: &Document<'_>) -> Vec<u32> {
    let mut first = vec![0; document.tokens().len()];
    for sentence in document.sentences() {
        first[sentence.tokens.clone()].fill(sentence.tokens.start as u32);
    }
    first
}
