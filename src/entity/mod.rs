//! Clusters the mentions of an article: one [`Entity`] per person or body.

use std::borrow::Cow;

use crate::mention::MentionKind;
use crate::{Document, Gazetteer, Mention, MentionId};

/// Index of an [`Entity`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// Grammatical gender of a person, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// “she”
    Female,
    /// “he”
    Male,
    /// “they”
    Other,
}

/// Where a field of an entity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The article says so.
    Stated,
    /// The gazetteer knows it, valid at the article's date.
    Gazetteer,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The value.
    pub value: Cow<'a, str>,
    /// Where it comes from.
    pub basis: Basis,
}

/// A person or body of the article, with all its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity<'a> {
    /// Stable across articles when the gazetteer knows it: `person/Q10853588`, `us-state/NC`.
    pub id: Cow<'a, str>,
    /// What it is.
    pub kind: MentionKind,
    /// Its fullest name.
    pub name: Cow<'a, str>,
    /// Other names for it, in the article and the gazetteer.
    pub aliases: Vec<Cow<'a, str>>,
    /// Wikidata id, where known.
    pub wikidata: Option<Cow<'a, str>>,
    /// Office or function.
    pub role: Option<Fact<'a>>,
    /// Canonical name of the party.
    pub party: Option<Fact<'a>>,
    /// Full English name of the state.
    pub state: Option<Fact<'a>>,
    /// Full English name of the country.
    pub country: Option<Fact<'a>>,
    /// Gender, of a person.
    pub gender: Option<Gender>,
    /// Its mentions, in order.
    pub mentions: Vec<MentionId>,
}

/// The entities of an article, and the entity of every mention.
#[derive(Clone, Debug, Default)]
pub struct Entities<'a> {
    /// In order of first mention.
    pub all: Vec<Entity<'a>>,
    /// For each mention, its entity.
    pub of_mention: Vec<Option<EntityId>>,
}

/// Clusters mentions into entities.
#[must_use]
pub fn cluster<'a>(
    document: &Document<'a>,
    mentions: &[Mention],
    gazetteer: &'a Gazetteer,
    date: Option<&str>,
) -> Entities<'a> {
    let _ = (document, gazetteer, date);
    Entities {
        all: Vec::new(),
        of_mention: vec![None; mentions.len()],
    }
}
