//! A file that appears under its name only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::error::ErrorKind;

/// A file that is written beside its name and takes it when [`finish`](Self::finish)ed.
///
/// Dropped before, it leaves nothing behind, and what stood under the name stays. A device or a pipe
/// cannot be replaced and is written directly.
#[derive(Debug)]
pub struct AtomicFile {
    writer: Option<BufWriter<File>>,
    name: PathBuf,
    /// None where the name itself is written.
    part: Option<PathBuf>,
}

impl AtomicFile {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// When the folder does not exist or cannot be written.
    pub fn create(name: impl Into<PathBuf>) -> Result<Self, Error> {
        let name = name.into();
        let replaced = !fs::metadata(&name).is_ok_and(|meta| !meta.is_file());
        // A link keeps pointing where it points: its target is replaced.
        let name = if replaced {
            fs::canonicalize(&name).unwrap_or(name)
        } else {
            name
        };
        let part = replaced.then(|| part_of(&name));
        let file = File::create(part.as_ref().unwrap_or(&name)).map_err(|e| io_error(&name, e))?;
        Ok(Self {
            writer: Some(BufWriter::with_capacity(1 << 16, file)),
            name,
            part,
        })
    }

    /// Puts the whole file under its name.
    ///
    /// # Errors
    ///
    /// When the disk is full or the name cannot be taken.
    pub fn finish(mut self) -> Result<(), Error> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let file = writer
            .into_inner()
            .map_err(|e| io_error(&self.name, e.into_error()))?;
        let Some(part) = self.part.take() else {
            return Ok(());
        };
        let placed = file.sync_all().and_then(|()| fs::rename(&part, &self.name));
        placed.map_err(|error| {
            // Whatever went wrong is told; the part is of no use to anybody.
            let _ = fs::remove_file(&part);
            io_error(&self.name, error)
        })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer
            .as_mut()
            .map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(part) = &self.part {
            // Nobody is left to be told.
            let _ = fs::remove_file(part);
        }
    }
}

/// A hidden name in the same folder, so that taking the name is one step of the file system.
fn part_of(name: &Path) -> PathBuf {
    let mut part = std::ffi::OsString::from(".");
    part.push(name.file_name().unwrap_or_default());
    part.push(format!(".{}.part", std::process::id()));
    name.with_file_name(part)
}

fn io_error(name: &Path, source: io::Error) -> Error {
    Error::new(ErrorKind::Io {
        place: name.display().to_string(),
        source,
    })
}
