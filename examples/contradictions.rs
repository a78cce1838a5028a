//! Did the same person say the opposite? Pairs of claims for an editor to read.
//!
//! `cargo run --release --example contradictions --features json -- corpus.jsonl`
//!
//! Two claims are a candidate when one speaker makes both, when they are about the same thing, and when one is
//! affirmed and the other denied. “The same thing” is measured by the words that carry meaning: a rare word in
//! common counts for more than a common one. What comes out are candidates, nothing more: “taxes will not rise
//! this year” and “taxes will rise next year” can both be true, and only a reader can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use onrecord::Extractor;
use onrecord::claim::Polarity;
use onrecord::corpus::{Corpus, Input, Settings};

/// A claim as this search needs it.
struct Said {
    text: String,
    day: String,
    polarity: Polarity,
    words: BTreeSet<String>,
}

/// Words without meaning of their own; what is shorter than four letters is passed over anyway.
const FUNCTION_WORDS: [&str; 12] = [
    "that", "this", "with", "from", "will", "would", "have", "been", "they", "their", "there",
    "never",
];
/// The least weight of common words that makes two claims be about the same thing.
const SAME_TOPIC: f64 = 0.4;

/// Reads the articles and writes candidates, the likeliest first.
pub fn run(files: &[String], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::new();
    let mut by_speaker: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    let mut frequency: BTreeMap<String, f64> = BTreeMap::new();
    let inputs = files.iter().map(|file| Input::Path(PathBuf::from(file)));
    for item in Corpus::new(inputs, Settings::default()) {
        let article = item?.parse()?;
        let article = article.borrow();
        let extraction = extractor.extract(&article);
        for claim in extraction.claims() {
            // Only who is known by name: two unnamed spokesmen are not one.
            let Some(speaker) = extraction.speaker(claim) else {
                continue;
            };
            let words = content_words(&claim.text);
            for word in &words {
                *frequency.entry(word.clone()).or_default() += 1.0;
            }
            let said = Said {
                text: claim.text.clone(),
                day: article.date.unwrap_or("no date").to_owned(),
                polarity: claim.polarity,
                words,
            };
            by_speaker
                .entry(speaker.name.to_string())
                .or_default()
                .push(said);
        }
    }

    let weight =
        |words: &mut dyn Iterator<Item = &String>| words.map(|w| 1.0 / frequency[w]).sum::<f64>();
    let mut candidates = Vec::new();
    for (speaker, said) in &by_speaker {
        for (i, one) in said.iter().enumerate() {
            for other in said[i + 1..]
                .iter()
                .filter(|other| other.polarity != one.polarity)
            {
                let common = weight(&mut one.words.intersection(&other.words));
                let score =
                    common / weight(&mut one.words.union(&other.words)).max(f64::MIN_POSITIVE);
                if score >= SAME_TOPIC {
                    candidates.push((score, speaker, one, other));
                }
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (score, speaker, one, other) in candidates {
        writeln!(out, "{speaker} ({:.0} % alike)", 100.0 * score)?;
        for said in [one, other] {
            writeln!(
                out,
                "  {}  {:11}  {}",
                said.day,
                said.polarity.as_str(),
                said.text
            )?;
        }
    }
    Ok(())
}

fn content_words(text: &str) -> BTreeSet<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase);
    words
        .filter(|word| word.len() > 3 && !FUNCTION_WORDS.contains(&&**word))
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    run(&files, &mut std::io::stdout().lock())
}
