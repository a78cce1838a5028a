//! Tells running text from what stands around it on the page.
//!
//! Each paragraph is judged by its own words; a caption also by the credit that follows it.

use super::{Paragraph, Region, Sentence, Shape, Token, TokenKind};
use crate::hash::{Words, of_str};

/// Sources of photographs, as a credit names them.
const AGENCIES: Words<36> = Words::new([
    "afp",
    "alamy",
    "anadolu",
    "ap",
    "bloomberg",
    "corbis",
    "dpa",
    "epa",
    "epa-efe",
    "flickr",
    "getty",
    "imago",
    "instagram",
    "istock",
    "istockphoto",
    "mediapunch",
    "newscom",
    "nurphoto",
    "pa",
    "polaris",
    "pool",
    "press",
    "redux",
    "reuters",
    "rex",
    "shutterstock",
    "sipa",
    "sopa",
    "splash",
    "tass",
    "tns",
    "twitter",
    "unsplash",
    "upi",
    "wireimage",
    "zuma",
]);
/// Words that open a credit: “Photo: Ann Ortiz”.
const CREDIT_LABELS: Words<10> = Words::new([
    "credit",
    "image",
    "images",
    "photo",
    "photograph",
    "photographer",
    "photography",
    "photos",
    "picture",
    "pictures",
]);
/// Small words a credit may hold.
const CREDIT_GLUE: Words<11> = Words::new([
    "and", "by", "courtesy", "file", "for", "from", "handout", "of", "photo", "the", "via",
]);
/// What people do in captions, in the present tense.
const DEPICTING: Words<62> = Words::new([
    "accepts",
    "acknowledges",
    "addresses",
    "announces",
    "answers",
    "appears",
    "applaud",
    "applauds",
    "arrive",
    "arrives",
    "attend",
    "attends",
    "boards",
    "campaigns",
    "celebrate",
    "celebrates",
    "cheer",
    "cheers",
    "debates",
    "delivers",
    "departs",
    "embraces",
    "enters",
    "exits",
    "gather",
    "gestures",
    "greets",
    "hold",
    "holds",
    "hugs",
    "introduces",
    "laughs",
    "leaves",
    "line",
    "listen",
    "listens",
    "look",
    "looks",
    "march",
    "meets",
    "poses",
    "protest",
    "reacts",
    "shakes",
    "signs",
    "sit",
    "sits",
    "smiles",
    "speak",
    "speaks",
    "stand",
    "stands",
    "take",
    "takes",
    "talk",
    "talks",
    "testifies",
    "visits",
    "walk",
    "walks",
    "watch",
    "waves",
]);
const SETTING: Words<8> = Words::new([
    "after", "as", "at", "before", "during", "in", "on", "outside",
]);
const MONTHS: Words<19> = Words::new([
    "april",
    "aug.",
    "august",
    "dec.",
    "december",
    "feb.",
    "february",
    "jan.",
    "january",
    "july",
    "june",
    "march",
    "may",
    "nov.",
    "november",
    "oct.",
    "october",
    "sept.",
    "september",
]);

/// How a boilerplate line opens, in lower case; a line that goes on for more than [`LINE`] tokens is text.
const OPENINGS: &[&str] = &[
    "additional reporting by",
    "advertisement",
    "all rights reserved",
    "associated press writer",
    "associated press writers",
    "click here",
    "copyright",
    "do you have a tip",
    "do you support",
    "download our app",
    "editing by",
    "follow us",
    "for more information",
    "for more on this",
    "get our newsletter",
    "get the latest",
    "have a tip",
    "join the conversation",
    "listen to the podcast",
    "more from",
    "more on this",
    "more:",
    "newsletter:",
    "our standards:",
    "read also",
    "read more",
    "read next",
    "read the full",
    "recommended:",
    "related:",
    "related articles",
    "related stories",
    "reporting by",
    "(reporting by",
    "see also",
    "send us a tip",
    "share this",
    "sign up",
    "skip to",
    "story continues below",
    "subscribe",
    "support our journalism",
    "this article first appeared",
    "this article originally",
    "this article was originally",
    "this story first appeared",
    "this story originally",
    "this story was first",
    "this story was originally",
    "want to receive",
    "want more",
    "watch live",
    "watch:",
    "you may also like",
    "© ",
];
/// What a short boilerplate line holds somewhere, in lower case.
const INSIDE: &[&str] = &[
    "all rights reserved",
    "contributed reporting",
    "contributed to this",
    "contributed from",
    "editing by",
    "material may not be published",
    "in your inbox",
];
/// A word of each of [`INSIDE`], so that other lines are not searched.
const INSIDE_WORDS: Words<5> =
    Words::new(["contributed", "editing", "inbox", "published", "rights"]);
/// The first word or mark of each of [`OPENINGS`].
const FIRST_WORDS: Words<36> = Words::new([
    "(",
    "additional",
    "advertisement",
    "all",
    "associated",
    "click",
    "copyright",
    "do",
    "download",
    "editing",
    "for",
    "follow",
    "get",
    "have",
    "join",
    "listen",
    "more",
    "newsletter",
    "our",
    "read",
    "recommended",
    "related",
    "reporting",
    "see",
    "send",
    "share",
    "sign",
    "skip",
    "story",
    "subscribe",
    "support",
    "this",
    "want",
    "watch",
    "you",
    "©",
]);
const LINE: usize = 45;

/// Judges every paragraph of a document.
pub(super) fn assign(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    paragraphs: &mut [Paragraph],
) {
    for paragraph in paragraphs.iter_mut() {
        let words = &tokens[paragraph.tokens.clone()];
        let first = &sentences[paragraph.sentences.start];
        paragraph.region = if is_credit(text, words) {
            Region::Credit
        } else if is_byline(text, words) || is_boilerplate(text, words) {
            Region::Boilerplate
        } else if is_caption(text, words, &tokens[first.tokens.clone()]) {
            Region::Caption
        } else {
            Region::Body
        };
    }
    for i in 1..paragraphs.len() {
        let (before, here) = (&paragraphs[i - 1], &paragraphs[i]);
        if here.region == Region::Credit && before.region == Region::Body && i > 1 {
            let words = &tokens[before.tokens.clone()];
            let first = &sentences[before.sentences.start];
            let head = &tokens[first.tokens.clone()];
            if depicts(head) || !ends_sentence(text, words) && (6..=30).contains(&words.len()) {
                paragraphs[i - 1].region = Region::Caption;
            }
        }
    }
    if let [first, next, ..] = paragraphs
        && first.region == Region::Body
        && is_headline(text, &tokens[first.tokens.clone()])
        && (next.region != Region::Body || next.span.len() * 2 > first.span.len())
    {
        first.region = Region::Headline;
    }
}

fn ends_sentence(text: &str, words: &[Token]) -> bool {
    words.last().is_some_and(|t| {
        matches!(
            &text[t.span],
            "." | "!" | "?" | ":" | "..." | "…" | "\"" | "”" | "’" | "'" | ")"
        )
    })
}

/// A short first line without a period, or with its words in capitals as titles are set.
fn is_headline(text: &str, words: &[Token]) -> bool {
    if words.len() > 28
        || words
            .last()
            .is_some_and(|t| matches!(&text[t.span], ":" | ","))
    {
        return false;
    }
    let long = words
        .iter()
        .skip(1)
        .filter(|t| t.kind == TokenKind::Word && t.span.len() >= 4);
    let (mut capitals, mut all) = (0, 0);
    for token in long {
        all += 1;
        capitals += usize::from(token.shape != Shape::Lower);
    }
    let titled = all >= 2 && capitals * 10 >= all * 7;
    titled || !ends_sentence(text, words)
}

/// “By Ann Ortiz and Bob Hall, Daily Record”
fn is_byline(text: &str, words: &[Token]) -> bool {
    const GLUE: Words<7> = Words::new(["and", "of", "the", "for", "in", "at", "with"]);
    words.len() >= 2
        && words.len() <= 24
        && matches!(&text[words[0].span], "By" | "BY")
        && matches!(
            words[1].shape,
            Shape::Capitalised | Shape::Upper | Shape::Mixed
        )
        && !ends_sentence(text, words)
        && words[1..].iter().all(|t| {
            t.shape != Shape::Lower || GLUE.contains(t.folded) || t.kind == TokenKind::Link
        })
        && words[1..].iter().filter(|t| t.shape != Shape::None).count() >= 2
}

/// Bytes of a paragraph read for the openings.
const HEAD: usize = 400;

fn is_boilerplate(text: &str, words: &[Token]) -> bool {
    if words.len() > LINE {
        return false;
    }
    // “Follow Ann Ortiz on Twitter”
    if words[0].is("follow")
        && words.iter().any(|t| {
            matches!(
                &text[t.span],
                "Twitter" | "Facebook" | "Instagram" | "X" | "Threads" | "Bluesky"
            ) || text.as_bytes()[t.span.start()] == b'@'
        })
    {
        return true;
    }
    let inside = words.iter().any(|t| INSIDE_WORDS.contains(t.folded));
    if !inside && !FIRST_WORDS.contains(words[0].folded) {
        return false;
    }
    let span = words[0].span.join(words[words.len() - 1].span);
    let mut end = span.end().min(span.start() + HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let line = &text.as_bytes()[span.start()..end];
    let opens = |phrase: &&str| {
        line.get(..phrase.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(phrase.as_bytes()))
            && line
                .get(phrase.len())
                .is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    let holds = |phrase: &&str| {
        line.windows(phrase.len())
            .any(|part| part.eq_ignore_ascii_case(phrase.as_bytes()))
    };
    // A quotation mark tells speech: “Sign up now,” the post said.
    words[0].kind != TokenKind::Quote
        && (OPENINGS.iter().any(opens)
            || (!words.iter().any(|t| t.kind == TokenKind::Quote) && INSIDE.iter().any(holds)))
}

/// “Alex Wong/Getty Images”, “(AP Photo/Ann Ortiz)”, “Photo: Ann Ortiz”
fn is_credit(text: &str, words: &[Token]) -> bool {
    if words.len() > 24 {
        return false;
    }
    let word = |t: &Token| t.kind == TokenKind::Word;
    if !words.iter().all(|t| {
        t.shape != Shape::Lower || CREDIT_GLUE.contains(t.folded) || t.kind != TokenKind::Word
    }) || words.iter().any(|t| t.kind == TokenKind::Quote)
    {
        return false;
    }
    let agency = words.iter().any(|t| word(t) && AGENCIES.contains(t.folded));
    let label = words
        .iter()
        .filter(|t| word(t))
        .take(2)
        .any(|t| CREDIT_LABELS.contains(t.folded));
    let slash = words.iter().any(|t| matches!(&text[t.span], "/" | "|"));
    let via = words
        .iter()
        .any(|t| t.folded == const { of_str("via") } || t.folded == const { of_str("by") });
    let colon = words.iter().take(2).any(|t| &text[t.span] == ":");
    let names = words.iter().filter(|t| word(t)).count();
    let images = words.iter().any(|t| CREDIT_LABELS.contains(t.folded));
    (agency && (slash || via || images || names == 1 && words.len() <= 2))
        || (label && (colon || via) && names >= 2)
        // “Ann Ortiz/The Daily Record”
        || (slash && names >= 4 && words.len() <= 10 && !ends_sentence(text, words)
            && words.iter().all(|t| t.kind != TokenKind::Number))
}

/// Whether a sentence shows somebody in the act.
fn depicts(sentence: &[Token]) -> bool {
    const SHOWN: Words<2> = Words::new(["pictured", "seen"]);
    let head = &sentence[..sentence.len().min(24)];
    let act = head
        .iter()
        .skip(1)
        .position(|t| DEPICTING.contains(t.folded));
    act.is_some_and(|at| {
        let before = &head[..=at];
        // “Obama takes” but not “to take”, “who takes”
        before
            .last()
            .is_some_and(|t| t.shape != Shape::Lower || t.kind != TokenKind::Word || at > 0)
            && before.iter().any(|t| t.shape == Shape::Capitalised)
    }) || head.iter().any(|t| SHOWN.contains(t.folded))
}

fn is_caption(text: &str, words: &[Token], first: &[Token]) -> bool {
    if words.len() > 120 || words[0].kind == TokenKind::Quote {
        return false;
    }
    const AP: u64 = of_str("AP");
    const GETTY: u64 = of_str("Getty");
    const PHOTO: u64 = of_str("photo");
    // “(AP Photo/Ann Ortiz)”, “Ann Ortiz/Getty Images”
    let marked = words.windows(3).any(|w| {
        (w[1].exact == AP && w[2].folded == PHOTO || w[1].exact == GETTY)
            && matches!(&text[w[0].span], "(" | "/")
    });
    let photo_at = words.iter().take(12).position(|t| t.folded == PHOTO);
    // “FILE PHOTO:”, “In this Tuesday, May 5, 2026, photo”
    let file = photo_at.is_some_and(|at| {
        (at > 0 && at < 4 && words[at - 1].is("file"))
            || (at > 1 && words[0].is("in") && words[1].is("this"))
    });
    // “Ann Ortiz speaks at a rally on October 13, 2024, in Salem, Ore.”
    let dated = {
        let act = first
            .iter()
            .take(16)
            .position(|t| DEPICTING.contains(t.folded));
        act.is_some_and(|at| {
            at > 0
                && matches!(
                    first[at - 1].shape,
                    Shape::Capitalised | Shape::Upper | Shape::Mixed
                )
                && first.get(at + 1..).is_some_and(|rest| {
                    rest.iter().take(8).any(|t| SETTING.contains(t.folded))
                        && rest
                            .windows(2)
                            .any(|w| MONTHS.contains(w[0].folded) && w[1].kind == TokenKind::Number)
                })
        })
    };
    marked || file || dated
}

#[cfg(test)]
mod tests {
    use super::{FIRST_WORDS, INSIDE, INSIDE_WORDS, OPENINGS};
    use crate::Document;

    #[test]
    fn every_line_is_reached_by_its_word() {
        for line in OPENINGS {
            let document = Document::new(line);
            assert!(FIRST_WORDS.contains(document.tokens()[0].folded), "{line}");
        }
        for line in INSIDE {
            let document = Document::new(line);
            let mut tokens = document.tokens().iter();
            assert!(tokens.any(|t| INSIDE_WORDS.contains(t.folded)), "{line}");
        }
    }
}
