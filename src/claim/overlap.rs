//! How far two stretches of text tell the same.

use super::lexicon::{Tag, Tags};
use super::reading::Reading;
use crate::Span;
use crate::hash;
use crate::syntax::Tag as Part;

/// Letters that a word is known by: “campaign” and “campaigning” are one.
const STEM: usize = 6;

const EMPTY: Tags = Tags::of(&[
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Preposition,
    Tag::Determiner,
    Tag::Coordinator,
    Tag::Subordinator,
    Tag::If,
    Tag::SubjectPronoun,
    Tag::Third,
    Tag::Second,
    Tag::FirstSingular,
    Tag::FirstPlural,
    Tag::Negation,
    Tag::Verdict,
]);

/// The words of a text that carry meaning, as sorted stems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stems {
    all: Vec<u64>,
    /// Those of names, which tell whom the text is about and not what it tells of them.
    names: Vec<u64>,
}

impl Stems {
    /// At most so many words are kept: a longer content has told its theme by then.
    const MOST: usize = 48;

    pub(super) fn of(reading: &Reading<'_, '_>, spans: &[Span]) -> Self {
        Self::of_tokens(reading, reading.tokens_of(spans))
    }

    /// The stems of each sentence of the spans, of the first few alone.
    pub(super) fn of_sentences(reading: &Reading<'_, '_>, spans: &[Span]) -> Vec<Self> {
        const SENTENCES: usize = 8;
        let mut found: Vec<Self> = Vec::new();
        let mut tokens = reading.tokens_of(spans).peekable();
        while let Some(&first) = tokens.peek() {
            if found.len() == SENTENCES {
                break;
            }
            let sentence = reading.sentence_at(reading.tokens()[first].span.start());
            let end = reading.document.sentences()[sentence].tokens.end;
            let same = std::iter::from_fn(|| tokens.next_if(|&i| first <= i && i < end));
            found.push(Self::of_tokens(reading, same));
        }
        found
    }

    fn of_tokens(reading: &Reading<'_, '_>, tokens: impl Iterator<Item = usize>) -> Self {
        let (mut all, mut names) = (Vec::with_capacity(16), Vec::new());
        for i in tokens {
            if all.len() == Self::MOST {
                break;
            }
            if reading.is_wordlike(i) && !reading.any(i, EMPTY) && !is_going_to(reading, i) {
                let stem = stem(reading.text(i));
                all.push(stem);
                if reading.part(i) == Part::ProperNoun {
                    names.push(stem);
                }
            }
        }
        for stems in [&mut all, &mut names] {
            stems.sort_unstable();
            stems.dedup();
        }
        Self { all, names }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// How many words both have.
    pub(super) fn shared(&self, other: &Self) -> usize {
        self.common(other).count()
    }

    /// How many words both have that are a name in one of them at most.
    pub(super) fn shared_plain(&self, other: &Self) -> usize {
        let is_name =
            |s: &u64| self.names.binary_search(s).is_ok() && other.names.binary_search(s).is_ok();
        self.common(other).filter(|s| !is_name(s)).count()
    }

    fn common<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = u64> + 's {
        let mine = self.all.iter().copied();
        mine.filter(|s| other.all.binary_search(s).is_ok())
    }

    /// At least three words, two of them no names, and three of five of the shorter text, stand in both.
    pub(super) fn tells_the_same(&self, other: &Self) -> bool {
        let shared = self.shared(other);
        shared >= 3
            && 5 * shared >= 3 * self.len().min(other.len())
            && self.shared_plain(other) >= 2
    }
}

/// “going” in “is going to”: an auxiliary, as “will” is.
fn is_going_to(reading: &Reading<'_, '_>, i: usize) -> bool {
    reading.is(i, &[hash::of_str("going")]) && reading.is(i + 1, &[hash::of_str("to")])
}

/// The hash of the first letters in lower case, without a plural s.
fn stem(word: &str) -> u64 {
    let (mut hash, mut before, mut last) = (hash::SEED, hash::SEED, ' ');
    let mut add = |letter: char| {
        before = hash;
        hash = hash::add_byte(hash, letter as u8);
        hash = hash::add_byte(hash, (letter as u32 >> 8) as u8);
        last = letter;
    };
    for letter in word.chars().take(STEM) {
        if letter.is_ascii() {
            add(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(&mut add);
        }
    }
    hash::finish(if last == 's' { before } else { hash })
}
