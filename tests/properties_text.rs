//! What holds for tokens, sentences and paragraphs of any text.

use onrecord::Document;
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
