//! The product of two matrices, in blocks that stay in registers; in plain Rust, the same on every machine.

/// A matrix of `rows` × `depth`, whose numbers lie `down` and `along` apart.
#[derive(Clone, Copy)]
pub(super) struct Left<'x> {
    pub(super) numbers: &'x [f32],
    pub(super) rows: usize,
    pub(super) depth: usize,
    pub(super) down: usize,
    pub(super) along: usize,
}

impl Left<'_> {
    fn at(&self, row: usize, k: usize) -> f32 {
        self.numbers[row * self.down + k * self.along]
    }
}

const ROWS: usize = 4;
const COLUMNS: usize = 32;

/// Adds the product with a matrix of `depth` × `columns` to one of `rows` × `columns`.
pub(super) fn add(left: Left<'_>, right: &[f32], columns: usize, out: &mut [f32]) {
    for from in (0..columns).step_by(COLUMNS) {
        let width = (columns - from).min(COLUMNS);
        let mut row = 0;
        while row < left.rows {
            if width == COLUMNS && left.rows - row >= ROWS {
                block(left, right, columns, (row, from), out);
                row += ROWS;
                continue;
            }
            let out = &mut out[row * columns + from..][..width];
            for (k, right) in right.chunks_exact(columns).enumerate() {
                let x = left.at(row, k);
                for (o, w) in out.iter_mut().zip(&right[from..from + width]) {
                    *o += x * w;
                }
            }
            row += 1;
        }
    }
}

fn block(
    left: Left<'_>,
    right: &[f32],
    columns: usize,
    (row, column): (usize, usize),
    out: &mut [f32],
) {
    let mut sums = [[0.0_f32; COLUMNS]; ROWS];
    for k in 0..left.depth {
        let Some(right) = right[k * columns + column..].first_chunk::<COLUMNS>() else {
            return;
        };
        for (r, sums) in sums.iter_mut().enumerate() {
            let x = left.at(row + r, k);
            for c in 0..COLUMNS {
                sums[c] += x * right[c];
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        let out = &mut out[(row + r) * columns + column..][..COLUMNS];
        for c in 0..COLUMNS {
            out[c] += sums[c];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_rests_are_the_plain_product() {
        let (rows, depth, columns) = (7, 5, 71);
        let x: Vec<f32> = (0..rows * depth).map(|i| (i % 11) as f32 - 5.0).collect();
        let w: Vec<f32> = (0..depth * columns)
            .map(|i| (i % 13) as f32 - 6.0)
            .collect();
        let mut turned = vec![0.0; x.len()];
        for r in 0..rows {
            for k in 0..depth {
                turned[k * rows + r] = x[r * depth + k];
            }
        }
        for (numbers, down, along) in [(&x, depth, 1), (&turned, 1, rows)] {
            let left = Left {
                numbers,
                rows,
                depth,
                down,
                along,
            };
            let mut out = vec![1.0; rows * columns];
            add(left, &w, columns, &mut out);
            for r in 0..rows {
                for c in 0..columns {
                    let sum: f32 = (0..depth)
                        .map(|k| x[r * depth + k] * w[k * columns + c])
                        .sum();
                    assert_eq!(out[r * columns + c], 1.0 + sum);
                }
            }
        }
    }
}
