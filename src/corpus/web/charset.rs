//! The characters of a page: what its carrier tells, what it tells itself, or a guess, as a browser has it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::mismatch;
use crate::corpus::item::Mismatch;

/// Where a page tells its charset itself, it does so early.
const EARLY: usize = 4096;

/// Characters that may be broken for one that is whole.
const BROKEN: usize = 100;

/// The text of a page; `label` is the charset that its carrier tells.
pub(super) fn decode<'b>(bytes: &'b [u8], label: Option<&str>) -> Result<Cow<'b, str>, Mismatch> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (told(bytes, label), 0));
    let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
    if broken {
        let count = text.matches('\u{fffd}').count();
        if count * BROKEN > text.len() {
            let expected = format!("text in {}", encoding.name());
            return Err(mismatch(expected, format!("{count} broken characters")));
        }
    }
    Ok(text)
}

fn told(bytes: &[u8], label: Option<&str>) -> &'static Encoding {
    // No text of another charset is valid UTF-8 by chance, and many a label is wrong.
    if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let own = || of_meta(&bytes[..bytes.len().min(EARLY)]);
    let of_label = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    of_label.or_else(own).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Allow)
    })
}

/// The charset that the page tells in a `meta`: after `charset=`, with or without marks.
fn of_meta(start: &[u8]) -> Option<&'static Encoding> {
    let lower = start.to_ascii_lowercase();
    let key = b"charset=";
    let at = lower.windows(key.len()).position(|window| window == key)? + key.len();
    let value = lower[at..]
        .strip_prefix(b"\"")
        .or(lower[at..].strip_prefix(b"'"))
        .unwrap_or(&lower[at..]);
    let end = value
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)));
    let encoding = Encoding::for_label(&value[..end.unwrap_or(value.len())])?;
    // What could be read up to here is not UTF-16.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], label: Option<&str>, text: &str) {
        assert_eq!(decode(bytes, label).ok().as_deref(), Some(text));
    }

    #[test]
    fn the_carrier_goes_before_the_page() {
        check(
            b"<meta charset=koi8-r>\xe9",
            Some("windows-1252"),
            "<meta charset=koi8-r>é",
        );
        check(
            b"<meta charset='windows-1252'>\xe9",
            None,
            "<meta charset='windows-1252'>é",
        );
        check(
            b"<meta content=\"text/html; charset=iso-8859-2\">\xb1",
            None,
            "<meta content=\"text/html; charset=iso-8859-2\">ą",
        );
    }

    #[test]
    fn utf_8_is_known_whatever_the_label() {
        check("“Nein” é".as_bytes(), Some("iso-8859-1"), "“Nein” é");
        check(b"\xef\xbb\xbfplain", None, "plain");
        check(b"\xff\xfeh\0i\0", Some("utf-8"), "hi");
    }

    #[test]
    fn without_a_word_it_is_guessed() {
        check(
            b"The caf\xe9 said it\x92s closed.",
            None,
            "The café said it’s closed.",
        );
    }

    #[test]
    fn what_is_no_text_is_told() {
        let noise: Vec<u8> = (0..400u32).map(|i| (i * 37 % 256) as u8 | 0x80).collect();
        assert!(decode(&noise, Some("utf-8")).is_err());
    }
}
