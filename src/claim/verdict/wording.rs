//! Judging words in the sentence of the claim, and predicates about claims before: “falsely claimed”, “a
//! false claim”, “both claims are inaccurate”.

use std::ops::Range;

use super::anaphor::{self, Anaphor};
use super::find::{Finder, is_checkable};
use super::judgement::Predicate;
use super::noun::{claim_noun, own_predicate};
use super::{Judge, VerdictScope, VerdictStatus};
use crate::Attribution;
use crate::claim::lexicon::{Tag, Tags};
use crate::hash::of_str;

impl Finder<'_, '_, '_, '_> {
    /// “falsely claimed”
    pub(super) fn adverb(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let negated = i > sentence.start && reading.has(i - 1, Tag::Negation);
        if negated || reading.is_quoted(i) || !self.around(i).is_empty() {
            return;
        }
        let hit = self.told_in(sentence).find(|&n| {
            let cue = &self.claims[n].attribution.cue;
            reading.tokens_of(cue).any(|k| k.abs_diff(i) <= 1) && is_checkable(&self.claims[n])
        });
        if let Some(n) = hit {
            let verb = reading.tokens_of(&self.claims[n].attribution.cue);
            let verb = verb.filter(|k| k.abs_diff(i) == 1).last().unwrap_or(i);
            let tokens = i.min(verb)..i.max(verb) + 1;
            self.add(
                n,
                status,
                Judge::Article,
                tokens,
                VerdictScope::SameSentence,
            );
        }
    }

    /// “his false claim that”, “…, a false claim”
    pub(super) fn adjective(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let mut noun = i + 1;
        while noun < sentence.end.min(i + 4)
            && (reading.any(noun, Tags::of(&[Tag::Verdict, Tag::Coordinator]))
                || reading.text(noun) == ",")
        {
            noun += 1;
        }
        if !reading.has(noun, Tag::ClaimNoun) || noun >= sentence.end || reading.is_quoted(i) {
            return;
        }
        let doubted = (sentence.start.max(i.saturating_sub(2))..i).any(|k| {
            reading.has(k, Tag::Negation) || reading.is(k, &[of_str("any"), of_str("if")])
        });
        if doubted || !self.around(i).is_empty() {
            return;
        }
        let named = self.told_in(sentence).find(|&n| {
            let Attribution { cue, content, .. } = &self.claims[n].attribution;
            let clause = content.first().is_some_and(|s| {
                let first = reading.document.tokens_in(*s).start;
                reading.is(first, &[of_str("that")])
                    || reading.is(first.wrapping_sub(1), &[of_str("that")])
            });
            clause && reading.tokens_of(cue).any(|k| k == noun)
        });
        let appositive = || {
            let article = i
                .checked_sub(1)
                .filter(|&k| k > sentence.start && reading.is(k, &[of_str("a"), of_str("an")]))?;
            let closed = noun + 1 >= sentence.end || !reading.is_wordlike(noun + 1);
            let mark = matches!(reading.text(article - 1), "," | "—" | "–" | "--");
            (closed && mark).then(|| self.ending_before(article))?
        };
        if let Some(n) = named.or_else(appositive) {
            self.add(
                n,
                status,
                Judge::Article,
                i..noun + 1,
                VerdictScope::SameSentence,
            );
        }
    }

    /// The one claim of this sentence whose content ends right before token `i`.
    pub(super) fn ending_before(&self, i: usize) -> Option<usize> {
        let reading = self.reading;
        let end = reading.tokens().get(i)?.span.start();
        let from = reading.tokens()[i.saturating_sub(3)].span.start();
        let low = self.by_end.partition_point(|&(e, _)| e < from);
        let mut hits = self.by_end[low..]
            .iter()
            .take_while(|&&(e, _)| e <= end)
            .map(|&(_, n)| n)
            .filter(|&n| is_checkable(&self.claims[n]));
        let hit = hits.next()?;
        hits.next().is_none().then_some(hit)
    }

    /// “is false”, “lacks evidence”: by its subject.
    pub(super) fn predicate(&mut self, predicate: &Predicate, sentence: &Range<usize>) {
        let reading = self.reading;
        let verb = predicate.tokens.start;
        let around = self.around(verb);
        // “Ortiz’s claim that taxes fell lacks evidence”
        if around.is_empty() && !reading.is_quoted(verb) && !predicate.rated {
            let own = self.told_in(sentence).find(|&n| {
                let attribution = &self.claims[n].attribution;
                claim_noun(reading, &attribution.cue)
                    .and_then(|noun| own_predicate(reading, attribution, noun))
                    .is_some_and(|(own, _)| own == *predicate)
            });
            if let Some(n) = own {
                let tokens = predicate.tokens.clone();
                self.add(
                    n,
                    predicate.status,
                    Judge::Article,
                    tokens,
                    VerdictScope::SameSentence,
                );
                return;
            }
        }
        // Inside somebody's words the clause starts with them at the latest.
        let told = around.first().and_then(|&n| {
            let at = reading.tokens()[verb].span;
            let mut pieces = self.claims[n].attribution.content.iter();
            let piece = pieces.find(|s| s.covers(at))?;
            Some(reading.document.tokens_in(*piece).start)
        });
        let mut start = anaphor::clause_start(reading, verb, sentence).max(told.unwrap_or(0));
        // “announced that Moss’s statement was true”: this “that” points to nothing.
        let opens = told.is_some() && reading.is(start, &[of_str("that")]) && start + 1 < verb;
        if opens && !reading.has(start + 1, Tag::ClaimNoun) {
            start += 1;
        }
        let Some(pointer) = anaphor::pointer(reading, start..verb) else {
            return;
        };
        if predicate.weak && pointer.anaphor == Anaphor::Bare {
            return;
        }
        let status = match (pointer.flipped, predicate.status) {
            (false, status) => status,
            (true, VerdictStatus::Supported) => VerdictStatus::Refuted,
            (true, _) => return,
        };
        let Some((by, status)) = self.judge(&around, predicate, status, sentence) else {
            return;
        };
        let tokens = start..predicate.tokens.end;
        for n in self.targets(&pointer, start, sentence, &around) {
            self.add(n, status, by, tokens.clone(), VerdictScope::Anaphora);
        }
    }
}
