//! The words that stand on the wire for the enums of the stages.

use crate::attribution::AttributionKind;
use crate::entity::{Basis, Gender};
use crate::mention::{MentionForm, MentionKind};
use crate::quotation::QuotationClass;
use crate::speaker::{SpeakerType, Status, Step};
use crate::text::Region;

/// Gives an enum its `as_str`.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal,)+ }) => {
        impl $name {
            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

words!(AttributionKind {
    Verbal = "verbal",
    AccordingTo = "according_to",
    Nominal = "nominal",
    Adverb = "adverb",
    Colon = "colon",
    Continuation = "continuation",
    Implicit = "implicit",
});

words!(Basis {
    Stated = "stated",
    Gazetteer = "gazetteer",
});

words!(Gender {
    Female = "female",
    Male = "male",
    Other = "other",
});

words!(MentionKind {
    Person = "person",
    Party = "party",
    Organization = "organization",
    UsState = "us_state",
    Subdivision = "subdivision",
    Country = "country",
    Place = "place",
    Office = "office",
});

words!(MentionForm {
    FullName = "full_name",
    Surname = "surname",
    GivenName = "given_name",
    Alias = "alias",
    Abbreviation = "abbreviation",
    Adjective = "adjective",
    Member = "member",
    Pronoun = "pronoun",
    Nominal = "nominal",
});

words!(QuotationClass {
    Speech = "speech",
    Scare = "scare",
    Title = "title",
    Nickname = "nickname",
});

words!(Region {
    Headline = "headline",
    Body = "body",
    Caption = "caption",
    Credit = "credit",
    Boilerplate = "boilerplate",
});

words!(SpeakerType {
    Person = "person",
    Organization = "organization",
    Group = "group",
    Document = "document",
    Unnamed = "unnamed",
});

words!(Status {
    Resolved = "resolved",
    Ambiguous = "ambiguous",
    Unresolved = "unresolved",
    None = "none",
});

words!(Step {
    Name = "name",
    Surname = "surname",
    Alias = "alias",
    Pronoun = "pronoun",
    Nominal = "nominal",
    Appositive = "appositive",
    Role = "role",
    PreviousSubject = "previous_subject",
    Continuation = "continuation",
    Acronym = "acronym",
    Gazetteer = "gazetteer",
});
