//! Trains the attribution weights: lexicon, two tagging passes, linker.
//!
//! The second pass learns from labels that the first pass gave to articles it had not seen
//! (cross-fitting over [`FOLDS`] parts of the articles).

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::linear::{Averaged, Random, quantise};
use crate::attribution::context::Context;
use crate::attribution::feature::{self, Neighbours};
use crate::attribution::label::{self, LABELS, Labelled, OUTSIDE, Role};
use crate::attribution::lexicon::{CUE_CLASSES, Lexicon, Word};
use crate::attribution::tagger::{self, Model};
use crate::attribution::{find_with, linker};
use crate::error::ErrorKind;
use crate::model::to_bytes;
use crate::text::{Shape, TokenKind};
use crate::{Document, Error, Quotation, hash, quotation};

const FOLDS: usize = 5;
const BITS: u32 = 17;
const LINK_BITS: u32 = 14;
/// Largest step of one passive-aggressive update.
const STEP: f32 = 0.02;
/// Scores are decoded as fixed-point numbers.
const FIXED: f32 = 4096.0;

#[derive(Deserialize)]
struct Article {
    id: String,
    text: String,
    attributions: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
}

/// An article with its stages and the gold spans on tokens.
struct Read<'a> {
    document: Document<'a>,
    quotations: Vec<Quotation>,
    /// Gold labels of all tokens.
    labels: Vec<u8>,
    /// Gold attributions: for each role, the first tokens of its spans.
    links: Vec<[Vec<usize>; 3]>,
}

/// Settings of a training run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How often all articles are read.
    pub epochs: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { epochs: 8 }
    }
}

/// Trains on a JSONL file of annotated articles and returns the weight file.
///
/// # Errors
///
/// When the file cannot be read or a line is not an annotated article.
pub fn train(path: &Path, options: Options) -> Result<Vec<u8>, Error> {
    let articles = load(path)?;
    let read: Vec<Read<'_>> = articles.iter().map(read).collect();
    let lexicon_bytes = lexicon(&read);
    let lexicon = Lexicon::from_bytes(&lexicon_bytes)?;
    eprintln!("lexicon: {} bytes", lexicon_bytes.len());
    let contexts: Vec<Context> = read
        .iter()
        .map(|r| Context::new(&r.document, &r.quotations, &lexicon))
        .collect();
    let mut sequences = Vec::new();
    for (a, (article, context)) in read.iter().zip(&contexts).enumerate() {
        for (p, paragraph) in article.document.paragraphs().iter().enumerate() {
            let range = paragraph.tokens.clone();
            let region = tagger::region(&article.document, p);
            let mut sequence = Sequence {
                article: a,
                paragraph: p,
                rows: Vec::new(),
                ends: Vec::new(),
                gold: article.labels[range.clone()].to_vec(),
            };
            for i in range.clone() {
                feature::first_pass(context, &range, region, i, &mut |f| {
                    sequence.rows.push(Averaged::<LABELS>::row_of(BITS, f));
                });
                sequence.ends.push(sequence.rows.len());
            }
            sequences.push(sequence);
        }
    }
    eprintln!("{} paragraphs", sequences.len());

    // The first pass, on every article's complement and on all.
    let mut predicted: Vec<Vec<u8>> = vec![Vec::new(); sequences.len()];
    for fold in 0..FOLDS {
        let rows = fit(&sequences, |s| s.article % FOLDS != fold, options);
        for (labels, sequence) in predicted.iter_mut().zip(&sequences) {
            if sequence.article % FOLDS == fold {
                *labels = sequence.decode(&rows);
            }
        }
        eprintln!(
            "fold {fold}: {}",
            agreement(&sequences, &predicted, |s| s.article % FOLDS == fold)
        );
    }
    let first = fit(&sequences, |_| true, options);

    for (sequence, labels) in sequences.iter_mut().zip(&predicted) {
        let document = &read[sequence.article].document;
        let range = document.paragraphs()[sequence.paragraph].tokens.clone();
        let neighbours = Neighbours::new(labels, range.start);
        let context = &contexts[sequence.article];
        let (old, ends) = (
            std::mem::take(&mut sequence.rows),
            std::mem::take(&mut sequence.ends),
        );
        let mut from = 0;
        for (i, end) in range.clone().zip(ends) {
            sequence.rows.extend_from_slice(&old[from..end]);
            from = end;
            feature::second_pass(context, &neighbours, &range, i, &mut |f| {
                sequence.rows.push(Averaged::<LABELS>::row_of(BITS, f));
            });
            sequence.ends.push(sequence.rows.len());
        }
    }
    let second = fit(&sequences, |_| true, options);
    let link = fit_linker(&read, &contexts);

    let mut bytes = Vec::new();
    for part in [
        lexicon_bytes.clone(),
        to_bytes(&quantise(&first).0),
        to_bytes(&quantise(&second).0),
        to_bytes(&quantise(&link).0),
    ] {
        bytes.extend_from_slice(&(part.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Writes the attributions found with a weight file, one article a line, as the scorer reads them.
///
/// # Errors
///
/// When a file cannot be read or the weights are damaged.
pub fn predict(weights: &[u8], path: &Path) -> Result<String, Error> {
    let model = Model::from_bytes(weights)?;
    let mut out = String::new();
    let (mut words, started) = (0, std::time::Instant::now());
    for article in load(path)? {
        let document = Document::new(&article.text);
        let quotations = quotation::find(&document);
        words += document.tokens().len();
        let spans = |spans: &[crate::Span]| -> Vec<serde_json::Value> {
            spans
                .iter()
                .map(|s| serde_json::json!({"start": s.start(), "end": s.end()}))
                .collect()
        };
        let claims: Vec<_> = find_with(&model, &document, &quotations)
            .iter()
            .map(|a| {
                serde_json::json!({
                    "source": spans(&a.source),
                    "cue": spans(&a.cue),
                    "content": spans(&a.content),
                })
            })
            .collect();
        out +=
            &serde_json::json!({"id": article.id, "offsets": "byte", "claims": claims}).to_string();
        out.push('\n');
    }
    eprintln!(
        "{:.0} tokens a second",
        f64::from(words as u32) / started.elapsed().as_secs_f64()
    );
    Ok(out)
}

fn load(path: &Path) -> Result<Vec<Article>, Error> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| {
        Error::new(ErrorKind::Io {
            place: place.clone(),
            source,
        })
    })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| {
            serde_json::from_str(line).map_err(|e| {
                Error::new(ErrorKind::Format {
                    place: place.clone(),
                    line: n + 1,
                    expected: "an annotated article".to_owned(),
                    found: e.to_string(),
                })
            })
        })
        .collect()
}

fn read(article: &Article) -> Read<'_> {
    let document = Document::new(&article.text);
    let quotations = quotation::find(&document);
    let bytes: Vec<usize> = article
        .text
        .char_indices()
        .map(|(at, _)| at)
        .chain([article.text.len()])
        .collect();
    let tokens = document.tokens();
    let mut labels = vec![OUTSIDE; tokens.len()];
    let mut links = Vec::new();
    for gold in &article.attributions {
        let mut link = [Vec::new(), Vec::new(), Vec::new()];
        for (role, spans) in Role::ALL
            .into_iter()
            .zip([&gold.source, &gold.cue, &gold.content])
        {
            for &(start, end) in spans {
                let (start, end) = (bytes[start], bytes[end]);
                let first = tokens.partition_point(|t| t.span.end() <= start);
                let last = tokens.partition_point(|t| t.span.start() < end);
                if first >= last {
                    continue;
                }
                for i in first..last {
                    labels[i] = if i == first {
                        role.begin()
                    } else {
                        role.inside()
                    };
                }
                link[role as usize].push(first);
            }
        }
        links.push(link);
    }
    Read {
        document,
        quotations,
        labels,
        links,
    }
}

/// Words seen in lower case in several articles, with how often they stand in a cue.
fn lexicon(read: &[Read<'_>]) -> Vec<u8> {
    #[derive(Default)]
    struct Count {
        all: u32,
        cue: u32,
        lower: u32,
        upper: u32,
        articles: u32,
        last: usize,
    }
    let mut counts: BTreeMap<u64, Count> = BTreeMap::new();
    for (a, article) in read.iter().enumerate() {
        let tokens = article.document.tokens();
        for sentence in article.document.sentences() {
            for i in sentence.tokens.clone() {
                let token = &tokens[i];
                if token.kind == TokenKind::Number {
                    continue;
                }
                let count = counts.entry(token.folded).or_default();
                count.all += 1;
                count.cue += u32::from(Role::of(article.labels[i]) == Some(Role::Cue));
                if token.shape == Shape::Lower || token.kind != TokenKind::Word {
                    count.lower += 1;
                    if count.articles == 0 || count.last != a {
                        count.articles += 1;
                        count.last = a;
                    }
                } else if i > sentence.tokens.start + 1 {
                    count.upper += 1;
                }
            }
        }
    }
    let words: Vec<(u64, Word)> = counts
        .iter()
        .filter(|(_, c)| c.articles >= 2)
        .map(|(&folded, c)| {
            let share = c.cue as f32 / (c.all as f32 + 2.0);
            let class = [0.01, 0.04, 0.1, 0.25, 0.45, 0.65, 0.85]
                .iter()
                .filter(|&&limit| share >= limit)
                .count() as u8;
            let word = Word {
                cue: class.min(CUE_CLASSES - 1),
                proper: c.upper > 2 * c.lower,
            };
            (folded, word)
        })
        .collect();
    Lexicon::build(&words)
}

/// A paragraph with the rows of its features.
struct Sequence {
    article: usize,
    paragraph: usize,
    rows: Vec<u32>,
    ends: Vec<usize>,
    gold: Vec<u8>,
}

impl Sequence {
    fn rows_of(&self, token: usize) -> &[u32] {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.rows[start..self.ends[token]]
    }

    fn decode(&self, rows: &[[f32; LABELS]]) -> Vec<u8> {
        let add = |row: u32, scores: &mut [f32; LABELS]| {
            for (s, w) in scores.iter_mut().zip(&rows[row as usize]) {
                *s += w;
            }
        };
        self.decode_with(add, |_, _| 0.0)
    }

    fn decode_with(
        &self,
        add: impl Fn(u32, &mut [f32; LABELS]),
        cost: impl Fn(usize, u8) -> f32,
    ) -> Vec<u8> {
        let mut pairs = [[0; LABELS]; LABELS + 1];
        for (before, pair) in pairs.iter_mut().enumerate() {
            let mut row = [0.0; LABELS];
            add(pair_row(before as u8), &mut row);
            *pair = row.map(|s| (s * FIXED) as i32);
        }
        let scores: Vec<[i32; LABELS]> = (0..self.gold.len())
            .map(|i| {
                let mut row = [0.0; LABELS];
                for &r in self.rows_of(i) {
                    add(r, &mut row);
                }
                std::array::from_fn(|l| ((row[l] + cost(i, l as u8)) * FIXED) as i32)
            })
            .collect();
        label::best(&scores, &pairs)
    }
}

fn pair_row(before: u8) -> u32 {
    Averaged::<LABELS>::row_of(BITS, feature::pair(before))
}

/// Structured passive-aggressive training with a cost of one a wrong token.
fn fit(
    sequences: &[Sequence],
    keep: impl Fn(&Sequence) -> bool,
    options: Options,
) -> Vec<[f32; LABELS]> {
    let mut model = Averaged::<LABELS>::new(BITS);
    let mut order: Vec<&Sequence> = sequences.iter().filter(|s| keep(s)).collect();
    let mut random = Random(20_261_122);
    for _ in 0..options.epochs {
        random.shuffle(&mut order);
        for sequence in &order {
            model.step();
            let gold = &sequence.gold;
            let cost = |i: usize, l: u8| if gold[i] == l { 0.0 } else { 1.0 };
            let guess = sequence.decode_with(|r, s| model.add(r, s), cost);
            if guess == *gold {
                continue;
            }
            let (mut loss, mut norm) = (0.0, 0.0);
            let (mut before_gold, mut before_guess) = (LABELS as u8, LABELS as u8);
            for i in 0..gold.len() {
                if guess[i] != gold[i] {
                    let rows = sequence.rows_of(i);
                    norm += 2.0 * rows.len() as f32;
                    loss += 1.0;
                    for &r in rows {
                        loss += model.get(r, guess[i]) - model.get(r, gold[i]);
                    }
                }
                if (before_gold, gold[i]) != (before_guess, guess[i]) {
                    norm += 2.0;
                    loss += model.get(pair_row(before_guess), guess[i])
                        - model.get(pair_row(before_gold), gold[i]);
                }
                (before_gold, before_guess) = (gold[i], guess[i]);
            }
            if loss <= 0.0 {
                continue;
            }
            let step = (loss / norm).min(STEP);
            let (mut before_gold, mut before_guess) = (LABELS as u8, LABELS as u8);
            for i in 0..gold.len() {
                if guess[i] != gold[i] {
                    for &r in sequence.rows_of(i) {
                        model.update(r, gold[i], step);
                        model.update(r, guess[i], -step);
                    }
                }
                if (before_gold, gold[i]) != (before_guess, guess[i]) {
                    model.update(pair_row(before_gold), gold[i], step);
                    model.update(pair_row(before_guess), guess[i], -step);
                }
                (before_gold, before_guess) = (gold[i], guess[i]);
            }
        }
    }
    model.averaged()
}

/// Exact spans in common, as F1 by role.
fn agreement(
    sequences: &[Sequence],
    predicted: &[Vec<u8>],
    keep: impl Fn(&Sequence) -> bool,
) -> String {
    let mut counts = [[0_usize; 3]; 3];
    for (sequence, labels) in sequences.iter().zip(predicted) {
        if !keep(sequence) {
            continue;
        }
        let (gold, guess) = (label::spans(&sequence.gold, 0), label::spans(labels, 0));
        for role in Role::ALL {
            let count = &mut counts[role as usize];
            count[0] += gold.iter().filter(|s| s.role == role).count();
            count[1] += guess.iter().filter(|s| s.role == role).count();
            count[2] += guess
                .iter()
                .filter(|s| s.role == role && gold.contains(s))
                .count();
        }
    }
    let f1 = counts.map(|[gold, guess, both]| 200.0 * both as f32 / (gold + guess).max(1) as f32);
    format!(
        "exact spans, source {:.1} cue {:.1} content {:.1}",
        f1[0], f1[1], f1[2]
    )
}

/// Ranks the right cue of each content and the right source of each cue first, on gold spans.
fn fit_linker(read: &[Read<'_>], contexts: &[Context]) -> Vec<[f32; 1]> {
    let mut examples: Vec<(Vec<Vec<u32>>, usize)> = Vec::new();
    for (article, context) in read.iter().zip(contexts) {
        for paragraph in article.document.paragraphs() {
            let range = paragraph.tokens.clone();
            let spans = label::spans(&article.labels[range.clone()], range.start);
            examples.extend(link_examples(article, context, &spans));
        }
    }
    let mut model = Averaged::<1>::new(LINK_BITS);
    let mut random = Random(7);
    for _ in 0..6 {
        random.shuffle(&mut examples);
        for (candidates, right) in &examples {
            model.step();
            let score = |rows: &[u32]| rows.iter().map(|&r| model.get(r, 0)).sum::<f32>();
            let rival = (0..candidates.len())
                .filter(|c| c != right)
                .max_by(|&a, &b| score(&candidates[a]).total_cmp(&score(&candidates[b])));
            let Some(rival) = rival else { continue };
            let loss = 1.0 + score(&candidates[rival]) - score(&candidates[*right]);
            if loss > 0.0 {
                let step = (loss / (2 * candidates[rival].len()) as f32).min(0.05);
                for &r in &candidates[*right] {
                    model.update(r, 0, step);
                }
                for &r in &candidates[rival] {
                    model.update(r, 0, -step);
                }
            }
        }
    }
    model.averaged()
}

fn link_examples(
    article: &Read<'_>,
    context: &Context,
    spans: &[Labelled],
) -> Vec<(Vec<Vec<u32>>, usize)> {
    let rows = |fill: &dyn Fn(&mut dyn FnMut(u64))| {
        let mut rows = Vec::new();
        fill(&mut |f| rows.push(Averaged::<1>::row_of(LINK_BITS, f)));
        rows
    };
    let [sources, cues, contents] = Role::ALL.map(|r| linker::of_role(spans, r));
    let mut examples = Vec::new();
    let starts = |s: usize| spans[s].tokens.start;
    for &content in &contents {
        let owner = article
            .links
            .iter()
            .find(|l| l[2].contains(&starts(content)));
        let right = cues
            .iter()
            .position(|&k| owner.is_some_and(|l| l[1].contains(&starts(k))));
        if let Some(right) = right {
            let candidates = cues
                .iter()
                .map(|&k| rows(&|emit| linker::content_features(context, spans, content, k, emit)))
                .collect();
            examples.push((candidates, right));
        }
    }
    for &cue in &cues {
        let Some(owner) = article.links.iter().find(|l| l[1].contains(&starts(cue))) else {
            continue;
        };
        let mut candidates = vec![rows(&|emit| {
            linker::no_source_features(context, spans, cue, emit);
        })];
        for &s in &sources {
            candidates.push(rows(&|emit| {
                linker::source_features(context, spans, cue, s, emit);
            }));
        }
        let right = sources
            .iter()
            .position(|&s| owner[0].contains(&starts(s)))
            .map_or(0, |s| s + 1);
        examples.push((candidates, right));
    }
    examples
}

/// The name that weight files of this format carry.
pub const FILE: &str = "attribution.bin";

/// A stable name of a weight file's bytes, to hold card and weights together.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut h = hash::SEED;
    for &b in bytes {
        h = hash::add_byte(h, b);
    }
    format!("{:016x}", hash::finish(h))
}
