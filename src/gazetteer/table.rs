//! The compiled tables: one flat byte slice, read in place.
//!
//! Layout, all numbers little-endian: header; entries of [`ENTRY`] bytes; affiliations (party, state, country);
//! labels of offices (a string each); dates; details of the entries; an index of word sequences; lists of
//! candidates; strings, those inside another not stored again.
//!
//! An id that follows from the Wikidata id, or from the name and the place, is not stored. Details of an entry
//! stand in this order, each only where there is one: id, Wikidata id, surname, aliases (four bytes each), offices
//! (label, first and last day: two bytes each).
//!
//! The index is a trie laid flat: the hash of every prefix of every form has a row with a
//! fingerprint, whether a longer form starts so, and where its candidates stand. A walk costs one
//! look-up a word and ends at the first word that starts no form.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Gender;
use super::entry::Form;
use super::index::{Index, u24_at};
use super::{Date, EntryId, EntryKind, Role, Tier};
use crate::error::ErrorKind;
use crate::mention::MentionForm;
use crate::text::Shape;
use crate::{Error, Token, hash};

pub(super) const MAGIC: &[u8; 8] = b"onrec\0g2";
/// Numbers after the magic: date, entries, affiliations, labels, dates, bytes of details, bits and rows of the
/// index, bytes of candidates, bytes of strings.
pub(super) const NUMBERS: usize = 10;
pub(super) const HEADER: usize = 8 + NUMBERS * 4;
/// Name (4), flags (2), affiliation (2), aliases (1), place of the details (3).
pub(super) const ENTRY: usize = 12;
/// Fingerprint and payload of a word sequence.
pub(super) const NODE: usize = 8;
/// No reference.
pub(super) const NONE: u32 = u32::MAX;
/// A longer form starts with these words.
pub(super) const MORE: u32 = 1 << 31;
/// The row holds its only candidate itself.
pub(super) const INLINE: u32 = 1 << 30;
/// Forms have at most this many words.
pub(super) const LONGEST: usize = 24;

/// The flags of an entry: kind (bits 0 to 3), gender (4, 5), tier (6, 7), how its id is told (8, 9), whether
/// details hold a Wikidata id (10) and a surname (11), number of offices (12 to 15).
#[derive(Clone, Copy, Debug)]
pub(super) struct Flags(pub(super) u16);

impl Flags {
    pub(super) const WIKIDATA: u16 = 1 << 10;
    pub(super) const SURNAME: u16 = 1 << 11;
    /// Further offices are dropped, the earliest first.
    pub(super) const MOST_ROLES: usize = 15;

    fn id_form(self) -> IdForm {
        match self.0 >> 8 & 3 {
            1 => IdForm::Wikidata,
            2 => IdForm::Name,
            3 => IdForm::NameAndPlace,
            _ => IdForm::Stored,
        }
    }

    fn roles(self) -> usize {
        usize::from(self.0 >> 12)
    }
}

/// How the id of an entry is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdForm {
    Stored,
    /// `person/Q76`
    Wikidata,
    /// `person/ann-ortiz`
    Name,
    /// `person/ann-ortiz-oh`: the end of the state's id, else of the country's
    NameAndPlace,
}

impl IdForm {
    pub(super) fn to_bits(self) -> u16 {
        (self as u16) << 8
    }
}

/// The id of a person by name and code of the place: `person/ann-ortiz-oh`.
pub(super) fn named_id(name: &str, place: Option<&str>) -> String {
    let mut id = "person/".to_owned();
    let code = place.and_then(|id| id.rsplit('/').next()).unwrap_or("");
    for c in name.chars().chain([' ']).chain(code.chars()) {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.ends_with(['-', '/']) {
            id.push('-');
        }
    }
    if id.ends_with('-') {
        id.pop();
    }
    id
}

/// The key under which the index knows the id of an entry that is no person.
pub(super) fn id_key(id: &str) -> u64 {
    hash::combine(0x1d, hash::of_str(id))
}

#[derive(Clone, Debug)]
pub(super) struct Table<'t> {
    bytes: Cow<'t, [u8]>,
    date: Date,
    entries: usize,
    affiliations: usize,
    labels: usize,
    dates: usize,
    details: usize,
    nodes: Index,
    candidates: usize,
    strings: usize,
    count: usize,
}

impl<'t> Table<'t> {
    /// Reads a table; checks magic and lengths, decodes nothing.
    ///
    /// What stands in the sections is not, so that a table is ready at once: what a damaged one leads to reads
    /// as whatever stands there, after its end as zeros and empty strings.
    pub(super) fn from_bytes(bytes: Cow<'t, [u8]>) -> Result<Self, Error> {
        let fail = |reason: &str| {
            Error::new(ErrorKind::Binary {
                what: "gazetteer",
                reason: reason.to_owned(),
            })
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail("expected a table of format g2"));
        }
        let field = |i: usize| u32_at(&bytes, 8 + 4 * i) as usize;
        let date = Date::from_bits(field(0) as u32).ok_or_else(|| fail("expected a date"))?;
        let count = field(1);
        let beyond = || fail("a section ends after the file");
        let mut at = HEADER;
        let mut section = |rows: usize, row: usize| {
            let start = at;
            let length = rows.checked_mul(row).ok_or_else(beyond)?;
            at = at.checked_add(length).ok_or_else(beyond)?;
            Ok::<usize, Error>(start)
        };
        let entries = section(count, ENTRY)?;
        let affiliations = section(field(2), 12)?;
        let labels = section(field(3), 4)?;
        let dates = section(field(4), 4)?;
        let details = section(field(5), 1)?;
        let (nodes, candidates) = Index::new(&bytes, at, field(6) as u32, field(7), NODE)?;
        let strings = candidates.checked_add(field(8)).ok_or_else(beyond)?;
        if strings.checked_add(field(9)) != Some(bytes.len()) {
            return Err(fail("the sections do not add up to the length"));
        }
        Ok(Self {
            date,
            entries,
            affiliations,
            labels,
            dates,
            details,
            nodes,
            candidates,
            strings,
            count,
            bytes,
        })
    }

    pub(super) fn date(&self) -> Date {
        self.date
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Where an entry stands.
    fn at(&self, entry: usize) -> usize {
        self.entries + entry * ENTRY
    }

    fn flags(&self, entry: usize) -> Flags {
        Flags(u16_at(&self.bytes, self.at(entry) + 4))
    }

    /// A string: 24 bits of offset, 8 bits of length.
    fn string(&self, packed: u32) -> &str {
        let start = self.strings + (packed >> 8) as usize;
        let end = start + (packed & 255) as usize;
        self.bytes
            .get(start..end)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    pub(super) fn id(&self, entry: usize) -> Cow<'_, str> {
        match self.flags(entry).id_form() {
            IdForm::Wikidata => {
                Cow::Owned(format!("person/Q{}", self.wikidata(entry).unwrap_or(0)))
            }
            IdForm::Stored => {
                Cow::Borrowed(self.string(u32_at(&self.bytes, self.details_of(entry))))
            }
            IdForm::Name => Cow::Owned(named_id(self.name(entry), None)),
            IdForm::NameAndPlace => {
                let place = self.reference(entry, 1).or(self.reference(entry, 2));
                // The id of a place is stored: one that is made of another's would have no end in a damaged table.
                let stored = |place: &u32| self.flags(*place as usize).id_form() == IdForm::Stored;
                let place = place.filter(stored).map(|place| self.id(place as usize));
                Cow::Owned(named_id(self.name(entry), place.as_deref()))
            }
        }
    }

    pub(super) fn name(&self, entry: usize) -> &str {
        self.string(u32_at(&self.bytes, self.at(entry)))
    }

    pub(super) fn kind(&self, entry: usize) -> EntryKind {
        EntryKind::from_byte((self.flags(entry).0 & 15) as u8)
    }

    pub(super) fn gender(&self, entry: usize) -> Option<Gender> {
        match self.flags(entry).0 >> 4 & 3 {
            1 => Some(Gender::Male),
            2 => Some(Gender::Female),
            3 => Some(Gender::Other),
            _ => None,
        }
    }

    pub(super) fn tier(&self, entry: usize) -> Tier {
        Tier::from_byte((self.flags(entry).0 >> 6 & 3) as u8)
    }

    /// Party, state or country: 0, 1 or 2.
    pub(super) fn reference(&self, entry: usize, which: usize) -> Option<u32> {
        let affiliation = usize::from(u16_at(&self.bytes, self.at(entry) + 6));
        let id = u32_at(
            &self.bytes,
            self.affiliations + 12 * affiliation + 4 * which,
        );
        Some(id).filter(|id| *id != NONE)
    }

    /// Where the details of an entry begin.
    fn details_of(&self, entry: usize) -> usize {
        self.details + u24_at(&self.bytes, self.at(entry) + 9) as usize
    }

    /// Where the detail of a flag stands, and the first byte after the optional details.
    fn detail(&self, entry: usize, flag: u16) -> (Option<usize>, usize) {
        let flags = self.flags(entry);
        let mut at = self.details_of(entry);
        if flags.id_form() == IdForm::Stored {
            at += 4;
        }
        let mut found = None;
        for optional in [Flags::WIKIDATA, Flags::SURNAME] {
            if flags.0 & optional != 0 {
                if optional == flag {
                    found = Some(at);
                }
                at += 4;
            }
        }
        (found, at)
    }

    pub(super) fn wikidata(&self, entry: usize) -> Option<u32> {
        let at = self.detail(entry, Flags::WIKIDATA).0?;
        Some(u32_at(&self.bytes, at))
    }

    pub(super) fn surname(&self, entry: usize) -> Option<&str> {
        let at = self.detail(entry, Flags::SURNAME).0?;
        Some(self.string(u32_at(&self.bytes, at)))
    }

    fn alias_count(&self, entry: usize) -> usize {
        usize::from(self.bytes.get(self.at(entry) + 8).copied().unwrap_or(0))
    }

    pub(super) fn aliases(&self, entry: usize) -> impl Iterator<Item = &str> + use<'_, 't> {
        let first = self.detail(entry, 0).1;
        (0..self.alias_count(entry)).map(move |i| self.string(u32_at(&self.bytes, first + 4 * i)))
    }

    pub(super) fn roles(&self, entry: usize) -> impl Iterator<Item = Role<'_>> + use<'_, 't> {
        let first = self.detail(entry, 0).1 + 4 * self.alias_count(entry);
        (0..self.flags(entry).roles()).map(move |i| {
            let number = |n: usize| usize::from(u16_at(&self.bytes, first + 6 * i + 2 * n));
            let date = |n| Date::from_bits(u32_at(&self.bytes, self.dates + 4 * number(n)));
            Role {
                label: self.string(u32_at(&self.bytes, self.labels + 4 * number(0))),
                from: date(1),
                to: date(2),
            }
        })
    }

    /// The entry of an id; reads all embedded people, but looks all others up.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        let indexed = self
            .node(id_key(id))
            .filter(|payload| payload & INLINE != 0)
            .map(|payload| ((payload & !(MORE | INLINE)) >> 8) as usize)
            .filter(|&entry| self.id(entry) == id);
        indexed.or_else(|| {
            let person = id.starts_with("person/");
            person.then(|| (0..self.count).find(|&entry| self.id(entry) == id))?
        })
    }

    /// The people by their ids.
    pub(super) fn people(&self) -> HashMap<Cow<'_, str>, usize> {
        (0..self.count)
            .filter(|&entry| self.kind(entry) == EntryKind::Person)
            .map(|entry| (self.id(entry), entry))
            .collect()
    }

    /// What is known of a sequence of words, by the running hash of it.
    #[inline]
    fn node(&self, key: u64) -> Option<u32> {
        let fingerprint = ((key >> 32) as u32).to_le_bytes();
        self.nodes
            .bucket(&self.bytes, key)
            .find(|row| row[..4] == fingerprint)
            .map(|row| u32_at(row, 4))
    }

    /// Calls `visit` with length, entry and form of everything that starts at token `at`.
    #[inline]
    pub(super) fn scan(
        &self,
        tokens: &[Token],
        at: usize,
        mut visit: impl FnMut(usize, EntryId, Form),
    ) {
        let Some(first) = tokens.get(at) else { return };
        let mut key = first.folded;
        let mut length = 1;
        loop {
            let Some(payload) = self.node(key) else {
                return;
            };
            let words = &tokens[at..at + length];
            let rest = payload & !(MORE | INLINE);
            if payload & INLINE != 0 {
                offer(rest, words, &mut visit);
            } else if rest > 0 {
                let list = self.candidates + rest as usize - 1;
                let count = self.bytes.get(list).copied().unwrap_or(0);
                for i in 0..usize::from(count) {
                    offer(u32_at(&self.bytes, list + 1 + 4 * i), words, &mut visit);
                }
            }
            if payload & MORE == 0 || length == LONGEST {
                return;
            }
            let Some(next) = tokens.get(at + length) else {
                return;
            };
            key = hash::combine(key, next.folded);
            length += 1;
        }
    }
}

/// Passes a candidate on when the words are cased as its form demands.
#[inline]
fn offer(packed: u32, words: &[Token], visit: &mut impl FnMut(usize, EntryId, Form)) {
    let form = Form(packed as u8);
    if case_fits(form, words) {
        visit(words.len(), EntryId(packed >> 8), form);
    }
}

/// Returns true when the words are cased as the form demands; all capitals always do, but for
/// adjectives and the like the caller looks further.
fn case_fits(form: Form, words: &[Token]) -> bool {
    let (first, last) = (words[0].shape, words[words.len() - 1].shape);
    let lower = |shape| shape == Shape::Lower;
    if form.0 & Form::UPPER != 0 {
        return !words
            .iter()
            .any(|w| matches!(w.shape, Shape::Lower | Shape::Capitalised))
            || form.kind() == MentionForm::Abbreviation && single_letters(words);
    }
    !(form.0 & Form::FIRST_CAPITAL != 0 && lower(first)
        || form.0 & Form::LAST_CAPITAL != 0 && lower(last))
}

/// “R.”, “D”: one capital letter has no case beside capitalised.
fn single_letters(words: &[Token]) -> bool {
    words.len() == 1 && words[0].shape == Shape::Capitalised && words[0].span.len() <= 2
}

/// A number of 32 bits; 0 after the end.
#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let found = bytes.get(at..).and_then(<[u8]>::first_chunk);
    found.map_or(0, |found| u32::from_le_bytes(*found))
}

/// A number of 16 bits; 0 after the end.
#[inline]
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let found = bytes.get(at..).and_then(<[u8]>::first_chunk);
    found.map_or(0, |found| u16::from_le_bytes(*found))
}
