//! The extractor, shared by all threads of a process.

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord::corpus::OwnedArticle;
use onrecord::{Engine, Error, Gazetteer, Stage};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::batch::{self, Output};
use crate::extraction::Extraction;
use crate::threads::Threads;
use crate::{expected, layout};

/// Reads articles; built once for the settings that Python names.
#[pyclass(frozen, module = "onrecord._native")]
pub struct Extractor {
    extractor: Arc<onrecord::Extractor>,
    engine: EngineName,
}

/// What finds attributions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineName {
    Fast,
    #[cfg(feature = "accurate")]
    Small,
    #[cfg(feature = "accurate")]
    Accurate,
}

#[pymethods]
impl Extractor {
    /// The gazetteer is a name for messages, and the table.
    #[new]
    fn new(
        gazetteer: Option<(String, String)>,
        engine: &str,
        min_confidence: Option<f32>,
        min_speaker_confidence: Option<f32>,
        last_stage: &str,
    ) -> PyResult<Self> {
        let engine = EngineName::of(engine)?;
        let mut builder = onrecord::Extractor::builder()
            .engine(engine.load())
            .last_stage(stage(last_stage)?);
        if let Some((name, table)) = gazetteer {
            builder = builder.gazetteer(Gazetteer::from_tsv(&name, &table).map_err(value_error)?);
        }
        if let Some(least) = min_confidence {
            builder = builder.min_confidence(least);
        }
        if let Some(least) = min_speaker_confidence {
            builder = builder.min_speaker_confidence(least);
        }
        Ok(Self {
            extractor: Arc::new(builder.build().map_err(value_error)?),
            engine,
        })
    }

    /// Reads one article.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the fields of an article"
    )]
    fn extract(
        &self,
        py: Python<'_>,
        text: String,
        id: Option<String>,
        title: Option<String>,
        url: Option<String>,
        date: Option<String>,
        outlet: Option<String>,
        byline: Option<String>,
    ) -> PyResult<Extraction> {
        let article = OwnedArticle {
            id,
            text,
            title,
            url,
            date,
            outlet,
            byline,
        };
        let extractor = Arc::clone(&self.extractor);
        py.detach(|| {
            let threads = Threads::new(NonZeroUsize::MIN, self.engine)?;
            Ok(threads.run(|| Extraction::of(extractor, article)))
        })
    }

    /// Reads the articles of a batch, whose columns have the names of the fields of an article.
    fn extract_batch(
        &self,
        py: Python<'_>,
        articles: PyArrowType<RecordBatch>,
        output: &str,
        offsets: &str,
        text: bool,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let output = Output::of(output)?;
        let layout = layout(offsets, text)?;
        let threads = match threads {
            Some(threads) => threads,
            None => std::thread::available_parallelism()?,
        };
        let threads = Threads::new(threads, self.engine)?;
        batch::extract(py, &self.extractor, &articles.0, output, layout, &threads).map(PyArrowType)
    }
}

impl EngineName {
    fn of(word: &str) -> PyResult<Self> {
        match word {
            "fast" => Ok(Self::Fast),
            #[cfg(feature = "accurate")]
            "small" => Ok(Self::Small),
            #[cfg(feature = "accurate")]
            "accurate" => Ok(Self::Accurate),
            #[cfg(not(feature = "accurate"))]
            "small" | "accurate" => Err(PyValueError::new_err(format!(
                "engine: '{word}' is not in this wheel, which was built with --no-default-features",
            ))),
            _ => Err(expected("engine", "'fast', 'small' or 'accurate'", word)),
        }
    }

    fn load(self) -> Engine {
        match self {
            Self::Fast => Engine::fast(),
            #[cfg(feature = "accurate")]
            Self::Small => Engine::small(),
            #[cfg(feature = "accurate")]
            Self::Accurate => Engine::accurate(),
        }
    }
}

fn stage(word: &str) -> PyResult<Stage> {
    match word {
        "quotations" => Ok(Stage::Quotations),
        "entities" => Ok(Stage::Entities),
        "claims" => Ok(Stage::Claims),
        _ => Err(expected(
            "last_stage",
            "'quotations', 'entities' or 'claims'",
            word,
        )),
    }
}

/// Tables and settings can be wrong; the message says where, what was expected, what was found.
fn value_error(error: Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
