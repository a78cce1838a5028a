//! JSON Schema (draft 2020-12) of what goes over the wire: the article record and the flat row.
//!
//! The words of each vocabulary come from the types; the fields are listed here, once, and a test holds
//! them against real output. `schema/*.json` in the repository is what these functions return.
//!
//! ```
//! let schema = onrecord::record::schema::article();
//! assert!(schema.contains("check_worthiness"));
//! ```

use serde_json::{Map, Value, json};

use super::{Row, SCHEMA};
use crate::claim::{CueClass, Form, Modality, Polarity, QuantityKind, VerdictScope, VerdictStatus};

/// The dialect the schemas are written in.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of an article record, pretty-printed.
#[must_use]
pub fn article() -> String {
    let span = [("start", whole()), ("end", whole()), ("text", text())];
    let with_span = |fields: &[(&str, Value)]| {
        let all: Vec<(&str, Value)> = span.iter().chain(fields).cloned().collect();
        object(&all)
    };
    let spans = list(with_span(&[]));
    let speaker = object(&[
        (
            "status",
            words(&["resolved", "ambiguous", "unresolved", "none"]),
        ),
        ("entity", maybe(text())),
        ("members", list(text())),
        ("name", maybe(text())),
        (
            "type",
            maybe(words(&[
                "person",
                "organization",
                "group",
                "document",
                "unnamed",
            ])),
        ),
        ("unnamed", json!({"type": "boolean"})),
        ("role", maybe(text())),
        ("party", maybe(text())),
        ("state", maybe(text())),
        ("country", maybe(text())),
        ("affiliation", maybe(text())),
        ("candidates", list(text())),
        (
            "path",
            list(words(&[
                "name",
                "surname",
                "alias",
                "pronoun",
                "nominal",
                "appositive",
                "role",
                "previous_subject",
                "continuation",
                "acronym",
                "gazetteer",
            ])),
        ),
        ("confidence", share()),
    ]);
    let verdict = object(&[
        (
            "status",
            words(
                &VerdictStatus::ALL
                    .iter()
                    .map(|s| s.as_str())
                    .collect::<Vec<_>>(),
            ),
        ),
        ("by", text()),
        ("evidence", with_span(&[])),
        (
            "scope",
            words(
                &VerdictScope::ALL
                    .iter()
                    .map(|s| s.as_str())
                    .collect::<Vec<_>>(),
            ),
        ),
    ]);
    let claim = object(&[
        ("id", text()),
        ("source", spans.clone()),
        ("cue", spans.clone()),
        ("content", spans),
        ("text", text()),
        ("sentence", whole()),
        ("paragraph", whole()),
        ("form", forms()),
        ("attribution", attributions()),
        (
            "region",
            words(&["headline", "body", "caption", "credit", "boilerplate"]),
        ),
        ("cue_class", cue_classes()),
        ("speaker", speaker),
        ("addressee", maybe(with_span(&[]))),
        ("medium", maybe(with_span(&[]))),
        ("reported_by", maybe(with_span(&[]))),
        ("when", maybe(with_span(&[("value", maybe(text()))]))),
        ("mentions", list(whole())),
        ("quantities", list(quantity())),
        ("polarity", polarities()),
        ("modality", modalities()),
        ("check_worthiness", share()),
        ("verdicts", list(verdict)),
        ("continues", maybe(text())),
        ("responds_to", maybe(text())),
        ("restates", maybe(text())),
        ("rule", text()),
        ("confidence", share()),
    ]);
    let basis = maybe(words(&["stated", "gazetteer"]));
    let entity = object(&[
        ("id", text()),
        ("kind", kinds()),
        ("name", text()),
        ("aliases", list(text())),
        ("wikidata", maybe(text())),
        ("role", maybe(text())),
        ("party", maybe(text())),
        ("state", maybe(text())),
        ("country", maybe(text())),
        ("gender", maybe(words(&["female", "male", "other"]))),
        (
            "basis",
            object(&[
                ("role", basis.clone()),
                ("party", basis.clone()),
                ("state", basis.clone()),
                ("country", basis),
            ]),
        ),
        ("mentions", list(whole())),
    ]);
    let mention = with_span(&[
        ("kind", kinds()),
        (
            "form",
            words(&[
                "full_name",
                "surname",
                "given_name",
                "alias",
                "abbreviation",
                "adjective",
                "member",
                "pronoun",
                "nominal",
            ]),
        ),
        ("entity", maybe(text())),
    ]);
    // Only where true.
    let mention = optional(mention, "embedded", json!({"const": true}));
    let quotation = with_span(&[
        ("class", words(&["speech", "scare", "title", "nickname"])),
        ("depth", whole()),
        ("continues", maybe(whole())),
    ]);
    let dateline = object(&[("place", maybe(text())), ("date", maybe(text()))]);
    let record = object(&[
        ("schema", json!({"const": SCHEMA})),
        ("id", text()),
        ("offsets", words(&["byte", "char", "utf16"])),
        (
            "article",
            object(&[
                ("title", maybe(text())),
                ("url", maybe(text())),
                ("date", maybe(text())),
                ("outlet", maybe(text())),
                ("byline", maybe(text())),
                ("dateline", maybe(dateline)),
                ("language", maybe(text())),
            ]),
        ),
        ("mentions", list(mention)),
        ("entities", list(entity)),
        ("quotations", list(quotation)),
        ("claims", list(claim)),
        (
            "provenance",
            object(&[
                ("version", text()),
                ("model", text()),
                ("gazetteer", text()),
            ]),
        ),
    ]);
    // Asked for with `--text`, absent otherwise.
    titled(optional(record, "text", text()), "Article record", SCHEMA)
}

/// The schema of a row of the flat table, pretty-printed; lists are lists, as in Parquet and Arrow.
#[must_use]
pub fn row() -> String {
    let fields: Vec<(&str, Value)> = Row::COLUMNS
        .iter()
        .map(|&column| {
            let value = match column {
                "article_id" | "claim_id" | "text" => text(),
                "form" => forms(),
                "attribution" => attributions(),
                "cue_class" => cue_classes(),
                "polarity" => polarities(),
                "modality" => modalities(),
                "speaker_status" => words(&["resolved", "ambiguous", "unresolved", "none"]),
                "check_worthiness" | "confidence" => share(),
                "entities" => list(text()),
                "quantities" => list(quantity()),
                "content_start" | "content_end" | "sentence" => whole(),
                _ => maybe(text()),
            };
            (column, value)
        })
        .collect();
    titled(object(&fields), "Row of the flat table", "row/1")
}

fn titled(mut schema: Value, title: &str, version: &str) -> String {
    schema["$schema"] = json!(DIALECT);
    schema["title"] = json!(title);
    schema["version"] = json!(version);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// An object with these fields, all of them and no others.
fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

/// The same object with one more field that may be absent.
fn optional(mut object: Value, name: &str, value: Value) -> Value {
    object["properties"][name] = value;
    object
}

fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

/// Null where unknown, never the empty text.
fn maybe(value: Value) -> Value {
    json!({"anyOf": [value, {"type": "null"}]})
}

fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn whole() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn share() -> Value {
    json!({"type": "number", "minimum": 0, "maximum": 1})
}

fn words(words: &[&str]) -> Value {
    json!({"enum": words})
}

fn forms() -> Value {
    words(&Form::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>())
}

fn cue_classes() -> Value {
    words(&CueClass::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>())
}

fn polarities() -> Value {
    words(&Polarity::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>())
}

fn modalities() -> Value {
    words(&Modality::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>())
}

fn attributions() -> Value {
    words(&[
        "verbal",
        "according_to",
        "nominal",
        "adverb",
        "colon",
        "continuation",
        "implicit",
    ])
}

fn kinds() -> Value {
    words(&[
        "person",
        "party",
        "organization",
        "us_state",
        "subdivision",
        "country",
        "place",
        "office",
    ])
}

/// A number, its unit and its place; the value of a date is text.
fn quantity() -> Value {
    let value = json!({"type": ["number", "string", "null"]});
    object(&[
        ("start", whole()),
        ("end", whole()),
        ("text", text()),
        ("value", value),
        ("unit", maybe(text())),
        (
            "kind",
            words(
                &QuantityKind::ALL
                    .iter()
                    .map(|w| w.as_str())
                    .collect::<Vec<_>>(),
            ),
        ),
        ("qualifier", maybe(text())),
    ])
}
