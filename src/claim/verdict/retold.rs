//! Verdicts that reach a claim by way of a later telling of the same.

use super::find::{Finder, REACH, is_checkable};
use super::judge::CONFIRM;
use super::{Judge, Verdict, VerdictScope, VerdictStatus};
use crate::claim::CueClass;
use crate::claim::lexicon::Tag;
use crate::claim::link::same_speaker;
use crate::claim::overlap::Stems;
use crate::hash::of_str;

impl Finder<'_, '_, '_, '_> {
    /// What is said of a claim told again is said of the first telling; what another confirms or denies in
    /// the same words is confirmed or disputed.
    pub(super) fn retold(&mut self) {
        let mut more = Vec::new();
        for (n, verdict) in &self.found {
            if let Some(earlier) = self.claims[*n].restates {
                let scope = VerdictScope::Restated;
                more.push((
                    earlier.index(),
                    Verdict {
                        scope,
                        ..verdict.clone()
                    },
                ));
            }
        }
        for (n, claim) in self.claims.iter().enumerate() {
            let Some(by) = self.name_of(n).filter(|by| {
                let tokens = self.reading.document.tokens_in(*by);
                !tokens.clone().any(|i| self.reading.has(i, Tag::Relative))
            }) else {
                continue;
            };
            let mut cue = self.reading.tokens_of(&claim.attribution.cue);
            let Some(verb) = cue.find(|&i| {
                self.reading.is_of(i, &CONFIRM)
                    || self
                        .reading
                        .is(i, &[of_str("denied"), of_str("disputed"), of_str("denies")])
            }) else {
                continue;
            };
            let status = if self.reading.is_of(verb, &CONFIRM) {
                VerdictStatus::Supported
            } else {
                VerdictStatus::Disputed
            };
            let stems = Stems::of(self.reading, &claim.attribution.content);
            // “refused to confirm” is a refusal.
            let plain = match status {
                VerdictStatus::Supported => claim.cue_class == CueClass::Factive,
                _ => claim.cue_class == CueClass::Deny,
            };
            let agrees = status == VerdictStatus::Supported;
            let earlier = (n.saturating_sub(REACH)..n).rev().find(|&k| {
                let other = &self.claims[k];
                is_checkable(other)
                    && !same_speaker(self.reading, other, claim)
                    && other.attribution.source != claim.attribution.source
                    && (other.polarity == claim.polarity) == agrees
                    && Stems::of(self.reading, &other.attribution.content).tells_the_same(&stems)
            });
            if let Some(k) = earlier.filter(|_| plain && stems.len() >= 3) {
                let evidence = claim.attribution.cue[0];
                let scope = VerdictScope::Restated;
                let by = Judge::Named(by);
                more.push((
                    k,
                    Verdict {
                        status,
                        by,
                        evidence,
                        scope,
                    },
                ));
            }
        }
        self.found.extend(more);
    }
}
