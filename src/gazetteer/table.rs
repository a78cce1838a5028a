//! The compiled tables: one flat byte slice, read in place.
//!
//! Layout, all numbers little-endian: header; entries of [`ENTRY`] bytes; aliases (a string each);
//! roles (label, from, to); a hash table of word sequences; lists of candidates; strings.
//!
//! The hash table is a trie laid flat: the hash of every prefix of every form has a slot with a
//! fingerprint, whether a longer form starts so, and where its candidates stand. A walk costs one
//! look-up a word and ends at the first word that starts no form.

use std::borrow::Cow;

use super::Gender;
use super::entry::Form;
use super::{Date, EntryId, EntryKind, Role, Tier};
use crate::error::ErrorKind;
use crate::mention::MentionForm;
use crate::text::Shape;
use crate::{Error, Token, hash};

pub(super) const MAGIC: &[u8; 8] = b"onrec\0g1";
/// Magic; date, entries, aliases, roles, bits of the hash table, bytes of candidates, bytes of strings.
pub(super) const HEADER: usize = 8 + 7 * 4;
/// id, name, wikidata, kind+gender+tier+counts, party, state, country, surname, first alias, first role.
pub(super) const ENTRY: usize = 40;
pub(super) const SLOT: usize = 8;
/// No reference.
pub(super) const NONE: u32 = u32::MAX;
/// A longer form starts with these words.
pub(super) const MORE: u32 = 1 << 31;
/// The slot holds its only candidate itself.
pub(super) const INLINE: u32 = 1 << 30;
/// Forms have at most this many words.
pub(super) const LONGEST: usize = 24;

/// The key under which the hash table knows the id of an entry that is no person.
pub(super) fn id_key(id: &str) -> u64 {
    hash::combine(0x1d, hash::of_str(id))
}

#[derive(Clone, Debug)]
pub(super) struct Table<'t> {
    bytes: Cow<'t, [u8]>,
    date: Date,
    entries: usize,
    aliases: usize,
    roles: usize,
    slots: usize,
    mask: u64,
    candidates: usize,
    strings: usize,
    count: usize,
}

impl<'t> Table<'t> {
    /// Reads a table; checks magic and lengths, decodes nothing.
    pub(super) fn from_bytes(bytes: Cow<'t, [u8]>) -> Result<Self, Error> {
        let fail = |reason: &str| {
            Error::new(ErrorKind::Binary {
                what: "gazetteer",
                reason: reason.to_owned(),
            })
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(fail("expected a table of format g1"));
        }
        let field = |i: usize| u32_at(&bytes, 8 + 4 * i) as usize;
        let (count, aliases, roles, bits) = (field(1), field(2), field(3), field(4));
        if bits > 26 {
            return Err(fail("the hash table is too large"));
        }
        let date = Date::from_bits(field(0) as u32).ok_or_else(|| fail("expected a date"))?;
        let mut at = HEADER;
        let mut section = |length: usize| {
            let start = at;
            at += length;
            start
        };
        let entries = section(count * ENTRY);
        let aliases = section(aliases * 4);
        let roles = section(roles * 12);
        let slots = section(SLOT << bits);
        let candidates = section(field(5));
        let strings = section(field(6));
        if at != bytes.len() {
            return Err(fail("the sections do not add up to the length"));
        }
        Ok(Self {
            date,
            entries,
            aliases,
            roles,
            slots,
            mask: (1 << bits) - 1,
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

    fn field(&self, entry: usize, offset: usize) -> u32 {
        u32_at(&self.bytes, self.entries + entry * ENTRY + offset)
    }

    fn byte(&self, entry: usize, offset: usize) -> u8 {
        self.bytes[self.entries + entry * ENTRY + offset]
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
        match (self.field(entry, 0), self.wikidata(entry)) {
            (NONE, Some(number)) => Cow::Owned(format!("person/Q{number}")),
            (packed, _) => Cow::Borrowed(self.string(packed)),
        }
    }

    pub(super) fn name(&self, entry: usize) -> &str {
        self.string(self.field(entry, 4))
    }

    pub(super) fn wikidata(&self, entry: usize) -> Option<u32> {
        Some(self.field(entry, 8)).filter(|number| *number != 0)
    }

    pub(super) fn kind(&self, entry: usize) -> EntryKind {
        EntryKind::from_byte(self.byte(entry, 12) & 15)
    }

    pub(super) fn gender(&self, entry: usize) -> Option<Gender> {
        match self.byte(entry, 12) >> 4 {
            1 => Some(Gender::Male),
            2 => Some(Gender::Female),
            3 => Some(Gender::Other),
            _ => None,
        }
    }

    pub(super) fn tier(&self, entry: usize) -> Tier {
        Tier::from_byte(self.byte(entry, 13))
    }

    /// Party, state or country: 0, 1 or 2.
    pub(super) fn reference(&self, entry: usize, which: usize) -> Option<u32> {
        Some(self.field(entry, 16 + 4 * which)).filter(|id| *id != NONE)
    }

    pub(super) fn surname(&self, entry: usize) -> Option<&str> {
        Some(self.field(entry, 28))
            .filter(|s| *s != NONE)
            .map(|s| self.string(s))
    }

    pub(super) fn aliases(&self, entry: usize) -> impl Iterator<Item = &str> + use<'_, 't> {
        let first = self.field(entry, 32) as usize;
        let count = self.byte(entry, 14) as usize;
        (first..first + count).map(|i| self.string(u32_at(&self.bytes, self.aliases + 4 * i)))
    }

    pub(super) fn roles(&self, entry: usize) -> impl Iterator<Item = Role<'_>> + use<'_, 't> {
        let first = self.field(entry, 36) as usize;
        let count = self.byte(entry, 15) as usize;
        (first..first + count).map(|i| {
            let at = self.roles + 12 * i;
            Role {
                label: self.string(u32_at(&self.bytes, at)),
                from: Date::from_bits(u32_at(&self.bytes, at + 4)),
                to: Date::from_bits(u32_at(&self.bytes, at + 8)),
            }
        })
    }

    /// The entry of an id; reads all embedded people, but looks all others up.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        let indexed = self
            .slot(id_key(id))
            .filter(|payload| payload & INLINE != 0)
            .map(|payload| ((payload & !(MORE | INLINE)) >> 8) as usize)
            .filter(|&entry| self.id(entry) == id);
        indexed.or_else(|| {
            let person = id.starts_with("person/");
            person.then(|| (0..self.count).find(|&entry| self.id(entry) == id))?
        })
    }

    /// What is known of a sequence of words, by the running hash of it.
    #[inline]
    fn slot(&self, key: u64) -> Option<u32> {
        let mut at = key & self.mask;
        loop {
            let slot = self.slots + at as usize * SLOT;
            let payload = u32_at(&self.bytes, slot + 4);
            if payload == 0 {
                return None;
            }
            if u32_at(&self.bytes, slot) == (key >> 32) as u32 {
                return Some(payload);
            }
            at = (at + 1) & self.mask;
        }
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
            let Some(payload) = self.slot(key) else {
                return;
            };
            let words = &tokens[at..at + length];
            let rest = payload & !(MORE | INLINE);
            if payload & INLINE != 0 {
                offer(rest, words, &mut visit);
            } else if rest > 0 {
                let list = self.candidates + rest as usize - 1;
                for i in 0..self.bytes[list] as usize {
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

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
