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
