//! Words that point back to claims: “both of these claims”, “Ortiz’s claim”, “that”.

use std::ops::Range;

use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::text::TokenKind;

/// How many claims are meant, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Anaphor {
    /// “this”, “that”: what was just said.
    Bare,
    /// “the claim”, “this assertion”
    One,
    /// “both”, “neither of these claims”
    Two,
    /// “these claims”
    Many,
    /// “Ortiz’s claim”: the tokens of the name.
    Of(Range<usize>),
    /// “his claim”
    OfPronoun,
}

/// What a subject points to; `flipped` for “neither” and “none”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    pub(super) anaphor: Anaphor,
    pub(super) flipped: bool,
}

/// Longest subject read.
const LONGEST: usize = 9;
const PLAIN: &[u64] = &[
    of_str("viral"),
    of_str("latest"),
    of_str("particular"),
    of_str("same"),
    of_str("original"),
    of_str("online"),
    of_str("two"),
    of_str("earlier"),
    of_str("widespread"),
];

/// First token of the clause that token `end` closes.
pub(super) fn clause_start(
    reading: &Reading<'_, '_>,
    end: usize,
    sentence: &Range<usize>,
) -> usize {
    let mut start = end;
    while start > sentence.start && !is_boundary(reading, start - 1) {
        start -= 1;
    }
    start
}

fn is_boundary(reading: &Reading<'_, '_>, i: usize) -> bool {
    match reading.token(i).map(|t| t.kind) {
        Some(TokenKind::Word) => reading.is(
            i,
            &[
                of_str("but"),
                of_str("and"),
                of_str("yet"),
                of_str("though"),
                of_str("although"),
                of_str("while"),
            ],
        ),
        Some(TokenKind::Number | TokenKind::Possessive) => false,
        _ => reading.text(i) != "&",
    }
}

/// Reads a whole noun phrase as a pointer.
pub(super) fn pointer(reading: &Reading<'_, '_>, phrase: Range<usize>) -> Option<Pointer> {
    let mut phrase = phrase;
    while phrase.len() > 1
        && reading.is(
            phrase.start,
            &[
                of_str("however"),
                of_str("still"),
                of_str("but"),
                of_str("and"),
                of_str("yet"),
                of_str("so"),
                of_str("in"),
                of_str("fact"),
            ],
        )
    {
        phrase.start += 1;
    }
    if phrase.is_empty() || phrase.len() > LONGEST {
        return None;
    }
    let (first, last) = (phrase.start, phrase.end - 1);
    let noun = reading.has(last, Tag::ClaimNoun).then_some(last);
    let plural = reading.text(last).ends_with('s');
    let them = reading.is(last, &[of_str("these"), of_str("those"), of_str("them")]);
    // Between the first word and the noun: “of”, “these”, “viral”, “false”.
    let light = |range: Range<usize>| {
        range.into_iter().all(|i| {
            reading.any(
                i,
                Tags::of(&[Tag::Demonstrative, Tag::Determiner, Tag::Verdict]),
            ) || reading.is(i, &[of_str("of")])
                || reading.is(i, PLAIN)
        })
    };
    let flipped = reading.is(first, &[of_str("neither"), of_str("none")]);
    let found = |anaphor| Some(Pointer { anaphor, flipped });
    if reading.is(first, &[of_str("both"), of_str("neither")]) {
        let whole = phrase.len() == 1 || noun.is_some() || them;
        return (whole && light(first + 1..last)).then(|| found(Anaphor::Two))?;
    }
    if phrase.len() == 1 {
        return reading
            .is(first, &[of_str("this"), of_str("that")])
            .then(|| found(Anaphor::Bare))?;
    }
    noun?;
    if reading.is(
        first,
        &[of_str("his"), of_str("her"), of_str("their"), of_str("its")],
    ) {
        return light(first + 1..last).then(|| found(Anaphor::OfPronoun))?;
    }
    // “Ortiz’s claim”, “the senator’s false claim”
    let possessive = phrase.clone().find(|&i| {
        reading
            .token(i)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
    });
    if let Some(mark) = possessive {
        let named = mark > first && mark < last && light(mark + 1..last);
        return named.then(|| found(Anaphor::Of(first..mark)))?;
    }
    let opens = reading.has(first, Tag::Demonstrative) || flipped;
    if !opens || !light(first + 1..last) || reading.is(first, &[of_str("no"), of_str("any")]) {
        return None;
    }
    found(if plural { Anaphor::Many } else { Anaphor::One })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn point(text: &str) -> Option<Anaphor> {
        let document = Document::new(text);
        let syntax = crate::syntax::parse(&document);
        let reading = Reading::new(&document, &syntax, &[]);
        pointer(&reading, 0..document.tokens().len()).map(|p| p.anaphor)
    }

    #[test]
    fn subjects_point_back() {
        assert_eq!(point("Both of these claims"), Some(Anaphor::Two));
        assert_eq!(point("Neither"), Some(Anaphor::Two));
        assert_eq!(point("The viral claim"), Some(Anaphor::One));
        assert_eq!(point("These assertions"), Some(Anaphor::Many));
        assert_eq!(point("Ortiz’s claim"), Some(Anaphor::Of(0..1)));
        assert_eq!(point("His claim"), Some(Anaphor::OfPronoun));
        assert_eq!(point("That"), Some(Anaphor::Bare));
    }

    #[test]
    fn other_subjects_do_not() {
        for text in [
            "Both parties",
            "It",
            "The budget",
            "Ortiz",
            "Ortiz’s budget",
            "Any claim",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
    }
}
