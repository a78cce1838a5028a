//! The text of an article with its mentions, quotations and claims marked.
//!
//! Marks overlap (a name in a claim in a quotation), elements may not: the text is cut wherever a mark begins
//! or ends, and each piece is one `<span>` that names all its marks.

use std::collections::HashMap;
use std::fmt::Write;

use super::escape::{NUMBER, escaped};
use crate::record::{EntityRecord, MentionRecord, Record, SpanRecord};
use crate::{Extraction, Region};

/// Marks of one piece that are told; where hostile text has more, the rest is left out.
const MOST_MARKS: usize = 12;

/// What a span of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// Index of a mention.
    Mention(usize),
    /// Somebody's words in quotation marks.
    Quotation,
    /// Index of the claim whose source it is.
    Source(usize),
    /// Index of the claim whose cue it is.
    Cue(usize),
    /// Index of the claim whose content it is.
    Content(usize),
}

/// A mark begins or ends.
type Edge = (usize, bool, Mark);

/// Paragraph by paragraph.
pub(super) fn write(out: &mut String, extraction: &Extraction<'_>, record: &Record<'_>) {
    let entities = record.entities.iter().map(|e| (e.id, e)).collect();
    let edges = edges(record);
    let mut edges = edges.iter().copied().peekable();
    let mut open: Vec<Mark> = Vec::new();
    for paragraph in extraction.document().paragraphs() {
        let (tag, class) = match paragraph.region {
            Region::Headline => ("h3", "headline"),
            Region::Body => ("p", "body"),
            Region::Caption => ("p", "caption"),
            Region::Credit => ("p", "credit"),
            Region::Boilerplate => ("p", "boilerplate"),
        };
        let _ = write!(out, "<{tag} class=\"{class}\" dir=\"auto\">");
        let mut at = paragraph.span.start();
        let end = paragraph.span.end();
        while at < end {
            // Ends go before beginnings: `false < true`.
            while let Some((place, begins, mark)) = edges.next_if(|&(place, ..)| place <= at) {
                if begins {
                    open.push(mark);
                } else {
                    close(out, &mut open, mark, place, record);
                }
            }
            let next = edges.peek().map_or(end, |&(place, ..)| place.min(end));
            piece(
                out,
                &extraction.article().text[at..next],
                &open,
                record,
                &entities,
            );
            at = next;
        }
        while let Some((place, _, mark)) =
            edges.next_if(|&(place, begins, _)| place == end && !begins)
        {
            close(out, &mut open, mark, place, record);
        }
        let _ = writeln!(out, "</{tag}>");
    }
}

fn edges(record: &Record<'_>) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut add = |span: &SpanRecord<'_>, mark: Mark| {
        if span.start < span.end {
            edges.push((span.start, true, mark));
            edges.push((span.end, false, mark));
        }
    };
    for (i, mention) in record.mentions.iter().enumerate() {
        if class_of(mention).is_some() {
            add(&mention.span, Mark::Mention(i));
        }
    }
    for quotation in &record.quotations {
        if quotation.class == "speech" {
            add(&quotation.span, Mark::Quotation);
        }
    }
    for (i, claim) in record.claims.iter().enumerate() {
        claim
            .source
            .iter()
            .for_each(|span| add(span, Mark::Source(i)));
        claim.cue.iter().for_each(|span| add(span, Mark::Cue(i)));
        claim
            .content
            .iter()
            .for_each(|span| add(span, Mark::Content(i)));
    }
    edges.sort_unstable();
    edges
}

/// Takes a mark away; behind the last piece of a claim's content stands its number.
fn close(out: &mut String, open: &mut Vec<Mark>, mark: Mark, place: usize, record: &Record<'_>) {
    // The last one opened is most often the first to close.
    if let Some(i) = open.iter().rposition(|&other| other == mark) {
        open.remove(i);
    }
    let Mark::Content(i) = mark else {
        return;
    };
    let claim = &record.claims[i];
    let last = claim.content.iter().map(|span| span.end).max() == Some(place);
    if !last || open.contains(&mark) {
        return;
    }
    let n = i + 1;
    let who = match (claim.speaker.status, claim.speaker.name) {
        ("resolved", Some(name)) => name,
        _ => "speaker not named",
    };
    let _ = write!(
        out,
        "<a class=\"n\" id=\"a{NUMBER}r{n}\" href=\"#a{NUMBER}c{n}\" role=\"doc-noteref\" \
         aria-label=\"Claim {n}: {}, {}\">{n}</a>",
        escaped(who),
        claim.form,
    );
}

fn piece(
    out: &mut String,
    words: &str,
    open: &[Mark],
    record: &Record<'_>,
    entities: &HashMap<&str, &EntityRecord<'_>>,
) {
    if open.is_empty() {
        let _ = write!(out, "{}", escaped(words));
        return;
    }
    let (mut class, mut contents, mut cues, mut sources) =
        (String::new(), String::new(), String::new(), String::new());
    let mut entity = None;
    for mark in open.iter().take(MOST_MARKS) {
        let (list, n) = match *mark {
            Mark::Mention(i) => {
                let mention = &record.mentions[i];
                class = format!("{class} m {}", class_of(mention).unwrap_or_default());
                entity = mention.entity;
                continue;
            }
            Mark::Quotation => {
                if !class.contains(" q") {
                    class.push_str(" q");
                }
                continue;
            }
            Mark::Source(i) => (&mut sources, i),
            Mark::Cue(i) => (&mut cues, i),
            Mark::Content(i) => {
                // A claim in a claim: the inner one tells how it is marked.
                class = format!("{class} {}", record.claims[i].form);
                (&mut contents, i)
            }
        };
        if !list.is_empty() {
            list.push(' ');
        }
        let _ = write!(list, "{}", n + 1);
    }
    if !contents.is_empty() {
        class.push_str(" con");
    }
    out.push_str("<span");
    if !class.is_empty() {
        let _ = write!(out, " class=\"{}\"", class.trim_start());
    }
    for (name, list) in [("c", contents), ("k", cues), ("s", sources)] {
        if !list.is_empty() {
            let _ = write!(out, " data-{name}=\"{list}\"");
        }
    }
    if let Some(entity) = entity.and_then(|id| entities.get(id)) {
        let facts = [Some(entity.name), entity.role, entity.party, entity.state];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        let _ = write!(out, " title=\"{}\"", escaped(&facts.join(" · ")));
    }
    let _ = write!(out, ">{}</span>", escaped(words));
}

/// How a mention is marked; pronouns, descriptions, offices and other places are not.
fn class_of(mention: &MentionRecord<'_>) -> Option<&'static str> {
    if matches!(mention.form, "pronoun" | "nominal") {
        return None;
    }
    match mention.kind {
        "person" => Some("person"),
        "party" => Some("party"),
        "us_state" | "subdivision" => Some("state"),
        "country" => Some("country"),
        "organization" => Some("body-of"),
        _ => None,
    }
}
