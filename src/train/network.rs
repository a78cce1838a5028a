//! Trains the network of the attribution tagger.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::attribution::{Read, lexicon, lines, load, load_clusters, read, read_text};
use super::recurrent::{self, Example};
use crate::Error;
use crate::attribution::context::{Context, EDGE};
use crate::attribution::label::LABELS;
use crate::attribution::lexicon::Lexicon;
use crate::attribution::network::{self, FEATURES, SIZES, Vocabulary, inputs, local, parts};
use crate::error::ErrorKind;

/// A word needs this many occurrences for a row of its own.
const OFTEN: usize = 3;
/// What soft labels count beside the gold ones.
const TRUST: f32 = 0.5;

/// Probabilities of the labels of every token, article by article.
pub(super) type Soft = Vec<Vec<[f32; LABELS]>>;

/// What encoders teach the network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lessons<'p> {
    /// Probabilities of the labels of the annotated articles, to learn from beside the gold ones: an article a line
    /// (`training/soften.py`).
    pub soft: Option<&'p Path>,
    /// Texts that nobody annotated.
    pub unlabelled: Option<Unlabelled<'p>>,
}

/// Texts that nobody annotated, and what an encoder makes of them.
#[derive(Clone, Copy, Debug)]
pub struct Unlabelled<'p> {
    /// JSONL of articles with `text`.
    pub texts: &'p Path,
    /// Probabilities of their labels, a text a line (`training/soften.py`).
    pub soft: &'p Path,
}

/// Trains on a JSONL file of annotated articles, and what encoders teach; returns vocabulary and network.
///
/// # Errors
///
/// When a file cannot be read or a line is not an annotated article or not its probabilities.
pub fn train(
    path: &Path,
    clusters: &Path,
    lessons: Lessons<'_>,
    epochs: usize,
) -> Result<Vec<u8>, Error> {
    let articles = load(path)?;
    let articles: Vec<_> = articles.iter().map(read).collect();
    let lexicon = lexicon(&articles, &load_clusters(clusters)?);
    let lexicon = Lexicon::from_bytes(&lexicon)?;
    let contexts: Vec<Context> = articles.iter().map(|a| a.context(lexicon)).collect();
    let soft = lessons.soft.map(|path| read_soft(path, &articles));
    let soft = soft.transpose()?;
    let texts = unlabelled_texts(lessons.unlabelled)?;
    let taught = taught(&texts, lessons.unlabelled, &lexicon)?;
    let soft = soft.as_ref();
    Ok(fit(&articles, &contexts, soft, |_| true, &taught, epochs))
}

/// An article that nobody annotated.
#[derive(Deserialize)]
pub(super) struct Text {
    pub(super) text: String,
}

/// The texts that nobody annotated, none where there is no file.
pub(super) fn unlabelled_texts(unlabelled: Option<Unlabelled<'_>>) -> Result<Vec<Text>, Error> {
    unlabelled.map_or(Ok(Vec::new()), |u| lines(u.texts, "an article with `text`"))
}

/// An article with the probabilities of its labels.
pub(super) struct Taught<'a> {
    article: Read<'a>,
    context: Context,
    shares: Vec<[f32; LABELS]>,
}

/// Texts that nobody annotated, with what an encoder makes of them.
pub(super) fn taught<'a>(
    texts: &'a [Text],
    unlabelled: Option<Unlabelled<'_>>,
    lexicon: &Lexicon<'_>,
) -> Result<Vec<Taught<'a>>, Error> {
    let articles: Vec<_> = texts
        .iter()
        .map(|text| read_text(&text.text, &[]))
        .collect();
    let soft = unlabelled.map_or(Ok(Vec::new()), |u| read_soft(u.soft, &articles))?;
    let with_context = |(article, shares): (Read<'a>, _)| Taught {
        context: article.context(*lexicon),
        article,
        shares,
    };
    Ok(articles.into_iter().zip(soft).map(with_context).collect())
}

/// Reads soft labels, which must fit the articles.
pub(super) fn read_soft(path: &Path, articles: &[Read<'_>]) -> Result<Soft, Error> {
    let soft: Soft = lines(path, "rows of probabilities")?;
    let lengths = soft.iter().map(Vec::len);
    if lengths.eq(articles.iter().map(|a| a.labels.len())) {
        Ok(soft)
    } else {
        Err(Error::new(ErrorKind::Binary {
            what: "soft labels",
            reason: "expected a row for every token of the articles".to_owned(),
        }))
    }
}

/// Trains on the articles kept, by their numbers; returns vocabulary and network.
pub(super) fn fit(
    articles: &[Read<'_>],
    contexts: &[Context],
    soft: Option<&Soft>,
    keep: impl Fn(usize) -> bool,
    taught: &[Taught<'_>],
    epochs: usize,
) -> Vec<u8> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let kept = contexts.iter().enumerate().filter(|(a, _)| keep(*a));
    let kept = kept.map(|(_, context)| context);
    for &word in kept.flat_map(|c| &c.word).filter(|&&w| w > EDGE) {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<(u32, usize)> = counts.into_iter().filter(|w| w.1 >= OFTEN).collect();
    words.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    let vocabulary = network::vocabulary(words.into_iter().map(|w| w.0));
    let known = Vocabulary::new(&vocabulary).expect("a vocabulary made here fits");
    let mut examples: Vec<Example<FEATURES>> = Vec::new();
    for (a, (article, context)) in articles.iter().zip(contexts).enumerate() {
        if !keep(a) {
            continue;
        }
        let inputs = inputs(&known, &article.document, context);
        let shares = |t: usize| -> [f32; LABELS] {
            let mut shares = [0.0; LABELS];
            shares[usize::from(article.labels[t])] = 1.0;
            if let Some(soft) = soft {
                for (share, soft) in shares.iter_mut().zip(soft[a][t]) {
                    *share += TRUST * (soft - *share);
                }
            }
            shares
        };
        examples.extend(parts(&article.document).into_iter().map(|part| Example {
            gold: part.clone().flat_map(shares).collect(),
            inputs: local(&inputs, part),
        }));
    }
    for Taught {
        article,
        context,
        shares,
    } in taught
    {
        let inputs = inputs(&known, &article.document, context);
        examples.extend(parts(&article.document).into_iter().map(|part| Example {
            gold: shares[part.clone()].iter().flatten().copied().collect(),
            inputs: local(&inputs, part),
        }));
    }
    eprintln!(
        "{} words, {} sequences",
        vocabulary.len() / 4,
        examples.len()
    );
    let mut bytes = (vocabulary.len() as u32).to_le_bytes().to_vec();
    bytes.extend(vocabulary);
    let options = recurrent::Options {
        epochs,
        ..recurrent::Options::default()
    };
    let network = recurrent::train(&examples, SIZES, LABELS, options);
    bytes.extend((network.len() as u32).to_le_bytes());
    bytes.extend(network);
    bytes
}
