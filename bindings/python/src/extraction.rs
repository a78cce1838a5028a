//! What was found in one article, kept with the article.

use std::sync::Arc;

use onrecord::Extractor;
use onrecord::corpus::OwnedArticle;
use pyo3::prelude::*;
use self_cell::self_cell;

use crate::layout;

type Found<'a> = onrecord::Extraction<'a>;

self_cell! {
    /// An extraction and what it borrows from.
    struct Kept {
        owner: (Arc<Extractor>, OwnedArticle),
        #[covariant]
        dependent: Found,
    }
}

/// All that was found in one article.
#[pyclass(frozen, module = "onrecord._native")]
pub struct Extraction(Kept);

impl Extraction {
    pub(crate) fn of(extractor: Arc<Extractor>, article: OwnedArticle) -> Self {
        Self(Kept::new((extractor, article), |(extractor, article)| {
            extractor.extract(&article.borrow())
        }))
    }
}

#[pymethods]
impl Extraction {
    /// The record as one line of JSON, without a line end.
    fn json(&self, py: Python<'_>, offsets: &str, text: bool) -> PyResult<String> {
        let layout = layout(offsets, text)?;
        let found = self.0.borrow_dependent();
        Ok(py.detach(|| found.to_record_in(layout).to_json()))
    }
}
