//! Finds who said what: [`Attribution`]s of source, cue and content.

pub(crate) mod context;
pub(crate) mod feature;
pub(crate) mod label;
pub(crate) mod lexicon;
pub(crate) mod linker;
pub(crate) mod tagger;

use crate::syntax::Syntax;
use crate::{Document, Mention, Quotation, Span};
use label::Labelled;
use tagger::Model;

/// Name of the embedded weights; its card stands beside them.
pub const MODEL: &str = "attribution-2026-11-22";

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
    find_with(Model::embedded(), document, syntax, quotations, mentions)
}

/// Finds attributions with the weights given.
pub(crate) fn find_with(
    model: &Model<'_>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
) -> Vec<Attribution> {
    let context = model.context(document, syntax, quotations, mentions);
    let mut found = Vec::new();
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        let labels = model.tag(document, &context, p);
        let spans = label::spans(&labels, paragraph.tokens.start);
        let words = |s: usize| words(document, &spans[s]);
        for link in linker::link(&context, &spans, &model.link) {
            found.push(Attribution {
                source: link.source.map(words).into_iter().collect(),
                cue: vec![words(link.cue)],
                content: link.contents.iter().map(|&c| words(c)).collect(),
                kind: AttributionKind::Verbal,
                rule: Rule::Model,
                confidence: 0.7,
            });
        }
    }
    found.sort_by_key(|a: &Attribution| first_byte(a));
    found
}

fn words(document: &Document<'_>, span: &Labelled) -> Span {
    let tokens = document.tokens();
    tokens[span.tokens.start]
        .span
        .join(tokens[span.tokens.end - 1].span)
}

fn first_byte(attribution: &Attribution) -> usize {
    [&attribution.source, &attribution.cue, &attribution.content]
        .into_iter()
        .flatten()
        .map(|s| s.start())
        .min()
        .unwrap_or(0)
}
