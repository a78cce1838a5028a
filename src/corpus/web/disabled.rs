//! Pages of the web need the feature `web`.

use std::io::BufRead;
use std::sync::Arc;

use super::item::Mismatch;
use super::reader::{Records, Settings, needs};
use super::{OwnedArticle, Page};
use crate::Error;

/// No article: pages cannot be read.
pub(super) fn article(_: Page) -> Result<OwnedArticle, Mismatch> {
    Err(Mismatch {
        below: 0,
        expected: "a build with the feature `web`".to_owned(),
        found: "one without".to_owned(),
    })
}

/// No records: WARC files cannot be read.
pub(super) fn warc(_: Box<dyn BufRead>, file: Arc<str>, _: &Settings) -> Result<Records, Error> {
    Err(needs(&file, "WARC", "web"))
}
