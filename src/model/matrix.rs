//! Products of rows of numbers with a matrix of 8-bit weights.
//!
//! A row is told in 255 steps of its own largest number, so that all products are of whole numbers, summed in 32 bits:
//! the sums are the same whatever the registers of the machine. Those with a product of four 8-bit numbers at once
//! (AVX-512 of 2019 and later) take them so; others two numbers of 16 bits.

use std::ops::Range;

use fearless_simd::{Level, prelude::*};

use super::room;

/// Outputs whose weights lie together: two registers of the widest machine.
const TOGETHER: usize = 32;
/// Rows come in fours, the last filled up, so that a weight is loaded once for four of them.
const FOUR: usize = 4;
/// Rows that are multiplied at once, at most.
pub(super) const MOST_AT_ONCE: usize = 2 * FOUR;
/// Which of two neighbours in a register holds the low half of a pair.
const LOW: usize = cfg!(target_endian = "big") as usize;

/// No row is told in steps of less than a part of this, so that rows of zeros have steps.
const LEAST: f32 = 1e-9;

/// So many rows are made room for.
pub(super) const fn padded(rows: usize) -> usize {
    rows.next_multiple_of(FOUR)
}

/// Rows that are multiplied at once: the widest machine has registers for the sums of eight.
#[inline(always)]
pub(super) const fn at_once<S: Simd>() -> usize {
    if S::i16s::LEN == TOGETHER {
        MOST_AT_ONCE
    } else {
        FOUR
    }
}

/// A matrix of `N` inputs, with one scale and one bias an output.
#[derive(Clone, Debug)]
pub(super) struct Matrix<const N: usize> {
    weights: Weights,
    scale: Vec<[f32; TOGETHER]>,
    bias: Vec<[f32; TOGETHER]>,
    /// The sum of the weights of each output: what numbers count that are told as more than they are.
    total: Vec<[i32; TOGETHER]>,
}

/// The weights of 32 outputs for two or four inputs, block by block; what is missing at the end is 0.
#[derive(Clone, Debug)]
enum Weights {
    /// Of inputs `k` and `k + N / 2`.
    Pairs(Vec<[i16; 2 * TOGETHER]>),
    /// Of inputs `k`, `k + N / 4`, `k + N / 2` and `k + 3 * N / 4`.
    Quads(Vec<[i8; 4 * TOGETHER]>),
}

/// How many inputs are multiplied in one step on this machine.
#[inline(always)]
fn in_one_step(level: Level) -> usize {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(_) => 4,
        _ => 2,
    }
}

/// Rows of numbers, told in steps.
#[derive(Default)]
pub(super) struct Steps {
    /// Two numbers of 16 bits or four of 8 in each; row by row.
    words: Vec<i32>,
    /// What a step of a row is worth.
    step: Vec<f32>,
    /// The steps that stand for 0.
    zero: i32,
    rows: usize,
}

/// The rows of [`Steps`] from one on.
#[derive(Clone, Copy)]
pub(super) struct Rows<'s> {
    steps: &'s Steps,
    start: usize,
}

impl Rows<'_> {
    /// The words of a row, `width` of them.
    #[inline(always)]
    fn words(&self, row: usize, width: usize) -> &[i32] {
        &self.steps.words[(self.start + row) * width..][..width]
    }
}

impl Steps {
    /// The rows from one on.
    #[inline(always)]
    pub(super) fn from(&self, start: usize) -> Rows<'_> {
        Rows { steps: self, start }
    }

    /// Rows, filled up to whole fours.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Tells rows of `N` numbers, none of them below 0.
    #[inline(always)]
    pub(super) fn of_positive<S: Simd, const N: usize>(&mut self, simd: S, x: &[f32]) {
        self.tell::<S, N>(simd, x, 255.0, 0);
    }

    /// Tells rows of `N` numbers.
    #[inline(always)]
    pub(super) fn of_any<S: Simd, const N: usize>(&mut self, simd: S, x: &[f32]) {
        self.tell::<S, N>(simd, x, 127.0, 128);
    }

    #[inline(always)]
    fn tell<S: Simd, const N: usize>(&mut self, simd: S, x: &[f32], most: f32, zero: i32) {
        simd.vectorize(
            #[inline(always)]
            || {
                let lanes = S::f32s::LEN;
                let parts = in_one_step(simd.level());
                let (bits, width) = (32 / parts as u32, N / parts);
                let (rows, _) = x.as_chunks::<N>();
                self.rows = padded(rows.len());
                self.zero = zero;
                let words = room(&mut self.words, self.rows * width).chunks_exact_mut(width);
                let step = room(&mut self.step, self.rows);
                let half = S::f32s::splat(simd, zero as f32 + 0.5);
                for ((row, words), step) in rows.iter().zip(words).zip(step) {
                    let mut largest = S::f32s::splat(simd, LEAST);
                    for at in (0..N).step_by(lanes) {
                        largest = largest.max(S::f32s::from_slice(simd, &row[at..][..lanes]).abs());
                    }
                    let largest = largest.reduce_max();
                    *step = largest / most;
                    let steps = S::f32s::splat(simd, most / largest);
                    for at in (0..width).step_by(lanes) {
                        let mut word = S::i32s::splat(simd, 0);
                        for part in 0..parts {
                            let x = S::f32s::from_slice(simd, &row[part * width + at..][..lanes]);
                            // No number is beyond the largest, and so no step beyond the most.
                            let x = x * steps + half;
                            let x: S::i32s = x.to_int();
                            word |= x << (bits * part as u32);
                        }
                        word.store_slice(&mut words[at..at + lanes]);
                    }
                }
            },
        );
    }
}

impl<const N: usize> Matrix<N> {
    /// A matrix of the weights of each output and its scale and bias.
    pub(super) fn new(numbers: Vec<(f32, f32)>, rows: &[u8], level: Level) -> Self {
        let blocks = numbers.len().div_ceil(TOGETHER);
        let mut matrix = Self {
            weights: weights::<N>(rows, blocks, level),
            scale: vec![[0.0; TOGETHER]; blocks],
            bias: vec![[0.0; TOGETHER]; blocks],
            total: vec![[0; TOGETHER]; blocks],
        };
        for (o, ((scale, bias), row)) in numbers.into_iter().zip(rows.chunks_exact(N)).enumerate() {
            let (block, at) = (o / TOGETHER, o % TOGETHER);
            matrix.scale[block][at] = scale;
            matrix.bias[block][at] = bias;
            matrix.total[block][at] = row.iter().map(|&w| i32::from(w as i8)).sum();
        }
        matrix
    }

    /// Outputs, filled up.
    pub(super) fn width(&self) -> usize {
        self.scale.len() * TOGETHER
    }

    /// The products with all rows.
    #[inline(always)]
    pub(super) fn apply<S: Simd>(&self, simd: S, x: &Steps, out: &mut [f32]) {
        simd.vectorize(
            #[inline(always)]
            || {
                let width = self.width();
                for start in (0..x.rows).step_by(at_once::<S>()) {
                    let out = &mut out[start * width..];
                    self.tile(simd, 0..width, x.from(start), out, width);
                }
            },
        );
    }

    /// The products of some outputs, whole blocks of 32, with the next four or eight rows; the outputs of a row are
    /// `width` after those of the last.
    #[inline(always)]
    pub(super) fn tile<S: Simd>(
        &self,
        simd: S,
        outputs: Range<usize>,
        x: Rows<'_>,
        out: &mut [f32],
        width: usize,
    ) {
        let blocks = outputs.start / TOGETHER..outputs.end / TOGETHER;
        let first = blocks.start;
        for block in blocks {
            let out = &mut out[(block - first) * TOGETHER..];
            let left = x.steps.rows - x.start;
            if left >= at_once::<S>() && at_once::<S>() == MOST_AT_ONCE {
                self.products::<S, MOST_AT_ONCE>(simd, block, x, out, width);
            } else {
                self.products::<S, FOUR>(simd, block, x, out, width);
            }
        }
    }

    /// The products of 32 outputs with `T` rows.
    #[inline(always)]
    fn products<S: Simd, const T: usize>(
        &self,
        simd: S,
        block: usize,
        x: Rows<'_>,
        out: &mut [f32],
        width: usize,
    ) {
        match (&self.weights, simd.level()) {
            #[cfg(target_arch = "x86_64")]
            (Weights::Quads(weights), Level::Avx512(avx512)) => {
                let weights = &weights[block * (N / 4)..][..N / 4];
                let words: [&[i32]; T] = std::array::from_fn(|t| x.words(t, N / 4));
                let sums = quads::sums(avx512, weights, words);
                self.finish(avx512, (block, 0), sums, x, out, width);
            }
            (Weights::Pairs(weights), _) => {
                let weights = &weights[block * (N / 2)..][..N / 2];
                let words: [&[i32]; T] = std::array::from_fn(|t| x.words(t, N / 2));
                let lanes = S::i32s::LEN;
                for from in (0..TOGETHER).step_by(2 * lanes) {
                    let mut sums = [[S::i32s::splat(simd, 0); 2]; T];
                    for (k, row) in weights.iter().enumerate() {
                        let left = S::i16s::from_slice(simd, &row[2 * from..][..2 * lanes]);
                        let right =
                            S::i16s::from_slice(simd, &row[2 * (from + lanes)..][..2 * lanes]);
                        for t in 0..T {
                            let pair: S::i16s = S::i32s::splat(simd, words[t][k]).bitcast();
                            sums[t][0] += left.pairwise_dot_product(pair);
                            sums[t][1] += right.pairwise_dot_product(pair);
                        }
                    }
                    self.finish(simd, (block, from), sums, x, out, width);
                }
            }
            // Weights are laid out for the level that reads them.
            #[allow(unreachable_patterns)]
            _ => {}
        }
    }

    /// Sums of steps to numbers, those of `T` rows and two registers of outputs of a block.
    #[inline(always)]
    fn finish<S: Simd, const T: usize>(
        &self,
        simd: S,
        (block, from): (usize, usize),
        sums: [[S::i32s; 2]; T],
        x: Rows<'_>,
        out: &mut [f32],
        width: usize,
    ) {
        let lanes = S::i32s::LEN;
        for half in 0..2 {
            let at = from + half * lanes;
            let zero = S::i32s::from_slice(simd, &self.total[block][at..at + lanes]);
            let zero = zero * x.steps.zero;
            let scale = S::f32s::from_slice(simd, &self.scale[block][at..at + lanes]);
            let bias = S::f32s::from_slice(simd, &self.bias[block][at..at + lanes]);
            for (t, sums) in sums.iter().enumerate() {
                let sum: S::f32s = (sums[half] - zero).to_float();
                let at = t * width + at;
                (sum * scale * x.steps.step[x.start + t] + bias)
                    .store_slice(&mut out[at..at + lanes]);
            }
        }
    }
}

/// Lays the weights of each output out for the registers of a machine.
fn weights<const N: usize>(rows: &[u8], blocks: usize, level: Level) -> Weights {
    let weights = rows.chunks_exact(N).enumerate();
    let weights =
        weights.flat_map(|(o, row)| row.iter().enumerate().map(move |(k, &w)| (o, k, w as i8)));
    if in_one_step(level) == 4 {
        let mut quads = vec![[0; 4 * TOGETHER]; blocks * (N / 4)];
        for (o, k, weight) in weights {
            let at = 4 * (o % TOGETHER) + k / (N / 4);
            quads[o / TOGETHER * (N / 4) + k % (N / 4)][at] = weight;
        }
        Weights::Quads(quads)
    } else {
        let mut pairs = vec![[0; 2 * TOGETHER]; blocks * (N / 2)];
        for (o, k, weight) in weights {
            let at = 2 * (o % TOGETHER) + (LOW ^ (k / (N / 2)));
            pairs[o / TOGETHER * (N / 2) + k % (N / 2)][at] = i16::from(weight);
        }
        Weights::Pairs(pairs)
    }
}

#[cfg(target_arch = "x86_64")]
mod quads {
    use std::arch::x86_64::{__m512i, _mm512_dpbusd_epi32};

    use fearless_simd::{Avx512, i8x64, i32x16, prelude::*};

    use super::TOGETHER;

    fearless_simd::kernel!(
        /// Adds the products of four unsigned numbers and four signed ones to each sum.
        #[inline(always)]
        fn add(avx512: Avx512, sums: __m512i, numbers: __m512i, weights: __m512i) -> __m512i {
            _mm512_dpbusd_epi32(sums, numbers, weights)
        }
    );

    /// The sums of 32 outputs for `T` rows.
    #[inline(always)]
    pub(super) fn sums<const T: usize>(
        simd: Avx512,
        weights: &[[i8; 4 * TOGETHER]],
        words: [&[i32]; T],
    ) -> [[i32x16<Avx512>; 2]; T] {
        let mut sums = [[i32x16::splat(simd, 0); 2]; T];
        for (k, row) in weights.iter().enumerate() {
            let (left, right) = row.split_at(2 * TOGETHER);
            let left: __m512i = i8x64::from_slice(simd, left).into();
            let right: __m512i = i8x64::from_slice(simd, right).into();
            for t in 0..T {
                let numbers: __m512i = i32x16::splat(simd, words[t][k]).into();
                sums[t][0] = add(simd, sums[t][0].into(), numbers, left).simd_into(simd);
                sums[t][1] = add(simd, sums[t][1].into(), numbers, right).simd_into(simd);
            }
        }
        sums
    }
}
