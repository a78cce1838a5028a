//! The text itself, wrapped, with marks under the words: who said what, seen where it stands.

use onrecord::claim::Form;
use onrecord::{Extraction, Span};

use super::{View, facts_of_verdicts, paint, shown, speaker_line, speakers};

/// A character of the text and what stands under it.
#[derive(Clone, Copy)]
struct Cell {
    character: char,
    mark: char,
    /// The speaker of the claim it belongs to, as a place in [`speakers`].
    speaker: Option<usize>,
}

/// What words of a claim do, in the order in which marks cover one another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content,
    Source,
    Cue,
}

impl View {
    /// One article: its text with marks, then a line on every claim.
    pub fn marked(&self, extraction: &Extraction<'_>) -> String {
        let mut out = String::new();
        self.head(&mut out, extraction);
        let legend = "━ direct  ╍ partly quoted  ┄ indirect  ~ source  ^ cue";
        paint(&mut out, self.quiet, legend);
        out.push('\n');
        let order = speakers(extraction);
        let speaker_of = |claim: usize| {
            let entity = extraction.claims()[claim].speaker.entity?;
            order.iter().position(|&id| id == entity)
        };
        let mut spans: Vec<(Span, Role, usize)> = Vec::new();
        for (i, claim) in extraction.claims().iter().enumerate() {
            let attribution = &claim.attribution;
            for (role, words) in [
                (Role::Content, &attribution.content),
                (Role::Source, &attribution.source),
                (Role::Cue, &attribution.cue),
            ] {
                spans.extend(words.iter().map(|&span| (span, role, i)));
            }
        }
        spans.sort_unstable();
        for paragraph in extraction.document().paragraphs() {
            let (start, end) = (paragraph.span.start(), paragraph.span.end());
            let (mut cells, places) = cells(extraction, paragraph.span);
            let first = spans.partition_point(|(span, ..)| span.start() < start);
            let last = spans.partition_point(|(span, ..)| span.start() < end);
            let mut here: Vec<_> = spans[first..last].to_vec();
            here.sort_by_key(|&(span, role, _)| (role, span));
            for &(span, role, claim) in &here {
                let place = |byte: usize| places.partition_point(|&at| at < byte);
                let under = &mut cells[place(span.start())..place(span.end())];
                let mark = match (role, extraction.claims()[claim].form) {
                    (Role::Cue, _) => '^',
                    (Role::Source, _) => '~',
                    (Role::Content, Form::Direct) => '━',
                    (Role::Content, Form::Mixed) => '╍',
                    (Role::Content, Form::Indirect) => '┄',
                };
                for cell in &mut *under {
                    cell.mark = mark;
                    cell.speaker = speaker_of(claim);
                }
                if role == Role::Content {
                    let number = (claim + 1).to_string();
                    under
                        .iter_mut()
                        .zip(number.chars())
                        .for_each(|(cell, digit)| cell.mark = digit);
                }
            }
            out.push('\n');
            self.lines(&mut out, &cells);
        }
        self.notes(&mut out, extraction);
        out
    }

    /// Lines of at most the view's width, each with its marks below where it has any.
    fn lines(&self, out: &mut String, cells: &[Cell]) {
        let mut rest = cells;
        while !rest.is_empty() {
            let (line, next) = if rest.len() <= self.width {
                (rest, &rest[rest.len()..])
            } else {
                // The last space that leaves the line within the width; a longer word is cut.
                match rest[..=self.width]
                    .iter()
                    .rposition(|cell| cell.character == ' ')
                {
                    Some(space) if space > 0 => (&rest[..space], &rest[space + 1..]),
                    _ => rest.split_at(self.width),
                }
            };
            self.line(out, line, |cell| cell.character);
            if line.iter().any(|cell| cell.mark != ' ') {
                let end = line
                    .iter()
                    .rposition(|cell| cell.mark != ' ')
                    .map_or(0, |at| at + 1);
                self.line(out, &line[..end], |cell| cell.mark);
            }
            rest = next;
        }
    }

    /// Characters of one colour go together.
    fn line(&self, out: &mut String, cells: &[Cell], character: impl Fn(&Cell) -> char) {
        for run in cells.chunk_by(|a, b| a.speaker == b.speaker) {
            let words: String = run.iter().map(&character).collect();
            match run[0].speaker {
                Some(speaker) => paint(out, self.colour(speaker), &words),
                None => out.push_str(&words),
            }
        }
        out.push('\n');
    }

    /// A line on every claim: its number, its speaker, what the article says of it.
    fn notes(&self, out: &mut String, extraction: &Extraction<'_>) {
        let claims = extraction.claims();
        if claims.is_empty() {
            out.push_str("\nNobody says anything.\n\n");
            return;
        }
        out.push('\n');
        let order = speakers(extraction);
        let width = claims.len().to_string().len();
        for (i, claim) in claims.iter().enumerate() {
            let (name, rest) = speaker_line(extraction, claim);
            let speaker = claim
                .speaker
                .entity
                .and_then(|id| order.iter().position(|&s| s == id));
            out.push_str(&format!("{:>width$}  ", i + 1));
            paint(out, speaker.map_or(self.quiet, |n| self.colour(n)), &name);
            paint(out, self.quiet, &rest);
            if let Some(verdict) = facts_of_verdicts(claim) {
                paint(out, self.bad, &format!("  {verdict}"));
            }
            out.push('\n');
        }
        out.push('\n');
    }
}

/// The characters of a paragraph and the byte at which each stands; white space of any length is one space.
fn cells(extraction: &Extraction<'_>, span: Span) -> (Vec<Cell>, Vec<usize>) {
    let (mut cells, mut places) = (Vec::new(), Vec::new());
    for (at, c) in extraction.document().slice(span).char_indices() {
        let character = if c.is_whitespace() { ' ' } else { shown(c) };
        let again = character == ' '
            && cells
                .last()
                .is_some_and(|cell: &Cell| cell.character == ' ');
        if again {
            continue;
        }
        cells.push(Cell {
            character,
            mark: ' ',
            speaker: None,
        });
        places.push(span.start() + at);
    }
    (cells, places)
}
