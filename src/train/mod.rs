//! Trains the embedded weights and compiles the embedded tables.

pub mod attribution;
pub mod gazetteer;
mod linear;
mod sparse;
pub mod syntax;
mod treebank;
pub mod worth;
