/// Part of speech of a token: the universal tags, with verbs told apart by form.
///
/// A contraction (“don’t”, “it’s”) has the tag of its main word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tag {
    /// “new”
    Adjective,
    /// “of”
    Adposition,
    /// “fully”
    Adverb,
    /// “has” in “has said”, “is” in “is angry”
    Auxiliary,
    /// “will”, “could”
    Modal,
    /// “and”
    Conjunction,
    /// “the”
    Determiner,
    /// “oh”
    Interjection,
    /// “law”
    Noun,
    /// “12”, “two”
    Number,
    /// “not”, “to” before a verb, the possessive ’s
    Particle,
    /// “she”, “whom”
    Pronoun,
    /// “Ortiz”
    ProperNoun,
    /// “,”
    Punctuation,
    /// “that” in “said that”, “if”
    Subordinator,
    /// “$”
    Symbol,
    /// “said” in “she said”
    VerbPast,
    /// “says”, “say” in “they say”
    VerbPresent,
    /// “say” in “to say”, “will say”
    VerbBase,
    /// “saying”
    VerbGerund,
    /// “said” in “has said”, “was said”
    VerbParticiple,
    /// Foreign words, web addresses, what cannot be told.
    #[default]
    Other,
}

impl Tag {
    /// Every tag, in order.
    pub const ALL: [Self; 22] = [
        Self::Adjective,
        Self::Adposition,
        Self::Adverb,
        Self::Auxiliary,
        Self::Modal,
        Self::Conjunction,
        Self::Determiner,
        Self::Interjection,
        Self::Noun,
        Self::Number,
        Self::Particle,
        Self::Pronoun,
        Self::ProperNoun,
        Self::Punctuation,
        Self::Subordinator,
        Self::Symbol,
        Self::VerbPast,
        Self::VerbPresent,
        Self::VerbBase,
        Self::VerbGerund,
        Self::VerbParticiple,
        Self::Other,
    ];

    /// Returns true for main verbs of any form.
    #[must_use]
    pub fn is_verb(self) -> bool {
        matches!(
            self,
            Self::VerbPast
                | Self::VerbPresent
                | Self::VerbBase
                | Self::VerbGerund
                | Self::VerbParticiple
        )
    }

    /// Returns true for nouns and names.
    #[must_use]
    pub fn is_noun(self) -> bool {
        matches!(self, Self::Noun | Self::ProperNoun)
    }

    /// Returns true for nouns, names and pronouns.
    #[must_use]
    pub fn is_nominal(self) -> bool {
        matches!(self, Self::Noun | Self::ProperNoun | Self::Pronoun)
    }

    /// The universal part of speech, as in treebanks: “VERB”.
    #[must_use]
    pub fn universal(self) -> &'static str {
        match self {
            Self::Adjective => "ADJ",
            Self::Adposition => "ADP",
            Self::Adverb => "ADV",
            Self::Auxiliary | Self::Modal => "AUX",
            Self::Conjunction => "CCONJ",
            Self::Determiner => "DET",
            Self::Interjection => "INTJ",
            Self::Noun => "NOUN",
            Self::Number => "NUM",
            Self::Particle => "PART",
            Self::Pronoun => "PRON",
            Self::ProperNoun => "PROPN",
            Self::Punctuation => "PUNCT",
            Self::Subordinator => "SCONJ",
            Self::Symbol => "SYM",
            Self::Other => "X",
            _ => "VERB",
        }
    }

    /// The tag of a treebank's universal and English part of speech.
    #[cfg(feature = "train")]
    pub(crate) fn from_treebank(universal: &str, english: &str) -> Self {
        match (universal, english) {
            ("AUX", "MD") => Self::Modal,
            ("VERB", "VBD") => Self::VerbPast,
            ("VERB", "VB") => Self::VerbBase,
            ("VERB", "VBG") => Self::VerbGerund,
            ("VERB", "VBN") => Self::VerbParticiple,
            ("VERB", _) => Self::VerbPresent,
            _ => Self::ALL
                .into_iter()
                .find(|tag| tag.universal() == universal)
                .unwrap_or_default(),
        }
    }
}
