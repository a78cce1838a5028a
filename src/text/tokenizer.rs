//! Cuts running text into [`Token`]s in one pass.
//!
//! Bytes are looked up in a class table; only what is not ASCII is decoded, and only scripts without
//! spaces, and emoji, go to the Unicode word rules. Every look ahead is bounded or ends where the token
//! ends, so the time is linear on any text.

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviation::{self, Abbreviation};
use super::{Shape, Token, TokenKind};
use crate::{Span, hash};

/// What a byte is to the tokenizer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Digit,
    Apostrophe,
    Quote,
    Mark,
    High,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            0..=b' ' | 0x7f => Class::Space,
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' | b'`' => Class::Apostrophe,
            b'"' => Class::Quote,
            0x80.. => Class::High,
            _ => Class::Mark,
        };
        byte += 1;
    }
    classes
};

/// What a character beyond ASCII is to the tokenizer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    Space,
    /// Takes no room and separates nothing: soft hyphen, joiner, byte order mark.
    Invisible,
    /// A letter or digit of a script that puts spaces between words.
    Letter,
    /// Sits on the letter before it.
    Combining,
    Apostrophe,
    Hyphen,
    Quote,
    Dash,
    Mark,
    /// Left to the Unicode word rules.
    Other,
}

fn wide(c: char) -> Wide {
    match c {
        '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Wide::Invisible,
        '\u{2060}'..='\u{206f}' | '\u{feff}' => Wide::Invisible,
        '’' | '‘' | '‛' | 'ʼ' | '´' | '＇' => Wide::Apostrophe,
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‚' | '＂' => Wide::Quote,
        '\u{2010}' | '\u{2011}' => Wide::Hyphen,
        '\u{2012}'..='\u{2015}' | '−' => Wide::Dash,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' => {
            Wide::Combining
        }
        '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' => {
            Wide::Combining
        }
        '\u{200b}' => Wide::Space,
        '\u{1fbf}'..='\u{1fc1}' | '\u{1fcd}'..='\u{1fcf}' => Wide::Mark,
        // Letters of the Latin, Greek, Cyrillic and Armenian blocks.
        '\u{80}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' if c.is_alphanumeric() => Wide::Letter,
        '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}' | '\u{fb00}'..='\u{fb06}' => Wide::Letter,
        _ if c.is_whitespace() || c.is_control() => Wide::Space,
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' => Wide::Mark,
        _ => Wide::Other,
    }
}

/// Words with ’s that are two words and no possessive: “it’s”. “’s” stays with them.
const CONTRACTED_S: &[u64] = &[
    hash::of_str("it"),
    hash::of_str("he"),
    hash::of_str("she"),
    hash::of_str("that"),
    hash::of_str("there"),
    hash::of_str("here"),
    hash::of_str("what"),
    hash::of_str("who"),
    hash::of_str("where"),
    hash::of_str("when"),
    hash::of_str("why"),
    hash::of_str("how"),
    hash::of_str("let"),
];

/// Words that open with an apostrophe.
const ELISIONS: &[&str] = &[
    "em", "til", "till", "cause", "tis", "twas", "n", "nuff", "bout", "round", "cuz", "ere",
    "neath",
];

/// Endings of host names, so that “Amazon.com” is one word and “late.But” is two.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "gov", "edu", "mil", "int", "co", "uk", "us", "eu", "io", "info", "tv",
    "fm", "ly", "biz", "news", "de", "fr", "ca", "au", "ru", "cn", "in", "ie", "nz", "js", "html",
    "htm", "pdf", "php", "asp", "jpg", "png", "txt", "doc",
];

/// How far a closing single mark is looked for.
const SINGLE_REACH: usize = 300;
/// The longest run handed to the Unicode word rules at once.
const RUN: usize = 1024;

/// Appends the tokens of one paragraph.
pub(super) fn tokenize(text: &str, paragraph: Span, tokens: &mut Vec<Token>) {
    let end = paragraph.end();
    let mut tokenizer = Tokenizer {
        text: &text[..end],
        bytes: &text.as_bytes()[..end],
        first: tokens.len(),
        space: true,
        single_open: false,
        tokens,
    };
    let mut at = paragraph.start();
    while at < end {
        at = tokenizer.next(at);
    }
}

struct Tokenizer<'t, 'o> {
    /// The text up to the end of the paragraph.
    text: &'t str,
    bytes: &'t [u8],
    /// Index of the first token of the paragraph.
    first: usize,
    /// White space (or the start) stands right before the current byte.
    space: bool,
    /// A single quotation mark was opened in this paragraph and not closed.
    single_open: bool,
    tokens: &'o mut Vec<Token>,
}

impl Tokenizer<'_, '_> {
    /// Reads what stands at `at`; returns where to go on.
    fn next(&mut self, at: usize) -> usize {
        let byte = self.bytes[at];
        match CLASSES[byte as usize] {
            Class::Space => {
                self.space = true;
                at + 1
            }
            Class::Letter | Class::Digit => self.word(at, at),
            Class::Apostrophe => self.apostrophe(at, 1),
            Class::Quote => self.push(at, at + 1, TokenKind::Quote),
            Class::Mark => self.mark(at),
            Class::High => self.high(at),
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Length of the letter or digit at `at`, 0 where there is none.
    fn letter(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            None => 0,
            Some(&byte) => match CLASSES[byte as usize] {
                Class::Letter | Class::Digit => 1,
                Class::High => match self.char_at(at) {
                    Some(c) if wide(c) == Wide::Letter => c.len_utf8(),
                    _ => 0,
                },
                _ => 0,
            },
        }
    }

    fn digit(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_digit)
    }

    fn upper(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
            _ => self.char_at(at).is_some_and(char::is_uppercase),
        }
    }

    /// Length of the apostrophe at `at`, 0 where there is none.
    fn apostrophe_len(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'\'') => 1,
            Some(0x80..) => match self.char_at(at) {
                Some(c) if wide(c) == Wide::Apostrophe => c.len_utf8(),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// Reads a word or number that starts at `start`, its letters scanned up to `at`.
    fn word(&mut self, start: usize, at: usize) -> usize {
        let bytes = self.bytes;
        let mut i = at;
        // Where the current part (after a hyphen or period) starts, and the last apostrophe.
        let mut part = at;
        let mut apostrophe = None;
        let mut dotted = false;
        let mut hyphened_letter = false;
        loop {
            while i < bytes.len()
                && matches!(CLASSES[bytes[i] as usize], Class::Letter | Class::Digit)
            {
                i += 1;
            }
            let Some(&byte) = bytes.get(i) else { break };
            match byte {
                b' ' => break,
                b'-' => {
                    if self.letter(i + 1) == 0 || self.party_label(start, i) {
                        break;
                    }
                    hyphened_letter |= !self.digit(i + 1);
                    i += 1;
                    part = i;
                }
                b'.' => {
                    if !self.inner_period(part, i) {
                        break;
                    }
                    dotted |= !self.digit(i + 1);
                    i += 1;
                    part = i;
                }
                b',' | b':' | b'/' => {
                    let joins = i > start && self.digit(i - 1) && self.digit(i + 1);
                    if !joins || (byte == b'/' && !self.bytes[start].is_ascii_digit()) {
                        break;
                    }
                    i += 1;
                }
                b'&' => {
                    if !(i > start && bytes[i - 1].is_ascii_uppercase() && self.upper(i + 1)) {
                        break;
                    }
                    i += 1;
                }
                b'_' if self.letter(i + 1) > 0 => i += 1,
                b'@' if self.letter(i + 1) > 0 => return self.email(start, i),
                b'\'' => {
                    if !(self.digit(i - 1) && self.digit(i + 1)) && self.letter(i + 1) > 0 {
                        apostrophe = Some(i);
                        i += 1;
                    } else {
                        break;
                    }
                }
                0x80.. => {
                    let Some(c) = self.char_at(i) else { break };
                    let next = i + c.len_utf8();
                    match wide(c) {
                        Wide::Letter | Wide::Combining | Wide::Invisible => {}
                        Wide::Apostrophe if self.letter(next) > 0 => apostrophe = Some(i),
                        Wide::Hyphen if self.letter(next) > 0 => {
                            hyphened_letter |= !self.digit(next);
                            part = next;
                        }
                        _ => break,
                    }
                    i = next;
                }
                _ => break,
            }
        }
        if bytes.get(i) == Some(&b'/') && dotted && self.domain_before(part, i) {
            return self.link(start, i);
        }
        if bytes.get(i) == Some(&b':') && bytes[i..].starts_with(b"://") && i - start <= 8 {
            return self.link(start, i + 3);
        }
        if dotted && bytes[start..i].starts_with(b"www.") {
            return self.link(start, i);
        }
        let kind = self.word_kind(start, i, hyphened_letter);
        if let Some(cut) = apostrophe
            && self.is_possessive(start, cut, i)
        {
            let cut_kind = self.word_kind(start, cut, hyphened_letter);
            self.push(start, cut, cut_kind);
            return self.push(cut, i, TokenKind::Possessive);
        }
        if bytes.get(i) == Some(&b'.') && self.keeps_period(start, part, i, dotted) {
            i += 1;
            // “U.S.-led”, “St.-Denis”
            if bytes.get(i) == Some(&b'-') && self.letter(i + 1) > 0 {
                return self.word(start, i + 1);
            }
        } else if let length @ 1.. = self.apostrophe_len(i)
            && self.drops_letters(&self.text[part..i], i + length)
        {
            i += length;
        }
        self.push(start, i, kind)
    }

    fn word_kind(&self, start: usize, end: usize, hyphened_letter: bool) -> TokenKind {
        let bytes = &self.bytes[start..end];
        if bytes[0].is_ascii_alphabetic() {
            return TokenKind::Word;
        }
        let first = bytes.iter().position(u8::is_ascii_digit).filter(|&at| {
            bytes[..at]
                .iter()
                .all(|&b| b == b'.' || b == b'\'' || b >= 0x80)
        });
        let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        if first.is_some() && !hyphened_letter && letters <= 3 {
            TokenKind::Number
        } else {
            TokenKind::Word
        }
    }

    /// “(D-Ohio)”, “, R-Utah,”: the letter of a party is a word of its own.
    fn party_label(&self, start: usize, hyphen: usize) -> bool {
        hyphen == start + 1
            && matches!(self.bytes[start], b'D' | b'R' | b'I')
            && self.upper(hyphen + 1)
            && !self.bytes[hyphen..].starts_with(b"-Day")
            && self.tokens[self.first..]
                .last()
                .is_some_and(|t| matches!(&self.text[t.span], "(" | "," | "["))
    }

    /// Whether the period at `at` joins the part before it to the part after it.
    fn inner_period(&self, part: usize, at: usize) -> bool {
        let length = self.letter(at + 1);
        if length == 0 || at == part {
            return false;
        }
        let before_digit = self.digit(at - 1);
        if self.digit(at + 1) {
            return before_digit || at - part == 1;
        }
        if before_digit {
            return !self.upper(at + 1);
        }
        // “U.S.”, “a.m.”, “J.K. Rowling”, “Ph.D.”
        let single = at - part == 1 || self.text[part..at].chars().count() == 1;
        if single || matches!(&self.text[part..at], "Ph" | "Ed" | "Litt" | "LL" | "Psy") {
            return true;
        }
        let mut end = at + 1;
        while self.bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        // “news.bbc.co.uk”: only the last part is a known ending.
        let goes_on = self.bytes.get(end) == Some(&b'.') && self.letter(end + 1) > 0;
        (goes_on && !self.upper(at + 1)) || is_domain(&self.text[at + 1..end])
    }

    fn domain_before(&self, part: usize, end: usize) -> bool {
        is_domain(&self.text[part..end]) && self.letter(end + 1) > 0
    }

    /// Whether the word from `start` to `end` ends in a possessive that starts at `cut`.
    fn is_possessive(&self, start: usize, cut: usize, end: usize) -> bool {
        let after = cut + self.apostrophe_len(cut);
        if end - after != 1 || !matches!(self.bytes[after], b's' | b'S') || cut == start {
            return false;
        }
        // The longest word of the list has five letters.
        cut - start > 5 || {
            let folded = hashes(&self.text[start..cut]).1;
            !CONTRACTED_S.contains(&folded)
        }
    }

    /// “goin’ home”, “ol’ boy”: the apostrophe stands for letters left out.
    fn drops_letters(&self, word: &str, after: usize) -> bool {
        if self.single_open || self.letter(after) > 0 {
            return false;
        }
        matches!(word, "ol" | "an" | "th" | "o" | "n" | "lil" | "Ol" | "Lil")
            || (word.len() >= 4 && word.ends_with("in") && self.bytes.get(after) == Some(&b' '))
                && word.bytes().all(|b| b.is_ascii_lowercase())
                && !matches!(
                    word,
                    "begin" | "again" | "certain" | "within" | "main" | "remain"
                )
    }

    /// Whether the period at `at` belongs to the word before it.
    fn keeps_period(&self, start: usize, part: usize, at: usize, dotted: bool) -> bool {
        if self.bytes.get(at + 1) == Some(&b'.') {
            return false;
        }
        let last = &self.text[part..at];
        if dotted {
            // “U.S.”, “Ph.D.”, but not “Amazon.com.”
            let word = &self.text[start..at];
            let word = &word[word.rfind('-').map_or(0, |hyphen| hyphen + 1)..];
            let mut parts = word.rsplit('.').take(8);
            return parts.all(|p| p.len() <= 2 && !p.bytes().any(|b| b.is_ascii_digit()))
                || matches!(last, "Sc" | "Phil" | "Litt");
        }
        let mut next = at + 1;
        loop {
            next += match self.bytes.get(next) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => 1,
                // “Gov. Ortiz” with a space that does not break
                Some(0xc2) if self.bytes.get(next + 1) == Some(&0xa0) => 2,
                _ => break,
            };
        }
        let spaced = next > at + 1;
        let previous = self.tokens[self.first..].last();
        let mut chars = last.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            // An initial: “J. Edgar”, “John Q. Public”; “I.” after a name only.
            return match c {
                'I' => {
                    previous.is_some_and(|t| t.shape == Shape::Capitalised && t.span.end() < start)
                        && self.upper(next)
                }
                _ if c.is_uppercase() => {
                    start < part
                        || (spaced && self.letter(next) > 0)
                        || matches!(self.bytes.get(next), Some(b',' | b';' | b'-'))
                }
                // “p. 55”, “Jones v. Ohio”
                'p' | 'c' | 'n' => spaced && self.digit(next),
                'v' => spaced && self.upper(next) && start == part,
                _ => false,
            };
        }
        match abbreviation::lookup(last) {
            None => false,
            Some(Abbreviation::Numbered) => self.digit(next),
            Some(Abbreviation::RiskyTrailing) => {
                matches!(self.bytes.get(at + 1), Some(b',' | b')' | b';'))
                    || start < part
                    || previous.is_some_and(|t| matches!(&self.text[t.span], "," | "(" | "-" | "/"))
            }
            Some(Abbreviation::Title) => (spaced && next < self.bytes.len()) || self.upper(next),
            Some(Abbreviation::Date | Abbreviation::Trailing | Abbreviation::Inner) => true,
        }
    }

    fn apostrophe(&mut self, at: usize, length: usize) -> usize {
        let after = at + length;
        let doubled = self.bytes[at];
        if length == 1 && self.bytes.get(after) == Some(&doubled) {
            // ``so'' and ''so'': two strokes are one double mark.
            return self.push(at, after + 1, TokenKind::Quote);
        }
        let previous = self.tokens[self.first..].last().copied();
        let adjoining = previous.filter(|_| !self.space);
        let next_length = self.letter(after);
        if let Some(before) = adjoining
            && doubled != b'`'
        {
            let word = matches!(before.kind, TokenKind::Word | TokenKind::Number);
            // “‘The Crown’’s”, “U.S.’s”
            if next_length == 1
                && matches!(self.bytes[after], b's' | b'S')
                && self.letter(after + 1) == 0
                && !self.opens_quotation(before)
            {
                return self.push(at, after + 1, TokenKind::Possessive);
            }
            if word && next_length == 0 {
                // A foot mark: “6'2"”, though that digit is no letter after.
                if before.kind == TokenKind::Number && !self.single_open && length == 1 {
                    return self.push(at, after, TokenKind::Punctuation);
                }
                if self.ends_in_sibilant(before) && !self.closes_single(after) {
                    return self.push(at, after, TokenKind::Possessive);
                }
            }
            if word && self.digit(after) && before.kind == TokenKind::Number {
                return self.push(at, after, TokenKind::Punctuation);
            }
        }
        if self.space || adjoining.is_some_and(|t| self.opens_quotation(t)) || previous.is_none() {
            if next_length > 0 && doubled != b'`' && self.is_elision(after) {
                return self.word(at, after);
            }
            self.single_open =
                next_length > 0 || self.char_at(after).is_some_and(|c| !c.is_whitespace());
        } else if next_length == 0 {
            self.single_open = false;
        } else {
            // Between a mark and a letter, as in “—‘no”.
            self.single_open = true;
        }
        self.push(at, after, TokenKind::Quote)
    }

    /// After these a mark opens.
    fn opens_quotation(&self, token: Token) -> bool {
        let text = &self.text[token.span];
        match token.kind {
            TokenKind::Punctuation => {
                !matches!(
                    text.as_bytes()[0],
                    b')' | b']' | b'}' | b'.' | b',' | b'!' | b'?' | b';' | b'%'
                ) && text != "…"
            }
            TokenKind::Quote => token.space_before || matches!(text, "“" | "‘" | "„" | "«"),
            _ => false,
        }
    }

    fn ends_in_sibilant(&self, token: Token) -> bool {
        matches!(
            self.bytes[token.span.end() - 1],
            b's' | b'S' | b'x' | b'z' | b'X' | b'Z'
        )
    }

    /// Whether an apostrophe after a plural, right before `after`, closes a single quotation instead.
    ///
    /// “‘the voters’ choice’”: another mark before the end of the quotation can close it.
    fn closes_single(&self, after: usize) -> bool {
        if !self.single_open {
            return false;
        }
        let space = match self.bytes.get(after..) {
            Some([b' ', ..]) => 1,
            Some([0xc2, 0xa0, ..]) => 2, // a space that does not break
            _ => 0,
        };
        if space == 0 || self.letter(after + space) == 0 {
            return true;
        }
        let mut at = after + space;
        let reach = self.bytes.len().min(after + SINGLE_REACH);
        while at < reach {
            let length = if self.bytes[at].is_ascii() || self.text.is_char_boundary(at) {
                self.apostrophe_len(at)
            } else {
                0
            };
            if length > 0 {
                let opens = matches!(self.bytes[at - 1], b' ' | 0xa0 | b'(' | b'"');
                if opens {
                    return true;
                }
                if self.letter(at + length) == 0 {
                    return false;
                }
            }
            at += length.max(1);
        }
        true
    }

    /// “’90s”, “’em”, “’til”; “’n’” with its second apostrophe.
    fn is_elision(&self, after: usize) -> bool {
        if self.digit(after) {
            return self.digit(after + 1)
                && !self.digit(after + 2)
                && matches!(
                    self.bytes.get(after + 2),
                    None | Some(b's' | b' ' | b',' | b'.')
                );
        }
        let mut end = after;
        while end < self.bytes.len() && end - after < 6 && self.bytes[end].is_ascii_alphabetic() {
            end += 1;
        }
        self.letter(end) == 0
            && ELISIONS
                .iter()
                .any(|word| word.eq_ignore_ascii_case(&self.text[after..end]))
            && !(self.apostrophe_len(end) > 0 && &self.text[after..end] != "n")
    }

    fn mark(&mut self, at: usize) -> usize {
        let byte = self.bytes[at];
        let next = self.bytes.get(at + 1).copied().unwrap_or(b' ');
        let run = |same: fn(u8, u8) -> bool| {
            let mut end = at + 1;
            while end < self.bytes.len() && same(self.bytes[end], byte) {
                end += 1;
            }
            end
        };
        match byte {
            b'.' if next.is_ascii_digit() && (self.space || self.after_currency()) => {
                self.word(at, at + 1)
            }
            b'.' if self.space && next.is_ascii_alphabetic() && self.is_dot_domain(at + 1) => {
                self.word(at, at + 1)
            }
            b'@' | b'#' if self.handle(at, next) => self.word(at, at + 1),
            b'.' | b'-' | b'*' | b'=' | b'_' | b'~' | b'#' | b'+' | b'|' => {
                let end = run(|b, first| b == first);
                self.push(at, end, TokenKind::Punctuation)
            }
            b'!' | b'?' => {
                let end = run(|b, _| b == b'!' || b == b'?');
                self.push(at, end, TokenKind::Punctuation)
            }
            b':' | b';' if self.space => {
                let end = at + 1 + usize::from(next == b'-');
                let face = matches!(
                    self.bytes.get(end),
                    Some(b')' | b'(' | b'D' | b'P' | b'/' | b'p')
                );
                let end = if face && self.letter(end + 1) == 0 {
                    end + 1
                } else {
                    at + 1
                };
                self.push(at, end, TokenKind::Punctuation)
            }
            _ => self.push(at, at + 1, TokenKind::Punctuation),
        }
    }

    fn handle(&self, at: usize, next: u8) -> bool {
        (next.is_ascii_alphabetic() || next == b'_')
            && (self.space || matches!(self.bytes[at - 1], b'(' | b'"' | b'.'))
    }

    fn after_currency(&self) -> bool {
        self.tokens
            .last()
            .is_some_and(|t| matches!(&self.text[t.span], "$" | "£" | "€"))
    }

    fn is_dot_domain(&self, at: usize) -> bool {
        let mut end = at;
        while end - at < 6 && self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        self.letter(end) == 0 && is_domain(&self.text[at..end])
    }

    fn high(&mut self, at: usize) -> usize {
        let Some(c) = self.char_at(at) else {
            return at + 1;
        };
        let end = at + c.len_utf8();
        match wide(c) {
            Wide::Space => {
                self.space = true;
                end
            }
            Wide::Invisible => end,
            Wide::Letter => self.word(at, end),
            Wide::Apostrophe => self.apostrophe(at, c.len_utf8()),
            Wide::Quote => self.push(at, end, TokenKind::Quote),
            Wide::Dash | Wide::Hyphen => {
                let same = self.text[end..]
                    .chars()
                    .take_while(|&next| next == c)
                    .count();
                self.push(at, end + same * c.len_utf8(), TokenKind::Punctuation)
            }
            Wide::Mark | Wide::Combining => self.push(at, end, TokenKind::Punctuation),
            Wide::Other => self.segment(at),
        }
    }

    /// Cuts a run of other scripts and emoji by the Unicode word rules.
    fn segment(&mut self, at: usize) -> usize {
        let mut end = at;
        for c in self.text[at..].chars() {
            let joins = c == '\u{200d}' || c == '\u{200c}' || wide(c) == Wide::Other;
            let marks = matches!(wide(c), Wide::Combining);
            if c.is_ascii() || !(joins || marks) || end - at >= RUN {
                break;
            }
            end += c.len_utf8();
        }
        let text = self.text;
        for (offset, piece) in text[at..end].split_word_bound_indices() {
            let kind = if piece.chars().any(char::is_alphanumeric) {
                TokenKind::Word
            } else {
                TokenKind::Punctuation
            };
            self.push(at + offset, at + offset + piece.len(), kind);
        }
        end
    }

    /// A web address: to the next space, bracket or quotation mark, without closing punctuation.
    fn link(&mut self, start: usize, at: usize) -> usize {
        let mut end = at;
        for c in self.text[at..].chars() {
            let stops = c.is_whitespace()
                || matches!(c, '<' | '>' | '"' | '[' | ']' | '{' | '}' | '|')
                || matches!(wide(c), Wide::Quote | Wide::Apostrophe | Wide::Dash if !c.is_ascii());
            if stops {
                break;
            }
            end += c.len_utf8();
        }
        // “…/a_(b)” keeps its bracket, “(see …/a)” does not.
        let bracketed = self.bytes[at..end].contains(&b'(');
        while end > at
            && (matches!(
                self.bytes[end - 1],
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\''
            ) || (self.bytes[end - 1] == b')' && !bracketed))
        {
            end -= 1;
        }
        self.push(start, end, TokenKind::Link)
    }

    fn email(&mut self, start: usize, at: usize) -> usize {
        let mut end = at + 1;
        while self
            .bytes
            .get(end)
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        {
            end += 1;
        }
        while matches!(self.bytes[end - 1], b'.' | b'-' | b'_') {
            end -= 1;
        }
        // “user@ñandú”: nothing that ASCII can name.
        let end = end.max(at + 1);
        self.push(start, end, TokenKind::Link)
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        let text = &self.text[start..end];
        let (exact, folded, shape) = match kind {
            TokenKind::Punctuation | TokenKind::Quote => {
                (hash::of_str(text), folded_mark(text, kind), Shape::None)
            }
            _ => {
                let (exact, folded, shape) = hashes_and_shape(text);
                (exact, folded, shape)
            }
        };
        self.tokens.push(Token {
            span: Span::new(start, end),
            kind,
            shape,
            space_before: self.space,
            exact,
            folded,
        });
        self.space = false;
        end
    }
}

fn is_domain(part: &str) -> bool {
    DOMAINS.iter().any(|d| d.eq_ignore_ascii_case(part))
}

/// The hash of the plain mark that does the same job.
fn folded_mark(text: &str, kind: TokenKind) -> u64 {
    const DOUBLE: u64 = hash::of_str("\"");
    const SINGLE: u64 = hash::of_str("'");
    const DASH: u64 = hash::of_str("—");
    const DOTS: u64 = hash::of_str("...");
    if kind == TokenKind::Quote {
        return match text {
            "'" | "`" | "‘" | "’" | "‛" | "‚" | "‹" | "›" | "ʼ" | "´" | "＇" => {
                SINGLE
            }
            _ => DOUBLE,
        };
    }
    match text.as_bytes() {
        [b'-', b'-', ..] | [0xe2, 0x80, 0x92..=0x95, ..] => DASH,
        [b'.', b'.', ..] | [0xe2, 0x80, 0xa6] => DOTS,
        _ => hash::of_str(text),
    }
}

/// Exact and folded hash of a word.
fn hashes(word: &str) -> (u64, u64) {
    let (exact, folded, _) = hashes_and_shape(word);
    (exact, folded)
}

fn hashes_and_shape(word: &str) -> (u64, u64, Shape) {
    let bytes = word.as_bytes();
    let mut exact = hash::SEED;
    let mut small = 0;
    // Most words are all in lower case, and so both hashes are one.
    while small < bytes.len() && bytes[small].is_ascii_lowercase() {
        exact = hash::add_byte(exact, bytes[small]);
        small += 1;
    }
    if small == bytes.len() {
        let hash = hash::finish(exact);
        return (hash, hash, Shape::Lower);
    }
    let mut folded = exact;
    let mut case = Case {
        lowers: small as u32,
        joined: small > 0,
        ..Case::default()
    };
    for (i, &byte) in bytes.iter().enumerate().skip(small) {
        if byte >= 0x80 {
            return wide_hashes_and_shape(word, i, exact, folded, case);
        }
        let upper = byte.is_ascii_uppercase();
        exact = hash::add_byte(exact, byte);
        folded = hash::add_byte(folded, byte | (u8::from(upper) << 5));
        case.add(upper, byte.is_ascii_lowercase(), byte.is_ascii_digit());
    }
    (hash::finish(exact), hash::finish(folded), case.shape())
}

/// Goes on with a word from its first byte that is not ASCII.
#[cold]
fn wide_hashes_and_shape(
    word: &str,
    from: usize,
    mut exact: u64,
    mut folded: u64,
    mut case: Case,
) -> (u64, u64, Shape) {
    let mut utf8 = [0; 4];
    let mut add = |hash: &mut u64, c: char| {
        for &byte in c.encode_utf8(&mut utf8).as_bytes() {
            *hash = hash::add_byte(*hash, byte);
        }
    };
    for c in word[from..].chars() {
        let c = match wide(c) {
            _ if c.is_ascii() => c,
            Wide::Invisible => continue,
            Wide::Apostrophe => '\'',
            Wide::Hyphen => '-',
            _ => c,
        };
        add(&mut exact, c);
        for lower in c.to_lowercase() {
            add(&mut folded, lower);
        }
        case.add(
            c.is_uppercase(),
            c.is_lowercase(),
            !c.is_ascii_punctuation(),
        );
    }
    (hash::finish(exact), hash::finish(folded), case.shape())
}

/// What was seen of a word's letters.
#[derive(Clone, Copy, Default)]
struct Case {
    uppers: u32,
    lowers: u32,
    /// The first letter is a capital.
    opens: bool,
    /// A capital stands inside a part.
    inside: bool,
    /// The character before was a letter or digit of the same part.
    joined: bool,
}

impl Case {
    #[inline]
    fn add(&mut self, upper: bool, lower: bool, other: bool) {
        self.inside |= upper & self.joined;
        self.opens |= upper & (self.uppers + self.lowers == 0);
        self.uppers += u32::from(upper);
        self.lowers += u32::from(lower);
        self.joined = upper | lower | other;
    }

    fn shape(self) -> Shape {
        match (self.uppers, self.lowers) {
            (0, 0) => Shape::None,
            (0, _) => Shape::Lower,
            (1, 0) => Shape::Capitalised,
            (_, 0) => Shape::Upper,
            _ if self.opens && !self.inside => Shape::Capitalised,
            _ => Shape::Mixed,
        }
    }
}
