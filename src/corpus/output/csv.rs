//! The flat table as CSV; what is unknown is an empty cell.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Serialize;

use super::Frame;
use crate::record::{Record, Row};

/// The first row names the columns.
pub(super) fn frame() -> Frame {
    static HEADER: LazyLock<String> = LazyLock::new(|| Row::COLUMNS.join(",") + "\n");
    Frame {
        head: &HEADER,
        ..Frame::default()
    }
}

/// The rows of one article, line ends included.
pub(super) fn rows(record: &Record<'_>) -> Vec<u8> {
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
