//! What reading articles costs, beside a floor measured in the same run: reading the text, its words by the
//! Unicode rules, one automaton of names, the quotation marks. Then stages, allocations, threads, start-up, and
//! how time grows with hostile texts. Times are of the processor, not of the clock, where the system tells them,
//! so that a busy machine gives much the same.
//!
//! ```text
//! cargo bench --features cli --bench cost              # all of it
//! cargo bench --features cli --bench cost -- stages    # one part: stages, memory, threads, start, growth
//! ```
//!
//! It reads `../shared/data/polnear/dev.jsonl` where that lies beside the crate, else the fixture articles.

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use aho_corasick::AhoCorasick;
use onrecord::{
    Article, Document, Extractor, Gazetteer, attribution, claim, entity, mention, quotation,
    speaker, syntax,
};
use unicode_segmentation::UnicodeSegmentation;

/// Measures and prints one thing.
type Part = fn(&[String]);
/// Makes a text of a size.
type Text<'t> = dyn Fn(usize) -> String + 't;

/// Names in the automaton of the floor.
const NAMES: usize = 20_000;

/// Articles that are read stage by stage.
const TOGETHER: usize = 64;

fn main() {
    let asked: BTreeSet<String> = std::env::args().skip(1).collect();
    let parts: [(&str, Part); 5] = [
        ("stages", stages),
        ("memory", memory),
        ("threads", threads),
        ("start", start),
        ("growth", growth),
    ];
    let some = parts.iter().any(|(name, _)| asked.contains(*name));
    let texts = corpus();
    for (name, part) in parts {
        if !some || asked.contains(name) {
            println!("\n== {name}");
            part(&texts);
        }
    }
}

fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Ok(lines) = fs::read_to_string(root.join("../shared/data/polnear/dev.jsonl")) {
        let text = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(value["text"].as_str()?.to_owned())
        };
        return lines.lines().filter_map(text).collect();
    }
    let mut paths: Vec<_> = fs::read_dir(root.join("fixtures/articles"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let read = |path| fs::read_to_string(path).ok();
    paths.into_iter().filter_map(read).collect()
}

fn words(texts: &[String]) -> usize {
    texts.iter().map(|t| t.split_whitespace().count()).sum()
}

/// Seconds that this thread has been on a processor, or of the clock where the system does not tell.
fn now(origin: Instant) -> f64 {
    let of_thread = || -> Option<f64> {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
        Some(nanoseconds as f64 / 1e9)
    };
    of_thread().unwrap_or_else(|| origin.elapsed().as_secs_f64())
}

/// The mean time of as many rounds as the system's clock of processor time, which ticks slowly, needs.
fn time(mut work: impl FnMut() -> usize) -> f64 {
    let origin = Instant::now();
    let start = now(origin);
    let mut rounds = 0.0;
    loop {
        black_box(work());
        rounds += 1.0;
        let spent = now(origin) - start;
        if spent > 0.3 {
            return spent / rounds;
        }
    }
}

/// Every stage, the whole and the floor: words a second, and how many times the floor.
fn stages(texts: &[String]) {
    let gazetteer = Gazetteer::embedded();
    let extractor = Extractor::new();
    let bytes: usize = texts.iter().map(String::len).sum();
    let words = words(texts);
    println!("{} articles, {words} words, {bytes} bytes", texts.len());

    let people = gazetteer.entries().filter(|e| e.name().contains(' '));
    let names: Vec<&str> = people.map(|e| e.name()).take(NAMES).collect();
    let automaton = AhoCorasick::new(&names).expect("names are short");
    let floor = |text: &String| {
        let mut found = text.unicode_words().map(str::len).sum::<usize>();
        found += automaton.find_iter(text).count();
        found + text.chars().filter(|c| "\"“”‘’«»„".contains(*c)).count()
    };

    let articles: Vec<Article<'_>> = texts.iter().map(|t| Article::new(t)).collect();
    let documents: Vec<_> = texts.iter().map(|t| Document::new(t)).collect();
    let quotations: Vec<_> = documents.iter().map(quotation::find).collect();
    let trees: Vec<_> = documents.iter().map(syntax::parse).collect();
    let find = |d| mention::find(d, gazetteer);
    let mentions: Vec<_> = documents.iter().map(find).collect();
    let cluster = |i: usize| entity::cluster(&articles[i], &documents[i], &mentions[i], gazetteer);
    let all = 0..texts.len();
    let entities: Vec<_> = all.clone().map(cluster).collect();
    let attribute =
        |i: usize| attribution::find(&documents[i], &trees[i], &quotations[i], &mentions[i]);
    let attributions: Vec<_> = all.clone().map(attribute).collect();
    let resolve = |i: usize| {
        speaker::resolve(
            &articles[i],
            &documents[i],
            &trees[i],
            &quotations[i],
            &mentions[i],
            &entities[i],
            &attributions[i],
        )
    };
    let speakers: Vec<_> = all.clone().map(resolve).collect();
    let make = |i: usize| {
        claim::make(
            &articles[i],
            &documents[i],
            &trees[i],
            &quotations[i],
            &mentions[i],
            &entities[i],
            attributions[i].clone(),
            speakers[i].clone(),
        )
    };
    let extractions: Vec<_> = articles.iter().map(|a| extractor.extract(a)).collect();

    let sum = |work: &dyn Fn(usize) -> usize| time(|| all.clone().map(work).sum());
    let least = sum(&|i| floor(&texts[i]));
    let row = |name: &str, seconds: f64| {
        println!(
            "{name:<22} {:>8.1} ms {:>10.0} words/s {:>7.1} MB/s {:>6.1} x floor",
            seconds * 1e3,
            words as f64 / seconds,
            bytes as f64 / seconds / 1e6,
            seconds / least
        );
    };
    row("floor", least);
    row("text", sum(&|i| Document::new(&texts[i]).tokens().len()));
    row("quotation", sum(&|i| quotation::find(&documents[i]).len()));
    row("mention", sum(&|i| find(&documents[i]).len()));
    row("entity", sum(&|i| cluster(i).all.len()));
    row(
        "syntax",
        sum(&|i| size_of_val(&syntax::parse(&documents[i]))),
    );
    row("attribution", sum(&|i| attribute(i).len()));
    row("speaker", sum(&|i| resolve(i).len()));
    row("claim", sum(&|i| make(i).len()));
    row(
        "record, JSON",
        sum(&|i| extractions[i].to_record().to_json().len()),
    );
    row(
        "whole",
        sum(&|i| extractor.extract(&articles[i]).claims().len()),
    );
    let json = |i: usize| extractor.extract(&articles[i]).to_record().to_json().len();
    row("whole, to JSON", sum(&json));
    let together = |articles: &[Article<'_>]| -> usize {
        let extractions = extractor.extract_all(articles);
        extractions
            .iter()
            .map(|e| e.to_record().to_json().len())
            .sum()
    };
    row(
        "sixty-four at a time",
        time(|| articles.chunks(TOGETHER).map(together).sum()),
    );
}

/// Allocations and the largest memory of single articles.
fn memory(texts: &[String]) {
    let extractor = Extractor::new();
    let read = |text: &String| {
        let article = Article::new(text);
        black_box(extractor.extract(&article).to_record().to_json().len())
    };
    texts.iter().take(1).for_each(|text| {
        read(text);
    });
    let (mut count, mut total, mut most) = (0, 0, 0);
    for text in texts {
        let found = allocation_counter::measure(|| {
            read(text);
        });
        count += found.count_total;
        total += found.bytes_total;
        most = most.max(found.bytes_max);
    }
    let (articles, words) = (texts.len() as u64, words(texts) as f64);
    println!(
        "an article: {} allocations, {} kB in all; a word: {:.2} allocations; most held at once: {} kB",
        count / articles,
        total / articles / 1024,
        count as f64 / words,
        most / 1024
    );
}

/// How much faster two threads and more are than one, by the clock.
fn threads(texts: &[String]) {
    let extractor = Extractor::new();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let run = |threads: usize| {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let own = texts.iter().skip(thread).step_by(threads);
                let own: Vec<Article<'_>> = own.map(|text| Article::new(text)).collect();
                let extractor = &extractor;
                scope.spawn(move || {
                    for articles in own.chunks(TOGETHER) {
                        black_box(extractor.extract_all(articles).len());
                    }
                });
            }
        });
        start.elapsed().as_secs_f64()
    };
    let best = |threads| (0..5).map(|_| run(threads)).fold(f64::INFINITY, f64::min);
    let one = best(1);
    for threads in (0..).map(|n| 1 << n).take_while(|&n| n <= cores) {
        let seconds = best(threads);
        println!(
            "{threads:>3} threads {:>10.0} words/s {:>5.2} x one",
            words(texts) as f64 / seconds,
            one / seconds
        );
    }
}

/// From the start of the command to its end, with one short article, by the clock.
fn start(_: &[String]) {
    let Some(command) = option_env!("CARGO_BIN_EXE_onrecord") else {
        println!("needs --features cli");
        return;
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one.jsonl");
    let text = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).";
    let line = format!("{}\n", serde_json::json!({ "id": "one", "text": text }));
    fs::write(&path, line).expect("the folder of the target can be written");
    let run = || {
        let start = Instant::now();
        let status = Command::new(command)
            .args(["extract", "--threads", "1"])
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|s| s.success()), "the command runs");
        start.elapsed().as_secs_f64()
    };
    let best = (0..20).map(|_| run()).fold(f64::INFINITY, f64::min);
    let size = fs::metadata(command).map_or(0, |m| m.len());
    println!(
        "{:.1} ms, the command has {:.1} MB",
        best * 1e3,
        size as f64 / 1e6
    );
}

/// Hostile texts at doubling sizes; the exponent is 1 where time is linear.
fn growth(texts: &[String]) {
    let extractor = Extractor::new();
    let article = texts.concat();
    let name = |i: usize| {
        let part = |n: usize| ["Al", "Bo", "Cor", "Dan", "El", "Fin", "Gus"][n % 7];
        format!(
            "{}{}{} {}{}",
            part(i),
            "ard",
            part(i / 7).to_lowercase(),
            part(i / 49),
            part(i / 343).to_lowercase()
        )
    };
    let cases: [(&str, usize, &Text<'_>); 11] = [
        ("article, bytes", 10_000_000, &|n| {
            let text = article.repeat(n / article.len().max(1) + 1);
            let end = (n..).find(|&end| text.is_char_boundary(end));
            text[..end.unwrap_or(text.len())].to_owned()
        }),
        ("quotation marks", 100_000, &|n| {
            "“We won,” he said. ".repeat(n / 2)
        }),
        ("bytes without a space", 1_000_000, &|n| "a".repeat(n)),
        ("names", 50_000, &|n| {
            (0..n).map(|i| name(i) + " met ").collect()
        }),
        ("nested marks", 100_000, &|n| {
            "“‘".repeat(n / 4) + &"’”".repeat(n / 4)
        }),
        ("newlines", 1_000_000, &|n| "\n".repeat(n)),
        ("one name, no stop", 100_000, &|n| {
            "Ann Ortiz ".repeat(n / 2)
        }),
        ("initials", 100_000, &|n| "F. ".repeat(n)),
        ("participles", 100_000, &|n| "saying; ".repeat(n)),
        ("hearsay", 100_000, &|n| "*allegedly ".repeat(n)),
        ("colons", 100_000, &|n| "Ortiz: “ – ".repeat(n / 2)),
    ];
    for (name, largest, text) in cases {
        let points: Vec<(f64, f64)> = [8, 4, 2, 1]
            .into_iter()
            .map(|part| {
                let text = text(largest / part);
                let seconds = time(|| extractor.extract(&Article::new(&text)).claims().len());
                (((largest / part) as f64).log2(), seconds.log2())
            })
            .collect();
        let n = points.len() as f64;
        let (x, y) = points
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
        let over: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
        let under: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
        let seconds = points.last().map_or(0.0, |p| p.1.exp2());
        println!(
            "{name:<22} {largest:>9} {:>9.1} ms, exponent {:.2}",
            seconds * 1e3,
            over / under
        );
    }
}
