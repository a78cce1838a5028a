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
    /// Letters, with inner apostrophes, hyphens and periods: “O'Brien”, “far-left”, “U.S.”.
    Word,
    /// Digits, with inner commas, periods and signs: “1,200”, “9.1”, “2016-17”.
    Number,
    /// A possessive ending split from its word: “’s” in “Ortiz’s”, “’” in “voters’”.
    Possessive,
    /// A mark that may open or close a quotation.
    Quote,
    /// Any other punctuation mark or symbol.
    Punctuation,
}

/// How the letters of a token are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// “said”
    Lower,
    /// “Ortiz”
    Capitalised,
    /// “NATO”
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
    /// Hash of the form as written, curly apostrophes straightened.
    pub exact: u64,
    /// Hash of the lower-cased form, curly apostrophes straightened: the same for “Said” and “said”.
    pub folded: u64,
}

impl Token {
    /// Returns true when the token is `word`, whatever its case (`word` in lower case).
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.folded == hash::of_str(word)
    }
}
