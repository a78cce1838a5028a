//! Matches descriptions (“the Vermont senator”, “his lawyer”, “the agency”) with what is told and known.

use crate::entity::noun;
use crate::entity::{Entity, Gender};
use crate::mention::{MentionForm, MentionKind};
use crate::text::{TokenKind, lowered};
use crate::{EntityId, MentionId, Region};

use super::pronoun;
use super::scene::Scene;
use super::source::{self, Determiner, Pronoun, Source};
use super::types::{Speaker, SpeakerType, Status, Step};

/// How many entities a description is compared with.
const MOST: usize = 300;

/// Words that make another office of the same noun: a vice president is no president.
const RANKS: &[&str] = &[
    "vice",
    "deputy",
    "assistant",
    "associate",
    "under",
    "shadow",
    "lieutenant",
    "acting",
    "state",
    "attorney",
    "press",
    "general",
];

/// The person that a definite description means.
pub(super) fn person(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    source: &Source,
    owner: Option<EntityId>,
) -> Option<Speaker> {
    let tokens = scene.document.tokens();
    let byte = tokens[source.at].span.start();
    // a title that ends in a period is read as body text
    let headline = scene.region(byte) == Region::Headline || scene.paragraph(byte) == 0;
    if source.determiner == Determiner::Bare && !headline {
        return None;
    }
    if source.determiner == Determiner::Possessive && owner.is_none() {
        return None;
    }
    let noun_text = scene.document.slice(tokens[source.at].span).to_lowercase();
    let noun_gender = noun::gender(tokens[source.at].folded);
    let modifiers: Vec<String> = (source.chunk.start..source.at)
        .filter(|&t| tokens[t].kind == TokenKind::Word && !source::is_determiner(&tokens[t]))
        .map(|t| scene.document.slice(tokens[t].span).to_lowercase())
        .collect();
    let mut fitting: Vec<(i32, EntityId)> = Vec::new();
    for (e, entity) in scene.entities.all.iter().enumerate().take(MOST) {
        let id = EntityId(e as u32);
        if entity.kind != MentionKind::Person || Some(id) == owner {
            continue;
        }
        if matches!((noun_gender, entity.gender), (Some(a), Some(b)) if a != b) {
            continue;
        }
        let runs = scene.leads_campaign(id) && noun::stands_for("candidate", &noun_text);
        let owner = owner.map(|o| scene.entities.get(o));
        // whoever has a campaign is a candidate
        let Some(fit) = role_fit(entity, &noun_text, &modifiers, owner).max(runs.then_some(50))
        else {
            continue;
        };
        let Some(told) = told_fit(scene, source, entity) else {
            continue;
        };
        // the nearest place before; in a headline, the first one after
        let near = match scene.last_before(id, byte) {
            Some(back) => 40 - 4 * back.min(10) as i32,
            // a headline speaks of those who come first below; “his lawyer” may be named later
            None if headline => 24 - 3 * e.min(8) as i32,
            None if source.determiner == Determiner::Possessive => 0,
            None => continue,
        };
        fitting.push((
            fit + told + near + entity.mentions.len().min(5) as i32 * 2,
            id,
        ));
    }
    fitting.sort_by_key(|&(score, id)| (std::cmp::Reverse(score), id));
    let (best, id) = match fitting.first() {
        Some(&first) => first,
        None => return by_gender(scene, speakers, i, source, noun_gender),
    };
    let lead = fitting.get(1).map_or(60, |second| best - second.0);
    let sure = lead >= 12;
    Some(Speaker {
        status: if sure {
            Status::Resolved
        } else {
            Status::Ambiguous
        },
        entity: sure.then_some(id),
        candidates: if sure {
            Vec::new()
        } else {
            fitting.iter().take(3).map(|f| f.1).collect()
        },
        kind: Some(SpeakerType::Person),
        path: vec![Step::Nominal, Step::Role],
        confidence: if sure {
            0.7 + 0.003 * lead.min(60) as f32
        } else {
            0.45
        },
        ..Speaker::default()
    })
}

/// “the Republican”: the only person of that party nearby.
pub(super) fn member(scene: &Scene<'_, '_>, source: &Source, party: EntityId) -> Option<Speaker> {
    let byte = scene.document.tokens()[source.at].span.start();
    let party = &scene.entities.get(party).name;
    let mut near: Vec<(usize, EntityId)> = scene
        .entities
        .all
        .iter()
        .enumerate()
        .take(MOST)
        .filter(|(_, e)| {
            e.kind == MentionKind::Person && e.party.as_ref().is_some_and(|p| p.value == *party)
        })
        .filter_map(|(e, _)| {
            let id = EntityId(e as u32);
            scene.last_before(id, byte).map(|back| (back, id))
        })
        .filter(|(back, _)| *back <= 6)
        .collect();
    near.sort_unstable();
    let &(back, id) = near.first()?;
    let alone = near.get(1).is_none_or(|(next, _)| *next >= back + 2);
    Some(Speaker {
        status: if alone {
            Status::Resolved
        } else {
            Status::Ambiguous
        },
        entity: alone.then_some(id),
        candidates: if alone {
            Vec::new()
        } else {
            near.iter().take(3).map(|n| n.1).collect()
        },
        kind: Some(SpeakerType::Person),
        path: vec![Step::Nominal, Step::Role],
        confidence: if alone { 0.75 } else { 0.4 },
        ..Speaker::default()
    })
}

/// “the 34-year-old mother of three”: no office, but only one woman spoke last.
fn by_gender(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    source: &Source,
    gender: Option<Gender>,
) -> Option<Speaker> {
    if source.determiner != Determiner::Definite {
        return None;
    }
    let pronoun = match gender? {
        Gender::Female => Pronoun::She,
        Gender::Male => Pronoun::He,
        Gender::Other => return None,
    };
    let mut speaker = pronoun::resolve(scene, speakers, i, source.at, pronoun)?;
    // only whoever spoke last: a man in the street is somebody else
    if !speaker.path.contains(&Step::PreviousSubject) || speaker.status != Status::Resolved {
        return None;
    }
    speaker.path[0] = Step::Nominal;
    speaker.confidence *= 0.8;
    Some(speaker)
}

/// How well an office or description of a person fits a noun and its modifiers; none where none does.
fn role_fit(
    entity: &Entity<'_>,
    noun: &str,
    modifiers: &[String],
    owner: Option<&Entity<'_>>,
) -> Option<i32> {
    let stated = entity.role.as_ref().map(|r| &r.value);
    let mut best: Option<i32> = None;
    for (rank, role) in stated.into_iter().chain(&entity.other_roles).enumerate() {
        let lower = lowered(role);
        let words: Vec<&str> = lower
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '’')))
            .filter(|w| !w.is_empty())
            .collect();
        let core = words
            .iter()
            .position(|w| {
                matches!(
                    *w,
                    "of" | "for" | "at" | "in" | "to" | "from" | "on" | "who"
                )
            })
            .unwrap_or(words.len());
        let Some(head) = words[..core]
            .iter()
            .rposition(|w| noun::stands_for(noun, w))
        else {
            continue;
        };
        // “vice president” is no “president”, “state senator” no “senator”
        let another = words[..head]
            .iter()
            .any(|w| RANKS.contains(w) && !modifiers.iter().any(|m| m == w))
            || modifiers
                .iter()
                .any(|m| RANKS.contains(&m.as_str()) && !words.contains(&m.as_str()));
        if another
            || (head + 1 < core
                && words[head + 1..core]
                    .iter()
                    .any(|w| !matches!(*w, "and" | "general")))
        {
            continue;
        }
        let mut fit = 60 - 4 * rank.min(5) as i32;
        // “the president” of nothing in particular is no president of a club
        let body = words.get(core).is_some_and(|w| *w == "of")
            && !modifiers
                .iter()
                .any(|m| words[core..].contains(&m.as_str()));
        if body && noun == "president" {
            continue;
        }
        let former = words.contains(&"former");
        if former != modifiers.iter().any(|m| m == "former" || m == "ex-") {
            fit -= if former { 10 } else { 5 };
        }
        fit += 8 * modifiers
            .iter()
            .filter(|m| words.contains(&m.as_str()))
            .count()
            .min(4) as i32;
        if let Some(owner) = owner {
            let family = owner
                .name
                .split_whitespace()
                .next_back()
                .unwrap_or("")
                .to_lowercase();
            if !words.iter().any(|w| *w == family) {
                continue;
            }
            fit += 30;
        }
        best = best.max(Some(fit));
    }
    best
}

/// What the description itself tells (state, party, country) must not contradict the person; agreement is a reason.
fn told_fit(scene: &Scene<'_, '_>, source: &Source, entity: &Entity<'_>) -> Option<i32> {
    let tokens = scene.document.tokens();
    let span = tokens[source.whole.start]
        .span
        .join(tokens[source.whole.end - 1].span);
    let from = scene
        .mentions
        .partition_point(|m| m.span.start() < span.start());
    let mut fit = 0;
    for (m, mention) in scene
        .mentions
        .iter()
        .enumerate()
        .skip(from)
        .take_while(|(_, m)| m.span.start() < span.end())
    {
        let Some(told) = scene.entities.of(MentionId(m as u32)) else {
            continue;
        };
        if mention.tokens.start > source.at + 3 {
            break;
        }
        let told = scene.entities.get(told);
        let held = match mention.kind {
            MentionKind::UsState => &entity.state,
            MentionKind::Party => &entity.party,
            MentionKind::Country => &entity.country,
            _ => continue,
        };
        match held {
            Some(held) if held.value == told.name => fit += 40,
            _ => return None,
        }
    }
    Some(fit)
}

/// Words of a description and the words in the name or kind of a body that satisfy it.
const BODIES: &[(&str, &str)] = &[
    (
        "agency",
        "agency department administration bureau service office board commission",
    ),
    ("department", "department ministry"),
    ("ministry", "ministry department"),
    ("panel", "committee panel subcommittee commission board"),
    ("committee", "committee"),
    ("commission", "commission"),
    ("court", "court"),
    ("council", "council"),
    ("board", "board"),
    (
        "newspaper",
        "newspaper outlet times post journal tribune herald globe news telegraph guardian",
    ),
    (
        "paper",
        "newspaper outlet times post journal tribune herald globe telegraph guardian",
    ),
    ("magazine", "magazine outlet"),
    ("publication", "newspaper magazine outlet"),
    ("outlet", "newspaper broadcaster outlet news"),
    ("network", "broadcaster news outlet network"),
    ("broadcaster", "broadcaster outlet"),
    ("website", "website outlet"),
    (
        "company",
        "company inc inc. corp corp. co. ltd plc llc motors industries group",
    ),
    (
        "firm",
        "firm llp llc inc inc. corp corp. plc ltd partners company associates capital",
    ),
    (
        "group",
        "group association coalition union council foundation alliance network league caucus fund pac society center centre institute committee federation",
    ),
    (
        "organization",
        "organization association coalition union council foundation alliance network league fund society center institute committee federation nations",
    ),
    (
        "organisation",
        "organisation association coalition union council foundation alliance network league fund society centre institute committee federation nations",
    ),
    ("union", "union brotherhood teamsters workers federation"),
    ("university", "university college"),
    ("bank", "bank"),
    ("institute", "institute"),
    ("center", "center centre"),
    ("foundation", "foundation"),
    ("association", "association"),
    ("bureau", "bureau"),
    ("party", "party"),
    ("tank", "institute center centre foundation"),
    ("pac", "pac fund future"),
    ("campaign", "campaign"),
    ("administration", "administration"),
];

/// The body that a description means: a campaign by its candidate, else the last body of that kind.
pub(super) fn body(
    scene: &Scene<'_, '_>,
    source: &Source,
    owner: Option<EntityId>,
) -> Option<Speaker> {
    let tokens = scene.document.tokens();
    let head = &tokens[source.at];
    let byte = head.span.start();
    let resolved = |entity: EntityId, confidence: f32, path: Vec<Step>| Speaker {
        status: Status::Resolved,
        entity: Some(entity),
        kind: Some(SpeakerType::Organization),
        path,
        confidence,
        ..Speaker::default()
    };
    if let Some(owner) = owner {
        if let Some(led) = scene.led_by(owner, head) {
            return Some(resolved(led, 0.9, vec![Step::Nominal]));
        }
        // “her campaign”, never called the Ortiz campaign: known by its candidate
        let leader = scene.entities.get(owner);
        if leader.kind == MentionKind::Person && head.is("campaign") {
            let family = leader
                .name
                .split_whitespace()
                .next_back()
                .unwrap_or(&leader.name);
            return Some(Speaker {
                entity: None,
                name: Some(format!("{family} campaign")),
                affiliation: Some(leader.name.to_string()),
                principal: Some(owner),
                ..resolved(owner, 0.75, vec![Step::Nominal])
            });
        }
        return None;
    }
    if source.determiner != Determiner::Definite {
        return None;
    }
    let noun = scene.document.slice(head.span).to_lowercase();
    let Some((_, kinds)) = BODIES.iter().find(|(word, _)| *word == noun) else {
        return company(scene, source);
    };
    // a modifier that is no part of the name names another one
    let modifiers: Vec<u64> = (source.chunk.start..source.at)
        .filter(|&t| tokens[t].kind == TokenKind::Word && !source::is_determiner(&tokens[t]))
        .map(|t| tokens[t].folded)
        .collect();
    let sentence = scene.sentence(byte);
    let to = scene.mentions.partition_point(|m| m.span.start() < byte);
    let mut seen: Vec<EntityId> = Vec::new();
    for (m, mention) in scene.mentions[..to].iter().enumerate().rev().take(80) {
        if !matches!(mention.kind, MentionKind::Organization | MentionKind::Party)
            || matches!(
                mention.form,
                MentionForm::Pronoun
                    | MentionForm::Nominal
                    | MentionForm::Member
                    | MentionForm::Adjective
            )
        {
            continue;
        }
        let Some(id) = scene.entities.of(MentionId(m as u32)) else {
            continue;
        };
        if sentence - scene.sentence(mention.span.start()).min(sentence) > 12 {
            break;
        }
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let entity = scene.entities.get(id);
        let words = |text: &str| text.to_lowercase();
        let name = words(&entity.name);
        let of_kind = |text: &str| {
            text.split([' ', '/'])
                .any(|w| kinds.split(' ').any(|k| k == w))
        };
        let fits = of_kind(&name) || entity.other_roles.iter().any(|r| of_kind(&words(r)));
        let named = modifiers
            .iter()
            .all(|&m| name.split([' ', '-']).any(|w| crate::hash::of_str(w) == m));
        if fits && named {
            return Some(resolved(id, 0.75, vec![Step::Nominal, Step::Role]));
        }
    }
    company(scene, source)
}

/// How many sentences back a company named in other words may have been told of.
const COMPANY_REACH: usize = 4;

/// “the company” and no more.
pub(super) fn is_company(scene: &Scene<'_, '_>, source: &Source) -> bool {
    let tokens = scene.document.tokens();
    let bare = (source.chunk.start..source.at)
        .all(|t| tokens[t].kind != TokenKind::Word || source::is_determiner(&tokens[t]));
    noun::COMPANY.has(tokens[source.at].folded) && bare && source.at + 1 >= source.whole.end
}

/// “the grocer”, “the club”: the only body that the sentences before have as their subject.
fn company(scene: &Scene<'_, '_>, source: &Source) -> Option<Speaker> {
    let tokens = scene.document.tokens();
    let head = &tokens[source.at];
    if !is_company(scene, source) {
        return None;
    }
    let byte = head.span.start();
    let sentence = scene.sentence(byte);
    let to = scene.places.partition_point(|p| p.at < byte);
    let mut bodies = scene.places[..to]
        .iter()
        .rev()
        .take_while(|p| sentence - p.sentence.min(sentence) <= COMPANY_REACH)
        .filter(|p| p.subject && p.quoted.is_none())
        .map(|p| p.entity)
        .filter(|&e| {
            let entity = scene.entities.get(e);
            entity.kind == MentionKind::Organization && entity.other_roles.is_empty()
        });
    let id = bodies.next()?;
    if !bodies.all(|other| other == id) {
        return None;
    }
    Some(Speaker {
        status: Status::Resolved,
        entity: Some(id),
        kind: Some(SpeakerType::Organization),
        path: vec![Step::Nominal, Step::PreviousSubject],
        confidence: 0.7,
        ..Speaker::default()
    })
}

/// How many sentences back somebody called by other words may have been named.
const VARIATION_REACH: usize = 2;

/// “the 51-year-old”, “the Scot”, “the defender”: whom the sentence before is about, if it is one person and
/// nothing tells against it. Nobody new is introduced in such words.
pub(super) fn variation(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    source: &Source,
) -> Option<Speaker> {
    if source.determiner != Determiner::Definite || source.at + 1 < source.whole.end {
        return None;
    }
    let tokens = scene.document.tokens();
    let byte = tokens[source.at].span.start();
    let content = scene.attributions[i].content.first()?;
    let start = byte.min(content.start());
    let sentence = scene.sentence(start);
    let to = scene.places.partition_point(|p| p.at < start);
    let spoken = scene.order.partition_point(|&k| scene.anchors[k] < start);
    for back in 0..=VARIATION_REACH.min(sentence) {
        let named = scene.places[..to]
            .iter()
            .rev()
            .take_while(|p| p.sentence + back >= sentence)
            .filter(|p| p.sentence + back == sentence && p.subject && p.quoted.is_none())
            .map(|p| p.entity);
        let spoke = scene.order[..spoken]
            .iter()
            .rev()
            .take(6)
            .filter(|&&k| k != i && scene.sentence(scene.anchors[k]) + back == sentence)
            .filter_map(|&k| speakers[k].as_ref()?.entity);
        let mut people = named
            .chain(spoke)
            .filter(|&e| scene.entities.get(e).kind == MentionKind::Person);
        let Some(id) = people.next() else {
            continue;
        };
        let fits = people.all(|other| other == id) && !contradicts(scene, source, id);
        return fits.then(|| Speaker {
            status: Status::Resolved,
            entity: Some(id),
            kind: Some(SpeakerType::Person),
            path: vec![Step::Nominal, Step::PreviousSubject],
            confidence: 0.75,
            ..Speaker::default()
        });
    }
    None
}

/// “the defender” is no manager, “the 51-year-old” not “Okoro, 22,”, “the Scot” no Dane.
fn contradicts(scene: &Scene<'_, '_>, source: &Source, id: EntityId) -> bool {
    let tokens = scene.document.tokens();
    let entity = scene.entities.get(id);
    let word = scene.document.slice(tokens[source.at].span);
    if noun::PLAYER.has(tokens[source.at].folded) {
        let roles = entity.role.as_ref().map(|r| &r.value);
        let mut words = roles
            .into_iter()
            .chain(&entity.other_roles)
            .flat_map(|r| r.split(' '));
        return words.any(|w| noun::COACH.has(crate::hash::of_str(&w.to_lowercase())));
    }
    let Some((age, _)) = word.split_once("-year-old") else {
        return false;
    };
    // “Okoro, 22,”
    entity.mentions.iter().take(24).any(|m| {
        let end = scene.mentions[m.0 as usize].tokens.end;
        let number = tokens.get(end + 1).filter(|t| t.kind == TokenKind::Number);
        let comma = tokens.get(end).is_some_and(|t| t.is(","));
        comma && number.is_some_and(|n| scene.document.slice(n.span) != age)
    })
}
