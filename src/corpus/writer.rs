//! Where the records of a run go, article by article, so that a later run can go on.

use std::io::Write;

use crate::Error;
use crate::error::ErrorKind;

/// An output that grows by one part an article, in input order, and can be cut back to a safe length.
///
/// What a part is, the form of the output decides: bytes, rows, the files of an article. A run that may be
/// cut off notes [`length`](Self::length) where there is one, calls [`sync`](Self::sync) and only then writes
/// its [`Checkpoint`](super::Checkpoint); the run that resumes opens the output at that length and appends the
/// article after. The bytes of the whole must not depend on where it was cut.
pub trait Writer<P> {
    /// Appends what a worker made of one article.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    fn append(&mut self, part: P) -> Result<(), Error>;

    /// The length to which the output can be cut back so that exactly what was appended up to now remains:
    /// bytes, completed row groups, folders of files: only the writer itself reads it.
    ///
    /// None between such places (inside a compressed member or a row group), and where there are none (a
    /// pipe).
    fn length(&self) -> Option<u64>;

    /// Makes everything up to the last length safe against a crash of the machine. From now on the output
    /// stays when it is dropped.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    fn sync(&mut self) -> Result<(), Error>;

    /// Writes what ends the output (a last member, a footer) and makes all of it safe; nothing is appended
    /// after. A file or folder now stands whole under its [partial name](super::PartialFile::part_of).
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    fn complete(&mut self) -> Result<(), Error>;

    /// Puts what is complete under its name.
    ///
    /// # Errors
    ///
    /// When the name cannot be taken.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// A writer on a stream: what is written is written.
///
/// ```
/// use onrecord::corpus::{Stream, Writer};
///
/// let mut out = Stream::new("memory", Vec::new(), 1);
/// out.append("“No,” Ortiz said.\n")?;
/// assert_eq!(Writer::<&str>::length(&out), None);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Debug)]
pub struct Stream<W> {
    name: String,
    stream: W,
    /// Bytes held back until they are worth a write.
    held: Vec<u8>,
    most: usize,
}

impl<W: Write> Stream<W> {
    /// A stream, the name it goes by in messages, and how many bytes may be held back; 1 for one that is
    /// answered as it comes.
    pub fn new(name: impl Into<String>, stream: W, most: usize) -> Self {
        Self {
            name: name.into(),
            stream,
            held: Vec::new(),
            most,
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        let done = self.stream.write_all(&self.held);
        self.held.clear();
        done.and_then(|()| self.stream.flush()).map_err(|source| {
            Error::new(ErrorKind::Io {
                place: self.name.clone(),
                source,
            })
        })
    }
}

impl<W: Write, B: AsRef<[u8]>> Writer<B> for Stream<W> {
    fn append(&mut self, bytes: B) -> Result<(), Error> {
        self.held.extend_from_slice(bytes.as_ref());
        if self.held.len() < self.most {
            return Ok(());
        }
        self.flush()
    }

    fn length(&self) -> Option<u64> {
        None
    }

    fn sync(&mut self) -> Result<(), Error> {
        self.flush()
    }

    fn complete(&mut self) -> Result<(), Error> {
        self.flush()
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        Ok(())
    }
}
