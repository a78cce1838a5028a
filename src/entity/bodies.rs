//! One cluster per party, state, country, place or body: by the gazetteer, by name, by acronym.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::gazetteer::{EntryId, Gazetteer};
use crate::mention::{MentionForm, MentionKind};
use crate::text::{Shape, TokenKind};
use crate::{Document, Mention};

/// One body, party or place of the article.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) kind: MentionKind,
    /// The known one.
    pub(super) entry: Option<EntryId>,
    /// The mention with the fullest name.
    pub(super) named_at: usize,
    /// Indexes of the mentions, in order.
    pub(super) mentions: Vec<usize>,
}

/// The country that the article is mostly about.
pub(super) fn home(mentions: &[Mention], gazetteer: &Gazetteer) -> Option<EntryId> {
    let mut votes: Vec<(EntryId, u32)> = Vec::new();
    let mut vote =
        |country: EntryId, weight: u32| match votes.iter_mut().find(|(c, _)| *c == country) {
            Some((_, n)) => *n += weight,
            None => votes.push((country, weight)),
        };
    for mention in mentions {
        if matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal) {
            continue;
        }
        let found = candidates(mention, gazetteer);
        let Some(first) = found.first() else { continue };
        let entry = gazetteer.entry(*first);
        match mention.kind {
            MentionKind::Country => {
                vote(
                    entry
                        .sovereign()
                        .map_or(*first, |country| country.entry_id()),
                    2,
                );
            }
            MentionKind::UsState
            | MentionKind::Subdivision
            | MentionKind::Person
            | MentionKind::Party
            | MentionKind::Organization
                if found.len() == 1 || mention.kind == MentionKind::UsState =>
            {
                if let Some(country) = entry.country() {
                    vote(country.entry_id(), 1);
                }
            }
            _ => {}
        }
    }
    votes
        .iter()
        .enumerate()
        .max_by_key(|(i, (_, n))| (*n, std::cmp::Reverse(*i)))
        .map(|(_, (country, _))| *country)
}

/// The entries that the words of a mention name, of its kind, best first.
fn candidates<'m>(mention: &'m Mention, gazetteer: &Gazetteer) -> Cow<'m, [EntryId]> {
    let of_kind = |e: &EntryId| gazetteer.entry(*e).kind().mention_kind() == Some(mention.kind);
    if mention.candidates.iter().all(of_kind) {
        Cow::Borrowed(&mention.candidates)
    } else {
        mention.candidates.iter().copied().filter(of_kind).collect()
    }
}

/// The known party, state, country or body that each mention names.
pub(super) fn entries(
    mentions: &[Mention],
    gazetteer: &Gazetteer,
    home: Option<EntryId>,
) -> Vec<Option<EntryId>> {
    let mut of: Vec<Option<EntryId>> = Vec::with_capacity(mentions.len());
    for (i, mention) in mentions.iter().enumerate() {
        let names_body = !matches!(mention.kind, MentionKind::Person | MentionKind::Office)
            && !matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal);
        if !names_body {
            of.push(None);
            continue;
        }
        let found = candidates(mention, gazetteer);
        // “the British Labour Party”: the country right before decides
        let beside = i.checked_sub(1).and_then(|before| {
            let near = mentions[before].kind == MentionKind::Country
                && mentions[before].span.end() + 1 == mention.span.start();
            let country = near.then(|| of[before]).flatten()?;
            gazetteer
                .entry(country)
                .sovereign()
                .map(|country| country.entry_id())
        });
        let in_country = |country: Option<EntryId>| {
            country.and_then(|country| {
                found
                    .iter()
                    .copied()
                    .find(|&e| gazetteer.entry(e).country().map(|c| c.entry_id()) == Some(country))
            })
        };
        of.push(
            in_country(beside)
                .or_else(|| in_country(home))
                .or_else(|| found.first().copied()),
        );
    }
    of
}

/// Clusters all mentions but those of people.
pub(super) fn cluster(
    document: &Document<'_>,
    mentions: &[Mention],
    entry_of: &[Option<EntryId>],
) -> Vec<Body> {
    let mut bodies: Vec<Body> = Vec::new();
    let mut by_entry: HashMap<EntryId, usize> = HashMap::new();
    let mut by_name: HashMap<(MentionKind, Vec<u64>), usize> = HashMap::new();
    for (i, mention) in mentions.iter().enumerate() {
        if matches!(mention.kind, MentionKind::Person | MentionKind::Office)
            || matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal)
        {
            continue;
        }
        let key = (mention.kind, words(document, mention));
        let known = match entry_of[i] {
            Some(entry) => by_entry.get(&entry).copied(),
            None => by_name.get(&key).copied(),
        };
        let body = known.unwrap_or_else(|| {
            bodies.push(Body {
                kind: mention.kind,
                entry: entry_of[i],
                named_at: i,
                mentions: Vec::new(),
            });
            bodies.len() - 1
        });
        if let Some(entry) = entry_of[i] {
            by_entry.insert(entry, body);
        }
        by_name.entry(key).or_insert(body);
        let known = &mut bodies[body];
        known.mentions.push(i);
        if rank(mention) > rank(&mentions[known.named_at]) {
            known.named_at = i;
        }
    }
    merge_short_forms(document, mentions, &mut bodies);
    bodies
}

/// Full names before short ones, long ones before short ones.
fn rank(mention: &Mention) -> (bool, usize) {
    (
        matches!(mention.form, MentionForm::FullName),
        mention.span.len(),
    )
}

/// The words of a name, “the” left out.
fn words(document: &Document<'_>, mention: &Mention) -> Vec<u64> {
    document.tokens()[mention.tokens.clone()]
        .iter()
        .filter(|t| t.kind != TokenKind::Punctuation && !t.is("the"))
        .map(|t| t.folded)
        .collect()
}

/// Most bodies that short forms are compared with: the rest are lists.
const MOST: usize = 200;

/// Joins “FEC” to “Federal Election Commission” and “the Security Council” to “United Nations Security Council”.
fn merge_short_forms(document: &Document<'_>, mentions: &[Mention], bodies: &mut Vec<Body>) {
    let organization = |b: &Body| b.kind == MentionKind::Organization;
    let mut into: Vec<Option<usize>> = vec![None; bodies.len()];
    let names: Vec<Vec<u64>> = bodies
        .iter()
        .map(|b| words(document, &mentions[b.named_at]))
        .collect();
    for short in 0..bodies.len().min(MOST) {
        if !organization(&bodies[short]) {
            continue;
        }
        let text = document.slice(mentions[bodies[short].named_at].span);
        let acronym: String = text.chars().filter(|c| *c != '.').collect();
        let is_acronym =
            (2..=7).contains(&acronym.len()) && acronym.chars().all(|c| c.is_ascii_uppercase());
        let mut found = None;
        for long in 0..bodies.len().min(MOST) {
            if long == short
                || !organization(&bodies[long])
                || into[long].is_some()
                || names[long].len() <= names[short].len()
            {
                continue;
            }
            let fits = if is_acronym {
                spells(document, &mentions[bodies[long].named_at], &acronym)
            } else {
                !names[short].is_empty() && names[long].ends_with(&names[short])
            };
            let apart =
                bodies[short].entry.is_some() && bodies[long].entry.is_some() && !is_acronym;
            if fits && !apart {
                if found.is_some() {
                    found = None;
                    break;
                }
                found = Some(long);
            }
        }
        into[short] = found;
    }
    for short in 0..into.len() {
        let Some(long) = into[short] else { continue };
        let moved = std::mem::take(&mut bodies[short].mentions);
        bodies[long].mentions.extend(moved);
        bodies[long].mentions.sort_unstable();
        bodies[long].entry = bodies[long].entry.or(bodies[short].entry);
    }
    let mut i = 0;
    bodies.retain(|_| {
        i += 1;
        into[i - 1].is_none()
    });
}

/// Returns true when the initials of a name's words spell an acronym, small words counted or not.
fn spells(document: &Document<'_>, mention: &Mention, acronym: &str) -> bool {
    let tokens = &document.tokens()[mention.tokens.clone()];
    let initials = |capitals_only: bool| -> String {
        tokens
            .iter()
            .filter(|t| t.kind == TokenKind::Word && (!capitals_only || t.shape != Shape::Lower))
            .flat_map(|t| {
                document
                    .slice(t.span)
                    .split('-')
                    .filter_map(|part| part.chars().next())
            })
            .flat_map(char::to_uppercase)
            .collect()
    };
    tokens.len() > 1 && (initials(true) == acronym || initials(false) == acronym)
}
