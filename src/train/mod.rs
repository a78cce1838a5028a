//! Trains the embedded weights and compiles the embedded tables.

pub mod attribution;
pub mod gazetteer;
mod linear;
