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

/// The best label sequence under scores of tokens and of label pairs (Viterbi 1967).
///
/// `pairs[previous][next]`; the row [`LABELS`] is the start.
pub(crate) fn best(tokens: &[[i32; LABELS]], pairs: &[[i32; LABELS]; LABELS + 1]) -> Vec<u8> {
    const NEVER: i32 = i32::MIN / 2;
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(tokens.len());
    let mut score = [NEVER; LABELS];
    for (i, row) in tokens.iter().enumerate() {
        let mut next = [NEVER; LABELS];
        let mut from = [OUTSIDE; LABELS];
        for label in 0..LABELS as u8 {
            let l = label as usize;
            if i == 0 {
                if may_follow(OUTSIDE, label) {
                    next[l] = row[l] + pairs[LABELS][l];
                }
                continue;
            }
            for before in 0..LABELS as u8 {
                if !may_follow(before, label) {
                    continue;
                }
                let s = score[before as usize].saturating_add(pairs[before as usize][l]);
                if s > next[l] {
                    next[l] = s;
                    from[l] = before;
                }
            }
            next[l] = next[l].saturating_add(row[l]);
        }
        score = next;
        back.push(from);
    }
    let mut label = (0..LABELS).rev().max_by_key(|&l| score[l]).unwrap_or(0) as u8;
    let mut labels = vec![OUTSIDE; tokens.len()];
    for i in (0..tokens.len()).rev() {
        labels[i] = label;
        label = back[i][label as usize];
    }
    labels
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
