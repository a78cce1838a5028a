//! The answer: who stands behind a claim, how sure, and why.

use crate::EntityId;

/// Whether the speaker is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// One entity of the article, several that speak together, or a body that the article only
    /// describes (“the appeals court”) and that has no entity.
    Resolved,
    /// Several are possible.
    Ambiguous,
    /// Somebody or something, but no entity of the article: “a senior aide”, “voters”, “a poll”.
    #[default]
    Unresolved,
    /// The article names no source.
    None,
}

/// What kind of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpeakerType {
    /// A named human being.
    Person,
    /// A named body.
    Organization,
    /// Several people: “Democrats”, “voters”.
    Group,
    /// A report, poll, law, post.
    Document,
    /// “a senior aide”
    Unnamed,
}

/// A reason that led to the speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The source is a full name.
    Name,
    /// The source is a surname.
    Surname,
    /// The source is another name.
    Alias,
    /// The source is a pronoun.
    Pronoun,
    /// The source is a description.
    Nominal,
    /// A name stands in apposition.
    Appositive,
    /// The role matches.
    Role,
    /// The subject of the sentence before, or whoever spoke last.
    PreviousSubject,
    /// The speaker of the quotation that this one carries on.
    Continuation,
    /// The source is an acronym.
    Acronym,
    /// The gazetteer tells.
    Gazetteer,
}

/// Who stands behind a claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speaker {
    /// Whether the speaker is known.
    pub status: Status,
    /// The entity, when resolved; the first of several that speak together.
    pub entity: Option<EntityId>,
    /// All that speak together (“Ortiz and Moss”); empty for one alone.
    pub members: Vec<EntityId>,
    /// The possible entities, when ambiguous, best first.
    pub candidates: Vec<EntityId>,
    /// What kind of speaker.
    pub kind: Option<SpeakerType>,
    /// What a speaker without an entity of its own is called: “a new poll”, “Ortiz and others”.
    pub name: Option<String>,
    /// Function or description of an unnamed speaker: “senior aide”.
    pub role: Option<String>,
    /// The body or person that an unnamed speaker belongs to: “Clinton campaign”.
    pub affiliation: Option<String>,
    /// The person or body whose party a speaker without an entity of its own shares: the candidate of “her
    /// campaign”, the principal of “a spokesman for Ortiz”.
    pub principal: Option<EntityId>,
    /// Ordered reasons that led here.
    pub path: Vec<Step>,
    /// Probability that it is right, 0 to 1.
    pub confidence: f32,
}

impl Speaker {
    /// Takes the answer back where it is less sure than `least`: who was resolved becomes a candidate.
    pub(crate) fn require(&mut self, least: f32) {
        if self.status != Status::Resolved || self.confidence >= least {
            return;
        }
        self.status = Status::Ambiguous;
        let alone = self.entity.take();
        self.candidates = if self.members.is_empty() {
            alone.into_iter().collect()
        } else {
            std::mem::take(&mut self.members)
        };
    }
}
