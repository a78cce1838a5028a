//! What the features read: one small number per token and property, in flat arrays.

use super::lexicon::{self, CUE_CLASSES, Lexicon};
use crate::text::{Shape, TokenKind};
use crate::{Document, Quotation, hash};

/// No such token.
pub(crate) const NONE: usize = usize::MAX;
/// Stands for every word that seems to name a person or a thing of its own.
const NAME: u32 = 1;
/// Stands for unknown words all in capitals.
const ACRONYM: u32 = 2;
/// Stands for numbers.
const NUMBER: u32 = 3;
/// Before the first and after the last token of a paragraph.
pub(crate) const EDGE: u32 = 4;
/// A word counts as a likely cue from this class on.
const LIKELY: u8 = 3;

/// Where a token stands relative to quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Marks {
    /// Not in quotation marks.
    Outside,
    /// In quotation marks.
    Inside,
    /// The opening mark.
    Opens,
    /// The closing mark.
    Closes,
}

/// A stretch in quotation marks, within one paragraph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quoted {
    /// The opening mark (or the first token of a paragraph that carries on).
    pub(crate) start: usize,
    /// After the closing mark (or the end of the paragraph).
    pub(crate) end: usize,
}

/// Properties of the tokens of a document.
pub(crate) struct Context {
    /// The word, names and numbers masked.
    pub(crate) word: Vec<u32>,
    /// Kind, case and spacing.
    pub(crate) shape: Vec<u8>,
    /// Last letters.
    pub(crate) suffix: Vec<u32>,
    /// Cue class of the word.
    pub(crate) cue: Vec<u8>,
    /// Relation to quotation marks.
    pub(crate) marks: Vec<Marks>,
    /// Index of the quotation that the token stands in.
    pub(crate) quoted: Vec<u32>,
    /// All quotations.
    pub(crate) quotes: Vec<Quoted>,
    /// Sentence of the token.
    pub(crate) sentence: Vec<u32>,
    /// First token and end of each sentence.
    pub(crate) sentences: Vec<(usize, usize)>,
    /// Nearest likely cue at or before the token, in its sentence.
    pub(crate) left_cue: Vec<usize>,
    /// Nearest likely cue after the token, in its sentence.
    pub(crate) right_cue: Vec<usize>,
    /// Number of commas before the token.
    pub(crate) commas: Vec<u32>,
    /// Number of “that” before the token.
    pub(crate) thats: Vec<u32>,
    /// Number of quotation marks before the token.
    pub(crate) mark_count: Vec<u32>,
}

/// Words that features ask for by name.
pub(crate) const COMMA: u64 = hash::of_str(",");
const THAT: u64 = hash::of_str("that");

impl Context {
    /// Reads the properties of all tokens.
    pub(crate) fn new(
        document: &Document<'_>,
        quotations: &[Quotation],
        lexicon: &Lexicon<'_>,
    ) -> Self {
        let tokens = document.tokens();
        let n = tokens.len();
        let mut context = Self {
            word: Vec::with_capacity(n),
            shape: Vec::with_capacity(n),
            suffix: Vec::with_capacity(n),
            cue: Vec::with_capacity(n),
            marks: vec![Marks::Outside; n],
            quoted: vec![u32::MAX; n],
            quotes: Vec::new(),
            sentence: Vec::with_capacity(n),
            sentences: Vec::with_capacity(document.sentences().len()),
            left_cue: vec![NONE; n],
            right_cue: vec![NONE; n],
            commas: Vec::with_capacity(n + 1),
            thats: Vec::with_capacity(n + 1),
            mark_count: Vec::with_capacity(n + 1),
        };
        let (mut commas, mut thats, mut marks) = (0, 0, 0);
        for token in tokens {
            let (word, cue) = match token.kind {
                TokenKind::Number => (NUMBER, 0),
                TokenKind::Word => {
                    let known = lexicon.get(token.folded);
                    let kept = token.shape == Shape::Lower
                        || lexicon::is_kept(token.folded)
                        || known.is_some_and(|w| !w.proper);
                    if kept {
                        (
                            (token.folded >> 32) as u32,
                            known.map_or(0, |w| w.cue.min(CUE_CLASSES - 1)),
                        )
                    } else if token.shape == Shape::Upper && token.span.len() > 1 {
                        (ACRONYM, 0)
                    } else {
                        (NAME, 0)
                    }
                }
                _ => (
                    (token.folded >> 32) as u32,
                    lexicon.get(token.folded).map_or(0, |w| w.cue),
                ),
            };
            context.word.push(word);
            context.cue.push(cue);
            context
                .shape
                .push(token.kind as u8 * 10 + token.shape as u8 * 2 + u8::from(token.space_before));
            let bytes = document.slice(token.span).as_bytes();
            let mut suffix = u32::from(bytes.len() > 4);
            if word > EDGE {
                for &b in &bytes[bytes.len().saturating_sub(3)..] {
                    suffix = suffix << 8 | u32::from(b.to_ascii_lowercase());
                }
            } else {
                suffix = word;
            }
            context.suffix.push(suffix);
            context.commas.push(commas);
            context.thats.push(thats);
            context.mark_count.push(marks);
            commas += u32::from(token.folded == COMMA);
            thats += u32::from(token.folded == THAT);
            marks += u32::from(token.kind == TokenKind::Quote);
        }
        context.commas.push(commas);
        context.thats.push(thats);
        context.mark_count.push(marks);
        context.read_quotations(document, quotations);
        for (s, sentence) in document.sentences().iter().enumerate() {
            let range = sentence.tokens.clone();
            context.sentences.push((range.start, range.end));
            context.sentence.extend(range.clone().map(|_| s as u32));
            let mut last = NONE;
            for i in range.clone() {
                if context.cue[i] >= LIKELY {
                    last = i;
                }
                context.left_cue[i] = last;
            }
            let mut next = NONE;
            for i in range.rev() {
                context.right_cue[i] = next;
                if context.cue[i] >= LIKELY {
                    next = i;
                }
            }
        }
        context
    }

    fn read_quotations(&mut self, document: &Document<'_>, quotations: &[Quotation]) {
        if quotations.is_empty() {
            self.pair_marks(document);
        }
        for quotation in quotations.iter().filter(|q| q.depth == 0) {
            let range = document.tokens_in(quotation.span);
            self.quote(range.start, range.end, quotation.closed);
        }
    }

    fn pair_marks(&mut self, document: &Document<'_>) {
        for paragraph in document.paragraphs() {
            let mut open = None;
            for i in paragraph.tokens.clone() {
                match (document.slice(document.tokens()[i].span), open) {
                    ("“" | "\"", None) => open = Some(i),
                    ("”" | "\"", Some(start)) => {
                        self.quote(start, i + 1, true);
                        open = None;
                    }
                    _ => {}
                }
            }
            if let Some(start) = open {
                self.quote(start, paragraph.tokens.end, false);
            }
        }
    }

    fn quote(&mut self, start: usize, end: usize, closed: bool) {
        let id = self.quotes.len() as u32;
        self.quotes.push(Quoted { start, end });
        for i in start..end {
            self.quoted[i] = id;
            self.marks[i] = if i == start {
                Marks::Opens
            } else if i + 1 == end && closed {
                Marks::Closes
            } else {
                Marks::Inside
            };
        }
    }

    /// The quotation around a token.
    pub(crate) fn quote_of(&self, token: usize) -> Option<Quoted> {
        self.quotes.get(self.quoted[token] as usize).copied()
    }
}
