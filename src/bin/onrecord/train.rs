//! `onrecord train`: tables and weights from their sources.

use std::process::ExitCode;

/// What to make.
#[derive(clap::Subcommand)]
pub enum Task {}

/// Runs the command.
pub fn run(task: &Task) -> ExitCode {
    match *task {}
}
