//! How often a word is a first name and a surname: votes on names that no table knows.

use super::index::Index;
use crate::Error;
use crate::error::ErrorKind;

const MAGIC: &[u8; 8] = b"onrec\0n2";
/// Magic, bits and rows of the index.
const HEADER: usize = 16;
const ROW: usize = 5;

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

/// The compiled counts: an index of rows with a fingerprint (u16), powers of two of the bearers as first
/// name and surname, and the share of women (255 unknown).
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameTable<'t> {
    bytes: &'t [u8],
    rows: Index,
}

impl<'t> NameTable<'t> {
    pub(crate) fn from_bytes(bytes: &'t [u8]) -> Result<Self, Error> {
        let fail = || {
            Error::new(ErrorKind::Binary {
                what: "name counts",
                reason: "expected a table of format n2".to_owned(),
            })
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail());
        }
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let (rows, end) = Index::new(bytes, HEADER, number(8), number(12) as usize, ROW)?;
        if end != bytes.len() {
            return Err(fail());
        }
        Ok(Self { bytes, rows })
    }

    #[inline]
    pub(crate) fn get(&self, folded: u64) -> NameVotes {
        let fingerprint = ((folded >> 48) as u16).to_le_bytes();
        self.rows
            .bucket(self.bytes, folded)
            .find(|row| row[..2] == fingerprint)
            .map_or(NameVotes::default(), |row| NameVotes {
                first: row[2],
                surname: row[3],
                female: (row[4] <= 100).then_some(row[4]),
            })
    }
}

/// Compiles the counts; `votes` by the hash of the lower-cased word, in any order.
#[cfg(feature = "train")]
pub(super) fn to_bytes(votes: &std::collections::BTreeMap<u64, NameVotes>) -> Vec<u8> {
    let rows: Vec<(u64, [u8; ROW])> = votes
        .iter()
        .map(|(folded, vote)| {
            let [low, high] = ((folded >> 48) as u16).to_le_bytes();
            let female = vote.female.unwrap_or(255);
            (*folded, [low, high, vote.first, vote.surname, female])
        })
        .collect();
    let (index, bits) = super::index::lay(rows);
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&bits.to_le_bytes());
    bytes.extend_from_slice(&(votes.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&index);
    bytes
}
