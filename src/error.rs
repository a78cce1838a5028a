//! [`Error`]: why reading a table, a model, a corpus or a setting failed. Text never fails.

use std::fmt;

/// Why reading a table, a model, a corpus or a setting failed.
///
/// The message names the file, the line, what was expected and what was found.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

#[derive(Debug)]
pub(crate) enum ErrorKind {
    /// A table or an input line is not in the documented format.
    Format {
        place: String,
        line: usize,
        expected: String,
        found: String,
    },
    /// A compiled table or a weight file is damaged or of another version.
    Binary { what: &'static str, reason: String },
    /// A setting is out of range.
    Setting { name: &'static str, reason: String },
    /// A checkpoint that this run cannot go on from.
    #[cfg_attr(
        not(feature = "json"),
        expect(dead_code, reason = "the default build runs nothing for hours")
    )]
    Checkpoint { place: String, reason: String },
    /// The operating system refused.
    Io {
        place: String,
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }

    /// The same error at another line of its file.
    pub(crate) fn at_line(mut self, number: usize) -> Self {
        if let ErrorKind::Format { line, .. } = &mut *self.0 {
            *line = number;
        }
        self
    }

    /// What the operating system refused, and where.
    #[must_use]
    pub fn io(place: impl fmt::Display, source: std::io::Error) -> Self {
        let place = place.to_string();
        Self::new(ErrorKind::Io { place, source })
    }

    /// The file, stream or folder where it went wrong.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match &*self.0 {
            ErrorKind::Format { place, .. }
            | ErrorKind::Io { place, .. }
            | ErrorKind::Checkpoint { place, .. } => Some(place),
            ErrorKind::Binary { .. } | ErrorKind::Setting { .. } => None,
        }
    }

    /// The line where it went wrong, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match *self.0 {
            ErrorKind::Format { line, .. } => Some(line),
            _ => None,
        }
    }

    /// Returns true when a table or an input line is not in the documented format.
    #[must_use]
    pub fn is_format(&self) -> bool {
        matches!(*self.0, ErrorKind::Format { .. } | ErrorKind::Binary { .. })
    }

    /// Returns true when a setting is out of range.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        matches!(*self.0, ErrorKind::Setting { .. })
    }

    /// Returns true when a run cannot go on from where another stopped: other settings or changed inputs.
    #[must_use]
    pub fn is_checkpoint(&self) -> bool {
        matches!(*self.0, ErrorKind::Checkpoint { .. })
    }

    /// Returns true when the operating system refused to read or write.
    #[must_use]
    pub fn is_io(&self) -> bool {
        matches!(*self.0, ErrorKind::Io { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Format {
                place,
                line,
                expected,
                found,
            } => write!(f, "{place}:{line}: expected {expected}, found {found}"),
            ErrorKind::Binary { what, reason } => write!(f, "{what}: {reason}"),
            ErrorKind::Setting { name, reason } => write!(f, "{name}: {reason}"),
            ErrorKind::Checkpoint { place, reason } => write!(f, "{place}: {reason}"),
            ErrorKind::Io { place, source } => write!(f, "{place}: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
