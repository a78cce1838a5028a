//! Tells a statement that is told again: the same words in another article, near enough.
//!
//! Wire copy is printed by many outlets with small edits. Two tellings are the same statement when the pairs
//! of neighbouring words they share are at least 60 % of all their pairs, when the same numbers and the same
//! names stand in both, when both affirm or both deny, and when no two known speakers are taken for one.
//! Of a few words all must agree, and the speaker must be known. Time and memory grow with the number of
//! statements alone: each keeps a sketch of its smallest hashes, and is found again by some of them.

use std::collections::HashMap;

use crate::hash;

/// Pairs of words that are kept of a statement: the smallest hashes, a fair sample.
const SKETCH: usize = 32;
/// Of these, so many lead back to it.
const KEYS: usize = 8;
/// Shorter statements must agree in every word.
const FEW_WORDS: usize = 5;
/// Share of common pairs, in percent.
const SAME: usize = 60;

/// What is compared of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sketch {
    words: usize,
    /// All words, in order.
    whole: u64,
    /// Numbers and names, which no edit changes, and polarity.
    fixed: u64,
    /// The smallest hashes of its pairs of words, in order.
    pairs: Box<[u32]>,
}

impl Sketch {
    /// Folds case and passes over marks.
    pub(super) fn new(text: &str, polarity: &str) -> Self {
        let polarity = hash::of_str(polarity);
        let mut sketch = Self {
            words: 0,
            whole: polarity,
            fixed: polarity,
            pairs: Box::default(),
        };
        let mut pairs = Vec::new();
        let mut fixed = Vec::new();
        let mut before = 0;
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, '—' | '–')) {
            let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
            if letters.is_empty() {
                continue;
            }
            let folded: String = letters
                .chars()
                .map(|c| if c == '’' { '\'' } else { c })
                .flat_map(char::to_lowercase)
                .collect();
            let this = hash::of_str(&folded);
            // The first word is a capital for its place alone.
            let name = sketch.words > 0 && letters.starts_with(char::is_uppercase);
            if name || letters.contains(|c: char| c.is_numeric()) {
                fixed.push(this);
            }
            sketch.whole = hash::combine(sketch.whole, this);
            if sketch.words > 0 {
                pairs.push(hash::combine(before, this) as u32);
            }
            before = this;
            sketch.words += 1;
        }
        fixed.sort_unstable();
        fixed.dedup();
        sketch.fixed = fixed.into_iter().fold(sketch.fixed, hash::combine);
        pairs.sort_unstable();
        pairs.dedup();
        pairs.truncate(SKETCH);
        sketch.pairs = pairs.into();
        sketch
    }

    /// Share of common pairs among the smallest of both, at least [`SAME`].
    fn resembles(&self, other: &Self) -> bool {
        if self.words < FEW_WORDS || other.words < FEW_WORDS {
            return self.words > 0 && self.whole == other.whole;
        }
        if self.fixed != other.fixed {
            return false;
        }
        let (mut left, mut right) = (self.pairs.iter().peekable(), other.pairs.iter().peekable());
        let (mut seen, mut common) = (0, 0);
        while seen < SKETCH {
            match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => {
                    let (a, b) = (**a, **b);
                    common += usize::from(a == b);
                    left.next_if(|&&x| x <= b);
                    right.next_if(|&&x| x <= a);
                }
                (None, None) => break,
                _ => {
                    left.next();
                    right.next();
                }
            }
            seen += 1;
        }
        common * 100 >= SAME * seen
    }
}

/// A statement that was told.
#[derive(Clone, Debug)]
struct Told {
    sketch: Sketch,
    /// Article of its first telling.
    article: usize,
    /// Hash of the speaker, where known.
    speaker: Option<u64>,
}

/// How a telling stands to those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// The first one.
    New,
    /// Told before, in the same article.
    Again,
    /// Told before, in another article.
    Copy,
}

/// The statements that were told so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Statements {
    told: Vec<Told>,
    /// The statement that a hash leads to: the first that had it. Only ever asked, never walked.
    by_key: HashMap<u64, u32>,
}

impl Statements {
    pub(super) fn len(&self) -> usize {
        self.told.len()
    }

    /// Takes a telling in.
    pub(super) fn tell(
        &mut self,
        sketch: &Sketch,
        article: usize,
        speaker: Option<&str>,
    ) -> Telling {
        let speaker = speaker.map(hash::of_str);
        let by_words = sketch.words >= FEW_WORDS;
        let keys = || {
            let of_pairs = sketch.pairs.iter().take(if by_words { KEYS } else { 0 });
            let whole = hash::combine(sketch.whole, speaker.unwrap_or_default());
            // What must agree anyway is part of the key: the like of it is not hidden by what only looks so.
            let of_pairs = of_pairs.map(|&pair| hash::combine(sketch.fixed, u64::from(pair)));
            of_pairs.chain([whole])
        };
        let known = keys()
            .filter_map(|key| self.by_key.get(&key))
            .map(|&n| &self.told[n as usize])
            .find(|told| {
                let nobody_else = match (told.speaker, speaker) {
                    (Some(a), Some(b)) => a == b,
                    (a, b) => by_words || (a.is_some() && b.is_some()),
                };
                nobody_else && told.sketch.resembles(sketch)
            });
        if let Some(told) = known {
            return if told.article == article {
                Telling::Again
            } else {
                Telling::Copy
            };
        }
        let next = self.told.len() as u32;
        for key in keys() {
            self.by_key.entry(key).or_insert(next);
        }
        self.told.push(Told {
            sketch: sketch.clone(),
            article,
            speaker,
        });
        Telling::New
    }
}

#[cfg(test)]
mod tests {
    use super::{Sketch, Statements, Telling};

    /// The second telling, in another article, by `speakers`.
    fn second(first: &str, then: &str, speakers: [Option<&str>; 2]) -> Telling {
        let mut statements = Statements::default();
        let one = Sketch::new(first, "affirmative");
        assert_eq!(statements.tell(&one, 0, speakers[0]), Telling::New);
        statements.tell(&Sketch::new(then, "affirmative"), 1, speakers[1])
    }

    const ANN: Option<&str> = Some("person/ann-ortiz");
    const LONG: &str = "Families in this state have waited long enough for a fair budget";

    #[test]
    fn small_edits_are_wire_copy() {
        for edited in [
            LONG,
            "“families in this state have waited long enough for a fair budget.”",
            "Families in this state — have waited long enough for a fair budget",
            "Our families in this state have waited long enough for a fair budget",
            "Families in this state have waited quite long enough for a fair budget",
        ] {
            assert_eq!(second(LONG, edited, [ANN, ANN]), Telling::Copy, "{edited}");
            assert_eq!(second(LONG, edited, [ANN, None]), Telling::Copy, "{edited}");
        }
    }

    #[test]
    fn other_numbers_names_speakers_and_words_are_not() {
        let other = "Families in that county were told to expect a very different budget";
        assert_eq!(second(LONG, other, [ANN, ANN]), Telling::New);
        assert_eq!(second(LONG, LONG, [ANN, Some("person/tom")]), Telling::New);
        let poll = |place: &str, n: u8| {
            format!("The governor leads by {n} points among voters in {place}")
        };
        let (one, two) = (poll("Ohio", 4), poll("Ohio", 5));
        assert_eq!(second(&one, &two, [None, None]), Telling::New);
        assert_eq!(second(&one, &poll("Utah", 4), [None, None]), Telling::New);
        assert_eq!(second(&one, &one, [None, None]), Telling::Copy);
    }

    #[test]
    fn a_few_words_need_a_speaker() {
        assert_eq!(
            second("Taxes will fall", "taxes will fall,", [ANN, ANN]),
            Telling::Copy
        );
        assert_eq!(
            second("Taxes will fall", "Taxes will fall", [ANN, None]),
            Telling::New
        );
        assert_eq!(
            second("Taxes will fall", "Taxes will rise", [ANN, ANN]),
            Telling::New
        );
        assert_eq!(second("", "", [ANN, ANN]), Telling::New);
    }

    #[test]
    fn denied_is_not_affirmed() {
        let mut statements = Statements::default();
        statements.tell(&Sketch::new(LONG, "affirmative"), 0, ANN);
        let denied = Sketch::new(LONG, "negative");
        assert_eq!(statements.tell(&denied, 1, ANN), Telling::New);
        assert_eq!(statements.tell(&denied, 1, ANN), Telling::Again);
        assert_eq!(statements.len(), 2);
    }
}
