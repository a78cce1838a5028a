//! Trains the attribution weights: lexicon, the linear pass after the network, linker.
//!
//! The linear pass learns from the scores that networks gave to articles they had not seen
//! (cross-fitting over `FOLDS` parts of the articles).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::linear::{Averaged, Index, Random, quantise};
use super::network::{Lessons, taught, unlabelled_texts};
use crate::attribution::confidence::{Curve, EVIDENCE, Evidence};
use crate::attribution::context::Context;
use crate::attribution::draft::{self, Draft};
use crate::attribution::encoder::Encoder;
use crate::attribution::feature::{self, Neighbours};
use crate::attribution::label::{self, LABELS, Labelled, OUTSIDE, Role};
use crate::attribution::lexicon::{CUE_CLASSES, Lexicon, Word};
use crate::attribution::tagger::{self, Model, fingerprint};
use crate::attribution::{
    FROM, MIN_CONFIDENCE, Memory, Parts, Second, find_with, from_model, linker, mean, network,
};
use crate::error::ErrorKind;
use crate::model::recurrent::Workspace;
use crate::model::transformer::File;
use crate::model::{sparse, to_bytes};
use crate::syntax::{self, Syntax};
use crate::text::{Shape, TokenKind};
use crate::{Document, Error, Gazetteer, Mention, Quotation, hash, mention, quotation};

const FOLDS: usize = 3;
/// How often a network reads its articles.
const NETWORK_EPOCHS: usize = 12;
const LINK_BITS: u32 = 13;
/// Rows of label pairs come before those of features.
const PAIRS: u32 = LABELS as u32 + 1;
/// Labels, padded to what the machine adds at once.
const WIDTH: usize = 8;
/// Scores are decoded as fixed-point numbers.
const FIXED: f32 = 4096.0;

#[derive(Deserialize)]
pub(super) struct Article {
    id: String,
    text: String,
    attributions: Vec<Gold>,
}

#[derive(Deserialize)]
pub(super) struct Gold {
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
}

/// An article with its stages and the gold spans on tokens.
pub(super) struct Read<'a> {
    pub(super) document: Document<'a>,
    pub(super) quotations: Vec<Quotation>,
    pub(super) syntax: Syntax,
    pub(super) mentions: Vec<Mention>,
    /// Gold labels of all tokens.
    pub(super) labels: Vec<u8>,
    /// Gold attributions: for each role, its spans.
    gold: Vec<[Vec<Range<usize>>; 3]>,
}

impl Read<'_> {
    /// What features read of it.
    pub(super) fn context(&self, lexicon: Lexicon<'_>) -> Context {
        Context::of(
            &self.document,
            &self.syntax,
            &self.quotations,
            &self.mentions,
            lexicon,
        )
    }
}

/// Settings of a training run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How often all articles are read.
    pub epochs: usize,
    /// Binary logarithm of the number of slots of each pass.
    pub bits: u32,
    /// Largest step of one passive-aggressive update.
    pub step: f32,
    /// Features seen less often are left out.
    pub least: u32,
    /// What a token wrongly left outside costs; every other wrong label costs one.
    pub miss: f32,
    /// How often all articles are read to choose the features.
    pub selection: usize,
    /// What a score of the network counts while the linear pass is trained.
    pub network: f32,
    /// How much more it counts when the tagger is used: the network that is used has seen more articles than
    /// those of the folds.
    pub trust: f32,
    /// What a token outside every span costs when the tagger is used, so that as much is missed as is
    /// found wrongly.
    pub outside: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            epochs: 6,
            bits: 16,
            step: 0.002,
            least: 3,
            miss: 1.0,
            selection: 3,
            network: 0.2,
            trust: 2.8,
            outside: 0.18,
        }
    }
}

/// A weight file and the card that belongs to it.
#[derive(Debug)]
pub struct Trained {
    /// The weights.
    pub weights: Vec<u8>,
    /// What they are made of and how well they do.
    pub card: String,
}

/// Trains on a JSONL file of annotated articles.
///
/// # Errors
///
/// When the file cannot be read or a line is not an annotated article.
pub fn train(
    path: &Path,
    clusters: &Path,
    calibration: &Path,
    folds: Option<&Path>,
    encoders: Option<&Path>,
    lessons: Lessons<'_>,
    options: Options,
) -> Result<Trained, Error> {
    let articles = load(path)?;
    let read: Vec<Read<'_>> = articles.iter().map(read).collect();
    let soft = lessons
        .soft
        .map(|path| super::network::read_soft(path, &read))
        .transpose()?;
    let lexicon_bytes = lexicon(&read, &load_clusters(clusters)?);
    let lexicon = Lexicon::from_bytes(&lexicon_bytes)?;
    let contexts: Vec<Context> = read.iter().map(|r| r.context(lexicon)).collect();
    let texts = unlabelled_texts(lessons.unlabelled)?;
    let taught = taught(&texts, lessons.unlabelled, &lexicon)?;
    let mut sequences: Vec<Sequence> = Vec::new();
    for (a, article) in read.iter().enumerate() {
        for (p, paragraph) in article.document.paragraphs().iter().enumerate() {
            sequences.push(Sequence {
                article: a,
                tokens: paragraph.tokens.clone(),
                region: tagger::region(&article.document, p),
                gold: article.labels[paragraph.tokens.clone()].to_vec(),
                base: Vec::new(),
                rows: Vec::new(),
                ends: Vec::new(),
            });
        }
    }

    // The network's scores of articles that it has not seen.
    let mut predicted: Vec<Vec<u8>> = vec![Vec::new(); sequences.len()];
    let mut scores = Vec::new();
    for fold in 0..FOLDS {
        let encoder = format!("encoder-{fold}.bin");
        if encoders.is_some_and(|folder| !folder.join(&encoder).exists()) {
            scores.push(format!("fold {fold}: left out, it has no encoder"));
            continue;
        }
        let network = fold_network(fold, folds, || {
            super::network::fit(
                &read,
                &contexts,
                soft.as_ref(),
                |a| a % FOLDS != fold,
                &taught,
                NETWORK_EPOCHS,
            )
        })?;
        let network = network::Tagger::from_bytes(&network)?;
        let encoder = read_encoder(encoders, &encoder)?;
        let encoders = read_encoders(encoder.as_deref())?;
        let scores_of = |a: usize| {
            let document = &read[a].document;
            if encoders.is_empty() {
                network.scores(&mut Workspace::default(), document, &contexts[a])
            } else {
                let all = vec![true; document.paragraphs().len()];
                mean(&encoders, document, &contexts[a], &all)
            }
        };
        let mut last = None;
        for (labels, sequence) in predicted.iter_mut().zip(&mut sequences) {
            let a = sequence.article;
            if a % FOLDS != fold {
                continue;
            }
            if last.as_ref().is_none_or(|(of, _)| *of != a) {
                last = Some((a, scores_of(a)));
            }
            let rows = last.as_ref().map_or(&[][..], |(_, rows)| &rows[..]);
            let rows = &rows[sequence.tokens.clone()];
            *labels = label::best_of_any_pair(rows);
            let logit = options.network / FIXED;
            sequence.base = rows.iter().map(|r| r.map(|s| s as f32 * logit)).collect();
        }
        let seen = |s: &Sequence| s.article % FOLDS == fold;
        scores.push(format!(
            "fold {fold}: {}",
            agreement(&sequences, &predicted, seen)
        ));
        eprintln!("{}", scores[fold]);
    }

    let (mut sequences, predicted): (Vec<Sequence>, Vec<Vec<u8>>) = sequences
        .into_iter()
        .zip(predicted)
        .filter(|(s, _)| s.base.len() == s.tokens.len())
        .unzip();
    let neighbours: Vec<Neighbours> = predicted
        .iter()
        .zip(&sequences)
        .map(|(labels, s)| Neighbours::new(labels, s.tokens.start))
        .collect();
    let index = self::index(&mut sequences, options, |n, s, i, emit| {
        let context = &contexts[s.article];
        feature::of_text(context, &s.tokens, s.region, i, &mut |f| emit(f));
        feature::of_labels(context, &neighbours[n], &s.tokens, i, &mut |f| emit(f));
    });
    let link = fit_linker(&read, &contexts);
    let rows = fit(&sequences, &index, options);
    let pass = pass_bytes(&index, &rows, options);
    let weights = pack(&lexicon_bytes, &pass, &link, &[0; 4 * EVIDENCE]);
    let card = card(&weights, articles.len(), &scores);
    calibrate(&Trained { weights, card }, calibration, encoders)
}

/// Fits the confidence anew on articles that neither the passes nor the network have seen.
///
/// # Errors
///
/// When the file cannot be read, a line is not an annotated article or the weights are damaged.
pub fn calibrate(
    trained: &Trained,
    path: &Path,
    encoders: Option<&Path>,
) -> Result<Trained, Error> {
    let encoder = read_encoder(encoders, "encoder.bin")?;
    let engine = engine(&trained.weights, encoder.as_deref())?;
    let mut examples = Vec::new();
    for article in &load(path)? {
        let article = read(article);
        let (document, syntax) = (&article.document, &article.syntax);
        let opinions = engine.hear(
            &mut Memory::default(),
            document,
            syntax,
            &article.quotations,
            &article.mentions,
        );
        for p in 0..document.paragraphs().len() {
            // What the encoder is not asked about, other weights decide on.
            let heard = opinions.on(p);
            if encoder.is_some() && std::ptr::eq(heard, &opinions.first) {
                continue;
            }
            let found = from_model(heard, document, syntax, p);
            let found = found.into_iter().filter(|(d, _)| !d.content.is_empty());
            examples.extend(found.map(|(draft, evidence)| (evidence, is_right(&article, &draft))));
        }
    }
    let curve = fit_curve(&examples);
    let mut weights = trained.weights.clone();
    weights.truncate(weights.len() - 4 * EVIDENCE);
    weights.extend(curve.0.iter().flat_map(|w| w.to_le_bytes()));
    let before = trained.card.find(CONFIDENCE).unwrap_or(trained.card.len());
    let card =
        trained.card[..before].replace(&fingerprint(&trained.weights), &fingerprint(&weights));
    let card = format!("{card}{CONFIDENCE}\n{}", reliability(&examples, &curve));
    Ok(Trained { weights, card })
}

/// The encoder of that name in the folder, where there is one.
fn read_encoder(folder: Option<&Path>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    folder
        .map(|folder| read_file(&folder.join(name)))
        .transpose()
}

/// The bytes of a file.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| {
        Error::new(ErrorKind::Io {
            place: path.display().to_string(),
            source,
        })
    })
}

/// An engine of these weights, which decide on what the encoder says where there is one.
fn engine<'w>(model: &'w [u8], encoder: Option<&'w [u8]>) -> Result<Parts<'w>, Error> {
    let model = Model::from_bytes(model)?;
    let encoders = read_encoders(encoder)?;
    let fast = Parts::fast();
    Ok(if encoders.is_empty() {
        Parts { model, ..fast }
    } else {
        let second = Second::new(model, encoders, FROM, &fast.model);
        Parts {
            second: Some(second),
            ..fast
        }
    })
}

/// The encoders of a file, none where there is none.
pub(super) fn read_encoders(file: Option<&[u8]>) -> Result<Vec<Encoder<'_>>, Error> {
    file.map_or(Ok(Vec::new()), |bytes| {
        Encoder::read_all(&mut File::new(&[bytes]))
    })
}

/// Heading of the last part of the card.
const CONFIDENCE: &str = "## Confidence, fitted on these articles with the network\n";

/// The text that stands beside the weights.
fn card(weights: &[u8], articles: usize, folds: &[String]) -> String {
    let folds: String = folds.iter().map(|fold| format!("- {fold}\n")).collect();
    format!(
        "# Attribution weights, 2026-11-23\n\n\
         Lexicon, the linear pass after the network, linker and confidence of the learned extractor of \
         sources, cues and contents.\n\n\
         - File: {} bytes, fingerprint `{}`.\n\
         - Made by `onrecord train attribution polnear/train.jsonl --calibration polnear/dev.jsonl --soft \
         soft.jsonl`: fixed seeds, some ten minutes of two cores, most of them for the networks of the folds. The \
         second file is read for the numbers of the confidence alone; the third holds what encoders make of \
         articles that they have not seen (`training/`), half of what the network learns from.\n\
         - Data: PolNeAR (Newell et al. 2018), {articles} articles of US political news of 2015–16 with \
         all attributions annotated. Its authors state no licence; the texts are the publishers'. Only \
         weights are shipped.\n\
         - Word clusters (`clusters.tsv`): 32,000 frequent words and their paths in a tree of 1,000 \
         clusters, from spacy-lookups-data 1.0.5, MIT.\n\
         - Names of persons are masked before any feature is made: no weight knows who speaks.\n\
         - Names and trees were those of that day: after a change to them a new run gives other bytes.\n\n\
         ## The networks on articles they had not seen\n\n{folds}\n",
        weights.len(),
        fingerprint(weights),
    )
}

/// A weight file of its parts, each after its length.
fn pack(lexicon: &[u8], pass: &[Vec<u8>; 3], link: &[u8], curve: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [lexicon, &pass[0], &pass[1], &pass[2], link, curve] {
        bytes.extend_from_slice(&(part.len() as u32).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// Whether a gold attribution has half of the content in common, and the source or none.
fn is_right(article: &Read<'_>, draft: &Draft) -> bool {
    let tokens = |spans: &[Range<usize>]| -> BTreeSet<usize> {
        spans.iter().flat_map(Clone::clone).collect()
    };
    let content = tokens(&draft.content);
    article.gold.iter().any(|gold| {
        let gold_content = tokens(&gold[2]);
        let both = content.intersection(&gold_content).count();
        let same_source = match &draft.source {
            None => gold[0].is_empty(),
            Some(source) => gold[0].iter().any(|g| draft::overlap(g, source)),
        };
        same_source && 2 * both >= content.union(&gold_content).count() && both > 0
    })
}

/// Logistic regression by gradient steps, small enough for evidence of any length: a step of 0.3 swung to and fro.
fn fit_curve(examples: &[(Evidence, bool)]) -> Curve {
    const STEPS: usize = 20_000;
    const STEP: f32 = 0.1;
    let mut curve = Curve([0.0; EVIDENCE]);
    for _ in 0..STEPS {
        let mut slope = [0.0_f32; EVIDENCE];
        for (evidence, right) in examples {
            let error = f32::from(u8::from(*right)) - curve.confidence(evidence);
            for (s, e) in slope.iter_mut().zip(evidence) {
                *s += error * e;
            }
        }
        for (w, s) in curve.0.iter_mut().zip(slope) {
            *w += STEP * s / examples.len() as f32;
        }
    }
    curve
}

/// Confidence against truth, a line for each of ten classes of confidence.
fn reliability(examples: &[(Evidence, bool)], curve: &Curve) -> String {
    let mut classes = [(0_usize, 0_usize, 0.0_f32); 10];
    for (evidence, right) in examples {
        let confidence = curve.confidence(evidence);
        let class = &mut classes[((confidence * 10.0) as usize).min(9)];
        class.0 += 1;
        class.1 += usize::from(*right);
        class.2 += confidence;
    }
    classes
        .iter()
        .filter(|c| c.0 > 0)
        .map(|&(n, right, sum)| {
            let share = |x: f32| x / n as f32;
            let (said, is) = (share(sum), share(right as f32));
            format!("- {n} attributions said to be right at {said:.2}: {is:.2} are\n")
        })
        .collect()
}

/// The network of a fold: read from the folder given where it is kept there, else made, and kept.
fn fold_network(
    fold: usize,
    folder: Option<&Path>,
    make: impl Fn() -> Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let Some(folder) = folder else {
        return Ok(make());
    };
    let path = folder.join(format!("network-{fold}.bin"));
    let failed = |source| {
        Error::new(ErrorKind::Io {
            place: path.display().to_string(),
            source,
        })
    };
    if path.exists() {
        return std::fs::read(&path).map_err(failed);
    }
    let network = make();
    std::fs::write(&path, &network).map_err(failed)?;
    Ok(network)
}

/// Chooses the features of a pass and gives every sequence the rows of its own.
///
/// A short training on all frequent features finds the strongest; only those that fit the table are
/// trained in earnest.
fn index(
    sequences: &mut [Sequence],
    options: Options,
    token: impl Fn(usize, &Sequence, usize, &mut dyn FnMut(u64)),
) -> Index {
    let all = Index::new(options.least, |emit| {
        for (n, s) in sequences.iter().enumerate() {
            for i in s.tokens.clone() {
                token(n, s, i, emit);
            }
        }
    });
    fill(sequences, &all, &token);
    let short = Options {
        epochs: options.selection,
        ..options
    };
    let rows = fit(sequences, &all, short);
    let weight = |feature: usize| {
        let row = &rows[feature + PAIRS as usize];
        row.iter().fold(0.0_f32, |m, w| m.max(w.abs()))
    };
    let mut order: Vec<usize> = (0..all.features().len()).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    let strongest = order.iter().map(|&f| all.features()[f]);
    let kept = Index::of(sparse::place(options.bits, strongest));
    eprintln!(
        "{} features, {} kept",
        all.features().len(),
        kept.features().len()
    );
    fill(sequences, &kept, &token);
    kept
}

fn fill(
    sequences: &mut [Sequence],
    index: &Index,
    token: &impl Fn(usize, &Sequence, usize, &mut dyn FnMut(u64)),
) {
    for (n, s) in sequences.iter_mut().enumerate() {
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for i in s.tokens.clone() {
            token(n, s, i, &mut |f| {
                rows.extend(index.get(f).map(|row| row + PAIRS));
            });
            ends.push(rows.len());
        }
        (s.rows, s.ends) = (rows, ends);
    }
}

/// The features of a pass as a table, and its label pairs, in one scale.
fn pass_bytes(index: &Index, rows: &[[f32; WIDTH]], options: Options) -> [Vec<u8>; 3] {
    let (pairs, rows) = rows.split_at(PAIRS as usize);
    let mut weights: Vec<f32> = rows
        .iter()
        .map(|row| row.iter().fold(0.0, |m, w| w.abs().max(m)))
        .collect();
    weights.sort_by(f32::total_cmp);
    // One in a thousand is cut to the range of an `i8`, to leave the others more steps.
    let largest = weights[weights.len() - 1 - weights.len() / 1000];
    let scale = f32::from(i8::MAX) / largest.max(f32::MIN_POSITIVE);
    // `as` saturates.
    let slots = index.features().iter().zip(rows).map(|(&feature, row)| {
        let row = std::array::from_fn(|l| ((row[l] * scale).round() as i8).max(-i8::MAX));
        (feature, row)
    });
    let pairs: Vec<[i16; LABELS]> = pairs
        .iter()
        .map(|row| std::array::from_fn(|l| (row[l] * scale).round() as i16))
        .chain(std::iter::repeat([0; LABELS]))
        .take((PAIRS as usize).next_power_of_two())
        .collect();
    let blend = tagger::Blend {
        network: (options.network * options.trust * scale * 256.0 / FIXED).round() as i32,
        outside: (options.outside * scale).round() as i32,
    };
    [
        sparse::to_bytes::<LABELS>(options.bits, slots),
        to_bytes(&pairs),
        blend.to_bytes().to_vec(),
    ]
}

/// Writes the attributions found with a weight file, one article a line, as the scorer reads them.
///
/// # Errors
///
/// When a file cannot be read or the weights are damaged.
pub fn predict(weights: &[u8], path: &Path, encoders: Option<&Path>) -> Result<String, Error> {
    let encoder = read_encoder(encoders, "encoder.bin")?;
    let engine = engine(weights, encoder.as_deref())?;
    let mut out = String::new();
    let (mut words, mut time) = (0, std::time::Duration::ZERO);
    for article in load(path)? {
        let document = Document::new(&article.text);
        let quotations = quotation::find(&document);
        let syntax = syntax::parse(&document);
        let mentions = mention::find(&document, Gazetteer::embedded());
        words += document.tokens().len();
        let spans = |spans: &[crate::Span]| -> Vec<serde_json::Value> {
            spans
                .iter()
                .map(|s| serde_json::json!({"start": s.start(), "end": s.end()}))
                .collect()
        };
        let started = std::time::Instant::now();
        let found = find_with(
            &engine,
            &mut Memory::default(),
            &document,
            &syntax,
            &quotations,
            &mentions,
        );
        time += started.elapsed();
        let claims: Vec<_> = found
            .iter()
            .filter(|a| a.confidence >= MIN_CONFIDENCE)
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
    eprintln!("{:.0} tokens a second", words as f64 / time.as_secs_f64());
    Ok(out)
}

pub(super) fn load(path: &Path) -> Result<Vec<Article>, Error> {
    lines(path, "an annotated article")
}

/// The values of a file of JSON lines.
pub(super) fn lines<T: DeserializeOwned>(path: &Path, expected: &str) -> Result<Vec<T>, Error> {
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
                    expected: expected.to_owned(),
                    found: e.to_string(),
                })
            })
        })
        .collect()
}

pub(super) fn read(article: &Article) -> Read<'_> {
    read_text(&article.text, &article.attributions)
}

/// The stages of a text, with the labels that the attributions give to its tokens.
pub(super) fn read_text<'a>(text: &'a str, attributions: &[Gold]) -> Read<'a> {
    let document = Document::new(text);
    let quotations = quotation::find(&document);
    let syntax = syntax::parse(&document);
    let mentions = mention::find(&document, Gazetteer::embedded());
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let tokens = document.tokens();
    let mut labels = vec![OUTSIDE; tokens.len()];
    let mut all = Vec::new();
    for gold in attributions {
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
                labels[first..last].fill(role.inside());
                labels[first] = role.begin();
                link[role as usize].push(first..last);
            }
        }
        all.push(link);
    }
    Read {
        document,
        quotations,
        syntax,
        mentions,
        labels,
        gold: all,
    }
}

/// Paths of words in the tree of clusters, by folded hash.
pub(super) fn load_clusters(path: &Path) -> Result<BTreeMap<u64, u16>, Error> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| {
        Error::new(ErrorKind::Io {
            place: place.clone(),
            source,
        })
    })?;
    text.lines()
        .enumerate()
        .map(|(n, line)| {
            let path = line
                .split_once('\t')
                .and_then(|(word, path)| Some((word, path.parse::<u32>().ok()?)));
            path.map(|(word, path)| (hash::of_str(word), path as u16))
                .ok_or_else(|| {
                    Error::new(ErrorKind::Format {
                        place: place.clone(),
                        line: n + 1,
                        expected: "word, tab, number".to_owned(),
                        found: line.to_owned(),
                    })
                })
        })
        .collect()
}

/// Words seen in lower case in several articles, and words with a cluster: how often they stand in a
/// cue (by their cluster where they are rare), and whether they are mostly names.
pub(super) fn lexicon(read: &[Read<'_>], clusters: &BTreeMap<u64, u16>) -> Vec<u8> {
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
    let mut by_cluster: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
    for (folded, count) in &counts {
        if let Some(cluster) = clusters.get(folded) {
            let sum = by_cluster.entry(*cluster).or_default();
            // No single word speaks for its cluster.
            let weight = 30.0 / f64::from(count.all.max(30));
            sum.0 += (f64::from(count.cue) * weight) as u32;
            sum.1 += (f64::from(count.all) * weight) as u32;
        }
    }
    for &folded in clusters.keys() {
        counts.entry(folded).or_default();
    }
    let words: Vec<(u64, Word)> = counts
        .iter()
        .filter(|(folded, c)| c.articles >= 2 || clusters.contains_key(folded))
        .map(|(&folded, c)| {
            let cluster = clusters.get(&folded).copied().unwrap_or(0);
            let (cue, all) = by_cluster.get(&cluster).copied().unwrap_or((0, 0));
            let prior = cue as f32 / (all as f32 + 10.0);
            let share = (c.cue as f32 + 3.0 * prior) / (c.all as f32 + 3.0);
            let class = [0.01, 0.04, 0.1, 0.25, 0.45, 0.65, 0.85]
                .iter()
                .filter(|&&limit| share >= limit)
                .count() as u8;
            let word = Word {
                cue: class.min(CUE_CLASSES - 1),
                proper: c.upper > 2 * c.lower,
                cluster,
            };
            (folded, word)
        })
        .collect();
    Lexicon::build(&words)
}

/// A paragraph with the rows of its features.
struct Sequence {
    article: usize,
    tokens: Range<usize>,
    region: u32,
    gold: Vec<u8>,
    /// What the network adds to the scores.
    base: Vec<[f32; LABELS]>,
    rows: Vec<u32>,
    ends: Vec<usize>,
}

impl Sequence {
    fn rows_of(&self, token: usize) -> &[u32] {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.rows[start..self.ends[token]]
    }

    fn decode_with(
        &self,
        add: impl Fn(u32, &mut [f32; WIDTH]),
        cost: impl Fn(usize, u8) -> f32,
    ) -> Vec<u8> {
        let mut pairs = [[0; LABELS]; LABELS + 1];
        for (before, pair) in pairs.iter_mut().enumerate() {
            let mut row = [0.0; WIDTH];
            add(before as u32, &mut row);
            *pair = std::array::from_fn(|l| (row[l] * FIXED) as i32);
        }
        let scores: Vec<[i32; LABELS]> = (0..self.gold.len())
            .map(|i| {
                let mut row = [0.0; WIDTH];
                for &r in self.rows_of(i) {
                    add(r, &mut row);
                }
                let base = &self.base[i];
                std::array::from_fn(|l| ((row[l] + base[l] + cost(i, l as u8)) * FIXED) as i32)
            })
            .collect();
        label::best(&scores, &pairs)
    }
}

/// Structured passive-aggressive training.
fn fit(sequences: &[Sequence], index: &Index, options: Options) -> Vec<[f32; WIDTH]> {
    let mut model = Averaged::<WIDTH>::with_rows(index.features().len() + PAIRS as usize);
    let mut order: Vec<(&Sequence, usize)> = sequences.iter().map(|s| (s, 0)).collect();
    let mut random = Random(20_261_122);
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        for (sequence, rest) in &mut order {
            model.step();
            // A paragraph that was right is left alone for an epoch.
            if *rest > epoch {
                continue;
            }
            let gold = &sequence.gold;
            let cost = |i: usize, l: u8| match l {
                _ if l == gold[i] => 0.0,
                OUTSIDE => options.miss,
                _ => 1.0,
            };
            let guess = sequence.decode_with(|r, s| model.add(r, s), cost);
            if guess == *gold {
                *rest = epoch + 2;
                continue;
            }
            // Where the two sequences differ: rows, right label, wrong label.
            let (mut loss, mut norm) = (0.0, 0.0);
            let start = LABELS as u8;
            let mut before = (start, start);
            for i in 0..gold.len() {
                let now = (gold[i], guess[i]);
                if now.0 != now.1 {
                    let rows = sequence.rows_of(i);
                    norm += 2.0 * rows.len() as f32;
                    let base = &sequence.base[i];
                    loss += cost(i, now.1) + base[usize::from(now.1)] - base[usize::from(now.0)];
                    for &r in rows {
                        loss += model.get(r, now.1) - model.get(r, now.0);
                    }
                }
                if (before.0, now.0) != (before.1, now.1) {
                    norm += 2.0;
                    loss += model.get(u32::from(before.1), now.1)
                        - model.get(u32::from(before.0), now.0);
                }
                before = now;
            }
            if loss <= 0.0 {
                continue;
            }
            let step = (loss / norm).min(options.step);
            let mut before = (start, start);
            for i in 0..gold.len() {
                let now = (gold[i], guess[i]);
                if now.0 != now.1 {
                    for &r in sequence.rows_of(i) {
                        model.update(r, now.0, step);
                        model.update(r, now.1, -step);
                    }
                }
                if (before.0, now.0) != (before.1, now.1) {
                    model.update(u32::from(before.0), now.0, step);
                    model.update(u32::from(before.1), now.1, -step);
                }
                before = now;
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
fn fit_linker(read: &[Read<'_>], contexts: &[Context]) -> Vec<u8> {
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
    to_bytes(&quantise(&model.averaged()).0)
}

fn link_examples(
    article: &Read<'_>,
    context: &Context,
    spans: &[Labelled],
) -> Vec<(Vec<Vec<u32>>, usize)> {
    let rows = |fill: &linker::Features<'_>| {
        let mut rows = Vec::new();
        fill(&mut |f| rows.push(Averaged::<1>::row_of(LINK_BITS, f)));
        rows
    };
    let [sources, cues, contents] = Role::ALL.map(|r| linker::of_role(spans, r));
    let mut examples = Vec::new();
    let starts = |s: usize| spans[s].tokens.start;
    let opens = |gold: &[Range<usize>], start: usize| gold.iter().any(|g| g.start == start);
    for &content in &contents {
        let owner = article.gold.iter().find(|g| opens(&g[2], starts(content)));
        let right = cues
            .iter()
            .position(|&k| owner.is_some_and(|g| opens(&g[1], starts(k))));
        if let Some(right) = right {
            let candidates = cues
                .iter()
                .map(|&k| rows(&|emit| linker::content_features(context, spans, content, k, emit)))
                .collect();
            examples.push((candidates, right));
        }
    }
    for &cue in &cues {
        let Some(owner) = article.gold.iter().find(|g| opens(&g[1], starts(cue))) else {
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
            .position(|&s| opens(&owner[0], starts(s)))
            .map_or(0, |s| s + 1);
        examples.push((candidates, right));
    }
    examples
}
