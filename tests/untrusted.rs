//! Embedded files that are cut, flipped, or tell of more than there is: an error, or another reading; no panic.
#![cfg(feature = "fuzz")]

use onrecord::untrusted::File;

const TEXT: &str = "WASHINGTON (AP) — “Taxes will fall,” said Gov. Ann Ortiz (D-Ohio), a Labour MP told the BBC.\n\n\
    She said the Senate’s plan, according to Hillary Clinton, was “a gift to the banks” of North Carolina.";

/// Numbers that look random and are the same on every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// The files that are read a thousand times; of the accurate engine, with its 20 MB, a small one of its kind.
fn small_files() -> impl Iterator<Item = File> {
    let files = File::ALL.iter().copied();
    files.filter(|file| file.whole().len() < 8 << 20)
}

/// Where counts and lengths stand: the first bytes, and behind the table of an engine those of its encoder.
fn heads(whole: &[u8]) -> Vec<usize> {
    let mut heads: Vec<usize> = (0..64).collect();
    if let Some(rest) = whole.strip_prefix(b"onrec\0e1") {
        let encoder = 12 + u32::from_le_bytes([rest[0], rest[1], rest[2], rest[3]]) as usize;
        heads.extend(encoder..encoder + 120);
    }
    heads
}

/// Reads a file with other bytes at a place, which has its own again afterwards.
fn read_with(file: File, bytes: &mut [u8], at: usize, other: &[u8]) -> bool {
    let end = at + other.len();
    let own = bytes[at..end].to_vec();
    bytes[at..end].copy_from_slice(other);
    let length = bytes.len() as u64;
    let mut read = false;
    let allocated = allocation_counter::measure(|| read = file.read(bytes, "").is_ok());
    // No count makes room for more than the file itself could fill.
    assert!(
        allocated.bytes_max < 2 * length + (1 << 20),
        "{file:?}, {at}: {allocated:?}"
    );
    bytes[at..end].copy_from_slice(&own);
    read
}

#[test]
fn whole_files_are_read() {
    for file in File::ALL {
        assert!(file.read(file.whole(), TEXT).is_ok(), "{file:?}");
    }
}

#[test]
fn cut_files_are_an_error() {
    let mut numbers = Numbers(1);
    for &file in File::ALL {
        let bytes = file.whole();
        let random: Vec<usize> = (0..20).map(|_| numbers.below(bytes.len())).collect();
        for length in (0..80).chain(random).chain([bytes.len() - 1]) {
            assert!(
                file.read(&bytes[..length], TEXT).is_err(),
                "{file:?} cut to {length} bytes"
            );
        }
        let longer = [bytes, &[0]].concat();
        if file != File::Attribution {
            assert!(file.read(&longer, TEXT).is_err(), "{file:?} and a byte");
        }
    }
}

/// Every bit of the bytes where counts and lengths stand, and counts as large as can be.
#[test]
fn damaged_heads_are_read_without_a_panic() {
    for file in small_files() {
        let mut bytes = file.whole().to_vec();
        assert!(file.read(&bytes, "").is_ok());
        for at in heads(&bytes) {
            for bit in 0..8 {
                let other = bytes[at] ^ (1 << bit);
                read_with(file, &mut bytes, at, &[other]);
            }
            for number in [u32::MAX, u32::MAX / 2, 1 << 24, 0] {
                read_with(file, &mut bytes, at, &number.to_le_bytes());
            }
        }
    }
}

/// One byte in a few hundred is another: nearly every place that is read is wrong.
#[test]
fn damaged_bodies_are_read_without_a_panic() {
    let mut numbers = Numbers(2);
    for file in File::ALL {
        let whole = file.whole();
        for round in 0..6 {
            let mut bytes = whole.to_vec();
            for _ in 0..bytes.len() / (30 << (2 * round)) {
                let at = 64 + numbers.below(bytes.len() - 64);
                bytes[at] = numbers.next() as u8;
            }
            let _ = file.read(&bytes, TEXT);
        }
    }
}

/// The index of the gazetteer is held whole, and all that it leads to is damaged.
#[test]
fn damaged_entries_are_read_without_a_panic() {
    let mut numbers = Numbers(3);
    let whole = File::Gazetteer.whole();
    let entries = u32::from_le_bytes([whole[12], whole[13], whole[14], whole[15]]) as usize * 12;
    for round in 0..6 {
        let mut bytes = whole.to_vec();
        for _ in 0..entries / (4 << round) {
            let at = 48 + numbers.below(entries);
            bytes[at] = numbers.next() as u8;
        }
        assert!(File::Gazetteer.read(&bytes, TEXT).is_ok());
    }
}

/// A few bytes of an encoder are others, which most readings do not notice.
#[cfg(feature = "neural")]
#[test]
fn damaged_encoders_are_read_without_a_panic() {
    let mut numbers = Numbers(4);
    let mut bytes = File::SmallEngine.whole().to_vec();
    let encoder = *heads(&bytes).last().unwrap();
    let mut read = 0;
    for _ in 0..1500 {
        let at = encoder + numbers.below(bytes.len() - encoder);
        let own = std::mem::replace(&mut bytes[at], numbers.next() as u8);
        read += usize::from(File::SmallEngine.read(&bytes, TEXT).is_ok());
        // Some damage stays.
        if numbers.below(8) > 0 || File::SmallEngine.read(&bytes, "").is_err() {
            bytes[at] = own;
        }
    }
    assert!(read > 1000, "{read}");
}
