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

/// Worse than any sequence.
const NEVER: i32 = i32::MIN / 4;

/// The best label sequence under scores of tokens and of label pairs (Viterbi 1967).
pub(crate) fn best(tokens: &[[i32; LABELS]], pairs: &Pairs) -> Vec<u8> {
    let ahead = forward(tokens, pairs);
    let mut labels = vec![OUTSIDE; tokens.len()];
    let mut next: Option<u8> = None;
    for i in (0..tokens.len()).rev() {
        let score = |label: u8| match next {
            None => ahead[i][label as usize],
            Some(next) if may_follow(label, next) => {
                ahead[i][label as usize].saturating_add(pairs[label as usize][next as usize])
            }
            Some(_) => i32::MIN,
        };
        // The first of equals, so that nothing is found where nothing is known.
        let label = (0..LABELS as u8)
            .rev()
            .max_by_key(|&l| score(l))
            .unwrap_or(OUTSIDE);
        labels[i] = label;
        next = Some(label);
    }
    labels
}

/// For each token and label, the score of the best sequence in which the token has that label.
pub(crate) fn through(tokens: &[[i32; LABELS]], pairs: &Pairs) -> Vec<[i32; LABELS]> {
    let mut through = forward(tokens, pairs);
    let mut rest = [0; LABELS];
    for i in (0..tokens.len()).rev() {
        for (score, rest) in through[i].iter_mut().zip(rest) {
            *score = score.saturating_add(rest).max(NEVER);
        }
        rest = std::array::from_fn(|before| {
            (0..LABELS)
                .filter(|&l| may_follow(before as u8, l as u8))
                .map(|l| {
                    pairs[before][l]
                        .saturating_add(tokens[i][l])
                        .saturating_add(rest[l])
                })
                .max()
                .unwrap_or(NEVER)
        });
    }
    through
}

/// For each token and label, the score of the best beginning that ends there.
fn forward(tokens: &[[i32; LABELS]], pairs: &Pairs) -> Vec<[i32; LABELS]> {
    let mut ahead: Vec<[i32; LABELS]> = Vec::with_capacity(tokens.len());
    for row in tokens {
        let next = std::array::from_fn(|label| {
            let enter = match ahead.last() {
                None if may_follow(OUTSIDE, label as u8) => pairs[LABELS][label],
                None => NEVER,
                Some(before) => (0..LABELS)
                    .filter(|&b| may_follow(b as u8, label as u8))
                    .map(|b| before[b].saturating_add(pairs[b][label]))
                    .max()
                    .unwrap_or(NEVER),
            };
            enter.saturating_add(row[label]).max(NEVER)
        });
        ahead.push(next);
    }
    ahead
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
        let labels = best(&tokens, &pairs);
        let through = through(&tokens, &pairs);
        let top = through[0].iter().max();
        for (row, label) in through.iter().zip(labels) {
            assert_eq!(row.iter().max(), top);
            assert_eq!(row.get(label as usize), top);
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
