//! A small recurrent tagger: whole paragraphs in, one score per token and label out.
//!
//! A token is the sum of the embeddings of its features; a convolution reads its two neighbours, and
//! is folded into the tables: a row holds what a feature gives to the token after, to its own and to
//! the token before. A matrix reads the word that a token depends on; two bidirectional layers of minimal gated units (Feng et
//! al. 2024, “Were RNNs all we needed?”) carry what was read along the paragraph. All products are of
//! 16-bit activations and 8-bit weights summed in 32-bit integers, and everything else is plain IEEE
//! arithmetic without a library function, so that the scores are the same on every machine.

use wide::{f32x4, f32x8, i16x8, i32x4};

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
/// Numbers of a row that are summed at once.
const BLOCK: usize = 32;
/// Numbers that the machine multiplies at once.
const LANES: usize = 8;
const _: () = assert!(WIDTH.is_multiple_of(LANES) && BOTH.is_multiple_of(LANES));
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
const SCORE: f32 = 4096.0;
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

/// The gate: an algebraic sigmoid, exact on every machine.
#[inline]
pub(crate) fn gate(x: f32) -> f32 {
    0.5 + 0.5 * x / (1.0 + x * x).sqrt()
}

/// The weights of a network with `F` features and `L` labels.
#[derive(Clone, Debug)]
pub(crate) struct Network<'w, const F: usize, const L: usize> {
    tables: [&'w [u8]; F],
    /// What a step of the tables is worth.
    scale: f32,
    bias: Vec<f32>,
    head: Matrix<{ WIDTH / LANES }>,
    first: Matrix<{ WIDTH / LANES }>,
    second: Matrix<{ BOTH / LANES }>,
    output: Matrix<{ BOTH / LANES }>,
}

/// A matrix of `N` eights of inputs, with one scale and one bias per output.
#[derive(Clone, Debug)]
struct Matrix<const N: usize> {
    /// For each four outputs, their weights; the last four may hold fewer, and are filled up.
    fours: Vec<[[i16x8; N]; 4]>,
    scale: Vec<f32x4>,
    bias: Vec<f32x4>,
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
        let mut scale = vec![0.0; outputs.next_multiple_of(4)];
        let mut bias = scale.clone();
        for (scale, bias) in scale.iter_mut().zip(&mut bias).take(outputs) {
            *scale = self.float()? / ONE;
            *bias = self.float()?;
        }
        let rows = self.take(N * LANES * outputs)?;
        let mut fours = vec![[[i16x8::ZERO; N]; 4]; scale.len() / 4];
        let slots = fours.iter_mut().flatten().flatten();
        for (slot, weights) in slots.zip(rows.chunks_exact(LANES)) {
            *slot = i16x8::new(std::array::from_fn(|k| i16::from(weights[k] as i8)));
        }
        let four = |x: &[f32]| f32x4::new([x[0], x[1], x[2], x[3]]);
        Ok(Matrix {
            fours,
            scale: scale.chunks_exact(4).map(four).collect(),
            bias: bias.chunks_exact(4).map(four).collect(),
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
        };
        if !reader.rest.is_empty() {
            return Err(reader.fail("expected the end, found more bytes"));
        }
        Ok(network)
    }

    /// Scores of all labels for every token, in the fixed point of the decoder.
    pub(crate) fn scores(&self, inputs: &[Input<F>]) -> Vec<[i32; L]> {
        let n = inputs.len();
        // One row before the first token and one after the last take what falls outside.
        let mut sums = vec![0_i16; (n + 2) * WIDTH];
        for (t, input) in inputs.iter().enumerate() {
            let rows: [&[u8]; F] =
                std::array::from_fn(|f| &self.tables[f][usize::from(input.ids[f]) * ROW..][..ROW]);
            let three = sums[t * WIDTH..][..ROW].chunks_exact_mut(BLOCK);
            for (block, out) in three.enumerate() {
                let mut sum = [0_i16; BLOCK];
                for row in rows {
                    let row = &row[block * BLOCK..][..BLOCK];
                    for (s, &w) in sum.iter_mut().zip(row) {
                        *s += i16::from(w as i8);
                    }
                }
                for (o, s) in out.iter_mut().zip(sum) {
                    *o += s;
                }
            }
        }
        let mut read = vec![0.0_f32; n * WIDTH];
        let inner = sums[WIDTH..].chunks_exact(WIDTH);
        for (out, sums) in read.chunks_exact_mut(WIDTH).zip(inner) {
            for ((o, &s), bias) in out.iter_mut().zip(sums).zip(&self.bias) {
                *o = (f32::from(s) * self.scale + bias).max(0.0);
            }
        }
        let mut fixed = fix(&read);
        self.head
            .add_from(&fixed, inputs.iter().map(|i| i.head), &mut read);
        for x in &mut read {
            *x = x.max(0.0);
        }
        fixed = fix(&read);
        let first = self.first.recur(&fixed, n);
        fixed = fix(&first);
        let mut second = self.second.recur(&fixed, n);
        for (s, f) in second.iter_mut().zip(&first) {
            *s += f;
        }
        fixed = fix(&second);
        let (rows, _) = fixed.as_chunks::<{ BOTH / LANES }>();
        let mut row = vec![[0.0_f32; 4]; L.div_ceil(4)];
        rows.iter()
            .map(|x| {
                self.output.apply(x, &mut row);
                std::array::from_fn(|l| ((row[l / 4][l % 4] * SCORE) as i32).clamp(-MOST, MOST))
            })
            .collect()
    }
}

impl<const N: usize> Matrix<N> {
    /// The product with one row of inputs, four outputs at once.
    #[inline]
    fn apply(&self, x: &[i16x8; N], out: &mut [[f32; 4]]) {
        let fours = self.fours.iter().zip(&self.scale).zip(&self.bias);
        for (((rows, &scale), &bias), out) in fours.zip(out) {
            let mut sums = [i32x4::ZERO; 4];
            for (k, &x) in x.iter().enumerate() {
                for (sum, row) in sums.iter_mut().zip(rows) {
                    *sum += row[k].dot(x);
                }
            }
            let [a, b, c, d] = i32x4::transpose(sums);
            let product = ((a + b) + (c + d)).round_float() * scale + bias;
            *out = product.to_array();
        }
    }

    /// Adds to every row of `out` the product with the row of `x` that it points to, where it points to one.
    fn add_from(&self, x: &[i16x8], to: impl Iterator<Item = u32>, out: &mut [f32]) {
        let mut product = vec![[0.0_f32; 4]; self.scale.len()];
        let width = 4 * product.len();
        for (to, out) in to.zip(out.chunks_exact_mut(width)) {
            let at = (to as usize).checked_mul(N);
            let row = at.and_then(|at| x.get(at..)?.first_chunk());
            if let Some(row) = row {
                self.apply(row, &mut product);
                for (o, p) in out.iter_mut().zip(product.as_flattened()) {
                    *o += p;
                }
            }
        }
    }

    /// A bidirectional layer of minimal gated units over `n` rows of inputs.
    fn recur(&self, x: &[i16x8], n: usize) -> Vec<f32> {
        let mut gates = vec![0.0_f32; n * GATES];
        let (rows, _) = x.as_chunks::<N>();
        for (x, g) in rows.iter().zip(gates.chunks_exact_mut(GATES)) {
            self.apply(x, g.as_chunks_mut().0);
            for z in &mut g[..BOTH] {
                *z = gate(*z);
            }
        }
        let mut out = vec![0.0_f32; n * BOTH];
        let mut state = [0.0_f32; HIDDEN];
        for (g, o) in gates.chunks_exact(GATES).zip(out.chunks_exact_mut(BOTH)) {
            step(&mut state, &g[..HIDDEN], &g[BOTH..BOTH + HIDDEN]);
            o[..HIDDEN].copy_from_slice(&state);
        }
        state.fill(0.0);
        for (g, o) in gates
            .chunks_exact(GATES)
            .zip(out.chunks_exact_mut(BOTH))
            .rev()
        {
            step(&mut state, &g[HIDDEN..BOTH], &g[BOTH + HIDDEN..]);
            o[HIDDEN..].copy_from_slice(&state);
        }
        out
    }
}

fn step(state: &mut [f32; HIDDEN], gate: &[f32], candidate: &[f32]) {
    for ((s, z), c) in state.iter_mut().zip(gate).zip(candidate) {
        *s += z * (c - *s);
    }
}

/// To fixed point, eight at once; what is too large saturates.
fn fix(x: &[f32]) -> Vec<i16x8> {
    let eight = |x: &[f32]| {
        let x = f32x8::new(std::array::from_fn(|k| x[k] * ONE));
        i16x8::from_i32x8_saturate(x.trunc_int())
    };
    x.chunks_exact(LANES).map(eight).collect()
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
