//! Parts of speech and dependencies: which word depends on which, and how.
//!
//! Three small linear models with hashed features run one after the other: a tagger, a greedy
//! transition parser, a labeller of its arcs. What they decide alike wherever a few things are alike is
//! looked up instead. Each takes a fixed number of steps a token, so time is
//! linear in the length of the text, whatever the length of a sentence.
//!
//! ```
//! use onrecord::syntax::{self, Relation};
//! use onrecord::{Document, text::TokenId};
//!
//! let document = Document::new("Taxes will fall, the senator said.");
//! let syntax = syntax::parse(&document);
//! let said = TokenId(6);
//! assert!(syntax.is_verb(said));
//! let senator = syntax.subject_of(said).unwrap();
//! let subject = syntax.subtree(senator);
//! let words: Vec<&str> = subject.map(|i| document.slice(document.tokens()[i].span)).collect();
//! assert_eq!(words, ["the", "senator"]);
//! assert_eq!(syntax.relation(senator), Relation::Subject);
//! ```

pub(crate) mod form;
pub(crate) mod habit;
pub(crate) mod labeller;
pub(crate) mod parser;
mod relation;
mod tag;
pub(crate) mod tagger;

use std::ops::Range;

use once_cell::sync::Lazy;

pub use relation::Relation;
pub use tag::Tag;

use crate::model::SparseWeights;
use crate::text::{Sentence, TokenId};
use crate::{Document, Error};
use form::{Form, Place};
use habit::Habits;
use parser::{Action, NONE, Node, State};

/// The weights of the three models, and their habits.
pub(crate) struct Models<'w> {
    pub(crate) habits: [Habits<'w>; 3],
    pub(crate) tagger: SparseWeights<'w, { tagger::LABELS }>,
    pub(crate) parser: SparseWeights<'w, { parser::LABELS }>,
    pub(crate) labeller: SparseWeights<'w, { labeller::LABELS }>,
}

/// The embedded weights of the tagger, the parser and the labeller.
pub(crate) static EMBEDDED: [&[u8]; 3] = [
    include_bytes!("tagger.bin"),
    include_bytes!("parser.bin"),
    include_bytes!("labeller.bin"),
];

/// The embedded habits of the three.
pub(crate) static HABITS: &[u8] = include_bytes!("habits.bin");

impl<'w> Models<'w> {
    /// Reads the weights of the tagger, the parser and the labeller; no habits.
    pub(crate) fn from_bytes([tagger, parser, labeller]: [&'w [u8]; 3]) -> Result<Self, Error> {
        Ok(Self {
            habits: [Habits::NONE; 3],
            tagger: SparseWeights::from_bytes("tagger.bin", tagger)?,
            parser: SparseWeights::from_bytes("parser.bin", parser)?,
            labeller: SparseWeights::from_bytes("labeller.bin", labeller)?,
        })
    }

    /// The same with habits.
    pub(crate) fn with_habits(self, habits: &'w [u8]) -> Result<Self, Error> {
        let habits = Habits::from_bytes(habits, LABELS)?;
        Ok(Self { habits, ..self })
    }

    fn tag(&self, view: &tagger::View<'_>) -> Tag {
        match self.habits[0].decide(view.keys()) {
            Some(tag) => Tag::ALL[usize::from(tag)],
            None => tagger::best(&self.tagger, view),
        }
    }

    fn act(&self, nodes: &[Node], state: &State<'_>) -> Action {
        let legal = state.legal();
        let habit = self.habits[1].decide(parser::keys(nodes, state));
        match habit.map(usize::from).filter(|&action| legal[action]) {
            Some(action) => Action::ALL[action],
            None => parser::best(&self.parser, state, nodes),
        }
    }

    fn relate(&self, view: &labeller::View<'_>) -> Relation {
        match self.habits[2].decide(view.keys()) {
            Some(relation) => labeller::RELATIONS[usize::from(relation)],
            None => labeller::best(&self.labeller, view),
        }
    }
}

/// Between how many tags, actions and relations habits decide.
pub(crate) const LABELS: [usize; 3] = [tagger::LABELS, Action::ALL.len(), labeller::LABELS];

static MODELS: Lazy<Models<'static>> = Lazy::new(|| {
    let models = Models::from_bytes(EMBEDDED).and_then(|models| models.with_habits(HABITS));
    models.expect("the embedded weights are whole: a test reads them")
});

/// Tag, head and relation of every token of a document.
///
/// The arcs of a sentence are a projective tree with one root: every subtree is a range of tokens.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    arcs: Vec<Arc>,
    /// The dependents of all tokens, head by head, in order.
    children: Vec<TokenId>,
    /// Where the dependents of a token begin in `children`; one more at the end.
    offsets: Vec<u32>,
}

/// A token's place in the tree.
#[derive(Clone, Copy, Debug)]
struct Arc {
    head: u32,
    first: u32,
    last: u32,
    tag: Tag,
    relation: Relation,
}

impl Syntax {
    /// The part of speech of a token.
    #[must_use]
    pub fn tag(&self, token: TokenId) -> Tag {
        self.arcs[token.index()].tag
    }

    /// The token that this one depends on; none for the root of a sentence.
    #[must_use]
    pub fn head(&self, token: TokenId) -> Option<TokenId> {
        let head = self.arcs[token.index()].head;
        (head != NONE).then_some(TokenId(head))
    }

    /// How a token depends on its head.
    #[must_use]
    pub fn relation(&self, token: TokenId) -> Relation {
        self.arcs[token.index()].relation
    }

    /// The dependents of a token, in order.
    #[must_use]
    pub fn children(&self, token: TokenId) -> &[TokenId] {
        let i = token.index();
        &self.children[self.offsets[i] as usize..self.offsets[i + 1] as usize]
    }

    /// A token with all that depends on it, directly or not, as a range of indexes into
    /// [`Document::tokens`].
    #[must_use]
    pub fn subtree(&self, token: TokenId) -> Range<usize> {
        let arc = &self.arcs[token.index()];
        arc.first as usize..arc.last as usize + 1
    }

    /// The first dependent of a token with a relation; of a token with more than a hundred dependents, one of the first
    /// hundred.
    #[must_use]
    pub fn child(&self, token: TokenId, relation: Relation) -> Option<TokenId> {
        self.first_child(token, |found| found == relation)
    }

    /// The first dependent whose relation passes. Sound sentences have no wider trees; the bound keeps the call constant
    /// in time.
    pub(crate) fn first_child(
        &self,
        token: TokenId,
        is: impl Fn(Relation) -> bool,
    ) -> Option<TokenId> {
        const WIDEST: usize = 100;
        let mut children = self.children(token).iter().copied().take(WIDEST);
        children.find(|&child| is(self.relation(child)))
    }

    /// The subject of a verb, adjective or noun: its own, else that of the verb it is coordinated
    /// with or whose open complement it is (“Ortiz” of “said” in “Ortiz smiled and said”).
    #[must_use]
    pub fn subject_of(&self, token: TokenId) -> Option<TokenId> {
        let mut verb = token;
        // Longer chains do not happen in sound sentences; the bound keeps the call constant in time.
        for _ in 0..4 {
            if let Some(subject) = self.first_child(verb, Relation::is_subject) {
                return Some(subject);
            }
            match self.relation(verb) {
                Relation::Conjunct | Relation::OpenComplement => verb = self.head(verb)?,
                _ => return None,
            }
        }
        None
    }

    /// Returns true for main verbs of any form.
    #[must_use]
    pub fn is_verb(&self, token: TokenId) -> bool {
        self.tag(token).is_verb()
    }

    fn new(nodes: &[Node], relations: &[Relation]) -> Self {
        let mut offsets = vec![0_u32; nodes.len() + 2];
        for node in nodes.iter().filter(|node| node.head != NONE) {
            offsets[node.head as usize + 2] += 1;
        }
        for i in 2..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        // `offsets[head + 1]` is the next free place of a head, and its end when all are placed.
        let mut children = vec![TokenId(0); offsets[nodes.len() + 1] as usize];
        for (i, node) in nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.head != NONE)
        {
            let place = &mut offsets[node.head as usize + 1];
            children[*place as usize] = TokenId(i as u32);
            *place += 1;
        }
        offsets.pop();
        let arcs = nodes.iter().zip(relations).map(|(node, &relation)| Arc {
            head: node.head,
            first: node.first,
            last: node.last,
            tag: node.tag,
            relation,
        });
        Self {
            arcs: arcs.collect(),
            children,
            offsets,
        }
    }
}

/// Parses a document, sentence by sentence.
#[must_use]
pub fn parse(document: &Document<'_>) -> Syntax {
    parse_with(&MODELS, document)
}

/// Parses with the weights given.
pub(crate) fn parse_with(models: &Models<'_>, document: &Document<'_>) -> Syntax {
    let mut trees = Trees::tagged(models, document);
    trees.attach(models);
    trees.label(models)
}

/// Parses several documents, one model after the other, so that what one looks up stays near the processor.
pub(crate) fn parse_all(documents: &[&Document<'_>]) -> Vec<Syntax> {
    let tagged = documents.iter().map(|d| Trees::tagged(&MODELS, d));
    let mut trees: Vec<Trees<'_>> = tagged.collect();
    trees.iter_mut().for_each(|t| t.attach(&MODELS));
    trees.iter().map(|t| t.label(&MODELS)).collect()
}

/// The trees of a document, model after model.
struct Trees<'d> {
    sentences: &'d [Sentence],
    forms: Vec<Form>,
    nodes: Vec<Node>,
    /// The tokens of every sentence, in the order in which they found their heads.
    order: Vec<u32>,
}

impl<'d> Trees<'d> {
    /// Tokens with their parts of speech.
    fn tagged(models: &Models<'_>, document: &'d Document<'_>) -> Self {
        let sentences = document.sentences();
        let forms = forms(document);
        let mut tags = vec![Tag::default(); forms.len()];
        for sentence in sentences {
            let range = sentence.tokens.clone();
            tagger::tag(&forms, range, &mut tags, |_, view| models.tag(view));
        }
        let tagged = forms.iter().zip(&tags).enumerate();
        Self {
            sentences,
            nodes: tagged
                .map(|(i, (form, &tag))| Node::new(i, form, tag))
                .collect(),
            order: Vec::with_capacity(forms.len()),
            forms,
        }
    }

    /// Finds the head of every token.
    fn attach(&mut self, models: &Models<'_>) {
        let (mut stack, nodes) = (Vec::new(), &mut self.nodes);
        for sentence in self.sentences {
            let range = sentence.tokens.clone();
            parser::parse(nodes, range, &mut stack, &mut self.order, |nodes, state| {
                models.act(nodes, state)
            });
        }
    }

    /// Names the relations of tokens to their heads.
    fn label(&self, models: &Models<'_>) -> Syntax {
        let mut relations = vec![Relation::default(); self.forms.len()];
        let mut rest = &self.order[..];
        for sentence in self.sentences {
            let range = sentence.tokens.clone();
            let (order, others) = rest.split_at(range.len());
            rest = others;
            labeller::label(
                &self.forms,
                &self.nodes,
                range,
                order,
                &mut relations,
                |_, view| models.relate(view),
            );
        }
        Syntax::new(&self.nodes, &relations)
    }
}

pub(crate) fn forms(document: &Document<'_>) -> Vec<Form> {
    let mut forms = Vec::with_capacity(document.tokens().len());
    for sentence in document.sentences() {
        for (i, token) in document.tokens()[sentence.tokens.clone()]
            .iter()
            .enumerate()
        {
            let place = if i == 0 { Place::First } else { Place::Later };
            forms.push(Form::new(document, token, place));
        }
    }
    forms
}

/// The hash of a weight file, as its card states it.
#[cfg(any(test, feature = "train"))]
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    crate::hash::finish(bytes.iter().fold(crate::hash::SEED, |hash, &byte| {
        crate::hash::add_byte(hash, byte)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree of a sentence, one line a token: word, head, relation.
    fn tree(text: &str) -> Vec<String> {
        let document = Document::new(text);
        let syntax = parse(&document);
        let word = |token: TokenId| document.slice(document.tokens()[token.index()].span);
        (0..document.tokens().len() as u32)
            .map(TokenId)
            .map(|token| {
                let head = syntax.head(token).map_or("-", word);
                let relation = syntax.relation(token).universal();
                format!("{} {relation} {head}", word(token))
            })
            .collect()
    }

    #[test]
    fn content_depends_on_its_cue() {
        assert_eq!(
            tree("The governor said that taxes will fall."),
            [
                "The det governor",
                "governor nsubj said",
                "said root -",
                "that mark fall",
                "taxes nsubj fall",
                "will aux fall",
                "fall ccomp said",
                ". punct said",
            ]
        );
    }

    #[test]
    fn content_may_come_first() {
        let tree = tree("“The law is bad,” the senator said.");
        assert_eq!(tree[4], "bad ccomp said");
        assert_eq!(tree[8], "senator nsubj said");
    }

    #[test]
    fn any_text_has_one_root_a_sentence() {
        for text in ["", " ", ".", "((((((", "said said said", "“”“”, — 5 %\n\nx"] {
            let document = Document::new(text);
            let syntax = parse(&document);
            for sentence in document.sentences() {
                let tokens = sentence.tokens.clone().map(|i| TokenId(i as u32));
                let roots: Vec<TokenId> = tokens.filter(|&t| syntax.head(t).is_none()).collect();
                assert_eq!(roots.len(), 1, "{text}");
                assert_eq!(syntax.subtree(roots[0]), sentence.tokens, "{text}");
            }
        }
    }

    #[test]
    fn subtrees_hold_their_dependents() {
        let document =
            Document::new("Voters in Ohio, who were told of cuts, want none, aides say.");
        let syntax = parse(&document);
        for i in 0..document.tokens().len() {
            let token = TokenId(i as u32);
            let subtree = syntax.subtree(token);
            assert!(subtree.contains(&i));
            for &child in syntax.children(token) {
                assert_eq!(syntax.head(child), Some(token));
                let inner = syntax.subtree(child);
                assert!(subtree.start <= inner.start && inner.end <= subtree.end);
            }
        }
    }

    #[test]
    fn weights_belong_to_their_card() {
        let card = include_str!("syntax.md");
        for (name, bytes) in [
            ("tagger.bin", &include_bytes!("tagger.bin")[..]),
            ("parser.bin", include_bytes!("parser.bin")),
            ("labeller.bin", include_bytes!("labeller.bin")),
        ] {
            let line = format!(
                "| `{name}` | {} | `{:016x}` |",
                bytes.len(),
                fingerprint(bytes)
            );
            assert!(card.contains(&line), "{name} is not the file of the card");
        }
    }
}
