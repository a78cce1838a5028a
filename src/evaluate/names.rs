//! Scores mentions of people, parties, states and countries, and whom they are taken for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::gold::{by_article, byte_places, list_of_strings};
use super::{Gold, Miss, Share, normalized};
use crate::record::Record;
use crate::{Error, Span};

/// The kinds that are scored.
const KINDS: [&str; 4] = ["person", "party", "us_state", "country"];

/// A name in a text and whose it is; offsets in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldName {
    /// First code point.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
    /// `person`, `party`, `us_state`, `country`.
    pub kind: &'static str,
    /// The name of whoever bears it, and other names for the same.
    pub names: Vec<String>,
    /// It stands inside a larger name: neither a miss when absent nor an error when found.
    pub embedded: bool,
}

/// The gold names of many articles.
pub type GoldNames = BTreeMap<String, Vec<GoldName>>;

impl GoldName {
    /// Reads a list `[{"id", "mentions": [{"start", "end", "type", "canonical", "aliases", "embedded"}]}]`, as
    /// one JSON array or as JSON lines.
    ///
    /// # Errors
    ///
    /// When it is not in this form.
    pub fn read(file: &str, json: &str) -> Result<GoldNames, Error> {
        let mut found = GoldNames::new();
        by_article(file, json, |id, value, fail| {
            let mentions = value["mentions"].as_array();
            let mentions = mentions.ok_or_else(|| fail("a list in `mentions`"))?;
            let mut names = Vec::new();
            for mention in mentions {
                let number = |key: &str| mention[key].as_u64().map(|n| n as usize);
                let kind = KINDS.into_iter().find(|kind| mention["type"] == *kind);
                let (Some(start), Some(end), Some(kind), Some(name)) = (
                    number("start"),
                    number("end"),
                    kind,
                    mention["canonical"].as_str(),
                ) else {
                    return Err(fail("mentions with `start`, `end`, `type` and `canonical`"));
                };
                let mut all = vec![name.to_owned()];
                all.extend(list_of_strings(&mention["aliases"]));
                names.push(Self {
                    start,
                    end,
                    kind,
                    names: all,
                    embedded: mention["embedded"].as_bool().unwrap_or(false),
                });
            }
            found.insert(id.to_owned(), names);
            Ok(())
        })?;
        Ok(found)
    }
}

/// The figures of one kind of name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NameScores {
    /// Exact spans.
    pub exact: Share,
    /// Found, and taken for the right bearer.
    pub resolved: usize,
}

impl NameScores {
    /// The share of the found that is taken for the right bearer.
    #[must_use]
    pub fn resolved(&self) -> f64 {
        if self.exact.right_of_gold > 0.0 {
            self.resolved as f64 / self.exact.right_of_gold
        } else {
            0.0
        }
    }
}

/// Counts names over articles, one after the other.
#[derive(Clone, Debug, Default)]
pub struct NameTally {
    scores: BTreeMap<usize, NameScores>,
    misses: Vec<Miss>,
}

impl NameTally {
    /// Counts one article; remembers what is wrong while fewer than `keep` are remembered. The record counts
    /// bytes.
    pub fn add(&mut self, gold: &Gold, names: &[GoldName], record: &Record<'_>, keep: usize) {
        let bytes = byte_places(&gold.text);
        let place = |at: usize| bytes[at.min(bytes.len() - 1)];
        // By place, so that of two names of one kind at one place the last counts.
        let rank = |kind: &str| KINDS.iter().position(|k| *k == kind);
        let expected: BTreeMap<(usize, usize, usize), &GoldName> = names
            .iter()
            .filter_map(|name| Some(((place(name.start), place(name.end), rank(name.kind)?), name)))
            .collect();
        let found: BTreeMap<(usize, usize, usize), Option<&str>> = record
            .mentions
            .iter()
            .filter(|mention| !matches!(mention.form, "pronoun" | "nominal"))
            .filter_map(|mention| {
                let key = (mention.span.start, mention.span.end, rank(mention.kind)?);
                Some((key, mention.entity))
            })
            .collect();
        let mut misses = Vec::new();
        for (&(start, end, kind), name) in &expected {
            if name.embedded {
                continue;
            }
            self.scores.entry(kind).or_default().exact.gold += 1;
            if !found.contains_key(&(start, end, kind)) {
                misses.push(("missed", start, end, kind));
            }
        }
        for (&(start, end, kind), &entity) in &found {
            let name = expected.get(&(start, end, kind));
            if name.is_some_and(|name| name.embedded) {
                continue;
            }
            let scores = self.scores.entry(kind).or_default();
            scores.exact.predicted += 1;
            let Some(name) = name else {
                misses.push(("spurious", start, end, kind));
                continue;
            };
            scores.exact.right_of_predicted += 1.0;
            scores.exact.right_of_gold += 1.0;
            let entity = record.entities.iter().find(|e| Some(e.id) == entity);
            let said: BTreeSet<String> = entity
                .into_iter()
                .flat_map(|entity| entity.aliases.iter().chain([&entity.name]))
                .filter(|name| !name.is_empty())
                .map(|name| normalized(name))
                .collect();
            if name
                .names
                .iter()
                .any(|name| said.contains(&normalized(name)))
            {
                scores.resolved += 1;
            }
        }
        misses.sort_by_key(|&(_, start, end, kind)| (start, end, kind));
        let left = keep.saturating_sub(self.misses.len());
        for (what, start, end, kind) in misses.into_iter().take(left) {
            let kind = KINDS[kind];
            let span = [(kind, Span::new(start, end))];
            let what = format!("{what} {kind}");
            self.misses
                .push(Miss::new(&gold.id, what, &gold.text, span));
        }
    }

    /// The figures so far, of every kind.
    pub fn scores(&self) -> impl Iterator<Item = (&'static str, NameScores)> {
        let scores = |kind| self.scores.get(&kind).copied().unwrap_or_default();
        KINDS
            .into_iter()
            .enumerate()
            .map(move |(i, kind)| (kind, scores(i)))
    }

    /// What was missed and what is spurious, as far as remembered.
    #[must_use]
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }

    /// The figures as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let kinds = self.scores().map(|(kind, scores)| {
            let mut value = scores.exact.to_json();
            value["resolved"] = scores.resolved().into();
            (kind.to_owned(), value)
        });
        Value::Object(kinds.collect())
    }
}
