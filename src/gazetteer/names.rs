//! How often a word is a first name and a surname: votes on names that no table knows.

use crate::Error;
use crate::error::ErrorKind;

const MAGIC: &[u8; 8] = b"onrec\0n1";
const HEADER: usize = 12;
const SLOT: usize = 5;

/// What the census says of one word as a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameVotes {
    /// Bearers as a first name, as a power of two: 17 for 131,072; 0 where unknown.
    pub first: u8,
    /// Bearers as a surname, as a power of two.
    pub surname: u8,
    /// Share of women among the bearers of the first name, in percent; none where unknown.
    pub female: Option<u8>,
}

/// The compiled counts: a hash table of slots with a fingerprint (u16), powers of two of the bearers as first
/// name (5 bits in a byte) and surname and the share of women (255 unknown).
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameTable {
    slots: &'static [u8],
    mask: u64,
}

impl NameTable {
    pub(super) fn from_bytes(bytes: &'static [u8]) -> Result<Self, Error> {
        let fail = || {
            Error::new(ErrorKind::Binary {
                what: "name counts",
                reason: "expected a table of format n1".to_owned(),
            })
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail());
        }
        let bits = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
        let slots = &bytes[HEADER..];
        if bits > 24 || slots.len() != SLOT << bits {
            return Err(fail());
        }
        Ok(Self {
            slots,
            mask: (1 << bits) - 1,
        })
    }

    #[inline]
    pub(super) fn get(&self, folded: u64) -> NameVotes {
        let mut at = folded & self.mask;
        loop {
            let slot = &self.slots[at as usize * SLOT..][..SLOT];
            if slot[2] == 0 && slot[3] == 0 {
                return NameVotes::default();
            }
            if u16::from_le_bytes([slot[0], slot[1]]) == (folded >> 48) as u16 {
                return NameVotes {
                    first: slot[2],
                    surname: slot[3],
                    female: (slot[4] <= 100).then_some(slot[4]),
                };
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// Compiles the counts; `votes` by the hash of the lower-cased word, in any order.
#[cfg(feature = "train")]
pub(super) fn to_bytes(votes: &std::collections::BTreeMap<u64, NameVotes>) -> Vec<u8> {
    let bits = (votes.len() * 3 / 2).next_power_of_two().trailing_zeros();
    let mask = (1_usize << bits) - 1;
    let mut slots = vec![0_u8; SLOT << bits];
    for (folded, vote) in votes {
        let mut at = *folded as usize & mask;
        while slots[at * SLOT + 2] != 0 || slots[at * SLOT + 3] != 0 {
            at = (at + 1) & mask;
        }
        let slot = &mut slots[at * SLOT..][..SLOT];
        slot[..2].copy_from_slice(&((folded >> 48) as u16).to_le_bytes());
        slot[2..5].copy_from_slice(&[vote.first, vote.surname, vote.female.unwrap_or(255)]);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&bits.to_le_bytes());
    bytes.extend_from_slice(&slots);
    bytes
}
