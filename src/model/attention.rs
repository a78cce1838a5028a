//! Self-attention (Vaswani et al. 2017): what each piece of a window takes from all of them.

use fearless_simd::{Level, dispatch, prelude::*};

use super::{WHOLE, room};

/// What attention works on, in plain floating point: its products are so small that to bring their numbers to eight
/// bits takes longer than to multiply them.
pub(super) struct Attention {
    /// How wide the registers of this machine are. A lane is a piece that asks, so the results are the same.
    level: Level,
    /// Queries of a few pieces, a row a number.
    queries: Vec<f32>,
    /// What these pieces take from every piece, a row a piece that is asked.
    shares: Vec<f32>,
}

impl Default for Attention {
    fn default() -> Self {
        Self {
            level: Level::new(),
            queries: Vec::new(),
            shares: Vec::new(),
        }
    }
}

/// Sums that are built up side by side.
const SUMS: usize = 8;
/// Pieces that fill up a block, at most: no less than [`SUMS`] and the lanes of the widest registers.
const FILL: usize = 32;

/// What each head adds for how far a piece stands from the one that asks, in the unit of powers of two.
pub(super) struct Near {
    /// By the place of the piece that asks less that of the other, a row a head. The first and the last number are
    /// repeated for pieces that fill up a block.
    added: Vec<f32>,
    window: usize,
}

impl Near {
    /// Takes the numbers of each head by the place of the other less that of the piece that asks.
    pub(super) fn new(ahead: &[f32], window: usize) -> Self {
        let row = |ahead: &[f32]| {
            let back = ahead.iter().rev().map(|x| x * std::f32::consts::LOG2_E);
            let back: Vec<f32> = back.collect();
            let ends = [back[0], back[back.len() - 1]];
            let [first, last] = ends.map(|x| std::iter::repeat_n(x, FILL));
            first.chain(back).chain(last).collect::<Vec<_>>()
        };
        Self {
            added: ahead.chunks_exact(2 * window - 1).flat_map(row).collect(),
            window,
        }
    }

    /// For the pieces from `asking` on, what one head adds for the piece at `asked`.
    #[inline(always)]
    fn of(&self, head: usize, asking: usize, asked: usize) -> &[f32] {
        let row = 2 * self.window - 1 + 2 * FILL;
        &self.added[head * row + FILL + self.window - 1 + asking - asked..]
    }
}

impl Attention {
    /// What each piece of a window takes from all of them.
    pub(super) fn attend(
        &mut self,
        asked: &[f32],
        (width, heads): (usize, usize),
        near: Option<&Near>,
        out: &mut [f32],
    ) {
        let size = width / heads;
        dispatch!(self.level, simd => simd.vectorize(
            #[inline(always)]
            || for head in 0..heads {
                self.head(simd, asked, (width, head, size), near, out);
            },
        ));
    }

    /// One head, into columns `head..` of `out`.
    #[inline(always)]
    fn head<S: Simd>(
        &mut self,
        simd: S,
        asked: &[f32],
        (width, head, size): (usize, usize, usize),
        near: Option<&Near>,
        out: &mut [f32],
    ) {
        let (lanes, column) = (S::f32s::LEN, head * size);
        let length = asked.len() / (3 * width);
        // Query, key or value of a piece; the last one stands for those that fill up a block.
        let part = |kind: usize, t: usize| {
            &asked[(3 * t.min(length - 1) + kind) * width + column..][..size]
        };
        let queries = room(&mut self.queries, size * lanes);
        let shares = room(&mut self.shares, length.next_multiple_of(SUMS) * lanes);
        for start in (0..length).step_by(lanes) {
            for lane in 0..lanes {
                let query = part(0, start + lane);
                for k in 0..size {
                    queries[k * lanes + lane] = query[k] * std::f32::consts::LOG2_E;
                }
            }
            let mut most = S::f32s::splat(simd, f32::NEG_INFINITY);
            for t in (0..length).step_by(SUMS) {
                let keys: [&[f32]; SUMS] = std::array::from_fn(|s| part(1, t + s));
                let mut sums: [S::f32s; SUMS] = std::array::from_fn(|s| match near {
                    Some(near) => S::f32s::from_slice(simd, &near.of(head, start, t + s)[..lanes]),
                    None => S::f32s::splat(simd, 0.0),
                });
                for k in 0..size {
                    let query = S::f32s::from_slice(simd, &queries[k * lanes..][..lanes]);
                    for s in 0..SUMS {
                        sums[s] += query * keys[s][k];
                    }
                }
                for s in 0..SUMS {
                    most = most.max(sums[s]);
                    sums[s].store_slice(&mut shares[(t + s) * lanes..][..lanes]);
                }
            }
            let mut all = S::f32s::splat(simd, 0.0);
            for t in 0..length {
                let row = &mut shares[t * lanes..][..lanes];
                let share = powers_of_two(simd, S::f32s::from_slice(simd, row) - most);
                all += share;
                share.store_slice(row);
            }
            for from in (0..size).step_by(SUMS) {
                let mut sums = [S::f32s::splat(simd, 0.0); SUMS];
                for t in 0..length {
                    let share = S::f32s::from_slice(simd, &shares[t * lanes..][..lanes]);
                    let value = part(2, t);
                    for s in 0..SUMS {
                        sums[s] += share * value[(from + s).min(size - 1)];
                    }
                }
                for s in 0..SUMS.min(size - from) {
                    let taken = sums[s] / all;
                    for lane in 0..lanes.min(length - start) {
                        out[(start + lane) * width + column + from + s] = taken.as_slice()[lane];
                    }
                }
            }
        }
    }
}

/// 2 to the power of numbers of at most 0, to four digits: a polynomial for what is left of the nearest whole
/// number, which goes into the exponent.
#[inline(always)]
fn powers_of_two<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let x = x.max(S::f32s::splat(simd, -60.0));
    let whole = x + WHOLE;
    let rest = x - (whole - WHOLE);
    let y = rest * 0.055_171_54 + 0.242_611_15;
    let y = (y * rest + 0.693_261) * rest + 0.999_928_1;
    let (y, whole): (S::i32s, S::i32s) = (y.bitcast(), whole.bitcast());
    (y + (whole << 23)).bitcast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_is_the_same_on_registers_of_any_width() {
        let (heads, size) = (3, 5);
        let width = heads * size;
        let window = 50;
        let ahead: Vec<f32> = (0..heads * (2 * window - 1))
            .map(|i| (i as f32 * 0.417).sin())
            .collect();
        let far = Near::new(&ahead, window);
        for (length, near) in [1, 7, 16, 45, 50]
            .into_iter()
            .flat_map(|n| [(n, None), (n, Some(&far))])
        {
            let asked: Vec<f32> = (0..length * 3 * width)
                .map(|i| (i as f32 * 0.731).sin() * 2.0)
                .collect();
            let attend = |level| {
                let mut out = vec![0.0; length * width];
                let mut attention = Attention {
                    level,
                    ..Attention::default()
                };
                attention.attend(&asked, (width, heads), near, &mut out);
                out
            };
            let wide = attend(Level::new());
            assert_eq!(attend(Level::baseline()), wide);
            // By the formula.
            let part = |t: usize, kind: usize, head: usize| {
                &asked[(3 * t + kind) * width + head * size..][..size]
            };
            for t in 0..length {
                for head in 0..heads {
                    let product = |u: usize| -> f32 {
                        let pairs = part(t, 0, head).iter().zip(part(u, 1, head));
                        let added =
                            near.map(|_| ahead[head * (2 * window - 1) + window - 1 + u - t]);
                        pairs.map(|(q, k)| q * k).sum::<f32>() + added.unwrap_or_default()
                    };
                    let odds: Vec<f32> = (0..length).map(|u| product(u).exp()).collect();
                    let all: f32 = odds.iter().sum();
                    for k in 0..size {
                        let taken = odds.iter().enumerate();
                        let taken = taken.map(|(u, p)| p / all * part(u, 2, head)[k]);
                        let off = taken.sum::<f32>() - wide[t * width + head * size + k];
                        assert!(off.abs() < 1e-3, "{length}, {t}, {head}, {k}: {off}");
                    }
                }
            }
        }
    }

    fn power_of_two(x: f32) -> f32 {
        fn first<S: Simd>(simd: S, x: f32) -> f32 {
            powers_of_two(simd, S::f32s::splat(simd, x)).as_slice()[0]
        }
        dispatch!(Level::new(), simd => first(simd, x))
    }

    #[test]
    fn powers_are_as_close_as_they_say() {
        for i in -12_000..=0 {
            let low = i as f32 / 1000.0;
            assert!((power_of_two(low) / low.exp2() - 1.0).abs() < 1e-4, "{low}");
        }
        assert!(power_of_two(-1e9) < 1e-15);
        assert!(power_of_two(f32::NEG_INFINITY) < 1e-15);
    }
}
