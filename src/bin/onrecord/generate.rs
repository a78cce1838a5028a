//! What helps a shell and `man` to know the command.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;

/// Write completions for a shell
///
/// bash: `onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord`;
/// zsh: into a folder of `fpath` as `_onrecord`; fish: `~/.config/fish/completions/onrecord.fish`.
#[derive(clap::Args)]
pub struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual page, or one for every command into a folder
#[derive(clap::Args)]
pub struct Man {
    /// Folder for onrecord.1, onrecord-extract.1, …
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Completions {
    /// Runs the command.
    pub fn run(&self, command: Command) -> ExitCode {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut { command }, "onrecord", &mut script);
        ended(io::stdout().write_all(&script), "<stdout>")
    }
}

impl Man {
    /// Runs the command.
    pub fn run(&self, command: Command) -> ExitCode {
        match &self.folder {
            None => {
                let mut page = Vec::new();
                let made = clap_mangen::Man::new(command).render(&mut page);
                ended(
                    made.and_then(|()| io::stdout().write_all(&page)),
                    "<stdout>",
                )
            }
            Some(folder) => {
                let made = fs::create_dir_all(folder)
                    .and_then(|()| clap_mangen::generate_to(command, folder));
                ended(made, &folder.display().to_string())
            }
        }
    }
}

fn ended(done: io::Result<()>, place: &str) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough is a normal end.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord: {place}: {error}");
            ExitCode::FAILURE
        }
    }
}
