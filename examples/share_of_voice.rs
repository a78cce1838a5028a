//! Who gets to speak: words of claims by party, over files.
//!
//! `cargo run --release --example share_of_voice -- fixtures/articles/*.txt`

use std::collections::BTreeMap;

use onrecord::{Article, Extractor};

fn main() -> std::io::Result<()> {
    let extractor = Extractor::new();
    let mut voices: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(file)?;
        let extraction = extractor.extract(&Article::new(&text));
        for claim in extraction.claims() {
            let party = extraction
                .speaker(claim)
                .and_then(|speaker| speaker.party.as_ref());
            let voice = party
                .map_or("no party known", |fact| &fact.value)
                .to_owned();
            let (claims, words) = voices.entry(voice).or_default();
            *claims += 1;
            *words += claim.text.split_whitespace().count();
        }
    }
    let all: usize = voices.values().map(|(_, words)| words).sum();
    for (voice, (claims, words)) in voices {
        let share = 100.0 * words as f64 / all as f64;
        println!("{share:5.1} %  {words:6} words  {claims:5} claims  {voice}");
    }
    Ok(())
}
