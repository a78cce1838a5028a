use crate::Error;
use crate::error::ErrorKind;

/// Eight bytes that open a weight file: name and format version.
const MAGIC: &[u8; 8] = b"onrec\0s2";
/// Magic, slot bits (u32), labels (u32).
const HEADER: usize = 16;
/// Bytes of a slot that tell which feature it belongs to.
const CHECK: usize = 2;

/// Features that are looked up at once.
const AT_ONCE: usize = 64;

/// The weights of a linear model with `L` labels that knows which features it has learned.
///
/// A slot holds 16 bits of its feature's hash and one `i8` a label. A feature whose slot belongs to
/// another counts nothing, so a small table does not drown in collisions: at a megabyte this is worth
/// ten points of unlabelled attachment over plain feature hashing. The bits of all slots stand together, before
/// all weights: most features are not known, and what tells so stays near the processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SparseWeights<'w, const L: usize> {
    checks: &'w [[u8; CHECK]],
    /// The weights, slot by slot, after one byte more.
    rows: &'w [u8],
}

impl<'w, const L: usize> SparseWeights<'w, L> {
    /// Reads weights; checks magic, label count and length, copies nothing.
    pub(crate) fn from_bytes(what: &'static str, bytes: &'w [u8]) -> Result<Self, Error> {
        let fail = |reason: String| Error::new(ErrorKind::Binary { what, reason });
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail("expected a weight file of format s2".to_owned()));
        }
        let field = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let (bits, labels) = (field(8), field(12));
        if labels as usize != L {
            return Err(fail(format!("expected {L} labels, found {labels}")));
        }
        let slots = &bytes[HEADER..];
        if bits > 24 || slots.len() != (CHECK + L) << bits {
            return Err(fail(format!(
                "expected 2^{bits} slots of {L} labels, found {} bytes",
                slots.len()
            )));
        }
        let (checks, _) = slots.split_at(CHECK << bits);
        Ok(Self {
            checks: checks.as_chunks().0,
            rows: &slots[checks.len() - 1..],
        })
    }

    /// The sums of the scores of features: at most 127 a feature, so 258 features fit.
    #[inline(always)]
    pub(crate) fn sum(&self, features: &[u64]) -> [i16; L] {
        let mut sums = [0_i16; L];
        self.each_known(features, |rows, slot| {
            let weights = rows.get(slot * L + 1..).and_then(<[u8]>::first_chunk::<L>);
            if let Some(weights) = weights {
                for label in 0..L {
                    sums[label] = sums[label].wrapping_add(i16::from(weights[label] as i8));
                }
            }
        });
        sums
    }

    /// Visits the slots of known features. First these are told from the others, so that weights come out of memory
    /// side by side.
    #[inline(always)]
    fn each_known(&self, features: &[u64], mut visit: impl FnMut(&[u8], usize)) {
        let mut slots = [0; AT_ONCE];
        for features in features.chunks(AT_ONCE) {
            let count = self.known(features, &mut slots);
            for &slot in &slots[..count] {
                visit(self.rows, slot as usize);
            }
        }
    }

    /// The slots of known features, and how many these are: without a branch, since nothing could
    /// foresee which are known. A function of its own, so that all it needs stays in registers.
    #[inline(never)]
    fn known(&self, features: &[u64], slots: &mut [u32; AT_ONCE]) -> usize {
        let (checks, mut count) = (self.checks, 0);
        if checks.is_empty() {
            return 0;
        }
        for &feature in features {
            // As many as a power of two, so that no slot is beyond them.
            let slot = feature as usize & (checks.len() - 1);
            slots[count % AT_ONCE] = slot as u32;
            count += usize::from(u16::from_le_bytes(checks[slot]) == check(feature));
        }
        count
    }
}

impl SparseWeights<'_, 7> {
    /// Like [`Self::sum`], but the sums of seven labels stay in one register, which matters where there are
    /// a hundred features a token.
    pub(crate) fn sum_of_seven(&self, features: &[u64]) -> [i16; 7] {
        let [_, scores @ ..] = self.sum_of_eight(features);
        scores
    }

    /// The same and, before them, the sum of what stands before the rows. Not inlined: where it is known that the first
    /// sum is dropped, the others are split over registers.
    #[inline(never)]
    fn sum_of_eight(&self, features: &[u64]) -> [i16; 8] {
        let mut sums = [0_i16; 8];
        self.each_known(features, |rows, slot| {
            if let Some(row) = rows.get(slot * 7..).and_then(<[u8]>::first_chunk::<8>) {
                for lane in 0..8 {
                    sums[lane] = sums[lane].wrapping_add(i16::from(row[lane] as i8));
                }
            }
        });
        sums
    }
}

#[inline]
fn check(feature: u64) -> u16 {
    (feature >> 40) as u16
}

/// Which of two features with one slot keeps it is decided by their order: the first wins.
#[cfg(feature = "train")]
pub(crate) fn place(bits: u32, features: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut taken = vec![false; 1 << bits];
    features
        .filter(|feature| {
            let slot = (feature & ((1 << bits) - 1)) as usize;
            !std::mem::replace(&mut taken[slot], true)
        })
        .collect()
}

/// Writes weights in the format that [`SparseWeights::from_bytes`] reads; of features with one slot
/// the last is kept.
#[cfg(feature = "train")]
pub(crate) fn to_bytes<const L: usize>(
    bits: u32,
    rows: impl Iterator<Item = (u64, [i8; L])>,
) -> Vec<u8> {
    let mut checks = vec![[0; CHECK]; 1 << bits];
    let mut weights = vec![[0; L]; 1 << bits];
    for (feature, row) in rows {
        let slot = (feature & ((1 << bits) - 1)) as usize;
        checks[slot] = check(feature).to_le_bytes();
        weights[slot] = row.map(|weight| weight as u8);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&bits.to_le_bytes());
    bytes.extend_from_slice(&(L as u32).to_le_bytes());
    bytes.extend_from_slice(checks.as_flattened());
    bytes.extend_from_slice(weights.as_flattened());
    bytes
}
