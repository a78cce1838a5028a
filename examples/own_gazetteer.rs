//! People the embedded tables do not know: a city council, from a table of one's own.
//!
//! `cargo run --release --example own_gazetteer`
//!
//! Local news names people that no encyclopedia lists, and often by surname alone from the first line on.
//! A table of a few lines makes them known: their ids are yours, so that claims join with your own database,
//! and what the table says of party and office goes into every record unless the article says otherwise.

use std::error::Error;
use std::io::Write;

use onrecord::{Article, Extractor, Gazetteer};

/// Tab-separated, a line a person or body; columns in any order, most of them may be left out.
const COUNCIL: &str = "\
id\tkind\tname\taliases\tparty\tcountry
council/7\tperson\tMarian Teale\tCllr Teale\tparty/gb/labour\tcountry/GB
council/12\tperson\tRupert Aldous\t\tparty/gb/conservative\tcountry/GB
council\torganization\tHarbury City Council\tHCC\t\tcountry/GB
";

const NEWS: &str = "\
Harbury votes to keep its baths open

Marian Teale told the meeting: “The baths stay open, and that is that.”

Rupert Aldous said the plan would cost £2 million. “Nobody has counted the bill,” he said.

HCC said in a statement that the vote was binding. Ida Frost, a swimmer, called it “a good day.”";

/// Reads the news with the council's table and writes who said what, under the council's own ids.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // A slip in the table is told with its line and what was expected there.
    let mistake = Gazetteer::from_tsv(
        "council.tsv",
        "id\tkind\tname\ncouncil/7\tpersn\tMarian Teale\n",
    );
    writeln!(out, "a slip: {}", mistake.expect_err("`persn` is no kind"))?;

    let gazetteer = Gazetteer::from_tsv("council.tsv", COUNCIL)?;
    let extractor = Extractor::builder().gazetteer(gazetteer).build()?;
    let extraction = extractor.extract(&Article::new(NEWS).with_date("2026-11-03"));
    for claim in extraction.claims() {
        let Some(speaker) = extraction.speaker(claim) else {
            writeln!(out, "nobody known: {}", claim.text)?;
            continue;
        };
        let ours = speaker.id.starts_with("council");
        let party = speaker
            .party
            .as_ref()
            .map_or("no party", |fact| &fact.value);
        let whose = if ours {
            &*speaker.id
        } else {
            "not in the table"
        };
        writeln!(out, "{} ({party}; {whose}): {}", speaker.name, claim.text)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
