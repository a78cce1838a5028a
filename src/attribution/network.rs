//! The network's view of a document: features of every token as rows of its tables, and the scores
//! of all labels.
//!
//! All features come from [`Context`], where names and numbers are masked, so that the network cannot
//! learn who speaks.

use std::ops::Range;

use fearless_simd::Level;
use once_cell::sync::Lazy;

use super::context::{Context, EDGE, NONE};
use super::label::LABELS;
#[cfg(feature = "neural")]
use crate::model::recurrent::SCORE;
use crate::model::recurrent::{Input, LONGEST, NO_HEAD, Network, UNKNOWN, Workspace};
use crate::{Document, Error};

/// Number of features of a token.
pub(crate) const FEATURES: usize = 16;
/// Words with a row of their own, at most.
pub(crate) const WORDS: usize = 2048;
const SUFFIXES: usize = 1024;
const MENTIONS: usize = 192;
const CHILDREN: usize = 512;
const FINE: usize = 1024;
const COARSE: usize = 64;
const RELATIONS: usize = 64;
/// Rows of the tables, in the order of [`inputs`].
pub(crate) const SIZES: [usize; FEATURES] = [
    WORDS,
    SUFFIXES,
    8,
    128,
    20,
    24,
    RELATIONS,
    10,
    MENTIONS,
    12,
    FINE,
    COARSE,
    2 * RELATIONS,
    RELATIONS,
    RELATIONS,
    CHILDREN,
];

/// The row of the first word of the vocabulary; before it, one for each way to mask a word.
const FIRST: u16 = EDGE as u16 + 1;

/// The words that have a row of their own.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    /// Halves of their hashes, in ascending order.
    keys: Vec<u32>,
    /// For each of the [`SHELVES`], by the first bits of a key, how many keys stand on those before; one more at the end.
    first: Vec<u16>,
}

/// Hashes are evenly spread: with twice as many shelves as words, most hold none or one.
const SHELVES: usize = 2 * WORDS;
/// How many of the last bits of a key do not tell its shelf.
const SHELF: u32 = u32::BITS - SHELVES.trailing_zeros();

impl Vocabulary {
    /// Reads a vocabulary: `u32`s in ascending order, at most as many as there are rows.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let (keys, rest) = bytes.as_chunks();
        if !rest.is_empty() || keys.len() + usize::from(FIRST) > WORDS {
            return None;
        }
        let keys: Vec<u32> = keys.iter().map(|key| u32::from_le_bytes(*key)).collect();
        let mut first = vec![0; SHELVES + 1];
        for key in &keys {
            first[(key >> SHELF) as usize + 1] += 1;
        }
        for shelf in 0..SHELVES {
            first[shelf + 1] += first[shelf];
        }
        keys.is_sorted().then_some(Self { keys, first })
    }

    /// The row of a word.
    #[inline]
    fn row(&self, key: u32) -> u16 {
        if key <= EDGE {
            return key as u16;
        }
        let shelf = (key >> SHELF) as usize;
        let (first, end) = (self.first[shelf], self.first[shelf + 1]);
        let row = |i: u16| match self.keys.get(usize::from(i)) {
            Some(&found) if found == key => FIRST + i,
            _ => UNKNOWN,
        };
        // Of ten shelves one holds several.
        let row_of_first = row(first);
        if row_of_first != UNKNOWN || end <= first + 1 {
            return row_of_first;
        }
        (first + 1..end).map(row).max().unwrap_or(UNKNOWN)
    }
}

/// Writes the vocabulary of the words given, most important first.
#[cfg(feature = "train")]
pub(crate) fn vocabulary(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let keys: std::collections::BTreeSet<u32> =
        words.into_iter().take(WORDS - usize::from(FIRST)).collect();
    keys.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// The embedded vocabulary and network.
pub(crate) static EMBEDDED: &[u8] = include_bytes!("network.bin");

/// The learned tagger: vocabulary and network.
#[derive(Clone, Debug)]
pub(crate) struct Tagger<'w> {
    words: Vocabulary,
    network: Network<'w, FEATURES, LABELS>,
}

impl<'w> Tagger<'w> {
    /// Reads a vocabulary and a network, each after its length.
    pub(crate) fn from_bytes(bytes: &'w [u8]) -> Result<Self, Error> {
        Self::on(Level::new(), bytes)
    }

    /// The same for registers that are told.
    fn on(level: Level, bytes: &'w [u8]) -> Result<Self, Error> {
        let what = "attribution network";
        let fail = |reason: &str| {
            Error::new(crate::error::ErrorKind::Binary {
                what,
                reason: reason.to_owned(),
            })
        };
        let mut rest = bytes;
        let mut part = || {
            let length = rest.first_chunk().map(|b| u32::from_le_bytes(*b) as usize);
            let (part, after) = length
                .and_then(|length| rest[4..].split_at_checked(length))
                .ok_or_else(|| fail("expected a part and its length, found the end"))?;
            rest = after;
            Ok(part)
        };
        let words = Vocabulary::new(part()?)
            .ok_or_else(|| fail("expected a smaller vocabulary, in order"))?;
        let network = Network::from_bytes(what, part()?, SIZES, level)?;
        if rest.is_empty() {
            Ok(Self { words, network })
        } else {
            Err(fail("expected the end, found more bytes"))
        }
    }

    /// The embedded one.
    pub(crate) fn embedded() -> &'static Tagger<'static> {
        static TAGGER: Lazy<Tagger<'static>> = Lazy::new(|| {
            Tagger::from_bytes(EMBEDDED).expect("the embedded network is whole: a test reads it")
        });
        &TAGGER
    }

    /// Scores of all labels for every token of a document.
    pub(crate) fn scores(
        &self,
        work: &mut Workspace,
        document: &Document<'_>,
        context: &Context,
    ) -> Vec<[i32; LABELS]> {
        let inputs = inputs(&self.words, document, context);
        let mut scores = Vec::with_capacity(inputs.len());
        for part in parts(document) {
            let offset = part.start as u32;
            self.network
                .scores(work, &inputs[part], offset, &mut scores);
        }
        scores
    }
}

/// By how much the best label leads.
pub(crate) fn lead(scores: &[i32; LABELS]) -> i32 {
    let (mut first, mut second) = (i32::MIN / 2, i32::MIN / 2);
    for &score in scores {
        second = second.max(score.min(first));
        first = first.max(score);
    }
    first.saturating_sub(second)
}

/// How much speaks for another label than the best one, on average over the tokens of a paragraph: the odds of the
/// second in 65,536ths, to the power of two below.
#[cfg(feature = "neural")]
pub(crate) fn doubt(scores: &[[i32; LABELS]]) -> u32 {
    /// A lead that halves the odds.
    const HALF: i32 = (std::f32::consts::LN_2 * SCORE) as i32;
    /// Shorter paragraphs count as if they had so many tokens.
    const SHORT: u64 = 8;
    let odds = |row| u64::from(65_536_u32 >> (lead(row) / HALF).clamp(0, 31));
    let sum: u64 = scores.iter().map(odds).sum();
    (sum / SHORT.max(scores.len() as u64)) as u32
}

/// The sequences that are read at once: paragraphs, long ones cut between sentences.
pub(crate) fn parts(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for paragraph in document.paragraphs() {
        let mut start = paragraph.tokens.start;
        for sentence in &document.sentences()[paragraph.sentences.clone()] {
            if sentence.tokens.end - start > LONGEST && sentence.tokens.start > start {
                parts.push(start..sentence.tokens.start);
                start = sentence.tokens.start;
            }
            while sentence.tokens.end - start > LONGEST {
                parts.push(start..start + LONGEST);
                start += LONGEST;
            }
        }
        if start < paragraph.tokens.end {
            parts.push(start..paragraph.tokens.end);
        }
    }
    parts
}

/// The inputs of a part, heads counted from its first token.
#[cfg(feature = "train")]
pub(crate) fn local(inputs: &[Input<FEATURES>], part: Range<usize>) -> Vec<Input<FEATURES>> {
    let own = |input: &Input<FEATURES>| Input {
        head: if part.contains(&(input.head as usize)) {
            input.head - part.start as u32
        } else {
            NO_HEAD
        },
        ..*input
    };
    inputs[part.clone()].iter().map(own).collect()
}

/// Features of every token; heads are indexes into the document.
pub(crate) fn inputs(
    words: &Vocabulary,
    document: &Document<'_>,
    context: &Context,
) -> Vec<Input<FEATURES>> {
    let mut inputs = Vec::with_capacity(context.word.len());
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        let region = 2 * paragraph.region as u16 + u16::from(p == 0);
        for i in paragraph.tokens.clone() {
            let node = &context.tree[i];
            let starts = context.sentences[context.sentence[i] as usize].0 == i;
            let class = context.quote_of(i).map_or(0, |q| 1 + q.class as u16);
            let branch = match node.branch {
                NONE => 0,
                b if b == i => RELATIONS as u16 + 1 + u16::from(node.relation),
                b => 1 + u16::from(context.tree[b].relation),
            };
            let head = (node.head != NONE).then_some(node.head);
            inputs.push(Input {
                ids: [
                    words.row(context.word[i]),
                    (context.suffix[i].wrapping_mul(0x9e37_79b1) >> 22) as u16,
                    u16::from(context.cue[i]),
                    u16::from(context.shape[i]) + if starts { 64 } else { 0 },
                    4 * class + context.marks[i] as u16,
                    u16::from(node.tag),
                    u16::from(node.relation),
                    head.map_or(0, |head| distance(i, head)),
                    u16::from(context.mention[i]),
                    region,
                    context.cluster[i] % FINE as u16,
                    context.cluster[i] % COARSE as u16,
                    branch,
                    u16::from(node.opens),
                    u16::from(node.closes),
                    (node.children % CHILDREN as u32) as u16,
                ],
                head: head.map_or(NO_HEAD, |head| head as u32),
            });
        }
    }
    for input in &mut inputs {
        for (id, size) in input.ids.iter_mut().zip(SIZES) {
            *id = (*id).min(size as u16 - 1);
        }
    }
    inputs
}

/// Where the head stands: 1 to 4 after the token, 5 to 8 before it.
fn distance(token: usize, head: usize) -> u16 {
    let by = token.abs_diff(head);
    // 1, 3 or 8 at most, or farther; without a branch.
    let bucket = 1 + u16::from(by > 1) + u16::from(by > 3) + u16::from(by > 8);
    bucket + 4 * u16::from(head <= token)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: &[u8] = EMBEDDED;

    #[test]
    fn weights_and_card_belong_together() {
        let card = include_str!("network.md");
        let sum = WEIGHTS
            .iter()
            .fold(crate::hash::SEED, |h, &b| crate::hash::add_byte(h, b));
        let fingerprint = format!("{:016x}", crate::hash::finish(sum));
        assert!(
            card.contains(&fingerprint),
            "network.md names other weights than {fingerprint}"
        );
        assert!(Tagger::from_bytes(WEIGHTS).is_ok());
    }

    #[test]
    fn registers_of_any_width_give_the_same_scores() {
        let rows = |i: usize| std::array::from_fn(|f| ((31 * i + 7 * f) % SIZES[f]) as u16);
        let inputs: Vec<Input<FEATURES>> = (0..39)
            .map(|i| Input {
                ids: rows(i),
                head: if i % 5 == 0 {
                    NO_HEAD
                } else {
                    i as u32 * 3 % 39
                },
            })
            .collect();
        let read = |tagger: &Tagger<'_>, work: &mut Workspace, inputs: &[Input<FEATURES>]| {
            let mut scores = Vec::new();
            tagger.network.scores(work, inputs, 0, &mut scores);
            scores
        };
        let embedded = Tagger::embedded();
        let mut work = Workspace::default();
        let scores = read(embedded, &mut work, &inputs);
        assert_eq!(scores.len(), inputs.len());
        #[cfg(target_arch = "x86_64")]
        let middle = Level::new().as_avx2().map(Level::Avx2);
        #[cfg(not(target_arch = "x86_64"))]
        let middle = None;
        for level in [Some(Level::baseline()), middle].into_iter().flatten() {
            let other = Tagger::on(level, WEIGHTS).expect("the embedded network is whole");
            assert_eq!(read(&other, &mut work, &inputs), scores);
        }
        // What the longer sequence left in the workspace changes nothing.
        let few = &inputs[5..12];
        let fresh = read(embedded, &mut Workspace::default(), few);
        assert_eq!(read(embedded, &mut work, few), fresh);
    }

    #[test]
    fn damaged_weights_are_an_error() {
        for length in [0, 3, 4, 100, 20_000, WEIGHTS.len() - 1] {
            assert!(Tagger::from_bytes(&WEIGHTS[..length]).is_err(), "{length}");
        }
        let mut huge = WEIGHTS.to_vec();
        huge[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Tagger::from_bytes(&huge).is_err());
    }

    #[test]
    fn every_word_of_a_vocabulary_has_its_own_row() {
        let keys: Vec<u32> = (0..1500_u32)
            .map(|i| i.wrapping_mul(0x9e37_79b1) | 64)
            .collect();
        let bytes = vocabulary_of(&keys);
        let words = Vocabulary::new(&bytes).expect("a small vocabulary");
        let rows: std::collections::BTreeSet<u16> = keys.iter().map(|&k| words.row(k)).collect();
        assert_eq!(
            rows.len(),
            keys.iter().collect::<std::collections::BTreeSet<_>>().len()
        );
        assert_eq!(words.row(63), UNKNOWN);
        assert_eq!(words.row(EDGE), EDGE as u16);
    }

    fn vocabulary_of(keys: &[u32]) -> Vec<u8> {
        let sorted: std::collections::BTreeSet<u32> = keys.iter().copied().collect();
        sorted.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    #[test]
    fn long_paragraphs_are_cut_and_nothing_is_lost() {
        let text = "Taxes will fall, the senator said. ".repeat(200);
        let document = Document::new(&text);
        let parts = parts(&document);
        assert!(parts.iter().all(|p| p.len() <= LONGEST && !p.is_empty()));
        let tokens: Vec<usize> = parts.into_iter().flatten().collect();
        assert!(tokens.into_iter().eq(0..document.tokens().len()));
    }
}
