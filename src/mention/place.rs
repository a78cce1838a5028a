//! States, other divisions, countries, and the adjectives of them.

use std::ops::Range;

use super::find::{Scene, Taken};
use super::lexicon::Class;
use super::tagger::{Hit, Tag};
use super::{Candidates, Mention, MentionForm, MentionKind, title};
use crate::gazetteer::{EntryId, EntryKind};
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let mut at = 0;
    let mut i = 0;
    while i < scene.view.hits.len() {
        let start = scene.view.hits[i].start as usize;
        let hits = scene.view.hits_at(start);
        i += hits.len().max(1);
        if start < at || matches!(scene.taken[start], Taken::Whole | Taken::Blocked) {
            continue;
        }
        let best = hits
            .iter()
            .filter(|hit| {
                matches!(
                    hit.kind,
                    EntryKind::UsState
                        | EntryKind::Country
                        | EntryKind::Subdivision
                        | EntryKind::Place
                )
            })
            .filter(|hit| {
                usable(
                    scene,
                    start..hit.end as usize,
                    hit.candidate.form,
                    hit.candidate.risky,
                    hit.kind,
                )
            })
            .min_by_key(|hit| (std::cmp::Reverse(hit.end), scene.rank(hit)));
        let Some(best) = best.copied() else {
            at = at.max(city(scene, start));
            continue;
        };
        let range = start..best.end as usize;
        let adjective = matches!(
            best.candidate.form,
            MentionForm::Adjective | MentionForm::Member
        );
        let kind = match best.kind {
            _ if adjective => MentionKind::Place,
            EntryKind::UsState => MentionKind::UsState,
            EntryKind::Country => MentionKind::Country,
            EntryKind::Subdivision => MentionKind::Subdivision,
            _ => MentionKind::Place,
        };
        let candidates: Candidates = hits
            .iter()
            .filter(|hit| hit.end == best.end && hit.kind == best.kind)
            .map(|hit| hit.candidate.entry)
            .collect();
        let others: Candidates = hits
            .iter()
            .filter(|hit| {
                hit.end == best.end && hit.kind != best.kind && hit.kind.mention_kind().is_some()
            })
            .map(|hit| hit.candidate.entry)
            .collect();
        let mut mention = Mention::new(scene.document, range.clone(), kind, best.candidate.form);
        mention.candidates = candidates.iter().chain(others.iter()).copied().collect();
        mention.embedded = scene.taken[start] == Taken::Body;
        at = range.end;
        if scene.taken[start] == Taken::Free {
            scene.take(range, Taken::Whole);
        }
        scene.found.push(mention);
    }
}

fn usable(
    scene: &Scene<'_, '_>,
    range: Range<usize>,
    form: MentionForm,
    risky: bool,
    kind: EntryKind,
) -> bool {
    let tokens = scene.document.tokens();
    let first = range.start;
    if tokens[first].kind != TokenKind::Word
        || scene.taken[range.clone()]
            .iter()
            .any(|t| matches!(t, Taken::Whole | Taken::Blocked))
    {
        return false;
    }
    // inside a longer name of a person or place: “Kansas City”, “Virginia Woolf”
    let tag = scene.tags[first];
    let goes_on = |j: Option<usize>| {
        j.is_some_and(|j| {
            j < tokens.len()
                && scene.sentence[j] == scene.sentence[first]
                && scene.tags[j] == tag
                && scene.view.may_be_name(j)
                && matches!(tag, Tag::Person | Tag::Place | Tag::Other)
        })
    };
    let place_head = scene
        .view
        .class
        .get(range.end)
        .is_some_and(|c| c.has(Class::PLACE))
        && scene.view.may_be_name(range.end)
        && scene.sentence[range.end] == scene.sentence[first];
    if form == MentionForm::Abbreviation && kind == EntryKind::UsState {
        return safe_abbreviation(scene, &range, risky);
    }
    if risky {
        // “Charlotte” is a city where the tagger reads a place, “the Lincoln Memorial” is none
        let read = range.clone().all(|i| scene.tags[i] == Tag::Place)
            && !goes_on(Some(range.end))
            && !place_head;
        return kind == EntryKind::Place && read;
    }
    if tag == Tag::Person && form != MentionForm::Adjective {
        return false;
    }
    // “the United Kingdom European Union membership referendum”
    let next_known = scene
        .view
        .hits_at(range.end.min(tokens.len() - 1))
        .iter()
        .any(|hit| {
            hit.kind == EntryKind::Country
                && hit.end as usize > range.end + 1
                && !hit.candidate.risky
        });
    if form != MentionForm::Adjective
        && form != MentionForm::Member
        && (place_head || goes_on(Some(range.end)) && !(next_known && range.len() > 1))
    {
        return false;
    }
    if kind == EntryKind::UsState {
        if title::in_party_tag(scene.document, first) {
            return true;
        }
        if range.len() == 1 && tokens[first].is("washington") {
            return washington(scene, &range);
        }
        if tokens[first].is("new") && tokens[range.end - 1].is("york") {
            return new_york(scene, &range);
        }
        let before = first.checked_sub(1);
        let school = scene.is_any(before, first, &[of_str("of"), of_str("at")])
            && first >= 2
            && scene.view.class[first - 2].has(Class::SCHOOL);
        let head = scene
            .view
            .class
            .get(range.end)
            .is_some_and(|c| c.has(Class::SCHOOL))
            && scene.view.may_be_name(range.end);
        if school || head {
            return false;
        }
    }
    true
}

/// “Raleigh, N.C.”, “N.C.”; a short form that is a word needs a place and a comma before it.
fn safe_abbreviation(scene: &Scene<'_, '_>, range: &Range<usize>, risky: bool) -> bool {
    let tokens = scene.document.tokens();
    let first = range.start;
    let comma = first >= 2
        && scene.sentence[first - 2] == scene.sentence[first]
        && tokens[first - 1].is(",")
        && scene.view.may_be_name(first - 2);
    if title::in_party_tag(scene.document, first) {
        return true;
    }
    let text = scene.document.slice(tokens[first].span);
    let dotted = text.matches('.').count() >= 2;
    // “(Vt.)”
    let bracket = first >= 1
        && tokens[first - 1].is("(")
        && scene.is_any(Some(range.end), first, &[of_str(")"), of_str(",")]);
    if tokens[first].shape == Shape::Upper && !text.contains('.') && text.len() == 2 {
        return (comma && scene.view.titled[first] != 2) || bracket || text == "DC" && !risky;
    }
    comma || bracket || dotted && scene.tags[first] != Tag::Person
}

/// The state only where the words say so; else it is the city or the government.
fn washington(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    let first = range.start;
    scene.is_any(Some(range.end), first, &[of_str("state")])
        || first >= 2
            && scene.is_any(Some(first - 1), first, &[of_str("of")])
            && scene.is_any(Some(first - 2), first, &[of_str("state")])
        || beside_state(scene, range)
}

/// The state where offices or other states stand beside it; else the city.
fn new_york(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    const OFFICES: &[u64] = &[
        of_str("senator"),
        of_str("sen."),
        of_str("rep."),
        of_str("gov."),
        of_str("governor"),
        of_str("republican"),
        of_str("democrat"),
        of_str("republicans"),
        of_str("democrats"),
        of_str("attorney"),
        of_str("state"),
        of_str("primary"),
        of_str("congressman"),
        of_str("congresswoman"),
        of_str("assemblyman"),
        of_str("legislature"),
        of_str("lieutenant"),
        of_str("delegation"),
        of_str("delegates"),
    ];
    scene.is_any(Some(range.end), range.start, OFFICES) || beside_state(scene, range)
}

/// Another state stands beside it in a list: “Oregon and Washington”.
fn beside_state(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    let joint = [of_str(","), of_str("and"), of_str("or")];
    let state_at = |i: usize| {
        scene
            .view
            .hits_at(i)
            .iter()
            .any(|hit| hit.kind == EntryKind::UsState && !hit.candidate.risky)
    };
    let mut after = range.end;
    while scene.is_any(Some(after), range.start, &joint) {
        after += 1;
    }
    let follows = after > range.end
        && after < scene.sentence.len()
        && scene.sentence[after] == scene.sentence[range.start]
        && state_at(after);
    let mut before = range.start;
    while before > 0 && scene.is_any(Some(before - 1), range.start, &joint) {
        before -= 1;
    }
    let precedes = before < range.start
        && before >= 1
        && (before.saturating_sub(2)..before).any(|i| {
            scene.sentence[i] == scene.sentence[range.start]
                && scene.view.hits_at(i).iter().any(|hit| {
                    hit.kind == EntryKind::UsState
                        && !hit.candidate.risky
                        && hit.end as usize == before
                })
        });
    follows || precedes
}

/// “the Allies” of a world war, where the article names it; “the president’s allies” are none.
fn alliance(scene: &Scene<'_, '_>, range: &Range<usize>, entry: EntryId) -> bool {
    const OF: &[u64] = &[of_str("of")];
    const WORLD: &[u64] = &[of_str("world")];
    let first = range.start;
    let mut roles = scene.gazetteer.entry(entry).roles();
    let allied = roles.any(|role| role.label == "wartime alliance");
    let the = scene.is_any(first.checked_sub(1), first, &[of_str("the")]);
    let named =
        scene.is_any(Some(range.end), first, OF) && scene.is_any(Some(range.end + 1), first, WORLD);
    allied && !scene.headline[first] && (named || the && scene.world_war)
}

/// Washington and New York where they are no states: a place of its own; where it ends.
fn city(scene: &mut Scene<'_, '_>, start: usize) -> usize {
    let end = scene
        .view
        .hits_at(start)
        .iter()
        .filter(|hit| hit.kind == EntryKind::UsState && hit.candidate.form == MentionForm::FullName)
        .map(|hit| hit.end as usize)
        .max();
    let Some(end) = end else { return start };
    let tokens = scene.document.tokens();
    let named = tokens[start].is("washington") && end == start + 1 || tokens[end - 1].is("york");
    if named && scene.free(start..end) && scene.tags[start] != Tag::Person {
        scene.found.push(Mention::new(
            scene.document,
            start..end,
            MentionKind::Place,
            MentionForm::FullName,
        ));
        scene.take(start..end, Taken::Whole);
    }
    if named { end } else { start }
}

/// Words for the kind of a country: “the Duchy of Warsaw”.
const REALMS: &[u64] = &[
    of_str("kingdom"),
    of_str("principality"),
    of_str("duchy"),
    of_str("republic"),
    of_str("sultanate"),
    of_str("emirate"),
    of_str("khanate"),
    of_str("caliphate"),
    of_str("colony"),
    of_str("protectorate"),
];

/// Countries that no table knows, by the word for their kind, and alliances of the world wars.
pub(super) fn realms(scene: &mut Scene<'_, '_>) {
    let hits = scene.view.hits.iter();
    let risky: Vec<Hit> = hits
        .filter(|hit| hit.kind == EntryKind::Country && hit.candidate.risky)
        .copied()
        .collect();
    for hit in risky {
        let range = hit.start as usize..hit.end as usize;
        if !alliance(scene, &range, hit.candidate.entry) || !scene.free(range.clone()) {
            continue;
        }
        let form = hit.candidate.form;
        let mut mention = Mention::new(scene.document, range.clone(), MentionKind::Country, form);
        mention.candidates = [hit.candidate.entry].into_iter().collect();
        scene.found.push(mention);
        scene.take(range, Taken::Whole);
    }
    for i in 1..scene.document.tokens().len().saturating_sub(1) {
        let range = realm_of(scene, i).or_else(|| national_realm(scene, i));
        let Some(range) = range else { continue };
        let known = scene
            .view
            .hits_at(range.start)
            .iter()
            .any(|hit| hit.end as usize >= range.end);
        if !known && scene.free(range.clone()) {
            scene.take(range.clone(), Taken::Whole);
            scene.found.push(Mention::new(
                scene.document,
                range,
                MentionKind::Country,
                MentionForm::FullName,
            ));
        }
    }
}

/// “Crown Colony of Sarawak”, “British Mandate for Palestine”: a realm and its name, around the word between them.
fn realm_of(scene: &Scene<'_, '_>, of: usize) -> Option<Range<usize>> {
    const BEFORE: &[u64] = &[
        of_str("grand"),
        of_str("crown"),
        of_str("free"),
        of_str("british"),
        of_str("french"),
    ];
    const MANDATE: u64 = of_str("mandate");
    /// Realms before the name of a country alone.
    const OF_COUNTRY: &[u64] = &[of_str("state"), MANDATE, of_str("dominion")];
    let tokens = scene.document.tokens();
    let kind = of - 1;
    let joins = tokens[of].is("of") || tokens[kind].folded == MANDATE && tokens[of].is("for");
    if !joins
        || scene.start_of(kind) != scene.start_of(of + 1)
        || !scene.view.may_be_name(kind)
        || !scene.view.may_be_name(of + 1)
    {
        return None;
    }
    let country = scene
        .view
        .hits_at(of + 1)
        .iter()
        .filter(|hit| hit.kind == EntryKind::Country && !hit.candidate.risky)
        .map(|hit| hit.end as usize)
        .max();
    // “the State of Katanga” is one, “the State of Ohio” and “the State of the Union” are none
    let realm = REALMS.contains(&tokens[kind].folded)
        || OF_COUNTRY.contains(&tokens[kind].folded) && country.is_some();
    if !realm {
        return None;
    }
    let end = country.unwrap_or_else(|| {
        let named = |&i: &usize| {
            scene.view.may_be_name(i)
                && scene.start_of(i) == scene.start_of(of)
                && (i == of + 1 || !matches!(scene.tags[i], Tag::None | Tag::Person))
        };
        (of + 1..tokens.len())
            .take(3)
            .take_while(named)
            .last()
            .unwrap_or(of)
            + 1
    });
    let start = kind - usize::from(scene.is_any(kind.checked_sub(1), kind, BEFORE));
    Some(start..end)
}

/// “Second Polish Republic”, “Hungarian Soviet Republic”, “Estonian SSR”: the adjective of a country, and in the same
/// name the word for a realm.
fn national_realm(scene: &Scene<'_, '_>, head: usize) -> Option<Range<usize>> {
    const HEADS: &[u64] = &[
        of_str("republic"),
        of_str("empire"),
        of_str("kingdom"),
        of_str("sultanate"),
        of_str("emirate"),
        of_str("khanate"),
        of_str("caliphate"),
        of_str("confederation"),
        of_str("ssr"),
        of_str("assr"),
        of_str("protectorate"),
    ];
    const ORDINALS: &[u64] = &[
        of_str("first"),
        of_str("second"),
        of_str("third"),
        of_str("fourth"),
        of_str("fifth"),
        of_str("sixth"),
    ];
    /// What may stand between the two.
    const KINDS: &[u64] = &[
        of_str("soviet"),
        of_str("socialist"),
        of_str("people"),
        of_str("people's"),
        of_str("peoples"),
        of_str("democratic"),
        of_str("federal"),
        of_str("federative"),
        of_str("autonomous"),
        of_str("social"),
        of_str("colonial"),
        of_str("islamic"),
    ];
    const MOST: usize = 5;
    let tokens = scene.document.tokens();
    let name = |i: usize| scene.view.may_be_name(i) && scene.start_of(i) == scene.start_of(head);
    if !name(head)
        || !HEADS.contains(&tokens[head].folded)
        || scene.headline[head]
        || name(head + 1)
    {
        return None;
    }
    let mut at = head;
    while at > 0 && head - at < MOST {
        at -= 1;
        let kind = KINDS.contains(&tokens[at].folded);
        if tokens[at].kind == TokenKind::Possessive || kind && at > 0 && name(at - 1) {
            continue;
        }
        if !name(at) {
            return None;
        }
        let of_country = scene.view.hits_at(at).iter().any(|hit| {
            hit.end as usize == at + 1
                && matches!(hit.kind, EntryKind::Country | EntryKind::Subdivision)
                && hit.candidate.form == MentionForm::Adjective
        });
        if of_country {
            let ordinal = at > 0 && name(at - 1) && ORDINALS.contains(&tokens[at - 1].folded);
            return Some(at - usize::from(ordinal)..head + 1);
        }
        if !kind {
            return None;
        }
    }
    None
}
