use super::form::{Form, feature};
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

/// Names the relation of every arc of a sentence in the parser's order, so that what depends on a token
/// is known before the token, and its nearer siblings; `choose` sees the features of each.
pub(crate) fn label(
    forms: &[Form],
    nodes: &[Node],
    sentence: std::ops::Range<usize>,
    order: &[u32],
    relations: &mut [Relation],
    mut choose: impl FnMut(usize, &[u64; FEATURES]) -> Relation,
) {
    // The relation named last among the dependents of each head.
    let mut sibling = vec![NO_RELATION; sentence.len()];
    // What was named among the dependents of each head.
    let mut held = vec![0_u8; sentence.len()];
    let tag = |i: usize| {
        if sentence.contains(&i) {
            nodes[i].tag as u64
        } else {
            NO_TAG
        }
    };
    for i in order.iter().map(|&i| i as usize) {
        let node = &nodes[i];
        if node.head == NONE {
            relations[i] = Relation::Root;
            continue;
        }
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
        let before_word = if sentence.contains(&before) {
            nodes[before].word
        } else {
            1
        };
        let after = node.last as usize + 1;
        let after_word = if sentence.contains(&after) {
            nodes[after].word
        } else {
            1
        };
        let before_head = if sentence.contains(&h.wrapping_sub(1)) {
            nodes[h - 1].word
        } else {
            1
        };
        let own = sibling[i - sentence.start];
        let own_held = u64::from(held[i - sentence.start]);
        let head_held = u64::from(held[h - sentence.start]);
        let above = match head.head {
            NONE => NO_TAG,
            above => nodes[above as usize].tag as u64,
        };
        let last = sibling[h - sentence.start];
        let pair = node.tag as u64 | (head.tag as u64) << 5 | left << 10;
        let ends = u64::from(node.left_tag) << 11 | u64::from(node.right_tag) << 16;
        let side = pair >> 5;
        let counts = u64::from(head.left_count | head.right_count << 2);
        let features = [
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
            feature(17, before_head, pair | u64::from(head.taken) << 11),
            feature(18, after_word, pair),
            feature(
                19,
                pair | u64::from(node.taken) << 11 | own << 19 | own_held << 25,
                0,
            ),
            feature(
                20,
                head.lexical,
                own_held | left << 8 | (node.tag as u64) << 9,
            ),
            feature(
                21,
                pair | u64::from(head.taken) << 11 | head_held << 19 | last << 27,
                0,
            ),
            feature(16, before_word, pair | distance << 11),
        ];
        let relation = choose(i, &features);
        relations[i] = relation;
        sibling[h - sentence.start] = relation as u64;
        held[h - sentence.start] |= kind(relation);
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
pub(crate) fn best(weights: &SparseWeights<'_, LABELS>, features: &[u64; FEATURES]) -> Relation {
    RELATIONS[crate::model::argmax(&weights.sum(features))]
}
