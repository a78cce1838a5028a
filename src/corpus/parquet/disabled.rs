//! Parquet needs the feature `parquet`.

use std::fs::File;
use std::io::BufRead;
use std::sync::Arc;

use super::reader::{Records, Settings, needs};
use crate::Error;

/// No rows: Parquet cannot be read.
pub(super) fn of_file(_: File, name: Arc<str>, _: &Settings) -> Result<Records, Error> {
    Err(needs(&name, "Parquet", "parquet"))
}

/// No rows: Parquet cannot be read.
pub(super) fn of_stream(
    _: Box<dyn BufRead>,
    name: Arc<str>,
    _: &Settings,
) -> Result<Records, Error> {
    Err(needs(&name, "Parquet", "parquet"))
}
