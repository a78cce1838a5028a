use std::ops::Range;

use super::form::{Form, feature};
use super::tag::Tag;
use crate::model::SparseWeights;

/// Feature templates of a token.
pub(crate) const FEATURES: usize = 15;
/// One score a tag.
pub(crate) const LABELS: usize = Tag::ALL.len();

/// Stands where the sentence has no token.
const EDGE: Form = Form {
    word: 1,
    suffix: 1,
    shape: 1,
};
const NO_TAG: u64 = 31;

/// Tags the tokens of one sentence from left to right; `choose` sees the features of each.
pub(crate) fn tag(
    forms: &[Form],
    sentence: Range<usize>,
    tags: &mut [Tag],
    mut choose: impl FnMut(usize, &[u64; FEATURES]) -> Tag,
) {
    let forms = &forms[sentence.clone()];
    let at = |i: usize| forms.get(i).unwrap_or(&EDGE);

    let (mut before2, mut before) = (&EDGE, &EDGE);
    let (mut tag2, mut tag1) = (NO_TAG, NO_TAG);
    for (i, form) in forms.iter().enumerate() {
        let (next, next2) = (at(i + 1), at(i + 2));
        let (suffix, shape) = (u64::from(form.suffix), u64::from(form.shape));
        let ending = u64::from(form.suffix & 0xffff);
        let features = [
            feature(1, form.word, 0),
            feature(2, suffix, shape >> 8),
            feature(3, ending, shape),
            feature(4, before.word, form.word),
            feature(5, form.word, next.word),
            feature(6, form.word, tag1),
            feature(7, tag1 | tag2 << 5, shape >> 8),
            feature(8, next.word, tag1),
            feature(9, suffix, tag1 | tag2 << 5),
            feature(10, next.word, u64::from(next.shape >> 8)),
            feature(11, before.word, tag2),
            feature(12, next2.word, shape >> 8),
            feature(13, before2.word, tag1),
            feature(14, u64::from(next.suffix), suffix),
            feature(15, u64::from(next.suffix), tag1 | shape << 5),
        ];
        let tag = choose(sentence.start + i, &features);
        tags[sentence.start + i] = tag;
        (before2, before) = (before, form);
        (tag2, tag1) = (tag1, tag as u64);
    }
}

/// The best tag of a token.
#[inline]
pub(crate) fn best(weights: &SparseWeights<'_, LABELS>, features: &[u64; FEATURES]) -> Tag {
    Tag::ALL[crate::model::argmax(&weights.sum(features))]
}
