//! Reads tables of tab-separated columns: those the embedded tables are compiled from and the user's own.

use super::Gender;
use super::{Date, EntryKind, Tier};
use crate::Error;
use crate::error::ErrorKind;

/// One line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) id: String,
    /// `None`: a blocker, whose forms win and yield nothing.
    pub(super) kind: Option<EntryKind>,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) abbreviations: Vec<String>,
    pub(super) adjectives: Vec<String>,
    pub(super) members: Vec<String>,
    pub(super) risky: Vec<String>,
    pub(super) wikidata: String,
    pub(super) gender: Option<Gender>,
    pub(super) party: String,
    pub(super) country: String,
    pub(super) state: String,
    pub(super) surname: String,
    pub(super) roles: Vec<(String, Option<Date>, Option<Date>)>,
    pub(super) tier: Tier,
}

const COLUMNS: &[&str] = &[
    "id",
    "kind",
    "name",
    "aliases",
    "abbreviations",
    "adjectives",
    "members",
    "risky",
    "wikidata",
    "gender",
    "party",
    "country",
    "state",
    "surname",
    "roles",
    "tier",
];

/// Reads a table: its rows, and the ids that it removes.
pub(crate) fn read(place: &str, text: &str) -> Result<(Vec<Row>, Vec<String>), Error> {
    let fail = |line: usize, expected: String, found: String| {
        Error::new(ErrorKind::Format {
            place: place.to_owned(),
            line,
            expected,
            found,
        })
    };
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = match lines.next() {
        Some((_, line)) => line
            .trim_start_matches('\u{feff}')
            .split('\t')
            .map(str::trim)
            .collect(),
        None => {
            return Err(fail(
                1,
                "a header line".to_owned(),
                "an empty table".to_owned(),
            ));
        }
    };
    for name in &header {
        if !COLUMNS.contains(name) {
            return Err(fail(
                1,
                format!("columns out of {}", COLUMNS.join(", ")),
                format!("`{name}`"),
            ));
        }
    }
    for required in &COLUMNS[..3] {
        if !header.contains(required) {
            return Err(fail(
                1,
                format!("a column `{required}`"),
                format!("`{}`", header.join(", ")),
            ));
        }
    }
    let (mut rows, mut removed) = (Vec::new(), Vec::new());
    for (index, line) in lines {
        let number = index + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > header.len() || cells.len() < 2 {
            return Err(fail(
                number,
                format!("{} columns", header.len()),
                cells.len().to_string(),
            ));
        }
        let cell = |name: &str| {
            let at = header.iter().position(|column| *column == name);
            at.and_then(|at| cells.get(at))
                .map_or("", |cell| cell.trim())
        };
        let list = |name: &str| -> Vec<String> {
            cell(name)
                .split('|')
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let id = cell("id");
        if id.is_empty() {
            return Err(fail(number, "an id".to_owned(), "an empty cell".to_owned()));
        }
        let kind = match cell("kind") {
            "remove" => {
                removed.push(id.to_owned());
                continue;
            }
            "blocker" => None,
            name => match EntryKind::parse(name) {
                Some(kind) => Some(kind),
                None => {
                    let expected = "kind person, party, us_state, country, subdivision, organization, place, blocker or remove";
                    return Err(fail(number, expected.to_owned(), format!("`{name}`")));
                }
            },
        };
        let name = cell("name");
        if name.is_empty() {
            return Err(fail(
                number,
                "a name".to_owned(),
                "an empty cell".to_owned(),
            ));
        }
        let gender = match cell("gender") {
            "" => None,
            "m" => Some(Gender::Male),
            "f" => Some(Gender::Female),
            "x" => Some(Gender::Other),
            other => {
                return Err(fail(
                    number,
                    "gender m, f or x".to_owned(),
                    format!("`{other}`"),
                ));
            }
        };
        let tier = match cell("tier") {
            "" | "0" => Tier::Leading,
            "1" => Tier::National,
            "2" => Tier::Regional,
            "3" => Tier::Cued,
            other => return Err(fail(number, "tier 0 to 3".to_owned(), format!("`{other}`"))),
        };
        let mut roles = Vec::new();
        for role in list("roles") {
            let mut parts = role.rsplitn(3, ':');
            let (to, from, label) = match (parts.next(), parts.next(), parts.next()) {
                (Some(to), Some(from), Some(label)) => (to, from, label),
                _ => {
                    return Err(fail(
                        number,
                        "roles as label:from:to".to_owned(),
                        format!("`{role}`"),
                    ));
                }
            };
            let date = |text: &str| match (text.is_empty(), Date::parse(text)) {
                (true, _) => Ok(None),
                (false, Some(date)) => Ok(Some(date)),
                (false, None) => Err(fail(
                    number,
                    "a date as 2016-11-08".to_owned(),
                    format!("`{text}`"),
                )),
            };
            roles.push((label.to_owned(), date(from)?, date(to)?));
        }
        let wikidata = cell("wikidata");
        if !wikidata.is_empty()
            && wikidata
                .strip_prefix('Q')
                .is_none_or(|n| n.parse::<u32>().is_err())
        {
            return Err(fail(
                number,
                "a Wikidata id as Q76".to_owned(),
                format!("`{wikidata}`"),
            ));
        }
        rows.push(Row {
            id: id.to_owned(),
            kind,
            name: name.to_owned(),
            aliases: list("aliases"),
            abbreviations: list("abbreviations"),
            adjectives: list("adjectives"),
            members: list("members"),
            risky: list("risky"),
            wikidata: wikidata.to_owned(),
            gender,
            party: cell("party").to_owned(),
            country: cell("country").to_owned(),
            state: cell("state").to_owned(),
            surname: cell("surname").to_owned(),
            roles,
            tier,
        });
    }
    Ok((rows, removed))
}
