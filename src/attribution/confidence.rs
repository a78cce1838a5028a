//! How sure an attribution of the model is: margins of the tagger, through a logistic curve.
//!
//! A margin is what the best labels of the paragraph lose when one span must begin or end elsewhere. Beside
//! margins speak: whether the network alone finds the same spans, how often the cue is one, the length.
//! The curve is fitted on articles that the tagger had not seen (Platt 1999).

use std::ops::Range;

use super::context::Context;
use super::draft::Draft;
use super::label::{LABELS, OUTSIDE, Role};
use crate::Error;
use crate::error::ErrorKind;

/// Number of numbers that a confidence is made of.
pub(crate) const EVIDENCE: usize = 13;

/// What speaks for an attribution, each number about 0 to 3.
pub(crate) type Evidence = [f32; EVIDENCE];

/// Weights of the evidence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Curve(pub(crate) Evidence);

impl Curve {
    /// Reads the weights.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() != 4 * EVIDENCE {
            return Err(Error::new(ErrorKind::Binary {
                what: "attribution confidence",
                reason: format!("expected {EVIDENCE} numbers, found {} bytes", bytes.len()),
            }));
        }
        let number = |n: usize| {
            f32::from_le_bytes([
                bytes[4 * n],
                bytes[4 * n + 1],
                bytes[4 * n + 2],
                bytes[4 * n + 3],
            ])
        };
        Ok(Self(std::array::from_fn(number)))
    }

    /// Probability that an attribution is right.
    pub(crate) fn confidence(&self, evidence: &Evidence) -> f32 {
        let sum: f32 = self.0.iter().zip(evidence).map(|(w, e)| w * e).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// The evidence for a draft of one paragraph, whose first token is `offset`: the tagger's scores, and what the
/// network alone would have said.
pub(crate) fn evidence(
    draft: &Draft,
    through: &[[i32; LABELS]],
    alone: &[u8],
    offset: usize,
    context: &Context,
) -> Evidence {
    let agrees = |span: &Range<usize>, role: Role| {
        let inside = span.start - offset..span.end - offset;
        let ends = alone.get(inside.end) != Some(&role.inside());
        let rest = alone.get(inside.start + 1..inside.end);
        let whole = alone.get(inside.start) == Some(&role.begin())
            && rest.is_some_and(|rest| rest.iter().all(|&l| l == role.inside()));
        f32::from(u8::from(whole && ends))
    };
    let begins = |span: &Range<usize>, role: Role| {
        let row = &through[span.start - offset];
        margin(row, row[role.begin() as usize], role.begin())
    };
    let ends = |span: &Range<usize>, role: Role| {
        through.get(span.end - offset).map_or(MOST, |row| {
            let best = row.iter().copied().max().unwrap_or(0);
            squash(best.saturating_sub(row[role.inside() as usize]))
        })
    };
    let weakest =
        |of: &dyn Fn(&Range<usize>) -> f32| draft.content.iter().map(of).fold(MOST, f32::min);
    let quoted = draft
        .content
        .first()
        .is_some_and(|c| context.quoted[c.start] != u32::MAX);
    [
        1.0,
        draft.cue.as_ref().map_or(0.0, |c| begins(c, Role::Cue)),
        draft.cue.as_ref().map_or(0.0, |c| ends(c, Role::Cue)),
        weakest(&|c| begins(c, Role::Content)),
        weakest(&|c| ends(c, Role::Content)),
        draft
            .source
            .as_ref()
            .map_or(0.0, |s| begins(s, Role::Source)),
        f32::from(u8::from(draft.source.is_none())),
        f32::from(u8::from(quoted)),
        draft.cue.as_ref().map_or(0.0, |c| agrees(c, Role::Cue)),
        weakest(&|c| agrees(c, Role::Content)).min(1.0),
        draft
            .source
            .as_ref()
            .map_or(0.0, |s| agrees(s, Role::Source)),
        draft.cue.as_ref().map_or(0.0, |c| {
            let class = context.cue[c.clone()].iter().max();
            f32::from(class.copied().unwrap_or(0)) / 3.0
        }),
        (draft
            .content
            .iter()
            .map(ExactSizeIterator::len)
            .sum::<usize>() as f32)
            .ln_1p()
            / 2.0,
    ]
}

/// The largest squashed margin.
const MOST: f32 = 3.0;

/// What the best sequence wins over the best one in which a token has another label.
fn margin(row: &[i32; LABELS], score: i32, label: u8) -> f32 {
    let rival = (OUTSIDE..LABELS as u8)
        .filter(|&l| l != label)
        .map(|l| row[l as usize])
        .max()
        .unwrap_or(score);
    squash(score.saturating_sub(rival))
}

/// Grows like a logarithm, up to [`MOST`].
fn squash(margin: i32) -> f32 {
    (1.0 + margin.max(0) as f32 / 100.0).ln().min(MOST)
}
