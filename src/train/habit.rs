//! Tells the habits of the models of [`syntax`]: what they decide alike in many texts.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::attribution::lines;
use super::network::Text;
use super::syntax::write;
use crate::syntax::habit::{self, KEYS};
use crate::syntax::parser::{self, Node};
use crate::syntax::{self, Models, Relation, Tag, fingerprint, forms, labeller, tagger};
use crate::{Document, Error};

/// Slots of the habits of tagger, parser and labeller, as powers of two.
const BITS: [u32; 3] = [13, 15, 13];
/// A habit was met so often at least.
const OFTEN: u32 = 10;
/// Of 100 decisions under one key, so many are alike at least; half a decision more is counted against it.
const ALIKE: f64 = 97.0;

/// A decision and the keys it may be known by.
type Decision = ([u64; KEYS], u8);

/// Parses the texts of JSONL files; writes the habits and a card into a folder.
///
/// # Errors
///
/// When a file cannot be read or written, or a line has no `text`.
pub fn train(articles: &[PathBuf], into: &Path, date: &str) -> Result<(), Error> {
    let models = Models::from_bytes(syntax::EMBEDDED)?;
    let mut decisions: [Vec<Decision>; 3] = Default::default();
    for path in articles {
        for Text { text } in lines(path, "an article with `text`")? {
            parse(&models, &Document::new(&text), &mut decisions);
        }
    }
    let habits: Vec<_> = BITS
        .into_iter()
        .zip(decisions.each_ref().map(|d| of(d)))
        .collect();
    let bytes = habit::to_bytes(&habits);
    let habits = habit::Habits::from_bytes(&bytes, syntax::LABELS)?;
    let mut card = format!(
        include_str!("habits_card.md"),
        date = date,
        tokens = decisions[0].len(),
        often = OFTEN,
        alike = ALIKE,
    );
    for ((name, habits), decisions) in ["tagger", "parser", "labeller"]
        .iter()
        .zip(habits)
        .zip(decisions)
    {
        let told = |d: &&Decision| habits.decide(d.0).is_some();
        let wrong = |d: &&Decision| habits.decide(d.0) != Some(d.1);
        let percent = |n: usize| 100.0 * n as f64 / decisions.len().max(1) as f64;
        let known = decisions.iter().filter(told).count();
        let others = decisions.iter().filter(told).filter(wrong).count();
        card += &format!(
            "| {name} | {} | {:.1} | {:.2} |\n",
            habits.len(),
            percent(known),
            percent(others)
        );
    }
    card += "\n| file | bytes | FNV-1a hash |\n|---|---|---|\n";
    for (name, bytes) in ["tagger", "parser", "labeller"]
        .into_iter()
        .zip(syntax::EMBEDDED)
        .chain([("habits", &bytes[..])])
    {
        card += &format!(
            "| `{name}.bin` | {} | `{:016x}` |\n",
            bytes.len(),
            fingerprint(bytes)
        );
    }
    write(&into.join("habits.bin"), &bytes)?;
    write(&into.join("habits.md"), card.as_bytes())
}

/// Keeps what the models decide in a document.
fn parse(models: &Models<'_>, document: &Document<'_>, decisions: &mut [Vec<Decision>; 3]) {
    let [tags_told, actions, relations_told] = decisions;
    let forms = forms(document);
    let mut tags = vec![Tag::default(); forms.len()];
    for sentence in document.sentences() {
        tagger::tag(&forms, sentence.tokens.clone(), &mut tags, |_, view| {
            let tag = tagger::best(&models.tagger, view);
            tags_told.push((view.keys(), tag as u8));
            tag
        });
    }
    let tagged = forms.iter().zip(&tags).enumerate();
    let mut nodes: Vec<Node> = tagged
        .map(|(i, (form, &tag))| Node::new(i, form, tag))
        .collect();
    let (mut stack, mut order) = (Vec::new(), Vec::new());
    let mut relations = vec![Relation::default(); forms.len()];
    for sentence in document.sentences() {
        let range = sentence.tokens.clone();
        order.clear();
        parser::parse(
            &mut nodes,
            range.clone(),
            &mut stack,
            &mut order,
            |nodes, state| {
                let action = parser::best(&models.parser, state, nodes);
                actions.push((parser::keys(nodes, state), action as u8));
                action
            },
        );
        labeller::label(&forms, &nodes, range, &order, &mut relations, |_, view| {
            let best = labeller::best_index(&models.labeller, view);
            relations_told.push((view.keys(), best));
            labeller::RELATIONS[usize::from(best)]
        });
    }
}

/// The habits in decisions, most frequent first: those of the first key, then those of the next one among the rest.
fn of(decisions: &[Decision]) -> Vec<(u64, u8)> {
    let mut habits = Vec::new();
    let mut rest: Vec<&Decision> = decisions.iter().collect();
    for k in 0..KEYS {
        let mut counts: HashMap<u64, BTreeMap<u8, u32>> = HashMap::new();
        for (keys, decision) in &rest {
            *counts
                .entry(keys[k])
                .or_default()
                .entry(*decision)
                .or_default() += 1;
        }
        let known: HashMap<u64, (u32, u8)> = counts
            .into_iter()
            .filter_map(|(key, counts)| {
                let all: u32 = counts.values().sum();
                let (&decision, &most) = counts.iter().max_by_key(|(_, count)| **count)?;
                let alike = 100.0 * f64::from(most) >= ALIKE * (f64::from(all) + 0.5);
                (all >= OFTEN && alike).then_some((key, (all, decision)))
            })
            .collect();
        rest.retain(|(keys, _)| !known.contains_key(&keys[k]));
        habits.extend(known);
    }
    habits.sort_unstable_by_key(|&(key, (count, _))| (std::cmp::Reverse(count), key));
    habits
        .into_iter()
        .map(|(key, (_, decision))| (key, decision))
        .collect()
}
