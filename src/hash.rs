//! The one hash: FNV-1a finished by a multiply-xor mix, stable across machines and versions,
//! because hashes of words index tables and weights that are shipped.

/// Start value of a running hash.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Adds one byte to a running hash.
#[inline]
pub(crate) const fn add_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Spreads the bits of a running hash.
#[inline]
pub(crate) const fn finish(hash: u64) -> u64 {
    let mut h = hash ^ (hash >> 32);
    h = h.wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 32)
}

/// The hash of a string; a constant where the string is.
#[inline]
pub(crate) const fn of_str(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = SEED;
    let mut i = 0;
    while i < bytes.len() {
        hash = add_byte(hash, bytes[i]);
        i += 1;
    }
    finish(hash)
}

/// The hash of two hashes, in order.
#[inline]
pub(crate) const fn combine(left: u64, right: u64) -> u64 {
    finish((left.rotate_left(23) ^ right).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A closed list of words, held as their hashes and made at compile time.
///
/// ```ignore
/// const MODALS: Words<2> = Words::new(["can", "will"]);
/// assert!(MODALS.contains(token.folded));
/// ```
#[derive(Debug)]
pub(crate) struct Words<const N: usize> {
    /// In ascending order.
    hashes: [u64; N],
    /// A bit for the low six bits of each: most words are told from the list by these.
    bits: u64,
}

impl<const N: usize> Words<N> {
    /// Hashes and sorts the words.
    pub(crate) const fn new(words: [&str; N]) -> Self {
        let mut hashes = [0; N];
        let (mut count, mut bits) = (0, 0);
        while count < N {
            let hash = of_str(words[count]);
            let mut at = count;
            while at > 0 && hashes[at - 1] > hash {
                hashes[at] = hashes[at - 1];
                at -= 1;
            }
            hashes[at] = hash;
            bits |= 1 << (hash & 63);
            count += 1;
        }
        Self { hashes, bits }
    }

    /// Returns true when the hash is that of a word of the list.
    #[inline]
    pub(crate) fn contains(&self, hash: u64) -> bool {
        self.bits >> (hash & 63) & 1 == 1 && self.hashes.binary_search(&hash).is_ok()
    }
}
