//! Patterns of paths: `news/**/2026-*.jsonl.gz`.

use std::path::{Component, Path, PathBuf};

/// A path with wildcards below a folder without.
///
/// `*` stands for any characters of one name, `?` for one, `[a-f]` and `[!x]` for one of these or none of them,
/// `**` for any folders. Hidden files are matched by none.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    parts: Vec<String>,
}

impl Pattern {
    /// The folder before the first wildcard, and the pattern below it; none where there is no wildcard.
    pub(super) fn split(path: &Path) -> Option<(PathBuf, Self)> {
        let text = path.to_str()?;
        if !text.contains(['*', '?', '[']) {
            return None;
        }
        let mut root = PathBuf::new();
        let mut parts: Vec<String> = Vec::new();
        for part in path.components() {
            let name = part.as_os_str().to_string_lossy();
            let wild = matches!(part, Component::Normal(_)) && name.contains(['*', '?', '[']);
            if wild || !parts.is_empty() {
                parts.push(name.into_owned());
            } else {
                root.push(part);
            }
        }
        if root.as_os_str().is_empty() {
            root.push(".");
        }
        Some((root, Self { parts }))
    }

    /// Returns true when a path below the folder is meant.
    pub(super) fn matches(&self, below: &Path) -> bool {
        let names: Vec<_> = below.components().map(name_of).collect();
        matches(&self.parts, &names)
    }

    /// Returns true when something below this folder may be meant.
    pub(super) fn may_lie_below(&self, folder: &Path) -> bool {
        let mut parts = self.parts.iter();
        for name in folder.components().map(name_of) {
            match parts.next() {
                Some(part) if part == "**" => return true,
                Some(part) if wildcard(part, &name) => {}
                _ => return false,
            }
        }
        parts.next().is_some()
    }
}

fn name_of(part: Component<'_>) -> String {
    part.as_os_str().to_string_lossy().into_owned()
}

/// Names against parts, `**` for none or any: which parts may come next, name by name, so that no pattern takes
/// longer than names times parts.
fn matches(parts: &[String], names: &[String]) -> bool {
    // `open[i]`: the names so far may end before part `i`.
    let mut open = vec![false; parts.len() + 1];
    open[0] = true;
    let pass_any = |open: &mut Vec<bool>| {
        for (i, part) in parts.iter().enumerate() {
            if open[i] && part == "**" {
                open[i + 1] = true;
            }
        }
    };
    pass_any(&mut open);
    for name in names {
        let mut next = vec![false; parts.len() + 1];
        for (i, part) in parts.iter().enumerate().filter(|&(i, _)| open[i]) {
            if part == "**" {
                next[i] = true;
            } else if wildcard(part, name) {
                next[i + 1] = true;
            }
        }
        pass_any(&mut next);
        open = next;
    }
    open[parts.len()]
}

/// One name against one part, in time of one times the other.
fn wildcard(part: &str, name: &str) -> bool {
    let part: Vec<char> = part.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where the last `*` stood, and how much of the name it has taken.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if part.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some(used) = part.get(p..).and_then(|rest| one(rest, name[n])) {
            p += used;
            n += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, n) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    part[p..].iter().all(|&c| c == '*')
}

/// How much of the part one character takes; none where it does not fit.
fn one(part: &[char], c: char) -> Option<usize> {
    match part {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => {
            let not = usize::from(matches!(rest.first(), Some('!' | '^')));
            // A bracket that opens the set stands for itself.
            let from = (not + 1).min(rest.len());
            let Some(close) = rest[from..]
                .iter()
                .position(|&c| c == ']')
                .map(|i| from + i)
            else {
                return (c == '[').then_some(1);
            };
            let set = &rest[not..close];
            let mut inside = false;
            let mut i = 0;
            while i < set.len() {
                if i + 2 < set.len() && set[i + 1] == '-' {
                    inside |= (set[i]..=set[i + 2]).contains(&c);
                    i += 3;
                } else {
                    inside |= set[i] == c;
                    i += 1;
                }
            }
            (inside == (not == 0)).then_some(close + 2)
        }
        [own, ..] => (*own == c).then_some(1),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_characters() {
        let yes = [
            ("*.jsonl", "a.jsonl"),
            ("2026-??", "2026-11"),
            ("[a-c]*[!0-9]", "big"),
            ("a*b*c", "aXbYbZc"),
            ("[]]", "]"),
            // A dash at the end stands for itself.
            ("[a-]", "-"),
            ("[", "["),
            ("é?", "éß"),
        ];
        let no = [
            ("*.jsonl", "a.json"),
            ("2026-??", "2026-1"),
            ("[!a]", "a"),
            ("a", "ab"),
            ("", "a"),
        ];
        assert!(yes.iter().all(|(part, name)| wildcard(part, name)));
        assert!(no.iter().all(|(part, name)| !wildcard(part, name)));
    }

    #[test]
    fn two_stars_stand_for_folders() {
        let (root, pattern) = Pattern::split(Path::new("news/**/2026/*.txt")).unwrap();
        assert_eq!(root, Path::new("news"));
        assert!(pattern.matches(Path::new("2026/a.txt")));
        assert!(pattern.matches(Path::new("x/y/2026/a.txt")));
        assert!(!pattern.matches(Path::new("x/2026/y/a.txt")));
        assert!(pattern.may_lie_below(Path::new("x/y")));
        let (root, pattern) = Pattern::split(Path::new("*/a?.csv")).unwrap();
        assert_eq!(root, Path::new("."));
        assert!(pattern.may_lie_below(Path::new("x")));
        assert!(!pattern.may_lie_below(Path::new("x/y")));
        let (_, pattern) = Pattern::split(Path::new("2026-*/*.csv")).unwrap();
        assert!(pattern.may_lie_below(Path::new("2026-11")));
        assert!(!pattern.may_lie_below(Path::new("2025-11")));
        assert!(Pattern::split(Path::new("news/a.txt")).is_none());
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer() {
        let part = "*a".repeat(200) + "b";
        assert!(!wildcard(&part, &"a".repeat(2_000)));
    }
}
