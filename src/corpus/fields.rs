//! Which key of a JSON object, or column of a table, holds which field of an article.

use crate::Error;
use crate::error::ErrorKind;

/// A field of an [`Article`](crate::Article).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The article's own id.
    Id,
    /// Its text.
    Text,
    /// Its headline.
    Title,
    /// Its day of publication.
    Date,
    /// Its address.
    Url,
    /// Its newspaper, agency, broadcaster or site.
    Outlet,
    /// Who wrote it.
    Byline,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 7] = [
        Self::Id,
        Self::Text,
        Self::Title,
        Self::Date,
        Self::Url,
        Self::Outlet,
        Self::Byline,
    ];

    /// Its own name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Title => "title",
            Self::Date => "date",
            Self::Url => "url",
            Self::Outlet => "outlet",
            Self::Byline => "byline",
        }
    }

    /// The names that [`Fields::default`] takes it under, best first: its own, then those of news-please.
    const fn default_names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id"],
            Self::Text => &["text", "maintext"],
            Self::Title => &["title"],
            Self::Date => &["date", "date_publish"],
            Self::Url => &["url"],
            Self::Outlet => &["outlet", "source_domain"],
            Self::Byline => &["byline", "authors"],
        }
    }
}

/// The names under which the fields of an article are found.
///
/// ```
/// use onrecord::corpus::{Field, Fields};
///
/// let mut fields = Fields::default();
/// assert_eq!(fields.names(Field::Text), ["text", "maintext"]);
/// fields.set("text=body")?;
/// assert_eq!(fields.names(Field::Text), ["body"]);
/// assert!(fields.set("colour=red").is_err());
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    names: [Vec<String>; Field::ALL.len()],
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            names: Field::ALL.map(|field| {
                field
                    .default_names()
                    .iter()
                    .map(|&n| n.to_owned())
                    .collect()
            }),
        }
    }
}

impl Fields {
    /// Takes a field under one name alone, written `text=body`.
    ///
    /// # Errors
    ///
    /// When there is no such field or no name.
    pub fn set(&mut self, rule: &str) -> Result<(), Error> {
        let fail = |reason: String| {
            Error::new(ErrorKind::Setting {
                name: "field",
                reason,
            })
        };
        let (field, name) = rule
            .split_once('=')
            .filter(|(_, name)| !name.is_empty())
            .ok_or_else(|| fail(format!("expected FIELD=NAME, found `{rule}`")))?;
        let field = Field::ALL
            .into_iter()
            .find(|f| f.as_str() == field)
            .ok_or_else(|| {
                let known = Field::ALL.map(Field::as_str).join(", ");
                fail(format!("expected one of {known}, found `{field}`"))
            })?;
        self.names[field as usize] = vec![name.to_owned()];
        Ok(())
    }

    /// The names of a field, best first.
    #[must_use]
    pub fn names(&self, field: Field) -> &[String] {
        &self.names[field as usize]
    }

    /// The field that a name stands for, and its rank among the names of that field.
    pub(super) fn find(&self, name: &str) -> Option<(Field, usize)> {
        Field::ALL.into_iter().find_map(|field| {
            let rank = self.names(field).iter().position(|n| n == name)?;
            Some((field, rank))
        })
    }

    /// For messages: “`text` or `maintext`”.
    pub(super) fn spelled(&self, field: Field) -> String {
        let names: Vec<String> = self.names(field).iter().map(|n| format!("`{n}`")).collect();
        names.join(" or ")
    }
}
