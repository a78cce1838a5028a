//! Trains the embedded weights and compiles the embedded tables.
