//! Known people, parties, states and countries, matched token by token, leftmost-longest.
//!
//! A *form* is a sequence of words (“Hillary Rodham Clinton”, “GOP”, “N.C.”); it leads to one or
//! several *entries*, best first. A form may be *risky*: an ordinary word, or a name that many people
//! bear; it counts only beside a cue, which [`mention`](crate::mention) looks for. Nothing is decided
//! here but the words.
//!
//! The embedded tables are facts of the date that [`Gazetteer::date`] tells; they are one flat byte
//! slice, read in place, so that a gazetteer is ready at once.
//!
//! ```
//! use onrecord::{Document, Gazetteer};
//!
//! let gazetteer = Gazetteer::embedded();
//! let document = Document::new("Hillary Rodham Clinton spoke");
//! let found = gazetteer.longest_at(document.tokens(), 0).unwrap();
//! assert_eq!(found.tokens, 3);
//! let clinton = gazetteer.entry(found.candidates[0].entry);
//! assert_eq!(clinton.name(), "Hillary Clinton");
//! assert_eq!(clinton.party().unwrap().name(), "Democratic Party");
//! ```

#[cfg(feature = "train")]
mod build;
mod check;
mod compile;
mod date;
mod entry;
mod gender;
mod index;
mod names;
mod table;
mod tsv;
mod words;

use std::borrow::Cow;

#[cfg(feature = "train")]
pub use build::{Built, build};
pub use date::Date;
pub use entry::{Entry, EntryId, EntryKind, Role, Tier};
pub use gender::Gender;
pub use names::NameVotes;

use crate::{Error, Token};
use entry::Form;
use table::Table;

pub(crate) use names::NameTable;

/// The compiled tables; `onrecord train gazetteer` rebuilds them from `tables/*.tsv`.
pub(crate) static EMBEDDED: &[u8] = include_bytes!("gazetteer.bin");
/// The compiled name counts.
pub(crate) static NAMES: &[u8] = include_bytes!("names.bin");

/// Tables of known names, embedded or the user's own.
#[derive(Debug)]
pub struct Gazetteer {
    base: Table<'static>,
    names: NameTable<'static>,
    own: Option<Own>,
}

/// The user's own layer, matched before the embedded tables.
#[derive(Debug)]
struct Own {
    table: Table<'static>,
    /// Embedded entries that the user removed or replaced, sorted.
    hidden: Vec<EntryId>,
}

/// One reading of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Whom or what the form may name.
    pub entry: EntryId,
    /// What kind of name the form is.
    pub form: crate::mention::MentionForm,
    /// The form counts only beside a cue.
    pub risky: bool,
}

/// Words that match a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How many tokens it covers.
    pub tokens: usize,
    /// What it may name, best first; never empty.
    pub candidates: Vec<Candidate>,
}

impl Gazetteer {
    /// The tables that come with the crate; ready at once, no files, no network.
    #[must_use]
    pub fn embedded() -> &'static Gazetteer {
        static GAZETTEER: once_cell::sync::Lazy<Gazetteer> =
            once_cell::sync::Lazy::new(Gazetteer::without_own);
        &GAZETTEER
    }

    fn without_own() -> Gazetteer {
        Gazetteer::from_bytes(Cow::Borrowed(EMBEDDED))
            .expect("the embedded tables are tested to be well formed")
    }

    /// Compiled tables, with the embedded name counts.
    pub(crate) fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Gazetteer, Error> {
        Ok(Gazetteer {
            base: Table::from_bytes(bytes)?,
            names: NameTable::from_bytes(NAMES)
                .expect("the embedded name counts are tested to be well formed"),
            own: None,
        })
    }

    /// The embedded tables with the user's own entries on top.
    ///
    /// `text` is a table of tab-separated columns under a header line; `place` is what an error calls
    /// it. `id`, `kind` and `name` are required, all others optional and in any order: `aliases`,
    /// `abbreviations`, `adjectives`, `members`, `risky` (each several, separated by `|`), `wikidata`,
    /// `gender` (`m`, `f`, `x`), `party`, `country`, `state` (ids), `surname`, `roles`
    /// (`label:from:to|…`, dates as `2016-11-08`, `2016` or empty) and `tier` (`0` to `3`). A row with a
    /// known id replaces that entry; the kind `remove` takes it away; the kind `blocker` makes its
    /// forms win and yield nothing.
    ///
    /// ```
    /// use onrecord::{Document, Gazetteer};
    ///
    /// let table = "id\tkind\tname\tparty\nperson/ortiz\tperson\tAnn Ortiz\tparty/us/democratic\n";
    /// let gazetteer = Gazetteer::from_tsv("people.tsv", table)?;
    /// let document = Document::new("Ann Ortiz spoke");
    /// let found = gazetteer.longest_at(document.tokens(), 0).unwrap();
    /// assert_eq!(gazetteer.entry(found.candidates[0].entry).id(), "person/ortiz");
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a line is not in this format: the message names place, line, what was expected, what found.
    pub fn from_tsv(place: &str, text: &str) -> Result<Gazetteer, Error> {
        let mut gazetteer = Gazetteer::without_own();
        let (rows, removed) = tsv::read(place, text)?;
        // one reading of the table serves all rows
        let people = once_cell::unsync::Lazy::new(|| gazetteer.base.people());
        let known = |id: &str| match id.starts_with("person/") {
            true => people.get(id).map(|&index| EntryId(index as u32)),
            false => gazetteer.id_of(id),
        };
        let bytes = compile::compile(&rows, gazetteer.date(), gazetteer.base.len(), &known)?;
        let mut hidden: Vec<EntryId> = rows
            .iter()
            .map(|row| row.id.as_str())
            .chain(removed.iter().map(String::as_str))
            .filter_map(known)
            .collect();
        hidden.sort_unstable();
        gazetteer.own = Some(Own {
            table: Table::from_bytes(Cow::Owned(bytes))?,
            hidden,
        });
        Ok(gazetteer)
    }

    /// Everything that is wrong with a table of the user's own, by line; [`from_tsv`](Self::from_tsv) tells the
    /// first alone.
    ///
    /// Beyond the form: ids that come twice, terms that end before they begin, ids that lead nowhere.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    ///
    /// let table = "id\tkind\tname\tparty\np/1\tpersn\tAnn Ortiz\t\np/2\tperson\tBo Roe\tparty/none\n";
    /// let errors = Gazetteer::check_tsv("people.tsv", table);
    /// assert_eq!(errors.iter().map(|error| error.line()).collect::<Vec<_>>(), [Some(2), Some(3)]);
    /// ```
    #[must_use]
    pub fn check_tsv(place: &str, text: &str) -> Vec<Error> {
        check::check(place, text)
    }

    /// The day the embedded facts were compiled; offices change after it.
    #[must_use]
    pub fn date(&self) -> Date {
        self.base.date()
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.base.len() + self.own.as_ref().map_or(0, |own| own.table.len())
    }

    /// Returns true when there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An entry; of an id that comes from another gazetteer, any or an empty one.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Entry<'_> {
        Entry::new(self, id)
    }

    /// The entry with this id, as in records: `party/us/democratic`. Looking for a person reads the
    /// whole table.
    #[must_use]
    pub fn id_of(&self, id: &str) -> Option<EntryId> {
        let own = self.own.as_ref().and_then(|own| own.table.find(id));
        match own {
            Some(index) => Some(EntryId((self.base.len() + index) as u32)),
            None => self
                .base
                .find(id)
                .map(|index| EntryId(index as u32))
                .filter(|id| !self.is_hidden(*id)),
        }
    }

    fn is_hidden(&self, id: EntryId) -> bool {
        self.own
            .as_ref()
            .is_some_and(|own| own.hidden.binary_search(&id).is_ok())
    }

    /// Every entry, the embedded ones first; what the user's own rows replace or remove is left out.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let ids = (0..self.len() as u32).map(EntryId);
        ids.filter(|id| !self.is_hidden(*id))
            .map(|id| Entry::new(self, id))
    }

    /// Returns true when the entry is the user's own.
    #[must_use]
    pub fn is_own(&self, id: EntryId) -> bool {
        id.0 as usize >= self.base.len()
    }

    /// The longest form that starts at token `at` and whose case the tokens respect.
    #[must_use]
    pub fn longest_at(&self, tokens: &[Token], at: usize) -> Option<Match> {
        let (mut best, mut candidates) = (0, Vec::new());
        self.scan(tokens, at, |length, found| {
            if length > best {
                best = length;
                candidates.clear();
            }
            candidates.push(found);
        });
        (best > 0).then_some(Match {
            tokens: best,
            candidates,
        })
    }

    /// Calls `visit` with every form that starts at token `at`, shortest first within a layer: its
    /// length in tokens and each of its candidates, best first. The user's own layer comes first, and
    /// a form of the user's hides the embedded candidates for the same words.
    pub(crate) fn scan(
        &self,
        tokens: &[Token],
        at: usize,
        mut visit: impl FnMut(usize, Candidate),
    ) {
        let mut own_lengths = 0_u64;
        if let Some(own) = &self.own {
            own.table.scan(tokens, at, |length, entry, form| {
                own_lengths |= 1 << length.min(63);
                visit(
                    length,
                    candidate(EntryId(entry.0 + self.base.len() as u32), form),
                );
            });
        }
        self.base.scan(tokens, at, |length, entry, form| {
            if own_lengths & (1 << length.min(63)) == 0 && !self.is_hidden(entry) {
                visit(length, candidate(entry, form));
            }
        });
    }

    /// How often a word is a first name and a surname, by the hash of its lower-cased form.
    #[inline]
    pub(crate) fn name_votes(&self, folded: u64) -> NameVotes {
        self.names.get(folded)
    }

    fn layer(&self, id: EntryId) -> (&Table<'static>, usize) {
        let index = id.0 as usize;
        match &self.own {
            Some(own) if index >= self.base.len() => (&own.table, index - self.base.len()),
            _ => (&self.base, index),
        }
    }
}

fn candidate(entry: EntryId, form: Form) -> Candidate {
    Candidate {
        entry,
        form: form.kind(),
        risky: form.is_risky(),
    }
}

#[cfg(test)]
mod tests {
    use super::Gazetteer;
    use crate::Document;

    fn first_id(gazetteer: &Gazetteer, text: &str) -> Option<String> {
        let document = Document::new(text);
        let found = gazetteer.longest_at(document.tokens(), 0)?;
        Some(gazetteer.entry(found.candidates[0].entry).id().into_owned())
    }

    #[test]
    fn own_rows_stand_over_embedded_ones() {
        let table =
            "id\tkind\tname\taliases\nparty/us/republican\tparty\tGrand Old Party\tElephants\n";
        let own = Gazetteer::from_tsv("own.tsv", table).unwrap();
        assert_eq!(
            first_id(&own, "Elephants").as_deref(),
            Some("party/us/republican")
        );
        // the embedded forms went with the embedded row
        assert_eq!(first_id(&own, "GOP"), None);
        assert_eq!(
            first_id(&own, "Democrats").as_deref(),
            Some("party/us/democratic")
        );
        let id = own.id_of("party/us/republican").unwrap();
        assert_eq!(own.entry(id).name(), "Grand Old Party");
    }

    #[test]
    fn a_removed_row_is_gone() {
        let own = Gazetteer::from_tsv("own.tsv", "id\tkind\tname\nus-state/OH\tremove\n").unwrap();
        assert_eq!(first_id(&own, "Ohio"), None);
        assert_eq!(
            first_id(Gazetteer::embedded(), "Ohio").as_deref(),
            Some("us-state/OH")
        );
    }

    #[test]
    fn own_rows_may_refer_to_embedded_ones() {
        let table = "id\tkind\tname\tstate\troles\np/1\tperson\tAnn Ortiz\tus-state/OH\tSenator:2019-01-03:\n";
        let own = Gazetteer::from_tsv("own.tsv", table).unwrap();
        let ortiz = own.entry(own.id_of("p/1").unwrap());
        assert_eq!(ortiz.state().unwrap().name(), "Ohio");
        let role = ortiz.roles().next().unwrap();
        assert_eq!(role.label, "Senator");
        assert!(!role.holds_on(super::Date::parse("2018-12-31").unwrap()));
    }

    #[test]
    fn errors_name_place_line_and_what_was_expected() {
        let error = |table: &str| {
            Gazetteer::from_tsv("own.tsv", table)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("id\tkind\tname\np/1\tpersn\tAnn Ortiz\n"),
            "own.tsv:2: expected kind person, party, us_state, country, subdivision, organization, place, \
             blocker or remove, found `persn`"
        );
        assert_eq!(
            error("id\tname\n"),
            "own.tsv:1: expected a column `kind`, found `id, name`"
        );
        assert!(
            error("id\tkind\tname\tstate\np/1\tperson\tA B\tus-state/XX\n").contains("us-state/XX")
        );
    }
}
