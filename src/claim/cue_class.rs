//! What the attributing words say about the claim, by the table `cues.tsv` of their lemmas.

use std::sync::LazyLock;

use super::lexicon::{Tag, Tags};
use super::lookup::Lookup;
use super::reading::Reading;
use super::vocabulary::vocabulary;
use crate::attribution::AttributionKind;
use crate::syntax::Tag as Part;
use crate::{Span, hash};

/// Lemma, tab, class, tab, irregular forms, tab, what else the word does. A verb, a noun and a phrase of
/// two words are entries alike; regular endings are made here.
const SOURCE: &str = include_str!("cues.tsv");

vocabulary! {
    /// What the attributing words say about the claim beyond that it was made.
    pub enum CueClass {
        /// Nothing: “said”, “according to”.
        Neutral = "neutral",
        /// It was made with force: “insisted”, “declared”.
        Assert = "assert",
        /// The author keeps a distance: “claimed”, “alleged”.
        Claim = "claim",
        /// It lays blame: “accused”, “blamed”.
        Accuse = "accuse",
        /// It rejects: “denied”, “dismissed”.
        Deny = "deny",
        /// It is made with care: “suggested”, “hinted”.
        Hedge = "hedge",
        /// The author takes it for true: “confirmed”, “noted”.
        Factive = "factive",
        /// It binds the speaker: “vowed”, “pledged”.
        Promise = "promise",
        /// It is about the future: “predicted”, “warned”.
        Predict = "predict",
        /// It asks to know: “asked whether”.
        Question = "question",
        /// It asks to act: “urged”, “called for”.
        Request = "request",
        /// It decides: “ruled”, “ordered”.
        Rule = "rule",
        /// It judges: “thinks”, “praised”.
        Opine = "opine",
        /// It gives grounds: “explained”, “argued”.
        Reason = "reason",
        /// It is passed on: “reportedly”, “rumored”.
        Hearsay = "hearsay",
    }
}

vocabulary! {
    /// What else an attributing word does.
    pub enum Role {
        /// The next noun phrase is who was told: “told the BBC”.
        Addressee = "addressee",
        /// What follows is held to be untrue: “denied that …”.
        Denial = "denial",
        /// It answers somebody: “countered”.
        Response = "response",
        /// A denial that answers: “rebutted”.
        DenialResponse = "denial response",
        /// Nothing else.
        None = "",
    }
}

/// What the table says of a word.
#[derive(Clone, Copy, Debug)]
struct Entry {
    class: CueClass,
    role: Role,
}

static CUES: LazyLock<Lookup<Entry>> = LazyLock::new(|| Lookup::new(&entries()));

fn entries() -> Vec<(u64, Entry)> {
    let mut entries = Vec::with_capacity(3000);
    for line in SOURCE.lines() {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (lemma, class, irregular, role) = (column(), column(), column(), column());
        let Some(&class) = CueClass::ALL.iter().find(|c| c.as_str() == class) else {
            continue;
        };
        let role = Role::ALL.iter().find(|r| r.as_str() == role);
        let role = *role.unwrap_or(&Role::None);
        let mut add = |form: &str| entries.push((phrase(form), Entry { class, role }));
        add(lemma);
        irregular
            .split(", ")
            .filter(|f| !f.is_empty())
            .for_each(&mut add);
        inflect(lemma, &mut add);
    }
    entries
}

/// The key of one word or two.
fn phrase(words: &str) -> u64 {
    words
        .split(' ')
        .map(hash::of_str)
        .reduce(hash::combine)
        .unwrap_or_default()
}

/// Regular forms of the first word; a form that English does not have does no harm.
fn inflect(lemma: &str, add: &mut impl FnMut(&str)) {
    let (verb, rest) = lemma.split_once(' ').unwrap_or((lemma, ""));
    let mut with = |stem: &str, ending: &str| {
        let space = if rest.is_empty() { "" } else { " " };
        add(&format!("{stem}{ending}{space}{rest}"));
    };
    let bytes = verb.as_bytes();
    let vowel = |i: usize| bytes.len() > i && b"aeiou".contains(&bytes[bytes.len() - 1 - i]);
    let sibilant = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|e| verb.ends_with(e));
    match verb.strip_suffix('y') {
        Some(stem) if !vowel(1) => {
            with(stem, "ies");
            with(stem, "ied");
        }
        _ => {
            with(verb, if sibilant { "es" } else { "s" });
            with(verb, if verb.ends_with('e') { "d" } else { "ed" });
        }
    }
    with(verb.strip_suffix('e').unwrap_or(verb), "ing");
    // “admit”, “ban”: consonant after one vowel.
    if !vowel(0) && vowel(1) && !vowel(2) && !verb.ends_with(['w', 'x', 'y']) {
        let doubled = format!("{verb}{}", &verb[verb.len() - 1..]);
        with(&doubled, "ed");
        with(&doubled, "ing");
    }
}

/// What the attributing words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) class: CueClass,
    /// What follows is held to be untrue.
    pub(super) denies: bool,
    /// The verb with which it answers somebody.
    pub(super) responds: Option<usize>,
    /// It was not said: “did not say”, “never claimed”.
    pub(super) negated: bool,
    /// It has not been said yet: “will announce”.
    pub(super) future: bool,
}

/// Reads the attributing words: of several known ones the first that says more than that it was said.
pub(super) fn of(reading: &Reading<'_, '_>, cue: &[Span], kind: AttributionKind) -> Cue {
    let mut found = Cue {
        class: match kind {
            AttributionKind::Adverb => CueClass::Hearsay,
            _ => CueClass::Neutral,
        },
        denies: false,
        responds: None,
        negated: false,
        future: false,
    };
    let (mut answers, mut apart) = (false, false);
    for i in reading.tokens_of(cue) {
        found.negated |= reading.has(i, Tag::Negation) || is_yet_to(reading, i);
        found.future |= reading.has(i, Tag::Will);
        // “put it in a lengthy exposé”: a noun in a phrase of its own colours no verb before it.
        let noun = apart && !reading.part(i).is_verb();
        let preposition = [hash::of_str("in"), hash::of_str("on"), hash::of_str("at")];
        apart |= reading.is(i, &preposition) && reading.has(i + 1, Tag::Determiner);
        let Some(entry) = entry_at(reading, i).filter(|_| !noun) else {
            continue;
        };
        // “responded to allegations of theft”: they are somebody else's.
        answers |= matches!(entry.role, Role::Response) && reading.part(i).is_verb();
        let others = answers && entry.class == CueClass::Claim && !reading.part(i).is_verb();
        if found.class == CueClass::Neutral && !others {
            found.class = entry.class;
            found.denies |= matches!(entry.role, Role::Denial | Role::DenialResponse);
        }
        // “an answer about”, “sought to counter”, “wavered in answering” answer nobody.
        let answered = matches!(entry.role, Role::Response | Role::DenialResponse)
            && match reading.part(i) {
                Part::VerbGerund => !i.checked_sub(1).is_some_and(|k| is_preposition(reading, k)),
                part => part.is_verb() && part != Part::VerbBase,
            };
        if answered {
            found.responds.get_or_insert(i);
        }
    }
    if let Some(first) = reading.tokens_of(cue).next() {
        found.negated |= first > 1 && is_yet_to(reading, first - 2);
        // “did not” may stand before the words marked as the cue.
        let auxiliary = Tags::of(&[
            Tag::Negation,
            Tag::Do,
            Tag::Have,
            Tag::Be,
            Tag::Will,
            Tag::Would,
        ]);
        for i in (first.saturating_sub(3)..first).rev() {
            if !reading.any(i, auxiliary) {
                break;
            }
            found.negated |= reading.has(i, Tag::Negation);
            found.future |= reading.has(i, Tag::Will);
        }
    }
    found
}

fn is_preposition(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.part(i) == Part::Adposition
}

/// “has yet to explain”: it has not.
fn is_yet_to(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.is(i, &[hash::of_str("yet")]) && reading.is(i + 1, &[hash::of_str("to")])
}

/// A verb of two senses means what its content makes of it: “asked them to stay” and “warned them to leave”
/// request, “questioned its worth” doubts.
pub(super) fn with_content(
    reading: &Reading<'_, '_>,
    mut cue: Cue,
    spans: &[Span],
    content: &[Span],
) -> Cue {
    const ASK: &[u64] = &[
        hash::of_str("ask"),
        hash::of_str("asks"),
        hash::of_str("asked"),
        hash::of_str("asking"),
        hash::of_str("warn"),
        hash::of_str("warns"),
        hash::of_str("warned"),
        hash::of_str("warning"),
    ];
    const DOUBT: &[u64] = &[
        hash::of_str("question"),
        hash::of_str("questions"),
        hash::of_str("questioned"),
        hash::of_str("questioning"),
    ];
    /// The longest phrase of those who are asked.
    const WHOM: usize = 10;
    let first = content
        .first()
        .map(|&piece| reading.document.tokens_in(piece));
    let (Some(first), Some(verb)) = (first, reading.tokens_of(spans).last()) else {
        return cue;
    };
    if reading.is_quoted(first.start) {
        return cue;
    }
    let clause = |i: usize| {
        matches!(
            reading.part(i),
            Part::Subordinator | Part::Modal | Part::Auxiliary
        ) || reading.is(i, WH)
            || reading.text(i) == "?"
    };
    // “questioned the wisdom of”
    let doubts_noun = |last: usize| {
        let mut cue = reading.tokens_of(spans);
        reading.is(last, &[hash::of_str("of")])
            && cue.any(|i| reading.is(i, DOUBT) && reading.has(i + 1, Tag::Determiner))
    };
    if reading.is(verb, ASK) {
        let to = first
            .clone()
            .take(WHOM)
            .find(|&i| clause(i) || reading.is(i, &[hash::of_str("to")]));
        let acts = |i: usize| {
            reading.is(i, &[hash::of_str("to")]) && reading.part(i + 1) == Part::VerbBase
        };
        if to.is_some_and(acts) {
            cue.class = CueClass::Request;
        }
    } else if doubts_noun(verb) {
        cue.class = CueClass::Opine;
    } else if reading.is(verb, DOUBT) && reading.part(verb).is_verb() {
        let asks = clause(first.start) || first.clone().any(|i| reading.text(i) == "?");
        if !asks {
            cue.class = CueClass::Opine;
        }
    }
    cue
}

/// Words that open what is asked.
const WH: &[u64] = &[
    hash::of_str("how"),
    hash::of_str("if"),
    hash::of_str("what"),
    hash::of_str("when"),
    hash::of_str("where"),
    hash::of_str("whether"),
    hash::of_str("which"),
    hash::of_str("who"),
    hash::of_str("whose"),
    hash::of_str("why"),
];

/// The entry of the phrase or word at a token.
fn entry_at(reading: &Reading<'_, '_>, i: usize) -> Option<Entry> {
    let word = reading.token(i)?.folded;
    let with = |next: usize| {
        let next = reading.token(next)?;
        CUES.get(hash::combine(word, next.folded))
    };
    // “called Friday for”
    let time = Tags::of(&[Tag::Weekday, Tag::DayPart]);
    let apart = || {
        let aside = reading.any(i + 1, time);
        aside.then(|| with(i + 2)).flatten()
    };
    with(i + 1).or_else(apart).or_else(|| CUES.get(word))
}

/// Whether the next noun phrase after a token is who was told.
pub(super) fn takes_addressee(reading: &Reading<'_, '_>, i: usize) -> bool {
    entry_at(reading, i).is_some_and(|e| e.role == Role::Addressee)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lemmas_stand_in_order_with_known_classes() {
        let lemma = |line: &'static str| line.split('\t').next().unwrap_or_default();
        assert!(
            SOURCE
                .lines()
                .map(lemma)
                .is_sorted_by(|a: &&str, b: &&str| a < b)
        );
        for line in SOURCE.lines() {
            let class = line.split('\t').nth(1).unwrap();
            assert!(CueClass::ALL.iter().any(|c| c.as_str() == class), "{line}");
            let role = line.split('\t').nth(3).unwrap_or_default();
            assert!(Role::ALL.iter().any(|r| r.as_str() == role), "{line}");
        }
    }

    #[test]
    fn forms_are_made_of_lemmas() {
        let class = |word: &str| CUES.get(phrase(word)).map(|e| e.class);
        assert_eq!(class("denied"), Some(CueClass::Deny));
        assert_eq!(class("admitting"), Some(CueClass::Factive));
        assert_eq!(class("called for"), Some(CueClass::Request));
        assert_eq!(class("foresaw"), Some(CueClass::Predict));
        assert_eq!(class("walked"), None);
    }
}
