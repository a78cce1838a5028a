//! Trains the network of the attribution tagger.

use std::collections::BTreeMap;
use std::path::Path;

use super::attribution::{load, read};
use super::recurrent::{self, Example};
use crate::attribution::label::LABELS;
use crate::attribution::network::{self, FEATURES, SIZES, Vocabulary, inputs, local, parts};
use crate::Error;

/// A word needs this many occurrences for a row of its own.
const OFTEN: usize = 3;

/// Trains on a JSONL file of annotated articles and returns vocabulary and network.
///
/// # Errors
///
/// When the file cannot be read or a line is not an annotated article.
pub fn train(path: &Path, epochs: usize) -> Result<Vec<u8>, Error> {
    let articles = load(path)?;
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    let mut stages = Vec::new();
    for article in &articles {
        let read = read(article);
        for token in read.document.tokens() {
            *counts.entry(token.folded).or_default() += 1;
        }
        stages.push(read);
    }
    let mut words: Vec<(u64, usize)> = counts.into_iter().filter(|w| w.1 >= OFTEN).collect();
    words.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    let vocabulary = network::vocabulary(words.into_iter().map(|w| w.0));
    let known = Vocabulary::new(&vocabulary).expect("a vocabulary made here fits");
    let mut examples: Vec<Example<FEATURES>> = Vec::new();
    for read in &stages {
        let inputs = inputs(known, &read.document, &read.syntax, &read.quotations, &read.mentions);
        examples.extend(parts(&read.document).into_iter().map(|part| Example {
            gold: read.labels[part.clone()].to_vec(),
            inputs: local(&inputs, part),
        }));
    }
    eprintln!(
        "{} words, {} sequences",
        vocabulary.len() / 4,
        examples.len()
    );
    let options = recurrent::Options {
        epochs,
        ..recurrent::Options::default()
    };
    let network = recurrent::train(&examples, SIZES, LABELS, options);
    let mut bytes = (vocabulary.len() as u32).to_le_bytes().to_vec();
    bytes.extend(vocabulary);
    bytes.extend(network);
    Ok(bytes)
}
