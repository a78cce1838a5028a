//! Runs the literate specs of claims under `fixtures/spec/claim-*.md`.
//!
//! In an `article` block source, cue and content are marked by hand, `<Ortiz> *said* [that taxes fell]`,
//! so that a spec of the fields depends on nothing that is learned for attribution; a digit after a mark
//! numbers the claim (`<Moss>2 *replied*2 [“No.”]2`), `@` after it makes the cue a claim noun (`*claim*@`),
//! and a first line `date 2026-11-03` gives the day of publication. The `claims` block that follows tells,
//! claim by claim, the fields it names; `-` is nothing.

mod spec;

use onrecord::attribution::{AttributionKind, Rule};
use onrecord::claim::{Judge, QuantityValue};
use onrecord::{
    Article, Attribution, Claim, Document, Gazetteer, Span, claim, entity, mention, quotation,
    speaker, syntax,
};

/// The plain text and its attributions.
fn unmark(marked: &str) -> (String, Vec<Attribution>) {
    let mut text = String::new();
    let mut found: Vec<Attribution> = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        let closes = match c {
            ']' | '>' => true,
            '*' => open.iter().any(|(o, _)| *o == '*'),
            _ => false,
        };
        if closes {
            let (kind, start) = open.pop().expect("a mark closes what was opened");
            let number = chars.next_if(char::is_ascii_digit);
            let number = number.and_then(|d| d.to_digit(10)).unwrap_or(1) as usize;
            let noun = chars.next_if_eq(&'@').is_some();
            while found.len() < number {
                found.push(Attribution {
                    source: Vec::new(),
                    cue: Vec::new(),
                    content: Vec::new(),
                    kind: AttributionKind::Verbal,
                    rule: Rule::Model,
                    confidence: 1.0,
                });
            }
            let attribution = &mut found[number - 1];
            if noun {
                attribution.kind = AttributionKind::Nominal;
            }
            let span = Span::new(start, text.len());
            match kind {
                '[' => attribution.content.push(span),
                '<' => attribution.source.push(span),
                _ => attribution.cue.push(span),
            }
        } else if matches!(c, '[' | '<' | '*') {
            open.push((c, text.len()));
        } else {
            text.push(c);
        }
    }
    assert!(open.is_empty(), "a mark is left open: {marked}");
    (text, found)
}

fn field(document: &Document<'_>, claim: &Claim, name: &str) -> Vec<String> {
    let slice = |span: Option<Span>| span.map(|s| document.slice(s).to_owned());
    let word = |word: &str| vec![word.to_owned()];
    let number = |id: Option<claim::ClaimId>| id.map(|id| (id.0 + 1).to_string());
    match name {
        "text" => vec![claim.text.clone()],
        "form" => word(claim.form.as_str()),
        "cue_class" => word(claim.cue_class.as_str()),
        "polarity" => word(claim.polarity.as_str()),
        "modality" => word(claim.modality.as_str()),
        "region" => word(claim.region.as_str()),
        "addressee" => slice(claim.addressee).into_iter().collect(),
        "medium" => slice(claim.medium).into_iter().collect(),
        "reported_by" => slice(claim.reported_by).into_iter().collect(),
        "when" => claim
            .when
            .iter()
            .map(|w| {
                let value = w.value.as_deref().unwrap_or("-");
                format!("{} · {value}", document.slice(w.span))
            })
            .collect(),
        "quantity" => claim
            .quantities
            .iter()
            .map(|q| {
                let value = match &q.value {
                    Some(QuantityValue::Number(n)) => n.to_string(),
                    Some(QuantityValue::Date(date)) => date.clone(),
                    None => "-".to_owned(),
                };
                [
                    document.slice(q.span),
                    &value,
                    q.unit.as_deref().unwrap_or("-"),
                    q.kind.as_str(),
                    q.qualifier.as_deref().unwrap_or("-"),
                ]
                .join(" · ")
            })
            .collect(),
        "verdict" => claim
            .verdicts
            .iter()
            .map(|v| {
                let by = match v.by {
                    Judge::Article => "article",
                    Judge::Named(span) => document.slice(span),
                };
                let evidence = document.slice(v.evidence);
                let (status, scope) = (v.status.as_str(), v.scope.as_str());
                format!("{status} · {by} · {evidence} · {scope}")
            })
            .collect(),
        "continues" => number(claim.continues).into_iter().collect(),
        "responds_to" => number(claim.responds_to).into_iter().collect(),
        "restates" => number(claim.restates).into_iter().collect(),
        _ => panic!("no field of a claim is called {name}"),
    }
}

/// Checks one article against one block; returns what is wrong.
fn check(article: &str, expected: &str) -> Vec<String> {
    let (date, marked) = match article.strip_prefix("date ") {
        Some(rest) => rest.split_once('\n').expect("a date has its own line"),
        None => ("", article),
    };
    let (text, attributions) = unmark(marked);
    let document = Document::new(&text);
    let mut article = Article::new(&text);
    article.date = Some(date).filter(|d| !d.is_empty());
    let syntax = syntax::parse(&document);
    let quotations = quotation::find(&document);
    let gazetteer = Gazetteer::embedded();
    let mentions = mention::find(&document, gazetteer);
    let entities = entity::cluster(&article, &document, &mentions, gazetteer);
    let speakers = speaker::resolve(
        &article,
        &document,
        &syntax,
        &quotations,
        &mentions,
        &entities,
        &attributions,
    );
    let claims = claim::make(
        &article,
        &document,
        &syntax,
        &quotations,
        &mentions,
        &entities,
        attributions,
        speakers,
    );
    let mut wrong = Vec::new();
    // Lines of one claim and field tell all its values: claims in order, values in order.
    let mut lines: Vec<(usize, &str, Vec<&str>)> = Vec::new();
    for line in expected.lines().filter(|l| !l.trim().is_empty()) {
        let (head, value) = line.split_once(' ').unwrap_or((line, ""));
        let (number, name) = head.split_once('.').unwrap_or(("1", head));
        let number = number.parse().expect("the number of a claim");
        match lines.iter_mut().find(|l| l.0 == number && l.1 == name) {
            Some(line) => line.2.push(value.trim()),
            None => lines.push((number, name, vec![value.trim()])),
        }
    }
    for (number, name, values) in lines {
        let found = field(&document, &claims[number - 1], name);
        let values: Vec<&str> = values.into_iter().filter(|v| *v != "-").collect();
        if found != values {
            wrong.push(format!(
                "{text}\n  {number}.{name}\n    expected {values:?}\n    found    {found:?}"
            ));
        }
    }
    wrong
}

fn run(name: &str) {
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for path in spec::files("spec", &[name]) {
        let spec = std::fs::read_to_string(path).expect("a spec is UTF-8");
        for block in spec::blocks(&spec).iter().filter(|b| b.kind == "claims") {
            wrong.extend(check(block.article.trim_end(), block.body));
            checked += 1;
        }
    }
    assert!(checked > 0, "{name} checks nothing");
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn text_and_form() {
    run("claim-text.md");
}

#[test]
fn cue_class() {
    run("claim-cue-class.md");
}

#[test]
fn polarity_and_modality() {
    run("claim-polarity-modality.md");
}

#[test]
fn telling() {
    run("claim-telling.md");
}

#[test]
fn quantities() {
    run("claim-quantities.md");
}

#[test]
fn links() {
    run("claim-links.md");
}

#[test]
fn verdicts() {
    run("claim-verdicts.md");
}

#[test]
fn a_title_is_a_headline_whatever_ends_it() {
    let text = "Moss says the dam is safe.\n\nJoe Moss said on Friday that the dam is safe.";
    let extractor = onrecord::Extractor::new();
    let regions = |title: Option<&str>| -> Vec<&str> {
        let mut article = Article::new(text);
        article.title = title;
        let extraction = extractor.extract(&article);
        let claims = extraction.claims().iter();
        claims.map(|c| c.region.as_str()).collect()
    };
    assert_eq!(regions(Some("Moss says the dam is safe"))[0], "headline");
    assert_eq!(regions(Some("Something else"))[0], "body");
}
