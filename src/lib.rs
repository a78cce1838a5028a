#![forbid(unsafe_code)]
//! Who said what in the news.
//!
//! ```
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).");
//! let extraction = extractor.extract(&article);
//! assert_eq!(extraction.document().text(), article.text);
//! ```

pub mod attribution;
pub mod claim;
#[cfg(feature = "json")]
pub mod corpus;
pub mod entity;
mod error;
mod extractor;
pub mod gazetteer;
mod hash;
pub mod mention;
mod model;
pub mod quotation;
pub mod record;
mod span;
pub mod speaker;
pub mod syntax;
pub mod text;
#[cfg(feature = "train")]
pub mod train;

pub use attribution::Attribution;
pub use claim::Claim;
pub use entity::{Entity, EntityId};
pub use error::Error;
pub use extractor::{Extraction, Extractor, ExtractorBuilder};
pub use gazetteer::Gazetteer;
pub use mention::{Mention, MentionId};
pub use quotation::{Quotation, QuotationId};
pub use record::Record;
pub use span::Span;
pub use speaker::Speaker;
pub use text::{Article, Document, Paragraph, Region, Sentence, Token};
