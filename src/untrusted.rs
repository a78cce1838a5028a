//! Tables and weights from bytes that nobody vouches for: what the fuzz targets and the tests of damage read.
//!
//! No part of the API, and free to change.

use std::borrow::Cow;
#[cfg(feature = "neural")]
use std::sync::LazyLock;

use crate::attribution::{network, tagger};
use crate::gazetteer::{self, NameTable};
use crate::mention::tagger as names;
use crate::model::Weights;
use crate::syntax::{self, Models};
use crate::{Article, Document, Error, Gazetteer, attribution, entity, mention, quotation};
#[cfg(feature = "neural")]
use crate::{hash, model};

/// A kind of file that is embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// `gazetteer.bin`
    Gazetteer,
    /// `names.bin` of the gazetteer
    NameCounts,
    /// `names.bin` of mentions
    Names,
    /// `attribution.bin`
    Attribution,
    /// `network.bin`
    Network,
    /// `tagger.bin`
    Tagger,
    /// `parser.bin`
    Parser,
    /// `labeller.bin`
    Labeller,
    /// `habits.bin`
    Habits,
    /// The accurate engine.
    #[cfg(feature = "neural")]
    Engine,
    /// An engine with an encoder of two small layers that has learned nothing.
    #[cfg(feature = "neural")]
    SmallEngine,
}

impl File {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Gazetteer,
        Self::NameCounts,
        Self::Names,
        Self::Attribution,
        Self::Network,
        Self::Tagger,
        Self::Parser,
        Self::Labeller,
        Self::Habits,
        #[cfg(feature = "neural")]
        Self::Engine,
        #[cfg(feature = "neural")]
        Self::SmallEngine,
    ];

    /// A whole file of this kind, the embedded one where there is one.
    #[must_use]
    pub fn whole(self) -> &'static [u8] {
        #[cfg(feature = "neural")]
        static ENGINES: [LazyLock<Vec<u8>>; 2] = [
            LazyLock::new(|| attribution::ACCURATE.concat()),
            LazyLock::new(small_engine),
        ];
        match self {
            Self::Gazetteer => gazetteer::EMBEDDED,
            Self::NameCounts => gazetteer::NAMES,
            Self::Names => names::WEIGHTS,
            Self::Attribution => tagger::EMBEDDED,
            Self::Network => network::EMBEDDED,
            Self::Tagger => syntax::EMBEDDED[0],
            Self::Parser => syntax::EMBEDDED[1],
            Self::Labeller => syntax::EMBEDDED[2],
            Self::Habits => syntax::HABITS,
            #[cfg(feature = "neural")]
            Self::Engine => &ENGINES[0],
            #[cfg(feature = "neural")]
            Self::SmallEngine => &ENGINES[1],
        }
    }

    /// Reads bytes as a file of this kind and a text with it.
    ///
    /// # Errors
    ///
    /// When the bytes are no such file. Never panics, whatever they are.
    pub fn read(self, bytes: &[u8], text: &str) -> Result<(), Error> {
        let document = Document::new(text);
        match self {
            Self::Gazetteer => with_gazetteer(bytes, &document),
            Self::NameCounts => {
                let table = NameTable::from_bytes(bytes)?;
                for token in document.tokens() {
                    let _ = table.get(token.folded);
                }
                Ok(())
            }
            Self::Names => {
                let weights: Weights<'_, { names::TAGS }> = Weights::from_bytes("names", bytes)?;
                let mut scores = [0; names::TAGS];
                for token in document.tokens() {
                    weights.add(token.exact, &mut scores);
                }
                Ok(())
            }
            Self::Attribution => {
                let model = tagger::Model::from_bytes(bytes)?;
                let network = network::Tagger::embedded().clone();
                attributions(&fast(model, network), &document);
                Ok(())
            }
            Self::Network => {
                let network = network::Tagger::from_bytes(bytes)?;
                attributions(&fast(*tagger::Model::embedded(), network), &document);
                Ok(())
            }
            Self::Tagger | Self::Parser | Self::Labeller => {
                let mut files = syntax::EMBEDDED;
                files[self as usize - Self::Tagger as usize] = bytes;
                trees(&Models::from_bytes(files)?, &document);
                Ok(())
            }
            Self::Habits => {
                let models = Models::from_bytes(syntax::EMBEDDED)?;
                trees(&models.with_habits(bytes)?, &document);
                Ok(())
            }
            #[cfg(feature = "neural")]
            Self::Engine | Self::SmallEngine => {
                let engine = attribution::Parts::from_slices("untrusted", &[bytes], 0)?;
                attributions(&engine, &document);
                Ok(())
            }
        }
    }
}

/// Trees and the attributions found with them.
fn trees(models: &Models<'_>, document: &Document<'_>) {
    let syntax = syntax::parse_with(models, document);
    let quotations = quotation::find(document);
    let mentions = mention::find(document, Gazetteer::embedded());
    let _ = attribution::find(document, &syntax, &quotations, &mentions);
}

/// Mentions and entities, and everything that is told of the first entries and of those that were found.
fn with_gazetteer(bytes: &[u8], document: &Document<'_>) -> Result<(), Error> {
    let gazetteer = Gazetteer::from_bytes(Cow::Owned(bytes.to_vec()))?;
    let mentions = mention::find(document, &gazetteer);
    let article = Article::new(document.text()).with_date("2026-11-03");
    let _ = entity::cluster(&article, document, &mentions, &gazetteer);
    let found = mentions.iter().flat_map(|m| m.candidates.iter());
    let found = found.map(|&id| gazetteer.entry(id));
    for entry in gazetteer.entries().take(64).chain(found) {
        let roles = entry.roles().map(|role| role.label.len()).sum::<usize>();
        let aliases = entry.aliases().map(str::len).sum::<usize>();
        let others = [
            entry.party(),
            entry.state(),
            entry.country(),
            entry.sovereign(),
        ];
        let others = others.iter().flatten().map(|other| other.id().len());
        let _ = (roles, aliases, others.sum::<usize>());
        let _ = (entry.name(), entry.kind(), entry.gender(), entry.tier());
        let _ = (entry.surname(), entry.wikidata());
        let _ = gazetteer.id_of(&entry.id());
    }
    Ok(())
}

fn fast<'w>(model: tagger::Model<'w>, network: network::Tagger<'w>) -> attribution::Parts<'w> {
    attribution::Parts {
        name: "untrusted",
        model,
        network,
        #[cfg(feature = "neural")]
        second: None,
    }
}

fn attributions(engine: &attribution::Parts<'_>, document: &Document<'_>) {
    let syntax = syntax::parse(document);
    let quotations = quotation::find(document);
    let mentions = mention::find(document, Gazetteer::embedded());
    let memory = &mut attribution::Memory::default();
    let found = attribution::find_with(engine, memory, document, &syntax, &quotations, &mentions);
    let of_text = |span: &crate::Span| document.text().get(span.start()..span.end()).is_some();
    assert!(found.iter().flat_map(|a| &a.content).all(of_text));
}

/// An engine that is read in no time, of every section that a large one has.
#[cfg(feature = "neural")]
fn small_engine() -> Vec<u8> {
    const PIECES: &str = "[MASK]\n[UNK]\n[CLS]\n[SEP]\nsaid\ntax\n##es\nwill\n\"\n,";
    const WIDTH: usize = 8;
    const HEADS: usize = 2;
    const INNER: usize = 12;
    const LAYERS: usize = 2;
    const WINDOW: usize = 24;
    const ROWS: usize = 3;
    let labels = attribution::label::LABELS;
    let pieces = PIECES.lines().count();
    let tables = network::FEATURES - 1;
    let mut bytes = Vec::new();
    let model = tagger::EMBEDDED;
    bytes.extend_from_slice(attribution::ENGINE);
    bytes.extend_from_slice(&(model.len() as u32).to_le_bytes());
    bytes.extend_from_slice(model);
    bytes.extend_from_slice(model::transformer::MAGIC);
    let sizes = [WIDTH, HEADS, INNER, LAYERS, labels, WINDOW, pieces, tables];
    let sizes = sizes.into_iter().chain(vec![ROWS; tables]);
    for size in sizes.chain([PIECES.len()]) {
        bytes.extend_from_slice(&(size as u32).to_le_bytes());
    }
    bytes.extend_from_slice(PIECES.as_bytes());
    let mut seed = hash::SEED;
    let mut random = move || {
        seed = hash::combine(seed, 1);
        seed as i8
    };
    // How many numbers, then how many weights of eight bits.
    let linear = |rows: usize, columns: usize| (2 * columns, rows * columns);
    let table = |rows: usize| (rows, rows * WIDTH);
    let norm = (2 * WIDTH, 0);
    let layer = [
        linear(WIDTH, 3 * WIDTH),
        linear(WIDTH, WIDTH),
        norm,
        linear(WIDTH, INNER),
        linear(INNER, WIDTH),
        norm,
    ];
    let mut sections = vec![table(pieces), table(WINDOW)];
    sections.extend(vec![table(ROWS); tables]);
    sections.push(norm);
    sections.extend([layer; LAYERS].concat());
    sections.push((WIDTH * labels + labels, 0));
    for (numbers, weights) in sections {
        let numbers = (0..numbers).flat_map(|_| (f32::from(random()) / 64.0).to_le_bytes());
        bytes.extend(numbers.collect::<Vec<u8>>());
        bytes.extend((0..weights).map(|_| random() as u8));
    }
    bytes
}
