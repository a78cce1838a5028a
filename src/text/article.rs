/// One news article as it came in: its text and what is known about it.
///
/// ```
/// use onrecord::Article;
///
/// let article = Article::new("Taxes will fall, Gov. Ortiz said.").with_date("2026-11-03");
/// assert_eq!(article.date, Some("2026-11-03"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Article<'a> {
    /// The input's own id; without one, records carry a stable hash of the text.
    pub id: Option<&'a str>,
    /// The text, read and never rewritten; every span points into it.
    pub text: &'a str,
    /// Headline, where it is not part of the text.
    pub title: Option<&'a str>,
    /// Where the article was published.
    pub url: Option<&'a str>,
    /// Day of publication, ISO 8601 (`2026-11-03`, a time after it is ignored).
    pub date: Option<&'a str>,
    /// Name of the newspaper, agency, broadcaster or site.
    pub outlet: Option<&'a str>,
    /// Who wrote it.
    pub byline: Option<&'a str>,
}

impl<'a> Article<'a> {
    /// An article of which only the text is known.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// The same article with its own id.
    #[must_use]
    pub fn with_id(self, id: &'a str) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }

    /// The same article with its headline.
    #[must_use]
    pub fn with_title(self, title: &'a str) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    /// The same article with its day of publication (ISO 8601).
    #[must_use]
    pub fn with_date(self, date: &'a str) -> Self {
        Self {
            date: Some(date),
            ..self
        }
    }

    /// The same article with its outlet.
    #[must_use]
    pub fn with_outlet(self, outlet: &'a str) -> Self {
        Self {
            outlet: Some(outlet),
            ..self
        }
    }
}
