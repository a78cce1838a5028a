//! The terminal view of an article: who said what, to read.

mod marked;

use std::fmt::Write;
use std::io;

use anstyle::{AnsiColor, Style};
use onrecord::claim::{Form, Judge, VerdictStatus};
use onrecord::speaker::{SpeakerType, Status};
use onrecord::{Claim, Entity, EntityId, Extraction};

/// Columns where the terminal does not tell.
const WIDTH: usize = 80;
/// Longer lines tire the eye.
const WIDEST: usize = 100;

/// How the view looks.
pub struct View {
    width: usize,
    title: Style,
    /// Speakers take them in turn.
    speakers: [Style; 6],
    quiet: Style,
    good: Style,
    bad: Style,
}

impl View {
    /// Coloured and as wide as the terminal where there is one; `NO_COLOR` is respected.
    pub fn new(terminal: bool) -> Self {
        let colours =
            terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let style = |style: Style| if colours { style } else { Style::new() };
        let width = terminal_size::terminal_size().filter(|_| terminal);
        Self {
            width: width
                .map_or(WIDTH, |(width, _)| usize::from(width.0))
                .clamp(40, WIDEST),
            title: style(Style::new().bold().underline()),
            speakers: [
                AnsiColor::Cyan,
                AnsiColor::Yellow,
                AnsiColor::Magenta,
                AnsiColor::Green,
                AnsiColor::Blue,
                AnsiColor::BrightRed,
            ]
            .map(|colour| style(colour.on_default().bold())),
            quiet: style(Style::new().dimmed()),
            good: style(AnsiColor::Green.on_default()),
            bad: style(AnsiColor::Red.on_default()),
        }
    }

    /// One article: its head, then every claim under its speaker.
    pub fn render(&self, extraction: &Extraction<'_>) -> String {
        let mut out = String::new();
        self.head(&mut out, extraction);
        let order = speakers(extraction);
        let mut last = None;
        for claim in extraction.claims() {
            let speaker = speaker_line(extraction, claim);
            if last.as_ref() != Some(&speaker) {
                out.push('\n');
                let (name, rest) = &speaker;
                let known = claim.speaker.entity;
                let place = known.and_then(|id| order.iter().position(|&speaker| speaker == id));
                let style = place.map_or(Style::new(), |place| self.colour(place));
                paint(&mut out, style, name);
                paint(&mut out, self.quiet, rest);
                out.push('\n');
                last = Some(speaker);
            }
            self.claim(&mut out, extraction, claim);
        }
        if extraction.claims().is_empty() {
            out.push_str("\nNobody says anything.\n");
        }
        out.push('\n');
        out
    }

    fn colour(&self, speaker: usize) -> Style {
        self.speakers[speaker % self.speakers.len()]
    }

    fn head(&self, out: &mut String, extraction: &Extraction<'_>) {
        let article = extraction.article();
        let record_id = extraction.to_record().id;
        paint(out, self.title, article.title.unwrap_or(&record_id));
        out.push('\n');
        let facts = [
            article.title.map(|_| &*record_id),
            article.outlet,
            article.date,
        ];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        if !facts.is_empty() {
            paint(out, self.quiet, &facts.join(" · "));
            out.push('\n');
        }
    }

    fn claim(&self, out: &mut String, extraction: &Extraction<'_>, claim: &Claim) {
        let document = extraction.document();
        let words: Vec<&str> = claim
            .attribution
            .cue
            .iter()
            .map(|&span| document.slice(span))
            .collect();
        let cue = match words.join(" … ") {
            none if none.is_empty() => "…".to_owned(),
            cue => one_line(&cue),
        };
        let text = one_line(&claim.text);
        let text = if claim.form == Form::Direct {
            format!("“{text}”")
        } else {
            text
        };
        let label = format!("  {cue}  ");
        paint(out, self.quiet, &label);
        self.wrap(out, &text, label.chars().count().min(16));
        for verdict in &claim.verdicts {
            let style = match verdict.status {
                VerdictStatus::Supported => self.good,
                _ => self.bad,
            };
            let by = match verdict.by {
                Judge::Article => "the article",
                Judge::Named(span) => document.slice(span),
            };
            let evidence = one_line(document.slice(verdict.evidence));
            let label = format!("    {} by {}  ", verdict.status.as_str(), one_line(by));
            paint(out, style, &label);
            self.wrap(out, &evidence, 6);
        }
    }

    /// Sets words from where the line stands to its end, the lines below at `indent`.
    fn wrap(&self, out: &mut String, text: &str, indent: usize) {
        let line = out.rsplit('\n').next().unwrap_or_default();
        let mut column = anstream::adapter::strip_str(line)
            .to_string()
            .chars()
            .count();
        let mut first = true;
        for word in text.split(' ') {
            let width = word.chars().count();
            if !first {
                if column + 1 + width > self.width {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', indent));
                    column = indent;
                } else {
                    out.push(' ');
                    column += 1;
                }
            }
            out.push_str(word);
            column += width;
            first = false;
        }
        out.push('\n');
    }
}

/// The speakers of an article, in the order in which they speak first.
fn speakers(extraction: &Extraction<'_>) -> Vec<EntityId> {
    let mut order: Vec<EntityId> = Vec::new();
    for id in extraction
        .claims()
        .iter()
        .filter_map(|claim| claim.speaker.entity)
    {
        if !order.contains(&id) {
            order.push(id);
        }
    }
    order
}

/// What the article says of a claim, in a few words.
fn facts_of_verdicts(claim: &Claim) -> Option<String> {
    let words: Vec<&str> = claim
        .verdicts
        .iter()
        .map(|verdict| verdict.status.as_str())
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The name a claim goes under, and what is known of who bears it.
fn speaker_line(extraction: &Extraction<'_>, claim: &Claim) -> (String, String) {
    let speaker = &claim.speaker;
    if let Some(entity) = extraction.speaker(claim) {
        return (entity.name.to_string(), facts(entity));
    }
    let source: Vec<&str> = claim
        .attribution
        .source
        .iter()
        .map(|&span| extraction.document().slice(span))
        .collect();
    let name = match one_line(&source.join(" … ")) {
        none if none.is_empty() => return ("No source named".to_owned(), String::new()),
        name => name,
    };
    let rest = match (speaker.status, speaker.kind) {
        (Status::Ambiguous, _) => {
            let all = extraction.entities();
            let may_be = speaker
                .candidates
                .iter()
                .filter_map(|id| all.get(id.0 as usize));
            let names: Vec<&str> = may_be.map(|entity| &*entity.name).collect();
            format!("  one of {}", names.join(", "))
        }
        (_, Some(SpeakerType::Unnamed)) => match &speaker.affiliation {
            Some(body) => format!("  unnamed · {body}"),
            None => "  unnamed".to_owned(),
        },
        (_, Some(kind)) => format!("  {}", kind.as_str()),
        (_, None) => String::new(),
    };
    (name, rest)
}

fn facts(entity: &Entity<'_>) -> String {
    let mut line = String::new();
    for fact in [&entity.role, &entity.party, &entity.state, &entity.country]
        .into_iter()
        .flatten()
    {
        let mark = if line.is_empty() { "  " } else { " · " };
        let _ = write!(line, "{mark}{}", fact.value);
    }
    line
}

/// White space of any kind and length is one space.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().map(shown).collect()
}

/// A character as it may go to a terminal: an article must not move the cursor, set colours or turn the
/// direction of writing.
fn shown(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn paint(out: &mut String, style: Style, text: &str) {
    let text: String = text.chars().map(shown).collect();
    let _ = write!(out, "{style}{text}{style:#}");
}
