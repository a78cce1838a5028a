//! Training of linear models: averaged perceptron over sparse features, pruned to a table of a given
//! size, quantised.

use crate::model::{argmax, sparse};

/// By how much the right label is to lead in training; one step moves some forty.
pub(crate) const MARGIN: f32 = 15.0;

/// Scores of features with their running averages (Collins 2002), averaged lazily (Daumé 2006).
///
/// Rows are kept for features that were part of a mistake, exactly, without collisions.
pub(crate) struct Perceptron<const L: usize> {
    /// Open addressing: row number plus one, zero where free.
    table: Vec<u32>,
    features: Vec<u64>,
    rows: Vec<[f32; L]>,
    /// Sum of `clock * change`, so that the average is `row - sum / clock`.
    sums: Vec<[f64; L]>,
    clock: f64,
    growth: Growth,
}

/// Whether new features may come in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Growth {
    Open,
    Closed,
}

impl<const L: usize> Perceptron<L> {
    /// No feature known, any may be learned.
    pub(crate) fn new() -> Self {
        Self {
            table: vec![0; 1 << 16],
            features: Vec::new(),
            rows: Vec::new(),
            sums: Vec::new(),
            clock: 1.0,
            growth: Growth::Open,
        }
    }

    /// Learns these features only.
    pub(crate) fn of_features(features: &[u64]) -> Self {
        let mut perceptron = Self::new();
        for &feature in features {
            perceptron.insert(feature);
        }
        perceptron.growth = Growth::Closed;
        perceptron
    }

    fn place(&self, feature: u64) -> Result<usize, usize> {
        let mask = self.table.len() - 1;
        let mut slot = (feature >> 20) as usize & mask;
        loop {
            match self.table[slot] {
                0 => return Err(slot),
                row if self.features[row as usize - 1] == feature => return Ok(row as usize - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn insert(&mut self, feature: u64) -> usize {
        let slot = match self.place(feature) {
            Ok(row) => return row,
            Err(slot) => slot,
        };
        self.features.push(feature);
        self.rows.push([0.0; L]);
        self.sums.push([0.0; L]);
        self.table[slot] = self.features.len() as u32;
        if self.features.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for row in 0..self.features.len() {
                if let Err(slot) = self.place(self.features[row]) {
                    self.table[slot] = row as u32 + 1;
                }
            }
        }
        self.features.len() - 1
    }

    /// The scores of a position.
    pub(crate) fn scores(&self, features: &[u64]) -> [f32; L] {
        let mut scores = [0.0; L];
        for &feature in features {
            if let Ok(row) = self.place(feature) {
                for (score, weight) in scores.iter_mut().zip(&self.rows[row]) {
                    *score += weight;
                }
            }
        }
        scores
    }

    /// Adds `by` to the score that the features give to a label.
    pub(crate) fn adjust(&mut self, features: &[u64], label: usize, by: f32) {
        for &feature in features {
            let row = match self.growth {
                Growth::Open => Some(self.insert(feature)),
                Growth::Closed => self.place(feature).ok(),
            };
            if let Some(row) = row {
                self.rows[row][label] += by;
                self.sums[row][label] += self.clock * f64::from(by);
            }
        }
    }

    /// One decision: names the label with the highest score, and sees to it that the right one leads
    /// by a margin.
    pub(crate) fn learn(&mut self, features: &[u64], right: usize) -> usize {
        let scores = self.scores(features);
        self.tick();
        let guess = argmax(&scores);
        let mut others = scores;
        others[right] = f32::NEG_INFINITY;
        let wrong = argmax(&others);
        if scores[right] - scores[wrong] < MARGIN {
            self.adjust(features, right, 1.0);
            self.adjust(features, wrong, -1.0);
        }
        guess
    }

    /// One decision made: averages count decisions.
    pub(crate) fn tick(&mut self) {
        self.clock += 1.0;
    }

    fn average(&self, row: usize) -> [f64; L] {
        std::array::from_fn(|label| {
            f64::from(self.rows[row][label]) - self.sums[row][label] / self.clock
        })
    }

    fn weight(&self, row: usize) -> f64 {
        self.average(row)
            .into_iter()
            .map(f64::abs)
            .fold(0.0, f64::max)
    }

    /// The features with the largest averages that fit a table of 2^`bits` slots.
    pub(crate) fn strongest(&self, bits: u32) -> Vec<u64> {
        let mut order: Vec<(f64, u64)> = (0..self.features.len())
            .map(|row| (self.weight(row), self.features[row]))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        sparse::place(bits, order.into_iter().map(|(_, feature)| feature))
    }

    /// The averaged scores as a table of 2^`bits` slots, the largest using the full range.
    pub(crate) fn to_bytes(&self, bits: u32) -> Vec<u8> {
        let weights = (0..self.rows.len()).map(|row| self.weight(row));
        let largest = weights.fold(0.0, f64::max);
        let scale = f64::from(i8::MAX) / largest.max(f64::MIN_POSITIVE);
        let rows = (0..self.rows.len()).map(|row| {
            let scores = self.average(row);
            let scores = scores.map(|score| (score * scale).round() as i8);
            (self.features[row], scores)
        });
        sparse::to_bytes(bits, rows)
    }
}
