//! Whose judgement it is: the article's, a checker's, another speaker's.

use std::ops::Range;

use super::anaphor::{self, Anaphor};
use super::find::{Finder, JUDGE, VERB};
use super::judgement::{self, Predicate};
use super::{Judge, VerdictScope, VerdictStatus};
use crate::Span;
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::{Words, of_str};
use crate::syntax::Tag as Part;
use crate::text::{TokenId, TokenKind};

pub(super) const CONFIRM: Words<3> = Words::new(["confirmed", "verified", "corroborated"]);
pub(super) const DISPUTE: Words<12> = Words::new([
    "denied",
    "disputed",
    "rejected",
    "refuted",
    "dismissed",
    "debunked",
    "disproved",
    "contradicted",
    "denies",
    "disputes",
    "rejects",
    "dismisses",
]);

impl Finder<'_, '_, '_, '_> {
    /// Whose judgement a predicate is, and what it then amounts to: a checker's stands, anybody else's
    /// makes the claim disputed.
    pub(super) fn judge(
        &self,
        around: &[usize],
        predicate: &Predicate,
        status: VerdictStatus,
        sentence: &Range<usize>,
    ) -> Option<(Judge, VerdictStatus)> {
        let reading = self.reading;
        let named = |span: Span| {
            let tokens = reading.document.tokens_in(span);
            if is_checker(reading, tokens) {
                Some((Judge::Named(span), status))
            } else if status == VerdictStatus::Supported {
                None
            } else {
                Some((Judge::Named(span), VerdictStatus::Disputed))
            }
        };
        if let Some(&n) = around.first() {
            return named(self.name_of(n)?);
        }
        let tokens = &predicate.tokens;
        if reading.is_quoted(tokens.start) || reading.is_quoted(tokens.end - 1) {
            return None;
        }
        let after = predicate.tokens.end;
        let by = [
            (reading.is(after, &[of_str("by")]), 1),
            (
                reading.text(after) == "," && reading.is(after + 1, &[of_str("according")]),
                3,
            ),
        ];
        if let Some(&(_, skip)) = by.iter().find(|(fits, _)| *fits) {
            let start = after + skip;
            let stop = (start..sentence.end.min(start + JUDGE))
                .find(|&k| {
                    let part = reading.is_wordlike(k)
                        || reading
                            .token(k)
                            .is_some_and(|t| t.kind == TokenKind::Possessive);
                    !part || reading.any(k, VERB)
                })
                .unwrap_or(sentence.end.min(start + JUDGE));
            return (stop > start).then(|| {
                let span = reading.span(start..stop);
                // What “was debunked by” somebody the article itself holds to be debunked.
                if skip == 1 && !predicate.rated {
                    Some((Judge::Named(span), status))
                } else {
                    named(span)
                }
            })?;
        }
        // “The claim is false, experts say”: said by somebody who was not made out.
        let spoken = (after..sentence.end).any(|k| reading.has(k, Tag::ClaimVerb));
        (!predicate.rated && !spoken).then_some((Judge::Article, status))
    }

    /// The words that name who makes a claim: its source, for a pronoun the name it stands for.
    pub(super) fn name_of(&self, n: usize) -> Option<Span> {
        let reading = self.reading;
        let claim = &self.claims[n];
        let source = *claim.attribution.source.first()?;
        let tokens = reading.document.tokens_in(source);
        let pronoun = tokens.len() == 1 && reading.has(tokens.start, Tag::Third);
        if !pronoun {
            // “the agency, which runs the count”: the name ends at the comma.
            let comma = tokens.clone().find(|&i| reading.text(i) == ",");
            let end = comma.filter(|&c| c > tokens.start).unwrap_or(tokens.end);
            return (end > tokens.start).then(|| reading.span(tokens.start..end));
        }
        let entity = self.entities.all.get(claim.speaker.entity?.0 as usize)?;
        let first = self.mentions.get(entity.mentions.first()?.0 as usize)?;
        Some(first.span)
    }

    /// “PolitiFact rated the claim “Mostly False””
    pub(super) fn rating(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let window = sentence.start.max(i.saturating_sub(10))..i;
        let Some(verb) = window.rev().find(|&k| reading.is(k, judgement::RATED)) else {
            return;
        };
        let mut end = i;
        let filler = [
            of_str("mostly"),
            of_str("largely"),
            of_str("partly"),
            of_str("half"),
            of_str("to"),
            of_str("be"),
            of_str("as"),
            of_str("was"),
            of_str("were"),
            of_str("is"),
        ];
        while end > verb + 1 && (reading.is(end - 1, &filler) || !reading.is_wordlike(end - 1)) {
            end -= 1;
        }
        let partly = (end..i).any(|k| reading.is(k, &[of_str("partly"), of_str("half")]));
        let status = if partly {
            VerdictStatus::Misleading
        } else {
            status
        };
        let Some(pointer) = anaphor::pointer(reading, verb + 1..end) else {
            return;
        };
        if pointer.flipped || pointer.anaphor == Anaphor::Bare {
            return;
        }
        let Some(judge) = self.subject(verb, sentence) else {
            return;
        };
        let status = if is_checker(reading, judge.clone()) {
            status
        } else if status == VerdictStatus::Supported {
            return;
        } else {
            VerdictStatus::Disputed
        };
        let by = Judge::Named(reading.span(judge.clone()));
        for n in self.targets(&pointer, judge.start, sentence, &[]) {
            if !self.is_by(n, &judge) {
                self.add(n, status, by, verb..i + 1, VerdictScope::Anaphora);
            }
        }
    }

    /// “Ortiz denied the allegation”, “officials confirmed the claims”
    pub(super) fn confirmation(&mut self, verb: usize, sentence: &Range<usize>) {
        let reading = self.reading;
        if reading.is_quoted(verb) {
            return;
        }
        let stop = (verb + 1..sentence.end.min(verb + 8)).find(|&k| reading.has(k, Tag::ClaimNoun));
        let Some(noun) = stop else {
            return;
        };
        // “denied the claim that …” has a content of its own.
        let carries_on = reading.is(
            noun + 1,
            &[of_str("that"), of_str("of"), of_str("about"), of_str("by")],
        );
        let Some(pointer) = anaphor::pointer(reading, verb + 1..noun + 1).filter(|_| !carries_on)
        else {
            return;
        };
        let Some(judge) = self.subject(verb, sentence) else {
            return;
        };
        if pointer.flipped {
            return;
        }
        let status = if reading.is_of(verb, &CONFIRM) {
            VerdictStatus::Supported
        } else if is_checker(reading, judge.clone()) {
            VerdictStatus::Refuted
        } else {
            VerdictStatus::Disputed
        };
        let by = Judge::Named(reading.span(judge.clone()));
        for n in self.targets(&pointer, judge.start, sentence, &[]) {
            if !self.is_by(n, &judge) {
                self.add(n, status, by, verb..noun + 1, VerdictScope::Anaphora);
            }
        }
    }

    /// The noun phrase in front of a verb, where it is one that names somebody and nothing doubts the verb.
    pub(super) fn subject(&self, verb: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let reading = self.reading;
        let start = anaphor::clause_start(reading, verb, sentence);
        let mut end = verb;
        while end > start
            && (reading.has(end - 1, Tag::Have) || reading.part(end - 1) == Part::Adverb)
        {
            end -= 1;
        }
        // “…, firmly rejected”, where a tagger took “firmly” for a noun.
        let behind_comma = reading.text(start.wrapping_sub(1)) == ",";
        if behind_comma && end == start + 1 && reading.text(start).ends_with("ly") {
            end = start;
        }
        let mut phrase = start..end;
        // “Ann Bell, mother of a sailor, has rejected”: the name before its description.
        if phrase.is_empty() && behind_comma {
            let head = reading.syntax.subject_of(TokenId(verb as u32))?;
            let whole = reading.syntax.subtree(head);
            let comma = whole.clone().find(|&k| reading.text(k) == ",")?;
            let named = (whole.start..comma).all(|k| !reading.any(k, VERB)) && comma < start;
            phrase = named.then_some(whole.start.max(sentence.start)..comma)?;
        }
        let start = phrase.start;
        let doubted = phrase.clone().any(|k| {
            reading.any(k, VERB)
                || reading.has(k, Tag::Negation)
                || reading.any(k, Tags::of(&[Tag::Subordinator, Tag::If]))
                || reading.is(k, &[of_str("to")])
        });
        let pronoun = phrase.len() == 1
            && reading.any(start, Tags::of(&[Tag::SubjectPronoun, Tag::Relative]));
        let somebody = phrase.clone().any(|k| reading.part(k).is_nominal());
        (somebody && phrase.len() <= JUDGE && !doubted && !pronoun).then_some(phrase)
    }
}

/// Those whose trade it is to rate claims.
fn is_checker(reading: &Reading<'_, '_>, mut tokens: Range<usize>) -> bool {
    tokens.any(|i| {
        let word = reading.text(i).to_lowercase();
        word.starts_with("fact-check")
            || word.starts_with("factcheck")
            || matches!(word.as_str(), "politifact" | "snopes")
            || word == "fact" && {
                let next = reading.text(i + 1).to_lowercase();
                next.starts_with("check")
            }
            || word == "full" && reading.text(i) == "Full" && reading.text(i + 1) == "Fact"
    })
}
