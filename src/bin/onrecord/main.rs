//! The `onrecord` command.

mod config;
mod evaluate;
mod extract;
mod gazetteer;
mod generate;
mod job;
mod progress;
mod reading;
mod report;
mod signal;
mod stop;
mod summary;
#[cfg(feature = "train")]
mod train;
mod view;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  onrecord extract --output-format text article.txt    who said what, to read
  onrecord extract news/ -o records.jsonl              one record an article
  onrecord evaluate gold.jsonl --errors 10             scores against your own gold
  onrecord gazetteer lookup 'Angela Merkel'            who is that

Options that are long to write may stand in onrecord.toml in the current folder, by command and long name:
  [extract]
  field = [\"text=body\", \"date=published\"]
  output-format = \"csv\"";

/// Who said what in the news: every claim on record.
#[derive(Parser)]
#[command(name = "onrecord", version, about, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Read options from FILE instead of onrecord.toml in the current folder
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Read no file of options
    #[arg(long, global = true, conflicts_with = "config")]
    no_config: bool,
}

#[derive(Subcommand)]
enum Command {
    Extract(extract::Options),
    Evaluate(evaluate::Options),
    Summary(summary::Options),
    Report(report::Options),
    Gazetteer(gazetteer::Options),
    Completions(generate::Completions),
    Man(generate::Man),
    /// Compile the embedded tables and train the embedded weights.
    #[cfg(feature = "train")]
    #[command(subcommand)]
    Train(train::Task),
}

fn main() -> ExitCode {
    let command = config::with_values_for_flags(Cli::command());
    let arguments = match config::fill(&command, std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(told) => {
            eprintln!("error: {told}");
            return ExitCode::from(2);
        }
    };
    let matches = command.clone().get_matches_from(arguments);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Extract(options) => extract::run(&options),
        Command::Evaluate(options) => evaluate::run(&options),
        Command::Summary(options) => summary::run(&options),
        Command::Report(options) => report::run(&options),
        Command::Gazetteer(options) => gazetteer::run(&options),
        Command::Completions(options) => options.run(command),
        Command::Man(options) => options.run(command),
        #[cfg(feature = "train")]
        Command::Train(task) => train::run(&task),
    }
}
