//! The judgement of a claim noun's own sentence: “Ortiz’s claim that taxes fell also lacks evidence”.

use super::anaphor;
use super::find::{JUDGE, VERB, ends_with_question, sentence_of};
use super::judgement::{self, Predicate};
use crate::attribution::{AttributionKind, Rule};
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::{Attribution, Region, Span, Speaker};

/// Cuts the article's own verdict off the content of a claim noun: “Ortiz’s claim that taxes fell |
/// also lacks evidence”.
pub(in crate::claim) fn cut(reading: &Reading<'_, '_>, attribution: &mut Attribution) {
    let Some(noun) = claim_noun(reading, &attribution.cue) else {
        return;
    };
    let Some((predicate, start)) = own_predicate(reading, attribution, noun) else {
        return;
    };
    let at = reading.tokens()[predicate.tokens.start].span.start();
    let Some(last) = attribution.content.last_mut() else {
        return;
    };
    if last.contains(at) && predicate.tokens.start > start {
        let end = reading.tokens()[predicate.tokens.start - 1].span.end();
        if end > last.start() {
            *last = Span::new(last.start(), end);
        }
    }
}

pub(super) fn claim_noun(reading: &Reading<'_, '_>, cue: &[Span]) -> Option<usize> {
    reading
        .tokens_of(cue)
        .filter(|&i| reading.has(i, Tag::ClaimNoun) || reading.is(i, THOUGHTS))
        .last()
}

/// The predicate of the sentence whose subject is this claim noun with its content, and where the content
/// starts: “Ortiz’s claim that taxes fell lacks evidence”. The noun must open its clause, or it is itself an object.
pub(super) fn own_predicate(
    reading: &Reading<'_, '_>,
    attribution: &Attribution,
    noun: usize,
) -> Option<(Predicate, usize)> {
    let &last = attribution.content.last()?;
    let content = reading.document.tokens_in(last);
    let sentence = sentence_of(reading, noun);
    if content.start <= noun || content.end > sentence.end || content.is_empty() {
        return None;
    }
    let clause = anaphor::clause_start(reading, noun, &sentence);
    let subject = clause..noun;
    let phrase_only = !subject.clone().any(|i| reading.any(i, VERB)) && subject.len() <= JUDGE;
    if !phrase_only
        || reading.has(clause, Tag::Preposition)
        || ends_with_question(reading, &sentence)
    {
        return None;
    }
    let predicate = (content.start..sentence.end)
        .rev()
        .filter(|&i| reading.has(i, Tag::Verdict) && !reading.is_quoted(i))
        .find_map(|i| judgement::predicate(reading, i, &sentence))?;
    let verb = predicate.tokens.start;
    let told = content.start..verb.min(content.end);
    let complete = told.clone().any(|i| reading.any(i, VERB));
    // It must close the content or follow it at once.
    let follows =
        verb == content.end || verb == content.end + 1 && !reading.is_wordlike(content.end);
    let closes = predicate.tokens.end >= content.end;
    (verb > content.start && (follows || closes && complete && told.len() > 1))
        .then_some((predicate, content.start))
}

/// Nouns of thoughts that make a claim only where the article judges them.
const THOUGHTS: &[u64] = &[
    of_str("idea"),
    of_str("report"),
    of_str("reports"),
    of_str("theories"),
    of_str("theory"),
];
/// How sure it is that the article judges such a claim.
const SURE: f32 = 0.9;

/// Claims of nobody's that the article itself judges and that no attribution holds: “Any notion that the
/// vote was bought is also unfounded.”
pub(in crate::claim) fn unsourced(
    reading: &Reading<'_, '_>,
    spoken: &[(Attribution, Speaker)],
) -> Vec<Attribution> {
    let document = reading.document;
    let body = |sentence: usize| {
        let paragraph = document.sentences()[sentence].paragraph;
        document.paragraphs()[paragraph.index()].region == Region::Body
    };
    let mut found = Vec::new();
    // Made when the first is found: most articles have none.
    let mut held: Option<Held> = None;
    for (n, sentence) in document.sentences().iter().enumerate() {
        let tokens = sentence.tokens.clone();
        let noun = tokens.clone().find(|&i| {
            (reading.has(i, Tag::ClaimNoun) || reading.is(i, THOUGHTS))
                && reading.is(i + 1, &[of_str("that")])
                && i + 2 < tokens.end
        });
        let Some(noun) = noun.filter(|&i| body(n) && !reading.is_quoted(i)) else {
            continue;
        };
        // “his claim that”, “Ortiz’s claim that” are somebody's.
        let start = anaphor::clause_start(reading, noun, &tokens);
        let nobodys = (start..noun).all(|i| {
            reading.any(
                i,
                Tags::of(&[Tag::Determiner, Tag::Demonstrative, Tag::Verdict]),
            ) && !reading.is(
                i,
                &[of_str("his"), of_str("her"), of_str("their"), of_str("its")],
            ) || reading.part(i) == Part::Adjective
                || reading.is(i, &[of_str("however")])
        });
        let told = tokens.clone().rev().find(|&i| reading.is_wordlike(i));
        let Some(last) = told.filter(|&last| last > noun + 1) else {
            continue;
        };
        let mut attribution = Attribution {
            source: Vec::new(),
            cue: vec![reading.tokens()[noun].span],
            content: vec![reading.span(noun + 1..last + 1)],
            kind: AttributionKind::Nominal,
            rule: Rule::Judged,
            confidence: SURE,
        };
        let predicate = own_predicate(reading, &attribution, noun);
        let Some((predicate, _)) = predicate.filter(|(p, _)| nobodys && p.tokens.start > noun + 3)
        else {
            continue;
        };
        let here = reading.tokens()[noun].span;
        let held = held.get_or_insert_with(|| Held::of(spoken));
        if !held.covers(here) {
            attribution.content = vec![reading.span(noun + 1..predicate.tokens.start)];
            found.push(attribution);
        }
    }
    found
}

/// The words that attributions hold, in order: where each span starts, and the farthest end so far.
struct Held(Vec<(usize, usize)>);

impl Held {
    fn of(spoken: &[(Attribution, Speaker)]) -> Self {
        let mut spans: Vec<(usize, usize)> = spoken
            .iter()
            .flat_map(|(a, _)| a.source.iter().chain(&a.cue).chain(&a.content))
            .map(|s| (s.start(), s.end()))
            .collect();
        spans.sort_unstable();
        let mut end = 0;
        for span in &mut spans {
            end = end.max(span.1);
            span.1 = end;
        }
        Self(spans)
    }

    fn covers(&self, span: Span) -> bool {
        let before = self.0.partition_point(|&(start, _)| start <= span.start());
        before > 0 && self.0[before - 1].1 >= span.end()
    }
}
