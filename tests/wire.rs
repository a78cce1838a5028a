//! The wire as a stranger reads it: strict copies of the record types, made from the schema alone.
#![cfg(feature = "json")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::record::{Layout, Offsets, TextField};
use onrecord::{Article, Extractor};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    schema: String,
    id: String,
    offsets: String,
    #[expect(dead_code, reason = "that it is there, and strict, is the test")]
    article: ArticleFields,
    text: Option<String>,
    mentions: Vec<Mention>,
    entities: Vec<Entity>,
    quotations: Vec<Quotation>,
    claims: Vec<Claim>,
    #[expect(dead_code, reason = "that it is there, and strict, is the test")]
    provenance: Provenance,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct ArticleFields {
    title: Option<String>,
    url: Option<String>,
    date: Option<String>,
    outlet: Option<String>,
    byline: Option<String>,
    dateline: Option<Dateline>,
    language: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct Dateline {
    place: Option<String>,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct Provenance {
    version: String,
    model: String,
    gazetteer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mention {
    start: usize,
    end: usize,
    text: String,
    kind: String,
    form: String,
    #[serde(default)]
    embedded: Option<bool>,
    entity: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct Entity {
    id: String,
    kind: String,
    name: String,
    aliases: Vec<String>,
    wikidata: Option<String>,
    role: Option<String>,
    party: Option<String>,
    state: Option<String>,
    country: Option<String>,
    gender: Option<String>,
    basis: Basis,
    mentions: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Basis {
    role: Option<String>,
    party: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quotation {
    start: usize,
    end: usize,
    text: String,
    class: String,
    depth: u8,
    continues: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct Claim {
    id: String,
    source: Vec<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
    text: String,
    sentence: usize,
    paragraph: usize,
    form: String,
    attribution: String,
    region: String,
    cue_class: String,
    speaker: Speaker,
    addressee: Option<Span>,
    medium: Option<Span>,
    reported_by: Option<Span>,
    when: Option<When>,
    mentions: Vec<usize>,
    quantities: Vec<Quantity>,
    polarity: String,
    modality: String,
    check_worthiness: f64,
    verdicts: Vec<Verdict>,
    continues: Option<String>,
    responds_to: Option<String>,
    restates: Option<String>,
    rule: String,
    confidence: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "that each field is there, and of this type, is the test"
)]
struct Speaker {
    status: String,
    entity: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    unnamed: bool,
    role: Option<String>,
    party: Option<String>,
    state: Option<String>,
    country: Option<String>,
    affiliation: Option<String>,
    candidates: Vec<String>,
    members: Vec<String>,
    path: Vec<String>,
    confidence: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    start: usize,
    end: usize,
    text: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quantity {
    start: usize,
    end: usize,
    text: String,
    value: Option<Value>,
    #[expect(dead_code, reason = "that it is text or null is the test")]
    unit: Option<String>,
    kind: String,
    #[expect(dead_code, reason = "that it is text or null is the test")]
    qualifier: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    status: String,
    #[expect(dead_code, reason = "that it is text is the test")]
    by: String,
    evidence: Span,
    scope: String,
}

const KINDS: &[&str] = &[
    "person",
    "party",
    "organization",
    "us_state",
    "subdivision",
    "country",
    "place",
    "office",
];
const FORMS: &[&str] = &[
    "full_name",
    "surname",
    "given_name",
    "alias",
    "abbreviation",
    "adjective",
    "member",
    "pronoun",
    "nominal",
];
const ATTRIBUTIONS: &[&str] = &[
    "verbal",
    "according_to",
    "nominal",
    "adverb",
    "colon",
    "continuation",
    "implicit",
];
const CUE_CLASSES: &[&str] = &[
    "neutral", "assert", "claim", "accuse", "deny", "hedge", "factive", "promise", "predict",
    "question", "request", "rule", "opine", "reason", "hearsay",
];
const MODALITIES: &[&str] = &[
    "asserted",
    "possible",
    "conditional",
    "obligation",
    "permission",
    "intention",
    "prediction",
    "question",
    "directive",
    "opinion",
    "offer",
];
const PATH: &[&str] = &[
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
];

fn texts() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(paths.len() >= 12, "the fixture articles are there");
    paths
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The slice between two offsets in a unit, as a reader in another language would take it.
fn slice(text: &str, unit: &str, start: usize, end: usize) -> String {
    match unit {
        "byte" => text[start..end].to_owned(),
        "char" => text.chars().skip(start).take(end - start).collect(),
        "utf16" => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
        other => panic!("no such unit: {other}"),
    }
}

#[test]
fn every_span_is_verbatim_in_every_unit() {
    let extractor = Extractor::new();
    for (path, text) in texts() {
        let extraction = extractor.extract(&Article::new(&text));
        for offsets in Offsets::ALL {
            let layout = Layout {
                offsets,
                text: TextField::Included,
            };
            let json = extraction.to_record_in(layout).to_json();
            let record: Record = serde_json::from_str(&json).unwrap();
            assert_eq!(record.text.as_deref(), Some(&*text));
            let unit = &record.offsets;
            assert_eq!(unit, offsets.as_str());
            let check = |start, end, words: &str| {
                assert_eq!(slice(&text, unit, start, end), words, "{}", path.display());
            };
            for m in &record.mentions {
                check(m.start, m.end, &m.text);
            }
            for q in &record.quotations {
                check(q.start, q.end, &q.text);
            }
            for claim in &record.claims {
                let whole = [&claim.addressee, &claim.medium, &claim.reported_by];
                let spans = claim.source.iter().chain(&claim.cue).chain(&claim.content);
                for span in spans.chain(whole.into_iter().flatten()) {
                    check(span.start, span.end, &span.text);
                }
                for q in &claim.quantities {
                    check(q.start, q.end, &q.text);
                }
                for v in &claim.verdicts {
                    check(v.evidence.start, v.evidence.end, &v.evidence.text);
                }
                if let Some(when) = &claim.when {
                    check(when.start, when.end, &when.text);
                    assert_ne!(when.value.as_deref(), Some(""));
                }
            }
        }
    }
}

#[test]
fn words_are_those_of_the_schema() {
    let extractor = Extractor::new();
    let within = |word: &str, words: &[&str]| assert!(words.contains(&word), "unknown word {word}");
    for (_, text) in texts() {
        let extraction = extractor.extract(&Article::new(&text).with_id("words"));
        let record: Record = serde_json::from_str(&extraction.to_record().to_json()).unwrap();
        assert_eq!(
            (&*record.schema, &*record.id, &*record.offsets),
            ("article/1", "words", "byte")
        );
        assert!(record.text.is_none());
        for m in &record.mentions {
            within(&m.kind, KINDS);
            within(&m.form, FORMS);
            assert_ne!(m.embedded, Some(false), "left out where it does not hold");
        }
        for e in &record.entities {
            within(&e.kind, KINDS);
            for basis in [
                &e.basis.role,
                &e.basis.party,
                &e.basis.state,
                &e.basis.country,
            ] {
                within(
                    basis.as_deref().unwrap_or("stated"),
                    &["stated", "gazetteer"],
                );
            }
            within(
                e.gender.as_deref().unwrap_or("other"),
                &["female", "male", "other"],
            );
        }
        for q in &record.quotations {
            within(&q.class, &["speech", "scare", "title", "nickname"]);
            assert!(q.depth < 8);
        }
        for c in &record.claims {
            within(&c.form, &["direct", "mixed", "indirect"]);
            within(&c.attribution, ATTRIBUTIONS);
            within(
                &c.region,
                &["headline", "body", "caption", "credit", "boilerplate"],
            );
            within(&c.cue_class, CUE_CLASSES);
            within(&c.polarity, &["affirmative", "negative"]);
            within(&c.modality, MODALITIES);
            assert!(
                (0.0..=1.0).contains(&c.confidence) && (0.0..=1.0).contains(&c.check_worthiness)
            );
            let speaker = &c.speaker;
            within(
                &speaker.status,
                &["resolved", "ambiguous", "unresolved", "none"],
            );
            let kinds = ["person", "organization", "group", "document", "unnamed"];
            within(speaker.kind.as_deref().unwrap_or("person"), &kinds);
            speaker.path.iter().for_each(|step| within(step, PATH));
            assert_eq!(speaker.unnamed, speaker.kind.as_deref() == Some("unnamed"));
            let resolved = speaker.status == "resolved";
            assert!(
                resolved || speaker.entity.is_none(),
                "who is not resolved is nobody"
            );
            assert!(!resolved || speaker.name.is_some());
            // A speaker without an entity bears words of the article: “The auditor’s report”.
            let guessed = !resolved
                && speaker
                    .name
                    .as_deref()
                    .is_some_and(|name| !text.contains(name));
            assert!(!guessed, "a name is never guessed: {:?}", speaker.name);
            for q in &c.quantities {
                within(&q.kind, &["count", "percent", "money", "date", "ordinal"]);
                assert!(
                    q.value
                        .as_ref()
                        .is_none_or(|v| v.is_number() || v.is_string())
                );
            }
            for v in &c.verdicts {
                let all = ["supported", "refuted", "unproven", "misleading", "disputed"];
                within(&v.status, &all);
                within(&v.scope, &["same_sentence", "anaphora", "restated"]);
            }
        }
    }
}

#[test]
fn references_lead_somewhere() {
    let extractor = Extractor::new();
    for (path, text) in texts() {
        let extraction = extractor.extract(&Article::new(&text));
        let record: Record = serde_json::from_str(&extraction.to_record().to_json()).unwrap();
        let entities: HashSet<&str> = record.entities.iter().map(|e| &*e.id).collect();
        assert_eq!(
            entities.len(),
            record.entities.len(),
            "ids are unique in {}",
            path.display()
        );
        let claims: HashSet<&str> = record.claims.iter().map(|c| &*c.id).collect();
        assert_eq!(
            claims.len(),
            record.claims.len(),
            "ids are unique in {}",
            path.display()
        );
        for m in &record.mentions {
            assert!(m.entity.as_deref().is_none_or(|id| entities.contains(id)));
        }
        for e in &record.entities {
            for &m in &e.mentions {
                assert_eq!(record.mentions[m].entity.as_deref(), Some(&*e.id));
            }
        }
        for (i, q) in record.quotations.iter().enumerate() {
            assert!(q.continues.is_none_or(|earlier| earlier < i));
        }
        for c in &record.claims {
            assert!(!c.content.is_empty() && !c.text.is_empty());
            assert!(c.mentions.iter().all(|&m| m < record.mentions.len()));
            let others = [&c.continues, &c.responds_to, &c.restates];
            assert!(
                others
                    .into_iter()
                    .flatten()
                    .all(|id| claims.contains(&**id))
            );
            let named = c.speaker.entity.iter().chain(&c.speaker.candidates);
            assert!(named.into_iter().all(|id| entities.contains(&**id)));
        }
    }
}

#[test]
fn unknown_is_null_and_never_empty_text() {
    fn walk(value: &Value, place: &str) {
        match value {
            Value::String(text) => assert!(!text.is_empty(), "empty text in {place}"),
            Value::Array(list) => list.iter().for_each(|v| walk(v, place)),
            Value::Object(map) => map
                .iter()
                .for_each(|(key, v)| walk(v, &format!("{place}.{key}"))),
            _ => {}
        }
    }
    let extractor = Extractor::new();
    for (path, text) in texts() {
        let article = Article {
            title: Some(""),
            outlet: Some(" "),
            ..Article::new(&text)
        };
        let json = extractor.extract(&article).to_record().to_json();
        walk(
            &serde_json::from_str(&json).unwrap(),
            &path.display().to_string(),
        );
    }
}

#[test]
fn an_article_without_id_has_a_stable_one() {
    let extractor = Extractor::new();
    let id = |text| {
        extractor
            .extract(&Article::new(text))
            .to_record()
            .id
            .into_owned()
    };
    assert_eq!(id("Taxes will fall."), id("Taxes will fall."));
    assert_ne!(id("Taxes will fall."), id("Taxes will rise."));
    assert_eq!(id("Taxes will fall.").len(), 16);
    let blank = extractor
        .extract(&Article::new("Taxes will fall.").with_id(""))
        .to_record()
        .id
        .into_owned();
    assert_eq!(blank, id("Taxes will fall."));
}

#[test]
fn rows_of_the_flat_table_have_the_columns_of_the_schema() {
    let extractor = Extractor::new();
    for (_, text) in texts() {
        let extraction = extractor.extract(&Article::new(&text));
        let record = extraction.to_record();
        assert_eq!(record.rows().count(), record.claims.len());
        for (row, claim) in record.rows().zip(&record.claims) {
            let Value::Object(map) = serde_json::to_value(&row).unwrap() else {
                panic!("a row is an object")
            };
            let mut columns = onrecord::record::Row::COLUMNS.to_vec();
            columns.sort_unstable();
            assert!(
                map.keys().map(String::as_str).eq(columns),
                "one column a field"
            );
            assert_eq!(row.claim_id, claim.id);
            assert_eq!(row.content_start, claim.content[0].start);
        }
    }
}
