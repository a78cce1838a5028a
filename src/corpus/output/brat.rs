//! brat standoff: beside the text of every article, `NAME.txt`, its annotations, `NAME.ann`.
//!
//! Mentions, sources and contents are text-bound annotations in code points; a claim is an event whose trigger
//! is its cue (its content where it has none), with `Source` and `Content` as roles and its fields as attributes.
//! What is known of an entity stands in notes, and as a reference where Wikidata knows it. An
//! `annotation.conf` beside them lets brat show it all.

use std::fmt::Write;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Piece;
use crate::Error;
use crate::claim::{CueClass, Form, Modality, Polarity, VerdictStatus};
use crate::corpus::partial::{self, Missing};
use crate::corpus::{PartialFile, Writer};
use crate::error::ErrorKind;
use crate::hash;
use crate::record::{ClaimRecord, EntityRecord, Record, SpanRecord};

/// The text of one article and its annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BratDocument {
    name: String,
    text: String,
    annotations: String,
}

impl BratDocument {
    /// The annotations of a record that counts characters and carries the text.
    pub(super) fn new(record: &Record<'_>) -> Self {
        Self {
            name: file_name(&record.id),
            text: record.text.unwrap_or_default().to_owned(),
            annotations: Standoff::default().of(record),
        }
    }

    /// The name of both files, without extension: the article's id where that is a plain name, else what is
    /// plain of it and a hash. It never leads out of its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The content of the `.ann` file.
    #[must_use]
    pub fn annotations(&self) -> &str {
        &self.annotations
    }
}

/// A folder of documents, which takes its name when it is [finished](Writer::finish).
#[derive(Debug)]
pub struct BratFolder {
    name: PathBuf,
    /// Where it stands until then.
    path: PathBuf,
    documents: u64,
    /// While it is open no other run writes here.
    held: Option<File>,
}

/// The file in a folder by which a run holds it until it is finished.
const HELD: &str = ".held";

impl BratFolder {
    /// Starts a folder; it may exist when there is nothing in it.
    ///
    /// # Errors
    ///
    /// When it cannot be written, holds something that would be mixed with the documents, or another run is writing it.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let name = path.into();
        let used = fs::read_dir(&name).is_ok_and(|mut entries| entries.next().is_some());
        if used {
            let source = io::Error::new(
                io::ErrorKind::AlreadyExists,
                "expected a new or empty folder, found files in it",
            );
            return Err(io_error(&name, source));
        }
        let folder = Self::named(name, 0).hold()?;
        folder
            .clear()
            .map_err(|source| io_error(&folder.path, source))?;
        folder.open()
    }

    /// Goes on with a folder of so many documents: one that is written again takes the place of its old files.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or another run is writing it.
    pub fn resume(path: impl Into<PathBuf>, documents: u64) -> Result<Self, Error> {
        Self::named(path.into(), documents).hold()?.open()
    }

    fn named(name: PathBuf, documents: u64) -> Self {
        let path = PartialFile::part_of(&name);
        Self {
            name,
            path,
            documents,
            held: None,
        }
    }

    fn hold(mut self) -> Result<Self, Error> {
        let held = fs::create_dir_all(&self.path)
            .and_then(|()| partial::hold(&self.path.join(HELD), Missing::Create));
        self.held = Some(held.map_err(|source| io_error(&self.name, source))?);
        Ok(self)
    }

    /// Removes what a run left that nobody goes on with.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name() == HELD {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn open(self) -> Result<Self, Error> {
        self.put("annotation.conf", &configuration())?;
        Ok(self)
    }

    /// Writes the two files of a document. Where another article has taken its name, a hash of the text is added.
    ///
    /// # Errors
    ///
    /// When the disk is full.
    pub fn write(&self, document: &BratDocument) -> Result<(), Error> {
        let BratDocument {
            name,
            text,
            annotations,
        } = document;
        let taken = |name: &str| {
            fs::read(self.path.join(format!("{name}.txt")))
                .is_ok_and(|held| held != text.as_bytes())
        };
        let other = format!("{name}-{:016x}", hash::of_str(text));
        let name = if taken(name) { &other } else { name };
        self.put(&format!("{name}.txt"), text)?;
        self.put(&format!("{name}.ann"), annotations)
    }

    /// A file that appears when it is whole.
    fn put(&self, name: &str, content: &str) -> Result<(), Error> {
        let part = self.path.join(format!(".{name}.part"));
        let name = self.path.join(name);
        fs::write(&part, content)
            .and_then(|()| fs::rename(&part, &name))
            .map_err(|source| {
                // Whatever went wrong is told; the part is of no use to anybody.
                let _ = fs::remove_file(&part);
                io_error(&name, source)
            })
    }
}

impl Writer<Piece> for BratFolder {
    fn append(&mut self, piece: Piece) -> Result<(), Error> {
        if let Piece::Brat(document) = piece {
            self.write(&document)?;
            self.documents += 1;
        }
        Ok(())
    }

    fn length(&self) -> Option<u64> {
        Some(self.documents)
    }

    fn sync(&mut self) -> Result<(), Error> {
        Ok(()) // every file is whole as soon as it has its name
    }

    fn complete(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        // A system that lets no folder go whose files are open takes it only now.
        drop(self.held.take());
        fs::remove_file(self.path.join(HELD))
            .and_then(|()| fs::rename(&self.path, &self.name))
            .map_err(|source| io_error(&self.name, source))
    }
}

fn io_error(path: &Path, source: io::Error) -> Error {
    let place = path.display().to_string();
    Error::new(ErrorKind::Io { place, source })
}

/// Bytes of a name at most: file systems take 255 of them, extension and hash included.
const LONGEST: usize = 100;

/// A plain name for any id: letters, digits, `-`, `_` and inner periods.
fn file_name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !id.starts_with('.') && !id.is_empty() && id.len() <= LONGEST && id.chars().all(plain) {
        return id.to_owned();
    }
    let kept: String = id
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .take(LONGEST)
        .collect();
    format!("{}-{:016x}", kept.trim_start_matches('.'), hash::of_str(id))
}

/// The lines of an `.ann` file, and how many of each kind there are.
#[derive(Default)]
struct Standoff {
    lines: String,
    spans: usize,
    events: usize,
    attributes: usize,
    relations: usize,
    references: usize,
    notes: usize,
}

/// The id of a text-bound annotation or an event: `T1`, `E1`.
type Id = String;

impl Standoff {
    fn of(mut self, record: &Record<'_>) -> String {
        let entity = |id: Option<&str>| record.entities.iter().find(|e| Some(e.id) == id);
        for mention in &record.mentions {
            let Some(id) = self.span(kind(mention.kind), &[&mention.span]) else {
                continue;
            };
            if let Some(entity) = entity(mention.entity) {
                self.reference(&id, entity);
            }
        }
        let events: Vec<Option<Id>> = record
            .claims
            .iter()
            .map(|claim| self.claim(claim))
            .collect();
        let event = |id: &Option<String>| {
            let at = record
                .claims
                .iter()
                .position(|c| Some(&c.id) == id.as_ref())?;
            events[at].as_ref()
        };
        for (claim, from) in record.claims.iter().zip(&events) {
            for (kind, to) in [
                ("Continues", &claim.continues),
                ("Responds_to", &claim.responds_to),
                ("Restates", &claim.restates),
            ] {
                if let (Some(from), Some(to)) = (from, event(to)) {
                    self.relations += 1;
                    let n = self.relations;
                    self.line(format_args!("R{n}\t{kind} Arg1:{from} Arg2:{to}"));
                }
            }
        }
        self.lines
    }

    fn claim(&mut self, claim: &ClaimRecord<'_>) -> Option<Id> {
        let cue = if claim.cue.is_empty() {
            &claim.content
        } else {
            &claim.cue
        };
        let trigger = self.spans("Claim", cue)?;
        let source = self.spans("Source", &claim.source);
        let content = self.spans("Content", &claim.content);
        self.events += 1;
        let event = format!("E{}", self.events);
        let mut roles = format!("Claim:{trigger}");
        for (role, id) in [("Source", source), ("Content", content)] {
            if let Some(id) = id {
                let _ = write!(roles, " {role}:{id}");
            }
        }
        self.line(format_args!("{event}\t{roles}"));
        for (attribute, value) in [
            ("Form", Some(claim.form)),
            ("CueClass", Some(claim.cue_class)),
            ("Polarity", Some(claim.polarity)),
            ("Modality", Some(claim.modality)),
            (
                "Verdict",
                claim.verdicts.first().map(|verdict| verdict.status),
            ),
        ] {
            if let Some(value) = value {
                self.attributes += 1;
                let n = self.attributes;
                self.line(format_args!("A{n}\t{attribute} {event} {value}"));
            }
        }
        let speaker = &claim.speaker;
        let facts = [
            speaker.name,
            speaker.role,
            speaker.party,
            speaker.state,
            speaker.country,
        ];
        self.note(&event, &facts);
        Some(event)
    }

    /// Who an entity is, on one of its mentions.
    fn reference(&mut self, id: &str, entity: &EntityRecord<'_>) {
        if let Some(wikidata) = entity.wikidata {
            self.references += 1;
            let (n, name) = (self.references, one_line(entity.name));
            self.line(format_args!(
                "N{n}\tReference {id} Wikidata:{wikidata}\t{name}"
            ));
        }
        let facts = [
            Some(entity.name),
            entity.role,
            entity.party,
            entity.state,
            entity.country,
        ];
        self.note(id, &facts);
    }

    fn note(&mut self, id: &str, facts: &[Option<&str>]) {
        let facts: Vec<&str> = facts.iter().copied().flatten().collect();
        if !facts.is_empty() {
            self.notes += 1;
            let (n, facts) = (self.notes, one_line(&facts.join(", ")));
            self.line(format_args!("#{n}\tAnnotatorNotes {id}\t{facts}"));
        }
    }

    fn spans(&mut self, kind: &str, spans: &[SpanRecord<'_>]) -> Option<Id> {
        self.span(kind, &spans.iter().collect::<Vec<_>>())
    }

    /// One annotation of several pieces: no piece may hold a line end, or the file would have one too many.
    fn span(&mut self, kind: &str, spans: &[&SpanRecord<'_>]) -> Option<Id> {
        let pieces: Vec<_> = spans.iter().flat_map(|span| pieces(span)).collect();
        if pieces.is_empty() {
            return None;
        }
        let places: Vec<String> = pieces
            .iter()
            .map(|(start, end, _)| format!("{start} {end}"))
            .collect();
        let words: Vec<&str> = pieces.iter().map(|&(_, _, words)| words).collect();
        self.spans += 1;
        let id = format!("T{}", self.spans);
        self.line(format_args!(
            "{id}\t{kind} {}\t{}",
            places.join(";"),
            words.join(" ")
        ));
        Some(id)
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // A string never refuses to be written.
        let _ = writeln!(self.lines, "{line}");
    }
}

/// What ends a line or a field for one of brat's readers.
fn is_break(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The stretches of a span between line ends: first character, character after the last, words.
fn pieces<'a>(span: &SpanRecord<'a>) -> Vec<(usize, usize, &'a str)> {
    let mut start = span.start;
    let mut pieces = Vec::new();
    for words in span.text.split(is_break) {
        let end = start + words.chars().count();
        if start < end {
            pieces.push((start, end, words));
        }
        start = end + 1; // every break is one character
    }
    pieces
}

fn one_line(text: &str) -> String {
    text.split(is_break).collect::<Vec<_>>().join(" ")
}

/// The kind of a mention as a label.
fn kind(kind: &str) -> &'static str {
    let found = KINDS.iter().find(|(word, _)| *word == kind);
    found.map_or("Other", |&(_, label)| label)
}

const KINDS: &[(&str, &str)] = &[
    ("person", "Person"),
    ("party", "Party"),
    ("organization", "Organization"),
    ("us_state", "US_state"),
    ("subdivision", "Subdivision"),
    ("country", "Country"),
    ("place", "Place"),
    ("office", "Office"),
];

/// What brat needs to show the documents.
fn configuration() -> String {
    fn values<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
        all.iter()
            .map(|&value| word(value))
            .collect::<Vec<_>>()
            .join("|")
    }
    let kinds: Vec<&str> = KINDS.iter().map(|&(_, label)| label).collect();
    format!(
        "[entities]\n{}\nOther\nSource\nContent\n\n\
         [relations]\nContinues\tArg1:Claim, Arg2:Claim\nResponds_to\tArg1:Claim, Arg2:Claim\n\
         Restates\tArg1:Claim, Arg2:Claim\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n\
         [events]\nClaim\tSource?:Source, Content?:Content\n\n\
         [attributes]\nForm\tArg:Claim, Value:{}\nCueClass\tArg:Claim, Value:{}\n\
         Polarity\tArg:Claim, Value:{}\nModality\tArg:Claim, Value:{}\nVerdict\tArg:Claim, Value:{}\n",
        kinds.join("\n"),
        values(Form::ALL, Form::as_str),
        values(CueClass::ALL, CueClass::as_str),
        values(Polarity::ALL, Polarity::as_str),
        values(Modality::ALL, Modality::as_str),
        values(VerdictStatus::ALL, VerdictStatus::as_str),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_id_is_the_name() {
        assert_eq!(file_name("budget-2026_11.a"), "budget-2026_11.a");
    }

    #[test]
    fn no_id_leads_out_of_the_folder() {
        for id in [
            "../../etc/passwd",
            "/etc/passwd",
            "..",
            ".",
            "",
            "a/../b",
            "C:\\x",
            "a\0b",
            ".hidden",
            "x y",
        ] {
            let name = file_name(id);
            assert!(
                !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0', ' ']),
                "{id}: {name}"
            );
            assert!(!name.is_empty());
        }
        assert_ne!(file_name("a/b"), file_name("a_b"));
        assert_ne!(file_name("a/b"), file_name("a:b"));
        assert!(file_name(&"é".repeat(300)).len() <= LONGEST + 17);
    }

    #[test]
    fn a_span_is_cut_at_line_ends() {
        let span = SpanRecord {
            start: 5,
            end: 13,
            text: "é b\r\n\tcd",
        };
        assert_eq!(pieces(&span), [(5, 8, "é b"), (11, 13, "cd")]);
    }
}
