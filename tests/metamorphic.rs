//! What stays the same when a text changes in ways that change nothing it says.

use onrecord::{Article, Document, Extraction, Extractor, Span, quotation};
use proptest::prelude::*;

fn articles() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}

/// Speaker, source, cue and content of every claim, each word as `fold` leaves it.
fn claims(extraction: &Extraction<'_>, fold: &dyn Fn(&str) -> String) -> Vec<[String; 4]> {
    let slice = |spans: &[Span]| -> String {
        let pieces: Vec<&str> = spans
            .iter()
            .map(|&s| extraction.document().slice(s))
            .collect();
        fold(&pieces.join(" … "))
    };
    extraction
        .claims()
        .iter()
        .map(|claim| {
            let name = extraction
                .speaker(claim)
                .map_or("", |speaker| speaker.name.as_ref());
            let a = &claim.attribution;
            [
                fold(name),
                slice(&a.source),
                slice(&a.cue),
                slice(&a.content),
            ]
        })
        .collect()
}

fn straight(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// Claims of both texts, of which the second says the same in other characters.
fn same(name: &str, text: &str, other: &str, fold: &dyn Fn(&str) -> String) -> Result<(), String> {
    let extractor = Extractor::new();
    let [one, two] =
        [text, other].map(|text| claims(&extractor.extract(&Article::new(text)), fold));
    let lost: Vec<_> = one.iter().filter(|claim| !two.contains(claim)).collect();
    let new: Vec<_> = two.iter().filter(|claim| !one.contains(claim)).collect();
    if lost.is_empty() && new.is_empty() {
        Ok(())
    } else {
        Err(format!("{name}\n  lost {lost:#?}\n  new {new:#?}"))
    }
}

fn differing(change: impl Fn(&str) -> String, fold: &dyn Fn(&str) -> String) -> Vec<String> {
    articles()
        .iter()
        .filter_map(|(name, text)| same(name, text, &change(text), fold).err())
        .collect()
}

fn all_same(change: impl Fn(&str) -> String, fold: &dyn Fn(&str) -> String) {
    let wrong = differing(change, fold);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is learned hears a mark's form a little: where a claim stands on the edge, it may fall either way.
#[test]
fn straight_marks_say_what_curly_ones_say() {
    let wrong = differing(straight, &straight);
    assert!(wrong.len() <= 2, "{}", wrong.join("\n"));
}

#[test]
fn spaces_that_do_not_break_are_spaces() {
    all_same(|text| text.replace(' ', "\u{a0}"), &|text| {
        text.replace('\u{a0}', " ")
    });
}

#[test]
fn line_ends_of_old_are_line_ends() {
    all_same(|text| text.replace('\n', "\r\n"), &|text| {
        text.replace("\r\n", "\n")
    });
}

#[test]
fn a_mark_of_byte_order_says_nothing() {
    all_same(|text| format!("\u{feff}{text}"), &|text| {
        text.replace('\u{feff}', "")
    });
}

#[test]
fn space_at_the_end_says_nothing() {
    all_same(|text| format!("{text}\n\n \u{a0}\n"), &str::to_owned);
}

/// Nobody of these families is in a table.
const UNKNOWN: &[&str] = &[
    "Kestrowicz",
    "Brandelhoff",
    "Vasquilan",
    "Thornibex",
    "Ostermoor",
    "Quillabar",
];

/// Somebody whom no table knows, under another family name, says the same.
#[test]
fn an_unknown_name_is_only_a_name() {
    let text = "The ferry will sail again in May, Mayor Ann NAME said on Monday.\n\n\
        “We have waited for two winters,” NAME told reporters at the quay. “That is enough.”\n\n\
        Joe Moss, who runs the mill, said NAME’s plan was “a gift to the owners.” She denied it.\n\n\
        “Nobody paid us,” said NAME, who came to office in 2019. According to NAME, the owners lost money.";
    let extractor = Extractor::new();
    let read = |name: &str| {
        let text = text.replace("NAME", name);
        claims(&extractor.extract(&Article::new(&text)), &|words| {
            words.replace(name, "NAME")
        })
    };
    let first = read(UNKNOWN[0]);
    assert!(first.len() >= 5, "{first:#?}");
    assert!(
        first.iter().filter(|claim| claim[0] == "Ann NAME").count() >= 4,
        "{first:#?}"
    );
    for name in &UNKNOWN[1..] {
        assert_eq!(read(name), first, "{name}");
    }
}

/// A paragraph with its own marks keeps its quotations wherever it stands.
#[test]
fn a_paragraph_that_moves_keeps_its_quotations() {
    let read = |text: &str, within: Span| -> Vec<(Span, String, u8)> {
        let document = Document::new(text);
        quotation::find(&document)
            .iter()
            .filter(|q| within.covers(q.span))
            .map(|q| {
                let start = q.span.start() - within.start();
                (
                    Span::new(start, start + q.span.len()),
                    q.class.as_str().to_owned(),
                    q.depth,
                )
            })
            .collect()
    };
    let articles = articles();
    let paragraphs: Vec<&str> = articles
        .iter()
        .flat_map(|(_, text)| text.split("\n\n"))
        .map(str::trim)
        .filter(|p| p.contains('“') && p.matches('“').count() == p.matches('”').count())
        .collect();
    assert!(paragraphs.len() > 40);
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let alone = read(paragraph, Span::new(0, paragraph.len()));
        let (_, host) = &articles[(7 * i + 3) % articles.len()];
        // Between two paragraphs that leave nothing open.
        let Some(at) = host
            .find("\n\n")
            .filter(|&at| !host[..at].contains(['“', '"', '‘']))
        else {
            continue;
        };
        let moved = format!("{}\n\n{paragraph}{}", &host[..at], &host[at..]);
        let within = Span::new(at + 2, at + 2 + paragraph.len());
        assert_eq!(read(&moved, within), alone, "{paragraph}");
    }
}

/// Characters that are not seen, or hardly: wherever they stand, nothing breaks and nothing is out of place.
fn invisible() -> impl Strategy<Value = char> {
    prop::sample::select(vec![
        '\0',
        '\u{a0}',
        '\u{ad}',
        '\u{200b}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{301}',
        '\u{20dd}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{1f3fd}',
        '😀',
        'ا',
        'ה',
        '\u{2028}',
        '\u{85}',
        '\u{b}',
        '\u{fffd}',
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn odd_characters_break_nothing(
        which in 0_usize..100,
        odd in prop::collection::vec((0.0_f64..1.0, invisible()), 1..12),
    ) {
        let articles = articles();
        let (_, text) = &articles[which % articles.len()];
        let mut text = text.clone();
        for (place, c) in odd {
            let mut at = (place * text.len() as f64) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert(at, c);
        }
        let extractor = Extractor::new();
        let extraction = extractor.extract(&Article::new(&text));
        for claim in extraction.claims() {
            let a = &claim.attribution;
            for span in a.source.iter().chain(&a.cue).chain(&a.content) {
                prop_assert!(text.get(span.start()..span.end()).is_some_and(|t| !t.is_empty()));
            }
        }
        for mention in extraction.mentions() {
            prop_assert!(text.get(mention.span.start()..mention.span.end()).is_some());
        }
    }
}

/// The records of an article do not depend on what was read before it, or comes after.
#[cfg(feature = "json")]
#[test]
fn an_article_is_read_alone() {
    use onrecord::corpus::{Corpus, Input, InputFormat, Settings};

    let lines: Vec<String> = articles()
        .iter()
        .map(|(id, text)| serde_json::json!({"id": id, "text": text}).to_string())
        .collect();
    let extractor = Extractor::new();
    let read = |lines: &[String]| -> Vec<String> {
        let stream = Box::new(std::io::Cursor::new(lines.join("\n").into_bytes()));
        let settings = Settings {
            format: InputFormat::Jsonl,
            ..Settings::default()
        };
        Corpus::new([Input::Stream(stream, "memory".to_owned())], settings)
            .map(|item| {
                let article = item.unwrap().parse().unwrap();
                extractor.extract(&article.borrow()).to_record().to_json()
            })
            .collect()
    };
    let all = read(&lines);
    for (n, whole) in all.iter().enumerate() {
        assert_eq!(&read(&lines[n..=n])[0], whole);
    }
}

/// Articles that are read stage by stage say what each says alone.
#[cfg(feature = "json")]
#[test]
fn articles_read_together_are_read_alone() {
    let texts = articles();
    let all: Vec<Article<'_>> = texts.iter().map(|(_, text)| Article::new(text)).collect();
    let extractor = Extractor::new();
    let alone: Vec<String> = all
        .iter()
        .map(|article| extractor.extract(article).to_record().to_json())
        .collect();
    for together in [1, 3, all.len()] {
        let groups = all
            .chunks(together)
            .flat_map(|few| extractor.extract_all(few));
        let read: Vec<String> = groups.map(|e| e.to_record().to_json()).collect();
        assert_eq!(read, alone, "{together} at a time");
    }
    assert!(extractor.extract_all(&[]).is_empty());
}

/// Whatever the size of a group and the number of workers, every item comes back once, with its tag, in order, and a bad
/// one with its error; no group is larger than asked, and long articles make small groups.
#[cfg(feature = "parallel")]
#[test]
fn groups_keep_the_order() {
    use std::num::NonZeroUsize;
    use std::ops::ControlFlow;
    use std::sync::Mutex;

    use onrecord::corpus::{Fields, Item, Workers, run_groups};

    let fields = std::sync::Arc::new(Fields::default());
    let item = |n: usize| {
        let line = match n % 7 {
            3 => "{}".to_owned(),
            5 => serde_json::json!({"text": "long ".repeat(120_000), "id": n.to_string()})
                .to_string(),
            _ => serde_json::json!({"text": "short", "id": n.to_string()}).to_string(),
        };
        (n, Ok(Item::json("memory", n + 1, line, &fields)))
    };
    for (threads, most) in [(1, 0), (1, 1), (1, 4), (2, 0), (2, 1), (3, 4), (2, 100)] {
        let workers = Workers::new(NonZeroUsize::new(threads).unwrap()).unwrap();
        let (sizes, mut seen) = (Mutex::new(Vec::new()), Vec::new());
        let work = |articles: &[Article<'_>]| -> Vec<String> {
            let long = articles.iter().filter(|a| a.text.len() > 1000).count();
            sizes.lock().unwrap().push((articles.len(), long));
            articles.iter().map(|a| a.id.unwrap().to_owned()).collect()
        };
        run_groups((0..500).map(item), &workers, most, work, |n, result| {
            seen.push((n, result.ok()));
            match n {
                450 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        let expected = (0..=450).map(|n| (n, (n % 7 != 3).then(|| n.to_string())));
        assert_eq!(
            seen,
            expected.collect::<Vec<_>>(),
            "{threads} threads, {most} at a time"
        );
        let sizes = sizes.into_inner().unwrap();
        let largest = sizes.iter().map(|(all, _)| *all).max().unwrap();
        assert!(
            if most == 100 {
                largest < 20
            } else {
                largest == most.max(1)
            },
            "{largest} of {most}"
        );
        assert!(
            sizes.iter().all(|(_, long)| *long <= 1),
            "long articles side by side"
        );
    }
}

/// Half of a surrogate pair is no character: the line is told, and the next one is read.
#[cfg(feature = "json")]
#[test]
fn half_a_surrogate_pair_is_an_error_of_its_line() {
    use onrecord::corpus::{Corpus, Input, InputFormat, Item, Settings};

    let lines = concat!(
        r#"{"id": "a", "text": "“No \ud800,” Ann Ortiz said."}"#,
        "\n",
        r#"{"id": "b", "text": "“No \udc00\ud800,” Ann Ortiz said."}"#,
        "\n",
        r#"{"id": "c", "text": "“No \ud83d\ude00,” Ann Ortiz said."}"#,
        "\n",
        r#"{"id": "d", "text": "“No \u0000,” Ann Ortiz said."}"#,
        "\n"
    );
    let settings = Settings {
        format: InputFormat::Jsonl,
        ..Settings::default()
    };
    let stream = Input::Stream(Box::new(lines.as_bytes()), "lines.jsonl".to_owned());
    let read: Vec<_> = Corpus::new([stream], settings)
        .map(|item| item.and_then(Item::parse))
        .collect();
    assert_eq!(
        read.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [false, false, true, true]
    );
    let errors: Vec<String> = read
        .iter()
        .filter_map(|r| r.as_ref().err())
        .map(ToString::to_string)
        .collect();
    assert!(errors[0].starts_with("lines.jsonl:1: "), "{errors:?}");
    assert!(errors[1].starts_with("lines.jsonl:2: "), "{errors:?}");
    assert!(read[2].as_ref().unwrap().text.contains('😀'));
    assert!(read[3].as_ref().unwrap().text.contains('\0'));
}

/// How two readings of one article differ.
#[cfg(feature = "json")]
#[derive(Debug, Default)]
struct Difference {
    claims: usize,
    lost: usize,
    found: usize,
    bounds: usize,
    speaker: usize,
    examples: Vec<String>,
}

#[cfg(feature = "json")]
impl Difference {
    fn add(&mut self, id: &str, one: &[[String; 4]], two: &[[String; 4]]) {
        self.claims += one.len();
        let gone: Vec<_> = one.iter().filter(|claim| !two.contains(claim)).collect();
        let mut new: Vec<_> = two.iter().filter(|claim| !one.contains(claim)).collect();
        for claim in gone {
            let words =
                |s: &str| -> Vec<String> { s.split_whitespace().map(str::to_owned).collect() };
            let shared = |other: &[String; 4]| {
                let (a, b) = (words(&claim[3]), words(&other[3]));
                2 * a.iter().filter(|word| b.contains(word)).count() > a.len().min(b.len())
            };
            let kind = match new.iter().position(|other| shared(other)) {
                None => {
                    self.lost += 1;
                    "lost".to_owned()
                }
                Some(at) => {
                    let other = new.remove(at);
                    if other[1..] == claim[1..] {
                        self.speaker += 1;
                        format!("speaker {:?}", other[0])
                    } else {
                        self.bounds += 1;
                        format!("bounds {:?}", &other[1..])
                    }
                }
            };
            self.examples.push(format!("{id}: {claim:?} {kind}"));
        }
        self.found += new.len();
        self.examples
            .extend(new.iter().map(|claim| format!("{id}: {claim:?} new")));
    }

    fn share(&self) -> f64 {
        let differ = self.lost + self.found + self.bounds + self.speaker;
        100.0 * differ as f64 / self.claims.max(1) as f64
    }
}

/// Articles of others, where they lie beside the repository: `METAMORPHIC=1` prints every difference.
#[cfg(feature = "json")]
#[test]
fn real_articles_change_little() {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/polnear/dev.jsonl");
    let Ok(lines) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED: no articles at ../shared/data/polnear/dev.jsonl");
        return;
    };
    let extractor = Extractor::new();
    let lower = |text: &str| text.to_lowercase();
    let read = |text: &str, fold: &dyn Fn(&str) -> String| {
        claims(&extractor.extract(&Article::new(text)), &|words| {
            fold(words).split_whitespace().collect::<Vec<_>>().join(" ")
        })
    };
    /// The headline, every word with a capital.
    fn capitals(text: &str) -> String {
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        let word = |word: &str| {
            let mut chars = word.chars();
            chars
                .next()
                .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
        };
        let head: Vec<String> = head.split(' ').map(word).collect();
        format!("{}\n{rest}", head.join(" "))
    }
    type Change = (&'static str, fn(&str) -> String, bool);
    let changes: [Change; 4] = [
        ("straight marks", straight, false),
        ("headline with capitals", capitals, true),
        ("single line ends", |text| text.replace("\n\n", "\n"), false),
        (
            "space that does not break",
            |text| text.replace(' ', "\u{a0}"),
            false,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, change, fold_case) in changes {
        let fold = |words: &str| -> String {
            let words = straight(&words.replace('\u{a0}', " "));
            if fold_case { lower(&words) } else { words }
        };
        let mut all = Difference::default();
        for line in lines.lines() {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = article["text"].as_str().unwrap();
            let (one, two) = (read(text, &fold), read(&change(text), &fold));
            all.add(article["id"].as_str().unwrap_or_default(), &one, &two);
        }
        eprintln!(
            "{name}: {:.2} % of {} claims differ: {} lost, {} new, {} with other bounds, {} with another speaker",
            all.share(),
            all.claims,
            all.lost,
            all.found,
            all.bounds,
            all.speaker
        );
        if std::env::var_os("METAMORPHIC").is_some() {
            eprintln!("{}", all.examples.join("\n"));
        }
        if all.share() >= 2.0 {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "2 % and more differ: {wrong:?}");
}
