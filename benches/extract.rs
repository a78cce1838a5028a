//! Times each stage and the whole, on the fixture articles and, where it lies beside the crate, on
//! `../shared/data/polnear/dev.jsonl`: bytes a second by criterion, words a second printed first.
//!
//! ```text
//! cargo bench --all-features --bench extract               # all
//! cargo bench --all-features --bench extract -- fixtures   # one corpus
//! ```
//!
//! Start-up and peak memory are those of the whole command, of an empty article and of a corpus:
//!
//! ```text
//! cargo build --release --features cli
//! perf stat -r 50 target/release/onrecord extract /dev/null
//! /usr/bin/time -v target/release/onrecord extract --threads 1 CORPUS.jsonl -o /dev/null
//! ```

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{
    Article, Document, Extractor, Gazetteer, attribution, claim, entity, mention, quotation,
    speaker, syntax,
};

/// The texts of a corpus and the name it goes by.
fn corpora() -> Vec<(&'static str, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(root.join("fixtures/articles"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let texts: Vec<String> = paths
        .iter()
        .filter_map(|p| fs::read_to_string(p).ok())
        .collect();
    if !texts.is_empty() {
        found.push(("fixtures", texts));
    }
    if let Ok(lines) = fs::read_to_string(root.join("../shared/data/polnear/dev.jsonl")) {
        let text = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(value["text"].as_str()?.to_owned())
        };
        found.push(("polnear-dev", lines.lines().filter_map(text).collect()));
    }
    found
}

fn stages(c: &mut Criterion) {
    let gazetteer = Gazetteer::embedded();
    let extractor = Extractor::new();
    for (corpus, texts) in corpora() {
        let bytes: usize = texts.iter().map(String::len).sum();
        let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
        let start = Instant::now();
        let mut rounds = 0;
        while rounds < 3 || start.elapsed().as_secs() < 2 {
            texts.iter().for_each(|text| {
                black_box(extractor.extract(&Article::new(text)));
            });
            rounds += 1;
        }
        let rate = (rounds * words) as f64 / start.elapsed().as_secs_f64();
        println!(
            "{corpus}: {} articles, {words} words, {rate:.0} words/s",
            texts.len()
        );

        let articles: Vec<Article<'_>> = texts.iter().map(|t| Article::new(t)).collect();
        let documents: Vec<_> = texts.iter().map(|t| Document::new(t)).collect();
        let quotations: Vec<_> = documents.iter().map(quotation::find).collect();
        let trees: Vec<_> = documents.iter().map(syntax::parse).collect();
        let mentions: Vec<_> = documents
            .iter()
            .map(|d| mention::find(d, gazetteer))
            .collect();
        let all = 0..texts.len();
        let entities: Vec<_> = all
            .clone()
            .map(|i| entity::cluster(&articles[i], &documents[i], &mentions[i], gazetteer))
            .collect();
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

        let mut group = c.benchmark_group(corpus);
        group.throughput(Throughput::Bytes(bytes as u64));
        let mut stage = |name: &str, work: &dyn Fn(usize) -> usize| {
            group.bench_function(name, |b| b.iter(|| all.clone().map(work).sum::<usize>()));
        };
        stage("text", &|i| Document::new(&texts[i]).tokens().len());
        stage("quotation", &|i| quotation::find(&documents[i]).len());
        stage("syntax", &|i| {
            black_box(syntax::parse(&documents[i]));
            1
        });
        stage("mention", &|i| {
            mention::find(&documents[i], gazetteer).len()
        });
        stage("entity", &|i| {
            entity::cluster(&articles[i], &documents[i], &mentions[i], gazetteer)
                .all
                .len()
        });
        stage("attribution", &|i| attribute(i).len());
        stage("speaker", &|i| resolve(i).len());
        stage("claim (with copies of its input)", &|i| {
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
            .len()
        });
        stage("extract", &|i| {
            extractor.extract(&articles[i]).claims().len()
        });
        #[cfg(feature = "json")]
        stage("extract, to JSON", &|i| {
            extractor.extract(&articles[i]).to_record().to_json().len()
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages
}
criterion_main!(benches);
