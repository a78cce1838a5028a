//! Larger names that hold the name of a person or place and are neither: laws, prizes, wars, storms, ships, titles of
//! peers, firms, clubs.
//!
//! The word that tells the kind decides: “Act” at the end of “the Laken Riley Act”, “Hurricane” before “Sandy”.

use std::collections::BTreeSet;
use std::ops::Range;

use super::find::{Scene, Taken};
use super::lexicon::Class;
use super::tagger::Tag;
use super::{Candidates, Mention, MentionKind};
use crate::gazetteer::EntryKind;
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    storms_and_ships(scene);
    peerages(scene);
    works(scene);
    firms(scene);
    clubs(scene);
}

/// A capitalised word of the sentence of token `of`.
pub(super) fn name(scene: &Scene<'_, '_>, i: usize, of: usize) -> bool {
    i < scene.sentence.len() && scene.sentence[i] == scene.sentence[of] && scene.view.may_be_name(i)
}

/// How common a word is as first name and as surname, 0 to 3.
fn votes(scene: &Scene<'_, '_>, i: usize) -> (u8, u8) {
    (scene.view.votes[i] & 3, scene.view.votes[i] >> 2 & 3)
}

/// The words name nobody and no place.
fn block(scene: &mut Scene<'_, '_>, range: Range<usize>) {
    for i in range {
        scene.tags[i] = Tag::Other;
        if scene.taken[i] == Taken::Free {
            scene.taken[i] = Taken::Blocked;
        }
    }
}

/// “Hurricane Sandy”, “HMS Queen Elizabeth”.
fn storms_and_ships(scene: &mut Scene<'_, '_>) {
    const STORMS: &[u64] = &[
        of_str("hurricane"),
        of_str("typhoon"),
        of_str("cyclone"),
        of_str("storm"),
    ];
    const SHIPS: &[u64] = &[
        of_str("uss"),
        of_str("hms"),
        of_str("hmas"),
        of_str("hmcs"),
        of_str("usns"),
        of_str("rms"),
    ];
    /// Words of a ship's name at most: “USS George H.W. Bush”.
    const MOST: usize = 4;
    let tokens = scene.document.tokens();
    for i in 0..tokens.len().saturating_sub(1) {
        if !scene.view.may_be_name(i) || !name(scene, i + 1, i) {
            continue;
        }
        let word = tokens[i].folded;
        if STORMS.contains(&word) {
            // “the Hurricane Center” is a body, “Storm Reid” a person
            if votes(scene, i + 1).0 > 0 && !name(scene, i + 2, i) {
                block(scene, i..i + 2);
            }
        } else if SHIPS.contains(&word) && tokens[i].shape == Shape::Upper {
            let end = (i + 1..tokens.len())
                .take(MOST)
                .take_while(|&j| name(scene, j, i))
                .last();
            block(scene, i..end.unwrap_or(i) + 1);
        }
    }
}

/// “the Duke of Sussex”: neither a person's name nor a place.
fn peerages(scene: &mut Scene<'_, '_>) {
    const RANKS: &[u64] = &[
        of_str("duke"),
        of_str("duchess"),
        of_str("earl"),
        of_str("countess"),
        of_str("marquess"),
        of_str("viscount"),
        of_str("viscountess"),
        of_str("prince"),
        of_str("princess"),
    ];
    let tokens = scene.document.tokens();
    for (i, token) in tokens.iter().enumerate() {
        if !scene.view.may_be_name(i)
            || !RANKS.contains(&token.folded)
            || !scene.is_any(Some(i + 1), i, &[of_str("of")])
            || !name(scene, i + 2, i)
        {
            continue;
        }
        let hits = scene.view.hits_at(i);
        let known = |kind| {
            hits.iter()
                .any(|hit| hit.kind == kind && hit.end as usize > i + 2)
        };
        if !known(EntryKind::Person) && !known(EntryKind::Country) {
            block(scene, i..i + 3);
        }
    }
}

/// “the Laken Riley Act”, “the Nobel Peace Prize”, “Megan’s Law”, “the Vietnam War”, “Harrison Tower”.
fn works(scene: &mut Scene<'_, '_>) {
    const HEADS: &[u64] = &[
        of_str("act"),
        of_str("acts"),
        of_str("bill"),
        of_str("amendment"),
        of_str("amendments"),
        of_str("treaty"),
        of_str("accord"),
        of_str("accords"),
        of_str("agreement"),
        of_str("pact"),
        of_str("protocol"),
        of_str("doctrine"),
        of_str("resolution"),
        of_str("declaration"),
        of_str("prize"),
        of_str("award"),
        of_str("awards"),
        of_str("medal"),
        of_str("trophy"),
        of_str("cup"),
        of_str("war"),
        of_str("crisis"),
        of_str("revolution"),
        of_str("rebellion"),
        of_str("uprising"),
        of_str("massacre"),
        of_str("memorial"),
        of_str("monument"),
    ];
    const BUILDINGS: &[u64] = &[
        of_str("tower"),
        of_str("stadium"),
        of_str("airport"),
        of_str("arena"),
        of_str("library"),
        of_str("museum"),
        of_str("hospital"),
        of_str("building"),
        of_str("bridge"),
        of_str("highway"),
        of_str("expressway"),
        of_str("plaza"),
        of_str("theatre"),
        of_str("theater"),
        of_str("auditorium"),
    ];
    const LAWS: &[u64] = &[of_str("law"), of_str("act"), of_str("bill")];
    const THE: u64 = of_str("the");
    let tokens = scene.document.tokens();
    for head in 1..tokens.len() {
        if tokens[head].shape != Shape::Capitalised {
            continue;
        }
        let law = LAWS.contains(&tokens[head].folded);
        let building = BUILDINGS.contains(&tokens[head].folded);
        if !law && !building && !HEADS.contains(&tokens[head].folded) || name(scene, head + 1, head)
        {
            continue;
        }
        let of_name = |i: usize| {
            let class = scene.view.class[i];
            name(scene, i, head)
                && !class.has(Class::FUNCTION)
                && !class.has(Class::TITLE)
                && !class.has(Class::CALENDAR)
        };
        let mut start = head;
        while start > 0 && of_name(start - 1) {
            start -= 1;
        }
        // “Megan’s Law” is named after a child, “Biden’s Bill” is his
        let owned = start == head
            && law
            && tokens[head - 1].kind == TokenKind::Possessive
            && head >= 2
            && of_name(head - 2)
            && votes(scene, head - 2).0 == 3
            && !(head >= 3 && of_name(head - 3));
        if owned {
            start = head - 2;
        }
        // “Jude Law”, “Buffalo Bill”
        let (first, last) = votes(scene, head);
        let the = start > 0 && tokens[start - 1].folded == THE;
        let surely = first < 2 && last < 2 || owned || the && first > last;
        // “Senator Hails Crime Bill” is a headline, “Laken Riley Act” alone in one tells too little
        let headline = scene.headline[head] && !the && !owned;
        if start == head || !surely || headline {
            continue;
        }
        for i in start..=head {
            // a library or a museum may speak
            let body = scene.tags[i] == Tag::Body && !building;
            if scene.tags[i] == Tag::Person || body || i == head && scene.tags[i] == Tag::Party {
                scene.tags[i] = Tag::Other;
            }
            if scene.taken[i] == Taken::Free {
                scene.taken[i] = Taken::Body;
            }
        }
    }
}

/// “Holt & Baines” is a firm, “Ann & Bill” are two people.
fn firms(scene: &mut Scene<'_, '_>) {
    let tokens = scene.document.tokens();
    for and in 1..tokens.len().saturating_sub(1) {
        let (left, right) = (and - 1, and + 1);
        let word = |i: usize| {
            name(scene, i, and)
                && tokens[i].span.len() > 1
                && scene.taken[i] == Taken::Free
                && !scene.headline[i]
                && !scene.view.class[i].has(Class::TITLE)
        };
        let first_name = |i: usize| {
            let (first, last) = votes(scene, i);
            first == 3 && last < 3
        };
        if scene.document.slice(tokens[and].span) == "&"
            && word(left)
            && word(right)
            && !(first_name(left) && first_name(right))
        {
            // “Marsh Holt & Co.”
            let part = |i: usize| word(i) && matches!(scene.tags[i], Tag::Person | Tag::Body);
            let head = |i: usize| word(i) && scene.view.class[i].has(Class::COMPANY);
            let start = left - usize::from(left > 0 && part(left - 1));
            let end = right + 1 + usize::from(head(right + 1));
            scene.tags[start..end].fill(Tag::Body);
        }
    }
}

/// “Chelsea beat Arsenal 2-1”: words that are names of people and places too are clubs where sport is told, and then
/// wherever they stand so.
fn clubs(scene: &mut Scene<'_, '_>) {
    let hits: Vec<Range<usize>> = scene
        .view
        .hits
        .iter()
        .filter(|hit| hit.kind == EntryKind::Organization && hit.candidate.risky)
        .filter(|hit| {
            let entry = scene.gazetteer.entry(hit.candidate.entry);
            entry.roles().any(|role| role.label == "sports club")
        })
        .map(|hit| hit.start as usize..hit.end as usize)
        .filter(|range| alone(scene, range))
        .collect();
    if hits.is_empty() {
        return;
    }
    // “Chelsea Clinton” makes “Chelsea” hers
    let given: BTreeSet<u64> = scene
        .view
        .runs
        .iter()
        .filter(|run| run.1 - run.0 >= 2 && scene.tags[run.0 as usize] == Tag::Person)
        .map(|run| scene.document.tokens()[run.0 as usize].folded)
        .collect();
    let sport = sport(scene);
    let words = |range: &Range<usize>| scene.document.tokens()[range.start].folded;
    let played: BTreeSet<u64> = hits
        .iter()
        .filter(|range| sport.contains(&scene.sentence[range.start]))
        .map(words)
        .filter(|word| !given.contains(word))
        .collect();
    let clubs: Vec<Range<usize>> = hits
        .iter()
        .filter(|range| played.contains(&words(range)))
        .cloned()
        .collect();
    for range in clubs {
        if !scene.free(range.clone()) {
            continue;
        }
        let found: Candidates = scene
            .view
            .hits_at(range.start)
            .iter()
            .filter(|hit| hit.kind == EntryKind::Organization && hit.end as usize == range.end)
            .map(|hit| hit.candidate.entry)
            .collect();
        let form = scene
            .view
            .hits_at(range.start)
            .iter()
            .find(|hit| found.first() == Some(&hit.candidate.entry))
            .map_or(super::MentionForm::Alias, |hit| hit.candidate.form);
        let mut mention = Mention::new(
            scene.document,
            range.clone(),
            MentionKind::Organization,
            form,
        );
        mention.candidates = found;
        scene.found.push(mention);
        scene.tags[range.clone()].fill(Tag::Other);
        scene.take(range, Taken::Whole);
    }
}

/// No capitalised word beside it but a title: “Former Arsenal captain”, not “Chelsea Manning”.
fn alone(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).is_some_and(|i| {
        let class = scene.view.class[i];
        name(scene, i, range.start)
            && !class.has(Class::TITLE)
            && !class.has(Class::TITLE_PART)
            && !class.has(Class::FUNCTION)
    });
    let after =
        name(scene, range.end, range.start) && !scene.view.class[range.end].has(Class::CALENDAR);
    !before && !after && scene.view.titled[range.start] != 2
}

/// The sentences that tell of a match or a team, by their first token.
fn sport(scene: &Scene<'_, '_>) -> BTreeSet<u32> {
    /// Words of sport alone.
    const GAME: &[u64] = &[
        of_str("striker"),
        of_str("midfielder"),
        of_str("goalkeeper"),
        of_str("winger"),
        of_str("fixture"),
        of_str("fixtures"),
        of_str("relegation"),
        of_str("relegated"),
        of_str("relegate"),
        of_str("coach"),
        of_str("match"),
        of_str("matches"),
        of_str("goals"),
        of_str("goalless"),
        of_str("scored"),
        of_str("scorer"),
        of_str("half-time"),
        of_str("derby"),
        of_str("league"),
        of_str("semi-final"),
        of_str("quarter-final"),
        of_str("playoffs"),
        of_str("quarterback"),
        of_str("touchdown"),
        of_str("innings"),
        of_str("wicket"),
        of_str("kick-off"),
        of_str("kickoff"),
        of_str("beat"),
        of_str("thrashed"),
        of_str("footballer"),
        of_str("teammate"),
        of_str("teammates"),
    ];
    let tokens = scene.document.tokens();
    let mut sentences = BTreeSet::new();
    for (i, token) in tokens.iter().enumerate() {
        // “2-1”, of one token or three
        let text = scene.document.slice(token.span);
        let digits = |i: usize| {
            tokens.get(i).is_some_and(|t| {
                let text = scene.document.slice(t.span);
                text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
            })
        };
        let dash = |text: &str| matches!(text, "-" | "–");
        let whole = text.split_once(['-', '–']).is_some_and(|(home, away)| {
            let goals = |side: &str| {
                (1..=3).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit())
            };
            goals(home) && goals(away)
        });
        let score = token.kind == TokenKind::Number
            && (whole
                || digits(i)
                    && tokens
                        .get(i + 1)
                        .is_some_and(|t| dash(scene.document.slice(t.span)))
                    && digits(i + 2));
        if score || token.shape == Shape::Lower && GAME.contains(&token.folded) {
            sentences.insert(scene.sentence[i]);
        }
    }
    sentences
}
