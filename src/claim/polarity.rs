//! Whether a claim affirms or denies.

use super::clause::Clause;
use super::cue_class::Cue;
use super::form::Form;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Whether what stands in the content is affirmed.
    pub enum Polarity {
        /// “said taxes will fall”, “did not deny that they fell”
        Affirmative = "affirmative",
        /// “denied that taxes will fall”, “said taxes will not fall”, “did not say so”
        Negative = "negative",
    }
}

/// Each of cue, negation of the cue and negation of the main clause turns the content round.
pub(super) fn of(cue: Cue, clause: Clause, form: Form) -> Polarity {
    // “I was never there,” she denied: the words are the denial, not what is denied.
    let denied = cue.denies && form != Form::Direct;
    if denied ^ cue.negated ^ clause.negated {
        Polarity::Negative
    } else {
        Polarity::Affirmative
    }
}
