//! Calendar weeks of articles' dates (ISO 8601: weeks begin on Monday, the first one holds 4 January).

/// The week of a day, as `2026-W45`; none where the date is not told to the day.
pub(super) fn of(date: &str) -> Option<String> {
    let (year, month, day) = parse(date)?;
    let days = days_from_civil(year, month, day);
    // 1970-01-01 was a Thursday.
    let weekday = (days + 3).rem_euclid(7);
    let thursday = days - weekday + 3;
    let (mut iso_year, mut first) = (year + 1, days_from_civil(year + 1, 1, 1));
    while first > thursday {
        iso_year -= 1;
        first = days_from_civil(iso_year, 1, 1);
    }
    Some(format!("{iso_year:04}-W{:02}", (thursday - first) / 7 + 1))
}

/// Year, month and day of `2026-11-03`; what follows (a time) is passed over.
fn parse(date: &str) -> Option<(i64, i64, i64)> {
    let date = date.trim();
    let (day, rest) = date.split_at_checked(10)?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut parts = day.split('-').map(|part| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i64>().ok()).flatten()
    });
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    };
    (parts.next().is_none() && (1..=length).contains(&day)).then_some((year, month, day))
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn weeks_are_those_of_the_standard() {
        for (day, week) in [
            ("2026-11-03", "2026-W45"),
            ("2026-11-03T09:00:00Z", "2026-W45"),
            ("2016-01-03", "2015-W53"),
            ("2016-01-04", "2016-W01"),
            ("2018-12-31", "2019-W01"),
            ("2020-12-31", "2020-W53"),
            ("2021-01-03", "2020-W53"),
            ("2024-02-29", "2024-W09"),
            ("1969-12-29", "1970-W01"),
        ] {
            assert_eq!(of(day).as_deref(), Some(week), "{day}");
        }
    }

    #[test]
    fn what_is_no_day_has_no_week() {
        for date in [
            "",
            "2026",
            "2026-11",
            "2026-11-31",
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "yesterday ",
            "20261103",
            "2026-11-3",
            "2026-11-031",
            "２026-11-03",
            "-026-11-03",
        ] {
            assert_eq!(of(date), None, "{date}");
        }
    }
}
