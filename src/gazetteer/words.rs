//! Splits a form of a table into the words that a [`Document`](crate::Document) would make of it.

use crate::hash;

/// Abbreviations that keep their period at the end of a form.
const KEEP_PERIOD: &[&str] = &[
    "jr", "sr", "st", "ste", "mt", "ft", "no", "co", "inc", "corp", "ltd", "dr", "dept", "gov",
    "sen", "rep", "lt", "ala", "ariz", "ark", "calif", "cal", "colo", "conn", "del", "fla", "ga",
    "ill", "ills", "ind", "ia", "kan", "kans", "kas", "ky", "ken", "la", "me", "md", "mass",
    "mich", "minn", "miss", "mo", "mont", "neb", "nebr", "nev", "okla", "ore", "oreg", "pa",
    "penn", "penna", "tenn", "tex", "vt", "ver", "va", "virg", "wash", "wis", "wisc", "wyo", "dem",
    "alta", "man", "ont", "que", "sask", "nfld", "qld", "tas", "vic", "bros",
];

/// The hashes of the lower-cased words of a form, as [`Token::folded`](crate::Token::folded) has them.
pub(super) fn words(form: &str) -> Vec<u64> {
    let lower = form.to_lowercase().replace(['’', '‘'], "'");
    let mut hashes = Vec::new();
    for piece in lower.split_whitespace() {
        split(piece, &mut hashes);
    }
    hashes
}

fn split(piece: &str, hashes: &mut Vec<u64>) {
    let mut rest = piece;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() {
            word_length(rest)
        } else {
            first.len_utf8()
        };
        let (word, tail) = rest.split_at(length);
        match word.strip_suffix("'s") {
            Some(stem) if !stem.is_empty() => {
                hashes.push(hash::of_str(stem));
                hashes.push(hash::of_str("'s"));
            }
            _ => hashes.push(hash::of_str(word)),
        }
        rest = tail;
    }
}

/// Letters and digits with inner apostrophes, hyphens, ampersands and periods; the last period stays
/// with initials and abbreviations.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_letter = chars.peek().is_some_and(|&(_, c)| c.is_alphanumeric());
        if c.is_alphanumeric() || matches!(c, '\'' | '-' | '.' | '&') && next_is_letter {
            end = at + c.len_utf8();
            continue;
        }
        let word = &text[..end];
        let keeps = word.chars().count() == 1 || word.contains('.') || KEEP_PERIOD.contains(&word);
        if c == '.' && keeps && !word.chars().all(|c| c.is_ascii_digit()) {
            end = at + 1;
        }
        break;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::hash::of_str;

    fn check(form: &str, expected: &[&str]) {
        let hashes: Vec<u64> = expected.iter().map(|w| of_str(w)).collect();
        assert_eq!(words(form), hashes, "{form}");
    }

    #[test]
    fn forms_split_as_texts_do() {
        check("Hillary R. Clinton", &["hillary", "r.", "clinton"]);
        check("People's Party", &["people", "'s", "party"]);
        check("Beto O’Rourke", &["beto", "o'rourke"]);
        check("Jean-Claude Juncker", &["jean-claude", "juncker"]);
        check("Washington, D.C.", &["washington", ",", "d.c."]);
        check("Robert F. Kennedy Jr.", &["robert", "f.", "kennedy", "jr."]);
        check("G.O.P.", &["g.o.p."]);
    }

    #[test]
    fn a_full_stop_is_no_part_of_a_word() {
        check("Labour.", &["labour", "."]);
    }
}
