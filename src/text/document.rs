use super::{
    Dateline, Paragraph, ParagraphId, Region, Sentence, Token, dateline, paragraph, region,
    splitter, tokenizer,
};
use crate::Span;

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
    dateline: Option<Dateline>,
    /// For every [`STRETCH`] bytes of the text, the first token that begins there or later.
    first: Vec<u32>,
}

/// Bytes between two places that [`Document::tokens_in`] looks from: some six tokens.
const STRETCH: usize = 8;

/// A dateline stands in one of the first paragraphs, after headline, by-line and picture.
const DATELINE_PARAGRAPHS: usize = 6;

impl<'t> Document<'t> {
    /// Reads a text. Never fails, whatever the text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut sentences = Vec::with_capacity(text.len() / 100);
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut dateline = None;
        for span in paragraph::split(text) {
            let first_token = tokens.len();
            let first_sentence = sentences.len();
            tokenizer::tokenize(text, span, &mut tokens);
            let (Some(first), Some(last)) = (tokens.get(first_token), tokens.last()) else {
                continue;
            };
            let span = first.span.join(last.span);
            let id = ParagraphId(paragraphs.len() as u32);
            let mut body = first_token;
            if dateline.is_none()
                && paragraphs.len() < DATELINE_PARAGRAPHS
                && let Some((found, length)) = dateline::find(text, &tokens[first_token..])
            {
                dateline = Some(found);
                body += length;
                // A sentence of its own, so that it is no part of what anybody said.
                sentences.push(Sentence {
                    span: found.span,
                    tokens: first_token..body,
                    paragraph: id,
                });
            }
            splitter::split(text, &tokens, body, |range| {
                sentences.push(Sentence {
                    span: tokens[range.start].span.join(tokens[range.end - 1].span),
                    tokens: range,
                    paragraph: id,
                });
            });
            paragraphs.push(Paragraph {
                span,
                tokens: first_token..tokens.len(),
                sentences: first_sentence..sentences.len(),
                region: Region::Body,
            });
        }
        region::assign(text, &tokens, &sentences, &mut paragraphs);
        Self {
            text,
            first: first_of_stretches(text, &tokens),
            tokens,
            sentences,
            paragraphs,
            dateline,
        }
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

    /// Where and when it was filed, when it says so at its head.
    #[must_use]
    pub fn dateline(&self) -> Option<&Dateline> {
        self.dateline.as_ref()
    }

    /// The tokens that lie inside a span, as a range of indexes into [`tokens`](Self::tokens).
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.first_from(span.start());
        if span.len() > STRETCH {
            return start..self.first_from(span.end()).max(start);
        }
        // A few steps to the end of a short one cost less than another look-up.
        let inside = self.tokens[start..].iter();
        start..start + inside.take_while(|t| t.span.start() < span.end()).count()
    }

    /// The first token that begins at a byte or after it.
    fn first_from(&self, byte: usize) -> usize {
        let known = self.first.get(byte / STRETCH);
        let near = known.map_or(self.tokens.len(), |&i| i as usize);
        let before = self.tokens[near..].iter();
        near + before.take_while(|t| t.span.start() < byte).count()
    }
}

fn first_of_stretches(text: &str, tokens: &[Token]) -> Vec<u32> {
    let mut first = Vec::with_capacity(text.len() / STRETCH + 1);
    for (i, token) in tokens.iter().enumerate() {
        while first.len() * STRETCH <= token.span.start() {
            first.push(i as u32);
        }
    }
    first
}
