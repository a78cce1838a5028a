//! Records on the wire.

use serde::Serialize;

use crate::{Extraction, Span};

/// One article on the wire: everything that was found in it.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// The input's own id, else a stable hash of the text.
    pub id: String,
    /// Unit of all offsets.
    pub offsets: &'static str,
    /// Claims, in order.
    pub claims: Vec<ClaimRecord>,
}

/// A claim on the wire.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRecord {
    /// Who says it.
    pub source: Vec<SpanRecord>,
    /// The words that attribute.
    pub cue: Vec<SpanRecord>,
    /// The words attributed.
    pub content: Vec<SpanRecord>,
}

/// A span on the wire.
#[derive(Clone, Debug, Serialize)]
pub struct SpanRecord {
    /// First unit.
    pub start: usize,
    /// First unit after it.
    pub end: usize,
    /// The words, verbatim.
    pub text: String,
}

pub(crate) fn of(extraction: &Extraction<'_>) -> Record {
    let span = |s: &Span| SpanRecord {
        start: s.start(),
        end: s.end(),
        text: extraction.document().slice(*s).to_owned(),
    };
    Record {
        id: extraction.article().id.unwrap_or_default().to_owned(),
        offsets: "byte",
        claims: extraction
            .claims()
            .iter()
            .map(|c| ClaimRecord {
                source: c.attribution.source.iter().map(span).collect(),
                cue: c.attribution.cue.iter().map(span).collect(),
                content: c.attribution.content.iter().map(span).collect(),
            })
            .collect(),
    }
}
