//! Linear sequence models over indexed features: passive-aggressive steps, averaged over all of them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Features seen often enough, numbered from the most frequent.
#[derive(Default)]
pub(crate) struct Index {
    numbers: HashMap<u64, u32, BuildHasherDefault<AlreadyHashed>>,
    features: Vec<u64>,
}

/// Features are hashes already.
#[derive(Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only u64 keys are hashed");
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

impl Index {
    /// Numbers the features that `each` hands out at least `least` times.
    pub(crate) fn new(least: u32, each: impl Fn(&mut dyn FnMut(u64))) -> Self {
        // Counting in a fixed table first keeps the many rare features out of the map.
        const SLOTS: usize = 1 << 25;
        let mut rough = vec![0_u8; SLOTS];
        each(&mut |f| {
            let slot = &mut rough[(f >> 7) as usize % SLOTS];
            *slot = slot.saturating_add(1);
        });
        let mut index = Self::default();
        let mut counts: Vec<u32> = Vec::new();
        each(&mut |f| {
            if u32::from(rough[(f >> 7) as usize % SLOTS]) >= least {
                let next = counts.len() as u32;
                let number = *index.numbers.entry(f).or_insert(next);
                if number == next {
                    index.features.push(f);
                    counts.push(0);
                }
                counts[number as usize] += 1;
            }
        });
        let mut order: Vec<u32> = (0..counts.len() as u32)
            .filter(|&n| counts[n as usize] >= least)
            .collect();
        order.sort_by_key(|&n| {
            (
                std::cmp::Reverse(counts[n as usize]),
                index.features[n as usize],
            )
        });
        Self::of(order.iter().map(|&n| index.features[n as usize]).collect())
    }

    /// Numbers the features given.
    pub(crate) fn of(features: Vec<u64>) -> Self {
        let numbers = (0..).zip(&features).map(|(n, &f)| (f, n)).collect();
        Self { numbers, features }
    }

    /// The number of a feature, where it has one.
    pub(crate) fn get(&self, feature: u64) -> Option<u32> {
        self.numbers.get(&feature).copied()
    }

    /// All features, in the order of their numbers.
    pub(crate) fn features(&self) -> &[u64] {
        &self.features
    }
}

/// Rows of scores that are being learned (averages: Collins 2002; steps: Crammer et al. 2006).
pub(crate) struct Averaged<const L: usize> {
    rows: Vec<[f32; L]>,
    sums: Vec<[f32; L]>,
    steps: f32,
}

impl<const L: usize> Averaged<L> {
    /// All scores zero, in 2^`bits` rows.
    pub(crate) fn new(bits: u32) -> Self {
        Self::with_rows(1 << bits)
    }

    /// The row, of 2^`bits`, that a feature falls into.
    pub(crate) fn row_of(bits: u32, feature: u64) -> u32 {
        (feature & ((1 << bits) - 1)) as u32
    }

    /// All scores zero.
    pub(crate) fn with_rows(rows: usize) -> Self {
        Self {
            rows: vec![[0.0; L]; rows],
            sums: vec![[0.0; L]; rows],
            steps: 1.0,
        }
    }

    /// Adds the current scores of a row.
    #[inline]
    pub(crate) fn add(&self, row: u32, scores: &mut [f32; L]) {
        for (score, weight) in scores.iter_mut().zip(&self.rows[row as usize]) {
            *score += weight;
        }
    }

    /// Current score of one label.
    pub(crate) fn get(&self, row: u32, label: u8) -> f32 {
        self.rows[row as usize][label as usize]
    }

    /// Moves the score of one label.
    pub(crate) fn update(&mut self, row: u32, label: u8, by: f32) {
        self.rows[row as usize][label as usize] += by;
        self.sums[row as usize][label as usize] += by * self.steps;
    }

    /// Counts an example for the average.
    pub(crate) fn step(&mut self) {
        self.steps += 1.0;
    }

    /// The average over all steps so far.
    pub(crate) fn averaged(&self) -> Vec<[f32; L]> {
        self.rows
            .iter()
            .zip(&self.sums)
            .map(|(row, sum)| std::array::from_fn(|l| row[l] - sum[l] / self.steps))
            .collect()
    }
}

/// Scales to the widest `i16` and rounds; returns the factor too.
pub(crate) fn quantise<const L: usize>(rows: &[[f32; L]]) -> (Vec<[i16; L]>, f32) {
    let largest = rows.iter().flatten().fold(0.0_f32, |m, w| m.max(w.abs()));
    let scale = if largest > 0.0 {
        32_000.0 / largest
    } else {
        1.0
    };
    let rounded = rows
        .iter()
        .map(|row| row.map(|w| (w * scale).round() as i16))
        .collect();
    (rounded, scale)
}

/// A small fixed-seed generator (SplitMix64: Steele et al. 2014), to shuffle alike everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Puts a slice in random order (Fisher–Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = (self.next() % (i as u64 + 1)) as usize;
            items.swap(i, j);
        }
    }
}
