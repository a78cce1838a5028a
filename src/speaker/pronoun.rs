//! Weighs the people and bodies before a pronoun.

use crate::EntityId;
use crate::entity::Gender;
use crate::mention::MentionKind;

use super::scene::{Place, Scene};
use super::source::Pronoun;
use super::types::{Speaker, SpeakerType, Status, Step};

/// Points for and against a candidate; a hundred is one good reason.
mod points {
    /// Named in the same sentence, one before, two, three, four before.
    pub(super) const NEARNESS: [i32; 6] = [190, 170, 110, 70, 40, 20];
    pub(super) const SUBJECT: i32 = 90;
    pub(super) const POSSESSIVE: i32 = -20;
    /// Named inside somebody else's quotation.
    pub(super) const QUOTED: i32 = -130;
    /// Spoke last.
    pub(super) const SPOKE_LAST: i32 = 150;
    /// Spoke before the last one.
    pub(super) const SPOKE_BEFORE: i32 = 60;
    /// The pronoun stands in a report of this one's words, outside quotation marks.
    pub(super) const OWN_REPORT: i32 = 120;
    pub(super) const SAME_PARAGRAPH: i32 = 40;
    pub(super) const GENDER_KNOWN: i32 = 60;
    /// Every further mention so far, up to eight.
    pub(super) const PROMINENCE: i32 = 6;
    /// Below this nobody is meant for sure.
    pub(super) const NEEDED: i32 = 170;
    /// The best must lead the next by this.
    pub(super) const LEAD: i32 = 25;
}

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
    let ranked = rank(scene, speakers, i, byte, pronoun);
    if let Some(speaker) = group(scene, speakers, byte, pronoun) {
        return Some(speaker);
    }
    let best = *ranked.first()?;
    if stranger(scene, speakers, i, byte, pronoun) {
        return None;
    }
    let lead = ranked
        .get(1)
        .map_or(200, |second| best.score - second.score);
    let mut path = vec![Step::Pronoun];
    if best.spoke {
        path.push(Step::PreviousSubject);
    }
    let kind = match scene.entities.get(best.entity).kind {
        MentionKind::Person => SpeakerType::Person,
        _ => SpeakerType::Organization,
    };
    let sure = best.score >= points::NEEDED && lead >= points::LEAD;
    if best.score < points::NEEDED {
        return None;
    }
    let confidence = (0.6
        + 0.001 * lead.min(250) as f32
        + 0.0004 * (best.score - points::NEEDED).min(250) as f32)
        .min(0.95);
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
        confidence: if sure { confidence } else { 0.5 },
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
    byte: usize,
    pronoun: Pronoun,
) -> Vec<Candidate> {
    let sentence = scene.sentence(byte);
    let paragraph = scene.paragraph(byte);
    let quoted = scene.quotation_over(byte);
    let (outer, own_quotation) = match scene.outer[i] {
        Some(outer) => {
            let entity = speakers[outer].as_ref().and_then(|s| s.entity);
            (entity, quoted.is_some())
        }
        None => (None, false),
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |entity: EntityId, score: i32| {
        if own_quotation && outer == Some(entity) || !agrees(scene, entity, pronoun) {
            return;
        }
        match candidates.iter_mut().find(|c| c.entity == entity) {
            Some(c) => c.score = c.score.max(score),
            None => candidates.push(Candidate {
                entity,
                score,
                spoke: false,
            }),
        }
    };
    let to = scene.places.partition_point(|p| p.at < byte);
    for place in scene.places[to.saturating_sub(WINDOW)..to].iter().rev() {
        let back = sentence - place.sentence.min(sentence);
        if back > REACH {
            break;
        }
        add(
            place.entity,
            place_score(scene, place, back, paragraph, quoted),
        );
    }
    // whoever spoke last, by whatever words
    let spoken = scene.order.partition_point(|&k| scene.anchors[k] < byte);
    let mut before = scene.order[..spoken]
        .iter()
        .rev()
        .copied()
        .filter(|&k| {
            k != i
                && scene.outer[k].is_none_or(|o| Some(o) == scene.outer[i] || !is_quoted(scene, k))
        })
        .filter_map(|k| {
            let speaker = speakers[k].as_ref()?;
            // two who speak together are no “he” and no “she”
            let alone = speaker.members.is_empty() || pronoun == Pronoun::They;
            speaker.entity.filter(|_| alone).map(|e| (k, e))
        })
        .filter(|&(_, e)| agrees(scene, e, pronoun))
        .take(4);
    let mut first = None;
    let mut spoke: Vec<(EntityId, i32)> = Vec::new();
    for (k, entity) in before.by_ref() {
        let back = sentence - scene.sentence(scene.anchors[k]).min(sentence);
        if back > REACH + 2 {
            break;
        }
        let nearness = points::NEARNESS.get(back).copied().unwrap_or(10);
        let bonus = if first.is_none() || first == Some(entity) {
            points::SPOKE_LAST
        } else {
            points::SPOKE_BEFORE
        };
        first = first.or(Some(entity));
        let fade = if back > 3 { bonus / 2 } else { bonus };
        if !spoke.iter().any(|(e, _)| *e == entity) {
            spoke.push((entity, nearness + fade + points::SUBJECT / 2));
        }
    }
    for &(entity, score) in &spoke {
        add(entity, score);
    }
    if let (Some(entity), false) = (outer, own_quotation) {
        add(entity, points::NEARNESS[0] + points::OWN_REPORT);
    }
    for c in &mut candidates {
        let entity = scene.entities.get(c.entity);
        c.spoke = spoke.first().is_some_and(|(e, _)| *e == c.entity);
        if entity.gender.is_some() {
            c.score += points::GENDER_KNOWN;
        }
        let so_far = entity
            .mentions
            .partition_point(|m| scene.mentions[m.0 as usize].span.start() < byte);
        c.score += points::PROMINENCE * so_far.min(8) as i32;
        if matches!(pronoun, Pronoun::It | Pronoun::They) && !c.spoke {
            c.score -= 60; // so many things are “it”
        }
    }
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.score), c.entity));
    candidates
}

/// The attribution's own words stand inside quotation marks.
fn is_quoted(scene: &Scene<'_, '_>, k: usize) -> bool {
    scene.quotation_over(scene.anchors[k]).is_some()
}

fn place_score(
    scene: &Scene<'_, '_>,
    place: &Place,
    back: usize,
    paragraph: usize,
    quoted: Option<usize>,
) -> i32 {
    let mut score = points::NEARNESS[back.min(5)];
    if place.subject {
        score += points::SUBJECT;
    }
    if place.possessive {
        score += points::POSSESSIVE;
    }
    if place.quoted.is_some() && place.quoted != quoted {
        score += points::QUOTED;
    }
    if scene.paragraph(place.at) == paragraph {
        score += points::SAME_PARAGRAPH;
    }
    score
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
