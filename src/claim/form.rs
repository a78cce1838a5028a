//! How much of a content stands in quotation marks.

use super::vocabulary::vocabulary;

vocabulary! {
    /// How much of the content stands in quotation marks.
    pub enum Form {
        /// All of it.
        Direct = "direct",
        /// Part of it.
        Mixed = "mixed",
        /// None of it.
        Indirect = "indirect",
    }
}
