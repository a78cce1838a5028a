//! The learned tagger's view of a document: features of every token, and the network that scores
//! its labels.
//!
//! Names of people are masked: a token inside a person's name is read as “a person” and nothing
//! else, so that the network cannot learn who speaks.

use std::ops::Range;

use once_cell::sync::Lazy;

use super::label::LABELS;
use crate::mention::{MentionForm, MentionKind};
use crate::model::recurrent::{Input, LONGEST, NO_HEAD, Network, UNKNOWN};
use crate::syntax::Syntax;
use crate::text::{Shape, TokenId};
use crate::{Document, Error, Mention, Quotation, hash};

/// Number of features of a token.
pub(crate) const FEATURES: usize = 10;
/// Words with a row of their own, at most.
pub(crate) const WORDS: usize = 12_288;
const SUFFIXES: usize = 2048;
const PREFIXES: usize = 1024;
/// Rows of the tables, in the order of [`inputs`].
pub(crate) const SIZES: [usize; FEATURES] = [WORDS, SUFFIXES, PREFIXES, 12, 24, 24, 48, 10, 24, 12];

/// The row of a token of a person's name.
const PERSON: u16 = 1;
/// The row of the first word of the vocabulary.
const FIRST: u16 = 2;

/// The words that have a row of their own, as sorted halves of their hashes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vocabulary<'w>(&'w [u8]);

impl<'w> Vocabulary<'w> {
    /// Borrows a vocabulary: `u32`s in ascending order, at most as many as there are rows.
    pub(crate) fn new(bytes: &'w [u8]) -> Option<Self> {
        (bytes.len() % 4 == 0 && bytes.len() / 4 + usize::from(FIRST) <= WORDS)
            .then_some(Self(bytes))
    }

    fn at(self, i: usize) -> u32 {
        let bytes = &self.0[4 * i..4 * i + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    /// The row of a word. Hashes are evenly spread, so the place of one can be told within a few steps.
    fn row(self, folded: u64) -> u16 {
        let (key, count) = ((folded >> 32) as u32, self.0.len() / 4);
        let mut i = ((u64::from(key) * count as u64) >> 32) as usize;
        while i > 0 && self.at(i) > key {
            i -= 1;
        }
        while i + 1 < count && self.at(i) < key {
            i += 1;
        }
        if i < count && self.at(i) == key {
            FIRST + i as u16
        } else {
            UNKNOWN
        }
    }
}

/// Writes the vocabulary of the words given, most important first.
#[cfg(feature = "train")]
pub(crate) fn vocabulary(words: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let keys: std::collections::BTreeSet<u32> = words
        .into_iter()
        .take(WORDS - usize::from(FIRST))
        .map(|folded| (folded >> 32) as u32)
        .collect();
    keys.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// The learned tagger: vocabulary and network.
#[derive(Clone, Debug)]
pub(crate) struct Tagger<'w> {
    words: Vocabulary<'w>,
    network: Network<'w, FEATURES, LABELS>,
}

impl<'w> Tagger<'w> {
    /// Reads a vocabulary, after its length, and a network.
    pub(crate) fn from_bytes(bytes: &'w [u8]) -> Result<Self, Error> {
        let what = "attribution network";
        let fail = |reason: &str| {
            Error::new(crate::error::ErrorKind::Binary {
                what,
                reason: reason.to_owned(),
            })
        };
        let length = bytes.first_chunk().map(|b| u32::from_le_bytes(*b) as usize);
        let (words, network) = length
            .and_then(|length| bytes[4..].split_at_checked(length))
            .ok_or_else(|| fail("expected a vocabulary, found the end"))?;
        Ok(Self {
            words: Vocabulary::new(words).ok_or_else(|| fail("expected a smaller vocabulary"))?,
            network: Network::from_bytes(what, network, SIZES)?,
        })
    }

    /// The embedded one.
    pub(crate) fn embedded() -> &'static Tagger<'static> {
        static TAGGER: Lazy<Tagger<'static>> = Lazy::new(|| {
            Tagger::from_bytes(include_bytes!("network.bin"))
                .expect("the embedded network is whole: a test reads it")
        });
        &TAGGER
    }

    /// Scores of all labels for every token of a document.
    pub(crate) fn scores(
        &self,
        document: &Document<'_>,
        syntax: &Syntax,
        quotations: &[Quotation],
        mentions: &[Mention],
    ) -> Vec<[i32; LABELS]> {
        let inputs = inputs(self.words, document, syntax, quotations, mentions);
        let mut scores = Vec::with_capacity(inputs.len());
        for part in parts(document) {
            scores.extend(self.network.scores(&local(&inputs, part)));
        }
        scores
    }
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
    words: Vocabulary<'_>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
) -> Vec<Input<FEATURES>> {
    let tokens = document.tokens();
    let quoted = quoted(document, quotations);
    let mentioned = mentioned(tokens.len(), mentions);
    let mut inputs = Vec::with_capacity(tokens.len());
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        let region = 2 * paragraph.region as u16 + u16::from(p == 0);
        for sentence in &document.sentences()[paragraph.sentences.clone()] {
            for i in sentence.tokens.clone() {
                let token = &tokens[i];
                let id = TokenId(i as u32);
                let head = syntax.head(id);
                let person = mentioned[i] == 1 + MentionKind::Person as u16;
                let (word, suffix, prefix) = if person {
                    (PERSON, 0, 0)
                } else {
                    let form = document.slice(token.span);
                    (
                        words.row(token.folded),
                        (letters(form.chars().rev()) % SUFFIXES as u64) as u16,
                        (letters(form.chars()) % PREFIXES as u64) as u16,
                    )
                };
                let first = if i == sentence.tokens.start { 6 } else { 0 };
                inputs.push(Input {
                    ids: [
                        word,
                        suffix,
                        prefix,
                        shape(token.shape) + first,
                        quoted[i],
                        syntax.tag(id) as u16,
                        syntax.relation(id) as u16,
                        head.map_or(0, |head| distance(i, head.index())),
                        mentioned[i],
                        region,
                    ],
                    head: head.map_or(NO_HEAD, |head| head.0),
                });
            }
        }
    }
    inputs
}

fn shape(shape: Shape) -> u16 {
    shape as u16
}

/// The first three letters, lower-cased, as one number.
fn letters(chars: impl Iterator<Item = char>) -> u64 {
    let mut hash = hash::SEED;
    for c in chars.take(3) {
        let c = if c == '’' { '\'' } else { c };
        for c in c.to_lowercase() {
            hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash::finish(hash)
}

/// Where the head stands: 1 to 4 after the token, 5 to 8 before it.
fn distance(token: usize, head: usize) -> u16 {
    let bucket = |by: usize| match by {
        0..=1 => 1,
        2..=3 => 2,
        4..=8 => 3,
        _ => 4,
    };
    if head > token {
        bucket(head - token)
    } else {
        4 + bucket(token - head)
    }
}

/// For each token, the outermost quotation it stands in: its class, and whether the token opens or
/// closes it.
fn quoted(document: &Document<'_>, quotations: &[Quotation]) -> Vec<u16> {
    let mut found = vec![0; document.tokens().len()];
    for quotation in quotations.iter().filter(|q| q.depth == 0) {
        let tokens = document.tokens_in(quotation.span);
        let class = 1 + 4 * quotation.class as u16;
        found[tokens.clone()].fill(class);
        if let Some(open) = found.get_mut(tokens.start) {
            *open = class + 1;
        }
        if quotation.closed && tokens.len() > 1 {
            found[tokens.end - 1] = class + 2;
        }
    }
    found
}

/// For each token, the kind of the mention it stands in: names first, then pronouns and descriptions.
fn mentioned(tokens: usize, mentions: &[Mention]) -> Vec<u16> {
    let mut found = vec![0; tokens];
    for mention in mentions {
        let kind = mention.kind as u16;
        let value = match mention.form {
            MentionForm::Pronoun => 9 + kind,
            MentionForm::Nominal => continue,
            _ => 1 + kind,
        };
        found[mention.tokens.clone()].fill(value);
    }
    found
}
