//! Names of bodies, and names that only seem to name a person or a place.

use std::collections::BTreeSet;
use std::ops::Range;

use super::find::{Cover, Scene, Taken};
use super::lexicon::Class;
use super::tagger::Tag;
use super::{Candidates, Mention, MentionForm, MentionKind};
use crate::gazetteer::{EntryId, EntryKind};
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
    let mut spans: Vec<Range<usize>> = scene
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
        let national = national(scene, &span);
        scene.take(
            span.clone(),
            if public { Taken::Body } else { Taken::Blocked },
        );
        if let Some(country) = national {
            scene.take(country, Taken::Body);
        }
    }
}

/// “the US National Academy”: the country before a body's own name.
fn national(scene: &Scene<'_, '_>, span: &Range<usize>) -> Option<Range<usize>> {
    const OPENING: &[u64] = &[of_str("national"), of_str("royal"), of_str("federal")];
    let country = scene.view.hits_at(span.start).iter().find(|hit| {
        hit.kind == EntryKind::Country && hit.candidate.form == MentionForm::Abbreviation
    })?;
    let end = country.end as usize;
    (end < span.end && scene.is_any(Some(end), span.start, OPENING)).then_some(span.start..end)
}

/// Names of bodies as mentions.
pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let mut spans: Vec<(Range<usize>, MentionForm, Candidates)> = Vec::new();
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
                    && (!hit.candidate.risky
                        || scene.tags[start] == Tag::Body
                        || short_form(scene, start..hit.end as usize)
                        || told(scene, start..hit.end as usize, hit.candidate.entry))
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
    let mut longer_names: Vec<Range<usize>> = Vec::new();
    let mut dropped = vec![false; spans.len()];
    let tagged = scene.tagged(Tag::Body).into_iter();
    for span in tagged
        .flat_map(|span| split(scene, span))
        .collect::<Vec<_>>()
    {
        let short = trim(scene, span);
        let mut trimmed = extend(scene, short.clone(), Joint::First);
        if trimmed != short {
            trimmed = extend(scene, trimmed, Joint::Second);
        }
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
    spans.extend(
        acronyms(scene, &spans)
            .into_iter()
            .map(|range| (range, MentionForm::Abbreviation, Candidates::default())),
    );
    let longer = Cover::new(scene.sentence.len(), longer_names.iter());
    let mut found = std::mem::take(&mut scene.found);
    for mention in &mut found {
        mention.embedded |= mention.kind != MentionKind::Person
            && (longer.touches(mention.tokens.clone()) || in_election(scene, &mention.tokens));
    }
    scene.found = found;
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
        mention.embedded = in_election(scene, &range);
        scene.found.push(mention);
        for i in range {
            if scene.taken[i] == Taken::Free {
                scene.taken[i] = Taken::Body;
            }
        }
    }
}

/// “the CTSB” of a text that names the Coastal Transport Safety Board.
fn acronyms(
    scene: &Scene<'_, '_>,
    bodies: &[(Range<usize>, MentionForm, Candidates)],
) -> Vec<Range<usize>> {
    /// Letters of two words are too often those of others.
    const FEWEST: usize = 3;
    let tokens = scene.document.tokens();
    let written = |i: usize| scene.document.slice(tokens[i].span);
    let unread = |&i: &usize| {
        tokens[i].shape == Shape::Upper
            && written(i).len() >= FEWEST
            && scene.taken[i] == Taken::Free
            && scene.view.titled[i] != 2
    };
    let mut acronyms: Vec<usize> = (0..tokens.len()).filter(unread).collect();
    if acronyms.is_empty() {
        return Vec::new();
    }
    let initials: BTreeSet<String> = bodies
        .iter()
        .filter(|(range, ..)| range.len() >= FEWEST)
        .map(|(range, ..)| {
            let capitals = range.clone().filter(|&i| scene.view.may_be_name(i));
            capitals.filter_map(|i| written(i).chars().next()).collect()
        })
        .collect();
    let cover = Cover::new(tokens.len(), bodies.iter().map(|(range, ..)| range));
    acronyms.retain(|&i| cover.at(i).is_none() && initials.contains(written(i)));
    acronyms.into_iter().map(|i| i..i + 1).collect()
}

/// “CNN”, “the AP”: capitals in a line that has others; of two letters only after “the”.
fn short_form(scene: &Scene<'_, '_>, range: Range<usize>) -> bool {
    /// Any committee of a campaign is a PAC.
    const COMMON: &[u64] = &[of_str("pac")];
    let token = &scene.document.tokens()[range.start];
    let the = scene.is_any(range.start.checked_sub(1), range.start, &[of_str("the")]);
    range.len() == 1
        && token.shape == Shape::Upper
        && (token.span.len() >= 3 || the)
        && scene.view.titled[range.start] != 2
        && !matches!(scene.tags[range.start], Tag::Person | Tag::Party)
        && !COMMON.contains(&token.folded)
        && !beside_name(scene, &range)
}

/// “told the Post”, “the Hill reported”: an outlet of a common name, where it is told something or tells.
fn told(scene: &Scene<'_, '_>, range: Range<usize>, entry: EntryId) -> bool {
    const THE: &[u64] = &[of_str("the")];
    const TOLD: &[u64] = &[of_str("told"), of_str("tells"), of_str("telling")];
    const REPORTED: &[u64] = &[
        of_str("reported"),
        of_str("reports"),
        of_str("reporter"),
        of_str("columnist"),
        of_str("correspondent"),
        of_str("newspaper"),
    ];
    let first = range.start;
    let the = scene.is_any(first.checked_sub(1), first, THE);
    let told = the && scene.is_any(first.checked_sub(2), first, TOLD);
    (told || the && scene.is_any(Some(range.end), first, REPORTED))
        && scene.view.titled[first] == 0
        && !beside_name(scene, &range)
        && scene
            .gazetteer
            .entry(entry)
            .roles()
            .any(|role| role.label == "news outlet")
}

/// A capitalised word stands right beside it.
fn beside_name(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    let name = |i: usize| {
        i < scene.sentence.len()
            && scene.start_of(i) == scene.start_of(range.start)
            && scene.view.may_be_name(i)
            && !scene.view.class[i].has(Class::FUNCTION)
            && !scene.view.class[i].has(Class::TITLE)
    };
    range.start.checked_sub(1).is_some_and(name) || name(range.end)
}

/// “Ashby University and Varne College” are two bodies, “Department of Health and Human Services” is one.
fn split(scene: &Scene<'_, '_>, span: Range<usize>) -> Vec<Range<usize>> {
    const AND: u64 = of_str("and");
    let tokens = scene.document.tokens();
    let mut parts = Vec::new();
    let mut start = span.start;
    for i in span.clone() {
        let two = tokens[i].folded == AND && i > start && i + 1 < span.end && {
            let (left, right) = (i - 1, span.end - 1);
            let school = |i: usize| scene.view.class[i].has(Class::SCHOOL);
            let alike = tokens[left].folded == tokens[right].folded
                && scene.view.class[left].has(Class::BODY);
            school(left) && school(right) || alike
        };
        if two {
            parts.push(start..i);
            start = i + 1;
        }
    }
    parts.push(start..span.end);
    parts
}

/// “the 2031 Norland general election”, “the 2030 Senate race”: part of the name of a vote.
fn in_election(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    const VOTES: &[u64] = &[
        of_str("election"),
        of_str("elections"),
        of_str("referendum"),
        of_str("primary"),
        of_str("race"),
    ];
    let tokens = scene.document.tokens();
    let year = range.start.checked_sub(1).is_some_and(|i| {
        tokens[i].kind == TokenKind::Number
            && tokens[i].span.len() == 4
            && scene.start_of(i) == scene.start_of(range.start)
    });
    year && (range.end..range.end + 3).any(|i| scene.is_any(Some(i), range.start, VOTES))
}

/// A body's name goes on once or twice.
#[derive(Clone, Copy, PartialEq)]
enum Joint {
    First,
    Second,
}

/// What the tagger cuts from a body's name: “Parliament | of Norway”, “House Oversight | and Government Reform
/// Committee”.
fn extend(scene: &Scene<'_, '_>, span: Range<usize>, joint: Joint) -> Range<usize> {
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
    // “Court of Appeals | for the Ninth Circuit”
    let second = joint == Joint::Second && joined(&[of_str("for")]);
    if is_head(span.end - 1) && joined(&[of_str("of"), of_str("for")]) || second {
        let the = usize::from(scene.is_any(Some(span.end + 1), span.start, &[of_str("the")]));
        let first = span.end + 1 + the;
        // “Court of Appeals”: the tagger may read its second part as no name
        let unread = |&i: &usize| {
            i < tokens.len()
                && scene.start_of(i) == scene.start_of(span.start)
                && scene.view.may_be_name(i)
                && scene.tags[i] != Tag::Person
                && !scene.view.class[i].has(Class::CALENDAR)
        };
        let all = || (first..first + 3).take_while(unread).last().map(|i| i + 1);
        let end = words(first).or_else(|| {
            let goes_on = second || joined(&[of_str("of")]);
            goes_on.then(all).flatten()
        });
        return span.start..end.unwrap_or(span.end);
    }
    if !span.clone().any(is_head) && joined(&[of_str("and"), of_str("&")]) {
        let end = words(span.end + 1).filter(|&end| is_head(end - 1));
        return span.start..end.unwrap_or(span.end);
    }
    span
}

/// “United Kingdom and the United States” is no body.
fn only_places(scene: &Scene<'_, '_>, span: &Range<usize>) -> bool {
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
fn trim(scene: &Scene<'_, '_>, mut span: Range<usize>) -> Range<usize> {
    const THE: u64 = of_str("the");
    let tokens = scene.document.tokens();
    while !span.is_empty()
        && (tokens[span.start].folded == THE || tokens[span.start].kind != TokenKind::Word)
    {
        span.start += 1;
    }
    // “the House of Commons on Wednesday”
    // “Utah Jazz 110-98”
    let score = |i: usize| {
        tokens[i].kind == TokenKind::Number
            && scene.document.slice(tokens[i].span).contains(['-', '–'])
    };
    let stray = |i: usize| {
        tokens[i].shape == Shape::Lower || scene.view.class[i].has(Class::CALENDAR) || score(i)
    };
    while !span.is_empty() && stray(span.end - 1) {
        span.end -= 1;
    }
    span
}
