//! In what mode a claim is put: as a fact, a possibility, a demand.

use super::clause::{Clause, Modal};
use super::cue_class::{self, Cue, CueClass};
use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use super::vocabulary::vocabulary;
use crate::hash::of_str;
use crate::speaker::SpeakerType;
use crate::syntax::Tag as Part;
use crate::text::lowered;
use crate::{Span, Speaker};

vocabulary! {
    /// In what mode the content is put.
    pub enum Modality {
        /// As a fact.
        Asserted = "asserted",
        /// “taxes may rise”
        Possible = "possible",
        /// “taxes will rise if they win”
        Conditional = "conditional",
        /// “taxes must fall”
        Obligation = "obligation",
        /// “a citizen may volunteer”
        Permission = "permission",
        /// “we will cut taxes”
        Intention = "intention",
        /// “taxes will fall”
        Prediction = "prediction",
        /// “who pays?”
        Question = "question",
        /// “cut taxes now”, “called for cuts”
        Directive = "directive",
        /// “I think taxes are too high”
        Opinion = "opinion",
        /// “offered to resign”
        Offer = "offer",
    }
}

const OFFER: &[u64] = &[
    of_str("offer"),
    of_str("offers"),
    of_str("offered"),
    of_str("offering"),
];

const WANT: &[u64] = &[
    of_str("want"),
    of_str("wants"),
    of_str("wanted"),
    of_str("seek"),
    of_str("seeks"),
    of_str("sought"),
];

/// The words themselves decide; where they are plain, the cue does.
pub(super) fn of(
    reading: &Reading<'_, '_>,
    cue_spans: &[Span],
    cue: Cue,
    clause: Clause,
    speaker: &Speaker,
) -> Modality {
    if clause.question || cue.class == CueClass::Question {
        return Modality::Question;
    }
    // “offered to pay” binds; “offered some advice”, “offered a retort” only say something.
    let offers = |i: usize| {
        let mut rest = reading.tokens_of(cue_spans).filter(|&k| k > i);
        reading.is(i, OFFER) && !rest.any(|k| reading.part(k) == Part::Noun)
    };
    if reading.tokens_of(cue_spans).any(offers) {
        return Modality::Offer;
    }
    // “told drivers to wait”, “ordered the board to pay”; “decided to wait” asks nobody.
    let to_act = clause.infinitive
        && reading
            .tokens_of(cue_spans)
            .any(|i| cue_class::takes_addressee(reading, i));
    // “wants to go” asks nobody either.
    let wish = clause.infinitive && reading.tokens_of(cue_spans).any(|i| reading.is(i, WANT));
    let speech = cue.class == CueClass::Promise
        && reading.tokens_of(cue_spans).any(|i| reading.is(i, OFFER));
    match cue.class {
        CueClass::Promise if speech => {}
        CueClass::Request if wish => return Modality::Intention,
        CueClass::Request => return Modality::Directive,
        CueClass::Rule | CueClass::Neutral if to_act => return Modality::Directive,
        CueClass::Promise => return Modality::Intention,
        _ => {}
    }
    if clause.imperative {
        return Modality::Directive;
    }
    let own = clause
        .subject
        .is_some_and(|i| is_speaker(reading, i, speaker));
    match clause.modal {
        Some(_) if clause.conditional => return Modality::Conditional,
        Some(Modal::Will | Modal::Would) if own => return Modality::Intention,
        Some(Modal::Will | Modal::Would) => return Modality::Prediction,
        Some(Modal::May | Modal::Can) if clause.anyone => return Modality::Permission,
        Some(Modal::May) => return Modality::Possible,
        Some(Modal::Must) => return Modality::Obligation,
        Some(Modal::Allowed) => return Modality::Permission,
        Some(Modal::Can) | None => {}
    }
    match cue.class {
        // “warned that the dam was weak”
        CueClass::Predict if clause.past => Modality::Asserted,
        CueClass::Predict => Modality::Prediction,
        CueClass::Opine => Modality::Opinion,
        // “Bell thought it was over” is what Bell thought.
        _ if clause.opinion && own => Modality::Opinion,
        CueClass::Hedge => Modality::Possible,
        _ => Modality::Asserted,
    }
}

/// Whether a subject can be whoever speaks: “we” in their own words, “he” of a man and “they” of a board in
/// others'. In a quotation “he” is somebody else.
fn is_speaker(reading: &Reading<'_, '_>, subject: usize, speaker: &Speaker) -> bool {
    const HE: &[u64] = &[
        of_str("he"),
        of_str("he'd"),
        of_str("he'll"),
        of_str("she"),
        of_str("she'd"),
        of_str("she'll"),
    ];
    const THEY: &[u64] = &[
        of_str("it"),
        of_str("it'll"),
        of_str("they"),
        of_str("they'd"),
        of_str("they'll"),
    ];
    let first = Tags::of(&[Tag::FirstSingular, Tag::FirstPlural]);
    // “we'll” is subject and verb in one word.
    let word = lowered(reading.text(subject));
    let fused = reading.has(subject, Tag::SubjectPronoun)
        && (word.starts_with("i'") || word.starts_with("i’") || word.starts_with("we"));
    if reading.any(subject, first) || fused {
        return true;
    }
    let one = matches!(
        speaker.kind,
        Some(SpeakerType::Person | SpeakerType::Unnamed)
    );
    !reading.is_quoted(subject)
        && (reading.is(subject, HE) && one
            || reading.is(subject, THEY) && speaker.kind != Some(SpeakerType::Person))
}
