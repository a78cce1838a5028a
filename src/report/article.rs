//! One article: its text with marks, and a card for each claim.

use std::collections::HashMap;
use std::fmt::Write;

use super::escape::{NUMBER, cut, escaped, web_address};
use super::marked;
use crate::record::{ClaimRecord, EntityRecord, Layout, Record, SpanRecord, TextField};
use crate::summary::Digest;
use crate::{Extraction, Region};

/// An article as a part of a report.
///
/// Made where the article is read, on any thread; a [`Report`](super::Report) takes sections in order.
#[derive(Clone, Debug)]
pub struct Section {
    /// HTML with [`NUMBER`] where its number goes.
    pub(super) html: String,
    pub(super) title: String,
    pub(super) outlet: Option<String>,
    pub(super) date: Option<String>,
    pub(super) claims: usize,
    /// The resolved speakers, most claims first.
    pub(super) speakers: Vec<String>,
    pub(super) digest: Digest,
    pub(super) provenance: String,
}

/// Characters of a headline.
const LONGEST_TITLE: usize = 160;
/// Characters of a name in a list or a card's head.
pub(super) const LONGEST_NAME: usize = 80;
/// Speakers that the list of articles names.
const SPEAKERS: usize = 4;

impl Section {
    /// Renders an article.
    #[must_use]
    pub fn new(extraction: &Extraction<'_>) -> Self {
        let record = extraction.to_record_in(Layout {
            text: TextField::Included,
            ..Layout::default()
        });
        let title = title(extraction, &record);
        let known = Known::new(&record);
        let mut html = String::with_capacity(4 * extraction.article().text.len() + 4096);
        head(&mut html, &title, &record);
        filters(&mut html, &known, &record);
        html.push_str("<div class=\"columns\">\n<div class=\"text\">\n");
        marked::write(&mut html, extraction, &record);
        html.push_str("</div>\n");
        cards(&mut html, &known, &record);
        html.push_str("</div>\n</article>\n");
        let owned = |field: Option<&str>| field.map(|field| cut(field, LONGEST_NAME));
        Self {
            html,
            title,
            outlet: owned(record.article.outlet),
            date: owned(record.article.date),
            claims: record.claims.len(),
            speakers: known
                .speakers
                .iter()
                .take(SPEAKERS)
                .map(|(name, _)| cut(name, LONGEST_NAME))
                .collect(),
            digest: Digest::new(&record),
            provenance: format!(
                "onrecord {}, weights {}, facts of {}",
                record.provenance.version, record.provenance.model, record.provenance.gazetteer
            ),
        }
    }
}

/// What the reader chooses from: the speakers and parties of an article.
struct Known<'r> {
    /// Name and claims of each resolved speaker, most claims first.
    speakers: Vec<(&'r str, usize)>,
    /// Number of a speaker from 1 by id; 0 stands for all that are not known.
    number: HashMap<&'r str, usize>,
    parties: Vec<&'r str>,
    entities: HashMap<&'r str, &'r EntityRecord<'r>>,
}

impl<'r> Known<'r> {
    fn new(record: &'r Record<'r>) -> Self {
        let mut order: Vec<(&str, &str, usize)> = Vec::new();
        let mut place: HashMap<&str, usize> = HashMap::new();
        let mut parties: Vec<&str> = Vec::new();
        for claim in &record.claims {
            if let Some((id, name)) = speaker(claim) {
                let n = *place.entry(id).or_insert_with(|| {
                    order.push((id, name, 0));
                    order.len() - 1
                });
                order[n].2 += 1;
            }
            parties.extend(claim.speaker.party);
        }
        parties.sort_unstable();
        parties.dedup();
        // Stable: among equals the first to speak goes first.
        order.sort_by_key(|&(.., claims)| std::cmp::Reverse(claims));
        Self {
            speakers: order
                .iter()
                .map(|&(_, name, claims)| (name, claims))
                .collect(),
            number: order
                .iter()
                .enumerate()
                .map(|(i, &(id, ..))| (id, i + 1))
                .collect(),
            parties,
            entities: record.entities.iter().map(|e| (e.id, e)).collect(),
        }
    }

    fn speaker(&self, claim: &ClaimRecord<'_>) -> usize {
        speaker(claim)
            .and_then(|(id, _)| self.number.get(id).copied())
            .unwrap_or(0)
    }

    fn party(&self, claim: &ClaimRecord<'_>) -> usize {
        let party = claim.speaker.party;
        party
            .and_then(|p| self.parties.binary_search(&p).ok())
            .map_or(0, |i| i + 1)
    }
}

/// Id and name of a resolved speaker.
fn speaker<'c>(claim: &'c ClaimRecord<'_>) -> Option<(&'c str, &'c str)> {
    let speaker = &claim.speaker;
    let name = speaker.name.filter(|_| speaker.status == "resolved")?;
    Some((speaker.entity.unwrap_or(name), name))
}

/// Its own headline, else its first line.
fn title(extraction: &Extraction<'_>, record: &Record<'_>) -> String {
    let paragraphs = extraction.document().paragraphs();
    let first = paragraphs
        .iter()
        .find(|p| p.region == Region::Headline)
        .or(paragraphs.first())
        .map(|p| extraction.document().slice(p.span));
    let title = record.article.title.or(first).unwrap_or(&record.id);
    cut(title, LONGEST_TITLE)
}

fn head(out: &mut String, title: &str, record: &Record<'_>) {
    let article = &record.article;
    let _ = write!(
        out,
        "<article class=\"article\" id=\"a{NUMBER}\" aria-labelledby=\"a{NUMBER}h\">\n<header>\
         <h2 id=\"a{NUMBER}h\" tabindex=\"-1\"><bdi>{}</bdi></h2>\n<p class=\"facts\">",
        escaped(title)
    );
    for fact in [article.outlet, article.date, article.byline]
        .into_iter()
        .flatten()
    {
        let _ = write!(
            out,
            "<span><bdi>{}</bdi></span> ",
            escaped(&cut(fact, LONGEST_TITLE))
        );
    }
    let _ = write!(
        out,
        "<span>id <bdi>{}</bdi></span>",
        escaped(&cut(&record.id, LONGEST_TITLE))
    );
    if let Some(url) = article.url {
        match web_address(url) {
            Some(url) => {
                let _ = write!(
                    out,
                    " <span><a href=\"{0}\" rel=\"noopener noreferrer nofollow\"><bdi>{1}</bdi></a></span>",
                    escaped(url),
                    escaped(&cut(url, LONGEST_NAME))
                );
            }
            None => {
                let _ = write!(
                    out,
                    " <span><bdi>{}</bdi></span>",
                    escaped(&cut(url, LONGEST_NAME))
                );
            }
        }
    }
    out.push_str("</p></header>\n");
}

/// Shown by the script alone: without it there is nothing to filter with.
fn filters(out: &mut String, known: &Known<'_>, record: &Record<'_>) {
    if record.claims.len() < 2 {
        return;
    }
    let choices = |out: &mut String, name: &str, label: &str, options: &[(String, String)]| {
        let _ = write!(
            out,
            "<label>{label} <select data-by=\"{name}\"><option value=\"\">all</option>"
        );
        for (value, text) in options {
            let _ = write!(out, "<option value=\"{value}\">{text}</option>");
        }
        out.push_str("</select></label>\n");
    };
    let numbered = |names: &mut dyn Iterator<Item = &str>, none: &str| {
        let mut options: Vec<(String, String)> = names
            .enumerate()
            .map(|(i, name)| {
                (
                    (i + 1).to_string(),
                    escaped(&cut(name, LONGEST_NAME)).to_string(),
                )
            })
            .collect();
        options.push(("0".to_owned(), none.to_owned()));
        options
    };
    let words = |words: &[&str]| -> Vec<(String, String)> {
        words
            .iter()
            .map(|&word| (word.to_owned(), word.to_owned()))
            .collect()
    };
    let mut verdicts: Vec<&str> = record
        .claims
        .iter()
        .flat_map(|c| c.verdicts.iter().map(|v| v.status))
        .collect();
    verdicts.sort_unstable();
    verdicts.dedup();
    verdicts.push("none");
    out.push_str("<form class=\"filters\" hidden aria-label=\"Show only claims of\">\n");
    let speakers = numbered(
        &mut known.speakers.iter().map(|&(name, _)| name),
        "not known",
    );
    choices(out, "speaker", "Speaker", &speakers);
    let parties = numbered(&mut known.parties.iter().copied(), "not known");
    choices(out, "party", "Party", &parties);
    choices(
        out,
        "form",
        "Form",
        &words(&["direct", "mixed", "indirect"]),
    );
    choices(out, "verdict", "Verdict", &words(&verdicts));
    out.push_str("<button type=\"reset\">Show all</button> <output></output>\n</form>\n");
}

fn cards(out: &mut String, known: &Known<'_>, record: &Record<'_>) {
    let count = record.claims.len();
    let _ = writeln!(
        out,
        "<aside class=\"claims\" aria-label=\"Claims\" tabindex=\"0\">\n<h3>Claims <small>{count}</small></h3>"
    );
    if count == 0 {
        out.push_str("<p>Nobody says anything.</p>\n</aside>\n");
        return;
    }
    out.push_str("<ol>\n");
    for (i, claim) in record.claims.iter().enumerate() {
        card(out, known, record, claim, i + 1);
    }
    out.push_str("</ol>\n</aside>\n");
}

fn card(
    out: &mut String,
    known: &Known<'_>,
    record: &Record<'_>,
    claim: &ClaimRecord<'_>,
    n: usize,
) {
    let mut verdicts: Vec<&str> = claim.verdicts.iter().map(|v| v.status).collect();
    verdicts.dedup();
    if verdicts.is_empty() {
        verdicts.push("none");
    }
    let _ = write!(
        out,
        "<li class=\"card {form}\" id=\"a{NUMBER}c{n}\" tabindex=\"-1\" data-claim=\"{n}\" \
         data-speaker=\"{}\" data-party=\"{}\" data-form=\"{form}\" data-verdict=\"{}\">\n\
         <p class=\"what\"><a class=\"back\" href=\"#a{NUMBER}r{n}\" role=\"doc-backlink\" \
         aria-label=\"Claim {n}: show in the text\">{n}</a> <bdi>",
        known.speaker(claim),
        known.party(claim),
        verdicts.join(" "),
        form = claim.form,
    );
    let said = escaped(claim.text);
    let _ = match claim.form {
        "direct" => writeln!(out, "“{said}”</bdi></p>"),
        _ => writeln!(out, "{said}</bdi></p>"),
    };
    who(out, claim);
    for verdict in &claim.verdicts {
        let by = if verdict.by == "article" {
            "the article"
        } else {
            verdict.by
        };
        let _ = writeln!(
            out,
            "<p class=\"verdict {0}\"><b>{0}</b> by <bdi>{1}</bdi>: <bdi>{2}</bdi></p>",
            verdict.status,
            escaped(by),
            escaped(verdict.evidence.text)
        );
    }
    out.push_str("<dl class=\"more\">\n");
    more(out, known, record, claim);
    out.push_str("</dl>\n</li>\n");
}

/// The speaker, with what is known of who that is.
fn who(out: &mut String, claim: &ClaimRecord<'_>) {
    let speaker = &claim.speaker;
    out.push_str("<p class=\"who\">");
    let name = match speaker.status {
        "none" => None,
        _ => speaker.name,
    };
    let source = spoken(&claim.source);
    match name.map(str::to_owned).or(source) {
        Some(name) => {
            let _ = write!(
                out,
                "<b><bdi>{}</bdi></b>",
                escaped(&cut(&name, LONGEST_TITLE))
            );
        }
        None => out.push_str("<b>No source named</b>"),
    }
    if !matches!(speaker.status, "resolved" | "none") {
        let status = match speaker.status {
            "ambiguous" => "several may be meant",
            _ if speaker.unnamed => "not named",
            _ => "not identified",
        };
        let _ = write!(out, " <span>{status}</span>");
    }
    for fact in [
        speaker.role,
        speaker.party,
        speaker.state,
        speaker.country,
        speaker.affiliation,
    ]
    .into_iter()
    .flatten()
    {
        let _ = write!(
            out,
            " <span><bdi>{}</bdi></span>",
            escaped(&cut(fact, LONGEST_TITLE))
        );
    }
    out.push_str("</p>\n");
}

/// All the rest, as terms and their descriptions.
fn more(out: &mut String, known: &Known<'_>, record: &Record<'_>, claim: &ClaimRecord<'_>) {
    let mut row = |term: &str, words: Option<&str>, note: Option<&str>| {
        let Some(words) = words else {
            return;
        };
        let _ = write!(out, "<dt>{term}</dt><dd><bdi>{}</bdi>", escaped(words));
        if let Some(note) = note {
            let _ = write!(out, " <small>{}</small>", escaped(note));
        }
        out.push_str("</dd>\n");
    };
    row("Source", spoken(&claim.source).as_deref(), None);
    row(
        "Cue",
        spoken(&claim.cue).as_deref(),
        Some(&claim.cue_class.replace('_', " ")),
    );
    row(
        "Content",
        spoken(&claim.content).as_deref(),
        Some(claim.form),
    );
    let speaker = &claim.speaker;
    let entity = speaker.entity.and_then(|id| known.entities.get(id));
    let basis = |of: fn(&EntityRecord<'_>) -> Option<&'static str>| {
        entity.and_then(|e| of(e)).map(|basis| match basis {
            "stated" => "the article says so",
            _ => "from the gazetteer",
        })
    };
    if speaker.status == "resolved" {
        row("Speaker", speaker.name, speaker.kind);
    }
    row("Role", speaker.role, basis(|e| e.basis.role));
    row("Party", speaker.party, basis(|e| e.basis.party));
    row("State", speaker.state, basis(|e| e.basis.state));
    row("Country", speaker.country, basis(|e| e.basis.country));
    let candidates: Vec<&str> = speaker
        .candidates
        .iter()
        .filter_map(|id| known.entities.get(id))
        .map(|e| e.name)
        .collect();
    row(
        "May be",
        Some(&*candidates.join(", ")).filter(|c| !c.is_empty()),
        None,
    );
    let path = speaker.path.join(" → ").replace('_', " ");
    row(
        "Identified by",
        Some(&*path).filter(|p| !p.is_empty()),
        None,
    );
    let percent = |share: f32| format!("{:.0} %", 100.0 * share);
    if speaker.status == "resolved" {
        row(
            "Confidence",
            Some(&percent(claim.confidence)),
            Some(&format!("speaker {}", percent(speaker.confidence))),
        );
    } else {
        row("Confidence", Some(&percent(claim.confidence)), None);
    }
    row(
        "Said to",
        claim.addressee.as_ref().map(|span| span.text),
        None,
    );
    row("Said in", claim.medium.as_ref().map(|span| span.text), None);
    let when = claim.when.as_ref();
    row(
        "Said on",
        when.map(|when| when.span.text),
        when.and_then(|when| when.value),
    );
    let mut about: Vec<&str> = Vec::new();
    for &m in &claim.mentions {
        let id = record.mentions[m as usize].entity;
        let name = id.and_then(|id| known.entities.get(id)).map(|e| e.name);
        about.extend(name.filter(|name| !about.contains(name)));
        if about.len() == 20 {
            break;
        }
    }
    row(
        "About",
        Some(&*about.join(", ")).filter(|a| !a.is_empty()),
        None,
    );
    row(
        "Mode",
        Some(&claim.modality.replace('_', " ")),
        Some(claim.polarity),
    );
    row("Check-worthy", Some(&percent(claim.check_worthiness)), None);
    row("Found by", Some(&claim.rule.replace('_', " ")), None);
}

/// The words of several spans; “ … ” stands for what lies between.
fn spoken(spans: &[SpanRecord<'_>]) -> Option<String> {
    let words: Vec<&str> = spans.iter().map(|span| span.text).collect();
    (!words.is_empty()).then(|| words.join(" … "))
}
