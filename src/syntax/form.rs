use crate::hash::of_str;
use crate::text::TokenKind;
use crate::{Document, Token};

const YEAR: u64 = of_str("<year>");
const NUMBER: u64 = of_str("<number>");

/// What the learned models see of a token, in integers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// The folded word; years are one word, and so are other plain numbers.
    pub(crate) word: u64,
    /// Last three bytes, lower case.
    pub(crate) suffix: u32,
    /// First byte in lower case, casing, hyphen, first of its sentence.
    pub(crate) shape: u32,
}

impl Form {
    /// Reads a token.
    pub(crate) fn new(document: &Document<'_>, token: &Token, place: Place) -> Self {
        let bytes = document.slice(token.span).as_bytes();
        let word = match token.kind {
            TokenKind::Number if bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit) => YEAR,
            TokenKind::Number
                if bytes
                    .iter()
                    .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')) =>
            {
                NUMBER
            }
            _ => token.folded,
        };
        let suffix = bytes.iter().rev().take(3).fold(0, |suffix, &b| {
            suffix << 8 | u32::from(b.to_ascii_lowercase())
        });
        // The weights know shapes and kinds by these numbers.
        let (case, kind) = (token.shape as u32, token.kind as u32);
        let hyphen = u32::from(bytes.len() > 1 && bytes.contains(&b'-'));
        let first = u32::from(place == Place::First);
        Self {
            word,
            suffix,
            shape: u32::from(bytes[0].to_ascii_lowercase())
                | case << 8
                | kind << 11
                | hyphen << 14
                | first << 15,
        }
    }
}

/// Where a token stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    First,
    Later,
}

/// One feature from its template and two values; one multiplication, then the good high bits for the poor low ones.
#[inline(always)]
pub(crate) fn feature(template: u64, left: u64, right: u64) -> u64 {
    let mixed = (left ^ right.rotate_left(29))
        .wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ mixed >> 32
}
