//! One cluster per person: full names first, then bare ones, each to the bearer that the words around it allow.

use std::collections::{HashMap, HashSet};

use crate::gazetteer::{Date, EntryId, Gazetteer, Tier};
use crate::mention::{MentionForm, MentionKind};
use crate::text::lowered;
use crate::{Document, Mention};

use super::context::{self, Context};
use super::name::{Fit, Name};
use super::{Gender, noun};

/// One person of the article while mentions are being gathered.
#[derive(Debug)]
pub(super) struct Person {
    /// The fullest name that the article uses.
    pub(super) name: Name,
    /// The mention that holds it.
    pub(super) named_at: usize,
    /// Indexes of the mentions, in order.
    pub(super) mentions: Vec<usize>,
    /// How often a full name stands in the article.
    pub(super) full: usize,
    /// The known person, when one fits.
    pub(super) entry: Option<EntryId>,
    /// What the article tells of the gender.
    pub(super) gender: Option<Gender>,
    /// Titles that stand before the full name, in lower case.
    titles: Vec<String>,
}

/// A mention of a person with its name and the words around it.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) mention: usize,
    pub(super) name: Name,
    pub(super) context: Context,
    candidates: Vec<EntryId>,
    /// “Mr. Vela Ortiz” where “Ann Vela Ortiz” stands elsewhere: a family name of several words.
    family: bool,
}

/// What the choice among namesakes rests on.
pub(super) struct Setting<'s> {
    pub(super) document: &'s Document<'s>,
    pub(super) mentions: &'s [Mention],
    pub(super) gazetteer: &'s Gazetteer,
    pub(super) date: Option<Date>,
    /// The country that the article is mostly about.
    pub(super) home: Option<EntryId>,
    /// The known party, state or country of each mention.
    pub(super) entry_of: &'s [Option<EntryId>],
}

/// Clusters all mentions of people.
pub(super) fn cluster(setting: &Setting<'_>) -> (Vec<Person>, Vec<Named>) {
    let document = setting.document;
    let mut named: Vec<Named> = setting
        .mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| {
            m.kind == MentionKind::Person
                && !matches!(m.form, MentionForm::Pronoun | MentionForm::Nominal)
        })
        .map(|(i, m)| Named {
            mention: i,
            name: Name::parse(document.slice(m.span)),
            context: context::read(document, setting.mentions, m.span),
            candidates: m.candidates.to_vec(),
            family: false,
        })
        .collect();
    let families: HashSet<Vec<String>> = named
        .iter()
        .filter(|n| n.name.words.len() > 2)
        .map(|n| n.name.words[n.name.words.len() - 2..].to_vec())
        .collect();
    for n in &mut named {
        n.family = n.context.honorific && families.contains(&n.name.words);
    }
    let mut people: Vec<Person> = Vec::new();
    let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
    let mut of_named: Vec<Option<usize>> = vec![None; named.len()];

    // full names
    for (i, n) in named.iter().enumerate() {
        if !is_full(setting, n) {
            continue;
        }
        let known = by_word
            .get(n.name.family())
            .into_iter()
            .chain(by_word.get(n.name.given()))
            .flatten()
            .copied()
            .filter(|&p| {
                people[p].name.may_be(&n.name) && gender_agrees(people[p].gender, n.context.gender)
            })
            .min_by_key(|&p| (people[p].name.words != n.name.words, std::cmp::Reverse(p)));
        let person = known.unwrap_or_else(|| {
            people.push(Person {
                name: n.name.clone(),
                named_at: n.mention,
                mentions: Vec::new(),
                full: 0,
                entry: None,
                gender: None,
                titles: Vec::new(),
            });
            people.len() - 1
        });
        let p = &mut people[person];
        p.full += 1;
        p.gender = p.gender.or(n.context.gender);
        if let Some(title) = title_of(setting, n)
            && p.titles.len() < 8
            && !p.titles.contains(&title)
        {
            p.titles.push(title);
        }
        if known.is_none() || n.name.words.len() > p.name.words.len() {
            if n.name.words.len() > p.name.words.len() {
                p.named_at = n.mention;
                p.name = n.name.clone();
            }
            for word in &n.name.words {
                let bearers = by_word.entry(word.clone()).or_default();
                if bearers.last() != Some(&person) {
                    bearers.push(person);
                }
            }
        }
        of_named[i] = Some(person);
    }
    choose_entries(setting, &named, &of_named, &mut people);

    // bare names, with the last place of every person and the last bearer of every bare name so far
    let mut last_at: Vec<Option<usize>> = vec![None; people.len()];
    let mut last_bearer: HashMap<&[String], usize> = HashMap::new();
    for (i, n) in named.iter().enumerate() {
        if n.name.words.is_empty() {
            continue;
        }
        let at = setting.mentions[n.mention].span.start();
        if let Some(p) = of_named[i] {
            last_at[p] = Some(at);
            continue;
        }
        let bare = Bare {
            named: n,
            last_at: &last_at,
            last: last_bearer.get(n.name.words.as_slice()).copied(),
        };
        let person = bearer(setting, &bare, &people, &by_word).unwrap_or_else(|| {
            people.push(Person {
                name: n.name.clone(),
                named_at: n.mention,
                mentions: Vec::new(),
                full: 0,
                entry: None,
                gender: n.context.gender,
                titles: Vec::new(),
            });
            by_word
                .entry(n.name.family().to_owned())
                .or_default()
                .push(people.len() - 1);
            last_at.push(None);
            people.len() - 1
        });
        of_named[i] = Some(person);
        last_at[person] = Some(at);
        last_bearer.insert(&n.name.words, person);
        people[person].gender = people[person].gender.or(n.context.gender);
    }
    choose_entries(setting, &named, &of_named, &mut people);
    for (n, person) in named.iter().zip(&of_named) {
        if let Some(p) = *person {
            people[p].mentions.push(n.mention);
        }
    }
    merge_same_entry(&mut people);
    (people, named)
}

/// A full name, by its form or its parts; “Mr. Vela Ortiz” is the family name of a longer one in the article.
fn is_full(setting: &Setting<'_>, named: &Named) -> bool {
    if named.family {
        return false;
    }
    let form = setting.mentions[named.mention].form;
    match form {
        MentionForm::Surname | MentionForm::GivenName => false,
        _ => {
            named.name.is_full() && !named.context.honorific
                || form == MentionForm::FullName && named.name.words.len() > 1
        }
    }
}

fn gender_agrees(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// A bare name and what came before it.
struct Bare<'n> {
    named: &'n Named,
    /// For each person, where the last mention so far stands.
    last_at: &'n [Option<usize>],
    /// The person whom this bare name meant last.
    last: Option<usize>,
}

/// How many bearers of one name are weighed: the latest; more only arise in lists of names.
const MOST_BEARERS: usize = 24;

/// The person that a bare name means, judged by what is told of both, prominence and nearness.
fn bearer(
    setting: &Setting<'_>,
    bare: &Bare<'_>,
    people: &[Person],
    by_word: &HashMap<String, Vec<usize>>,
) -> Option<usize> {
    let n = bare.named;
    let titled = n.context.honorific || !n.context.before.is_empty();
    let at = setting.mentions[n.mention].span.start();
    let mut best: Option<(i64, usize)> = None;
    for &p in by_word
        .get(n.name.family())
        .into_iter()
        .flatten()
        .rev()
        .take(MOST_BEARERS)
    {
        let person = &people[p];
        let Some(fit) = person.name.fit(&n.name, titled) else {
            continue;
        };
        if !gender_agrees(gender_of(setting, person), n.context.gender) {
            continue;
        }
        let mut score = match fit {
            Fit::Family => 300,
            Fit::Given => 150,
            Fit::Middle => 0,
        };
        score += 20 * person.full.min(8) as i64;
        score += role_agreement(setting, n, person) * 120;
        if let Some(entry) = person.entry {
            score += match setting.gazetteer.entry(entry).tier() {
                // of a family, the bare name means the one whom everybody knows
                Tier::Leading => 150,
                Tier::National => 50,
                _ => 0,
            };
        }
        score += match bare.last_at[p].map(|last| at.saturating_sub(last)) {
            Some(0..250) => 25,
            Some(250..1000) => 12,
            _ => 0,
        };
        if bare.last == Some(p) {
            score += 50;
        }
        if best.is_none_or(|(s, q)| score > s || (score == s && p < q)) {
            best = Some((score, p));
        }
    }
    if let Some((_, p)) = best {
        return Some(p);
    }
    let recent = || {
        people
            .iter()
            .enumerate()
            .rev()
            .take(4 * MOST_BEARERS)
            .filter(|(_, p)| p.full > 0)
    };
    // “Bill” for the only William
    let mut short = recent().filter(|(_, p)| p.name.fit(&n.name, false) == Some(Fit::Given));
    if let (Some((p, person)), None) = (short.next(), short.next())
        && gender_agrees(gender_of(setting, person), n.context.gender)
    {
        return Some(p);
    }
    // a slip of the pen: “McKiney” for the only McKinney
    let mut near = recent().filter(|(_, p)| p.name.nearly(&n.name));
    match (near.next(), near.next()) {
        (Some((p, _)), None) if n.candidates.is_empty() => Some(p),
        _ => None,
    }
}

/// Gender by the article, else by what is known.
fn gender_of(setting: &Setting<'_>, person: &Person) -> Option<Gender> {
    person
        .gender
        .or_else(|| {
            person
                .entry
                .and_then(|e| setting.gazetteer.entry(e).gender())
        })
        .or_else(|| given_gender(setting.gazetteer, &person.name))
}

/// Gender by the given name, where nearly all its bearers share one.
pub(super) fn given_gender(gazetteer: &Gazetteer, name: &Name) -> Option<Gender> {
    if name.words.len() < 2 {
        return None;
    }
    match gazetteer
        .name_votes(crate::hash::of_str(name.given()))
        .female?
    {
        0..=8 => Some(Gender::Male),
        92.. => Some(Gender::Female),
        _ => None,
    }
}

/// 1 where the title before the mention is an office of the person, -1 where it is another's, else 0.
fn role_agreement(setting: &Setting<'_>, n: &Named, person: &Person) -> i64 {
    let Some(title) = title_of(setting, n) else {
        return 0;
    };
    let known = person.entry.map(|entry| setting.gazetteer.entry(entry));
    if person.titles.contains(&title)
        || known.is_some_and(|k| k.roles().any(|role| role_matches(role.label, &title)))
    {
        1
    } else if known.is_some() {
        -1
    } else {
        0
    }
}

/// The title right before a name, in lower case, abbreviations written out: “vice president”, “senator”.
fn title_of(setting: &Setting<'_>, n: &Named) -> Option<String> {
    let tokens = setting.document.tokens();
    let lower = |i: usize| setting.document.slice(tokens[i].span).to_lowercase();
    let before = n.context.before.clone();
    let last = before.clone().last()?;
    let word = lower(last);
    let word = noun::full_title(&word).map_or(word, str::to_lowercase);
    let vice = last > before.start && tokens[last - 1].is("vice");
    Some(if vice { format!("vice {word}") } else { word })
}

/// Returns true when an office is the one that a title names: “Governor of Indiana” and “governor”.
fn role_matches(label: &str, title: &str) -> bool {
    let label = lowered(label);
    let core = [" of ", " for ", " from ", " to "]
        .iter()
        .filter_map(|word| label.find(word))
        .min()
        .map_or(&*label, |end| &label[..end]);
    let (rank, title) = match title.strip_prefix("vice ") {
        Some(title) => (true, title),
        None => (false, title),
    };
    let held = core.rsplit([' ', '-']).next().unwrap_or(core);
    let senator = title == "senator" && core.starts_with("sen-");
    (noun::stands_for(title, held) || senator) && rank == core.starts_with("vice ")
}

/// Gives every person the known one that fits best, if one fits well enough.
fn choose_entries(
    setting: &Setting<'_>,
    named: &[Named],
    of_named: &[Option<usize>],
    people: &mut [Person],
) {
    let mut tally: Vec<Vec<(EntryId, i64)>> = vec![Vec::new(); people.len()];
    for (n, person) in named.iter().zip(of_named) {
        let Some(p) = *person else { continue };
        // a bare name says nothing of a person whose full name is told
        let counts = people[p].full == 0 || is_full(setting, n);
        for (rank, &entry) in n.candidates.iter().enumerate() {
            if counts && !tally[p].iter().any(|(e, _)| *e == entry) {
                tally[p].push((entry, -(rank.min(3) as i64)));
            }
        }
    }
    for (n, person) in named.iter().zip(of_named) {
        let Some(p) = *person else { continue };
        for (entry, score) in &mut tally[p] {
            *score += evidence(setting, n, *entry);
        }
    }
    for (p, scores) in tally.into_iter().enumerate() {
        let mut best: Option<(i64, EntryId)> = None;
        let mut second = i64::MIN;
        for (entry, score) in scores {
            let known = setting.gazetteer.entry(entry);
            let mut score = score
                + match known.tier() {
                    Tier::Leading => 6,
                    Tier::National => 3,
                    Tier::Regional => 0,
                    Tier::Cued => -4,
                };
            if let (Some(home), Some(country)) = (setting.home, known.country()) {
                score += if country.entry_id() == home { 2 } else { -1 };
            }
            if let Some(date) = setting.date {
                let alive = known
                    .roles()
                    .any(|role| role.from.is_none_or(|f| f.year() <= date.year() + 12))
                    && known
                        .roles()
                        .last()
                        .is_none_or(|role| role.to.is_none_or(|t| t.year() + 45 >= date.year()));
                let active = known.roles().any(|role| role.holds_on(date));
                score += if active {
                    3
                } else if alive {
                    0
                } else {
                    -8
                };
            }
            if !gender_agrees(known.gender(), people[p].gender) {
                score -= 12;
            }
            // “Ann Q. Ortiz” is not the known “Ann R. Ortiz”
            if people[p].full > 0
                && !Name::parse(known.name()).may_be(&people[p].name)
                && !known
                    .aliases()
                    .any(|alias| Name::parse(alias).may_be(&people[p].name))
            {
                score -= 12;
            }
            if best.is_none_or(|(s, _)| score > s) {
                second = best.map_or(second, |(s, _)| s);
                best = Some((score, entry));
            } else {
                second = second.max(score);
            }
        }
        let needed = if people[p].full > 0 { 0 } else { 6 };
        people[p].entry = best
            .filter(|&(score, _)| score >= needed && score > second)
            .map(|(_, entry)| entry);
    }
}

/// What the words around one mention say for or against a known person.
fn evidence(setting: &Setting<'_>, n: &Named, entry: EntryId) -> i64 {
    let known = setting.gazetteer.entry(entry);
    let mut score = 0;
    if title_of(setting, n)
        .is_some_and(|title| known.roles().any(|role| role_matches(role.label, &title)))
    {
        score += 4;
    }
    let told = n
        .context
        .before
        .clone()
        .chain(n.context.tag.clone())
        .chain(n.context.apposition.clone().take(8));
    for i in told {
        let span = setting.document.tokens()[i].span;
        let from = setting
            .mentions
            .partition_point(|m| m.span.start() < span.start());
        for (m, mention) in setting
            .mentions
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, m)| m.span.start() < span.end())
        {
            let Some(told) = setting.entry_of[m] else {
                continue;
            };
            let held = match mention.kind {
                MentionKind::Party => known.party(),
                MentionKind::UsState => known.state(),
                MentionKind::Country => known.country(),
                _ => continue,
            };
            let sovereign = setting.gazetteer.entry(told).sovereign();
            let told = match mention.kind {
                MentionKind::Country => sovereign.map_or(told, |country| country.entry_id()),
                _ => told,
            };
            match held {
                Some(held) if held.entry_id() == told => score += 3,
                Some(_) => score -= 4,
                None => {}
            }
        }
    }
    score
}

/// Two clusters that turned out to be the same known person become one, the earlier.
fn merge_same_entry(people: &mut Vec<Person>) {
    let mut first: HashMap<EntryId, usize> = HashMap::new();
    let mut kept: Vec<Person> = Vec::with_capacity(people.len());
    for person in people.drain(..) {
        let known = person.entry.and_then(|e| first.get(&e).copied());
        if let Some(k) = known {
            let k: &mut Person = &mut kept[k];
            if person.full > 0 && k.full == 0 {
                k.name = person.name;
                k.named_at = person.named_at;
            }
            k.full += person.full;
            k.mentions.extend(person.mentions);
            k.mentions.sort_unstable();
            k.gender = k.gender.or(person.gender);
        } else {
            if let Some(entry) = person.entry {
                first.insert(entry, kept.len());
            }
            kept.push(person);
        }
    }
    *people = kept;
}
