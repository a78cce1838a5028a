//! A small transformer encoder (Vaswani et al. 2017; the shape of BERT, Devlin et al. 2019) with weights of
//! eight bits: pieces of words and features of tokens in, scores of labels out.
//!
//! Products are sums of integers; everything between them is plain `f32` arithmetic in a fixed order, so the
//! scores are the same on every machine. Weights span seven of their eight bits, since some machines add two
//! products in 16 bits.

use std::fmt;

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::attention::{Attention, Near};
use super::{WHOLE, room};
use crate::Error;
use crate::error::ErrorKind;

/// What opens a file of weights: name and version of the format.
pub(crate) const MAGIC: &[u8; 8] = b"onrec\0t1";
/// What opens a file in which attention minds distances, as MPNet's does (Song et al. 2020).
const MAGIC_NEAR: &[u8; 8] = b"onrec\0t2";
/// Scores are fixed-point numbers with this unit.
const FIXED: f32 = 4096.0;
/// Of a logit, in [`FIXED`]: beyond it nothing is more certain.
const LIMIT: f32 = 64.0;
const WHAT: &str = "encoder weights";

/// Sizes of an encoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Numbers of a state.
    width: usize,
    /// Heads of attention.
    heads: usize,
    /// Numbers between the two products of a layer.
    inner: usize,
    /// Layers.
    layers: usize,
    /// Labels.
    labels: usize,
    /// Pieces of a window, at most.
    pub(crate) window: usize,
    /// Pieces of words with a row of their own.
    pieces: usize,
    /// Rows of each table of features.
    pub(crate) features: Vec<usize>,
}

/// The weights.
pub(crate) struct Transformer<'w> {
    pub(crate) shape: Shape,
    /// Pieces of words, a line each, by row.
    pub(crate) pieces: &'w str,
    words: Rows<'w>,
    places: Rows<'w>,
    features: Vec<Rows<'w>>,
    near: Option<Near>,
    norm: Norm,
    layers: Vec<Layer>,
    scores: Vec<f32>,
    bias: Vec<f32>,
}

/// What multiplies: chosen by what the processor can; not shared between threads.
pub(crate) type Products = GemmExecutor<u8, i8, i32>;

impl fmt::Debug for Transformer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transformer")
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

/// Windows that are read at once. No window sees another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    /// Rows of the pieces.
    pub(crate) pieces: Vec<u16>,
    /// For each piece, its token; [`NO_TOKEN`] at the edges of a window.
    pub(crate) tokens: Vec<u32>,
    /// Places of the pieces that begin tokens.
    pub(crate) firsts: Vec<usize>,
    /// Where each window ends.
    pub(crate) ends: Vec<usize>,
}

impl Batch {
    /// Pieces of the window that is open.
    pub(crate) fn window(&self) -> usize {
        self.pieces.len() - self.ends.last().unwrap_or(&0)
    }
}

/// A piece that belongs to no token.
pub(crate) const NO_TOKEN: u32 = u32::MAX;

/// Rows of a table in eight bits, each with its unit.
struct Rows<'w> {
    units: &'w [u8],
    values: &'w [u8],
    width: usize,
}

impl Rows<'_> {
    #[inline(always)]
    fn add(&self, row: usize, to: &mut [f32]) {
        let unit = number(self.units, row);
        let values = &self.values[row * self.width..(row + 1) * self.width];
        for (to, &value) in to.iter_mut().zip(values) {
            *to += unit * f32::from(value as i8);
        }
    }
}

/// Number `n` of little-endian bytes.
#[inline(always)]
fn number(bytes: &[u8], n: usize) -> f32 {
    f32::from_le_bytes([
        bytes[4 * n],
        bytes[4 * n + 1],
        bytes[4 * n + 2],
        bytes[4 * n + 3],
    ])
}

/// Mean 0 and variance 1, then a gain and a bias for each number (Ba et al. 2016).
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// Numbers that are worked on side by side. How a sum is ordered decides its last bit, so this is the same
/// on every machine, however wide its registers.
const LANES: usize = 16;

/// Runs a loop over numbers with the widest registers of the machine. The compiler spreads it over them; the
/// results are those of the loop as written.
struct Wide<F>(F);

impl<F: FnOnce()> SimdOp for Wide<F> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        (self.0)();
    }
}

fn widely(work: impl FnOnce()) {
    Wide(work).dispatch();
}

#[inline(always)]
fn sum(of: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = of.as_chunks::<LANES>();
    for chunk in chunks {
        for l in 0..LANES {
            lanes[l] += term(chunk[l]);
        }
    }
    let mut all = 0.0;
    for lane in lanes {
        all += lane;
    }
    for &x in rest {
        all += term(x);
    }
    all
}

/// Least and largest number. What repeats does no harm here, so the last numbers may be read twice.
#[inline(always)]
fn range(of: &[f32]) -> (f32, f32) {
    let Some(last) = of.last_chunk::<LANES>() else {
        return of
            .iter()
            .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), &x| {
                (lesser(x, least), greater(x, most))
            });
    };
    let (mut low, mut high) = (*last, *last);
    for chunk in of.as_chunks::<LANES>().0 {
        for l in 0..LANES {
            low[l] = lesser(chunk[l], low[l]);
            high[l] = greater(chunk[l], high[l]);
        }
    }
    let mut half = LANES / 2;
    while half > 0 {
        for l in 0..half {
            low[l] = lesser(low[l + half], low[l]);
            high[l] = greater(high[l + half], high[l]);
        }
        half /= 2;
    }
    (low[0], high[0])
}

// As the machine compares them, without the care for what is no number that `f32::min` takes.
#[inline(always)]
fn lesser(x: f32, y: f32) -> f32 {
    if x < y { x } else { y }
}

#[inline(always)]
fn greater(x: f32, y: f32) -> f32 {
    if x > y { x } else { y }
}

impl Norm {
    #[inline(always)]
    fn apply(&self, row: &mut [f32]) {
        let count = row.len() as f32;
        let mean = sum(row, |x| x) / count;
        let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
        let scale = 1.0 / (variance + 1e-12).sqrt();
        for ((x, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
            *x = (*x - mean) * scale * gain + bias;
        }
    }
}

/// A product with a matrix and a bias.
struct Linear {
    matrix: PackedBMatrix<i8>,
    columns: usize,
    /// Unit of each column.
    units: Vec<f32>,
    /// Sum of each column, in its unit.
    totals: Vec<f32>,
    bias: Vec<f32>,
}

/// Rows of numbers in eight bits: each is `unit * value + offset`.
#[derive(Default)]
struct Quantised {
    values: Vec<u8>,
    units: Vec<f32>,
    offsets: Vec<f32>,
    width: usize,
}

impl Quantised {
    fn clear(&mut self, rows: usize, width: usize) {
        room(&mut self.values, rows * width);
        self.units.clear();
        self.offsets.clear();
        self.width = width;
    }

    /// Takes rows of so many numbers.
    fn set(&mut self, states: &[f32], width: usize) {
        self.clear(states.len() / width, width);
        widely(
            #[inline(always)]
            || {
                for (r, row) in states.chunks_exact(width).enumerate() {
                    self.put(r, row);
                }
            },
        );
    }

    /// Takes the next row, which is row `r`.
    #[inline(always)]
    fn put(&mut self, r: usize, row: &[f32]) {
        let values = &mut self.values[r * self.width..(r + 1) * self.width];
        let (unit, offset) = eight_bits(row, values);
        self.units.push(unit);
        self.offsets.push(offset);
    }

    fn view(&self) -> NdTensorView<'_, u8, 2> {
        let rows = self.units.len();
        NdTensorView::from_data([rows, self.width], &self.values[..rows * self.width])
    }
}

/// A row in eight bits: its unit and what is added.
#[inline(always)]
fn eight_bits(row: &[f32], values: &mut [u8]) -> (f32, f32) {
    let (low, high) = range(row);
    let unit = (high - low) / 255.0 + 1e-9;
    let scale = 1.0 / unit;
    for (value, x) in values.iter_mut().zip(row) {
        *value = ((x - low) * scale + WHOLE).to_bits() as u8;
    }
    (unit, low)
}

impl Linear {
    /// Rows times the matrix, as sums that [`Linear::row`] turns into numbers.
    fn sums(&self, products: &Products, rows: &Quantised, sums: &mut Vec<i32>) {
        let matrix = GemmInputB::Packed(&self.matrix);
        multiply(products, rows, matrix, self.columns, sums);
    }

    /// Row `r` of the product, from its sums.
    #[inline(always)]
    fn row(&self, rows: &Quantised, r: usize, sums: &[i32], out: &mut [f32]) {
        let (unit, offset) = (rows.units[r], rows.offsets[r]);
        let sums = &sums[r * self.columns..(r + 1) * self.columns];
        let columns = self.units.iter().zip(&self.totals).zip(&self.bias);
        for ((out, &sum), ((column, all), bias)) in out.iter_mut().zip(sums).zip(columns) {
            *out = unit * column * sum as f32 + (offset * all + bias);
        }
    }

    /// Rows times the matrix, into `out`.
    fn apply(
        &self,
        products: &Products,
        rows: &Quantised,
        sums: &mut Vec<i32>,
        out: &mut Vec<f32>,
    ) {
        self.sums(products, rows, sums);
        out.resize(rows.units.len() * self.columns, 0.0);
        widely(
            #[inline(always)]
            || {
                for (r, out) in out.chunks_exact_mut(self.columns).enumerate() {
                    self.row(rows, r, sums, out);
                }
            },
        );
    }

    /// The products of all rows, and room for what is made of them a row at a time.
    fn open(&self, products: &Products, rows: &Quantised, work: &mut Between, out: &mut Quantised) {
        self.sums(products, rows, &mut work.sums);
        out.clear(rows.units.len(), self.columns);
        work.row.resize(self.columns, 0.0);
    }

    /// Rows times the matrix and through the smooth gate, in eight bits again: a row at a time, so that it
    /// stays close to the processor.
    fn gate(&self, products: &Products, rows: &Quantised, work: &mut Between, out: &mut Quantised) {
        self.open(products, rows, work, out);
        widely(
            #[inline(always)]
            || {
                for r in 0..rows.units.len() {
                    self.row(rows, r, &work.sums, &mut work.row);
                    for x in &mut work.row {
                        *x = gelu(*x);
                    }
                    out.put(r, &work.row);
                }
            },
        );
    }

    /// Adds rows times the matrix to the states, each brought back to its norm, and gives them in eight bits.
    fn settle(
        &self,
        products: &Products,
        rows: &Quantised,
        norm: &Norm,
        work: &mut Between,
        states: &mut [f32],
        out: &mut Quantised,
    ) {
        self.open(products, rows, work, out);
        widely(
            #[inline(always)]
            || {
                for (r, state) in states.chunks_exact_mut(self.columns).enumerate() {
                    self.row(rows, r, &work.sums, &mut work.row);
                    for (x, y) in state.iter_mut().zip(&work.row) {
                        *x += y;
                    }
                    norm.apply(state);
                    out.put(r, state);
                }
            },
        );
    }
}

/// Rows times a matrix, into the first sums.
fn multiply(
    products: &Products,
    rows: &Quantised,
    matrix: GemmInputB<'_, i8>,
    columns: usize,
    sums: &mut Vec<i32>,
) {
    let done = products.gemm(
        room(sums, rows.units.len() * columns),
        GemmInputA::Unpacked(rows.view()),
        matrix,
        GemmOptions::default(),
    );
    debug_assert!(done.is_ok(), "sizes are checked when weights are read");
}

struct Layer {
    /// Query, key and value side by side.
    ask: Linear,
    out: Linear,
    norm_attention: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

/// Sums of a product, and one row of numbers made of them.
#[derive(Default)]
struct Between {
    sums: Vec<i32>,
    row: Vec<f32>,
}

/// What is worked on, kept from batch to batch. Every step writes all of what the next one reads.
#[derive(Default)]
pub(crate) struct Workspace {
    products: Products,
    states: Vec<f32>,
    /// The states in eight bits.
    rows: Quantised,
    /// What attention or the gate gives, in eight bits.
    inner: Quantised,
    between: Between,
    asked: Vec<f32>,
    attended: Vec<f32>,
    attention: Attention,
}

/// The smooth gate of BERT (Hendrycks & Gimpel 2016): the number times the share of a normal distribution below
/// it, here a polynomial, off by 0.0002 at most.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    const END: f32 = 3.8;
    let near = if x > END { END } else { x };
    let near = if near < -END { -END } else { near };
    let square = near * near;
    let mut share = 3.225_95e-8;
    for c in [
        -2.062_882_3e-6,
        5.679_736e-5,
        -8.957_882_3e-4,
        9.141_535e-3,
        -6.525_745e-2,
        0.398_153_92,
    ] {
        share = share * square + c;
    }
    x * (0.5 + near * share)
}

impl<'w> Transformer<'w> {
    /// Reads weights from a file, as far as they go. Nothing larger than the file is allocated.
    pub(crate) fn read(file: &mut File<'w>) -> Result<Self, Error> {
        let magic = file.take(8)?;
        if magic != MAGIC && magic != MAGIC_NEAR {
            return Err(fail("expected an encoder of format t1 or t2"));
        }
        let mut size = |most: usize| {
            let n = file.count()?;
            if (1..=most).contains(&n) {
                Ok(n)
            } else {
                Err(fail(&format!("expected a size of 1 to {most}, found {n}")))
            }
        };
        let width = size(1024)?;
        let heads = size(64)?;
        let inner = size(8192)?;
        let count = size(24)?;
        let labels = size(64)?;
        let window = size(1024)?;
        let pieces = size(65_535)?;
        let tables = size(64)?;
        let features = (0..tables)
            .map(|_| size(65_535))
            .collect::<Result<Vec<_>, _>>()?;
        if width % heads != 0 {
            return Err(fail("expected a width that the heads divide"));
        }
        let length = file.count()?;
        let names =
            std::str::from_utf8(file.take(length)?).map_err(|_| fail("pieces are not UTF-8"))?;
        if names.lines().count() != pieces {
            return Err(fail("expected as many pieces as rows"));
        }
        let products = Products::new();
        let words = file.rows(pieces, width)?;
        let places = file.rows(window, width)?;
        let features_rows = features
            .iter()
            .map(|&rows| file.rows(rows, width))
            .collect::<Result<Vec<_>, _>>()?;
        let near = (magic == MAGIC_NEAR)
            .then(|| file.numbers(heads * (2 * window - 1)))
            .transpose()?
            .map(|ahead| Near::new(&ahead, window));
        let norm = file.norm(width)?;
        let layers = (0..count)
            .map(|_| {
                Ok(Layer {
                    ask: file.linear(&products, width, 3 * width)?,
                    out: file.linear(&products, width, width)?,
                    norm_attention: file.norm(width)?,
                    up: file.linear(&products, width, inner)?,
                    down: file.linear(&products, inner, width)?,
                    norm: file.norm(width)?,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let scores = file.numbers(width * labels)?;
        let bias = file.numbers(labels)?;
        Ok(Self {
            shape: Shape {
                width,
                heads,
                inner,
                layers: count,
                labels,
                window,
                pieces,
                features,
            },
            pieces: names,
            words,
            places,
            features: features_rows,
            near,
            norm,
            layers,
            scores,
            bias,
        })
    }

    /// Number of labels.
    pub(crate) fn labels(&self) -> usize {
        self.shape.labels
    }

    /// Words, places and features of all pieces, added and brought to their norm.
    fn embed(&self, batch: &Batch, features: impl Fn(u32, usize) -> u16, states: &mut Vec<f32>) {
        states.clear();
        states.resize(batch.pieces.len() * self.shape.width, 0.0);
        widely(
            #[inline(always)]
            || {
                let (mut ends, mut start) = (batch.ends.iter(), 0);
                let mut end = ends.next();
                let pieces = batch.pieces.iter().zip(&batch.tokens).enumerate();
                let rows = states.chunks_exact_mut(self.shape.width);
                for (state, (t, (&piece, &token))) in rows.zip(pieces) {
                    if Some(&t) == end {
                        (start, end) = (t, ends.next());
                    }
                    let piece = usize::from(piece).min(self.shape.pieces - 1);
                    self.words.add(piece, state);
                    self.places
                        .add((t - start).min(self.shape.window - 1), state);
                    for (f, table) in self.features.iter().enumerate() {
                        let row = if token == NO_TOKEN {
                            0
                        } else {
                            features(token, f)
                        };
                        table.add(usize::from(row).min(self.shape.features[f] - 1), state);
                    }
                    self.norm.apply(state);
                }
            },
        );
    }

    /// Scores of all labels, for each first piece of the windows; `features` are those of a token.
    pub(crate) fn scores<const L: usize>(
        &self,
        work: &mut Workspace,
        batch: &Batch,
        features: impl Fn(u32, usize) -> u16,
    ) -> Vec<[i32; L]> {
        let Shape { width, heads, .. } = self.shape;
        let Workspace {
            products,
            states,
            rows,
            inner,
            between,
            asked,
            attended,
            attention,
        } = work;
        self.embed(batch, features, states);
        rows.set(states, width);
        let last = self.layers.len() - 1;
        for (number, layer) in self.layers.iter().enumerate() {
            layer.ask.apply(products, rows, &mut between.sums, asked);
            attended.resize(states.len(), 0.0);
            let mut start = 0;
            for &end in &batch.ends {
                let asked = &asked[3 * start * width..3 * end * width];
                let attended = &mut attended[start * width..end * width];
                attention.attend(asked, (width, heads), self.near.as_ref(), attended);
                start = end;
            }
            if number == last {
                keep(&batch.firsts, width, states);
                keep(&batch.firsts, width, attended);
            }
            inner.set(attended, width);
            let Layer { out, up, down, .. } = layer;
            out.settle(
                products,
                inner,
                &layer.norm_attention,
                between,
                states,
                rows,
            );
            up.gate(products, rows, between, inner);
            down.settle(products, inner, &layer.norm, between, states, rows);
        }
        let fixed = |x: f32| (x.clamp(-LIMIT, LIMIT) * FIXED) as i32;
        states
            .chunks_exact(width)
            .map(|state| {
                let mut scores: [f32; L] = std::array::from_fn(|l| self.bias[l]);
                for (x, weights) in state.iter().zip(self.scores.chunks_exact(L)) {
                    for (score, weight) in scores.iter_mut().zip(weights) {
                        *score += x * weight;
                    }
                }
                scores.map(fixed)
            })
            .collect()
    }
}

/// Keeps some rows alone, in ascending order: nobody reads the others any more.
fn keep(rows: &[usize], width: usize, of: &mut Vec<f32>) {
    for (to, &from) in rows.iter().enumerate() {
        of.copy_within(from * width..(from + 1) * width, to * width);
    }
    of.truncate(rows.len() * width);
}

fn fail(reason: &str) -> Error {
    Error::new(ErrorKind::Binary {
        what: WHAT,
        reason: reason.to_owned(),
    })
}

/// A file of weights, in slices cut between its sections: the bytes that are left.
pub(crate) struct File<'w> {
    parts: Vec<&'w [u8]>,
    /// Where what was taken ends.
    pub(crate) ends: Vec<usize>,
}

impl<'w> File<'w> {
    pub(crate) fn new(parts: &[&'w [u8]]) -> Self {
        let mut parts = parts.to_vec();
        parts.retain(|part| !part.is_empty());
        Self {
            parts,
            ends: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.is_empty())
    }

    fn take(&mut self, length: usize) -> Result<&'w [u8], Error> {
        while self.parts.len() > 1 && self.parts[0].is_empty() {
            self.parts.remove(0);
        }
        let part = self.parts.first_mut().ok_or_else(|| fail("no bytes"))?;
        let (taken, rest) = part.split_at_checked(length).ok_or_else(|| {
            fail(&format!(
                "expected {length} bytes more, found {}",
                part.len()
            ))
        })?;
        *part = rest;
        self.ends.push(self.ends.last().unwrap_or(&0) + length);
        Ok(taken)
    }

    fn count(&mut self) -> Result<usize, Error> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.take(4 * count)?;
        let numbers: Vec<f32> = (0..count).map(|n| number(bytes, n)).collect();
        if numbers.iter().all(|x| x.abs() < 1e6) {
            Ok(numbers)
        } else {
            Err(fail("a weight is too large or no number"))
        }
    }

    fn rows(&mut self, rows: usize, width: usize) -> Result<Rows<'w>, Error> {
        let units = self.take(4 * rows)?;
        let values = self.take(rows * width)?;
        if !(0..rows).all(|n| number(units, n).abs() < 1e6) {
            return Err(fail("a unit is too large or no number"));
        }
        Ok(Rows {
            units,
            values,
            width,
        })
    }

    fn norm(&mut self, width: usize) -> Result<Norm, Error> {
        Ok(Norm {
            gain: self.numbers(width)?,
            bias: self.numbers(width)?,
        })
    }

    fn linear(
        &mut self,
        products: &Products,
        rows: usize,
        columns: usize,
    ) -> Result<Linear, Error> {
        let units = self.numbers(columns)?;
        let bias = self.numbers(columns)?;
        let values: Vec<i8> = self
            .take(rows * columns)?
            .iter()
            .map(|&b| (b as i8).clamp(-64, 63))
            .collect();
        let mut totals = vec![0_i32; columns];
        for row in values.chunks_exact(columns) {
            for (total, &value) in totals.iter_mut().zip(row) {
                *total += i32::from(value);
            }
        }
        let totals = totals
            .iter()
            .zip(&units)
            .map(|(&t, u)| t as f32 * u)
            .collect();
        let matrix = NdTensor::from_data([rows, columns], values);
        Ok(Linear {
            matrix: products.prepack_b(matrix.view()),
            columns,
            units,
            totals,
            bias,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_a_row_of_any_length() {
        for length in 1..40 {
            let row: Vec<f32> = (0..length).map(|i| (i * 7 % 11) as f32 - 5.0).collect();
            let low = row.iter().copied().fold(f32::INFINITY, f32::min);
            let high = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(range(&row), (low, high), "{length}");
        }
    }

    #[test]
    fn eight_bits_are_off_by_half_a_unit_at_most() {
        let row: Vec<f32> = (0..50)
            .map(|i| (i as f32 * 0.37).sin() * 3.0 - 1.0)
            .collect();
        let mut values = vec![0; row.len()];
        let (unit, offset) = eight_bits(&row, &mut values);
        for (x, &value) in row.iter().zip(&values) {
            assert!((unit * f32::from(value) + offset - x).abs() <= 0.501 * unit);
        }
    }

    #[test]
    fn the_gate_is_as_close_as_it_says() {
        for i in -6000..=6000 {
            let x = i as f32 / 1000.0;
            let twice = 2.0 * 0.797_884_6 * (x + 0.044_715 * x * x * x);
            assert!((gelu(x) - x / (1.0 + (-twice).exp())).abs() < 2e-4, "{x}");
        }
    }
}
