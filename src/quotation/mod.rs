//! Pairs quotation marks into [`Quotation`]s.
//!
//! Only marks and paragraphs are read here; who spoke is decided in
//! [`attribution`](crate::attribution). A quotation left open at the end of a
//! paragraph goes on in the next if that one opens with a mark.
//!
//! ```
//! use onrecord::Document;
//! use onrecord::quotation::{self, QuotationClass};
//!
//! let document = Document::new("“Taxes will fall,” Ortiz said. The “freedom” caucus met on Monday.");
//! let found = quotation::find(&document);
//! assert_eq!(document.slice(found[0].span), "“Taxes will fall,”");
//! assert_eq!(found[0].class, QuotationClass::Speech);
//! assert_eq!(document.slice(found[1].span), "“freedom”");
//! assert_eq!(found[1].class, QuotationClass::Scare);
//! ```

mod class;
mod pair;

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
    /// Marks included. Where the mark is never closed: to the end of the paragraph, to the next mark
    /// that opens, or, where the words go on with the sentence around them, to the end of the sentence.
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
    let mut found: Vec<Quotation> = Vec::new();
    // The quotation left open by the last paragraph of running text.
    let mut open: Option<(QuotationId, pair::Family)> = None;
    let opens_next = pair::opens_next(document);
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        // A caption or credit in mid-quotation is jumped over.
        let running = pair::is_running(paragraph.region);
        let before = if running { open.take() } else { None };
        let pairs = pair::pairs(
            document,
            paragraph,
            if running { opens_next[p] } else { None },
            before.map(|(_, family)| family),
        );
        for pair in pairs {
            let carried = before.filter(|&(_, family)| {
                pair.tokens.start == paragraph.tokens.start && family == pair.family
            });
            let class = match carried {
                Some(_) => QuotationClass::Speech,
                None => class::classify(document, &pair),
            };
            if running && pair.runs_on && pair.depth == 0 {
                open = Some((QuotationId(found.len() as u32), pair.family));
            }
            let tokens = &document.tokens()[pair.tokens.clone()];
            found.push(Quotation {
                span: tokens[0].span.join(tokens[tokens.len() - 1].span),
                class,
                depth: pair.depth,
                closed: pair.closed,
                continues: carried.map(|(id, _)| id),
            });
        }
    }
    found
}
