//! Runs the literate specs of entities and speakers under `fixtures/spec/`: `entity-*.md`, `speaker-*.md`.
//!
//! An `article` block is followed by a block `entities` (a line each: name, kind, gender, role, party, state,
//! country, words that name it) or `speakers`. There each line gives an attribution, `source | cue | content`,
//! and after the arrow what is resolved: status, type, name, path. A field that is not known is left out.
//! `UPDATE_FIXTURES=1` rewrites the blocks; the diff is read like a proof.

mod spec;

use std::fmt::Write as _;

use onrecord::attribution::{AttributionKind, Rule};
use onrecord::entity::{Entities, Fact};
use onrecord::mention::{MentionForm, MentionKind};
use onrecord::{
    Article, Attribution, Document, Gazetteer, Span, entity, mention, quotation, speaker, syntax,
};

/// The article's date wherever a spec gives none.
const DATE: &str = "2016-09-20";

fn lower(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn entities(article: &str) -> String {
    let gazetteer = Gazetteer::embedded();
    let document = Document::new(article);
    let mentions = mention::find(&document, gazetteer);
    let dated = Article::new(article).with_date(DATE);
    let entities = entity::cluster(&dated, &document, &mentions, gazetteer);
    let mut out = String::new();
    for e in &entities.all {
        if !matches!(
            e.kind,
            MentionKind::Person | MentionKind::Organization | MentionKind::Party
        ) {
            continue;
        }
        let mut fields = vec![e.name.to_string(), lower(e.kind)];
        fields.extend(e.gender.map(lower));
        let fact = |what: &str, fact: &Option<Fact<'_>>| {
            fact.as_ref()
                .map(|f| format!("{what} {} ({})", f.value, lower(f.basis)))
        };
        fields.extend(fact("role", &e.role));
        fields.extend(fact("party", &e.party).filter(|_| e.kind != MentionKind::Party));
        fields.extend(fact("state", &e.state));
        let mut words: Vec<&str> = Vec::new();
        for m in &e.mentions {
            let mention = &mentions[m.0 as usize];
            let words_of = document.slice(mention.span);
            if !matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal)
                && !words.contains(&words_of)
            {
                words.push(words_of);
            }
        }
        writeln!(out, "{}  ← {}", fields.join(" · "), words.join(", ")).unwrap();
    }
    out
}

/// Where `words` stand nearest to `content` and outside it.
fn near(article: &str, words: &str, content: Span) -> Span {
    article
        .match_indices(words)
        .map(|(at, _)| Span::new(at, at + words.len()))
        .filter(|span| !span.overlaps(content))
        .min_by_key(|span| {
            content
                .start()
                .abs_diff(span.end())
                .min(content.end().abs_diff(span.start()))
        })
        .unwrap_or_else(|| panic!("“{words}” stands in the article"))
}

fn attributions(article: &str, body: &str) -> Vec<Attribution> {
    let mut from = 0;
    body.lines()
        .map(|line| {
            let given = line.split(" → ").next().unwrap_or(line);
            let parts: Vec<&str> = given.split(" | ").map(str::trim).collect();
            let [source, cue, content] = parts[..] else {
                panic!("expected source | cue | content, found {line:?}");
            };
            let at = article[from..].find(content).map_or_else(
                || {
                    article
                        .find(content)
                        .unwrap_or_else(|| panic!("“{content}” stands in the article"))
                },
                |at| from + at,
            );
            let content = Span::new(at, at + content.len());
            from = at + 1;
            while !article.is_char_boundary(from) {
                from += 1;
            }
            let some = |words: &str| match words {
                "–" => Vec::new(),
                words => vec![near(article, words, content)],
            };
            Attribution {
                source: some(source),
                cue: some(cue),
                content: vec![content],
                kind: if cue == "–" {
                    AttributionKind::Implicit
                } else {
                    AttributionKind::Verbal
                },
                rule: Rule::Model,
                confidence: 1.0,
            }
        })
        .collect()
}

fn name(entities: &Entities<'_>, speaker: &speaker::Speaker) -> Option<String> {
    speaker
        .name
        .clone()
        .or_else(|| speaker.entity.map(|id| entities.get(id).name.to_string()))
}

fn speakers(article: &str, body: &str) -> String {
    let gazetteer = Gazetteer::embedded();
    let document = Document::new(article);
    let quotations = quotation::find(&document);
    let mentions = mention::find(&document, gazetteer);
    let dated = Article::new(article).with_date(DATE);
    let entities = entity::cluster(&dated, &document, &mentions, gazetteer);
    let attributions = attributions(article, body);
    let syntax = syntax::parse(&document);
    let found = speaker::resolve(
        &dated,
        &document,
        &syntax,
        &quotations,
        &mentions,
        &entities,
        &attributions,
    );
    let mut out = String::new();
    for (line, s) in body.lines().zip(&found) {
        let given = line.split(" → ").next().unwrap_or(line).trim_end();
        let mut fields = vec![lower(s.status)];
        fields.extend(s.kind.map(lower));
        fields.extend(name(&entities, s));
        fields.extend(s.role.as_ref().map(|r| format!("role {r}")));
        fields.extend(s.affiliation.as_ref().map(|a| format!("of {a}")));
        if !s.path.is_empty() {
            fields.push(s.path.iter().map(lower).collect::<Vec<_>>().join(", "));
        }
        writeln!(out, "{given} → {}", fields.join(" · ")).unwrap();
    }
    out
}

#[test]
fn specs_hold() {
    let specs = spec::files("spec", &["entity-", "speaker-"]);
    assert!(specs.len() >= 8, "found {} specs", specs.len());
    spec::hold(&specs, |block| match block.kind {
        "entities" => Some(entities(block.article)),
        "speakers" => Some(speakers(block.article, block.body)),
        _ => None,
    });
}
