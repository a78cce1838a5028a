//! Tags words as parts of names of people, bodies, places, parties and other things.
//!
//! A hashed linear model scores each capitalised word and the small words between two of them; the
//! best sequence of tags wins (Viterbi). Words themselves count little: what counts is their shape,
//! what tables say of them, their neighbours, and how the same word stands elsewhere in the article.

use fearless_simd::{Level, dispatch, prelude::*};

use super::lexicon::{self, Class};
use crate::gazetteer::{Candidate, EntryKind, NameVotes, Tier};
use crate::hash::{self, combine};
use crate::model::Weights;
use crate::text::{Shape, TokenKind, lowered};
use crate::{Document, Gazetteer, Token};

/// The number of tags.
pub(crate) const TAGS: usize = 6;

/// What a word is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Tag {
    /// No name.
    None,
    Person,
    Body,
    Place,
    Party,
    /// A name of something else: “Christmas”, “German”, “the Affordable Care Act”.
    Other,
}

pub(crate) const ALL_TAGS: [Tag; TAGS] = [
    Tag::None,
    Tag::Person,
    Tag::Body,
    Tag::Place,
    Tag::Party,
    Tag::Other,
];

/// The number of features of a word.
pub(crate) const FEATURES: usize = 41;
/// How many of them know the word itself.
#[cfg(feature = "train")]
pub(crate) const LEXICAL: usize = 4;

/// Words that are read together at most: the scores of all of them fit an `i32`.
const LONGEST_RUN: usize = 256;

/// The trained weights; see `names.md`.
pub(crate) static WEIGHTS: &[u8] = include_bytes!("names.bin");

/// The trained model.
pub(crate) fn weights() -> &'static Weights<'static, TAGS> {
    static LOADED: once_cell::sync::Lazy<Weights<'static, TAGS>> =
        once_cell::sync::Lazy::new(|| {
            Weights::from_bytes("names", WEIGHTS)
                .expect("the embedded weights are tested to be well formed")
        });
    &LOADED
}

/// A document with all that the features of its words need, computed once.
pub(crate) struct View<'d, 't> {
    document: &'d Document<'t>,
    pub(super) class: Vec<Class>,
    /// Votes of the name tables in one number: first name 0 to 3, surname 0 to 3, woman or man.
    pub(super) votes: Vec<u8>,
    /// What the gazetteer knows of a capitalised word: kind, place in the form, riskiness.
    pub(super) known: Vec<u8>,
    /// Where a word stands otherwise in the document.
    pub(super) traits: Vec<u8>,
    /// Every form of the gazetteer that starts at a capitalised word, in order of that word.
    pub(super) hits: Vec<Hit>,
    /// For each token, the first of its hits; one more at the end.
    first_hit: Vec<u32>,
    /// Words that may be names by themselves, in order.
    capitals: Vec<u32>,
    /// Runs of words that may be names, as token ranges.
    pub(crate) runs: Vec<(u32, u32)>,
    /// Of each word: 1 where most words of its sentence are capitalised, 2 where most are all capitals.
    pub(super) titled: Vec<u8>,
    /// No line has lower case: capitals are then how the text is written, not how its headline is.
    shouted: bool,
}

/// A form of the gazetteer, found in the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// First token.
    pub(super) start: u32,
    /// First token after it.
    pub(super) end: u32,
    pub(super) candidate: Candidate,
    pub(super) kind: EntryKind,
    pub(super) tier: Tier,
}

/// The word stands in lower case somewhere in the document.
pub(super) const LOWER: u8 = 1;
/// It stands capitalised inside a sentence.
const CAPITAL: u8 = 2;
/// It follows a first name or a title somewhere.
pub(super) const AFTER_NAME: u8 = 4;
/// It stands beside a verb of saying somewhere.
pub(super) const SAYS: u8 = 8;
/// It stands after “the” or “in” somewhere.
const AFTER_THE: u8 = 16;
const AFTER_IN: u8 = 32;

impl<'d, 't> View<'d, 't> {
    /// The hits that start at a token.
    pub(super) fn hits_at(&self, i: usize) -> &[Hit] {
        &self.hits[self.first_hit[i] as usize..self.first_hit[i + 1] as usize]
    }

    pub(crate) fn new(document: &'d Document<'t>, gazetteer: &Gazetteer) -> Self {
        let tokens = document.tokens();
        let capitals = tokens.iter().zip(0..).filter(|(t, _)| may_be_name(t));
        let mut view = View {
            document,
            class: tokens.iter().map(|t| lexicon::class(t.folded)).collect(),
            votes: vec![0; tokens.len()],
            known: vec![0; tokens.len()],
            traits: vec![0; tokens.len()],
            hits: Vec::new(),
            first_hit: Vec::with_capacity(tokens.len() + 1),
            capitals: capitals.map(|(_, i)| i).collect(),
            runs: Vec::new(),
            titled: vec![0; tokens.len()],
            shouted: false,
        };
        for sentence in document.sentences() {
            view.find_runs(sentence.tokens.clone());
        }
        view.look_up(gazetteer);
        view.shouted = view.titled.iter().all(|titled| *titled == 2);
        view.index_hits();
        view.find_traits();
        view
    }

    /// Returns true when the token may be a word of a name by itself.
    pub(super) fn may_be_name(&self, i: usize) -> bool {
        may_be_name(&self.document.tokens()[i])
    }

    fn find_runs(&mut self, sentence: std::ops::Range<usize>) {
        let (mut words, mut capitals) = (0, 0);
        for i in sentence.clone() {
            let token = &self.document.tokens()[i];
            if token.kind == TokenKind::Word && !self.class[i].has(Class::FUNCTION) {
                words += 1;
                capitals += usize::from(token.shape != Shape::Lower);
            }
        }
        let titled = if capitals * 10 >= words * 7 && words >= 3 {
            let upper = sentence
                .clone()
                .filter(|&i| self.document.tokens()[i].shape == Shape::Upper)
                .count();
            if upper * 2 > words { 2 } else { 1 }
        } else {
            0
        };
        self.titled[sentence.clone()].fill(titled);
        let mut i = sentence.start;
        while i < sentence.end {
            if !self.may_be_name(i) {
                i += 1;
                continue;
            }
            let start = i;
            i += 1;
            loop {
                // up to three small words may join two capitalised ones: “Secretary of the Treasury”
                let mut next = i;
                while next < sentence.end
                    && next < i + 3
                    && !self.may_be_name(next)
                    && self.class[next].has(Class::JOINT)
                {
                    next += 1;
                }
                let number = next == i
                    && next < sentence.end
                    && self.document.tokens()[next].kind == TokenKind::Number;
                let short = next - start < LONGEST_RUN;
                if next < sentence.end && short && (self.may_be_name(next) || number) {
                    i = next + 1;
                } else {
                    break;
                }
            }
            self.runs.push((start as u32, i as u32));
        }
    }

    fn look_up(&mut self, gazetteer: &Gazetteer) {
        let mut sentences = self.document.sentences().iter();
        let (mut tokens, mut covered) = (&self.document.tokens()[..0], 0);
        for &i in &self.capitals {
            let i = i as usize;
            while i >= tokens.len()
                && let Some(sentence) = sentences.next()
            {
                tokens = &self.document.tokens()[..sentence.tokens.end];
            }
            let votes = votes(self.document, gazetteer, &tokens[i]);
            let step = |n: u8| match n {
                0 => 0,
                1..10 => 1,
                10..15 => 2,
                _ => 3,
            };
            let gender = match votes.female {
                None => 0,
                Some(0..=50) => 1,
                Some(_) => 2,
            };
            self.votes[i] = step(votes.first) | step(votes.surname) << 2 | gender << 4;
            let (mut longest, mut code) = (0, 0);
            gazetteer.scan(tokens, i, |length, candidate| {
                let entry = gazetteer.entry(candidate.entry);
                let (kind, tier) = (entry.kind(), entry.tier());
                self.hits.push(Hit {
                    start: i as u32,
                    end: (i + length) as u32,
                    candidate,
                    kind,
                    tier,
                });
                if length > longest {
                    longest = length;
                    let kind = match (kind, tier) {
                        (EntryKind::Person, _) if candidate.form == super::MentionForm::Surname => {
                            10
                        }
                        (EntryKind::Person, Tier::Cued) => 1,
                        (EntryKind::Person, _) => 2,
                        (EntryKind::Party, Tier::Leading) => 3,
                        (EntryKind::Party, _) => 4,
                        (EntryKind::Organization, _) => 5,
                        (EntryKind::UsState, _) => 6,
                        (EntryKind::Country, _) => 7,
                        (EntryKind::Subdivision | EntryKind::Place, _) => 8,
                        (EntryKind::Blocker, _) => 9,
                    };
                    let adjective = matches!(
                        candidate.form,
                        super::MentionForm::Adjective | super::MentionForm::Member
                    );
                    code = kind | u8::from(adjective) << 5 | u8::from(candidate.risky) << 6;
                }
            });
            if longest > 0 && i >= covered {
                self.known[i..i + longest].fill(code | 1 << 4);
                self.known[i] = code;
                covered = i + longest;
            }
        }
    }

    fn index_hits(&mut self) {
        let mut next = 0;
        for i in 0..=self.class.len() {
            while next < self.hits.len() && (self.hits[next].start as usize) < i {
                next += 1;
            }
            self.first_hit.push(next as u32);
        }
    }

    /// Marks every capitalised word with how the same word stands elsewhere.
    fn find_traits(&mut self) {
        let tokens = self.document.tokens();
        let mut seen = Words::new(self.capitals.len());
        let mut capitals = self.capitals.iter().map(|&i| i as usize).peekable();
        for sentence in self.document.sentences() {
            let mut words = sentence.tokens.clone();
            let first = words.find(|&i| tokens[i].kind == TokenKind::Word);
            while let Some(i) = capitals.next_if(|&i| i < sentence.tokens.end) {
                let mut bits = 0;
                if Some(i) != first && self.titled[i] == 0 {
                    bits |= CAPITAL;
                }
                if i > sentence.tokens.start {
                    let before = i - 1;
                    let first_name = self.votes[before] & 3 == 3
                        && self.votes[before] & 3 >= self.votes[before] >> 2 & 3;
                    if first_name
                        || self.class[before].has(Class::TITLE)
                            && tokens[before].shape != Shape::Lower
                    {
                        bits |= AFTER_NAME;
                    }
                    if self.class[before].has(Class::SAYING) {
                        bits |= SAYS;
                    }
                    if tokens[before].is("the") {
                        bits |= AFTER_THE;
                    }
                    if tokens[before].is("in") {
                        bits |= AFTER_IN;
                    }
                }
                if i + 1 < sentence.tokens.end
                    && self.class[i + 1].has(Class::SAYING)
                    && tokens[i + 1].shape == Shape::Lower
                {
                    bits |= SAYS;
                }
                seen.add(tokens[i].folded, bits);
            }
        }
        for token in tokens {
            if token.shape == Shape::Lower {
                seen.mark(token.folded, LOWER);
            }
        }
        for &i in &self.capitals {
            let i = i as usize;
            self.traits[i] = seen.get(tokens[i].folded);
        }
    }

    /// The features of a token; the first [`LEXICAL`] know the word itself.
    #[inline(always)]
    pub(crate) fn features(&self, i: usize, run: (u32, u32)) -> [u64; FEATURES] {
        let tokens = self.document.tokens();
        let token = &tokens[i];
        let word = |at: isize| -> u64 {
            let j = i as isize + at;
            if j < 0 || j as usize >= tokens.len() {
                1
            } else {
                tokens[j as usize].folded
            }
        };
        let shape = |at: isize| -> u64 {
            let j = i as isize + at;
            if j < 0 || j as usize >= tokens.len() {
                0
            } else {
                self.shape(j as usize)
            }
        };
        let shapes = [shape(-2), shape(-1), shape(0), shape(1), shape(2)];
        let shape = |at: isize| shapes[(at + 2) as usize];
        let get = |list: &[u8], at: isize| -> u64 {
            let j = i as isize + at;
            if j < 0 || j as usize >= tokens.len() {
                255
            } else {
                u64::from(list[j as usize])
            }
        };
        let class = |at: isize| -> u64 {
            let j = i as isize + at;
            if j < 0 || j as usize >= tokens.len() {
                0
            } else {
                u64::from(self.class[j as usize].bits())
            }
        };
        let text = self.document.slice(token.span).as_bytes();
        let tail = |n: usize| -> u64 {
            text[text.len().saturating_sub(n)..]
                .iter()
                .fold(n as u64, |h, b| h << 8 | u64::from(b.to_ascii_lowercase()))
        };
        let (position, left) = (i as u32 - run.0, run.1 - i as u32 - 1);
        let place = u64::from(position.min(3)) << 4
            | u64::from(left.min(3)) << 2
            | u64::from(self.titled[i]);
        let (votes, known, traits) = (
            get(&self.votes, 0),
            get(&self.known, 0),
            get(&self.traits, 0),
        );
        let (first, last) = (run.0 as usize, run.1 as usize - 1);
        let after = tokens.get(run.1 as usize).map_or(1, |t| t.folded);
        let before = if run.0 > 0 {
            tokens[run.0 as usize - 1].folded
        } else {
            1
        };
        let values = [
            // the word
            token.folded,
            tail(3),
            tail(4),
            u64::from(text[0]) << 8 | u64::from(*text.get(1).unwrap_or(&0)),
            // its neighbours
            word(-1),
            word(1),
            word(-2),
            word(2),
            combine(word(-1), word(1)),
            combine(word(-2), word(-1)),
            combine(word(1), word(2)),
            combine(word(-1), shape(0)),
            combine(word(1), shape(0)),
            // shapes
            shape(0) | shape(1) << 8 | shape(-1) << 16,
            shape(0) | place << 8,
            shape(-2) | shape(-1) << 8 | shape(0) << 16 | shape(1) << 24 | shape(2) << 32,
            // what tables say
            votes | u64::from(self.titled[i]) << 8,
            votes | get(&self.votes, 1) << 8,
            votes | get(&self.votes, -1) << 8,
            votes | place << 8,
            known,
            known | votes << 8,
            known | get(&self.known, -1) << 8,
            known | get(&self.known, 1) << 8,
            known | place << 8,
            known | traits << 8,
            traits | u64::from(self.titled[i]) << 8,
            traits | votes << 8,
            traits | get(&self.traits, -1) << 8,
            traits | get(&self.traits, 1) << 8,
            class(0),
            class(-1),
            class(1),
            combine(class(-1), votes),
            combine(class(1), votes),
            combine(class(-1), class(1)),
            // the whole run
            combine(tokens[last].folded, u64::from(left.min(3))),
            combine(tokens[first].folded, u64::from(position.min(3))),
            combine(after, u64::from(left.min(2))),
            combine(before, u64::from(position.min(2))),
            u64::from(self.class[last].bits()) << 4 | u64::from(left.min(3)),
        ];
        std::array::from_fn(|number| combine(number as u64 + 1, values[number]))
    }

    /// What the letters of a word look like.
    fn shape(&self, i: usize) -> u64 {
        let token = &self.document.tokens()[i];
        let text = self.document.slice(token.span).as_bytes();
        let base = match token.kind {
            TokenKind::Word => match token.shape {
                Shape::Lower => 1,
                Shape::Capitalised => 2,
                // “SENATE PASSES BILL”: in a line of capitals they tell nothing
                Shape::Upper if self.titled[i] == 2 && !self.shouted && text.len() > 1 => 2,
                Shape::Upper => 3,
                Shape::Mixed => 4,
                Shape::None => 5,
            },
            TokenKind::Number => 6,
            TokenKind::Possessive => 7,
            TokenKind::Quote => 8,
            _ => return 16 + u64::from(text[0] & 127),
        };
        let period = u64::from(text.last() == Some(&b'.'));
        let short = u64::from(text.len() - period as usize == 1);
        let hyphen = u64::from(text.contains(&b'-'));
        base | period << 4 | short << 5 | hyphen << 6 | 128
    }
}

/// How often a word is a name; of “Anna-Maria”, which no table has, its parts.
fn votes(document: &Document<'_>, gazetteer: &Gazetteer, token: &Token) -> NameVotes {
    let votes = gazetteer.name_votes(token.folded);
    if votes != NameVotes::default() {
        return votes;
    }
    let parts = document.slice(token.span).split_once('-');
    let capitals = |(first, last): &(&str, &str)| {
        first.starts_with(char::is_uppercase) && last.starts_with(char::is_uppercase)
    };
    let Some((first, last)) = parts.filter(capitals) else {
        return votes;
    };
    let of = |part: &str| gazetteer.name_votes(hash::of_str(&lowered(part)));
    NameVotes {
        surname: of(last).surname,
        ..of(first)
    }
}

/// Returns true when a word may be a name by itself.
fn may_be_name(token: &Token) -> bool {
    token.kind == TokenKind::Word && !matches!(token.shape, Shape::Lower | Shape::None)
}

/// A sequence of words of a run, from one tag to the next; rows of the transition table follow the
/// features of words in the same weights.
pub(crate) fn transition(from: Tag) -> u64 {
    combine(0xace, from as u64)
}

/// The tag of every token. In the widest registers, since the hashes of all features of a word are made side by side.
pub(crate) fn tag(view: &View<'_, '_>, weights: &Weights<'_, TAGS>) -> Vec<Tag> {
    dispatch!(Level::new(), simd => simd.vectorize(
        #[inline(always)]
        || tag_in(view, weights),
    ))
}

#[inline(always)]
fn tag_in(view: &View<'_, '_>, weights: &Weights<'_, TAGS>) -> Vec<Tag> {
    let mut tags = vec![Tag::None; view.document.tokens().len()];
    let mut moves = [[0_i32; TAGS]; TAGS];
    for (from, row) in ALL_TAGS.iter().zip(&mut moves) {
        weights.add(transition(*from), row);
    }
    let (mut scores, mut back) = (Vec::new(), Vec::new());
    for &run in &view.runs {
        scores.clear();
        for i in run.0..run.1 {
            scores.push(weights.sum(&view.features(i as usize, run)));
        }
        let assign = |at, tag| tags[run.0 as usize + at] = tag;
        best_path(&scores, &moves, &mut back, assign);
    }
    tags
}

/// The best sequence of tags of a run, last word first; `back` is room to work in.
pub(crate) fn best_path<N>(
    scores: &[[N; TAGS]],
    moves: &[[N; TAGS]; TAGS],
    back: &mut Vec<[u8; TAGS]>,
    mut assign: impl FnMut(usize, Tag),
) where
    N: Copy + PartialOrd + std::ops::Add<Output = N>,
{
    let Some(first) = scores.first() else { return };
    let mut best: [N; TAGS] = std::array::from_fn(|t| first[t] + moves[0][t]);
    back.clear();
    for row in &scores[1..] {
        let mut from = [0_u8; TAGS];
        let next = std::array::from_fn(|t| {
            let mut top = best[0] + moves[0][t];
            for f in 1..TAGS {
                let score = best[f] + moves[f][t];
                if score > top {
                    top = score;
                    from[t] = f as u8;
                }
            }
            top + row[t]
        });
        best = next;
        back.push(from);
    }
    let mut tag = 0;
    for t in 1..TAGS {
        if best[t] > best[tag] {
            tag = t;
        }
    }
    for at in (0..scores.len()).rev() {
        assign(at, ALL_TAGS[tag]);
        if at > 0 {
            tag = back[at - 1][tag] as usize;
        }
    }
}

/// A small set of words with bits, by hash.
struct Words {
    slots: Vec<(u64, u8)>,
    mask: usize,
}

impl Words {
    fn new(words: usize) -> Self {
        let size = (words * 2 + 2).next_power_of_two();
        Self {
            slots: vec![(0, 0); size],
            mask: size - 1,
        }
    }

    fn at(&self, word: u64) -> usize {
        let mut at = word as usize & self.mask;
        while self.slots[at].0 != word && self.slots[at].0 != 0 {
            at = (at + 1) & self.mask;
        }
        at
    }

    fn add(&mut self, word: u64, bits: u8) {
        let at = self.at(word);
        self.slots[at].0 = word;
        self.slots[at].1 |= bits;
    }

    /// Sets bits of a word that is in the set.
    fn mark(&mut self, word: u64, bits: u8) {
        let at = self.at(word);
        if self.slots[at].0 == word {
            self.slots[at].1 |= bits;
        }
    }

    fn get(&self, word: u64) -> u8 {
        self.slots[self.at(word)].1
    }
}
