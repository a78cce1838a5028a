//! Sentences whose form alone says that somebody tells something, and in which the tagger saw nothing.

use std::ops::Range;

use super::draft::{Draft, overlap};
use super::sieve::{Scene, is_running};
use super::{AttributionKind, Rule};
use crate::entity::noun::word_set;
use crate::syntax::{Relation, Tag};
use crate::text::{Shape, TokenId, TokenKind};

word_set! {
    /// Verbs that say something.
    SAYS,
    "say says said saying tell tells told telling add adds added announce announces announced argue argues argued
     claim claims claimed conclude concludes concluded confirm confirms confirmed declare declares declared explain
     explains explained insist insists insisted maintain maintains maintained note notes noted predict predicts
     predicted reply replies replied report reports reported reveal reveals revealed state states stated stress
     stresses stressed suggest suggests suggested tweet tweets tweeted warn warns warned write writes wrote
     reckons believes believed hears heard finds found posted posts remarked recalled joked responded answered
     continued observed concedes conceded admits admitted acknowledges acknowledged"
}
word_set! {
    /// Verbs that stand before their subject: “…, said Ortiz”.
    INVERTED,
    "says said adds added argues argued explains explained insists insisted notes noted reports reported warns warned
     writes wrote announced claimed claims reckons"
}
word_set! {
    /// Words that open no clause that somebody tells after it.
    OPENS_NO_CLAUSE,
    "when if after as while although though because since before unless until whereas once asked in on at under with
     by to from during despite for speaking writing however meanwhile according who which whose that whether"
}
word_set! { HAVE, "has have had" }
word_set! { NO_SOURCE, "and but or who which whose whom that as when where if while because so yet than" }

/// The most words from the verb to the end of its sentence.
const TAIL: usize = 10;
/// The longest source, in tokens.
const SOURCE: usize = 24;
/// The least words of a clause.
const CLAUSE: usize = 4;
/// How sure a sentence of such a form is.
const SURE: f32 = 0.8;

/// Adds what the sentences of running text tell.
pub(crate) fn run(scene: &mut Scene<'_, '_>) {
    for sentence in scene.document.sentences() {
        let region = scene.document.paragraphs()[sentence.paragraph.index()].region;
        if !is_running(region) {
            continue;
        }
        let tokens = sentence.tokens.clone();
        let found = closing(scene, &tokens)
            .or_else(|| that(scene, &tokens))
            .or_else(|| block(scene, sentence.paragraph.index(), &tokens));
        if let Some(draft) = found {
            scene.replace(draft);
        }
    }
}

impl Scene<'_, '_> {
    fn tag(&self, i: usize) -> Tag {
        self.syntax.tag(TokenId(i as u32))
    }

    fn is_comma(&self, i: usize) -> bool {
        self.document.tokens()[i].is(",")
    }

    fn is_outside(&self, i: usize) -> bool {
        self.context.quoted[i] == u32::MAX
    }

    /// Nobody's cue yet, or one that waits for its content.
    fn is_free(&self, verb: usize) -> bool {
        self.draft_of[verb].is_none_or(|d| {
            let draft = &self.drafts[d as usize];
            draft.content.is_empty()
        })
    }
}

/// “Taxes will fall, the mayor told reporters.”; “…, said Ortiz.”; “…, according to a friend.”
fn closing(scene: &Scene<'_, '_>, sentence: &Range<usize>) -> Option<Draft> {
    let tokens = scene.document.tokens();
    let mut end = sentence.end;
    while end > sentence.start && scene.tag(end - 1) == Tag::Punctuation {
        end -= 1;
    }
    let from = end.saturating_sub(TAIL).max(sentence.start + CLAUSE);
    let verb = (from..end)
        .rev()
        .find(|&i| SAYS.has(tokens[i].folded) && scene.is_outside(i))
        .filter(|&i| scene.is_free(i) && is_finite(scene, i))?;
    // A time, a place, a hearer may follow; not what was said.
    let tail = verb + 1..end;
    let plain = |i: usize| {
        !scene.tag(i).is_verb()
            && !matches!(
                scene.tag(i),
                Tag::Auxiliary | Tag::Modal | Tag::Subordinator
            )
            && scene.is_outside(i)
            && !matches!(scene.document.slice(tokens[i].span), ":" | ";")
    };
    if !tail.clone().all(plain) {
        return None;
    }
    let (source, comma, cue) = if scene.is_comma(verb - 1) {
        let named = tail
            .clone()
            .next()
            .filter(|_| INVERTED.has(tokens[verb].folded))?;
        let opens = tokens[named].shape != Shape::Lower || scene.tag(named) == Tag::Determiner;
        let who = tail.clone().filter(|_| opens);
        (who.min()?..end, verb - 1, verb..verb + 1)
    } else {
        before(scene, sentence, verb)?
    };
    let content = sentence.start..comma;
    is_clause(scene, &content).then(|| Draft {
        source: Some(source),
        cue: Some(cue),
        content: vec![content],
        kind: AttributionKind::Verbal,
        rule: Rule::Closing,
        confidence: SURE,
    })
}

/// “said”, “has said”; not “be heard”, “the United States”.
fn is_finite(scene: &Scene<'_, '_>, verb: usize) -> bool {
    let has = |i: usize| HAVE.has(scene.document.tokens()[i].folded);
    match scene.tag(verb) {
        Tag::VerbPast | Tag::VerbPresent => true,
        Tag::VerbParticiple => (0..verb)
            .rev()
            .take(3)
            .take_while(|&i| matches!(scene.tag(i), Tag::Auxiliary | Tag::Adverb))
            .any(has),
        _ => false,
    }
}

/// Source and comma before a verb that closes its sentence.
fn before(
    scene: &Scene<'_, '_>,
    sentence: &Range<usize>,
    verb: usize,
) -> Option<(Range<usize>, usize, Range<usize>)> {
    let tokens = scene.document.tokens();
    let mut end = verb;
    let carries = |i: usize| matches!(scene.tag(i), Tag::Auxiliary | Tag::Adverb | Tag::Modal);
    while end > sentence.start && carries(end - 1) {
        end -= 1;
    }
    let cue = end..verb + 1;
    // By the tree, “the report's author, Ann Ortiz,” is one phrase; else the words since the comma are one.
    let by_tree = scene
        .syntax
        .subject_of(TokenId(verb as u32))
        .map(|subject| scene.syntax.subtree(subject))
        .filter(|s| s.end <= end && s.end + 1 >= end && s.start > sentence.start)
        .filter(|s| scene.is_comma(s.start - 1));
    let by_comma = || {
        let comma = (sentence.start..end).rev().find(|&i| scene.is_comma(i))?;
        (comma + 1 < end).then_some(comma + 1..end)
    };
    let mut source = by_tree.or_else(by_comma)?;
    while source.len() > 1 && scene.is_comma(source.end - 1) {
        source.end -= 1;
    }
    let first = tokens[source.start].folded;
    let noun = source.clone().any(|i| scene.tag(i).is_nominal());
    let told = source.clone().all(|i| scene.is_outside(i));
    let fits = noun && told && source.len() <= SOURCE && !NO_SOURCE.has(first);
    let opens = matches!(
        scene.tag(source.start),
        Tag::Determiner | Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Number | Tag::Pronoun
    ) && !NO_SOURCE.has(tokens[source.end - 1].folded);
    let verbless = !source.clone().take(4).any(|i| {
        matches!(
            scene.tag(i),
            Tag::VerbPast | Tag::VerbPresent | Tag::Auxiliary | Tag::Modal
        )
    });
    (fits && opens && verbless).then(|| (source.clone(), source.start - 1, cue))
}

/// A main clause with a verb of its own that no conjunction opens.
fn is_clause(scene: &Scene<'_, '_>, content: &Range<usize>) -> bool {
    let tokens = scene.document.tokens();
    let finite = content.clone().any(|i| {
        matches!(
            scene.tag(i),
            Tag::VerbPast | Tag::VerbPresent | Tag::Auxiliary | Tag::Modal
        )
    });
    content.len() >= CLAUSE
        && finite
        && scene.is_outside(content.start)
        && tokens[content.start].kind != TokenKind::Quote
        && !OPENS_NO_CLAUSE.has(tokens[content.start].folded)
        && !content.clone().any(|i| tokens[i].is(":"))
}

/// “The charter states that no child may be turned away.”
fn that(scene: &Scene<'_, '_>, sentence: &Range<usize>) -> Option<Draft> {
    const HEARER: usize = 8;
    let tokens = scene.document.tokens();
    sentence.clone().find_map(|verb| {
        let says = matches!(scene.tag(verb), Tag::VerbPast | Tag::VerbPresent)
            && SAYS.has(tokens[verb].folded)
            && scene.is_outside(verb)
            && scene.draft_of[verb].is_none();
        if !says {
            return None;
        }
        let that = (verb + 1..sentence.end.min(verb + HEARER)).find(|&i| tokens[i].is("that"))?;
        let hearer = (verb + 1..that)
            .all(|i| !scene.tag(i).is_verb() && scene.draft_of[i].is_none() && scene.is_outside(i));
        let marks = scene.tag(that) == Tag::Subordinator;
        let subject = scene.syntax.subject_of(TokenId(verb as u32))?;
        let source = scene.syntax.subtree(subject);
        let children = scene.syntax.children(TokenId(verb as u32)).iter();
        let clause = children
            .filter(|&&c| scene.syntax.relation(c) == Relation::ClausalComplement)
            .map(|&c| scene.syntax.subtree(c))
            .find(|c| (verb + 1..=that).contains(&c.start) && c.end > that + CLAUSE)?;
        let mut content = that..clause.end;
        while scene.tag(content.end - 1) == Tag::Punctuation
            && tokens[content.end - 1].kind != TokenKind::Quote
        {
            content.end -= 1;
        }
        let free = source.end <= verb
            && source.len() <= SOURCE
            && !NO_SOURCE.has(tokens[source.start].folded)
            && !overlap(&source, &content)
            && scene.draft_of[content.start].is_none();
        (hearer && marks && free).then(|| Draft {
            source: Some(source),
            cue: Some(verb..verb + 1),
            content: vec![content],
            kind: AttributionKind::Verbal,
            rule: Rule::ThatClause,
            confidence: SURE,
        })
    })
}

/// “The governor added:” and a paragraph without marks, set apart on the page.
fn block(scene: &Scene<'_, '_>, paragraph: usize, sentence: &Range<usize>) -> Option<Draft> {
    const INTRODUCTION: usize = 14;
    const LEAST: usize = 10;
    let tokens = scene.document.tokens();
    let colon = sentence.end - 1;
    let verb = colon.checked_sub(1).filter(|&i| i > sentence.start)?;
    let introduces = tokens[colon].is(":")
        && scene.document.paragraphs()[paragraph].tokens.end == sentence.end
        && sentence.len() <= INTRODUCTION
        && SAYS.has(tokens[verb].folded)
        && is_finite(scene, verb)
        && scene.is_free(verb);
    let next = scene.document.paragraphs().get(paragraph + 1)?;
    let words = next.tokens.clone();
    let sentence_like = [".", "!", "?"].iter().any(|m| tokens[words.end - 1].is(m));
    let plain = words.len() >= LEAST
        && is_running(next.region)
        && words
            .clone()
            .all(|i| scene.is_outside(i) && tokens[i].kind != TokenKind::Quote);
    let subject = scene.syntax.subject_of(TokenId(verb as u32))?;
    let source = scene.syntax.subtree(subject);
    let fits = source.end <= verb && source.len() <= SOURCE;
    (introduces && sentence_like && plain && fits).then(|| Draft {
        source: Some(source),
        cue: Some(verb..colon + 1),
        content: vec![words],
        kind: AttributionKind::Colon,
        rule: Rule::Colon,
        confidence: SURE,
    })
}
