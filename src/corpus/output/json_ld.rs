//! What the two forms of JSON-LD share: addresses, and nodes without what is unknown.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::record::{EntityRecord, Record};

/// A node of these fields, in the order of their names; what is null or an empty list is left out.
pub(super) fn node(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let known = fields
        .into_iter()
        .filter(|(_, value)| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        })
        .map(|(name, value)| (name.to_owned(), value));
    Value::Object(known.collect::<Map<_, _>>())
}

/// The address of an article: its own where it has one, else a name made of its id.
pub(super) fn of_article(record: &Record<'_>) -> String {
    match record.article.url.filter(|url| is_web_address(url)) {
        Some(url) => url.to_owned(),
        None => name("article", &record.id),
    }
}

/// The address of an entity: Wikidata's where known, else a name made of its id.
pub(super) fn of_entity(entity: &EntityRecord<'_>) -> String {
    match entity.wikidata {
        Some(id) => format!("http://www.wikidata.org/entity/{id}"),
        None => name("entity", entity.id),
    }
}

/// `urn:onrecord:kind:id`, all but plain characters percent-encoded, so that any id makes an address.
pub(super) fn name(kind: &str, id: &str) -> String {
    let mut iri = format!("urn:onrecord:{kind}:");
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            // A string never refuses to be written.
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    iri
}

/// A web address that needs no repair to stand in JSON-LD.
fn is_web_address(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    host.is_some_and(|host| !host.is_empty() && !host.contains(forbidden))
}

/// Nodes as they stand in a file, one a line, `between` them.
pub(super) fn lines(nodes: impl IntoIterator<Item = Value>, between: &str) -> Vec<u8> {
    let lines: Vec<String> = nodes.into_iter().map(|node| node.to_string()).collect();
    lines.join(between).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_id_makes_an_address() {
        assert_eq!(name("article", "a/y-1"), "urn:onrecord:article:a/y-1");
        assert_eq!(
            name("article", "<ü #1>"),
            "urn:onrecord:article:%3C%C3%BC%20%231%3E"
        );
    }

    #[test]
    fn only_a_whole_web_address_is_one() {
        assert!(is_web_address("https://example.org/a?b=c#d"));
        assert!(!is_web_address("example.org/a"));
        assert!(!is_web_address("https://"));
        assert!(!is_web_address("https://example.org/a b"));
        assert!(!is_web_address("javascript:alert(1)"));
    }
}
