//! Names of people: known, tagged, and the bare surnames of those named in full.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::find::{Cover, LONGEST, Scene, Taken};
use super::lexicon::Class;
use super::tagger::{self, Tag};
use super::{Candidates, Mention, MentionForm, MentionKind, title};
use crate::gazetteer::{EntryKind, Tier};
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

/// Of a word: how often it ends and opens a full name of the document, and the known people of that name.
#[derive(Clone, Copy, Default)]
struct Named {
    as_surname: u32,
    as_given: u32,
    candidates: Candidates,
}

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let mut spans = full_names(scene);
    let mut named: BTreeMap<u64, Named> = BTreeMap::new();
    let tokens = scene.document.tokens();
    headlines(scene, &mut spans);
    for span in spans.iter().filter(|span| span.len() >= 2) {
        let last = surname(scene, span);
        let candidates = candidates(scene, span);
        let word = named.entry(tokens[last].folded).or_default();
        word.as_surname += 1;
        if word.candidates.is_empty() {
            word.candidates = candidates;
        }
        if span.len() >= 2 && last > span.start {
            named.entry(tokens[span.start].folded).or_default().as_given += 1;
        }
    }
    for span in &spans {
        scene.take(span.clone(), Taken::Whole);
    }
    bare_names(scene, &mut named, &mut spans);
    spans.sort_by_key(|span| span.start);
    for span in spans {
        push(scene, span, &named);
    }
}

/// Names of two words and more, by table and by tag.
fn full_names(scene: &Scene<'_, '_>) -> Vec<Range<usize>> {
    let tokens = scene.document.tokens();
    let mut spans: Vec<Range<usize>> = Vec::new();
    for span in scene.tagged(Tag::Person) {
        let span = settle(scene, trim(scene, span));
        if span.len() >= 2 && !scene.taken[span.clone()].contains(&Taken::Blocked) {
            spans.push(span);
        }
    }
    let mut cover = Cover::new(tokens.len(), spans.iter());
    // a known name that the tagger overlooked or took for something else
    for hit in &scene.view.hits {
        let range = hit.start as usize..hit.end as usize;
        if hit.kind != EntryKind::Person
            || hit.tier == Tier::Cued
            || range.len() < 2
            || hit.candidate.risky
        {
            continue;
        }
        if scene.view.titled[range.start] == 2 && two_words(scene, &range) {
            continue;
        }
        let capitals = range.clone().all(|i| {
            let small = scene.view.class[i].has(Class::PARTICLE) || tokens[i].is("of");
            tokens[i].shape != Shape::Lower || small
        });
        let next_capital = range.end < tokens.len()
            && scene.view.may_be_name(range.end)
            && scene.tags[range.end] == scene.tags[range.end - 1]
            && scene.tags[range.end] != Tag::None;
        let overlap = cover.touches(range.clone());
        if capitals && !next_capital && !overlap && scene.free(range.clone()) {
            cover.add(&range, spans.len());
            spans.push(range);
        }
    }
    spans.sort_by_key(|span| span.start);
    spans
}

fn is_initial(scene: &Scene<'_, '_>, i: usize) -> bool {
    let text = scene.document.slice(scene.document.tokens()[i].span);
    text.len() == 2 && text.ends_with('.') && text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// “Clinton Hid Her Past”: in a headline only names of the running text are trusted; a name that ends in
/// none of their surnames is cut to the surname it holds.
fn headlines(scene: &Scene<'_, '_>, spans: &mut [Range<usize>]) {
    let tokens = scene.document.tokens();
    let surnames: BTreeSet<u64> = spans
        .iter()
        .filter(|span| scene.view.titled[span.start] == 0)
        .map(|span| tokens[surname(scene, span)].folded)
        .collect();
    for span in spans.iter_mut() {
        if scene.view.titled[span.start] == 0
            || surnames.contains(&tokens[surname(scene, span)].folded)
        {
            continue;
        }
        if let Some(known) = (span.start..span.end).rfind(|&i| surnames.contains(&tokens[i].folded))
        {
            // a first name before it stays: “Hillary Clinton Hid”
            let first = (span.start..known)
                .find(|&i| scene.view.votes[i] & 3 == 3)
                .unwrap_or(known);
            *span = first..known + 1;
        }
    }
}

/// “BILL FOSTER”: in capitals, both words may be ordinary ones.
fn two_words(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    range
        .clone()
        .all(|i| scene.view.traits[i] & tagger::LOWER != 0)
}

/// A tagged name without title, mark or stray small word at its edges.
fn trim(scene: &Scene<'_, '_>, mut span: Range<usize>) -> Range<usize> {
    let tokens = scene.document.tokens();
    let view = &scene.view;
    while span.len() > 1 {
        let (first, second) = (span.start, span.start + 1);
        let title = view.class[first].has(Class::TITLE)
            && view.votes[first] & 3 < 3
            && !view.class[second].has(Class::SUFFIX);
        let small = tokens[first].shape == Shape::Lower && !view.class[first].has(Class::PARTICLE);
        // “The Trump campaign”, but “Will Dunham”
        let opening = view.class[first].has(Class::FUNCTION) && view.votes[first] & 3 < 3;
        if !title && !opening && !small && tokens[first].kind == TokenKind::Word {
            break;
        }
        span.start += 1;
    }
    while !span.is_empty()
        && (tokens[span.end - 1].shape == Shape::Lower
            || tokens[span.end - 1].kind != TokenKind::Word)
    {
        span.end -= 1;
    }
    span
}

/// A tagged name with the first name that the tagger overlooked, and without the words of a headline.
fn settle(scene: &Scene<'_, '_>, mut span: Range<usize>) -> Range<usize> {
    if span.is_empty() {
        return span;
    }
    let (view, tokens) = (&scene.view, scene.document.tokens());
    // “Editing by Will Dunham”
    if span.len() == 1 && span.start > scene.start_of(span.start) {
        let before = span.start - 1;
        // “said Chad Bown”
        let said = before > 0 && view.class[before - 1].has(Class::SAYING);
        let place = scene.tags[before] == Tag::Place
            && said
            && scene.sentence[before - 1] == scene.sentence[before];
        let first_name = view.votes[before] & 3 == 3
            && view.may_be_name(before)
            && (scene.tags[before] == Tag::None || place);
        let sentence_word =
            before == scene.start_of(before) && view.class[before].has(Class::FUNCTION);
        if first_name
            && !sentence_word
            && tokens[span.start].space_before
            && (place || view.votes[span.start] >> 2 & 3 > 0)
        {
            span.start = before;
        }
    }
    // “J. B. Holloway”
    while span.start > scene.start_of(span.start)
        && span.len() < LONGEST
        && is_initial(scene, span.start - 1)
    {
        span.start -= 1;
    }
    // a known name inside: “Lawmakers Rip Donald Trump”
    if span.len() >= 2 {
        let known = (span.start..span.end).find_map(|i| {
            let hit = view.hits_at(i).iter().find(|hit| {
                let full =
                    hit.kind == EntryKind::Person && hit.tier != Tier::Cued && !hit.candidate.risky;
                full && hit.end as usize <= span.end && hit.end - hit.start >= 2
            });
            hit.map(|hit| hit.start as usize..hit.end as usize)
        });
        if let Some(known) = known.filter(|known| known.len() < span.len()) {
            let strange = |i: usize| {
                (view.votes[i] & 3 == 0 || view.titled[i] > 0) && !view.class[i].has(Class::SUFFIX)
            };
            if (span.start..known.start).all(strange)
                && (known.end..span.end).all(|i| !view.class[i].has(Class::SUFFIX))
            {
                return known;
            }
        }
    }
    // “Ivy League-trained surgeon”
    let compound = |i: usize| {
        let text = scene.document.slice(tokens[i].span);
        text.split('-')
            .skip(1)
            .any(|part| part.starts_with(char::is_lowercase) && part.len() > 3)
    };
    if compound(span.end - 1) {
        return span.start..span.start;
    }
    // “Charlotte Panthers”
    let last = span.end - 1;
    let town = view
        .hits_at(span.start)
        .iter()
        .any(|hit| hit.kind == EntryKind::Place && hit.end as usize <= last);
    let plural = scene.document.slice(tokens[last].span).ends_with('s');
    if town && plural && span.len() >= 2 && view.votes[last] & 15 == 0 {
        return span.start..span.start;
    }
    // in a headline an ordinary word ends the name
    if view.titled[span.start] > 0 {
        let ordinary = |i: usize| {
            view.traits[i] & tagger::LOWER != 0
                || view.votes[i] & 15 == 0 && view.class[i] != Class::default()
        };
        while span.len() > 1
            && ordinary(span.end - 1)
            && !view.class[span.end - 1].has(Class::SUFFIX)
        {
            span.end -= 1;
        }
        while span.len() > 1 && ordinary(span.start) && view.votes[span.start] & 3 < 2 {
            span.start += 1;
        }
    }
    span
}

/// The last token of a name that is no “Jr.”
fn surname(scene: &Scene<'_, '_>, span: &Range<usize>) -> usize {
    let mut last = span.end - 1;
    while last > span.start && scene.view.class[last].has(Class::SUFFIX) {
        last -= 1;
    }
    last
}

/// Known people of exactly this name; those of the last tier only beside a cue.
fn candidates(scene: &Scene<'_, '_>, span: &Range<usize>) -> Candidates {
    let cue = has_cue(scene, span);
    scene
        .view
        .hits_at(span.start)
        .iter()
        .filter(|hit| hit.kind == EntryKind::Person && hit.end as usize == span.end)
        .filter(|hit| cue || hit.tier != Tier::Cued)
        .filter(|hit| cue || hit.candidate.form != MentionForm::Surname)
        .map(|hit| hit.candidate.entry)
        .collect()
}

/// A title before the name or a party tag after it.
fn has_cue(scene: &Scene<'_, '_>, span: &Range<usize>) -> bool {
    let tokens = scene.document.tokens();
    let start = scene.start_of(span.start);
    if title::before(scene.document, &scene.view, start, span.start).is_some() {
        return true;
    }
    (span.end + 1 < tokens.len() && title::party_tag(scene.document, span.end + 1).is_some())
        || scene.is_any(
            Some(span.end),
            span.start,
            &[of_str("mp"), of_str("msp"), of_str("mep"), of_str("td")],
        )
}

/// Single words: surnames and given names of people named in full, and what the tagger finds beside them.
fn bare_names(
    scene: &mut Scene<'_, '_>,
    named: &mut BTreeMap<u64, Named>,
    spans: &mut Vec<Range<usize>>,
) {
    let tokens = scene.document.tokens();
    let singles: Vec<usize> = scene
        .tagged(Tag::Person)
        .into_iter()
        .map(|span| settle(scene, trim(scene, span)))
        .filter(|span| span.len() == 1)
        .map(|span| span.start)
        .collect();
    // a word that is a name once is one wherever it stands so, “it’s Clinton or Trump”
    let certain: BTreeSet<u64> = singles
        .iter()
        .filter(|&&i| !named.contains_key(&tokens[i].folded) && stands_alone(scene, i))
        .map(|&i| tokens[i].exact)
        .collect();
    let mut at = singles.iter().peekable();
    for run in 0..scene.view.runs.len() {
        let run = scene.view.runs[run];
        for i in run.0 as usize..run.1 as usize {
            while at.peek().is_some_and(|&&single| single < i) {
                at.next();
            }
            let tagged = at.peek() == Some(&&i);
            if scene.taken[i] == Taken::Blocked
                || scene.taken[i] == Taken::Whole
                || !scene.view.may_be_name(i)
            {
                continue;
            }
            let known = named.get(&tokens[i].folded).copied();
            // “the rent in Chelsea”, though “Chelsea Harmon” is named
            let place = known.is_some_and(|word| word.as_surname == 0)
                && scene.is_any(i.checked_sub(1), i, &[of_str("in")]);
            if place {
                continue;
            }
            let class = scene.view.class[i];
            let lower = scene.view.traits[i] & tagger::LOWER != 0;
            // “Young people”, “Faith groups”
            if scene
                .view
                .class
                .get(i + 1)
                .is_some_and(|next| next.has(Class::GROUP))
                && tokens[i + 1].shape == Shape::Lower
            {
                continue;
            }
            let accept = match known {
                Some(word) if word.as_surname + word.as_given > 0 => {
                    let opens = i == scene.start_of(i);
                    let ordinary = class.has(Class::FUNCTION)
                        || class.has(Class::CALENDAR)
                        || lower && opens && !verb_follows(scene, i);
                    let other = matches!(scene.tags[i], Tag::Place | Tag::Body | Tag::Party)
                        && !alone(scene, i);
                    let given = scene.view.votes[i] & 3 >= 2 && !lower && !names_a_place(scene, i);
                    let name = word.as_surname > 0 || given;
                    tagged || name && !ordinary && !other && scene.taken[i] == Taken::Free
                }
                _ => {
                    let again =
                        scene.tags[i] == Tag::None && certain.contains(&tokens[i].exact) && !lower;
                    (tagged && stands_alone(scene, i)
                        || again
                        || heads_circle(scene, i)
                        || heads_sentence(scene, i))
                        && scene.taken[i] == Taken::Free
                }
            };
            if accept {
                spans.push(i..i + 1);
                if scene.taken[i] == Taken::Free {
                    scene.taken[i] = Taken::Whole;
                }
            }
        }
    }
}

/// “Woollcombe joined the board”: an unread surname that opens a sentence, before a verb.
fn heads_sentence(scene: &Scene<'_, '_>, i: usize) -> bool {
    let token = &scene.document.tokens()[i];
    let surname = scene.view.votes[i] >> 2 & 3 >= 2 && scene.view.class[i] == Class::default();
    let plain = scene.tags[i] == Tag::None
        && token.shape == Shape::Capitalised
        && scene.view.titled[i] == 0;
    let known = scene
        .view
        .hits_at(i)
        .iter()
        .any(|hit| hit.end as usize == i + 1 && hit.kind != EntryKind::Person);
    let common = scene.view.traits[i] & tagger::LOWER != 0;
    i == scene.start_of(i) && surname && plain && !known && !common && verb_follows(scene, i)
}

/// “the Trump campaign”: a leading politician's surname before a word for those around them.
fn heads_circle(scene: &Scene<'_, '_>, i: usize) -> bool {
    let leading = scene.view.hits_at(i).iter().any(|hit| {
        hit.kind == EntryKind::Person
            && hit.tier == Tier::Leading
            && hit.candidate.form == MentionForm::Surname
    });
    const CIRCLES: &[u64] = &[
        of_str("campaign"),
        of_str("administration"),
        of_str("presidency"),
        of_str("camp"),
    ];
    leading && scene.is_any(Some(i + 1), i, CIRCLES) && !names_a_place(scene, i)
}

/// A country, state or city has this name too.
fn names_a_place(scene: &Scene<'_, '_>, i: usize) -> bool {
    scene.view.hits_at(i).iter().any(|hit| {
        hit.end as usize == i + 1
            && !hit.candidate.risky
            && matches!(
                hit.kind,
                EntryKind::Country | EntryKind::UsState | EntryKind::Subdivision | EntryKind::Place
            )
    })
}

/// “Young died …”: a word that is both a name and an ordinary one is the name before a verb.
fn verb_follows(scene: &Scene<'_, '_>, i: usize) -> bool {
    const VERBS: &[u64] = &[
        of_str("is"),
        of_str("was"),
        of_str("has"),
        of_str("had"),
        of_str("will"),
        of_str("would"),
        of_str("could"),
        of_str("can"),
        of_str("did"),
        of_str("does"),
        of_str("'s"),
        of_str("also"),
        of_str("then"),
        of_str("won"),
        of_str("lost"),
        of_str("made"),
        of_str("took"),
        of_str("went"),
        of_str("came"),
        of_str("ran"),
        of_str("began"),
        of_str("held"),
        of_str("led"),
        of_str("met"),
        of_str("kept"),
        of_str("stood"),
        of_str("later"),
        of_str("previously"),
    ];
    let Some(next) = scene
        .document
        .tokens()
        .get(i + 1)
        .filter(|_| scene.sentence[i + 1] == scene.sentence[i])
    else {
        return false;
    };
    let past = next.shape == Shape::Lower && scene.document.slice(next.span).ends_with("ed");
    past || scene.view.class[i + 1].has(Class::SAYING) || VERBS.contains(&next.folded)
}

/// A tagged single word that nobody is named in full by: it needs to look like a name, and to be no
/// known place or body.
fn stands_alone(scene: &Scene<'_, '_>, i: usize) -> bool {
    let class = scene.view.class[i];
    let text = scene.document.slice(scene.document.tokens()[i].span);
    let ordinary =
        class.has(Class::FUNCTION) || class.has(Class::CALENDAR) || class.has(Class::TITLE);
    let compound = text
        .split('-')
        .skip(1)
        .any(|part| part.starts_with(char::is_lowercase));
    let other = scene.view.hits_at(i).iter().any(|hit| {
        matches!(
            hit.kind,
            EntryKind::Place | EntryKind::Organization | EntryKind::Country | EntryKind::Blocker
        ) && hit.end as usize == i + 1
            && !matches!(
                hit.candidate.form,
                MentionForm::Adjective | MentionForm::Member
            )
    });
    let (votes, traits) = (scene.view.votes[i], scene.view.traits[i]);
    let title = title::before(scene.document, &scene.view, scene.start_of(i), i).is_some();
    let opens = i == scene.start_of(i) || scene.view.titled[i] > 0;
    let beside = traits & (tagger::AFTER_NAME | tagger::SAYS) != 0 || verb_follows(scene, i);
    let common = traits & tagger::LOWER != 0;
    // “LAIA and PSOE”: capitals alone are a short form of something else
    let capitals = scene.document.tokens()[i].shape == Shape::Upper && scene.view.titled[i] != 2;
    let named = if opens || common {
        beside && !(common && votes >> 2 & 3 == 0)
    } else {
        votes & 15 != 0 || beside
    };
    (title || named && !other && !capitals) && !ordinary && !compound
}

/// Neither neighbour of a capitalised word bears the same tag.
fn alone(scene: &Scene<'_, '_>, i: usize) -> bool {
    let same = |j: Option<usize>| {
        j.is_some_and(|j| {
            j < scene.tags.len()
                && scene.sentence[j] == scene.sentence[i]
                && scene.tags[j] == scene.tags[i]
        })
    };
    !same(i.checked_sub(1)) && !same(Some(i + 1))
}

fn push(scene: &mut Scene<'_, '_>, span: Range<usize>, named: &BTreeMap<u64, Named>) {
    let tokens = scene.document.tokens();
    let single = span.len() == 1;
    let word = named
        .get(&tokens[span.start].folded)
        .copied()
        .unwrap_or_default();
    let form = match (single, word.as_given > word.as_surname) {
        (false, _) => MentionForm::FullName,
        (true, true) => MentionForm::GivenName,
        (true, false) => MentionForm::Surname,
    };
    let mut mention = Mention::new(scene.document, span.clone(), MentionKind::Person, form);
    mention.candidates = candidates(scene, &span);
    if single && word.as_surname > 0 {
        // the person named in full in the article, not a namesake of the tables
        mention.candidates = word.candidates;
    }
    let start = scene.start_of(span.start);
    if let Some(first) = title::before(scene.document, &scene.view, start, span.start) {
        mention.title = Some(tokens[first].span.join(tokens[span.start - 1].span));
        mention.gender = title::gender(&scene.view, first, span.start);
    }
    if form != MentionForm::Surname {
        mention.female = scene.gazetteer.name_votes(tokens[span.start].folded).female;
    }
    mention.embedded = scene.taken[span.start] == Taken::Body || in_circle(scene, &span);
    scene.found.push(mention);
}

/// “the Trump campaign”, “Clinton aides”: the name is part of a larger one.
fn in_circle(scene: &Scene<'_, '_>, span: &Range<usize>) -> bool {
    scene.view.class.get(span.end).is_some_and(|class| {
        class.has(Class::CIRCLE) && scene.sentence[span.end] == scene.sentence[span.start]
    }) && scene.document.tokens()[span.end].kind == TokenKind::Word
}
