//! The words around a cue that belong to the telling and not to what is told: where addressee, medium
//! and time of a claim stand.

use super::reading::Reading;
use crate::attribution::AttributionKind;
use crate::{Attribution, Span, Speaker};

/// How far from the cue the telling may go.
const REACH: usize = 40;

/// For each attribution, the bytes between the cue before it and the cue after it.
pub(super) fn bounds(attributions: &[(Attribution, Speaker)]) -> Vec<(usize, usize)> {
    let mut cues: Vec<(Span, usize)> = attributions
        .iter()
        .enumerate()
        .flat_map(|(n, (a, _))| a.cue.iter().map(move |&cue| (cue, n)))
        .collect();
    cues.sort_unstable();
    let mut bounds = vec![(0, usize::MAX); attributions.len()];
    for pair in cues.windows(2) {
        let [(left, a), (right, b)] = [pair[0], pair[1]];
        if a != b && left.end() <= right.start() {
            bounds[a].1 = bounds[a].1.min(right.start());
            bounds[b].0 = bounds[b].0.max(left.end());
        }
    }
    bounds
}

/// The tokens of the sentence of the cue, near the cue, outside source and content.
pub(super) fn of(
    reading: &Reading<'_, '_>,
    attribution: &Attribution,
    (low, high): (usize, usize),
) -> Vec<usize> {
    let Some(cue) = attribution.cue.first() else {
        return Vec::new();
    };
    let sentences = reading.document.sentences();
    let Some(sentence) = sentences.get(reading.sentence_at(cue.start())) else {
        return Vec::new();
    };
    let at = reading.document.tokens_in(*cue).start;
    let start = sentence.tokens.start.max(at.saturating_sub(REACH));
    let end = sentence.tokens.end.min(at + REACH);
    // A colon tells nothing of its own; after a claim noun what follows the content belongs to it.
    if attribution.kind == AttributionKind::Colon {
        return Vec::new();
    }
    let first = attribution.content.first().map_or(0, |s| s.start());
    let high = if attribution.kind == AttributionKind::Nominal && first > cue.start() {
        high.min(first)
    } else {
        high
    };
    let told = |span: Span| {
        let mut own = attribution.content.iter().chain(&attribution.source);
        own.any(|s| s.covers(span))
    };
    let mut near = Vec::with_capacity(end.saturating_sub(start));
    near.extend((start..end).filter(|&i| {
        let span = reading.tokens()[i].span;
        low <= span.start() && span.end() <= high && !told(span)
    }));
    near
}
