use std::ops::Range;

use super::form::{Form, feature};
use super::habit::{KEYS, key};
use super::parser::{NONE, Node};
use super::relation::Relation;
use crate::model::SparseWeights;

/// Feature templates of an arc.
pub(crate) const FEATURES: usize = 21;
/// Relations without [`Relation::Root`], which needs no learning.
pub(crate) const LABELS: usize = 32;

/// Relations in the order of their scores.
pub(crate) const RELATIONS: [Relation; LABELS] = {
    let mut relations = [Relation::Dependent; LABELS];
    let mut i = 0;
    while i < LABELS - 1 {
        relations[i] = Relation::ALL[i];
        i += 1;
    }
    relations
};

/// What the relation of a token to its head is told by: the tree, and the relations of what depends on either.
pub(crate) struct View<'t> {
    forms: &'t [Form],
    nodes: &'t [Node],
    sentence: Range<usize>,
    token: usize,
    /// The relation named last among the dependents of the token, and of its head.
    last: [u64; 2],
    /// What was named among the dependents of the token, and of its head.
    held: [u64; 2],
}

impl View<'_> {
    /// What habits know an arc by: the word, the tag of its head, what they hold; tags and places alone.
    #[inline]
    pub(crate) fn keys(&self) -> [u64; KEYS] {
        let node = &self.nodes[self.token];
        let head = &self.nodes[node.head as usize];
        let left = u64::from(self.token < node.head as usize);
        let pair = node.tag as u64 | (head.tag as u64) << 5 | left << 10;
        let (taken, head_taken) = (u64::from(node.taken), u64::from(head.taken));
        let [own_held, head_held] = self.held;
        let last = self.last[1];
        [
            key(1, node.lexical, pair | own_held << 11 | taken << 19),
            key(
                2,
                pair | head_taken << 11 | taken << 19 | last << 27,
                head_held | own_held << 8,
            ),
        ]
    }

    /// What the linear model reads.
    #[inline]
    pub(crate) fn features(&self) -> [u64; FEATURES] {
        let Self {
            forms,
            nodes,
            ref sentence,
            token: i,
            last: [own, last],
            held: [own_held, head_held],
        } = *self;
        let tag = |i: usize| {
            if sentence.contains(&i) {
                nodes[i].tag as u64
            } else {
                NO_TAG
            }
        };
        let word = |i: usize| {
            if sentence.contains(&i) {
                nodes[i].word
            } else {
                1
            }
        };
        let node = &nodes[i];
        let h = node.head as usize;
        let head = &nodes[h];
        let left = u64::from(i < h);
        let distance = match i.abs_diff(h) {
            d @ 0..4 => d as u64,
            4..7 => 4,
            7..12 => 5,
            12..24 => 6,
            _ => 7,
        };
        let first = &nodes[node.first as usize];
        let before = (node.first as usize).wrapping_sub(1);
        let after = node.last as usize + 1;
        let above = match head.head {
            NONE => NO_TAG,
            above => nodes[above as usize].tag as u64,
        };
        let pair = node.tag as u64 | (head.tag as u64) << 5 | left << 10;
        let ends = u64::from(node.left_tag) << 11 | u64::from(node.right_tag) << 16;
        let side = pair >> 5;
        let counts = u64::from(head.left_count | head.right_count << 2);
        let (taken, head_taken) = (u64::from(node.taken), u64::from(head.taken));
        let before_word = word(before);
        [
            feature(1, node.lexical, head.lexical),
            feature(2, node.lexical, side),
            feature(3, head.lexical, node.tag as u64 | left << 5),
            feature(4, pair | distance << 11, 0),
            feature(5, first.word, pair),
            feature(6, first.word, head.lexical ^ left),
            feature(7, node.lexical, left | last << 1),
            feature(8, pair | last << 11 | counts << 17, 0),
            feature(9, first.word, before_word ^ pair),
            feature(10, pair | above << 11 | own_held << 16, 0),
            feature(11, head.lexical, left | last << 1 | (node.tag as u64) << 7),
            feature(12, node.word, first.word),
            feature(13, pair | ends, 0),
            feature(14, pair | tag(before) << 11 | tag(after) << 16, 0),
            feature(15, u64::from(forms[i].suffix), pair),
            feature(17, word(h.wrapping_sub(1)), pair | head_taken << 11),
            feature(18, word(after), pair),
            feature(19, pair | taken << 11 | own << 19 | own_held << 25, 0),
            feature(
                20,
                head.lexical,
                own_held | left << 8 | (node.tag as u64) << 9,
            ),
            feature(
                21,
                pair | head_taken << 11 | head_held << 19 | last << 27,
                0,
            ),
            feature(16, before_word, pair | distance << 11),
        ]
    }
}

/// Names the relation of every arc of a sentence in the parser's order, so that what depends on a token
/// is known before the token, and its nearer siblings.
pub(crate) fn label(
    forms: &[Form],
    nodes: &[Node],
    sentence: Range<usize>,
    order: &[u32],
    relations: &mut [Relation],
    mut choose: impl FnMut(usize, &View<'_>) -> Relation,
) {
    // The relation named last among the dependents of each head, and all that was named there.
    let mut named = vec![(NO_RELATION, 0); sentence.len()];
    for i in order.iter().map(|&i| i as usize) {
        let head = nodes[i].head;
        if head == NONE {
            relations[i] = Relation::Root;
            continue;
        }
        let (own, head) = (i - sentence.start, head as usize - sentence.start);
        let view = View {
            forms,
            nodes,
            sentence: sentence.clone(),
            token: i,
            last: [named[own].0, named[head].0],
            held: [named[own].1, named[head].1],
        };
        let relation = choose(i, &view);
        relations[i] = relation;
        named[head] = (relation as u64, named[head].1 | u64::from(kind(relation)));
    }
}

/// What a dependent tells about its head's clause, as a bit.
fn kind(relation: Relation) -> u8 {
    match relation {
        Relation::Subject | Relation::Expletive | Relation::ClausalSubject => 1,
        Relation::PassiveSubject => 2,
        Relation::Marker => 4,
        Relation::Copula => 8,
        Relation::Case => 16,
        Relation::Auxiliary => 32,
        Relation::Object | Relation::IndirectObject => 64,
        Relation::ClausalComplement | Relation::OpenComplement => 128,
        _ => 0,
    }
}

const NO_TAG: u64 = 31;
const NO_RELATION: u64 = 63;

/// The best relation of an arc.
#[inline]
pub(crate) fn best(weights: &SparseWeights<'_, LABELS>, view: &View<'_>) -> Relation {
    RELATIONS[usize::from(best_index(weights, view))]
}

/// Its place in [`RELATIONS`].
#[inline]
pub(crate) fn best_index(weights: &SparseWeights<'_, LABELS>, view: &View<'_>) -> u8 {
    crate::model::argmax(&weights.sum(&view.features())) as u8
}
