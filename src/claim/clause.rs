//! The main clause of a content: is it negated, which modal stands in it, does it hang on a condition.
//!
//! Scope is the tree's: only what hangs on the head of the content's first sentence counts, so that “said
//! the man who did not pay will leave” is not negated.

use std::ops::Range;

use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::Span;
use crate::hash::of_str;
use crate::syntax::{Relation, Tag as Part};
use crate::text::TokenId;

/// What the main clause tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) negated: bool,
    pub(super) conditional: bool,
    /// It ends with a question mark.
    pub(super) question: bool,
    pub(super) modal: Option<Modal>,
    /// The subject, where the tree has one.
    pub(super) subject: Option<usize>,
    /// It tells of the past: “was weak”, “had lost”.
    pub(super) past: bool,
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

/// “not only” and “no doubt” deny nothing.
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
/// Verbs that ask somebody to act and that a tagger takes for nouns at the front of a sentence.
const IMPERATIVE: &[u64] = &[
    of_str("let"),
    of_str("let's"),
    of_str("imagine"),
    of_str("vote"),
    of_str("stop"),
    of_str("look"),
    of_str("wait"),
    of_str("call"),
    of_str("stand"),
    of_str("help"),
    of_str("fight"),
    of_str("join"),
    of_str("stay"),
];
/// Verbs after which “if” is “whether”.
const WHETHER: &[u64] = &[
    of_str("ask"),
    of_str("check"),
    of_str("decide"),
    of_str("determine"),
    of_str("discuss"),
    of_str("know"),
    of_str("learn"),
    of_str("say"),
    of_str("see"),
    of_str("tell"),
    of_str("wonder"),
];
const YOU: &[u64] = &[of_str("you"), of_str("anybody"), of_str("anyone")];
/// Verbs whose “not” may stand behind them: “tend not to say”.
const RAISING: &[u64] = &[
    of_str("appear"),
    of_str("appeared"),
    of_str("appears"),
    of_str("seem"),
    of_str("seemed"),
    of_str("seems"),
    of_str("tend"),
    of_str("tended"),
    of_str("tends"),
];
/// How far a sentence is read: a longer one has said what it is by then.
const REACH: usize = 80;

/// Reads the main clause of the first sentence.
pub(super) fn of(reading: &Reading<'_, '_>, content: &[Span]) -> Clause {
    let mut clause = Clause::default();
    let Some(range) = first_sentence(reading, content) else {
        return clause;
    };
    clause.question = range.clone().rev().take(2).any(|i| reading.text(i) == "?");
    let Some(root) = root(reading, content, range.clone()) else {
        return clause;
    };
    let root = behind_relative(reading, root, range.clone()).unwrap_or(root);
    let opening = range
        .clone()
        .find(|&i| reading.is_wordlike(i))
        .unwrap_or(root);
    let to = reading.is(opening, &[of_str("to")]);
    let front = subordinate(reading, opening, root, range.clone());
    let (root, from) = match front {
        None => (root, range.start),
        Some(comma) => match main_verb(reading, comma, range.clone()) {
            Some(found) => found,
            None if to => (root, range.start),
            // The subordinate clause does not tell what the main one says.
            None => {
                let modal = (comma + 1..range.end.min(comma + 6)).find_map(|i| named(reading, i));
                clause.modal = modal;
                clause.conditional = modal.is_some() && reading.has(opening, Tag::If);
                return clause;
            }
        },
    };
    let first = range.clone().find(|&i| {
        reading.is_wordlike(i)
            && !reading.is(i, &[of_str("that"), of_str("please")])
            && !reading.has(i, Tag::Coordinator)
    });
    let subject = reading
        .syntax
        .subject_of(TokenId(root as u32))
        .map(TokenId::index)
        .filter(|s| range.contains(s))
        // “a person who is a guest may vote”: the one who may is the person.
        .map(|s| match reading.head(root) {
            Some(noun) if from > range.start && reading.has(s, Tag::Relative) => noun,
            _ => s,
        })
        .or_else(|| before_modal(reading, root, range.start));
    clause.negated = is_negated(reading, root, subject, from);
    clause.modal = modal(reading, root, subject);
    let fronted = front.is_some() && reading.has(opening, Tag::If);
    clause.conditional = clause.modal.is_some() && (fronted || hangs_on_if(reading, root));
    clause.subject = subject;
    clause.past = reading.part(root) == Part::VerbPast
        || reading.children(root).any(|i| {
            matches!(reading.relation(i), Relation::Auxiliary | Relation::Copula)
                && reading.is(i, &[of_str("was"), of_str("were"), of_str("had")])
        });
    if let Some(subject) = subject {
        clause.anyone = is_anyone(reading, subject);
        clause.opinion = reading.is(
            root,
            &[
                of_str("think"),
                of_str("believe"),
                of_str("feel"),
                of_str("hope"),
                of_str("guess"),
                of_str("suppose"),
                of_str("thinks"),
                of_str("believes"),
                of_str("feels"),
                of_str("felt"),
                of_str("hoped"),
                of_str("hopes"),
                of_str("thought"),
            ],
        );
    }
    clause.infinitive =
        from == range.start && first.is_some_and(|i| reading.is(i, &[of_str("to")]));
    // “Cut taxes now”, “don't wait”: a bare verb without a subject, at the front.
    let modal_near = range
        .clone()
        .take(6)
        .any(|i| reading.part(i) == Part::Modal && reading.any(i, MODAL));
    let bare = reading.part(root) == Part::VerbBase && subject.is_none() && !modal_near;
    let at_front = first.is_some_and(|i| {
        i == root
            || reading.has(i, Tag::Do) && reading.head(i) == Some(root)
            || reading.is(i, &[of_str("never")]) && i + 1 == root
    });
    // “Don’t you do it”
    let forbids = |i: usize| {
        reading.has(i, Tag::Do) && reading.has(i, Tag::Negation) && reading.is(i + 1, YOU)
    };
    clause.imperative = first.is_some_and(forbids)
        || bare && at_front
        || subject.is_none() && first.is_some_and(|i| reading.is(i, IMPERATIVE));
    clause
}

/// “would close if it rained”; a tree that takes the clause for an object is believed only after a verb
/// that asks or tells.
fn hangs_on_if(reading: &Reading<'_, '_>, root: usize) -> bool {
    let marked = |c: usize| children(reading, c, Relation::Marker).any(|m| reading.has(m, Tag::If));
    children(reading, root, Relation::AdverbialClause).any(marked)
        || !reading.is(root, WHETHER)
            && children(reading, root, Relation::ClausalComplement).any(marked)
}

fn children<'r>(
    reading: &'r Reading<'_, '_>,
    i: usize,
    relation: Relation,
) -> impl Iterator<Item = usize> + 'r {
    reading
        .children(i)
        .filter(move |&c| reading.relation(c) == relation)
}

/// The tokens of the content in its first sentence; those between pieces of one sentence, “The fee, it says,
/// would be $9”, are no part of it, and hang on none.
fn first_sentence(reading: &Reading<'_, '_>, content: &[Span]) -> Option<Range<usize>> {
    let mut tokens = reading.document.tokens_in(*content.first()?);
    let start = tokens.find(|&i| reading.is_wordlike(i))?;
    let sentence = reading.sentence_at(reading.tokens()[start].span.start());
    let close = reading.document.sentences()[sentence].tokens.end;
    // A clause that is complete before the interruption is all that is read.
    let opens = reading.part(start) == Part::Subordinator || reading.has(start, Tag::If);
    let complete = !opens && (start..tokens.end).any(|i| is_finite(reading, i));
    let pieces = content.iter().map(|&s| reading.document.tokens_in(s).end);
    let last = pieces.take_while(|&end| end <= close).last();
    let closed = (start..tokens.end)
        .rev()
        .take(2)
        .any(|i| matches!(reading.text(i), "." | "!" | "?"));
    let end = match last.filter(|_| !complete && !closed) {
        Some(last) => last.max(tokens.end),
        None => tokens.end,
    };
    let end = end.min(close).min(start + REACH);
    // A question mark may stand after the closing mark or outside the piece that holds the words.
    Some(start..end.max(start + 1))
}

fn is_finite(reading: &Reading<'_, '_>, i: usize) -> bool {
    matches!(
        reading.part(i),
        Part::VerbPast | Part::VerbPresent | Part::Auxiliary | Part::Modal
    ) || reading.any(i, MODAL)
        || reading.any(i, Tags::of(&[Tag::Be, Tag::Have, Tag::Do]))
}

/// The head of the words: what hangs on nothing among them, a clause rather than a phrase.
fn root(reading: &Reading<'_, '_>, content: &[Span], range: Range<usize>) -> Option<usize> {
    const WHICH: &[u64] = &[of_str("that"), of_str("which"), of_str("who")];
    let inside = |i: usize| {
        let at = reading.token(i).map(|t| t.span);
        range.contains(&i) && at.is_some_and(|at| content.iter().any(|s| s.covers(at)))
    };
    let mut heads = range.clone().filter(|&i| {
        reading.is_wordlike(i) && inside(i) && reading.head(i).is_none_or(|h| !inside(h))
            // “would be $9”
            || reading.part(i) == Part::Symbol && reading.head(i).is_some_and(|h| !inside(h))
    });
    let first = heads.clone().next();
    let clause = |i: &usize| {
        // “his bid for a seat that is not open”, where the tree hangs “open” elsewhere
        let mut subjects = children(reading, *i, Relation::Subject);
        let relative = subjects
            .any(|k| reading.is(k, WHICH) && reading.part(k) == Part::Pronoun && k > range.start);
        let verb = reading.part(*i).is_verb()
            || reading
                .children(*i)
                .any(|c| matches!(reading.relation(c), Relation::Copula | Relation::Auxiliary))
            || reading.part(*i) == Part::Auxiliary;
        verb && !relative
    };
    heads.find(clause).or(first)
}

/// “the man who did not pay will leave”: a tree that takes “pay” for the head is mended by the auxiliary
/// that follows it.
fn behind_relative(reading: &Reading<'_, '_>, root: usize, range: Range<usize>) -> Option<usize> {
    let relative = (range.start..root).any(|i| {
        i > range.start
            && reading.has(i, Tag::Relative)
            && reading.part(i) == Part::Pronoun
            && reading.head(i) == Some(root)
    });
    let auxiliary = |i: usize| matches!(reading.part(i), Part::Modal | Part::Auxiliary);
    let verb = |i: usize| {
        reading
            .head(i)
            .filter(|&h| h > i && reading.part(h).is_verb())
    };
    if !relative {
        return None;
    }
    // The auxiliary follows the relative clause at once: “pay will leave”, “pay the toll will leave”.
    let mut rest = (root + 1..range.end.min(root + 8))
        .take_while(|&i| reading.is_wordlike(i) && !reading.any(i, Tags::of(&[Tag::Coordinator])));
    rest.find(|&i| auxiliary(i)).and_then(verb)
}

/// The comma after a root that stands in a clause or phrase at the front: “Although renters may ask, a landlord
/// may refuse”, “To be frank, the town is poor”, where a tree takes “ask” or “frank” for the head.
fn subordinate(
    reading: &Reading<'_, '_>,
    opening: usize,
    root: usize,
    range: Range<usize>,
) -> Option<usize> {
    const ALTHOUGH: &[u64] = &[
        of_str("although"),
        of_str("though"),
        of_str("while"),
        of_str("because"),
        of_str("if"),
        of_str("when"),
        of_str("since"),
        of_str("unless"),
        of_str("once"),
        of_str("to"),
    ];
    let inside = (opening..root).all(|i| reading.text(i) != ",");
    // “Now that taxes do not rise, wages may”
    let now = reading.is(opening, &[of_str("now")]) && reading.is(opening + 1, &[of_str("that")]);
    if !(now || reading.is(opening, ALTHOUGH)) || !inside {
        return None;
    }
    (root + 1..range.end).find(|&i| reading.text(i) == ",")
}

/// The verb of the main clause behind a comma, with a subject or an auxiliary of its own there, and the first
/// token that is its own.
fn main_verb(
    reading: &Reading<'_, '_>,
    comma: usize,
    range: Range<usize>,
) -> Option<(usize, usize)> {
    let finite = |i: usize| {
        let subject = reading.syntax.subject_of(TokenId(i as u32));
        let subject = subject.map(TokenId::index).filter(|&s| s > comma && s < i);
        let marked = children(reading, i, Relation::Marker).next().is_some();
        if !reading.part(i).is_verb() || marked {
            return None;
        }
        let finite = |k: &usize| {
            *k > comma + 1
                && *k < i
                && matches!(reading.relation(*k), Relation::Auxiliary | Relation::Copula)
        };
        let modal = reading
            .children(i)
            .filter(finite)
            .find(|&k| reading.part(k) == Part::Modal);
        let relative = subject.is_some_and(|s| reading.has(s, Tag::Relative))
            || reading.relation(i) == Relation::RelativeClause;
        if !relative {
            return (subject.is_some() || modal.is_some()).then_some((i, comma + 1));
        }
        // “a person who is a guest may vote”: two finite verbs in one clause are two clauses.
        let modal = modal?;
        let before = reading.children(i).filter(finite).any(|k| k + 1 < modal);
        before.then_some((i, modal))
    };
    (comma + 1..range.end).find_map(finite)
}

/// The noun right before the modal of a verb that the tree gave no subject.
fn before_modal(reading: &Reading<'_, '_>, root: usize, start: usize) -> Option<usize> {
    let modal = children(reading, root, Relation::Auxiliary).find(|&i| reading.any(i, MODAL))?;
    let noun = modal.checked_sub(1).filter(|&i| i >= start)?;
    reading.part(noun).is_nominal().then_some(noun)
}

/// Whether the main clause is negated; words before token `from` belong to another one.
fn is_negated(reading: &Reading<'_, '_>, root: usize, subject: Option<usize>, from: usize) -> bool {
    let denies = |i: usize| {
        reading.has(i, Tag::Negation)
            && !reading.is(i + 1, NOT_DENYING)
            && !reading.is(i, &[of_str("neither"), of_str("nor")])
            || reading.is(i, &[of_str("neither")])
    };
    let direct = |i: usize| {
        matches!(
            reading.relation(i),
            Relation::Adverbial
                | Relation::Auxiliary
                | Relation::Copula
                | Relation::Object
                | Relation::Determiner
                | Relation::Dependent
                | Relation::Marker
        ) && denies(i)
    };
    // “his bid for a seat that is not open”: a phrase is denied by its own “no” alone.
    let verbless = |i: usize| {
        !children(reading, i, Relation::Copula)
            .chain(children(reading, i, Relation::Auxiliary))
            .any(|k| k >= from)
    };
    if reading.part(root).is_nominal() && verbless(root) && subject.is_none() {
        return denies(root) || reading.children(root).any(|i| i < root && denies(i));
    }
    // “is simply not working”, “does not, and never will, accept”, wherever the tree hangs the “not”.
    let behind = |i: usize| {
        let aside =
            |k: &usize| matches!(reading.part(*k), Part::Adverb | Part::Particle) || denies(*k);
        let mut next = (i + 1..root).take(4).take_while(aside);
        i >= from && i < root && next.any(denies)
    };
    let auxiliary =
        |i: usize| matches!(reading.relation(i), Relation::Auxiliary | Relation::Copula);
    if reading.children(root).any(|i| auxiliary(i) && behind(i)) {
        return true;
    }
    // “people tend not to say so”
    if reading.is(root, RAISING) && denies(root + 1) {
        return true;
    }
    // “no evidence” as subject or object, “nobody” as subject.
    // “the man who did not pay will leave”: a verb in between owns the “not”, whatever the tree says.
    // “should release the film, which they have not done”: what is not done is another thing.
    let own = |i: usize| {
        i < root + REACH
            && !(root + 1..i).any(|k| {
                let comma = (k.saturating_sub(3)..k).any(|j| reading.text(j) == ",");
                comma && reading.has(k, Tag::Relative)
            })
    };
    let near = |i: usize| {
        i > root && own(i)
            || i < root && i >= from && (i + 1..root).all(|k| !reading.part(k).is_verb())
    };
    let by_phrase = |i: usize| denies(i) || children(reading, i, Relation::Determiner).any(denies);
    denies(root)
        || reading.children(root).any(|i| direct(i) && near(i))
        || subject.is_some_and(by_phrase)
        || children(reading, root, Relation::Object).any(by_phrase)
        // “has no plan to”, “there is no plan”
        || children(reading, root, Relation::Subject).any(by_phrase)
}

/// The mode that a word sets.
fn named(reading: &Reading<'_, '_>, i: usize) -> Option<Modal> {
    let named = [
        (Tag::Will, Modal::Will),
        (Tag::Would, Modal::Would),
        (Tag::May, Modal::May),
        (Tag::Can, Modal::Can),
        (Tag::Must, Modal::Must),
    ];
    let found = named.iter().find(|&&(tag, _)| reading.has(i, tag));
    found.map(|&(_, modal)| modal)
}

fn modal(reading: &Reading<'_, '_>, root: usize, subject: Option<usize>) -> Option<Modal> {
    let auxiliary = reading.children(root).find(|&i| {
        matches!(reading.relation(i), Relation::Auxiliary | Relation::Copula)
            && reading.any(i, MODAL)
            && reading.part(i) != Part::ProperNoun
    });
    // “we'll” is subject and modal in one word.
    let fused = subject.filter(|&i| reading.any(i, MODAL));
    if let Some(i) = auxiliary.or(fused) {
        return named(reading, i);
    }
    let to = |i: usize| reading.is(i + 1, &[of_str("to")]);
    if to(root) && (reading.has(root, Tag::Have) || reading.is(root, NEED)) {
        return Some(Modal::Must);
    }
    if to(root) && reading.is(root, &[of_str("going")]) {
        return Some(Modal::Will);
    }
    (to(root) && reading.is(root, ALLOWED)).then_some(Modal::Allowed)
}

/// “anyone may”, “an individual who … may”: somebody, nobody in particular.
fn is_anyone(reading: &Reading<'_, '_>, subject: usize) -> bool {
    const ANYONE: &[u64] = &[
        of_str("anyone"),
        of_str("anybody"),
        of_str("everyone"),
        of_str("individuals"),
        of_str("persons"),
        of_str("nobody"),
    ];
    const ARTICLE: &[u64] = &[
        of_str("a"),
        of_str("an"),
        of_str("any"),
        of_str("each"),
        of_str("every"),
        of_str("no"),
    ];
    // Endings of people: a “volunteer” may do things, a “recession” may come.
    const HUMAN: &[&str] = &["er", "or", "ee", "ist", "ant", "al", "ian", "person", "zen"];
    reading.is(subject, ANYONE)
        || HUMAN.iter().any(|e| reading.text(subject).ends_with(e))
            && children(reading, subject, Relation::Determiner).any(|d| reading.is(d, ARTICLE))
}
