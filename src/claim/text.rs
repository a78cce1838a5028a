//! The content as a reader wants it: no outer marks, no leading “that”, pieces joined.

use super::reading::Reading;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::text::TokenKind;
use crate::{Span, Token};

/// Joins the pieces of a content.
pub(super) fn of(reading: &Reading<'_, '_>, content: &[Span]) -> String {
    let mut text = String::with_capacity(content.iter().map(|s| s.len() + 1).sum());
    let mut end = None;
    for (number, &span) in content.iter().enumerate() {
        let mut range = reading.document.tokens_in(span);
        if number == 0 && is_conjunction(reading, range.clone()) {
            range.start += 1;
        }
        if range.is_empty() {
            continue;
        }
        if let Some(end) = end {
            // “We won,” Ortiz said. “They lost.”: the comma stood for the end of the sentence.
            let new_sentence = reading.sentence_at(end) != reading.sentence_at(span.start())
                && text.ends_with(',');
            if new_sentence {
                text.pop();
                text.push('.');
            }
            text.push(' ');
        }
        end = Some(span.end());
        let bare = all_quoted(reading, range.clone());
        let mut space = false;
        let mut first = true;
        for i in range {
            let token = &reading.tokens()[i];
            space |= token.space_before && !first;
            if bare && (reading.is_outer_mark(i) || is_mark_at_edge(span, token)) {
                continue;
            }
            if space && !first {
                text.push(' ');
            }
            text.push_str(reading.text(i));
            space = false;
            first = false;
        }
    }
    let kept = text
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–'))
        .len();
    text.truncate(kept);
    // “…, he said: “No.””: a cue's colon may have stayed with the content.
    let lead = text.len() - text.trim_start_matches([':', ',', ';', ' ']).len();
    text.drain(..lead);
    text
}

/// “that” before a clause; “said that was all” and “told that story” keep theirs.
fn is_conjunction(reading: &Reading<'_, '_>, range: std::ops::Range<usize>) -> bool {
    let verb = |i: usize| {
        reading.part(i).is_verb() || matches!(reading.part(i), Part::Auxiliary | Part::Modal)
    };
    let that = range.start;
    let pronoun = matches!(
        reading.part(that + 1),
        Part::VerbPast | Part::VerbPresent | Part::Auxiliary | Part::Modal
    );
    // “that being heard matters”
    let pronoun = pronoun && !reading.text(that + 1).ends_with("ing");
    let determiner = reading.part(that) == Part::Determiner && !range.clone().any(verb);
    range.len() > 1 && reading.is(that, &[of_str("that")]) && !pronoun && !determiner
}

/// Whether marks are around all words, so that they tell nothing inside the text.
fn all_quoted(reading: &Reading<'_, '_>, mut range: std::ops::Range<usize>) -> bool {
    range.all(|i| reading.is_quoted(i) || !reading.is_wordlike(i))
}

/// A mark at the edge of a piece, its partner perhaps outside.
fn is_mark_at_edge(piece: Span, token: &Token) -> bool {
    let edge = token.span.start() == piece.start() || token.span.end() == piece.end();
    token.kind == TokenKind::Quote && edge
}
