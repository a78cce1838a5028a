//! Compiles rows into the flat table that [`Table`](super::table::Table) reads.

use std::collections::BTreeMap;

use super::Gender;
use super::entry::Form;
use super::table::{HEADER, INLINE, LONGEST, MAGIC, MORE, NONE, SLOT, id_key};
use super::tsv::Row;
use super::words::words;
use super::{Date, EntryId, EntryKind, Tier};
use crate::error::ErrorKind;
use crate::mention::MentionForm;
use crate::{Error, hash};

/// Strings, each stored once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Strings {
    /// 24 bits of offset, 8 bits of length; longer strings are cut at a character.
    fn add(&mut self, text: &str) -> u32 {
        let mut end = text.len().min(255);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        if let Some(&packed) = self.known.get(text) {
            return packed;
        }
        let packed = (self.bytes.len() as u32) << 8 | text.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), packed);
        packed
    }
}

/// A prefix of forms: whether it goes on, and whom it names.
#[derive(Default)]
struct Node {
    more: bool,
    candidates: Vec<(u32, Form)>,
}

/// Compiles rows. References to ids of other layers are looked up with `known`; own rows are numbered
/// from `base` on.
pub(crate) fn compile(
    rows: &[Row],
    date: Date,
    base: usize,
    known: &dyn Fn(&str) -> Option<EntryId>,
) -> Result<Vec<u8>, Error> {
    let own: BTreeMap<&str, u32> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| (row.id.as_str(), (base + i) as u32))
        .collect();
    let resolve = |row: &Row, id: &str| match id {
        "" => Ok(NONE),
        id => own
            .get(id)
            .copied()
            .or_else(|| known(id).map(|e| e.0))
            .ok_or_else(|| {
                Error::new(ErrorKind::Binary {
                    what: "gazetteer",
                    reason: format!("{}: no entry has the id `{id}`", row.id),
                })
            }),
    };
    let mut strings = Strings::default();
    let (mut entries, mut aliases, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    let (mut alias_count, mut role_count) = (0_u32, 0_u32);
    let mut nodes: BTreeMap<u64, Node> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let wikidata = row
            .wikidata
            .trim_start_matches('Q')
            .parse::<u32>()
            .unwrap_or(0);
        let id = if wikidata > 0 && row.id == format!("person/{}", row.wikidata) {
            NONE
        } else {
            strings.add(&row.id)
        };
        let gender = match row.gender {
            None => 0,
            Some(Gender::Male) => 1,
            Some(Gender::Female) => 2,
            Some(Gender::Other) => 3,
        };
        let kind = row.kind.unwrap_or(EntryKind::Blocker);
        let other: Vec<&String> = row
            .aliases
            .iter()
            .chain(&row.abbreviations)
            .take(255)
            .collect();
        let held: Vec<_> = row.roles.iter().take(255).collect();
        let surname = if row.surname.is_empty() {
            NONE
        } else {
            strings.add(&row.surname)
        };
        for number in [id, strings.add(&row.name), wikidata] {
            entries.extend_from_slice(&number.to_le_bytes());
        }
        entries.extend_from_slice(&[
            kind.to_byte() | gender << 4,
            row.tier as u8,
            other.len() as u8,
            held.len() as u8,
        ]);
        for number in [
            resolve(row, &row.party)?,
            resolve(row, &row.state)?,
            resolve(row, &row.country)?,
            surname,
            alias_count,
            role_count,
        ] {
            entries.extend_from_slice(&number.to_le_bytes());
        }
        alias_count += other.len() as u32;
        role_count += held.len() as u32;
        for alias in other {
            aliases.extend_from_slice(&strings.add(alias).to_le_bytes());
        }
        for (label, from, to) in held {
            let bits = |date: &Option<Date>| date.map_or(0, Date::to_bits);
            for number in [strings.add(label), bits(from), bits(to)] {
                roles.extend_from_slice(&number.to_le_bytes());
            }
        }
        // ids of embedded people are not looked up often enough to be worth the space
        if kind != EntryKind::Person || base > 0 {
            let id = nodes.entry(id_key(&row.id)).or_default();
            id.candidates
                .push((index as u32, Form::new(MentionForm::FullName, 0)));
        }
        for (form, text) in forms(row) {
            insert(&mut nodes, index as u32, form, text);
        }
    }
    let (slots, bits, candidates) = slots(nodes, rows);
    let mut bytes = Vec::with_capacity(HEADER + entries.len() + slots.len() + strings.bytes.len());
    bytes.extend_from_slice(MAGIC);
    for number in [
        date.to_bits(),
        rows.len() as u32,
        alias_count,
        role_count,
        bits,
        candidates.len() as u32,
        strings.bytes.len() as u32,
    ] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    for section in [entries, aliases, roles, slots, candidates, strings.bytes] {
        bytes.extend_from_slice(&section);
    }
    Ok(bytes)
}

/// All forms of a row, with their kind and flags.
fn forms(row: &Row) -> Vec<(Form, &str)> {
    let mut out = Vec::new();
    let mut push = |kind: MentionForm, text| {
        let risky = if row.risky.iter().any(|r| r == text) {
            Form::RISKY
        } else {
            0
        };
        out.push((Form::new(kind, risky | case(text)), text));
    };
    push(MentionForm::FullName, row.name.as_str());
    for text in &row.aliases {
        push(MentionForm::Alias, text);
    }
    for text in &row.abbreviations {
        push(MentionForm::Abbreviation, text);
    }
    for text in &row.adjectives {
        push(MentionForm::Adjective, text);
    }
    for text in &row.members {
        push(MentionForm::Member, text);
    }
    // a surname alone never names anybody but beside a title or a party tag
    if row.kind == Some(EntryKind::Person) && row.tier <= Tier::National {
        let surname = match row.surname.as_str() {
            "" => row
                .name
                .split(' ')
                .rfind(|word| !matches!(*word, "Jr." | "Jr" | "Sr." | "II" | "III" | "IV")),
            surname => Some(surname),
        };
        if let Some(text) = surname.filter(|s| s.len() < row.name.len()) {
            out.push((
                Form::new(MentionForm::Surname, Form::RISKY | case(text)),
                text,
            ));
        }
    }
    out
}

/// The case that a form demands of a text, read off its own.
fn case(text: &str) -> u8 {
    let upper = |word: Option<&str>| {
        word.and_then(|w| w.chars().next())
            .is_some_and(char::is_uppercase)
    };
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let single_word = !text.contains(' ');
    if single_word
        && capitals >= 2
        && !text.contains('-')
        && text.chars().count() <= 8
        && capitals * 2 >= text.chars().filter(|c| c.is_alphabetic()).count()
    {
        return Form::UPPER;
    }
    let mut flags = 0;
    if upper(text.split(' ').next()) {
        flags |= Form::FIRST_CAPITAL;
    }
    // “the Democratic party”
    if upper(text.split(' ').next_back()) && !text.ends_with(" Party") {
        flags |= Form::LAST_CAPITAL;
    }
    flags
}

fn insert(nodes: &mut BTreeMap<u64, Node>, entry: u32, form: Form, text: &str) {
    let words = words(text);
    if words.is_empty() || words.len() > LONGEST {
        return;
    }
    let mut key = words[0];
    for next in &words[1..] {
        nodes.entry(key).or_default().more = true;
        key = hash::combine(key, *next);
    }
    let candidates = &mut nodes.entry(key).or_default().candidates;
    if !candidates.iter().any(|(e, _)| *e == entry) {
        candidates.push((entry, form));
    }
}

/// The hash table, its bits, and the candidate lists: for each form the best known first.
fn slots(nodes: BTreeMap<u64, Node>, rows: &[Row]) -> (Vec<u8>, u32, Vec<u8>) {
    let bits = (nodes.len() * 4 / 3 + 2)
        .next_power_of_two()
        .trailing_zeros();
    let mask = (1_usize << bits) - 1;
    let mut slots = vec![0_u8; SLOT << bits];
    let mut lists = Vec::new();
    for (key, mut node) in nodes {
        let mut payload = if node.more { MORE } else { 0 };
        if let [(entry, form)] = node.candidates[..] {
            payload |= INLINE | entry << 8 | u32::from(form.0);
        } else if !node.candidates.is_empty() {
            payload |= lists.len() as u32 + 1;
            node.candidates.sort_by_key(|(entry, form)| {
                let row = &rows[*entry as usize];
                (form.is_risky(), row.tier, *entry)
            });
            node.candidates.truncate(255);
            lists.push(node.candidates.len() as u8);
            for (entry, form) in node.candidates {
                lists.extend_from_slice(&(entry << 8 | u32::from(form.0)).to_le_bytes());
            }
        }
        let mut at = key as usize & mask;
        while slots[at * SLOT + 4..][..4] != [0; 4] {
            at = (at + 1) & mask;
        }
        slots[at * SLOT..][..4].copy_from_slice(&((key >> 32) as u32).to_le_bytes());
        slots[at * SLOT + 4..][..4].copy_from_slice(&payload.to_le_bytes());
    }
    (slots, bits, lists)
}
