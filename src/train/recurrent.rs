//! Trains the recurrent tagger of `model::recurrent` by gradient descent, in plain Rust.
//!
//! Deterministic: the articles are read in a fixed random order, every batch is cut into a fixed
//! number of shards whose gradients are added in order, whatever the number of cores.

use super::linear::Random;
use super::product::{self, Left};
use crate::model::recurrent::{BOTH, GATES, HIDDEN, Input, NO_HEAD, UNKNOWN, WIDTH, Writer, gate};

/// A sequence with the label of every input, as shares of all labels.
pub(crate) struct Example<const F: usize> {
    pub(crate) inputs: Vec<Input<F>>,
    pub(crate) gold: Vec<f32>,
}

/// Settings of a training run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) epochs: usize,
    /// Largest learning rate; it rises over the first steps and falls to nothing at the end.
    pub(crate) rate: f32,
    /// Share of activations left out (dropout: Srivastava et al. 2014).
    pub(crate) dropout: f32,
    /// Share of words read as unknown.
    pub(crate) unknown: f32,
    pub(crate) seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            epochs: 10,
            rate: 3e-3,
            dropout: 0.2,
            unknown: 0.06,
            seed: 1,
        }
    }
}

/// Tokens of one step.
const BATCH: usize = 4096;
/// Shards of a batch, each with gradients of its own.
const SHARDS: usize = 2;
const WARM_UP: usize = 200;
const DECAY: f32 = 1e-2;
/// The longest gradient that is followed whole.
const CLIP: f32 = 1.0;

/// Where each part lies in the one vector of parameters.
#[derive(Clone, Copy)]
struct Layout<const F: usize> {
    tables: [usize; F],
    convolution: usize,
    head: usize,
    layers: [usize; 2],
    output: usize,
    end: usize,
    labels: usize,
}

impl<const F: usize> Layout<F> {
    fn new(sizes: [usize; F], labels: usize) -> Self {
        let mut at = 0;
        let mut place = |length: usize| {
            let start = at;
            at += length;
            start
        };
        Self {
            tables: sizes.map(|size| place(size * WIDTH)),
            convolution: place(3 * WIDTH * WIDTH + WIDTH),
            head: place(WIDTH * WIDTH),
            layers: [place(WIDTH * GATES + GATES), place(BOTH * GATES + GATES)],
            output: place(BOTH * labels + labels),
            end: place(0),
            labels,
        }
    }

    /// Every matrix: its place, inputs and outputs, and whether biases follow it.
    fn matrices(&self) -> [(usize, usize, usize, bool); 5] {
        [
            (self.convolution, 3 * WIDTH, WIDTH, true),
            (self.head, WIDTH, WIDTH, false),
            (self.layers[0], WIDTH, GATES, true),
            (self.layers[1], BOTH, GATES, true),
            (self.output, BOTH, self.labels, true),
        ]
    }
}

/// Trains a network and returns its file.
pub(crate) fn train<const F: usize>(
    examples: &[Example<F>],
    sizes: [usize; F],
    labels: usize,
    options: Options,
) -> Vec<u8> {
    let layout = Layout::new(sizes, labels);
    let mut parameters = start(&layout, &sizes, options.seed);
    let mut average = parameters.clone();
    let (mut mean, mut square) = (vec![0.0_f32; layout.end], vec![0.0_f32; layout.end]);
    let mut shards = vec![vec![0.0_f32; layout.end]; SHARDS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random(options.seed);
    let tokens: usize = examples.iter().map(|e| e.inputs.len()).sum();
    let steps = (tokens / BATCH + 1) * options.epochs;
    let mut step = 0;
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        let (mut loss, mut from) = (0.0_f64, 0);
        while from < order.len() {
            let mut to = from;
            let mut size = 0;
            while to < order.len() && size < BATCH {
                size += examples[order[to]].inputs.len();
                to += 1;
            }
            let batch = &order[from..to];
            let turned = transposed(&layout, &parameters);
            let seed = random.next();
            std::thread::scope(|scope| {
                let workers: Vec<_> = shards
                    .iter_mut()
                    .enumerate()
                    .map(|(shard, gradient)| {
                        let (layout, parameters, turned) = (&layout, &parameters, &turned);
                        scope.spawn(move || {
                            gradient.fill(0.0);
                            let pass = Pass {
                                layout,
                                parameters,
                                turned,
                                options: &options,
                            };
                            let own = batch
                                .iter()
                                .enumerate()
                                .filter(|(i, _)| i % SHARDS == shard);
                            own.map(|(i, &e)| {
                                let dice = Random(seed.wrapping_add(i as u64));
                                pass.learn(&examples[e], dice, 1.0 / size as f32, gradient)
                            })
                            .sum::<f64>()
                        })
                    })
                    .collect();
                for worker in workers {
                    loss += worker.join().expect("a shard of a batch is learned");
                }
            });
            let (sum, others) = shards.split_first_mut().expect("there are shards");
            for other in others {
                for (s, o) in sum.iter_mut().zip(other.iter()) {
                    *s += o;
                }
            }
            step += 1;
            let rise = (step as f32 / WARM_UP as f32).min(1.0);
            let rate = options.rate * rise * (1.0 - step as f32 / steps as f32).max(0.01);
            adam(&mut parameters, sum, &mut mean, &mut square, step, rate);
            let keep = (step as f32 / (step as f32 + 10.0)).min(0.998);
            for (a, p) in average.iter_mut().zip(&parameters) {
                *a = keep * *a + (1.0 - keep) * p;
            }
            from = to;
        }
        eprintln!("epoch {epoch}: loss {:.4}", loss / tokens as f64);
    }
    write(&layout, &sizes, &average)
}

fn start<const F: usize>(layout: &Layout<F>, sizes: &[usize; F], seed: u64) -> Vec<f32> {
    let mut random = Random(seed ^ 0x5eed);
    let mut parameters = vec![0.0_f32; layout.end];
    for (&at, &size) in layout.tables.iter().zip(sizes) {
        for p in &mut parameters[at..at + size * WIDTH] {
            *p = 0.25 * normal(&mut random);
        }
    }
    for (at, inputs, outputs, _) in layout.matrices() {
        let bound = (1.0 / inputs as f32).sqrt();
        for p in &mut parameters[at..at + inputs * outputs] {
            *p = bound * (2.0 * unit(&mut random) - 1.0);
        }
    }
    // Gates begin half closed, so that a state lives longer than a few tokens.
    for (at, inputs) in [(layout.layers[0], WIDTH), (layout.layers[1], BOTH)] {
        parameters[at + inputs * GATES..][..BOTH].fill(-0.7);
    }
    parameters
}

fn unit(random: &mut Random) -> f32 {
    (random.next() >> 40) as f32 / (1_u32 << 24) as f32
}

/// Nearly normal: the sum of four uniform numbers, scaled to variance 1.
fn normal(random: &mut Random) -> f32 {
    let sum: f32 = (0..4).map(|_| unit(random)).sum();
    (sum - 2.0) * 3.0_f32.sqrt()
}

fn adam(
    parameters: &mut [f32],
    gradient: &[f32],
    mean: &mut [f32],
    square: &mut [f32],
    step: i32,
    rate: f32,
) {
    let length = gradient
        .iter()
        .map(|g| f64::from(g * g))
        .sum::<f64>()
        .sqrt() as f32;
    let shrink = if length > CLIP { CLIP / length } else { 1.0 };
    let (b1, b2) = (0.9_f32, 0.999_f32);
    let (c1, c2) = (1.0 - b1.powi(step), 1.0 - b2.powi(step));
    for (((p, g), m), s) in parameters.iter_mut().zip(gradient).zip(mean).zip(square) {
        let g = g * shrink;
        *m = b1 * *m + (1.0 - b1) * g;
        *s = b2 * *s + (1.0 - b2) * g * g;
        *p -= rate * ((*m / c1) / ((*s / c2).sqrt() + 1e-8) + DECAY * *p);
    }
}

/// Every matrix turned to outputs × inputs, one after the other, for the way back.
fn transposed<const F: usize>(layout: &Layout<F>, parameters: &[f32]) -> Vec<Vec<f32>> {
    let turn = |&(at, inputs, outputs, _): &(usize, usize, usize, bool)| {
        let matrix = &parameters[at..at + inputs * outputs];
        let mut turned = vec![0.0; inputs * outputs];
        for (i, row) in matrix.chunks_exact(outputs).enumerate() {
            for (o, &w) in row.iter().enumerate() {
                turned[o * inputs + i] = w;
            }
        }
        turned
    };
    layout.matrices().iter().map(turn).collect()
}

fn write<const F: usize>(layout: &Layout<F>, sizes: &[usize; F], parameters: &[f32]) -> Vec<u8> {
    let tables: Vec<&[f32]> = layout
        .tables
        .iter()
        .zip(sizes)
        .map(|(&at, &size)| &parameters[at..at + size * WIDTH])
        .collect();
    let (convolution, bias) = parameters[layout.convolution..].split_at(3 * WIDTH * WIDTH);
    let mut writer = Writer::new(&tables, convolution, &bias[..WIDTH], layout.labels);
    for (at, inputs, outputs, biased) in layout.matrices().into_iter().skip(1) {
        let (weights, rest) = parameters[at..].split_at(inputs * outputs);
        let none = vec![0.0; outputs];
        writer.matrix(weights, if biased { &rest[..outputs] } else { &none });
    }
    writer.finish()
}

/// One pass over a sequence, forth and back.
struct Pass<'p, const F: usize> {
    layout: &'p Layout<F>,
    parameters: &'p [f32],
    turned: &'p [Vec<f32>],
    options: &'p Options,
}

impl<const F: usize> Pass<'_, F> {
    /// Adds the gradient of a sequence; returns its loss.
    fn learn(
        &self,
        example: &Example<F>,
        mut random: Random,
        weight: f32,
        gradient: &mut [f32],
    ) -> f64 {
        let n = example.inputs.len();
        let layout = self.layout;
        let labels = layout.labels;
        let mut drop = |length: usize| -> Vec<f32> {
            let rate = self.options.dropout;
            let keep = 1.0 / (1.0 - rate);
            (0..length)
                .map(|_| if unit(&mut random) < rate { 0.0 } else { keep })
                .collect()
        };
        let masks = [
            drop(n * WIDTH),
            drop(n * WIDTH),
            drop(n * BOTH),
            drop(n * BOTH),
        ];
        let ids: Vec<[u16; F]> = example
            .inputs
            .iter()
            .map(|input| {
                let mut ids = input.ids;
                if unit(&mut random) < self.options.unknown {
                    ids[0] = UNKNOWN;
                }
                ids
            })
            .collect();

        // Forth.
        let mut embedded = vec![0.0_f32; (n + 2) * WIDTH];
        for (ids, out) in ids.iter().zip(embedded[WIDTH..].chunks_exact_mut(WIDTH)) {
            for (&at, &id) in layout.tables.iter().zip(ids) {
                let row = &self.parameters[at + usize::from(id) * WIDTH..][..WIDTH];
                add(out, row, 1.0);
            }
        }
        multiply(&mut embedded[WIDTH..(n + 1) * WIDTH], &masks[0]);
        let mut windows = Vec::with_capacity(n * 3 * WIDTH);
        for t in 0..n {
            windows.extend_from_slice(&embedded[t * WIDTH..(t + 3) * WIDTH]);
        }
        let convolved = rectified(self.forth(0, &windows, n));
        let of_heads = self.forth(1, &convolved, n);
        let heads = || example.inputs.iter().map(|i| i.head);
        let mut joined = convolved.clone();
        gather(heads(), WIDTH, &of_heads, &mut joined);
        let mut read = rectified(joined);
        let open: Vec<bool> = read.iter().map(|&x| x > 0.0).collect();
        multiply(&mut read, &masks[1]);
        let first = Layer::forth(self.forth(2, &read, n), n);
        let mut between = first.out.clone();
        multiply(&mut between, &masks[2]);
        let second = Layer::forth(self.forth(3, &between, n), n);
        let mut top = second.out.clone();
        add(&mut top, &first.out, 1.0);
        multiply(&mut top, &masks[3]);
        let mut scores = self.forth(4, &top, n);

        // Loss: cross-entropy.
        let mut loss = 0.0;
        let gold = example.gold.chunks_exact(labels);
        for (row, gold) in scores.chunks_exact_mut(labels).zip(gold) {
            let largest = row.iter().fold(f32::MIN, |m, &s| m.max(s));
            let total: f32 = row.iter().map(|s| (s - largest).exp()).sum();
            for (s, right) in row.iter_mut().zip(gold) {
                loss -= f64::from(right * (*s - largest - total.ln()));
                *s = ((*s - largest).exp() / total - right) * weight;
            }
        }

        // Back.
        let mut d_top = self.back(4, &top, &scores, n, gradient);
        multiply(&mut d_top, &masks[3]);
        let d_gates = second.back(&d_top, n);
        let mut d_between = self.back(3, &between, &d_gates, n, gradient);
        multiply(&mut d_between, &masks[2]);
        add(&mut d_between, &d_top, 1.0);
        let d_gates = first.back(&d_between, n);
        let mut d_read = self.back(2, &read, &d_gates, n, gradient);
        multiply(&mut d_read, &masks[1]);
        for (d, &open) in d_read.iter_mut().zip(&open) {
            *d = if open { *d } else { 0.0 };
        }
        let d_heads = scatter(heads(), WIDTH, &d_read);
        let mut d_convolved = self.back(1, &convolved, &d_heads, n, gradient);
        add(&mut d_convolved, &d_read, 1.0);
        for (d, &c) in d_convolved.iter_mut().zip(&convolved) {
            *d = if c > 0.0 { *d } else { 0.0 };
        }
        let d_windows = self.back(0, &windows, &d_convolved, n, gradient);
        let mut d_embedded = vec![0.0_f32; (n + 2) * WIDTH];
        for (t, d) in d_windows.chunks_exact(3 * WIDTH).enumerate() {
            add(&mut d_embedded[t * WIDTH..(t + 3) * WIDTH], d, 1.0);
        }
        multiply(&mut d_embedded[WIDTH..(n + 1) * WIDTH], &masks[0]);
        for (ids, d) in ids.iter().zip(d_embedded[WIDTH..].chunks_exact(WIDTH)) {
            for (&at, &id) in layout.tables.iter().zip(ids) {
                add(
                    &mut gradient[at + usize::from(id) * WIDTH..][..WIDTH],
                    d,
                    1.0,
                );
            }
        }
        loss
    }

    /// The product of `n` rows with a matrix, biases added.
    fn forth(&self, matrix: usize, x: &[f32], n: usize) -> Vec<f32> {
        let (at, inputs, outputs, biased) = self.layout.matrices()[matrix];
        let (weights, rest) = self.parameters[at..].split_at(inputs * outputs);
        let mut out = vec![0.0_f32; n * outputs];
        if biased {
            for out in out.chunks_exact_mut(outputs) {
                out.copy_from_slice(&rest[..outputs]);
            }
        }
        let left = Left {
            numbers: x,
            rows: n,
            depth: inputs,
            down: inputs,
            along: 1,
        };
        product::add(left, weights, outputs, &mut out);
        out
    }

    /// Adds the gradient of a matrix; returns that of its inputs.
    fn back(
        &self,
        matrix: usize,
        x: &[f32],
        d: &[f32],
        n: usize,
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let (at, inputs, outputs, biased) = self.layout.matrices()[matrix];
        let (weights, rest) = gradient[at..].split_at_mut(inputs * outputs);
        let left = Left {
            numbers: x,
            rows: inputs,
            depth: n,
            down: 1,
            along: inputs,
        };
        product::add(left, d, outputs, weights);
        if biased {
            for d in d.chunks_exact(outputs) {
                add(&mut rest[..outputs], d, 1.0);
            }
        }
        let mut back = vec![0.0_f32; n * inputs];
        let left = Left {
            numbers: d,
            rows: n,
            depth: outputs,
            down: outputs,
            along: 1,
        };
        product::add(left, &self.turned[matrix], inputs, &mut back);
        back
    }
}

/// What a recurrent layer remembers for the way back.
struct Layer {
    /// Gates after the sigmoid, candidates.
    gates: Vec<f32>,
    /// Slopes of the gates.
    slopes: Vec<f32>,
    out: Vec<f32>,
}

impl Layer {
    fn forth(mut gates: Vec<f32>, n: usize) -> Self {
        let mut slopes = vec![0.0_f32; n * BOTH];
        for (g, s) in gates
            .chunks_exact_mut(GATES)
            .zip(slopes.chunks_exact_mut(BOTH))
        {
            for (z, s) in g[..BOTH].iter_mut().zip(s) {
                let root = 1.0 + *z * *z;
                *s = 0.5 / (root * root.sqrt());
                *z = gate(*z);
            }
        }
        let mut out = vec![0.0_f32; n * BOTH];
        for side in 0..2 {
            let mut state = [0.0_f32; HIDDEN];
            for k in 0..n {
                let t = if side == 0 { k } else { n - 1 - k };
                let g = &gates[t * GATES..(t + 1) * GATES];
                let (z, c) = (&g[side * HIDDEN..], &g[BOTH + side * HIDDEN..]);
                for h in 0..HIDDEN {
                    state[h] += z[h] * (c[h] - state[h]);
                }
                out[t * BOTH + side * HIDDEN..][..HIDDEN].copy_from_slice(&state);
            }
        }
        Self { gates, slopes, out }
    }

    /// Gradient of the gates and candidates before the sigmoid.
    fn back(&self, d_out: &[f32], n: usize) -> Vec<f32> {
        let mut d_gates = vec![0.0_f32; n * GATES];
        for side in 0..2 {
            let mut carried = [0.0_f32; HIDDEN];
            for k in (0..n).rev() {
                let t = if side == 0 { k } else { n - 1 - k };
                let earlier = match side {
                    _ if k == 0 => None,
                    0 => Some(t - 1),
                    _ => Some(t + 1),
                };
                let at = side * HIDDEN;
                for h in 0..HIDDEN {
                    let d = d_out[t * BOTH + at + h] + carried[h];
                    let before = earlier.map_or(0.0, |e| self.out[e * BOTH + at + h]);
                    let z = self.gates[t * GATES + at + h];
                    let c = self.gates[t * GATES + BOTH + at + h];
                    d_gates[t * GATES + at + h] = d * (c - before) * self.slopes[t * BOTH + at + h];
                    d_gates[t * GATES + BOTH + at + h] = d * z;
                    carried[h] = d * (1.0 - z);
                }
            }
        }
        d_gates
    }
}

/// Adds to every row the row that it points to, where it points to one.
fn gather(to: impl Iterator<Item = u32>, width: usize, from: &[f32], out: &mut [f32]) {
    for (to, out) in to.zip(out.chunks_exact_mut(width)) {
        if to != NO_HEAD {
            add(out, &from[to as usize * width..][..width], 1.0);
        }
    }
}

/// The way back of [`gather`]: the sum of all rows that point to a row.
fn scatter(to: impl Iterator<Item = u32>, width: usize, rows: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0_f32; rows.len()];
    for (to, row) in to.zip(rows.chunks_exact(width)) {
        if to != NO_HEAD {
            add(&mut sums[to as usize * width..][..width], row, 1.0);
        }
    }
    sums
}

fn rectified(mut x: Vec<f32>) -> Vec<f32> {
    for x in &mut x {
        *x = x.max(0.0);
    }
    x
}

fn multiply(x: &mut [f32], by: &[f32]) {
    for (x, b) in x.iter_mut().zip(by) {
        *x *= b;
    }
}

fn add(to: &mut [f32], from: &[f32], times: f32) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += times * f;
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::Level;

    use super::*;
    use crate::model::recurrent::{Network, Workspace};

    const SIZES: [usize; 2] = [5, 3];
    const LABELS: usize = 3;

    fn example() -> Example<2> {
        let input = |word, other, head| Input {
            ids: [word, other],
            head,
        };
        Example {
            inputs: vec![
                input(1, 0, 2),
                input(2, 1, 0),
                input(4, 2, NO_HEAD),
                input(3, 1, 2),
                input(1, 2, 3),
            ],
            gold: GOLD.iter().flat_map(|&l| shares(l)).collect(),
        }
    }

    const GOLD: [u8; 5] = [0, 1, 2, 0, 1];

    fn shares(label: u8) -> [f32; LABELS] {
        std::array::from_fn(|l| f32::from(u8::from(l == usize::from(label))))
    }

    const PLAIN: Options = Options {
        epochs: 600,
        rate: 3e-3,
        dropout: 0.0,
        unknown: 0.0,
        seed: 7,
    };

    #[test]
    fn gradients_are_slopes() {
        let layout = Layout::new(SIZES, LABELS);
        let parameters = start(&layout, &SIZES, PLAIN.seed);
        let loss = |parameters: &[f32], gradient: &mut [f32]| {
            let turned = transposed(&layout, parameters);
            let pass = Pass {
                layout: &layout,
                parameters,
                turned: &turned,
                options: &PLAIN,
            };
            pass.learn(&example(), Random(1), 1.0, gradient)
        };
        let mut gradient = vec![0.0; layout.end];
        loss(&parameters, &mut gradient);
        let mut unused = vec![0.0; layout.end];
        let (mut checked, mut wrong) = (0, 0);
        for at in (0..layout.end).step_by(97) {
            let mut moved = parameters.clone();
            let by = 2e-3;
            moved[at] += by;
            let above = loss(&moved, &mut unused);
            moved[at] -= 2.0 * by;
            let below = loss(&moved, &mut unused);
            let slope = (above - below) as f32 / (2.0 * by);
            let off = (slope - gradient[at]).abs();
            // A step across a kink of the rectifier has no slope: a few may be off.
            wrong += usize::from(off > 1e-3 + 0.02 * slope.abs());
            checked += usize::from(slope.abs() > 1e-3);
        }
        assert!(checked > 30, "only {checked} slopes were not flat");
        assert!(
            wrong * 50 < checked,
            "{wrong} of {checked} slopes are wrong"
        );
    }

    #[test]
    fn what_was_learned_survives_quantisation() {
        let examples: Vec<Example<2>> = (0..8).map(|_| example()).collect();
        let bytes = train(&examples, SIZES, LABELS, PLAIN);
        let network =
            Network::<2, LABELS>::from_bytes("test", &bytes, SIZES, Level::new()).unwrap();
        let mut scores = Vec::new();
        network.scores(&mut Workspace::default(), &example().inputs, 0, &mut scores);
        let best = |row: &[i32; LABELS]| (0..LABELS).max_by_key(|&l| row[l]).unwrap() as u8;
        let found: Vec<u8> = scores.iter().map(best).collect();
        assert_eq!(found, GOLD);
        assert!(
            Network::<2, LABELS>::from_bytes(
                "test",
                &bytes[..bytes.len() - 1],
                SIZES,
                Level::new()
            )
            .is_err()
        );
    }
}
