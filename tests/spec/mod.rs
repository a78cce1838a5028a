//! Reads literate specs: Markdown in which an `article` block is followed by blocks that say what is read in it.

// Every test of specs is a crate of its own and uses its part of this.
#![allow(dead_code)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// One block under an article.
pub struct Block<'s> {
    /// The heading it stands under.
    pub heading: &'s str,
    /// The article it speaks of, without the line end before its fence.
    pub article: &'s str,
    /// The word after its fence.
    pub kind: &'s str,
    /// Its lines, each with its end.
    pub body: &'s str,
}

/// The specs of a folder below `fixtures` whose names begin so, in order.
pub fn files(folder: &str, prefixes: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder of specs can be read").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".md") && prefixes.iter().any(|prefix| name.starts_with(prefix))
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no specs in {}", folder.display());
    files
}

/// The blocks of a spec but for the articles themselves, in order.
pub fn blocks(spec: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut heading, mut article) = ("", "");
    // Where the block that is being read begins, and its kind.
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in spec.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let fence = line.strip_prefix("```").map(str::trim_end);
        match (open, fence) {
            (None, Some(kind)) => open = Some((at, kind)),
            (Some((begin, kind)), Some("")) => {
                let body = &spec[begin..start];
                if kind == "article" {
                    article = body.trim_end_matches('\n');
                } else {
                    blocks.push(Block {
                        heading,
                        article,
                        kind,
                        body,
                    });
                }
                open = None;
            }
            (None, None) if line.starts_with('#') => {
                heading = line.trim_start_matches('#').trim();
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "“{heading}”: a block is not closed");
    blocks
}

/// Holds every block of these specs against what is read; `UPDATE_FIXTURES=1` rewrites the blocks instead, and
/// the diff is read like a proof.
///
/// # Panics
///
/// When a block is otherwise than read, or of no known kind.
pub fn hold(files: &[PathBuf], read: impl Fn(&Block<'_>) -> Option<String>) {
    let mut wrong = Vec::new();
    for path in files {
        let spec = std::fs::read_to_string(path).expect("a spec is UTF-8");
        let (mut right, mut rest) = (String::new(), 0);
        for block in blocks(&spec) {
            let Block {
                heading,
                kind,
                body,
                ..
            } = block;
            let found = read(&block).unwrap_or_else(|| {
                panic!("{}: “{heading}”: no block is called {kind}", path.display())
            });
            let begin = body.as_ptr() as usize - spec.as_ptr() as usize;
            right.push_str(&spec[rest..begin]);
            right.push_str(&found);
            rest = begin + body.len();
            if found != body {
                let mut report = String::new();
                let _ = write!(
                    report,
                    "{}: “{heading}”\nexpected {kind}\n{body}found\n{found}",
                    path.display()
                );
                wrong.push(report);
            }
        }
        right.push_str(&spec[rest..]);
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(path, right).expect("a spec can be written");
            wrong.clear();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
