//! Treebanks in CoNLL-U, mapped onto our own tokens.

use std::ops::Range;
use std::path::Path;

use crate::error::ErrorKind;
use crate::syntax::{Relation, Tag};
use crate::{Document, Error};

/// A sentence as its treebank has it.
pub(crate) struct Sentence {
    /// The treebank's document: “GUM_news_…”.
    pub(crate) document: String,
    pub(crate) text: String,
    words: Vec<Word>,
}

struct Word {
    span: Range<usize>,
    tag: Tag,
    /// Index of the head, none for the root.
    head: Option<usize>,
    relation: Relation,
}

/// Tag, head and relation of each of our tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gold {
    pub(crate) tags: Vec<Tag>,
    /// Heads; none for the root. Always a projective tree.
    pub(crate) heads: Vec<Option<usize>>,
    pub(crate) relations: Vec<Relation>,
}

/// Reads a CoNLL-U file.
pub(crate) fn read(path: &Path) -> Result<Vec<Sentence>, Error> {
    let io = |source| {
        Error::new(ErrorKind::Io {
            place: path.display().to_string(),
            source,
        })
    };
    let file = std::fs::read_to_string(path).map_err(io)?;
    let mut sentences = Vec::new();
    let mut document = String::new();
    let mut text = "";
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for (number, line) in file.lines().enumerate() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            document = id.to_owned();
        } else if let Some(sentence) = line.strip_prefix("# text = ") {
            text = sentence;
        } else if line.is_empty() {
            if let Some(words) = words(text, &rows) {
                sentences.push(Sentence {
                    document: document.clone(),
                    text: text.to_owned(),
                    words,
                });
            }
            rows.clear();
        } else if !line.starts_with('#') {
            let row: Vec<&str> = line.split('\t').collect();
            if row.len() != 10 {
                return Err(Error::new(ErrorKind::Format {
                    place: path.display().to_string(),
                    line: number + 1,
                    expected: "10 columns".to_owned(),
                    found: row.len().to_string(),
                }));
            }
            rows.push(row);
        }
    }
    Ok(sentences)
}

/// Finds the words of a sentence in its text; none where they do not spell it.
fn words(text: &str, rows: &[Vec<&str>]) -> Option<Vec<Word>> {
    let mut words: Vec<Word> = Vec::new();
    let mut cursor = 0;
    // The last word and the end of the contraction being read.
    let mut contraction: Option<(usize, usize)> = None;
    for row in rows {
        let (id, form) = (row[0], row[1]);
        if id.contains('.') {
            continue;
        }
        let blank = text[cursor..].len() - text[cursor..].trim_start().len();
        if let Some((_, last)) = id.split_once('-') {
            let start = cursor + blank;
            text[start..].starts_with(form).then_some(())?;
            contraction = Some((last.parse().ok()?, start + form.len()));
            continue;
        }
        let number: usize = id.parse().ok()?;
        let span = if let Some((last, end)) = contraction {
            let start = (cursor + blank).min(end);
            let spelled = text[start..end].starts_with(form);
            let stop = if number == last || !spelled {
                end
            } else {
                start + form.len()
            };
            if number == last {
                contraction = None;
            }
            start..stop
        } else {
            let start = cursor + blank;
            text[start..].starts_with(form).then_some(())?;
            start..start + form.len()
        };
        cursor = span.end;
        let head: usize = row[6].parse().ok()?;
        words.push(Word {
            span,
            tag: Tag::from_treebank(row[3], row[4]),
            head: head.checked_sub(1),
            relation: Relation::from_treebank(row[7]),
        });
    }
    (!words.is_empty()).then_some(words)
}

impl Sentence {
    /// Tags and tree of our tokens of the sentence.
    pub(crate) fn gold(&self, document: &Document<'_>) -> Option<Gold> {
        let tokens = document.tokens();
        if tokens.is_empty() {
            return None;
        }
        // Each word belongs to the first token that it overlaps, else to the token before it.
        let owners: Vec<usize> = self
            .words
            .iter()
            .map(|word| {
                tokens
                    .partition_point(|token| token.span.end() <= word.span.start)
                    .min(tokens.len() - 1)
            })
            .collect();
        let mut gold = Gold {
            tags: vec![Tag::Other; tokens.len()],
            heads: vec![None; tokens.len()],
            relations: vec![Relation::Dependent; tokens.len()],
        };
        let mut from = 0;
        for (i, token) in tokens.iter().enumerate() {
            let mut to = from;
            while to < owners.len() && owners[to] == i {
                to += 1;
            }
            if from == to {
                // A further piece of the word before: “5” of “$5” where the treebank keeps it whole.
                let before = i.checked_sub(1)?;
                gold.heads[i] = Some(before);
                gold.tags[i] = gold.tags[before];
                gold.relations[i] = Relation::Flat;
                if !document.slice(token.span).contains(char::is_alphanumeric) {
                    gold.tags[i] = Tag::Punctuation;
                    gold.relations[i] = Relation::Punctuation;
                }
                continue;
            }
            // The main word of a token is the first whose head lies outside, a mark only for want
            // of others: “far-left” is “left”, “don’t” is “do”.
            let outside = |w: &usize| {
                self.words[*w]
                    .head
                    .is_none_or(|head| !(from..to).contains(&head))
            };
            let main = (from..to)
                .filter(outside)
                .min_by_key(|&w| self.words[w].tag == Tag::Punctuation)
                .unwrap_or(from);
            let word = &self.words[main];
            gold.tags[i] = word.tag;
            gold.relations[i] = word.relation;
            gold.heads[i] = word.head.map(|head| owners[head]).filter(|&head| head != i);
            from = to;
        }
        gold.make_tree();
        Some(gold)
    }
}

impl Gold {
    /// Breaks cycles, keeps one root and lifts arcs that cross others.
    fn make_tree(&mut self) {
        let n = self.heads.len();
        for i in 0..n {
            let mut at = i;
            for _ in 0..n {
                match self.heads[at] {
                    Some(head) if head == i => {
                        self.heads[i] = None;
                        break;
                    }
                    Some(head) => at = head,
                    None => break,
                }
            }
        }
        let root = (0..n)
            .filter(|&i| self.heads[i].is_none())
            .min_by_key(|&i| self.relations[i] != Relation::Root)
            .unwrap_or(0);
        for i in 0..n {
            if self.heads[i].is_none() && i != root {
                self.heads[i] = Some(root);
                if self.relations[i] == Relation::Root {
                    self.relations[i] = Relation::Dependent;
                }
            }
        }
        self.relations[root] = Relation::Root;
        // The shortest crossing arc climbs to its head's head until none crosses
        // (Nivre and Nilsson 2005).
        while let Some((dependent, head)) = self.shortest_crossing() {
            self.heads[dependent] = self.heads[head];
        }
    }

    fn shortest_crossing(&self) -> Option<(usize, usize)> {
        let dominated = |mut at: usize, by: usize| {
            for _ in 0..self.heads.len() {
                if at == by {
                    return true;
                }
                match self.heads[at] {
                    Some(head) => at = head,
                    None => return false,
                }
            }
            false
        };
        (0..self.heads.len())
            .filter_map(|dependent| Some((dependent, self.heads[dependent]?)))
            .filter(|&(dependent, head)| {
                let inside = dependent.min(head) + 1..dependent.max(head);
                self.heads[head].is_some() && !inside.into_iter().all(|i| dominated(i, head))
            })
            .min_by_key(|&(dependent, head)| dependent.abs_diff(head))
    }
}
