//! The encoder's view of a document: pieces of words, a paragraph at a time, and features of tokens.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use super::context::Context;
use super::label::LABELS;
use super::network::{FEATURES, Vocabulary, inputs, parts};
use crate::error::ErrorKind;
use crate::model::transformer::{Batch, File, NO_TOKEN, Transformer, Workspace};
use crate::{Document, Error, Token};

/// Pieces of a word that are read, at most.
const PIECES: usize = 4;
/// Pieces after which a batch is read: products of more rows are hardly faster.
const BATCH: usize = 192;
/// Letters and digits of a run that are read, at most.
const LETTERS: usize = 100;

thread_local! {
    /// Kept from article to article: some megabytes that would be asked for anew.
    static WORK: RefCell<Workspace> = RefCell::default();
}

/// A transformer and the pieces of words that it knows.
#[derive(Debug)]
pub(crate) struct Encoder<'w> {
    model: Transformer<'w>,
    /// Rows of pieces that begin a run of letters, and of those that go on with it.
    begin: HashMap<&'w str, u16>,
    inside: HashMap<&'w str, u16>,
    special: Special,
}

/// Rows of pieces that stand for no word.
#[derive(Clone, Copy, Debug)]
struct Special {
    /// Instead of a person's name.
    name: u16,
    unknown: u16,
    start: u16,
    end: u16,
}

impl<'w> Encoder<'w> {
    /// Reads all encoders of a file: their scores are averaged.
    pub(crate) fn read_all(file: &mut File<'w>) -> Result<Vec<Self>, Error> {
        let mut all = vec![Self::read(file)?];
        while !file.is_empty() {
            all.push(Self::read(file)?);
        }
        Ok(all)
    }

    fn read(file: &mut File<'w>) -> Result<Self, Error> {
        let model = Transformer::read(file)?;
        let fail = |reason: String| {
            Error::new(ErrorKind::Binary {
                what: "encoder weights",
                reason,
            })
        };
        if model.labels() != LABELS || model.shape.features.len() != FEATURES - 1 {
            return Err(fail(format!(
                "expected {LABELS} labels and {} tables of features, found {} and {}",
                FEATURES - 1,
                model.labels(),
                model.shape.features.len()
            )));
        }
        let (mut begin, mut inside) = (HashMap::new(), HashMap::new());
        for (row, piece) in model.pieces.lines().enumerate() {
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => inside.insert(rest, row as u16),
                _ => begin.insert(piece, row as u16),
            };
        }
        let row = |piece: &str| {
            let row = begin.get(piece).copied();
            row.ok_or_else(|| fail(format!("expected a piece {piece}")))
        };
        let special = Special {
            name: row("[MASK]")?,
            unknown: row("[UNK]")?,
            start: row("[CLS]")?,
            end: row("[SEP]")?,
        };
        if model.shape.window < PIECES + 2 {
            return Err(fail("expected a longer window".to_owned()));
        }
        Ok(Self {
            model,
            begin,
            inside,
            special,
        })
    }

    /// Scores of all labels for every token of a document; none for the tokens of paragraphs that are spared.
    pub(crate) fn scores(
        &self,
        document: &Document<'_>,
        context: &Context,
        spared: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<Option<[i32; LABELS]>> {
        let none = Vocabulary::new(&[]).unwrap_or_else(|| unreachable!("no words fit"));
        let inputs = inputs(&none, document, context);
        let mut scores = vec![None; inputs.len()];
        let features = |token: u32, f: usize| inputs[token as usize].ids[f + 1];
        WORK.with_borrow_mut(|work| {
            for batch in self.batches(document, context, spared) {
                let rows = self.model.scores::<LABELS>(work, &batch, features);
                for (&first, row) in batch.firsts.iter().zip(rows) {
                    scores[batch.tokens[first] as usize] = Some(row);
                }
            }
        });
        scores
    }

    /// The document in batches of windows: a window is a paragraph, one that is too long is cut.
    ///
    /// Paragraphs around it would help the encoder little, and a claim would depend on them.
    fn batches(
        &self,
        document: &Document<'_>,
        context: &Context,
        spared: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<Batch> {
        let limit = self.model.shape.window;
        let mut batches = Vec::new();
        let mut batch = Batch::default();
        let (mut pieces, mut word) = (Vec::new(), String::new());
        for part in parts(document).into_iter().filter(|part| !spared(part)) {
            self.open(&mut batch);
            for i in part {
                pieces.clear();
                if context.person[i] {
                    pieces.push(self.special.name);
                } else {
                    plain(document, &document.tokens()[i], &mut word);
                    self.cut(&word, &mut pieces);
                }
                if batch.window() + pieces.len() + 1 > limit {
                    self.close(&mut batch);
                    self.open(&mut batch);
                }
                batch.firsts.push(batch.pieces.len());
                batch.pieces.extend_from_slice(&pieces);
                batch.tokens.resize(batch.pieces.len(), i as u32);
            }
            self.close(&mut batch);
            if batch.pieces.len() >= BATCH {
                batches.push(std::mem::take(&mut batch));
            }
        }
        batches.push(batch);
        batches
    }

    fn open(&self, batch: &mut Batch) {
        batch.pieces.push(self.special.start);
        batch.tokens.push(NO_TOKEN);
    }

    fn close(&self, batch: &mut Batch) {
        batch.pieces.push(self.special.end);
        batch.tokens.push(NO_TOKEN);
        batch.ends.push(batch.pieces.len());
    }

    /// Adds the pieces of a word: in each run of letters and digits the longest known first, as BERT cuts words.
    fn cut(&self, word: &str, pieces: &mut Vec<u16>) {
        let most = pieces.len() + PIECES;
        let mut rest = word;
        while let Some(first) = rest.chars().next().filter(|_| pieces.len() < most) {
            let run = if first.is_alphanumeric() {
                rest.find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            let (mut left, after) = rest.split_at(run);
            rest = after;
            let mut known = &self.begin;
            while !left.is_empty() && pieces.len() < most {
                let found = left
                    .char_indices()
                    .map(|(at, c)| at + c.len_utf8())
                    .take(LETTERS)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .find_map(|end| known.get(&left[..end]).map(|&row| (row, end)));
                let Some((row, end)) = found else {
                    pieces.push(self.special.unknown);
                    break;
                };
                pieces.push(row);
                left = &left[end..];
                known = &self.inside;
            }
        }
        if pieces.len() == most - PIECES {
            pieces.push(self.special.unknown);
        }
    }
}

/// The words of a document as the encoder reads them; none for the name of a person, so that it cannot learn
/// who speaks.
#[cfg(feature = "train")]
pub(crate) fn words(document: &Document<'_>, context: &Context) -> Vec<Option<String>> {
    let tokens = document.tokens().iter().zip(&context.person);
    tokens
        .map(|(token, &person)| {
            (!person).then(|| {
                let mut word = String::new();
                plain(document, token, &mut word);
                word
            })
        })
        .collect()
}

/// A token in lower case, quotation marks and dashes as a typewriter has them.
fn plain(document: &Document<'_>, token: &Token, word: &mut String) {
    word.clear();
    for c in document.slice(token.span).chars() {
        let c = match c {
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '‚' => '\'',
            '—' | '―' => '–',
            c => c,
        };
        word.extend(c.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::Engine;
    use crate::attribution::engine::{ACCURATE, Second};
    use crate::{Gazetteer, mention, quotation, syntax};

    /// What the training framework makes of two articles with the embedded weights, a line each
    /// (`training/reference.py`).
    const REFERENCE: &str = include_str!("../../fixtures/encoder/scores.json");
    const ARTICLES: [&str; 2] = [
        include_str!("../../fixtures/articles/us-tax-bill.txt"),
        include_str!("../../fixtures/articles/continuation-resignation.txt"),
    ];

    fn second() -> &'static Second<'static> {
        let second = Engine::accurate().parts.second.as_ref();
        second.expect("the accurate engine has encoders")
    }

    fn embedded() -> &'static Encoder<'static> {
        second().encoders.first().expect("it has one")
    }

    fn with_context<R>(text: &str, read: impl FnOnce(&Document<'_>, &Context) -> R) -> R {
        let document = Document::new(text);
        let quotations = quotation::find(&document);
        let mentions = mention::find(&document, Gazetteer::embedded());
        let syntax = syntax::parse(&document);
        let lexicon = second().model.lexicon;
        let context = Context::of(&document, &syntax, &quotations, &mentions, lexicon);
        read(&document, &context)
    }

    #[test]
    fn scores_are_those_of_the_training_framework() {
        let (mut tokens, mut agree, mut off) = (0, 0, 0.0);
        for (text, line) in ARTICLES.iter().zip(REFERENCE.lines()) {
            let theirs: Vec<[f32; LABELS]> = serde_json::from_str(line).expect("rows of scores");
            let ours = with_context(text, |d, c| embedded().scores(d, c, |_| false));
            assert_eq!(ours.len(), theirs.len());
            for (ours, theirs) in ours.iter().zip(theirs) {
                let ours = ours.expect("nothing is spared").map(|x| x as f32 / 4096.0);
                let best =
                    |row: [f32; LABELS]| (0..LABELS).max_by(|&a, &b| row[a].total_cmp(&row[b]));
                tokens += 1;
                agree += usize::from(best(ours) == best(theirs));
                // What all labels have in common says nothing.
                let mean = |row: [f32; LABELS]| row.iter().sum::<f32>() / LABELS as f32;
                let shift = mean(ours) - mean(theirs);
                let apart = ours.iter().zip(theirs).map(|(a, b)| (a - b - shift).abs());
                off += apart.sum::<f32>() / LABELS as f32;
            }
        }
        let (agree, off) = (agree as f32 / tokens as f32, off / tokens as f32);
        assert!(agree > 0.99, "labels agree on {agree}");
        assert!(off < 0.05, "logits are {off} off on average");
    }

    #[test]
    fn distances_that_add_nothing_change_nothing() {
        let engine = ACCURATE.concat();
        let number = |at: usize| {
            let bytes = engine[at..at + 4].try_into().expect("four bytes");
            u32::from_le_bytes(bytes) as usize
        };
        let start = 12 + number(8);
        let count = |n: usize| number(start + 8 + 4 * n);
        let [width, heads, window, pieces, tables] = [0, 1, 5, 6, 7].map(count);
        let rows = window + pieces + (8..8 + tables).map(count).sum::<usize>();
        let names = count(8 + tables);
        let near = 8 + 4 * (9 + tables) + names + rows * (width + 4);
        let (before, after) = engine[start..].split_at(near);
        let with = |added: f32| {
            let added = added.to_le_bytes().repeat(heads * (2 * window - 1));
            [b"onrec\0t2", &before[8..], &added, after].concat()
        };
        with_context(ARTICLES[0], |document, context| {
            let scores = |bytes: &[u8]| {
                let encoder = Encoder::read(&mut File::new(&[bytes]))?;
                Ok::<_, Error>(encoder.scores(document, context, |_| false))
            };
            let plain = scores(&engine[start..]).expect("the embedded encoder");
            assert_eq!(scores(&with(0.0)).expect("one with distances"), plain);
            assert!(scores(&with(f32::NAN)).is_err());
            assert!(scores(&with(0.0)[..near]).is_err());
        });
    }

    #[test]
    fn every_token_has_one_first_piece() {
        let long = "Taxes “will” fall, unbelievably—so he said. ".repeat(300);
        let blank = format!("{}\n\n\u{fffd}\u{200b} \u{0} 東京 …", "x".repeat(5000));
        for text in ["", " ", "no", &long, &blank] {
            with_context(text, |document, context| {
                let limit = embedded().model.shape.window;
                let mut tokens = Vec::new();
                for batch in embedded().batches(document, context, |_| false) {
                    let mut start = 0;
                    for &end in &batch.ends {
                        assert!((1..=limit).contains(&(end - start)));
                        start = end;
                    }
                    assert_eq!(batch.pieces.len(), start);
                    assert_eq!(batch.pieces.len(), batch.tokens.len());
                    tokens.extend(batch.firsts.iter().map(|&at| batch.tokens[at] as usize));
                }
                assert!(tokens.into_iter().eq(0..document.tokens().len()));
            });
        }
    }

    #[test]
    fn words_are_cut_into_the_longest_known_pieces() {
        let encoder = embedded();
        let names: Vec<&str> = encoder.model.pieces.lines().collect();
        let cut = |word: &str| {
            let mut pieces = Vec::new();
            encoder.cut(word, &mut pieces);
            let named = pieces.iter().map(|&p| names[usize::from(p)]);
            named.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(cut("said"), "said");
        assert_eq!(cut("don't"), "don ' t");
        assert_eq!(cut("東"), "[UNK]");
        assert_eq!(cut(""), "[UNK]");
        assert!(cut("counterterrorism").contains("##"));
        assert_eq!(cut(&"…".repeat(50)).split(' ').count(), PIECES);
    }
}
