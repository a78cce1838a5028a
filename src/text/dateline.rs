use super::{Shape, Token, TokenKind};
use crate::Span;
use crate::hash::Words;

/// Where and when an article was filed: “WASHINGTON, Nov. 3 (AP) —”.
///
/// ```
/// use onrecord::Document;
///
/// let document = Document::new("SALEM, Ore., Nov. 3 (AP) — The governor signed the bill.");
/// let dateline = document.dateline().unwrap();
/// assert_eq!(document.slice(dateline.place), "SALEM, Ore.");
/// assert_eq!(dateline.date.map(|span| document.slice(span)), Some("Nov. 3"));
/// assert_eq!(dateline.agency.map(|span| document.slice(span)), Some("AP"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// From the place to the dash.
    pub span: Span,
    /// The town, with its state or country.
    pub place: Span,
    /// The day, where one is given.
    pub date: Option<Span>,
    /// The agency in brackets, where one is named.
    pub agency: Option<Span>,
}

/// The longest dateline in tokens: “NEW YORK CITY, N.Y., Wednesday, Nov. 3, 2026 (Agence France-Presse) —”.
const LENGTH: usize = 24;

const MONTHS: Words<19> = Words::new([
    "jan.",
    "january",
    "feb.",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "aug.",
    "august",
    "sept.",
    "september",
    "oct.",
    "october",
    "nov.",
    "november",
    "dec.",
    "december",
]);
const DAYS: Words<7> = Words::new([
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]);
/// A line in capitals with one of these is a heading: “CONGRESS HAS LOOKED INTO HIM — …”.
const NO_PLACE: Words<20> = Words::new([
    "a",
    "an",
    "and",
    "are",
    "breaking",
    "exclusive",
    "for",
    "has",
    "have",
    "he",
    "in",
    "is",
    "it",
    "not",
    "on",
    "she",
    "update",
    "was",
    "watch",
    "we",
]);

/// The dateline that opens a paragraph, and the token after its dash.
pub(super) fn find(text: &str, tokens: &[Token]) -> Option<(Dateline, usize)> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &text[t.span]);
    let first = tokens.first()?;
    if first.kind != TokenKind::Word || !matches!(first.shape, Shape::Upper | Shape::Capitalised) {
        return None;
    }
    let dash = tokens.iter().take(LENGTH).position(|t| {
        t.kind == TokenKind::Punctuation && matches!(&text[t.span], "—" | "–" | "-" | "--" | "―")
    })?;
    let after = tokens.get(dash + 1)?;
    if dash == 0 || !(tokens[dash].space_before || after.space_before) {
        return None;
    }
    // The town: words in capitals, or any name where an agency follows.
    let name = |t: &Token| {
        t.kind == TokenKind::Word && matches!(t.shape, Shape::Upper | Shape::Capitalised)
    };
    let town = tokens[..dash].iter().take_while(|t| name(t)).count();
    let capitals = tokens[..town].iter().all(|t| t.shape == Shape::Upper);
    let plain = tokens[..town].iter().all(|t| !NO_PLACE.contains(t.folded));
    if town == 0 || town > 4 || !plain || is_date(&tokens[0]) {
        return None;
    }
    let mut at = town;
    let mut place = town;
    let mut date: Option<Span> = None;
    let mut agency = None;
    while at < dash {
        match word(at) {
            "," => at += 1,
            "(" => {
                let close = (at + 1..dash).find(|&i| word(i) == ")")?;
                if close == at + 1
                    || !tokens[at + 1..close]
                        .iter()
                        .all(|t| t.shape != Shape::Lower)
                {
                    return None;
                }
                agency = Some(tokens[at + 1].span.join(tokens[close - 1].span));
                at = close + 1;
            }
            _ if is_date(&tokens[at])
                || (date.is_some() && tokens[at].kind == TokenKind::Number)
                || (tokens[at].kind == TokenKind::Number
                    && tokens.get(at + 1).is_some_and(is_date)) =>
            {
                let span = tokens[at].span;
                date = Some(date.map_or(span, |date| date.join(span)));
                at += 1;
            }
            _ if date.is_none() && agency.is_none() && name(&tokens[at]) && at - town <= 4 => {
                at += 1;
                place = at;
            }
            _ => return None,
        }
    }
    if !capitals && agency.is_none() {
        return None;
    }
    let dateline = Dateline {
        span: first.span.join(tokens[dash].span),
        place: first.span.join(tokens[place - 1].span),
        date,
        agency,
    };
    Some((dateline, dash + 1))
}

fn is_date(token: &Token) -> bool {
    MONTHS.contains(token.folded) || DAYS.contains(token.folded)
}
