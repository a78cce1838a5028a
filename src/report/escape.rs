//! Untrusted words in a page: nothing that an article says is ever markup.

use std::fmt::{self, Write};

/// Words as text or as the value of a quoted attribute.
///
/// The five characters that mean something to HTML are written as references, and control characters, which
/// HTML forbids, as U+FFFD; [`mark`] can therefore never stand in escaped words.
pub(super) struct Escaped<'t>(&'t str);

/// Escapes words.
pub(super) fn escaped(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut from = 0;
        for (at, c) in self.0.char_indices() {
            let reference = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' | '\t' => continue,
                c if c.is_control() => "\u{fffd}",
                _ => continue,
            };
            f.write_str(&self.0[from..at])?;
            f.write_str(reference)?;
            from = at + c.len_utf8();
        }
        f.write_str(&self.0[from..])
    }
}

/// Stands for the number of an article until that is known; a control character, so no escaped word holds it.
pub(super) const NUMBER: char = '\u{1}';

/// At most so many characters, the rest cut off.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut words = text.split_whitespace();
    let mut short = String::new();
    for (n, word) in words.by_ref().enumerate() {
        if n > 0 {
            short.push(' ');
        }
        short.push_str(word);
        if short.len() > 4 * most {
            break;
        }
    }
    match short.char_indices().nth(most) {
        Some((at, _)) => {
            short.truncate(at);
            short.push('…');
        }
        None if words.next().is_some() => short.push('…'),
        None => {}
    }
    short
}

/// An address that a reader may follow: of the web, and of nothing else (`javascript:`, `file:`).
pub(super) fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    (web && !url.contains(|c: char| c.is_control() || c.is_whitespace())).then_some(url)
}

/// The name of a file as a part of a relative address.
pub(super) fn address_of(name: &str) -> String {
    let mut address = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "<script>alert('x')</script> & \"q\" \u{0}\u{1}\u{7f}\u{85}\r\n";
        assert_eq!(
            escaped(hostile).to_string(),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot; \
             \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n"
        );
        assert_eq!(
            escaped("“No,” said Müller").to_string(),
            "“No,” said Müller"
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(
            web_address(" https://example.org/a?b&c "),
            Some("https://example.org/a?b&c")
        );
        for url in [
            "javascript:alert(1)",
            "javascript://x%0aalert(1)",
            "file:///etc/passwd",
            "//example.org",
            "data:text/html,x",
            "http",
            "https://example.org/\u{1}",
            "https://a b",
            "",
        ] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(cut("a  b\nc", 10), "a b c");
        assert_eq!(cut("abcdef", 3), "abc…");
        assert_eq!(cut(&"é".repeat(100), 3), "ééé…");
        assert_eq!(cut(&"word ".repeat(1000), 10), "word word …");
        assert_eq!(address_of("a b/ü.html"), "a%20b%2F%C3%BC.html");
    }
}
