//! Features of the linear pass of the tagger, as hashes.
//!
//! A feature is a template number combined with one to four small values. Names never enter: the
//! words are masked in [`Context`]. Numbers that are not used belonged to features without which the labels
//! stayed as they were.

use super::context::{Context, EDGE, NONE};
use super::label::{LABELS, Role, begins};
use std::ops::Range;

/// Room for the features of a token, and more: none has half as many.
const MOST: usize = 256;

/// The features of a token.
pub(crate) struct Features {
    hashes: [u64; MOST],
    count: usize,
}

impl Features {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            hashes: [0; MOST],
            count: 0,
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds one.
    #[inline(always)]
    pub(crate) fn push(&mut self, feature: u64) {
        self.hashes[self.count % MOST] = feature;
        self.count += 1;
    }

    /// All of them.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes[..self.count.min(MOST)]
    }
}

#[inline]
fn one(template: u32, a: u32) -> u64 {
    spread(u64::from(a) ^ u64::from(template) << 34)
}

#[inline]
fn two(template: u32, a: u32, b: u32) -> u64 {
    spread(one(template, a) ^ u64::from(b))
}

#[inline]
fn three(template: u32, a: u32, b: u32, c: u32) -> u64 {
    spread(two(template, a, b) ^ u64::from(c))
}

#[inline]
fn four(template: u32, a: u32, b: u32, c: u32, d: u32) -> u64 {
    spread(three(template, a, b, c) ^ u64::from(d))
}

#[inline]
fn spread(x: u64) -> u64 {
    let y = x.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    y ^ y >> 32
}

/// Distances in classes: exact up to 4, then coarser. Looked up: nothing could foresee which it will be.
#[inline]
fn bucket(distance: usize) -> u32 {
    const FAR: usize = 41;
    const CLASSES: [u8; FAR + 1] = {
        let mut classes = [10; FAR + 1];
        let mut distance = 0;
        while distance < FAR {
            classes[distance] = match distance {
                0..=4 => distance as u8,
                5..=6 => 5,
                7..=9 => 6,
                10..=14 => 7,
                15..=24 => 8,
                _ => 9,
            };
            distance += 1;
        }
        classes
    };
    u32::from(CLASSES[distance.min(FAR)])
}

/// What stands between two tokens: commas, “that”, quotation marks, in a few bits.
fn between(context: &Context, from: usize, to: usize) -> u32 {
    let (from, to) = (from.min(to), from.max(to));
    let commas = (context.commas[to] - context.commas[from]).min(2);
    let that = (context.thats[to] - context.thats[from]).min(1);
    let marks = (context.mark_count[to] - context.mark_count[from]).min(2);
    commas | that << 2 | marks << 3
}

/// Features of a token that read the text alone.
pub(crate) fn of_text(
    context: &Context,
    paragraph: &Range<usize>,
    region: u32,
    i: usize,
    emit: &mut impl FnMut(u64),
) {
    let at = |k: isize| -> Option<usize> {
        let j = i.wrapping_add_signed(k);
        paragraph.contains(&j).then_some(j)
    };
    let word = |k: isize| at(k).map_or(EDGE, |j| context.word[j]);
    let shape = |k: isize| at(k).map_or(99, |j| u32::from(context.shape[j]));
    let marks = |k: isize| at(k).map_or(9, |j| context.marks[j] as u32);
    let cue = |k: isize| at(k).map_or(0, |j| u32::from(context.cue[j]));
    let suffix = |k: isize| at(k).map_or(EDGE, |j| context.suffix[j]);
    let w = [
        word(-3),
        word(-2),
        word(-1),
        word(0),
        word(1),
        word(2),
        word(3),
    ];
    emit(one(2, 0));
    for (k, &word) in w.iter().enumerate() {
        emit(one(3 + k as u32, word));
    }
    emit(two(10, w[1], w[2]));
    let shapes = three(18, shape(-1), shape(0), shape(1));
    emit(shapes);
    emit(two(19, shape(-2) << 8 | shape(-1), shape(0)));
    emit(two(20, shape(0), shape(1) << 8 | shape(2)));
    emit(one(21, suffix(0)));
    emit(one(22, suffix(-1)));
    emit(one(23, suffix(1)));
    emit(two(24, suffix(-1), suffix(0)));
    let quote = marks(-1) << 8 | marks(0) << 4 | marks(1);
    emit(one(26, quote));
    emit(two(27, marks(0), w[3]));
    let cues = cue(-2) << 12 | cue(-1) << 8 | cue(0) << 4 | cue(1);
    emit(one(28, cues));
    emit(two(29, cue(0) << 4 | cue(1), quote));
    emit(two(30, cue(0), shape(-1) << 8 | shape(1)));

    // Clusters of words and mentions of people and bodies.
    let cluster = |k: isize| at(k).map_or(0, |j| u32::from(context.cluster[j]));
    let mention = |k: isize| at(k).map_or(255, |j| u32::from(context.mention[j]));
    emit(one(160, cluster(0)));
    emit(one(161, cluster(0) & 1023));
    emit(one(162, cluster(-1)));
    emit(one(163, cluster(1)));
    emit(two(164, cluster(-1), cluster(0)));
    emit(two(165, cluster(0), cluster(1)));
    emit(two(167, cluster(0), suffix(0)));
    emit(two(168, cluster(0) & 63, quote));
    emit(one(169, mention(0)));
    emit(three(170, mention(-1), mention(0), mention(1)));
    emit(two(171, mention(0), w[4]));
    emit(two(172, mention(-1), w[3]));
    emit(two(173, mention(1), w[3]));

    // Nearest likely cues of the sentence, and what stands between.
    let side = |j: usize| {
        if j == NONE {
            (0, 0, 31, 0, 0)
        } else {
            (
                context.word[j],
                bucket(i.abs_diff(j)),
                between(context, i, j),
                u32::from(context.cue[j]),
                u32::from(context.cluster[j]),
            )
        }
    };
    let (left, left_distance, left_between, left_class, left_cluster) = side(context.left_cue[i]);
    let (right, right_distance, right_between, right_class, right_cluster) =
        side(context.right_cue[i]);
    emit(three(174, left_cluster, left_between, cluster(0) & 63));
    emit(three(175, right_cluster, right_between, cluster(0) & 63));
    emit(two(31, left, left_between));
    emit(two(32, right, right_between));
    emit(three(33, left_class, left_distance, left_between));
    emit(three(34, right_class, right_distance, right_between));
    emit(two(35, left, w[3]));
    emit(two(36, right, w[3]));
    emit(three(37, left, w[2], left_between));
    emit(three(38, right, w[4], right_between));
    emit(four(
        39,
        left_between,
        right_between,
        left_class,
        right_class,
    ));
    emit(three(40, left, right, left_between << 8 | right_between));
    emit(three(
        41,
        left_between,
        right_between,
        shape(0) << 8 | marks(0),
    ));
    emit(two(42, left, left_distance));
    emit(two(43, right, right_distance));
    emit(three(
        44,
        left_class << 8 | left_distance,
        right_class << 8 | right_distance,
        quote,
    ));

    // Place in the sentence and the paragraph.
    let (start, end) = context.sentences[context.sentence[i] as usize];
    let (from_start, to_end) = (bucket(i - start), bucket(end - 1 - i));
    emit(two(45, from_start, to_end.min(3)));
    emit(two(46, from_start, w[3]));
    emit(two(47, to_end.min(5), w[3]));
    emit(three(48, to_end.min(5), left, left_between));
    emit(three(49, from_start.min(5), right, right_between));
    let place = u32::from(start == paragraph.start) | u32::from(end == paragraph.end) << 1;
    let first = context.word[start];
    emit(two(50, place, quote));
    emit(two(51, first, from_start.min(3)));
    emit(three(52, region, place, from_start.min(5)));
    emit(two(53, region, w[3]));
    emit(three(54, left_class, right_class, first));

    from_tree(context, paragraph, i, emit);
}

/// Features of a token that read the dependency tree.
fn from_tree(context: &Context, paragraph: &Range<usize>, i: usize, emit: &mut impl FnMut(u64)) {
    let tree = &context.tree;
    let node = &tree[i];
    let (word, cue) = (context.word[i], u32::from(context.cue[i]));
    let (tag, relation) = (u32::from(node.tag), u32::from(node.relation));
    let near = |k: isize| {
        let j = i.wrapping_add_signed(k);
        paragraph.contains(&j).then(|| &tree[j])
    };
    let tag_at = |k: isize| near(k).map_or(63, |n| u32::from(n.tag));
    emit(two(130, tag, relation));
    emit(three(131, tag_at(-1), tag, tag_at(1)));
    emit(three(132, tag, tag_at(1), tag_at(2)));
    emit(three(133, tag_at(-2), tag_at(-1), tag));
    emit(two(134, relation, word));
    if node.head != NONE {
        let head = &tree[node.head];
        let side = u32::from(node.head < i);
        let far = bucket(i.abs_diff(node.head));
        emit(three(137, relation, u32::from(head.tag), side << 4 | far));
        emit(three(
            140,
            relation,
            u32::from(context.cue[node.head]),
            side,
        ));
        emit(three(
            141,
            relation,
            u32::from(head.relation),
            side << 8 | head.tag as u32,
        ));
    }
    let cluster = u32::from(context.cluster[i]);
    emit(three(176, cluster, node.children, relation));
    emit(two(177, cluster, relation));
    if node.head != NONE {
        let head = u32::from(context.cluster[node.head]);
        emit(two(178, head, relation));
        emit(three(179, head & 1023, cluster & 1023, relation));
    }
    emit(three(180, u32::from(context.mention[i]), relation, tag));
    emit(two(142, node.children, word));
    emit(three(143, node.children, relation, cue));
    emit(three(144, node.children, tag, context.suffix[i]));

    // The branch of the nearest cue above.
    let branch_of = |n: &super::context::Node| {
        if n.cue == NONE {
            (0, 63)
        } else {
            (context.word[n.cue], u32::from(tree[n.branch].relation))
        }
    };
    let (above, branch) = branch_of(node);
    let (mut edges, mut side, mut class) = (0, 0, 0);
    if node.cue != NONE {
        let top = &tree[node.branch];
        edges = u32::from(top.first == i) | u32::from(top.end == i + 1) << 1;
        side = u32::from(node.cue < i);
        class = u32::from(context.cue[node.cue]);
        let ahead = between(context, node.cue, i);
        emit(four(145, branch, ahead, side, class));
        emit(three(146, top.children, branch, edges << 1 | side));
        emit(three(147, branch, bucket(i.abs_diff(node.cue)), side));
        emit(three(
            148,
            branch,
            tree[node.cue].children,
            side << 4 | class,
        ));
    }
    let flags = edges << 1 | side;
    emit(three(149, above, branch, flags));
    let above_cluster = if node.cue == NONE {
        0
    } else {
        u32::from(context.cluster[node.cue])
    };
    emit(three(181, above_cluster, branch, flags));
    emit(three(150, branch, word, flags));
    emit(three(151, branch, relation, flags << 3 | class));
    let around =
        |k: isize| near(k).map_or(99, |n| branch_of(n).1 | u32::from(n.cue == node.cue) << 6);
    emit(three(152, around(-1), branch, around(1)));
    emit(four(153, around(-1), branch, around(1), class << 8 | tag));
    emit(four(154, around(-1), branch, around(1), word));
    let opens = |k: isize| near(k).map_or(99, |n| u32::from(n.opens));
    let closes = |k: isize| near(k).map_or(99, |n| u32::from(n.closes));
    emit(three(155, opens(0), closes(-1), branch));
    emit(three(156, closes(0), opens(1), branch));
    emit(three(157, opens(0), branch, word));
    emit(four(159, opens(0), closes(-1), closes(0), opens(1)));
}

/// The spans around every token, read from the labels of the pass before.
pub(crate) struct Neighbours<'l> {
    labels: &'l [u8],
    around: Vec<Around>,
}

/// The spans around a token.
#[derive(Clone, Copy)]
struct Around {
    /// For each role, the end of the last span that ended before it.
    left: [u32; 3],
    /// For each role, the start of the first span that starts after it; inside a span, after that span.
    right: [u32; 3],
    /// First token of the span that the token stands in, or itself.
    start: u32,
    /// Last token of that span, or itself.
    last: u32,
}

const ABSENT: u32 = u32::MAX;

impl<'l> Neighbours<'l> {
    /// Reads the labels of one paragraph, whose first token is `offset`.
    pub(crate) fn new(labels: &'l [u8], offset: usize) -> Self {
        let n = labels.len();
        let role = |i: usize| Role::of(labels[i]);
        let continues =
            |i: usize| i > 0 && role(i).is_some() && !begins(labels[i]) && role(i) == role(i - 1);
        let mut around: Vec<Around> = Vec::with_capacity(n);
        let mut left = [ABSENT; 3];
        for i in 0..n {
            let at = (offset + i) as u32;
            let mut start = at;
            if continues(i) {
                start = around[i - 1].start;
            } else if i > 0
                && let Some(role) = role(i - 1)
            {
                left[role as usize] = at - 1;
            }
            around.push(Around {
                left,
                right: [ABSENT; 3],
                start,
                last: at,
            });
        }
        let mut right = [ABSENT; 3];
        for i in (0..n).rev() {
            around[i].right = right;
            if continues(i) {
                around[i - 1].last = around[i].last;
            } else if let Some(role) = role(i) {
                right[role as usize] = (offset + i) as u32;
            }
        }
        Self { labels, around }
    }
}

/// Features of a token that read the labels of the pass before.
pub(crate) fn of_labels(
    context: &Context,
    neighbours: &Neighbours<'_>,
    paragraph: &Range<usize>,
    i: usize,
    emit: &mut impl FnMut(u64),
) {
    let here = i - paragraph.start;
    let around = &neighbours.around[here];
    let label = |k: isize| {
        neighbours
            .labels
            .get(here.wrapping_add_signed(k))
            .map_or(LABELS as u32, |&l| u32::from(l))
    };
    let word = |k: isize| {
        let j = i.wrapping_add_signed(k);
        if paragraph.contains(&j) {
            context.word[j]
        } else {
            EDGE
        }
    };
    let three_labels = label(-1) << 8 | label(0) << 4 | label(1);
    emit(one(70, label(0)));
    emit(one(71, three_labels));
    emit(two(72, three_labels, label(-2) << 4 | label(2)));
    emit(two(73, label(0), word(0)));
    emit(two(74, label(0) << 4 | label(1), word(1)));
    emit(two(75, label(-1) << 4 | label(0), word(-1)));
    let (start, end) = context.sentences[context.sentence[i] as usize];
    let marks = context.marks[i] as u32;

    let mut has = 0;
    let mut sides = [0_u32; 6];
    for role in Role::ALL {
        let r = role as usize;
        let left = around.left[r];
        let right = around.right[r];
        let describe = |j: u32| -> u32 {
            if j == ABSENT {
                return 0;
            }
            let j = j as usize;
            let same = start <= j && j < end;
            1 + bucket(i.abs_diff(j)) * 2 + u32::from(same)
        };
        let (l, r_) = (describe(left), describe(right));
        sides[r] = l;
        sides[3 + r] = r_;
        has |= u32::from(l > 0 && (l - 1) & 1 == 1) << r
            | u32::from(r_ > 0 && (r_ - 1) & 1 == 1) << (3 + r);
        let template = 80 + 8 * r as u32;
        emit(two(template, l, label(0)));
        emit(two(template + 1, r_, label(0)));
        if left != ABSENT {
            emit(three(
                template + 2,
                between(context, left as usize, i),
                l,
                label(0),
            ));
        }
        if right != ABSENT {
            emit(three(
                template + 4,
                between(context, i, right as usize),
                r_,
                label(0),
            ));
        }
    }
    emit(two(110, has, label(0)));
    emit(three(111, has, label(0), word(0)));
    emit(three(112, has, three_labels, marks));

    // Order of the nearest spans on both sides.
    let order = |spans: &[u32; 3], left: bool| -> u32 {
        let mut order: [(u32, u32); 3] = std::array::from_fn(|r| match spans[r] {
            ABSENT => (ABSENT, 0),
            s if left => (ABSENT - 1 - s, r as u32 + 1),
            s => (s, r as u32 + 1),
        });
        order.sort_unstable();
        order
            .iter()
            .filter(|o| o.1 > 0)
            .fold(0, |code, &(_, r)| code << 2 | r)
    };
    let left_order = order(&around.left, true);
    let right_order = order(&around.right, false);
    emit(three(113, left_order, right_order, label(0)));
    emit(four(115, left_order, right_order, three_labels, marks));

    // Place inside the predicted span.
    let (first, last) = (around.start as usize, around.last as usize);
    let inside = bucket(i - first) << 4 | bucket(last - i);
    emit(two(116, label(0), inside));
    let next = if last + 1 < paragraph.end {
        context.word[last + 1]
    } else {
        EDGE
    };
    let previous = if first > paragraph.start {
        context.word[first - 1]
    } else {
        EDGE
    };
    emit(four(117, label(0), bucket(last - i), next, left_order));
    emit(four(
        118,
        label(0),
        bucket(i - first),
        previous,
        right_order,
    ));
    emit(three(119, label(0), context.word[first], bucket(i - first)));

    // Words of the nearest predicted cues.
    let cue = Role::Cue as usize;
    let word_of = |j: u32| {
        if j == ABSENT {
            0
        } else {
            context.word[j as usize]
        }
    };
    let (left, right) = (around.left[cue], around.right[cue]);
    emit(three(120, word_of(left), label(0), sides[cue].min(9)));
    emit(three(121, word_of(right), label(0), sides[3 + cue].min(9)));
    emit(four(122, word_of(left), word(-1), label(0), sides[cue] & 1));
    emit(three(123, word_of(left), word_of(right), three_labels));
    let to_end = bucket(end - 1 - i).min(4);
    emit(four(124, label(0), to_end, left_order, marks));
    emit(three(
        125,
        sides[Role::Content as usize],
        sides[3 + Role::Content as usize],
        three_labels,
    ));
    emit(three(
        126,
        sides[Role::Source as usize],
        sides[3 + cue],
        three_labels,
    ));
    emit(three(
        127,
        sides[cue],
        sides[3 + Role::Source as usize],
        three_labels,
    ));
}
