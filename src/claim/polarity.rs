//! Whether a claim affirms or denies.

use super::vocabulary::vocabulary;

vocabulary! {
    /// Whether what stands in the content is affirmed.
    pub enum Polarity {
        /// “said taxes will fall”, “did not deny it”
        Affirmative = "affirmative",
        /// “denied that taxes will fall”, “said taxes will not fall”, “did not say so”
        Negative = "negative",
    }
}
