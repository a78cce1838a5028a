//! The public API, line by line, against `fixtures/api.txt`: a break is seen where it is made.
//!
//! The list is read from the sources, as `rustfmt` leaves them: public modules from `lib.rs` down, what they define
//! and what they re-export by name, fields, variants, methods, derives and implementations of traits. Of a module
//! with two bodies (`enabled.rs`, `disabled.rs`) the first is read; what the crate's macros write (`as_str` of a
//! list of words) is not listed. `UPDATE_FIXTURES=1` writes the list anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the crate.
#[derive(Default)]
struct Module {
    /// Names defined here that begin with `pub`, and the lines that show each: its head, fields or variants.
    items: BTreeMap<String, Vec<String>>,
    /// Modules in it: name, whether public, where its file is.
    modules: Vec<(String, bool, PathBuf)>,
    /// Re-exports: the path, the name it gets.
    uses: Vec<(String, String)>,
    /// Blocks of implementations: type, and the lines that show them.
    impls: Vec<(String, Vec<String>)>,
}

/// The lines of a file without tests, docs, comments and hidden items, a head that spans several joined into one.
fn heads(source: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let (mut hidden, mut open, mut inside) = (None, false, 0);
    for line in source.lines() {
        let text = line.trim_start();
        // What a macro of the crate defines (`vocabulary! {`) counts as if it stood there itself.
        if !line.starts_with(' ') {
            inside = if text.ends_with("! {") { 4 } else { 0 };
        }
        let indent = (line.len() - text.len()).saturating_sub(inside);
        if text.is_empty() || text.starts_with("//") {
            continue;
        }
        if let Some(level) = hidden {
            // A hidden item ends with the line that closes or ends it.
            if indent == level
                && (text.starts_with('}') || text.ends_with(';') || text.ends_with(','))
            {
                hidden = None;
            }
            continue;
        }
        if ["#[doc(hidden)]", "#[cfg(test)]", "#[cfg(doctest)]"].contains(&text) {
            hidden = Some(indent);
            continue;
        }
        match out.last_mut().filter(|_| open) {
            Some((_, head)) => {
                if !head.ends_with(['(', '<', '[']) && !text.starts_with([')', '>', ']']) {
                    head.push(' ');
                }
                head.push_str(text);
            }
            None => out.push((indent, text.to_owned())),
        }
        let (level, head) = out.last().expect("a line was pushed");
        let starts = ["pub ", "impl", "#[derive(", "fn ", "type ", "const "];
        let list = head.starts_with("pub use") && !head.ends_with(';');
        let ends = !list && text.ends_with(['{', ';', '}'])
            || (*level > 0 && head.ends_with(',') && balanced(head));
        let ends = ends || (head.starts_with("#[") && head.ends_with(']'));
        open = starts.iter().any(|start| head.starts_with(start))
            && !(ends && balanced_but_brace(head));
    }
    out
}

fn balanced(head: &str) -> bool {
    let count = |c: char| head.matches(c).count();
    count('(') == count(')') && count('[') == count(']') && count('{') == count('}')
}

fn balanced_but_brace(head: &str) -> bool {
    let count = |c: char| head.matches(c).count();
    count('(') == count(')') && count('[') == count(']')
}

/// The head of an item without its body.
fn head_of(line: &str) -> String {
    let line = line.strip_suffix('}').unwrap_or(line);
    let head = match line.split_once(" {") {
        Some((head, _)) if !line.starts_with("pub use") => head,
        _ => line,
    };
    let head = head
        .trim_end()
        .trim_end_matches([';', ','])
        .replace(",)", ")");
    match head.split_once(" = ") {
        // The value of a constant is no part of it.
        Some((head, _)) if head.starts_with("pub const") || head.starts_with("pub static") => {
            head.to_owned()
        }
        _ => head,
    }
}

fn name_after<'h>(head: &'h str, words: &[&str]) -> Option<&'h str> {
    let rest = words.iter().find_map(|word| head.strip_prefix(word))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

/// The name of the type that a block implements something for: `Stream` of `impl<W: Write> Stream<W>`.
fn type_of(head: &str) -> &str {
    let mut depth = 0;
    let behind_generics = head.char_indices().find(|&(_, c)| {
        depth += i32::from(c == '<') - i32::from(c == '>');
        depth == 0 && c == ' '
    });
    let of = behind_generics.map_or("", |(at, _)| &head[at + 1..]);
    let of = of
        .rsplit(" for ")
        .next()
        .unwrap_or(of)
        .trim_start_matches('&');
    of.split(['<', ' ']).next().unwrap_or_default()
}

const ITEMS: &[&str] = &[
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub fn ",
    "pub const fn ",
    "pub const ",
    "pub static ",
    "pub type ",
];

fn read(file: &Path) -> Module {
    let source =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut module = Module::default();
    let (mut derives, mut path) = (String::new(), None);
    // The item or the block of an implementation that is open, and whether all in it is public.
    let (mut item, mut block, mut all): (Option<String>, bool, bool) = (None, false, false);
    for (indent, line) in heads(&source) {
        if indent == 0 {
            (item, block, all) = (None, false, false);
            if let Some(list) = line.strip_prefix("#[derive(") {
                derives = list.trim_end_matches(")]").to_owned();
            } else if let Some(rest) = line.strip_prefix("#[cfg_attr(feature") {
                path = rest
                    .split("path = \"")
                    .nth(1)
                    .and_then(|p| p.split('"').next())
                    .map(str::to_owned);
            } else if line.starts_with("#[path = ") {
                path = line.split('"').nth(1).map(str::to_owned);
            } else if let Some(name) = name_after(&line, &["pub mod ", "mod ", "pub(crate) mod "]) {
                let folder = match file.file_name().and_then(|n| n.to_str()) {
                    Some("mod.rs" | "lib.rs" | "enabled.rs") => file.parent().unwrap().to_owned(),
                    _ => file.with_extension(""),
                };
                let at = match path.take() {
                    Some(path) => folder.join(path),
                    None if folder.join(name).join("mod.rs").exists() => {
                        folder.join(name).join("mod.rs")
                    }
                    None => folder.join(format!("{name}.rs")),
                };
                if at.exists() {
                    module
                        .modules
                        .push((name.to_owned(), line.starts_with("pub mod"), at));
                }
            } else if let Some(list) = line.strip_prefix("pub use ") {
                let list = list.trim_end_matches(';');
                let (base, names) = match list.split_once("::{") {
                    Some((base, names)) => (base, names.trim_end_matches('}')),
                    None => list.rsplit_once("::").unwrap_or(("", list)),
                };
                for name in names
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                {
                    module.uses.push((base.to_owned(), name.to_owned()));
                }
            } else if let Some(name) = name_after(&line, ITEMS) {
                let mut lines = vec![head_of(&line)];
                if !derives.is_empty() {
                    lines.push(format!("derive {derives}"));
                }
                module.items.insert(name.to_owned(), lines);
                all = line.starts_with("pub enum") || line.starts_with("pub trait");
                item = Some(name.to_owned());
                derives.clear();
            } else if line.starts_with("impl") {
                let head = head_of(&line);
                let of = type_of(&head).to_owned();
                let lines = if head.contains(" for ") {
                    vec![head]
                } else {
                    Vec::new()
                };
                block = lines.is_empty();
                module.impls.push((of, lines));
            } else if !line.starts_with("#[") {
                derives.clear();
            }
        } else if indent == 4 {
            let shown = if line.starts_with("#[") || line.starts_with('}') {
                None
            } else if block {
                line.starts_with("pub ").then(|| head_of(&line))
            } else {
                let field = line.starts_with("pub ") || all && !line.starts_with("//");
                field.then(|| head_of(&line))
            };
            let Some(shown) = shown else { continue };
            if block {
                module
                    .impls
                    .last_mut()
                    .expect("a block is open")
                    .1
                    .push(shown);
            } else if let Some(lines) = item.as_ref().and_then(|name| module.items.get_mut(name)) {
                lines.push(shown);
            }
        }
    }
    module
}

/// All files of the crate, by the path of the module.
fn modules() -> BTreeMap<String, Module> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![(String::new(), src.join("lib.rs"))];
    let mut all = BTreeMap::new();
    while let Some((name, file)) = open.pop() {
        let module = read(&file);
        for (inner, _, file) in &module.modules {
            open.push((format!("{name}::{inner}"), file.clone()));
        }
        all.insert(name, module);
    }
    all
}

struct Listing<'m> {
    modules: &'m BTreeMap<String, Module>,
    lines: Vec<String>,
    seen: BTreeSet<String>,
}

impl Listing<'_> {
    /// Shows an item of a module under a public path.
    fn item(&mut self, home: &str, name: &str, public: &str) {
        let module = &self.modules[home];
        if let Some(lines) = module.items.get(name) {
            let path = format!("onrecord{public}::{name}");
            if !self.seen.insert(format!("{home}::{name}")) {
                self.lines.push(format!("{path} = re-exported"));
                return;
            }
            self.lines.push(format!("{path}: {}", lines[0]));
            self.lines
                .extend(lines[1..].iter().map(|line| format!("{path}: {line}")));
            // In its own file, else in another where nothing else has this name.
            for (other, module) in self.modules {
                let own =
                    other == home || !module.items.contains_key(name) && self.defined(name) == 1;
                let blocks = module.impls.iter().filter(|(of, _)| own && of == name);
                self.lines.extend(
                    blocks
                        .flat_map(|(_, lines)| lines)
                        .map(|line| format!("{path}: {line}")),
                );
            }
            return;
        }
        if let Some((base, _)) = module.uses.iter().find(|(_, used)| used == name) {
            let from = self.resolve(home, base);
            self.item(&from, name, public);
        }
    }

    fn defined(&self, name: &str) -> usize {
        self.modules
            .values()
            .filter(|module| module.items.contains_key(name))
            .count()
    }

    fn resolve(&self, home: &str, base: &str) -> String {
        let mut at = home.to_owned();
        for part in base.split("::").filter(|part| !part.is_empty()) {
            match part {
                "crate" => at.clear(),
                "self" => {}
                "super" => at.truncate(at.rfind("::").unwrap_or(0)),
                part if self.modules.contains_key(&format!("{at}::{part}")) => {
                    at = format!("{at}::{part}")
                }
                part => at = format!("::{part}"),
            }
        }
        assert!(self.modules.contains_key(&at), "{home}: no module `{base}`");
        at
    }

    fn module(&mut self, home: &str) {
        self.lines.push(format!("onrecord{home}: pub mod"));
        let module = &self.modules[home];
        for name in module.items.keys() {
            self.item(home, name, home);
        }
        for (_, name) in &module.uses {
            self.item(home, name, home);
        }
        for (name, public, _) in &module.modules {
            if *public {
                self.module(&format!("{home}::{name}"));
            }
        }
    }
}

#[test]
fn the_public_api_is_the_one_that_is_listed() {
    let modules = modules();
    let mut listing = Listing {
        modules: &modules,
        lines: Vec::new(),
        seen: BTreeSet::new(),
    };
    listing.module("");
    let found: String = listing
        .lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/api.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let listed = fs::read_to_string(&file).unwrap_or_default();
    let (listed, found): (BTreeSet<&str>, BTreeSet<&str>) =
        (listed.lines().collect(), found.lines().collect());
    let gone: Vec<&&str> = listed.difference(&found).collect();
    let new: Vec<&&str> = found.difference(&listed).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public API is another (UPDATE_FIXTURES=1 lists it anew; what is gone breaks users)\ngone {gone:#?}\nnew \
         {new:#?}"
    );
}

#[test]
fn the_list_sees_what_users_see() {
    let listed =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/api.txt")).unwrap();
    for line in [
        "onrecord::Extractor: pub fn extract<'a>(&'a self, article: &Article<'a>) -> Extraction<'a>",
        "onrecord::extractor",
        "onrecord::Span: pub const fn new",
        "onrecord::corpus::OutputFormat: Jsonl",
        "onrecord::text::Document",
    ] {
        let hidden = line == "onrecord::extractor";
        assert_eq!(listed.contains(line), !hidden, "{line}");
    }
}
