//! The flat table: one row a claim, for CSV, data frames and column stores.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;

use super::{QuantityRecord, Record, SpanRecord};

/// A claim as a row of the flat table. Unknown fields are none; lists stay lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(
    missing_docs,
    reason = "every column repeats a field of the records, documented there"
)]
pub struct Row<'a> {
    pub article_id: &'a str,
    pub date: Option<&'a str>,
    pub outlet: Option<&'a str>,
    pub url: Option<&'a str>,
    pub claim_id: &'a str,
    pub form: &'a str,
    pub attribution: &'a str,
    pub text: &'a str,
    pub source_text: Option<Cow<'a, str>>,
    pub cue_text: Option<Cow<'a, str>>,
    pub cue_class: &'a str,
    pub speaker: Option<&'a str>,
    pub speaker_id: Option<&'a str>,
    pub speaker_type: Option<&'a str>,
    pub speaker_status: &'a str,
    pub role: Option<&'a str>,
    pub party: Option<&'a str>,
    pub state: Option<&'a str>,
    pub country: Option<&'a str>,
    pub addressee: Option<&'a str>,
    pub polarity: &'a str,
    pub modality: &'a str,
    pub check_worthiness: f32,
    /// The first of the verdicts.
    pub verdict: Option<&'a str>,
    pub verdict_by: Option<&'a str>,
    /// Ids of the entities that the content mentions, in order, each once.
    pub entities: Vec<&'a str>,
    pub quantities: &'a [QuantityRecord<'a>],
    pub content_start: usize,
    pub content_end: usize,
    pub sentence: u32,
    pub confidence: f32,
}

impl Row<'_> {
    /// The names of the columns, in order.
    pub const COLUMNS: [&'static str; 31] = [
        "article_id",
        "date",
        "outlet",
        "url",
        "claim_id",
        "form",
        "attribution",
        "text",
        "source_text",
        "cue_text",
        "cue_class",
        "speaker",
        "speaker_id",
        "speaker_type",
        "speaker_status",
        "role",
        "party",
        "state",
        "country",
        "addressee",
        "polarity",
        "modality",
        "check_worthiness",
        "verdict",
        "verdict_by",
        "entities",
        "quantities",
        "content_start",
        "content_end",
        "sentence",
        "confidence",
    ];
}

impl Record<'_> {
    /// The flat table of the article: one row a claim, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.claims.iter().map(|claim| {
            let mut seen = HashSet::new();
            let entities = claim
                .mentions
                .iter()
                .filter_map(|&m| self.mentions[m as usize].entity);
            let verdict = claim.verdicts.first();
            Row {
                article_id: &self.id,
                date: self.article.date,
                outlet: self.article.outlet,
                url: self.article.url,
                claim_id: &claim.id,
                form: claim.form,
                attribution: claim.attribution,
                text: claim.text,
                source_text: joined(&claim.source),
                cue_text: joined(&claim.cue),
                cue_class: claim.cue_class,
                speaker: claim.speaker.name,
                speaker_id: claim.speaker.entity,
                speaker_type: claim.speaker.kind,
                speaker_status: claim.speaker.status,
                role: claim.speaker.role,
                party: claim.speaker.party,
                state: claim.speaker.state,
                country: claim.speaker.country,
                addressee: claim.addressee.as_ref().map(|span| span.text),
                polarity: claim.polarity,
                modality: claim.modality,
                check_worthiness: claim.check_worthiness,
                verdict: verdict.map(|v| v.status),
                verdict_by: verdict.map(|v| v.by),
                entities: entities.filter(|&id| seen.insert(id)).collect(),
                quantities: &claim.quantities,
                content_start: claim.content.first().map_or(0, |span| span.start),
                content_end: claim.content.last().map_or(0, |span| span.end),
                sentence: claim.sentence,
                confidence: claim.confidence,
            }
        })
    }
}

/// The words of several spans; “ … ” stands for what lies between.
fn joined<'a>(spans: &[SpanRecord<'a>]) -> Option<Cow<'a, str>> {
    match spans {
        [] => None,
        [span] => Some(span.text.into()),
        _ => Some(
            spans
                .iter()
                .map(|span| span.text)
                .collect::<Vec<_>>()
                .join(" … ")
                .into(),
        ),
    }
}
