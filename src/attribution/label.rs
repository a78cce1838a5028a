//! Labels of the tagger: begin and inside of source, cue and content, and nothing.

use std::ops::Range;

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

/// The best label sequence under scores of tokens and of label pairs (Viterbi 1967).
pub(crate) fn best(tokens: &[Row], pairs: &Pairs) -> Vec<u8> {
    let pairs = &allowed(pairs);
    back(&forward(tokens, pairs), pairs)
}

/// The best label sequence, and what [`through`] says of it; nothing where no label is a role.
pub(crate) fn best_and_through(tokens: &[Row], pairs: &Pairs) -> (Vec<u8>, Vec<Row>) {
    let pairs = &allowed(pairs);
    let ahead = forward(tokens, pairs);
    let labels = back(&ahead, pairs);
    if labels.iter().all(|&label| label == OUTSIDE) {
        return (labels, Vec::new());
    }
    (labels, through(tokens, ahead, pairs))
}

/// The best label sequence, last label first, from the scores of its beginnings.
fn back(ahead: &[Row], pairs: &Pairs) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; ahead.len()];
    let mut next: Option<u8> = None;
    for (ahead, chosen) in ahead.iter().zip(&mut labels).rev() {
        // The first of equals, so that nothing is found where nothing is known.
        let (mut label, mut most) = (OUTSIDE, i32::MIN);
        for l in 0..LABELS {
            let score = ahead[l] + next.map_or(0, |next| pairs[l][usize::from(next)]);
            if score > most {
                (label, most) = (l as u8, score);
            }
        }
        *chosen = label;
        next = Some(label);
    }
    labels
}

/// For each token and label, by how much the best sequence in which the token has that label falls short
/// of the best of all; 0 or less. Takes the scores of the best beginnings.
fn through(tokens: &[Row], ahead: Vec<Row>, pairs: &Pairs) -> Vec<Row> {
    let mut through = ahead;
    let mut rest = [0; LABELS];
    for (through, token) in through.iter_mut().zip(tokens).rev() {
        let onward: Row = std::array::from_fn(|l| token[l] + rest[l]);
        for (score, rest) in through.iter_mut().zip(rest) {
            *score += rest;
        }
        lower(through);
        rest = std::array::from_fn(|before| {
            let rest = onward.iter().zip(&pairs[before]).map(|(o, p)| o + p);
            rest.fold(NEVER, i32::max)
        });
        lower(&mut rest);
    }
    through
}

/// For each token and label, the score of the best beginning that ends there; the best of a token is 0, so
/// that no sum grows with the length of the text.
fn forward(tokens: &[Row], pairs: &Pairs) -> Vec<Row> {
    let mut ahead: Vec<Row> = Vec::with_capacity(tokens.len());
    let mut before = [NEVER; LABELS];
    for (i, token) in tokens.iter().enumerate() {
        let mut row = if i == 0 {
            pairs[LABELS]
        } else {
            let mut row = [i32::MIN; LABELS];
            for (before, pairs) in before.iter().zip(pairs) {
                for (r, pair) in row.iter_mut().zip(pairs) {
                    *r = (*r).max(before + pair);
                }
            }
            row
        };
        for (r, t) in row.iter_mut().zip(token) {
            *r += t;
        }
        lower(&mut row);
        ahead.push(row);
        before = row;
    }
    ahead
}

/// Makes the largest score of a row 0, and none less than [`NEVER`].
fn lower(row: &mut Row) {
    let most = row.iter().copied().fold(i32::MIN, i32::max);
    for score in row {
        *score = score.saturating_sub(most).max(NEVER);
    }
}

/// Pairs in which an inside that follows no part of its role is worse than any sequence.
fn allowed(pairs: &Pairs) -> Pairs {
    std::array::from_fn(|before| {
        let label = if before == LABELS {
            OUTSIDE
        } else {
            before as u8
        };
        std::array::from_fn(|next| {
            if may_follow(label, next as u8) {
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
