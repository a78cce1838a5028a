//! A read-only hash table keyed by word hashes.

/// Open addressing over a power of two; at most half full, so a miss ends after a step or two.
#[derive(Debug)]
pub(super) struct Lookup<V> {
    /// The key of a slot, 0 where it is free.
    keys: Vec<u64>,
    values: Vec<Option<V>>,
}

impl<V: Copy> Lookup<V> {
    /// Of two values for one key, the first stays.
    pub(super) fn new(entries: &[(u64, V)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut table = Self {
            keys: vec![0; size],
            values: vec![None; size],
        };
        for &(key, value) in entries {
            let at = table.slot(key);
            table.keys[at] = key;
            table.values[at].get_or_insert(value);
        }
        table
    }

    /// The value of a key.
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<V> {
        self.values[self.slot(key)]
    }

    /// The value of a key, or the default: without a branch, which nothing could foresee.
    #[inline]
    pub(super) fn get_or_default(&self, key: u64) -> V
    where
        V: Default,
    {
        self.values[self.slot(key)].unwrap_or_default()
    }

    /// The slot of a key, or the free one where it would stand.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.keys.len() - 1;
        let mut at = key as usize & mask;
        // Without a branch between the two: which of them ends the search, nothing could foresee.
        while (self.keys[at] != key) & (self.keys[at] != 0) {
            at = (at + 1) & mask;
        }
        at
    }
}
