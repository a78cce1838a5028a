/// How a token depends on its head: Universal Dependencies, coarsened to what later stages read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Relation {
    /// Subject: “Ortiz” in “Ortiz said”.
    Subject,
    /// Subject of a passive: “Ortiz” in “Ortiz was told”.
    PassiveSubject,
    /// Object.
    Object,
    /// Indirect object: “reporters” in “told reporters that…”.
    IndirectObject,
    /// “it” and “there” that stand for nothing.
    Expletive,
    /// Clause as a subject.
    ClausalSubject,
    /// Clause with its own subject: “fall” in “said taxes will fall”.
    ClausalComplement,
    /// Clause whose subject is the head's: “cut” in “promised to cut”.
    OpenComplement,
    /// Oblique: “Friday” in “said on Friday”.
    Oblique,
    /// Adverbial clause: “asked” in “said when asked”.
    AdverbialClause,
    /// Adverb.
    Adverbial,
    /// Clause side by side: “fall” in “taxes will fall, Ortiz said”.
    Parataxis,
    /// Nominal of a nominal: “Ohio” in “governor of Ohio”.
    NominalModifier,
    /// Owner: “Ortiz” in “Ortiz’s”.
    Possessor,
    /// Number.
    NumericModifier,
    /// Adjective.
    AdjectivalModifier,
    /// Article, “this”, “every”.
    Determiner,
    /// Preposition, possessive ’s.
    Case,
    /// Clause of a noun that is no relative clause: “claim that…”, “man called…”.
    AdnominalClause,
    /// Relative clause.
    RelativeClause,
    /// Apposition: “governor” in “Ortiz, the governor”.
    Apposition,
    /// “tax” in “tax cut”, “Gov.” in “Gov. Ortiz”.
    Compound,
    /// “out” in “pointed out”.
    PhrasalParticle,
    /// Later words of a name or fixed phrase: “Ortiz” in “Ann Ortiz”.
    Flat,
    /// Later member of a coordination.
    Conjunct,
    /// “and”
    Coordinator,
    /// “that”, “if”, “to” before a clause.
    Marker,
    /// Auxiliary, passive ones too.
    Auxiliary,
    /// “is” in “is angry”.
    Copula,
    /// “well”, “please”, a name called.
    Discourse,
    /// Punctuation.
    Punctuation,
    /// Head of its sentence.
    Root,
    /// Anything else.
    #[default]
    Dependent,
}

impl Relation {
    /// Every relation, in order.
    pub const ALL: [Self; 33] = [
        Self::Subject,
        Self::PassiveSubject,
        Self::Object,
        Self::IndirectObject,
        Self::Expletive,
        Self::ClausalSubject,
        Self::ClausalComplement,
        Self::OpenComplement,
        Self::Oblique,
        Self::AdverbialClause,
        Self::Adverbial,
        Self::Parataxis,
        Self::NominalModifier,
        Self::Possessor,
        Self::NumericModifier,
        Self::AdjectivalModifier,
        Self::Determiner,
        Self::Case,
        Self::AdnominalClause,
        Self::RelativeClause,
        Self::Apposition,
        Self::Compound,
        Self::PhrasalParticle,
        Self::Flat,
        Self::Conjunct,
        Self::Coordinator,
        Self::Marker,
        Self::Auxiliary,
        Self::Copula,
        Self::Discourse,
        Self::Punctuation,
        Self::Root,
        Self::Dependent,
    ];

    /// Returns true for subjects of any kind.
    #[must_use]
    pub fn is_subject(self) -> bool {
        matches!(
            self,
            Self::Subject | Self::PassiveSubject | Self::ClausalSubject
        )
    }

    /// Returns true where the dependent heads a clause of its own.
    #[must_use]
    pub fn is_clause(self) -> bool {
        matches!(
            self,
            Self::ClausalSubject
                | Self::ClausalComplement
                | Self::OpenComplement
                | Self::AdverbialClause
                | Self::Parataxis
                | Self::AdnominalClause
                | Self::RelativeClause
        )
    }

    /// The name in Universal Dependencies: “nsubj”.
    #[must_use]
    pub fn universal(self) -> &'static str {
        match self {
            Self::Subject => "nsubj",
            Self::PassiveSubject => "nsubj:pass",
            Self::Object => "obj",
            Self::IndirectObject => "iobj",
            Self::Expletive => "expl",
            Self::ClausalSubject => "csubj",
            Self::ClausalComplement => "ccomp",
            Self::OpenComplement => "xcomp",
            Self::Oblique => "obl",
            Self::AdverbialClause => "advcl",
            Self::Adverbial => "advmod",
            Self::Parataxis => "parataxis",
            Self::NominalModifier => "nmod",
            Self::Possessor => "nmod:poss",
            Self::NumericModifier => "nummod",
            Self::AdjectivalModifier => "amod",
            Self::Determiner => "det",
            Self::Case => "case",
            Self::AdnominalClause => "acl",
            Self::RelativeClause => "acl:relcl",
            Self::Apposition => "appos",
            Self::Compound => "compound",
            Self::PhrasalParticle => "compound:prt",
            Self::Flat => "flat",
            Self::Conjunct => "conj",
            Self::Coordinator => "cc",
            Self::Marker => "mark",
            Self::Auxiliary => "aux",
            Self::Copula => "cop",
            Self::Discourse => "discourse",
            Self::Punctuation => "punct",
            Self::Root => "root",
            Self::Dependent => "dep",
        }
    }

    /// The relation of a treebank's label: the whole label, else the part before its colon.
    #[cfg(feature = "train")]
    pub(crate) fn from_treebank(label: &str) -> Self {
        let named = |name: &str| {
            Self::ALL
                .into_iter()
                .find(|relation| relation.universal() == name)
        };
        match label {
            "fixed" => return Self::Flat,
            "vocative" => return Self::Discourse,
            _ => {}
        }
        named(label)
            .or_else(|| named(label.split(':').next().unwrap_or(label)))
            .unwrap_or_default()
    }
}
