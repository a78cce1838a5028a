//! Output that is compressed, in members of their own, so that it can be cut between them.

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::{PartialFile, Writer};
use crate::Error;

/// Bytes of a member before compression, passed by its last part at most. What is cut where depends on what is
/// written alone, so that a run that was cut off ends in the same bytes.
const MEMBER: usize = 1 << 20;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Members of gzip: `.gz`.
    Gzip,
    /// Frames of zstd: `.zst`.
    Zstd,
}

impl Packing {
    /// What the end of a name tells; none for a file that is not compressed.
    ///
    /// ```
    /// use std::path::Path;
    /// use onrecord::corpus::Packing;
    ///
    /// assert_eq!(Packing::of_path(Path::new("claims.jsonl.zst")), Some(Packing::Zstd));
    /// assert_eq!(Packing::of_path(Path::new("claims.jsonl")), None);
    /// ```
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "gz" => Some(Self::Gzip),
            "zst" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn pack(self, member: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(member)?;
                encoder.finish()
            }
            Self::Zstd => Ok(compress_to_vec(member, CompressionLevel::Fastest)),
        }
    }
}

/// A file of compressed members.
#[derive(Debug)]
pub struct PackedFile {
    file: PartialFile,
    packing: Packing,
    member: Vec<u8>,
}

impl PackedFile {
    /// Compresses into a file, new or gone on with.
    #[must_use]
    pub fn new(file: PartialFile, packing: Packing) -> Self {
        Self {
            file,
            packing,
            member: Vec::new(),
        }
    }

    fn close_member(&mut self) -> Result<(), Error> {
        let closed = self.packing.pack(&self.member);
        self.member.clear();
        self.file
            .append(closed.map_err(|error| Error::io("compression", error))?)
    }
}

impl Writer<Vec<u8>> for PackedFile {
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
        // A file without a member is no compressed file.
        if !self.member.is_empty() || Writer::<Vec<u8>>::length(&self.file) == Some(0) {
            self.close_member()?;
        }
        Writer::<Vec<u8>>::complete(&mut self.file)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        Writer::<Vec<u8>>::finish(Box::new(self.file))
    }
}
