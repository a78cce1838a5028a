//! `onrecord extract`: articles in, records out.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What to read and how to write it.
#[derive(clap::Args)]
pub struct Options {
    /// JSONL files; standard input where there are none or `-`.
    inputs: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match extract(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord: {error}");
            ExitCode::FAILURE
        }
    }
}

fn extract(options: &Options) -> io::Result<()> {
    let extractor = onrecord::Extractor::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in &options.inputs {
        for line in io::BufReader::new(std::fs::File::open(path)?).lines() {
            let value: serde_json::Value = serde_json::from_str(&line?)?;
            let mut article = onrecord::Article::new(value["text"].as_str().unwrap_or_default())
                .with_id(value["id"].as_str().unwrap_or_default());
            article.date = value["date"].as_str();
            serde_json::to_writer(&mut out, &extractor.extract(&article).to_record())?;
            writeln!(out)?;
        }
    }
    Ok(())
}
