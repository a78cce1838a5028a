//! Finds the words that name or stand for people, parties, states, countries and bodies.

mod body;
mod find;
mod larger;
mod lexicon;
mod party;
mod person;
mod place;
mod reference;
pub(crate) mod tagger;
mod title;
mod unheard;

use std::ops::Range;

use crate::gazetteer::EntryId;
use crate::gazetteer::Gender;
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
    /// Its tokens, as indexes into [`Document::tokens`].
    pub tokens: Range<usize>,
    /// What is named.
    pub kind: MentionKind,
    /// How it is named.
    pub form: MentionForm,
    /// It stands inside a larger name: “the Trump campaign”.
    pub embedded: bool,
    /// The title right before a person's name: “Gov.”, “former Secretary of State”.
    pub title: Option<Span>,
    /// Gender that the words themselves tell: “she”, “Mrs. Ortiz”, “the congressman”.
    pub gender: Option<Gender>,
    /// Share of women among the bearers of the first name, in percent; a vote, not a fact.
    pub female: Option<u8>,
    /// Whom or what the words may name in the gazetteer, best first; empty when nobody known.
    pub candidates: Candidates,
}

impl Mention {
    fn new(
        document: &Document<'_>,
        tokens: Range<usize>,
        kind: MentionKind,
        form: MentionForm,
    ) -> Self {
        let all = document.tokens();
        Self {
            span: all[tokens.start].span.join(all[tokens.end - 1].span),
            tokens,
            kind,
            form,
            embedded: false,
            title: None,
            gender: None,
            female: None,
            candidates: Candidates::default(),
        }
    }
}

/// Entries of a gazetteer that words may name, best first; at most [`Candidates::MOST`].
///
/// ```
/// use onrecord::mention::Candidates;
///
/// assert!(Candidates::default().is_empty());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Candidates {
    ids: [EntryId; Candidates::MOST],
    length: u8,
}

impl Candidates {
    /// Further ones are dropped.
    pub const MOST: usize = 6;

    fn push(&mut self, id: EntryId) {
        if let Some(place) = self.ids.get_mut(self.length as usize) {
            *place = id;
            self.length += 1;
        }
    }
}

impl Default for Candidates {
    fn default() -> Self {
        Self {
            ids: [EntryId(0); Candidates::MOST],
            length: 0,
        }
    }
}

impl std::ops::Deref for Candidates {
    type Target = [EntryId];

    fn deref(&self) -> &[EntryId] {
        &self.ids[..self.length as usize]
    }
}

impl std::fmt::Debug for Candidates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl FromIterator<EntryId> for Candidates {
    fn from_iter<I: IntoIterator<Item = EntryId>>(ids: I) -> Self {
        let mut candidates = Candidates::default();
        ids.into_iter().for_each(|id| candidates.push(id));
        candidates
    }
}

/// Finds the mentions of a document, in order.
#[must_use]
pub fn find(document: &Document<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    find::mentions(document, gazetteer, tagger::weights())
}
