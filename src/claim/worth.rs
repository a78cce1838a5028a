//! How much a claim calls for a check: a linear model over features a person can read.
//!
//! Each feature is a question about the words (“is a number in it?”, “does it tell of the past?”); the
//! score is the logistic function of the sum of their weights, and the contributions are kept so that a
//! score explains itself. Weights: `worth.tsv`, made by `onrecord train worth`; card: `worth.md`.

use std::sync::LazyLock;

use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use super::vocabulary::vocabulary;
use crate::Span;
use crate::hash::of_str;
use crate::syntax::{Relation, Tag as Part};
use crate::text::{Shape, TokenKind};

/// Feature, tab, weight; the first line is the bias.
const SOURCE: &str = include_str!("worth.tsv");

vocabulary! {
    /// A readable feature of a claim's words.
    pub enum Feature {
        /// Logarithm of the number of words.
        Length = "length",
        /// Fewer than six words.
        Short = "short",
        /// A number in digits.
        Digits = "digits",
        /// A number in words.
        NumberWord = "number_word",
        /// “percent”, “%”
        Percent = "percent",
        /// A sign or word of a currency.
        Money = "money",
        /// “million”, “billion”
        Scale = "scale",
        /// “in 2014”
        Year = "year",
        /// “last week”, “months”, “October”
        Time = "time",
        /// “more than”, “the highest”
        Comparison = "comparison",
        /// “rose”, “cut”, “lost”
        Change = "change",
        /// “because”, “led to”
        Cause = "cause",
        /// “bill”, “voted”, “taxes”
        Law = "law",
        /// “voted”, “vetoed”
        Record = "record",
        /// “average”, “debt”
        Measure = "measure",
        /// A number and something measured.
        NumberMeasure = "number_measure",
        /// “freedom”, “leadership”
        Value = "value",
        /// “since”, “ago”
        Span = "span",
        /// “jobs”, “deficit”
        Economy = "economy",
        /// “troops”, “crime”
        Security = "security",
        /// “schools”, “insurance”
        Society = "society",
        /// “senator”, “administration”
        Office = "office",
        /// A name inside the sentence.
        Named = "named",
        /// Two names or more.
        ManyNamed = "many_named",
        /// A verb in the past tense.
        Past = "past",
        /// “has cut”
        Perfect = "perfect",
        /// “was”, “were”, “had”
        WasHad = "was_had",
        /// A verb in the present tense.
        Present = "present",
        /// “will”
        Will = "will",
        /// “would”
        Would = "would",
        /// “must”, “should”, “have to”
        Must = "must",
        /// “may”, “can”
        May = "may",
        /// “if”
        If = "if",
        /// “think”, “hope”
        Opinion = "opinion",
        /// A question.
        Question = "question",
        /// “I”
        FirstSingular = "first_singular",
        /// “we”
        FirstPlural = "first_plural",
        /// “we” with a past tense or a perfect.
        WeDid = "we_did",
        /// “you”
        Second = "second",
        /// “she”, “they”
        Third = "third",
        /// “not”, “no”
        Negation = "negation",
        /// “never”, “first”, “record”
        Ever = "ever",
        /// “great”, “wrong”
        Vague = "vague",
        /// “thank”, “please”
        Courtesy = "courtesy",
        /// “all”, “every”, “most”
        All = "all",
        /// “there is”
        There = "there",
        /// A bare verb at the front.
        Imperative = "imperative",
        /// “said”
        Said = "said",
        /// “want”, “going to”: what somebody means to do.
        Wanting = "wanting",
        /// “to cut”: what is yet to be done.
        Infinitive = "infinitive",
        /// “against”, “opposed”: on which side somebody stood.
        Stance = "stance",
        /// “thing”, “way”: nothing in particular.
        Loose = "loose",
        /// “companies”, “loans”.
        Firm = "firm",
        /// “evidence”, “report”: what can be looked up.
        Fact = "fact",
        /// “now”, “today”: how things stand.
        Now = "now",
        /// “how”, “what”, “why”.
        Wh = "wh",
    }
}

/// Number of features.
pub(crate) const FEATURES: usize = Feature::ALL.len();

/// Bias and weights, in the order of the features.
static WEIGHTS: LazyLock<(f32, [f32; FEATURES])> = LazyLock::new(|| {
    let mut weights = (0.0, [0.0; FEATURES]);
    for line in SOURCE.lines() {
        let Some((name, weight)) = line.split_once('\t') else {
            continue;
        };
        let weight = weight.parse().unwrap_or(0.0);
        match Feature::ALL.iter().position(|f| f.as_str() == name) {
            Some(at) => weights.1[at] = weight,
            None => weights.0 = weight,
        }
    }
    weights
});

/// A feature and what it adds to the score, before the logistic function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub feature: Feature,
    /// What it adds.
    pub weight: f32,
}

/// The score of a content, 0 to 1, and its reasons, the weightiest first.
pub(super) fn of(reading: &Reading<'_, '_>, content: &[Span]) -> (f32, Vec<Reason>) {
    let values = features(reading, content);
    let (bias, weights) = &*WEIGHTS;
    let mut reasons = Vec::with_capacity(8);
    let all = Feature::ALL
        .iter()
        .zip(values.iter().zip(weights))
        .map(|(&feature, (value, weight))| Reason {
            feature,
            weight: value * weight,
        })
        .filter(|reason| reason.weight != 0.0);
    reasons.extend(all);
    let sum = bias + reasons.iter().map(|r| r.weight).sum::<f32>();
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    (1.0 / (1.0 + (-sum).exp()), reasons)
}

/// Features that one tag of one word sets.
const BY_TAG: &[(Feature, Tag)] = &[
    (Feature::Percent, Tag::Percent),
    (Feature::Money, Tag::CurrencyWord),
    (Feature::Comparison, Tag::Comparison),
    (Feature::Change, Tag::Change),
    (Feature::Cause, Tag::Cause),
    (Feature::Law, Tag::Law),
    (Feature::Record, Tag::Record),
    (Feature::Measure, Tag::Measure),
    (Feature::Value, Tag::Value),
    (Feature::Span, Tag::Span),
    (Feature::Economy, Tag::Economy),
    (Feature::Security, Tag::Security),
    (Feature::Society, Tag::Society),
    (Feature::Office, Tag::Office),
    (Feature::Will, Tag::Will),
    (Feature::Would, Tag::Would),
    (Feature::Must, Tag::Must),
    (Feature::If, Tag::If),
    (Feature::Opinion, Tag::Opinion),
    (Feature::FirstSingular, Tag::FirstSingular),
    (Feature::FirstPlural, Tag::FirstPlural),
    (Feature::Second, Tag::Second),
    (Feature::Third, Tag::Third),
    (Feature::Negation, Tag::Negation),
    (Feature::Ever, Tag::Ever),
    (Feature::Vague, Tag::Vague),
    (Feature::Courtesy, Tag::Courtesy),
    (Feature::Stance, Tag::Stance),
    (Feature::Loose, Tag::Loose),
    (Feature::Firm, Tag::Firm),
    (Feature::Fact, Tag::Fact),
];

/// The values of all features: 1 or 0, but for the length.
pub(crate) fn features(reading: &Reading<'_, '_>, content: &[Span]) -> [f32; FEATURES] {
    const WANTING: &[u64] = &[
        of_str("want"),
        of_str("going"),
        of_str("need"),
        of_str("try"),
        of_str("let's"),
        of_str("let"),
    ];
    const ALL: &[u64] = &[
        of_str("all"),
        of_str("every"),
        of_str("each"),
        of_str("most"),
        of_str("many"),
        of_str("few"),
        of_str("half"),
    ];
    const NOW: &[u64] = &[of_str("now"), of_str("today"), of_str("currently")];
    const WH: &[u64] = &[of_str("how"), of_str("what"), of_str("why")];
    let mut values = [0.0; FEATURES];
    let mut set = |feature: Feature, on: bool| {
        if on {
            values[feature as usize] = 1.0;
        }
    };
    let (mut words, mut names) = (0, 0);
    let (mut past, mut perfect, mut number, mut measure) = (false, false, false, false);
    let mut we_subject = false;
    let mut last = "";
    let mut seen = Tags::default();
    for i in reading.tokens_of(content) {
        let token = &reading.tokens()[i];
        let text = reading.text(i);
        if token.kind != TokenKind::Quote {
            last = text;
        }
        set(Feature::Percent, text == "%");
        set(Feature::Money, matches!(text, "$" | "£" | "€"));
        if !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
            continue;
        }
        words += 1;
        let tags = reading.tags(i);
        seen = seen.with(tags);
        let has = |tag| tags.has(tag);
        let part = reading.part(i);
        let year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
        let digits = token.kind == TokenKind::Number;
        number |= digits && !year || has(Tag::Scale) || has(Tag::Percent);
        set(Feature::Year, digits && year);
        set(Feature::Digits, digits && !year);
        set(Feature::NumberWord, has(Tag::Number) && text.len() > 3);
        let plural = has(Tag::PluralScale);
        set(Feature::Scale, has(Tag::Scale) && text.len() > 2 || plural);
        set(
            Feature::Time,
            reading.any(i, Tags::of(&[Tag::Weekday, Tag::TimeUnit]))
                || has(Tag::Month) && token.shape == Shape::Capitalised,
        );
        measure |= has(Tag::Measure);
        set(
            Feature::May,
            reading.any(i, Tags::of(&[Tag::May, Tag::Can])),
        );
        set(Feature::All, reading.is(i, ALL));
        set(Feature::Now, reading.is(i, NOW));
        set(Feature::Wh, reading.is(i, WH));
        let to = reading.is(i, &[of_str("to")]);
        set(
            Feature::Infinitive,
            to && reading.part(i + 1) == Part::VerbBase,
        );
        set(Feature::Wanting, reading.is(i, WANTING));
        set(
            Feature::There,
            reading.is(i, &[of_str("there")]) && reading.has(i + 1, Tag::Be),
        );
        set(
            Feature::Said,
            reading.is(i, &[of_str("said"), of_str("says")]),
        );
        let was = reading.is(i, &[of_str("was"), of_str("were"), of_str("had")]);
        set(Feature::WasHad, was);
        set(Feature::Present, part == Part::VerbPresent);
        set(Feature::Imperative, words == 1 && part == Part::VerbBase);
        past |= part == Part::VerbPast;
        perfect |=
            part == Part::VerbParticiple && reading.children(i).any(|c| reading.has(c, Tag::Have));
        if part == Part::ProperNoun && words > 1 && reading.relation(i) != Relation::Flat {
            names += 1;
        }
        we_subject |= reading.relation(i).is_subject() && has(Tag::FirstPlural);
    }
    for (feature, tag) in BY_TAG {
        set(*feature, seen.has(*tag));
    }
    let did = past || perfect;
    set(Feature::Short, words < 6);
    set(Feature::Named, names > 0);
    set(Feature::ManyNamed, names > 1);
    set(Feature::Past, past);
    set(Feature::Perfect, perfect);
    set(Feature::NumberMeasure, number && measure);
    set(Feature::Question, last == "?");
    set(Feature::WeDid, we_subject && did);
    values[Feature::Length as usize] = (1.0 + words as f32).ln();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight() {
        let named = SOURCE.lines().filter_map(|l| l.split_once('\t'));
        let names: Vec<&str> = named.map(|(name, _)| name).collect();
        let expected: Vec<&str> = std::iter::once("bias")
            .chain(Feature::ALL.iter().map(|f| f.as_str()))
            .collect();
        assert_eq!(names, expected);
    }
}
