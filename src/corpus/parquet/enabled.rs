//! Articles from Parquet: the columns that are mapped, a few rows at a time.
//!
//! Lengths that the file tells are held against its size before memory is taken for them, and a file that
//! makes its reader panic is an error like any other.

use std::fs::File;
use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

use super::item::{Mismatch, not_utf8};
use super::json::expected_string;
use super::reader::{Records, Settings, too_long};
use super::{Field, Fields, Item, OwnedArticle};
use crate::Error;
use crate::claim::date::Date;
use crate::error::ErrorKind;

/// Rows that are held at a time: articles are long.
const ROWS: usize = 64;
/// Bytes of a file at most that comes as a stream or packed: it is read from its end, and so held whole.
const MOST_HELD: u64 = 1 << 30;

/// The rows of a file.
pub(super) fn of_file(file: File, name: Arc<str>, settings: &Settings) -> Result<Records, Error> {
    let length = file
        .metadata()
        .map_err(|error| io_error(&name, error))?
        .len();
    open(Source::File(Arc::new(file), length), name, settings)
}

/// The rows of a stream, which is held whole.
pub(super) fn of_stream(
    stream: Box<dyn BufRead>,
    name: Arc<str>,
    settings: &Settings,
) -> Result<Records, Error> {
    let mut bytes = Vec::new();
    stream
        .take(MOST_HELD + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| io_error(&name, error))?;
    if bytes.len() as u64 > MOST_HELD {
        let expected = format!("at most {MOST_HELD} bytes of packed Parquet (unpack it first)");
        return Err(mismatch(expected, "more".to_owned()).at(&name, 1));
    }
    open(Source::Bytes(bytes.into()), name, settings)
}

fn open(source: Source, name: Arc<str>, settings: &Settings) -> Result<Records, Error> {
    let fields = &settings.fields;
    let damaged = |reason: String| mismatch("a Parquet file".to_owned(), reason).at(&name, 1);
    // Types as the format has them: one kind of text, no dictionaries.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder =
        guarded(|| ParquetRecordBatchReaderBuilder::try_new_with_options(source, options))
            .map_err(damaged)?;
    let names: Vec<&str> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    let wanted: Vec<usize> = (0..names.len())
        .filter(|&i| fields.find(names[i]).is_some())
        .collect();
    // Columns are numbered anew among those that are read.
    let kept: Vec<&str> = wanted.iter().map(|&i| names[i]).collect();
    let columns = Field::ALL.map(|field| {
        let names = fields.names(field).iter();
        names
            .filter_map(|name| kept.iter().position(|kept| kept == name))
            .collect::<Vec<_>>()
    });
    if columns[Field::Text as usize].is_empty() {
        let expected = format!("a column {}", fields.spelled(Field::Text));
        return Err(mismatch(expected, format!("columns {}", names.join(", "))).at(&name, 1));
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
    let reader =
        guarded(|| builder.with_projection(mask).with_batch_size(ROWS).build()).map_err(damaged)?;
    Ok(Box::new(Rows {
        file: name,
        reader: Some(reader),
        batch: None,
        next: 0,
        row: 0,
        columns,
        fields: Arc::new(fields.clone()),
        most: settings.max_bytes,
    }))
}

/// The rows of a file, which are its articles.
struct Rows {
    file: Arc<str>,
    /// None when it cannot be read any further.
    reader: Option<ParquetRecordBatchReader>,
    batch: Option<RecordBatch>,
    /// The row of the batch that comes next.
    next: usize,
    /// Rows given so far.
    row: usize,
    /// For every field the columns that may hold it, best first.
    columns: [Vec<usize>; Field::ALL.len()],
    fields: Arc<Fields>,
    most: usize,
}

impl Iterator for Rows {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self
                .batch
                .as_ref()
                .filter(|batch| self.next < batch.num_rows())
            {
                let article = self.article(batch, self.next);
                self.next += 1;
                self.row += 1;
                return Some(match article {
                    Ok(article) => Ok(Item::row(Arc::clone(&self.file), self.row, article)),
                    Err(mismatch) => Err(mismatch.at(&self.file, self.row)),
                });
            }
            let mut reader = self.reader.take()?;
            match guarded(|| reader.next().transpose()) {
                Ok(None) => return None,
                Ok(Some(batch)) => {
                    self.reader = Some(reader);
                    self.batch = Some(batch);
                    self.next = 0;
                }
                Err(reason) => {
                    let expected = "a readable row of Parquet".to_owned();
                    return Some(Err(mismatch(expected, reason).at(&self.file, self.row + 1)));
                }
            }
        }
    }
}

impl Rows {
    fn article(&self, batch: &RecordBatch, row: usize) -> Result<OwnedArticle, Mismatch> {
        let value = |field: Field| -> Result<Option<String>, Mismatch> {
            let columns = &self.columns[field as usize];
            let mut cells = columns
                .iter()
                .map(|&column| cell(batch.column(column), row));
            let said = |cell: &Cell| {
                !matches!(cell, Cell::None) && !matches!(cell, Cell::Text(t) if t.is_empty())
            };
            match cells.find(said).unwrap_or(Cell::None) {
                Cell::None => Ok(None),
                Cell::Text(value) => Ok(Some(value)),
                Cell::Number(value) if field == Field::Id => Ok(Some(value)),
                Cell::Day(value) if field == Field::Date => Ok(Some(value)),
                Cell::List(list) if field == Field::Byline => Ok(Some(list.join(", "))),
                Cell::Broken(bytes, error) => Err(not_utf8(&bytes, error)),
                other => Err(expected_string(&self.fields, field, other.kind())),
            }
        };
        let text = value(Field::Text)?
            .ok_or_else(|| expected_string(&self.fields, Field::Text, "none"))?;
        if text.len() > self.most {
            return Err(too_long(self.most));
        }
        Ok(OwnedArticle {
            id: value(Field::Id)?,
            text,
            title: value(Field::Title)?,
            url: value(Field::Url)?,
            date: value(Field::Date)?,
            outlet: value(Field::Outlet)?,
            byline: value(Field::Byline)?,
        })
    }
}

/// What stands in a cell.
enum Cell {
    None,
    Text(String),
    Number(String),
    Day(String),
    List(Vec<String>),
    /// Bytes that are no text.
    Broken(Vec<u8>, std::str::Utf8Error),
    Other,
}

impl Cell {
    fn kind(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Text(_) | Self::Broken(..) => "a string",
            Self::Number(_) => "a number",
            Self::Day(_) => "a date",
            Self::List(_) => "a list",
            Self::Other => "another type",
        }
    }

    fn day(since_1970: i64) -> Self {
        Date::of_days(since_1970).map_or(Self::Other, |day| Self::Day(day.to_string()))
    }

    /// Some writers do not say that their bytes are text.
    fn bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(error) => Self::Broken(bytes.to_vec(), error),
        }
    }
}

fn cell(array: &dyn Array, row: usize) -> Cell {
    const DAY: i64 = 86_400;
    if array.is_null(row) {
        return Cell::None;
    }
    macro_rules! number {
        ($kind:ty) => {
            Cell::Number(array.as_primitive::<$kind>().value(row).to_string())
        };
    }
    macro_rules! time {
        ($kind:ty, $of_second:literal) => {
            Cell::day(
                array
                    .as_primitive::<$kind>()
                    .value(row)
                    .div_euclid($of_second * DAY),
            )
        };
    }
    match array.data_type() {
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::Binary => Cell::bytes(array.as_binary::<i32>().value(row)),
        DataType::FixedSizeBinary(_) => Cell::bytes(array.as_fixed_size_binary().value(row)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float64 => number!(Float64Type),
        DataType::Date32 => Cell::day(i64::from(array.as_primitive::<Date32Type>().value(row))),
        DataType::Timestamp(TimeUnit::Second, _) => time!(TimestampSecondType, 1),
        DataType::Timestamp(TimeUnit::Millisecond, _) => time!(TimestampMillisecondType, 1_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => time!(TimestampMicrosecondType, 1_000_000),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            time!(TimestampNanosecondType, 1_000_000_000)
        }
        DataType::List(_) => {
            let values = array.as_list::<i32>().value(row);
            let cells = (0..values.len()).map(|i| cell(&values, i));
            let texts = cells
                .filter(|cell| !matches!(cell, Cell::None))
                .map(|cell| match cell {
                    Cell::Text(text) => Some(text),
                    _ => None,
                });
            texts.collect::<Option<_>>().map_or(Cell::Other, Cell::List)
        }
        _ => Cell::Other,
    }
}

/// Where the bytes of a file lie.
enum Source {
    File(Arc<File>, u64),
    Bytes(Bytes),
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Self::File(_, length) => *length,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        self.check(start, 0)?;
        Ok(match self {
            Self::File(file, _) => Box::new(io::BufReader::new(At {
                file: Arc::clone(file),
                place: start,
            })),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes.slice(start as usize..))),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        self.check(start, length as u64)?;
        match self {
            Self::File(file, _) => {
                let mut bytes = vec![0; length]; // no more than the file has
                At {
                    file: Arc::clone(file),
                    place: start,
                }
                .read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
            Self::Bytes(bytes) => Ok(bytes.slice(start as usize..start as usize + length)),
        }
    }
}

impl Source {
    /// What a file tells of itself must lie inside of it.
    fn check(&self, start: u64, length: u64) -> ParquetResult<()> {
        if start
            .checked_add(length)
            .is_some_and(|end| end <= self.len())
        {
            return Ok(());
        }
        Err(ParquetError::General(format!(
            "{length} bytes at {start} of a file of {}",
            self.len()
        )))
    }
}

/// A file that is read from a place on; others may read it elsewhere.
struct At {
    file: Arc<File>,
    place: u64,
}

impl Read for At {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.place))?;
        let read = file.read(buffer)?;
        self.place += read as u64;
        Ok(read)
    }
}

/// Runs the reader of another crate: what it panics of is the file's fault.
fn guarded<T, E: ToString>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(panic) => Err(match panic.downcast_ref::<String>() {
            Some(reason) => reason.clone(),
            None => "something that no reader expects".to_owned(),
        }),
    }
}

fn mismatch(expected: String, found: String) -> Mismatch {
    Mismatch {
        below: 0,
        expected,
        found,
    }
}

fn io_error(name: &str, source: io::Error) -> Error {
    Error::new(ErrorKind::Io {
        place: name.to_owned(),
        source,
    })
}
