//! The order of the modules, held by reading their imports: a module uses only what stands before it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The street. What stands on one line may use the lines above it, not its neighbours.
///
/// `train` reads every stage to train its weights and compile its tables; no stage reads it.
const STREET: &[&[&str]] = &[
    &["span", "error", "hash"],
    &["text", "model"],
    &["gazetteer"],
    &["syntax", "quotation"],
    &["mention"],
    &["entity"],
    &["attribution"],
    &["speaker"],
    &["claim"],
    &["extractor"],
    &["record"],
    &["corpus", "evaluate", "summary"],
    &["report"],
    &["train"],
    &["docs"],
    &["untrusted"],
];

/// Steps to the right that stand, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "extractor",
        "record",
        "`Extraction::to_record` is the end of the walk from text to wire",
    ),
    (
        "gazetteer",
        "mention",
        "an entry tells the kind of the mention that names it",
    ),
];

/// Where the names that `lib.rs` re-exports come from.
const REEXPORTS: &[(&str, &str)] = &[
    ("Article", "text"),
    ("Attribution", "attribution"),
    ("Claim", "claim"),
    ("Document", "text"),
    ("Engine", "attribution"),
    ("Entity", "entity"),
    ("EntityId", "entity"),
    ("Error", "error"),
    ("Extraction", "extractor"),
    ("Extractor", "extractor"),
    ("ExtractorBuilder", "extractor"),
    ("Gazetteer", "gazetteer"),
    ("Mention", "mention"),
    ("MentionId", "mention"),
    ("Paragraph", "text"),
    ("Quotation", "quotation"),
    ("QuotationId", "quotation"),
    ("Record", "record"),
    ("Region", "text"),
    ("Sentence", "text"),
    ("Span", "span"),
    ("Speaker", "speaker"),
    ("Stage", "extractor"),
    ("Token", "text"),
];

fn place(module: &str) -> Option<usize> {
    STREET.iter().position(|line| line.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: without its comments and without what stands in `#[cfg(test)] mod …`.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::`, braces and nested paths unfolded to their first part.
fn imports(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let (mut depth, mut name, mut first) = (0, String::new(), true);
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => first = true,
                    ':' => first = false,
                    c if depth == 0 && first && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ => {}
                }
                if c == ',' && depth == 0 || c == ':' && !name.is_empty() {
                    names.insert(std::mem::take(&mut name));
                }
            }
            names.insert(name);
        } else {
            names.insert(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    names.remove("");
    names
}

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in files {
        let below = path.strip_prefix(&root).unwrap();
        let first = below
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let module = first.strip_suffix(".rs").unwrap_or(first);
        if matches!(module, "lib" | "bin") {
            continue;
        }
        let Some(here) = place(module) else {
            wrong.push(format!("{module} stands nowhere on the street"));
            continue;
        };
        for name in imports(&code(&fs::read_to_string(&path).unwrap())) {
            let reexport = REEXPORTS.iter().find(|(n, _)| *n == name).map(|(_, m)| *m);
            let used = reexport.unwrap_or(&name);
            if used == module {
                continue;
            }
            let Some(there) = place(used) else {
                wrong.push(format!(
                    "{}: `{name}` stands nowhere on the street",
                    below.display()
                ));
                continue;
            };
            seen += 1;
            let allowed =
                there < here || EXCEPTIONS.iter().any(|&(a, b, _)| (a, b) == (module, used));
            if !allowed {
                wrong.push(format!(
                    "{}: {module} uses {used} (`{name}`)",
                    below.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(seen > 40, "the imports were found: {seen}");
}

#[test]
fn imports_are_read_through_braces() {
    let found = imports(
        "use crate::text::{Article, Token};\nuse crate::{Span, claim::{A, B}, hash};\ncrate::model::x()",
    );
    assert!(found.iter().eq(["Span", "claim", "hash", "model", "text"]));
}

#[test]
fn the_binary_uses_the_public_face_alone() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin"),
        &mut files,
    );
    assert!(!files.is_empty());
    for path in files {
        let source = fs::read_to_string(&path).unwrap();
        assert!(
            !source.contains("#[path"),
            "{} reaches into the library",
            path.display()
        );
    }
}

#[test]
fn every_reexport_is_listed() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub use ")) {
        let (module, names) = line.trim_end_matches(';').split_once("::").unwrap();
        for name in names.trim_matches(['{', '}']).split(',').map(str::trim) {
            assert!(
                REEXPORTS.contains(&(name, module)),
                "({name:?}, {module:?}) is not listed"
            );
        }
    }
}
