//! Why a run ends early.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::path::PathBuf;

use onrecord::Error;

/// Why a run ended before its input did.
pub enum Stop {
    /// The reader of the output has seen enough.
    ClosedPipe,
    /// An article could not be read and `--strict` was given.
    Strict,
    /// A file of settings cannot be read.
    Unreadable(PathBuf, io::Error),
    /// What was asked for was left out when the program was built.
    #[cfg_attr(feature = "neural", allow(dead_code))] // All that can be missing is there.
    Missing(&'static str, &'static str),
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let cause = error.source().and_then(|e| e.downcast_ref::<io::Error>());
        if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe) {
            Self::ClosedPipe
        } else {
            Self::Failed(error)
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosedPipe => f.write_str("the output was closed"),
            Self::Strict => f.write_str("an article could not be read"),
            Self::Unreadable(name, error) => write!(f, "{}: {error}", name.display()),
            Self::Missing(what, feature) => {
                write!(
                    f,
                    "this build has not {what}: install it with `--features {feature}`"
                )
            }
            Self::Failed(error) => error.fmt(f),
        }
    }
}
