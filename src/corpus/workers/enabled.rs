//! Threads that work on one batch while the next is read.

use rayon::prelude::*;

use crate::Error;
use crate::error::ErrorKind;

/// The threads that a [`run`](super::run()) works on.
#[derive(Debug)]
pub struct Workers {
    /// None where the calling thread does all.
    pool: Option<rayon::ThreadPool>,
}

impl Workers {
    /// The calling thread alone.
    #[must_use]
    pub fn one() -> Self {
        Self { pool: None }
    }

    /// So many threads; more than one need the feature `parallel`.
    ///
    /// # Errors
    ///
    /// When the system refuses the threads.
    pub fn new(threads: std::num::NonZeroUsize) -> Result<Self, Error> {
        if threads.get() == 1 {
            return Ok(Self::one());
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .build();
        let pool = pool.map_err(|error| {
            Error::new(ErrorKind::Setting {
                name: "threads",
                reason: error.to_string(),
            })
        })?;
        Ok(Self { pool: Some(pool) })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.pool
            .as_ref()
            .map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// Maps a batch, in order, while `meanwhile` runs on the calling thread.
    pub(super) fn map<T: Send, R: Send, M>(
        &self,
        batch: Vec<T>,
        work: impl Fn(T) -> R + Sync,
        meanwhile: impl FnOnce() -> M,
    ) -> (Vec<R>, M) {
        let Some(pool) = &self.pool else {
            return (batch.into_iter().map(work).collect(), meanwhile());
        };
        let mut results = Vec::new();
        let other = pool.in_place_scope(|scope| {
            scope.spawn(|_| results = batch.into_par_iter().with_max_len(1).map(&work).collect());
            meanwhile()
        });
        (results, other)
    }
}
