//! A read-only hash table keyed by word hashes.

/// Open addressing over a power of two; at most half full, so a miss ends after a step or two.
#[derive(Debug)]
pub(super) struct Lookup<V> {
    slots: Vec<Option<(u64, V)>>,
}

impl<V: Copy> Lookup<V> {
    /// Of two values for one key, the first stays.
    pub(super) fn new(entries: &[(u64, V)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut table = Self {
            slots: vec![None; size],
        };
        for &(key, value) in entries {
            let at = table.slot(key);
            table.slots[at].get_or_insert((key, value));
        }
        table
    }

    /// The value of a key.
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<V> {
        self.slots[self.slot(key)].map(|(_, value)| value)
    }

    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while let Some((found, _)) = &self.slots[at] {
            if *found == key {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }
}
