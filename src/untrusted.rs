//! Tables and weights from bytes that nobody vouches for: what the fuzz targets and the tests of damage read.
//!
//! No part of the API, and free to change.

use std::borrow::Cow;

use crate::attribution::{network, tagger};
use crate::gazetteer::{self, NameTable};
use crate::mention::tagger as names;
use crate::model::Weights;
use crate::syntax::{self, Models};
use crate::{Article, Document, Error, Gazetteer, attribution, entity, mention, quotation};

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
}

impl File {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Gazetteer,
        Self::NameCounts,
        Self::Names,
        Self::Attribution,
        Self::Network,
        Self::Tagger,
        Self::Parser,
        Self::Labeller,
    ];

    /// The embedded file of this kind.
    #[must_use]
    pub fn embedded(self) -> &'static [u8] {
        match self {
            Self::Gazetteer => gazetteer::EMBEDDED,
            Self::NameCounts => gazetteer::NAMES,
            Self::Names => names::WEIGHTS,
            Self::Attribution => tagger::EMBEDDED,
            Self::Network => network::EMBEDDED,
            Self::Tagger => syntax::EMBEDDED[0],
            Self::Parser => syntax::EMBEDDED[1],
            Self::Labeller => syntax::EMBEDDED[2],
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
                attributions(&model, network::Tagger::embedded(), &document);
                Ok(())
            }
            Self::Network => {
                let network = network::Tagger::from_bytes(bytes)?;
                attributions(tagger::Model::embedded(), &network, &document);
                Ok(())
            }
            Self::Tagger | Self::Parser | Self::Labeller => {
                let mut files = syntax::EMBEDDED;
                files[self as usize - Self::Tagger as usize] = bytes;
                let syntax = syntax::parse_with(&Models::from_bytes(files)?, &document);
                let quotations = quotation::find(&document);
                let mentions = mention::find(&document, Gazetteer::embedded());
                let _ = attribution::find(&document, &syntax, &quotations, &mentions);
                Ok(())
            }
        }
    }
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

fn attributions(model: &tagger::Model<'_>, network: &network::Tagger<'_>, document: &Document<'_>) {
    let syntax = syntax::parse(document);
    let quotations = quotation::find(document);
    let mentions = mention::find(document, Gazetteer::embedded());
    let engine = attribution::Parts {
        name: "untrusted",
        model: *model,
        network: network.clone(),
        #[cfg(feature = "neural")]
        encoder: None,
    };
    let found = attribution::find_with(&engine, document, &syntax, &quotations, &mentions);
    let of_text = |span: &crate::Span| document.text().get(span.start()..span.end()).is_some();
    assert!(found.iter().flat_map(|a| &a.content).all(of_text));
}
