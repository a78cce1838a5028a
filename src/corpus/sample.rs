//! Some of many articles, chosen by their ids.

use std::collections::BinaryHeap;
use std::str::FromStr;

use super::{Item, OwnedArticle};
use crate::error::ErrorKind;
use crate::{Error, hash};

/// How many articles to take: a number, or a share of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// So many; all must be read once to choose them.
    Articles(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl FromStr for Size {
    type Err = Error;

    /// Reads `500` or `2.5%`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let found = match text.strip_suffix('%') {
            Some(share) => share
                .parse()
                .ok()
                .filter(|share| (0.0..=100.0).contains(share))
                .map(Self::Percent),
            None => text.parse().ok().map(Self::Articles),
        };
        found.ok_or_else(|| {
            Error::new(ErrorKind::Setting {
                name: "sample",
                reason: format!("expected a number of articles or a share as 2.5%, found `{text}`"),
            })
        })
    }
}

/// Which articles are taken: decided by the hash of the id (of the text where there is none), so that the same
/// articles are taken whatever their order, and whatever else is read.
///
/// ```
/// use onrecord::corpus::{OwnedArticle, Sample};
///
/// let half = Sample::share(50.0, 7);
/// let article = |id: u32| OwnedArticle { id: Some(id.to_string()), ..OwnedArticle::default() };
/// let taken = (0..1000).filter(|&id| half.takes(&article(id))).count();
/// assert!((450..550).contains(&taken));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    seed: u64,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// Hashes below this share of all.
    Share(f64),
    /// Hashes up to this one; none for no article.
    UpTo(Option<u64>),
}

impl Sample {
    /// So many of a hundred.
    #[must_use]
    pub fn share(percent: f64, seed: u64) -> Self {
        let rule = Rule::Share(percent / 100.0);
        Self { seed, rule }
    }

    /// So many of these, or all where there are fewer. Articles of one id are taken together.
    pub fn count(
        articles: u64,
        seed: u64,
        items: impl IntoIterator<Item = Result<Item, Error>>,
    ) -> Self {
        let mut lowest = BinaryHeap::new();
        for article in items.into_iter().flatten().flat_map(Item::parse) {
            lowest.push(key(seed, &article));
            if lowest.len() as u64 > articles {
                lowest.pop();
            }
        }
        let rule = Rule::UpTo(lowest.pop());
        Self { seed, rule }
    }

    /// Returns true when the article is one of them.
    #[must_use]
    pub fn takes(&self, article: &OwnedArticle) -> bool {
        let key = key(self.seed, article);
        match self.rule {
            Rule::Share(share) => share >= 1.0 || (key as f64) / (u64::MAX as f64) < share,
            Rule::UpTo(last) => last.is_some_and(|last| key <= last),
        }
    }

    /// The item, where it is one of them. One that cannot be read is passed on, so that it is told.
    #[must_use]
    pub fn filter(&self, item: Result<Item, Error>) -> Option<Result<Item, Error>> {
        let item = match item {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        let (file, line) = (item.file().to_owned(), item.line());
        match item.parse() {
            Ok(article) => self
                .takes(&article)
                .then(|| Ok(Item::row(file, line, article))),
            Err(error) => Some(Err(error)),
        }
    }
}

fn key(seed: u64, article: &OwnedArticle) -> u64 {
    let id = article.id.as_deref().unwrap_or(&article.text);
    hash::combine(seed, hash::of_str(id))
}
