//! “The senator reportedly sold the house”: an adverb that leaves the sentence to others, who are not named.

use std::ops::Range;

use super::draft::Draft;
use super::sieve::{Scene, is_running};
use super::{AttributionKind, Rule};
use crate::hash::Words;
use crate::syntax::Relation;
use crate::text::{TokenId, TokenKind};

/// Of adverbs of hearsay, those that leave a sentence to others. “Supposedly” and “apparently” mostly judge it.
pub(super) const HEARSAY: Words<3> = Words::new(["reportedly", "allegedly", "purportedly"]);
/// The longest way from the adverb up to the verb of its clause.
const STEPS: usize = 3;
/// How often the words of a paragraph are told by such clauses at most, one within the other, so that a text of nothing but
/// adverbs is read in linear time.
const OVER: usize = 4;

/// The attributions by adverbs that no other attribution has words with.
pub(super) fn find(scene: &Scene<'_, '_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for paragraph in scene.document.paragraphs() {
        if !is_running(paragraph.region) {
            continue;
        }
        let mut left = OVER * paragraph.tokens.len();
        for i in paragraph.tokens.clone() {
            let here = HEARSAY.contains(scene.document.tokens()[i].folded)
                && is_free(scene, i)
                && scene.context.quoted[i] == u32::MAX;
            let Some(clause) = here.then(|| clause(scene, i)).flatten() else {
                continue;
            };
            let Some(rest) = left.checked_sub(clause.len()) else {
                break;
            };
            left = rest;
            drafts.extend(draft(scene, i, clause));
        }
    }
    drafts
}

/// Whether no attribution with content has this token.
fn is_free(scene: &Scene<'_, '_>, token: usize) -> bool {
    scene.draft_of[token].is_none_or(|d| scene.drafts[d as usize].content.is_empty())
}

fn draft(scene: &Scene<'_, '_>, adverb: usize, clause: Range<usize>) -> Option<Draft> {
    let pieces = [clause.start..adverb, adverb + 1..clause.end];
    let content: Vec<Range<usize>> = pieces
        .into_iter()
        .map(|piece| trimmed(scene, piece))
        .filter(|piece| !piece.is_empty())
        .collect();
    let free = |range: &Range<usize>| range.clone().all(|i| is_free(scene, i));
    let whole = content.iter().map(ExactSizeIterator::len).sum::<usize>() > 2;
    (whole && content.iter().all(free)).then(|| Draft {
        source: None,
        cue: Some(adverb..adverb + 1),
        content,
        kind: AttributionKind::Adverb,
        rule: Rule::Adverb,
        confidence: 0.6,
    })
}

/// The words of the nearest verb above the adverb that has a subject of its own.
fn clause(scene: &Scene<'_, '_>, adverb: usize) -> Option<Range<usize>> {
    let mut at = TokenId(adverb as u32);
    for _ in 0..STEPS {
        at = scene.syntax.head(at)?;
        if scene.syntax.first_child(at, Relation::is_subject).is_some() {
            return Some(scene.syntax.subtree(at));
        }
    }
    None
}

/// Without punctuation, “and” and “but” at its ends.
fn trimmed(scene: &Scene<'_, '_>, mut range: Range<usize>) -> Range<usize> {
    let tokens = scene.document.tokens();
    let stop = |i: usize| tokens[i].kind == TokenKind::Punctuation;
    while !range.is_empty()
        && (stop(range.start) || tokens[range.start].is("and") || tokens[range.start].is("but"))
    {
        range.start += 1;
    }
    while !range.is_empty() && stop(range.end - 1) {
        range.end -= 1;
    }
    range
}
