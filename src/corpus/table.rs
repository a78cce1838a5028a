//! Articles from tables, and claims into tables: CSV.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use csv::ByteRecord;
use serde::Serialize;

use super::item::{Mismatch, not_utf8};
use super::json::expected_string;
use super::{Field, Fields, Item, OwnedArticle};
use crate::Error;
use crate::error::ErrorKind;
use crate::record::{Record, Row};

/// The rows of a table whose first row names the columns.
pub(super) struct Rows {
    file: Arc<str>,
    reader: csv::Reader<Box<dyn BufRead>>,
    fields: Arc<Fields>,
    /// For every field the columns that may hold it, best first.
    columns: [Vec<usize>; Field::ALL.len()],
    record: ByteRecord,
}

impl Rows {
    pub(super) fn new(
        stream: Box<dyn BufRead>,
        file: &str,
        fields: &Arc<Fields>,
    ) -> Result<Self, Error> {
        let mut reader = csv::Reader::from_reader(stream);
        let header = reader
            .byte_headers()
            .map_err(|error| unreadable(error, file))?;
        let columns: [Vec<usize>; Field::ALL.len()] = Field::ALL.map(|field| {
            let names = fields.names(field).iter();
            names
                .filter_map(|name| header.iter().position(|h| h == name.as_bytes()))
                .collect()
        });
        if columns[Field::Text as usize].is_empty() {
            let names: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
            let found = format!("columns {}", names.join(", "));
            let expected = format!("a column {}", fields.spelled(Field::Text));
            return Err(Mismatch {
                below: 0,
                expected,
                found,
            }
            .at(file, 1));
        }
        Ok(Self {
            file: file.into(),
            reader,
            fields: Arc::clone(fields),
            columns,
            record: ByteRecord::new(),
        })
    }

    pub(super) fn next(&mut self) -> Option<Result<Item, Error>> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => Some(self.item()),
            Err(error) => Some(Err(unreadable(error, &self.file))),
        }
    }

    fn item(&self) -> Result<Item, Error> {
        let line = self
            .record
            .position()
            .map_or(1, |place| place.line() as usize);
        let value = |field: Field| -> Result<Option<String>, Error> {
            let mut cells = self.columns[field as usize]
                .iter()
                .filter_map(|&c| self.record.get(c));
            let Some(cell) = cells.find(|cell| !cell.is_empty()) else {
                return Ok(None);
            };
            match std::str::from_utf8(cell) {
                Ok(cell) => Ok(Some(cell.to_owned())),
                Err(error) => Err(not_utf8(&self.file, line, cell, error)),
            }
        };
        let Some(text) = value(Field::Text)? else {
            return Err(expected_string(&self.fields, Field::Text, "none").at(&self.file, line));
        };
        let article = OwnedArticle {
            id: value(Field::Id)?,
            text,
            title: value(Field::Title)?,
            url: value(Field::Url)?,
            date: value(Field::Date)?,
            outlet: value(Field::Outlet)?,
            byline: value(Field::Byline)?,
        };
        Ok(Item::row(Arc::clone(&self.file), line, article))
    }
}

fn unreadable(error: csv::Error, file: &str) -> Error {
    let line = error.position().map_or(1, |place| place.line() as usize);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::new(ErrorKind::Io {
            place: file.to_owned(),
            source,
        }),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let expected = format!("{expected_len} columns");
            Mismatch {
                below: 0,
                expected,
                found: len.to_string(),
            }
            .at(file, line)
        }
        other => {
            let expected = "a CSV row".to_owned();
            Mismatch {
                below: 0,
                expected,
                found: format!("{other:?}"),
            }
            .at(file, line)
        }
    }
}

/// Writes the flat table of claims as CSV, one row a claim; lists are JSON text.
///
/// ```
/// use onrecord::corpus::write_csv;
/// use onrecord::{Article, Extractor};
///
/// let extractor = Extractor::new();
/// let extraction = extractor.extract(&Article::new("No news."));
/// let mut table = Vec::new();
/// write_csv(&mut table, [&extraction.to_record()])?;
/// assert!(table.starts_with(b"article_id,date,outlet,url,claim_id,form,attribution,text,"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// When the writer fails.
pub fn write_csv<'r>(
    mut out: impl Write,
    records: impl IntoIterator<Item = &'r Record<'r>>,
) -> io::Result<()> {
    out.write_all(csv_header().as_bytes())?;
    records
        .into_iter()
        .try_for_each(|record| out.write_all(&csv_rows(record)))
}

/// The first row of the flat table, line end included.
#[must_use]
pub fn csv_header() -> String {
    Row::COLUMNS.join(",") + "\n"
}

/// The rows of one article, line ends included.
#[must_use]
pub fn csv_rows(record: &Record<'_>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    for row in record.rows() {
        // Memory never refuses to be written.
        let _ = writer.write_record(cells(&row).iter().map(|cell| cell.as_bytes()));
    }
    writer.into_inner().unwrap_or_default()
}

/// The cells of a row, in the order of [`Row::COLUMNS`]; what is unknown is an empty cell.
fn cells<'a>(row: &'a Row<'a>) -> [Cow<'a, str>; Row::COLUMNS.len()] {
    fn known(value: Option<&str>) -> Cow<'_, str> {
        value.unwrap_or_default().into()
    }
    fn list(values: &impl Serialize) -> Cow<'static, str> {
        serde_json::to_string(values)
            .expect("a list of records is always JSON")
            .into()
    }
    [
        row.article_id.into(),
        known(row.date),
        known(row.outlet),
        known(row.url),
        row.claim_id.into(),
        row.form.into(),
        row.attribution.into(),
        row.text.into(),
        known(row.source_text.as_deref()),
        known(row.cue_text.as_deref()),
        row.cue_class.into(),
        known(row.speaker),
        known(row.speaker_id),
        known(row.speaker_type),
        row.speaker_status.into(),
        known(row.role),
        known(row.party),
        known(row.state),
        known(row.country),
        known(row.addressee),
        row.polarity.into(),
        row.modality.into(),
        row.check_worthiness.to_string().into(),
        known(row.verdict),
        known(row.verdict_by),
        list(&row.entities),
        list(&row.quantities),
        row.content_start.to_string().into(),
        row.content_end.to_string().into(),
        row.sentence.to_string().into(),
        row.confidence.to_string().into(),
    ]
}
