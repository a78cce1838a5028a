//! Labels of the tagger: begin and inside of source, cue and content, and nothing.

use std::ops::Range;

use fearless_simd::{Level, dispatch, i32x8, prelude::*};

use crate::model::argmax;

/// Number of labels.
pub(crate) const LABELS: usize = 7;
/// No role.
pub(crate) const OUTSIDE: u8 = 0;

/// The part of an attribution that a span plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Who says it.
    Source,
    /// The words that attribute.
    Cue,
    /// The words attributed.
    Content,
}

impl Role {
    /// All roles, in the order of their labels.
    pub(crate) const ALL: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

    /// The label of the first token of a span.
    pub(crate) const fn begin(self) -> u8 {
        1 + 2 * self as u8
    }

    /// The label of every later token of a span.
    pub(crate) const fn inside(self) -> u8 {
        2 + 2 * self as u8
    }

    /// The role of a label.
    pub(crate) const fn of(label: u8) -> Option<Role> {
        match label {
            1 | 2 => Some(Role::Source),
            3 | 4 => Some(Role::Cue),
            5 | 6 => Some(Role::Content),
            _ => None,
        }
    }
}

/// Whether a label opens a span.
pub(crate) const fn begins(label: u8) -> bool {
    label % 2 == 1
}

/// Whether `next` may follow `label`: the inside of a role follows that role alone.
pub(crate) const fn may_follow(label: u8, next: u8) -> bool {
    begins(next) || next == OUTSIDE || label == next || label + 1 == next && begins(label)
}

/// Tokens with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    /// Indexes of its tokens.
    pub(crate) tokens: Range<usize>,
    /// Its role.
    pub(crate) role: Role,
}

/// The spans of a label sequence, whose first label is that of token `offset`.
pub(crate) fn spans(labels: &[u8], offset: usize) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    for (i, &label) in labels.iter().enumerate() {
        let Some(role) = Role::of(label) else {
            continue;
        };
        match found.last_mut() {
            Some(last) if !begins(label) && last.role == role && last.tokens.end == offset + i => {
                last.tokens.end += 1;
            }
            _ => found.push(Labelled {
                tokens: offset + i..offset + i + 1,
                role,
            }),
        }
    }
    found
}

/// Scores of labels after labels: `pairs[previous][next]`; the row [`LABELS`] is the start.
pub(crate) type Pairs = [[i32; LABELS]; LABELS + 1];

/// No pair is better than another.
pub(crate) const ANY_PAIR: Pairs = [[0; LABELS]; LABELS + 1];

/// Worse than any sequence.
const NEVER: i32 = i32::MIN / 4;

/// One score for each label.
type Row = [i32; LABELS];

/// A row with room to fill a register of eight numbers; what is beyond the labels is [`NEVER`].
type Lanes = [i32; 8];

/// Pairs in such rows: first those of a label with what follows it, the start last.
type PairLanes = [Lanes; LABELS + 1];

/// The best label sequence under scores of tokens and of label pairs (Viterbi 1967).
pub(crate) fn best(tokens: &[Row], pairs: &Pairs) -> Vec<u8> {
    let pairs = &allowed(pairs);
    back(&forward(tokens, pairs), pairs)
}

/// The best label sequence where no pair is better than another. Mostly that is the best label of every token.
pub(crate) fn best_of_any_pair(tokens: &[Row]) -> Vec<u8> {
    let labels: Vec<u8> = tokens.iter().map(|row| argmax(row) as u8).collect();
    let follows = |pair: &[u8]| may_follow(pair[0], pair[1]);
    let starts = labels.first().is_none_or(|&l| may_follow(OUTSIDE, l));
    if starts && labels.windows(2).all(follows) {
        labels
    } else {
        best(tokens, &ANY_PAIR)
    }
}

/// The best label sequence, and what [`through`] says of it; nothing where no label is a role.
pub(crate) fn best_and_through(tokens: &[Row], pairs: &Pairs) -> (Vec<u8>, Vec<Row>) {
    let pairs = &allowed(pairs);
    let ahead = forward(tokens, pairs);
    let labels = back(&ahead, pairs);
    if labels.iter().all(|&label| label == OUTSIDE) {
        return (labels, Vec::new());
    }
    (labels, through(tokens, &ahead, pairs))
}

/// The best label sequence, last label first, from the scores of its beginnings.
fn back(ahead: &[Lanes], pairs: &PairLanes) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; ahead.len()];
    let after = transposed(pairs);
    let mut onward = [0; 8];
    for (ahead, chosen) in ahead.iter().zip(&mut labels).rev() {
        // The first of equals, so that nothing is found where nothing is known.
        let scores: Row = std::array::from_fn(|l| ahead[l] + onward[l]);
        *chosen = argmax(&scores) as u8;
        onward = after[usize::from(*chosen)];
    }
    labels
}

/// For each token and label, by how much the best sequence in which the token has that label falls short
/// of the best of all; 0 or less. Takes the scores of the best beginnings.
fn through(tokens: &[Row], ahead: &[Lanes], pairs: &PairLanes) -> Vec<Row> {
    dispatch!(Level::new(), simd => simd.vectorize(
        #[inline(always)]
        || {
            let after = transposed(pairs).map(|row| i32x8::simd_from(simd, row));
            let mut rest = i32x8::splat(simd, 0);
            let mut through = vec![[0; LABELS]; tokens.len()];
            let rows = through.iter_mut().zip(tokens.iter().zip(ahead));
            for (through, (token, ahead)) in rows.rev() {
                let onward = i32x8::simd_from(simd, wide(token)) + rest;
                let score = lowered(i32x8::simd_from(simd, *ahead) + rest);
                *through = narrow(score.into());
                rest = lowered(best_step(onward, &after));
            }
            through
        },
    ))
}

/// For each token and label, the score of the best beginning that ends there; the best of a token is 0, so
/// that no sum grows with the length of the text.
fn forward(tokens: &[Row], pairs: &PairLanes) -> Vec<Lanes> {
    dispatch!(Level::new(), simd => simd.vectorize(
        #[inline(always)]
        || {
            let [steps @ .., start] = pairs.map(|row| i32x8::simd_from(simd, row));
            let mut ahead: Vec<Lanes> = Vec::with_capacity(tokens.len());
            let mut row = start;
            for token in tokens {
                let score = lowered(row + i32x8::simd_from(simd, wide(token)));
                ahead.push(score.into());
                row = best_step(score, &steps);
            }
            ahead
        },
    ))
}

/// For each label, the highest of the scores and what stepping from one to it adds.
#[inline(always)]
fn best_step<S: Simd>(scores: i32x8<S>, steps: &[i32x8<S>; LABELS]) -> i32x8<S> {
    let from: Lanes = scores.into();
    let step = |l: usize| steps[l] + from[l];
    let pairs = [
        step(0).max(step(1)),
        step(2).max(step(3)),
        step(4).max(step(5)),
    ];
    pairs[0].max(pairs[1]).max(pairs[2].max(step(6)))
}

/// Makes the largest score 0, and none less than [`NEVER`]. Scores stay far from where numbers end: [`NEVER`] is a
/// quarter of that, and no score of a token is near it.
#[inline(always)]
fn lowered<S: Simd>(scores: i32x8<S>) -> i32x8<S> {
    (scores - scores.reduce_max()).max(NEVER)
}

#[inline(always)]
fn wide(row: &Row) -> Lanes {
    let [a, b, c, d, e, f, g] = *row;
    [a, b, c, d, e, f, g, NEVER]
}

#[inline(always)]
fn narrow(lanes: Lanes) -> Row {
    let [row @ .., _] = lanes;
    row
}

/// For each label, the pairs with what stands before it.
fn transposed(pairs: &PairLanes) -> [Lanes; LABELS] {
    let before = |next: usize, l: usize| if l < LABELS { pairs[l][next] } else { NEVER };
    std::array::from_fn(|next| std::array::from_fn(|l| before(next, l)))
}

/// Pairs in which an inside that follows no part of its role is worse than any sequence.
fn allowed(pairs: &Pairs) -> PairLanes {
    std::array::from_fn(|before| {
        let label = if before == LABELS {
            OUTSIDE
        } else {
            before as u8
        };
        std::array::from_fn(|next| {
            if next < LABELS && may_follow(label, next as u8) {
                pairs[before][next]
            } else {
                NEVER
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_follows_its_own_role_alone() {
        let inside = Role::Content.inside();
        assert!(may_follow(Role::Content.begin(), inside));
        assert!(may_follow(inside, inside));
        assert!(!may_follow(OUTSIDE, inside));
        assert!(!may_follow(Role::Cue.inside(), inside));
        assert!(!may_follow(Role::Source.begin(), inside));
    }

    #[test]
    fn spans_split_at_a_new_beginning() {
        let (b, i) = (Role::Cue.begin(), Role::Cue.inside());
        let found: Vec<_> = spans(&[0, b, i, b, 0], 10)
            .into_iter()
            .map(|s| s.tokens)
            .collect();
        assert_eq!(found, [11..13, 13..14]);
    }

    #[test]
    fn the_best_sequence_scores_best_through_each_of_its_labels() {
        let tokens: Vec<[i32; LABELS]> = (0..9_i32)
            .map(|i| std::array::from_fn(|l| (i * 7 + l as i32 * 5) % 11))
            .collect();
        let pairs = std::array::from_fn(|b| std::array::from_fn(|l| (b as i32 * 3 + l as i32) % 4));
        let (labels, through) = best_and_through(&tokens, &pairs);
        assert_eq!(labels, best(&tokens, &pairs));
        for (row, label) in through.iter().zip(labels) {
            assert_eq!(row.iter().max(), Some(&0));
            assert_eq!(row[label as usize], 0);
        }
    }

    #[test]
    fn the_best_sequence_respects_the_constraint() {
        let mut tokens = [[0; LABELS]; 2];
        tokens[1][Role::Cue.inside() as usize] = 5;
        let pairs = [[0; LABELS]; LABELS + 1];
        assert_eq!(
            best(&tokens, &pairs),
            [Role::Cue.begin(), Role::Cue.inside()]
        );
    }
}
