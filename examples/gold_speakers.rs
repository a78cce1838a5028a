//! Speaker resolution alone: reads articles whose attributions are given (source, cue, content as code points),
//! resolves who speaks and writes records that a scorer reads.
//!
//! `cargo run --example gold_speakers --features json -- ARTICLES.jsonl > OUT.jsonl`

use std::io::{BufRead, Write};

use onrecord::attribution::{AttributionKind, Rule};
use onrecord::{
    Article, Attribution, Document, Gazetteer, Span, entity, mention, quotation, speaker, syntax,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: gold_speakers ARTICLES.jsonl")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let value: Value = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &record(&value))?;
        writeln!(out)?;
    }
    Ok(())
}

fn record(value: &Value) -> Value {
    let text = value["text"].as_str().unwrap_or_default();
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let spans = |spans: &Value| -> Vec<Span> {
        let pair = |s: &Value| {
            let at = |i: usize| bytes[s[i].as_u64().unwrap_or(0) as usize];
            Span::new(at(0), at(1))
        };
        spans
            .as_array()
            .map(|all| all.iter().map(pair).collect())
            .unwrap_or_default()
    };
    let attributions: Vec<Attribution> = value["attributions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|a| Attribution {
            source: spans(&a["source"]),
            cue: spans(&a["cue"]),
            content: spans(&a["content"]),
            kind: AttributionKind::Verbal,
            rule: Rule::Model,
            confidence: 1.0,
        })
        .collect();
    let gazetteer = Gazetteer::embedded();
    let article = Article {
        date: value["date"].as_str(),
        ..Article::new(text)
    };
    let document = Document::new(text);
    let quotations = quotation::find(&document);
    let mut mentions = mention::find(&document, gazetteer);
    if let Some(gold) = value["gold_mentions"].as_array() {
        for g in gold {
            if g["type"] != "person" {
                continue;
            }
            let span = Span::new(
                bytes[g["start"].as_u64().unwrap() as usize],
                bytes[g["end"].as_u64().unwrap() as usize],
            );
            if mentions.iter().any(|m| {
                m.span.overlaps(span) && m.kind == mention::MentionKind::Person && m.span == span
            }) {
                continue;
            }
            mentions.retain(|m| !m.span.overlaps(span));
            let tokens = document.tokens_in(span);
            mentions.push(mention::Mention {
                span,
                kind: mention::MentionKind::Person,
                form: if tokens.len() > 1 {
                    mention::MentionForm::FullName
                } else {
                    mention::MentionForm::Surname
                },
                tokens,
                embedded: g["embedded"] == true,
                title: None,
                gender: None,
                female: None,
                candidates: Default::default(),
            });
        }
        mentions.sort_by_key(|m| m.span);
    }
    let entities = entity::cluster(&article, &document, &mentions, gazetteer);
    let syntax = syntax::parse(&document);
    let speakers = speaker::resolve(
        &article,
        &document,
        &syntax,
        &quotations,
        &mentions,
        &entities,
        &attributions,
    );
    let fact = |fact: &Option<entity::Fact<'_>>| fact.as_ref().map(|f| f.value.to_string());
    let claims: Vec<Value> = attributions
        .iter()
        .zip(&speakers)
        .map(|(a, s)| {
            let e = s.entity.map(|id| entities.get(id));
            json!({
                "content": a.content.iter().map(|c| json!({"start": c.start(), "end": c.end()})).collect::<Vec<_>>(),
                "source": a.source.iter().map(|&c| document.slice(c)).collect::<Vec<_>>(),
                "speaker": {
                    "status": format!("{:?}", s.status).to_lowercase(),
                    "entity": e.map(|e| e.id.to_string()),
                    "name": s.name.clone().or(e.map(|e| e.name.to_string())),
                    "type": s.kind.map(|k| format!("{k:?}").to_lowercase()),
                    "role": e.and_then(|e| fact(&e.role)).or(s.role.clone()),
                    "party": e.or(s.principal.map(|id| entities.get(id))).and_then(|e| fact(&e.party)),
                    "state": e.and_then(|e| fact(&e.state)),
                    "affiliation": s.affiliation,
                    "candidates": s.candidates.iter().map(|&c| entities.get(c).name.to_string()).collect::<Vec<_>>(),
                    "path": s.path.iter().map(|p| format!("{p:?}").to_lowercase()).collect::<Vec<_>>(),
                    "confidence": s.confidence,
                },
            })
        })
        .collect();
    json!({
        "id": value["id"],
        "offsets": "byte",
        "entities": entities.all.iter().map(|e| json!({"id": e.id, "name": e.name, "aliases": e.aliases})).collect::<Vec<_>>(),
        "claims": claims,
    })
}
