//! Whole articles, as snapshots: `fixtures/articles/NAME.labels` stands beside `NAME.txt`.
//!
//! Under each line of the article stand its labels: the mentions (`@`), then one row for each claim that
//! touches the line, `s` under its source, `c` under its cue, `=` under its content. After a paragraph come
//! its claims in words, after the article its entities. `UPDATE_FIXTURES=1 cargo test --test articles`
//! rewrites the files; the diff is to be read like a proof.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::claim::{Judge, QuantityValue};
use onrecord::{Article, Claim, Extraction, Extractor, Span};

const WIDTH: usize = 100;

#[test]
fn articles_are_read_as_before() {
    let extractor = Extractor::new();
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    if !update
        && !articles()
            .iter()
            .any(|path| path.with_extension("labels").exists())
    {
        eprintln!("no snapshot is there yet: UPDATE_FIXTURES=1 writes them");
        return;
    }
    let mut changed = Vec::new();
    for path in articles() {
        let text = fs::read_to_string(&path).unwrap();
        let id = path.file_stem().unwrap().to_str().unwrap();
        let article = Article::new(&text).with_id(id).with_date("2026-03-04");
        let labels = labelled(&extractor.extract(&article));
        let file = path.with_extension("labels");
        if update {
            fs::write(&file, labels).unwrap();
            continue;
        }
        let before = fs::read_to_string(&file).unwrap_or_default();
        if let Some(line) = first_difference(&before, &labels) {
            changed.push(format!("{}:{line}", file.display()));
        }
    }
    assert!(
        changed.is_empty(),
        "read otherwise than before (UPDATE_FIXTURES=1 rewrites, then read the diff):\n{}",
        changed.join("\n")
    );
}

fn articles() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn first_difference(before: &str, now: &str) -> Option<String> {
    let mut lines = before.lines().zip(now.lines()).enumerate();
    match lines.find(|(_, (a, b))| a != b) {
        Some((i, (a, b))) => Some(format!("{}\n- {a}\n+ {b}", i + 1)),
        None if before == now => None,
        None => Some("end: one has more lines".to_owned()),
    }
}

fn labelled(extraction: &Extraction<'_>) -> String {
    let document = extraction.document();
    let mut out = String::new();
    for (p, paragraph) in document.paragraphs().iter().enumerate() {
        let _ = writeln!(out, "[{}]", paragraph.region.as_str());
        for sentence in &document.sentences()[paragraph.sentences.clone()] {
            for line in lines(document.text(), sentence.span) {
                let _ = writeln!(out, "  {}", one_line(&document.text()[line]));
                rows(&mut out, extraction, line);
            }
        }
        for (i, claim) in extraction.claims().iter().enumerate() {
            if claim.paragraph.index() == p {
                claim_in_words(&mut out, extraction, i, claim);
            }
        }
        out.push('\n');
    }
    for entity in extraction.entities() {
        let mut facts = vec![format!("{} {}", entity.kind.as_str(), entity.id)];
        for fact in [&entity.role, &entity.party, &entity.state, &entity.country] {
            facts.extend(
                fact.iter()
                    .map(|f| format!("{} ({})", f.value, f.basis.as_str())),
            );
        }
        let _ = writeln!(
            out,
            "{} × {} · {}",
            entity.name,
            entity.mentions.len(),
            facts.join(" · ")
        );
    }
    out
}

/// A sentence cut into lines at its spaces.
fn lines(text: &str, sentence: Span) -> Vec<Span> {
    let mut lines = Vec::new();
    let (mut start, mut space, mut column) = (sentence.start(), None, 0);
    for (at, c) in text[sentence].char_indices() {
        let at = sentence.start() + at;
        if c.is_whitespace() {
            space = Some((at, at + c.len_utf8()));
        }
        column += 1;
        if column > WIDTH
            && let Some((cut, next)) = space.take()
        {
            lines.push(Span::new(start, cut));
            start = next;
            column = text[start..at + c.len_utf8()].chars().count();
        }
    }
    lines.push(Span::new(start, sentence.end()));
    lines
}

fn rows(out: &mut String, extraction: &Extraction<'_>, line: Span) {
    let text = extraction.document().text();
    let width = text[line].chars().count();
    let column = |byte: usize| text[line.start()..byte].chars().count();
    let paint = |row: &mut Vec<char>, span: Span, mark: char| {
        if span.overlaps(line) {
            let from = column(span.start().max(line.start()));
            let to = column(span.end().min(line.end()));
            row[from..to].fill(mark);
        }
    };
    let mut names = vec![' '; width];
    let mut kinds = Vec::new();
    for mention in extraction
        .mentions()
        .iter()
        .filter(|m| m.span.overlaps(line))
    {
        paint(&mut names, mention.span, '-');
        names[column(mention.span.start().max(line.start()))] = '^';
        kinds.push(mention.kind.as_str());
    }
    if !kinds.is_empty() {
        write_row(out, "@", &names, &kinds.join(" "));
    }
    for (i, claim) in extraction.claims().iter().enumerate() {
        let a = &claim.attribution;
        let mut row = vec![' '; width];
        for (spans, mark) in [(&a.content, '='), (&a.source, 's'), (&a.cue, 'c')] {
            spans.iter().for_each(|&span| paint(&mut row, span, mark));
        }
        if row.iter().any(|&c| c != ' ') {
            write_row(out, &(i + 1).to_string(), &row, "");
        }
    }
}

fn write_row(out: &mut String, head: &str, row: &[char], tail: &str) {
    let row: String = row.iter().collect();
    let row = format!("{head:<2}{}  {tail}", row.trim_end());
    let _ = writeln!(out, "{}", row.trim_end());
}

fn claim_in_words(out: &mut String, extraction: &Extraction<'_>, i: usize, claim: &Claim) {
    let document = extraction.document();
    let speaker = &claim.speaker;
    let who = match extraction.speaker(claim) {
        Some(entity) => entity.name.to_string(),
        None => {
            let name = speaker
                .name
                .as_deref()
                .map_or("nobody named".to_owned(), one_line);
            format!("{name} [{}]", speaker.status.as_str())
        }
    };
    let path: Vec<&str> = speaker.path.iter().map(|step| step.as_str()).collect();
    let _ = writeln!(
        out,
        "{}. {who} ← {}: {}",
        i + 1,
        path.join(", "),
        one_line(&claim.text)
    );
    let mut facts = vec![
        claim.form.as_str().to_owned(),
        claim.attribution.kind.as_str().to_owned(),
        claim.cue_class.as_str().to_owned(),
        claim.modality.as_str().to_owned(),
        claim.polarity.as_str().to_owned(),
    ];
    let span = |what: &str, span: Option<Span>| {
        span.map(|span| format!("{what} “{}”", one_line(document.slice(span))))
    };
    facts.extend(span("to", claim.addressee));
    facts.extend(span("in", claim.medium));
    if let Some(when) = &claim.when {
        facts.push(format!(
            "on {}",
            when.value.as_deref().unwrap_or("an unknown day")
        ));
    }
    for q in &claim.quantities {
        let value = match &q.value {
            Some(QuantityValue::Number(n)) => n.to_string(),
            Some(QuantityValue::Date(date)) => date.clone(),
            None => "some".to_owned(),
        };
        let unit = q.unit.as_deref().unwrap_or_default();
        facts.push(
            format!("{} {value} {unit}", q.kind.as_str())
                .trim_end()
                .to_owned(),
        );
    }
    for v in &claim.verdicts {
        let by = match v.by {
            Judge::Article => "the article",
            Judge::Named(span) => document.slice(span),
        };
        facts.push(format!(
            "{} by {by}: “{}”",
            v.status.as_str(),
            one_line(document.slice(v.evidence))
        ));
    }
    for (what, other) in [
        ("continues", claim.continues),
        ("answers", claim.responds_to),
        ("restates", claim.restates),
    ] {
        facts.extend(other.map(|id| format!("{what} {}", id.index() + 1)));
    }
    let _ = writeln!(out, "   {}", facts.join(" · "));
}

/// One character stays one column.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}
