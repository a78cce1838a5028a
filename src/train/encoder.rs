//! What the encoder is trained on: words, features and gold labels of articles, as this crate reads them.

use std::fmt::Write as _;
use std::path::Path;

use super::attribution::{load, read, read_encoders, read_file};
use crate::Error;
use crate::attribution::Parts;
use crate::attribution::encoder::words;
use crate::attribution::network::{FEATURES, SIZES, Tagger, Vocabulary, inputs, parts};
use crate::attribution::tagger::Model;
use crate::model::recurrent::Workspace;

/// Writes the sequences of annotated articles, one article a line: `parts` (ranges of tokens), `words`
/// (`null` for a person's name), `features` (rows of the tables of `sizes`) and `labels`; `small`, the scores
/// of the small networks, and, where an encoder is given, `scores`, its own.
///
/// # Errors
///
/// When the file cannot be read or a line is not an annotated article.
pub fn export(path: &Path, encoder: Option<&Path>) -> Result<String, Error> {
    let weights = encoder.map(read_file).transpose()?;
    let encoders = read_encoders(weights.as_deref())?;
    let mut out = String::new();
    let none = Vocabulary::new(&[]).expect("no words fit");
    for article in &load(path)? {
        let article = read(article);
        let document = &article.document;
        let context = article.context(Model::embedded().lexicon);
        let features: Vec<[u16; FEATURES - 1]> = inputs(&none, document, &context)
            .iter()
            .map(|input| std::array::from_fn(|f| input.ids[f + 1]))
            .collect();
        let parts: Vec<[usize; 2]> = parts(document)
            .iter()
            .map(|part| [part.start, part.end])
            .collect();
        let line = serde_json::json!({
            "sizes": &SIZES[1..],
            "parts": parts,
            "words": words(document, &context),
            "features": features,
            "labels": article.labels,
            "small": Tagger::embedded().scores(&mut Workspace::default(), document, &context),
            "scores": encoders.first().map(|e| e.scores(document, &context, |_| false)),
        });
        let _ = writeln!(out, "{line}");
    }
    Ok(out)
}

/// The file of an engine, in two parts of like length, from the weights that `train attribution` made with the
/// encoder and the encoder's own.
///
/// # Errors
///
/// When a file cannot be read or holds other weights.
pub fn engine(attribution: &Path, encoder: &Path) -> Result<[Vec<u8>; 2], Error> {
    Parts::to_slices(&read_file(attribution)?, &read_file(encoder)?)
}
