//! Units of the offsets on the wire. Inside the library every offset is a byte.

/// The unit of every `start` and `end` of a record.
///
/// ```
/// use onrecord::record::Offsets;
///
/// assert_eq!(Offsets::ALL.map(Offsets::as_str), ["byte", "char", "utf16"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Offsets {
    /// Bytes of UTF-8: Rust, Go.
    #[default]
    Byte,
    /// Code points: Python, brat.
    Char,
    /// UTF-16 code units: JavaScript, Java, the browser.
    Utf16,
}

impl Offsets {
    /// Every unit.
    pub const ALL: [Self; 3] = [Self::Byte, Self::Char, Self::Utf16];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Byte => "byte",
            Self::Char => "char",
            Self::Utf16 => "utf16",
        }
    }
}

/// Bytes between two marks of a [`Ruler`]: a look-up counts at most so many.
const STRIDE: usize = 128;

/// Turns byte offsets of one text into another unit: built in one pass, a look-up in constant time.
pub(super) struct Ruler<'t> {
    text: &'t [u8],
    unit: Offsets,
    /// Units before every `STRIDE`th byte; empty where bytes are the unit.
    marks: Vec<usize>,
}

impl<'t> Ruler<'t> {
    pub(super) fn new(text: &'t str, unit: Offsets) -> Self {
        // In plain ASCII all units are the same.
        let unit = if text.is_ascii() { Offsets::Byte } else { unit };
        let text = text.as_bytes();
        let mut marks = Vec::new();
        if unit != Offsets::Byte {
            let mut before = 0;
            for piece in text.chunks(STRIDE) {
                marks.push(before);
                before += count(piece, unit);
            }
            marks.push(before);
        }
        Self { text, unit, marks }
    }

    pub(super) fn at(&self, byte: usize) -> usize {
        if self.unit == Offsets::Byte {
            return byte;
        }
        let mark = byte / STRIDE;
        self.marks[mark] + count(&self.text[mark * STRIDE..byte], self.unit)
    }
}

/// The units of the characters that start in these bytes.
fn count(bytes: &[u8], unit: Offsets) -> usize {
    bytes
        .iter()
        .map(|&byte| match byte {
            0x80..=0xBF => 0, // inside a character
            0xF0.. if unit == Offsets::Utf16 => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_counts_as_the_standard_library_does() {
        for text in [
            String::new(),
            "plain".to_owned(),
            "“Nein”, said Müller 😀 twice 😀.".to_owned(),
            "é".repeat(STRIDE) + &"😀x".repeat(STRIDE),
            "x".repeat(STRIDE) + "é",
            "é".repeat(STRIDE / 2),
        ] {
            let chars = Ruler::new(&text, Offsets::Char);
            let utf16 = Ruler::new(&text, Offsets::Utf16);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for byte in ends {
                assert_eq!(chars.at(byte), text[..byte].chars().count());
                assert_eq!(utf16.at(byte), text[..byte].encode_utf16().count());
            }
        }
    }
}
