use std::ops::Range;

use crate::Span;

/// Index of a [`Paragraph`] in its [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParagraphId(pub u32);

impl ParagraphId {
    /// Position in [`Document::paragraphs`](crate::Document::paragraphs).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What part of the page a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The first line, where it is a headline.
    Headline,
    /// Running text.
    Body,
    /// What a photograph shows.
    Caption,
    /// Who took the photograph.
    Credit,
    /// By-lines, subscription and sharing lines.
    Boilerplate,
}

/// A paragraph: running text between blank lines, or between newlines where there are no blank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From the first to the last character that is not white space.
    pub span: Span,
    /// Its tokens, as indexes into [`Document::tokens`](crate::Document::tokens).
    pub tokens: Range<usize>,
    /// Its sentences, as indexes into [`Document::sentences`](crate::Document::sentences).
    pub sentences: Range<usize>,
    /// What part of the page it is.
    pub region: Region,
}
