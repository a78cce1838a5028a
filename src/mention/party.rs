//! Parties, their members and adherence to them.

use std::ops::Range;

use super::find::{Scene, Taken};
use super::tagger::{self, Tag};
use super::{Candidates, Mention, MentionForm, MentionKind, title};
use crate::gazetteer::{EntryId, EntryKind};
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};
use crate::{Document, Span};

/// Party tags: “(D-N.C.)” names a party and a state.
pub(super) fn tags(scene: &mut Scene<'_, '_>) {
    for i in 0..scene.document.tokens().len() {
        let Some(tag) = title::party_tag(scene.document, i) else {
            continue;
        };
        let id = match &scene.document.text()[tag.party] {
            "D" | "Dem" => scene.gazetteer.id_of("party/us/democratic"),
            "R" | "Rep" => scene.gazetteer.id_of("party/us/republican"),
            "L" => scene.gazetteer.id_of("party/us/libertarian"),
            "G" => scene
                .gazetteer
                .id_of("party/us/green-party-of-the-united-states"),
            "DFL" => scene.gazetteer.id_of("party/us/democratic-farmer-labor"),
            _ => None,
        };
        if let Some(id) = id {
            let mut mention = Mention::new(
                scene.document,
                i..i + 1,
                MentionKind::Party,
                MentionForm::Abbreviation,
            );
            mention.span = tag.party;
            mention.embedded = true;
            mention.candidates = std::iter::once(id).collect();
            scene.found.push(mention);
        }
        if let Some((span, state)) = tag.place.and_then(|place| state(scene, place)) {
            let mut mention = Mention::new(
                scene.document,
                i..i + 1,
                MentionKind::UsState,
                MentionForm::Abbreviation,
            );
            mention.span = span;
            mention.candidates = std::iter::once(state).collect();
            scene.found.push(mention);
        }
        scene.take(i..i + 1, Taken::Whole);
    }
}

/// The state that a party tag names, and its span; “Ohio” of “R-Ohio”.
fn state(scene: &Scene<'_, '_>, place: Span) -> Option<(Span, EntryId)> {
    let text = &scene.document.text()[place];
    let piece = Document::new(text);
    // a state of two words goes on after the token: “(R-New Hampshire)”
    let hit = scene.gazetteer.longest_at(piece.tokens(), 0)?;
    hit.candidates
        .iter()
        .find(|c| scene.gazetteer.entry(c.entry).kind() == EntryKind::UsState)
        .map(|c| (place, c.entry))
}

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let spans = scene.tagged(Tag::Party);
    let mut at = 0;
    let mut i = 0;
    let mut out: Vec<(Range<usize>, MentionForm, Candidates)> = Vec::new();
    while i < scene.view.hits.len() {
        let start = scene.view.hits[i].start as usize;
        let hits = scene.view.hits_at(start);
        i += hits.len().max(1);
        if start < at || scene.taken[start] == Taken::Whole || scene.taken[start] == Taken::Blocked
        {
            continue;
        }
        // “Democratic People's Republic of Korea” names no party
        let longest = hits
            .iter()
            .filter(|hit| !matches!(hit.kind, EntryKind::Party | EntryKind::Person))
            .map(|hit| hit.end)
            .max()
            .unwrap_or(0);
        let best = hits
            .iter()
            .filter(|hit| {
                hit.kind == EntryKind::Party
                    && (hit.end >= longest || scene.taken[start] == Taken::Body)
                    && usable(scene, start..hit.end as usize, hit.candidate.risky)
            })
            .max_by_key(|hit| (hit.end, !hit.candidate.risky));
        let Some(best) = best else { continue };
        let mut range = start..best.end as usize;
        let candidates = hits
            .iter()
            .filter(|hit| hit.kind == EntryKind::Party && hit.end == best.end)
            .map(|hit| hit.candidate.entry)
            .collect();
        // a tagged name that goes further: “Liberal Party of Honduras”
        let mut form = best.candidate.form;
        let mut known: Candidates = candidates;
        if let Some(longer) = spans
            .iter()
            .find(|s| s.start <= range.start && s.end >= range.end && s.len() > range.len())
        {
            range = longer.clone();
            form = MentionForm::FullName;
            known = Candidates::default();
        }
        at = range.end;
        out.push((range, form, known));
    }
    for span in spans {
        let overlap = out
            .iter()
            .any(|(s, ..)| s.start < span.end && span.start < s.end);
        let taken = scene.taken[span.clone()]
            .iter()
            .any(|t| matches!(t, Taken::Whole | Taken::Blocked));
        if !overlap && !taken {
            let upper =
                span.len() == 1 && scene.document.tokens()[span.start].shape == Shape::Upper;
            let form = if upper {
                MentionForm::Abbreviation
            } else {
                MentionForm::FullName
            };
            out.push((span, form, Candidates::default()));
        }
    }
    for (range, form, candidates) in out {
        let mut mention = Mention::new(scene.document, range.clone(), MentionKind::Party, form);
        mention.candidates = candidates;
        mention.embedded = scene.taken[range.start] == Taken::Body;
        scene.found.push(mention);
        if !scene.taken[range.clone()].contains(&Taken::Body) {
            scene.take(range, Taken::Whole);
        }
    }
}

/// A risky form needs the tagger's word or a word of politics beside it.
fn usable(scene: &Scene<'_, '_>, range: Range<usize>, risky: bool) -> bool {
    const BESIDE: &[u64] = &[
        of_str("party"),
        of_str("mp"),
        of_str("mps"),
        of_str("leader"),
        of_str("leadership"),
        of_str("government"),
        of_str("candidate"),
        of_str("manifesto"),
        of_str("councillor"),
        of_str("frontbench"),
        of_str("minister"),
        of_str("peer"),
        of_str("activists"),
        of_str("conference"),
        of_str("backbencher"),
        of_str("backbenchers"),
    ];
    let tokens = scene.document.tokens();
    if tokens[range.start].kind != TokenKind::Word || scene.tags[range.start] == Tag::Person {
        return false;
    }
    if !risky {
        return true;
    }
    let tagged = range.clone().all(|i| scene.tags[i] == Tag::Party);
    let opens = range.start == scene.start_of(range.start);
    let ordinary = scene.view.traits[range.start] & tagger::LOWER != 0;
    tagged && !(opens && ordinary) || scene.is_any(Some(range.end), range.start, BESIDE) && !opens
}
