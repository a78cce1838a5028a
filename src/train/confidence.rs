//! Counts how often claims of a stated confidence are right, and makes the table of `claim::confidence`.

use std::fmt::Write;
use std::path::Path;

use crate::claim::read_curve;
use crate::error::ErrorKind;
use crate::evaluate::{Gold, Roles, matched};
use crate::speaker::Status;
use crate::{Article, Claim, Error, Extraction, Extractor};

/// Least number of claims behind a point of the table.
const BLOCK: usize = 40;
/// Bins of the reliability table.
const BINS: usize = 10;

/// What a training yields.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The table: confidence of the attribution, share that was right.
    pub table: String,
    /// Reliability in ten bins, of the attribution and of the whole claim, as lines of a card; each half of
    /// the articles is read with the table of the other half.
    pub report: String,
}

/// A claim that was checked.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Half of the articles it is in.
    half: usize,
    /// What the attribution says.
    attribution: f32,
    /// What the speaker says; 1 where nobody is resolved.
    speaker: f32,
    /// Content and source are right.
    said: bool,
    /// The speaker is right as well, where that is known.
    known: Option<bool>,
}

/// Who stands behind a gold attribution.
#[derive(Clone, Debug)]
struct Named {
    article: String,
    index: usize,
    /// Name and aliases; none where the article names nobody.
    names: Vec<String>,
}

/// Reads articles with gold attributions (JSONL) and, for some of them, gold speakers (JSON).
///
/// # Errors
///
/// When a file cannot be read or is not in its form.
pub fn train(articles: &Path, speakers: &Path) -> Result<Trained, Error> {
    let named = read_speakers(speakers)?;
    let place = articles.display().to_string();
    let extractor = Extractor::new();
    let mut seen = Vec::new();
    for (n, line) in read(articles)?.lines().enumerate() {
        let gold = Gold::from_json(&place, n + 1, line)?;
        let mut article = Article::new(&gold.text);
        article.id = Some(&gold.id);
        article.date = gold.date.as_deref();
        let extraction = extractor.extract(&article);
        check(&gold, &extraction, &named, n % 2, &mut seen);
    }
    let curves = [0, 1].map(|half| curve(seen.iter().filter(|s| s.half != half)));
    let mut report = String::new();
    let told = |s: &Seen| read_curve(&curves[s.half], s.attribution);
    let said = seen.iter().map(|s| (told(s), s.said));
    let _ = writeln!(report, "who said what\n{}", reliability(said));
    let whole = seen
        .iter()
        .filter_map(|s| Some((told(s) * s.speaker, s.known?)));
    let _ = writeln!(report, "and the speaker\n{}", reliability(whole));
    let mut table = String::new();
    for (x, y) in curve(seen.iter()) {
        let _ = writeln!(table, "{x:.4}\t{y:.4}");
    }
    Ok(Trained { table, report })
}

fn read(path: &Path) -> Result<String, Error> {
    let place = path.display().to_string();
    std::fs::read_to_string(path).map_err(|source| Error::new(ErrorKind::Io { place, source }))
}

fn read_speakers(path: &Path) -> Result<Vec<Named>, Error> {
    let rows: serde_json::Value = serde_json::from_str(&read(path)?).map_err(|error| {
        Error::new(ErrorKind::Format {
            place: path.display().to_string(),
            line: error.line(),
            expected: "a list of speakers".to_owned(),
            found: error.to_string(),
        })
    })?;
    let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
    Ok(rows
        .iter()
        .filter_map(|row| {
            let body = matches!(row["kind"].as_str(), Some("person" | "organization"));
            let lists = ["aliases", "members"].map(|key| row[key].as_array());
            let others = lists.into_iter().flatten().flatten();
            let names = row["speaker"].as_str().into_iter();
            let names = names.chain(others.filter_map(|name| name.as_str()));
            Some(Named {
                article: row["id"].as_str()?.to_owned(),
                index: usize::try_from(row["i"].as_u64()?).ok()?,
                names: names.filter(|_| body).map(plain).collect(),
            })
        })
        .collect())
}

/// A name without case and marks.
fn plain(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// “Donald J. Trump” is “Donald Trump”.
fn is_same(a: &str, b: &str) -> bool {
    let ends = |name: &str| {
        let first = name.split(' ').next().map(str::to_owned);
        (first, name.split(' ').next_back().map(str::to_owned))
    };
    a == b || a.contains(' ') && b.contains(' ') && ends(a) == ends(b)
}

fn check(
    gold: &Gold,
    extraction: &Extraction<'_>,
    named: &[Named],
    half: usize,
    seen: &mut Vec<Seen>,
) {
    let claims = extraction.claims();
    let roles: Vec<Roles> = claims.iter().map(|c| Roles::from(&c.attribution)).collect();
    let pairs = matched(gold, &roles);
    let covered = named.iter().any(|row| row.article == gold.id);
    for (n, claim) in claims.iter().enumerate() {
        let pair = pairs.iter().find(|(_, p, _)| *p == n);
        let said = pair.is_some_and(|(_, _, right)| *right);
        let row = pair.and_then(|(g, _, _)| {
            named
                .iter()
                .find(|row| row.article == gold.id && row.index == *g)
        });
        // A claim without a row is wrong as a whole only where the article has rows at all.
        let known = match row {
            Some(row) => Some(said && is_right(extraction, claim, &row.names)),
            None => (covered && !said).then_some(false),
        };
        seen.push(Seen {
            half,
            attribution: claim.attribution.confidence,
            speaker: match claim.speaker.status {
                Status::Resolved => claim.speaker.confidence,
                _ => 1.0,
            },
            said,
            known,
        });
    }
}

/// Whether the speaker is the one named, or left open where nobody is.
fn is_right(extraction: &Extraction<'_>, claim: &Claim, names: &[String]) -> bool {
    let entity = extraction.speaker(claim);
    let resolved = claim.speaker.status == Status::Resolved;
    if names.is_empty() {
        return !(resolved && entity.is_some());
    }
    let entity = entity.into_iter();
    let known = entity.flat_map(|e| {
        let aliases = e.aliases.iter().map(AsRef::as_ref);
        std::iter::once::<&str>(e.name.as_ref()).chain(aliases)
    });
    let told = known.chain(claim.speaker.name.as_deref());
    resolved
        && told
            .map(plain)
            .any(|t| names.iter().any(|name| is_same(&t, name)))
}

/// Pools adjacent violators: shares that never fall, of at least [`BLOCK`] claims each.
fn curve<'s>(seen: impl Iterator<Item = &'s Seen>) -> Vec<(f32, f32)> {
    let mut points: Vec<(f32, bool)> = seen.map(|s| (s.attribution, s.said)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Sum of confidences, number right, number.
    let mut blocks: Vec<(f32, usize, usize)> = Vec::new();
    for chunk in points.chunks(BLOCK) {
        let sum = chunk.iter().map(|(x, _)| x).sum();
        blocks.push((sum, chunk.iter().filter(|(_, y)| *y).count(), chunk.len()));
        while let [.., a, b] = blocks[..] {
            let same_place = a.0 / a.2 as f32 + 1e-3 >= b.0 / b.2 as f32;
            if a.1 * b.2 < b.1 * a.2 && !same_place {
                break;
            }
            blocks.truncate(blocks.len() - 2);
            blocks.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
        }
    }
    let mean = |(sum, right, n): (f32, usize, usize)| (sum / n as f32, right as f32 / n as f32);
    blocks.into_iter().map(mean).collect()
}

/// Lines of a Markdown table: bin, number, mean told, share right.
fn reliability(told: impl Iterator<Item = (f32, bool)>) -> String {
    let mut bins = [(0, 0.0, 0); BINS];
    for (told, right) in told {
        let bin = ((told * BINS as f32) as usize).min(BINS - 1);
        bins[bin].0 += 1;
        bins[bin].1 += told;
        bins[bin].2 += usize::from(right);
    }
    let mut lines = String::from("| confidence | n | said | right |\n|---|---|---|---|\n");
    for (n, (count, sum, right)) in bins.iter().enumerate().filter(|(_, b)| b.0 > 0) {
        let (low, count_of) = (n as f32 / BINS as f32, *count as f32);
        let high = low + 1.0 / BINS as f32;
        let (said, right) = (sum / count_of, *right as f32 / count_of);
        let _ = writeln!(
            lines,
            "| {low:.1}–{high:.1} | {count} | {said:.2} | {right:.2} |"
        );
    }
    lines
}
