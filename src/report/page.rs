//! The frame of a page: everything it needs is inside, nothing is fetched, and nothing else may run.

use std::fmt::Write;

use super::escape::escaped;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// SHA-256 of the two as Content Security Policy writes it; a test holds them.
const STYLE_HASH: &str = "sha256-q0Rb5SobPKf+uaEiygeJ29atTd5NQtSLPbxm6OQEP8Y=";
const SCRIPT_HASH: &str = "sha256-77JhbhTZwIY8SXiN7PCplpaV6oQZ3V+oxD490NRRUdM=";

/// Whether a page shows all its parts or one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    One,
    Many,
}

/// A page around its content.
pub(super) fn page(
    title: &str,
    up: Option<&str>,
    parts: Parts,
    content: &str,
    foot: &str,
) -> String {
    let mut out = String::with_capacity(content.len() + STYLE.len() + SCRIPT.len() + 2048);
    let title = escaped(title);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
         style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">To the content</a>\n<header><h1>{title}</h1>\n<nav aria-label=\"Report\">"
    );
    if let Some(up) = up {
        let _ = write!(out, "<a href=\"{up}\">All articles</a>");
    }
    out.push_str("</nav>\n");
    out.push_str(KEY);
    let class = match parts {
        Parts::One => "one",
        Parts::Many => "many",
    };
    let _ = write!(
        out,
        "</header>\n<main id=\"main\" class=\"{class}\">\n{content}</main>\n\
         <p class=\"away\" id=\"live\" role=\"status\"></p>\n<footer class=\"quiet\"><p>{}</p></footer>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n",
        escaped(foot)
    );
    out
}

/// What the marks mean.
const KEY: &str = "<p class=\"legend key\"><span class=\"con direct\">direct</span> \
    <span class=\"con mixed\">partly quoted</span> <span class=\"con indirect\">indirect claim</span> \
    <span class=\"q\">quotation</span> <span class=\"m person\">person</span> <span class=\"m party\">party</span> \
    <span class=\"m state\">state</span> <span class=\"m country\">country</span> \
    <span class=\"m body-of\">organization</span></p>\n";
