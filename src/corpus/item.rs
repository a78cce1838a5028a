//! One article as it was found, and as it was read.

use std::sync::Arc;

use super::{Fields, json, web};
use crate::error::ErrorKind;
use crate::{Article, Error};

/// An [`Article`] that owns its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnedArticle {
    /// As [`Article::id`].
    pub id: Option<String>,
    /// As [`Article::text`].
    pub text: String,
    /// As [`Article::title`].
    pub title: Option<String>,
    /// As [`Article::url`].
    pub url: Option<String>,
    /// As [`Article::date`].
    pub date: Option<String>,
    /// As [`Article::outlet`].
    pub outlet: Option<String>,
    /// As [`Article::byline`].
    pub byline: Option<String>,
}

impl OwnedArticle {
    /// The article, borrowed. Fields of white space alone are unknown.
    #[must_use]
    pub fn borrow(&self) -> Article<'_> {
        fn known(field: &Option<String>) -> Option<&str> {
            field.as_deref().filter(|value| !value.trim().is_empty())
        }
        Article {
            id: known(&self.id),
            text: &self.text,
            title: known(&self.title),
            url: known(&self.url),
            date: known(&self.date),
            outlet: known(&self.outlet),
            byline: known(&self.byline),
        }
    }
}

/// A page as it came from the web: its bytes, and what its carrier tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// HTML in whatever charset.
    pub bytes: Vec<u8>,
    /// The charset that the carrier tells.
    pub charset: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// As [`Article::id`].
    pub id: Option<String>,
}

/// One article as it was found: bytes with a file and a line, not yet checked or parsed.
#[derive(Clone, Debug)]
pub struct Item {
    file: Arc<str>,
    line: usize,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Text { id: Option<String>, bytes: Vec<u8> },
    Json { bytes: Vec<u8>, fields: Arc<Fields> },
    Row(Box<OwnedArticle>),
    Page(Box<Page>),
}

impl Item {
    /// The text of one article.
    #[must_use]
    pub fn text(file: impl Into<Arc<str>>, id: Option<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self {
            file: file.into(),
            line: 1,
            body: Body::Text { id, bytes },
        }
    }

    /// A JSON object that starts on a line of a file.
    #[must_use]
    pub fn json(
        file: impl Into<Arc<str>>,
        line: usize,
        bytes: impl Into<Vec<u8>>,
        fields: &Arc<Fields>,
    ) -> Self {
        let body = Body::Json {
            bytes: bytes.into(),
            fields: Arc::clone(fields),
        };
        Self {
            file: file.into(),
            line,
            body,
        }
    }

    /// An article that is already read, from a line of a table.
    #[must_use]
    pub fn row(file: impl Into<Arc<str>>, line: usize, article: OwnedArticle) -> Self {
        Self {
            file: file.into(),
            line,
            body: Body::Row(Box::new(article)),
        }
    }

    /// A page of HTML, of which the record of a file is so numbered.
    #[must_use]
    pub fn page(file: impl Into<Arc<str>>, record: usize, page: Page) -> Self {
        Self {
            file: file.into(),
            line: record,
            body: Body::Page(Box::new(page)),
        }
    }

    /// Where it was found.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line it starts on, in a file of records its record; counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Bytes held.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.body {
            Body::Text { bytes, .. } | Body::Json { bytes, .. } => bytes.len(),
            Body::Row(article) => article.text.len(),
            Body::Page(page) => page.bytes.len(),
        }
    }

    /// Checks and parses it.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8, not a JSON object, or has no text; a page, when its charset is wrong, nothing on it
    /// is an article, or it is made to be slow.
    pub fn parse(self) -> Result<OwnedArticle, Error> {
        match self.body {
            Body::Text { id, bytes } => {
                let text = String::from_utf8(bytes).map_err(|error| {
                    not_utf8(error.as_bytes(), error.utf8_error()).at(&self.file, self.line)
                })?;
                Ok(OwnedArticle {
                    id,
                    text,
                    ..OwnedArticle::default()
                })
            }
            Body::Json { bytes, fields } => {
                let text = std::str::from_utf8(&bytes)
                    .map_err(|error| not_utf8(&bytes, error).at(&self.file, self.line))?;
                json::parse(text, &fields).map_err(|mismatch| mismatch.at(&self.file, self.line))
            }
            Body::Row(article) => Ok(*article),
            Body::Page(page) => {
                web::article(*page).map_err(|mismatch| mismatch.at(&self.file, self.line))
            }
        }
    }
}

/// What was expected of an item and what was found instead.
pub(super) struct Mismatch {
    /// Lines below the first one of the item.
    pub(super) below: usize,
    pub(super) expected: String,
    pub(super) found: String,
}

impl Mismatch {
    pub(super) fn at(self, file: &str, line: usize) -> Error {
        Error::new(ErrorKind::Format {
            place: file.to_owned(),
            line: line + self.below,
            expected: self.expected,
            found: self.found,
        })
    }
}

/// Where bytes stop being text.
pub(super) fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Mismatch {
    let good = &bytes[..error.valid_up_to()];
    let below = good.iter().filter(|&&byte| byte == b'\n').count();
    let column = good.len()
        - good
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1)
        + 1;
    let byte = bytes[error.valid_up_to()];
    Mismatch {
        below,
        expected: "UTF-8".to_owned(),
        found: format!("byte 0x{byte:02x} at column {column}"),
    }
}
