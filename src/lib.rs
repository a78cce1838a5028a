#![forbid(unsafe_code)]
//! Who said what in the news: every claim on record, with its speaker, its words and its exact place.
//!
//! An [`Extractor`] reads an [`Article`] and returns an [`Extraction`]: the tokens, sentences and paragraphs
//! of the text, its quotations, the people, parties, states and bodies it mentions, and its [`Claim`]s. From a
//! claim it is one line to the speaker, the party, the state, the exact words:
//!
//! ```
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).").with_date("2026-11-03");
//! let extraction = extractor.extract(&article);
//!
//! let claim = &extraction.claims()[0];
//! assert_eq!(claim.text, "Taxes will fall");
//! assert_eq!(&article.text[claim.attribution.content[0]], "“Taxes will fall,”");
//! assert_eq!(&article.text[claim.attribution.cue[0]], "said");
//!
//! let speaker = extraction.speaker(claim).unwrap();
//! assert_eq!(speaker.name, "Ann Ortiz");
//! assert_eq!(speaker.party.as_ref().unwrap().value, "Democratic Party");
//! assert_eq!(speaker.state.as_ref().unwrap().value, "Ohio");
//! ```
//!
//! More: [a walk](docs) from one sentence to a corpus, a cookbook, what is measured and where it fails, where
//! tables and weights come from, and how other tools compare.
//!
//! # One street
//!
//! Text goes in at the left, claims come out at the right. Each stage is a module, borrows what came before
//! and returns a new value; a module imports only what stands before it.
//!
//! | stage | reads | returns |
//! |---|---|---|
//! | [`text`] | characters | [`Document`]: [`Token`]s, [`Sentence`]s, [`Paragraph`]s and their [`Region`] |
//! | [`quotation`] | marks | [`Quotation`]s: speech, scare quotes, titles of works, nicknames |
//! | [`syntax`] | words | tags and heads |
//! | [`mention`] | words, the [`Gazetteer`] | [`Mention`]s of people, parties, states, countries, bodies |
//! | [`entity`] | mentions | [`Entity`]s: one for each person or body, with party, role and state |
//! | [`attribution`] | all of these | [`Attribution`]s of source, cue and content |
//! | [`speaker`] | sources, entities | the [`Speaker`] behind each source, or that it cannot be told |
//! | [`claim`] | attributions, speakers | [`Claim`]s: text, time, quantities, modality, verdicts |
//! | [`record`] | all | [`Record`]s on the wire, offsets in bytes, characters or UTF-16 |
//!
//! # What always holds
//!
//! - [`Span`]s are byte ranges of the text as it was given: `&article.text[span]` is verbatim.
//! - Reading never fails and never panics, whatever the text, in time linear in its length.
//! - The same text gives the same output, on every machine and any number of threads.
//! - A name is never guessed: a speaker is resolved, or says that it is ambiguous or unresolved.
//! - The default build uses no threads, files or clocks.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `json` | `Record::to_json` and `corpus`: files, folders and JSON lines in, records out |
//! | `io` | gzip, zstd and CSV in `corpus` |
//! | `parallel` | all cores in `corpus::run` |
//! | `report` | `summary`: figures of many articles; `report`: pages to read |
//! | `web` | HTML pages and WARC files in `corpus` |
//! | `arrow`, `parquet` | the flat table as Arrow record batches; Parquet in and out of `corpus` |
//! | `cli`, `full` | the `onrecord` command; the same with every form of input and output |
//! | `neural` | `Engine::accurate`, `Engine::small`: an encoder beside the small network, 16 MB; needs Rust 1.94 |
//! | `train` | the trainers of the embedded weights and the compiler of the tables |

pub mod attribution;
pub mod claim;
#[cfg(feature = "json")]
pub mod corpus;
pub mod docs;
pub mod entity;
mod error;
#[cfg(feature = "json")]
pub mod evaluate;
mod extractor;
pub mod gazetteer;
mod hash;
pub mod mention;
mod model;
pub mod quotation;
pub mod record;
#[cfg(feature = "report")]
pub mod report;
mod span;
pub mod speaker;
#[cfg(feature = "report")]
pub mod summary;
pub mod syntax;
pub mod text;
#[cfg(feature = "train")]
pub mod train;
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub mod untrusted;

pub use attribution::{Attribution, Engine};
pub use claim::Claim;
pub use entity::{Entity, EntityId};
pub use error::Error;
pub use extractor::{Extraction, Extractor, ExtractorBuilder, Stage};
pub use gazetteer::Gazetteer;
pub use mention::{Mention, MentionId};
pub use quotation::{Quotation, QuotationId};
pub use record::Record;
pub use span::Span;
pub use speaker::Speaker;
pub use text::{Article, Document, Paragraph, Region, Sentence, Token};

/// The examples of the README run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
