//! Many articles through one closure, results in input order.

use std::ops::ControlFlow;

use super::{Item, Workers};
use crate::{Article, Error};

/// Articles of a batch for every worker at most: enough that none waits long for the last, few enough that
/// the results, and with them a checkpoint, come every second or so.
const BATCH_ITEMS: usize = 32;
/// Bytes of a batch, passed by its last article at most.
const BATCH_BYTES: usize = 4 << 20;

/// Parses every item and hands it to `work`, on all workers; hands every result to `sink`, on the calling
/// thread and in input order, until it breaks.
///
/// The results are the same for any number of workers. Memory holds one batch that is read, one that is
/// worked on and its results, however long the input.
pub fn run<R: Send>(
    items: impl IntoIterator<Item = Result<Item, Error>>,
    workers: &Workers,
    work: impl Fn(Article<'_>) -> R + Sync,
    mut sink: impl FnMut(Result<R, Error>) -> ControlFlow<()>,
) {
    let items = items.into_iter().map(|item| ((), item));
    run_tagged(items, workers, work, |(), result| sink(result));
}

/// As [`run`], with a tag to every item that comes back with its result: its [`Place`](super::Place), say.
pub fn run_tagged<T: Send, R: Send>(
    items: impl IntoIterator<Item = (T, Result<Item, Error>)>,
    workers: &Workers,
    work: impl Fn(Article<'_>) -> R + Sync,
    mut sink: impl FnMut(T, Result<R, Error>) -> ControlFlow<()>,
) {
    let work = |(tag, item): (T, Result<Item, Error>)| {
        let parsed = item.and_then(Item::parse);
        (tag, parsed.map(|article| work(article.borrow())))
    };
    let mut sink = |(tag, result)| sink(tag, result);
    let mut items = items.into_iter();
    if workers.count() == 1 {
        // One at a time, so that a stream is answered as it comes.
        let _ = items.map(work).try_for_each(sink);
        return;
    }
    let most = BATCH_ITEMS * workers.count();
    let mut batch = fill(&mut items, most);
    while !batch.is_empty() {
        let (results, next) = workers.map(batch, work, || fill(&mut items, most));
        if results.into_iter().try_for_each(&mut sink).is_break() {
            return;
        }
        batch = next;
    }
}

type Tagged<T> = (T, Result<Item, Error>);

fn fill<T>(items: &mut impl Iterator<Item = Tagged<T>>, most: usize) -> Vec<Tagged<T>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < most && bytes < BATCH_BYTES {
        let Some(item) = items.next() else { break };
        bytes += item.1.as_ref().map_or(0, Item::size);
        batch.push(item);
    }
    batch
}
