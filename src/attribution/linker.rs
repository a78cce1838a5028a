//! Joins the spans of a paragraph: every content to its cue, every cue to its source.

use super::context::Context;
use super::label::{Labelled, Role};
use crate::hash::combine;
use crate::model::Weights;

/// Spans that may lie between two that are joined: further apart they never belong together, and
/// without a limit a paragraph of a thousand cues takes a thousand times a thousand looks.
const REACH: usize = 24;

/// What it costs a cue to stay without a source: a source in doubt is more often right than none. Tuned on dev.
const WITHOUT: i32 = 8_000;

/// Spans of one attribution, as indexes into the spans of its paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) source: Option<usize>,
    pub(crate) cue: usize,
    pub(crate) contents: Vec<usize>,
}

/// Hands out features, one by one.
pub(crate) type Features<'f> = dyn Fn(&mut dyn FnMut(u64)) + 'f;

/// Links spans of one paragraph; a cue may stay without content.
pub(crate) fn link(context: &Context, spans: &[Labelled], weights: &Weights<'_, 1>) -> Vec<Link> {
    let score = |features: &Features<'_>| -> i32 {
        let mut sum = [0];
        features(&mut |f| weights.add(f, &mut sum));
        sum[0]
    };
    let cues = of_role(spans, Role::Cue);
    let mut links: Vec<Link> = cues
        .iter()
        .map(|&cue| Link {
            cue,
            ..Link::default()
        })
        .collect();
    for content in of_role(spans, Role::Content) {
        let best = within_reach(&cues, content).max_by_key(|&k| {
            let s = score(&|emit| content_features(context, spans, content, cues[k], emit));
            (s, std::cmp::Reverse(k))
        });
        if let Some(best) = best {
            links[best].contents.push(content);
        }
    }
    let sources = of_role(spans, Role::Source);
    for link in &mut links {
        let none = score(&|emit| no_source_features(context, spans, link.cue, emit));
        let best = within_reach(&sources, link.cue)
            .map(|i| {
                let s = sources[i];
                let points = score(&|emit| source_features(context, spans, link.cue, s, emit));
                (points, std::cmp::Reverse(s))
            })
            .max();
        link.source = best.filter(|b| b.0 > none - WITHOUT).map(|b| b.1.0);
    }
    links
}

/// The range of those spans, given in order, that may be joined to another.
fn within_reach(spans: &[usize], other: usize) -> std::ops::Range<usize> {
    let start = spans.partition_point(|&s| s + REACH < other);
    let end = spans.partition_point(|&s| s <= other + REACH);
    start..end
}

/// Indexes of the spans of a role.
pub(crate) fn of_role(spans: &[Labelled], role: Role) -> Vec<usize> {
    (0..spans.len())
        .filter(|&s| spans[s].role == role)
        .collect()
}

struct Relation {
    before: u64,
    gap: u64,
    same_sentence: u64,
    sentences: u64,
    counts: u64,
    adjacent: u64,
    marks: u64,
}

fn relation(context: &Context, spans: &[Labelled], a: usize, b: usize) -> Relation {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    let (x, y) = (&spans[first].tokens, &spans[second].tokens);
    let mut counts = [0_u64; 3];
    let mut covered = 0;
    for span in &spans[first + 1..second] {
        counts[span.role as usize] += 1;
        covered += span.tokens.len();
    }
    let gap = y.start - x.end;
    let sentences = context.sentence[y.start] - context.sentence[x.end - 1];
    let open = gap - covered.min(gap);
    Relation {
        before: u64::from(a < b),
        gap: match gap {
            0..=3 => gap as u64,
            4..=6 => 4,
            7..=12 => 5,
            13..=25 => 6,
            _ => 7,
        },
        same_sentence: u64::from(sentences == 0),
        sentences: u64::from(sentences.min(4)),
        counts: counts.iter().fold(0, |c, &n| c << 2 | n.min(3)),
        adjacent: open.min(4) as u64,
        marks: u64::from((context.mark_count[y.start] - context.mark_count[x.end]).min(3)),
    }
}

fn word(context: &Context, token: usize) -> u64 {
    u64::from(context.word[token])
}

fn features(template: u64, values: &[u64], emit: &mut dyn FnMut(u64)) {
    emit(values.iter().fold(template, |h, &v| combine(h, v)));
}

/// Features of a content and a cue.
pub(crate) fn content_features(
    context: &Context,
    spans: &[Labelled],
    content: usize,
    cue: usize,
    emit: &mut dyn FnMut(u64),
) {
    let r = relation(context, spans, content, cue);
    let c = &spans[content].tokens;
    let k = &spans[cue].tokens;
    let first = word(context, k.start);
    let last = word(context, k.end - 1);
    let quoted = u64::from(context.quoted[c.start] != u32::MAX);
    let after = context.word.get(c.end).map_or(0, |&w| u64::from(w));
    let closes = word(context, c.end - 1);
    let starts = u64::from(context.sentences[context.sentence[c.start] as usize].0 == c.start);
    features(200, &[r.before, r.counts], emit);
    features(201, &[r.before, r.gap, r.same_sentence], emit);
    features(202, &[r.before, r.adjacent, r.counts], emit);
    features(203, &[r.before, r.sentences, r.marks], emit);
    features(204, &[r.before, first], emit);
    features(205, &[r.before, last, r.adjacent], emit);
    features(206, &[r.before, quoted, r.counts, r.sentences], emit);
    features(
        207,
        &[r.before, r.counts, r.same_sentence, quoted, starts],
        emit,
    );
    features(208, &[r.before, after, r.adjacent], emit);
    features(209, &[r.before, closes, r.counts], emit);
    features(210, &[r.before, first, r.same_sentence, quoted], emit);
    features(211, &[r.counts, r.gap, r.before, r.same_sentence], emit);
}

/// Features of a cue and a source.
pub(crate) fn source_features(
    context: &Context,
    spans: &[Labelled],
    cue: usize,
    source: usize,
    emit: &mut dyn FnMut(u64),
) {
    let r = relation(context, spans, source, cue);
    let s = &spans[source].tokens;
    let k = &spans[cue].tokens;
    let first = word(context, k.start);
    let last = word(context, k.end - 1);
    let who = word(context, s.start);
    let before = k.start.checked_sub(1).map_or(0, |j| word(context, j));
    features(220, &[r.before, r.counts], emit);
    features(221, &[r.before, r.gap, r.same_sentence], emit);
    features(222, &[r.before, r.adjacent, r.counts], emit);
    features(223, &[r.before, r.sentences, r.marks], emit);
    features(224, &[r.before, first], emit);
    features(225, &[r.before, last, r.adjacent], emit);
    features(226, &[r.before, before, r.adjacent], emit);
    features(227, &[r.before, who, r.sentences], emit);
    features(228, &[r.counts, r.gap, r.before, r.same_sentence], emit);
    features(229, &[first, r.counts, r.before, r.same_sentence], emit);
    features(230, &[r.before, r.marks, r.counts, r.sentences], emit);
}

/// Features of a cue that has no source.
pub(crate) fn no_source_features(
    context: &Context,
    spans: &[Labelled],
    cue: usize,
    emit: &mut dyn FnMut(u64),
) {
    let k = &spans[cue].tokens;
    let before = k.start.checked_sub(1).map_or(0, |j| word(context, j));
    features(240, &[0], emit);
    features(241, &[word(context, k.start)], emit);
    features(242, &[word(context, k.end - 1)], emit);
    features(243, &[before], emit);
    let near = cue.saturating_sub(REACH)..(cue + REACH + 1).min(spans.len());
    let same = spans[near].iter().any(|s| {
        s.role == Role::Source && context.sentence[s.tokens.start] == context.sentence[k.start]
    });
    features(244, &[u64::from(same)], emit);
    features(245, &[u64::from(same), word(context, k.start)], emit);
}
