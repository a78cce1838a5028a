//! The article on a page: what the page tells machines of it (JSON-LD, `meta`), and its main text.

use std::borrow::Cow;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::{charset, mismatch, shape};
use crate::claim::date::Date;
use crate::corpus::item::Mismatch;
use crate::corpus::{OwnedArticle, Page};

/// Bytes of a page at most: the longest articles have some hundred thousand.
const MOST: usize = 8 << 20;
/// Characters from which on an `articleBody` is an article and no teaser.
const BODY: usize = 250;
/// Characters that no author writes without a line end: a longer body has lost its paragraphs.
const PARAGRAPH: usize = 1500;

/// The article on a page.
pub(super) fn article(page: Page) -> Result<OwnedArticle, Mismatch> {
    if page.bytes.len() > MOST {
        return Err(mismatch(
            format!("a page of at most {MOST} bytes"),
            page.bytes.len().to_string(),
        ));
    }
    let html = charset::decode(&page.bytes, page.charset.as_deref())?;
    if let Some(what) = shape::too_much(&html) {
        return Err(mismatch(
            "a page that a browser would show",
            format!("too many {what}"),
        ));
    }
    let document = Document::from(&*html);
    let told = Told::of(&document);
    let meta = Meta {
        document: &document,
    };
    let title = told
        .text("headline")
        .or_else(|| meta.any(TITLES))
        .or_else(|| {
            let title = document.select_single("title").text();
            clean(&title)
        });
    let url = page
        .url
        .or_else(|| meta.any(ADDRESSES).filter(|url| url.starts_with("http")));
    let article = OwnedArticle {
        id: page.id,
        title,
        date: told
            .text("datePublished")
            .or_else(|| meta.any(DATES))
            .and_then(|date| day(&date)),
        outlet: told
            .publisher()
            .or_else(|| meta.any(OUTLETS))
            .or_else(|| url.as_deref().and_then(host)),
        byline: told
            .authors()
            .or_else(|| meta.any(AUTHORS).filter(|name| !name.contains("://"))),
        url,
        text: String::new(),
    };
    let body = told.body();
    match text(document, body) {
        Some(text) => Ok(OwnedArticle { text, ..article }),
        None => Err(mismatch("a page with an article", "no main text")),
    }
}

/// The text that the page tells machines, where that is a whole article with its paragraphs, else its main text.
fn text(document: Document, body: Option<String>) -> Option<String> {
    let body = body.filter(|body| body.chars().count() >= BODY);
    if let Some(body) = body
        .as_ref()
        .filter(|body| body.contains('\n') || body.len() < PARAGRAPH)
    {
        return Some(body.clone());
    }
    let config = Config {
        text_mode: TextMode::Formatted,
        disable_json_ld: true,
        ..Config::default()
    };
    let main = Readability::with_document(document, None, Some(config))
        .and_then(|mut page| page.parse())
        .map(|article| article.text_content.trim().to_owned())
        .unwrap_or_default();
    // Paragraphs are worth much, half an article is not.
    match body {
        Some(body) if main.len() * 2 < body.len() => Some(body),
        _ => (!main.is_empty()).then_some(main),
    }
}

const TITLES: &[&str] = &["og:title", "twitter:title", "h1"];
const ADDRESSES: &[&str] = &["canonical", "og:url"];
const OUTLETS: &[&str] = &["og:site_name", "application-name"];
const AUTHORS: &[&str] = &["author", "article:author", "dc.creator", "byl"];
const DATES: &[&str] = &[
    "article:published_time",
    "datePublished",
    "og:article:published_time",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date",
    "dc.date.issued",
    "parsely-pub-date",
    "sailthru.date",
    "time",
];

/// What a page tells in single elements of its own.
struct Meta<'d> {
    document: &'d Document,
}

impl Meta<'_> {
    /// The first that says something.
    fn any(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.one(name))
    }

    fn one(&self, name: &str) -> Option<String> {
        let (selector, attribute) = match name {
            "h1" => return clean(&self.document.select_single("h1").text()),
            "canonical" => ("link[rel=canonical]".to_owned(), "href"),
            "time" => ("time[datetime]".to_owned(), "datetime"),
            // `i`: names are written in any case.
            name => (
                format!(
                    "meta[name=\"{name}\" i], meta[property=\"{name}\" i], meta[itemprop=\"{name}\" i]"
                ),
                "content",
            ),
        };
        let found = self.document.select_single(&selector);
        clean(&found.attr(attribute)?)
    }
}

/// What a page tells of its article in JSON-LD.
#[derive(Default)]
struct Told {
    article: Value,
}

impl Told {
    /// The first node of an article that has a body, else the first node of an article.
    fn of(document: &Document) -> Self {
        let mut first = None;
        for script in document
            .select("script[type=\"application/ld+json\"]")
            .iter()
        {
            let Some(value) = json(&script.text()) else {
                continue;
            };
            let mut articles = Vec::new();
            collect(value, 0, &mut articles);
            if let Some(at) = articles
                .iter()
                .position(|node| node.get("articleBody").is_some())
            {
                return Self {
                    article: articles.swap_remove(at),
                };
            }
            first = first.or(articles.into_iter().next());
        }
        Self {
            article: first.unwrap_or_default(),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        clean(&plain(self.article.get(name)?.as_str()?))
    }

    fn body(&self) -> Option<String> {
        let body = plain(self.article.get("articleBody")?.as_str()?);
        let body = body.replace("\r\n", "\n").trim().to_owned();
        (!body.is_empty()).then_some(body)
    }

    fn publisher(&self) -> Option<String> {
        names(self.article.get("publisher")?)
    }

    fn authors(&self) -> Option<String> {
        names(self.article.get("author")?)
    }
}

/// A block of JSON-LD; line ends inside strings, which many pages have, are forgiven.
fn json(script: &str) -> Option<Value> {
    let script = script.trim();
    serde_json::from_str(script)
        .or_else(|_| serde_json::from_str(&script.replace(char::is_control, " ")))
        .ok()
}

/// The nodes of articles: by themselves, in lists, in graphs.
fn collect(value: Value, depth: usize, articles: &mut Vec<Value>) {
    // A list of graphs of lists is still somebody's page; more is nobody's.
    if depth > 4 {
        return;
    }
    match value {
        Value::Array(list) => list
            .into_iter()
            .for_each(|value| collect(value, depth + 1, articles)),
        Value::Object(mut node) => {
            if let Some(graph) = node.remove("@graph") {
                collect(graph, depth + 1, articles);
            }
            if node.get("@type").is_some_and(is_article) {
                articles.push(Value::Object(node));
            }
        }
        _ => {}
    }
}

/// `NewsArticle`, `Article`, `ReportageNewsArticle`, `BlogPosting`, …, or a list with one of them.
fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => {
            kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report"
        }
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

/// The names of one or several nodes.
fn names(value: &Value) -> Option<String> {
    let name = |value: &Value| match value {
        Value::String(name) if !name.contains("://") => clean(&plain(name)),
        Value::Object(node) => clean(&plain(node.get("name")?.as_str()?)),
        _ => None,
    };
    let names: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(name).collect(),
        one => name(one).into_iter().collect(),
    };
    (!names.is_empty()).then(|| names.join(", "))
}

/// Some pages put HTML into JSON: its text then.
fn plain(text: &str) -> Cow<'_, str> {
    let entity = text.contains('&') && text.contains(';');
    if !entity && !text.contains("</") && !text.contains("<br") {
        return text.into();
    }
    if shape::too_much(text).is_some() {
        return text.into();
    }
    // In HTML a line end is a space; in a text with entities alone it is a paragraph.
    let text = if text.contains("</") || text.contains("<br") {
        text.into()
    } else {
        Cow::Owned(text.replace('\n', "<br>"))
    };
    Document::from(&*text)
        .formatted_text()
        .trim()
        .to_owned()
        .into()
}

/// One line without white space at its ends; none where nothing is left.
fn clean(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The day of an ISO date; any other way to write one is unknown.
fn day(date: &str) -> Option<String> {
    Date::parse(date).map(|day| day.to_string())
}

/// The site of an address.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPHS: &str = "<p>The council voted on Tuesday to close the old library, said Ann Ortiz, who led the \
        talks for the city, and nobody in the room was surprised by it.</p>\
        <p>“It will open again in May,” she added, “with more light, more rooms and more books than it ever had \
        before, and with a café for those who like to read over a cup of something warm.”</p>\
        <p>Readers were not so sure, and some of them wrote letters to the mayor, who did not answer them.</p>";

    fn read(html: &str) -> OwnedArticle {
        let page = Page {
            bytes: html.as_bytes().to_vec(),
            ..Page::default()
        };
        article(page).unwrap_or_else(|m| panic!("expected {}, found {}", m.expected, m.found))
    }

    #[test]
    fn the_main_text_is_found_among_the_rest() {
        let page = read(&format!(
            "<html><head><title>Library closes | The Daily</title><meta property='og:site_name' content='The Daily'>\
             <meta property='article:published_time' content='2026-11-03T10:00:00+01:00'>\
             <meta name='Author' content='Jo Field'><link rel='canonical' href='https://www.daily.example/a'></head>\
             <body><nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav><article><h1>Library closes</h1>{PARAGRAPHS}\
             </article><footer>All rights reserved</footer></body></html>"
        ));
        assert_eq!(page.title.as_deref(), Some("Library closes"));
        assert_eq!(page.date.as_deref(), Some("2026-11-03"));
        assert_eq!(page.outlet.as_deref(), Some("The Daily"));
        assert_eq!(page.byline.as_deref(), Some("Jo Field"));
        assert_eq!(page.url.as_deref(), Some("https://www.daily.example/a"));
        assert!(
            page.text.contains("“It will open again in May,” she added"),
            "{}",
            page.text
        );
        assert!(page.text.contains("\n\n"), "paragraphs stay: {}", page.text);
        assert!(!page.text.contains("All rights reserved"), "{}", page.text);
    }

    #[test]
    fn what_the_page_tells_machines_goes_first() {
        let body = "First, the council met &amp; voted.\\n\\n".repeat(10);
        let page = read(&format!(
            "<html><head><title>x</title><script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\
             \"@graph\":[{{\"@type\":\"WebPage\"}},{{\"@type\":[\"NewsArticle\"],\"headline\":\"Council &quot;met&quot;\",\
             \"datePublished\":\"2026-11-03\",\"author\":[{{\"name\":\"A. Field\"}},{{\"name\":\"B. Wood\"}}],\
             \"publisher\":{{\"name\":\"The Daily\"}},\"articleBody\":\"{body}\"}}]}}</script></head>\
             <body>{PARAGRAPHS}</body></html>"
        ));
        assert_eq!(page.title.as_deref(), Some("Council \"met\""));
        assert_eq!(page.byline.as_deref(), Some("A. Field, B. Wood"));
        assert_eq!(page.outlet.as_deref(), Some("The Daily"));
        assert!(
            page.text.starts_with("First, the council met & voted.\n"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("Ann Ortiz"));
    }

    #[test]
    fn a_body_without_paragraphs_gives_way_to_the_main_text() {
        let body = PARAGRAPHS.replace("<p>", "").replace("</p>", " ").repeat(5);
        let page = read(&format!(
            "<html><head><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}\
             </script></head><body><article>{}</article></body></html>",
            PARAGRAPHS.repeat(5)
        ));
        assert!(page.text.contains("\n\n"), "{}", page.text);
    }

    #[test]
    fn a_page_without_an_article_is_told() {
        for html in [
            "",
            "<html><body></body></html>",
            "\0\0\0",
            "<div>".repeat(10_000).as_str(),
        ] {
            let page = Page {
                bytes: html.as_bytes().to_vec(),
                ..Page::default()
            };
            assert!(article(page).is_err(), "{html:.20}");
        }
    }

    #[test]
    fn only_a_day_is_a_date() {
        assert_eq!(day("2026-11-03T10:00Z").as_deref(), Some("2026-11-03"));
        assert_eq!(day("Nov 3, 2026"), None);
        assert_eq!(day("2026-11"), None);
        assert_eq!(day("été 2026-11"), None);
        assert_eq!(
            host("https://user@www.Daily.example:443/a?b").as_deref(),
            Some("daily.example")
        );
    }
}
