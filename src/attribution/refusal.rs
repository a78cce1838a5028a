//! What looks like an attribution and is none: names of works, names that things go by, comparisons.

use std::ops::Range;

use super::draft::Draft;
use super::lexicon::CUE_CLASSES;
use super::sieve::Scene;
use crate::hash::Words;
use crate::quotation::QuotationClass;
use crate::text::TokenId;

/// Whether nobody says anything in what the tagger took for an attribution.
pub(super) fn is_none(scene: &Scene<'_, '_>, draft: &Draft) -> bool {
    names_a_work(scene, draft) || names_a_thing(scene, draft) || compares(scene, draft)
}

/// “He appeared on the programme ‘Morning Harbour’.”
fn names_a_work(scene: &Scene<'_, '_>, draft: &Draft) -> bool {
    let cue = draft.cue.iter().flat_map(Clone::clone);
    let speaks = cue
        .into_iter()
        .any(|i| scene.context.cue[i] + 2 >= CUE_CLASSES);
    let is_title = |range: &Range<usize>| {
        let title = |i: usize| {
            let quote = scene.context.quote_of(i);
            quote.is_some_and(|quote| quote.class == QuotationClass::Title)
        };
        let verb = |i: usize| scene.syntax.is_verb(TokenId(i as u32));
        title(range.end - 1) && !range.clone().any(|i| !title(i) && verb(i))
    };
    !speaks && !draft.content.is_empty() && draft.content.iter().all(is_title)
}

/// “The bridge, known as ‘the Old Lady’”: nobody is told to call it so.
fn names_a_thing(scene: &Scene<'_, '_>, draft: &Draft) -> bool {
    const NAMING: Words<6> = Words::new([
        "known",
        "nicknamed",
        "dubbed",
        "titled",
        "entitled",
        "named",
    ]);
    let tokens = scene.document.tokens();
    let names = |cue: &Range<usize>| {
        tokens[cue.clone()]
            .iter()
            .any(|t| NAMING.contains(t.folded))
    };
    let quoted = |range: &Range<usize>| scene.context.quote_of(range.start).is_some();
    draft.source.is_none()
        && draft.cue.as_ref().is_some_and(names)
        && draft.content.iter().any(quoted)
}

/// “The less said about it the better”: who says it is no measure.
fn compares(scene: &Scene<'_, '_>, draft: &Draft) -> bool {
    const MEASURES: Words<4> = Words::new(["less", "more", "better", "worse"]);
    let tokens = scene.document.tokens();
    draft
        .source
        .as_ref()
        .is_some_and(|source| match tokens[source.clone()] {
            [the, measure] => the.is("the") && MEASURES.contains(measure.folded),
            _ => false,
        })
}
