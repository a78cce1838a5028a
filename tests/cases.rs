//! What users of other tools report, as cases under `fixtures/cases/`: an article, then what is read in it.
//!
//! - `claims`: every claim and no other, a line each, `speaker | cue | content`;
//! - `includes`: claims that are found, among others perhaps; `excludes`: claims that are not;
//! - `quotations`: every quotation, `class depth text`, `open` where it has no end, `← n` where it goes on with
//!   the nth (from 0).
//!
//! Words are compared; marks and other punctuation only in `quotations`. `*` stands for any words, or for none.
//! A speaker who is not resolved has a `?` before the words that name him.

mod spec;

use std::collections::BTreeSet;

use onrecord::speaker::Status;
use onrecord::{Article, Claim, Extraction, Extractor, Span};

/// As many cases as there are at least.
const CASES: usize = 170;

/// The words of a text, without what stands around them.
fn words(text: &str) -> Vec<&str> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '*' | '?' | '\u{ad}' | '\u{301}');
    let words = text.split(|c: char| !inside(c));
    words
        .filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == '*') || *word == "?")
        .map(|word| {
            if word.contains(char::is_alphanumeric) {
                word.trim_matches('?')
            } else {
                word
            }
        })
        .collect()
}

/// Returns true when the words are those of the pattern, `*` standing for any.
fn fits(pattern: &[&str], found: &[&str]) -> bool {
    match pattern {
        [] => found.is_empty(),
        ["*", rest @ ..] => (0..=found.len()).any(|skip| fits(rest, &found[skip..])),
        [word, rest @ ..] => found.first() == Some(word) && fits(rest, &found[1..]),
    }
}

/// Speaker, cue and content of a claim.
fn cells(extraction: &Extraction<'_>, claim: &Claim) -> [String; 3] {
    let document = extraction.document();
    let join = |spans: &[Span]| -> String {
        let pieces: Vec<&str> = spans.iter().map(|&span| document.slice(span)).collect();
        pieces.join(" ")
    };
    let speaker = &claim.speaker;
    let name = speaker.name.clone();
    let name = name.or_else(|| extraction.speaker(claim).map(|e| e.name.to_string()));
    let speaker = match speaker.status {
        Status::Resolved => name.unwrap_or_default(),
        _ => format!("? {}", join(&claim.attribution.source)),
    };
    [
        speaker,
        join(&claim.attribution.cue),
        join(&claim.attribution.content),
    ]
}

fn is(line: &str, cells: &[String; 3]) -> bool {
    let expected: Vec<&str> = line.split('|').collect();
    assert_eq!(
        expected.len(),
        3,
        "expected speaker | cue | content: {line:?}"
    );
    expected
        .iter()
        .zip(cells)
        .all(|(expected, cell)| fits(&words(expected), &words(cell)))
}

fn quotations(extraction: &Extraction<'_>) -> String {
    let lines = extraction.quotations().iter().map(|quotation| {
        let open = if quotation.closed { "" } else { " open" };
        let text = extraction.document().slice(quotation.span);
        let before = quotation.continues.map(|before| format!(" ← {}", before.0));
        let before = before.unwrap_or_default();
        let (class, depth) = (quotation.class.as_str(), quotation.depth);
        format!("{class} {depth}{open} {text}{before}\n")
    });
    lines.collect()
}

/// Why a block fails.
fn failure(extractor: &Extractor, block: &spec::Block<'_>) -> Option<String> {
    let extraction = extractor.extract(&Article::new(block.article));
    let found: Vec<[String; 3]> = extraction
        .claims()
        .iter()
        .map(|claim| cells(&extraction, claim))
        .collect();
    let expected: Vec<&str> = block.body.lines().collect();
    let has = |line: &&str| found.iter().any(|cells| is(line, cells));
    let holds = match block.kind {
        "claims" => {
            expected.len() == found.len()
                && expected
                    .iter()
                    .zip(&found)
                    .all(|(line, cells)| is(line, cells))
        }
        "includes" => expected.iter().all(has),
        "excludes" => !expected.iter().any(has),
        "quotations" => block.body == quotations(&extraction),
        other => panic!("“{}”: no block is called {other}", block.heading),
    };
    (!holds).then(|| {
        let found = match block.kind {
            "quotations" => quotations(&extraction),
            _ => found.iter().map(|cells| cells.join(" | ") + "\n").collect(),
        };
        format!(
            "# {}\nexpected {}\n{}found\n{found}",
            block.heading, block.kind, block.body
        )
    })
}

#[test]
fn cases_hold() {
    let extractor = Extractor::new();
    let (mut cases, mut wrong) = (BTreeSet::new(), Vec::new());
    for path in spec::files("cases", &[""]) {
        let spec = std::fs::read_to_string(&path).expect("a spec is UTF-8");
        for block in spec::blocks(&spec) {
            cases.insert(block.heading.to_owned());
            wrong.extend(
                failure(&extractor, &block).map(|why| format!("{}: {why}", path.display())),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} fail\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= CASES, "{} cases", cases.len());
}

#[test]
fn a_pattern_is_words_and_gaps() {
    let fits = |pattern: &str, text: &str| crate::fits(&words(pattern), &words(text));
    assert!(fits("said *", "said, in May"));
    assert!(fits("*", ""));
    assert!(fits("No", "“No,”"));
    assert!(!fits("said", "said in May"));
    assert!(!fits("", "said"));
}
