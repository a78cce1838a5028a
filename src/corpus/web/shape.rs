//! How deep and how wide a page is, before it is parsed.
//!
//! A parser of HTML walks up the open elements at every tag, and over the attributes at every attribute: a page
//! made to hurt takes minutes. Real pages have some thousand elements, a few dozen deep.

use std::collections::HashMap;

/// Elements at most.
const ELEMENTS: usize = 30_000;
/// Elements in one another at most.
const DEPTH: usize = 256;
/// Attributes of one element at most.
const ATTRIBUTES: usize = 512;

/// Elements that hold none, or whose end goes without saying.
const SHALLOW: &[&str] = &[
    "area", "base", "body", "br", "col", "dd", "dt", "embed", "head", "hr", "html", "img", "input",
    "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose content is text, whatever it looks like.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// What a page has too much of; none where it can be parsed in no time.
pub(super) fn too_much(html: &str) -> Option<&'static str> {
    let bytes = html.as_bytes();
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut elements, mut depth, mut at) = (0, 0, 0);
    while let Some(found) = find(bytes, at, b'<') {
        at = found + 1;
        let ends = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(ends);
        let name = name(&bytes[start..]);
        if name.is_empty() {
            if bytes[at..].starts_with(b"!--") {
                at = html[at..].find("-->").map_or(bytes.len(), |end| at + end);
            }
            continue;
        }
        let (after, attributes) = tag_end(bytes, start + name.len());
        at = after;
        if attributes > ATTRIBUTES {
            return Some("attributes of one element");
        }
        let shallow = SHALLOW.contains(&name.as_str());
        if ends {
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
            }
            continue;
        }
        elements += 1;
        if RAW.contains(&name.as_str()) {
            let close = format!("</{name}");
            at = find_ignoring_case(bytes, at, close.as_bytes());
        } else if !shallow {
            *open.entry(name).or_default() += 1;
            depth += 1;
        }
        if elements > ELEMENTS {
            return Some("elements");
        }
        if depth > DEPTH {
            return Some("elements in one another");
        }
    }
    None
}

/// The name of an element, in lower case; empty where none stands there.
fn name(bytes: &[u8]) -> String {
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return String::new();
    }
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let end = bytes.iter().position(ends).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase()
}

/// The place behind a tag, and how many attributes it has.
fn tag_end(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut attributes = 0;
    let mut between = true;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'=' => {
                let value = at
                    + bytes[at..]
                        .iter()
                        .take_while(|b| b.is_ascii_whitespace())
                        .count();
                if let Some(&mark @ (b'"' | b'\'')) = bytes.get(value) {
                    at = find(bytes, value + 1, mark).map_or(bytes.len(), |end| end + 1);
                }
                between = false;
            }
            b'/' => between = true,
            byte if byte.is_ascii_whitespace() => between = true,
            _ if between => {
                attributes += 1;
                between = false;
            }
            _ => {}
        }
    }
    (at, attributes)
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    let at = bytes.get(from..)?.iter().position(|&b| b == byte)?;
    Some(from + at)
}

/// Where some ASCII text stands next, in whatever case; the end where nowhere.
fn find_ignoring_case(bytes: &[u8], from: usize, text: &[u8]) -> usize {
    let found = bytes[from..]
        .windows(text.len())
        .position(|window| window.eq_ignore_ascii_case(text));
    found.map_or(bytes.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_page_is_not_too_much() {
        let page = "<!doctype html><title>a < b</title><div class='x' data-y=\"<div>\"><p>One<p>Two<br></div>".repeat(500);
        assert_eq!(too_much(&page), None);
        assert_eq!(
            too_much(&"<script>if (a < b) x('<div>')</script>".repeat(500)),
            None
        );
        assert_eq!(too_much(&"<!-- <div> -->".repeat(500)), None);
        assert_eq!(too_much("< < <<a"), None);
        assert_eq!(too_much("é<"), None);
    }

    #[test]
    fn a_page_made_to_hurt_is() {
        assert_eq!(
            too_much(&"<div>".repeat(300)),
            Some("elements in one another")
        );
        assert_eq!(
            too_much(&"<DIV></span>".repeat(300)),
            Some("elements in one another")
        );
        assert_eq!(too_much(&"<p>".repeat(40_000)), Some("elements"));
        let attributes: String = (0..600).map(|i| format!("a{i}=1 ")).collect();
        assert_eq!(
            too_much(&format!("<p {attributes}>")),
            Some("attributes of one element")
        );
    }

    #[test]
    fn it_is_told_in_one_pass() {
        // Each of these was quadratic once in somebody's scanner.
        for piece in ["<!--", "<script>", "<a b='", "<", "</", "<a "] {
            assert!(
                too_much(&piece.repeat(200_000)).is_none_or(|what| !what.is_empty()),
                "{piece}"
            );
        }
    }
}
