//! Many articles through one closure, results in input order.

use std::ops::ControlFlow;

use super::{Item, OwnedArticle, Workers};
use crate::{Article, Error};

/// Articles of a batch for every worker, where they are read one by one: enough that none waits long for the last, few
/// enough that the results, and with them a checkpoint, come every second or so.
const BATCH_ITEMS: usize = 32;
/// Groups of a batch for every worker at least, for the same reason.
const BATCH_GROUPS: usize = 8;
/// Bytes of a group, passed by its last article at most.
const GROUP_BYTES: usize = 512 << 10;
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
    sink: impl FnMut(T, Result<R, Error>) -> ControlFlow<()>,
) {
    let each = |articles: &[Article<'_>]| articles.iter().map(|article| work(*article)).collect();
    run_groups(items, workers, 1, each, sink);
}

/// As [`run_tagged`], but `work` is handed up to `most` articles at a time (at least one; fewer where they are long),
/// and returns a result for each, in order: those of [`Extractor::extract_all`](crate::Extractor::extract_all), say.
///
/// One worker hands on what it made of a group before it reads the next: with `most` of 1 a stream is answered as it
/// comes.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use onrecord::corpus::{Fields, Item, Workers, run_groups};
/// use onrecord::{Article, Extractor};
///
/// let fields = Fields::default().into();
/// let line = |n| format!(r#"{{"id": "{n}", "text": "“No,” Ortiz said."}}"#);
/// let items = (1..=40).map(|n| (n, Ok(Item::json("memory", n, line(n), &fields))));
///
/// let extractor = Extractor::new();
/// let claims = |articles: &[Article<'_>]| -> Vec<usize> {
///     extractor.extract_all(articles).iter().map(|e| e.claims().len()).collect()
/// };
/// let mut seen = 0;
/// run_groups(items, &Workers::one(), 16, claims, |_, found| {
///     seen += found.unwrap_or(0);
///     ControlFlow::Continue(())
/// });
/// assert_eq!(seen, 40);
/// ```
pub fn run_groups<T: Send, R: Send>(
    items: impl IntoIterator<Item = (T, Result<Item, Error>)>,
    workers: &Workers,
    most: usize,
    work: impl Fn(&[Article<'_>]) -> Vec<R> + Sync,
    mut sink: impl FnMut(T, Result<R, Error>) -> ControlFlow<()>,
) {
    let work = |group: Vec<Tagged<T>>| {
        let parsed = group
            .into_iter()
            .map(|(tag, item)| (tag, item.and_then(Item::parse)));
        let parsed: Vec<(T, Result<OwnedArticle, Error>)> = parsed.collect();
        let articles = parsed
            .iter()
            .filter_map(|(_, article)| article.as_ref().ok());
        let articles: Vec<Article<'_>> = articles.map(OwnedArticle::borrow).collect();
        let mut results = work(&articles).into_iter();
        let paired = parsed
            .into_iter()
            .map_while(|(tag, article)| match article {
                Ok(_) => results.next().map(|result| (tag, Ok(result))),
                Err(error) => Some((tag, Err(error))),
            });
        paired.collect::<Vec<_>>()
    };
    let mut sink = |(tag, result)| sink(tag, result);
    // What has ended is not asked again: a terminal would wait for more.
    let mut items = items.into_iter().fuse();
    let most = most.max(1);
    let mut group = || fill(&mut items, most, GROUP_BYTES);
    if workers.count() == 1 {
        let groups = std::iter::repeat_with(group).take_while(|group| !group.is_empty());
        let _ = groups.flat_map(work).try_for_each(sink);
        return;
    }
    let groups = BATCH_ITEMS.div_ceil(most).max(BATCH_GROUPS) * workers.count();
    let mut batch = || {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < groups && bytes < BATCH_BYTES {
            let group = group();
            if group.is_empty() {
                break;
            }
            bytes += group.iter().map(size).sum::<usize>();
            batch.push(group);
        }
        evened(batch, most, workers.count())
    };
    let mut at_hand = batch();
    while !at_hand.is_empty() {
        let (results, next) = workers.map(at_hand, work, &mut batch);
        if results
            .into_iter()
            .flatten()
            .try_for_each(&mut sink)
            .is_break()
        {
            return;
        }
        at_hand = next;
    }
}

type Tagged<T> = (T, Result<Item, Error>);

/// A batch in groups of like length, as many for each worker: nobody waits long for the last. As it is where long
/// articles ended a group before it had `most` of them.
fn evened<T>(batch: Vec<Vec<T>>, most: usize, workers: usize) -> Vec<Vec<T>> {
    let Some((last, others)) = batch.split_last() else {
        return batch;
    };
    if others.iter().any(|group| group.len() < most) {
        return batch;
    }
    let groups = batch.len().next_multiple_of(workers);
    let items = others.len() * most + last.len();
    let mut rest = batch.into_iter().flatten();
    let cut = |group: usize| (group + 1) * items / groups - group * items / groups;
    let evened = (0..groups).map(|group| rest.by_ref().take(cut(group)).collect());
    evened.filter(|group: &Vec<T>| !group.is_empty()).collect()
}

fn size<T>(item: &Tagged<T>) -> usize {
    item.1.as_ref().map_or(0, Item::size)
}

fn fill<T>(
    items: &mut impl Iterator<Item = Tagged<T>>,
    most: usize,
    most_bytes: usize,
) -> Vec<Tagged<T>> {
    let mut group = Vec::new();
    let mut bytes = 0;
    while group.len() < most && bytes < most_bytes {
        let Some(item) = items.next() else { break };
        bytes += size(&item);
        group.push(item);
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_shared_out_evenly_and_in_order() {
        for (sizes, workers) in [
            (vec![4, 4, 4, 4, 3], 2),
            (vec![4, 4, 1], 2),
            (vec![4, 4, 4], 2),
            (vec![1], 3),
            (vec![3], 2),
        ] {
            let batch = batch(&sizes);
            let evened = evened(batch.clone(), 4, workers);
            assert_eq!(evened.concat(), batch.concat());
            let lengths = evened.iter().map(Vec::len);
            let (least, most) = (lengths.clone().min(), lengths.max());
            assert!(most.unwrap_or(0) - least.unwrap_or(0) <= 1, "{sizes:?}");
            assert!(most.unwrap_or(0) <= 4, "{sizes:?}");
            let full = sizes.iter().sum::<usize>() >= workers;
            assert!(!full || evened.len().is_multiple_of(workers), "{sizes:?}");
        }
        // Full ones, and those that long articles ended, stay.
        for sizes in [vec![4, 4], vec![4, 1, 4, 2], vec![]] {
            let batch = batch(&sizes);
            assert_eq!(evened(batch.clone(), 4, 2), batch);
        }
    }

    fn batch(sizes: &[usize]) -> Vec<Vec<usize>> {
        let mut items = 0..;
        let group = |&size: &usize| items.by_ref().take(size).collect();
        sizes.iter().map(group).collect()
    }
}
