//! Names of bodies, and names that only seem to name a person or a place.

use super::find::{Cover, Scene, Taken};
use super::lexicon::Class;
use super::tagger::Tag;
use super::{Candidates, Mention, MentionForm, MentionKind};
use crate::gazetteer::EntryKind;
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

/// Takes the words of blockers, universities and schools: they yield no state and no person.
pub(super) fn block(scene: &mut Scene<'_, '_>) {
    let hits: Vec<_> = scene
        .view
        .hits
        .iter()
        .filter(|hit| hit.kind == EntryKind::Blocker)
        .map(|hit| hit.start as usize..hit.end as usize)
        .collect();
    for range in hits {
        scene.take(range, Taken::Blocked);
    }
}

/// Names of bodies that contain other names, known or tagged: their words are no names of their own.
pub(super) fn long_names(scene: &mut Scene<'_, '_>) {
    let mut spans: Vec<std::ops::Range<usize>> = scene
        .view
        .hits
        .iter()
        .filter(|hit| hit.kind == EntryKind::Organization && hit.end - hit.start >= 2)
        .map(|hit| hit.start as usize..hit.end as usize)
        .collect();
    spans.extend(
        scene
            .tagged(Tag::Body)
            .into_iter()
            .map(|span| trim(scene, span))
            .filter(|span| span.len() >= 2 && !only_places(scene, span)),
    );
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    for span in spans {
        if scene.taken[span.clone()].contains(&Taken::Whole) {
            continue;
        }
        let has = |class| span.clone().any(|i| scene.view.class[i].has(class));
        let public = has(Class::PUBLIC) && !has(Class::SCHOOL);
        scene.take(span, if public { Taken::Body } else { Taken::Blocked });
    }
}

/// Names of bodies as mentions.
pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let mut spans: Vec<(std::ops::Range<usize>, MentionForm, Candidates)> = Vec::new();
    let mut last_end = 0;
    let mut i = 0;
    while i < scene.view.hits.len() {
        let start = scene.view.hits[i].start as usize;
        let hits = scene.view.hits_at(start);
        let count = hits.len();
        let best = hits
            .iter()
            .filter(|hit| {
                hit.kind == EntryKind::Organization
                    && (!hit.candidate.risky || scene.tags[start] == Tag::Body)
            })
            .max_by_key(|hit| hit.end);
        if let Some(best) = best {
            let range = start..best.end as usize;
            let inside = scene.taken[range.clone()].contains(&Taken::Whole);
            if start >= last_end && !inside {
                let candidates = hits
                    .iter()
                    .filter(|hit| hit.kind == EntryKind::Organization && hit.end == best.end)
                    .map(|hit| hit.candidate.entry)
                    .collect();
                last_end = range.end;
                spans.push((range, best.candidate.form, candidates));
            }
        }
        i += count.max(1);
    }
    let cover = Cover::new(scene.sentence.len(), spans.iter().map(|(range, ..)| range));
    let mut longer_names: Vec<std::ops::Range<usize>> = Vec::new();
    let mut dropped = vec![false; spans.len()];
    for span in scene.tagged(Tag::Body) {
        let short = trim(scene, span);
        let trimmed = extend(scene, short.clone());
        if trimmed != short {
            longer_names.push(trimmed.clone());
        }
        let inside: Vec<usize> = trimmed.clone().filter_map(|i| cover.at(i)).collect();
        let longer = |index: &usize| spans[*index].0.len() >= trimmed.len();
        if trimmed.is_empty() || only_places(scene, &trimmed) || inside.iter().any(longer) {
            continue;
        }
        if scene.taken[trimmed.clone()].contains(&Taken::Whole) && trimmed.len() == 1 {
            continue;
        }
        // the tagged name is the longer: “Ohio Department of Health”
        for index in inside {
            dropped[index] = true;
        }
        let token = &scene.document.tokens()[trimmed.start];
        let form = if trimmed.len() == 1 && token.shape == Shape::Upper {
            MentionForm::Abbreviation
        } else {
            MentionForm::FullName
        };
        spans.push((trimmed, form, Candidates::default()));
    }
    let longer = Cover::new(scene.sentence.len(), longer_names.iter());
    for mention in &mut scene.found {
        mention.embedded |=
            mention.kind != MentionKind::Person && longer.touches(mention.tokens.clone());
    }
    for (index, (range, form, candidates)) in spans.into_iter().enumerate() {
        if dropped.get(index) == Some(&true) {
            continue;
        }
        let mut mention = Mention::new(
            scene.document,
            range.clone(),
            MentionKind::Organization,
            form,
        );
        mention.candidates = candidates;
        scene.found.push(mention);
        for i in range {
            if scene.taken[i] == Taken::Free {
                scene.taken[i] = Taken::Body;
            }
        }
    }
}

/// What the tagger cuts from a body's name: “Parliament | of Norway”, “House Oversight | and Government Reform
/// Committee”.
fn extend(scene: &Scene<'_, '_>, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    if span.is_empty() {
        return span;
    }
    let tokens = scene.document.tokens();
    let is_head = |i: usize| scene.view.class[i].has(Class::BODY);
    let name = |i: usize| {
        i < tokens.len()
            && scene.start_of(i) == scene.start_of(span.start)
            && scene.view.may_be_name(i)
            && !matches!(scene.tags[i], Tag::Person | Tag::None)
    };
    let words = |from: usize| {
        (from..from + 5)
            .take_while(|&i| name(i))
            .last()
            .map(|i| i + 1)
    };
    let joined = |words: &[u64]| scene.is_any(Some(span.end), span.start, words);
    if is_head(span.end - 1) && joined(&[of_str("of"), of_str("for")]) {
        let the = usize::from(scene.is_any(Some(span.end + 1), span.start, &[of_str("the")]));
        let end = words(span.end + 1 + the);
        return span.start..end.unwrap_or(span.end);
    }
    if !span.clone().any(is_head) && joined(&[of_str("and"), of_str("&")]) {
        let end = words(span.end + 1).filter(|&end| is_head(end - 1));
        return span.start..end.unwrap_or(span.end);
    }
    span
}

/// “United Kingdom and the United States” is no body.
fn only_places(scene: &Scene<'_, '_>, span: &std::ops::Range<usize>) -> bool {
    let mut at = span.start;
    while at < span.end {
        let place = scene.view.hits_at(at).iter().filter(|hit| {
            matches!(hit.kind, EntryKind::Country | EntryKind::UsState)
                && !hit.candidate.risky
                && matches!(
                    hit.candidate.form,
                    MentionForm::FullName | MentionForm::Alias
                )
        });
        match place.map(|hit| hit.end as usize).max() {
            Some(end) => at = end,
            None if at > span.start && scene.document.tokens()[at].shape == Shape::Lower => at += 1,
            None => return false,
        }
    }
    at == span.end
}

/// A body's name opens with no article and ends with no small word.
fn trim(scene: &Scene<'_, '_>, mut span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    const THE: u64 = of_str("the");
    let tokens = scene.document.tokens();
    while !span.is_empty()
        && (tokens[span.start].folded == THE || tokens[span.start].kind != TokenKind::Word)
    {
        span.start += 1;
    }
    // “the House of Commons on Wednesday”
    let stray =
        |i: usize| tokens[i].shape == Shape::Lower || scene.view.class[i].has(Class::CALENDAR);
    while !span.is_empty() && stray(span.end - 1) {
        span.end -= 1;
    }
    span
}
