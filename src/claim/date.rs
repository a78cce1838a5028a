//! Days of the Gregorian calendar, counted from 1970-01-01 (Hinnant's `days_from_civil`).

use std::fmt;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(super) year: i32,
    /// 1 to 12.
    pub(super) month: u32,
    /// 1 to the length of the month.
    pub(super) day: u32,
}

impl Date {
    /// None where the calendar has no such day.
    pub(super) fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=month_length(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// Reads `2026-11-03`; a time after it is ignored.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = text.get(..10)?;
        if text[10..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |length: usize| {
            let part = parts.next().filter(|p| p.len() == length)?;
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse::<u32>().ok())?
        };
        Self::new(number(4)? as i32, number(2)?, number(2)?)
    }

    fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// The day so many days after 1970-01-01.
    pub(crate) fn of_days(days: i64) -> Option<Self> {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self::new(year.try_into().ok()?, month as u32, day as u32)
    }

    /// Monday is 1, Sunday 7.
    pub(super) fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        (self.days() + 3).rem_euclid(7) as u32 + 1
    }

    pub(super) fn plus_days(self, days: i64) -> Option<Self> {
        Self::of_days(self.days().checked_add(days)?)
    }

    /// Days from `other` to here.
    pub(super) fn since(self, other: Self) -> i64 {
        self.days() - other.days()
    }

    /// The year and month so many months on.
    pub(super) fn plus_months(self, months: i64) -> Option<(i32, u32)> {
        let count = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let year = i32::try_from(count.div_euclid(12)).ok()?;
        (1..=9999)
            .contains(&year)
            .then_some((year, count.rem_euclid(12) as u32 + 1))
    }

    /// Year and number of the ISO week.
    pub(super) fn week(self) -> Option<(i32, i64)> {
        // A week belongs to the year of its Thursday.
        let thursday = self.plus_days(4 - i64::from(self.weekday()))?;
        let first = Self::new(thursday.year, 1, 1)?;
        Some((thursday.year, thursday.since(first) / 7 + 1))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn iso_dates_are_read_and_others_refused() {
        assert_eq!(date("2026-11-03T08:00:00Z").to_string(), "2026-11-03");
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-11",
            "03/11/2026",
            "",
            "2026-11-031",
            "é026-11-03",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_go_round() {
        for days in (-800_000..3_000_000).step_by(17) {
            if let Some(date) = Date::of_days(days) {
                assert_eq!(date.days(), days);
            }
        }
        assert_eq!(date("2024-02-28").plus_days(2), Date::parse("2024-03-01"));
    }

    #[test]
    fn weekdays_and_weeks_follow_iso() {
        assert_eq!(date("2024-10-23").weekday(), 3);
        assert_eq!(date("2024-12-30").week(), Some((2025, 1)));
        assert_eq!(date("2021-01-03").week(), Some((2020, 53)));
        assert_eq!(date("2024-01-31").plus_months(-1), Some((2023, 12)));
    }
}
