use super::{Paragraph, ParagraphId, Region, Sentence, Shape, Token, TokenKind};
use crate::{Span, hash};

/// A text with its paragraphs, sentences and tokens.
///
/// Tokens are in order, never empty, never overlap, and every one belongs to exactly one sentence
/// and one paragraph.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    paragraphs: Vec<Paragraph>,
}

impl<'t> Document<'t> {
    /// Reads a text. Never fails, whatever the text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let blank = text.contains("\n\n") || text.contains("\r\n\r\n");
        let mut document = Self {
            text,
            tokens: Vec::with_capacity(text.len() / 5),
            sentences: Vec::new(),
            paragraphs: Vec::new(),
        };
        let mut start = 0;
        for piece in text.split_inclusive('\n') {
            let end = start + piece.len();
            let _ = blank;
            document.paragraph(Span::new(start, end));
            start = end;
        }
        document
    }

    fn paragraph(&mut self, span: Span) {
        let first_token = self.tokens.len();
        let first_sentence = self.sentences.len();
        let text = self.text;
        let mut chars = text[span].char_indices().peekable();
        let mut space = true;
        while let Some((at, c)) = chars.next() {
            if c.is_whitespace() {
                space = true;
                continue;
            }
            let start = span.start() + at;
            let mut end = start + c.len_utf8();
            if c.is_alphanumeric() {
                while let Some(&(next_at, next)) = chars.peek() {
                    let inner = matches!(next, '-' | '\'' | '’' | '.' | ',')
                        && text[span.start() + next_at + next.len_utf8()..span.end()]
                            .starts_with(|c: char| c.is_alphanumeric());
                    if !next.is_alphanumeric() && !inner {
                        break;
                    }
                    end = span.start() + next_at + next.len_utf8();
                    chars.next();
                }
            }
            let word = &text[start..end];
            let lower = word.to_lowercase().replace('’', "'");
            self.tokens.push(Token {
                span: Span::new(start, end),
                kind: if c.is_ascii_digit() {
                    TokenKind::Number
                } else if c.is_alphabetic() {
                    TokenKind::Word
                } else if matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '„')
                {
                    TokenKind::Quote
                } else {
                    TokenKind::Punctuation
                },
                shape: if !c.is_alphabetic() {
                    Shape::None
                } else if c.is_uppercase() {
                    Shape::Capitalised
                } else {
                    Shape::Lower
                },
                space_before: space,
                exact: hash::of_str(&word.replace('’', "'")),
                folded: hash::of_str(&lower),
            });
            space = false;
        }
        if self.tokens.len() == first_token {
            return;
        }
        let whole = self.tokens[first_token]
            .span
            .join(self.tokens[self.tokens.len() - 1].span);
        let mut from = first_token;
        for i in first_token..self.tokens.len() {
            let stop = matches!(&text[self.tokens[i].span], "." | "!" | "?");
            if stop || i + 1 == self.tokens.len() {
                self.sentences.push(Sentence {
                    span: self.tokens[from].span.join(self.tokens[i].span),
                    tokens: from..i + 1,
                    paragraph: ParagraphId(self.paragraphs.len() as u32),
                });
                from = i + 1;
            }
        }
        self.paragraphs.push(Paragraph {
            span: whole,
            tokens: first_token..self.tokens.len(),
            sentences: first_sentence..self.sentences.len(),
            region: Region::Body,
        });
    }

    /// The text, exactly as given.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The words of a span, verbatim.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'t str {
        &self.text[span]
    }

    /// All tokens, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// All paragraphs, in order.
    #[must_use]
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// The tokens that lie inside a span, as a range of indexes into [`tokens`](Self::tokens).
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self
            .tokens
            .partition_point(|t| t.span.start() < span.start());
        let end = self.tokens.partition_point(|t| t.span.start() < span.end());
        start..end.max(start)
    }
}
