//! Hashed linear models: rows of `i16` scores in one flat byte slice, embedded and zero-copy.
//!
//! A feature is a 64-bit hash; its low bits choose a row, and a row holds one score per label. Scores of
//! a position are the sum of the rows of its features (feature hashing: Weinberger et al. 2009).

#[cfg(feature = "neural")]
mod attention;
mod matrix;
pub(crate) mod recurrent;
pub(crate) mod sparse;
#[cfg(feature = "neural")]
pub(crate) mod transformer;

use crate::Error;
use crate::error::ErrorKind;

pub(crate) use sparse::SparseWeights;

/// Added to a number of less than 2^22, leaves the nearest whole number in the last bits.
#[cfg(feature = "neural")]
const WHOLE: f32 = 12_582_912.0;
/// Eight bytes that open a weight file: name and format version.
const MAGIC: &[u8; 8] = b"onrec\0w1";
/// Magic, row bits (u32), labels (u32).
const HEADER: usize = 16;

/// The weights of one linear model with `L` labels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights<'w, const L: usize> {
    rows: &'w [u8],
    mask: u64,
}

impl<'w, const L: usize> Weights<'w, L> {
    /// Reads weights; checks magic, label count and length, copies nothing.
    pub(crate) fn from_bytes(what: &'static str, bytes: &'w [u8]) -> Result<Self, Error> {
        let fail = |reason: String| Error::new(ErrorKind::Binary { what, reason });
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail("expected a weight file of format w1".to_owned()));
        }
        let field = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let (bits, labels) = (field(8), field(12));
        if labels as usize != L {
            return Err(fail(format!("expected {L} labels, found {labels}")));
        }
        let expected = 1_usize
            .checked_shl(bits)
            .and_then(|rows| rows.checked_mul(2 * L))
            .unwrap_or(usize::MAX);
        let rows = &bytes[HEADER..];
        if bits > 24 || rows.len() != expected {
            return Err(fail(format!(
                "expected 2^{bits} rows of {L} labels, found {} bytes",
                rows.len()
            )));
        }
        Ok(Self {
            rows,
            mask: (1 << bits) - 1,
        })
    }

    /// Adds the row of a feature to the running scores.
    #[inline]
    pub(crate) fn add(&self, feature: u64, scores: &mut [i32; L]) {
        let at = (feature & self.mask) as usize * (2 * L);
        let row = &self.rows[at..at + 2 * L];
        for label in 0..L {
            scores[label] += i32::from(i16::from_le_bytes([row[2 * label], row[2 * label + 1]]));
        }
    }

    /// The sums of the rows of features, of eight labels at most.
    #[inline(always)]
    pub(crate) fn sum(&self, features: &[u64]) -> [i32; L] {
        const { assert!(L <= 8) };
        // A row is read together with what follows it: sixteen bytes fill a register.
        let mut sums = [0; 8];
        for &feature in features {
            let at = (feature & self.mask) as usize * (2 * L);
            if let Some(row) = self.rows.get(at..).and_then(<[u8]>::first_chunk::<16>) {
                for lane in 0..8 {
                    let weight = i16::from_le_bytes([row[2 * lane], row[2 * lane + 1]]);
                    sums[lane] += i32::from(weight);
                }
            } else if let Some(sums) = sums.first_chunk_mut() {
                self.add(feature, sums);
            }
        }
        std::array::from_fn(|label| sums[label])
    }
}

/// The first places of a buffer that grows and never shrinks: what it held before is written over.
fn room<T: Copy + Default>(buffer: &mut Vec<T>, length: usize) -> &mut [T] {
    if buffer.len() < length {
        buffer.resize(length, T::default());
    }
    &mut buffer[..length]
}

/// Index of the highest score; the first of equals.
#[inline]
pub(crate) fn argmax<S: PartialOrd + Copy>(scores: &[S]) -> usize {
    let Some(&first) = scores.first() else {
        return 0;
    };
    // First how high it is, without a branch, then where.
    let higher = |most: S, &score: &S| if score > most { score } else { most };
    let most = scores.iter().fold(first, higher);
    scores.iter().position(|&s| s == most).unwrap_or(0)
}

/// Writes weights in the format that [`Weights::from_bytes`] reads.
#[cfg(feature = "train")]
pub(crate) fn to_bytes<const L: usize>(rows: &[[i16; L]]) -> Vec<u8> {
    assert!(rows.len().is_power_of_two(), "rows are chosen by low bits");
    let mut bytes = Vec::with_capacity(HEADER + rows.len() * 2 * L);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&rows.len().trailing_zeros().to_le_bytes());
    bytes.extend_from_slice(&(L as u32).to_le_bytes());
    for score in rows.iter().flatten() {
        bytes.extend_from_slice(&score.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_rows_is_that_of_each() {
        let weights: Vec<u8> = (-12_i16..12)
            .flat_map(|w| (300 * w).to_le_bytes())
            .collect();
        let header = [&MAGIC[..], &3_u32.to_le_bytes(), &3_u32.to_le_bytes()].concat();
        let bytes = [header, weights].concat();
        let weights: Weights<'_, 3> = Weights::from_bytes("", &bytes).expect("a whole file");
        // The last rows are shorter than what is read at once.
        let features: Vec<u64> = (0..20).collect();
        let mut each = [0; 3];
        for &feature in &features {
            let mut row = [0; 3];
            weights.add(feature, &mut row);
            assert_eq!(weights.sum(&[feature]), row);
            each = std::array::from_fn(|l| each[l] + row[l]);
        }
        assert_eq!(weights.sum(&features), each);
        assert_ne!(each, [0; 3]);
    }
}
