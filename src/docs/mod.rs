//! Pages that go on where the crate's front page ends. Their code runs as tests, and so do their commands.

/// A walk from one sentence to a corpus.
#[cfg(feature = "report")]
#[doc = include_str!("essay.md")]
pub mod essay {}

/// Ten questions, each answered in code and on the command line.
#[cfg(feature = "report")]
#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

/// What is measured, on what, and where it fails.
#[doc = include_str!("accuracy.md")]
pub mod accuracy {}

/// Where tables and weights come from, under which licences, and how to bring them up to date.
#[doc = include_str!("data.md")]
pub mod data {}

/// Beside other tools: facts, and how they were measured.
#[doc = include_str!("../../COMPARE.md")]
pub mod compare {}

/// The cards of the embedded weights, as they lie beside them.
pub mod cards {
    #[doc = include_str!("../attribution/attribution.md")]
    pub mod attribution {}
    #[doc = include_str!("../attribution/network.md")]
    pub mod network {}
    #[doc = include_str!("../syntax/syntax.md")]
    pub mod syntax {}
    #[doc = include_str!("../mention/names.md")]
    pub mod names {}
    #[doc = include_str!("../claim/worth.md")]
    pub mod worth {}
    #[doc = include_str!("../gazetteer/tables/README.md")]
    pub mod gazetteer {}
}
