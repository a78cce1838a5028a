//! Trains the embedded weights and compiles the embedded tables.

pub mod attribution;
pub mod confidence;
pub mod encoder;
pub mod gazetteer;
pub mod habit;
mod linear;
pub mod names;
pub mod network;
mod product;
mod recurrent;
mod sparse;
pub mod syntax;
mod treebank;
pub mod worth;
