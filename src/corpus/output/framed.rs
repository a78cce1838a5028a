//! Pieces of bytes one after the other, within the frame of their form.

use super::{Frame, Piece};
use crate::Error;
use crate::corpus::Writer;

/// A file of text that is made of pieces: head, pieces with what stands between them, tail.
pub struct Framed {
    bytes: Box<dyn Writer<Vec<u8>>>,
    frame: Frame,
    /// A piece stands in it.
    begun: bool,
}

impl Framed {
    /// Starts a file: its head is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(mut bytes: Box<dyn Writer<Vec<u8>>>, frame: Frame) -> Result<Self, Error> {
        if !frame.head.is_empty() {
            bytes.append(frame.head.into())?;
        }
        Ok(Self {
            bytes,
            frame,
            begun: false,
        })
    }

    /// Goes on with a file that had this length when it was safe.
    #[must_use]
    pub fn resume(bytes: Box<dyn Writer<Vec<u8>>>, frame: Frame, length: u64) -> Self {
        Self {
            bytes,
            begun: length > frame.head.len() as u64,
            frame,
        }
    }
}

impl Writer<Piece> for Framed {
    fn append(&mut self, piece: Piece) -> Result<(), Error> {
        let Piece::Bytes(mut piece) = piece else {
            return Ok(()); // it has a writer of its own
        };
        if piece.is_empty() {
            return Ok(());
        }
        if self.begun && !self.frame.between.is_empty() {
            piece.splice(..0, self.frame.between.bytes());
        }
        self.begun = true;
        self.bytes.append(piece)
    }

    fn length(&self) -> Option<u64> {
        self.bytes.length()
    }

    fn sync(&mut self) -> Result<(), Error> {
        self.bytes.sync()
    }

    fn complete(&mut self) -> Result<(), Error> {
        if !self.frame.tail.is_empty() {
            self.bytes.append(self.frame.tail.into())?;
        }
        self.bytes.complete()
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.bytes.finish()
    }
}
