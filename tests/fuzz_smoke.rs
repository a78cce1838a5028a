//! The bodies of the fuzz targets, run without a fuzzer: on seeds made from the fixtures, on what once broke
//! (`fixtures/crashers`), and on what a generator with a fixed seed makes of them.
//!
//! `FUZZ_SECONDS=60` runs each target for so long; `FUZZ_SEEDS=folder` writes the seeds for `cargo fuzz`.
#![cfg(all(feature = "full", feature = "fuzz"))]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../fuzz/src/lib.rs"]
mod targets;

/// Runs of each target where no time is given.
const RUNS: usize = 40;

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| extension.is_empty() || path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What a target starts from.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let texts = || -> Vec<Vec<u8>> {
        let articles = files("fixtures/articles", "txt");
        articles
            .iter()
            .map(|path| fs::read(path).unwrap())
            .collect()
    };
    let cases = || -> Vec<Vec<u8>> {
        let specs = files("fixtures/cases", "md");
        let read = |path: &PathBuf| {
            let spec = fs::read_to_string(path).unwrap();
            let blocks = spec.split("```").skip(1).step_by(2);
            let articles = blocks.filter_map(|block| block.strip_prefix("article\n"));
            articles
                .map(|article| article.as_bytes().to_vec())
                .collect::<Vec<_>>()
        };
        specs.iter().flat_map(read).collect()
    };
    let lines = || -> Vec<String> {
        let line = |text: &Vec<u8>| {
            serde_json::json!({"id": "a", "text": String::from_utf8_lossy(text), "date": "2026-11-03"})
                .to_string()
        };
        cases().iter().take(40).map(line).collect()
    };
    let page = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Weir is lost</title></head><body>\
                <nav><a href=/>Home</a></nav><article><h1>Weir is lost</h1><p>“The weir is lost,” Gov. Ann Ortiz \
                said on Monday, as crews came to the ford and the council met behind closed doors.</p><p>She said \
                the ford was next, and that nobody had asked her.</p></article><script>1</script></body></html>";
    match target {
        "text" | "output" => [texts(), cases()].concat(),
        "quotations" => cases(),
        "tsv" => [
            "id\tkind\tname\tparty\nperson/ortiz\tperson\tAnn Ortiz\tparty/us/democratic\n",
            "id\tkind\tname\taliases\trisky\troles\ttier\twikidata\tgender\np/1\tperson\tBo Roe\tBo|Roe\tBo\t\
             Senator:2019-01-03:|Mayor:2001:2005\t2\tQ7\tm\n# a comment\n\np/2\tblocker\tBo Roe Street\n",
            "id\tkind\tname\nus-state/OH\tremove\nparty/us/republican\tparty\tGrand Old Party\n",
        ]
        .map(|table| table.as_bytes().to_vec())
        .to_vec(),
        "jsonl" => {
            let mut seeds: Vec<Vec<u8>> = lines().into_iter().map(String::into_bytes).collect();
            let all = lines().join("\n").into_bytes();
            seeds.push(gzip(&all));
            seeds.push(br#"{"id": 1, "maintext": "\ud83d\ude00 \ud800 \u0000", "authors": ["A", "B"]}"#.to_vec());
            seeds.push(all);
            seeds
        }
        "csv" => vec![
            b"id,text,date\n1,\"\"\"No,\"\" Ortiz said.\",2026-11-03\n2,plain,\n".to_vec(),
            b"maintext;id\n\"a\nb\";1\n".to_vec(),
        ],
        "html" => vec![page.as_bytes().to_vec(), b"<p>\xa0\xff</p>".to_vec()],
        "warc" => {
            let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
            let record = format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: \
                 https://example.org/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: \
                 {}\r\n\r\n{http}\r\n\r\n",
                http.len()
            );
            let twice = record.repeat(2);
            vec![gzip(record.as_bytes()), record.into_bytes(), twice.into_bytes()]
        }
        "parquet" => {
            let extractor = onrecord::Extractor::new();
            let article = onrecord::Article::new("“The weir is lost,” Gov. Ann Ortiz said.");
            let extraction = extractor.extract(&article);
            let name = std::env::temp_dir().join(format!("onrecord-seed-{}.parquet", std::process::id()));
            let format = onrecord::corpus::OutputFormat::Parquet;
            let group = onrecord::corpus::RowGroup::default();
            let mut file = format.create(&name, group).unwrap();
            file.append(format.render(&extraction, onrecord::record::Layout::default())).unwrap();
            file.complete().unwrap();
            file.finish().unwrap();
            let bytes = fs::read(&name).unwrap();
            fs::remove_file(&name).unwrap();
            vec![bytes]
        }
        "files" => (0..onrecord::untrusted::File::ALL.len() as u8)
            .flat_map(|file| [vec![file, 0, 0, 0, 0, 0, 1], vec![file, 200], vec![file, 0, 9, 1, 0, 0, 255, 24, 0, 0, 0, 7]])
            .collect(),
        "settings" => [(0.5_f32, 0.5_f32, "text=body\n{\"body\": \"a\"}"), (1.5, 0.0, "2.5%"), (f32::NAN, 0.0, "500")]
            .map(|(a, b, rest)| [&a.to_le_bytes()[..], &b.to_le_bytes(), rest.as_bytes()].concat())
            .to_vec(),
        "resume" => {
            let checkpoint = onrecord::corpus::Checkpoint::new([("out".to_owned(), "a".to_owned())].into());
            let place = serde_json::to_vec(&onrecord::corpus::Place::default()).unwrap();
            vec![serde_json::to_vec(&checkpoint).unwrap(), place]
        }
        other => panic!("{other} has no seeds"),
    }
}

/// Numbers that look random and are the same on every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "“",
    "”",
    "\"",
    "'",
    "’",
    "‘",
    "«",
    "\n\n",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{301}",
    "\u{202e}",
    "😀",
    "said",
    "Mr.",
    "Gov. Ann Ortiz",
    "according to",
    "that",
    ":",
    "—",
    "...",
    "(",
    ")",
    "12",
    "{",
    "}",
    "[",
    "\\ud800",
    "\\",
    ",",
    ";",
    "|",
    "=",
    "%",
    "-1",
    "18446744073709551615",
    "1e999",
    "null",
    "<b>",
    "<!--",
    "</",
    "&#0;",
    "<img src=x>",
    "<script>",
    "Content-Length: 9999999999\r\n",
    "WARC/1.0\r\n",
    "Q4294967296",
    "9999-99-99",
    "R-Texas",
    "$9,999,999,999,999,999,999.99",
    "per cent",
    "was false",
];

/// One seed with a few things changed, at times a part of another behind it.
fn mutated(numbers: &mut Numbers, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    bytes.truncate(4096);
    for _ in 0..1 + numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(24)).min(bytes.len());
        match numbers.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].bytes())),
            2 => drop(bytes.splice(at..end, PIECES[numbers.below(PIECES.len())].bytes())),
            3 => {
                let piece = bytes[at..end].repeat(1 + numbers.below(8));
                drop(bytes.splice(at..at, piece));
            }
            4 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            5 if at < bytes.len() => bytes[at] = numbers.next() as u8,
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let from = numbers.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend(&other[from..other.len().min(from + 2048)]);
            }
        }
    }
    bytes
}

#[test]
fn every_target_holds() {
    let seconds = std::env::var("FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let folder = std::env::var_os("FUZZ_SEEDS").map(PathBuf::from);
    let only = std::env::var("FUZZ_TARGET").ok();
    for (name, body) in targets::TARGETS {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let seeds = seeds(name);
        if let Some(folder) = &folder {
            let folder = folder.join(name);
            fs::create_dir_all(&folder).unwrap();
            for (i, seed) in seeds.iter().enumerate() {
                fs::write(folder.join(format!("seed-{i:03}")), seed).unwrap();
            }
            continue;
        }
        // From the last on: cases are the shortest and stand behind the articles.
        seeds.iter().rev().take(60).for_each(|seed| body(seed));
        for path in files(&format!("fixtures/crashers/{name}"), "") {
            body(&fs::read(path).unwrap());
        }
        let mut numbers = Numbers(7);
        let start = Instant::now();
        let mut runs = 0;
        while seconds.map_or(runs < RUNS, |s| start.elapsed() < Duration::from_secs(s)) {
            let input = mutated(&mut numbers, &seeds);
            if std::panic::catch_unwind(|| body(&input)).is_err() {
                let file = std::env::temp_dir().join(format!("onrecord-crash-{name}"));
                fs::write(&file, &input).unwrap();
                panic!("{name}: the input is in {}", file.display());
            }
            runs += 1;
        }
        eprintln!(
            "{name}: {} seeds, {runs} runs in {:.1?}",
            seeds.len(),
            start.elapsed()
        );
    }
}
