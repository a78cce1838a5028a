//! How far the inputs have been read.

use std::fs::Metadata;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::hash;

/// How far the inputs have been read: so many files begun, so many records of the last one given.
///
/// [`Corpus::resume`](super::Corpus::resume) goes on behind it, after it has made sure that the files begun
/// until then are the same: their names, sizes and times of change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file begun last; empty before the first.
    #[serde(with = "shared_str")]
    pub file: Arc<str>,
    /// Records of it that were given, bad ones included.
    pub record: u64,
    /// Records of all files that were given.
    pub records: u64,
    /// Files begun, this one included.
    pub files: u64,
    /// What these files were: their names, sizes and times of change in one number.
    pub seen: u64,
    /// Bytes of files read, as they lie on disk; for a rate, not for going on.
    #[serde(default)]
    pub bytes: u64,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            file: "".into(),
            record: 0,
            records: 0,
            files: 0,
            seen: hash::SEED,
            bytes: 0,
        }
    }
}

impl Place {
    /// One more file is begun; a stream has no size and no time.
    pub(super) fn begin(&mut self, name: &str, meta: Option<&Metadata>) {
        let changed = meta
            .and_then(|meta| meta.modified().ok())
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |time| time.as_nanos() as u64);
        let size = meta.map_or(0, Metadata::len);
        self.seen = [hash::of_str(name), size, changed]
            .into_iter()
            .fold(self.seen, hash::combine);
        self.file = name.into();
        self.files += 1;
        self.record = 0;
    }
}

/// `Arc<str>` as a string, without a feature of serde for it.
mod shared_str {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Into::into)
    }
}
