//! How much of a content stands in quotation marks.

use super::reading::Reading;
use super::vocabulary::vocabulary;
use crate::Span;
use crate::hash::of_str;

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

/// Counts words inside and outside marks; a leading “that” is neither.
pub(super) fn of(reading: &Reading<'_, '_>, content: &[Span]) -> Form {
    let mut words = reading
        .tokens_of(content)
        .filter(|&i| reading.is_wordlike(i))
        .peekable();
    words.next_if(|&i| reading.is(i, &[of_str("that")]) && !reading.is_quoted(i));
    let (mut inside, mut outside) = (false, false);
    for i in words {
        if reading.is_quoted(i) {
            inside = true;
        } else {
            outside = true;
        }
    }
    match (inside, outside) {
        (true, false) => Form::Direct,
        (true, true) => Form::Mixed,
        (false, _) => Form::Indirect,
    }
}
