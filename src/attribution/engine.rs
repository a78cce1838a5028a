//! The learned parts that find attributions: a small network alone, or an encoder of words beside them.

#[cfg(feature = "neural")]
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use super::context::Context;
#[cfg(feature = "neural")]
use super::encoder::Encoder;
use super::label::LABELS;
use super::lexicon::{Lexicon, Recent};
use super::network;
#[cfg(feature = "neural")]
use super::sieve::is_running;
use super::tagger::Model;
use crate::model::recurrent::Workspace;
#[cfg(feature = "neural")]
use crate::model::transformer::File;
use crate::syntax::Syntax;
#[cfg(feature = "neural")]
use crate::text::Paragraph;
use crate::{Document, Mention, Quotation};
#[cfg(feature = "neural")]
use crate::{Error, error::ErrorKind};

/// What an engine works on, kept from article to article.
#[derive(Default)]
pub(crate) struct Memory<'w> {
    network: Workspace,
    words: Option<Recent<'w>>,
}

impl<'w> Memory<'w> {
    /// The words of other articles, as this lexicon has them.
    fn words(&mut self, lexicon: Lexicon<'w>) -> &mut Recent<'w> {
        self.words.take_if(|words| !words.is_of(lexicon));
        self.words.get_or_insert_with(|| Recent::new(lexicon))
    }
}

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
    /// The default: a small recurrent network and a linear pass.
    #[must_use]
    pub fn fast() -> Self {
        static PARTS: LazyLock<Parts<'static>> = LazyLock::new(Parts::fast);
        Self { parts: &PARTS }
    }

    /// An encoder of 4 layers for the paragraphs that leave the small network in doubt, 58 of 100 words of news:
    /// closer to human agreement (who-said-what 76.4 instead of 73.4 on dev), a fourteenth of the speed.
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
            Parts::from_slices(NAME, ACCURATE, FROM)
                .expect("the embedded weights are read in a test")
        });
        Self { parts: &PARTS }
    }

    /// The same encoder for the most doubtful paragraphs alone, one word in twenty: a fifth of what it brings (73.9),
    /// less than half of the fast engine's speed.
    ///
    /// ```
    /// use onrecord::{Article, Engine, Extractor};
    ///
    /// let extractor = Extractor::builder().engine(Engine::small()).build()?;
    /// let extraction = extractor.extract(&Article::new("“Taxes will fall,” said Ann Ortiz."));
    /// assert_eq!(extraction.claims().len(), 1);
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[cfg(feature = "neural")]
    #[must_use]
    pub fn small() -> Self {
        static PARTS: LazyLock<Parts<'static>> = LazyLock::new(|| {
            Parts::from_slices(SMALL, ACCURATE, FROM_SMALL)
                .expect("the embedded weights are read in a test")
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
        Parts::from_slices("", &[&bytes], FROM)?;
        let name = format!("own-{}", super::tagger::fingerprint(&bytes)).leak();
        let parts = Parts::from_slices(name, &[bytes.leak()], FROM)?;
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
    /// What decides where the small network is heard.
    pub(crate) model: Model<'w>,
    pub(crate) network: network::Tagger<'w>,
    #[cfg(feature = "neural")]
    pub(crate) second: Option<Second<'w>>,
}

/// A second opinion, on paragraphs that leave the small network in doubt.
#[cfg(feature = "neural")]
#[derive(Debug)]
pub(crate) struct Second<'w> {
    /// What decides where the encoders are heard.
    pub(crate) model: Model<'w>,
    /// Their scores are averaged.
    pub(crate) encoders: Vec<Encoder<'w>>,
    /// It is asked where the [`network::doubt`] is no less.
    pub(crate) from: u32,
    /// Its lexicon is that of the small network: one context serves both.
    same_words: bool,
}

#[cfg(feature = "neural")]
impl<'w> Second<'w> {
    /// Encoders, and the model that decides on them, beside that of the small network.
    pub(crate) fn new(
        model: Model<'w>,
        encoders: Vec<Encoder<'w>>,
        from: u32,
        first: &Model<'_>,
    ) -> Self {
        Self {
            same_words: model.lexicon == first.lexicon,
            model: model.of_encoder(),
            encoders,
            from,
        }
    }
}

/// The embedded file, cut in two.
#[cfg(feature = "neural")]
pub(crate) const ACCURATE: &[&[u8]] = &[onrecord_accurate_1::WEIGHTS, onrecord_accurate_2::WEIGHTS];

/// Name of the embedded accurate engine; its card stands beside the weights.
#[cfg(feature = "neural")]
const NAME: &str = "accurate-2026-11-23";
/// Name of the small engine: the same weights, asked less.
#[cfg(feature = "neural")]
const SMALL: &str = "small-2026-11-23";

/// The least [`network::doubt`] with which the accurate engine asks its encoder.
#[cfg(feature = "neural")]
pub(crate) const FROM: u32 = 8_000;
/// The least [`network::doubt`] with which the small engine does.
#[cfg(feature = "neural")]
const FROM_SMALL: u32 = 37_000;

/// What opens the file of an engine: name and version of the format.
#[cfg(feature = "neural")]
pub(crate) const MAGIC: &[u8; 8] = b"onrec\0e1";

impl<'w> Parts<'w> {
    /// Reads a file, which may come in several slices cut between sections of the encoder: magic, length of
    /// the weights of linear pass, linker and confidence, those weights, the encoder, or several.
    #[cfg(feature = "neural")]
    pub(crate) fn from_slices(
        name: &'static str,
        slices: &[&'w [u8]],
        from: u32,
    ) -> Result<Self, Error> {
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
        let fast = Self::fast();
        let model = Model::from_bytes(model)?;
        let encoders = Encoder::read_all(&mut encoders)?;
        Ok(Self {
            name,
            second: Some(Second::new(model, encoders, from, &fast.model)),
            ..fast
        })
    }

    /// The small network and what decides on its scores.
    pub(crate) fn fast() -> Self {
        Self {
            name: super::MODEL,
            model: *Model::embedded(),
            network: network::Tagger::embedded().clone(),
            #[cfg(feature = "neural")]
            second: None,
        }
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
        Parts::from_slices(NAME, &[&first, &second], FROM)?;
        Ok([first, second])
    }

    /// What the learned parts that read text say of a document.
    pub(crate) fn hear(
        &self,
        memory: &mut Memory<'w>,
        document: &Document<'_>,
        syntax: &Syntax,
        quotations: &[Quotation],
        mentions: &[Mention],
    ) -> Opinions<'_, 'w> {
        let words = memory.words(self.model.lexicon);
        let context = Context::new(document, syntax, quotations, mentions, words);
        let first = Heard {
            model: &self.model,
            scores: (self.network).scores(&mut memory.network, document, &context),
            context: Rc::new(context),
        };
        #[cfg(feature = "neural")]
        let second = self.second.as_ref().and_then(|second| {
            let doubtful = |p: &Paragraph| {
                is_running(p.region)
                    && network::doubt(&first.scores[p.tokens.clone()]) >= second.from
            };
            let asked: Vec<bool> = document.paragraphs().iter().map(doubtful).collect();
            asked.contains(&true).then(|| {
                let context = if second.same_words {
                    Rc::clone(&first.context)
                } else {
                    let lexicon = second.model.lexicon;
                    Rc::new(Context::of(document, syntax, quotations, mentions, lexicon))
                };
                let heard = Heard {
                    model: &second.model,
                    scores: mean(&second.encoders, document, &context, &asked),
                    context,
                };
                (asked, heard)
            })
        });
        #[cfg(not(feature = "neural"))]
        let second = None;
        Opinions { first, second }
    }
}

/// Scores of all labels for every token of a document, and what decides on them.
pub(crate) struct Heard<'m, 'w> {
    pub(crate) model: &'m Model<'w>,
    pub(crate) context: Rc<Context>,
    pub(crate) scores: Vec<[i32; LABELS]>,
}

/// What the small network says of a document, and the encoders of some of its paragraphs.
pub(crate) struct Opinions<'m, 'w> {
    pub(crate) first: Heard<'m, 'w>,
    /// Which paragraphs the encoders were asked about, and what they said.
    pub(crate) second: Option<(Vec<bool>, Heard<'m, 'w>)>,
}

impl<'m, 'w> Opinions<'m, 'w> {
    /// Whom to hear on a paragraph.
    pub(crate) fn on(&self, paragraph: usize) -> &Heard<'m, 'w> {
        match &self.second {
            Some((asked, heard)) if asked[paragraph] => heard,
            _ => &self.first,
        }
    }
}

/// The mean of the encoders' scores of the tokens of some paragraphs; nothing of the others.
#[cfg(feature = "neural")]
pub(crate) fn mean(
    encoders: &[Encoder<'_>],
    document: &Document<'_>,
    context: &Context,
    asked: &[bool],
) -> Vec<[i32; LABELS]> {
    let mut sums = vec![[0; LABELS]; document.tokens().len()];
    let paragraphs = document.paragraphs();
    let spared = |part: &Range<usize>| {
        let after = paragraphs.partition_point(|p| p.tokens.start <= part.start);
        !asked[after.saturating_sub(1)]
    };
    for encoder in encoders {
        let scores = encoder.scores(document, context, spared);
        for (sum, scores) in sums.iter_mut().zip(scores) {
            for (sum, score) in sum.iter_mut().zip(scores.unwrap_or_default()) {
                *sum += score / encoders.len() as i32;
            }
        }
    }
    sums
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
        assert!(Parts::from_slices(NAME, ACCURATE, FROM).is_ok());
    }

    #[test]
    fn the_encoder_is_asked_where_the_network_is_in_doubt() {
        let text = include_str!("../../fixtures/articles/us-tax-bill.txt");
        let document = Document::new(text);
        let quotations = crate::quotation::find(&document);
        let mentions = crate::mention::find(&document, crate::Gazetteer::embedded());
        let syntax = crate::syntax::parse(&document);
        let with = |from| Parts::from_slices("", ACCURATE, from).expect("whole weights");
        let asked = |from| {
            let engine = with(from);
            let opinions = engine.hear(
                &mut Memory::default(),
                &document,
                &syntax,
                &quotations,
                &mentions,
            );
            let asked = opinions.second.map_or(Vec::new(), |(asked, _)| asked);
            asked.into_iter().filter(|&asked| asked).count()
        };
        let running = document
            .paragraphs()
            .iter()
            .filter(|p| is_running(p.region));
        let asked = [0, FROM, FROM_SMALL, u32::MAX].map(asked);
        assert_eq!(asked[0], running.count());
        assert!(asked.is_sorted_by(|more, fewer| more >= fewer), "{asked:?}");
        assert!(asked[1] < asked[0] && asked[2] < asked[1], "{asked:?}");
        assert_eq!(asked[3], 0);
        let find = |engine: &Parts<'_>| {
            let memory = &mut Memory::default();
            crate::attribution::find_with(
                engine,
                memory,
                &document,
                &syntax,
                &quotations,
                &mentions,
            )
        };
        assert_eq!(find(&with(u32::MAX)), find(&Parts::fast()));
        assert_ne!(find(&with(0)), find(&Parts::fast()));
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
