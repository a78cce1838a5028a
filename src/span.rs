//! [`Span`]: a place in the text.

use std::fmt;
use std::ops::Index;

/// A half-open byte range into [`Document::text`](crate::Document::text).
///
/// Always `start <= end`, always on `char` boundaries of that text.
///
/// ```
/// # use onrecord::Span;
/// let text = "Gov. Ortiz said no.";
/// let source = Span::new(0, 10);
/// assert_eq!(&text[source], "Gov. Ortiz");
/// assert!(!source.contains(10));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The bytes from `start` to before `end`.
    ///
    /// # Panics
    ///
    /// When `start > end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span starts before it ends");
        Self { start, end }
    }

    /// First byte.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start
    }

    /// First byte after the span.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns true when the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns true when `byte` lies inside.
    #[must_use]
    pub const fn contains(self, byte: usize) -> bool {
        self.start <= byte && byte < self.end
    }

    /// Returns true when all of `inner` lies inside.
    #[must_use]
    pub const fn covers(self, inner: Span) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Returns true when the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    ///
    /// ```
    /// # use onrecord::Span;
    /// assert_eq!(Span::new(3, 5).join(Span::new(8, 9)), Span::new(3, 9));
    /// ```
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl Index<Span> for str {
    type Output = str;

    fn index(&self, span: Span) -> &str {
        &self[span.start..span.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: Span = Span::new(3, 6);

    #[test]
    fn the_first_byte_is_inside_and_the_end_is_not() {
        let inside: Vec<usize> = (0..9).filter(|&byte| MIDDLE.contains(byte)).collect();
        assert_eq!(inside, [3, 4, 5]);
        assert_eq!(MIDDLE.len(), inside.len());
        assert!(!MIDDLE.is_empty());
        assert!(Span::new(3, 3).is_empty() && !Span::new(3, 3).contains(3));
    }

    #[test]
    fn neighbours_share_no_byte() {
        for (start, end, covered, shares) in [
            (0, 3, false, false),
            (0, 4, false, true),
            (3, 6, true, true),
            (4, 5, true, true),
            (5, 7, false, true),
            (6, 9, false, false),
        ] {
            let other = Span::new(start, end);
            assert_eq!(MIDDLE.covers(other), covered, "{other:?}");
            assert_eq!(MIDDLE.overlaps(other), shares, "{other:?}");
            assert_eq!(other.overlaps(MIDDLE), shares, "{other:?}");
        }
    }

    #[test]
    #[should_panic(expected = "starts before it ends")]
    fn an_end_before_its_start_is_refused() {
        let _ = Span::new(4, 3);
    }
}
