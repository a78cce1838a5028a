//! Figures of many articles: who speaks how often, by speaker, party, state, outlet, kind of cue, week.
//!
//! A [`Digest`] is what is kept of one article; a [`Summary`] adds digests up, in order. Wire copy counts
//! once: a statement that is told again, word for word or nearly so, adds to the `claims` of its speaker and
//! not to the `statements`, and the summary tells how many there were.
//!
//! ```
//! use onrecord::summary::{Digest, Dimension, Summary};
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let mut summary = Summary::default();
//! for (outlet, text) in [
//!     ("Ohio Courier", "“Taxes will fall for every family,” said Gov. Ann Ortiz (D-Ohio)."),
//!     ("Lake Herald", "Gov. Ann Ortiz (D-Ohio) said: “Taxes will fall for every family.”"),
//! ] {
//!     let article = Article { outlet: Some(outlet), ..Article::new(text) };
//!     summary.add(&Digest::new(&extractor.extract(&article).to_record()));
//! }
//! assert_eq!((summary.articles, summary.claims, summary.statements, summary.copies), (2, 2, 1, 1));
//!
//! let parties = summary.lines(Dimension::Party);
//! assert_eq!(parties[0].name.as_deref(), Some("Democratic Party"));
//! assert_eq!((parties[0].claims, parties[0].statements), (2, 1));
//! ```

mod copies;
mod digest;
mod show;
mod week;

pub use digest::Digest;
pub use show::{csv, json, table};

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use copies::{Statements, Telling};
use digest::Said;

/// From here on a claim calls for a check.
pub const CHECK_WORTHY: f32 = 0.5;
/// The most check-worthy statements that are kept.
const WORTHIEST: usize = 50;

/// What claims are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// The person or body behind the claim, where resolved.
    Speaker,
    /// The speaker's party.
    Party,
    /// The speaker's state.
    State,
    /// The speaker's country.
    Country,
    /// The speaker's gender.
    Gender,
    /// Who published the article.
    Outlet,
    /// What the cue says about the claim.
    CueClass,
    /// Direct, mixed or indirect.
    Form,
    /// What the article itself says of the claim.
    Verdict,
    /// The week of the article's date, ISO 8601: `2026-W45`.
    Week,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Speaker,
        Self::Party,
        Self::State,
        Self::Country,
        Self::Gender,
        Self::Outlet,
        Self::CueClass,
        Self::Form,
        Self::Verdict,
        Self::Week,
    ];

    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Party => "party",
            Self::State => "state",
            Self::Country => "country",
            Self::Gender => "gender",
            Self::Outlet => "outlet",
            Self::CueClass => "cue_class",
            Self::Form => "form",
            Self::Verdict => "verdict",
            Self::Week => "week",
        }
    }
}

/// The figures of one speaker, party, outlet …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Whose figures; none where the articles do not tell.
    pub name: Option<String>,
    /// The id of a speaker.
    pub id: Option<String>,
    /// Articles with such a claim.
    pub articles: usize,
    /// Every telling.
    pub claims: usize,
    /// Every statement once, where it was told first; the figures below are of these.
    pub statements: usize,
    /// Words of them.
    pub words: usize,
    /// All in quotation marks.
    pub direct: usize,
    /// Partly in quotation marks.
    pub mixed: usize,
    /// In the article's words.
    pub indirect: usize,
    /// At least [`CHECK_WORTHY`].
    pub check_worthy: usize,
    /// The article says something of their truth.
    pub judged: usize,
}

/// A statement that calls for a check.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worthy {
    /// 0 to 1.
    pub check_worthiness: f32,
    /// What is claimed.
    pub text: String,
    /// By whom, where resolved.
    pub speaker: Option<String>,
    /// The first of the article's verdicts.
    pub verdict: Option<&'static str>,
    /// Id of the claim.
    pub claim: String,
    /// Id of the article of its first telling.
    pub article: String,
    /// Headline of it.
    pub title: Option<String>,
    /// Date of it.
    pub date: Option<String>,
    /// Outlet of it.
    pub outlet: Option<String>,
    /// Place of the article in the order they were added, from 0.
    pub place: usize,
    /// Place of the claim in its article, from 0.
    pub claim_place: usize,
}

/// The figures of many articles.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Articles added.
    pub articles: usize,
    /// Articles of at least two claims of which half or more were told before by other articles.
    pub copied_articles: usize,
    /// Claims in them: every telling.
    pub claims: usize,
    /// Statements: the same words twice count once.
    pub statements: usize,
    /// Claims that tell a statement of an earlier article again: wire copy.
    pub copies: usize,
    /// Claims that tell a statement of the same article again.
    pub repeats: usize,
    /// Words of all statements.
    pub words: usize,
    counts: [Counts; Dimension::ALL.len()],
    weeks: BTreeMap<String, Week>,
    worthy: Vec<Worthy>,
    told: Statements,
}

/// The lines of one dimension.
#[derive(Clone, Debug, Default)]
struct Counts {
    lines: Vec<Line>,
    /// The article last counted for each line.
    seen: Vec<usize>,
    /// Line of a key; only ever asked, never walked.
    of: HashMap<Option<String>, usize>,
}

/// Words of the statements of one week, by who says them.
#[derive(Clone, Debug, Default)]
struct Week([BTreeMap<Option<String>, usize>; Dimension::ALL.len()]);

impl Summary {
    /// Adds the next article.
    pub fn add(&mut self, digest: &Digest) {
        let place = self.articles;
        self.articles += 1;
        let mut copied = 0;
        for (claim_place, said) in digest.claims.iter().enumerate() {
            let speaker = said.speaker_id.as_deref();
            let telling = self.told.tell(&said.sketch, place, speaker);
            self.claims += 1;
            match telling {
                Telling::New => {
                    self.words += said.words;
                    self.worth(digest, said, (place, claim_place));
                    self.week(digest, said);
                }
                Telling::Again => self.repeats += 1,
                Telling::Copy => {
                    self.copies += 1;
                    copied += 1;
                }
            }
            for (dimension, counts) in Dimension::ALL.into_iter().zip(&mut self.counts) {
                counts.add(digest, said, dimension, place, telling);
            }
        }
        self.statements = self.told.len();
        if digest.claims.len() > 1 && 2 * copied >= digest.claims.len() {
            self.copied_articles += 1;
        }
    }

    /// The lines of a dimension: most statements first, then most words, then by name; weeks in order. What
    /// the articles do not tell comes last.
    #[must_use]
    pub fn lines(&self, dimension: Dimension) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.counts[dimension as usize].lines.iter().collect();
        if dimension == Dimension::Week {
            lines.sort_by_key(|line| (line.name.is_none(), &line.name));
        } else {
            lines.sort_by(|a, b| {
                let told = a.name.is_none().cmp(&b.name.is_none());
                let most = (b.statements, b.words).cmp(&(a.statements, a.words));
                told.then(most)
                    .then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
            });
        }
        lines
    }

    /// Words of the statements of every week, in order, by party, gender or state … of the speaker.
    pub fn weeks(
        &self,
        dimension: Dimension,
    ) -> impl Iterator<Item = (&str, &BTreeMap<Option<String>, usize>)> {
        let weeks = self.weeks.iter();
        weeks.map(move |(week, by)| (&**week, &by.0[dimension as usize]))
    }

    /// The most check-worthy statements, the worthiest first.
    #[must_use]
    pub fn worthy(&self) -> &[Worthy] {
        &self.worthy
    }

    /// How wire copy was treated, in a sentence; none where there was none.
    #[must_use]
    pub fn told_again(&self) -> Option<String> {
        if self.copies + self.repeats == 0 {
            return None;
        }
        let number = |n: usize, one: &str, many: &str| match n {
            1 => format!("1 {one}"),
            n => format!("{n} {many}"),
        };
        let copies = number(self.copies, "claim repeats", "claims repeat");
        let articles = number(self.copied_articles, "article is", "articles are");
        let repeats = number(self.repeats, "claim repeats", "claims repeat");
        Some(format!(
            "Wire copy: {copies} another article nearly word for word and {repeats} the same article; \
             as statements they count once. {articles} such copy by half or more.",
        ))
    }

    fn worth(&mut self, digest: &Digest, said: &Said, (place, claim_place): (usize, usize)) {
        let worth = said.check_worthiness;
        if worth < CHECK_WORTHY {
            return;
        }
        let at = self.worthy.partition_point(|w| w.check_worthiness >= worth);
        if at == WORTHIEST {
            return;
        }
        self.worthy.truncate(WORTHIEST - 1);
        let worthy = Worthy {
            check_worthiness: worth,
            text: said.text.clone(),
            speaker: said.speaker.clone(),
            verdict: said.verdict,
            claim: said.id.clone(),
            article: digest.id.clone(),
            title: digest.title.clone(),
            date: digest.date.clone(),
            outlet: digest.outlet.clone(),
            place,
            claim_place,
        };
        self.worthy.insert(at, worthy);
    }

    fn week(&mut self, digest: &Digest, said: &Said) {
        let Some(week) = &digest.week else {
            return;
        };
        let week = self.weeks.entry(week.clone()).or_default();
        for (dimension, words) in Dimension::ALL.into_iter().zip(&mut week.0) {
            // Speakers are many: their weeks would be most of the memory, and no chart could show them.
            if matches!(
                dimension,
                Dimension::Party | Dimension::State | Dimension::Gender | Dimension::Form
            ) {
                let key = digest.key(said, dimension).map(str::to_owned);
                *words.entry(key).or_default() += said.words;
            }
        }
    }
}

impl Counts {
    fn add(
        &mut self,
        digest: &Digest,
        said: &Said,
        dimension: Dimension,
        place: usize,
        telling: Telling,
    ) {
        let key = digest.key(said, dimension).map(str::to_owned);
        let n = *self.of.entry(key).or_insert_with_key(|key| {
            let speaker = dimension == Dimension::Speaker;
            self.lines.push(Line {
                name: if speaker {
                    said.speaker.clone()
                } else {
                    key.clone()
                },
                id: key.clone().filter(|_| speaker),
                ..Line::default()
            });
            self.seen.push(usize::MAX);
            self.lines.len() - 1
        });
        let line = &mut self.lines[n];
        if std::mem::replace(&mut self.seen[n], place) != place {
            line.articles += 1;
        }
        line.claims += 1;
        if telling != Telling::New {
            return;
        }
        line.statements += 1;
        line.words += said.words;
        match said.form {
            "direct" => line.direct += 1,
            "mixed" => line.mixed += 1,
            _ => line.indirect += 1,
        }
        line.check_worthy += usize::from(said.check_worthiness >= CHECK_WORTHY);
        line.judged += usize::from(said.verdict.is_some());
    }
}
