//! What should a fact-checker read first? The most check-worthy claims of a stack of articles.
//!
//! `cargo run --release --example review_queue --features json -- 20 corpus.jsonl`
//!
//! A queue of claims with the place they stand in, the reasons of their score, and who said them. Left out is
//! what needs no checker: questions, opinions, promises, and claims that the article itself has judged. Of a
//! million articles only the queue is held in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use onrecord::claim::{Claim, Modality};
use onrecord::corpus::{Corpus, Input, Settings};
use onrecord::{Extraction, Extractor};

/// One entry. The order of the fields is the order of the queue: score in ten-thousandths, then place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    score: u32,
    place: Reverse<(String, usize)>,
    speaker: String,
    text: String,
    reasons: String,
}

/// Reads the articles and writes the `most` claims that call for a check, the first one first.
pub fn run(most: usize, files: &[String], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::new();
    // The least worthy on top, so that it is the one to go.
    let mut queue: BinaryHeap<Reverse<Entry>> = BinaryHeap::new();
    let inputs = files.iter().map(|file| Input::Path(PathBuf::from(file)));
    for item in Corpus::new(inputs, Settings::default()) {
        let article = item?.parse()?;
        let article = article.borrow();
        let extraction = extractor.extract(&article);
        for claim in extraction
            .claims()
            .iter()
            .filter(|claim| can_be_checked(claim))
        {
            queue.push(Reverse(entry(
                article.id.unwrap_or("no id"),
                &extraction,
                claim,
            )));
            if queue.len() > most {
                queue.pop();
            }
        }
    }
    for Reverse(entry) in queue.into_sorted_vec() {
        let Reverse((article, byte)) = &entry.place;
        writeln!(
            out,
            "{:.2}  {}: {}",
            f64::from(entry.score) / 1e4,
            entry.speaker,
            entry.text
        )?;
        writeln!(
            out,
            "      {article}, byte {byte}; because of {}",
            entry.reasons
        )?;
    }
    Ok(())
}

/// A statement of fact that the article leaves open.
fn can_be_checked(claim: &Claim) -> bool {
    let of_fact = !matches!(
        claim.modality,
        Modality::Question | Modality::Opinion | Modality::Intention | Modality::Directive
    );
    of_fact && claim.verdicts.is_empty()
}

fn entry(article: &str, extraction: &Extraction<'_>, claim: &Claim) -> Entry {
    let speaker = extraction
        .speaker(claim)
        .map_or("not known", |speaker| &speaker.name);
    let for_it = claim
        .reasons
        .iter()
        .filter(|reason| reason.weight > 0.0)
        .take(3);
    let reasons: Vec<&str> = for_it.map(|reason| reason.feature.as_str()).collect();
    let byte = claim.attribution.content[0].start();
    Entry {
        score: (claim.check_worthiness * 1e4) as u32,
        place: Reverse((article.to_owned(), byte)),
        speaker: speaker.to_owned(),
        text: claim.text.clone(),
        reasons: reasons.join(", "),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let most = arguments
        .next()
        .ok_or("usage: review_queue MOST FILES")?
        .parse()?;
    run(
        most,
        &arguments.collect::<Vec<_>>(),
        &mut std::io::stdout().lock(),
    )
}
