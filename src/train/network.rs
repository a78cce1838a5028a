//! Trains the networks of the attribution tagger.

use std::collections::BTreeMap;
use std::path::Path;

use super::attribution::{Read, lexicon, load, load_clusters, read};
use super::recurrent::{self, Example};
use crate::Error;
use crate::attribution::context::{Context, EDGE};
use crate::attribution::label::LABELS;
use crate::attribution::lexicon::Lexicon;
use crate::attribution::network::{
    self, FEATURES, SIZES, VOICES, Vocabulary, inputs, local, parts,
};

/// A word needs this many occurrences for a row of its own.
const OFTEN: usize = 3;

/// Trains on a JSONL file of annotated articles and returns vocabulary and networks.
///
/// # Errors
///
/// When the file cannot be read or a line is not an annotated article.
pub fn train(path: &Path, clusters: &Path, epochs: usize) -> Result<Vec<u8>, Error> {
    let articles = load(path)?;
    let articles: Vec<_> = articles.iter().map(read).collect();
    let lexicon = lexicon(&articles, &load_clusters(clusters)?);
    let lexicon = Lexicon::from_bytes(&lexicon)?;
    let contexts: Vec<Context> = articles
        .iter()
        .map(|a| Context::new(&a.document, &a.syntax, &a.quotations, &a.mentions, &lexicon))
        .collect();
    Ok(fit(&articles, &contexts, |_| true, epochs))
}

/// Trains on the articles kept, by their numbers; returns vocabulary and networks.
pub(super) fn fit(
    articles: &[Read<'_>],
    contexts: &[Context],
    keep: impl Fn(usize) -> bool,
    epochs: usize,
) -> Vec<u8> {
    let kept = || {
        let both = articles.iter().zip(contexts).enumerate();
        both.filter(|(a, _)| keep(*a)).map(|(_, both)| both)
    };
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let words = kept().flat_map(|(_, c)| &c.word);
    for &word in words.filter(|&&w| w > EDGE) {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<(u32, usize)> = counts.into_iter().filter(|w| w.1 >= OFTEN).collect();
    words.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    let vocabulary = network::vocabulary(words.into_iter().map(|w| w.0));
    let known = Vocabulary::new(&vocabulary).expect("a vocabulary made here fits");
    let mut examples: Vec<Example<FEATURES>> = Vec::new();
    for (article, context) in kept() {
        let inputs = inputs(known, &article.document, context);
        examples.extend(parts(&article.document).into_iter().map(|part| Example {
            gold: article.labels[part.clone()].to_vec(),
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
