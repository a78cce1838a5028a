#![no_std]
#![doc = include_str!("../README.md")]

/// The first half of the file.
pub static WEIGHTS: &[u8] = include_bytes!("../weights.bin");
