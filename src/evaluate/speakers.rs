//! Scores speakers: who, by name, stands behind each gold attribution.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::gold::{by_article, list_of_strings};
use super::tally::content_matches;
use super::{Gold, Miss, Roles, normalized};
use crate::Error;
use crate::record::{ClaimRecord, Record};

/// Who stands behind one gold attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldSpeaker {
    /// The name; none where the article names none.
    pub name: Option<String>,
    /// Other names for the same, members of a body included.
    pub aliases: Vec<String>,
    /// `person`, `organization`, `group`, `document`, …
    pub kind: String,
    /// How the article names the source: `name`, `pronoun`, `nominal`, `none`.
    pub mention: String,
    /// The party, where there is one.
    pub party: Option<String>,
    /// The American state, where there is one.
    pub state: Option<String>,
}

/// The gold speakers of many articles: by article, by index of the attribution.
pub type GoldSpeakers = BTreeMap<String, BTreeMap<usize, GoldSpeaker>>;

impl GoldSpeaker {
    /// Reads a list `[{"id", "i", "speaker", "aliases", "kind", "mention", "party", "us_state"}]`, as one JSON
    /// array or as JSON lines: the article, and the index of the attribution in its gold.
    ///
    /// # Errors
    ///
    /// When it is not in this form.
    pub fn read(file: &str, json: &str) -> Result<GoldSpeakers, Error> {
        let mut found = GoldSpeakers::new();
        by_article(file, json, |id, value, fail| {
            let index = value["i"].as_u64().ok_or_else(|| fail("an index in `i`"))?;
            let text = |key: &str| value[key].as_str().map(str::to_owned);
            let mut aliases = list_of_strings(&value["aliases"]);
            aliases.extend(list_of_strings(&value["members"]));
            let speaker = Self {
                name: text("speaker").filter(|name| !name.is_empty()),
                aliases,
                kind: text("kind").unwrap_or_else(|| "none".to_owned()),
                mention: text("mention").unwrap_or_else(|| "none".to_owned()),
                party: text("party").filter(|party| !party.is_empty()),
                state: text("us_state").filter(|state| !state.is_empty()),
            };
            let rows = found.entry(id.to_owned()).or_default();
            rows.insert(index as usize, speaker);
            Ok(())
        })?;
        Ok(found)
    }
}

/// Right, out of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Right.
    pub right: usize,
    /// All.
    pub all: usize,
}

impl Hits {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    /// The share that is right.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.all > 0 {
            self.right as f64 / self.all as f64
        } else {
            0.0
        }
    }
}

/// The figures of speakers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeakerScores {
    /// Gold people and bodies with a name.
    pub named: Hits,
    /// Those whose claim was found.
    pub found: Hits,
    /// The same two by how the article names the source.
    pub by_mention: BTreeMap<String, [Hits; 2]>,
    /// Resolved to a person or body that is another.
    pub misattributed: Hits,
    /// Parties of the named that have one.
    pub party: Hits,
    /// American states of the named that have one.
    pub state: Hits,
}

/// Counts speakers over articles, one after the other.
#[derive(Clone, Debug, Default)]
pub struct SpeakerTally {
    scores: SpeakerScores,
    misses: Vec<Miss>,
}

impl SpeakerTally {
    /// Counts one article; remembers what is wrong while fewer than `keep` are remembered.
    ///
    /// A gold attribution goes with the claim whose content overlaps it most, by half or more. The record
    /// counts bytes.
    pub fn add(
        &mut self,
        gold: &Gold,
        speakers: &BTreeMap<usize, GoldSpeaker>,
        predicted: &[Roles],
        record: &Record<'_>,
        keep: usize,
    ) {
        let pairs: BTreeMap<usize, usize> = content_matches(gold, predicted).into_iter().collect();
        for (&i, expected) in speakers {
            let claim = pairs.get(&i).and_then(|&p| record.claims.get(p));
            let right = claim.is_some_and(|claim| is_right(expected, claim, record));
            self.count(expected, claim, right);
            let wrong = claim.filter(|claim| !right && names_somebody(claim));
            if let Some(claim) = wrong.filter(|_| self.misses.len() < keep) {
                let what = format!(
                    "gold {} ({}, {}), got {}",
                    expected.name.as_deref().unwrap_or("nobody"),
                    expected.kind,
                    expected.mention,
                    claim.speaker.name.unwrap_or("nobody"),
                );
                let roles = gold.attributions.get(i).map(Roles::labelled);
                let spans = roles.into_iter().flatten();
                self.misses
                    .push(Miss::new(&gold.id, what, &gold.text, spans));
            }
        }
    }

    fn count(&mut self, expected: &GoldSpeaker, claim: Option<&ClaimRecord<'_>>, right: bool) {
        let scores = &mut self.scores;
        if claim.is_some_and(names_somebody) {
            scores.misattributed.add(!right);
        }
        let named = matches!(&*expected.kind, "person" | "organization") && expected.name.is_some();
        if !named {
            return;
        }
        let by = scores.by_mention.entry(expected.mention.clone());
        let [all, of_found] = by.or_default();
        for hits in [&mut scores.named, all] {
            hits.add(right);
        }
        if claim.is_some() {
            for hits in [&mut scores.found, of_found] {
                hits.add(right);
            }
        }
        let speaker = claim.map(|claim| &claim.speaker);
        if let Some(party) = &expected.party {
            let said = normalized(speaker.and_then(|s| s.party).unwrap_or_default());
            scores.party.add(right && said.contains(&normalized(party)));
        }
        if let Some(state) = &expected.state {
            let said = normalized(speaker.and_then(|s| s.state).unwrap_or_default());
            scores.state.add(right && said == normalized(state));
        }
    }

    /// The figures so far.
    #[must_use]
    pub fn scores(&self) -> &SpeakerScores {
        &self.scores
    }

    /// Who was taken for another, as far as remembered.
    #[must_use]
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }
}

/// Resolved, and to a person or a body.
fn names_somebody(claim: &ClaimRecord<'_>) -> bool {
    let speaker = &claim.speaker;
    speaker.status == "resolved" && matches!(speaker.kind, Some("person" | "organization"))
}

fn is_right(expected: &GoldSpeaker, claim: &ClaimRecord<'_>, record: &Record<'_>) -> bool {
    let speaker = &claim.speaker;
    let (Some(name), "resolved") = (&expected.name, speaker.status) else {
        return false;
    };
    let entity = speaker.entity.and_then(|id| {
        // The last of several entities of one id, as a table by id holds it.
        record.entities.iter().rev().find(|entity| entity.id == id)
    });
    let mut said: Vec<&str> = speaker.name.into_iter().collect();
    if let Some(entity) = entity {
        said.push(entity.name);
        said.extend(&entity.aliases);
    }
    let gold = expected.aliases.iter().chain([name]);
    same_person(said.into_iter(), gold.map(String::as_str))
}

/// A name in common, or first and last words that agree: “Donald J. Trump” is “Donald Trump”.
fn same_person<'a>(
    said: impl Iterator<Item = &'a str>,
    gold: impl Iterator<Item = &'a str>,
) -> bool {
    let names = |all: &mut dyn Iterator<Item = &'a str>| -> BTreeSet<String> {
        all.filter(|name| !name.is_empty())
            .map(normalized)
            .collect()
    };
    let (said, gold) = (names(&mut { said }), names(&mut { gold }));
    if !said.is_disjoint(&gold) {
        return true;
    }
    fn ends(names: &BTreeSet<String>) -> BTreeSet<(&str, &str)> {
        let words = names.iter().filter_map(|name| name.split_once(' '));
        words
            .map(|(first, rest)| (first, rest.rsplit(' ').next().unwrap_or(rest)))
            .collect()
    }
    !ends(&said).is_disjoint(&ends(&gold))
}

impl SpeakerScores {
    /// The figures as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let by: serde_json::Map<String, Value> = self
            .by_mention
            .iter()
            .map(|(name, [all, found])| {
                let value = serde_json::json!({
                    "accuracy": all.share(), "of found": found.share(), "gold": all.all,
                });
                (name.clone(), value)
            })
            .collect();
        serde_json::json!({
            "named": {
                "accuracy": self.named.share(), "of found": self.found.share(), "gold": self.named.all,
            },
            "misattributed": self.misattributed.share(),
            "resolved": self.misattributed.all,
            "by mention": by,
            "party": {"accuracy": self.party.share(), "gold": self.party.all},
            "us_state": {"accuracy": self.state.share(), "gold": self.state.all},
        })
    }
}
