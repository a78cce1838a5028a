//! Parties, their members and adherence to them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::find::{Cover, Scene, Taken};
use super::lexicon::Class;
use super::tagger::{self, Tag};
use super::{Candidates, Mention, MentionForm, MentionKind, title};
use crate::gazetteer::{Candidate, EntryKind, Tier};
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

/// Party tags: “(D-N.C.)” names a party; its state is found with the other places.
pub(super) fn tags(scene: &mut Scene<'_, '_>) {
    for i in 1..scene.document.tokens().len() {
        let Some(tag) = title::party_tag(scene.document, i) else {
            continue;
        };
        let word = scene
            .document
            .slice(scene.document.tokens()[tag.party].span);
        let id = match word.trim_end_matches('.') {
            "D" | "Dem" => "party/us/democratic",
            "R" | "Rep" => "party/us/republican",
            "L" => "party/us/libertarian",
            "G" => "party/us/green-party-of-the-united-states",
            "DFL" => "party/us/democratic-farmer-labor",
            _ => continue,
        };
        let mut mention = Mention::new(
            scene.document,
            tag.party..tag.party + 1,
            MentionKind::Party,
            MentionForm::Abbreviation,
        );
        mention.embedded = true;
        mention.candidates = scene.gazetteer.id_of(id).into_iter().collect();
        scene.found.push(mention);
        scene.take(tag.party..tag.party + 1, Taken::Whole);
        if let Some(town) = tag.place.and_then(|place| town(scene, place)) {
            let mut mention = Mention::new(
                scene.document,
                town.clone(),
                MentionKind::Place,
                MentionForm::FullName,
            );
            let hits = scene.view.hits_at(town.start).iter();
            mention.candidates = hits
                .filter(|hit| hit.kind == EntryKind::Place && hit.end as usize == town.end)
                .map(|hit| hit.candidate.entry)
                .collect();
            scene.found.push(mention);
            scene.take(town, Taken::Whole);
        }
    }
}

/// “(R-Mansfield)”: the town that a member of a state's house is of, where it is no state.
fn town(scene: &Scene<'_, '_>, first: usize) -> Option<Range<usize>> {
    /// “(D-District 12)”
    const NUMBERED: &[u64] = &[
        of_str("district"),
        of_str("dist."),
        of_str("ward"),
        of_str("at"),
    ];
    /// Words of a town's name at most.
    const MOST: usize = 4;
    let tokens = scene.document.tokens();
    let state = scene
        .view
        .hits_at(first)
        .iter()
        .any(|hit| hit.kind == EntryKind::UsState);
    if state || NUMBERED.contains(&tokens[first].folded) || tokens[first].shape == Shape::Upper {
        return None;
    }
    let last = (first..tokens.len())
        .take(MOST)
        .take_while(|&i| scene.view.may_be_name(i) && scene.start_of(i) == scene.start_of(first))
        .last()?;
    let closes = [
        of_str(")"),
        of_str("]"),
        of_str(","),
        of_str(";"),
        of_str("."),
    ];
    scene
        .is_any(Some(last + 1), first, &closes)
        .then_some(first..last + 1)
}

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let spans = scene.tagged(Tag::Party);
    let cover = Cover::new(scene.sentence.len(), spans.iter());
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
                    && usable(scene, start..hit.end as usize, hit.candidate)
            })
            .max_by_key(|hit| (hit.end, !hit.candidate.risky));
        let Some(best) = best else { continue };
        let mut range = start..best.end as usize;
        let candidates = scene.nearest(
            hits.iter()
                .filter(|hit| hit.kind == EntryKind::Party && hit.end == best.end)
                .map(|hit| hit.candidate.entry),
        );
        // a tagged name that goes further: “Liberal Party of Honduras”
        let mut form = candidates
            .first()
            .and_then(|id| {
                hits.iter()
                    .find(|hit| hit.candidate.entry == *id && hit.end == best.end)
            })
            .map_or(best.candidate.form, |hit| hit.candidate.form);
        let mut known: Candidates = candidates;
        let longer = cover.at(range.start).map(|index| &spans[index]);
        if let Some(longer) = longer.filter(|s| s.end >= range.end && s.len() > range.len()) {
            range = longer.clone();
            form = MentionForm::FullName;
            known = Candidates::default();
        }
        at = range.end;
        out.push((range, form, known));
    }
    let found = Cover::new(scene.sentence.len(), out.iter().map(|(range, ..)| range));
    for span in spans {
        let overlap = found.touches(span.clone());
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
    short_forms(scene, &mut out);
    out.sort_by_key(|(range, ..)| range.start);
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

/// “the Liberal Party of Freedom (PVV)”: a short form in brackets after a party, and wherever it recurs.
fn short_forms(scene: &Scene<'_, '_>, out: &mut Vec<(Range<usize>, MentionForm, Candidates)>) {
    let tokens = scene.document.tokens();
    let mut known: BTreeMap<u64, Candidates> = BTreeMap::new();
    for (range, _, candidates) in out.iter() {
        let short = range.end + 1;
        let shape = tokens.get(short).map(|t| t.shape);
        if scene.is_any(Some(range.end), range.start, &[of_str("(")])
            && scene.is_any(
                Some(short + 1),
                range.start,
                &[of_str(")"), of_str(","), of_str(";")],
            )
            && matches!(shape, Some(Shape::Upper | Shape::Mixed))
        {
            known.entry(tokens[short].exact).or_insert(*candidates);
        }
    }
    if known.is_empty() {
        return;
    }
    let mut taken = vec![false; tokens.len()];
    for (range, ..) in out.iter() {
        taken[range.clone()].fill(true);
    }
    for (i, token) in tokens.iter().enumerate() {
        let free = !taken[i] && !matches!(scene.taken[i], Taken::Whole | Taken::Blocked);
        if let Some(candidates) = known.get(&token.exact).filter(|_| free) {
            out.push((i..i + 1, MentionForm::Abbreviation, *candidates));
        }
    }
}

/// “called Labour a shambles”: a capital inside a sentence, in an article at home in the party's country.
fn stands_for_party(scene: &Scene<'_, '_>, range: &Range<usize>, candidate: Candidate) -> bool {
    let first = range.start;
    let entry = scene.gazetteer.entry(candidate.entry);
    let home = entry.country().map(|country| country.entry_id());
    let near = scene
        .countries
        .iter()
        .take(2)
        .any(|country| Some(*country) == home);
    let token = &scene.document.tokens()[first];
    let says = scene
        .view
        .class
        .get(range.end)
        .is_some_and(|class| class.has(Class::SAYING));
    let opens = first == scene.start_of(first) && !says;
    let other = matches!(scene.tags[first], Tag::Person | Tag::Body | Tag::Place);
    let common = scene.view.traits[first] & tagger::LOWER != 0
        || scene.view.class[first].has(Class::FUNCTION);
    near && entry.tier() <= Tier::National
        && range.len() == 1
        && token.shape == Shape::Capitalised
        && token.span.len() >= 5
        && scene.view.titled[first] == 0
        && !(opens || other || common)
}

/// A risky form needs the tagger's word or a word of politics beside it.
fn usable(scene: &Scene<'_, '_>, range: Range<usize>, candidate: Candidate) -> bool {
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
    /// Words after which nothing but a party stands, even where a sentence opens: “Labour MP”.
    const PARLIAMENT: &[u64] = &[
        of_str("mp"),
        of_str("mps"),
        of_str("msp"),
        of_str("msps"),
        of_str("mep"),
        of_str("meps"),
        of_str("peer"),
        of_str("peers"),
        of_str("councillor"),
        of_str("councillors"),
        of_str("backbencher"),
        of_str("backbenchers"),
        of_str("frontbencher"),
        of_str("frontbenchers"),
    ];
    let tokens = scene.document.tokens();
    if tokens[range.start].kind != TokenKind::Word || scene.tags[range.start] == Tag::Person {
        return false;
    }
    if !candidate.risky {
        return true;
    }
    // “the Affordable Care Act”
    let goes_on = range.start.checked_sub(1).is_some_and(|i| {
        scene.start_of(i) == scene.start_of(range.start)
            && scene.view.may_be_name(i)
            && scene.tags[i] == Tag::Other
            && scene.view.hits_at(i).is_empty()
    });
    if goes_on && range.len() == 1 {
        return false;
    }
    let tagged = range.clone().all(|i| scene.tags[i] == Tag::Party);
    let opens = range.start == scene.start_of(range.start);
    let ordinary = scene.view.traits[range.start] & tagger::LOWER != 0;
    let home = scene
        .gazetteer
        .entry(candidate.entry)
        .country()
        .map(|country| country.entry_id());
    let at_home = home.is_some_and(|home| scene.countries.contains(&home));
    // an article that names no country may be at home anywhere
    let not_abroad = at_home || scene.countries.is_empty();
    // “Labour's Joan Pike”
    let owns_person = tokens
        .get(range.end)
        .is_some_and(|t| t.kind == TokenKind::Possessive)
        && scene.tags.get(range.end + 1) == Some(&Tag::Person);
    let member = scene.is_any(Some(range.end), range.start, PARLIAMENT) || owns_person;
    if member && not_abroad && tokens[range.start].shape != Shape::Lower {
        return true;
    }
    let length = tokens[range.start].span.len();
    let acronym = range.len() == 1
        && matches!(tokens[range.start].shape, Shape::Upper | Shape::Mixed)
        && length >= 3;
    let body =
        acronym && scene.tags[range.start] != Tag::None && scene.view.titled[range.start] != 2;
    tagged && !(opens && ordinary)
        || scene.is_any(Some(range.end), range.start, BESIDE) && !opens && (at_home || tagged)
        || at_home && body
        || at_home && stands_for_party(scene, &range, candidate)
}
