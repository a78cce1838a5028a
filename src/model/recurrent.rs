//! A small recurrent tagger: whole paragraphs in, one score per token and label out.
//!
//! A token is the sum of the embeddings of its features; a convolution reads its two neighbours, and
//! is folded into the tables: a row holds what a feature gives to the token after, to its own and to
//! the token before. A matrix reads the word that a token depends on; two bidirectional layers of minimal gated units (Feng et
//! al. 2024, “Were RNNs all we needed?”) carry what was read along the paragraph. All products are of
//! 8-bit activations and weights summed in 32-bit integers ([`Matrix`]), and everything else is plain IEEE
//! arithmetic without a library function, so that the scores are the same on every machine.

use fearless_simd::{Level, dispatch, prelude::*};

use super::matrix::{MOST_AT_ONCE, Matrix, Steps, at_once, padded};
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
const _: () = assert!(ROW.is_multiple_of(64));
/// Tokens read at once; longer sequences are cut, so that memory stays bounded.
pub(crate) const LONGEST: usize = 256;
/// The row of the first table that stands for a word without a row of its own.
pub(crate) const UNKNOWN: u16 = 0;
/// Marks a token that depends on no other in its sequence.
pub(crate) const NO_HEAD: u32 = u32::MAX;

const MAGIC: &[u8; 8] = b"onrec\0n1";
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
    head: Matrix<WIDTH>,
    first: Matrix<WIDTH>,
    second: Matrix<BOTH>,
    output: Matrix<BOTH>,
    /// How wide the registers of this machine are.
    level: Level,
}

/// What a network works on, kept from paragraph to paragraph. Every step writes all of what the next one reads.
#[derive(Default)]
pub(crate) struct Workspace {
    sums: Vec<i16>,
    read: Vec<f32>,
    steps: Steps,
    /// What every token gives to those that depend on it.
    given: Vec<f32>,
    outputs: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
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

    fn matrix<const N: usize>(&mut self, outputs: usize, level: Level) -> Result<Matrix<N>, Error> {
        let numbers = (0..outputs).map(|_| Ok((self.float()?, self.float()?)));
        let numbers: Vec<(f32, f32)> = numbers.collect::<Result<_, Error>>()?;
        let rows = self.take(N * outputs)?;
        Ok(Matrix::new(numbers, rows, level))
    }
}

impl<'w, const F: usize, const L: usize> Network<'w, F, L> {
    /// Reads a network whose tables have at least `sizes` rows, for registers that this machine has; borrows the tables.
    pub(crate) fn from_bytes(
        what: &'static str,
        bytes: &'w [u8],
        sizes: [usize; F],
        level: Level,
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
            head: reader.matrix(WIDTH, level)?,
            first: reader.matrix(GATES, level)?,
            second: reader.matrix(GATES, level)?,
            output: reader.matrix(L, level)?,
            level,
        };
        if !reader.rest.is_empty() {
            return Err(reader.fail("expected the end, found more bytes"));
        }
        Ok(network)
    }

    /// Adds the scores of all labels for every token of a sequence, in the fixed point of the decoder. Heads are
    /// counted from a token that is `offset` before the sequence.
    pub(crate) fn scores(
        &self,
        work: &mut Workspace,
        inputs: &[Input<F>],
        offset: u32,
        scores: &mut Vec<[i32; L]>,
    ) {
        dispatch!(self.level, simd => self.read(simd, work, inputs, offset, scores));
    }

    #[inline(always)]
    fn read<S: Simd>(
        &self,
        simd: S,
        work: &mut Workspace,
        inputs: &[Input<F>],
        offset: u32,
        scores: &mut Vec<[i32; L]>,
    ) {
        let n = inputs.len();
        let Workspace {
            sums,
            read,
            steps,
            given,
            outputs,
            first,
            second,
        } = work;
        let read = room(read, n * WIDTH);
        self.embed(simd, inputs, room(sums, (n + 2) * WIDTH), read);
        let given = room(given, padded(n) * WIDTH);
        steps.of_positive::<S, WIDTH>(simd, read);
        self.head.apply(simd, steps, given);
        let (given, _) = given.as_chunks::<WIDTH>();
        let (rows, _) = read.as_chunks_mut::<WIDTH>();
        for t in 0..n {
            let head = inputs[t].head.wrapping_sub(offset) as usize;
            if let Some(given) = given[..n].get(head) {
                let row = &mut rows[t];
                for k in 0..WIDTH {
                    row[k] = (row[k] + given[k]).max(0.0);
                }
            }
        }
        steps.of_positive::<S, WIDTH>(simd, read);
        let (first, second) = (room(first, n * BOTH), room(second, n * BOTH));
        recur(simd, &self.first, steps, first);
        steps.of_any::<S, BOTH>(simd, first);
        recur(simd, &self.second, steps, second);
        for (second, first) in second.iter_mut().zip(first) {
            *second += *first;
        }
        steps.of_any::<S, BOTH>(simd, second);
        let width = self.output.width();
        let rows = room(outputs, padded(n) * width);
        self.output.apply(simd, steps, rows);
        let score = |x: f32| ((x * SCORE) as i32).clamp(-MOST, MOST);
        let rows = rows.chunks_exact(width).take(n);
        scores.extend(rows.map(|row| std::array::from_fn(|l| score(row[l]))));
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
            match simd.level() {
                #[cfg(target_arch = "x86_64")]
                Level::Avx512(avx512) => wide::add(avx512, rows, out),
                _ => add(simd, rows, out),
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

/// Adds rows of 8-bit numbers to sums.
#[inline(always)]
fn add<S: Simd, const F: usize>(simd: S, rows: [&[u8]; F], sums: &mut [i16]) {
    let lanes = S::i16s::LEN;
    for at in (0..ROW).step_by(2 * lanes) {
        let (low, high) = sums[at..at + 2 * lanes].split_at_mut(lanes);
        let mut sum = [
            S::i16s::from_slice(simd, low),
            S::i16s::from_slice(simd, high),
        ];
        for row in rows {
            let row: S::i8s = S::u8s::from_slice(simd, &row[at..at + 2 * lanes]).bitcast();
            let (one, other) = row.widen();
            sum[0] += one;
            sum[1] += other;
        }
        sum[0].store_slice(low);
        sum[1].store_slice(high);
    }
}

/// The same where half a register of bytes fills a whole one of 16 bits on its way out of memory.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{__m256i, __m512i, _mm512_cvtepi8_epi16};

    use fearless_simd::{Avx512, i16x32, prelude::*, u8x32};

    use super::ROW;

    fearless_simd::kernel!(
        #[inline(always)]
        fn widened(avx512: Avx512, numbers: __m256i) -> __m512i {
            _mm512_cvtepi8_epi16(numbers)
        }
    );

    #[inline(always)]
    pub(super) fn add<const F: usize>(simd: Avx512, rows: [&[u8]; F], sums: &mut [i16]) {
        for at in (0..ROW).step_by(32) {
            let sums = &mut sums[at..at + 32];
            let mut sum = i16x32::from_slice(simd, sums);
            for row in rows {
                let row: __m256i = u8x32::from_slice(simd, &row[at..at + 32]).into();
                let row: i16x32<Avx512> = widened(simd, row).simd_into(simd);
                sum += row;
            }
            sum.store_slice(sums);
        }
    }
}

/// A bidirectional layer of minimal gated units: the products of a few tokens, then their states, so that nothing
/// between the two leaves the innermost cache.
#[inline(always)]
fn recur<S: Simd, const N: usize>(simd: S, layer: &Matrix<N>, x: &Steps, out: &mut [f32]) {
    simd.vectorize(
        #[inline(always)]
        || {
            let (out, _) = out.as_chunks_mut::<BOTH>();
            let tiles = x.rows().div_ceil(at_once::<S>());
            let mut products = [[0.0_f32; BOTH]; MOST_AT_ONCE];
            for backward in [false, true] {
                let side = usize::from(backward);
                let mut state = [0.0_f32; HIDDEN];
                for tile in 0..tiles {
                    let tile = if backward { tiles - 1 - tile } else { tile };
                    let start = tile * at_once::<S>();
                    // Gates and candidates of this direction.
                    for part in 0..2 {
                        let outputs = (2 * part + side) * HIDDEN..(2 * part + side + 1) * HIDDEN;
                        let products = &mut products.as_flattened_mut()[part * HIDDEN..];
                        layer.tile(simd, outputs, x.from(start), products, BOTH);
                    }
                    let rows = at_once::<S>().min(x.rows() - start);
                    for t in 0..rows {
                        let t = if backward { rows - 1 - t } else { t };
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
