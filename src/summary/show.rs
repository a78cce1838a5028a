//! A summary as a table to read, as CSV, as JSON.

use std::fmt::Write;

use serde::Serialize;

use super::{Dimension, Line, Summary, Worthy};

/// Name of the layout of [`json`]; a changed meaning is a new number.
const SCHEMA: &str = "summary/1";

/// Tables to read, one a dimension, of at most `top` lines each, in lines of at most `width` columns.
///
/// ```
/// use onrecord::summary::{Digest, Dimension, Summary, table};
/// use onrecord::{Article, Extractor};
///
/// let extractor = Extractor::new();
/// let mut summary = Summary::default();
/// let extraction = extractor.extract(&Article::new("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio)."));
/// summary.add(&Digest::new(&extraction.to_record()));
/// let text = table(&summary, &[Dimension::Party], 10, 80);
/// assert!(text.starts_with("1 article, 1 claim, 1 statement\n"));
/// assert!(text.contains("Democratic Party"));
/// ```
#[must_use]
pub fn table(summary: &Summary, by: &[Dimension], top: usize, width: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut out = format!(
        "{}, {}, {}\n",
        count(summary.articles, "article"),
        count(summary.claims, "claim"),
        count(summary.statements, "statement")
    );
    if let Some(told) = summary.told_again() {
        out.push_str(&wrapped(&told, width));
    }
    for &dimension in by {
        lines(&mut out, summary, dimension, top, width);
    }
    out
}

/// Heads of the columns of figures; the last three go where the width is small.
const HEADS: [&str; 8] = [
    "statements",
    " share",
    "claims",
    "articles",
    "check",
    "direct",
    "mixed",
    "indirect",
];
/// From here on there is room for all of them.
const WIDE: usize = 96;

fn lines(out: &mut String, summary: &Summary, dimension: Dimension, top: usize, width: usize) {
    let all = summary.lines(dimension);
    // Where no article tells, there is nothing to compare.
    if all.iter().all(|line| line.name.is_none()) {
        return;
    }
    let shown = &all[..top.min(all.len())];
    let heads = if width < WIDE { &HEADS[..5] } else { &HEADS };
    let columns: Vec<usize> = heads.iter().map(|head| head.len() + 2).collect();
    let room = width.saturating_sub(columns.iter().sum::<usize>()).max(12);
    let head = dimension.as_str().replace('_', " ");
    let names = shown.iter().map(|line| columns_of(name(line)));
    let first = names.chain([head.len()]).max().unwrap_or(0).min(room);
    let _ = write!(out, "\n{head:first$}");
    for (head, width) in heads.iter().zip(&columns) {
        let _ = write!(out, "{head:>width$}");
    }
    out.push('\n');
    for line in shown {
        let name = shortened(name(line), first);
        out.push_str(&name);
        out.extend(std::iter::repeat_n(' ', first - columns_of(&name)));
        let figures = [
            line.statements.to_string(),
            format!("{:.1} %", share(line.words, summary.words)),
            line.claims.to_string(),
            line.articles.to_string(),
            line.check_worthy.to_string(),
            line.direct.to_string(),
            line.mixed.to_string(),
            line.indirect.to_string(),
        ];
        for (figure, width) in figures.iter().zip(&columns) {
            let _ = write!(out, "{figure:>width$}");
        }
        out.push('\n');
    }
    if all.len() > shown.len() {
        let _ = writeln!(out, "and {} more", all.len() - shown.len());
    }
}

/// Percent of the whole.
fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn name(line: &Line) -> &str {
    line.name.as_deref().unwrap_or("(not told)")
}

/// Columns on a terminal; characters, which news in English is made of.
fn columns_of(text: &str) -> usize {
    text.chars().count()
}

/// Control characters are no part of a name, and would move the cursor.
fn shortened(text: &str, width: usize) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if columns_of(&text) <= width {
        return text;
    }
    let kept = text.chars().take(width.saturating_sub(1));
    kept.chain(['…']).collect()
}

fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = columns_of(word);
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}

/// One row a line of each dimension, all of them, under one head.
#[must_use]
pub fn csv(summary: &Summary, by: &[Dimension]) -> String {
    let mut out = "by,name,id,articles,claims,statements,words,share,direct,mixed,indirect,check_worthy,judged\n"
        .to_owned();
    for &dimension in by {
        for line in summary.lines(dimension) {
            let _ = writeln!(
                out,
                "{},{},{},{},{},{},{},{:.4},{},{},{},{},{}",
                dimension.as_str(),
                cell(line.name.as_deref()),
                cell(line.id.as_deref()),
                line.articles,
                line.claims,
                line.statements,
                line.words,
                share(line.words, summary.words) / 100.0,
                line.direct,
                line.mixed,
                line.indirect,
                line.check_worthy,
                line.judged,
            );
        }
    }
    out
}

/// Quoted where it must be (RFC 4180); what is unknown is an empty cell.
fn cell(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// One JSON object, line end included: totals, the lines of every dimension, the worthiest statements.
#[must_use]
pub fn json(summary: &Summary, by: &[Dimension]) -> String {
    #[derive(Serialize)]
    struct By<'s> {
        by: &'static str,
        lines: Vec<&'s Line>,
    }
    #[derive(Serialize)]
    struct Wire<'s> {
        schema: &'static str,
        articles: usize,
        copied_articles: usize,
        claims: usize,
        statements: usize,
        copies: usize,
        repeats: usize,
        words: usize,
        tables: Vec<By<'s>>,
        check_worthy: &'s [Worthy],
    }
    let tables = by.iter().map(|&dimension| By {
        by: dimension.as_str(),
        lines: summary.lines(dimension),
    });
    let wire = Wire {
        schema: SCHEMA,
        articles: summary.articles,
        copied_articles: summary.copied_articles,
        claims: summary.claims,
        statements: summary.statements,
        copies: summary.copies,
        repeats: summary.repeats,
        words: summary.words,
        tables: tables.collect(),
        check_worthy: summary.worthy(),
    };
    serde_json::to_string(&wire).expect("all keys are strings, so it is always JSON") + "\n"
}
