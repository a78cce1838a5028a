//! What was not found, shown in the text.

use crate::Span;

/// Characters of the text shown on each side of a miss.
const AROUND: usize = 60;

/// Something that was missed or is wrong, with the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The article's id.
    pub article: String,
    /// What is wrong: `missed`, `spurious person`, `gold Ann Ortiz, got Bo Roe`.
    pub what: String,
    /// The text around, in pieces: plain, or with the name of what stands there (`source`, `content`, `person`).
    pub pieces: Vec<(Option<&'static str>, String)>,
}

impl Miss {
    /// Shows labelled spans in their text.
    pub(super) fn new(
        article: &str,
        what: String,
        text: &str,
        spans: impl IntoIterator<Item = (&'static str, Span)>,
    ) -> Self {
        let mut spans: Vec<(&'static str, Span)> = spans.into_iter().collect();
        spans.sort_by_key(|(_, span)| *span);
        let (Some((_, first)), Some(last)) = (spans.first(), spans.iter().map(|s| s.1.end()).max())
        else {
            return Self {
                article: article.to_owned(),
                what,
                pieces: Vec::new(),
            };
        };
        let before = text[..first.start()].char_indices().rev();
        let start = before
            .take(AROUND)
            .last()
            .map_or(first.start(), |(at, _)| at);
        let after = text[last..].char_indices().take(AROUND);
        let end = last + after.last().map_or(0, |(at, c)| at + c.len_utf8());

        let mut pieces = Vec::new();
        let mut at = start;
        for (label, span) in spans {
            // What overlaps is shown once, under the label that begins first.
            let from = span.start().max(at);
            if from >= span.end() {
                continue;
            }
            pieces.push((None, text[at..from].to_owned()));
            pieces.push((Some(label), text[from..span.end()].to_owned()));
            at = span.end();
        }
        pieces.push((None, text[at..end].to_owned()));
        pieces.retain(|(_, piece)| !piece.is_empty());
        Self {
            article: article.to_owned(),
            what,
            pieces,
        }
    }
}
