//! Builds the embedded tables from `tables/*.tsv`.

use std::collections::BTreeMap;
use std::path::Path;

use super::names::{self, NameVotes};
use super::{Date, compile, tsv};
use crate::error::ErrorKind;
use crate::{Error, hash};

/// The day of the facts in `tables/`.
const DATE: &str = "2026-11-21";

/// Order matters: an entry refers only to what stands before or beside it, and of two candidates of
/// one form and tier the earlier wins.
const TABLES: &[&str] = &[
    "states.tsv",
    "countries.tsv",
    "historic_countries.tsv",
    "subdivisions.tsv",
    "places.tsv",
    "parties.tsv",
    "organizations.tsv",
    "blockers.tsv",
    "people_leading.tsv",
    "people_national.tsv",
    "people_regional.tsv",
    "people_cued.tsv",
];

/// The embedded tables, as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// `gazetteer.bin`
    pub gazetteer: Vec<u8>,
    /// `names.bin`
    pub names: Vec<u8>,
}

/// Compiles the tables of a folder.
///
/// # Errors
///
/// When a file cannot be read or a line is not in the documented format.
pub fn build(folder: &Path) -> Result<Built, Error> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|source| {
            Error::new(ErrorKind::Io {
                place: path.display().to_string(),
                source,
            })
        })
    };
    let mut rows = Vec::new();
    for name in TABLES {
        rows.extend(tsv::read(name, &read(name)?)?.0);
    }
    let date = Date::parse(DATE).expect("the constant is a date");
    let gazetteer = compile::compile(&rows, date, 0, &|_| None)?;
    let mut votes: BTreeMap<u64, NameVotes> = BTreeMap::new();
    for line in read("first_names.tsv")?.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(name), Some(count), Some(female)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let vote = votes.entry(hash::of_str(name)).or_default();
        vote.first = power(count);
        vote.female = female
            .parse::<f32>()
            .ok()
            .map(|p| (p * 100.0).round() as u8);
    }
    for line in read("surnames.tsv")?.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(name), Some(count)) = (cells.next(), cells.next()) else {
            continue;
        };
        votes.entry(hash::of_str(name)).or_default().surname = power(count);
    }
    Ok(Built {
        gazetteer,
        names: names::to_bytes(&votes),
    })
}

/// The bearers of a name as a power of two, at least 1.
fn power(count: &str) -> u8 {
    count.parse::<u32>().unwrap_or(0).max(2).ilog2() as u8
}
