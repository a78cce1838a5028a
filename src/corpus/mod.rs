//! Many articles: files and folders in, records out, on all cores, in input order.
//!
//! [`Corpus`] walks the inputs and yields one [`Item`] an article, unparsed; [`run`] parses them, hands
//! each to your closure on as many threads as you like, and hands the results back in input order, with
//! no more than three batches in memory. A bad item is an [`Error`](crate::Error) that names file and
//! line, and the run goes on.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use onrecord::Extractor;
//! use onrecord::corpus::{Corpus, Fields, Item, Workers, run};
//!
//! let lines = [r#"{"id": "a", "text": "“No,” Ortiz said."}"#, r#"{"id": "b"}"#];
//! let fields = Fields::default().into();
//! let items = lines.iter().enumerate().map(|(i, line)| Ok(Item::json("memory", i + 1, *line, &fields)));
//!
//! let extractor = Extractor::new();
//! let mut seen = Vec::new();
//! run(items, &Workers::one(), |article| extractor.extract(&article).to_record().id.into_owned(), |id| {
//!     seen.push(id.map_err(|error| error.to_string()));
//!     ControlFlow::Continue(())
//! });
//! assert_eq!(seen[0].as_deref(), Ok("a"));
//! assert_eq!(
//!     seen[1].as_deref(),
//!     Err(&"memory:2: expected a string in `text` or `maintext`, found none".to_owned()),
//! );
//! ```

mod checkpoint;
#[cfg_attr(feature = "io", path = "csv/enabled.rs")]
#[cfg_attr(not(feature = "io"), path = "csv/disabled.rs")]
mod csv;
#[cfg_attr(feature = "io", path = "decode/enabled.rs")]
#[cfg_attr(not(feature = "io"), path = "decode/disabled.rs")]
mod decode;
mod fields;
mod format;
mod item;
mod json;
mod output;
#[cfg(feature = "io")]
mod packed;
#[cfg_attr(feature = "parquet", path = "parquet/enabled.rs")]
#[cfg_attr(not(feature = "parquet"), path = "parquet/disabled.rs")]
mod parquet;
mod partial;
mod pattern;
mod place;
mod reader;
mod run;
mod sample;
mod walk;
#[cfg_attr(feature = "web", path = "web/enabled.rs")]
#[cfg_attr(not(feature = "web"), path = "web/disabled.rs")]
mod web;
#[cfg_attr(feature = "parallel", path = "workers/enabled.rs")]
#[cfg_attr(not(feature = "parallel"), path = "workers/disabled.rs")]
mod workers;
mod writer;

pub use checkpoint::{Checkpoint, Mark};
pub use fields::{Field, Fields};
pub use format::InputFormat;
pub use item::{Item, OwnedArticle, Page};
#[cfg(feature = "parquet")]
pub use output::ParquetFile;
pub use output::{BratDocument, BratFolder, Frame, Framed, OutputFormat, Piece, RowGroup};
#[cfg(feature = "arrow")]
pub use output::{arrow_schema, record_batch};
#[cfg(feature = "io")]
pub use packed::{PackedFile, Packing};
pub use partial::PartialFile;
pub use place::Place;
pub use reader::{Corpus, Input, Settings, size_of};
pub use run::{run, run_groups, run_tagged};
pub use sample::{Sample, Size};
pub use workers::Workers;
pub use writer::{Stream, Writer};
