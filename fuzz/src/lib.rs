//! The bodies of the fuzz targets: whatever the bytes, no panic, and what always holds does.
//!
//! `tests/fuzz_smoke.rs` of the crate runs the same bodies on seeds and on what a generator makes of them.

use std::io::Cursor;

use onrecord::corpus::{
    Checkpoint, Corpus, Fields, Input, InputFormat, OutputFormat, Place, Sample, Settings,
};
use onrecord::record::{Layout, Offsets, TextField};
use onrecord::report::{Report, Section};
use onrecord::untrusted::File;
use onrecord::{Article, Document, Extractor, Gazetteer, Span, quotation};

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("text", text),
    ("quotations", quotations),
    ("tsv", tsv),
    ("jsonl", jsonl),
    ("csv", csv),
    ("warc", warc),
    ("html", html),
    ("parquet", parquet),
    ("files", files),
    ("settings", settings),
    ("resume", resume),
    ("output", output),
];

fn extractor() -> &'static Extractor {
    static EXTRACTOR: std::sync::LazyLock<Extractor> = std::sync::LazyLock::new(Extractor::new);
    &EXTRACTOR
}

/// Any text as an article: spans are verbatim and in order, records say the same twice.
pub fn text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let article = Article::new(&text).with_date("2026-11-03");
    let extraction = extractor().extract(&article);
    let verbatim =
        |span: &Span| assert!(!span.is_empty() && text.get(span.start()..span.end()).is_some());
    let mentions = extraction.mentions().iter().map(|m| m.span);
    let quotations = extraction.quotations().iter().map(|q| q.span);
    let claims = extraction.claims().iter().flat_map(|claim| {
        let a = &claim.attribution;
        a.source.iter().chain(&a.cue).chain(&a.content).copied()
    });
    mentions
        .chain(quotations)
        .chain(claims)
        .for_each(|span| verbatim(&span));
    for claim in extraction.claims() {
        let a = &claim.attribution;
        for spans in [&a.source, &a.cue, &a.content] {
            assert!(
                spans
                    .windows(2)
                    .all(|pair| pair[0].end() <= pair[1].start())
            );
        }
        assert!((0.0..=1.0).contains(&a.confidence));
    }
    for offsets in [Offsets::Byte, Offsets::Char, Offsets::Utf16] {
        let layout = Layout {
            offsets,
            text: TextField::Included,
        };
        let json = extraction.to_record_in(layout).to_json();
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }
    assert_eq!(
        extraction.to_record(),
        extractor().extract(&article).to_record()
    );
}

/// Any marks: quotations are in order and nest.
pub fn quotations(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let document = Document::new(&text);
    let found = quotation::find(&document);
    let mut around: Vec<Span> = Vec::new();
    for (i, quotation) in found.iter().enumerate() {
        let span = quotation.span;
        assert!(
            text.get(span.start()..span.end())
                .is_some_and(|text| !text.is_empty())
        );
        around.retain(|outer| outer.end() > span.start());
        assert!(around.last().is_none_or(|outer| outer.covers(span)));
        around.push(span);
        assert!(
            quotation
                .continues
                .is_none_or(|before| (before.0 as usize) < i)
        );
    }
}

/// A user's table: whatever reading tells of it, checking does; a good one reads a text.
pub fn tsv(data: &[u8]) {
    let table = String::from_utf8_lossy(data);
    let _ = Gazetteer::check_tsv("own.tsv", &table);
    if let Ok(gazetteer) = Gazetteer::from_tsv("own.tsv", &table) {
        let extractor = Extractor::builder().gazetteer(gazetteer).build();
        let extractor = extractor.expect("the default settings are good");
        let _ = extractor
            .extract(&Article::new(&table))
            .to_record()
            .to_json();
    }
}

/// Reads a stream of one form; articles and errors are few and finite.
fn read(format: InputFormat, data: &[u8]) {
    let settings = Settings {
        format,
        max_bytes: 1 << 16,
        ..Settings::default()
    };
    let stream = Input::Stream(Box::new(Cursor::new(data.to_vec())), "fuzz".to_owned());
    let mut read = 0;
    for item in Corpus::new([stream], settings) {
        read += 1;
        assert!(read <= data.len() + 64, "more articles than bytes");
        match item.and_then(onrecord::corpus::Item::parse) {
            Ok(article) => drop(Document::new(article.borrow().text)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        if read > 200 {
            break;
        }
    }
}

/// Lines of JSON, packed or not; also one JSON object, and whatever the bytes look like.
pub fn jsonl(data: &[u8]) {
    read(InputFormat::Jsonl, data);
    read(InputFormat::Json, data);
    read(InputFormat::Auto, data);
}

/// A table of comma-separated values.
pub fn csv(data: &[u8]) {
    read(InputFormat::Csv, data);
}

/// A web archive.
pub fn warc(data: &[u8]) {
    read(InputFormat::Warc, data);
}

/// A page.
pub fn html(data: &[u8]) {
    read(InputFormat::Html, data);
}

/// A table of Parquet.
pub fn parquet(data: &[u8]) {
    read(InputFormat::Parquet, data);
}

/// An embedded file with other bytes in it: the first byte tells which file, the second where it is cut, each five
/// that follow a place and a byte to put there. And the bytes as a file themselves.
pub fn files(data: &[u8]) {
    const TEXT: &str = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio). She told the BBC so, according to Labour.";
    let [which, cut, patches @ ..] = data else {
        return;
    };
    // The accurate engine is 20 MB; a small one of its kind stands for it.
    let files: Vec<File> = File::ALL
        .iter()
        .copied()
        .filter(|file| file.whole().len() < 8 << 20)
        .collect();
    let file = files[usize::from(*which) % files.len()];
    let _ = file.read(patches, TEXT);
    let mut bytes = file.whole().to_vec();
    for patch in patches.chunks_exact(5) {
        let at = u32::from_le_bytes([patch[0], patch[1], patch[2], patch[3]]) as usize;
        // Some of the patches go to the head, where the counts are, and to the end: behind a table of an engine
        // stands an encoder with counts of its own.
        let at = match at % 4 {
            0 | 2 => at / 4 % 128,
            1 => bytes.len().saturating_sub(1 + at / 4 % 4096),
            _ => at / 4 % bytes.len(),
        };
        if let Some(byte) = bytes.get_mut(at) {
            *byte = patch[4];
        }
    }
    if *cut > 0 {
        bytes.truncate(bytes.len() * usize::from(*cut) / 256);
    }
    let _ = file.read(&bytes, TEXT);
}

/// Settings of extractor, fields and samples: an error, or a run with them.
pub fn settings(data: &[u8]) {
    let mut numbers = data
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let (first, second) = (numbers.next().unwrap_or(0.5), numbers.next().unwrap_or(0.5));
    let built = Extractor::builder()
        .min_confidence(first)
        .min_speaker_confidence(second)
        .build();
    let good = |x: f32| (0.0..=1.0).contains(&x);
    assert_eq!(built.is_ok(), good(first) && good(second));
    let rest = String::from_utf8_lossy(data.get(8..).unwrap_or_default());
    if let Ok(extractor) = built {
        let extraction = extractor.extract(&Article::new(&rest));
        assert!(
            extraction
                .claims()
                .iter()
                .all(|claim| claim.attribution.confidence >= first)
        );
    }
    let mut fields = Fields::default();
    for rule in rest.lines() {
        let _ = fields.set(rule);
    }
    let line = onrecord::corpus::Item::json("fuzz", 1, rest.as_bytes(), &fields.into());
    let _ = line.parse();
    if let Ok(size) = rest.parse() {
        let _: onrecord::corpus::Size = size;
    }
    let sample = Sample::share(f64::from(first), u64::from(second.to_bits()));
    let article = onrecord::corpus::OwnedArticle {
        text: rest.into_owned(),
        ..Default::default()
    };
    assert_eq!(sample.takes(&article), sample.takes(&article));
}

/// The state of a run that was cut off, of whatever run: an error, or the articles behind it.
pub fn resume(data: &[u8]) {
    let place = match serde_json::from_slice::<Checkpoint>(data) {
        Ok(checkpoint) => checkpoint.mark.place,
        Err(_) => match serde_json::from_slice::<Place>(data) {
            Ok(place) => place,
            Err(_) => return,
        },
    };
    let lines = b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n".to_vec();
    let stream = Input::Stream(Box::new(Cursor::new(lines)), "fuzz".to_owned());
    let settings = Settings {
        format: InputFormat::Jsonl,
        ..Settings::default()
    };
    if let Ok(corpus) = Corpus::resume([stream], settings, &place) {
        assert!(corpus.count() <= 2);
    }
}

/// Every form of output of any text, id and title: names lead nowhere, markup is escaped.
pub fn output(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let id: String = text.chars().take(40).collect();
    let article = Article {
        id: Some(&id),
        title: Some(&id),
        url: Some(&id),
        date: Some(&id),
        outlet: Some(&id),
        byline: Some(&id),
        ..Article::new(&text)
    };
    let extraction = extractor().extract(&article);
    for format in [
        OutputFormat::Jsonl,
        OutputFormat::Rows,
        OutputFormat::Csv,
        OutputFormat::Parquet,
        OutputFormat::SchemaOrg,
        OutputFormat::WebAnnotation,
        OutputFormat::Brat,
    ] {
        if let onrecord::corpus::Piece::Brat(document) =
            format.render(&extraction, Layout::default())
        {
            let name = document.name();
            assert!(!name.is_empty() && name.len() < 200 && !name.starts_with('.'));
            assert!(!name.contains(['/', '\\', '\0', ':']));
        }
    }
    let mut report = Report::new(&id, "report");
    let mut pages: Vec<_> = report.add(Section::new(&extraction)).into_iter().collect();
    pages.extend(report.finish());
    // The pages have no picture of their own; that of a text comes out as text.
    assert!(pages.iter().all(|page| !page.html.contains("<img")));
}
