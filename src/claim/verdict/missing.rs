//! Missing evidence: “there is no evidence that …”, “without evidence”.

use std::ops::Range;

use super::anaphor;
use super::find::{Finder, REACH, is_checkable};
use super::judgement::Missing;
use super::{Judge, VerdictScope, VerdictStatus};
use crate::claim::overlap::Stems;
use crate::hash::of_str;

impl Finder<'_, '_, '_, '_> {
    /// “there is no evidence that …”, “without evidence”, “offered no evidence”
    pub(super) fn missing(
        &mut self,
        kind: Missing,
        start: usize,
        i: usize,
        sentence: &Range<usize>,
    ) {
        let reading = self.reading;
        let around = self.around(i);
        let status = VerdictStatus::Unproven;
        let mut here: Vec<usize> = self
            .told_in(sentence)
            .filter(|&n| is_checkable(&self.claims[n]))
            .collect();
        here.sort_unstable();
        if !around.is_empty() {
            return;
        }
        match kind {
            Missing::Without => {
                let near = |n: &usize| {
                    let cue = &self.claims[*n].attribution.cue;
                    reading.tokens_of(cue).map(|k| k.abs_diff(start)).min()
                };
                let hit = here
                    .iter()
                    .filter(|n| near(n).is_some_and(|d| d <= 4))
                    .min_by_key(|n| near(n));
                if let Some(&n) = hit {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..i + 1,
                        VerdictScope::SameSentence,
                    );
                }
                return;
            }
            Missing::Offered => {
                let before = |n: &usize| {
                    let end = self.claims[*n].attribution.content.last().map(|s| s.end());
                    end.is_some_and(|e| e <= reading.tokens()[start].span.start())
                };
                let mut told: Vec<usize> = here.iter().copied().filter(before).collect();
                told.dedup();
                if let [n] = told[..] {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..i + 1,
                        VerdictScope::SameSentence,
                    );
                    return;
                }
            }
            Missing::There => {}
        }
        // “… to support the claim”
        let mut at = i + 1;
        while reading.is(
            at,
            &[
                of_str("to"),
                of_str("support"),
                of_str("back"),
                of_str("up"),
                of_str("for"),
                of_str("of"),
                of_str("behind"),
                of_str("supporting"),
                of_str("backing"),
                of_str("substantiate"),
                of_str("prove"),
                of_str("either"),
            ],
        ) {
            at += 1;
        }
        if at > i + 1 {
            let end = (at..sentence.end.min(at + 8))
                .find(|&k| {
                    !reading.is_wordlike(k) && reading.text(k) != "’s" && reading.text(k) != "'s"
                })
                .unwrap_or(at);
            if let Some(pointer) = anaphor::pointer(reading, at..end) {
                for n in self.targets(&pointer, start, sentence, &[]) {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..end,
                        VerdictScope::Anaphora,
                    );
                }
            }
        } else if kind == Missing::There && reading.is(at, &[of_str("that")]) {
            let end = (at..sentence.end)
                .find(|&k| matches!(reading.text(k), "," | ";" | "—"))
                .unwrap_or(sentence.end);
            let told = Stems::of(reading, &[reading.span(at..end)]);
            let place = reading.tokens()[start].span.start();
            let to = self.by_end.partition_point(|&(e, _)| e <= place);
            let hit = self.by_end[to.saturating_sub(REACH)..to]
                .iter()
                .rev()
                .map(|&(_, n)| n)
                .find(|&n| {
                    is_checkable(&self.claims[n])
                        && Stems::of(reading, &self.claims[n].attribution.content)
                            .tells_the_same(&told)
                });
            if let Some(n) = hit {
                self.add(
                    n,
                    status,
                    Judge::Article,
                    start..end,
                    VerdictScope::Restated,
                );
            }
        }
    }
}
