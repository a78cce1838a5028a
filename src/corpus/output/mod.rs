//! Records out: in what form, and what one article looks like in it.
//!
//! [`OutputFormat::render`] makes the [`Piece`] of one article, on any thread. Pieces of bytes stand one after
//! the other in a file, within the [`Frame`] of their form; a table goes to a `ParquetFile`, a document of
//! brat to a [`BratFolder`].
//!
//! ```
//! use onrecord::corpus::{OutputFormat, Piece};
//! use onrecord::record::Layout;
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).").with_id("budget");
//! let extraction = extractor.extract(&article);
//!
//! let Piece::Bytes(row) = OutputFormat::Rows.render(&extraction, Layout::default()) else {
//!     unreachable!("rows are text");
//! };
//! assert!(row.starts_with(br#"{"article_id":"budget","date":null,"#));
//! ```

mod annotation;
#[cfg(feature = "arrow")]
mod arrow;
mod brat;
#[cfg(feature = "io")]
mod csv;
mod framed;
mod json_ld;
#[cfg(feature = "parquet")]
mod parquet;
mod schema_org;

use std::path::Path;

#[cfg(feature = "arrow")]
pub use arrow::{arrow_schema, record_batch};
pub use brat::{BratDocument, BratFolder};
pub use framed::Framed;
#[cfg(feature = "parquet")]
pub use parquet::ParquetFile;

use super::{PartialFile, Writer};
use crate::error::ErrorKind;
use crate::record::{Layout, Offsets, Record, TextField};
use crate::{Error, Extraction};

/// In what form records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// A line is the record of one article.
    #[default]
    Jsonl,
    /// The flat table as JSON lines: a line is one claim.
    Rows,
    /// The flat table as CSV; lists are JSON text. Needs the feature `io`.
    Csv,
    /// The flat table as Parquet, with real lists. Needs the feature `parquet`.
    Parquet,
    /// schema.org as JSON-LD: claims with their speakers and articles, and a `ClaimReview` where the article
    /// gives a verdict.
    SchemaOrg,
    /// W3C Web Annotation as JSON-LD: the words of every claim, selected in its article.
    WebAnnotation,
    /// brat standoff: a folder of `.txt` and `.ann`.
    Brat,
}

/// Endings of names, the longer first where one ends in another.
const ENDINGS: &[(&str, OutputFormat)] = &[
    (".rows.jsonl", OutputFormat::Rows),
    (".jsonl", OutputFormat::Jsonl),
    (".ndjson", OutputFormat::Jsonl),
    (".csv", OutputFormat::Csv),
    (".parquet", OutputFormat::Parquet),
    (".anno.jsonld", OutputFormat::WebAnnotation),
    (".jsonld", OutputFormat::SchemaOrg),
    (".brat", OutputFormat::Brat),
];

impl OutputFormat {
    /// The form that the name of a file or folder tells; none where it tells nothing.
    ///
    /// ```
    /// use std::path::Path;
    /// use onrecord::corpus::OutputFormat;
    ///
    /// let of = |name: &str| OutputFormat::of_path(Path::new(name));
    /// assert_eq!(of("claims.csv"), Some(OutputFormat::Csv));
    /// assert_eq!(of("claims.rows.jsonl"), Some(OutputFormat::Rows));
    /// assert_eq!(of("claims.jsonld"), Some(OutputFormat::SchemaOrg));
    /// assert_eq!(of("claims.anno.jsonld"), Some(OutputFormat::WebAnnotation));
    /// assert_eq!(of("claims.xyz"), None);
    /// ```
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let found = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending));
        found.map(|&(_, format)| format)
    }

    /// What one article looks like in this form.
    ///
    /// The layout is that of the records and the flat table; the forms of others say themselves how they
    /// count and what they carry. A form whose feature is not built renders nothing.
    pub fn render(self, extraction: &Extraction<'_>, layout: Layout) -> Piece {
        let record = || extraction.to_record_in(layout);
        // brat and Web Annotation count characters, and are read beside the text.
        let beside_text = || {
            extraction.to_record_in(Layout {
                offsets: Offsets::Char,
                text: TextField::Included,
            })
        };
        match self {
            Self::Jsonl => {
                let mut line = record().json();
                line.push(b'\n');
                Piece::Bytes(line)
            }
            Self::Rows => Piece::Bytes(rows(&record())),
            #[cfg(feature = "io")]
            Self::Csv => Piece::Bytes(csv::rows(&record())),
            #[cfg(not(feature = "io"))]
            Self::Csv => Piece::Bytes(Vec::new()),
            #[cfg(feature = "parquet")]
            Self::Parquet => Piece::Table(record_batch(&record())),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => Piece::Bytes(Vec::new()),
            Self::SchemaOrg => Piece::Bytes(schema_org::nodes(&record())),
            Self::WebAnnotation => Piece::Bytes(annotation::items(&beside_text())),
            Self::Brat => Piece::Brat(BratDocument::new(&beside_text())),
        }
    }

    /// Starts a file or a folder in this form.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or the form needs a feature that is not built.
    pub fn create(self, name: &Path, group: RowGroup) -> Result<Box<dyn Writer<Piece>>, Error> {
        match self {
            Self::Brat => Ok(Box::new(BratFolder::create(name)?)),
            _ => {
                self.built()?;
                let file = PartialFile::create(name)?;
                self.on(&name.display().to_string(), Box::new(file), group)
            }
        }
    }

    /// Goes on with a file or a folder that a run before has left at this [`length`](Writer::length).
    ///
    /// # Errors
    ///
    /// When it is not what that run left.
    pub fn resume(
        self,
        name: &Path,
        length: u64,
        group: RowGroup,
    ) -> Result<Box<dyn Writer<Piece>>, Error> {
        self.built()?;
        #[cfg(not(feature = "parquet"))]
        let _ = group; // Only Parquet has row groups.
        Ok(match self {
            Self::Brat => Box::new(BratFolder::resume(name, length)?),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(ParquetFile::resume(name, length, group)?),
            _ => {
                let file = PartialFile::resume(name, length)?;
                Box::new(Framed::resume(Box::new(file), self.frame(), length))
            }
        })
    }

    /// Writes in this form onto an output of bytes; `name` is what it goes by in messages.
    ///
    /// # Errors
    ///
    /// When it cannot be written, the form is a folder, or needs a feature that is not built.
    pub fn on(
        self,
        name: &str,
        out: Box<dyn Writer<Vec<u8>>>,
        group: RowGroup,
    ) -> Result<Box<dyn Writer<Piece>>, Error> {
        self.built()?;
        #[cfg(not(feature = "parquet"))]
        let _ = group; // Only Parquet has row groups.
        Ok(match self {
            Self::Brat => return Err(setting(format!("{name}: brat is a folder, not a stream"))),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(ParquetFile::new(name, out, group)),
            _ => Box::new(Framed::new(out, self.frame())?),
        })
    }

    fn built(self) -> Result<(), Error> {
        let needs = match self {
            Self::Csv if cfg!(not(feature = "io")) => "csv needs the feature `io`",
            Self::Parquet if cfg!(not(feature = "parquet")) => {
                "parquet needs the feature `parquet`"
            }
            _ => return Ok(()),
        };
        Err(setting(needs.to_owned()))
    }

    /// What stands around the pieces of bytes in a file.
    #[must_use]
    pub fn frame(self) -> Frame {
        match self {
            #[cfg(feature = "io")]
            Self::Csv => csv::frame(),
            Self::SchemaOrg => schema_org::frame(),
            Self::WebAnnotation => annotation::frame(),
            _ => Frame::default(),
        }
    }
}

/// Claims of a row group of Parquet at least; an article is never cut in two. Other forms have none.
///
/// A row group is what memory holds before it is written, and what a run that was cut off goes on behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowGroup(pub usize);

impl Default for RowGroup {
    fn default() -> Self {
        Self(1 << 16)
    }
}

/// One article in the form it is written in.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Part of a file of text; none where an article without claims leaves no trace in it.
    Bytes(Vec<u8>),
    /// Rows of the flat table.
    #[cfg(feature = "parquet")]
    Table(arrow_array::RecordBatch),
    /// A text with its annotations.
    Brat(BratDocument),
}

/// What stands around the pieces of a file: `head piece between piece between piece tail`. A piece without
/// bytes is passed over and brings nothing between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Before the first piece.
    pub head: &'static str,
    /// Between two pieces.
    pub between: &'static str,
    /// After the last piece.
    pub tail: &'static str,
}

fn setting(reason: String) -> Error {
    Error::new(ErrorKind::Setting {
        name: "output",
        reason,
    })
}

/// The flat table as JSON lines.
fn rows(record: &Record<'_>) -> Vec<u8> {
    let mut lines = Vec::new();
    for row in record.rows() {
        // Memory never refuses to be written, and all keys are strings.
        let _ = serde_json::to_writer(&mut lines, &row);
        lines.push(b'\n');
    }
    lines
}
