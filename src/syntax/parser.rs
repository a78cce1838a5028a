//! Arc-hybrid transitions (Kuhlmann, Gómez-Rodríguez and Satta 2011): two a token, so linear time.
//!
//! A token is popped together with its arc, when its own dependents are complete: its subtree is
//! known at that moment.

use std::ops::Range;

use super::form::{Form, feature};
use super::habit::{KEYS, key};
use super::tag::Tag;
use crate::model::SparseWeights;

/// Feature templates of a state.
pub(crate) const FEATURES: usize = 36;
/// [`Action::Left`] and [`Action::Right`] are scored against [`Action::Shift`], which has zero.
pub(crate) const LABELS: usize = 2;
/// Head of the root, and the root itself as a node.
pub(crate) const NONE: u32 = u32::MAX;

/// One step of the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Moves the next token of the buffer onto the stack.
    Shift,
    /// The top of the stack depends on the next token of the buffer (on the root where none is left).
    Left,
    /// The top of the stack depends on the token below it.
    Right,
}

impl Action {
    /// Every action, in the order of [`State::legal`].
    pub(crate) const ALL: [Self; 3] = [Self::Shift, Self::Left, Self::Right];
}

/// A token while its sentence is parsed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// Hash of word and tag.
    pub(super) lexical: u64,
    pub(super) word: u64,
    pub(crate) head: u32,
    /// First and last token of its subtree.
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) tag: Tag,
    /// Tag of its farthest dependent to the left, and to the right.
    pub(super) left_tag: u8,
    pub(super) right_tag: u8,
    /// Dependents to the left and right, at most three counted.
    pub(super) left_count: u8,
    pub(super) right_count: u8,
    /// Kinds of dependents it has, a bit each: [`kind`].
    pub(super) taken: u8,
}

const NO_TAG: u8 = 31;

impl Node {
    /// A token without arcs.
    pub(crate) fn new(index: usize, form: &Form, tag: Tag) -> Self {
        Self {
            lexical: feature(99, form.word, tag as u64),
            word: form.word,
            head: NONE,
            first: index as u32,
            last: index as u32,
            tag,
            left_tag: NO_TAG,
            right_tag: NO_TAG,
            left_count: 0,
            right_count: 0,
            taken: 0,
        }
    }
}

/// Stands where stack or buffer have no token.
const ABSENT: Node = Node {
    lexical: 3,
    word: 3,
    head: NONE,
    first: 0,
    last: 0,
    tag: Tag::Other,
    left_tag: NO_TAG,
    right_tag: NO_TAG,
    left_count: 3,
    right_count: 3,
    taken: 0,
};

/// Stack and buffer of one sentence.
#[derive(Debug)]
pub(crate) struct State<'s> {
    pub(crate) stack: &'s [u32],
    /// First token of the buffer; [`end`](Self::end) where only the root is left.
    pub(crate) next: u32,
    pub(crate) end: u32,
}

impl State<'_> {
    /// A token of the stack, counted from its top.
    #[inline(always)]
    fn stacked<'n>(&self, nodes: &'n [Node], below: usize) -> &'n Node {
        let i = self.stack.len().checked_sub(below + 1);
        i.map_or(&ABSENT, |i| &nodes[self.stack[i] as usize])
    }

    /// A token of the buffer, counted from its front.
    #[inline(always)]
    fn buffered<'n>(&self, nodes: &'n [Node], ahead: u32) -> &'n Node {
        let i = self.next + ahead;
        if i < self.end {
            &nodes[i as usize]
        } else {
            &ABSENT
        }
    }

    /// Which actions the state allows, shift, left, right. A sentence has one root.
    pub(crate) fn legal(&self) -> [bool; 3] {
        let (stacked, buffered) = (self.stack.len(), self.next < self.end);
        [
            buffered,
            stacked > 0 && (buffered || stacked == 1),
            stacked > 1,
        ]
    }
}

/// Parses one sentence; `choose` sees the state and its features and names a legal action.
///
/// `order` receives all tokens of the sentence, in the order in which they found their heads: what depends on a token
/// comes before it, and of the dependents of a head those to the left first, then nearer before farther.
pub(crate) fn parse(
    nodes: &mut [Node],
    sentence: Range<usize>,
    stack: &mut Vec<u32>,
    order: &mut Vec<u32>,
    mut choose: impl FnMut(&[Node], &State<'_>) -> Action,
) {
    let (mut next, end) = (sentence.start as u32, sentence.end as u32);
    stack.clear();
    while next < end || !stack.is_empty() {
        let state = State { stack, next, end };
        let action = match state.legal() {
            [true, false, false] => Action::Shift,
            [false, true, false] => Action::Left,
            [false, false, true] => Action::Right,
            _ => choose(nodes, &state),
        };
        match (action, stack.len()) {
            (Action::Right, depth @ 2..) => {
                let (head, dependent) = (stack[depth - 2], stack[depth - 1]);
                attach(nodes, head, dependent);
                order.push(dependent);
                stack.pop();
            }
            (Action::Left, 1..) => {
                if let Some(dependent) = stack.pop() {
                    order.push(dependent);
                    if next < end {
                        attach(nodes, next, dependent);
                    }
                }
            }
            _ => {
                stack.push(next);
                next += 1;
            }
        }
    }
}

fn attach(nodes: &mut [Node], head: u32, dependent: u32) {
    let child = nodes[dependent as usize];
    nodes[dependent as usize].head = head;
    let node = &mut nodes[head as usize];
    node.first = node.first.min(child.first);
    node.last = node.last.max(child.last);
    node.taken |= kind(child.tag, dependent < head);
    if dependent < head {
        node.left_tag = child.tag as u8;
        node.left_count = (node.left_count + 1).min(3);
    } else {
        node.right_tag = child.tag as u8;
        node.right_count = (node.right_count + 1).min(3);
    }
}

/// What place of its head a dependent fills, as a bit: roughly subject, auxiliary, marker, preposition,
/// conjunction to the left; object, clause, modifier to the right.
fn kind(tag: Tag, left: bool) -> u8 {
    match (tag, left) {
        (Tag::Noun | Tag::ProperNoun | Tag::Pronoun, true) => 1,
        (Tag::Auxiliary | Tag::Modal, true) => 2,
        (Tag::Subordinator | Tag::Particle, true) => 4,
        (Tag::Adposition, true) => 8,
        (Tag::Conjunction, true) => 16,
        (Tag::Noun | Tag::ProperNoun | Tag::Pronoun | Tag::Number, false) => 32,
        (tag, false) if tag.is_verb() => 64,
        (Tag::Adverb | Tag::Adjective, false) => 128,
        _ => 0,
    }
}

/// What habits know a state by: four tags, places taken and the distance; that with the next word instead of places.
#[inline]
pub(crate) fn keys(nodes: &[Node], state: &State<'_>) -> [u64; KEYS] {
    let stacked = |below| state.stacked(nodes, below);
    let buffered = |ahead| state.buffered(nodes, ahead);
    let (s0, s1, b0, b1) = (stacked(0), stacked(1), buffered(0), buffered(1));
    let tag = |node: &Node| node.tag as u64 | u64::from(node.word == ABSENT.word) << 5;
    let tags = tag(s0) | tag(s1) << 6 | tag(b0) << 12 | tag(b1) << 18;
    let top = state.stack.last().copied().unwrap_or_default();
    let distance = u64::from(state.next.saturating_sub(top).min(3));
    let taken = |node: &Node| u64::from(node.taken);
    let beside = u64::from(distance == 1);
    [
        key(1, tags, taken(s0) | distance << 8 | taken(b0) << 16),
        key(2, b0.lexical, tags | beside << 24),
    ]
}

/// What the linear model reads of a state.
#[inline]
pub(crate) fn features(nodes: &[Node], state: &State<'_>) -> [u64; FEATURES] {
    let depth = state.stack.len();
    let stacked = |below| state.stacked(nodes, below);
    let buffered = |ahead| state.buffered(nodes, ahead);
    let (s0, s1, s2) = (stacked(0), stacked(1), stacked(2));
    let (b0, b1, b2) = (buffered(0), buffered(1), buffered(2));
    let absent = |node: &Node| u64::from(node.word == ABSENT.word) << 5;
    let tag = |node: &Node| node.tag as u64 | absent(node);
    let (t0, t1, t2) = (tag(s0), tag(s1), tag(s2));
    let (u0, u1, u2) = (tag(b0), tag(b1), tag(b2));
    let gap = |from: u32, to: u32| match to.saturating_sub(from) {
        d @ 0..5 => u64::from(d),
        5..8 => 5,
        8..16 => 6,
        _ => 7,
    };
    let top = state.stack.last().copied().unwrap_or_default();
    let below = depth.checked_sub(2).map_or(top, |i| state.stack[i]);
    let near = gap(top, state.next);
    let far = gap(below, top);
    let (s0l, s0r) = (u64::from(s0.left_tag), u64::from(s0.right_tag));
    let (s1l, s1r) = (u64::from(s1.left_tag), u64::from(s1.right_tag));
    let b0l = u64::from(b0.left_tag);
    let counts = |node: &Node| u64::from(node.left_count | node.right_count << 2);
    // A subtree's first word is where English marks its kind: “of”, “to”, “that”, “and”.
    let first = |node: &Node| nodes.get(node.first as usize).map_or(0, |first| first.word);
    let s0_first = if depth > 0 { first(s0) } else { 0 };
    let b0_first = if state.next < state.end { first(b0) } else { 0 };
    let taken = |node: &Node| u64::from(node.taken);
    let pair = t0 | u0 << 6;
    let triple = pair | t1 << 12;
    [
        feature(1, s0.lexical, 0),
        feature(2, b0.lexical, 0),
        feature(3, s0.lexical, b0.lexical),
        feature(4, s0.lexical, u0 | u1 << 6),
        feature(5, b0.lexical, t0 | t1 << 6),
        feature(6, s0.word, b0.word),
        feature(7, pair | u1 << 12 | u2 << 18, 0),
        feature(8, triple | u1 << 18 | near << 24, 0),
        feature(9, triple | t2 << 18, 0),
        feature(10, s1.lexical, pair),
        feature(11, s1.lexical, s0.lexical),
        feature(12, s1.lexical, b0.lexical),
        feature(13, pair | s0l << 12 | s0r << 18 | near << 24, 0),
        feature(14, triple | s0r << 18 | s1r << 24, 0),
        feature(15, pair | b0l << 12 | near << 18, 0),
        feature(16, triple | s1l << 18 | s0l << 24, 0),
        feature(17, s0.lexical, counts(s0) | near << 8),
        feature(18, b0.lexical, u64::from(b0.left_count) | near << 8),
        feature(19, s1.lexical, counts(s1) | far << 8),
        feature(20, triple | near << 18 | far << 24, 0),
        feature(21, b1.lexical, pair),
        feature(22, s0.word, t1 | s0r << 6),
        feature(23, s1.lexical, s1r | t0 << 6),
        feature(24, b0.word, s0.word ^ (t1 << 7)),
        feature(25, pair | counts(s0) << 12 | s1r << 18 | t1 << 24, 0),
        feature(26, b2.lexical, triple),
        feature(27, b0_first, s0.lexical),
        feature(28, b0_first, triple),
        feature(29, s0_first, s1.lexical),
        feature(30, s0_first, triple),
        feature(31, s0_first, b0.lexical),
        feature(33, pair | taken(s0) << 12 | t1 << 20, 0),
        feature(34, pair | taken(s1) << 12 | t1 << 20, far),
        feature(35, pair | taken(b0) << 12 | t1 << 20, 0),
        feature(36, s1.lexical, taken(s1) | t0 << 8 | u0 << 14),
        feature(32, s0_first ^ (b0_first << 1), triple),
    ]
}

/// The best legal action of a state.
#[inline]
pub(crate) fn best(
    weights: &SparseWeights<'_, LABELS>,
    state: &State<'_>,
    nodes: &[Node],
) -> Action {
    best_legal(state, weights.sum(&features(nodes, state)))
}

/// The legal action with the highest score; the first of equals.
pub(crate) fn best_legal<S: PartialOrd + Default>(
    state: &State<'_>,
    [left, right]: [S; LABELS],
) -> Action {
    let [shift_legal, left_legal, right_legal] = state.legal();
    let mut best = (Action::Shift, S::default());
    if left_legal && (!shift_legal || left > best.1) {
        best = (Action::Left, left);
    }
    if right_legal && (!(shift_legal || left_legal) || right > best.1) {
        best = (Action::Right, right);
    }
    best.0
}
