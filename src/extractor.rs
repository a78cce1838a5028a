//! [`Extractor`]: the whole street in one call.

use crate::entity::Entities;
use crate::record::Layout;
use crate::{
    Article, Claim, Document, Entity, Gazetteer, Mention, Quotation, Record, attribution, claim,
    entity, mention, quotation, record, speaker, syntax,
};

/// Reads articles; built once, shared by all threads.
#[derive(Debug)]
pub struct Extractor {
    gazetteer: &'static Gazetteer,
}

/// Settings of an [`Extractor`].
#[derive(Debug, Default)]
pub struct ExtractorBuilder {}

impl ExtractorBuilder {
    /// Builds the extractor.
    ///
    /// # Errors
    ///
    /// When a setting is out of range.
    pub fn build(self) -> Result<Extractor, crate::Error> {
        Ok(Extractor::new())
    }
}

impl Extractor {
    /// The default extractor: embedded tables and weights, no files, no network.
    #[must_use]
    pub fn new() -> Self {
        Self {
            gazetteer: Gazetteer::embedded(),
        }
    }

    /// Own gazetteers, stages on or off, thresholds.
    #[must_use]
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// Reads one article. Never fails, whatever the text.
    #[must_use]
    pub fn extract<'a>(&'a self, article: &Article<'a>) -> Extraction<'a> {
        let document = Document::new(article.text);
        let quotations = quotation::find(&document);
        let syntax = syntax::parse(&document);
        let mentions = mention::find(&document, self.gazetteer);
        let entities = entity::cluster(article, &document, &mentions, self.gazetteer);
        let attributions = attribution::find(&document, &syntax, &quotations, &mentions);
        let speakers = speaker::resolve(
            article,
            &document,
            &quotations,
            &mentions,
            &entities,
            &attributions,
        );
        let claims = claim::make(
            article,
            &document,
            &syntax,
            &quotations,
            &mentions,
            &entities,
            attributions,
            speakers,
        );
        Extraction {
            article: *article,
            document,
            quotations,
            mentions,
            entities,
            claims,
        }
    }
}

impl Default for Extractor {
    fn default() -> Self {
        Self::new()
    }
}

/// All that was found in one article.
#[derive(Clone, Debug)]
pub struct Extraction<'a> {
    article: Article<'a>,
    document: Document<'a>,
    quotations: Vec<Quotation>,
    mentions: Vec<Mention>,
    entities: Entities<'a>,
    claims: Vec<Claim>,
}

impl<'a> Extraction<'a> {
    /// The article as it came in.
    #[must_use]
    pub fn article(&self) -> &Article<'a> {
        &self.article
    }

    /// Its paragraphs, sentences and tokens.
    #[must_use]
    pub fn document(&self) -> &Document<'a> {
        &self.document
    }

    /// Its quotations, in order.
    #[must_use]
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Its mentions, in order.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// Its entities, in order of first mention.
    #[must_use]
    pub fn entities(&self) -> &[Entity<'a>] {
        &self.entities.all
    }

    /// The entity of every mention.
    #[must_use]
    pub fn resolved(&self) -> &Entities<'a> {
        &self.entities
    }

    /// Its claims, in order.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The entity that stands behind a claim, when resolved.
    #[must_use]
    pub fn speaker(&self, claim: &Claim) -> Option<&Entity<'a>> {
        claim
            .speaker
            .entity
            .and_then(|id| self.entities.all.get(id.0 as usize))
    }

    /// The record on the wire, with byte offsets and without the text.
    #[must_use]
    pub fn to_record(&self) -> Record<'_> {
        self.to_record_in(Layout::default())
    }

    /// The record on the wire, in another layout.
    #[must_use]
    pub fn to_record_in(&self, layout: Layout) -> Record<'_> {
        record::of(self, layout)
    }
}
