//! [`Extractor`]: the whole street in one call.

use crate::attribution::{Attribution, Memory};
use crate::entity::Entities;
use crate::error::ErrorKind;
use crate::gazetteer::Date;
use crate::record::Layout;
use crate::syntax::Syntax;
use crate::{
    Article, Claim, Document, Engine, Entity, Error, Gazetteer, Mention, MentionId, Quotation,
    Record, attribution, claim, entity, mention, quotation, record, speaker, syntax,
};

/// Articles that are read stage by stage: what lies between the stages is held for no more of them.
const TOGETHER: usize = 64;

/// Reads articles; built once, shared by all threads.
///
/// ```
/// use onrecord::{Article, Extractor};
///
/// static NEWS: &str = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).";
/// let extractor = Extractor::new();
/// let names = std::thread::scope(|scope| {
///     let read = || extractor.extract(&Article::new(NEWS)).claims().len();
///     [scope.spawn(read), scope.spawn(read)].map(|thread| thread.join().unwrap())
/// });
/// assert_eq!(names[0], names[1]);
/// ```
#[derive(Debug)]
pub struct Extractor {
    gazetteer: Tables,
    last: Stage,
    engine: Engine,
    min_confidence: f32,
    min_speaker_confidence: f32,
}

/// The tables an extractor reads names with.
#[derive(Debug)]
enum Tables {
    Embedded,
    Own(Box<Gazetteer>),
}

/// How far down the street an article is taken. What comes after is left empty, and costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Tokens, sentences, paragraphs and quotations.
    Quotations,
    /// Also mentions and entities.
    Entities,
    /// Also attributions, speakers and claims.
    #[default]
    Claims,
}

/// Settings of an [`Extractor`].
///
/// ```
/// use onrecord::{Article, Extractor, Gazetteer, Stage};
///
/// let people = "id\tkind\tname\tparty\nperson/ortiz\tperson\tAnn Ortiz\tparty/us/democratic\n";
/// let extractor = Extractor::builder()
///     .gazetteer(Gazetteer::from_tsv("people.tsv", people)?)
///     .last_stage(Stage::Entities)
///     .build()?;
/// let extraction = extractor.extract(&Article::new("Ann Ortiz won."));
/// assert_eq!(extraction.entities()[0].id, "person/ortiz");
///
/// assert!(Extractor::builder().min_confidence(1.5).build().is_err());
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ExtractorBuilder {
    gazetteer: Option<Gazetteer>,
    last: Stage,
    engine: Engine,
    min_confidence: f32,
    min_speaker_confidence: f32,
}

impl Default for ExtractorBuilder {
    fn default() -> Self {
        Self {
            gazetteer: None,
            last: Stage::default(),
            engine: Engine::fast(),
            min_confidence: attribution::MIN_CONFIDENCE,
            min_speaker_confidence: 0.0,
        }
    }
}

impl ExtractorBuilder {
    /// Reads names with these tables instead of the embedded ones.
    pub fn gazetteer(self, gazetteer: Gazetteer) -> Self {
        Self {
            gazetteer: Some(gazetteer),
            ..self
        }
    }

    /// Takes articles no further than this stage; all the way if not called.
    pub fn last_stage(self, last: Stage) -> Self {
        Self { last, ..self }
    }

    /// Finds attributions with this engine; with [`Engine::fast`] if not called.
    pub fn engine(self, engine: Engine) -> Self {
        Self { engine, ..self }
    }

    /// Leaves out attributions less likely to be right than this, 0 for none; if not called, those whose
    /// errors outweigh what they add ([`crate::attribution::MIN_CONFIDENCE`]).
    pub fn min_confidence(self, min_confidence: f32) -> Self {
        Self {
            min_confidence,
            ..self
        }
    }

    /// Leaves open who speaks where that is less likely to be right than this, the person or body then a
    /// candidate: fewer names, more of them right. Every name if not called.
    pub fn min_speaker_confidence(self, min_speaker_confidence: f32) -> Self {
        Self {
            min_speaker_confidence,
            ..self
        }
    }

    /// Builds the extractor.
    ///
    /// # Errors
    ///
    /// When the confidence is not from 0 to 1.
    pub fn build(self) -> Result<Extractor, Error> {
        for (name, value) in [
            ("min_confidence", self.min_confidence),
            ("min_speaker_confidence", self.min_speaker_confidence),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::new(ErrorKind::Setting {
                    name,
                    reason: format!("expected 0 to 1, found {value}"),
                }));
            }
        }
        Ok(Extractor {
            gazetteer: self
                .gazetteer
                .map_or(Tables::Embedded, |own| Tables::Own(Box::new(own))),
            last: self.last,
            engine: self.engine,
            min_confidence: self.min_confidence,
            min_speaker_confidence: self.min_speaker_confidence,
        })
    }
}

impl Extractor {
    /// The default extractor: embedded tables and weights, no files, no network.
    #[must_use]
    pub fn new() -> Self {
        Self {
            gazetteer: Tables::Embedded,
            last: Stage::Claims,
            engine: Engine::fast(),
            min_confidence: attribution::MIN_CONFIDENCE,
            min_speaker_confidence: 0.0,
        }
    }

    /// Own gazetteers, fewer stages, thresholds.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// The tables that names are read with.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        match &self.gazetteer {
            Tables::Embedded => Gazetteer::embedded(),
            Tables::Own(own) => own,
        }
    }

    /// Reads one article. Never fails, whatever the text.
    #[must_use]
    pub fn extract<'a>(&'a self, article: &Article<'a>) -> Extraction<'a> {
        let mut extraction = self.open(article);
        self.read(std::slice::from_mut(&mut extraction));
        extraction
    }

    /// Reads several articles, stage by stage: the same as [`extract`](Self::extract) of each, but what a stage looks
    /// up stays near the processor. Sixty-four articles of 800 words take some tenth less time than one by one. What is
    /// found is held for all of them: read a corpus in parts.
    ///
    /// ```
    /// use onrecord::{Article, Extractor};
    ///
    /// let extractor = Extractor::new();
    /// let articles = [
    ///     Article::new("“Taxes will fall,” Senator Ann Ortiz said."),
    ///     Article::new("Rents are up, the mayor told reporters."),
    /// ];
    /// let read = extractor.extract_all(&articles);
    /// assert_eq!(read.len(), 2);
    /// assert_eq!(read[1].claims().len(), 1);
    /// ```
    #[must_use]
    pub fn extract_all<'a>(&'a self, articles: &[Article<'a>]) -> Vec<Extraction<'a>> {
        let mut extractions: Vec<_> = articles.iter().map(|article| self.open(article)).collect();
        extractions
            .chunks_mut(TOGETHER)
            .for_each(|few| self.read(few));
        extractions
    }

    /// An article with its words and quotations.
    fn open<'a>(&'a self, article: &Article<'a>) -> Extraction<'a> {
        let document = Document::new(article.text);
        Extraction {
            article: *article,
            quotations: quotation::find(&document),
            document,
            mentions: Vec::new(),
            entities: Entities::default(),
            claims: Vec::new(),
            tables: self.gazetteer().date(),
            engine: self.engine,
        }
    }

    /// The stages after, one after the other.
    fn read<'a>(&'a self, extractions: &mut [Extraction<'a>]) {
        let gazetteer = self.gazetteer();
        if self.last >= Stage::Entities {
            for e in &mut *extractions {
                e.mentions = mention::find(&e.document, gazetteer);
            }
            for e in &mut *extractions {
                e.entities = entity::cluster(&e.article, &e.document, &e.mentions, gazetteer);
            }
        }
        if self.last >= Stage::Claims {
            let documents: Vec<_> = extractions.iter().map(|e| &e.document).collect();
            let trees = syntax::parse_all(&documents);
            let parsed = || extractions.iter().zip(&trees);
            let (engine, memory) = (self.engine.parts, &mut Memory::default());
            let attributions: Vec<_> = parsed()
                .map(|(e, syntax)| {
                    attribution::find_with(
                        engine,
                        memory,
                        &e.document,
                        syntax,
                        &e.quotations,
                        &e.mentions,
                    )
                })
                .collect();
            for ((e, syntax), found) in extractions.iter_mut().zip(&trees).zip(attributions) {
                self.claims(e, syntax, found);
            }
        }
    }

    fn claims(
        &self,
        extraction: &mut Extraction<'_>,
        syntax: &Syntax,
        mut attributions: Vec<Attribution>,
    ) {
        let Extraction {
            article,
            document,
            quotations,
            mentions,
            entities,
            ..
        } = extraction;
        attributions.retain(|a| a.confidence >= self.min_confidence);
        let mut speakers = speaker::resolve(
            article,
            document,
            syntax,
            quotations,
            mentions,
            entities,
            &attributions,
        );
        speakers
            .iter_mut()
            .for_each(|s| s.require(self.min_speaker_confidence));
        extraction.claims = claim::make(
            article,
            document,
            syntax,
            quotations,
            mentions,
            entities,
            attributions,
            speakers,
        );
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
    /// The day the facts of the tables are of.
    tables: Date,
    engine: Engine,
}

impl<'a> Extraction<'a> {
    /// What found the attributions.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

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

    /// The entity that a mention stands for, when resolved.
    #[must_use]
    pub fn entity(&self, mention: MentionId) -> Option<&Entity<'a>> {
        let id = self
            .entities
            .of_mention
            .get(mention.0 as usize)
            .copied()
            .flatten()?;
        self.entities.all.get(id.0 as usize)
    }

    /// The entities that a claim is about: those its content mentions, in order, again where again mentioned.
    pub fn topics(&self, claim: &Claim) -> impl Iterator<Item = &Entity<'a>> {
        claim.mentions.iter().filter_map(|&id| self.entity(id))
    }

    /// The day the facts of the gazetteer are of; offices change after it.
    #[must_use]
    pub fn facts_of(&self) -> Date {
        self.tables
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
