//! The flat table as Parquet: zstd, real lists, a row group every 65,536 claims or as many as asked for.
//!
//! Parquet keeps what it knows of its row groups at its end, so a run that is cut off would leave nothing to
//! read. Here every row group is written as a small file of its own, its length behind it; at the end comes one
//! footer that names them all. What stood between two row groups is a few kilobytes that no reader looks at.
//! So the file grows by appending alone, memory holds one row group, and a run goes on behind the last whole one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{
    FileMetaData, KeyValue, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter,
    RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::{Piece, RowGroup, arrow_schema};
use crate::Error;
use crate::corpus::{PartialFile, Writer};
use crate::error::ErrorKind;

/// Bytes of a row group in memory, passed by its last article at most.
const BYTES: usize = 64 << 20;
/// Behind a part its length, as a little-endian number of so many bytes.
const TRAILER: usize = 8;
/// A file of Parquet ends with the length of its footer and four letters.
const TAIL: usize = 8;

/// A file of claims that grows by row groups.
pub struct ParquetFile {
    name: String,
    out: Box<dyn Writer<Vec<u8>>>,
    /// Bytes written.
    length: u64,
    /// The row group at hand.
    group: Option<ArrowWriter<Vec<u8>>>,
    rows: usize,
    size: RowGroup,
    /// What is known of those written, places counted from the start of the file.
    groups: Vec<RowGroupMetaData>,
}

impl ParquetFile {
    /// Starts a file; `name` is what it goes by in messages.
    #[must_use]
    pub fn new(name: impl Into<String>, out: Box<dyn Writer<Vec<u8>>>, size: RowGroup) -> Self {
        Self {
            name: name.into(),
            out,
            length: 0,
            group: None,
            rows: 0,
            size,
            groups: Vec::new(),
        }
    }

    /// Goes on with a file of which so many bytes were safe.
    ///
    /// # Errors
    ///
    /// When its part is not what a run before has left.
    pub fn resume(name: &Path, length: u64, size: RowGroup) -> Result<Self, Error> {
        let part = PartialFile::part_of(name);
        let groups = File::open(&part).and_then(|file| groups_of(file, length));
        let groups = groups.map_err(|source| {
            let place = part.display().to_string();
            Error::new(ErrorKind::Io { place, source })
        })?;
        let out = PartialFile::resume(name, length)?;
        Ok(Self {
            length,
            groups,
            ..Self::new(name.display().to_string(), Box::new(out), size)
        })
    }

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        self.length += bytes.len() as u64;
        self.out.append(bytes)
    }

    fn add(&mut self, batch: &RecordBatch) -> ParquetResult<()> {
        let group = match &mut self.group {
            Some(group) => group,
            None => self.group.insert(start()?),
        };
        group.write(batch)?;
        self.rows += batch.num_rows();
        Ok(())
    }

    /// Writes the row group at hand.
    fn cut(&mut self) -> Result<(), Error> {
        let Some(group) = self.group.take() else {
            return Ok(());
        };
        self.rows = 0;
        let part = group.into_inner().map_err(|error| self.error(error))?;
        let base = self.length;
        let moved = moved(
            &footer(&part).map_err(|error| self.error(error))?,
            base,
            self.groups.len(),
        );
        self.groups
            .extend(moved.map_err(|error| self.error(error))?);
        let trailer = (part.len() as u64).to_le_bytes();
        self.write(part)?;
        self.write(trailer.to_vec())
    }

    /// What ends the file: all that is known of its row groups.
    fn ending(&mut self) -> ParquetResult<Vec<u8>> {
        let empty = start()?.into_inner()?;
        if self.groups.is_empty() {
            return Ok(empty); // a whole file without rows
        }
        let of_file = footer(&empty)?.file_metadata().clone();
        let rows = self.groups.iter().map(RowGroupMetaData::num_rows).sum();
        let of_file = FileMetaData::new(
            of_file.version(),
            rows,
            of_file.created_by().map(str::to_owned),
            of_file.key_value_metadata().cloned(),
            of_file.schema_descr_ptr(),
            of_file.column_orders().cloned(),
        );
        let metadata = ParquetMetaData::new(of_file, std::mem::take(&mut self.groups));
        let mut bytes = Vec::new();
        ParquetMetaDataWriter::new(&mut bytes, &metadata).finish()?;
        Ok(bytes)
    }

    fn error(&self, error: ParquetError) -> Error {
        Error::new(ErrorKind::Io {
            place: self.name.clone(),
            source: io::Error::other(error),
        })
    }
}

impl Writer<Piece> for ParquetFile {
    fn append(&mut self, piece: Piece) -> Result<(), Error> {
        let Piece::Table(batch) = piece else {
            return Ok(());
        };
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.add(&batch).map_err(|error| self.error(error))?;
        let held = self.group.as_ref().map_or(0, ArrowWriter::in_progress_size);
        if self.rows >= self.size.0 || held >= BYTES {
            self.cut()
        } else {
            Ok(())
        }
    }

    /// Bytes, between two row groups.
    fn length(&self) -> Option<u64> {
        self.out.length().filter(|_| self.group.is_none())
    }

    fn sync(&mut self) -> Result<(), Error> {
        self.out.sync()
    }

    fn complete(&mut self) -> Result<(), Error> {
        self.cut()?;
        let ending = self.ending().map_err(|error| self.error(error))?;
        self.write(ending)?;
        self.out.complete()
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.out.finish()
    }
}

/// A file of one row group.
fn start() -> ParquetResult<ArrowWriter<Vec<u8>>> {
    let pair = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let properties = WriterProperties::builder()
        .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(vec![pair("onrecord.schema", "row/1")]))
        .set_max_row_group_row_count(None)
        // An index of pages tells places that would have to be moved with their row group.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build();
    ArrowWriter::try_new(Vec::new(), arrow_schema(), Some(properties))
}

/// What a whole file knows of itself.
fn footer(file: &[u8]) -> ParquetResult<ParquetMetaData> {
    let end = file.len().saturating_sub(TAIL);
    let length = file[end..]
        .first_chunk()
        .map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let start = end
        .checked_sub(length)
        .ok_or(ParquetError::EOF("footer".to_owned()))?;
    ParquetMetaDataReader::decode_metadata(&file[start..end])
}

/// The row groups of a part that begins at a place of a larger file, where so many stand before them.
fn moved(part: &ParquetMetaData, base: u64, before: usize) -> ParquetResult<Vec<RowGroupMetaData>> {
    let base = base as i64;
    let groups = part.row_groups().iter().enumerate();
    groups
        .map(|(i, group)| {
            let columns = group.columns().iter().map(|column| {
                let place = |place: Option<i64>| place.map(|place| place + base);
                let moved = column.clone().into_builder();
                moved
                    .set_data_page_offset(column.data_page_offset() + base)
                    .set_dictionary_page_offset(place(column.dictionary_page_offset()))
                    .set_index_page_offset(place(column.index_page_offset()))
                    .build()
            });
            let columns = columns.collect::<ParquetResult<_>>()?;
            let moved = group.clone().into_builder().set_column_metadata(columns);
            moved
                .set_file_offset(group.file_offset().unwrap_or_default() + base)
                .set_ordinal((before + i) as i32)
                .build()
        })
        .collect()
}

/// The row groups of the parts that fill the first bytes of a file, found from the end by their lengths.
fn groups_of(mut file: File, length: u64) -> io::Result<Vec<RowGroupMetaData>> {
    let damaged = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "expected whole row groups, found something else",
        )
    };
    let mut footers = Vec::new();
    let mut end = length;
    while end > 0 {
        let trailer = end.checked_sub(TRAILER as u64).ok_or_else(damaged)?;
        let mut bytes = [0; TRAILER];
        read_at(&mut file, trailer, &mut bytes)?;
        let base = trailer
            .checked_sub(u64::from_le_bytes(bytes))
            .ok_or_else(damaged)?;
        let tail = trailer
            .checked_sub(TAIL as u64)
            .filter(|tail| *tail >= base)
            .ok_or_else(damaged)?;
        let mut bytes = [0; TAIL];
        read_at(&mut file, tail, &mut bytes)?;
        let size = bytes
            .first_chunk()
            .map_or(0, |size| u64::from(u32::from_le_bytes(*size)));
        let start = tail
            .checked_sub(size)
            .filter(|start| *start >= base)
            .ok_or_else(damaged)?;
        let mut bytes = vec![0; size as usize]; // no more than the file has
        read_at(&mut file, start, &mut bytes)?;
        footers.push((
            ParquetMetaDataReader::decode_metadata(&bytes).map_err(io::Error::other)?,
            base,
        ));
        end = base;
    }
    let mut groups = Vec::new();
    for (footer, base) in footers.into_iter().rev() {
        groups.extend(moved(&footer, base, groups.len()).map_err(io::Error::other)?);
    }
    Ok(groups)
}

fn read_at(file: &mut File, place: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place))?;
    file.read_exact(bytes)
}
