//! What single words tell: one table, `lexicon.tsv`, of words, their tags and their number values.

use std::sync::LazyLock;

use super::lookup::Lookup;
use super::vocabulary::vocabulary;
use crate::hash;

/// Words in order, tab, tags, tab, value of words that stand for a number.
const SOURCE: &str = include_str!("lexicon.tsv");

vocabulary! {
    /// A class of words.
    pub enum Tag {
        /// “about” before a number
        Approximator = "approximator",
        /// “is”
        Be = "be",
        /// “over” before a number
        Bound = "bound",
        /// “can”
        Can = "can",
        /// “because”
        Cause = "cause",
        /// “said”: somebody speaks
        ClaimVerb = "claim_verb",
        /// “increased”
        Change = "change",
        /// “allegation”
        ClaimNoun = "claim_noun",
        /// “more”
        Comparison = "comparison",
        /// “and”
        Coordinator = "coordinator",
        /// “thank”
        Courtesy = "courtesy",
        /// “pounds”
        CurrencyWord = "currency_word",
        /// “morning”
        DayPart = "day_part",
        /// “these”
        Demonstrative = "demonstrative",
        /// “thirds”
        Denominator = "denominator",
        /// “the”
        Determiner = "determiner",
        /// “did”
        Do = "do",
        /// “wages”
        Economy = "economy",
        /// “never”
        Ever = "ever",
        /// “we”
        FirstPlural = "first_plural",
        /// “I”
        FirstSingular = "first_singular",
        /// “evidence”, “report”: what can be looked up
        Fact = "fact",
        /// “companies”, “loans”: what does business
        Firm = "firm",
        /// “has”
        Have = "have",
        /// “if”
        If = "if",
        /// “bill”
        Law = "law",
        /// “thing”, “way”: nothing in particular
        Loose = "loose",
        /// “may”
        May = "may",
        /// “interview”
        Medium = "medium",
        /// “October”
        Month = "month",
        /// “must”
        Must = "must",
        /// “not”
        Negation = "negation",
        /// “BBC”, in capitals
        Newsroom = "newsroom",
        /// “twelve”
        Number = "number",
        /// “senator”
        Office = "office",
        /// “think”
        Opinion = "opinion",
        /// “third”
        Ordinal = "ordinal",
        /// “voted”
        Past = "past",
        /// “percent”
        Percent = "percent",
        /// “thousands”
        PluralScale = "plural_scale",
        /// “with”
        Preposition = "preposition",
        /// “who”
        Relative = "relative",
        /// “average”, “debt”: what is measured
        Measure = "measure",
        /// “voted”, “vetoed”: what stands in a record
        Record = "record",
        /// “since”, “ago”
        Span = "span",
        /// “freedom”, “leadership”: what nobody can measure
        Value = "value",
        /// “million”
        Scale = "scale",
        /// “spring”
        Season = "season",
        /// “you”
        Second = "second",
        /// “troops”
        Security = "security",
        /// “schools”
        Society = "society",
        /// “million”, not “m”
        SpelledScale = "spelled_scale",
        /// “against”, “opposed”: on which side somebody stood
        Stance = "stance",
        /// “she” as a subject
        SubjectPronoun = "subject_pronoun",
        /// “because”
        Subordinator = "subordinator",
        /// “they”
        Third = "third",
        /// “yesterday”, “last”: may open a time
        TimeWord = "time_word",
        /// “week”
        TimeUnit = "time_unit",
        /// “great”
        Vague = "vague",
        /// “false”, “evidence”: may be part of a verdict
        Verdict = "verdict",
        /// “Tuesday”
        Weekday = "weekday",
        /// “will”
        Will = "will",
        /// “would”
        Would = "would",
    }
}

/// A set of [`Tag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags(u64);

impl Tags {
    /// The set of these tags.
    pub(super) const fn of(tags: &[Tag]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < tags.len() {
            bits |= 1 << tags[i] as u32;
            i += 1;
        }
        Self(bits)
    }

    #[inline]
    pub(super) const fn has(self, tag: Tag) -> bool {
        self.0 >> tag as u32 & 1 == 1
    }

    /// All tags of both.
    #[inline]
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(super) const fn any(self, of: Tags) -> bool {
        self.0 & of.0 != 0
    }
}

static WORDS: LazyLock<Lookup<(Tags, f64)>> = LazyLock::new(|| {
    let entries: Vec<(u64, (Tags, f64))> = SOURCE
        .lines()
        .map(|line| {
            let mut columns = line.split('\t');
            let word = hash::of_str(columns.next().unwrap_or_default());
            let tags = columns
                .next()
                .unwrap_or_default()
                .split(' ')
                .filter_map(|name| Tag::ALL.iter().find(|tag| tag.as_str() == name))
                .fold(0, |bits, &tag| bits | 1 << tag as u32);
            let value = columns.next().and_then(|v| v.parse().ok());
            (word, (Tags(tags), value.unwrap_or(0.0)))
        })
        .collect();
    Lookup::new(&entries)
});

/// The tags of a word, by the hash of its lower-cased form.
#[inline]
pub(super) fn tags(folded: u64) -> Tags {
    WORDS.get_or_default(folded).0
}

/// The number a word stands for: 12 for “twelve”, 10 for “October”, 3 for “third”.
pub(super) fn value(folded: u64) -> f64 {
    WORDS.get(folded).map_or(0.0, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_order_with_known_tags() {
        let words: Vec<&str> = SOURCE
            .lines()
            .filter_map(|l| l.split('\t').next())
            .collect();
        assert!(words.is_sorted_by(|a, b| a < b));
        for line in SOURCE.lines() {
            for name in line.split('\t').nth(1).unwrap().split(' ') {
                assert!(Tag::ALL.iter().any(|t| t.as_str() == name), "{line}");
            }
        }
    }

    #[test]
    fn number_words_have_values() {
        assert_eq!(value(hash::of_str("twelve")), 12.0);
        assert!(tags(hash::of_str("october")).has(Tag::Month));
        assert!(!tags(hash::of_str("ortiz")).has(Tag::Month));
    }
}
