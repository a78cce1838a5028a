//! Weighs the people and bodies before a pronoun.

use crate::EntityId;
use crate::entity::Gender;
use crate::mention::MentionKind;
use crate::text::TokenId;

use super::scene::{Case, Place, Scene};
use super::source::{Head, Pronoun};
use super::types::{Speaker, SpeakerType, Status, Step};

/// Points for and against a candidate, in hundredths of a logit: two candidates a hundred points apart are
/// as 2.7 to 1. Set by hand, by the conventions of news.
mod points {
    /// Last named in the same sentence, one before, two, three, four or more before.
    pub(super) const NEARNESS: [i32; 5] = [200, 0, -60, -140, -200];
    /// Last named of all who agree, the one before, two before, further.
    pub(super) const RECENCY: [i32; 4] = [70, 25, -20, -90];
    pub(super) const SUBJECT: i32 = 100;
    /// Subject as the pronoun is: “Ortiz won. She …”
    pub(super) const PARALLEL: i32 = 70;
    /// In another role of the same verb: nobody meets herself without saying so.
    pub(super) const BOUND: i32 = -190;
    /// Named inside somebody else's quotation.
    pub(super) const QUOTED: i32 = -130;
    /// Named in the very words that the pronoun is the source of: few speak of themselves by name.
    pub(super) const OWN_WORDS: i32 = -200;
    /// Introduced at the end of the sentence right before: “it worries Ann Ortiz, head of the union. “…,” she said”.
    pub(super) const INTRODUCED: i32 = 420;
    /// Spoke last.
    pub(super) const SPOKE_LAST: i32 = 260;
    /// Spoke before the last one.
    pub(super) const SPOKE_BEFORE: i32 = 60;
    /// The pronoun stands in a report of this one's words, outside quotation marks.
    pub(super) const OWN_REPORT: i32 = 200;
    pub(super) const GENDER_KNOWN: i32 = 50;
    /// For each doubling of the mentions nearby.
    pub(super) const PROMINENCE: i32 = 45;
    /// So many things are “it” and “they” that a name must have spoken.
    pub(super) const THING: i32 = -170;
    /// What somebody not named here would have.
    pub(super) const NOBODY: i32 = -60;
}

/// The least probability at which “he” and “she” are resolved.
const SURE: f32 = 0.55;
/// The same of “it” and “they” that stand for whoever spoke last, or of “it” for a body.
const SURE_THING: f32 = 0.62;
/// The same of “they”, “its”, and “it” for a country, that has not spoken: most stand for things that no name tells.
const SURE_SILENT_THING: f32 = 0.85;

/// How many places before the pronoun are looked at.
const WINDOW: usize = 60;
/// How many sentences before.
const REACH: usize = 5;

#[derive(Clone, Copy, Debug)]
struct Candidate {
    entity: EntityId,
    score: i32,
    spoke: bool,
}

/// The entity that a personal pronoun at token `at` stands for.
pub(super) fn resolve(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    at: usize,
    pronoun: Pronoun,
) -> Option<Speaker> {
    let byte = scene.document.tokens()[at].span.start();
    let ranked = rank(scene, speakers, i, at, pronoun);
    if let Some(speaker) = group(scene, speakers, byte, pronoun) {
        return Some(speaker);
    }
    let best = *ranked.first()?;
    if stranger(scene, speakers, i, byte, pronoun) {
        return None;
    }
    let odds = |score: i32| ((score - best.score) as f32 / 100.0).exp();
    let all: f32 = ranked.iter().map(|c| odds(c.score)).sum();
    let confidence = 1.0 / (all + odds(points::NOBODY.min(best.score)));
    let mut path = vec![Step::Pronoun];
    if best.spoke {
        path.push(Step::PreviousSubject);
    }
    let kind = match scene.entities.get(best.entity).kind {
        MentionKind::Person => SpeakerType::Person,
        _ => SpeakerType::Organization,
    };
    let sure = match pronoun {
        Pronoun::It
            if scene.case(at) != Case::Possessor
                && scene.entities.get(best.entity).kind == MentionKind::Organization =>
        {
            confidence >= SURE_THING
        }
        Pronoun::It | Pronoun::They if best.spoke => confidence >= SURE_THING,
        Pronoun::It | Pronoun::They => confidence >= SURE_SILENT_THING,
        _ => confidence >= SURE,
    };
    if best.score < points::NOBODY {
        return None;
    }
    Some(Speaker {
        status: if sure {
            Status::Resolved
        } else {
            Status::Ambiguous
        },
        entity: sure.then_some(best.entity),
        candidates: if sure {
            Vec::new()
        } else {
            ranked.iter().take(3).map(|c| c.entity).collect()
        },
        kind: Some(kind),
        path,
        confidence: confidence.min(0.97),
        ..Speaker::default()
    })
}

/// Somebody without a name spoke last, so near that the pronoun is theirs: “a neighbour said … she added”.
fn stranger(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    byte: usize,
    pronoun: Pronoun,
) -> bool {
    if !matches!(pronoun, Pronoun::He | Pronoun::She) {
        return false;
    }
    let spoken = scene.order.partition_point(|&k| scene.anchors[k] < byte);
    let last = scene.order[..spoken]
        .iter()
        .rev()
        .copied()
        .find(|&k| k != i && scene.outer[k].is_none());
    last.is_some_and(|k| {
        let near =
            scene.sentence(byte) - scene.sentence(scene.anchors[k]).min(scene.sentence(byte)) <= 1;
        let unknown = speakers[k].as_ref().is_some_and(|s| {
            s.status == Status::Unresolved
                && !scene.attributions[k].source.is_empty()
                && matches!(
                    s.kind,
                    None | Some(SpeakerType::Unnamed | SpeakerType::Person)
                )
        });
        // unless a name stands between as the subject of its clause
        let to = scene.places.partition_point(|p| p.at < byte);
        let between = scene.places[..to]
            .iter()
            .rev()
            .take_while(|p| p.at > scene.anchors[k])
            .any(|p| p.subject && p.quoted.is_none() && agrees(scene, p.entity, pronoun));
        near && unknown && !between
    })
}

/// Returns true when an entity may be what a pronoun stands for.
fn agrees(scene: &Scene<'_, '_>, entity: EntityId, pronoun: Pronoun) -> bool {
    let entity = scene.entities.get(entity);
    match (pronoun, entity.kind) {
        (Pronoun::He, MentionKind::Person) => {
            !matches!(entity.gender, Some(Gender::Female | Gender::Other))
        }
        (Pronoun::She, MentionKind::Person) => {
            !matches!(entity.gender, Some(Gender::Male | Gender::Other))
        }
        (Pronoun::They, MentionKind::Person) => entity.gender == Some(Gender::Other),
        (Pronoun::They, MentionKind::Organization | MentionKind::Party) => true,
        (Pronoun::It, MentionKind::Organization | MentionKind::Country | MentionKind::Party) => {
            true
        }
        _ => false,
    }
}

/// All candidates, best first.
fn rank(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    i: usize,
    at: usize,
    pronoun: Pronoun,
) -> Vec<Candidate> {
    let byte = scene.document.tokens()[at].span.start();
    let sentence = scene.sentence(byte);
    let content = scene.attributions[i].content.first();
    let opening = content.map_or(sentence, |c| scene.sentence(c.start()).min(sentence));
    let quoted = scene.quotation_over(byte);
    let case = scene.case(at);
    let verb = scene
        .syntax
        .head(TokenId(at as u32))
        .map(TokenId::index)
        .filter(|_| argument(case));
    let outer = scene.outer[i].and_then(|outer| speakers[outer].as_ref().and_then(|s| s.entity));
    let in_own_quotation = outer.filter(|_| quoted.is_some());
    let fits =
        |entity: EntityId| in_own_quotation != Some(entity) && agrees(scene, entity, pronoun);

    // “No one sings for Moss,” he said: Moss did not say it
    let speaks = scene.sources[i].at == at && matches!(scene.sources[i].head, Head::Pronoun(_));
    let own_words = if speaks {
        scene.named_in_content(i)
    } else {
        Vec::new()
    };

    // by the last place of each, nearest first
    let to = scene.places.partition_point(|p| p.at < byte);
    let near: Vec<&Place> = scene.places[to.saturating_sub(WINDOW)..to]
        .iter()
        .rev()
        .take_while(|p| sentence - p.sentence.min(sentence) <= REACH)
        .filter(|p| fits(p.entity))
        .collect();
    let mut candidates: Vec<Candidate> = Vec::new();
    for place in &near {
        if candidates.iter().any(|c| c.entity == place.entity) {
            continue;
        }
        let here = near.iter().filter(|p| p.entity == place.entity);
        let bound = verb.is_some()
            && here
                .clone()
                .any(|p| argument(p.case) && p.governor == verb && p.sentence == sentence);
        let named_in_content = speaks && own_words.contains(&place.entity);
        let mut score = points::NEARNESS[(sentence - place.sentence).min(4)]
            + points::RECENCY[candidates.len().min(3)]
            + points::PROMINENCE * here.count().ilog2().min(3) as i32;
        for (holds, point) in [
            (place.subject, points::SUBJECT),
            (place.subject && case == Case::Subject, points::PARALLEL),
            (
                speaks && introduced(scene, place, opening),
                points::INTRODUCED,
            ),
            (bound, points::BOUND),
            (named_in_content, points::OWN_WORDS),
            (
                place.quoted.is_some() && place.quoted != quoted,
                points::QUOTED,
            ),
        ] {
            score += if holds { point } else { 0 };
        }
        candidates.push(Candidate {
            entity: place.entity,
            score,
            spoke: false,
        });
    }

    // by who spoke before, by whatever words
    let spoken = scene.order.partition_point(|&k| scene.anchors[k] < byte);
    let mut spoke: Vec<EntityId> = Vec::new();
    for &k in scene.order[..spoken].iter().rev().take(8) {
        let nested =
            scene.outer[k].is_some_and(|o| Some(o) != scene.outer[i] && is_quoted(scene, k));
        let back = sentence - scene.sentence(scene.anchors[k]).min(sentence);
        let Some(speaker) = speakers[k].as_ref().filter(|_| k != i && !nested) else {
            continue;
        };
        // two who speak together are no “he” and no “she”
        let alone = speaker.members.is_empty() || pronoun == Pronoun::They;
        let Some(entity) = speaker.entity.filter(|&e| alone && fits(e)) else {
            continue;
        };
        if back > REACH + 2 || spoke.contains(&entity) {
            continue;
        }
        let bonus = if spoke.is_empty() {
            points::SPOKE_LAST
        } else {
            points::SPOKE_BEFORE
        };
        let bonus = if back > 3 { bonus / 2 } else { bonus };
        let base =
            points::NEARNESS[back.min(4)] + points::RECENCY[spoke.len().min(3)] + points::SUBJECT;
        match candidates.iter_mut().find(|c| c.entity == entity) {
            Some(c) => c.score = c.score.max(base) + bonus,
            None => candidates.push(Candidate {
                entity,
                score: base + bonus,
                spoke: false,
            }),
        }
        spoke.push(entity);
    }
    if let Some(entity) = outer.filter(|&e| quoted.is_none() && fits(e)) {
        let base = points::NEARNESS[0] + points::RECENCY[0];
        match candidates.iter_mut().find(|c| c.entity == entity) {
            Some(c) => c.score = c.score.max(base) + points::OWN_REPORT,
            None => candidates.push(Candidate {
                entity,
                score: base + points::OWN_REPORT,
                spoke: false,
            }),
        }
    }
    for c in &mut candidates {
        c.spoke = spoke.first() == Some(&c.entity);
        if scene.entities.get(c.entity).gender.is_some() {
            c.score += points::GENDER_KNOWN;
        }
        if matches!(pronoun, Pronoun::It | Pronoun::They) && !c.spoke {
            c.score += points::THING;
        }
    }
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.score), c.entity));
    candidates
}

/// The first place of somebody, with a comma and a description after it, in the sentence before.
fn introduced(scene: &Scene<'_, '_>, place: &Place, sentence: usize) -> bool {
    let mentions = &scene.entities.get(place.entity).mentions;
    let first = mentions.first().map(|m| &scene.mentions[m.0 as usize]);
    let tokens = scene.document.tokens();
    place.sentence + 1 == sentence
        && place.quoted.is_none()
        && first.is_some_and(|m| {
            let comma = tokens.get(m.tokens.end).is_some_and(|t| t.is(","));
            m.span.start() == place.at && m.tokens.len() > 1 && comma
        })
}

/// Subject, object or oblique of a verb.
fn argument(case: Case) -> bool {
    matches!(case, Case::Subject | Case::Object | Case::Oblique)
}

/// The attribution's own words stand inside quotation marks.
fn is_quoted(scene: &Scene<'_, '_>, k: usize) -> bool {
    scene.quotation_over(scene.anchors[k]).is_some()
}

/// “They” are the group that spoke last, “it” the document or body, that spoke last.
fn group(
    scene: &Scene<'_, '_>,
    speakers: &[Option<Speaker>],
    byte: usize,
    pronoun: Pronoun,
) -> Option<Speaker> {
    if !matches!(pronoun, Pronoun::They | Pronoun::It) {
        return None;
    }
    let sentence = scene.sentence(byte);
    let spoken = scene.order.partition_point(|&k| scene.anchors[k] < byte);
    let last = scene.order[..spoken]
        .iter()
        .rev()
        .copied()
        .find(|&k| scene.outer[k].is_none())
        .filter(|&k| sentence - scene.sentence(scene.anchors[k]).min(sentence) <= 2)?;
    let last = speakers[last].as_ref().filter(|s| match pronoun {
        Pronoun::They => s.kind == Some(SpeakerType::Group),
        _ => s.kind == Some(SpeakerType::Document),
    })?;
    let mut speaker = last.clone();
    speaker.path.insert(0, Step::PreviousSubject);
    speaker.path.insert(0, Step::Pronoun);
    speaker.path.dedup();
    speaker.path.truncate(6);
    speaker.confidence *= 0.8;
    Some(speaker)
}
