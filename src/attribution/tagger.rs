//! The learned part: the network reads a paragraph; a linear pass, which reads the network's labels and
//! scores beside features of its own, decides (stacking: Wolpert 1992), Viterbi after each.

use std::sync::LazyLock;

use super::confidence::Curve;
use super::context::Context;
use super::feature::{self, Features, Neighbours};
use super::label::{self, LABELS, Pairs};
use super::lexicon::Lexicon;
use super::network;
use crate::error::ErrorKind;
#[cfg(any(test, feature = "neural", feature = "train"))]
use crate::hash;
use crate::model::recurrent::SCORE;
use crate::model::{SparseWeights, Weights};
use crate::{Document, Error};

/// Weights of all learned steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model<'w> {
    pub(crate) lexicon: Lexicon<'w>,
    pub(crate) pass: Pass<'w>,
    pub(crate) link: Weights<'w, 1>,
    pub(crate) curve: Curve,
    pub(crate) sure: Sure,
}

/// By how much the best label of a token leads where the linear pass is not asked about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sure {
    /// Whatever stands around it.
    pub(crate) alone: i32,
    /// Where the tokens beside it have the same label, by this lead too: the pass moves the edges of spans.
    pub(crate) among: i32,
}

/// Three tokens of four are such: an odds of e³·⁵, or of e amid others of the same label. On dev neither loses anything;
/// e³ alone loses half a point, labels amid others without any lead a little less.
const SURE: Sure = Sure {
    alone: 7 * SCORE as i32 / 2,
    among: SCORE as i32,
};

impl Sure {
    /// Whether the linear pass is not asked about a token, by leads and best labels.
    fn of(self, leads: &[i32], labels: &[u8], i: usize) -> bool {
        let mut beside = i.saturating_sub(1)..leads.len().min(i + 2);
        let calm = |k: usize| labels[k] == labels[i] && leads[k] >= self.among;
        leads[i] >= self.alone || !label::begins(labels[i]) && beside.all(calm)
    }
}

/// What the tagger says of a paragraph.
pub(crate) struct Tagged {
    /// The best labels.
    pub(crate) labels: Vec<u8>,
    /// For each token and label, the score of the best labels through it; empty where nothing was found.
    pub(crate) through: Vec<[i32; LABELS]>,
    /// The labels of the network alone.
    pub(crate) alone: Vec<u8>,
}

/// Weights of the linear pass: of the features of a token, and of a label after a label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass<'w> {
    tokens: SparseWeights<'w, LABELS>,
    pairs: Weights<'w, LABELS>,
    blend: Blend,
}

/// Scores of the network beyond this count no more; none of the embedded one is near it.
const LIMIT: i32 = 1 << 18;

/// How the scores of the network and those of the linear pass come together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blend {
    /// What the scores of the network count, in 256ths.
    pub(crate) network: i32,
    /// What a token outside every span costs.
    pub(crate) outside: i32,
}

impl Blend {
    fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let Ok([a, b, c, d, e, f, g, h]) = <[u8; 8]>::try_from(bytes) else {
            return Err(Error::new(ErrorKind::Binary {
                what: "attribution, blend",
                reason: format!("expected 8 bytes, found {}", bytes.len()),
            }));
        };
        // Bounded, so that no sum overflows.
        let number = |bytes| i32::from_le_bytes(bytes).clamp(-4096, 4096);
        Ok(Self {
            network: number([a, b, c, d]),
            outside: number([e, f, g, h]),
        })
    }

    fn add(self, row: &[i16; LABELS], network: &[i32; LABELS]) -> [i32; LABELS] {
        let mut sum: [i32; LABELS] = std::array::from_fn(|l| {
            i32::from(row[l]) + network[l].clamp(-LIMIT, LIMIT) * self.network / 256
        });
        sum[usize::from(label::OUTSIDE)] -= self.outside;
        sum
    }

    /// The bytes that [`Blend::from_bytes`] reads.
    #[cfg(feature = "train")]
    pub(crate) fn to_bytes(self) -> [u8; 8] {
        let [a, b, c, d] = self.network.to_le_bytes();
        let [e, f, g, h] = self.outside.to_le_bytes();
        [a, b, c, d, e, f, g, h]
    }
}

pub(crate) static EMBEDDED: &[u8] = include_bytes!("attribution.bin");

/// Number of parts of a weight file.
const PARTS: usize = 6;

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
            pass: Pass {
                tokens: SparseWeights::from_bytes("attribution, features", parts[1])?,
                pairs: Weights::from_bytes("attribution, pairs of labels", parts[2])?,
                blend: Blend::from_bytes(parts[3])?,
            },
            link: Weights::from_bytes("attribution, linker", parts[4])?,
            curve: Curve::from_bytes(parts[5])?,
            sure: SURE,
        })
    }

    /// The same for the scores of an encoder: they lead by other amounts than those that the limit was measured on.
    #[cfg(feature = "neural")]
    pub(crate) fn of_encoder(self) -> Self {
        Self {
            sure: Sure {
                alone: i32::MAX,
                among: i32::MAX,
            },
            ..self
        }
    }

    /// The embedded weights.
    pub(crate) fn embedded() -> &'static Model<'static> {
        static MODEL: LazyLock<Model<'static>> = LazyLock::new(|| {
            Model::from_bytes(EMBEDDED).expect("the embedded weights are read in a test")
        });
        &MODEL
    }

    /// Labels of the tokens of a paragraph, from the network's scores of all tokens and the linear passes.
    pub(crate) fn tag(
        &self,
        document: &Document<'_>,
        context: &Context,
        paragraph: usize,
        scores: &[[i32; LABELS]],
    ) -> Tagged {
        let range = &document.paragraphs()[paragraph].tokens;
        let region = region(document, paragraph);
        let heard = &scores[range.clone()];
        let alone = label::best_of_any_pair(heard);
        let neighbours = Neighbours::new(&alone, range.start);
        let leads: Vec<i32> = heard.iter().map(network::lead).collect();
        let mut features = Features::new();
        let scores: Vec<[i32; LABELS]> = range
            .clone()
            .zip(heard)
            .map(|(i, heard)| {
                if self.sure.of(&leads, &alone, i - range.start) {
                    return self.pass.blend.add(&[0; LABELS], heard);
                }
                features.clear();
                let mut push = |f| features.push(f);
                feature::of_text(context, range, region, i, &mut push);
                feature::of_labels(context, &neighbours, range, i, &mut push);
                let row = self.pass.tokens.sum_of_seven(features.hashes());
                self.pass.blend.add(&row, heard)
            })
            .collect();
        let pairs = self.pass.pairs();
        let (labels, through) = label::best_and_through(&scores, &pairs);
        Tagged {
            labels,
            through,
            alone,
        }
    }
}

/// A stable name of a weight file's bytes, to hold card and weights together.
#[cfg(any(test, feature = "neural", feature = "train"))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_weights_are_whole() {
        assert!(Model::from_bytes(EMBEDDED).is_ok());
    }

    #[test]
    fn weights_and_card_belong_together() {
        let found = fingerprint(EMBEDDED);
        assert!(
            include_str!("attribution.md").contains(&found),
            "attribution.md names other weights than {found}"
        );
    }

    #[test]
    fn a_sum_of_features_is_that_of_each() {
        let tokens = Model::embedded().pass.tokens;
        let features: Vec<u64> = (0..2_000_000_u64)
            .map(|f| f.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .collect();
        let mut found = 0;
        for features in features.chunks(200) {
            let row = tokens.sum(features);
            assert_eq!(tokens.sum_of_seven(features), row);
            let alone = features.iter().map(|&feature| tokens.sum(&[feature]));
            let total = alone.fold([0; LABELS], |a, b| std::array::from_fn(|l| a[l] + b[l]));
            assert_eq!(total, row);
            found += usize::from(row != [0; LABELS]);
        }
        assert!(found > 0, "no feature of these is known");
    }

    #[test]
    fn cut_weights_are_an_error() {
        for end in [0, 3, 100, EMBEDDED.len() / 2, EMBEDDED.len() - 1] {
            assert!(Model::from_bytes(&EMBEDDED[..end]).is_err());
        }
    }
}
