//! In what mode a claim is put: as a fact, a possibility, a demand.

use super::vocabulary::vocabulary;

vocabulary! {
    /// In what mode the content is put.
    pub enum Modality {
        /// As a fact.
        Asserted = "asserted",
        /// “taxes may rise”
        Possible = "possible",
        /// “taxes will rise if they win”
        Conditional = "conditional",
        /// “taxes must fall”
        Obligation = "obligation",
        /// “a citizen may volunteer”
        Permission = "permission",
        /// “we will cut taxes”
        Intention = "intention",
        /// “taxes will fall”
        Prediction = "prediction",
        /// “who pays?”
        Question = "question",
        /// “cut taxes now”, “called for cuts”
        Directive = "directive",
        /// “I think taxes are too high”
        Opinion = "opinion",
        /// “offered to resign”
        Offer = "offer",
    }
}
