//! Trains the weights that tag names.
//!
//! Reads sets of annotated sentences, rebuilds running text from their words, and learns the tags of our
//! own tokens by a structured averaged perceptron with a margin, eight times from other starts. Words themselves are dropped at random, so
//! that the model leans on shapes, tables and neighbours. Some sentences are repeated with the capitals
//! of a headline.

use std::path::Path;

use super::linear::{Averaged, Random, quantise};
use crate::error::ErrorKind;
use crate::mention::tagger::{self, ALL_TAGS, FEATURES, LEXICAL, TAGS, Tag, View};
use crate::model::to_bytes;
use crate::{Document, Error, Gazetteer, Span};

const BITS: u32 = 16;
/// The gold tag sequence has to win by this much for every wrong tag.
const MARGIN: f32 = 1.0;
/// Of a hundred words, so many are read without knowing the word itself.
const DROPPED: u64 = 35;
/// Runs whose weights are averaged: they differ by the order of the texts and by the words dropped, and what only one of
/// them holds for true is worth little.
const RUNS: u64 = 8;

/// A text with the spans of its names.
#[derive(Clone, Debug, Default)]
struct Annotated {
    text: String,
    names: Vec<(Span, Tag)>,
    /// How much a mistake counts.
    weight: f32,
}

/// Settings of a training run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How often all texts are read.
    pub epochs: usize,
}

/// Trains on the sets in a data folder; returns the weight file and a report of scores.
///
/// # Errors
///
/// When a set cannot be read.
pub fn train(data: &Path, options: Options) -> Result<(Vec<u8>, String), Error> {
    let gazetteer = Gazetteer::embedded();
    let mut texts = Vec::new();
    texts.extend(conll(&data.join("uner-ewt/train.iob2"), 1, 1.0)?);
    for domain in ["politics", "science", "music", "literature", "ai"] {
        let weight = if domain == "politics" { 1.5 } else { 0.7 };
        texts.extend(conll(
            &data.join(format!("crossner/{domain}-train.txt")),
            0,
            weight,
        )?);
    }
    texts.extend(conll(&data.join("wikigold/wikigold.conll.txt"), 0, 1.0)?);
    relabel_parties(&mut texts, gazetteer);
    let mut random = Random(7);
    let headlines: Vec<Annotated> = texts
        .iter()
        .filter_map(|text| headline(text, &mut random))
        .collect();
    texts.extend(headlines);
    let examples: Vec<Example> = texts
        .iter()
        .flat_map(|text| examples(text, gazetteer))
        .collect();
    eprintln!("{} texts, {} runs", texts.len(), examples.len());
    let mut sum = vec![[0.0; TAGS]; 1 << BITS];
    for run in 0..RUNS {
        eprintln!("run {run}");
        let weights = learn(&examples, options, run);
        for (sum, weight) in sum
            .as_flattened_mut()
            .iter_mut()
            .zip(weights.as_flattened())
        {
            *sum += weight;
        }
    }
    let bytes = to_bytes(&quantise(&sum).0);
    let mut report = String::new();
    for (name, column) in [
        ("uner-ewt/dev.iob2", 1),
        ("crossner/politics-dev.txt", 0),
        ("crossner/literature-dev.txt", 0),
        ("crossner/music-dev.txt", 0),
    ] {
        let mut gold = conll(&data.join(name), column, 1.0)?;
        if column == 1 {
            relabel_parties(&mut gold, gazetteer);
        }
        report += &score(name, &gold, &bytes, gazetteer)?;
    }
    Ok((bytes, report))
}

/// One run of words: the rows of each word's features, and its gold tags.
struct Example {
    words: Vec<[u32; FEATURES]>,
    gold: Vec<Tag>,
    weight: f32,
}

fn examples(text: &Annotated, gazetteer: &Gazetteer) -> Vec<Example> {
    let document = Document::new(&text.text);
    let view = View::new(&document, gazetteer);
    let tokens = document.tokens();
    let tag_of = |span: Span| {
        let at = text
            .names
            .partition_point(|(name, _)| name.end() <= span.start());
        text.names
            .get(at)
            .filter(|(name, _)| name.overlaps(span))
            .map_or(Tag::None, |(_, tag)| *tag)
    };
    view.runs
        .iter()
        .map(|&run| {
            let words = (run.0..run.1)
                .map(|i| {
                    let features = view.features(i as usize, run);
                    features.map(|feature| Averaged::<TAGS>::row_of(BITS, feature))
                })
                .collect();
            let gold = (run.0..run.1)
                .map(|i| tag_of(tokens[i as usize].span))
                .collect();
            Example {
                words,
                gold,
                weight: text.weight,
            }
        })
        .collect()
}

fn learn(examples: &[Example], options: Options, seed: u64) -> Vec<[f32; TAGS]> {
    let mut model = Averaged::<TAGS>::new(BITS);
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let move_row = |tag: Tag| Averaged::<TAGS>::row_of(BITS, tagger::transition(tag));
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        let mut wrong = 0_usize;
        for &index in &order {
            let example = &examples[index];
            let drop: Vec<bool> = example
                .words
                .iter()
                .map(|_| random.next() % 100 < DROPPED)
                .collect();
            let rows = |i: usize| {
                let rows = &example.words[i];
                if drop[i] { &rows[LEXICAL..] } else { &rows[..] }
            };
            let mut moves = [[0.0; TAGS]; TAGS];
            for tag in ALL_TAGS {
                model.add(move_row(tag), &mut moves[tag as usize]);
            }
            let scores: Vec<[f32; TAGS]> = (0..example.words.len())
                .map(|i| {
                    let mut scores = [MARGIN; TAGS];
                    scores[example.gold[i] as usize] = 0.0;
                    for &row in rows(i) {
                        model.add(row, &mut scores);
                    }
                    scores
                })
                .collect();
            let mut best = vec![Tag::None; scores.len()];
            tagger::best_path(&scores, &moves, &mut Vec::new(), |at, tag| best[at] = tag);
            model.step();
            let (mut before, mut gold_before) = (Tag::None, Tag::None);
            let by = 0.1 * example.weight;
            for (i, (&tag, &gold)) in best.iter().zip(&example.gold).enumerate() {
                if tag != gold {
                    wrong += 1;
                    for &row in rows(i) {
                        model.update(row, gold as u8, by);
                        model.update(row, tag as u8, -by);
                    }
                }
                if (before, tag) != (gold_before, gold) {
                    model.update(move_row(gold_before), gold as u8, by);
                    model.update(move_row(before), tag as u8, -by);
                }
                (before, gold_before) = (tag, gold);
            }
        }
        eprintln!("epoch {epoch}: {wrong} words wrong or within the margin");
    }
    model.averaged()
}

fn score(
    name: &str,
    gold: &[Annotated],
    bytes: &[u8],
    gazetteer: &Gazetteer,
) -> Result<String, Error> {
    let weights = crate::model::Weights::from_bytes("names", bytes)?;
    let mut counts = [[0_u32; 3]; TAGS];
    for text in gold {
        let document = Document::new(&text.text);
        let view = View::new(&document, gazetteer);
        let tags = tagger::tag(&view, &weights);
        let tokens = document.tokens();
        let mut found: Vec<(Span, Tag)> = Vec::new();
        for (i, tag) in tags.iter().enumerate() {
            if *tag == Tag::None {
                continue;
            }
            match found.last_mut() {
                Some((span, last))
                    if i > 0
                        && tags[i - 1] == *tag
                        && *last == *tag
                        && span.end() <= tokens[i].span.start() =>
                {
                    *span = span.join(tokens[i].span);
                }
                _ => found.push((tokens[i].span, *tag)),
            }
        }
        for (span, tag) in &found {
            counts[*tag as usize][0] += 1;
            counts[*tag as usize][1] += u32::from(text.names.contains(&(*span, *tag)));
        }
        for (_, tag) in &text.names {
            counts[*tag as usize][2] += 1;
        }
    }
    let mut report = format!("{name}\n");
    for tag in &ALL_TAGS[1..] {
        let [found, hit, gold] = counts[*tag as usize].map(f64::from);
        let (p, r) = (hit / found.max(1.0), hit / gold.max(1.0));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        report += &format!(
            "  {tag:?}: P {:.1} R {:.1} F1 {:.1} of {gold}\n",
            p * 100.0,
            r * 100.0,
            f * 100.0
        );
    }
    Ok(report)
}

/// Reads sentences of one word a line; the word stands in `column`, its tag in the next.
fn conll(path: &Path, column: usize, weight: f32) -> Result<Vec<Annotated>, Error> {
    let content = std::fs::read_to_string(path).map_err(|source| {
        Error::new(ErrorKind::Io {
            place: path.display().to_string(),
            source,
        })
    })?;
    let documents = content.contains("# newdoc");
    let mut texts = vec![Annotated {
        weight,
        ..Annotated::default()
    }];
    let mut sentence: Vec<(&str, Option<Tag>, bool)> = Vec::new();
    let mut given: Option<&str> = None;
    for line in content.lines().chain(std::iter::once("")) {
        if line.starts_with("# newdoc") {
            texts.push(Annotated {
                weight,
                ..Annotated::default()
            });
        } else if let Some(text) = line.strip_prefix("# text = ") {
            given = Some(text);
        } else if line.trim().is_empty() {
            if !sentence.is_empty() {
                let text = texts.last_mut().expect("there is always a last text");
                append(text, &sentence, given);
                if !documents {
                    texts.push(Annotated {
                        weight,
                        ..Annotated::default()
                    });
                }
            }
            sentence.clear();
            given = None;
        } else if !line.starts_with("# ") {
            let cells: Vec<&str> = line.split(['\t', ' ']).collect();
            if let (Some(word), Some(label)) = (cells.get(column), cells.get(column + 1)) {
                sentence.push((word, tag(label), label.starts_with("B-")));
            }
        }
    }
    texts.retain(|text| !text.text.is_empty());
    Ok(texts)
}

fn tag(label: &str) -> Option<Tag> {
    Some(match label.get(2..)? {
        "PER" | "person" | "politician" | "writer" | "researcher" | "scientist"
        | "musicalartist" => Tag::Person,
        "ORG" | "organisation" | "university" | "band" | "academicjournal" | "magazine" => {
            Tag::Body
        }
        "LOC" | "location" | "country" => Tag::Place,
        "politicalparty" => Tag::Party,
        _ => Tag::Other,
    })
}

/// Adds a sentence as a paragraph of its own, its words joined as in print.
fn append(text: &mut Annotated, sentence: &[(&str, Option<Tag>, bool)], given: Option<&str>) {
    if !text.text.is_empty() {
        text.text.push_str("\n\n");
    }
    let mut rest = given;
    let mut open = false;
    let mut last: Option<Tag> = None;
    for (i, (word, tag, begins)) in sentence.iter().enumerate() {
        let spaced = match rest {
            Some(after) => {
                let spaced = after.starts_with(' ');
                rest = after.trim_start().strip_prefix(word);
                spaced
            }
            None => {
                let closes = matches!(
                    *word,
                    "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "”" | "''"
                ) || word.starts_with(['\'', '’']) && word.len() <= 4
                    || *word == "n't"
                    || *word == "\"" && open;
                let after_opening = i > 0
                    && matches!(sentence[i - 1].0, "(" | "[" | "“" | "``" | "$" | "£")
                    || i > 0 && sentence[i - 1].0 == "\"" && open;
                !closes && !after_opening
            }
        };
        if *word == "\"" {
            open = !open;
        }
        if spaced && i > 0 {
            text.text.push(' ');
        }
        let start = text.text.len();
        text.text.push_str(match *word {
            "``" => "“",
            "''" => "”",
            other => other,
        });
        let span = Span::new(start, text.text.len());
        if let Some(tag) = tag {
            match text.names.last_mut() {
                Some((name, before)) if last == Some(*tag) && !begins && before == tag => {
                    *name = name.join(span)
                }
                _ => text.names.push((span, *tag)),
            }
        }
        last = *tag;
    }
}

/// Sets without a tag for parties call them bodies or something else: the tables know better.
fn relabel_parties(texts: &mut [Annotated], gazetteer: &Gazetteer) {
    for text in texts {
        if text.names.iter().any(|(_, tag)| *tag == Tag::Party) {
            continue;
        }
        let source: &str = &text.text.clone();
        for (span, tag) in &mut text.names {
            if !matches!(tag, Tag::Body | Tag::Other) {
                continue;
            }
            let name = &source[*span];
            let document = Document::new(name);
            let whole = gazetteer
                .longest_at(document.tokens(), 0)
                .is_some_and(|found| {
                    found.tokens == document.tokens().len()
                        && found.candidates.iter().any(|c| {
                            gazetteer.entry(c.entry).kind() == crate::gazetteer::EntryKind::Party
                                && (!c.risky || document.tokens().len() > 1)
                        })
                });
            if whole || name.ends_with(" Party") {
                *tag = Tag::Party;
            }
        }
    }
}

/// The same text in the capitals of a headline, for one text in ten; ASCII only, so that spans stay.
fn headline(text: &Annotated, random: &mut Random) -> Option<Annotated> {
    let choice = random.next() % 100;
    if choice >= 14 || !text.text.is_ascii() {
        return None;
    }
    let mut copy = text.clone();
    copy.weight *= 0.5;
    if choice < 3 {
        copy.text.make_ascii_uppercase();
        return Some(copy);
    }
    const SMALL: &[&str] = &[
        "a", "an", "the", "of", "in", "on", "at", "to", "and", "or", "for", "by", "as",
    ];
    copy.text = text
        .text
        .split_inclusive([' ', '\n'])
        .map(|word| {
            let bare = word.trim_end();
            let mut chars = word.chars();
            match chars.next() {
                Some(first) if !SMALL.contains(&bare) => {
                    first.to_ascii_uppercase().to_string() + chars.as_str()
                }
                _ => word.to_owned(),
            }
        })
        .collect();
    Some(copy)
}
