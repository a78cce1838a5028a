//! One thread: more need the feature `parallel`.

use crate::Error;
use crate::error::ErrorKind;

/// The threads that a [`run`](super::run()) works on.
#[derive(Debug)]
pub struct Workers(());

impl Workers {
    /// The calling thread alone.
    #[must_use]
    pub fn one() -> Self {
        Self(())
    }

    /// So many threads; more than one need the feature `parallel`.
    ///
    /// # Errors
    ///
    /// When more than one is asked for.
    pub fn new(threads: std::num::NonZeroUsize) -> Result<Self, Error> {
        if threads.get() > 1 {
            let reason = format!("{threads} need the feature `parallel`");
            return Err(Error::new(ErrorKind::Setting {
                name: "threads",
                reason,
            }));
        }
        Ok(Self::one())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        1
    }

    /// Maps a batch, in order, then runs `meanwhile`.
    pub(super) fn map<T: Send, R: Send, M>(
        &self,
        batch: Vec<T>,
        work: impl Fn(T) -> R + Sync,
        meanwhile: impl FnOnce() -> M,
    ) -> (Vec<R>, M) {
        (batch.into_iter().map(work).collect(), meanwhile())
    }
}
