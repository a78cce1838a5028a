#![forbid(unsafe_code)]
//! The native half of the Python package `onrecord`: articles in, records out, without Python's lock.
//!
//! What a user sees is written in Python, in `python/onrecord`; here is what must be fast: one article
//! through the extractor, and columns of articles into columns of claims.

mod batch;
mod extraction;
mod extractor;
mod threads;

use onrecord::record::{Layout, Offsets, TextField};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Everything here is private to the package.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::extraction::Extraction;
    #[pymodule_export]
    use crate::extractor::Extractor;

    /// The version of the crate, and of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The engines that are built in.
    #[cfg(feature = "accurate")]
    #[pymodule_export]
    const ENGINES: (&str, &str, &str) = ("fast", "small", "accurate");
    #[cfg(not(feature = "accurate"))]
    #[pymodule_export]
    const ENGINES: (&str,) = ("fast",);
}

/// How a record is laid out, from the words that Python says it with.
fn layout(offsets: &str, text: bool) -> PyResult<Layout> {
    let unit = Offsets::ALL
        .into_iter()
        .find(|unit| unit.as_str() == offsets);
    Ok(Layout {
        offsets: unit.ok_or_else(|| expected("offsets", "'byte', 'char' or 'utf16'", offsets))?,
        text: match text {
            true => TextField::Included,
            false => TextField::Omitted,
        },
    })
}

fn expected(name: &str, words: &str, found: &str) -> PyErr {
    PyValueError::new_err(format!("{name}: expected {words}, found '{found}'"))
}
