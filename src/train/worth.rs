//! Trains the weights of check-worthiness: a logistic regression over the readable features of
//! `claim::worth`, by Newton's method.

use std::fmt::Write;
use std::path::Path;

use crate::claim::worth_of_sentence;
use crate::claim::{Feature, WORTH_FEATURES};
use crate::error::ErrorKind;
use crate::{Document, Error, syntax};

/// Bias and features.
const WIDTH: usize = WORTH_FEATURES + 1;
/// Pull of the weights towards zero.
const RIDGE: f64 = 4.0;
/// Newton's method stands still long before.
const STEPS: usize = 12;

/// What a training yields.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The table of weights.
    pub table: String,
    /// The scores on the sentences held out, as lines of a card.
    pub report: String,
}

type Example = ([f64; WIDTH], bool);

/// Trains on `train.tsv` of a folder, measures on its `dev-test.tsv`.
///
/// # Errors
///
/// When a file cannot be read.
pub fn train(folder: &Path) -> Result<Trained, Error> {
    let examples = read(&folder.join("train.tsv"))?;
    let held_out = read(&folder.join("dev-test.tsv"))?;
    let weights = fit(&examples);
    let mut table = String::new();
    let names = std::iter::once("bias").chain(Feature::ALL.iter().map(|f| f.as_str()));
    for (name, weight) in names.zip(weights) {
        let _ = writeln!(table, "{name}\t{weight:.3}");
    }
    let threshold = best_threshold(&examples);
    let mut report = String::new();
    for (name, set) in [("train", &examples), ("dev-test", &held_out)] {
        let (precision, recall, f1) = measure(&weights, set, threshold);
        let _ = writeln!(
            report,
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            set.len(),
            100.0 * average_precision(&weights, set),
            100.0 * precision,
            100.0 * recall,
            100.0 * f1,
        );
    }
    let _ = writeln!(report, "threshold {threshold:.2}");
    Ok(Trained { table, report })
}

/// Columns: id, sentence, `Yes` or `No`; the first line names them, quoting is off.
fn read(path: &Path) -> Result<Vec<Example>, Error> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::new(ErrorKind::Io { place, source }))?;
    Ok(text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split('\t').skip(1);
            let sentence = columns.next()?;
            let label = columns.next()?.trim();
            Some((example(sentence), label == "Yes"))
        })
        .collect())
}

fn example(sentence: &str) -> [f64; WIDTH] {
    // Some sentences stand in a pair of marks that the source's own format put there.
    let sentence = sentence.trim().trim_matches('"');
    let document = Document::new(sentence);
    let syntax = syntax::parse(&document);
    let mut values = [1.0; WIDTH];
    for (slot, value) in values[1..]
        .iter_mut()
        .zip(worth_of_sentence(&document, &syntax))
    {
        *slot = f64::from(value);
    }
    values
}

fn score(weights: &[f64; WIDTH], values: &[f64; WIDTH]) -> f64 {
    let sum: f64 = weights.iter().zip(values).map(|(w, v)| w * v).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn fit(examples: &[Example]) -> [f64; WIDTH] {
    let mut weights = [0.0; WIDTH];
    for _ in 0..STEPS {
        let mut gradient = [0.0; WIDTH];
        let mut hessian = vec![[0.0; WIDTH]; WIDTH];
        for (values, label) in examples {
            let p = score(&weights, values);
            let error = f64::from(u8::from(*label)) - p;
            let spread = p * (1.0 - p);
            for a in (0..WIDTH).filter(|&a| values[a] != 0.0) {
                gradient[a] += error * values[a];
                for b in (0..WIDTH).filter(|&b| values[b] != 0.0) {
                    hessian[a][b] += spread * values[a] * values[b];
                }
            }
        }
        for a in 1..WIDTH {
            gradient[a] -= RIDGE * weights[a];
            hessian[a][a] += RIDGE;
        }
        hessian[0][0] += 1e-9;
        let step = solve(hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
        }
    }
    // What is shipped is what is measured.
    weights.map(|w| (w * 1000.0).round() / 1000.0)
}

/// Gauss's elimination; the matrix is positive definite.
fn solve(mut matrix: Vec<[f64; WIDTH]>, mut right: [f64; WIDTH]) -> [f64; WIDTH] {
    for pivot in 0..WIDTH {
        let above = matrix[pivot];
        for row in pivot + 1..WIDTH {
            let factor = matrix[row][pivot] / above[pivot];
            for (cell, above) in matrix[row].iter_mut().zip(above) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..WIDTH).rev() {
        let known: f64 = (row + 1..WIDTH).map(|c| matrix[row][c] * right[c]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

fn measure(weights: &[f64; WIDTH], examples: &[Example], threshold: f64) -> (f64, f64, f64) {
    let (mut hits, mut found, mut wanted) = (0.0, 0.0, 0.0);
    for (values, label) in examples {
        let yes = score(weights, values) >= threshold;
        found += f64::from(u8::from(yes));
        wanted += f64::from(u8::from(*label));
        hits += f64::from(u8::from(yes && *label));
    }
    let (precision, recall) = (hits / f64::max(found, 1.0), hits / f64::max(wanted, 1.0));
    let f1 = 2.0 * precision * recall / f64::max(precision + recall, 1e-9);
    (precision, recall, f1)
}

/// The lowest that is as good as the best, within half a point of F1, on sentences that were not trained on, of five
/// folds: what is passed over is never checked.
fn best_threshold(examples: &[Example]) -> f64 {
    const FOLDS: usize = 5;
    let held_out = (0..FOLDS).map(|fold| {
        let part = |of: bool| -> Vec<Example> {
            let folds = examples.iter().enumerate();
            let kept = folds.filter(|(i, _)| (i % FOLDS == fold) == of);
            kept.map(|(_, example)| *example).collect()
        };
        (fit(&part(false)), part(true))
    });
    let held_out: Vec<([f64; WIDTH], Vec<Example>)> = held_out.collect();
    let f1 = |t: &f64| -> f64 {
        let folds = held_out.iter();
        folds
            .map(|(weights, set)| measure(weights, set, *t).2)
            .sum()
    };
    let all: Vec<(f64, f64)> = (10..70)
        .map(|t| f64::from(t) / 100.0)
        .map(|t| (t, f1(&t)))
        .collect();
    let best = all.iter().map(|&(_, f1)| f1).fold(0.0, f64::max);
    let good = |f1: f64| f1 >= best - 0.005 * FOLDS as f64;
    let lowest = all.iter().find(|&&(_, f1)| good(f1));
    lowest.map_or(0.5, |&(t, _)| t)
}

fn average_precision(weights: &[f64; WIDTH], examples: &[Example]) -> f64 {
    let mut ranked: Vec<(f64, bool)> = examples
        .iter()
        .map(|(values, label)| (score(weights, values), *label))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut sum) = (0.0, 0.0);
    for (rank, (_, label)) in ranked.iter().enumerate() {
        if *label {
            hits += 1.0;
            sum += hits / (rank as f64 + 1.0);
        }
    }
    sum / f64::max(hits, 1.0)
}
