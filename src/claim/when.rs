//! When a claim was made.

use crate::Span;

/// When a claim was made, in words and as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The words: “Tuesday”, “last month”, “Oct. 17”.
    pub span: Span,
    /// ISO 8601 at the precision of the words: `2026-11-03`, `2026-W45`, `2026-10`, `2026`; none where
    /// the words are relative and neither the article nor its dateline has a date.
    pub value: Option<String>,
}
