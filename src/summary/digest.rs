//! What a summary keeps of an article: made where the article is read, on any thread.

use std::collections::HashMap;

use super::copies::Sketch;
use super::{Dimension, week};
use crate::record::{ClaimRecord, Record};

/// What a [`Summary`](super::Summary) needs of one article.
///
/// Owned and small, so that articles can be digested on many threads and added in order on one.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) week: Option<String>,
    pub(super) claims: Vec<Said>,
}

/// One claim of a digest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) sketch: Sketch,
    /// Name of a resolved speaker.
    pub(super) speaker: Option<String>,
    /// Its id; the name where the article only describes it.
    pub(super) speaker_id: Option<String>,
    pub(super) party: Option<String>,
    pub(super) state: Option<String>,
    pub(super) country: Option<String>,
    pub(super) gender: Option<&'static str>,
    pub(super) form: &'static str,
    pub(super) cue_class: &'static str,
    /// The first of the verdicts.
    pub(super) verdict: Option<&'static str>,
    pub(super) words: usize,
    pub(super) check_worthiness: f32,
}

impl Digest {
    /// The digest of a record.
    #[must_use]
    pub fn new(record: &Record<'_>) -> Self {
        let owned = |field: Option<&str>| field.map(str::to_owned);
        let entities = record.entities.iter();
        let genders: HashMap<&str, &'static str> =
            entities.filter_map(|e| Some((e.id, e.gender?))).collect();
        let said = |claim: &ClaimRecord<'_>| {
            let speaker = &claim.speaker;
            // An unresolved speaker's name is the source's words: “the governor”.
            let known = speaker.status == "resolved";
            let name = speaker.name.filter(|_| known);
            Said {
                id: claim.id.clone(),
                text: claim.text.to_owned(),
                sketch: Sketch::new(claim.text, claim.polarity),
                speaker: owned(name),
                speaker_id: owned(speaker.entity.filter(|_| known).or(name)),
                party: owned(speaker.party),
                state: owned(speaker.state),
                country: owned(speaker.country),
                gender: speaker.entity.and_then(|id| genders.get(id).copied()),
                form: claim.form,
                cue_class: claim.cue_class,
                verdict: claim.verdicts.first().map(|verdict| verdict.status),
                words: claim.text.split_whitespace().count(),
                check_worthiness: claim.check_worthiness,
            }
        };
        Self {
            id: record.id.clone().into_owned(),
            title: owned(record.article.title),
            date: owned(record.article.date),
            outlet: owned(record.article.outlet),
            week: record.article.date.and_then(week::of),
            claims: record.claims.iter().map(said).collect(),
        }
    }

    /// What a claim goes under; none where the article does not tell.
    pub(super) fn key<'d>(&'d self, said: &'d Said, dimension: Dimension) -> Option<&'d str> {
        match dimension {
            Dimension::Speaker => said.speaker_id.as_deref(),
            Dimension::Party => said.party.as_deref(),
            Dimension::State => said.state.as_deref(),
            Dimension::Country => said.country.as_deref(),
            Dimension::Gender => said.gender,
            Dimension::Outlet => self.outlet.as_deref(),
            Dimension::CueClass => Some(said.cue_class),
            Dimension::Form => Some(said.form),
            Dimension::Verdict => said.verdict,
            Dimension::Week => self.week.as_deref(),
        }
    }
}
