//! Known people, parties, states and countries, matched token by token, leftmost-longest.

/// Tables of known names, embedded or the user's own.
#[derive(Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The tables that come with the crate; ready at once, no files, no network.
    #[must_use]
    pub fn embedded() -> &'static Gazetteer {
        static EMBEDDED: Gazetteer = Gazetteer {};
        &EMBEDDED
    }
}
