use crate::Span;
use crate::hash;

/// Index of a [`Token`] in its [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub u32);

impl TokenId {
    /// Position in [`Document::tokens`](crate::Document::tokens).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner apostrophes, hyphens and periods, an abbreviation with its period:
    /// “O'Brien”, “far-left”, “U.S.”, “Gov.”, “don’t”, “20-year-old”, “@handle”, “#hashtag”.
    Word,
    /// Digits, with inner commas, periods, colons, hyphens and a short suffix: “1,200”, “9.1”,
    /// “2016-17”, “7:30”, “13th”, “1990s”.
    Number,
    /// A possessive ending split from its word: “’s” in “Ortiz’s”, “’” in “voters’”.
    Possessive,
    /// A web or e-mail address.
    Link,
    /// A mark that may open or close a quotation.
    Quote,
    /// Any other punctuation mark or symbol; a run of one dash or of dots is one token.
    Punctuation,
}

/// How the letters of a token are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// “said”
    Lower,
    /// “Ortiz”, “O’Brien”, “Harris-Walz”, “I”: each capital opens a part.
    Capitalised,
    /// “NATO”, “U.S.”
    Upper,
    /// “McCain”, “iPhone”
    Mixed,
    /// No letters at all.
    None,
}

/// A word, number or mark of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// How its letters are cased.
    pub shape: Shape,
    /// White space (or the start of the text) stands right before it.
    pub space_before: bool,
    /// Hash of the form as written, curly apostrophes straightened, soft hyphens left out.
    pub exact: u64,
    /// Hash of the lower-cased form, curly apostrophes straightened: the same for “Said” and “said”.
    ///
    /// Marks that do the same job fold to one: every double quotation mark to `"`, every single one
    /// to `'`, the dashes `--`, `–` and `—` to `—`, runs of dots and `…` to `...`.
    pub folded: u64,
}

impl Token {
    /// Returns true when the token is `word`, whatever its case (`word` in lower case).
    ///
    /// ```
    /// use onrecord::Document;
    ///
    /// let document = Document::new("Don’t, she SAID.");
    /// assert!(document.tokens()[0].is("don't"));
    /// assert!(document.tokens()[3].is("said"));
    /// ```
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.folded == hash::of_str(word)
    }
}
