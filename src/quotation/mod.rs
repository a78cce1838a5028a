//! Pairs quotation marks into [`Quotation`]s.
//!
//! Only marks and paragraphs are read here; who spoke is decided in
//! [`attribution`](crate::attribution). A quotation left open at the end of a
//! paragraph goes on in the next if that one opens with a mark.

use crate::{Document, Span};

/// Index of a [`Quotation`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuotationId(pub u32);

/// What the marks are there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotationClass {
    /// Somebody's words.
    Speech,
    /// The author's distance: the “freedom” caucus.
    Scare,
    /// A work: “The Apprentice”.
    Title,
    /// A byname inside a name: Jane “Bo” Smith.
    Nickname,
}

/// A pair of quotation marks and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Marks included; to the end of the paragraph where the mark is never closed.
    pub span: Span,
    /// What the marks are there for.
    pub class: QuotationClass,
    /// 0 for the outermost.
    pub depth: u8,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// The quotation of an earlier paragraph that this one carries on.
    pub continues: Option<QuotationId>,
}

/// Finds the quotations of a document, in order of their opening marks.
#[must_use]
pub fn find(document: &Document<'_>) -> Vec<Quotation> {
    let _ = document;
    Vec::new()
}
