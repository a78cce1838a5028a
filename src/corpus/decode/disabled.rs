//! Compressed streams need the feature `io`; without it they are read as they are.

use std::io::{self, BufRead};

/// The stream as it is.
pub(super) fn decode(stream: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    Ok(stream)
}

/// The stream as it is.
pub(super) fn decode_whole(stream: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    Ok(stream)
}
