//! Whether a phrase tells of the cue or of another verb in the sentence.

use std::ops::Range;

use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::syntax::{Relation, Tag as Part};
use crate::{Attribution, Span};

/// How far a tree is climbed.
const STEPS: usize = 16;

/// Verbs of speaking that only carry the phrase: “speaking on CNN, she said”.
pub(super) const SPEAKING: &[u64] = &[
    of_str("speaking"),
    of_str("talking"),
    of_str("appearing"),
    of_str("writing"),
    of_str("posting"),
    of_str("responding"),
    of_str("replying"),
    of_str("asked"),
    of_str("pressed"),
    of_str("reached"),
    of_str("contacted"),
    of_str("interviewed"),
    of_str("quoted"),
];

/// The words of a cue and the verbs it hangs on, up to the clause of its own subject's description.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    words: Vec<usize>,
    cue: (usize, usize),
    content: &'a [Span],
}

impl<'a> Scope<'a> {
    pub(super) fn of(reading: &Reading<'_, '_>, attribution: &'a Attribution) -> Self {
        let mut words: Vec<usize> = reading.tokens_of(&attribution.cue).collect();
        let first = words.first().copied();
        let cue = (first.unwrap_or(0), words.last().copied().unwrap_or(0));
        let mut at = first;
        for _ in 0..STEPS {
            let Some(i) = at else {
                break;
            };
            // “activists who oppose him stood up at the debate”: where they stood up is not where they oppose.
            let described = matches!(
                reading.relation(i),
                Relation::RelativeClause | Relation::AdnominalClause
            );
            at = reading.head(i).filter(|_| !described);
            words.extend(at);
        }
        Self {
            words,
            cue,
            content: &attribution.content,
        }
    }

    /// Whether the phrase that starts at token `i` and whose head is `noun` belongs to the cue.
    pub(super) fn holds(&self, reading: &Reading<'_, '_>, i: usize, noun: usize) -> bool {
        // “He mocked her on Twitter: he said …”
        let between = if i < self.cue.0 {
            i..self.cue.0
        } else {
            self.cue.1 + 1..i.max(self.cue.1 + 1)
        };
        let mut between = between.filter(|&k| matches!(reading.text(k), ":" | ";"));
        if between.any(|k| k + 1 != self.cue.0) {
            return false;
        }
        // “said during the debate”; “In a statement sent after he had left, she said”: what opens a sentence
        // belongs to its main verb.
        let sentence = reading.sentence_at(reading.tokens()[i].span.start());
        let opening = reading.document.sentences()[sentence].tokens.start;
        if i == opening || i == self.cue.1 + 1 {
            return true;
        }
        if i < self.cue.0 && in_subordinate(reading, opening..i, i..self.cue.0) {
            return false;
        }
        let mut at = noun;
        for _ in 0..STEPS {
            if self.words.contains(&at) {
                return true;
            }
            // “saying he doesn't want it, in an interview”: outside the content, whatever the tree says.
            let span = reading.tokens()[at].span;
            if self.content.iter().any(|s| s.covers(span)) {
                return true;
            }
            // “months after he mocked her on Twitter, he says”; “speaking on Twitter, he says”
            let carries =
                reading.is(at, SPEAKING) || at == opening && reading.part(at) == Part::VerbGerund;
            let other = reading.part(at).is_verb() && !carries
                || reading.relation(at) == Relation::RelativeClause;
            if other {
                return false;
            }
            match reading.head(at) {
                Some(head) => at = head,
                None => return true,
            }
        }
        true
    }
}

/// “After he had mocked her on Twitter, she said”: a conjunction and a verb in front, a comma behind.
fn in_subordinate(reading: &Reading<'_, '_>, before: Range<usize>, after: Range<usize>) -> bool {
    const CONJUNCTIONS: &[u64] = &[
        of_str("after"),
        of_str("although"),
        of_str("as"),
        of_str("because"),
        of_str("before"),
        of_str("since"),
        of_str("though"),
        of_str("when"),
        of_str("while"),
    ];
    let mut after = after;
    let mut rest = before.skip_while(|&k| !reading.is(k, CONJUNCTIONS));
    let verb = |k: usize| {
        matches!(
            reading.part(k),
            Part::VerbPast | Part::VerbPresent | Part::Auxiliary
        )
    };
    rest.any(verb) && after.any(|k| reading.text(k) == ",")
}
