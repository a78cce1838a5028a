use std::fmt;

/// A day, a month or a year, as tables and articles know it.
///
/// ```
/// use onrecord::gazetteer::Date;
///
/// let day = Date::parse("2016-11-08").unwrap();
/// assert_eq!(day.to_string(), "2016-11-08");
/// assert_eq!(Date::parse("2016").unwrap().to_string(), "2016");
/// assert!(Date::parse("last year").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(u32);

impl Date {
    /// Reads `2016`, `2016-11` or `2016-11-08`; anything after the day (a time) is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.get(..10).unwrap_or(text);
        let mut parts = text.split('-').map(|part| {
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse::<u32>().ok())
                .flatten()
        });
        let year = parts.next()?.filter(|y| (1..10_000).contains(y))?;
        let month = parts
            .next()
            .map_or(Some(0), |m| m.filter(|m| (1..=12).contains(m)))?;
        let day = parts
            .next()
            .map_or(Some(0), |d| d.filter(|d| (1..=31).contains(d)))?;
        parts
            .next()
            .is_none()
            .then_some(Date(year << 9 | month << 5 | day))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u32 {
        self.0 >> 9
    }

    const fn month(self) -> u32 {
        self.0 >> 5 & 15
    }

    const fn day(self) -> u32 {
        self.0 & 31
    }

    /// The last day that this date can mean: all of 2016 ends with 31 December.
    const fn latest(self) -> u32 {
        let month = if self.month() == 0 { 12 } else { self.month() };
        let day = if self.day() == 0 { 31 } else { self.day() };
        self.year() << 9 | month << 5 | day
    }

    /// Returns true when `self` lies within a term, as far as the precision of the dates can tell.
    pub(crate) fn within(self, from: Option<Date>, to: Option<Date>) -> bool {
        from.is_none_or(|from| from.0 <= self.latest()) && to.is_none_or(|to| self.0 <= to.latest())
    }

    pub(crate) const fn to_bits(self) -> u32 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u32) -> Option<Date> {
        if bits == 0 { None } else { Some(Date(bits)) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year())?;
        if self.month() > 0 {
            write!(f, "-{:02}", self.month())?;
        }
        if self.day() > 0 {
            write!(f, "-{:02}", self.day())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn a_term_holds_on_both_its_edges() {
        let date = |text| Date::parse(text);
        let within = |day, from, to| date(day).unwrap().within(date(from), date(to));
        assert!(within("2017-01-20", "2009-01-20", "2017-01-20"));
        assert!(!within("2017-01-21", "2009-01-20", "2017-01-20"));
        assert!(within("2017", "2009-01-20", "2017-01-20"));
        assert!(within("2017-05-01", "2009", "2017"));
        assert!(within("2030-01-01", "2009", ""));
    }
}
