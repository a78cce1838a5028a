//! Compiles rows into the flat table that [`Table`](super::table::Table) reads.

use std::collections::{BTreeMap, BTreeSet};

use super::Gender;
use super::entry::Form;
use super::index;
use super::table::{
    Flags, HEADER, INLINE, IdForm, LONGEST, MAGIC, MORE, NODE, NONE, NUMBERS, id_key, named_id,
};
use super::tsv::Row;
use super::words::words;
use super::{Date, EntryId, EntryKind, Tier};
use crate::error::ErrorKind;
use crate::mention::MentionForm;
use crate::{Error, hash};

/// Strings, each stored once, those that are words of another inside it.
struct Strings<'s> {
    bytes: Vec<u8>,
    known: BTreeMap<&'s str, u32>,
}

impl<'s> Strings<'s> {
    fn new(texts: BTreeSet<&'s str>) -> Self {
        let mut texts: Vec<&str> = texts.into_iter().map(cut).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let mut strings = Self {
            bytes: Vec::new(),
            known: BTreeMap::new(),
        };
        let wanted: BTreeSet<&str> = texts.iter().copied().collect();
        for text in texts {
            if strings.known.contains_key(text) {
                continue;
            }
            let at = strings.bytes.len();
            strings.bytes.extend_from_slice(text.as_bytes());
            let edges = || text.match_indices(' ').map(|(at, _)| at);
            for start in [0].into_iter().chain(edges().map(|at| at + 1)) {
                for end in edges().chain([text.len()]).filter(|end| *end > start) {
                    if wanted.contains(&text[start..end]) {
                        let packed = ((at + start) as u32) << 8 | (end - start) as u32;
                        strings.known.entry(&text[start..end]).or_insert(packed);
                    }
                }
            }
        }
        strings
    }

    /// 24 bits of offset, 8 bits of length.
    fn get(&self, text: &str) -> u32 {
        self.known.get(cut(text)).copied().unwrap_or(0)
    }
}

/// Strings have at most 255 bytes; longer ones are cut at a character.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(255);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Values numbered from zero in order of their first use.
struct Numbered<T> {
    values: Vec<T>,
    known: BTreeMap<T, u16>,
}

impl<T: Copy + Ord> Numbered<T> {
    fn new() -> Self {
        Self {
            values: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    fn number(&mut self, value: T) -> Result<u16, Error> {
        if let Some(&number) = self.known.get(&value) {
            return Ok(number);
        }
        let number = u16::try_from(self.values.len()).map_err(|_| {
            Error::new(ErrorKind::Binary {
                what: "gazetteer",
                reason: "more than 65,536 different offices, days or affiliations".to_owned(),
            })
        })?;
        self.values.push(value);
        self.known.insert(value, number);
        Ok(number)
    }
}

/// A prefix of forms: whether it goes on, and whom it names.
#[derive(Default)]
struct Node {
    more: bool,
    candidates: Vec<(u32, Form)>,
}

/// Other names of a row, as many as an entry holds.
fn other_names(row: &Row) -> impl Iterator<Item = &String> {
    row.aliases.iter().chain(&row.abbreviations).take(255)
}

/// How the id of a row is told; own rows (`base` above zero) may refer to other tables and store theirs.
fn id_form(row: &Row, base: usize) -> IdForm {
    if base > 0 || row.kind != Some(EntryKind::Person) {
        return IdForm::Stored;
    }
    let place = [&row.state, &row.country]
        .into_iter()
        .find(|id| !id.is_empty());
    if !row.wikidata.is_empty() && row.id == format!("person/{}", row.wikidata) {
        IdForm::Wikidata
    } else if row.id == named_id(cut(&row.name), None) {
        IdForm::Name
    } else if place.is_some_and(|place| row.id == named_id(cut(&row.name), Some(place))) {
        IdForm::NameAndPlace
    } else {
        IdForm::Stored
    }
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
    let mut texts: BTreeSet<&str> = BTreeSet::new();
    for row in rows {
        texts.insert(&row.name);
        texts.extend(other_names(row).map(String::as_str));
        texts.extend(row.roles.iter().map(|(label, ..)| label.as_str()));
        texts.extend(Some(row.surname.as_str()).filter(|s| !s.is_empty()));
        if id_form(row, base) == IdForm::Stored {
            texts.insert(&row.id);
        }
    }
    let strings = Strings::new(texts);
    let mut affiliations: Numbered<[u32; 3]> = Numbered::new();
    let mut labels: Numbered<&str> = Numbered::new();
    let mut dates: Numbered<u32> = Numbered::new();
    let (mut entries, mut details) = (Vec::new(), Vec::new());
    let mut nodes: BTreeMap<u64, Node> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let kind = row.kind.unwrap_or(EntryKind::Blocker);
        let gender = match row.gender {
            None => 0,
            Some(Gender::Male) => 1,
            Some(Gender::Female) => 2,
            Some(Gender::Other) => 3,
        };
        let form = id_form(row, base);
        let begin = details.len() as u32;
        let mut flags =
            u16::from(kind.to_byte()) | gender << 4 | (row.tier as u16) << 6 | form.to_bits();
        if form == IdForm::Stored {
            details.extend_from_slice(&strings.get(&row.id).to_le_bytes());
        }
        if let Ok(number) = row.wikidata.trim_start_matches('Q').parse::<u32>() {
            flags |= Flags::WIKIDATA;
            details.extend_from_slice(&number.to_le_bytes());
        }
        if !row.surname.is_empty() {
            flags |= Flags::SURNAME;
            details.extend_from_slice(&strings.get(&row.surname).to_le_bytes());
        }
        for alias in other_names(row) {
            details.extend_from_slice(&strings.get(alias).to_le_bytes());
        }
        let held = &row.roles[row.roles.len().saturating_sub(Flags::MOST_ROLES)..];
        flags |= (held.len() as u16) << 12;
        for (label, from, to) in held {
            let mut bits = |date: &Option<Date>| dates.number(date.map_or(0, Date::to_bits));
            for number in [labels.number(label)?, bits(from)?, bits(to)?] {
                details.extend_from_slice(&number.to_le_bytes());
            }
        }
        let affiliation = affiliations.number([
            resolve(row, &row.party)?,
            resolve(row, &row.state)?,
            resolve(row, &row.country)?,
        ])?;
        entries.extend_from_slice(&strings.get(&row.name).to_le_bytes());
        entries.extend_from_slice(&flags.to_le_bytes());
        entries.extend_from_slice(&affiliation.to_le_bytes());
        entries.push(other_names(row).count() as u8);
        entries.extend_from_slice(&begin.to_le_bytes()[..3]);
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
    let count = nodes.len() as u32;
    let (index, bits, candidates) = lay(nodes, rows);
    let numbers: [u32; NUMBERS] = [
        date.to_bits(),
        rows.len() as u32,
        affiliations.values.len() as u32,
        labels.values.len() as u32,
        dates.values.len() as u32,
        details.len() as u32,
        bits,
        count,
        candidates.len() as u32,
        strings.bytes.len() as u32,
    ];
    let flat = |values: Vec<u32>| values.into_iter().flat_map(u32::to_le_bytes).collect();
    let labels = labels
        .values
        .iter()
        .map(|label| strings.get(label))
        .collect();
    let mut bytes = Vec::with_capacity(HEADER + entries.len() + index.len() + strings.bytes.len());
    bytes.extend_from_slice(MAGIC);
    let sections: [Vec<u8>; 9] = [
        flat(numbers.to_vec()),
        entries,
        flat(affiliations.values.concat()),
        flat(labels),
        flat(dates.values),
        details,
        index,
        candidates,
        strings.bytes,
    ];
    bytes.extend(sections.concat());
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

/// The index, its bits, and the candidate lists: for each form the best known first.
fn lay(nodes: BTreeMap<u64, Node>, rows: &[Row]) -> (Vec<u8>, u32, Vec<u8>) {
    let mut lists = Vec::new();
    let mut flat: Vec<(u64, [u8; NODE])> = Vec::with_capacity(nodes.len());
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
        let mut row = [0; NODE];
        row[..4].copy_from_slice(&((key >> 32) as u32).to_le_bytes());
        row[4..].copy_from_slice(&payload.to_le_bytes());
        flat.push((key, row));
    }
    let (index, bits) = index::lay(flat);
    (index, bits, lists)
}
