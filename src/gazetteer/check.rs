//! Everything that is wrong with a table, not the first alone.

use std::collections::{HashMap, HashSet};

use super::{Gazetteer, tsv};
use crate::Error;
use crate::error::ErrorKind;

/// The errors of a table, by line.
pub(super) fn check(place: &str, text: &str) -> Vec<Error> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    if let Err(error) = tsv::read(place, if text.is_empty() { "" } else { header }) {
        return vec![error]; // without its columns no line can be read
    }
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    let mut removed = HashSet::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, line) in lines.enumerate() {
        let number = i + 2;
        let fail = |expected: String, found: String| {
            Error::new(ErrorKind::Format {
                place: place.to_owned(),
                line: number,
                expected,
                found,
            })
        };
        match tsv::read(place, &format!("{header}\n{line}")) {
            Err(error) => errors.push(error.at_line(number)),
            Ok((read, gone)) => {
                removed.extend(gone);
                for row in read {
                    if let Some(first) = seen.insert(row.id.clone(), number) {
                        let found = format!("`{}` as in line {first}", row.id);
                        errors.push(fail("an id of its own".to_owned(), found));
                    }
                    for (label, from, to) in &row.roles {
                        if let (Some(from), Some(to)) = (from, to)
                            && to < from
                        {
                            let found = format!("`{label}:{from}:{to}`");
                            errors.push(fail("a term that ends after it begins".to_owned(), found));
                        }
                    }
                    rows.push((number, row));
                }
            }
        }
    }
    let embedded = Gazetteer::embedded();
    let people: HashSet<String> = embedded
        .entries()
        .filter(|entry| entry.id().starts_with("person/"))
        .map(|entry| entry.id().into_owned())
        .collect();
    for (line, row) in &rows {
        let references = [
            ("party", &row.party),
            ("country", &row.country),
            ("state", &row.state),
        ];
        for (column, id) in references {
            let known = id.is_empty()
                || seen.contains_key(id)
                || people.contains(id)
                || (!id.starts_with("person/") && embedded.id_of(id).is_some());
            if !known || removed.contains(id) {
                errors.push(Error::new(ErrorKind::Format {
                    place: place.to_owned(),
                    line: *line,
                    expected: format!("an id of the tables in `{column}`"),
                    found: format!("`{id}`"),
                }));
            }
        }
    }
    errors.sort_by_key(Error::line);
    errors
}
