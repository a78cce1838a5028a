//! Claims as W3C Web Annotations: one page of annotations, in JSON-LD.
//!
//! Every part of a claim is an annotation: its content (`describing`: who says it and how), the words that name
//! the source (`identifying`: the entity behind them) and the cue (`tagging`). Its target is the article, with
//! the words and what stands around them, and their place in code points, as the standard counts.

use serde_json::{Value, json};

use super::Frame;
use super::json_ld::{lines, name, node, of_article, of_entity};
use crate::record::{ClaimRecord, Record, SpanRecord};

const BETWEEN: &str = ",\n";

/// Characters before and after the words, so that they are found again in a text that has changed.
const AROUND: usize = 32;

pub(super) fn frame() -> Frame {
    Frame {
        head: "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationPage\",\"items\":[\n",
        between: BETWEEN,
        tail: "\n]}\n",
    }
}

/// The annotations of one article; its record counts characters and carries the text.
pub(super) fn items(record: &Record<'_>) -> Vec<u8> {
    let page = Page {
        record,
        source: of_article(record),
        characters: record
            .text
            .unwrap_or_default()
            .char_indices()
            .map(|(at, _)| at)
            .collect(),
    };
    lines(
        record.claims.iter().flat_map(|claim| page.claim(claim)),
        BETWEEN,
    )
}

/// An article that is annotated.
struct Page<'r> {
    record: &'r Record<'r>,
    source: String,
    /// The byte at which every character starts.
    characters: Vec<usize>,
}

impl Page<'_> {
    fn claim(&self, claim: &ClaimRecord<'_>) -> impl Iterator<Item = Value> {
        let parts = [
            ("content", "describing", &claim.content, content(claim)),
            ("source", "identifying", &claim.source, self.speaker(claim)),
            (
                "cue",
                "tagging",
                &claim.cue,
                vec![body("tagging", claim.cue_class)],
            ),
        ];
        parts
            .into_iter()
            .filter(|(_, _, spans, _)| !spans.is_empty())
            .map(|(part, motivation, spans, body)| {
                node([
                    ("type", json!("Annotation")),
                    ("id", json!(name("claim", &format!("{}/{part}", claim.id)))),
                    ("motivation", json!(motivation)),
                    ("body", json!(body)),
                    (
                        "target",
                        spans.iter().map(|span| self.target(span)).collect(),
                    ),
                ])
            })
    }

    /// Who that is: the entity, and its name to read.
    fn speaker(&self, claim: &ClaimRecord<'_>) -> Vec<Value> {
        let speaker = &claim.speaker;
        let entity = self
            .record
            .entities
            .iter()
            .find(|e| Some(e.id) == speaker.entity);
        let entity = entity.map(|entity| {
            json!({"type": "SpecificResource", "purpose": "identifying", "source": of_entity(entity)})
        });
        let facts = [
            speaker.name,
            speaker.role,
            speaker.party,
            speaker.state,
            speaker.country,
        ];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        let words = (!facts.is_empty()).then(|| body("describing", &facts.join(", ")));
        let status = body("tagging", speaker.status);
        entity.into_iter().chain(words).chain([status]).collect()
    }

    fn target(&self, span: &SpanRecord<'_>) -> Value {
        let text = self.record.text.unwrap_or_default();
        let byte = |character: usize| {
            self.characters
                .get(character)
                .copied()
                .unwrap_or(text.len())
        };
        let (start, end) = (byte(span.start), byte(span.end));
        let prefix = &text[byte(span.start.saturating_sub(AROUND))..start];
        let suffix = &text[end..byte(span.end + AROUND)];
        json!({
            "type": "SpecificResource",
            "source": self.source,
            "selector": [
                {"type": "TextQuoteSelector", "exact": span.text, "prefix": prefix, "suffix": suffix},
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            ],
        })
    }
}

/// Who says what, to read, and the words that a reader may filter by.
fn content(claim: &ClaimRecord<'_>) -> Vec<Value> {
    let source: Vec<&str> = claim.source.iter().map(|span| span.text).collect();
    let source = source.join(" … ");
    let who = claim
        .speaker
        .name
        .or((!source.is_empty()).then_some(&source));
    let words = match who {
        Some(who) => format!("{who}: {}", claim.text),
        None => claim.text.to_owned(),
    };
    let tags = [claim.form, claim.polarity, claim.modality];
    let verdicts = claim.verdicts.iter().map(|verdict| verdict.status);
    let tags = tags
        .into_iter()
        .chain(verdicts)
        .map(|tag| body("tagging", tag));
    [body("describing", &words)]
        .into_iter()
        .chain(tags)
        .collect()
}

fn body(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"})
}
