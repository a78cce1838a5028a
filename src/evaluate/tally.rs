//! Counts over many articles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use once_cell::sync::Lazy;
use regex::Regex;

use super::{Gold, Miss, Roles};
use crate::Span;

/// Words with inner apostrophes and hyphens.
static WORD: Lazy<Regex> = Lazy::new(|| {
    Regex::new(r"[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*").expect("the pattern is tested")
});

/// Marks that tell direct speech from the rest.
const QUOTES: [char; 5] = ['"', '“', '”', '«', '»'];

/// What was right, out of what was said and out of what was to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// Right, counted over the predicted.
    pub right_of_predicted: f64,
    /// Predicted.
    pub predicted: usize,
    /// Right, counted over the gold.
    pub right_of_gold: f64,
    /// Gold.
    pub gold: usize,
}

impl Share {
    /// The share of the predicted that is right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.right_of_predicted, self.predicted)
    }

    /// The share of the gold that was found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.right_of_gold, self.gold)
    }

    /// Their harmonic mean.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        }
    }

    /// The figures as a JSON object, with the names that scorers give them.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "p": self.precision(), "r": self.recall(), "f1": self.f1(),
            "pred": self.predicted, "gold": self.gold,
        })
    }

    fn add(&mut self, right: usize, predicted: usize, gold: usize) {
        self.right_of_predicted += right as f64;
        self.right_of_gold += right as f64;
        self.predicted += predicted;
        self.gold += gold;
    }
}

fn ratio(part: f64, whole: usize) -> f64 {
    if whole > 0 { part / whole as f64 } else { 0.0 }
}

/// The scores of one role.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoleScores {
    /// Equal spans, one to one.
    pub exact: Share,
    /// Mean best share covered.
    pub soft: Share,
    /// Words that carry the role.
    pub token: Share,
}

/// Gold of one kind, and how much of it was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// Gold attributions.
    pub gold: usize,
    /// Those whose content was found.
    pub content: usize,
    /// Those whose content and source were found.
    pub who_said_what: usize,
}

/// The figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Articles.
    pub articles: usize,
    /// Gold attributions.
    pub gold: usize,
    /// Predicted attributions.
    pub predicted: usize,
    /// Content found and source right.
    pub who_said_what: Share,
    /// Content and source exact.
    pub strict: Share,
    /// Source, cue, content.
    pub roles: [RoleScores; 3],
    /// `direct`, `mixed`, `indirect`.
    pub kinds: BTreeMap<&'static str, Kind>,
}

impl Scores {
    /// The figures as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let mut all = serde_json::json!({
            "articles": self.articles, "missing": 0, "gold": self.gold, "pred": self.predicted,
            "who-said-what": self.who_said_what.to_json(),
            "strict": self.strict.to_json(),
        });
        for (role, scores) in ["source", "cue", "content"].into_iter().zip(&self.roles) {
            all[role] = serde_json::json!({
                "exact": scores.exact.to_json(),
                "soft": scores.soft.to_json(),
                "token": scores.token.to_json(),
            });
        }
        let kinds = self.kinds.iter().map(|(kind, scores)| {
            let share = |n: usize| n as f64 / scores.gold as f64;
            let value = serde_json::json!({
                "gold": scores.gold,
                "content recall": share(scores.content),
                "who-said-what recall": share(scores.who_said_what),
            });
            ((*kind).to_owned(), value)
        });
        all["kinds"] = serde_json::Value::Object(kinds.collect());
        all
    }
}

/// Counts over articles, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    scores: Scores,
    misses: Vec<Miss>,
}

/// Indexes of the words of a role.
type Words = BTreeSet<usize>;

/// The words of each role of an attribution.
struct Item<'a> {
    roles: &'a Roles,
    words: [Words; 3],
}

impl Item<'_> {
    fn source(&self) -> &Words {
        &self.words[0]
    }

    fn content(&self) -> &Words {
        &self.words[2]
    }

    fn same_source(&self, other: &Item<'_>) -> bool {
        let neither = self.source().is_empty() && other.source().is_empty();
        neither || !self.source().is_disjoint(other.source())
    }
}

impl Tally {
    /// Counts one article; remembers what was missed while fewer than `keep` are remembered.
    pub fn add(&mut self, gold: &Gold, predicted: &[Roles], keep: usize) {
        let words: Vec<Span> = WORD
            .find_iter(&gold.text)
            .map(|m| Span::new(m.start(), m.end()))
            .collect();
        let items = |all: &'_ [Roles]| -> Vec<[Words; 3]> {
            all.iter()
                .map(|r| [&r.source, &r.cue, &r.content].map(|spans| covered(spans, &words)))
                .collect()
        };
        fn with_content(all: &[Roles], words: Vec<[Words; 3]>) -> Vec<Item<'_>> {
            let items = all
                .iter()
                .zip(words)
                .map(|(roles, words)| Item { roles, words });
            items.filter(|item| !item.content().is_empty()).collect()
        }
        let right = with_content(&gold.attributions, items(&gold.attributions));
        let found = with_content(predicted, items(predicted));

        let scores = &mut self.scores;
        scores.articles += 1;
        scores.gold += right.len();
        scores.predicted += found.len();
        for role in 0..3 {
            let of = |items: &'_ [Item<'_>]| -> Vec<Words> {
                let words = items.iter().map(|item| item.words[role].clone());
                words.filter(|words| !words.is_empty()).collect()
            };
            count_role(&mut scores.roles[role], &of(&right), &of(&found));
        }

        let pairs = pair_up(&right, &found);
        let (mut who, mut strict) = (0, 0);
        let mut hit = BTreeSet::new();
        let mut content = BTreeSet::new();
        for (iou, g, p) in pairs {
            let (gold, predicted) = (&right[g], &found[p]);
            if iou >= 0.5 {
                content.insert(g);
                if gold.same_source(predicted) {
                    hit.insert(g);
                    who += 1;
                }
            }
            if gold.content() == predicted.content() && gold.source() == predicted.source() {
                strict += 1;
            }
        }
        scores.who_said_what.add(who, found.len(), right.len());
        scores.strict.add(strict, found.len(), right.len());
        for (g, item) in right.iter().enumerate() {
            let kind = scores
                .kinds
                .entry(kind_of(&gold.text, &item.roles.content))
                .or_default();
            kind.gold += 1;
            kind.content += usize::from(content.contains(&g));
            kind.who_said_what += usize::from(hit.contains(&g));
            if !hit.contains(&g) && self.misses.len() < keep {
                let spans = item.roles.labelled();
                let miss = Miss::new(&gold.id, "missed".to_owned(), &gold.text, spans);
                self.misses.push(miss);
            }
        }
    }

    /// The figures so far.
    #[must_use]
    pub fn scores(&self) -> &Scores {
        &self.scores
    }

    /// What was missed, as far as remembered.
    #[must_use]
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }
}

/// Gold and predicted attributions, by index, whose contents go together: one to one, half of their words or
/// more in common.
pub(super) fn content_matches(gold: &Gold, predicted: &[Roles]) -> Vec<(usize, usize)> {
    let words: Vec<Span> = WORD
        .find_iter(&gold.text)
        .map(|m| Span::new(m.start(), m.end()))
        .collect();
    fn items<'a>(all: &'a [Roles], words: &[Span]) -> Vec<Item<'a>> {
        let item = |roles: &'a Roles| Item {
            roles,
            words: [Words::new(), Words::new(), covered(&roles.content, words)],
        };
        all.iter().map(item).collect()
    }
    let pairs = pair_up(
        &items(&gold.attributions, &words),
        &items(predicted, &words),
    );
    let enough = pairs.into_iter().filter(|&(iou, ..)| iou >= 0.5);
    enough.map(|(_, g, p)| (g, p)).collect()
}

/// Gold and predicted attributions that belong together, by their indexes, and whether content and source
/// are right.
#[cfg(feature = "train")]
pub(crate) fn matched(gold: &Gold, predicted: &[Roles]) -> Vec<(usize, usize, bool)> {
    let words: Vec<Span> = WORD
        .find_iter(&gold.text)
        .map(|m| Span::new(m.start(), m.end()))
        .collect();
    let items = |all: &'_ [Roles]| -> Vec<[Words; 3]> {
        all.iter()
            .map(|r| [&r.source, &r.cue, &r.content].map(|spans| covered(spans, &words)))
            .collect()
    };
    fn joined(all: &[Roles], words: Vec<[Words; 3]>) -> Vec<Item<'_>> {
        let items = all.iter().zip(words);
        items.map(|(roles, words)| Item { roles, words }).collect()
    }
    let right = joined(&gold.attributions, items(&gold.attributions));
    let found = joined(predicted, items(predicted));
    pair_up(&right, &found)
        .into_iter()
        .map(|(iou, g, p)| (g, p, iou >= 0.5 && right[g].same_source(&found[p])))
        .collect()
}

/// The words that the spans touch.
fn covered(spans: &[Span], words: &[Span]) -> Words {
    let mut found = Words::new();
    for span in spans {
        let from = words.partition_point(|word| word.end() <= span.start());
        let inside = words[from..]
            .iter()
            .take_while(|word| word.start() < span.end());
        found.extend((from..).zip(inside).map(|(i, _)| i));
    }
    found
}

fn count_role(scores: &mut RoleScores, gold: &[Words], predicted: &[Words]) {
    let mut left: HashMap<&Words, usize> = HashMap::new();
    for words in gold {
        *left.entry(words).or_default() += 1;
    }
    let mut same = 0;
    for words in predicted {
        if let Some(n) = left.get_mut(words).filter(|n| **n > 0) {
            *n -= 1;
            same += 1;
        }
    }
    scores.exact.add(same, predicted.len(), gold.len());

    let best = |words: &Words, others: &[Words]| {
        let share = |other: &Words| words.intersection(other).count() as f64 / words.len() as f64;
        others.iter().map(share).fold(0.0, f64::max)
    };
    scores.soft.right_of_predicted += predicted.iter().map(|words| best(words, gold)).sum::<f64>();
    scores.soft.right_of_gold += gold.iter().map(|words| best(words, predicted)).sum::<f64>();
    scores.soft.predicted += predicted.len();
    scores.soft.gold += gold.len();

    let all = |items: &[Words]| -> Words { items.iter().flatten().copied().collect() };
    let (gold, predicted) = (all(gold), all(predicted));
    let both = gold.intersection(&predicted).count();
    scores.token.add(both, predicted.len(), gold.len());
}

/// One-to-one pairs by content IoU, best first.
fn pair_up(gold: &[Item<'_>], predicted: &[Item<'_>]) -> Vec<(f64, usize, usize)> {
    let mut cells = Vec::new();
    for (g, right) in gold.iter().enumerate() {
        for (p, found) in predicted.iter().enumerate() {
            let both = right.content().intersection(found.content()).count();
            if both > 0 {
                let either = right.content().len() + found.content().len() - both;
                cells.push((both as f64 / either as f64, g, p));
            }
        }
    }
    cells.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_gold, mut used_predicted) = (BTreeSet::new(), BTreeSet::new());
    cells.retain(|&(_, g, p)| {
        let free = !used_gold.contains(&g) && !used_predicted.contains(&p);
        if free {
            used_gold.insert(g);
            used_predicted.insert(p);
        }
        free
    });
    cells
}

fn kind_of(text: &str, content: &[Span]) -> &'static str {
    let words = joined(text, content, " ");
    if words.starts_with(QUOTES) {
        "direct"
    } else if words.contains(QUOTES) {
        "mixed"
    } else {
        "indirect"
    }
}

fn joined(text: &str, spans: &[Span], between: &str) -> String {
    spans
        .iter()
        .map(|&span| &text[span])
        .collect::<Vec<_>>()
        .join(between)
}
