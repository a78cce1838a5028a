//! Articles from CSV.

use std::io::BufRead;
use std::sync::Arc;

use csv::ByteRecord;

use super::item::{Mismatch, not_utf8};
use super::json::expected_string;
use super::reader::Records;
use super::{Field, Fields, Item, OwnedArticle};
use crate::Error;
use crate::error::ErrorKind;

/// The rows of a table whose first row names the columns.
pub(super) fn records(
    stream: Box<dyn BufRead>,
    file: Arc<str>,
    fields: &Arc<Fields>,
) -> Result<Records, Error> {
    Ok(Box::new(Rows::new(stream, file, fields)?))
}

struct Rows {
    file: Arc<str>,
    reader: csv::Reader<Box<dyn BufRead>>,
    fields: Arc<Fields>,
    /// For every field the columns that may hold it, best first.
    columns: [Vec<usize>; Field::ALL.len()],
    record: ByteRecord,
}

impl Rows {
    fn new(stream: Box<dyn BufRead>, file: Arc<str>, fields: &Arc<Fields>) -> Result<Self, Error> {
        let mut reader = csv::Reader::from_reader(stream);
        let header = reader
            .byte_headers()
            .map_err(|error| unreadable(error, &file))?;
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
            .at(&file, 1));
        }
        Ok(Self {
            file,
            reader,
            fields: Arc::clone(fields),
            columns,
            record: ByteRecord::new(),
        })
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
                Err(error) => Err(not_utf8(cell, error).at(&self.file, line)),
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

impl Iterator for Rows {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => Some(self.item()),
            Err(error) => Some(Err(unreadable(error, &self.file))),
        }
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
