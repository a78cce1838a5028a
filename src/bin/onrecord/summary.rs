//! `onrecord summary`: who speaks how often.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use onrecord::summary::{self, Digest, Dimension, Summary};

use crate::job;
use crate::reading::Reading;
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord summary news/                          tables to read
  onrecord summary --by party --by week news/     of these alone
  onrecord summary corpus.jsonl -o figures.csv    all lines, one row each
  onrecord summary corpus.jsonl -o figures.json   the same with the most check-worthy statements

A statement that is told again, word for word or nearly so, counts once as a statement (wire copy),
and each time as a claim. Share is of the words of all statements.";

/// Count who speaks: by speaker, party, state, outlet, kind of cue, week
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,

    /// What to count by; may be given again
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Vec<By>,

    /// Lines of each table to read at most
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// Form of the output; by the extension of `-o`, else table
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<Format>,

    /// Write to FILE, which appears only when it is whole, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Speaker,
    Party,
    State,
    Country,
    Gender,
    Outlet,
    CueClass,
    Form,
    Verdict,
    Week,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// To read
    Table,
    /// One row a line of each table
    Csv,
    /// One object
    Json,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match options.work() {
        Ok(0) => ExitCode::SUCCESS,
        // A reader that has seen enough is a normal end.
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        // Every failure was told when it was met.
        Ok(_) => ExitCode::FAILURE,
        Err(stop) => {
            eprintln!("onrecord: {stop}");
            ExitCode::FAILURE
        }
    }
}

impl Options {
    fn work(&self) -> Result<u64, Stop> {
        let mut output = job::output(self.output.as_deref(), 1 << 16)?;
        let mut summary = Summary::default();
        let failed = self.reading.run(
            |extraction| {
                let digest = Digest::new(&extraction.to_record());
                (digest, extraction.claims().len())
            },
            |digest| {
                summary.add(&digest);
                Ok(())
            },
        )?;
        let by = self.by();
        let text = match self.format() {
            Format::Table => {
                let size = terminal_size::terminal_size()
                    .filter(|_| self.output.is_none() && io::stdout().is_terminal());
                let width = size.map_or(100, |(width, _)| usize::from(width.0));
                summary::table(&summary, &by, self.top, width)
            }
            Format::Csv => summary::csv(&summary, &by),
            Format::Json => summary::json(&summary, &by),
        };
        output.append(text.into_bytes())?;
        output.complete()?;
        output.finish()?;
        Ok(failed)
    }

    fn by(&self) -> Vec<Dimension> {
        if self.by.is_empty() {
            return Dimension::ALL.to_vec();
        }
        let dimension = |by: &By| match by {
            By::Speaker => Dimension::Speaker,
            By::Party => Dimension::Party,
            By::State => Dimension::State,
            By::Country => Dimension::Country,
            By::Gender => Dimension::Gender,
            By::Outlet => Dimension::Outlet,
            By::CueClass => Dimension::CueClass,
            By::Form => Dimension::Form,
            By::Verdict => Dimension::Verdict,
            By::Week => Dimension::Week,
        };
        self.by.iter().map(dimension).collect()
    }

    fn format(&self) -> Format {
        let by_name = || {
            let extension = self.output.as_ref()?.extension()?.to_str()?;
            Format::from_str(extension, true).ok()
        };
        self.output_format.or_else(by_name).unwrap_or(Format::Table)
    }
}
