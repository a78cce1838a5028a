//! Columns of articles in, columns of claims out.
//!
//! Text is read where Arrow holds it, without a copy. Articles are read a few at a time, in order, without
//! Python's lock; between two such groups Python may say that the user wants to stop.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray,
    StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use onrecord::corpus::{arrow_schema, record_batch};
use onrecord::record::Layout;
use onrecord::{Article, Extraction, Extractor};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::expected;
use crate::threads::Threads;

/// Articles that every thread reads before Python is asked again: a second at most.
const GROUP: usize = 64;
/// Articles that a thread reads stage by stage.
const TOGETHER: usize = 64;
/// Bytes of their texts, passed by the last of them at most.
const TOGETHER_BYTES: usize = 512 << 10;

/// What comes out.
#[derive(Clone, Copy)]
pub(crate) enum Output {
    /// The flat table: a row a claim.
    Claims,
    /// A row an article: its id, and its claims as a list of structures.
    Articles,
    /// A row an article: its id, and its record as JSON.
    Json,
}

impl Output {
    pub(crate) fn of(word: &str) -> PyResult<Self> {
        match word {
            "claims" => Ok(Self::Claims),
            "articles" => Ok(Self::Articles),
            "json" => Ok(Self::Json),
            _ => Err(expected("output", "'claims', 'articles' or 'json'", word)),
        }
    }
}

/// Columns of the flat table that tell of the article, not of the claim.
const OF_THE_ARTICLE: [&str; 4] = ["article_id", "date", "outlet", "url"];

/// Reads every article of a batch.
pub(crate) fn extract(
    py: Python<'_>,
    extractor: &Extractor,
    articles: &RecordBatch,
    output: Output,
    layout: Layout,
    threads: &Threads,
) -> PyResult<RecordBatch> {
    let articles = Articles::of(articles)?;
    let made = match output {
        Output::Json => {
            let json = |extraction: &Extraction<'_>| {
                let record = extraction.to_record_in(layout);
                (record.id.as_ref().to_owned(), record.to_json())
            };
            let found = each(py, extractor, &articles, threads, json)?;
            let (ids, records): (Vec<_>, Vec<_>) = found.into_iter().map(Option::unzip).unzip();
            let fields = ["id", "record"].map(|name| Field::new(name, DataType::Utf8, true));
            let columns: Vec<ArrayRef> = vec![strings(&ids)?, strings(&records)?];
            RecordBatch::try_new(Arc::new(Schema::new(fields.to_vec())), columns)
        }
        Output::Claims => {
            let tables = tables(py, extractor, &articles, layout, threads)?;
            concat_batches(
                &arrow_schema(),
                tables.iter().flatten().map(|(_, table)| table),
            )
        }
        Output::Articles => {
            let tables = tables(py, extractor, &articles, layout, threads)?;
            nested(&tables)
        }
    };
    made.map_err(too_big)
}

/// The id and the flat table of every article.
fn tables(
    py: Python<'_>,
    extractor: &Extractor,
    articles: &Articles<'_>,
    layout: Layout,
    threads: &Threads,
) -> PyResult<Vec<Option<(String, RecordBatch)>>> {
    each(py, extractor, articles, threads, |extraction| {
        let record = extraction.to_record_in(layout);
        (record.id.as_ref().to_owned(), record_batch(&record))
    })
}

/// A row an article, its claims as a list; null where there is no text.
fn nested(tables: &[Option<(String, RecordBatch)>]) -> Result<RecordBatch, ArrowError> {
    let flat = concat_batches(
        &arrow_schema(),
        tables.iter().flatten().map(|(_, table)| table),
    )?;
    let (fields, columns): (Vec<_>, Vec<_>) = flat
        .schema_ref()
        .fields()
        .iter()
        .zip(flat.columns())
        .filter(|(field, _)| !OF_THE_ARTICLE.contains(&field.name().as_str()))
        .map(|(field, column)| (Arc::clone(field), Arc::clone(column)))
        .unzip();
    let claims = StructArray::try_new(fields.into(), columns, None)?;
    let lengths = tables
        .iter()
        .map(|row| row.as_ref().map_or(0, |(_, table)| table.num_rows()));
    let known: NullBuffer = tables
        .iter()
        .map(Option::is_some)
        .collect::<Vec<_>>()
        .into();
    let element = Arc::new(Field::new("element", claims.data_type().clone(), false));
    let lists = ListArray::try_new(
        element,
        OffsetBuffer::from_lengths(lengths),
        Arc::new(claims),
        Some(known),
    )?;
    let ids: StringArray = tables
        .iter()
        .map(|row| row.as_ref().map(|(id, _)| id))
        .collect();
    let schema = Schema::new(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("claims", lists.data_type().clone(), true),
    ]);
    RecordBatch::try_new(Arc::new(schema), vec![Arc::new(ids), Arc::new(lists)])
}

/// What is made of every article that has a text, in order.
fn each<R: Send>(
    py: Python<'_>,
    extractor: &Extractor,
    articles: &Articles<'_>,
    threads: &Threads,
    make: impl Fn(&Extraction<'_>) -> R + Sync,
) -> PyResult<Vec<Option<R>>> {
    let mut all = Vec::with_capacity(articles.rows);
    while all.len() < articles.rows {
        let group = all.len()..articles.rows.min(all.len() + GROUP * threads.count());
        let groups = articles.groups(group, threads.count());
        let read = |few: usize| {
            let given: Vec<_> = groups[few].clone().map(|row| articles.get(row)).collect();
            let present: Vec<Article<'_>> = given.iter().copied().flatten().collect();
            let extractions = extractor.extract_all(&present);
            let mut made = extractions.iter().map(&make);
            let found = given
                .iter()
                .map(|article| article.and_then(|_| made.next()));
            found.collect::<Vec<_>>()
        };
        let found = py.detach(|| threads.map(0..groups.len(), read));
        all.extend(found.into_iter().flatten());
        py.check_signals()?;
    }
    Ok(all)
}

/// The columns that hold the fields of articles.
struct Articles<'a> {
    rows: usize,
    id: Column<'a>,
    text: Column<'a>,
    title: Column<'a>,
    url: Column<'a>,
    date: Column<'a>,
    outlet: Column<'a>,
    byline: Column<'a>,
}

impl<'a> Articles<'a> {
    fn of(batch: &'a RecordBatch) -> PyResult<Self> {
        let column = |name: &str| match batch.column_by_name(name) {
            None => Ok(Column::Absent),
            Some(array) => Column::of(name, array),
        };
        if batch.column_by_name("text").is_none() {
            return Err(PyValueError::new_err("text: expected a column, found none"));
        }
        Ok(Self {
            rows: batch.num_rows(),
            id: column("id")?,
            text: column("text")?,
            title: column("title")?,
            url: column("url")?,
            date: column("date")?,
            outlet: column("outlet")?,
            byline: column("byline")?,
        })
    }

    /// Rows that are read together: so many, fewer where there are few for each thread or they are long.
    fn groups(&self, rows: Range<usize>, threads: usize) -> Vec<Range<usize>> {
        let most = TOGETHER.min(rows.len().div_ceil(threads));
        let (mut groups, mut start, mut bytes) = (Vec::new(), rows.start, 0);
        for row in rows.clone() {
            bytes += self.text.get(row).map_or(0, str::len);
            if row + 1 == rows.end || row + 1 - start == most || bytes >= TOGETHER_BYTES {
                groups.push(start..row + 1);
                (start, bytes) = (row + 1, 0);
            }
        }
        groups
    }

    /// None where there is no text.
    fn get(&self, row: usize) -> Option<Article<'a>> {
        let known = |column: &Column<'a>| column.get(row).filter(|value| !value.trim().is_empty());
        Some(Article {
            text: self.text.get(row)?,
            id: known(&self.id),
            title: known(&self.title),
            url: known(&self.url),
            date: known(&self.date),
            outlet: known(&self.outlet),
            byline: known(&self.byline),
        })
    }
}

/// A column of text, in any of the forms that engines hold it.
enum Column<'a> {
    Absent,
    Short(&'a StringArray),
    Long(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Column<'a> {
    fn of(name: &str, array: &'a ArrayRef) -> PyResult<Self> {
        match array.data_type() {
            DataType::Null => Ok(Self::Absent),
            DataType::Utf8 => Ok(Self::Short(array.as_string())),
            DataType::LargeUtf8 => Ok(Self::Long(array.as_string())),
            DataType::Utf8View => Ok(Self::View(array.as_string_view())),
            other => {
                let message = format!("{name}: expected a column of text, found {other}");
                Err(PyTypeError::new_err(message))
            }
        }
    }

    fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Absent => None,
            Self::Short(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Long(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// A column of text, which holds 2 GiB at most.
fn strings(values: &[Option<String>]) -> PyResult<ArrayRef> {
    let bytes: usize = values.iter().flatten().map(String::len).sum();
    if i32::try_from(bytes).is_err() {
        return Err(too_big(ArrowError::OffsetOverflowError(bytes)));
    }
    Ok(Arc::new(
        values.iter().map(Option::as_deref).collect::<StringArray>(),
    ))
}

/// The one thing that can go wrong with what we made ourselves.
fn too_big(error: ArrowError) -> PyErr {
    let message =
        format!("too many articles in one batch for a column of Arrow; pass fewer: {error}");
    PyOverflowError::new_err(message)
}
