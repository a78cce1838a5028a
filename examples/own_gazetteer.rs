//! People the embedded tables do not know, from a table of one's own.
//!
//! `cargo run --example own_gazetteer`

use onrecord::{Article, Error, Extractor, Gazetteer};

const PEOPLE: &str = "\
id\tkind\tname\taliases\tparty\tcountry
person/teale\tperson\tMarian Teale\tThe Teale Deal\tparty/gb/labour\tcountry/GB
";

fn main() -> Result<(), Error> {
    let gazetteer = Gazetteer::from_tsv("people.tsv", PEOPLE)?;
    let extractor = Extractor::builder().gazetteer(gazetteer).build()?;
    let article = Article::new("“The trips were ordinary,” Marian Teale told the BBC.");
    let extraction = extractor.extract(&article);
    for claim in extraction.claims() {
        if let Some(speaker) = extraction.speaker(claim) {
            let party = speaker
                .party
                .as_ref()
                .map_or("no party", |fact| &fact.value);
            println!("{} ({}, {party}): {}", speaker.name, speaker.id, claim.text);
        }
    }
    Ok(())
}
