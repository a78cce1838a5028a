//! Clusters the mentions of an article: one [`Entity`] per person or body.
//!
//! Full names are joined first (given names, nicknames, initials and suffixes permitting), then bare
//! ones go to the bearer that title, gender, prominence and nearness allow; relatives stay apart. Parties,
//! states and countries take the gazetteer's id, chosen by the country the article is about. What the
//! article says of a person (a title, an apposition, a party tag) goes before what the gazetteer knows,
//! and the gazetteer speaks only of what was true at the article's date.
//!
//! Pronouns and descriptions are resolved in [`speaker`](crate::speaker), where it is known who spoke last.
//!
//! ```
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("Rep. Ann Ortiz (D-Ohio) voted no. Ortiz had wavered.");
//! let extraction = extractor.extract(&article);
//! let ortiz = extraction.entities().iter().find(|e| e.name == "Ann Ortiz").unwrap();
//! assert_eq!(ortiz.mentions.len(), 2);
//! assert_eq!(ortiz.role.as_ref().unwrap().value, "Representative");
//! assert_eq!(ortiz.party.as_ref().unwrap().value, "Democratic Party");
//! assert_eq!(ortiz.state.as_ref().unwrap().value, "Ohio");
//! ```

mod bodies;
mod context;
mod facts;
mod name;
pub(crate) mod noun;
mod people;

pub use crate::gazetteer::Gender;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::gazetteer::Date;
use crate::mention::MentionKind;
use crate::text::TokenKind;
use crate::{Article, Document, Gazetteer, Mention, MentionId, hash};

/// Index of an [`Entity`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

impl EntityId {
    /// Position in [`Entities::all`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a field of an entity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The article says so.
    Stated,
    /// The gazetteer knows it, valid at the article's date.
    Gazetteer,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The value.
    pub value: Cow<'a, str>,
    /// Where it comes from.
    pub basis: Basis,
}

/// A person or body of the article, with all its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity<'a> {
    /// Stable across articles when the gazetteer knows it: `person/Q10853588`, `us-state/NC`.
    pub id: Cow<'a, str>,
    /// What it is.
    pub kind: MentionKind,
    /// Its fullest name.
    pub name: Cow<'a, str>,
    /// Other names for it, in the article and the gazetteer.
    pub aliases: Vec<Cow<'a, str>>,
    /// Wikidata id, where known.
    pub wikidata: Option<Cow<'a, str>>,
    /// Office or function.
    pub role: Option<Fact<'a>>,
    /// Other offices and descriptions, stated ones first; what “the former governor” is matched with.
    pub other_roles: Vec<Cow<'a, str>>,
    /// Canonical name of the party.
    pub party: Option<Fact<'a>>,
    /// Full English name of the state.
    pub state: Option<Fact<'a>>,
    /// Full English name of the country.
    pub country: Option<Fact<'a>>,
    /// Gender, of a person.
    pub gender: Option<Gender>,
    /// Whose it is: the person of a campaign or administration.
    pub leader: Option<EntityId>,
    /// Its mentions, in order.
    pub mentions: Vec<MentionId>,
}

/// The entities of an article, and the entity of every mention.
#[derive(Clone, Debug, Default)]
pub struct Entities<'a> {
    /// In order of first mention.
    pub all: Vec<Entity<'a>>,
    /// For each mention, its entity.
    pub of_mention: Vec<Option<EntityId>>,
}

impl<'a> Entities<'a> {
    /// The entity of a mention, where it has one.
    #[must_use]
    pub fn of(&self, mention: MentionId) -> Option<EntityId> {
        self.of_mention.get(mention.0 as usize).copied().flatten()
    }

    /// The only person of this family name, a slip of one letter allowed.
    pub(crate) fn called(&self, family: &str) -> Option<EntityId> {
        let bare = name::Name::parse(family);
        let mut bearers = self.all.iter().enumerate().take(300).filter(|(_, e)| {
            e.kind == MentionKind::Person && {
                let name = name::Name::parse(&e.name);
                name.family() == bare.family() || name.nearly(&bare)
            }
        });
        match (bearers.next(), bearers.next()) {
            (Some((i, _)), None) => Some(EntityId(i as u32)),
            _ => None,
        }
    }

    /// An entity.
    ///
    /// # Panics
    ///
    /// When the id comes from another article and is out of range.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity<'a> {
        &self.all[id.index()]
    }
}

/// Clusters mentions into entities.
#[must_use]
pub fn cluster<'a>(
    article: &Article<'_>,
    document: &Document<'a>,
    mentions: &[Mention],
    gazetteer: &'a Gazetteer,
) -> Entities<'a> {
    let home = bodies::home(mentions, gazetteer);
    let entry_of = bodies::entries(mentions, gazetteer, home);
    let setting = people::Setting {
        document,
        mentions,
        gazetteer,
        date: article.date.and_then(Date::parse),
        home,
        entry_of: &entry_of,
    };
    let (people, named) = people::cluster(&setting);
    let bodies = bodies::cluster(document, mentions, &entry_of);
    let mut drafts: Vec<Draft<'a>> = Vec::with_capacity(people.len() + bodies.len());

    let mut named_of: Vec<Vec<&people::Named>> = vec![Vec::new(); people.len()];
    let mut person_of: Vec<Option<usize>> = vec![None; mentions.len()];
    for (p, person) in people.iter().enumerate() {
        for &m in &person.mentions {
            person_of[m] = Some(p);
        }
    }
    for n in &named {
        if let Some(p) = person_of[n.mention] {
            named_of[p].push(n);
        }
    }
    for (p, person) in people.iter().enumerate() {
        let facts = facts::gather(&setting, gazetteer, document, person, &named_of[p]);
        drafts.push(Draft::person(
            document, mentions, gazetteer, person, facts, &person_of,
        ));
    }
    for body in &bodies {
        drafts.push(Draft::body(document, mentions, &setting, gazetteer, body));
    }
    let campaigns = add_campaigns(document, mentions, &person_of, &mut drafts);
    for draft in &mut drafts {
        if let (None, Some(at)) = (draft.works_for, draft.campaign_at) {
            // the campaign named last, else the first one
            let before = campaigns.partition_point(|(place, _)| *place < at);
            let named = campaigns.get(before.saturating_sub(1));
            draft.works_for = named.map(|(_, person)| *person);
        }
    }
    finish(drafts, mentions.len())
}

/// An entity before entities are put in order.
struct Draft<'a> {
    entity: Entity<'a>,
    mentions: Vec<usize>,
    /// Where it first stands, for the order.
    first: (usize, usize),
    /// Draft of the person whose campaign or administration it is.
    leader: Option<usize>,
    /// Draft of the person for whom it works: the party follows.
    works_for: Option<usize>,
    /// Where it is told to work for “the campaign”.
    campaign_at: Option<usize>,
}

impl<'a> Draft<'a> {
    fn person(
        document: &Document<'a>,
        mentions: &[Mention],
        gazetteer: &'a Gazetteer,
        person: &people::Person,
        facts: facts::Facts<'a>,
        person_of: &[Option<usize>],
    ) -> Self {
        let known = person.entry.map(|e| gazetteer.entry(e));
        let written = clean(document.slice(mentions[person.named_at].span));
        let name = match known {
            Some(known) => Cow::Borrowed(known.name()),
            None => peer(document, &mentions[person.named_at], person).unwrap_or(written),
        };
        let mut aliases = surfaces(document, mentions, &person.mentions, &name);
        if let Some(known) = known {
            push_aliases(&mut aliases, &name, known.aliases());
        }
        let id = match known {
            Some(known) => known.id(),
            None => Cow::Owned(format!("person/{}", slug(&name))),
        };
        Self {
            first: first_place(mentions, &person.mentions),
            mentions: person.mentions.clone(),
            leader: None,
            works_for: facts.works_for.and_then(|m| person_of[m]),
            campaign_at: facts.campaign_at,
            entity: Entity {
                id,
                kind: MentionKind::Person,
                name,
                aliases,
                wikidata: known.and_then(|k| k.wikidata()).map(Cow::Owned),
                role: facts.role,
                other_roles: facts.roles,
                party: facts.party.map(|(fact, _)| fact),
                state: facts.state,
                country: facts.country,
                gender: facts.gender,
                leader: None,
                mentions: Vec::new(),
            },
        }
    }

    fn body(
        document: &Document<'a>,
        mentions: &[Mention],
        setting: &people::Setting<'_>,
        gazetteer: &'a Gazetteer,
        body: &bodies::Body,
    ) -> Self {
        let known = body.entry.map(|e| gazetteer.entry(e));
        let written = clean(document.slice(mentions[body.named_at].span));
        let name = known.map_or(written, |k| Cow::Borrowed(k.name()));
        let mut aliases = surfaces(document, mentions, &body.mentions, &name);
        if let Some(known) = known {
            push_aliases(&mut aliases, &name, known.aliases());
        }
        let prefix = match body.kind {
            MentionKind::Party => "party",
            MentionKind::UsState => "us-state",
            MentionKind::Subdivision => "subdivision",
            MentionKind::Country => "country",
            MentionKind::Place => "place",
            _ => "org",
        };
        let fact = |value: &'a str| Fact {
            value: Cow::Borrowed(value),
            basis: Basis::Gazetteer,
        };
        let country = known.and_then(|k| k.country()).map(|c| fact(c.name()));
        Self {
            first: first_place(mentions, &body.mentions),
            mentions: body.mentions.clone(),
            leader: None,
            works_for: None,
            campaign_at: None,
            entity: Entity {
                id: match known {
                    Some(known) => known.id(),
                    None => Cow::Owned(format!("{prefix}/{}", slug(&name))),
                },
                kind: body.kind,
                aliases,
                wikidata: known.and_then(|k| k.wikidata()).map(Cow::Owned),
                role: None,
                // What kind of body: “news outlet”, “agency”.
                other_roles: known
                    .iter()
                    .flat_map(|k| k.roles())
                    .filter(|role| !role.label.starts_with(facts::PARTY_TERM))
                    .map(|role| Cow::Borrowed(role.label))
                    .collect(),
                party: match body.kind {
                    MentionKind::Party => Some(Fact {
                        value: name.clone(),
                        basis: Basis::Stated,
                    }),
                    _ => known
                        .and_then(|house| facts::party_in(gazetteer, house, setting.date))
                        .map(|party| fact(party.name())),
                },
                state: (body.kind == MentionKind::UsState).then(|| Fact {
                    value: name.clone(),
                    basis: Basis::Stated,
                }),
                country: match body.kind {
                    MentionKind::Country if country.is_none() => Some(Fact {
                        value: name.clone(),
                        basis: Basis::Stated,
                    }),
                    _ => country,
                },
                name,
                gender: None,
                leader: None,
                mentions: Vec::new(),
            },
        }
    }
}

/// Adds the campaigns, teams and administrations that are named after people: “the Ortiz campaign”. Returns where
/// campaigns are named and whose they are (draft of the person), in order.
fn add_campaigns<'a>(
    document: &Document<'a>,
    mentions: &[Mention],
    person_of: &[Option<usize>],
    drafts: &mut Vec<Draft<'a>>,
) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let tokens = document.tokens();
    let mut known: HashMap<(usize, &'static str), usize> = HashMap::new();
    let mut draft_of: Vec<Option<usize>> = vec![None; mentions.len()];
    for (d, draft) in drafts.iter().enumerate() {
        for &m in &draft.mentions {
            draft_of[m] = Some(d);
        }
    }
    for (m, mention) in mentions.iter().enumerate() {
        let Some(person) = person_of[m] else { continue };
        let mut next = mention.tokens.end;
        if tokens
            .get(next)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
        {
            next += 1;
        }
        let Some((noun, word)) = tokens.get(next).and_then(campaign_noun) else {
            continue;
        };
        if noun == "campaign" {
            places.push((mention.span.start(), person));
        }
        let draft = known.get(&(person, noun)).copied().unwrap_or_else(|| {
            let leader = &drafts[person].entity;
            let new = campaign(leader, person, noun, word, mention.span.start());
            drafts.push(new);
            known.insert((person, noun), drafts.len() - 1);
            drafts.len() - 1
        });
        // where the whole name is a mention of its own, it is the campaign's
        let whole = mention.span.join(tokens[next].span);
        let from = mentions
            .partition_point(|o| o.span.start() < whole.start())
            .saturating_sub(2);
        let named = mentions[from..]
            .iter()
            .enumerate()
            .take_while(|(_, o)| o.span.start() < whole.end())
            .find(|(_, o)| o.kind == MentionKind::Organization && o.span.covers(whole));
        if let Some((i, _)) = named {
            let i = from + i;
            if let Some(other) = draft_of[i].replace(draft).filter(|&other| other != draft) {
                drafts[other].mentions.retain(|&x| x != i);
                drafts[draft].mentions.push(i);
            }
        }
    }
    places
}

/// “Lord Wood of Anfield”, “Lady Hale”: a peer known by no given name is called by title.
fn peer<'a>(
    document: &Document<'a>,
    mention: &Mention,
    person: &people::Person,
) -> Option<Cow<'a, str>> {
    const TITLES: [&str; 6] = ["Lord", "Lady", "Baroness", "Baron", "Viscount", "Earl"];
    let title = mention.title?;
    let words = &person.name.words;
    let place = words.get(1).is_some_and(|word| word == "of");
    let titled = TITLES.contains(&document.slice(title)) && (words.len() == 1 || place);
    titled.then(|| clean(document.slice(title.join(mention.span))))
}

/// What a noun after a person's name makes of it, and the noun: teams and camps are campaigns by another word.
fn campaign_noun(token: &crate::Token) -> Option<(&'static str, &'static str)> {
    [
        ("campaign", "campaign"),
        ("campaign", "camp"),
        ("campaign", "team"),
        ("administration", "administration"),
    ]
    .into_iter()
    .find(|(_, word)| token.is(word))
}

fn campaign<'a>(
    leader: &Entity<'a>,
    draft: usize,
    noun: &'static str,
    word: &'static str,
    at: usize,
) -> Draft<'a> {
    let full = &leader.name;
    let family = full.split_whitespace().next_back().unwrap_or(full);
    let nouns: &[&str] = if noun == "campaign" {
        &["campaign", "team", "camp"]
    } else {
        &["administration"]
    };
    let mut aliases: Vec<Cow<'a, str>> = Vec::new();
    for noun in nouns {
        for owner in [full.as_ref(), family] {
            aliases.push(Cow::Owned(format!("{owner} {noun}")));
            aliases.push(Cow::Owned(format!("{owner}'s {noun}")));
        }
    }
    let name = format!("{family} {word}");
    aliases.retain(|alias| *alias != name);
    Draft {
        mentions: Vec::new(),
        first: (at, usize::MAX),
        leader: Some(draft),
        works_for: None,
        campaign_at: None,
        entity: Entity {
            id: Cow::Owned(format!("org/{}-{noun}", slug(full))),
            kind: MentionKind::Organization,
            name: Cow::Owned(name),
            aliases,
            wikidata: None,
            role: None,
            other_roles: Vec::new(),
            party: leader.party.clone(),
            state: None,
            country: leader.country.clone(),
            gender: None,
            leader: None,
            mentions: Vec::new(),
        },
    }
}

/// Puts the entities in order of first mention.
fn finish(mut drafts: Vec<Draft<'_>>, mentions: usize) -> Entities<'_> {
    // people who work for a campaign share its party, where nothing else is told of them
    for d in 0..drafts.len() {
        if let (Some(boss), None) = (drafts[d].works_for, &drafts[d].entity.party)
            && boss != d
        {
            drafts[d].entity.party = drafts[boss].entity.party.clone();
            if drafts[d].entity.country.is_none() {
                drafts[d].entity.country = drafts[boss].entity.country.clone();
            }
        }
    }
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&d| !drafts[d].mentions.is_empty() || drafts[d].leader.is_some())
        .collect();
    order.sort_by_key(|&d| (drafts[d].first, d));
    let mut place = vec![0_u32; drafts.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new as u32;
    }
    let mut of_mention = vec![None; mentions];
    let mut all: Vec<Option<Entity<'_>>> = drafts
        .into_iter()
        .enumerate()
        .map(|(d, mut draft)| {
            draft.mentions.sort_unstable();
            for &m in &draft.mentions {
                of_mention[m] = Some(EntityId(place[d]));
            }
            draft.entity.mentions = draft
                .mentions
                .iter()
                .map(|&m| MentionId(m as u32))
                .collect();
            draft.entity.leader = draft.leader.map(|l| EntityId(place[l]));
            Some(draft.entity)
        })
        .collect();
    let mut all: Vec<Entity<'_>> = order.iter().filter_map(|&d| all[d].take()).collect();
    distinct_ids(&mut all);
    Entities { all, of_mention }
}

/// Two entities never share an id: the second of a name gets a number.
fn distinct_ids(all: &mut [Entity<'_>]) {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for entity in all {
        let times = seen.entry(hash::of_str(&entity.id)).or_insert(0);
        *times += 1;
        if *times > 1 {
            entity.id = Cow::Owned(format!("{}-{times}", entity.id));
        }
    }
}

fn first_place(mentions: &[Mention], of: &[usize]) -> (usize, usize) {
    of.first()
        .map_or((usize::MAX, 0), |&m| (mentions[m].span.start(), m))
}

/// A name on one line.
fn clean(text: &str) -> Cow<'_, str> {
    // Line ends and tabs, but also spaces that do not break.
    let odd = |c: char| c.is_whitespace() && c != ' ';
    if text.contains(odd) || text.contains("  ") {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

/// The other names that the article uses, each once, in order.
fn surfaces<'a>(
    document: &Document<'a>,
    mentions: &[Mention],
    of: &[usize],
    name: &str,
) -> Vec<Cow<'a, str>> {
    let mut names: Vec<Cow<'a, str>> = Vec::new();
    for &m in of {
        let surface = clean(document.slice(mentions[m].span));
        if surface != name && names.len() < 16 && !names.contains(&surface) {
            names.push(surface);
        }
    }
    names
}

fn push_aliases<'a>(
    aliases: &mut Vec<Cow<'a, str>>,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) {
    for alias in known {
        if alias != name && aliases.len() < 32 && !aliases.iter().any(|a| a == alias) {
            aliases.push(Cow::Borrowed(alias));
        }
    }
}

/// A name as part of an id: “ann-ortiz”.
fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’' | '.') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
