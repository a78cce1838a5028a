//! Who gets to speak: the share of each party in the words of all claims, and in whose words.
//!
//! `cargo run --release --example share_of_voice -- fixtures/articles/*.txt`
//!
//! A party's voice is what its people are quoted with. Direct words are its own; indirect ones are the
//! newspaper's telling of them, and a newspaper that lets one side speak and tells what the other said is not
//! even-handed. So both are counted. Claims of speakers without a known party are told, not hidden: a share of
//! what is known says little when little is known.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write;

use onrecord::claim::Form;
use onrecord::{Article, Extractor};

/// What one party says.
#[derive(Default)]
struct Voice {
    claims: usize,
    words: usize,
    /// Words inside quotation marks alone.
    direct: usize,
    speakers: BTreeSet<String>,
}

/// Reads the files and writes a line for each party, the loudest first.
pub fn run(files: &[String], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::new();
    let mut voices: BTreeMap<String, Voice> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(file)?;
        let extraction = extractor.extract(&Article::new(&text));
        for claim in extraction.claims() {
            let speaker = extraction.speaker(claim);
            let party = speaker.and_then(|speaker| speaker.party.as_ref());
            let party = party.map_or("no party known", |fact| &fact.value);
            let words = claim.text.split_whitespace().count();

            let voice = voices.entry(party.to_owned()).or_default();
            voice.claims += 1;
            voice.words += words;
            if claim.form == Form::Direct {
                voice.direct += words;
            }
            voice
                .speakers
                .extend(speaker.map(|speaker| speaker.name.to_string()));
        }
    }
    let all: usize = voices.values().map(|voice| voice.words).sum();
    let mut voices: Vec<_> = voices.into_iter().collect();
    voices.sort_by_key(|(_, voice)| std::cmp::Reverse(voice.words));
    writeln!(out, "share    words   direct   claims   speakers   party")?;
    for (party, voice) in voices {
        let share = 100.0 * voice.words as f64 / all.max(1) as f64;
        let direct = 100.0 * voice.direct as f64 / voice.words.max(1) as f64;
        let (words, claims, speakers) = (voice.words, voice.claims, voice.speakers.len());
        writeln!(
            out,
            "{share:4.1} %  {words:6}   {direct:4.0} %   {claims:6}   {speakers:8}   {party}"
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    run(&files, &mut std::io::stdout().lock())
}
