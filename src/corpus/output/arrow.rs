//! The flat table as Arrow record batches: text, 32- and 64-bit signed integers, floats and real lists.
//!
//! No unsigned integers: Spark refuses them. The value of a quantity is a float, or a date as text beside it.

use std::sync::{Arc, LazyLock};

use arrow_array::{
    ArrayRef, Float32Array, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch,
    StringArray, StructArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

use crate::record::{QuantityRecord, QuantityValueRecord, Record, Row};

/// The columns of the flat table, those of [`Row::COLUMNS`].
#[must_use]
pub fn arrow_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields: Vec<Field> = columns(&[]).into_iter().map(|(field, _)| field).collect();
        Arc::new(Schema::new(fields))
    });
    Arc::clone(&SCHEMA)
}

/// The flat table of one article.
///
/// ```
/// use onrecord::corpus::{arrow_schema, record_batch};
/// use onrecord::{Article, Extractor};
///
/// let extractor = Extractor::new();
/// let extraction = extractor.extract(&Article::new("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio)."));
/// let batch = record_batch(&extraction.to_record());
/// assert_eq!(batch.num_rows(), 1);
/// assert_eq!(batch.schema(), arrow_schema());
/// ```
#[must_use]
pub fn record_batch(record: &Record<'_>) -> RecordBatch {
    let rows: Vec<Row<'_>> = record.rows().collect();
    let arrays = columns(&rows).into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(arrow_schema(), arrays)
        .expect("one function makes the schema and the columns")
}

/// Every column with its field, in order.
fn columns(rows: &[Row<'_>]) -> Vec<(Field, ArrayRef)> {
    let table = Table { rows };
    vec![
        table.text("article_id", |row| row.article_id),
        table.known("date", |row| row.date),
        table.known("outlet", |row| row.outlet),
        table.known("url", |row| row.url),
        table.text("claim_id", |row| row.claim_id),
        table.text("form", |row| row.form),
        table.text("attribution", |row| row.attribution),
        table.text("text", |row| row.text),
        table.known("source_text", |row| row.source_text.as_deref()),
        table.known("cue_text", |row| row.cue_text.as_deref()),
        table.text("cue_class", |row| row.cue_class),
        table.known("speaker", |row| row.speaker),
        table.known("speaker_id", |row| row.speaker_id),
        table.known("speaker_type", |row| row.speaker_type),
        table.text("speaker_status", |row| row.speaker_status),
        table.known("role", |row| row.role),
        table.known("party", |row| row.party),
        table.known("state", |row| row.state),
        table.known("country", |row| row.country),
        table.known("addressee", |row| row.addressee),
        table.text("polarity", |row| row.polarity),
        table.text("modality", |row| row.modality),
        table.share("check_worthiness", |row| row.check_worthiness),
        table.known("verdict", |row| row.verdict),
        table.known("verdict_by", |row| row.verdict_by),
        table.list(
            "entities",
            |row| row.entities.len(),
            strings(rows.iter().flat_map(|row| row.entities.iter().copied())),
        ),
        table.list(
            "quantities",
            |row| row.quantities.len(),
            quantities(
                &rows
                    .iter()
                    .flat_map(|row| row.quantities)
                    .collect::<Vec<_>>(),
            ),
        ),
        table.place("content_start", |row| row.content_start),
        table.place("content_end", |row| row.content_end),
        table.index("sentence", |row| row.sentence),
        table.share("confidence", |row| row.confidence),
    ]
}

/// Rows that are turned into columns.
struct Table<'r> {
    rows: &'r [Row<'r>],
}

impl<'r> Table<'r> {
    fn text(&self, name: &str, of: fn(&'r Row<'r>) -> &'r str) -> (Field, ArrayRef) {
        let array = strings(self.rows.iter().map(of));
        (Field::new(name, DataType::Utf8, false), array)
    }

    fn known(&self, name: &str, of: fn(&'r Row<'r>) -> Option<&'r str>) -> (Field, ArrayRef) {
        let array: StringArray = self.rows.iter().map(of).collect();
        (Field::new(name, DataType::Utf8, true), Arc::new(array))
    }

    fn share(&self, name: &str, of: fn(&Row<'_>) -> f32) -> (Field, ArrayRef) {
        let array = Float32Array::from_iter_values(self.rows.iter().map(of));
        (Field::new(name, DataType::Float32, false), Arc::new(array))
    }

    fn place(&self, name: &str, of: fn(&Row<'_>) -> usize) -> (Field, ArrayRef) {
        let array = places(self.rows.iter().map(of));
        (Field::new(name, DataType::Int64, false), array)
    }

    fn index(&self, name: &str, of: fn(&Row<'_>) -> u32) -> (Field, ArrayRef) {
        // A text of 2^31 sentences does not fit into memory.
        let array = Int32Array::from_iter_values(self.rows.iter().map(|row| of(row) as i32));
        (Field::new(name, DataType::Int32, false), Arc::new(array))
    }

    /// A list a row, of so many of the values in turn.
    fn list(&self, name: &str, of: fn(&Row<'_>) -> usize, values: ArrayRef) -> (Field, ArrayRef) {
        // “element” is what the format of Parquet calls it.
        let element = Arc::new(Field::new("element", values.data_type().clone(), false));
        let lengths = OffsetBuffer::from_lengths(self.rows.iter().map(of));
        let kind = DataType::List(Arc::clone(&element));
        let array = ListArray::new(element, lengths, values, None);
        (Field::new(name, kind, false), Arc::new(array))
    }
}

fn strings<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn places(values: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(
        values.map(|place| place as i64),
    ))
}

/// Numbers with their places, as structures.
fn quantities(all: &[&QuantityRecord<'_>]) -> ArrayRef {
    let number = |quantity: &QuantityRecord<'_>| match quantity.value {
        Some(QuantityValueRecord::Whole(value)) => Some(value as f64), // exact, or it were no whole one
        Some(QuantityValueRecord::Number(value)) => Some(value),
        Some(QuantityValueRecord::Date(_)) | None => None,
    };
    let dates = all.iter().map(|quantity| match quantity.value {
        Some(QuantityValueRecord::Date(value)) => Some(value),
        _ => None,
    });
    let field = |name: &str, kind: DataType, nullable: bool| Field::new(name, kind, nullable);
    let parts: [(Field, ArrayRef); 8] = [
        (
            field("start", DataType::Int64, false),
            places(all.iter().map(|q| q.span.start)),
        ),
        (
            field("end", DataType::Int64, false),
            places(all.iter().map(|q| q.span.end)),
        ),
        (
            field("text", DataType::Utf8, false),
            strings(all.iter().map(|q| q.span.text)),
        ),
        (
            field("value", DataType::Float64, true),
            Arc::new(all.iter().map(|q| number(q)).collect::<Float64Array>()),
        ),
        (
            field("date", DataType::Utf8, true),
            Arc::new(dates.collect::<StringArray>()),
        ),
        (
            field("unit", DataType::Utf8, true),
            Arc::new(all.iter().map(|q| q.unit).collect::<StringArray>()),
        ),
        (
            field("kind", DataType::Utf8, false),
            strings(all.iter().map(|q| q.kind)),
        ),
        (
            field("qualifier", DataType::Utf8, true),
            Arc::new(all.iter().map(|q| q.qualifier).collect::<StringArray>()),
        ),
    ];
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = parts.into_iter().unzip();
    Arc::new(StructArray::new(Fields::from(fields), arrays, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_flat_table() {
        let schema = arrow_schema();
        let names: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        assert_eq!(names, Row::COLUMNS);
    }

    #[test]
    fn no_column_is_unsigned() {
        fn signed(kind: &DataType) -> bool {
            match kind {
                DataType::List(element) => signed(element.data_type()),
                DataType::Struct(fields) => fields.iter().all(|field| signed(field.data_type())),
                kind => !kind.is_unsigned_integer(),
            }
        }
        assert!(
            arrow_schema()
                .fields()
                .iter()
                .all(|field| signed(field.data_type()))
        );
    }
}
