//! Words that judge: “is also unfounded”, “lacks evidence”, “falsely”, “there is no evidence”.
//!
//! Only the judging words are read here; whose claim they hit is decided beside, by the subject in
//! front of them. What is only possible (“may be false”), asked or negated into its contrary (“is not
//! false”) judges nothing.

use std::ops::Range;
use std::sync::LazyLock;

use super::VerdictStatus;
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::lookup::Lookup;
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::text::TokenKind;

/// Word, tab, status, tab, adjective or adverb; in order.
const SOURCE: &str = include_str!("words.tsv");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Adjective,
    Adverb,
}

static WORDS: LazyLock<Lookup<(VerdictStatus, Shape)>> = LazyLock::new(|| {
    let entries: Vec<_> = SOURCE
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let word = of_str(columns.next()?);
            let status = columns.next()?;
            let status = *VerdictStatus::ALL.iter().find(|s| s.as_str() == status)?;
            let shape = match columns.next()? {
                "adverb" => Shape::Adverb,
                _ => Shape::Adjective,
            };
            Some((word, (status, shape)))
        })
        .collect();
    Lookup::new(&entries)
});

/// The judging word at a token.
pub(super) fn word(reading: &Reading<'_, '_>, i: usize) -> Option<(VerdictStatus, Shape)> {
    WORDS.get(reading.token(i)?.folded)
}

/// A judgement that says something of a subject in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Predicate {
    pub(super) status: VerdictStatus,
    /// Verb and judging word.
    pub(super) tokens: Range<usize>,
    /// “was rated false”: it takes a judge.
    pub(super) rated: bool,
    /// The word is too common to judge without a noun for what it judges: “that is wrong”.
    pub(super) weak: bool,
}

/// Adverbs between verb and judging word.
const ADVERBS: &[u64] = &[
    of_str("also"),
    of_str("simply"),
    of_str("completely"),
    of_str("flatly"),
    of_str("demonstrably"),
    of_str("patently"),
    of_str("totally"),
    of_str("entirely"),
    of_str("wholly"),
    of_str("fully"),
    of_str("quite"),
    of_str("strictly"),
    of_str("all"),
    of_str("both"),
    of_str("clearly"),
    of_str("just"),
    of_str("however"),
    of_str("largely"),
    of_str("mostly"),
    of_str("partly"),
    of_str("partially"),
    of_str("half"),
    of_str("only"),
    of_str("equally"),
    of_str("similarly"),
    of_str("likewise"),
    of_str("therefore"),
    of_str("blatantly"),
    of_str("widely"),
    of_str("factually"),
    of_str("thoroughly"),
    of_str("repeatedly"),
    of_str("since"),
    of_str("already"),
    of_str("long"),
    of_str("later"),
    of_str("so"),
    of_str("far"),
    of_str("still"),
    of_str("highly"),
    of_str("grossly"),
    of_str("technically"),
    of_str("broadly"),
];
const WHOLLY: &[u64] = &[
    of_str("entirely"),
    of_str("completely"),
    of_str("wholly"),
    of_str("fully"),
    of_str("quite"),
    of_str("strictly"),
    of_str("totally"),
];
const PARTLY: &[u64] = &[
    of_str("partly"),
    of_str("partially"),
    of_str("half"),
    of_str("only"),
    of_str("technically"),
];
const LINKING: &[u64] = &[
    of_str("proved"),
    of_str("proven"),
    of_str("remains"),
    of_str("remain"),
    of_str("remained"),
];
pub(super) const RATED: &[u64] = &[
    of_str("rated"),
    of_str("ruled"),
    of_str("deemed"),
    of_str("judged"),
    of_str("labeled"),
    of_str("labelled"),
    of_str("declared"),
    of_str("called"),
    of_str("found"),
];
/// Kept open until somebody checks them: a denial of these is no refutation.
const CHECKED: &[u64] = &[
    of_str("verified"),
    of_str("confirmed"),
    of_str("corroborated"),
    of_str("substantiated"),
];
const UNREAL: Tags = Tags::of(&[
    Tag::May,
    Tag::Would,
    Tag::Must,
    Tag::Can,
    Tag::Will,
    Tag::If,
]);

/// The judgement whose judging word is token `i` of a sentence.
pub(super) fn predicate(
    reading: &Reading<'_, '_>,
    i: usize,
    sentence: &Range<usize>,
) -> Option<Predicate> {
    if reading.is(i, &[of_str("lack"), of_str("lacks"), of_str("lacked")]) {
        return lacking(reading, i, sentence);
    }
    let (status, shape) = word(reading, i)?;
    if shape == Shape::Adverb {
        return None;
    }
    let mut at = i;
    let (mut negated, mut partly, mut wholly, mut rated) = (false, false, false, false);
    while at > sentence.start {
        let k = at - 1;
        let negation = reading.is(k, &[of_str("not"), of_str("never")]);
        negated |= negation;
        partly |= reading.is(k, PARTLY);
        wholly |= reading.is(k, WHOLLY);
        let rating = reading.is(k, RATED);
        rated |= rating;
        let to_be =
            reading.is(k, &[of_str("be")]) && reading.is(k.wrapping_sub(1), &[of_str("to")]);
        // “was “true””
        let mark = reading.token(k).is_some_and(|t| t.kind == TokenKind::Quote);
        // “was proven false”
        let proven = reading.is(k, LINKING)
            && (reading.has(k.wrapping_sub(1), Tag::Be) && k > sentence.start);
        let been = reading.is(k, &[of_str("been")]);
        if !(negation || rating || proven || been || mark || reading.is(k, ADVERBS)) {
            if to_be && k > sentence.start + 1 {
                at = k - 1;
                continue;
            }
            break;
        }
        at = k;
    }
    let verb = at.checked_sub(1).filter(|&v| v >= sentence.start)?;
    let been = (at..i).any(|k| reading.is(k, &[of_str("been")]));
    let links = if been {
        reading.has(verb, Tag::Have)
    } else {
        reading.has(verb, Tag::Be)
            && !reading.is(verb, &[of_str("be"), of_str("being"), of_str("been")])
            || reading.is(verb, LINKING)
    };
    negated |= reading.has(verb, Tag::Negation);
    let unreal = (sentence.start..verb)
        .rev()
        .take(2)
        .any(|k| reading.any(k, UNREAL));
    if !links || unreal || !ends(reading, i + 1, sentence) {
        return None;
    }
    let positive = status == VerdictStatus::Supported;
    let status = match (positive, negated) {
        (_, true) if !positive => return None,
        (true, true) if reading.is(i, CHECKED) => VerdictStatus::Unproven,
        (true, true) if wholly => VerdictStatus::Misleading,
        (true, true) => VerdictStatus::Refuted,
        _ if partly => VerdictStatus::Misleading,
        _ => status,
    };
    Some(Predicate {
        status,
        tokens: verb..i + 1,
        rated,
        weak: reading.is(
            i,
            &[
                of_str("wrong"),
                of_str("fake"),
                of_str("confirmed"),
                of_str("correct"),
                of_str("accurate"),
            ],
        ),
    })
}

/// “lacks evidence”, “lack any merit”
fn lacking(reading: &Reading<'_, '_>, i: usize, sentence: &Range<usize>) -> Option<Predicate> {
    const WHAT: &[u64] = &[
        of_str("evidence"),
        of_str("proof"),
        of_str("merit"),
        of_str("basis"),
        of_str("substance"),
        of_str("foundation"),
        of_str("support"),
    ];
    const BETWEEN: &[u64] = &[
        of_str("any"),
        of_str("all"),
        of_str("a"),
        of_str("factual"),
        of_str("credible"),
        of_str("solid"),
        of_str("supporting"),
    ];
    let mut stop = i + 1;
    while reading.is(stop, BETWEEN) && stop < sentence.end {
        stop += 1;
    }
    if !reading.is(stop, WHAT) || stop >= sentence.end {
        return None;
    }
    let mut start = i;
    while start > sentence.start && reading.is(start - 1, ADVERBS) {
        start -= 1;
    }
    let unreal = start > sentence.start && reading.any(start - 1, UNREAL);
    (!unreal).then(|| Predicate {
        status: VerdictStatus::Unproven,
        tokens: start..stop + 1,
        rated: false,
        weak: false,
    })
}

/// A judging adjective ends its phrase: “true patriots” judges no claim.
fn ends(reading: &Reading<'_, '_>, next: usize, sentence: &Range<usize>) -> bool {
    next >= sentence.end
        || !reading.is_wordlike(next)
        || reading.any(next, Tags::of(&[Tag::Coordinator, Tag::Subordinator]))
        || reading.is(
            next,
            &[
                of_str("by"),
                of_str("according"),
                of_str("in"),
                of_str("at"),
                of_str("on"),
                of_str("too"),
                of_str("either"),
            ],
        )
}

/// How missing evidence is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// “there is no evidence …”
    There,
    /// “without (offering) evidence”
    Without,
    /// “offered no evidence …”
    Offered,
}

/// Missing evidence told with the word “evidence” or “proof” at token `i`, and its first token.
pub(super) fn missing(
    reading: &Reading<'_, '_>,
    i: usize,
    sentence: &Range<usize>,
) -> Option<(Missing, usize)> {
    const BETWEEN: &[u64] = &[
        of_str("any"),
        of_str("credible"),
        of_str("solid"),
        of_str("direct"),
        of_str("clear"),
        of_str("supporting"),
        of_str("providing"),
        of_str("offering"),
        of_str("citing"),
        of_str("presenting"),
        of_str("giving"),
        of_str("actual"),
        of_str("public"),
        of_str("further"),
    ];
    const GIVE: &[u64] = &[
        of_str("offered"),
        of_str("provided"),
        of_str("cited"),
        of_str("gave"),
        of_str("presented"),
        of_str("produced"),
        of_str("offers"),
        of_str("provides"),
        of_str("cites"),
    ];
    if !reading.is(i, &[of_str("evidence"), of_str("proof")]) {
        return None;
    }
    let mut at = i;
    while at > sentence.start && reading.is(at - 1, BETWEEN) {
        at -= 1;
    }
    let before = at.checked_sub(1).filter(|&k| k >= sentence.start)?;
    if reading.is(before, &[of_str("without")]) {
        return Some((Missing::Without, before));
    }
    if !reading.is(before, &[of_str("no"), of_str("little"), of_str("scant")]) {
        return None;
    }
    let verb = before.checked_sub(1).filter(|&k| k >= sentence.start)?;
    if reading.is(verb, GIVE) {
        return Some((Missing::Offered, verb));
    }
    let there = (sentence.start..=verb).rev().take(4);
    if !reading.has(verb, Tag::Be) {
        return None;
    }
    let mut start = None;
    for k in there {
        if reading.any(k, UNREAL) {
            return None;
        }
        if reading.is(k, &[of_str("there"), of_str("there's")]) {
            start = Some(k);
            break;
        }
    }
    start.map(|k| (Missing::There, k))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn judge(text: &str) -> Option<(&'static str, &str)> {
        let document = Document::new(text);
        let syntax = crate::syntax::parse(&document);
        let reading = Reading::new(&document, &syntax, &[]);
        let all = 0..document.tokens().len();
        all.clone().find_map(|i| {
            let found = predicate(&reading, i, &all)?;
            let words = document.slice(reading.span(found.tokens));
            Some((
                found.status.as_str(),
                &text[text.find(words).unwrap()..][..words.len()],
            ))
        })
    }

    #[test]
    fn words_stand_in_order() {
        assert!(
            SOURCE
                .lines()
                .is_sorted_by(|a, b| a.split('\t').next() < b.split('\t').next())
        );
    }

    #[test]
    fn plain_judgements_judge() {
        assert_eq!(
            judge("The claim is also unfounded."),
            Some(("unproven", "is also unfounded"))
        );
        assert_eq!(
            judge("That was not true."),
            Some(("refuted", "was not true"))
        );
        assert_eq!(
            judge("It has long been debunked."),
            Some(("refuted", "has long been debunked"))
        );
        assert_eq!(
            judge("His claim lacks any evidence."),
            Some(("unproven", "lacks any evidence"))
        );
        assert_eq!(
            judge("This is not entirely accurate."),
            Some(("misleading", "is not entirely accurate"))
        );
    }

    #[test]
    fn doubts_and_names_judge_nothing() {
        for text in [
            "The claim may be false.",
            "It would have been misleading.",
            "They are true patriots.",
            "The claim is not false.",
            "False claims spread.",
        ] {
            assert_eq!(judge(text), None, "{text}");
        }
    }
}
