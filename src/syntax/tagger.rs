use std::ops::Range;

use super::form::{Form, feature};
use super::habit::{KEYS, key};
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

/// What the tag of a token is told by: the words around it and the tags before it.
pub(crate) struct View<'f> {
    form: &'f Form,
    before: [&'f Form; 2],
    after: [&'f Form; 2],
    /// The tags of the token before and of the one before that.
    tags: [u64; 2],
}

impl View<'_> {
    /// What habits know a token by: the word as it is written here; that and the tag before it.
    #[inline]
    pub(crate) fn keys(&self) -> [u64; KEYS] {
        let word = key(1, self.form.word, u64::from(self.form.shape >> 8));
        [word, key(2, word, self.tags[0])]
    }

    /// What the linear model reads.
    #[inline]
    pub(crate) fn features(&self) -> [u64; FEATURES] {
        let Self { form, .. } = self;
        let ([before, before2], [next, next2]) = (self.before, self.after);
        let [tag1, tag2] = self.tags;
        let (suffix, shape) = (u64::from(form.suffix), u64::from(form.shape));
        let ending = u64::from(form.suffix & 0xffff);
        [
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
        ]
    }
}

/// Tags the tokens of one sentence from left to right.
pub(crate) fn tag(
    forms: &[Form],
    sentence: Range<usize>,
    tags: &mut [Tag],
    mut choose: impl FnMut(usize, &View<'_>) -> Tag,
) {
    let forms = &forms[sentence.clone()];
    let at = |i: usize| forms.get(i).unwrap_or(&EDGE);

    let mut before = [&EDGE; 2];
    let mut last = [NO_TAG; 2];
    for (i, form) in forms.iter().enumerate() {
        let view = View {
            form,
            before,
            after: [at(i + 1), at(i + 2)],
            tags: last,
        };
        let tag = choose(sentence.start + i, &view);
        tags[sentence.start + i] = tag;
        before = [form, before[0]];
        last = [tag as u64, last[0]];
    }
}

/// The best tag of a token.
#[inline]
pub(crate) fn best(weights: &SparseWeights<'_, LABELS>, view: &View<'_>) -> Tag {
    Tag::ALL[crate::model::argmax(&weights.sum(&view.features()))]
}
