//! From a claim to its speaker, the speaker's party and state, the exact words: one line each.
//!
//! `cargo run --example walk [FILE]`

use onrecord::{Article, Extractor};

const NEWS: &str = "\
COLUMBUS, Ohio — “Taxes will fall,” said Gov. Ann Ortiz, a Democrat, on Tuesday.

Sen. Ruth Hallam (R-Utah) said the plan would cost $340 million. She called it “a stunt.”";

fn main() -> std::io::Result<()> {
    let text = match std::env::args().nth(1) {
        Some(file) => std::fs::read_to_string(file)?,
        None => NEWS.to_owned(),
    };
    let extractor = Extractor::new();
    let extraction = extractor.extract(&Article::new(&text));
    for claim in extraction.claims() {
        println!("claim     {}", claim.text);
        println!(
            "form      {}, {}",
            claim.form.as_str(),
            claim.modality.as_str()
        );
        for &span in &claim.attribution.content {
            println!("verbatim  {span:?} {}", extraction.document().slice(span));
        }
        match extraction.speaker(claim) {
            Some(speaker) => {
                println!("speaker   {}", speaker.name);
                for (what, fact) in [
                    ("role", &speaker.role),
                    ("party", &speaker.party),
                    ("state", &speaker.state),
                ] {
                    if let Some(fact) = fact {
                        println!("{what:9} {} ({})", fact.value, fact.basis.as_str());
                    }
                }
            }
            None => println!("speaker   {}", claim.speaker.status.as_str()),
        }
        for topic in extraction.topics(claim) {
            println!("about     {}", topic.name);
        }
        println!();
    }
    Ok(())
}
