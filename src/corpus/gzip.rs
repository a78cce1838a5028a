//! Output that is compressed, in members of their own, so that it can be cut between them.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{PartialFile, Writer};
use crate::Error;

/// Bytes of a member before compression, passed by its last part at most. What is cut where depends on what is
/// written alone, so that a run that was cut off ends in the same bytes.
const MEMBER: usize = 1 << 20;

/// A file of gzip members.
#[derive(Debug)]
pub struct GzipFile {
    file: PartialFile,
    member: Vec<u8>,
}

impl GzipFile {
    /// Compresses into a file, new or gone on with.
    #[must_use]
    pub fn new(file: PartialFile) -> Self {
        Self {
            file,
            member: Vec::new(),
        }
    }

    fn close_member(&mut self) -> Result<(), Error> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let closed = encoder
            .write_all(&self.member)
            .and_then(|()| encoder.finish())
            .map_err(|error: io::Error| Error::io("gzip", error))?;
        self.member.clear();
        self.file.append(closed)
    }
}

impl Writer<Vec<u8>> for GzipFile {
    fn append(&mut self, part: Vec<u8>) -> Result<(), Error> {
        self.member.extend(part);
        if self.member.len() < MEMBER {
            return Ok(());
        }
        self.close_member()
    }

    fn length(&self) -> Option<u64> {
        if self.member.is_empty() {
            Writer::<Vec<u8>>::length(&self.file)
        } else {
            None
        }
    }

    fn sync(&mut self) -> Result<(), Error> {
        Writer::<Vec<u8>>::sync(&mut self.file)
    }

    fn complete(&mut self) -> Result<(), Error> {
        // A file without a member is no gzip file.
        if !self.member.is_empty() || Writer::<Vec<u8>>::length(&self.file) == Some(0) {
            self.close_member()?;
        }
        Writer::<Vec<u8>>::complete(&mut self.file)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        Writer::<Vec<u8>>::finish(Box::new(self.file))
    }
}
