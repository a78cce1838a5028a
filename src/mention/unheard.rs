//! Bodies and seats that the tagger has not heard of, told by the words beside them.

use std::ops::Range;

use super::find::{Scene, Taken};
use super::larger::name;
use super::lexicon::Class;
use super::tagger::Tag;
use crate::gazetteer::EntryKind;
use crate::hash::{Words, of_str};

/// Words of such a name at most before its head, so that time stays linear.
const MOST: usize = 6;

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    for head in 1..scene.tags.len() {
        if let Some(body) = body(scene, head) {
            scene.tags[body].fill(Tag::Body);
        }
    }
    seats(scene);
}

/// The words of a body's name up to its head, where no tag says otherwise: “Halbwerk Corp.”, “the Ferry Club”,
/// “the U.S. Court | of Appeals”.
fn body(scene: &Scene<'_, '_>, head: usize) -> Option<Range<usize>> {
    static LEGAL: Words<11> = Words::new([
        "inc", "inc.", "corp", "corp.", "llc", "l.l.c.", "ltd", "ltd.", "plc", "llp", "gmbh",
    ]);
    static OF: Words<7> = Words::new([
        "court",
        "department",
        "ministry",
        "bureau",
        "board",
        "office",
        "chamber",
    ]);
    static HEADS: Words<16> = Words::new([
        "academy",
        "agency",
        "association",
        "bureau",
        "club",
        "commission",
        "committee",
        "corporation",
        "council",
        "federation",
        "foundation",
        "institute",
        "ministry",
        "society",
        "tribunal",
        "university",
    ]);
    const ARTICLES: &[u64] = &[of_str("the"), of_str("a"), of_str("an")];
    const UNREAD: &[Tag] = &[Tag::None, Tag::Other];
    const PLACE: &[Tag] = &[Tag::None, Tag::Other, Tag::Place];
    let plain = |i: usize| {
        let class = scene.view.class[i];
        name(scene, i, head) && !class.has(Class::FUNCTION) && !class.has(Class::CALENDAR)
    };
    let free = |i: usize, tags: &[Tag]| {
        plain(i) && tags.contains(&scene.tags[i]) && scene.taken[i] == Taken::Free
    };
    if scene.headline[head] || !free(head, PLACE) {
        return None;
    }
    let first = |tags: &[Tag]| {
        let words = (scene.start_of(head)..head).rev().take(MOST);
        words.take_while(|&i| free(i, tags)).last()
    };
    let article = |i: &usize| scene.is_any(i.checked_sub(1), head, ARTICLES);
    let word = scene.document.tokens()[head].folded;
    let start = if LEGAL.contains(word) {
        // “Lumen Semiconductor | Inc.” goes on with what is tagged
        let goes_on = scene.tags[head - 1] == Tag::Body && plain(head - 1);
        if goes_on { Some(head) } else { first(UNREAD) }
    } else if OF.contains(word)
        && scene.is_any(Some(head + 1), head, &[of_str("of")])
        && name(scene, head + 2, head)
    {
        let country = |i: &usize| {
            let mut hits = scene.view.hits_at(*i).iter();
            hits.any(|hit| hit.kind == EntryKind::Country && hit.end as usize == head)
        };
        let country = Some(head - 1).filter(country);
        Some(country.unwrap_or(head)).filter(article)
    } else if HEADS.contains(word) && !name(scene, head + 1, head) {
        first(PLACE).filter(article)
    } else {
        None
    };
    start.map(|start| start..head + 1)
}

/// “the MP for Ashby”, “Lord Wexcombe of Dover”: where somebody sits is no body.
fn seats(scene: &mut Scene<'_, '_>) {
    static MEMBERS: Words<6> = Words::new(["mp", "msp", "mep", "ms", "td", "mla"]);
    static PEERS: Words<4> = Words::new(["lord", "lady", "baron", "baroness"]);
    let tokens = scene.document.tokens();
    for seat in 2..tokens.len() {
        if scene.tags[seat] != Tag::Body || !name(scene, seat, seat) {
            continue;
        }
        let start = scene.start_of(seat);
        let before = |back: usize| {
            let i = seat.checked_sub(back).filter(|&i| i >= start);
            i.map_or(0, |i| tokens[i].folded)
        };
        let of_member = tokens[seat - 1].is("for") && MEMBERS.contains(before(2));
        let of_peer =
            tokens[seat - 1].is("of") && PEERS.contains(before(3)) && name(scene, seat - 2, seat);
        if of_member || of_peer {
            scene.tags[seat] = Tag::Place;
        }
    }
}
