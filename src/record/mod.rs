//! Records on the wire: one [`Record`] an article, made to be written as JSON.
//!
//! Names and meanings are those of schema `article/1`. What is unknown is `null`, never `""`; every span
//! carries its words verbatim. A record borrows from its [`Extraction`], so that making one copies no text.
//!
//! ```
//! use onrecord::record::{Layout, Offsets};
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("“Taxes will fall,” Ortiz said.").with_id("budget");
//! let extraction = extractor.extract(&article);
//!
//! let record = extraction.to_record();
//! assert_eq!((record.schema, &*record.id, record.offsets), ("article/1", "budget", "byte"));
//!
//! let for_the_browser = extraction.to_record_in(Layout { offsets: Offsets::Utf16, ..Layout::default() });
//! assert_eq!(for_the_browser.offsets, "utf16");
//! ```

mod claim;
mod entity;
mod offsets;
mod row;
#[cfg(feature = "json")]
pub mod schema;
mod words;

pub use claim::{
    ClaimRecord, QuantityRecord, QuantityValueRecord, SpeakerRecord, VerdictRecord, WhenRecord,
};
pub use entity::{BasisRecord, EntityRecord, MentionRecord};
pub use offsets::Offsets;
pub use row::Row;

use std::borrow::Cow;

use serde::Serialize;

use crate::{Extraction, Quotation, Span, hash};
use offsets::Ruler;

/// Name and number of the schema; a changed meaning is a new number.
pub const SCHEMA: &str = "article/1";

/// How a record is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The unit of every `start` and `end`.
    pub offsets: Offsets,
    /// Whether the record carries the article's text.
    pub text: TextField,
}

/// Whether a record carries the article's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextField {
    /// It does not: the spans carry their own words.
    #[default]
    Omitted,
    /// It does, untouched, as `text`.
    Included,
}

/// One article on the wire: everything that was found in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The input's own id, else a stable hash of the text.
    pub id: Cow<'a, str>,
    /// Unit of all offsets.
    pub offsets: &'static str,
    /// What is known about the article.
    pub article: ArticleRecord<'a>,
    /// The text, where the [`Layout`] asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// Mentions, in order.
    pub mentions: Vec<MentionRecord<'a>>,
    /// Entities, in order of first mention.
    pub entities: Vec<EntityRecord<'a>>,
    /// Quotations, in order.
    pub quotations: Vec<QuotationRecord<'a>>,
    /// Claims, in order.
    pub claims: Vec<ClaimRecord<'a>>,
    /// What made the record.
    pub provenance: Provenance,
}

/// What is known about an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticleRecord<'a> {
    /// Headline.
    pub title: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// Day of publication.
    pub date: Option<&'a str>,
    /// Name of the newspaper, agency, broadcaster or site.
    pub outlet: Option<&'a str>,
    /// Who wrote it.
    pub byline: Option<&'a str>,
    /// Where and when it was filed: “WASHINGTON, Nov. 3 (AP) —”.
    pub dateline: Option<DatelineRecord<'a>>,
    /// BCP 47 tag of its language.
    pub language: Option<&'a str>,
}

/// Where and when an article was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatelineRecord<'a> {
    /// “WASHINGTON”
    pub place: Option<&'a str>,
    /// “Nov. 3”
    pub date: Option<&'a str>,
}

/// A place in the text and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanRecord<'a> {
    /// First unit.
    pub start: usize,
    /// First unit after it.
    pub end: usize,
    /// The words, verbatim.
    pub text: &'a str,
}

/// A pair of quotation marks and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotationRecord<'a> {
    /// Marks included.
    #[serde(flatten)]
    pub span: SpanRecord<'a>,
    /// `speech`, `scare`, `title`, `nickname`.
    pub class: &'static str,
    /// 0 for the outermost.
    pub depth: u8,
    /// Index of the quotation that this one carries on.
    pub continues: Option<u32>,
}

/// What made a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Version of this crate.
    pub version: &'static str,
    /// Name of the embedded weights.
    pub model: &'static str,
    /// The day the facts of the gazetteer are of.
    pub gazetteer: String,
}

impl Record<'_> {
    /// The record as one line of JSON, without a line end.
    ///
    /// ```
    /// # use onrecord::{Article, Extractor};
    /// let extractor = Extractor::new();
    /// let json = extractor.extract(&Article::new("No news.").with_id("none")).to_record().to_json();
    /// assert!(json.starts_with(r#"{"schema":"article/1","id":"none","offsets":"byte","#));
    /// assert!(!json.contains('\n'));
    /// ```
    #[cfg(feature = "json")]
    #[must_use]
    pub fn to_json(&self) -> String {
        String::from_utf8(self.json()).expect("JSON is UTF-8")
    }

    /// The same in bytes, in a buffer that mostly need not grow.
    #[cfg(feature = "json")]
    pub(crate) fn json(&self) -> Vec<u8> {
        // Means of news, a little more each.
        let likely = 1_200
            + 1_100 * self.claims.len()
            + 120 * self.mentions.len()
            + 320 * self.entities.len()
            + 350 * self.quotations.len();
        let mut json = Vec::with_capacity(likely);
        serde_json::to_writer(&mut json, self)
            .expect("all keys are strings, so a record is always JSON");
        json
    }
}

pub(crate) fn of<'a>(extraction: &'a Extraction<'_>, layout: Layout) -> Record<'a> {
    let article = extraction.article();
    let lens = Lens {
        extraction,
        ruler: Ruler::new(article.text, layout.offsets),
    };
    Record {
        schema: SCHEMA,
        id: match known(article.id) {
            Some(id) => id.into(),
            None => hexadecimal(hash::of_str(article.text)).into(),
        },
        offsets: layout.offsets.as_str(),
        article: ArticleRecord {
            title: known(article.title),
            url: known(article.url),
            date: known(article.date),
            outlet: known(article.outlet),
            byline: known(article.byline),
            dateline: extraction.document().dateline().map(|dateline| {
                let words = |span| extraction.document().slice(span);
                DatelineRecord {
                    place: Some(words(dateline.place)),
                    date: dateline.date.map(words),
                }
            }),
            language: None,
        },
        text: match layout.text {
            TextField::Omitted => None,
            TextField::Included => Some(article.text),
        },
        mentions: lens.mentions(),
        entities: lens.entities(),
        quotations: extraction
            .quotations()
            .iter()
            .map(|q| lens.quotation(q))
            .collect(),
        claims: extraction.claims().iter().map(|c| lens.claim(c)).collect(),
        provenance: Provenance {
            version: env!("CARGO_PKG_VERSION"),
            model: extraction.engine().name(),
            gazetteer: extraction.facts_of().to_string(),
        },
    }
}

/// An extraction seen in the unit of a record.
struct Lens<'a, 't> {
    extraction: &'a Extraction<'t>,
    ruler: Ruler<'a>,
}

impl<'a> Lens<'a, '_> {
    fn span(&self, span: Span) -> SpanRecord<'a> {
        SpanRecord {
            start: self.ruler.at(span.start()),
            end: self.ruler.at(span.end()),
            text: self.extraction.document().slice(span),
        }
    }

    fn spans(&self, spans: &[Span]) -> Vec<SpanRecord<'a>> {
        spans.iter().map(|&span| self.span(span)).collect()
    }

    fn quotation(&self, quotation: &Quotation) -> QuotationRecord<'a> {
        QuotationRecord {
            span: self.span(quotation.span),
            class: quotation.class.as_str(),
            depth: quotation.depth,
            continues: quotation.continues.map(|id| id.0),
        }
    }
}

/// What is empty is unknown: on the wire it is `null`, never `""`.
fn known(field: Option<&str>) -> Option<&str> {
    field.filter(|value| !value.trim().is_empty())
}

/// A stable hash as an id.
fn hexadecimal(hash: u64) -> String {
    format!("{hash:016x}")
}

/// Four decimals: no measure here is finer, and a record is read by people too.
fn rounded(share: f32) -> f32 {
    (share * 10_000.0).round() / 10_000.0
}
