//! What holds for tokens, sentences and paragraphs of any text.

use onrecord::{Document, quotation};
use proptest::prelude::*;

fn check(text: &str) {
    let document = Document::new(text);
    let tokens = document.tokens();
    let mut last = 0;
    for token in tokens {
        assert!(!token.span.is_empty(), "an empty token in {text:?}");
        assert!(token.span.start() >= last, "tokens overlap in {text:?}");
        assert!(text.is_char_boundary(token.span.start()));
        assert!(text.is_char_boundary(token.span.end()));
        last = token.span.end();
    }
    let mut next = 0;
    for (i, sentence) in document.sentences().iter().enumerate() {
        assert_eq!(
            sentence.tokens.start, next,
            "a token in no sentence: {text:?}"
        );
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        assert_eq!(
            sentence.span.start(),
            tokens[sentence.tokens.start].span.start()
        );
        assert_eq!(sentence.span.end(), tokens[next - 1].span.end());
        let paragraph = &document.paragraphs()[sentence.paragraph.index()];
        assert!(paragraph.sentences.contains(&i));
        assert!(paragraph.span.covers(sentence.span));
    }
    assert_eq!(next, tokens.len());
    let mut next = 0;
    for paragraph in document.paragraphs() {
        assert_eq!(
            paragraph.tokens.start, next,
            "a token in no paragraph: {text:?}"
        );
        next = paragraph.tokens.end;
    }
    assert_eq!(next, tokens.len());
}

/// The parts of a text, without their places.
fn parts(text: &str) -> (Vec<String>, Vec<usize>, Vec<usize>) {
    let document = Document::new(text);
    (
        document
            .tokens()
            .iter()
            .map(|t| document.slice(t.span).to_owned())
            .collect(),
        document.sentences().iter().map(|s| s.tokens.end).collect(),
        document.paragraphs().iter().map(|p| p.tokens.end).collect(),
    )
}

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn marks_and_letters(text in "([A-Za-z]{1,3}|[0-9]|[.,'’‘“”\"!?()@#&/:_ \\-–—…$%»«„\n\r]|www\\.|http://|é|\u{301}|\u{ad}|\u{200b}|👍🏽|中文|\u{2028}|Mr\\.|U\\.S\\.){0,60}") {
        check(&text);
        prop_assert_eq!(parts(&text), parts(&text));
    }

    #[test]
    fn line_ends_agree(text in "([A-Za-z]{1,3}[.!?”']?|[ ,“\"]|\n){0,60}") {
        prop_assert_eq!(parts(&text), parts(&text.replace('\n', "\r\n")));
    }
}

/// Quotations are verbatim, in order of their opening marks, nested by depth, and carry on earlier ones.
fn check_quotations(text: &str) {
    let document = Document::new(text);
    let found = quotation::find(&document);
    let mut around: Vec<onrecord::Span> = Vec::new();
    let mut last = 0;
    for (i, quotation) in found.iter().enumerate() {
        let span = quotation.span;
        assert!(!document.slice(span).is_empty());
        assert!(span.start() >= last, "out of order in {text:?}");
        last = span.start();
        while around
            .last()
            .is_some_and(|outer| outer.end() <= span.start())
        {
            around.pop();
        }
        assert!(
            around.last().is_none_or(|outer| outer.covers(span)),
            "overlap in {text:?}"
        );
        assert_eq!(
            usize::from(quotation.depth),
            around.len().min(255),
            "depth in {text:?}"
        );
        around.push(span);
        let inside = |p: &&onrecord::Paragraph| p.span.covers(span);
        assert!(
            document.paragraphs().iter().any(|p| inside(&p)),
            "leaves its paragraph: {text:?}"
        );
        if let Some(before) = quotation.continues {
            assert!((before.0 as usize) < i);
            assert!(!found[before.0 as usize].closed);
        }
    }
    assert_eq!(found, quotation::find(&Document::new(text)));
}

proptest! {
    #[test]
    fn any_marks(text in "([A-Za-z]{1,3}|[0-9'‘’“”\"«»„‹›‚` .,:()—-]|\n|''|``){0,80}") {
        check_quotations(&text);
    }
}

/// Long texts of one kind must take no longer than long texts of another: no test of speed, but one that
/// would not end if the time grew with the square of the length.
#[test]
fn hostile_texts_end() {
    let long = 200_000;
    for unit in [
        "a", "a'", "'", "\"", "“", "”", "‘", "«", "\"'", "“‘", "a.", ".", "a-", "1,", "(\"", "é",
        "中", "👍🏽", "\u{301}", "\u{ad}", "a\n", "\n", "\r", "“a\n", "\"a ", "s' ", "'s ", "A. ",
        "Mr. ", "no. ", "1) ", "a) ", "@", "@a", "a@", "www.", "http://", "a/", "a.b", "- ",
        "“A. ", "’90s ", "x‘ ", "In. ", ":-) ", "[1]", "By A\n", "A/B\n", "\u{2028}",
    ] {
        let text = unit.repeat(long / unit.len());
        let document = Document::new(&text);
        assert!(document.tokens().len() <= text.len());
        assert!(quotation::find(&document).len() <= text.len());
    }
}
