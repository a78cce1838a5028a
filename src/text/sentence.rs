use std::ops::Range;

use super::ParagraphId;
use crate::Span;

/// Index of a [`Sentence`] in its [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SentenceId(pub u32);

impl SentenceId {
    /// Position in [`Document::sentences`](crate::Document::sentences).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A sentence; it never crosses a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: Span,
    /// Its tokens, as indexes into [`Document::tokens`](crate::Document::tokens).
    pub tokens: Range<usize>,
    /// The paragraph it stands in.
    pub paragraph: ParagraphId,
}
