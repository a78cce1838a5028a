//! The committed JSON Schemas are those of the code, and what is written obeys them.

#![cfg(feature = "json")]

use std::path::{Path, PathBuf};

use onrecord::record::{Row, schema};
use onrecord::{Article, Extractor};
use serde_json::Value;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Where a value breaks a schema; the few keywords that the schemas use.
fn check(schema: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
    let mut report = |what: &str| wrong.push(format!("{place}: {what}, found {value}"));
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = choices.iter().any(|choice| {
            let mut inner = Vec::new();
            check(choice, value, place, &mut inner);
            inner.is_empty()
        });
        if !fits {
            report("fits no choice");
        }
        return;
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|words| !words.contains(value))
    {
        report("is no word of the vocabulary");
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        report("is not the constant");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name)) {
        report(&format!("is not {types:?}"));
    }
    let length = value.as_str().map_or(0, |text| text.chars().count() as u64);
    if value.is_string()
        && schema["minLength"]
            .as_u64()
            .is_some_and(|least| length < least)
    {
        report("is too short");
    }
    if let Some(number) = value.as_f64() {
        let low = schema["minimum"].as_f64().is_some_and(|low| number < low);
        let high = schema["maximum"].as_f64().is_some_and(|high| number > high);
        if low || high {
            report("is out of range");
        }
    }
    if let (Some(fields), Some(found)) = (schema["properties"].as_object(), value.as_object()) {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !found.contains_key(name.as_str().unwrap_or_default()) {
                wrong.push(format!("{place}: lacks {name}"));
            }
        }
        for (name, inner) in found {
            match fields.get(name) {
                Some(schema) => check(schema, inner, &format!("{place}.{name}"), wrong),
                None => wrong.push(format!("{place}: {name} is not in the schema")),
            }
        }
    }
    if let (Some(items), Some(found)) = (schema.get("items"), value.as_array()) {
        for (n, inner) in found.iter().enumerate() {
            check(items, inner, &format!("{place}[{n}]"), wrong);
        }
    }
}

#[test]
fn the_committed_schemas_are_those_of_the_code() {
    for (path, text) in [
        ("schema/article-1.json", schema::article()),
        ("schema/row-1.json", schema::row()),
    ] {
        let path = root(path);
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, &text).expect("the schema can be written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{} is out of date: run with UPDATE_FIXTURES=1",
            path.display()
        );
    }
}

#[test]
fn real_output_obeys_the_schemas() {
    let of_article: Value = serde_json::from_str(&schema::article()).expect("JSON");
    let of_row: Value = serde_json::from_str(&schema::row()).expect("JSON");
    let extractor = Extractor::new();
    let mut wrong = Vec::new();
    let mut claims = 0;
    let folder = root("fixtures/articles");
    for entry in std::fs::read_dir(&folder).expect("fixture articles are there") {
        let path = entry.expect("an entry").path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let article = Article::new(&text).with_date("2026-11-03");
        let extraction = extractor.extract(&article);
        let record = extraction.to_record();
        let place = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let value = serde_json::to_value(&record).expect("JSON");
        check(&of_article, &value, &place, &mut wrong);
        for row in record.rows() {
            claims += 1;
            let value = serde_json::to_value(&row).expect("JSON");
            check(&of_row, &value, &place, &mut wrong);
        }
    }
    assert!(claims > 50, "{claims} claims are too few to tell");
    assert!(
        wrong.is_empty(),
        "{}",
        wrong[..wrong.len().min(20)].join("\n")
    );
}

#[test]
fn a_row_with_a_wrong_word_is_refused() {
    let of_row: Value = serde_json::from_str(&schema::row()).expect("JSON");
    let row: serde_json::Map<String, Value> = Row::COLUMNS
        .iter()
        .map(|column| ((*column).to_owned(), Value::String("maybe".to_owned())))
        .collect();
    let mut wrong = Vec::new();
    check(&of_row, &Value::Object(row), "row", &mut wrong);
    assert!(wrong.iter().any(|w| w.contains("row.polarity")));
    assert!(wrong.iter().any(|w| w.contains("row.sentence")));
}
