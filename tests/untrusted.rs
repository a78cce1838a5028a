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

#[test]
fn whole_files_are_read() {
    for file in File::ALL {
        assert!(file.read(file.embedded(), TEXT).is_ok(), "{file:?}");
    }
}

#[test]
fn cut_files_are_an_error() {
    let mut numbers = Numbers(1);
    for file in File::ALL {
        let bytes = file.embedded();
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

/// Every bit of the first bytes, where counts and lengths stand, and counts as large as can be.
#[test]
fn damaged_heads_are_read_without_a_panic() {
    for file in File::ALL {
        let whole = file.embedded();
        let head = 64.min(whole.len());
        for bit in 0..8 * head {
            let mut bytes = whole.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let _ = file.read(&bytes, "");
        }
        for at in 0..head - 4 {
            for number in [u32::MAX, u32::MAX / 2, 1 << 24, 0] {
                let mut bytes = whole.to_vec();
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
                let _ = file.read(&bytes, "");
            }
        }
    }
}

/// One byte in a few hundred is another: nearly every place that is read is wrong.
#[test]
fn damaged_bodies_are_read_without_a_panic() {
    let mut numbers = Numbers(2);
    for file in File::ALL {
        let whole = file.embedded();
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
    let whole = File::Gazetteer.embedded();
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
