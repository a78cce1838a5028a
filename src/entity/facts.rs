//! What is told or known of a person: office, party, state, country, gender, each with its basis.

use std::borrow::Cow;
use std::ops::Range;

use crate::Document;
use crate::gazetteer::{Date, Entry, EntryId, EntryKind};
use crate::mention::{MentionForm, MentionKind};
use crate::text::{TokenKind, lowered};

use super::context;
use super::noun::word_set;
use super::people::{Named, Person, Setting, given_gender};
use super::{Basis, Fact, Gender, clean, noun};

/// The facts of one person.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    pub(super) role: Option<Fact<'a>>,
    /// Every other office or description, stated or known.
    pub(super) roles: Vec<Cow<'a, str>>,
    pub(super) party: Option<(Fact<'a>, Option<EntryId>)>,
    pub(super) state: Option<Fact<'a>>,
    pub(super) country: Option<Fact<'a>>,
    pub(super) gender: Option<Gender>,
    /// Mention of the person for whose campaign or office this one works.
    pub(super) works_for: Option<usize>,
    /// Where this one is told to work for “the campaign”, whose is told elsewhere.
    pub(super) campaign_at: Option<usize>,
}

/// Gathers the facts of a person from the words around the mentions, then from the gazetteer.
pub(super) fn gather<'a>(
    setting: &Setting<'_>,
    gazetteer: &'a crate::Gazetteer,
    document: &Document<'a>,
    person: &Person,
    named: &[&Named],
) -> Facts<'a> {
    let mut facts = Facts::default();
    let mut descriptions: Vec<(u32, Range<usize>)> = Vec::new();
    for n in named {
        let context = &n.context;
        let title = context.before.clone();
        // “Gov. Ortiz, a former farmer” is the governor first
        let indefinite = context.apposition.start > 0
            && ["a", "an"]
                .iter()
                .any(|word| document.tokens()[context.apposition.start - 1].is(word));
        let apposed = if indefinite { 1 } else { 3 };
        for (weight, range) in [(2, &title), (apposed, &context.apposition)] {
            if !range.is_empty() {
                let bonus = u32::from(range.len() > 1);
                descriptions.push((weight + bonus, range.clone()));
                read_places(setting, gazetteer, range.clone(), false, &mut facts);
            }
        }
        if facts.party.is_none() {
            facts.party = possessing_party(setting, gazetteer, n);
        }
        // “Dr. Ortiz” is “the doctor”
        if let Some(address) = context.address {
            let value = words(document, address..address + 1);
            if facts.roles.len() < 8 && !facts.roles.contains(&value) {
                facts.roles.push(value);
            }
        }
        if !context.tag.is_empty() {
            read_places(setting, gazetteer, context.tag.clone(), true, &mut facts);
        }
    }
    // the fullest description, the earliest among equals
    // “her opponent” says more of her
    let possessive = |range: &Range<usize>| {
        let first = &document.tokens()[range.start];
        ["his", "her", "its", "their", "our", "my"]
            .iter()
            .any(|word| first.is(word))
    };
    let best = descriptions
        .iter()
        .enumerate()
        .filter(|(_, (_, range))| !possessive(range))
        .max_by_key(|(i, (weight, _))| (*weight, std::cmp::Reverse(*i)));
    if let Some((_, (_, range))) = best {
        facts.role = Some(Fact {
            value: words(document, range.clone()),
            basis: Basis::Stated,
        });
    }
    for (_, range) in &descriptions {
        let value = words(document, range.clone());
        let known = facts.role.as_ref().is_some_and(|role| role.value == value)
            || facts.roles.contains(&value);
        if !known && facts.roles.len() < 8 {
            facts.roles.push(value);
        }
    }
    facts.gender = person.gender;
    // a member of a party known for one country is of that country
    if let (None, Some((_, Some(party)))) = (&facts.country, &facts.party) {
        facts.country = gazetteer.entry(*party).country().map(|country| Fact {
            value: Cow::Borrowed(country.name()),
            basis: Basis::Gazetteer,
        });
    }
    if let Some(entry) = person.entry {
        from_gazetteer(gazetteer, gazetteer.entry(entry), setting.date, &mut facts);
    }
    facts.gender = facts
        .gender
        .or_else(|| given_gender(gazetteer, &person.name));
    if let (None, Some(role)) = (&facts.party, &facts.role) {
        facts.party = of_government(gazetteer, &role.value, setting.date);
    }
    facts
}

/// “Labour's Joan Pike”: the party whose possessive stands right before the name.
fn possessing_party<'a>(
    setting: &Setting<'_>,
    gazetteer: &'a crate::Gazetteer,
    named: &Named,
) -> Option<(Fact<'a>, Option<EntryId>)> {
    let tokens = setting.document.tokens();
    let name = setting.mentions[named.mention].tokens.start;
    let possessive = name.checked_sub(1 + usize::from(named.context.honorific))?;
    tokens
        .get(possessive)
        .filter(|t| t.kind == TokenKind::Possessive)?;
    let (m, _) = setting.mentions[..named.mention]
        .iter()
        .enumerate()
        .rev()
        .take(3)
        .find(|(_, m)| m.kind == MentionKind::Party && m.tokens.end == possessive)?;
    let entry = setting.entry_of[m]?;
    let fact = Fact {
        value: Cow::Borrowed(gazetteer.entry(entry).name()),
        basis: Basis::Stated,
    };
    Some((fact, Some(entry)))
}

/// The party in government, for whoever works in the house of its head: “White House Press Secretary”.
fn of_government<'a>(
    gazetteer: &'a crate::Gazetteer,
    role: &str,
    date: Option<Date>,
) -> Option<(Fact<'a>, Option<EntryId>)> {
    const HOUSES: &[(&str, &str)] = &[
        ("White House", "org/white-house"),
        ("Downing Street", "org/downing-street"),
        ("Élysée", "org/elysee"),
    ];
    let (_, house) = HOUSES.iter().find(|(name, _)| role.contains(name))?;
    // “White House correspondent”, “former White House doctor”
    let outside = ["former", "ex-", "correspondent", "reporter", "then-"];
    if outside
        .iter()
        .any(|word| role.to_lowercase().contains(word))
    {
        return None;
    }
    let party = party_in(gazetteer, gazetteer.entry(gazetteer.id_of(house)?), date)?;
    let fact = Fact {
        value: Cow::Borrowed(party.name()),
        basis: Basis::Gazetteer,
    };
    Some((fact, Some(party.entry_id())))
}

/// Offices of a body that name a party tell when that party was in it: `party/us/democratic:2009-01-20:2017-01-19`.
pub(super) const PARTY_TERM: &str = "party/";

/// The party in government in a house at a date, else of now.
pub(super) fn party_in<'a>(
    gazetteer: &'a crate::Gazetteer,
    house: Entry<'a>,
    date: Option<Date>,
) -> Option<Entry<'a>> {
    let term = house.roles().find(|role| {
        role.label.starts_with(PARTY_TERM) && date.map_or(role.to.is_none(), |d| role.holds_on(d))
    })?;
    gazetteer
        .id_of(term.label)
        .map(|party| gazetteer.entry(party))
}

word_set! {
    /// Whoever leads or speaks for a party's body is of the party.
    LEADS,
    "president chair chairman chairwoman chairperson head leader director founder spokesman spokeswoman spokesperson
     secretary treasurer official strategist member co-chair vice-chair executive"
}

/// Party, state, country and employer told in a tag or description.
fn read_places<'a>(
    setting: &Setting<'_>,
    gazetteer: &'a crate::Gazetteer,
    range: Range<usize>,
    tag: bool,
    facts: &mut Facts<'a>,
) {
    let document = setting.document;
    let tokens = document.tokens();
    let span = tokens[range.start].span.join(tokens[range.end - 1].span);
    let head = context::head_of(document, setting.mentions, range.clone());
    let from = setting
        .mentions
        .partition_point(|m| m.span.start() < span.start());
    // “an adviser to the campaign”, “her campaign manager”
    if let Some(head) = head
        && facts.campaign_at.is_none()
    {
        let to = ["to", "for", "with", "of", "in"];
        let the = ["the", "her", "his"];
        facts.campaign_at = (head + 1..range.end)
            .take(5)
            .find(|&i| {
                tokens[i].is("campaign")
                    && the.iter().any(|word| tokens[i - 1].is(word))
                    && to.iter().any(|word| tokens[i - 2].is(word))
            })
            .map(|i| tokens[i].span.start());
    }
    for i in head.map_or(0..0, |head| range.start..head) {
        // “a Florida-based lawyer”
        let text = document.slice(tokens[i].span);
        if let Some(state) = text
            .strip_suffix("-based")
            .filter(|_| facts.state.is_none())
            && let Some(name) = state_named(gazetteer, state)
        {
            facts.state = Some(Fact {
                value: Cow::Borrowed(name),
                basis: Basis::Stated,
            });
        }
    }
    let inside = setting
        .mentions
        .iter()
        .enumerate()
        .skip(from)
        .take_while(|(_, m)| m.span.start() < span.end());
    for (m, mention) in inside {
        let at = mention.tokens.clone();
        let before_head = head.is_some_and(|head| at.start <= head);
        let after_of = at.start > range.start
            && ["of", "from", "for"]
                .iter()
                .any(|word| tokens[at.start - 1].is(word));
        let after_the = at.start > range.start + 1
            && tokens[at.start - 1].is("the")
            && ["of", "from", "for"]
                .iter()
                .any(|word| tokens[at.start - 2].is(word));
        // “Ortiz's president” is not of Ortiz's party; “the Russian president's lawyer” may be no Russian
        let possessor = tokens
            .get(at.end)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
            && at.end < range.end;
        let value = || {
            setting.entry_of[m].map(|entry| Fact {
                value: Cow::Borrowed(gazetteer.entry(entry).name()),
                basis: Basis::Stated,
            })
        };
        // “chair of the Florida Democratic Caucus”: whoever leads it is of the state and the party
        let leads = mention.embedded
            && head.is_some_and(|head| {
                at.start > head + 1 && tokens[head + 1].is("of") && at.start - head < 6
            });
        // “head of operations for the Labour Party”
        let whole = mention.form == MentionForm::FullName && (after_of || after_the);
        // “president of the Democratic Ferry Caucus”
        let leads = leads
            || head.is_some_and(|head| {
                LEADS.has(tokens[head].folded)
                    && at.start > head + 1
                    && at.start < head + 8
                    && opens_body(document, head + 1, at.start)
            });
        let place = tag || leads || before_head || after_of || after_the;
        let unknown_party = mention.kind == MentionKind::Party && setting.entry_of[m].is_none();
        if (mention.kind == MentionKind::Organization || unknown_party)
            && head.is_some_and(|head| at.start > head && at.start - head < 7)
        {
            read_body(gazetteer, document, at.clone(), facts);
        }
        match mention.kind {
            MentionKind::Party
                if facts.party.is_none()
                    && (tag || leads || before_head || whole)
                    && !possessor =>
            {
                facts.party = value().map(|fact| (fact, setting.entry_of[m]));
            }
            MentionKind::UsState if facts.state.is_none() && place => {
                facts.state = value();
                if facts.country.is_none() && facts.state.is_some() {
                    facts.country = Some(Fact {
                        value: Cow::Borrowed("United States"),
                        basis: Basis::Stated,
                    });
                }
            }
            MentionKind::Country if facts.country.is_none() && place => {
                // a minister of Scotland is of the United Kingdom
                let sovereign = setting.entry_of[m].and_then(|e| gazetteer.entry(e).sovereign());
                facts.country = sovereign.map(|country| Fact {
                    value: Cow::Borrowed(country.name()),
                    basis: Basis::Stated,
                });
            }
            MentionKind::Person if facts.works_for.is_none() && before_head => {
                let campaign = tokens[at.end..range.end.max(at.end)]
                    .iter()
                    .find(|t| t.kind != TokenKind::Possessive)
                    .is_some_and(|t| noun::CAMPAIGN.has(t.folded));
                if campaign {
                    facts.works_for = Some(m);
                }
            }
            MentionKind::Person if facts.works_for.is_none() => {
                let campaign = tokens[at.end..range.end.max(at.end)]
                    .iter()
                    .find(|t| t.kind != TokenKind::Possessive)
                    .is_some_and(|t| t.is("campaign"));
                if campaign {
                    facts.works_for = Some(m);
                }
            }
            _ => {}
        }
    }
}

/// Only “of the” and capitalised words stand between the head of a description and a name: the name opens that of
/// a body, or stands in it (“of the Miami-based Florida Democratic Caucus”).
fn opens_body(document: &Document<'_>, after: usize, name: usize) -> bool {
    let tokens = document.tokens();
    let of = ["of", "from", "for"]
        .iter()
        .any(|word| tokens[after].is(word));
    let rest = after + 1 + usize::from(tokens[after + 1].is("the"));
    of && (rest..name)
        .all(|i| tokens[i].kind == TokenKind::Word && tokens[i].shape != crate::text::Shape::Lower)
}

/// Party and state in the name of a body that somebody leads: “president of the Florida Democratic Caucus”.
fn read_body<'a>(
    gazetteer: &'a crate::Gazetteer,
    document: &Document<'_>,
    body: Range<usize>,
    facts: &mut Facts<'a>,
) {
    let tokens = &document.tokens()[..body.end];
    for i in body {
        let found = gazetteer.longest_at(tokens, i);
        let Some(found) = found
            .as_ref()
            .and_then(|f| f.candidates.iter().find(|c| !c.risky))
        else {
            continue;
        };
        let entry = gazetteer.entry(found.entry);
        let fact = || Fact {
            value: Cow::Borrowed(entry.name()),
            basis: Basis::Stated,
        };
        match entry.kind() {
            EntryKind::Party if facts.party.is_none() => {
                facts.party = Some((fact(), Some(found.entry)))
            }
            EntryKind::UsState if facts.state.is_none() => facts.state = Some(fact()),
            _ => {}
        }
    }
}

/// The words of a range, a short title at their end written out: “Ohio Governor”.
fn words<'a>(document: &Document<'a>, range: Range<usize>) -> Cow<'a, str> {
    let tokens = document.tokens();
    let span = tokens[range.start].span.join(tokens[range.end - 1].span);
    let text = document.slice(span);
    let last = document.slice(tokens[range.end - 1].span);
    let text = clean(text);
    match noun::full_title(&lowered(last)) {
        Some(full) if range.len() == 1 => Cow::Borrowed(full),
        Some(full) => Cow::Owned(format!(
            "{}{full}",
            text.strip_suffix(last).unwrap_or(&text)
        )),
        None => text,
    }
}

/// Fills what the article leaves out.
fn from_gazetteer<'a>(
    gazetteer: &'a crate::Gazetteer,
    known: Entry<'a>,
    date: Option<Date>,
    facts: &mut Facts<'a>,
) {
    let fact = |value: &'a str| Fact {
        value: Cow::Borrowed(value),
        basis: Basis::Gazetteer,
    };
    let held = |role: &crate::gazetteer::Role<'a>| date.is_none_or(|d| role.holds_on(d));
    // an office goes before a candidacy for another
    let now = known
        .roles()
        .filter(|r| held(r))
        .enumerate()
        .max_by_key(|(i, r)| (!r.label.contains("candidate"), *i))
        .map(|(_, r)| r);
    if facts.role.is_none() {
        facts.role = now.map(|r| fact(r.label));
    }
    // offices of the past serve descriptions (“the former governor”), those of the future nothing
    for role in known.roles() {
        let begun = date.is_none_or(|d| role.from.is_none_or(|from| from <= d));
        if begun && facts.roles.len() < 12 && !facts.roles.iter().any(|r| r == role.label) {
            facts.roles.push(Cow::Borrowed(role.label));
        }
    }
    if facts.party.is_none() {
        facts.party = known.party().map(|p| (fact(p.name()), Some(p.entry_id())));
    }
    if facts.state.is_none() {
        facts.state = known.state().map(|s| fact(s.name()));
    }
    if facts.state.is_none() {
        // “candidate for president from New York”: the state of that day
        let begun = |r: &crate::gazetteer::Role<'a>| {
            date.is_none_or(|d| r.from.is_none_or(|from| from <= d))
        };
        let roles: Vec<&'a str> = known.roles().filter(begun).map(|r| r.label).collect();
        facts.state = roles
            .iter()
            .rev()
            .find_map(|label| state_in(gazetteer, label))
            .map(fact);
    }
    if facts.country.is_none() {
        facts.country = known.country().map(|c| fact(c.name()));
    }
    facts.gender = facts.gender.or(known.gender());
}

/// The state that an office is of or a candidate from: “Governor of Indiana”.
fn state_in<'a>(gazetteer: &'a crate::Gazetteer, label: &str) -> Option<&'a str> {
    let at = label.rfind(" of ").map(|at| at + 4);
    let place = label.rfind(" from ").map(|at| at + 6).max(at)?;
    state_named(gazetteer, &label[place..])
}

/// The state of this name.
fn state_named<'a>(gazetteer: &'a crate::Gazetteer, name: &str) -> Option<&'a str> {
    let document = Document::new(name);
    let found = gazetteer.longest_at(document.tokens(), 0)?;
    let state = found
        .candidates
        .iter()
        .map(|c| gazetteer.entry(c.entry))
        .find(|e| e.kind() == EntryKind::UsState)?;
    (found.tokens == document.tokens().len()).then(|| state.name())
}
