//! The gender of a person.

/// Grammatical gender of a person, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// “she”
    Female,
    /// “he”
    Male,
    /// “they”
    Other,
}
