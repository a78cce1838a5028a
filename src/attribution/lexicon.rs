//! What training learned about single words: how often each is a cue, and whether it is a name.

use crate::Error;
use crate::error::ErrorKind;
use crate::hash::Words;

/// Highest cue class.
pub(crate) const CUE_CLASSES: u8 = 8;

/// Words that are mostly capitalised and yet name no person: they keep their own features.
pub(crate) static KEPT: Words<100> = Words::new([
    "house",
    "senate",
    "congress",
    "parliament",
    "white",
    "supreme",
    "court",
    "department",
    "justice",
    "state",
    "states",
    "united",
    "national",
    "federal",
    "party",
    "democrat",
    "democrats",
    "democratic",
    "republican",
    "republicans",
    "gop",
    "labour",
    "tory",
    "tories",
    "conservative",
    "conservatives",
    "liberal",
    "liberals",
    "president",
    "senator",
    "sen.",
    "rep.",
    "gov.",
    "mr.",
    "mrs.",
    "ms.",
    "dr.",
    "secretary",
    "minister",
    "mayor",
    "governor",
    "chairman",
    "judge",
    "american",
    "americans",
    "british",
    "english",
    "french",
    "german",
    "russian",
    "chinese",
    "university",
    "institute",
    "center",
    "centre",
    "association",
    "committee",
    "council",
    "agency",
    "bureau",
    "commission",
    "ministry",
    "union",
    "bank",
    "company",
    "inc.",
    "corp.",
    "times",
    "post",
    "journal",
    "news",
    "tribune",
    "guardian",
    "press",
    "twitter",
    "facebook",
    "poll",
    "survey",
    "report",
    "study",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "i",
]);

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// 0 for never a cue, [`CUE_CLASSES`]` - 1` for nearly always.
    pub(crate) cue: u8,
    /// It is mostly written with a capital letter.
    pub(crate) proper: bool,
    /// Path in the tree of word clusters, from the low bits up; 0 where it has none.
    pub(crate) cluster: u16,
}

/// A hash table of words over bytes, read in place.
///
/// Slots of eight bytes, linear probing: four bytes of the hash (zero for an empty slot), cue class,
/// properness, two bytes of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lexicon<'w> {
    slots: &'w [u8],
}

const SLOT: usize = 8;

fn key(folded: u64) -> u32 {
    ((folded >> 32) as u32).max(1)
}

/// A lexicon that remembers what was looked up last: most words of a text were met before.
pub(crate) struct Recent<'w> {
    lexicon: Lexicon<'w>,
    words: Vec<(u64, Option<Word>)>,
}

impl<'w> Recent<'w> {
    /// Words that are remembered, a power of two.
    const MANY: usize = 2048;

    /// Nothing looked up yet.
    pub(crate) fn new(lexicon: Lexicon<'w>) -> Self {
        let words = vec![(0, lexicon.get(0)); Self::MANY];
        Self { lexicon, words }
    }

    /// Whether it remembers words of this lexicon.
    pub(crate) fn is_of(&self, lexicon: Lexicon<'_>) -> bool {
        std::ptr::eq(self.lexicon.slots, lexicon.slots)
    }

    /// Looks up the folded hash of a word.
    #[inline]
    pub(crate) fn get(&mut self, folded: u64) -> Option<Word> {
        let (known, word) = &mut self.words[folded as usize % Self::MANY];
        if *known != folded {
            (*known, *word) = (folded, self.lexicon.get(folded));
        }
        *word
    }
}

impl<'w> Lexicon<'w> {
    /// Reads a table; copies nothing.
    pub(crate) fn from_bytes(slots: &'w [u8]) -> Result<Self, Error> {
        if !(slots.len() / SLOT).is_power_of_two() || !slots.len().is_multiple_of(SLOT) {
            return Err(Error::new(ErrorKind::Binary {
                what: "attribution lexicon",
                reason: format!(
                    "expected a power of two of slots, found {} bytes",
                    slots.len()
                ),
            }));
        }
        Ok(Self { slots })
    }

    /// Looks up the folded hash of a word.
    #[inline]
    pub(crate) fn get(&self, folded: u64) -> Option<Word> {
        let count = self.slots.len() / SLOT;
        let key = key(folded);
        let mut at = folded as usize & (count - 1);
        for _ in 0..count {
            let slot = &self.slots[at * SLOT..at * SLOT + SLOT];
            match u32::from_le_bytes([slot[0], slot[1], slot[2], slot[3]]) {
                0 => return None,
                found if found == key => {
                    return Some(Word {
                        cue: slot[4].min(CUE_CLASSES - 1),
                        proper: slot[5] != 0,
                        cluster: u16::from_le_bytes([slot[6], slot[7]]),
                    });
                }
                _ => at = (at + 1) & (count - 1),
            }
        }
        None
    }

    /// Builds a table at most three quarters full, the words in the order given.
    #[cfg(feature = "train")]
    pub(crate) fn build(words: &[(u64, Word)]) -> Vec<u8> {
        let count = (words.len() * 4 / 3).next_power_of_two().max(2);
        let mut slots = vec![0; count * SLOT];
        for &(folded, word) in words {
            let mut at = folded as usize & (count - 1);
            while slots[at * SLOT..at * SLOT + 4] != [0; 4] {
                at = (at + 1) & (count - 1);
            }
            let slot = &mut slots[at * SLOT..(at + 1) * SLOT];
            slot[..4].copy_from_slice(&key(folded).to_le_bytes());
            slot[4] = word.cue;
            slot[5] = u8::from(word.proper);
            slot[6..].copy_from_slice(&word.cluster.to_le_bytes());
        }
        slots
    }
}
