//! CSV needs the feature `io`.

use std::io::BufRead;
use std::sync::Arc;

use super::Fields;
use super::reader::{Records, needs};
use crate::Error;

/// No rows: CSV cannot be read.
pub(super) fn records(
    _: Box<dyn BufRead>,
    file: Arc<str>,
    _: &Arc<Fields>,
) -> Result<Records, Error> {
    Err(needs(&file, "CSV", "io"))
}
