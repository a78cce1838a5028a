//! A file that appears under its name only when it is whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Writer;
use crate::Error;
use crate::error::ErrorKind;

/// A file that is written as `NAME.partial` and takes its name when [`finish`](Writer::finish)ed.
///
/// Dropped before, it leaves nothing behind, unless a [`sync`](Writer::sync) made it a file that a later
/// run can [`resume`](Self::resume); what stood under the name stays. A device or a pipe cannot be
/// replaced and is written directly.
///
/// ```
/// use onrecord::corpus::{PartialFile, Writer};
///
/// # let folder = std::env::temp_dir().join(format!("onrecord-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let name = folder.join("out.jsonl");
/// let mut file = PartialFile::create(&name)?;
/// file.append("{}\n")?;
/// assert_eq!(Writer::<&str>::length(&file), Some(3));
/// Writer::<&str>::sync(&mut file)?;
/// drop(file); // the machine went down
///
/// let mut file = PartialFile::resume(&name, 3)?;
/// assert!(!name.exists());
/// Writer::<&str>::complete(&mut file)?;
/// Writer::<&str>::finish(Box::new(file))?;
/// assert_eq!(std::fs::read(&name)?, b"{}\n");
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PartialFile {
    writer: BufWriter<File>,
    name: PathBuf,
    /// None where the name itself is written.
    part: Option<PathBuf>,
    length: u64,
    kept: Kept,
}

/// What becomes of the part when the file is dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kept {
    No,
    Yes,
}

impl PartialFile {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// When the folder does not exist or cannot be written, or another run is writing this file.
    pub fn create(name: impl Into<PathBuf>) -> Result<Self, Error> {
        let (name, part) = names(name.into());
        let file = match &part {
            Some(part) => hold(part, Missing::Create).and_then(|file| {
                file.set_len(0)?;
                Ok(file)
            }),
            None => File::create(&name),
        };
        let file = file.map_err(|error| io_error(&name, error))?;
        Ok(Self::new(file, name, part, 0, Kept::No))
    }

    /// Goes on with a file of which so many bytes were safe; what stands behind them is cut off.
    ///
    /// # Errors
    ///
    /// When there is no such part, it is shorter, or another run is writing it.
    pub fn resume(name: impl Into<PathBuf>, length: u64) -> Result<Self, Error> {
        let (name, part) = names(name.into());
        let path = part.as_ref().unwrap_or(&name);
        let cut = || {
            let mut file = match &part {
                Some(part) => hold(part, Missing::Fail)?,
                None => OpenOptions::new().write(true).open(path)?,
            };
            let found = file.metadata()?.len();
            if found < length {
                let reason = format!("expected at least {length} bytes, found {found}");
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, reason));
            }
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length))?;
            Ok(file)
        };
        let file = cut().map_err(|error| io_error(path, error))?;
        Ok(Self::new(file, name, part, length, Kept::Yes))
    }

    /// Makes sure that no other run is writing a file of this name.
    ///
    /// # Errors
    ///
    /// When one is.
    pub fn check_free(name: &Path) -> Result<(), Error> {
        let (name, part) = names(name.to_owned());
        match part.map(|part| hold(&part, Missing::Fail)) {
            Some(Err(error)) if error.kind() == io::ErrorKind::ResourceBusy => {
                Err(io_error(&name, error))
            }
            _ => Ok(()),
        }
    }

    /// Where a file of this name is written until it is whole.
    #[must_use]
    pub fn part_of(name: &Path) -> PathBuf {
        let mut part = name.as_os_str().to_owned();
        part.push(".partial");
        part.into()
    }

    /// Returns true when the name is that of a device or a pipe, which has no length to go back to.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.part.is_none()
    }

    fn new(file: File, name: PathBuf, part: Option<PathBuf>, length: u64, kept: Kept) -> Self {
        Self {
            writer: BufWriter::with_capacity(1 << 16, file),
            name,
            part,
            length,
            kept,
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        match self.part {
            Some(_) => self.writer.get_ref().sync_data(),
            None => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]>> Writer<B> for PartialFile {
    fn append(&mut self, bytes: B) -> Result<(), Error> {
        self.write(bytes.as_ref())
            .map_err(|error| io_error(&self.name, error))
    }

    fn length(&self) -> Option<u64> {
        self.part.is_some().then_some(self.length)
    }

    fn sync(&mut self) -> Result<(), Error> {
        self.flush().map_err(|error| io_error(&self.name, error))?;
        self.kept = Kept::Yes;
        Ok(())
    }

    fn complete(&mut self) -> Result<(), Error> {
        Writer::<B>::sync(self)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        let Some(part) = self.part.take() else {
            return Ok(());
        };
        fs::rename(&part, &self.name).map_err(|error| io_error(&self.name, error))
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(part) = self.part.as_ref().filter(|_| self.kept == Kept::No) {
            // Nobody is left to be told.
            let _ = fs::remove_file(part);
        }
    }
}

/// What becomes of a part that is not there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Missing {
    Create,
    Fail,
}

/// Opens a part for one run alone: until it is closed, or its process ends in whatever way, no other gets it.
pub(super) fn hold(part: &Path, missing: Missing) -> io::Result<File> {
    loop {
        let create = missing == Missing::Create;
        let mut options = OpenOptions::new();
        options.write(true).create(create).truncate(false);
        let file = options.open(part)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let reason = "another run is writing this file";
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, reason));
            }
            // A file system without locks cannot tell.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // Whoever held it may have been done in between, and given this very file its name.
        if part.exists() || !create {
            return Ok(file);
        }
    }
}

/// The name, and that of the part in the same folder, so that taking the name is one step of the file system.
fn names(name: PathBuf) -> (PathBuf, Option<PathBuf>) {
    if fs::metadata(&name).is_ok_and(|meta| !meta.is_file()) {
        return (name, None);
    }
    // A link keeps pointing where it points: its target is replaced.
    let name = fs::canonicalize(&name).unwrap_or(name);
    let part = PartialFile::part_of(&name);
    (name, Some(part))
}

fn io_error(name: &Path, source: io::Error) -> Error {
    Error::new(ErrorKind::Io {
        place: name.display().to_string(),
        source,
    })
}
