//! To whom and where a claim was made, and which newsroom had it first.

use super::cue_class;
use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::entity::Entities;
use crate::hash::of_str;
use crate::text::TokenKind;
use crate::{Mention, Span};

/// What the gazetteer calls newspapers, agencies, broadcasters and sites.
const NEWSROOM: &str = "news outlet";
/// Longest noun phrase read, in tokens.
const LONGEST: usize = 14;

const CLAUSE: Tags = Tags::of(&[
    Tag::Subordinator,
    Tag::If,
    Tag::Weekday,
    Tag::Month,
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::Can,
    Tag::Must,
]);
/// Words that end a noun phrase: “of” and “and” carry it on.
const AFTER: &[u64] = &[
    of_str("in"),
    of_str("on"),
    of_str("at"),
    of_str("by"),
    of_str("to"),
    of_str("from"),
    of_str("with"),
    of_str("during"),
    of_str("after"),
    of_str("before"),
    of_str("about"),
    of_str("via"),
    of_str("through"),
    of_str("last"),
    of_str("this"),
    of_str("earlier"),
    of_str("yesterday"),
    of_str("today"),
    of_str("tonight"),
    of_str("recently"),
    of_str("later"),
    of_str("then"),
    of_str("over"),
    of_str("under"),
    of_str("against"),
    of_str("not"),
    of_str("saying"),
    of_str("he"),
    of_str("she"),
    of_str("they"),
    of_str("it"),
    of_str("we"),
    of_str("i"),
    of_str("there"),
];
const PRONOUN: &[u64] = &[
    of_str("him"),
    of_str("them"),
    of_str("her"),
    of_str("us"),
    of_str("me"),
    of_str("you"),
    of_str("everyone"),
    of_str("everybody"),
];

/// Who was told.
pub(super) fn addressee(
    reading: &Reading<'_, '_>,
    cue: &[Span],
    content: &[Span],
    frame: &[usize],
) -> Option<Span> {
    let content_start = |i: usize| {
        let at = reading.token(i).map_or(usize::MAX, |t| t.span.start());
        content.iter().any(|s| s.contains(at))
    };
    let phrase = |i: usize| {
        let stop = noun_phrase(reading, i, content_start);
        (stop > i).then(|| reading.span(i..stop))
    };
    let cue_tokens: Vec<usize> = reading.tokens_of(cue).collect();
    if let Some(&verb) = cue_tokens
        .iter()
        .find(|&&i| cue_class::takes_addressee(reading, i))
    {
        // “was told” has nobody after it.
        let passive = verb > 0 && reading.has(verb - 1, Tag::Be);
        if let Some(span) = phrase(verb + 1).filter(|_| !passive) {
            return Some(span);
        }
    }
    // “said to reporters”, “in an interview with the BBC”, “speaking to the BBC”, “a letter to Ortiz”.
    let talks = |i: usize| {
        reading.has(i, Tag::Medium)
            || reading.is(
                i,
                &[
                    of_str("speaking"),
                    of_str("spoke"),
                    of_str("talking"),
                    of_str("said"),
                ],
            )
    };
    for &i in frame {
        let to = reading.is(i, &[of_str("to"), of_str("with")]);
        // “a motion to unseal” speaks to nobody.
        let verb = reading.part(i + 1).is_verb();
        let spoken = to && i > 0 && talks(i - 1) && !verb;
        if let Some(span) = phrase(i + 1).filter(|_| spoken) {
            return Some(span);
        }
    }
    None
}

/// Where a noun phrase that starts at token `i` ends.
fn noun_phrase(reading: &Reading<'_, '_>, i: usize, stop: impl Fn(usize) -> bool) -> usize {
    if reading.is(i, PRONOUN) && !stop(i) {
        return i + 1;
    }
    let mut end = i;
    while end < i + LONGEST {
        let Some(token) = reading.token(end) else {
            break;
        };
        let part = match token.kind {
            TokenKind::Word | TokenKind::Number => {
                !reading.any(end, CLAUSE) && !reading.is(end, AFTER)
            }
            TokenKind::Possessive => true,
            // “Fox & Friends”
            _ => reading.text(end) == "&",
        };
        if !part || stop(end) {
            break;
        }
        end += 1;
    }
    while end > i
        && reading.any(
            end - 1,
            Tags::of(&[Tag::Coordinator, Tag::Preposition, Tag::Determiner]),
        )
    {
        end -= 1;
    }
    end
}

/// Where it was said: the phrase of a word such as “interview” after a preposition, or a network's name.
pub(super) fn medium(reading: &Reading<'_, '_>, frame: &[usize]) -> Option<Span> {
    const BEFORE: &[u64] = &[
        of_str("in"),
        of_str("on"),
        of_str("via"),
        of_str("through"),
        of_str("during"),
        of_str("at"),
        of_str("by"),
        of_str("over"),
        of_str("from"),
    ];
    const INSIDE: &[u64] = &[of_str("of"), of_str("with"), of_str("to"), of_str("for")];
    // “in response”, “on behalf”: no noun of the table follows within the phrase.
    for (n, &i) in frame.iter().enumerate() {
        if !reading.is(i, BEFORE) {
            continue;
        }
        let run = frame[n..]
            .windows(2)
            .take_while(|w| w[1] == w[0] + 1)
            .count();
        let last = i + run.min(LONGEST);
        let mut noun = None;
        for k in i + 1..=last {
            if reading.has(k, Tag::Medium) {
                noun = Some(k);
            }
            let inside = reading.is_wordlike(k)
                && !reading.any(k, CLAUSE)
                && !reading.has(k, Tag::Preposition)
                || reading
                    .token(k)
                    .is_some_and(|t| t.kind == TokenKind::Possessive)
                || matches!(reading.text(k), "&");
            if !inside {
                break;
            }
        }
        let Some(noun) = noun else {
            continue;
        };
        let mut stop = noun + 1;
        if reading.is(stop, INSIDE) && stop <= last {
            let end = noun_phrase(reading, stop + 1, |k| k > last);
            if end > stop + 1 {
                stop = end;
            }
        }
        return Some(reading.span(i + 1..stop));
    }
    None
}

/// The newsroom that had it first: “according to reporting by Politico”, “told the BBC”.
pub(super) fn reported_by(
    reading: &Reading<'_, '_>,
    mentions: &[Mention],
    entities: &Entities<'_>,
    source: &[Span],
    addressee: Option<Span>,
    frame: &[usize],
) -> Option<Span> {
    const REPORT: &[u64] = &[
        of_str("reporting"),
        of_str("report"),
        of_str("reports"),
        of_str("reported"),
        of_str("interview"),
        of_str("analysis"),
        of_str("investigation"),
        of_str("statement"),
    ];
    const FROM: &[u64] = &[
        of_str("by"),
        of_str("from"),
        of_str("in"),
        of_str("with"),
        of_str("to"),
    ];
    let outlet = |span: Span| {
        let from = mentions.partition_point(|m| m.span.start() < span.start());
        let inside = mentions[from..]
            .iter()
            .enumerate()
            .take_while(|(_, m)| m.span.start() < span.end());
        inside
            .filter(|(_, m)| span.covers(m.span))
            .find(|(n, _)| {
                let entity = entities.of_mention.get(from + n).copied().flatten();
                entity
                    .and_then(|id| entities.all.get(id.0 as usize))
                    .is_some_and(|e| e.other_roles.iter().any(|r| r == NEWSROOM))
            })
            .map(|(_, m)| m.span)
    };
    let telling = frame.iter().copied();
    let told = telling.chain(reading.tokens_of(source)).find_map(|i| {
        if !(reading.is(i, REPORT) && reading.is(i + 1, FROM)) {
            return None;
        }
        let sentence = reading.sentence_at(reading.tokens()[i].span.start());
        let stop = reading.document.sentences()[sentence].tokens.end;
        let end = stop.min(i + 2 + LONGEST);
        // The name follows at once: “a report by the New York Times”.
        let name = (i + 2..end).find(|&k| !reading.has(k, Tag::Determiner))?;
        outlet(reading.span(name..end)).filter(|s| s.start() == reading.tokens()[name].span.start())
    });
    told.or_else(|| addressee.and_then(outlet))
}
