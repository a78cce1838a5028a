//! What the article itself says of a claim.
//!
//! Precision first: a wrong verdict is libel. A sentence judges a claim only when its judging words are
//! the article's own (or those of somebody it names), say so plainly, and point to one claim and no other:
//! by standing in its sentence, by a word that points back, or by telling it again.

mod anaphor;
mod find;
mod judge;
mod judgement;
mod missing;
mod noun;
mod retold;
mod target;
mod wording;

pub(super) use find::set;
pub(super) use noun::{cut, unsourced};

use super::vocabulary::vocabulary;
use crate::Span;

vocabulary! {
    /// What is said of the claim.
    pub enum VerdictStatus {
        /// “confirmed”, “accurate”
        Supported = "supported",
        /// “false”, “inaccurate”
        Refuted = "refuted",
        /// “unfounded”, “lacks evidence”
        Unproven = "unproven",
        /// “misleading”, “half true”
        Misleading = "misleading",
        /// Another speaker rejects it.
        Disputed = "disputed",
    }
}

vocabulary! {
    /// How the verdict reaches the claim.
    pub enum VerdictScope {
        /// In the sentence of the claim: “falsely claimed”.
        SameSentence = "same_sentence",
        /// By a word that points back: “Both claims are false.”
        Anaphora = "anaphora",
        /// Given on a later telling of the same claim.
        Restated = "restated",
    }
}

/// Who gives a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The article, in its own voice (`article` on the wire).
    Article,
    /// Somebody it names, verbatim: “fact-checkers”.
    Named(Span),
}

/// What the article says of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is said.
    pub status: VerdictStatus,
    /// Who says it.
    pub by: Judge,
    /// The words that say it.
    pub evidence: Span,
    /// How they reach the claim.
    pub scope: VerdictScope,
}
