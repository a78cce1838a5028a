//! A document with the tags of its words looked up once, for all fields.

use std::ops::Range;

use super::lexicon::{self, Tag, Tags};
use crate::hash::Words;
use crate::quotation::QuotationClass;
use crate::syntax::{Relation, Syntax, Tag as Part};
use crate::text::{TokenId, TokenKind};
use crate::{Document, Quotation, Span, Token};

/// What every field reads.
#[derive(Debug)]
pub(super) struct Reading<'d, 't> {
    pub(super) document: &'d Document<'t>,
    pub(super) syntax: &'d Syntax,
    /// Tags of each token.
    tags: Vec<Tags>,
    /// For each token, the outermost quotation it stands in, marks included.
    quoted: Vec<bool>,
    /// Marks that open or close an outermost quotation.
    marks: Vec<bool>,
}

impl<'d, 't> Reading<'d, 't> {
    pub(super) fn new(
        document: &'d Document<'t>,
        syntax: &'d Syntax,
        quotations: &[Quotation],
    ) -> Self {
        let tokens = document.tokens();
        let mut quoted = vec![false; tokens.len()];
        let mut marks = vec![false; tokens.len()];
        let words = [QuotationClass::Speech, QuotationClass::Scare];
        // Inner quotations lie inside their outer one, so outer ones alone visit a token once.
        for quotation in quotations.iter().filter(|q| q.depth == 0) {
            let range = document.tokens_in(quotation.span);
            if range.is_empty() || !words.contains(&quotation.class) {
                continue;
            }
            marks[range.start] = true;
            marks[range.end - 1] |= quotation.closed;
            quoted[range].fill(true);
        }
        Self {
            document,
            syntax,
            // A possessive ’s is written like the ’s of “is”.
            tags: tokens
                .iter()
                .map(|t| match t.kind {
                    TokenKind::Word | TokenKind::Number => lexicon::tags(t.folded),
                    _ => Tags::default(),
                })
                .collect(),
            quoted,
            marks,
        }
    }

    #[inline]
    pub(super) fn tokens(&self) -> &'d [Token] {
        self.document.tokens()
    }

    /// The token at `i`; none past either end.
    #[inline]
    pub(super) fn token(&self, i: usize) -> Option<&'d Token> {
        self.document.tokens().get(i)
    }

    #[inline]
    pub(super) fn text(&self, i: usize) -> &'t str {
        self.token(i).map_or("", |t| self.document.slice(t.span))
    }

    #[inline]
    pub(super) fn has(&self, i: usize, tag: Tag) -> bool {
        self.tags.get(i).is_some_and(|t| t.has(tag))
    }

    /// The tags of token `i`.
    #[inline]
    pub(super) fn tags(&self, i: usize) -> Tags {
        self.tags.get(i).copied().unwrap_or_default()
    }

    #[inline]
    pub(super) fn any(&self, i: usize, of: Tags) -> bool {
        self.tags.get(i).is_some_and(|t| t.any(of))
    }

    /// Whether token `i` is one of the words, given by the hashes of their lower-cased forms.
    #[inline]
    pub(super) fn is(&self, i: usize, words: &[u64]) -> bool {
        self.token(i).is_some_and(|t| words.contains(&t.folded))
    }

    /// Whether token `i` is a word of a closed list.
    #[inline]
    pub(super) fn is_of<const N: usize>(&self, i: usize, words: &Words<N>) -> bool {
        self.token(i).is_some_and(|t| words.contains(t.folded))
    }

    #[inline]
    pub(super) fn is_word(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.kind == TokenKind::Word)
    }

    #[inline]
    pub(super) fn is_wordlike(&self, i: usize) -> bool {
        self.token(i)
            .is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
    }

    #[inline]
    pub(super) fn is_quoted(&self, i: usize) -> bool {
        self.quoted.get(i) == Some(&true)
    }

    /// Whether token `i` is a mark of an outermost quotation.
    pub(super) fn is_outer_mark(&self, i: usize) -> bool {
        self.marks.get(i) == Some(&true)
    }

    /// The part of speech of a token; past the end, [`Part::Other`].
    #[inline]
    pub(super) fn part(&self, i: usize) -> Part {
        if i < self.tags.len() {
            self.syntax.tag(TokenId(i as u32))
        } else {
            Part::Other
        }
    }

    #[inline]
    pub(super) fn relation(&self, i: usize) -> Relation {
        self.syntax.relation(TokenId(i as u32))
    }

    #[inline]
    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.syntax.head(TokenId(i as u32)).map(TokenId::index)
    }

    pub(super) fn children(&self, i: usize) -> impl Iterator<Item = usize> + Clone + 'd {
        let children = self.syntax.children(TokenId(i as u32)).iter();
        children.map(|c| c.index())
    }

    /// From the first to the last token of a range that is not empty.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.tokens()[range.start]
            .span
            .join(self.tokens()[range.end - 1].span)
    }

    /// All tokens of the spans, in order.
    pub(super) fn tokens_of<'s>(&self, spans: &'s [Span]) -> impl Iterator<Item = usize> + 's
    where
        'd: 's,
    {
        let document = self.document;
        spans.iter().flat_map(move |&s| document.tokens_in(s))
    }

    /// Index of the sentence of a byte.
    pub(super) fn sentence_at(&self, byte: usize) -> usize {
        let sentences = self.document.sentences();
        sentences
            .partition_point(|s| s.span.end() <= byte)
            .min(sentences.len().saturating_sub(1))
    }
}
