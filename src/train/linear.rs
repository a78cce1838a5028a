//! Hashed linear models, trained by passive-aggressive steps and averaged over all of them.

/// Rows of scores that are being learned (averaged perceptron: Collins 2002; steps: Crammer et al. 2006).
pub(crate) struct Averaged<const L: usize> {
    rows: Vec<[f32; L]>,
    sums: Vec<[f32; L]>,
    steps: f32,
}

impl<const L: usize> Averaged<L> {
    /// All scores zero.
    pub(crate) fn new(bits: u32) -> Self {
        Self {
            rows: vec![[0.0; L]; 1 << bits],
            sums: vec![[0.0; L]; 1 << bits],
            steps: 1.0,
        }
    }

    /// The row that a feature falls into.
    pub(crate) fn row_of(bits: u32, feature: u64) -> u32 {
        (feature & ((1 << bits) - 1)) as u32
    }

    /// Adds the current scores of a row.
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
