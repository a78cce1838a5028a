//! An attribution in the making: spans as tokens, before they become places in the text.

use std::ops::Range;

use super::{Attribution, AttributionKind, Rule};
use crate::{Document, Span};

/// Source, cue and content as ranges of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    /// In order; empty while the content is still looked for.
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) kind: AttributionKind,
    pub(crate) rule: Rule,
    pub(crate) confidence: f32,
}

impl Draft {
    /// The first token of all.
    pub(crate) fn first(&self) -> usize {
        self.parts().map(|part| part.start).min().unwrap_or(0)
    }

    /// Source, cue and pieces of content.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Range<usize>> {
        self.source.iter().chain(&self.cue).chain(&self.content)
    }

    /// The attribution, as places in the text.
    pub(crate) fn finish(self, document: &Document<'_>) -> Attribution {
        let tokens = document.tokens();
        let span = |range: &Range<usize>| -> Span {
            tokens[range.start].span.join(tokens[range.end - 1].span)
        };
        Attribution {
            source: self.source.iter().map(span).collect(),
            cue: self.cue.iter().map(span).collect(),
            content: self.content.iter().map(span).collect(),
            kind: self.kind,
            rule: self.rule,
            confidence: self.confidence,
        }
    }
}

/// Whether two ranges share a token.
pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
