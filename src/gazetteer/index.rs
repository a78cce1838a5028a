//! A hash index laid flat: where each bucket starts (24 bits), then rows of one length, bucket by bucket.
//!
//! No room is left empty, and a look-up reads two starts and the few rows between them.

use std::ops::Range;

use crate::Error;
use crate::error::ErrorKind;

/// Bytes of a start.
const START: usize = 3;

/// The shape of an index: 2 to the power of `bits` buckets, rows of `row` bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Index {
    /// Where it stands in its file.
    at: usize,
    rows: usize,
    mask: u64,
    row: usize,
}

impl Index {
    /// Finds the index that stands at `at`, and its end.
    pub(super) fn new(
        bytes: &[u8],
        at: usize,
        bits: u32,
        count: usize,
        row: usize,
    ) -> Result<(Self, usize), Error> {
        let fail = |reason: &str| {
            Error::new(ErrorKind::Binary {
                what: "gazetteer",
                reason: reason.to_owned(),
            })
        };
        if bits > 24 {
            return Err(fail("the index is too large"));
        }
        let rows = at.checked_add(((1 << bits) + 1) * START);
        let end = rows.zip(count.checked_mul(row));
        let end = end.and_then(|(rows, length)| rows.checked_add(length));
        let (Some(rows), Some(end)) = (rows, end.filter(|end| *end <= bytes.len())) else {
            return Err(fail("the index ends after the file"));
        };
        let index = Self {
            at,
            rows,
            mask: (1 << bits) - 1,
            row,
        };
        let mut last = 0;
        for bucket in 0..=(1 << bits) {
            let start = index.start(bytes, bucket);
            if start < last || start > count {
                return Err(fail("the index is not in order"));
            }
            last = start;
        }
        Ok((index, end))
    }

    fn start(&self, bytes: &[u8], bucket: usize) -> usize {
        u24_at(bytes, self.at + bucket * START) as usize
    }

    /// The rows in the bucket of a key.
    #[inline]
    pub(super) fn bucket<'b>(
        &self,
        bytes: &'b [u8],
        key: u64,
    ) -> impl Iterator<Item = &'b [u8]> + use<'b> {
        let bucket = (key & self.mask) as usize;
        let rows: Range<usize> = self.start(bytes, bucket)..self.start(bytes, bucket + 1);
        bytes[self.rows + rows.start * self.row..self.rows + rows.end * self.row]
            .chunks_exact(self.row)
    }
}

/// Lays rows out by their keys, which differ: the bytes of the index and its bits.
pub(super) fn lay<const ROW: usize>(mut rows: Vec<(u64, [u8; ROW])>) -> (Vec<u8>, u32) {
    // two or three rows a bucket
    let bits = (rows.len() / 3).next_power_of_two().trailing_zeros();
    let mask = (1_u64 << bits) - 1;
    rows.sort_unstable_by_key(|(key, _)| (key & mask, *key));
    let mut bytes = Vec::with_capacity((START << bits) + START + rows.len() * ROW);
    let mut next = 0;
    for bucket in 0..=mask + 1 {
        while next < rows.len() && (rows[next].0 & mask) < bucket {
            next += 1;
        }
        bytes.extend_from_slice(&(next as u32).to_le_bytes()[..START]);
    }
    for (_, row) in rows {
        bytes.extend_from_slice(&row);
    }
    (bytes, bits)
}

/// A number of 24 bits; 0 after the end.
#[inline]
pub(super) fn u24_at(bytes: &[u8], at: usize) -> u32 {
    let found: Option<&[u8; START]> = bytes.get(at..).and_then(<[u8]>::first_chunk);
    found.map_or(0, |found| {
        u32::from_le_bytes([found[0], found[1], found[2], 0])
    })
}

#[cfg(test)]
mod tests {
    use super::{Index, lay};

    #[test]
    fn every_row_is_found_and_no_other() {
        let keys: Vec<u64> = (0..500_u64).map(|i| crate::hash::combine(7, i)).collect();
        let rows = keys.iter().map(|&key| (key, (key >> 32) as u32));
        let (bytes, bits) = lay(rows.map(|(key, row)| (key, row.to_le_bytes())).collect());
        let (index, end) = Index::new(&bytes, 0, bits, 500, 4).unwrap();
        assert_eq!(end, bytes.len());
        let holds = |key: u64| {
            let row = ((key >> 32) as u32).to_le_bytes();
            index.bucket(&bytes, key).any(|found| found == row)
        };
        assert!(keys.iter().all(|&key| holds(key)));
        assert!(!(1000..1500_u64).any(|i| holds(crate::hash::combine(7, i))));
    }

    #[test]
    fn a_cut_index_is_an_error() {
        let (bytes, bits) = lay(vec![(1, [1_u8; 4]), (2, [2; 4])]);
        for length in 0..bytes.len() {
            assert!(Index::new(&bytes[..length], 0, bits, 2, 4).is_err());
        }
    }
}
