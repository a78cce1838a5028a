//! Finds where sentences end.
//!
//! A stop ends a sentence when what follows can open one; after an abbreviation only a word that
//! rarely stands inside a name (“The”, “He”) can. Marks and brackets that close right after the stop
//! belong to the sentence they close.

use std::ops::Range;

use super::abbreviation::{self, Abbreviation};
use super::{Shape, Token, TokenKind};
use crate::hash::{self, Words};

/// Words that open a sentence and are no part of a name.
const OPENERS: Words<132> = Words::new([
    "a",
    "about",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "before",
    "both",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "each",
    "even",
    "every",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "he'd",
    "he'll",
    "he's",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "i'd",
    "i'll",
    "i'm",
    "i've",
    "if",
    "in",
    "instead",
    "is",
    "it",
    "it's",
    "its",
    "let",
    "many",
    "may",
    "meanwhile",
    "more",
    "most",
    "my",
    "next",
    "no",
    "not",
    "now",
    "of",
    "on",
    "once",
    "only",
    "or",
    "other",
    "our",
    "over",
    "please",
    "she",
    "she'd",
    "she'll",
    "she's",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "than",
    "that",
    "that's",
    "the",
    "their",
    "them",
    "then",
    "there",
    "there's",
    "these",
    "they",
    "they'd",
    "they'll",
    "they're",
    "they've",
    "this",
    "those",
    "though",
    "through",
    "to",
    "under",
    "until",
    "was",
    "we",
    "we'd",
    "we'll",
    "we're",
    "we've",
    "were",
    "what",
    "what's",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "without",
    "would",
    "yes",
    "yet",
    "you",
    "you'd",
    "you'll",
    "you're",
    "you've",
    "your",
]);

/// Verbs that go on with the sentence of a question quoted: “Why?” Moss asked.
const REPORTING: Words<14> = Words::new([
    "said",
    "says",
    "asked",
    "asks",
    "wrote",
    "writes",
    "tweeted",
    "added",
    "replied",
    "told",
    "shouted",
    "yelled",
    "exclaimed",
    "wondered",
]);

/// Words that go on with a time of day: “9 p.m. Eastern”, “2 a.m. Friday”.
const TIME_WORDS: Words<28> = Words::new([
    "bst",
    "cdt",
    "central",
    "cest",
    "cet",
    "cst",
    "ct",
    "e.t.",
    "eastern",
    "edt",
    "est",
    "et",
    "friday",
    "gmt",
    "monday",
    "mountain",
    "mst",
    "mt",
    "pacific",
    "pdt",
    "pst",
    "pt",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "utc",
    "wednesday",
]);

/// How a token can end a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Period,
    /// “!”, “?”
    Loud,
    Ellipsis,
    /// A word that keeps its period.
    Abbreviated(Abbreviation),
    /// “U.S.”, “a.m.”
    Acronym,
    /// “J.”
    Initial,
}

impl Stop {
    fn is_title(self) -> bool {
        self == Self::Abbreviated(Abbreviation::Title)
    }
}

/// Calls `emit` with the tokens of each sentence of the paragraph that starts at token `first`.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    first: usize,
    mut emit: impl FnMut(Range<usize>),
) {
    let mut splitter = Splitter {
        text,
        tokens,
        start: first,
        item: None,
        casual: is_casual(&tokens[first..]),
    };
    splitter.item = splitter.marker(first);
    let mut at = first;
    while at < tokens.len() {
        if at > splitter.start
            && let Some(item) = splitter.item
            && let Some(next) = splitter.marker(at)
            && next.follows(item)
        {
            emit(splitter.start..at);
            splitter.start = at;
            splitter.item = Some(next);
        }
        if at > splitter.start && splitter.opens_anew(at) {
            emit(splitter.start..at);
            splitter.start = at;
        }
        let Some(stop) = splitter.stop(at) else {
            at += 1;
            continue;
        };
        let (end, stop) = splitter.close(at, stop);
        if end < tokens.len() && splitter.is_boundary(at, end, stop) {
            emit(splitter.start..end);
            splitter.start = end;
        }
        at = end;
    }
    if splitter.start < tokens.len() {
        emit(splitter.start..tokens.len());
    }
}

/// The mark of a list item: “2.)”, “b.”, “•”.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Marker {
    /// Its number, or its letter from “a”; 0 for a bullet.
    number: u32,
    /// Hash of the marks after the number, or of the bullet.
    form: u64,
    letter: bool,
}

impl Marker {
    fn follows(self, before: Marker) -> bool {
        self.form == before.form
            && self.letter == before.letter
            && (self.number == before.number + 1 || (self.number == 0 && before.number == 0))
    }
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// First token of the sentence that is open.
    start: usize,
    /// Marker of the list item that is open.
    item: Option<Marker>,
    /// Sentences may open in lower case.
    casual: bool,
}

/// Whether somebody writes without capitals: “i know. they left.”
fn is_casual(tokens: &[Token]) -> bool {
    const LOWER_I: [u64; 5] = [
        hash::of_str("i"),
        hash::of_str("i'm"),
        hash::of_str("i've"),
        hash::of_str("i'll"),
        hash::of_str("im"),
    ];
    let opens_lower = tokens
        .first()
        .is_some_and(|t| t.kind == TokenKind::Word && t.shape == Shape::Lower);
    opens_lower
        || tokens
            .iter()
            .any(|t| LOWER_I.contains(&t.exact) && t.shape == Shape::Lower)
}

impl Splitter<'_> {
    fn word(&self, at: usize) -> &str {
        &self.text[self.tokens[at].span]
    }

    /// The list marker that starts at a token.
    fn marker(&self, at: usize) -> Option<Marker> {
        let token = self.tokens.get(at)?;
        if !token.space_before {
            return None;
        }
        let word = self.word(at);
        if matches!(word, "•" | "⁃" | "●" | "▪") {
            return Some(Marker {
                number: 0,
                form: token.exact,
                letter: false,
            });
        }
        let letter = token.kind == TokenKind::Word && word.len() == 1;
        let number = match word.as_bytes() {
            [byte @ b'a'..=b'z'] => u32::from(byte - b'a') + 1,
            _ if token.kind == TokenKind::Number && word.len() <= 2 => word.parse().ok()?,
            _ => return None,
        };
        let mut form = 0;
        let mut end = at + 1;
        while end <= at + 2
            && let Some(mark) = self.tokens.get(end)
            && !mark.space_before
            && matches!(self.word(end), "." | ")")
        {
            form = hash::combine(form, mark.exact);
            end += 1;
        }
        let spaced = self.tokens.get(end).is_some_and(|t| t.space_before);
        (end > at + 1 && spaced).then_some(Marker {
            number,
            form,
            letter,
        })
    }

    fn stop(&self, at: usize) -> Option<Stop> {
        let token = self.tokens[at];
        match token.kind {
            TokenKind::Punctuation => match self.text.as_bytes()[token.span.start()] {
                b'.' if token.span.len() == 1 => Some(Stop::Period),
                b'.' => Some(Stop::Ellipsis),
                b'!' | b'?' => Some(Stop::Loud),
                0xe2 if self.word(at) == "…" => Some(Stop::Ellipsis),
                0xe3 if self.word(at) == "。" => Some(Stop::Loud),
                _ => None,
            },
            TokenKind::Word if self.text.as_bytes()[token.span.end() - 1] == b'.' => {
                let word = self.word(at);
                let word = &word[..word.len() - 1];
                let last = &word[word.rfind('-').map_or(0, |hyphen| hyphen + 1)..];
                if matches!(last, "e.g" | "i.e" | "P.S") {
                    Some(Stop::Abbreviated(Abbreviation::Inner))
                } else if last.contains('.') {
                    Some(Stop::Acronym)
                } else if last.chars().nth(1).is_none() {
                    Some(Stop::Initial)
                } else {
                    Some(Stop::Abbreviated(
                        abbreviation::lookup(last).unwrap_or(Abbreviation::Inner),
                    ))
                }
            }
            _ => None,
        }
    }

    /// Takes in further stops and the marks and brackets that close after them.
    fn close(&self, at: usize, stop: Stop) -> (usize, Stop) {
        let mut stop = stop;
        let mut end = at + 1;
        let mut dots = 1;
        // “. . .” and “?...”
        while end < self.tokens.len()
            && let Some(next) = self.stop(end)
            && self.tokens[end].kind == TokenKind::Punctuation
        {
            dots += 1;
            if stop == Stop::Period && next == Stop::Period {
                stop = Stop::Ellipsis;
            }
            if next == Stop::Loud {
                stop = Stop::Loud;
            }
            end += 1;
        }
        // Four dots: an ellipsis and the period of its sentence.
        if stop == Stop::Ellipsis && (dots == 4 || (dots == 1 && self.word(at) == "....")) {
            stop = Stop::Period;
        }
        while let Some(token) = self.tokens.get(end) {
            let word = self.word(end);
            let closes = match token.kind {
                // A mark with space on both sides closes; “''We” opens.
                TokenKind::Quote if token.space_before => {
                    matches!(word, "”" | "''")
                        && self.tokens.get(end + 1).is_none_or(|t| t.space_before)
                }
                TokenKind::Quote => !matches!(word, "“" | "‘" | "„"),
                TokenKind::Punctuation if token.space_before => is_emoticon(word),
                TokenKind::Punctuation => matches!(word, ")" | "]" | "}"),
                _ => false,
            };
            if closes {
                end += 1;
            } else if self.is_note(end) {
                end += 3;
            } else if stop == Stop::Period && self.is_raised_note(end) {
                end += 1;
            } else {
                break;
            }
        }
        (end, stop)
    }

    /// “.[17] The”: the number of a note.
    fn is_note(&self, at: usize) -> bool {
        self.tokens
            .get(at + 2)
            .is_some_and(|close| !close.space_before)
            && self.word(at) == "["
            && self.tokens[at + 1].kind == TokenKind::Number
            && self.word(at + 2) == "]"
    }

    /// “rights. 4 Even so”: the number of a note that lost its raised place.
    fn is_raised_note(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::Number
            && self.tokens[at].span.len() <= 3
            && self.tokens.get(at + 1).is_some_and(|next| {
                next.space_before
                    && next.shape == Shape::Capitalised
                    && OPENERS.contains(next.folded)
            })
    }

    /// Whether a sentence starts at a token without any stop before it.
    fn opens_anew(&self, at: usize) -> bool {
        const CREDITS: Words<5> = Words::new(["Image", "Photo", "Photograph", "Picture", "Credit"]);
        let token = self.tokens[at];
        if !token.space_before {
            return false;
        }
        match token.kind {
            // “… at a rally Photo: Ann Ortiz/AP”
            TokenKind::Word => {
                token.shape == Shape::Capitalised
                    && CREDITS.contains(token.exact)
                    && self.tokens.get(at + 1).is_some_and(|t| !t.space_before)
                    && self.word(at + 1) == ":"
            }
            TokenKind::Link => self.tokens[at - 1].kind == TokenKind::Link,
            _ => self.is_rule(at) || self.is_rule(at - 1),
        }
    }

    /// “----------”: a line drawn with marks.
    fn is_rule(&self, at: usize) -> bool {
        let token = self.tokens[at];
        token.kind == TokenKind::Punctuation
            && token.span.len() >= 5
            && matches!(
                self.text.as_bytes()[token.span.start()],
                b'-' | b'=' | b'_' | b'*' | b'~'
            )
    }

    fn is_boundary(&self, at: usize, end: usize, stop: Stop) -> bool {
        let next = self.tokens[end];
        let opener = OPENERS.contains(next.folded) && next.shape != Shape::Lower;
        let closed = end > at + 1 && self.tokens[end - 1].kind == TokenKind::Quote;
        if !next.space_before {
            // “…it.He said”: a space was forgotten.
            let glued = matches!(stop, Stop::Period | Stop::Loud)
                && next.shape == Shape::Capitalised
                && (closed || self.tokens[at - usize::from(at > 0)].shape == Shape::Lower);
            return glued;
        }
        match stop {
            Stop::Abbreviated(Abbreviation::Inner | Abbreviation::Numbered) => return false,
            Stop::Abbreviated(Abbreviation::Title) => {
                // “on Main St. She”, “in Dover, Del. He”
                let street = at > self.start
                    && matches!(self.word(at), "St." | "Dr." | "Ft." | "Pt." | "Del.")
                    && self.tokens[at - 1].shape != Shape::Lower;
                return street && opener;
            }
            Stop::Initial | Stop::Abbreviated(Abbreviation::Date) => return opener,
            Stop::Acronym | Stop::Abbreviated(_) => {
                if self.is_clock(at) && !opener {
                    return self.starts_sentence(next)
                        && !self.is_lead_in(at)
                        && !TIME_WORDS.contains(next.folded);
                }
                // “Gov. C.L. “Butch” Otter”
                let named = at > self.start && self.stop(at - 1).is_some_and(Stop::is_title);
                if self.tokens[at].folded == hash::of_str("etc.") {
                    return self.starts_sentence(next);
                }
                let quoted = next.kind == TokenKind::Quote && !named;
                return opener
                    || (closed && self.starts_sentence(next))
                    || (quoted && self.opens_after(end));
            }
            Stop::Ellipsis => {
                let first_person = next.shape == Shape::Capitalised
                    && self.text.as_bytes()[next.span.start()] == b'I'
                    && self.word(end).len() <= 4
                    && opener
                    && next.folded != hash::of_str("in");
                return self.starts_sentence(next) && next.shape != Shape::None && !first_person;
            }
            Stop::Period => {
                if self.is_marker_period(at) {
                    return false;
                }
                // “N°. 5”
                if at > self.start && self.word(at - 1) == "°" {
                    return false;
                }
            }
            Stop::Loud => {
                if closed && self.reports(end) {
                    return false;
                }
            }
        }
        match next.kind {
            TokenKind::Quote => true,
            TokenKind::Word if self.casual && next.shape == Shape::Lower => {
                end == at + 1 && !REPORTING.contains(next.folded)
            }
            TokenKind::Punctuation => {
                matches!(
                    self.word(end),
                    "(" | "[" | "$" | "£" | "€" | "•" | "*" | "¿" | "¡"
                ) && (stop != Stop::Loud || self.opens_after(end))
            }
            _ => self.starts_sentence(next),
        }
    }

    fn starts_sentence(&self, next: Token) -> bool {
        match next.kind {
            TokenKind::Word => next.shape != Shape::Lower,
            TokenKind::Number | TokenKind::Quote => true,
            TokenKind::Link => true,
            TokenKind::Possessive | TokenKind::Punctuation => false,
        }
    }

    /// Whether a capital follows the mark or bracket at a token.
    fn opens_after(&self, at: usize) -> bool {
        self.tokens
            .get(at + 1)
            .is_some_and(|t| !t.space_before && self.starts_sentence(*t))
    }

    /// “1.” at the head of an item.
    fn is_marker_period(&self, at: usize) -> bool {
        at > self.start
            && at - self.start <= 2
            && (self.tokens[at - 1].kind == TokenKind::Number && self.word(at - 1).len() <= 2
                || self.tokens[at - 1].span.len() == 1 && self.tokens[at - 1].shape == Shape::Lower)
            && (at - self.start == 1 || matches!(self.word(self.start), "•" | "⁃" | "●" | "▪"))
    }

    fn is_clock(&self, at: usize) -> bool {
        const CLOCK: Words<2> = Words::new(["a.m.", "p.m."]);
        CLOCK.contains(self.tokens[at].folded)
    }

    /// “At 5 a.m. Mr. Moss left”: nothing was said yet but the time.
    fn is_lead_in(&self, at: usize) -> bool {
        at - self.start <= 3
    }

    /// “Why?” Ann Moss asked: a name and a verb of saying.
    fn reports(&self, end: usize) -> bool {
        self.tokens[end..]
            .iter()
            .take(5)
            .take_while(|t| t.kind == TokenKind::Word)
            .skip(1)
            .any(|t| REPORTING.contains(t.folded))
    }
}

fn is_emoticon(word: &str) -> bool {
    word.len() >= 2
        && matches!(word.as_bytes()[0], b':' | b';' | b'=')
        && !word.ends_with(['=', ':', ';'])
}
