//! Where records go: standard output, or a file that appears when it is whole.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

use onrecord::Error;
use onrecord::corpus::AtomicFile;

/// Why a run ended before its input did.
pub enum Stop {
    /// The reader of the output has seen enough.
    ClosedPipe,
    /// An article could not be read and `--strict` was given.
    Strict,
    /// The output cannot be written.
    Unwritable(PathBuf, io::Error),
    /// A file of settings cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosedPipe => f.write_str("the output was closed"),
            Self::Strict => f.write_str("an article could not be read"),
            Self::Unwritable(name, error) | Self::Unreadable(name, error) => {
                write!(f, "{}: {error}", name.display())
            }
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// Standard output or a file.
pub enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(AtomicFile, PathBuf),
}

impl Output {
    /// The file, or standard output where there is none or `-`.
    pub fn open(file: Option<&Path>) -> Result<Self, Error> {
        match file.filter(|name| *name != Path::new("-")) {
            Some(name) => Ok(Self::File(AtomicFile::create(name)?, name.to_owned())),
            None => Ok(Self::Stdout(BufWriter::with_capacity(
                1 << 16,
                io::stdout().lock(),
            ))),
        }
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(out) if out.get_ref().is_terminal())
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match self {
            Self::Stdout(out) => out.write_all(bytes),
            Self::File(file, _) => file.write_all(bytes),
        }
        .map_err(|error| self.stop(error))
    }

    pub fn flush(&mut self) -> Result<(), Stop> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(..) => Ok(()), // it is seen when it is whole
        }
        .map_err(|error| self.stop(error))
    }

    pub fn finish(mut self) -> Result<(), Stop> {
        self.flush()?;
        match self {
            Self::Stdout(_) => Ok(()),
            Self::File(file, _) => Ok(file.finish()?),
        }
    }

    fn stop(&self, error: io::Error) -> Stop {
        match self {
            _ if error.kind() == io::ErrorKind::BrokenPipe => Stop::ClosedPipe,
            Self::Stdout(_) => Stop::Unwritable("<stdout>".into(), error),
            Self::File(_, name) => Stop::Unwritable(name.clone(), error),
        }
    }
}
