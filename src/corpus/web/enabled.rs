//! Articles from pages of the web, and from WARC files of them.
//!
//! Whatever a server, a crawler or somebody who means harm has put there: nothing is held beyond the cap on an
//! article, no length that a file tells is believed before its bytes are there, and no page is parsed whose
//! shape would take more than a moment.

mod charset;
mod http;
mod page;
mod shape;
mod warc;

use std::io::BufRead;
use std::sync::Arc;

use super::item::Mismatch;
use super::reader::{Records, Settings};
use super::{OwnedArticle, Page};
use crate::Error;

/// The article on a page: its main text, and what the page tells of it.
pub(super) fn article(page: Page) -> Result<OwnedArticle, Mismatch> {
    page::article(page)
}

/// The pages of a WARC file: its `response` records of HTML.
pub(super) fn warc(
    stream: Box<dyn BufRead>,
    file: Arc<str>,
    settings: &Settings,
) -> Result<Records, Error> {
    Ok(Box::new(warc::Warc::new(stream, file, settings.max_bytes)))
}

fn mismatch(expected: impl Into<String>, found: impl Into<String>) -> Mismatch {
    Mismatch {
        below: 0,
        expected: expected.into(),
        found: found.into(),
    }
}
