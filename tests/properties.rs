//! What holds for any text whatever.

use onrecord::{Article, Extraction, Extractor, Span};
use proptest::prelude::*;

fn spans(extraction: &Extraction<'_>) -> Vec<Span> {
    let claims = extraction.claims().iter().flat_map(|c| {
        let a = &c.attribution;
        let named = a.source.iter().chain(&a.cue).chain(&a.content).copied();
        let fields = [
            c.addressee,
            c.medium,
            c.reported_by,
            c.when.as_ref().map(|w| w.span),
        ];
        let quantities = c.quantities.iter().map(|q| q.span);
        let verdicts = c.verdicts.iter().map(|v| v.evidence);
        named
            .chain(fields.into_iter().flatten())
            .chain(quantities)
            .chain(verdicts)
    });
    let quotations = extraction.quotations().iter().map(|q| q.span);
    let mentions = extraction.mentions().iter().map(|m| m.span);
    quotations.chain(mentions).chain(claims).collect()
}

/// Everything that must hold for one text.
fn check(extractor: &Extractor, text: &str) {
    let article = Article::new(text).with_date("2026-11-03");
    let extraction = extractor.extract(&article);
    for span in spans(&extraction) {
        assert!(!span.is_empty(), "an empty span in {text:?}");
        assert!(
            text.get(span.start()..span.end()).is_some(),
            "{span:?} cuts {text:?}"
        );
    }
    let starts =
        |spans: Vec<Span>| assert!(spans.is_sorted_by_key(|s| s.start()), "order in {text:?}");
    starts(extraction.quotations().iter().map(|q| q.span).collect());
    starts(extraction.mentions().iter().map(|m| m.span).collect());
    for claim in extraction.claims() {
        let a = &claim.attribution;
        for role in [&a.source, &a.cue, &a.content] {
            assert!(
                role.windows(2).all(|w| w[0].end() <= w[1].start()),
                "order in {text:?}"
            );
        }
        assert!(claim.sentence.index() < extraction.document().sentences().len());
        assert!(claim.paragraph.index() < extraction.document().paragraphs().len());
    }
    assert_eq!(
        extraction.resolved().of_mention.len(),
        extraction.mentions().len()
    );

    // The same again, by the same extractor and by a new one.
    let again = extractor.extract(&article);
    assert_eq!(extraction.to_record(), again.to_record());
    assert_eq!(
        extraction.to_record(),
        Extractor::new().extract(&article).to_record()
    );
}

/// News gone wrong: its marks, names and cues in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "‘",
        "’",
        "'",
        "«",
        "»",
        "„",
        "(",
        ")",
        "—",
        "...",
        ",",
        ".",
        "?",
        ":",
        ";",
        "said",
        "says",
        "told",
        "according to",
        "claimed that",
        "which is false",
        "that",
        "reportedly",
        "Gov. Ann Ortiz",
        "Ortiz",
        "she",
        "he",
        "they",
        "R-Texas",
        "(D-Ohio)",
        "Democrats",
        "Labour",
        "North Carolina",
        "the senator",
        "U.S.",
        "N.C.",
        "FEC",
        "the BBC",
        "’s",
        "s’",
        "not",
        "will",
        "12",
        "9.1 percent",
        "$340 million",
        "Tuesday",
        "in 2014",
        "nearly",
        "6'4\"",
        "taxes",
        "will fall",
        "WASHINGTON (AP) —",
        "Photo: Getty Images",
        "By Dana Whitlock",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "\u{feff}",
        "\u{200d}",
        "e\u{301}",
        "😀",
        "é",
        "ß",
        "İ",
        "\0",
    ]);
    prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..60).prop_map(|pieces| {
        let mut text = String::new();
        for (piece, space) in pieces {
            text.push_str(piece);
            if space {
                text.push(' ');
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn news_gone_wrong_holds(text in pieces()) {
        check(&Extractor::new(), &text);
    }

    #[test]
    fn any_characters_hold(text in "\\PC{0,80}") {
        check(&Extractor::new(), &text);
    }

    #[test]
    fn any_unicode_holds(text in prop::collection::vec(any::<char>(), 0..60)) {
        check(&Extractor::new(), &text.into_iter().collect::<String>());
    }
}

#[test]
fn the_fixture_articles_hold_and_so_does_every_beginning() {
    let extractor = Extractor::new();
    for text in articles() {
        check(&extractor, &text);
        let cuts = text.char_indices().map(|(at, _)| at).step_by(97);
        for at in cuts {
            check(&extractor, &text[..at]);
        }
    }
}

#[test]
fn line_ends_of_both_kinds_agree() {
    let extractor = Extractor::new();
    for text in articles() {
        let crlf = text.replace('\n', "\r\n");
        let words = |text: &str| -> Vec<Vec<String>> {
            let extraction = extractor.extract(&Article::new(text));
            let slice = |span: &Span| text[*span].replace("\r\n", "\n");
            let claims = extraction.claims().iter().map(|c| {
                let a = &c.attribution;
                let roles = a.source.iter().chain(&a.cue).chain(&a.content);
                let name = extraction.speaker(c).map(|e| e.name.to_string());
                roles
                    .map(slice)
                    .chain(name)
                    .chain([c.text.replace("\r\n", "\n")])
                    .collect()
            });
            let mentions = extraction.mentions().iter().map(|m| vec![slice(&m.span)]);
            claims.chain(mentions).collect()
        };
        assert_eq!(words(&text), words(&crlf));
    }
}

/// Twice the text, about twice the time; what is tested is that it is not four times, of the worst kinds
/// of text: a wide margin, because machines are busy.
#[test]
fn time_grows_with_the_text_and_not_faster() {
    let extractor = Extractor::new();
    // The quickest of a few: whatever else the machine does only ever adds.
    let time = |text: &str| {
        let run = || {
            let start = std::time::Instant::now();
            assert!(extractor.extract(&Article::new(text)).claims().len() <= text.len());
            start.elapsed().as_secs_f64()
        };
        (0..3).map(|_| run()).fold(f64::INFINITY, f64::min)
    };
    let mut slow = Vec::new();
    for unit in [
        "“",
        "\" ",
        "' ",
        "(",
        "“a” ",
        "said ",
        "Ortiz said ",
        "a",
        "A. ",
        "Ann Ortiz ",
        "\n",
        "\n\n“",
        "that he said ",
        "“Yes,” Ortiz said. ",
        "she ",
        "Democrats, ",
        "12 percent ",
        "—",
        "é",
        "U.S. ",
        "saying; ",
        "*allegedly ",
        "– Ortiz: “ ",
    ] {
        let size = 8_000 / unit.len();
        let small = time(&unit.repeat(size));
        let large = time(&unit.repeat(8 * size));
        let ratio = large / small.max(0.001);
        if ratio > 24.0 {
            slow.push(format!(
                "8 times as many {unit:?} take {ratio:.0} times as long"
            ));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// A record tells names and clauses again wherever they are meant: neither may be as long as the text.
#[cfg(feature = "json")]
#[test]
fn records_grow_with_the_text_and_not_faster() {
    let extractor = Extractor::new();
    for unit in [
        "Ann Ortiz ",
        "F. ",
        "A. B. Ortiz ",
        "*allegedly ",
        "saying; ",
        "Anna-Maria ",
        "Ann Corp. of the Court of ",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let article = Article::new(&text);
        let record = extractor.extract(&article).to_record().to_json();
        assert!(
            record.len() < 80 * text.len(),
            "{} bytes of {unit:?} make a record of {} bytes",
            text.len(),
            record.len()
        );
    }
}

fn articles() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn a_text_may_open_with_a_title_and_a_name() {
    let extractor = Extractor::new();
    for text in [
        "Mr. Vela said no.",
        "Mrs. Ann Vela",
        "Labour’s Mr. Vela",
        "’s Vela",
    ] {
        check(&extractor, text);
    }
}
