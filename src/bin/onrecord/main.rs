//! The `onrecord` command.

mod evaluate;
mod extract;
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

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Who said what in the news: every claim on record.
#[derive(Parser)]
#[command(name = "onrecord", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Extract(extract::Options),
    Evaluate(evaluate::Options),
    Summary(summary::Options),
    Report(report::Options),
    /// Compile the embedded tables and train the embedded weights.
    #[cfg(feature = "train")]
    #[command(subcommand)]
    Train(train::Task),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Extract(options) => extract::run(&options),
        Command::Evaluate(options) => evaluate::run(&options),
        Command::Summary(options) => summary::run(&options),
        Command::Report(options) => report::run(&options),
        #[cfg(feature = "train")]
        Command::Train(task) => train::run(&task),
    }
}
