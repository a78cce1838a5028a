//! Walks a folder, depth first, in the order of the names.

use std::fs;
use std::path::{Path, PathBuf};
use std::vec;

use super::InputFormat;
use super::pattern::Pattern;
use crate::Error;
use crate::error::ErrorKind;

/// The files below a folder that may hold articles; hidden ones and linked folders are passed over.
///
/// Memory holds the names of the folders on the way down, never the whole tree.
pub(super) struct Walk {
    root: PathBuf,
    format: InputFormat,
    /// Which of them are meant; none for all.
    pattern: Option<Pattern>,
    levels: Vec<vec::IntoIter<PathBuf>>,
    files: usize,
}

impl Walk {
    pub(super) fn new(
        root: PathBuf,
        format: InputFormat,
        pattern: Option<Pattern>,
    ) -> Result<Self, Error> {
        let first = entries(&root)?;
        Ok(Self {
            root,
            format,
            pattern,
            levels: vec![first.into_iter()],
            files: 0,
        })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Files found so far.
    pub(super) fn files(&self) -> usize {
        self.files
    }

    /// The path below the root.
    pub(super) fn below<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// A pattern says which files count; without one, with a format given, every file does; else those whose
    /// extension tells a format.
    fn takes(&self, path: &Path) -> bool {
        if let Some(pattern) = &self.pattern {
            return pattern.matches(self.below(path));
        }
        self.format != InputFormat::Auto || InputFormat::of_path(path).is_some()
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(level) = self.levels.last_mut() {
            let Some(path) = level.next() else {
                self.levels.pop();
                continue;
            };
            let linked = path.is_symlink();
            if path.is_dir() {
                let passed_over = |p: &Pattern| !p.may_lie_below(self.below(&path));
                if linked || self.pattern.as_ref().is_some_and(passed_over) {
                    continue; // a link may lead back up
                }
                match entries(&path) {
                    Ok(paths) => self.levels.push(paths.into_iter()),
                    Err(error) => return Some(Err(error)),
                }
            } else if self.takes(&path) {
                self.files += 1;
                return Some(Ok(path));
            }
        }
        None
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |source| {
        let place = folder.display().to_string();
        Error::new(ErrorKind::Io { place, source })
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            // “.” alone adds nothing to a name.
            let plain = path.strip_prefix(".").map(Path::to_owned);
            paths.push(
                plain
                    .ok()
                    .filter(|_| folder == Path::new("."))
                    .unwrap_or(path),
            );
        }
    }
    paths.sort();
    Ok(paths)
}
