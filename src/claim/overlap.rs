//! How far two stretches of text tell the same.

use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::Span;
use crate::hash;

/// Letters that a word is known by: “campaign” and “campaigning” are one.
const STEM: usize = 6;

const EMPTY: Tags = Tags::of(&[
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Preposition,
    Tag::Determiner,
    Tag::Coordinator,
    Tag::Subordinator,
    Tag::If,
    Tag::SubjectPronoun,
    Tag::Third,
    Tag::Second,
    Tag::FirstSingular,
    Tag::FirstPlural,
    Tag::Negation,
    Tag::Verdict,
]);

/// The words of a text that carry meaning, as sorted stems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stems(Vec<u64>);

impl Stems {
    /// At most so many words are kept: a longer content has told its theme by then.
    const MOST: usize = 48;

    pub(super) fn of(reading: &Reading<'_, '_>, spans: &[Span]) -> Self {
        let mut stems: Vec<u64> = reading
            .tokens_of(spans)
            .filter(|&i| reading.is_wordlike(i) && !reading.any(i, EMPTY))
            .take(Self::MOST)
            .map(|i| stem(reading.text(i)))
            .collect();
        stems.sort_unstable();
        stems.dedup();
        Self(stems)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many words both have.
    pub(super) fn shared(&self, other: &Self) -> usize {
        let mine = self.0.iter();
        mine.filter(|s| other.0.binary_search(s).is_ok()).count()
    }

    /// At least three words, and three of five of the shorter text, stand in both.
    pub(super) fn tells_the_same(&self, other: &Self) -> bool {
        let shared = self.shared(other);
        shared >= 3 && 5 * shared >= 3 * self.len().min(other.len())
    }
}

/// The hash of the first letters in lower case, without a plural s.
fn stem(word: &str) -> u64 {
    let letters = word.chars().take(STEM).flat_map(char::to_lowercase);
    let (mut hash, mut before) = (hash::SEED, hash::SEED);
    let mut last = ' ';
    for letter in letters {
        before = hash;
        hash = hash::add_byte(hash, letter as u8);
        hash = hash::add_byte(hash, (letter as u32 >> 8) as u8);
        last = letter;
    }
    hash::finish(if last == 's' { before } else { hash })
}
