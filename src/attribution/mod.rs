//! Finds who said what: [`Attribution`]s of source, cue and content.

mod adverb;
pub(crate) mod confidence;
pub(crate) mod context;
pub(crate) mod draft;
#[cfg(feature = "neural")]
pub(crate) mod encoder;
mod engine;
pub(crate) mod feature;
pub(crate) mod label;
pub(crate) mod lexicon;
pub(crate) mod linker;
mod mend;
pub(crate) mod network;
mod refusal;
mod sieve;
pub(crate) mod tagger;
mod telling;

use crate::syntax::Syntax;
use crate::{Document, Mention, Quotation, Span};
use confidence::Evidence;
use draft::Draft;
use mend::Mender;
use sieve::Scene;

pub use engine::Engine;
#[cfg(all(feature = "fuzz", feature = "neural"))]
pub(crate) use engine::{ACCURATE, MAGIC as ENGINE};
#[cfg(feature = "train")]
pub(crate) use engine::{FROM, Second, mean};
use engine::{Heard, Opinions};
pub(crate) use engine::{Memory, Parts};

/// Name of the embedded weights; its card stands beside them.
pub const MODEL: &str = "attribution-2026-11-23";

/// Attributions less likely to be right than this are left out unless another limit is asked for: those
/// below it cost more precision than they bring recall (who-said-what on dev 73.4, 71.9 without it).
pub const MIN_CONFIDENCE: f32 = 0.35;

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
    /// `“…” — Ann Ortiz`: a paragraph that is one quotation and its signature.
    Signature,
    /// `“ORTIZ: …`: a turn of a conversation that is quoted as a whole.
    Transcript,
    /// A quotation in the paragraph after “Ortiz said:”.
    Colon,
    /// A cue with its subject right beside the marks.
    AdjacentCue,
    /// “Ortiz was like, “…””
    Quotative,
    /// A quotation left open by the paragraph before.
    Continuation,
    /// “The senator reportedly sold the house.”
    Adverb,
    /// A sentence that ends in “…, the mayor told reporters.”
    Closing,
    /// “The charter states that …”, where the model saw nothing.
    ThatClause,
    /// A claim of nobody's that the article itself judges: “Any notion that … is unfounded.”
    Judged,
}

impl Rule {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Signature => "signature",
            Self::Transcript => "transcript",
            Self::Colon => "colon",
            Self::AdjacentCue => "adjacent_cue",
            Self::Quotative => "quotative",
            Self::Continuation => "continuation",
            Self::Adverb => "adverb",
            Self::Closing => "closing",
            Self::ThatClause => "that_clause",
            Self::Judged => "judged",
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
    let (engine, memory) = (Engine::fast().parts, &mut Memory::default());
    find_with(engine, memory, document, syntax, quotations, mentions)
}

/// Finds attributions with the engine given, with what it remembers of other documents.
pub(crate) fn find_with<'w>(
    engine: &Parts<'w>,
    memory: &mut Memory<'w>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
) -> Vec<Attribution> {
    let opinions = engine.hear(memory, document, syntax, quotations, mentions);
    decide(&opinions, document, syntax, quotations)
}

/// Makes attributions of what the learned parts that read text say of a document.
fn decide(
    opinions: &Opinions<'_, '_>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
) -> Vec<Attribution> {
    let context = &opinions.first.context;
    let mut drafts = Vec::new();
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        if !sieve::is_running(paragraph.region) {
            continue;
        }
        match sieve::signed(document, &paragraph.tokens) {
            Some(draft) => drafts.push(draft),
            None => {
                let heard = opinions.on(p);
                let said = from_model(heard, document, syntax, p);
                drafts.extend(said.into_iter().map(|(mut draft, evidence)| {
                    draft.confidence = heard.model.curve.confidence(&evidence);
                    draft
                }));
            }
        }
    }
    let mender = Mender {
        document,
        syntax,
        context,
    };
    mender.mend(&mut drafts);
    let mut scene = Scene::new(document, syntax, quotations, context, drafts);
    telling::run(&mut scene);
    sieve::run(&mut scene);
    let mut drafts = scene.drafts;
    drafts.retain(|d| !d.content.is_empty());
    drafts.sort_by_key(Draft::first);
    drafts.into_iter().map(|d| d.finish(document)).collect()
}

/// What the tagger and the linker find in a paragraph, with what speaks for it.
pub(crate) fn from_model(
    heard: &Heard<'_, '_>,
    document: &Document<'_>,
    syntax: &Syntax,
    paragraph: usize,
) -> Vec<(Draft, Evidence)> {
    let Heard {
        model,
        context,
        scores,
    } = heard;
    let offset = document.paragraphs()[paragraph].tokens.start;
    let tagged = model.tag(document, context, paragraph, scores);
    let spans = label::spans(&tagged.labels, offset);
    linker::link(context, &spans, &model.link)
        .into_iter()
        .map(|link| {
            let tokens = |s: usize| spans[s].tokens.clone();
            let cue = tokens(link.cue);
            let draft = Draft {
                source: link.source.map(tokens),
                kind: sieve::kind(document, syntax, &cue),
                cue: Some(cue),
                content: link.contents.iter().map(|&c| tokens(c)).collect(),
                rule: Rule::Model,
                confidence: 0.0,
            };
            let evidence =
                confidence::evidence(&draft, &tagged.through, &tagged.alone, offset, context);
            (draft, evidence)
        })
        .collect()
}
