//! A small recurrent tagger: whole paragraphs in, one score per token and label out.
//!
//! A token is the sum of the embeddings of its features; a convolution reads its two neighbours, and
//! is folded into the tables: a row holds what a feature gives to the token after, to its own and to
//! the token before. A matrix reads the word that a token depends on; two bidirectional layers of minimal gated units (Feng et
//! al. 2024, “Were RNNs all we needed?”) carry what was read along the paragraph. All products are of
//! 16-bit activations and 8-bit weights summed in 32-bit integers, and everything else is plain IEEE
//! arithmetic without a library function, so that the scores are the same on every machine.

use fearless_simd::{Level, dispatch, prelude::*};

use super::room;
use crate::Error;
use crate::error::ErrorKind;

/// Length of an embedding.
pub(crate) const WIDTH: usize = 64;
/// Units of one direction of a recurrent layer.
pub(crate) const HIDDEN: usize = 64;
/// Units of both directions.
pub(crate) const BOTH: usize = 2 * HIDDEN;
/// Gates and candidates of both directions.
pub(crate) const GATES: usize = 2 * BOTH;
/// A row of a table: for the token before, the token itself, the token after.
const ROW: usize = 3 * WIDTH;
/// Outputs of a matrix whose weights lie together: two registers of the widest machine.
const TOGETHER: usize = 32;
/// Tokens come in fours, the last filled up, so that a weight is loaded once for four of them.
const FOUR: usize = 4;
const _: () = assert!(WIDTH.is_multiple_of(TOGETHER) && GATES.is_multiple_of(TOGETHER));
const _: () = assert!(ROW.is_multiple_of(2 * TOGETHER));
/// Tokens read at once; longer sequences are cut, so that memory stays bounded.
pub(crate) const LONGEST: usize = 256;
/// The row of the first table that stands for a word without a row of its own.
pub(crate) const UNKNOWN: u16 = 0;
/// Marks a token that depends on no other in its sequence.
pub(crate) const NO_HEAD: u32 = u32::MAX;

const MAGIC: &[u8; 8] = b"onrec\0n1";
/// An activation of 1 in fixed point.
const ONE: f32 = 1024.0;
/// A score of 1 in fixed point, as the decoder wants it.
pub(crate) const SCORE: f32 = 4096.0;
/// No score is beyond this, whatever the weights, so that sums of a few never overflow.
const MOST: i32 = 1 << 24;

/// What the network reads of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Input<const F: usize> {
    /// For each feature, its row in that feature's table.
    pub(crate) ids: [u16; F],
    /// The token's head, as an index into the sequence, or [`NO_HEAD`].
    pub(crate) head: u32,
}

/// The gate: an algebraic sigmoid, the same on every machine. Its root is told in two steps of Newton from a first
/// guess by the bits (Lomont 2003), within 5 millionths: dividing and rooting take three times as long.
#[inline]
pub(crate) fn gate(x: f32) -> f32 {
    let square = 1.0 + x * x;
    let guess = f32::from_bits(0x5f37_59df_u32.wrapping_sub(square.to_bits() >> 1));
    let nearer = |root: f32| root * (1.5 - 0.5 * square * root * root);
    0.5 + 0.5 * x * nearer(nearer(guess))
}

/// The weights of a network with `F` features and `L` labels.
#[derive(Clone, Debug)]
pub(crate) struct Network<'w, const F: usize, const L: usize> {
    tables: [&'w [u8]; F],
    /// What a step of the tables is worth.
    scale: f32,
    bias: Vec<f32>,
    head: Matrix<{ WIDTH / 2 }>,
    first: Matrix<{ WIDTH / 2 }>,
    second: Matrix<{ BOTH / 2 }>,
    output: Matrix<{ BOTH / 2 }>,
    /// How wide the registers of this machine are.
    level: Level,
}

/// What a network works on, kept from paragraph to paragraph. Every step writes all of what the next one reads.
#[derive(Default)]
pub(crate) struct Workspace {
    sums: Vec<i16>,
    read: Vec<f32>,
    fixed: Vec<Pair>,
    /// What every token gives to those that depend on it.
    given: Vec<f32>,
    outputs: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

/// Two inputs of 16 bits, multiplied by their weights and summed in one step: `k` and `k + N` of a row of `2 * N`.
type Pair = i32;
/// Which of two neighbours in a register holds the low half of a pair.
const LOW: usize = cfg!(target_endian = "big") as usize;

/// A matrix of `N` pairs of inputs, with one scale and one bias per output.
#[derive(Clone, Debug)]
struct Matrix<const N: usize> {
    /// For each 32 outputs and each pair of inputs, two weights an output; what is missing at the end is 0.
    weights: Vec<[[i16; 2 * TOGETHER]; N]>,
    scale: Vec<[f32; TOGETHER]>,
    bias: Vec<[f32; TOGETHER]>,
}

struct Reader<'w> {
    what: &'static str,
    rest: &'w [u8],
}

impl<'w> Reader<'w> {
    fn fail(&self, reason: &str) -> Error {
        Error::new(ErrorKind::Binary {
            what: self.what,
            reason: reason.to_owned(),
        })
    }

    fn take(&mut self, length: usize) -> Result<&'w [u8], Error> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| self.fail("expected more bytes, found the end"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn float(&mut self) -> Result<f32, Error> {
        let value = f32::from_bits(self.number()?);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.fail("expected finite weights"))
        }
    }

    fn matrix<const N: usize>(&mut self, outputs: usize) -> Result<Matrix<N>, Error> {
        let blocks = outputs.div_ceil(TOGETHER);
        let mut scale = vec![[0.0; TOGETHER]; blocks];
        let mut bias = scale.clone();
        let numbers = scale.as_flattened_mut().iter_mut();
        for (scale, bias) in numbers.zip(bias.as_flattened_mut()).take(outputs) {
            *scale = self.float()? / ONE;
            *bias = self.float()?;
        }
        let rows = self.take(2 * N * outputs)?;
        let mut weights = vec![[[0; 2 * TOGETHER]; N]; blocks];
        for (output, row) in rows.chunks_exact(2 * N).enumerate() {
            let block = &mut weights[output / TOGETHER];
            for (input, &weight) in row.iter().enumerate() {
                let half = LOW ^ usize::from(input >= N);
                block[input % N][2 * (output % TOGETHER) + half] = i16::from(weight as i8);
            }
        }
        Ok(Matrix {
            weights,
            scale,
            bias,
        })
    }
}

impl<'w, const F: usize, const L: usize> Network<'w, F, L> {
    /// Reads a network whose tables have at least `sizes` rows; borrows the tables.
    pub(crate) fn from_bytes(
        what: &'static str,
        bytes: &'w [u8],
        sizes: [usize; F],
    ) -> Result<Self, Error> {
        let mut reader = Reader { what, rest: bytes };
        if reader.take(8)? != MAGIC {
            return Err(reader.fail("expected a network file of format n1"));
        }
        for (name, expected) in [
            ("features", F),
            ("labels", L),
            ("width", WIDTH),
            ("hidden", HIDDEN),
        ] {
            let found = reader.number()? as usize;
            if found != expected {
                return Err(reader.fail(&format!("expected {expected} {name}, found {found}")));
            }
        }
        let scale = reader.float()?;
        let mut tables: [&[u8]; F] = [&[]; F];
        for (table, expected) in tables.iter_mut().zip(sizes) {
            let found = reader.number()? as usize;
            if found != expected {
                return Err(reader.fail(&format!(
                    "expected a table of {expected} rows, found {found}"
                )));
            }
            *table = reader.take(expected * ROW)?;
        }
        let bias = (0..WIDTH)
            .map(|_| reader.float())
            .collect::<Result<_, _>>()?;
        let network = Self {
            tables,
            scale,
            bias,
            head: reader.matrix(WIDTH)?,
            first: reader.matrix(GATES)?,
            second: reader.matrix(GATES)?,
            output: reader.matrix(L)?,
            level: Level::new(),
        };
        if !reader.rest.is_empty() {
            return Err(reader.fail("expected the end, found more bytes"));
        }
        Ok(network)
    }

    /// The same network for narrower registers, as other machines have them.
    #[cfg(test)]
    pub(crate) fn on_every_level(&self) -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let middle = Level::new().as_avx2().map(Level::Avx2);
        #[cfg(not(target_arch = "x86_64"))]
        let middle = None;
        let levels = [Some(Level::baseline()), middle].into_iter().flatten();
        let on = |level| Self {
            level,
            ..self.clone()
        };
        levels.map(on).collect()
    }

    /// Scores of all labels for every token, in the fixed point of the decoder.
    pub(crate) fn scores(&self, work: &mut Workspace, inputs: &[Input<F>]) -> Vec<[i32; L]> {
        dispatch!(self.level, simd => self.read(simd, work, inputs))
    }

    #[inline(always)]
    fn read<S: Simd>(&self, simd: S, work: &mut Workspace, inputs: &[Input<F>]) -> Vec<[i32; L]> {
        let n = inputs.len();
        let padded = n.next_multiple_of(FOUR);
        let Workspace {
            sums,
            read,
            fixed,
            given,
            outputs,
            first,
            second,
        } = work;
        let read = room(read, n * WIDTH);
        self.embed(simd, inputs, room(sums, (n + 2) * WIDTH), read);
        let fixed = room(fixed, padded * BOTH / 2);
        let given = room(given, padded * WIDTH);
        fix::<S, { WIDTH / 2 }>(simd, read, fixed);
        self.head.apply(simd, fixed, padded, given);
        let (given, _) = given.as_chunks::<WIDTH>();
        let (rows, _) = read.as_chunks_mut::<WIDTH>();
        for t in 0..n {
            if let Some(given) = given[..n].get(inputs[t].head as usize) {
                let row = &mut rows[t];
                for k in 0..WIDTH {
                    row[k] = (row[k] + given[k]).max(0.0);
                }
            }
        }
        fix::<S, { WIDTH / 2 }>(simd, read, fixed);
        let (first, second) = (room(first, n * BOTH), room(second, n * BOTH));
        self.first.recur(simd, fixed, padded, first);
        fix::<S, { BOTH / 2 }>(simd, first, fixed);
        self.second.recur(simd, fixed, padded, second);
        for (second, first) in second.iter_mut().zip(first) {
            *second += *first;
        }
        fix::<S, { BOTH / 2 }>(simd, second, fixed);
        let rows = room(outputs, padded * L.next_multiple_of(TOGETHER));
        self.output.apply(simd, fixed, padded, rows);
        rows.chunks_exact(L.next_multiple_of(TOGETHER))
            .take(n)
            .map(|row| std::array::from_fn(|l| ((row[l] * SCORE) as i32).clamp(-MOST, MOST)))
            .collect()
    }

    /// The convolution over the embeddings of the features, no number below 0. Of the sums, one row before the
    /// first token and one after the last take what falls outside.
    #[inline(always)]
    fn embed<S: Simd>(&self, simd: S, inputs: &[Input<F>], sums: &mut [i16], read: &mut [f32]) {
        let n = inputs.len();
        sums.fill(0);
        for (t, input) in inputs.iter().enumerate() {
            let (mut rows, tables) = ([&[][..]; F], &self.tables);
            for f in 0..F {
                rows[f] = &tables[f][usize::from(input.ids[f]) * ROW..][..ROW];
            }
            let out = &mut sums[t * WIDTH..][..ROW];
            for at in (0..ROW).step_by(S::i8s::LEN) {
                let (low, high) = out[at..at + S::i8s::LEN].split_at_mut(S::i16s::LEN);
                let mut sum = [
                    S::i16s::from_slice(simd, low),
                    S::i16s::from_slice(simd, high),
                ];
                for row in rows {
                    let row: S::i8s =
                        S::u8s::from_slice(simd, &row[at..at + S::i8s::LEN]).bitcast();
                    let (one, other) = row.widen();
                    sum[0] += one;
                    sum[1] += other;
                }
                sum[0].store_slice(low);
                sum[1].store_slice(high);
            }
        }
        let (inner, _) = sums[WIDTH..].as_chunks::<WIDTH>();
        let bias = &self.bias[..WIDTH];
        let (rows, _) = read.as_chunks_mut::<WIDTH>();
        for t in 0..n {
            let (row, sums) = (&mut rows[t], &inner[t]);
            for k in 0..WIDTH {
                row[k] = (f32::from(sums[k]) * self.scale + bias[k]).max(0.0);
            }
        }
    }
}

impl<const N: usize> Matrix<N> {
    /// The products with `n` rows of inputs, a multiple of four.
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: &[Pair], n: usize, out: &mut [f32]) {
        simd.vectorize(
            #[inline(always)]
            || {
                let (rows, _) = x.as_chunks::<N>();
                let width = self.weights.len() * TOGETHER;
                for block in 0..self.weights.len() {
                    for start in (0..n).step_by(at_once::<S>()) {
                        let rows = &rows[start..n.min(start + at_once::<S>())];
                        let out = &mut out[start * width + block * TOGETHER..];
                        self.tile(simd, block, rows, out, width);
                    }
                }
            },
        );
    }

    /// A bidirectional layer of minimal gated units: the products of a few tokens, then their states, so that nothing
    /// between the two leaves the innermost cache.
    #[inline(always)]
    fn recur<S: Simd>(&self, simd: S, x: &[Pair], n: usize, out: &mut [f32]) {
        /// Blocks of the gates, or of the candidates, of one direction.
        const BLOCKS: usize = HIDDEN / TOGETHER;
        simd.vectorize(
            #[inline(always)]
            || {
                let (rows, _) = x.as_chunks::<N>();
                let (out, _) = out.as_chunks_mut::<BOTH>();
                let tiles = n.div_ceil(at_once::<S>());
                let mut products = [[0.0_f32; BOTH]; 2 * FOUR];
                for backward in [false, true] {
                    let side = usize::from(backward);
                    let mut state = [0.0_f32; HIDDEN];
                    for tile in 0..tiles {
                        let tile = if backward { tiles - 1 - tile } else { tile };
                        let start = tile * at_once::<S>();
                        let rows = &rows[start..n.min(start + at_once::<S>())];
                        for part in 0..2 * BLOCKS {
                            let block = (part / BLOCKS * 2 + side) * BLOCKS + part % BLOCKS;
                            let products = &mut products.as_flattened_mut()[part * TOGETHER..];
                            self.tile(simd, block, rows, products, BOTH);
                        }
                        for t in 0..rows.len() {
                            let t = if backward { rows.len() - 1 - t } else { t };
                            let Some(out) = out.get_mut(start + t) else {
                                continue;
                            };
                            let (gates, candidates) = products[t].split_at(HIDDEN);
                            for k in 0..HIDDEN {
                                state[k] += gate(gates[k]) * (candidates[k] - state[k]);
                            }
                            out[side * HIDDEN..][..HIDDEN].copy_from_slice(&state);
                        }
                    }
                }
            },
        );
    }

    /// The products of 32 outputs with four or eight rows of inputs.
    #[inline(always)]
    fn tile<S: Simd>(&self, simd: S, block: usize, x: &[[Pair; N]], out: &mut [f32], width: usize) {
        if let Some(eight) = x.first_chunk::<{ 2 * FOUR }>() {
            self.products(simd, block, eight, out, width);
        } else if let Some(four) = x.first_chunk::<FOUR>() {
            self.products(simd, block, four, out, width);
        }
    }

    /// The products of 32 outputs with `T` rows of inputs; the outputs of a row are `width` after those of the last.
    #[inline(always)]
    fn products<S: Simd, const T: usize>(
        &self,
        simd: S,
        block: usize,
        x: &[[Pair; N]; T],
        out: &mut [f32],
        width: usize,
    ) {
        let lanes = S::i32s::LEN;
        let weights = &self.weights[block];
        for from in (0..TOGETHER).step_by(2 * lanes) {
            let mut sums = [[S::i32s::splat(simd, 0); 2]; T];
            for (k, row) in weights.iter().enumerate() {
                let left = S::i16s::from_slice(simd, &row[2 * from..][..2 * lanes]);
                let right = S::i16s::from_slice(simd, &row[2 * (from + lanes)..][..2 * lanes]);
                for t in 0..T {
                    let pair: S::i16s = S::i32s::splat(simd, x[t][k]).bitcast();
                    sums[t][0] += left.pairwise_dot_product(pair);
                    sums[t][1] += right.pairwise_dot_product(pair);
                }
            }
            for half in 0..2 {
                let at = from + half * lanes;
                let scale = S::f32s::from_slice(simd, &self.scale[block][at..at + lanes]);
                let bias = S::f32s::from_slice(simd, &self.bias[block][at..at + lanes]);
                for (t, sums) in sums.iter().enumerate() {
                    let sum: S::f32s = sums[half].to_float();
                    let at = t * width + at;
                    (sum * scale + bias).store_slice(&mut out[at..at + lanes]);
                }
            }
        }
    }
}

/// Rows of inputs that are multiplied at once: the widest machine has registers for the sums of eight.
#[inline(always)]
const fn at_once<S: Simd>() -> usize {
    if S::i16s::LEN == TOGETHER {
        2 * FOUR
    } else {
        FOUR
    }
}

/// Rows of `2 * N` numbers to pairs in fixed point; what is too large saturates.
#[inline(always)]
fn fix<S: Simd, const N: usize>(simd: S, x: &[f32], out: &mut [Pair]) {
    let lanes = S::f32s::LEN;
    let most = S::f32s::splat(simd, f32::from(i16::MAX));
    let least = S::f32s::splat(simd, f32::from(i16::MIN));
    let (rows, _) = x.as_chunks::<N>();
    let (out, _) = out.as_chunks_mut::<N>();
    for t in 0..rows.len() / 2 {
        let (one, other) = (&rows[2 * t], &rows[2 * t + 1]);
        for at in (0..N).step_by(lanes) {
            let low = S::f32s::from_slice(simd, &one[at..at + lanes]) * ONE;
            let high = S::f32s::from_slice(simd, &other[at..at + lanes]) * ONE;
            let low: S::i32s = low.min(most).max(least).to_int();
            let high: S::i32s = high.min(most).max(least).to_int();
            let pairs = (low & 0xffff) | (high << 16);
            pairs.store_slice(&mut out[t][at..at + lanes]);
        }
    }
}

/// Writes a network in the format that [`Network::from_bytes`] reads.
#[cfg(feature = "train")]
pub(crate) struct Writer(Vec<u8>);

#[cfg(feature = "train")]
impl Writer {
    /// Opens a file with embedding tables, each rows × [`WIDTH`], and the convolution over three tokens
    /// (`3 * WIDTH` × `WIDTH`, first the token before), which is folded into them.
    pub(crate) fn new(tables: &[&[f32]], convolution: &[f32], bias: &[f32], labels: usize) -> Self {
        let mut bytes = MAGIC.to_vec();
        for number in [tables.len(), labels, WIDTH, HIDDEN] {
            bytes.extend_from_slice(&(number as u32).to_le_bytes());
        }
        let parts: Vec<&[f32]> = convolution.chunks_exact(WIDTH * WIDTH).collect();
        let fold = |row: &[f32]| -> Vec<f32> {
            // A token stands before its next one: the part for “the token before” goes last.
            let mut folded = vec![0.0_f32; ROW];
            for (out, part) in folded.chunks_exact_mut(WIDTH).zip(parts.iter().rev()) {
                for (&x, weights) in row.iter().zip(part.chunks_exact(WIDTH)) {
                    for (o, w) in out.iter_mut().zip(weights) {
                        *o += x * w;
                    }
                }
            }
            folded
        };
        let folded: Vec<Vec<f32>> = tables
            .iter()
            .map(|table| table.chunks_exact(WIDTH).flat_map(fold).collect())
            .collect();
        // Ten deviations are kept; the few beyond saturate rather than blur all others.
        let all = || folded.iter().flatten();
        let square = all().map(|w| f64::from(w * w)).sum::<f64>() / all().count().max(1) as f64;
        let largest = all().fold(1e-6_f32, |m, w| m.max(w.abs()));
        let scale = largest.min(10.0 * square.sqrt() as f32) / 127.0;
        bytes.extend_from_slice(&scale.to_le_bytes());
        for table in folded {
            bytes.extend_from_slice(&((table.len() / ROW) as u32).to_le_bytes());
            bytes.extend(table.iter().map(|w| (w / scale).round() as i8 as u8));
        }
        for b in bias {
            bytes.extend_from_slice(&b.to_le_bytes());
        }
        Self(bytes)
    }

    /// Adds a matrix, inputs × outputs, with its biases.
    pub(crate) fn matrix(&mut self, weights: &[f32], bias: &[f32]) {
        let outputs = bias.len();
        let column = |o: usize| weights.iter().skip(o).step_by(outputs);
        let scales: Vec<f32> = (0..outputs)
            .map(|o| column(o).fold(1e-6_f32, |m, w| m.max(w.abs())) / 127.0)
            .collect();
        for (scale, bias) in scales.iter().zip(bias) {
            self.0.extend_from_slice(&scale.to_le_bytes());
            self.0.extend_from_slice(&bias.to_le_bytes());
        }
        for (o, scale) in scales.iter().enumerate() {
            self.0
                .extend(column(o).map(|w| (w / scale).round() as i8 as u8));
        }
    }

    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}
