//! Finds the words that name or stand for people, parties, states, countries and bodies.

use crate::{Document, Gazetteer, Span};

/// Index of a [`Mention`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MentionId(pub u32);

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionKind {
    /// A human being.
    Person,
    /// A political party, its members, or adherence to it.
    Party,
    /// A body: agency, court, company, campaign, outlet, union.
    Organization,
    /// One of the United States, D.C. or a territory.
    UsState,
    /// A first-level division of another country.
    Subdivision,
    /// A country.
    Country,
    /// Any other place.
    Place,
    /// An office: “the governor”.
    Office,
}

/// How it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionForm {
    /// “Ann Ortiz”, “Labour Party”
    FullName,
    /// “Ortiz”
    Surname,
    /// “Ann”
    GivenName,
    /// Another name for the same.
    Alias,
    /// “GOP”, “N.C.”, “FEC”
    Abbreviation,
    /// “Democratic”, “British”
    Adjective,
    /// “Republicans”
    Member,
    /// “she”
    Pronoun,
    /// “the senator”
    Nominal,
}

/// Words that name or stand for somebody or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The name alone: no title, no possessive ’s.
    pub span: Span,
    /// What is named.
    pub kind: MentionKind,
    /// How it is named.
    pub form: MentionForm,
    /// It stands inside a larger name: “the Trump campaign”.
    pub embedded: bool,
}

/// Finds the mentions of a document, in order.
#[must_use]
pub fn find(document: &Document<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    let _ = (document, gazetteer);
    Vec::new()
}
