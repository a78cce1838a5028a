//! Many articles: readers, writers, and all cores.
