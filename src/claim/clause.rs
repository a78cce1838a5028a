//! The main clause of a content, read from the left: is it negated, which modal stands in it, does it
//! hang on a condition.
//!
//! Scope is decided by clause words: what follows “that”, “because” or “who” is another clause, and a
//! clause in front that opens with one ends at its comma.

use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::Span;
use crate::hash::of_str;

/// What the main clause tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) negated: bool,
    pub(super) conditional: bool,
    /// It ends with a question mark.
    pub(super) question: bool,
    pub(super) modal: Option<Modal>,
    /// The word before the modal is “I”, “we”, “he”, “she”, “they”, “it”.
    pub(super) pronoun_subject: bool,
    /// “a citizen”, “anyone”: somebody, nobody in particular.
    pub(super) anyone: bool,
    pub(super) opinion: bool,
    /// It opens with a verb that asks to act: “imagine”, “let’s”.
    pub(super) imperative: bool,
    /// It opens with “to”: “to lower taxes”.
    pub(super) infinitive: bool,
}

/// The auxiliary that sets the mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modal {
    /// “will”, “is going to”
    Will,
    /// “would”
    Would,
    /// “may”, “might”, “could”
    May,
    /// “can”
    Can,
    /// “must”, “has to”
    Must,
    /// “is allowed to”
    Allowed,
}

const MODAL: Tags = Tags::of(&[Tag::Will, Tag::Would, Tag::May, Tag::Can, Tag::Must]);
const FINITE: Tags = Tags::of(&[
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Past,
]);
const CLAUSE: Tags = Tags::of(&[Tag::Subordinator, Tag::If]);

/// Words with which a sentence asks somebody to act. Closed by choice: a bare verb and a plural noun
/// look alike without a parse.
const IMPERATIVE: &[u64] = &[
    of_str("let"),
    of_str("let's"),
    of_str("imagine"),
    of_str("please"),
    of_str("stop"),
    of_str("don't"),
    of_str("listen"),
    of_str("look"),
    of_str("remember"),
    of_str("vote"),
    of_str("consider"),
    of_str("ask"),
    of_str("tell"),
    of_str("give"),
    of_str("go"),
    of_str("get"),
    of_str("make"),
    of_str("keep"),
    of_str("stay"),
    of_str("join"),
    of_str("wait"),
    of_str("stand"),
];
/// “no longer” denies; these do not.
const NOT_DENYING: &[u64] = &[
    of_str("only"),
    of_str("just"),
    of_str("doubt"),
    of_str("matter"),
    of_str("wonder"),
    of_str("less"),
    of_str("fewer"),
    of_str("more"),
    of_str("least"),
    of_str("until"),
    of_str("merely"),
    of_str("simply"),
];
const ALLOWED: &[u64] = &[
    of_str("allowed"),
    of_str("permitted"),
    of_str("entitled"),
    of_str("free"),
    of_str("authorized"),
    of_str("authorised"),
];
const NEED: &[u64] = &[
    of_str("need"),
    of_str("needs"),
    of_str("required"),
    of_str("obliged"),
];
const NEVER_OF_MOOD: &[u64] = &[
    of_str("ask"),
    of_str("asked"),
    of_str("know"),
    of_str("knew"),
    of_str("see"),
    of_str("wonder"),
    of_str("even"),
    of_str("as"),
];
/// How far a sentence is read: a longer one has said what it is by then.
const REACH: usize = 80;

/// Reads the main clause of the first sentence.
pub(super) fn of(reading: &Reading<'_, '_>, content: &[Span]) -> Clause {
    let tokens = first_sentence(reading, content);
    let mut clause = Clause {
        question: tokens.last().is_some_and(|&i| reading.text(i) == "?"),
        ..Clause::default()
    };
    let words: Vec<usize> = tokens
        .iter()
        .copied()
        .filter(|&i| reading.is_wordlike(i) || is_break(reading, i))
        .collect();
    let mut at = 0;
    while at < words.len()
        && (reading.is(words[at], &[of_str("that")])
            || reading.has(words[at], Tag::Coordinator)
            || is_break(reading, words[at]))
    {
        at += 1;
    }
    // “If we win, taxes will fall”: the clause in front ends at its comma.
    let front = words.get(at).copied().unwrap_or(usize::MAX);
    if reading.any(front, CLAUSE) && !reading.is(front, &[of_str("what"), of_str("how")]) {
        clause.conditional = reading.has(front, Tag::If);
        if let Some(comma) = words[at..].iter().position(|&i| is_break(reading, i)) {
            at += comma + 1;
        }
    }
    let words = &words[at.min(words.len())..];
    let Some(&first) = words.first() else {
        return clause;
    };
    clause.infinitive = reading.is(first, &[of_str("to")]);
    clause.imperative = reading.is(first, IMPERATIVE)
        || reading.is(first, &[of_str("do")]) && reading.has(first + 1, Tag::Negation);
    read(reading, words, &mut clause);
    clause
}

fn read(reading: &Reading<'_, '_>, words: &[usize], clause: &mut Clause) {
    let mut verb = false;
    let mut in_relative = false;
    for (n, &i) in words.iter().enumerate() {
        if reading.has(i, Tag::If) && n > 0 && !reading.is(words[n - 1], NEVER_OF_MOOD) {
            clause.conditional |= clause.modal.is_some();
        }
        if verb && !in_relative && reading.any(i, CLAUSE) {
            // Conditions may still follow: “will fall if we win”.
            clause.conditional |= clause.modal.is_some()
                && words[n..]
                    .iter()
                    .any(|&k| reading.is(k, &[of_str("if"), of_str("unless")]));
            return;
        }
        if !verb && n > 0 && reading.has(i, Tag::Relative) {
            // “people who do not vote are …”: the next verb is theirs.
            in_relative = true;
            continue;
        }
        let finite = reading.any(i, FINITE);
        if in_relative {
            if finite {
                in_relative = false;
            }
            continue;
        }
        if reading.has(i, Tag::Negation)
            && !words
                .get(n + 1)
                .is_some_and(|&k| reading.is(k, NOT_DENYING))
        {
            clause.negated = true;
        }
        if clause.modal.is_none() {
            clause.modal = modal_at(reading, words, n);
            if clause.modal.is_some() && n > 0 {
                let before = words[n - 1];
                clause.pronoun_subject = reading.has(before, Tag::SubjectPronoun);
                clause.anyone = is_anyone(reading, &words[..n]);
            } else if clause.modal.is_some() {
                clause.pronoun_subject = false;
            }
            // “we'll” is subject and modal in one word.
            clause.pronoun_subject |= clause.modal.is_some() && reading.has(i, Tag::SubjectPronoun);
        }
        if !verb && reading.has(i, Tag::Opinion) && !reading.has(i, Tag::Must) {
            clause.opinion |= n > 0 && reading.has(words[n - 1], Tag::SubjectPronoun);
        }
        verb |= finite || clause.opinion;
    }
}

/// The tokens of the content up to the end of its first sentence.
fn first_sentence(reading: &Reading<'_, '_>, content: &[Span]) -> Vec<usize> {
    let mut tokens = Vec::with_capacity(32);
    for i in reading.tokens_of(content) {
        let stop = matches!(reading.text(i), "." | "!" | "?");
        tokens.push(i);
        if stop || tokens.len() == REACH {
            break;
        }
    }
    tokens
}

fn is_break(reading: &Reading<'_, '_>, i: usize) -> bool {
    matches!(reading.text(i), "," | ";" | ":" | "—" | "–")
}

fn modal_at(reading: &Reading<'_, '_>, words: &[usize], n: usize) -> Option<Modal> {
    let i = words[n];
    let next = words.get(n + 1).copied().unwrap_or(usize::MAX);
    let to = |k: usize| reading.is(k, &[of_str("to")]);
    let after = words.get(n + 2).copied().unwrap_or(usize::MAX);
    if !reading.any(i, MODAL) {
        let have_to = reading.has(i, Tag::Have) && to(next);
        let need_to = reading.is(i, NEED) && to(next);
        return if have_to || need_to {
            Some(Modal::Must)
        } else if reading.has(i, Tag::Be) && reading.is(next, &[of_str("going")]) && to(after) {
            Some(Modal::Will)
        } else if reading.has(i, Tag::Be) && reading.is(next, ALLOWED) && to(after) {
            Some(Modal::Allowed)
        } else {
            None
        };
    }
    // “in May” and “a will”: a month or a noun follows a preposition or a determiner.
    let noun = n > 0
        && reading.any(words[n - 1], Tags::of(&[Tag::Preposition, Tag::Determiner]))
        && reading.text(i).starts_with(char::is_uppercase);
    let modal = [
        (Tag::Will, Modal::Will),
        (Tag::Would, Modal::Would),
        (Tag::May, Modal::May),
        (Tag::Can, Modal::Can),
        (Tag::Must, Modal::Must),
    ];
    modal
        .iter()
        .find(|&&(tag, _)| reading.has(i, tag) && !noun)
        .map(|&(_, modal)| modal)
}

/// “anyone may”, “an individual who … may”, “volunteers may not” as the subject in front of a modal.
fn is_anyone(reading: &Reading<'_, '_>, subject: &[usize]) -> bool {
    let Some((&first, &last)) = subject.first().zip(subject.last()) else {
        return false;
    };
    let anyone = [
        of_str("anyone"),
        of_str("anybody"),
        of_str("everyone"),
        of_str("individuals"),
        of_str("persons"),
        of_str("nobody"),
    ];
    let article = [
        of_str("a"),
        of_str("an"),
        of_str("any"),
        of_str("each"),
        of_str("every"),
        of_str("no"),
    ];
    // Endings of people: a “volunteer” may do things, a “recession” may come.
    let human = [
        "er", "or", "ee", "ist", "ant", "al", "ian", "person", "ent", "zen",
    ];
    reading.is(last, &anyone)
        || reading.is(first, &anyone)
        || reading.is(first, &article) && human.iter().any(|e| reading.text(last).ends_with(e))
}
