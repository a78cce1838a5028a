//! Trains the tagger, the parser and the labeller of [`syntax`](crate::syntax) on treebanks.

use std::fmt;
use std::path::{Path, PathBuf};

use super::linear::Random;
use super::sparse::{MARGIN, Perceptron};
use super::treebank::{self, Gold};
use crate::error::ErrorKind;
use crate::model::SparseWeights;
use crate::syntax::form::Form;
use crate::syntax::habit::Habits;
use crate::syntax::parser::{self, Action, Node, State};
use crate::syntax::{Models, Relation, Tag, forms, labeller, tagger};
use crate::{Document, Error};

const TAGGER_BITS: u32 = 15;
const PARSER_BITS: u32 = 18;
const LABELLER_BITS: u32 = 15;
const FOLDS: usize = 5;
/// Times that the models read all examples, before pruning and after it.
const WIDE_ROUNDS: usize = 6;
const FINAL_ROUNDS: usize = 10;
/// A sentence ready for training.
struct Example {
    document: String,
    forms: Vec<Form>,
    gold: Gold,
    /// Tags of a tagger that has not seen the sentence.
    tags: Vec<Tag>,
}

/// How well a treebank is tagged and parsed, on our own tokens.
#[derive(Clone, Copy, Debug, Default)]
struct Scores {
    /// Tokens counted.
    tokens: usize,
    /// With the right universal part of speech.
    universal: usize,
    /// With the right tag.
    tag: usize,
    /// With the right head.
    head: usize,
    /// With the right head and relation.
    labelled: usize,
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |n: usize| 100.0 * n as f64 / self.tokens.max(1) as f64;
        write!(
            f,
            "{} | {:.2} | {:.2} | {:.2} | {:.2}",
            self.tokens,
            percent(self.universal),
            percent(self.tag),
            percent(self.head),
            percent(self.labelled),
        )
    }
}

fn read(paths: &[PathBuf]) -> Result<Vec<Example>, Error> {
    let mut examples = Vec::new();
    for path in paths {
        for sentence in treebank::read(path)? {
            let document = Document::new(&sentence.text);
            if let Some(gold) = sentence.gold(&document) {
                let forms = forms(&document);
                examples.push(Example {
                    document: sentence.document.clone(),
                    tags: vec![Tag::Other; forms.len()],
                    forms,
                    gold,
                });
            }
        }
    }
    Ok(examples)
}

/// Trains all three models and writes their weights into a folder, with a card.
pub fn train(treebanks: &[PathBuf], dev: &[PathBuf], into: &Path, date: &str) -> Result<(), Error> {
    let mut examples = read(treebanks)?;
    let dev = read(dev)?;
    let (sentences, tokens) = size(&examples);
    // Parser and labeller must learn from tags as faulty as those they will meet.
    for fold in 0..FOLDS {
        let others = examples.iter().enumerate();
        let others = others.filter(|(i, _)| i % FOLDS != fold);
        let others: Vec<&Example> = others.map(|(_, example)| example).collect();
        let bytes = pruned(TAGGER_BITS, |perceptron, rounds| {
            learn_tags(perceptron, &others, rounds);
        });
        let weights = SparseWeights::from_bytes("tagger", &bytes)?;
        let tag = |example: &mut Example| {
            example.tags = tags_of(&example.forms, |view| tagger::best(&weights, view));
        };
        examples.iter_mut().skip(fold).step_by(FOLDS).for_each(tag);
    }
    eprintln!("tags of the folds are ready");
    let examples: Vec<&Example> = examples.iter().collect();
    let tagger = pruned(TAGGER_BITS, |perceptron, rounds| {
        learn_tags(perceptron, &examples, rounds);
    });
    let parser = pruned(PARSER_BITS, |perceptron, rounds| {
        learn_arcs(perceptron, &examples, rounds);
    });
    let labeller = pruned(LABELLER_BITS, |perceptron, rounds| {
        learn_relations(perceptron, &examples, rounds);
    });
    let models = Models {
        habits: [Habits::NONE; 3],
        tagger: SparseWeights::from_bytes("tagger", &tagger)?,
        parser: SparseWeights::from_bytes("parser", &parser)?,
        labeller: SparseWeights::from_bytes("labeller", &labeller)?,
    };
    let mut lines = Vec::new();
    for (name, part) in [("All", ""), ("GUM", "GUM"), ("GUM news", "GUM_news")] {
        let examples = dev.iter().filter(|e| e.document.starts_with(part));
        lines.push(format!("| {name} | {} |", score(&models, examples)));
    }
    let files = [
        ("tagger.bin", tagger),
        ("parser.bin", parser),
        ("labeller.bin", labeller),
    ];
    eprintln!("{}", lines.join("\n"));
    let mut card = format!(
        include_str!("syntax_card.md"),
        date = date,
        sentences = sentences,
        tokens = tokens,
        scores = lines.join("\n"),
    );
    for (name, bytes) in &files {
        let hash = crate::syntax::fingerprint(bytes);
        card += &format!("| `{name}` | {} | `{hash:016x}` |\n", bytes.len());
        write(&into.join(name), bytes)?;
    }
    write(&into.join("syntax.md"), card.as_bytes())
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|source| {
        Error::new(ErrorKind::Io {
            place: path.display().to_string(),
            source,
        })
    })
}

fn size(examples: &[Example]) -> (usize, usize) {
    let tokens = examples.iter().map(|example| example.forms.len()).sum();
    (examples.len(), tokens)
}

fn tags_of(forms: &[Form], mut choose: impl FnMut(&tagger::View<'_>) -> Tag) -> Vec<Tag> {
    let mut tags = vec![Tag::Other; forms.len()];
    tagger::tag(forms, 0..forms.len(), &mut tags, |_, view| choose(view));
    tags
}

fn parse(models: &Models<'_>, forms: &[Form]) -> Gold {
    let tags = tags_of(forms, |view| tagger::best(&models.tagger, view));
    let mut nodes = nodes(forms, &tags);
    let all = 0..nodes.len();
    let mut order = Vec::new();
    parser::parse(
        &mut nodes,
        all.clone(),
        &mut Vec::new(),
        &mut order,
        |nodes, state| parser::best(&models.parser, state, nodes),
    );
    let mut relations = vec![Relation::Dependent; nodes.len()];
    labeller::label(forms, &nodes, all, &order, &mut relations, |_, view| {
        labeller::best(&models.labeller, view)
    });
    let head = |node: &Node| (node.head != parser::NONE).then_some(node.head as usize);
    Gold {
        tags,
        heads: nodes.iter().map(head).collect(),
        relations,
    }
}

/// Learns with all features, then again with those that fit the table.
fn pruned<const L: usize>(bits: u32, learn: impl Fn(&mut Perceptron<L>, usize)) -> Vec<u8> {
    let mut all = Perceptron::new();
    learn(&mut all, WIDE_ROUNDS);
    let mut kept = Perceptron::of_features(&all.strongest(bits));
    learn(&mut kept, FINAL_ROUNDS);
    kept.to_bytes(bits)
}

fn learn_tags(
    perceptron: &mut Perceptron<{ tagger::LABELS }>,
    examples: &[&Example],
    rounds: usize,
) {
    let mut order = examples.to_vec();
    let mut random = Random(0);
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for example in &order {
            let mut tags = vec![Tag::Other; example.forms.len()];
            tagger::tag(&example.forms, 0..tags.len(), &mut tags, |i, view| {
                let guess = perceptron.learn(&view.features(), example.gold.tags[i] as usize);
                Tag::ALL[guess]
            });
        }
    }
}

fn nodes(forms: &[Form], tags: &[Tag]) -> Vec<Node> {
    let pairs = forms.iter().zip(tags).enumerate();
    pairs
        .map(|(i, (form, &tag))| Node::new(i, form, tag))
        .collect()
}

fn learn_arcs(
    perceptron: &mut Perceptron<{ parser::LABELS }>,
    examples: &[&Example],
    rounds: usize,
) {
    let mut order = examples.to_vec();
    let mut random = Random(0);
    let (mut stack, mut arcs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        random.shuffle(&mut order);
        for example in &order {
            let oracle = Oracle::new(&example.gold);
            let mut nodes = nodes(&example.forms, &example.tags);
            let all = 0..nodes.len();
            arcs.clear();
            parser::parse(&mut nodes, all, &mut stack, &mut arcs, |nodes, state| {
                let features = &parser::features(nodes, state);
                let scores = perceptron.scores(features);
                let guess = parser::best_legal(state, scores);
                perceptron.tick();
                let costs = oracle.costs(state);
                let all = [0.0, scores[0], scores[1]];
                let right = cheapest(costs, all);
                let wrong = (0..3)
                    .filter(|&i| costs[i] != IMPOSSIBLE && costs[i] > costs[right as usize])
                    .max_by(|&i, &j| all[i].total_cmp(&all[j]));
                if let Some(wrong) = wrong
                    && all[right as usize] - all[wrong] < MARGIN
                {
                    for (action, by) in [(right as usize, 1.0), (wrong, -1.0)] {
                        // Shift has no scores of its own.
                        if let Some(label) = action.checked_sub(1) {
                            perceptron.adjust(features, label, by);
                        }
                    }
                }
                // Later rounds follow the parser into its own mistakes.
                if round > 0 && random.next() % 100 < 90 {
                    guess
                } else {
                    right
                }
            });
        }
    }
}

/// The action of the lowest cost; of several the one with the highest score.
fn cheapest(costs: [usize; 3], scores: [f32; 3]) -> Action {
    let mut best = 0;
    for i in 1..3 {
        if (costs[i], -scores[i]) < (costs[best], -scores[best]) {
            best = i;
        }
    }
    Action::ALL[best]
}

/// How many arcs of the gold tree each action puts out of reach (Goldberg and Nivre 2013).
struct Oracle<'g> {
    gold: &'g Gold,
    children: Vec<Vec<usize>>,
}

const IMPOSSIBLE: usize = usize::MAX;

impl<'g> Oracle<'g> {
    fn new(gold: &'g Gold) -> Self {
        let mut children = vec![Vec::new(); gold.heads.len()];
        for (i, head) in gold.heads.iter().enumerate() {
            if let Some(head) = *head {
                children[head].push(i);
            }
        }
        Self { gold, children }
    }

    fn costs(&self, state: &State<'_>) -> [usize; 3] {
        let legal = state.legal();
        let next = state.next as usize;
        let depth = state.stack.len();
        let stacked = |i: usize| state.stack[i] as usize;
        let mut costs = [IMPOSSIBLE; 3];
        if legal[Action::Shift as usize] {
            let head_lost = self.gold.heads[next].is_some_and(|head| {
                head < next && state.stack[..depth.saturating_sub(1)].contains(&(head as u32))
            });
            let children = self.children[next].iter();
            let children_lost = children
                .filter(|&&child| child < next && state.stack.contains(&(child as u32)))
                .count();
            costs[Action::Shift as usize] = usize::from(head_lost) + children_lost;
        }
        if depth > 0 {
            let top = stacked(depth - 1);
            let head = self.gold.heads[top];
            let children_lost = self.children[top].iter().filter(|&&c| c >= next).count();
            let ahead = head.is_none_or(|head| head >= next);
            if legal[Action::Left as usize] {
                let here = if next == state.end as usize {
                    head.is_none()
                } else {
                    head == Some(next)
                };
                let below = depth > 1 && head == Some(stacked(depth - 2));
                costs[Action::Left as usize] =
                    children_lost + usize::from(!here && (ahead || below));
            }
            if legal[Action::Right as usize] {
                costs[Action::Right as usize] = children_lost + usize::from(ahead);
            }
        }
        costs
    }
}

fn learn_relations(
    perceptron: &mut Perceptron<{ labeller::LABELS }>,
    examples: &[&Example],
    rounds: usize,
) {
    let mut order = examples.to_vec();
    let mut random = Random(0);
    let (mut stack, mut arcs) = (Vec::new(), Vec::new());
    let index = |relation: Relation| {
        let place = labeller::RELATIONS.iter().position(|&r| r == relation);
        place.unwrap_or(labeller::LABELS - 1)
    };
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for example in &order {
            let mut nodes = nodes(&example.forms, &example.tags);
            let all = 0..nodes.len();
            let oracle = Oracle::new(&example.gold);
            arcs.clear();
            parser::parse(
                &mut nodes,
                all.clone(),
                &mut stack,
                &mut arcs,
                |_, state| cheapest(oracle.costs(state), [0.0; 3]),
            );
            let mut relations = vec![Relation::Dependent; nodes.len()];
            labeller::label(
                &example.forms,
                &nodes,
                all,
                &arcs,
                &mut relations,
                |i, view| {
                    let guess =
                        perceptron.learn(&view.features(), index(example.gold.relations[i]));
                    labeller::RELATIONS[guess]
                },
            );
        }
    }
}

fn score<'e>(models: &Models<'_>, examples: impl Iterator<Item = &'e Example>) -> Scores {
    let mut scores = Scores::default();
    for example in examples {
        let (gold, guess) = (&example.gold, parse(models, &example.forms));
        for i in 0..gold.tags.len() {
            let head = guess.heads[i] == gold.heads[i];
            let universal = guess.tags[i].universal() == gold.tags[i].universal();
            scores.tokens += 1;
            scores.universal += usize::from(universal);
            scores.tag += usize::from(guess.tags[i] == gold.tags[i]);
            scores.head += usize::from(head);
            scores.labelled += usize::from(head && guess.relations[i] == gold.relations[i]);
        }
    }
    scores
}
