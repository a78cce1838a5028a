//! Times each stage and the whole.

use criterion::{Criterion, criterion_group, criterion_main};
use onrecord::{Article, Extractor};

fn whole(c: &mut Criterion) {
    let extractor = Extractor::new();
    let text = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio). ".repeat(100);
    c.bench_function("extract", |b| {
        b.iter(|| extractor.extract(&Article::new(&text)).claims().len())
    });
}

criterion_group!(benches, whole);
criterion_main!(benches);
