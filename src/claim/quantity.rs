//! Numbers, shares, sums, dates and ranks that a claim puts forward.

use super::vocabulary::vocabulary;
use crate::Span;

vocabulary! {
    /// What a number measures.
    pub enum QuantityKind {
        /// “nearly 100 staff”
        Count = "count",
        /// “9.1 percent”, “two-thirds”
        Percent = "percent",
        /// “£350m a week”
        Money = "money",
        /// “in 2014”, “Oct. 17”
        Date = "date",
        /// “the third time”
        Ordinal = "ordinal",
    }
}

/// The value of a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantityValue {
    /// A number in the unit given.
    Number(f64),
    /// An ISO 8601 date at the precision of the words.
    Date(String),
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The words, qualifier and unit included: “nearly 100 staff”.
    pub span: Span,
    /// What it amounts to; none for “thousands”.
    pub value: Option<QuantityValue>,
    /// What is counted: “staff”, “USD”, “percent”, “GBP per week”.
    pub unit: Option<String>,
    /// What the number measures.
    pub kind: QuantityKind,
    /// “nearly”, “at least”, “more than”
    pub qualifier: Option<String>,
}
