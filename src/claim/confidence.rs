//! The probability that a claim is right, from how sure the attribution and the speaker are.
//!
//! The attribution's own confidence is a curve over margins; what share of claims with such a confidence were
//! right is counted on articles held out and kept in `confidence.tsv`, a monotone table (Zadrozny and Elkan
//! 2002) made by `onrecord train confidence`. Between its points the line is straight.

use std::sync::LazyLock;

use crate::Speaker;
use crate::speaker::Status;

/// Confidence of the attribution, tab, share that was right; both grow.
const SOURCE: &str = include_str!("confidence.tsv");

static CURVE: LazyLock<Vec<(f32, f32)>> = LazyLock::new(|| {
    let number = |column: Option<&str>| column?.parse::<f32>().ok();
    let line = |line: &str| {
        let mut columns = line.split('\t');
        Some((number(columns.next())?, number(columns.next())?))
    };
    SOURCE.lines().filter_map(line).collect()
});

/// Probability that source, cue, content and speaker are right.
pub(super) fn of(attribution: f32, speaker: &Speaker) -> f32 {
    let right = read(&CURVE, attribution);
    match speaker.status {
        Status::Resolved => right * speaker.confidence,
        _ => right,
    }
}

/// The height of a curve of points in order, flat beyond its ends.
pub(crate) fn read(curve: &[(f32, f32)], at: f32) -> f32 {
    let next = curve.partition_point(|&(x, _)| x < at);
    match (next.checked_sub(1).map(|n| curve[n]), curve.get(next)) {
        (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (at - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some(&(_, y))) => y,
        (None, None) => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_grows() {
        assert!(CURVE.len() > 1);
        assert!(CURVE.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
        assert!(CURVE.iter().all(|&(_, y)| (0.0..=1.0).contains(&y)));
    }

    #[test]
    fn lines_between_points_are_straight() {
        let curve = [(0.2, 0.1), (0.6, 0.5)];
        assert_eq!(read(&curve, 0.0), 0.1);
        assert!((read(&curve, 0.4) - 0.3).abs() < 1e-6);
        assert_eq!(read(&curve, 0.9), 0.5);
        assert_eq!(read(&[], 0.9), 0.9);
    }
}
