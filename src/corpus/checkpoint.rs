//! How far a run has come, on disk, so that a later one can go on.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{PartialFile, Place, Writer};
use crate::Error;
use crate::error::ErrorKind;

/// The form of the file.
const SCHEMA: &str = "checkpoint/1";

/// How far a run has come: what was read, and how much of each output is safe.
///
/// Written after the outputs are [synced](Writer::sync), under its name in one step, so that whatever
/// stands in it is true. A run of other settings must not go on with it: see [`load`](Self::load).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    schema: String,
    /// What the output depends on: names and values.
    pub settings: BTreeMap<String, String>,
    /// How far it is.
    pub mark: Mark,
    /// Everything is written, only the names are not yet taken.
    pub done: bool,
}

/// How far a run is: where it reads, how long its outputs are, what it has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Behind the article read last.
    pub place: Place,
    /// [`Writer::length`] of the output.
    pub output: u64,
    /// The same of the list of errors, where one is kept.
    pub errors: Option<u64>,
    /// Articles that were read.
    pub articles: u64,
    /// Articles that could not be read.
    pub failed: u64,
    /// Claims found.
    pub claims: u64,
}

impl Checkpoint {
    /// A run that has read nothing yet.
    #[must_use]
    pub fn new(settings: BTreeMap<String, String>) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            settings,
            mark: Mark::default(),
            done: false,
        }
    }

    /// The file beside an output that holds its checkpoint.
    #[must_use]
    pub fn name_for(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".checkpoint");
        name.into()
    }

    /// Reads a checkpoint and holds its settings against those of this run; none where there is no file.
    ///
    /// # Errors
    ///
    /// When the file is damaged, or was made with other settings: the first that differs is named.
    pub fn load(name: &Path, settings: &BTreeMap<String, String>) -> Result<Option<Self>, Error> {
        let json = match fs::read_to_string(name) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(Error::new(ErrorKind::Io {
                    place: name.display().to_string(),
                    source,
                }));
            }
        };
        let found: Self = serde_json::from_str(&json)
            .map_err(|error| unusable(name, format!("expected a checkpoint, found {error}")))?;
        if found.schema != SCHEMA {
            let reason = format!("expected {SCHEMA}, found {}", found.schema);
            return Err(unusable(name, reason));
        }
        let keys = found.settings.keys().chain(settings.keys());
        let differs = |key: &&String| found.settings.get(*key) != settings.get(*key);
        if let Some(key) = keys.into_iter().find(differs) {
            let value = |of: &BTreeMap<String, String>| match of.get(key) {
                Some(value) => format!("`{value}`"),
                None => "none".to_owned(),
            };
            let (then, now) = (value(&found.settings), value(settings));
            let reason = format!("expected {key} {then} as the run began, found {now}");
            return Err(unusable(name, reason));
        }
        Ok(Some(found))
    }

    /// Puts it under its name, in one step.
    ///
    /// # Errors
    ///
    /// When the disk is full or the folder cannot be written.
    pub fn save(&self, name: &Path) -> Result<(), Error> {
        let json = serde_json::to_vec(self).expect("names and numbers are always JSON");
        let mut file = Box::new(PartialFile::create(name)?);
        file.append(&json)?;
        Writer::<&[u8]>::complete(&mut *file)?;
        Writer::<&[u8]>::finish(file)
    }
}

/// A checkpoint that this run cannot go on from.
pub(super) fn unusable(name: &Path, reason: String) -> Error {
    let place = name.display().to_string();
    Error::new(ErrorKind::Checkpoint { place, reason })
}
