//! Claims as schema.org describes them, in JSON-LD: one document, the graph of all articles, claims and reviews.
//!
//! A `Claim` says what is claimed (`text`), by whom (`author`; `creditText` repeats the words of the article),
//! where (`appearance`), about whom (`about`). A `ClaimReview` stands where the article itself gives a verdict,
//! in the words of the schema (`supported`, `refuted`, …): no rating in numbers is made up. The state and the
//! country of a speaker are left out: schema.org has no property that says just that.

use serde_json::{Value, json};

use super::Frame;
use super::json_ld::{lines, name, node, of_article, of_entity};
use crate::record::{ClaimRecord, EntityRecord, Record, VerdictRecord};

const BETWEEN: &str = ",\n";

pub(super) fn frame() -> Frame {
    Frame {
        head: "{\"@context\":\"https://schema.org\",\"@graph\":[\n",
        between: BETWEEN,
        tail: "\n]}\n",
    }
}

/// The article, its claims and what it says of them; an article without claims has no part in the graph.
pub(super) fn nodes(record: &Record<'_>) -> Vec<u8> {
    if record.claims.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![article(record)];
    for claim in &record.claims {
        nodes.push(self::claim(record, claim));
        let verdicts = claim.verdicts.iter().enumerate();
        nodes.extend(verdicts.map(|(i, verdict)| review(record, claim, i, verdict)));
    }
    lines(nodes, BETWEEN)
}

fn article(record: &Record<'_>) -> Value {
    let article = &record.article;
    node([
        ("@type", json!("NewsArticle")),
        ("@id", json!(of_article(record))),
        ("identifier", json!(record.id)),
        ("headline", json!(article.title)),
        ("url", json!(article.url)),
        ("datePublished", json!(article.date)),
        ("publisher", publisher(record)),
        ("creditText", json!(article.byline)),
    ])
}

fn claim(record: &Record<'_>, claim: &ClaimRecord<'_>) -> Value {
    let source: Vec<&str> = claim.source.iter().map(|span| span.text).collect();
    node([
        ("@type", json!("Claim")),
        ("@id", json!(claim_id(claim))),
        ("identifier", json!(claim.id)),
        ("text", json!(claim.text)),
        ("author", author(record, claim)),
        (
            "creditText",
            if source.is_empty() {
                Value::Null
            } else {
                json!(source.join(" … "))
            },
        ),
        (
            "dateCreated",
            json!(claim.when.as_ref().and_then(|when| when.value)),
        ),
        ("appearance", json!({"@id": of_article(record)})),
        ("about", about(record, claim)),
    ])
}

/// What the article itself says of a claim. Where somebody else is quoted with the verdict, the review is theirs.
fn review(
    record: &Record<'_>,
    claim: &ClaimRecord<'_>,
    index: usize,
    verdict: &VerdictRecord<'_>,
) -> Value {
    let author = match verdict.by {
        "article" => publisher(record),
        // Who that is was not resolved, and so has no type.
        words => json!({"name": words}),
    };
    node([
        ("@type", json!("ClaimReview")),
        (
            "@id",
            json!(name("review", &format!("{}/{index}", claim.id))),
        ),
        ("claimReviewed", json!(claim.text)),
        ("itemReviewed", json!({"@id": claim_id(claim)})),
        (
            "reviewRating",
            json!({"@type": "Rating", "alternateName": verdict.status}),
        ),
        ("reviewBody", json!(verdict.evidence.text)),
        ("author", author),
        ("datePublished", json!(record.article.date)),
        ("url", json!(record.article.url)),
        ("isPartOf", json!({"@id": of_article(record)})),
    ])
}

fn claim_id(claim: &ClaimRecord<'_>) -> String {
    name("claim", &claim.id)
}

fn publisher(record: &Record<'_>) -> Value {
    let outlet = record.article.outlet;
    outlet.map_or(
        Value::Null,
        |name| json!({"@type": "Organization", "name": name}),
    )
}

/// Who says it, where that is one entity or has at least a name.
fn author(record: &Record<'_>, claim: &ClaimRecord<'_>) -> Value {
    let speaker = &claim.speaker;
    let entity = record
        .entities
        .iter()
        .find(|e| Some(e.id) == speaker.entity);
    if entity.is_none() && speaker.name.is_none() {
        return Value::Null;
    }
    let kind = match (entity, speaker.kind) {
        (Some(entity), _) => Some(kind(entity)),
        (None, Some("person")) => Some("Person"),
        (None, Some("organization" | "group")) => Some("Organization"),
        (None, Some("document")) => Some("CreativeWork"),
        (None, _) => None,
    };
    let party = speaker.party.filter(|_| kind == Some("Person"));
    node([
        ("@type", json!(kind)),
        ("@id", json!(entity.map(of_entity))),
        ("name", json!(speaker.name)),
        (
            "jobTitle",
            json!(speaker.role.filter(|_| kind == Some("Person"))),
        ),
        (
            "memberOf",
            party.map_or(
                Value::Null,
                |name| json!({"@type": "PoliticalParty", "name": name}),
            ),
        ),
    ])
}

/// The entities that the words mention, in order, each once.
fn about(record: &Record<'_>, claim: &ClaimRecord<'_>) -> Value {
    let mut seen: Vec<&str> = Vec::new();
    for id in claim
        .mentions
        .iter()
        .filter_map(|&m| record.mentions[m as usize].entity)
    {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    let entities = seen
        .iter()
        .filter_map(|id| record.entities.iter().find(|entity| entity.id == *id));
    entities
        .map(|entity| json!({"@type": kind(entity), "@id": of_entity(entity), "name": entity.name}))
        .collect()
}

fn kind(entity: &EntityRecord<'_>) -> &'static str {
    match entity.kind {
        "person" => "Person",
        "party" => "PoliticalParty",
        "organization" => "Organization",
        "us_state" => "State",
        "subdivision" => "AdministrativeArea",
        "country" => "Country",
        "place" => "Place",
        _ => "Thing",
    }
}
