//! Whether a claim answers somebody, and what its own words say of what is answered: “countered”, “responded
//! to that remark”, “hit back at Ortiz”, “in response”.
//!
//! What is answered is often no claim of the article: a question, a report, criticism in general. Then the
//! claim answers nothing that could be pointed to.

use std::ops::Range;

use super::cue_class::Cue;
use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::Span;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::text::TokenKind;

/// What is answered, as the words tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// “replied”: what was said right before.
    Before,
    /// “responded to her”, “rebutted the charge”: what was said shortly before.
    Pointed,
    /// “hit back at Ortiz”, “responded to Ortiz’s remark”: what the one with this name said.
    Name(Range<usize>),
    /// “responded to a report that taxes fell”: what the words themselves tell.
    Told,
}

/// Verbs whose object is what they answer.
const TRANSITIVE: &[u64] = &[
    of_str("answer"),
    of_str("answers"),
    of_str("answered"),
    of_str("answering"),
    of_str("counter"),
    of_str("counters"),
    of_str("countered"),
    of_str("countering"),
    of_str("rebut"),
    of_str("rebuts"),
    of_str("rebutted"),
    of_str("rebutting"),
];
/// What is answered in writing or speech, beside claims and media.
const SAID: &[u64] = &[
    of_str("attack"),
    of_str("attacks"),
    of_str("criticism"),
    of_str("criticisms"),
    of_str("jab"),
    of_str("question"),
    of_str("questions"),
    of_str("taunt"),
    of_str("taunts"),
    of_str("threat"),
    of_str("threats"),
    of_str("warning"),
    of_str("words"),
];
const THEM: &[u64] = &[
    of_str("her"),
    of_str("him"),
    of_str("it"),
    of_str("that"),
    of_str("them"),
    of_str("this"),
];
const OWNER: &[u64] = &[of_str("her"), of_str("his"), of_str("its"), of_str("their")];
/// Determiners of what is known already; “a question”, “any question” are new.
const KNOWN: &[u64] = &[
    of_str("the"),
    of_str("that"),
    of_str("this"),
    of_str("these"),
    of_str("those"),
    of_str("such"),
];
/// Words after which a noun tells what it is about.
const ABOUT: &[u64] = &[
    of_str("that"),
    of_str("of"),
    of_str("about"),
    of_str("on"),
    of_str("over"),
    of_str("by"),
    of_str("from"),
    of_str("for"),
    of_str("in"),
    of_str("as"),
    of_str("into"),
];
/// Longest noun phrase read, in tokens.
const PHRASE: usize = 8;

/// What a claim answers; none for most, which answer nobody.
pub(super) fn of(
    reading: &Reading<'_, '_>,
    cue: &[Span],
    read: Cue,
    frame: &[usize],
) -> Option<Answer> {
    if read.negated {
        return None;
    }
    if let Some(verb) = read.responds {
        return after_verb(reading, verb);
    }
    // “… wrote in response”, “In response, …”; “… seeks steps in response and urged” answers nobody.
    let (first, last) = (*cue.first()?, *cue.last()?);
    let said = reading.document.tokens_in(first).start..reading.document.tokens_in(last).end + 3;
    let sentence = reading.sentence_at(first.start());
    let opening = reading.document.sentences()[sentence].tokens.start;
    let at = frame.iter().copied().find(|&i| {
        let beside = said.contains(&i) || i == opening;
        beside
            && reading.is(i, &[of_str("in")])
            && reading.is(i + 1, &[of_str("response")])
            && frame.contains(&(i + 1))
    })?;
    if reading.is(at + 2, &[of_str("to")]) {
        answered(reading, at + 3)
    } else {
        Some(Answer::Before)
    }
}

/// What a verb of answering answers.
fn after_verb(reading: &Reading<'_, '_>, verb: usize) -> Option<Answer> {
    const PARTICLE: &[u64] = &[of_str("back"), of_str("again")];
    const BY_THE_WAY: Tags = Tags::of(&[
        Tag::Weekday,
        Tag::DayPart,
        Tag::TimeUnit,
        Tag::TimeWord,
        Tag::Month,
    ]);
    let mut at = verb + 1;
    let back = reading.is(at, PARTICLE);
    let aside = |i: usize| {
        reading.is(i, PARTICLE)
            || reading.is_word(i)
                && (reading.part(i) == Part::Adverb && !reading.is(i, &[of_str("that")])
                    || reading.any(i, BY_THE_WAY) && !reading.has(i, Tag::Determiner))
    };
    while at < verb + 5 && aside(at) {
        at += 1;
    }
    let to = reading.is(at, &[of_str("to"), of_str("at"), of_str("against")])
        || back && reading.is(at, &[of_str("on")]);
    if to {
        // “replied to say that …”
        if reading.part(at + 1) == Part::VerbBase && !reading.text(at + 1).ends_with('s') {
            return Some(Answer::Before);
        }
        return answered(reading, at + 1);
    }
    let object = reading.is(verb, TRANSITIVE)
        && at == verb + 1
        && reading.is_word(at)
        && !reading.is_quoted(at)
        && !matches!(
            reading.part(at),
            Part::Adposition | Part::Subordinator | Part::Adverb
        )
        && !reading.is(at, &[of_str("that"), of_str("how")]);
    if !object {
        // “refused, responding that …”: to whom, only the verb before could tell.
        let aside = reading.part(verb) == Part::VerbGerund;
        return (!aside).then_some(Answer::Before);
    }
    // “countered Ortiz was wrong”: a clause without its “that”.
    let clause = {
        let end = (at..at + PHRASE).find(|&i| {
            !reading.is_wordlike(i) || reading.part(i).is_verb() || reading.part(i) == Part::Modal
        });
        end.is_some_and(|i| {
            matches!(
                reading.part(i),
                Part::VerbPast | Part::VerbPresent | Part::Auxiliary | Part::Modal
            )
        })
    };
    if clause && reading.any(at, Tags::of(&[Tag::SubjectPronoun, Tag::Third])) {
        return Some(Answer::Before);
    }
    answered(reading, at)
}

/// The noun phrase of what is answered.
fn answered(reading: &Reading<'_, '_>, start: usize) -> Option<Answer> {
    let noun =
        |i: usize| reading.any(i, Tags::of(&[Tag::ClaimNoun, Tag::Medium])) || reading.is(i, SAID);
    let possessive = |i: usize| {
        reading
            .token(i)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
    };
    let modifies = |i: usize| reading.is_wordlike(i) && !reading.part(i).is_verb();
    let nominal = |i: usize| reading.is_wordlike(i) && reading.part(i).is_nominal();
    let head = |from: usize| {
        let heads = (from..from + PHRASE).take_while(|&i| modifies(i));
        heads.filter(|&i| noun(i)).find(|&i| !nominal(i + 1))
    };
    // “Sen. Joe Moss”, “President Ortiz’s attack”, “former rival Joe Moss”
    let name = (start..start + PHRASE)
        .take_while(|&i| modifies(i) && !noun(i) && !reading.is(i, KNOWN) && !reading.is(i, OWNER))
        .find(|&i| reading.part(i) == Part::ProperNoun);
    if let Some(first) = name {
        let part = |&i: &usize| reading.part(i) == Part::ProperNoun;
        let last = (first..first + PHRASE).take_while(part).last()?;
        // “responded to White House criticism”: a name that only describes names nobody.
        let whole = possessive(last + 1) || !nominal(last + 1);
        return whole.then_some(Answer::Name(first..last + 1));
    }
    if reading.is(start, THEM) && !nominal(start + 1) && !modifies_noun(reading, start + 1) {
        return Some(Answer::Pointed);
    }
    let known = reading.is(start, KNOWN) || reading.is(start, OWNER);
    let head = head(start + usize::from(known))?;
    if reading.is(head + 1, ABOUT) {
        let tells = reading.is(head + 1, &[of_str("that"), of_str("of")]);
        return tells.then_some(Answer::Told);
    }
    known.then_some(Answer::Pointed)
}

/// “that | latest tweet”: an adjective goes on to a noun.
fn modifies_noun(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.part(i) == Part::Adjective && reading.part(i + 1).is_nominal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    /// The answer whose verb or “to” is the last word in brackets.
    fn read(before: &str, after: &str) -> Option<String> {
        let text = format!("{before} {after}");
        let document = Document::new(&text);
        let syntax = crate::syntax::parse(&document);
        let reading = Reading::new(&document, &syntax, &[]);
        let verb = document
            .tokens()
            .iter()
            .rposition(|t| t.span.end() <= before.len())?;
        after_verb(&reading, verb).map(|answer| match answer {
            Answer::Name(name) => document.slice(reading.span(name)).to_owned(),
            answer => format!("{answer:?}"),
        })
    }

    #[test]
    fn nothing_after_it_is_what_was_said_before() {
        let before = Some("Before".to_owned());
        assert_eq!(read("Moss replied", "that taxes fell."), before);
        assert_eq!(read("Moss responded", "late Friday with a letter."), before);
        assert_eq!(read("Moss replied", "on Twitter."), before);
        assert_eq!(read("Moss countered", "that she was wrong."), before);
    }

    #[test]
    fn names_and_pointers_are_read() {
        assert_eq!(
            read("Moss hit", "back at Sen. Ann Ortiz on Friday.").as_deref(),
            Some("Sen. Ann Ortiz")
        );
        assert_eq!(
            read("Moss responded", "to Ortiz’s remark.").as_deref(),
            Some("Ortiz")
        );
        for pointed in ["to her.", "to that remark.", "to the attack."] {
            let found = read("Moss responded", pointed);
            assert_eq!(found.as_deref(), Some("Pointed"), "{pointed}");
        }
        assert_eq!(
            read("Moss responded", "to allegations of theft.").as_deref(),
            Some("Told")
        );
    }

    #[test]
    fn what_is_no_claim_of_the_article_is_not_answered() {
        for text in [
            "to a question from a reporter.",
            "to questions about money.",
            "to the storm.",
            "to residents.",
        ] {
            assert_eq!(read("Moss responded", text), None, "{text}");
        }
    }
}
