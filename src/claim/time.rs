//! Words for days, weeks, months and years: read from tokens, resolved against a day.

use super::date::Date;
use super::lexicon::{self, Tag, Tags};
use super::reading::Reading;
use crate::hash::of_str;
use crate::text::TokenKind;

/// A stretch of time as words put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// “Oct. 17, 2024”, “17 October”
    Day {
        year: Option<i32>,
        month: u32,
        day: u32,
    },
    /// “October 2024”, “last October”
    Month {
        year: Option<i32>,
        month: u32,
        /// −1 for “last”, 1 for “next”, else 0.
        turn: i32,
    },
    /// “2014”
    Year(i32),
    /// “Tuesday”, “last Tuesday”: Monday is 1; −1 for “last”, 1 for “next”.
    Weekday { day: u32, turn: i32 },
    /// “yesterday”, “last week”, “two years ago”: so many units from now.
    Shift { unit: Unit, by: i32 },
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// On which side of the reference day a time without a year lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What was said lies before.
    Past,
    /// What will be said lies after.
    Future,
    /// What is spoken of may lie on either side: the nearer, the past before the future.
    Nearest,
    /// Likewise, the past no nearer: “the November election”.
    Either,
}

impl Time {
    /// ISO 8601 at the precision of the words; none where a reference day is needed and missing.
    pub(super) fn resolve(self, today: Option<Date>, side: Side) -> Option<String> {
        match self {
            Self::Day {
                year: Some(year),
                month,
                day,
            } => Date::new(year, month, day).map(|d| d.to_string()),
            Self::Day {
                year: None,
                month,
                day,
            } => {
                let today = today?;
                let of_year = |year| Date::new(year, month, day);
                let candidates = [today.year - 1, today.year, today.year + 1].map(of_year);
                pick(candidates.into_iter().flatten(), today, side).map(|d| d.to_string())
            }
            Self::Month {
                year: Some(year),
                month,
                ..
            } => Some(format!("{year:04}-{month:02}")),
            Self::Month {
                year: None,
                month,
                turn,
            } => {
                let today = today?;
                let day = today.day.min(28);
                let of_year = |year| Date::new(year, month, day);
                let candidates = [today.year - 1, today.year, today.year + 1].map(of_year);
                let side = match turn {
                    -1 => Side::Past,
                    1 => Side::Future,
                    _ => side,
                };
                // “last March”, said in March, is a year ago.
                let apart = |d: &Date| turn == 0 || (d.year, d.month) != (today.year, today.month);
                let candidates = candidates.into_iter().flatten().filter(apart);
                pick(candidates, today, side).map(|d| format!("{:04}-{:02}", d.year, d.month))
            }
            Self::Year(year) => Some(format!("{year:04}")),
            Self::Weekday { day, turn } => {
                let today = today?;
                let back = i64::from((today.weekday() + 7 - day) % 7);
                let forward = (7 - back) % 7;
                let days = match (turn, side) {
                    (-1, _) if back == 0 => -7,
                    (-1, _) => -back,
                    (1, _) if forward == 0 => 7,
                    (1, _) | (_, Side::Future) => forward,
                    (_, Side::Past) => -back,
                    (_, Side::Either) if forward < back => forward,
                    (_, Side::Nearest) if PAST * forward < back => forward,
                    (_, Side::Nearest | Side::Either) => -back,
                };
                today.plus_days(days).map(|d| d.to_string())
            }
            Self::Shift { unit, by } => {
                let (today, by) = (today?, i64::from(by));
                match unit {
                    Unit::Day => today.plus_days(by).map(|d| d.to_string()),
                    Unit::Week => today
                        .plus_days(7 * by)?
                        .week()
                        .map(|(year, week)| format!("{year:04}-W{week:02}")),
                    Unit::Month => today
                        .plus_months(by)
                        .map(|(year, month)| format!("{year:04}-{month:02}")),
                    Unit::Year => today
                        .plus_months(12 * by)
                        .map(|(year, _)| format!("{year:04}")),
                }
            }
        }
    }
}

/// The candidate nearest to today on the side asked for.
fn pick(candidates: impl Iterator<Item = Date>, today: Date, side: Side) -> Option<Date> {
    candidates
        .filter(|d| match side {
            Side::Past => *d <= today,
            Side::Future => *d >= today,
            Side::Nearest | Side::Either => true,
        })
        .min_by_key(|d| match d.since(today) {
            days if days < 0 => -days,
            days if side == Side::Either => days,
            days => PAST * days,
        })
}

/// News tells of the past: a day to come must be so many times nearer than one gone by.
const PAST: i64 = 3;

const LAST: &[u64] = &[of_str("last"), of_str("past"), of_str("previous")];
const THIS: &[u64] = &[of_str("this")];
const NEXT: &[u64] = &[of_str("next"), of_str("coming")];
/// Words that make a holiday or an event of the weekday behind them.
const FEASTS: &[u64] = &[
    of_str("ash"),
    of_str("black"),
    of_str("bloody"),
    of_str("cyber"),
    of_str("easter"),
    of_str("fat"),
    of_str("giving"),
    of_str("good"),
    of_str("holy"),
    of_str("maundy"),
    of_str("palm"),
    of_str("shrove"),
    of_str("super"),
    of_str("whit"),
];
const TODAY: &[u64] = &[of_str("today"), of_str("tonight")];

/// Reads a time that starts at token `i` and ends before token `end`; returns where it ends.
pub(super) fn parse(reading: &Reading<'_, '_>, i: usize, end: usize) -> Option<(usize, Time)> {
    let within = |(stop, time): (usize, Time)| (stop <= end).then_some((stop, time));
    // Most words open no time.
    let opens = Tags::of(&[Tag::TimeWord, Tag::Weekday, Tag::Month, Tag::Number]);
    let number = reading
        .token(i)
        .is_some_and(|t| t.kind == TokenKind::Number);
    if i >= end || !(number || reading.any(i, opens)) {
        return None;
    }
    // “USA Today” is a newspaper.
    let named = i > 0 && is_name(reading, i) && is_name(reading, i - 1);
    if reading.is(i, TODAY) && !named {
        return within((i + 1, shift(Unit::Day, 0)));
    }
    if reading.is(i, &[of_str("yesterday")]) {
        return within((i + 1, shift(Unit::Day, -1)));
    }
    if reading.is(i, &[of_str("tomorrow")]) {
        return within((i + 1, shift(Unit::Day, 1)));
    }
    if reading.is(i, &[of_str("earlier"), of_str("later")])
        && (reading.is(i + 1, THIS) || reading.has(i + 1, Tag::Weekday) || reading.is(i + 1, TODAY))
    {
        return parse(reading, i + 1, end);
    }
    if let Some(turn) = turn(reading, i) {
        return turned(reading, i + 1, end, turn).and_then(within);
    }
    if let Some(found) = ago(reading, i).and_then(within) {
        return Some(found);
    }
    // “Super Tuesday”, “Good Friday” are days of their own.
    let feast = i > 0 && is_name(reading, i - 1) && reading.is(i - 1, FEASTS);
    if reading.has(i, Tag::Weekday) && is_name(reading, i) && !feast {
        // “Tuesday, Oct. 17”: the date says more.
        let after = if reading.text(i + 1) == "," {
            i + 2
        } else {
            i + 1
        };
        if let Some((stop, time @ Time::Day { .. })) = calendar(reading, after, end) {
            return Some((stop, time));
        }
        let stop = i + 1 + usize::from(i + 1 < end && reading.has(i + 1, Tag::DayPart));
        let day = value(reading, i);
        return within((stop, Time::Weekday { day, turn: 0 }));
    }
    calendar(reading, i, end).and_then(within)
}

/// Months, days of months, years and ISO dates.
fn calendar(reading: &Reading<'_, '_>, i: usize, end: usize) -> Option<(usize, Time)> {
    if i >= end {
        return None;
    }
    if reading.has(i, Tag::Month) && is_name(reading, i) {
        let month = value(reading, i);
        // “Oct” and its period may be two tokens.
        let whole = reading.is(i, &[of_str("may"), of_str("june"), of_str("july")]);
        let short = reading.text(i).len() <= 4 && !whole;
        let i = i + usize::from(reading.text(i + 1) == "." && short);
        if let Some(day) = day_number(reading, i + 1).filter(|_| i + 1 < end) {
            // “the Sept. 11 (terrorist) attacks” are those of 2001.
            let attacks = [of_str("attacks"), of_str("attack")];
            let known = (month, day) == (9, 11)
                && (reading.is(i + 2, &attacks) || reading.is(i + 3, &attacks));
            if known {
                let year = Some(2001);
                return Some((i + 2, Time::Day { year, month, day }));
            }
            let comma = usize::from(reading.text(i + 2) == ",");
            let year = year_at(reading, i + 2 + comma).filter(|_| i + 2 + comma < end);
            let stop = if year.is_some() { i + 3 + comma } else { i + 2 };
            return Some((stop, Time::Day { year, month, day }));
        }
        let of = usize::from(reading.is(i + 1, &[of_str("of")]) || reading.text(i + 1) == ",");
        let year = year_at(reading, i + 1 + of).filter(|_| i + 1 + of < end);
        let stop = if year.is_some() { i + 2 + of } else { i + 1 };
        // “May” and “March” alone are words like others, unless something points to the month.
        let plain = !reading.is(i, &[of_str("may"), of_str("march")]);
        let pointed = i > 0
            && reading.is(
                i - 1,
                &[
                    of_str("in"),
                    of_str("since"),
                    of_str("until"),
                    of_str("by"),
                    of_str("early"),
                    of_str("late"),
                    of_str("mid"),
                ],
            );
        return (plain || pointed || year.is_some()).then_some((
            stop,
            Time::Month {
                year,
                month,
                turn: 0,
            },
        ));
    }
    if let Some(day) = day_number(reading, i) {
        let of = usize::from(reading.is(i + 1, &[of_str("of")]));
        if reading.has(i + 1 + of, Tag::Month) && is_name(reading, i + 1 + of) && i + 1 + of < end {
            let month = value(reading, i + 1 + of);
            let year = year_at(reading, i + 2 + of).filter(|_| i + 2 + of < end);
            let stop = i + 2 + of + usize::from(year.is_some());
            return Some((stop, Time::Day { year, month, day }));
        }
    }
    if let Some(date) = Date::parse(reading.text(i)).filter(|_| reading.text(i).len() == 10) {
        let Date { year, month, day } = date;
        let year = Some(year);
        return Some((i + 1, Time::Day { year, month, day }));
    }
    None
}

fn shift(unit: Unit, by: i32) -> Time {
    Time::Shift { unit, by }
}

/// −1 for “last”, 0 for “this”, 1 for “next”.
fn turn(reading: &Reading<'_, '_>, i: usize) -> Option<i32> {
    [(LAST, -1), (THIS, 0), (NEXT, 1)]
        .iter()
        .find(|(words, _)| reading.is(i, words))
        .map(|&(_, turn)| turn)
}

/// What “last”, “this” or “next” turns: a unit, a weekday, a month.
fn turned(reading: &Reading<'_, '_>, i: usize, end: usize, turn: i32) -> Option<(usize, Time)> {
    if i >= end {
        return None;
    }
    // “the last years” are no year.
    let plural = reading.text(i).ends_with('s');
    if let Some(unit) = unit(reading, i).filter(|_| !plural) {
        return Some((i + 1, shift(unit, turn)));
    }
    if reading.has(i, Tag::DayPart) {
        // “this morning” is today, “last night” yesterday.
        return Some((i + 1, shift(Unit::Day, turn)));
    }
    if reading.has(i, Tag::Weekday) && is_name(reading, i) {
        let day = value(reading, i);
        let stop = i + 1 + usize::from(i + 1 < end && reading.has(i + 1, Tag::DayPart));
        return Some((stop, Time::Weekday { day, turn }));
    }
    if reading.is(i, &[of_str("weekend")]) {
        return Some((i + 1, shift(Unit::Week, turn)));
    }
    if reading.has(i, Tag::Month) && is_name(reading, i) {
        let month = value(reading, i);
        return Some((
            i + 1,
            Time::Month {
                year: None,
                month,
                turn,
            },
        ));
    }
    None
}

/// “two weeks ago”, “a year ago”
fn ago(reading: &Reading<'_, '_>, i: usize) -> Option<(usize, Time)> {
    if !reading.is(i + 2, &[of_str("ago")]) {
        return None;
    }
    let unit = unit(reading, i + 1)?;
    let count = if reading.is(i, &[of_str("a"), of_str("an")]) {
        1
    } else if reading.has(i, Tag::Number) {
        value(reading, i)
    } else {
        reading
            .text(i)
            .parse::<u32>()
            .ok()
            .filter(|&n| n < 10_000)?
    };
    Some((i + 3, shift(unit, -(count as i32))))
}

fn unit(reading: &Reading<'_, '_>, i: usize) -> Option<Unit> {
    if !reading.has(i, Tag::TimeUnit) || reading.has(i, Tag::DayPart) {
        return None;
    }
    match value(reading, i) {
        1 => Some(Unit::Day),
        7 => Some(Unit::Week),
        30 => Some(Unit::Month),
        365 => Some(Unit::Year),
        _ => None,
    }
}

fn value(reading: &Reading<'_, '_>, i: usize) -> u32 {
    reading
        .token(i)
        .map_or(0, |t| lexicon::value(t.folded) as u32)
}

/// Names of days and months are capitalised; “sun” and “may” are words.
fn is_name(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.text(i).starts_with(char::is_uppercase)
}

/// “17”, “17th”
fn day_number(reading: &Reading<'_, '_>, i: usize) -> Option<u32> {
    let token = reading.token(i).filter(|t| t.kind == TokenKind::Number)?;
    let text = reading.document.slice(token.span);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &text[digits.len()..];
    matches!(ending, "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.parse().ok().filter(|d| (1..=31).contains(d)))?
}

/// “2024”: four digits of this century or the last.
pub(super) fn year_at(reading: &Reading<'_, '_>, i: usize) -> Option<i32> {
    let text = reading.text(i);
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok().filter(|y| (1900..2100).contains(y)))?
}
