//! Pages to read: the article with its claims marked, and an index with charts for a corpus.
//!
//! A [`Section`] is one article as HTML, made on any thread; a [`Report`] takes sections in order and gives
//! [`Page`]s. A page holds all it needs: no network, no script from elsewhere, and a content policy that lets
//! no other script run. Words of articles are untrusted and are never markup. Without scripts a page is an
//! article with notes; with them a claim can be chosen, by mouse or keyboard, and lights up what belongs to it.
//!
//! ```
//! use onrecord::report::{Report, Section};
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let extraction = extractor.extract(&Article::new("“Taxes <b>will</b> fall,” said Gov. Ann Ortiz (D-Ohio)."));
//! let mut report = Report::new("Budget", "report.html");
//! assert!(report.add(Section::new(&extraction)).is_none());
//! let pages = report.finish();
//! assert_eq!((pages.len(), &*pages[0].name), (1, "report.html"));
//! assert!(pages[0].html.contains("Ann Ortiz") && !pages[0].html.contains("<b>will</b>"));
//! ```

mod article;
mod chart;
mod escape;
mod marked;
mod page;

pub use article::Section;

use std::fmt::Write;

use crate::summary::{Dimension, Summary, Worthy};
use article::LONGEST_NAME;
use escape::{NUMBER, address_of, cut, escaped};
use page::{Parts, page};

/// Bytes of articles that one page holds, passed by its last article at most.
const PAGE_BYTES: usize = 1_000_000;
/// Bytes of the list of articles on the index.
const LIST_BYTES: usize = 1_000_000;
/// Bytes of the list of pages on the index, where it cannot list all articles.
const PAGES_BYTES: usize = 300_000;
/// Characters of a statement in the list of the check-worthy.
const LONGEST_STATEMENT: usize = 300;

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its path, beside the index.
    pub name: String,
    /// The whole file.
    pub html: String,
}

/// A report that takes articles in order.
///
/// Few articles make one page. Where they are more than a page should hold, they are split into pages of about
/// a megabyte, and the index, always below 2 MB, leads to them.
#[derive(Clone, Debug)]
pub struct Report {
    title: String,
    /// File name of the index.
    name: String,
    summary: Summary,
    /// Articles of the page that is not full.
    open: String,
    /// Rows of that page's list.
    open_rows: String,
    /// Rows of the index.
    rows: String,
    /// The first article of every page, numbers from 1.
    firsts: Vec<usize>,
    /// Articles the index lists.
    listed: usize,
    provenance: Option<String>,
}

impl Report {
    /// A report without articles, of this title; `name` is the file name of its index.
    #[must_use]
    pub fn new(title: &str, name: &str) -> Self {
        Self {
            title: cut(title, 2 * LONGEST_NAME),
            name: name.to_owned(),
            summary: Summary::default(),
            open: String::new(),
            open_rows: String::new(),
            rows: String::new(),
            firsts: vec![1],
            listed: 0,
            provenance: None,
        }
    }

    /// Takes the next article; gives a page when one is full.
    pub fn add(&mut self, section: Section) -> Option<Page> {
        let full = (self.open.len() > PAGE_BYTES).then(|| self.full_page());
        self.summary.add(&section.digest);
        let number = self.summary.articles;
        if full.is_some() {
            self.firsts.push(number);
        }
        let part = section.html.replace(NUMBER, &number.to_string());
        self.open
            .push_str(&part.replacen("class=\"article\"", "class=\"article part\"", 1));
        row(&mut self.open_rows, &section, &format!("#a{number}"));
        if self.rows.len() < LIST_BYTES {
            // Whether its page is a file of its own is known in the end.
            let address = format!("{NUMBER}{:05}.html#a{number}", self.firsts.len());
            row(&mut self.rows, &section, &address);
            self.listed = number;
        }
        self.provenance.get_or_insert(section.provenance);
        full
    }

    /// The pages that are left, the index last.
    #[must_use]
    pub fn finish(mut self) -> Vec<Page> {
        let foot = self.foot();
        if self.summary.articles == 1 {
            let html = page(&self.title, None, Parts::One, &self.open, &foot);
            return vec![Page {
                name: self.name,
                html,
            }];
        }
        if self.firsts.len() == 1 {
            let mut content = self.index("#");
            content.push_str(&self.open);
            let html = page(&self.title, Some("#"), Parts::Many, &content, &foot);
            return vec![Page {
                name: self.name,
                html,
            }];
        }
        let last = self.full_page();
        let content = self.index(&self.folder_address());
        let html = page(&self.title, None, Parts::One, &content, &foot);
        vec![
            last,
            Page {
                name: self.name,
                html,
            },
        ]
    }

    /// The figures so far.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn foot(&self) -> String {
        let made = self.provenance.as_deref().unwrap_or("onrecord");
        format!(
            "{made}. Found by a program and not checked by hand: read the words before you rely on a mark."
        )
    }

    fn stem(&self) -> &str {
        self.name.strip_suffix(".html").unwrap_or(&self.name)
    }

    /// The folder of the pages, as an address beside the index.
    fn folder_address(&self) -> String {
        format!("{}-pages/", address_of(self.stem()))
    }

    /// The articles that wait, as a page of their own.
    fn full_page(&mut self) -> Page {
        let (number, first) = (self.firsts.len(), self.firsts.last().copied().unwrap_or(1));
        let last = self.summary.articles;
        let title = format!("{}: articles {first} to {last}", self.title);
        let mut content = "<section class=\"part\" id=\"index\">\n".to_owned();
        list(&mut content, &std::mem::take(&mut self.open_rows));
        content.push_str("</section>\n");
        content.push_str(&std::mem::take(&mut self.open));
        let up = format!("../{}", address_of(&self.name));
        let html = page(&title, Some(&up), Parts::Many, &content, &self.foot());
        let name = format!("{}-pages/{number:05}.html", self.stem());
        Page { name, html }
    }

    /// Figures, charts, the check-worthy, the list of articles. `pages` is `#` on the one page of all.
    fn index(&self, pages: &str) -> String {
        let summary = &self.summary;
        let mut out = "<section class=\"part\" id=\"index\">\n".to_owned();
        let _ = writeln!(
            out,
            "<p><b>{}</b> articles, <b>{}</b> claims, <b>{}</b> different statements.</p>",
            summary.articles, summary.claims, summary.statements
        );
        if let Some(told) = summary.told_again() {
            let _ = writeln!(out, "<p class=\"quiet\">{told}</p>");
        }
        out.push_str("<h2>Figures</h2>\n<div class=\"charts\">\n");
        chart::speakers(&mut out, summary);
        for (dimension, title) in [
            (Dimension::Party, "Share of voice by party"),
            (Dimension::Gender, "Share of voice by gender"),
            (Dimension::State, "Share of voice by state"),
            (Dimension::Form, "Direct against indirect"),
        ] {
            chart::share(&mut out, summary, dimension, title);
        }
        out.push_str("</div>\n");
        self.worthy(&mut out, pages);
        let rows = match pages {
            "#" => self.rows.replace(&format!("{NUMBER}00001.html"), ""),
            folder => self.rows.replace(NUMBER, folder),
        };
        list(&mut out, &rows);
        self.unlisted(&mut out, pages);
        out.push_str("</section>\n");
        out
    }

    /// Pages whose articles the list has no room for.
    fn unlisted(&self, out: &mut String, pages: &str) {
        if self.listed == self.summary.articles {
            return;
        }
        let _ = writeln!(
            out,
            "<p>The other {} articles:</p>\n<ul>",
            self.summary.articles - self.listed
        );
        let limit = out.len() + PAGES_BYTES;
        for (i, &first) in self.firsts.iter().enumerate() {
            let last = self
                .firsts
                .get(i + 1)
                .map_or(self.summary.articles, |next| next - 1);
            if last <= self.listed {
                continue;
            }
            if out.len() > limit {
                let _ = writeln!(out, "<li>and so on, to page {}</li>", self.firsts.len());
                break;
            }
            let _ = writeln!(
                out,
                "<li><a href=\"{pages}{:05}.html\">{first} to {last}</a></li>",
                i + 1
            );
        }
        out.push_str("</ul>\n");
    }

    fn worthy(&self, out: &mut String, pages: &str) {
        let worthy = self.summary.worthy();
        if worthy.is_empty() {
            return;
        }
        let all: usize = self
            .summary
            .lines(Dimension::Form)
            .iter()
            .map(|line| line.check_worthy)
            .sum();
        let _ = writeln!(
            out,
            "<h2>Check-worthy claims</h2>\n<p class=\"quiet\">{all} of {} statements call for a check; the first {}:</p>\n\
             <ol class=\"worthy\">",
            self.summary.statements,
            worthy.len()
        );
        for claim in worthy {
            let (article, place) = (claim.place + 1, claim.claim_place + 1);
            let page = match pages {
                "#" => String::new(),
                _ => format!(
                    "{pages}{:05}.html",
                    self.firsts.partition_point(|&first| first <= article)
                ),
            };
            let _ = write!(
                out,
                "<li><a href=\"{page}#a{article}c{place}\"><bdi>{}</bdi></a> <small>",
                escaped(&cut(&claim.text, LONGEST_STATEMENT))
            );
            facts(out, claim);
            out.push_str("</small></li>\n");
        }
        out.push_str("</ol>\n");
    }
}

fn facts(out: &mut String, claim: &Worthy) {
    let speaker = claim.speaker.as_deref().unwrap_or("speaker not known");
    let verdict = claim
        .verdict
        .map(|verdict| format!("{verdict} by the article"));
    let facts = [
        Some(speaker),
        claim.outlet.as_deref(),
        claim.date.as_deref(),
        verdict.as_deref(),
    ];
    for (i, fact) in facts.into_iter().flatten().enumerate() {
        let mark = if i == 0 { "" } else { " · " };
        let _ = write!(
            out,
            "{mark}<bdi>{}</bdi>",
            escaped(&cut(fact, LONGEST_NAME))
        );
    }
    let _ = write!(out, " · {:.0} %", 100.0 * claim.check_worthiness);
}

/// A line of the list of articles.
fn row(out: &mut String, section: &Section, address: &str) {
    let _ = write!(
        out,
        "<tr><td><a href=\"{address}\"><bdi>{}</bdi></a></td>",
        escaped(&section.title)
    );
    let known = |fact: &Option<String>| escaped(fact.as_deref().unwrap_or_default()).to_string();
    let _ = write!(
        out,
        "<td><bdi>{}</bdi></td><td class=\"date\"><bdi>{}</bdi></td>",
        known(&section.outlet),
        known(&section.date)
    );
    let _ = writeln!(
        out,
        "<td><bdi>{}</bdi></td><td class=\"number\">{}</td></tr>",
        escaped(&section.speakers.join(", ")),
        section.claims
    );
}

fn list(out: &mut String, rows: &str) {
    let _ = write!(
        out,
        "<h2>Articles</h2>\n<p class=\"search\" hidden><label>Search <input type=\"search\" id=\"search\"></label> \
         <output id=\"found\"></output></p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Articles\">\
         <table id=\"articles\"><thead><tr><th scope=\"col\">Article</th><th scope=\"col\">Outlet</th>\
         <th scope=\"col\">Date</th><th scope=\"col\">Speakers</th><th scope=\"col\" class=\"number\">Claims</th></tr></thead>\n\
         <tbody>\n{rows}</tbody></table></div>\n"
    );
}
