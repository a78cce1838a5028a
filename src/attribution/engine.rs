//! The learned parts that find attributions: small networks alone, or an encoder of words beside them.

#[cfg(feature = "neural")]
use std::ops::Range;
use std::sync::LazyLock;

#[cfg(feature = "neural")]
use super::encoder::Encoder;
use super::label::LABELS;
use super::network;
use super::tagger::Model;
use crate::Document;
#[cfg(feature = "neural")]
use crate::model::transformer::File;
#[cfg(feature = "neural")]
use crate::{Error, error::ErrorKind};

use super::context::Context;

/// What finds attributions. A choice, made once: `Copy`, a pointer to weights that stay.
///
/// ```
/// use onrecord::{Article, Engine, Extractor};
///
/// let extractor = Extractor::builder().engine(Engine::fast()).build()?;
/// let extraction = extractor.extract(&Article::new("“Taxes will fall,” said Ann Ortiz."));
/// assert_eq!(extraction.claims().len(), 1);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    pub(crate) parts: &'static Parts<'static>,
}

impl Default for Engine {
    fn default() -> Self {
        Self::fast()
    }
}

impl Engine {
    /// The default: two small recurrent networks and a linear pass.
    #[must_use]
    pub fn fast() -> Self {
        static PARTS: LazyLock<Parts<'static>> = LazyLock::new(|| Parts {
            name: super::MODEL,
            model: *Model::embedded(),
            network: network::Tagger::embedded().clone(),
            #[cfg(feature = "neural")]
            encoders: Vec::new(),
        });
        Self { parts: &PARTS }
    }

    /// An encoder of 4 layers, where the small networks are not sure: closer to human agreement, a tenth of the
    /// speed.
    ///
    /// ```
    /// use onrecord::{Article, Engine, Extractor};
    ///
    /// let extractor = Extractor::builder().engine(Engine::accurate()).build()?;
    /// let extraction = extractor.extract(&Article::new("“Taxes will fall,” said Ann Ortiz."));
    /// assert_eq!(extraction.claims().len(), 1);
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[cfg(feature = "neural")]
    #[must_use]
    pub fn accurate() -> Self {
        static PARTS: LazyLock<Parts<'static>> = LazyLock::new(|| {
            Parts::from_slices(ACCURATE).expect("the embedded weights are read in a test")
        });
        Self { parts: &PARTS }
    }

    /// Name of the weights, as records tell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.parts.name
    }

    /// An engine of one's own, from the bytes of a file that `onrecord train engine` wrote. The bytes stay for
    /// the life of the process.
    ///
    /// # Errors
    ///
    /// When the bytes are no such file, or a damaged one.
    #[cfg(feature = "neural")]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        Parts::from_slices(&[&bytes])?;
        let name = format!("own-{}", super::tagger::fingerprint(&bytes)).leak();
        let parts = Parts {
            name,
            ..Parts::from_slices(&[bytes.leak()])?
        };
        Ok(Self {
            parts: Box::leak(Box::new(parts)),
        })
    }
}

/// The weights of an engine.
#[derive(Debug)]
pub(crate) struct Parts<'w> {
    /// Name of the weights.
    pub(crate) name: &'static str,
    pub(crate) model: Model<'w>,
    pub(crate) network: network::Tagger<'w>,
    #[cfg(feature = "neural")]
    pub(crate) encoders: Vec<Encoder<'w>>,
}

/// The embedded file, cut in two.
#[cfg(feature = "neural")]
pub(crate) const ACCURATE: &[&[u8]] = &[onrecord_accurate_1::WEIGHTS, onrecord_accurate_2::WEIGHTS];

/// Name of the embedded accurate engine; its card stands beside the weights.
#[cfg(feature = "neural")]
const NAME: &str = "accurate-2026-11-22";

/// What opens the file of an engine: name and version of the format.
#[cfg(feature = "neural")]
pub(crate) const MAGIC: &[u8; 8] = b"onrec\0e1";

impl<'w> Parts<'w> {
    /// Reads a file, which may come in several slices cut between sections of the encoder: magic, length of
    /// the weights of linear pass, linker and confidence, those weights, the encoder, or several.
    #[cfg(feature = "neural")]
    pub(crate) fn from_slices(slices: &[&'w [u8]]) -> Result<Self, Error> {
        let fail = |reason: &str| {
            Error::new(ErrorKind::Binary {
                what: "engine",
                reason: reason.to_owned(),
            })
        };
        let (&first, others) = slices.split_first().ok_or_else(|| fail("no bytes"))?;
        let rest = first
            .strip_prefix(MAGIC)
            .ok_or_else(|| fail("expected an engine of format e1"))?;
        let (length, rest) = rest.split_first_chunk().ok_or_else(|| fail("no length"))?;
        let (model, encoder) = rest
            .split_at_checked(u32::from_le_bytes(*length) as usize)
            .ok_or_else(|| fail("expected the weights of the linear pass, found the end"))?;
        let mut encoders = File::new(&[&[encoder], others].concat());
        Ok(Self {
            name: NAME,
            // Its scores lead by other amounts than those that the limit was measured on.
            model: Model {
                sure: i32::MAX,
                ..Model::from_bytes(model)?
            },
            network: network::Tagger::embedded().clone(),
            encoders: Encoder::read_all(&mut encoders)?,
        })
    }

    /// The bytes that [`Parts::from_slices`] reads, in two slices of like length.
    #[cfg(feature = "train")]
    pub(crate) fn to_slices(model: &[u8], encoder: &[u8]) -> Result<[Vec<u8>; 2], Error> {
        let length = (model.len() as u32).to_le_bytes();
        let mut first = [&MAGIC[..], &length, model, encoder].concat();
        let before = first.len() - encoder.len();
        let mut file = File::new(&[encoder]);
        Encoder::read_all(&mut file)?;
        let half = first.len() / 2;
        let cut = file
            .ends
            .iter()
            .map(|end| before + end)
            .min_by_key(|cut| cut.abs_diff(half));
        let second = first.split_off(cut.unwrap_or(half));
        Parts::from_slices(&[&first, &second])?;
        Ok([first, second])
    }

    /// Scores of all labels for every token, from whatever reads the text.
    pub(crate) fn scores(&self, document: &Document<'_>, context: &Context) -> Vec<[i32; LABELS]> {
        let scores = self.network.scores(document, context);
        #[cfg(feature = "neural")]
        let scores = heard(scores, &self.encoders, document, context);
        scores
    }
}

/// By so much the best label of every token must win for the encoder to be spared a paragraph: one logit, which
/// spares a third of the work and costs 0.1 of who-said-what on dev.
#[cfg(feature = "neural")]
const SURE: i32 = 4096;

/// The mean of the encoders' scores; the small networks' own where those are sure of a whole paragraph.
#[cfg(feature = "neural")]
pub(crate) fn heard(
    mut scores: Vec<[i32; LABELS]>,
    encoders: &[Encoder<'_>],
    document: &Document<'_>,
    context: &Context,
) -> Vec<[i32; LABELS]> {
    let sure = |row: &[i32; LABELS]| {
        let mut row = *row;
        row.sort_unstable();
        row[LABELS - 1] - row[LABELS - 2] > SURE
    };
    let spared = |part: &Range<usize>| scores[part.clone()].iter().all(sure);
    let found: Vec<_> = encoders
        .iter()
        .map(|encoder| encoder.scores(document, context, spared))
        .collect();
    for (token, row) in scores.iter_mut().enumerate() {
        let (mut sum, mut count) = ([0; LABELS], 0);
        for heard in found.iter().filter_map(|scores| scores[token]) {
            count += 1;
            for (sum, score) in sum.iter_mut().zip(heard) {
                *sum += score;
            }
        }
        if count > 0 {
            *row = sum.map(|sum| sum / count);
        }
    }
    scores
}

#[cfg(all(test, feature = "neural"))]
mod tests {
    use super::*;
    use crate::attribution::tagger::fingerprint;

    #[test]
    fn weights_and_card_belong_together() {
        let found = fingerprint(&ACCURATE.concat());
        assert!(
            include_str!("../../models/accurate-1/README.md").contains(&found),
            "the card names other weights than {found}"
        );
        assert!(Parts::from_slices(ACCURATE).is_ok());
    }

    #[test]
    fn damaged_engines_are_an_error() {
        let whole = ACCURATE.concat();
        let model = 12 + u32::from_le_bytes([whole[8], whole[9], whole[10], whole[11]]) as usize;
        for length in [
            0,
            8,
            11,
            12,
            1000,
            model,
            model + 8,
            model + 60,
            whole.len() - 1,
        ] {
            assert!(
                Engine::from_bytes(whole[..length].to_vec()).is_err(),
                "{length}"
            );
        }
        // Sizes of the encoder that promise more than the file holds, or nothing.
        for (at, size) in [
            (0, u32::MAX),
            (0, 0),
            (1, 7),
            (2, 8192),
            (3, 25),
            (5, 1025),
            (6, 65_536),
            (7, 0),
        ] {
            let mut bytes = whole.clone();
            let at = model + 8 + 4 * at;
            bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(size));
            assert!(Engine::from_bytes(bytes).is_err(), "{at}: {size}");
        }
        assert!(Engine::from_bytes([whole, vec![0]].concat()).is_err());
    }
}
