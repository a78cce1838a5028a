//! What the features read: one small number per token and property, in flat arrays.

use super::lexicon::{CUE_CLASSES, KEPT, Recent};
use crate::mention::{MentionForm, MentionKind};
use crate::quotation::QuotationClass;
use crate::syntax::{Relation, Syntax};
use crate::text::{Shape, TokenId, TokenKind};
use crate::{Document, Mention, Quotation, hash};

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
    /// What the marks are there for.
    pub(crate) class: QuotationClass,
}

/// Properties of the tokens of a document.
pub(crate) struct Context {
    /// The word, names and numbers masked.
    pub(crate) word: Vec<u32>,
    /// Whether the token belongs to the name of a person.
    pub(crate) person: Vec<bool>,
    /// Kind, case and spacing.
    pub(crate) shape: Vec<u8>,
    /// Last letters.
    pub(crate) suffix: Vec<u32>,
    /// Cue class of the word.
    pub(crate) cue: Vec<u8>,
    /// Path of the word in the tree of clusters; names have none.
    pub(crate) cluster: Vec<u16>,
    /// Kind and form of the mention that the token stands in, and whether it opens it.
    pub(crate) mention: Vec<u8>,
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
    /// Place in the dependency tree.
    pub(crate) tree: Vec<Node>,
}

/// A token's place in the dependency tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// Part of speech.
    pub(crate) tag: u8,
    /// Relation to the head.
    pub(crate) relation: u8,
    /// The head, or [`NONE`].
    pub(crate) head: usize,
    /// First token of the subtree.
    pub(crate) first: usize,
    /// End of the subtree.
    pub(crate) end: usize,
    /// Which kinds of dependents it has, in bits.
    pub(crate) children: u32,
    /// The nearest likely cue above it, or [`NONE`].
    pub(crate) cue: usize,
    /// The dependent of that cue that it stands under, or is.
    pub(crate) branch: usize,
    /// Relation of the topmost token whose subtree starts here.
    pub(crate) opens: u8,
    /// Relation of the topmost token whose subtree ends here.
    pub(crate) closes: u8,
}

/// No relation.
const NO_RELATION: u8 = 63;

/// Words that features ask for by name.
pub(crate) const COMMA: u64 = hash::of_str(",");
const THAT: u64 = hash::of_str("that");

impl Context {
    /// Reads the properties of all tokens; `words` may have been used for other texts.
    pub(crate) fn new(
        document: &Document<'_>,
        syntax: &Syntax,
        quotations: &[Quotation],
        mentions: &[Mention],
        words: &mut Recent<'_>,
    ) -> Self {
        let tokens = document.tokens();
        let n = tokens.len();
        let mut context = Self {
            word: Vec::with_capacity(n),
            person: vec![false; n],
            shape: Vec::with_capacity(n),
            suffix: Vec::with_capacity(n),
            cue: Vec::with_capacity(n),
            cluster: Vec::with_capacity(n),
            mention: vec![0; n],
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
            tree: Vec::with_capacity(n),
        };
        let (mut commas, mut thats, mut marks) = (0, 0, 0);
        for mention in mentions {
            let code = (mention.kind as u8 * 9 + mention.form as u8 + 1) * 2;
            for i in mention.tokens.clone() {
                context.mention[i] = code + u8::from(i == mention.tokens.start);
                context.person[i] |= mention.kind == MentionKind::Person
                    && !matches!(mention.form, MentionForm::Pronoun | MentionForm::Nominal);
            }
        }
        for (i, token) in tokens.iter().enumerate() {
            let person = context.person[i];
            let known = words.get(token.folded);
            let mut cluster = known.map_or(0, |w| w.cluster);
            let (word, cue) = match token.kind {
                TokenKind::Number => (NUMBER, 0),
                TokenKind::Word if person => (NAME, 0),
                TokenKind::Word => {
                    let itself = token.shape == Shape::Lower
                        || known.is_some_and(|w| !w.proper)
                        || KEPT.contains(token.folded);
                    if itself {
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
                _ => ((token.folded >> 32) as u32, known.map_or(0, |w| w.cue)),
            };
            if word <= EDGE {
                cluster = word as u16;
            }
            context.cluster.push(cluster);
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
        context.read_tree(syntax);
        context
    }

    /// The properties of a document alone.
    #[cfg(any(test, feature = "neural", feature = "train"))]
    pub(crate) fn of(
        document: &Document<'_>,
        syntax: &Syntax,
        quotations: &[Quotation],
        mentions: &[Mention],
        lexicon: super::lexicon::Lexicon<'_>,
    ) -> Self {
        let words = &mut Recent::new(lexicon);
        Self::new(document, syntax, quotations, mentions, words)
    }

    fn read_tree(&mut self, syntax: &Syntax) {
        let id = |i: usize| TokenId(i as u32);
        for i in 0..self.word.len() {
            let subtree = syntax.subtree(id(i));
            self.tree.push(Node {
                tag: syntax.tag(id(i)) as u8,
                relation: syntax.relation(id(i)) as u8,
                head: syntax.head(id(i)).map_or(NONE, TokenId::index),
                first: subtree.start,
                end: subtree.end,
                children: 0,
                cue: NONE,
                branch: NONE,
                opens: NO_RELATION,
                closes: NO_RELATION,
            });
        }
        // Heads before their dependents.
        let mut below = Vec::new();
        for &(start, end) in &self.sentences {
            below.extend((start..end).filter(|&i| self.tree[i].head == NONE));
            while let Some(i) = below.pop() {
                below.extend(syntax.children(id(i)).iter().map(|child| child.index()));
                let node = self.tree[i];
                let Some(head) = self.tree.get_mut(node.head) else {
                    continue;
                };
                head.children |= kind(syntax.relation(id(i)));
                let head = *head;
                let (cue, branch) = if self.cue[node.head] >= LIKELY {
                    (node.head, i)
                } else {
                    (head.cue, head.branch)
                };
                self.tree[i].cue = cue;
                self.tree[i].branch = branch;
                // Of the subtrees that start at one place, those of roots aside, the topmost hangs on one that starts
                // elsewhere.
                let opens = &mut self.tree[node.first].opens;
                let apart = head.head == NONE || head.first != node.first;
                *opens = if apart { node.relation } else { *opens };
                let closes = &mut self.tree[node.end - 1].closes;
                let apart = head.head == NONE || head.end != node.end;
                *closes = if apart { node.relation } else { *closes };
            }
        }
    }

    fn read_quotations(&mut self, document: &Document<'_>, quotations: &[Quotation]) {
        for quotation in quotations.iter().filter(|q| q.depth == 0) {
            let range = document.tokens_in(quotation.span);
            let id = self.quotes.len() as u32;
            self.quotes.push(Quoted {
                start: range.start,
                end: range.end,
                class: quotation.class,
            });
            for i in range.clone() {
                self.quoted[i] = id;
                self.marks[i] = if i == range.start {
                    Marks::Opens
                } else if i + 1 == range.end && quotation.closed {
                    Marks::Closes
                } else {
                    Marks::Inside
                };
            }
        }
    }

    /// The quotation around a token.
    pub(crate) fn quote_of(&self, token: usize) -> Option<Quoted> {
        self.quotes.get(self.quoted[token] as usize).copied()
    }
}

/// What a dependent is to its head, as a bit.
fn kind(relation: Relation) -> u32 {
    match relation {
        Relation::Subject => 1,
        Relation::PassiveSubject => 2,
        Relation::ClausalComplement => 4,
        Relation::OpenComplement => 8,
        Relation::Object => 16,
        Relation::Parataxis => 32,
        Relation::Marker => 64,
        Relation::AdnominalClause | Relation::RelativeClause => 128,
        Relation::Oblique | Relation::NominalModifier => 256,
        Relation::Auxiliary => 512,
        Relation::Case => 1024,
        _ => 0,
    }
}
