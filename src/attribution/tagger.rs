//! The learned part: two linear passes over the tokens of each paragraph, Viterbi after each. The scores
//! of the network, which errs elsewhere, are added to both.

use std::ops::Range;
use std::sync::LazyLock;

use super::confidence::Curve;
use super::context::Context;
use super::feature::{self, Neighbours};
use super::label::{self, LABELS, Pairs};
use super::lexicon::Lexicon;
use crate::error::ErrorKind;
#[cfg(any(test, feature = "train"))]
use crate::hash;
use crate::model::{SparseWeights, Weights};
use crate::syntax::Syntax;
use crate::{Document, Error, Mention, Quotation};

/// Weights of all learned steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model<'w> {
    pub(crate) lexicon: Lexicon<'w>,
    pub(crate) first: Pass<'w>,
    pub(crate) second: Pass<'w>,
    pub(crate) link: Weights<'w, 1>,
    pub(crate) curve: Curve,
}

/// What the tagger says of a paragraph.
pub(crate) struct Tagged {
    /// The best labels.
    pub(crate) labels: Vec<u8>,
    /// For each token and label, the score of the best labels through it; empty where nothing was found.
    pub(crate) through: Vec<[i32; LABELS]>,
}

/// Weights of one pass: of the features of a token, and of a label after a label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass<'w> {
    tokens: SparseWeights<'w, LABELS>,
    pairs: Weights<'w, LABELS>,
}

/// What the scores of the network count beside those of the linear passes, in 256ths: tuned on dev, where
/// everything from 20 to 46 lies within half a point.
const NETWORK: i32 = 36;
/// What a token outside every span costs, so that as much is missed as is found wrongly: tuned on dev.
const OUTSIDE_COST: i32 = 40;
static EMBEDDED: &[u8] = include_bytes!("attribution.bin");

/// Number of parts of a weight file.
const PARTS: usize = 7;

impl<'w> Model<'w> {
    /// Reads the parts, each after its length; copies nothing.
    pub(crate) fn from_bytes(bytes: &'w [u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let mut parts = [&[][..]; PARTS];
        for part in &mut parts {
            let length = rest
                .first_chunk::<4>()
                .map_or(usize::MAX, |b| u32::from_le_bytes(*b) as usize);
            let (Some(body), Some(after)) = (
                length.checked_add(4).and_then(|end| rest.get(4..end)),
                length.checked_add(4).and_then(|end| rest.get(end..)),
            ) else {
                return Err(Error::new(ErrorKind::Binary {
                    what: "attribution weights",
                    reason: format!("a part goes beyond the end of {} bytes", bytes.len()),
                }));
            };
            *part = body;
            rest = after;
        }
        Ok(Self {
            lexicon: Lexicon::from_bytes(parts[0])?,
            first: Pass {
                tokens: SparseWeights::from_bytes("attribution, first pass", parts[1])?,
                pairs: Weights::from_bytes("attribution, first pass, pairs", parts[2])?,
            },
            second: Pass {
                tokens: SparseWeights::from_bytes("attribution, second pass", parts[3])?,
                pairs: Weights::from_bytes("attribution, second pass, pairs", parts[4])?,
            },
            link: Weights::from_bytes("attribution, linker", parts[5])?,
            curve: Curve::from_bytes(parts[6])?,
        })
    }

    /// The embedded weights.
    pub(crate) fn embedded() -> &'static Model<'static> {
        static MODEL: LazyLock<Model<'static>> = LazyLock::new(|| {
            Model::from_bytes(EMBEDDED).expect("the embedded weights are read in a test")
        });
        &MODEL
    }

    /// The context that the features read.
    pub(crate) fn context(
        &self,
        document: &Document<'_>,
        syntax: &Syntax,
        quotations: &[Quotation],
        mentions: &[Mention],
    ) -> Context {
        Context::new(document, syntax, quotations, mentions, &self.lexicon)
    }

    /// Labels of the tokens of a paragraph, from the network's scores of all tokens and the linear passes.
    pub(crate) fn tag(
        &self,
        document: &Document<'_>,
        context: &Context,
        paragraph: usize,
        network: &[[i32; LABELS]],
    ) -> Tagged {
        let range = &document.paragraphs()[paragraph].tokens;
        let region = region(document, paragraph);
        let network = &network[range.clone()];
        let first = scores(range.clone(), network, |i, row| {
            feature::first_pass(context, range, region, i, &mut |f| {
                self.first.tokens.add(f, row)
            });
        });
        let first = label::best(&first, &self.first.pairs());
        let neighbours = Neighbours::new(&first, range.start);
        let second = scores(range.clone(), network, |i, row| {
            let mut add = |f| self.second.tokens.add(f, row);
            feature::first_pass(context, range, region, i, &mut add);
            feature::second_pass(context, &neighbours, range, i, &mut add);
        });
        let pairs = self.second.pairs();
        let labels = label::best(&second, &pairs);
        let through = if labels.iter().all(|&l| l == label::OUTSIDE) {
            Vec::new()
        } else {
            label::through(&second, &pairs)
        };
        Tagged { labels, through }
    }
}

/// A stable name of a weight file's bytes, to hold card and weights together.
#[cfg(any(test, feature = "train"))]
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(hash::SEED, |h, &b| hash::add_byte(h, b));
    format!("{:016x}", hash::finish(sum))
}

/// Region of the page and place of the paragraph in it, in one number.
pub(crate) fn region(document: &Document<'_>, paragraph: usize) -> u32 {
    document.paragraphs()[paragraph].region as u32 * 2 + u32::from(paragraph == 0)
}

impl Pass<'_> {
    /// Scores of labels after labels.
    fn pairs(&self) -> Pairs {
        let mut pairs = [[0; LABELS]; LABELS + 1];
        for (before, row) in pairs.iter_mut().enumerate() {
            self.pairs.add(before as u64, row);
        }
        pairs
    }
}

/// Scores of the labels of tokens: those of the network and of the features that `add` adds.
fn scores(
    tokens: Range<usize>,
    network: &[[i32; LABELS]],
    add: impl Fn(usize, &mut [i16; LABELS]),
) -> Vec<[i32; LABELS]> {
    tokens
        .zip(network)
        .map(|(i, network)| {
            let mut row = [0; LABELS];
            add(i, &mut row);
            let mut row: [i32; LABELS] =
                std::array::from_fn(|l| i32::from(row[l]) + network[l] * NETWORK / 256);
            row[usize::from(label::OUTSIDE)] -= OUTSIDE_COST;
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_weights_are_whole() {
        assert!(Model::from_bytes(EMBEDDED).is_ok());
    }

    #[test]
    fn weights_and_card_belong_together() {
        assert!(include_str!("attribution.md").contains(&fingerprint(EMBEDDED)));
    }

    #[test]
    fn cut_weights_are_an_error() {
        for end in [0, 3, 100, EMBEDDED.len() / 2, EMBEDDED.len() - 1] {
            assert!(Model::from_bytes(&EMBEDDED[..end]).is_err());
        }
    }
}
