//! `onrecord evaluate`: precision, recall and F1 against gold.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use onrecord::evaluate::{Gold, Roles, Scores, Share, Tally};
use onrecord::{Article, Extractor};

/// Score this extractor against your own gold
///
/// GOLD has one article a line: {"id", "text", "attributions": [{"source", "cue", "content"}]}, where each
/// role is a list of [start, end) pairs of code points into the text.
#[derive(clap::Args)]
pub struct Options {
    /// Articles with gold attributions
    #[arg(value_name = "GOLD.jsonl")]
    gold: PathBuf,

    /// Show N gold attributions that were missed
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match evaluate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord: {error}");
            ExitCode::FAILURE
        }
    }
}

fn evaluate(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let name = options.gold.display().to_string();
    let file = File::open(&options.gold).map_err(|error| format!("{name}: {error}"))?;
    let extractor = Extractor::new();
    let mut tally = Tally::default();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| format!("{name}:{}: {error}", i + 1))?;
        if line.trim().is_empty() {
            continue;
        }
        let gold = Gold::from_json(&name, i + 1, &line)?;
        let mut article = Article::new(&gold.text).with_id(&gold.id);
        article.date = gold.date.as_deref();
        let extraction = extractor.extract(&article);
        let claims = extraction.claims().iter();
        let predicted: Vec<Roles> = claims.map(|claim| (&claim.attribution).into()).collect();
        tally.add(&gold, &predicted, options.errors);
    }
    show(tally.scores());
    for missed in tally.missed() {
        let [source, cue, content] = &missed.roles;
        println!("\nmissed in {}", missed.article);
        println!("  source:  {source}\n  cue:     {cue}\n  content: {content}");
    }
    Ok(())
}

fn show(scores: &Scores) {
    println!(
        "{} articles, {} gold and {} predicted attributions",
        scores.articles, scores.gold, scores.predicted
    );
    println!("{:22}{:>8}{:>8}{:>8}", "", "P", "R", "F1");
    let row = |name: &str, share: &Share| {
        let [p, r, f] = [share.precision(), share.recall(), share.f1()].map(|x| 100.0 * x);
        println!("{name:22}{p:8.1}{r:8.1}{f:8.1}");
    };
    row("who-said-what", &scores.who_said_what);
    row("strict", &scores.strict);
    for (role, s) in ["source", "cue", "content"].into_iter().zip(&scores.roles) {
        row(&format!("{role} exact"), &s.exact);
        row(&format!("{role} soft"), &s.soft);
        row(&format!("{role} token"), &s.token);
    }
    for (name, kind) in &scores.kinds {
        let share = |n: usize| 100.0 * n as f64 / kind.gold as f64;
        println!(
            "recall of {name:10}{:6} gold   content {:5.1}   who-said-what {:5.1}",
            kind.gold,
            share(kind.content),
            share(kind.who_said_what)
        );
    }
}
