use std::ops::Range;

use crate::Span;

/// Index of a [`Paragraph`] in its [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParagraphId(pub u32);

impl ParagraphId {
    /// Position in [`Document::paragraphs`](crate::Document::paragraphs).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What part of the page a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The first line, where it is a headline.
    Headline,
    /// Running text.
    Body,
    /// What a photograph shows.
    Caption,
    /// Who took the photograph.
    Credit,
    /// By-lines, subscription and sharing lines.
    Boilerplate,
}

/// A paragraph: running text between blank lines, or between newlines where there are no blank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From the first to the last character that is not white space.
    pub span: Span,
    /// Its tokens, as indexes into [`Document::tokens`](crate::Document::tokens).
    pub tokens: Range<usize>,
    /// Its sentences, as indexes into [`Document::sentences`](crate::Document::sentences).
    pub sentences: Range<usize>,
    /// What part of the page it is.
    pub region: Region,
}

/// How lines make paragraphs in one text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Blank lines stand between paragraphs; a newline inside one is a space.
    Blocks,
    /// Every newline ends a paragraph.
    Lines,
    /// Lines were cut at a fixed width; a short last line ends a paragraph.
    Wrapped {
        /// Bytes of the longest line.
        width: usize,
    },
}

/// A line that is not blank.
#[derive(Clone, Copy)]
struct Line {
    span: Span,
    after_blank: bool,
}

/// The paragraphs of a text, without white space around them.
pub(super) fn split(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let layout = layout(text, &lines);
    let mut paragraphs: Vec<Span> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(open) if !breaks(text, lines[i - 1].span, *line, layout) => {
                *open = open.join(line.span);
            }
            _ => paragraphs.push(line.span),
        }
    }
    paragraphs
}

/// Lines end with LF, CRLF or a lone CR.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = false;
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        let mut from = start;
        start += piece.len();
        let body = piece.strip_suffix('\n').unwrap_or(piece);
        for part in body.strip_suffix('\r').unwrap_or(body).split('\r') {
            let trimmed = part.trim();
            if trimmed.is_empty() {
                after_blank = true;
            } else {
                let at = from + (part.len() - part.trim_start().len());
                lines.push(Line {
                    span: Span::new(at, at + trimmed.len()),
                    after_blank,
                });
                after_blank = false;
            }
            from += part.len() + 1;
        }
    }
    lines
}

fn layout(text: &str, lines: &[Line]) -> Layout {
    let mut blank = 0;
    let mut single = 0;
    let mut cut = 0;
    let mut width = 0;
    for pair in lines.windows(2) {
        width = width.max(pair[0].span.len());
        if pair[1].after_blank {
            blank += 1;
        } else {
            single += 1;
            let before = &text[pair[0].span];
            cut += usize::from((30..=120).contains(&before.len()) && !is_complete(before));
        }
    }
    // Pages copied from the web have stray blank lines around pictures, while every newline is a
    // paragraph; so the more frequent of the two decides.
    if blank > 0 && blank >= single {
        Layout::Blocks
    } else if single >= 4 && cut * 5 >= single * 3 {
        if blank > 0 {
            Layout::Blocks
        } else {
            Layout::Wrapped { width }
        }
    } else {
        Layout::Lines
    }
}

fn breaks(text: &str, before: Span, line: Line, layout: Layout) -> bool {
    if line.after_blank {
        return true;
    }
    let (before, after) = (&text[before], &text[line.span]);
    let item = after.starts_with(['•', '⁃', '●', '▪', '–', '*', '-']);
    match layout {
        Layout::Blocks => is_complete(before) && (item || may_be_credit(after)),
        Layout::Wrapped { width } => item || (is_complete(before) && before.len() * 4 < width * 3),
        // A newline that fell into a sentence: the line is no heading, and the next goes on in lower case.
        Layout::Lines => {
            is_complete(before)
                || !after.starts_with(|c: char| c.is_lowercase())
                || before.split_whitespace().nth(3).is_none()
        }
    }
}

/// “Ann Ortiz/Agency Images” on a line of its own below its caption.
fn may_be_credit(line: &str) -> bool {
    line.len() <= 80
        && !is_complete(line)
        && (line.contains('/') || line.contains("Images") || line.starts_with("Photo"))
}

/// Whether a line ends as a sentence does.
fn is_complete(line: &str) -> bool {
    line.ends_with([
        '.', '!', '?', ':', ';', '"', '”', '’', '\'', ')', ']', '…', '»',
    ])
}
