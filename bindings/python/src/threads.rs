//! Threads that work for one call and end with it.
//!
//! A process that is forked (`multiprocessing`, spaCy's `n_process`) has none of the threads of its parent: whoever
//! waited for one of those would wait forever. So none outlives its call.

use std::num::NonZeroUsize;
use std::ops::Range;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use rayon::prelude::*;

use crate::extractor::EngineName;

/// The threads of one call.
pub(crate) struct Threads {
    /// None where the calling thread does all.
    pool: Option<rayon::ThreadPool>,
}

impl Threads {
    /// So many threads. The accurate engine shares its products out over the threads it runs among, so even one
    /// must be ours: outside it would start those of the whole process.
    pub(crate) fn new(count: NonZeroUsize, engine: EngineName) -> PyResult<Self> {
        if count.get() == 1 && engine == EngineName::Fast {
            return Ok(Self { pool: None });
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count.get());
        let pool = pool
            .build()
            .map_err(|error| PyOSError::new_err(format!("threads: {error}")))?;
        Ok(Self { pool: Some(pool) })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.pool
            .as_ref()
            .map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// Does one piece of work among these threads.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            None => work(),
            Some(pool) => pool.install(work),
        }
    }

    /// Does the work of all rows; results stand in the order of the rows.
    pub(crate) fn map<R: Send>(
        &self,
        rows: Range<usize>,
        work: impl Fn(usize) -> R + Send + Sync,
    ) -> Vec<R> {
        match &self.pool {
            None => rows.map(work).collect(),
            Some(pool) => pool.install(|| rows.into_par_iter().with_max_len(1).map(work).collect()),
        }
    }
}
