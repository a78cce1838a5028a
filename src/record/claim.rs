//! Claims and their speakers on the wire.

use serde::Serialize;

use super::entity::value;
use super::{Lens, SpanRecord, hexadecimal, known, rounded};
use crate::claim::{ClaimId, Judge, Quantity, QuantityValue, Verdict, When};
use crate::speaker::SpeakerType;
use crate::{Claim, Entity, Speaker};

/// A claim: who says what, with which words, where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimRecord<'a> {
    /// Stable hash of the article's id and the spans.
    pub id: String,
    /// The words that name who says it; empty when the article names none.
    pub source: Vec<SpanRecord<'a>>,
    /// The words that attribute.
    pub cue: Vec<SpanRecord<'a>>,
    /// The words attributed.
    pub content: Vec<SpanRecord<'a>>,
    /// What is claimed, ready to read.
    pub text: &'a str,
    /// Index of the sentence of the cue, else of the content.
    pub sentence: u32,
    /// Index of the paragraph of the cue, else of the content.
    pub paragraph: u32,
    /// `direct`, `mixed`, `indirect`.
    pub form: &'static str,
    /// `verbal`, `according_to`, `nominal`, `adverb`, `colon`, `continuation`, `implicit`.
    pub attribution: &'static str,
    /// `headline`, `body`, `caption`, `credit`, `boilerplate`.
    pub region: &'static str,
    /// What the cue says about the claim: [`CueClass`](crate::claim::CueClass).
    pub cue_class: &'static str,
    /// Who stands behind it.
    pub speaker: SpeakerRecord<'a>,
    /// To whom it was said.
    pub addressee: Option<SpanRecord<'a>>,
    /// Where it was said: “in a LinkedIn post”.
    pub medium: Option<SpanRecord<'a>>,
    /// The newsroom that first had it.
    pub reported_by: Option<SpanRecord<'a>>,
    /// When it was said.
    pub when: Option<WhenRecord<'a>>,
    /// Indexes of the mentions inside the content.
    pub mentions: Vec<u32>,
    /// The numbers it puts forward.
    pub quantities: Vec<QuantityRecord<'a>>,
    /// `affirmative`, `negative`.
    pub polarity: &'static str,
    /// In what mode it is put: [`Modality`](crate::claim::Modality).
    pub modality: &'static str,
    /// How much it calls for a check, 0 to 1.
    pub check_worthiness: f32,
    /// What the article itself says of it.
    pub verdicts: Vec<VerdictRecord<'a>>,
    /// Id of the claim that this one carries on.
    pub continues: Option<String>,
    /// Id of the claim that this one answers.
    pub responds_to: Option<String>,
    /// Id of the earlier claim that this one tells again.
    pub restates: Option<String>,
    /// The name of the sieve or model that made it.
    pub rule: &'static str,
    /// 0 to 1.
    pub confidence: f32,
}

/// Who stands behind a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakerRecord<'a> {
    /// `resolved`, `ambiguous`, `unresolved`, `none`.
    pub status: &'static str,
    /// Id of the entity.
    pub entity: Option<&'a str>,
    /// Ids of all that speak together, in order; empty for one alone.
    pub members: Vec<&'a str>,
    /// Its name, or what the article calls a group, document or body without one; none of an unnamed speaker, whose
    /// words are the claim's source. A name is never guessed.
    pub name: Option<&'a str>,
    /// `person`, `organization`, `group`, `document`, `unnamed`.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// Whether the article keeps the name back: “a senior aide”.
    pub unnamed: bool,
    /// Office or function.
    pub role: Option<&'a str>,
    /// Canonical name of the party.
    pub party: Option<&'a str>,
    /// Full English name of the state.
    pub state: Option<&'a str>,
    /// Full English name of the country.
    pub country: Option<&'a str>,
    /// The body that an unnamed speaker belongs to.
    pub affiliation: Option<&'a str>,
    /// Ids of the entities that it may be, best first, when ambiguous.
    pub candidates: Vec<&'a str>,
    /// Ordered reasons that led here.
    pub path: Vec<&'static str>,
    /// 0 to 1.
    pub confidence: f32,
}

/// When a claim was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhenRecord<'a> {
    /// The words.
    #[serde(flatten)]
    pub span: SpanRecord<'a>,
    /// ISO 8601 at the precision of the words.
    pub value: Option<&'a str>,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuantityRecord<'a> {
    /// The words, qualifier and unit included.
    #[serde(flatten)]
    pub span: SpanRecord<'a>,
    /// What it amounts to.
    pub value: Option<QuantityValueRecord<'a>>,
    /// What is counted.
    pub unit: Option<&'a str>,
    /// `count`, `percent`, `money`, `date`, `ordinal`.
    pub kind: &'static str,
    /// “nearly”, “at least”.
    pub qualifier: Option<&'a str>,
}

/// The value of a quantity: a JSON number, or an ISO 8601 date.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum QuantityValueRecord<'a> {
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A date at the precision of the words.
    Date(&'a str),
}

/// What the article says of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictRecord<'a> {
    /// `supported`, `refuted`, `unproven`, `misleading`, `disputed`.
    pub status: &'static str,
    /// `article`, or the words that name who says it.
    pub by: &'a str,
    /// The words that say it.
    pub evidence: SpanRecord<'a>,
    /// `same_sentence`, `anaphora`, `restated`.
    pub scope: &'static str,
}

impl<'a> Lens<'a, '_> {
    pub(super) fn claim(&self, claim: &'a Claim) -> ClaimRecord<'a> {
        ClaimRecord {
            id: hexadecimal(claim.key),
            source: self.spans(&claim.attribution.source),
            cue: self.spans(&claim.attribution.cue),
            content: self.spans(&claim.attribution.content),
            text: &claim.text,
            sentence: claim.sentence.0,
            paragraph: claim.paragraph.0,
            form: claim.form.as_str(),
            attribution: claim.attribution.kind.as_str(),
            region: claim.region.as_str(),
            cue_class: claim.cue_class.as_str(),
            speaker: self.speaker(&claim.speaker),
            addressee: claim.addressee.map(|span| self.span(span)),
            medium: claim.medium.map(|span| self.span(span)),
            reported_by: claim.reported_by.map(|span| self.span(span)),
            when: claim.when.as_ref().map(|when| self.when(when)),
            mentions: claim.mentions.iter().map(|id| id.0).collect(),
            quantities: claim.quantities.iter().map(|q| self.quantity(q)).collect(),
            polarity: claim.polarity.as_str(),
            modality: claim.modality.as_str(),
            check_worthiness: rounded(claim.check_worthiness),
            verdicts: claim.verdicts.iter().map(|v| self.verdict(v)).collect(),
            continues: self.claim_id(claim.continues),
            responds_to: self.claim_id(claim.responds_to),
            restates: self.claim_id(claim.restates),
            rule: claim.attribution.rule.as_str(),
            confidence: rounded(claim.confidence),
        }
    }

    fn claim_id(&self, id: Option<ClaimId>) -> Option<String> {
        id.map(|id| hexadecimal(self.extraction.claims()[id.index()].key))
    }

    /// What the entity is known to be goes first; a speaker without one keeps its description.
    fn speaker(&self, speaker: &'a Speaker) -> SpeakerRecord<'a> {
        let entities = self.extraction.entities();
        let entity = speaker.entity.and_then(|id| entities.get(id.0 as usize));
        let of = |field: fn(&'a Entity<'_>) -> Option<&'a str>| entity.and_then(field);
        // several who speak together have no party in common that anybody told
        let alone = entity.filter(|_| speaker.members.is_empty());
        let fact = |field: fn(&'a Entity<'_>) -> Option<&'a str>| alone.and_then(field);
        // “her campaign” and “a spokesman for Ortiz” share a party without being Ortiz
        let principal = speaker
            .principal
            .filter(|_| alone.is_none())
            .and_then(|id| entities.get(id.0 as usize));
        let called = known(speaker.name.as_deref())
            .filter(|_| !matches!(speaker.kind, None | Some(SpeakerType::Unnamed)));
        SpeakerRecord {
            status: speaker.status.as_str(),
            entity: of(|e| Some(&e.id)),
            members: speaker
                .members
                .iter()
                .filter_map(|id| entities.get(id.0 as usize))
                .map(|entity| &*entity.id)
                .collect(),
            name: called.or(of(|e| Some(&e.name))),
            kind: speaker.kind.map(|kind| kind.as_str()),
            unnamed: speaker.kind == Some(SpeakerType::Unnamed),
            role: fact(|e| value(&e.role)).or(known(speaker.role.as_deref())),
            party: fact(|e| value(&e.party)).or(principal.and_then(|e| value(&e.party))),
            state: fact(|e| value(&e.state)),
            country: fact(|e| value(&e.country)),
            affiliation: known(speaker.affiliation.as_deref()),
            candidates: speaker
                .candidates
                .iter()
                .filter_map(|id| entities.get(id.0 as usize))
                .map(|entity| &*entity.id)
                .collect(),
            path: speaker.path.iter().map(|step| step.as_str()).collect(),
            confidence: rounded(speaker.confidence),
        }
    }

    fn when(&self, when: &'a When) -> WhenRecord<'a> {
        WhenRecord {
            span: self.span(when.span),
            value: known(when.value.as_deref()),
        }
    }

    fn quantity(&self, quantity: &'a Quantity) -> QuantityRecord<'a> {
        QuantityRecord {
            span: self.span(quantity.span),
            value: quantity.value.as_ref().map(number_or_date),
            unit: known(quantity.unit.as_deref()),
            kind: quantity.kind.as_str(),
            qualifier: known(quantity.qualifier.as_deref()),
        }
    }

    fn verdict(&self, verdict: &Verdict) -> VerdictRecord<'a> {
        VerdictRecord {
            status: verdict.status.as_str(),
            by: match verdict.by {
                Judge::Article => "article",
                Judge::Named(span) => self.extraction.document().slice(span),
            },
            evidence: self.span(verdict.evidence),
            scope: verdict.scope.as_str(),
        }
    }
}

/// “100” is `100` on the wire, not `100.0`.
fn number_or_date(value: &QuantityValue) -> QuantityValueRecord<'_> {
    /// Up to here every whole number is exact in an `f64`.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        QuantityValue::Number(n) if n.fract() == 0.0 && n.abs() <= EXACT => {
            QuantityValueRecord::Whole(*n as i64)
        }
        QuantityValue::Number(n) => QuantityValueRecord::Number(*n),
        QuantityValue::Date(date) => QuantityValueRecord::Date(date),
    }
}
