//! Trains the networks of the attribution tagger.

use std::collections::BTreeMap;
use std::path::Path;

use super::attribution::{Read, lexicon, lines, load, load_clusters, read};
use super::recurrent::{self, Example};
use crate::Error;
use crate::attribution::context::{Context, EDGE};
use crate::attribution::label::LABELS;
use crate::attribution::lexicon::Lexicon;
use crate::attribution::network::{
    self, FEATURES, SIZES, VOICES, Vocabulary, inputs, local, parts,
};
use crate::error::ErrorKind;

/// A word needs this many occurrences for a row of its own.
const OFTEN: usize = 3;
/// What soft labels count beside the gold ones.
const TRUST: f32 = 0.5;

/// Probabilities of the labels of every token, article by article.
pub(super) type Soft = Vec<Vec<[f32; LABELS]>>;

/// Trains on a JSONL file of annotated articles and returns vocabulary and networks; `soft` are probabilities of
/// labels to learn from beside the gold ones, an article a line (`training/soften.py`).
///
/// # Errors
///
/// When a file cannot be read or a line is not an annotated article or not its probabilities.
pub fn train(
    path: &Path,
    clusters: &Path,
    soft: Option<&Path>,
    epochs: usize,
) -> Result<Vec<u8>, Error> {
    let articles = load(path)?;
    let articles: Vec<_> = articles.iter().map(read).collect();
    let lexicon = lexicon(&articles, &load_clusters(clusters)?);
    let lexicon = Lexicon::from_bytes(&lexicon)?;
    let contexts: Vec<Context> = articles
        .iter()
        .map(|a| Context::new(&a.document, &a.syntax, &a.quotations, &a.mentions, &lexicon))
        .collect();
    let soft = soft.map(|path| read_soft(path, &articles)).transpose()?;
    Ok(fit(&articles, &contexts, soft.as_ref(), |_| true, epochs))
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

/// Trains on the articles kept, by their numbers; returns vocabulary and networks.
pub(super) fn fit(
    articles: &[Read<'_>],
    contexts: &[Context],
    soft: Option<&Soft>,
    keep: impl Fn(usize) -> bool,
    epochs: usize,
) -> Vec<u8> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let kept = contexts.iter().enumerate().filter(|(a, _)| keep(*a));
    for &word in kept.flat_map(|(_, c)| &c.word).filter(|&&w| w > EDGE) {
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
        let inputs = inputs(known, &article.document, context);
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
    eprintln!(
        "{} words, {} sequences",
        vocabulary.len() / 4,
        examples.len()
    );
    let mut bytes = (vocabulary.len() as u32).to_le_bytes().to_vec();
    bytes.extend(vocabulary);
    for seed in 0..VOICES as u64 {
        let options = recurrent::Options {
            epochs,
            seed: seed + 1,
            ..recurrent::Options::default()
        };
        let network = recurrent::train(&examples, SIZES, LABELS, options);
        bytes.extend((network.len() as u32).to_le_bytes());
        bytes.extend(network);
    }
    bytes
}
