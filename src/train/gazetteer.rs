//! Compiles `src/gazetteer/tables/*.tsv` into the embedded tables.

use std::path::Path;

use crate::Error;
use crate::error::ErrorKind;
use crate::gazetteer::{Built, build};

/// Compiles the tables below a crate root, without writing.
///
/// # Errors
///
/// When a table cannot be read or is not in the documented format.
pub fn compile(root: &Path) -> Result<Built, Error> {
    build(&root.join("src/gazetteer/tables"))
}

/// Compiles the tables below a crate root and writes them beside the code.
///
/// # Errors
///
/// When a table cannot be read, is not in the documented format, or the result cannot be written.
pub fn run(root: &Path) -> Result<(), Error> {
    let built = compile(root)?;
    for (name, bytes) in [
        ("gazetteer.bin", &built.gazetteer),
        ("names.bin", &built.names),
    ] {
        let path = root.join("src/gazetteer").join(name);
        std::fs::write(&path, bytes).map_err(|source| {
            Error::new(ErrorKind::Io {
                place: path.display().to_string(),
                source,
            })
        })?;
    }
    Ok(())
}
