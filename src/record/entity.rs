//! Mentions and entities on the wire.

use serde::Serialize;

use super::{Lens, SpanRecord, known};
use crate::Entity;
use crate::entity::Fact;

/// Words that name or stand for somebody or something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentionRecord<'a> {
    /// The name alone: no title, no possessive ’s.
    #[serde(flatten)]
    pub span: SpanRecord<'a>,
    /// `person`, `party`, `organization`, `us_state`, `subdivision`, `country`, `place`, `office`.
    pub kind: &'static str,
    /// `full_name`, `surname`, `given_name`, `alias`, `abbreviation`, `adjective`, `member`, `pronoun`, `nominal`.
    pub form: &'static str,
    /// It stands inside a larger name: “the Trump campaign”. Left out where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub embedded: bool,
    /// The `id` of its entity.
    pub entity: Option<&'a str>,
}

/// A person or body of the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntityRecord<'a> {
    /// Stable across articles when the gazetteer knows it.
    pub id: &'a str,
    /// As in [`MentionRecord::kind`].
    pub kind: &'static str,
    /// Its fullest name.
    pub name: &'a str,
    /// Other names for it.
    pub aliases: Vec<&'a str>,
    /// Wikidata id.
    pub wikidata: Option<&'a str>,
    /// Office or function.
    pub role: Option<&'a str>,
    /// Canonical name of the party.
    pub party: Option<&'a str>,
    /// Full English name of the state.
    pub state: Option<&'a str>,
    /// Full English name of the country.
    pub country: Option<&'a str>,
    /// `female`, `male`, `other`.
    pub gender: Option<&'static str>,
    /// Where each field comes from.
    pub basis: BasisRecord,
    /// Indexes of its mentions.
    pub mentions: Vec<u32>,
}

/// Where each field of an entity comes from: `stated` by the article, or `gazetteer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BasisRecord {
    /// Of the role.
    pub role: Option<&'static str>,
    /// Of the party.
    pub party: Option<&'static str>,
    /// Of the state.
    pub state: Option<&'static str>,
    /// Of the country.
    pub country: Option<&'static str>,
}

impl<'a> Lens<'a, '_> {
    pub(super) fn mentions(&self) -> Vec<MentionRecord<'a>> {
        let entities = self.extraction.resolved();
        let mentions = self.extraction.mentions().iter().enumerate();
        mentions
            .map(|(i, mention)| MentionRecord {
                span: self.span(mention.span),
                kind: mention.kind.as_str(),
                form: mention.form.as_str(),
                embedded: mention.embedded,
                entity: entities.of_mention[i].map(|id| &*entities.all[id.0 as usize].id),
            })
            .collect()
    }

    pub(super) fn entities(&self) -> Vec<EntityRecord<'a>> {
        self.extraction.entities().iter().map(entity).collect()
    }
}

fn entity<'a>(entity: &'a Entity<'_>) -> EntityRecord<'a> {
    EntityRecord {
        id: &entity.id,
        kind: entity.kind.as_str(),
        name: &entity.name,
        aliases: entity.aliases.iter().map(|alias| &**alias).collect(),
        wikidata: known(entity.wikidata.as_deref()),
        role: value(&entity.role),
        party: value(&entity.party),
        state: value(&entity.state),
        country: value(&entity.country),
        gender: entity.gender.map(|gender| gender.as_str()),
        basis: BasisRecord {
            role: basis(&entity.role),
            party: basis(&entity.party),
            state: basis(&entity.state),
            country: basis(&entity.country),
        },
        mentions: entity.mentions.iter().map(|id| id.0).collect(),
    }
}

pub(super) fn value<'a>(fact: &'a Option<Fact<'_>>) -> Option<&'a str> {
    known(fact.as_ref().map(|fact| &*fact.value))
}

fn basis(fact: &Option<Fact<'_>>) -> Option<&'static str> {
    fact.as_ref().map(|fact| fact.basis.as_str())
}
