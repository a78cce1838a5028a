//! Splits an article into paragraphs, sentences and words.
//!
//! Only characters are read here; quotation marks are paired in [`quotation`](crate::quotation),
//! names are found in [`mention`](crate::mention). Time is linear in the length of the text.
//!
//! ```
//! use onrecord::Document;
//!
//! let document = Document::new("Gov. Ortiz said no.");
//! let words: Vec<&str> = document.tokens().iter().map(|t| document.slice(t.span)).collect();
//! assert_eq!(words, ["Gov.", "Ortiz", "said", "no", "."]);
//! ```

mod abbreviation;
mod article;
mod dateline;
mod document;
mod paragraph;
mod region;
mod sentence;
mod splitter;
mod token;
mod tokenizer;

use std::borrow::Cow;

pub use article::Article;
pub use dateline::Dateline;
pub use document::Document;
pub use paragraph::{Paragraph, ParagraphId, Region};
pub use sentence::{Sentence, SentenceId};
pub use token::{Shape, Token, TokenId, TokenKind};

/// A text in lower case: most words of a sentence are so as they stand.
pub(crate) fn lowered(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase())
    {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_in_lower_case_is_copied() {
        for (text, lower, copied) in [
            ("", "", false),
            ("co-sponsor's 3.", "co-sponsor's 3.", false),
            ("Said", "said", true),
            ("café", "café", true),
            ("ÉTAT", "état", true),
        ] {
            assert_eq!(lowered(text), lower);
            assert_eq!(matches!(lowered(text), Cow::Owned(_)), copied, "{text}");
        }
    }
}
