//! Habits: what the linear models decide alike wherever a few things are alike.
//!
//! “The” is a determiner, whatever stands around it. Most decisions are of this kind, so they are told once, by what
//! the models made of many texts, and looked up: the models are asked about the others.

use super::form::feature;
use crate::Error;
use crate::error::ErrorKind;

/// Eight bytes that open a file of habits: name and format version.
const MAGIC: &[u8; 8] = b"onrec\0h1";
/// Keys that are tried for a decision, the first known one tells.
pub(crate) const KEYS: usize = 2;

/// A key from its template and two values, hashed like a feature; templates of features are smaller.
#[inline(always)]
pub(crate) fn key(template: u64, left: u64, right: u64) -> u64 {
    feature(template | 64, left, right)
}

/// The habits of one model: for a key, what is decided.
///
/// A slot is a little-endian number: 24 bits of the key above 8 bits of the decision; 0 where it is free.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits<'w> {
    slots: &'w [u8],
    mask: u64,
}

impl<'w> Habits<'w> {
    /// None at all: the models are always asked.
    pub(crate) const NONE: Self = Self {
        slots: &[0; 4],
        mask: 0,
    };

    /// Reads habits of models that decide between so many labels; copies nothing.
    pub(crate) fn from_bytes<const N: usize>(
        bytes: &'w [u8],
        labels: [usize; N],
    ) -> Result<[Self; N], Error> {
        let fail = |reason: String| {
            let what = "habits.bin";
            Error::new(ErrorKind::Binary { what, reason })
        };
        let mut rest = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| fail("expected a file of format h1".to_owned()))?;
        let mut all = [Self::NONE; N];
        for (habits, labels) in all.iter_mut().zip(labels) {
            let (&bits, after) = rest
                .split_first_chunk()
                .ok_or_else(|| fail("expected a table, found the end".to_owned()))?;
            let bits = u32::from_le_bytes(bits);
            let slots = (bits <= 20).then(|| after.split_at_checked(4 << bits));
            let (slots, after) = slots
                .flatten()
                .ok_or_else(|| fail(format!("expected 2^{bits} slots, found fewer")))?;
            if slots.iter().step_by(4).any(|&d| usize::from(d) >= labels) {
                return Err(fail(format!("expected decisions below {labels}")));
            }
            *habits = Self {
                slots,
                mask: (1 << bits) - 1,
            };
            rest = after;
        }
        if rest.is_empty() {
            Ok(all)
        } else {
            Err(fail("expected the end, found more bytes".to_owned()))
        }
    }

    /// How many there are.
    #[cfg(feature = "train")]
    pub(crate) fn len(&self) -> usize {
        let (slots, _) = self.slots.as_chunks::<4>();
        slots.iter().filter(|slot| **slot != [0; 4]).count()
    }

    /// What is decided where the first known of the keys is met.
    #[inline(always)]
    pub(crate) fn decide(&self, keys: [u64; KEYS]) -> Option<u8> {
        // Both slots come out of memory side by side.
        let [first, second] = keys.map(|key| {
            let at = (key & self.mask) as usize * 4;
            let slot = self.slots.get(at..)?.first_chunk()?;
            let slot = u32::from_le_bytes(*slot);
            (slot >> 8 == check(key)).then_some(slot as u8)
        });
        first.or(second)
    }
}

/// The bits of a key that its slot holds: never those of a free slot.
#[inline(always)]
fn check(key: u64) -> u32 {
    (key >> 40) as u32 | 1
}

/// Writes habits, most frequent first, in the format that [`Habits::from_bytes`] reads: of two keys with one slot the
/// more frequent one is kept.
#[cfg(feature = "train")]
pub(crate) fn to_bytes(models: &[(u32, Vec<(u64, u8)>)]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for (bits, habits) in models {
        let mut slots = vec![0_u32; 1 << bits];
        for &(key, decision) in habits {
            let slot = &mut slots[(key & ((1 << bits) - 1)) as usize];
            if *slot == 0 {
                *slot = check(key) << 8 | u32::from(decision);
            }
        }
        bytes.extend_from_slice(&bits.to_le_bytes());
        bytes.extend(slots.into_iter().flat_map(u32::to_le_bytes));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::{EMBEDDED, HABITS, LABELS, fingerprint};
    use super::*;

    #[test]
    fn habits_are_those_of_the_models_of_their_card() {
        let card = include_str!("habits.md");
        let names = ["tagger", "parser", "labeller", "habits"];
        for (name, bytes) in names.into_iter().zip(EMBEDDED.into_iter().chain([HABITS])) {
            let line = format!(
                "| `{name}.bin` | {} | `{:016x}` |",
                bytes.len(),
                fingerprint(bytes)
            );
            assert!(card.contains(&line), "{name} is not the file of the card");
        }
    }

    #[test]
    fn a_known_key_tells_and_no_other() {
        let known = key(1, 5, 6);
        let at = 4 * (known & 3) as usize;
        let mut bytes = [&MAGIC[..], &2_u32.to_le_bytes(), &[0; 16]].concat();
        bytes[12 + at..][..4].copy_from_slice(&(check(known) << 8 | 2).to_le_bytes());
        let [habits] = Habits::from_bytes(&bytes, [3]).expect("a table of four slots");
        assert_eq!(habits.decide([known, 0]), Some(2));
        assert_eq!(habits.decide([0, known]), Some(2));
        assert_eq!(habits.decide([key(2, 5, 6), key(1, 6, 5)]), None);
        assert!(Habits::from_bytes(&bytes, [2]).is_err());
        assert_eq!(Habits::NONE.decide([0, u64::MAX]), None);
    }

    #[test]
    fn cut_habits_are_an_error() {
        for end in [0, 8, 11, 100, HABITS.len() - 1] {
            assert!(Habits::from_bytes(&HABITS[..end], LABELS).is_err(), "{end}");
        }
        let long = [HABITS, &[0]].concat();
        assert!(Habits::from_bytes(&long, LABELS).is_err());
    }
}
