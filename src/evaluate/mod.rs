//! Scores extractions against gold: who said what, and how much of it was found.
//!
//! A span counts as the set of its words, so quotation marks and outer punctuation never decide. For each
//! role (source, cue, content): *exact*, a predicted span equals a gold one, one to one; *soft* (Johansson
//! and Moschitti 2013), the mean best share covered; *token*, over the words that carry the role. Gold and
//! predicted attributions are paired one to one by the overlap of their contents: *who said what* counts a
//! pair as right when content IoU is at least 0.5 and the sources share a word (or both are absent),
//! *strict* when content and source are both exact. [`SpeakerTally`] scores who stands behind them, [`NameTally`] the names.
//!
//! ```
//! use onrecord::evaluate::{Gold, Tally};
//! use onrecord::{Article, Extractor};
//!
//! let line = r#"{"id": "a", "text": "“No,” Ortiz said.",
//!     "attributions": [{"source": [[6, 11]], "cue": [[12, 16]], "content": [[0, 5]]}]}"#;
//! let gold = Gold::from_json("gold.jsonl", 1, line)?;
//! let extractor = Extractor::new();
//! let mut tally = Tally::default();
//! tally.add(&gold, &gold.attributions, 0);
//! assert_eq!(tally.scores().who_said_what.f1(), 1.0);
//! # Ok::<(), onrecord::Error>(())
//! ```

mod gold;
mod miss;
mod names;
mod speakers;
mod tally;

pub use gold::{Gold, Roles};
pub use miss::Miss;
pub use names::{GoldName, GoldNames, NameScores, NameTally};
pub use speakers::{GoldSpeaker, GoldSpeakers, Hits, SpeakerScores, SpeakerTally};
#[cfg(feature = "train")]
pub(crate) use tally::matched;
pub use tally::{Kind, RoleScores, Scores, Share, Tally};

/// A name as it is compared: letters and digits in lower case, one space between words, no “the”.
fn normalized(name: &str) -> String {
    static WORD: once_cell::sync::Lazy<regex::Regex> =
        once_cell::sync::Lazy::new(|| regex::Regex::new(r"[\p{L}\p{N}]+").expect("tested"));
    let lower = name.to_lowercase();
    let words = WORD.find_iter(&lower).map(|word| word.as_str());
    words
        .filter(|word| *word != "the")
        .collect::<Vec<_>>()
        .join(" ")
}
