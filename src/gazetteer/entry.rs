use std::borrow::Cow;

use super::Gender;
use super::{Date, Gazetteer};
use crate::mention::{MentionForm, MentionKind};

/// Index of an [`Entry`] in its [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub(crate) u32);

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A human being.
    Person,
    /// A political party.
    Party,
    /// Agency, court, legislature, outlet, company.
    Organization,
    /// One of the United States, D.C. or a territory.
    UsState,
    /// A first-level division of another country.
    Subdivision,
    /// A country.
    Country,
    /// Any other place.
    Place,
    /// Names nothing: its forms win over shorter ones and yield no mention.
    Blocker,
}

const KINDS: &[(EntryKind, &str)] = &[
    (EntryKind::Person, "person"),
    (EntryKind::Party, "party"),
    (EntryKind::Organization, "organization"),
    (EntryKind::UsState, "us_state"),
    (EntryKind::Subdivision, "subdivision"),
    (EntryKind::Country, "country"),
    (EntryKind::Place, "place"),
    (EntryKind::Blocker, "blocker"),
];

impl EntryKind {
    pub(super) fn parse(name: &str) -> Option<EntryKind> {
        KINDS
            .iter()
            .find(|(kind, n)| *n == name && *kind != EntryKind::Blocker)
            .map(|(kind, _)| *kind)
    }

    /// Its name in tables and records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let known = KINDS.iter().find(|(kind, _)| *kind == self);
        known.map_or("blocker", |(_, name)| name)
    }

    pub(super) fn to_byte(self) -> u8 {
        KINDS
            .iter()
            .position(|(kind, _)| *kind == self)
            .unwrap_or(0) as u8
    }

    pub(super) fn from_byte(byte: u8) -> EntryKind {
        KINDS
            .get(byte as usize)
            .map_or(EntryKind::Blocker, |(kind, _)| *kind)
    }

    /// The kind that a mention of such an entry has; none for a blocker.
    #[must_use]
    pub fn mention_kind(self) -> Option<MentionKind> {
        Some(match self {
            EntryKind::Person => MentionKind::Person,
            EntryKind::Party => MentionKind::Party,
            EntryKind::Organization => MentionKind::Organization,
            EntryKind::UsState => MentionKind::UsState,
            EntryKind::Subdivision => MentionKind::Subdivision,
            EntryKind::Country => MentionKind::Country,
            EntryKind::Place => MentionKind::Place,
            EntryKind::Blocker => return None,
        })
    }
}

/// How well known an entry is, and so how much it takes to mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Presidents and prime ministers, national legislatures and cabinets of now and lately.
    Leading,
    /// Their predecessors; ministers abroad; governors.
    National,
    /// Mayors, state offices, deputy ministers.
    Regional,
    /// State legislators and back-benchers abroad: meant only beside a title, party or state.
    Cued,
}

impl Tier {
    pub(super) fn from_byte(byte: u8) -> Tier {
        match byte {
            0 => Tier::Leading,
            1 => Tier::National,
            2 => Tier::Regional,
            _ => Tier::Cued,
        }
    }
}

/// What kind of name a form is, whether it is risky, and the case it needs; one byte.
///
/// Bits 0 to 3: the kind of name; 4: risky; 5: the first word needs a capital; 6: the last word does;
/// 7: an abbreviation that is not written in lower or title case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form(pub(super) u8);

const FORMS: &[MentionForm] = &[
    MentionForm::FullName,
    MentionForm::Alias,
    MentionForm::Abbreviation,
    MentionForm::Adjective,
    MentionForm::Member,
    MentionForm::Surname,
];

impl Form {
    pub(super) const RISKY: u8 = 1 << 4;
    pub(super) const FIRST_CAPITAL: u8 = 1 << 5;
    pub(super) const LAST_CAPITAL: u8 = 1 << 6;
    pub(super) const UPPER: u8 = 1 << 7;

    pub(super) fn new(kind: MentionForm, flags: u8) -> Form {
        Form(FORMS.iter().position(|f| *f == kind).unwrap_or(0) as u8 | flags)
    }

    pub(super) fn kind(self) -> MentionForm {
        FORMS
            .get((self.0 & 15) as usize)
            .copied()
            .unwrap_or(MentionForm::FullName)
    }

    pub(super) fn is_risky(self) -> bool {
        self.0 & Form::RISKY != 0
    }
}

/// Somebody or something known.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'g> {
    gazetteer: &'g Gazetteer,
    id: EntryId,
}

/// An office and its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role<'g> {
    /// “Senator”, “Secretary of State”
    pub label: &'g str,
    /// First day, where known.
    pub from: Option<Date>,
    /// Last day; none where it goes on or is not known.
    pub to: Option<Date>,
}

impl Role<'_> {
    /// Returns true when the office was held on that day.
    #[must_use]
    pub fn holds_on(&self, date: Date) -> bool {
        date.within(self.from, self.to)
    }
}

impl<'g> Entry<'g> {
    pub(super) fn new(gazetteer: &'g Gazetteer, id: EntryId) -> Self {
        Self { gazetteer, id }
    }

    fn get<T>(&self, read: impl FnOnce(&'g super::table::Table<'static>, usize) -> T) -> T {
        let (table, index) = self.gazetteer.layer(self.id);
        read(table, index)
    }

    /// Index in the gazetteer.
    #[must_use]
    pub fn entry_id(&self) -> EntryId {
        self.id
    }

    /// Stable id: `person/Q76`, `party/us/democratic`, `us-state/NC`, `country/GB`.
    #[must_use]
    pub fn id(&self) -> Cow<'g, str> {
        self.get(|table, i| table.id(i))
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        self.get(|table, i| table.kind(i))
    }

    /// The name that news uses.
    #[must_use]
    pub fn name(&self) -> &'g str {
        self.get(|table, i| table.name(i))
    }

    /// Other names, abbreviations included.
    pub fn aliases(&self) -> impl Iterator<Item = &'g str> + use<'g> {
        let (table, i) = self.gazetteer.layer(self.id);
        table.aliases(i)
    }

    /// Wikidata id: `Q76`.
    #[must_use]
    pub fn wikidata(&self) -> Option<String> {
        self.get(|table, i| table.wikidata(i))
            .map(|n| format!("Q{n}"))
    }

    /// The family name, where it is more than the last word: “de la Cruz”.
    #[must_use]
    pub fn surname(&self) -> Option<&'g str> {
        self.get(|table, i| table.surname(i))
    }

    /// Party of a person.
    #[must_use]
    pub fn party(&self) -> Option<Entry<'g>> {
        self.reference(0)
    }

    /// The American state of a person.
    #[must_use]
    pub fn state(&self) -> Option<Entry<'g>> {
        self.reference(1)
    }

    /// Country of a person, party, subdivision or body.
    #[must_use]
    pub fn country(&self) -> Option<Entry<'g>> {
        self.reference(2)
    }

    /// The sovereign country of a place: the United Kingdom for Scotland, a country itself for a country.
    #[must_use]
    pub fn sovereign(&self) -> Option<Entry<'g>> {
        match self.kind() {
            EntryKind::Country => Some(self.country().unwrap_or(*self)),
            _ => self.country(),
        }
    }

    fn reference(&self, which: usize) -> Option<Entry<'g>> {
        self.get(|table, i| table.reference(i, which))
            .map(|id| Entry::new(self.gazetteer, EntryId(id)))
    }

    /// Gender of a person, where known.
    #[must_use]
    pub fn gender(&self) -> Option<Gender> {
        self.get(|table, i| table.gender(i))
    }

    /// Offices, in order of their first day.
    pub fn roles(&self) -> impl Iterator<Item = Role<'g>> + use<'g> {
        let (table, i) = self.gazetteer.layer(self.id);
        table.roles(i)
    }

    /// How well known it is.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.get(|table, i| table.tier(i))
    }
}
