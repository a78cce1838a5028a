//! Resolves the source of an attribution to a person or body of the article, or says plainly
//! that it is unresolved.
//!
//! A source is read as a name, a pronoun, a description or nothing. Names lead to their entity; a
//! possessor does not speak (“Ortiz's lawyer”), a campaign is not its candidate, a list speaks together.
//! Pronouns are weighed against the people and bodies before them, whoever spoke last first; descriptions
//! against what is told and known of everybody; a quotation without a source carries on the one before.
//! Nobody is picked for being the only name around: what fits no one stays unresolved, a poll a document,
//! “voters” a group, “a senior aide” unnamed.
//!
//! ```
//! use onrecord::speaker::{Status, Step};
//! use onrecord::{Article, Extractor};
//!
//! let extractor = Extractor::new();
//! let article = Article::new("Hillary Clinton spoke in Ohio. “Taxes will fall,” she said.");
//! let extraction = extractor.extract(&article);
//! let claim = &extraction.claims()[0];
//! assert_eq!(claim.speaker.status, Status::Resolved);
//! assert_eq!(claim.speaker.path[0], Step::Pronoun);
//! assert_eq!(extraction.speaker(claim).unwrap().name, "Hillary Clinton");
//! ```

mod nominal;
mod pronoun;
mod scene;
mod source;
mod types;

pub use types::{Speaker, SpeakerType, Status, Step};

use crate::entity::Entities;
use crate::entity::noun::{self, NounClass};
use crate::mention::{MentionForm, MentionKind};
use crate::syntax::Syntax;
use crate::{Article, Attribution, Document, EntityId, Mention, MentionId, Quotation};
use scene::Scene;
use source::{Determiner, Head, Owner, Pronoun, Source};

/// Resolves the speaker of every attribution, in the same order.
#[must_use]
pub fn resolve(
    article: &Article<'_>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
    entities: &Entities<'_>,
    attributions: &[Attribution],
) -> Vec<Speaker> {
    let scene = Scene::new(
        article,
        document,
        syntax,
        quotations,
        mentions,
        entities,
        attributions,
    );
    let mut resolver = Resolver {
        speakers: vec![None; attributions.len()],
        scene,
    };
    // names first: they need nobody else, and pronouns look at who spoke around them
    for i in 0..attributions.len() {
        // “the Scot” is whoever was named before, by whatever words
        let named = matches!(resolver.scene.sources[i].head, Head::Name(_))
            && !resolver.scene.varies(&resolver.scene.sources[i]);
        if named || resolver.scene.sources[i].appositive.is_some() {
            resolver.speakers[i] = Some(resolver.by_name(i));
        }
    }
    for k in 0..resolver.scene.order.len() {
        resolver.visit(resolver.scene.order[k], 0);
    }
    resolver
        .speakers
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect()
}

/// How deep quotations inside reports inside quotations are followed.
const DEEPEST: usize = 4;

struct Resolver<'r, 'a> {
    scene: Scene<'r, 'a>,
    speakers: Vec<Option<Speaker>>,
}

impl Resolver<'_, '_> {
    /// Resolves one attribution, the one around it first.
    fn visit(&mut self, i: usize, depth: usize) {
        if self.speakers[i].is_some() {
            return;
        }
        if let Some(outer) = self.scene.outer[i].filter(|_| depth < DEEPEST) {
            self.visit(outer, depth + 1);
        }
        if self.speakers[i].is_none() {
            let speaker = match self.scene.sources[i].head {
                Head::Name(_) => self.by_name(i),
                Head::Pronoun(pronoun) => self.by_pronoun(i, pronoun),
                Head::Noun => self.by_description(i),
                Head::Nothing => self.without_source(i),
            };
            self.speakers[i] = Some(speaker);
        }
    }

    /// The source is a name, or a description with a name in apposition.
    fn by_name(&self, i: usize) -> Speaker {
        let source = &self.scene.sources[i];
        let (mention, apposed) = match (source.appositive, source.head) {
            (Some(m), _) => (m, true),
            (None, Head::Name(m)) => (m, false),
            _ => return Speaker::default(),
        };
        if let Some(member) = self.one_member(i, source, mention) {
            return member;
        }
        let mut speaker = self.scene.named(mention);
        if apposed {
            speaker.path.insert(0, Step::Appositive);
        }
        self.joined(source, speaker)
    }

    /// With those who speak together with the first: “Ortiz and Moss”.
    fn joined(&self, source: &Source, mut speaker: Speaker) -> Speaker {
        let joint: Vec<EntityId> = source
            .joint
            .iter()
            .filter_map(|&m| self.scene.entities.of(MentionId(m as u32)))
            .collect();
        if let (Some(first), true) = (speaker.entity, !joint.is_empty() || source.and_others) {
            speaker.kind = Some(SpeakerType::Group);
            speaker.name = Some(self.scene.words(source.whole.clone()));
            speaker.members.push(first);
            for member in joint {
                if !speaker.members.contains(&member) {
                    speaker.members.push(member);
                }
            }
        }
        speaker
    }

    /// “the Republican” is one person, “a Democrat” one who is not named.
    fn one_member(&self, i: usize, source: &Source, mention: usize) -> Option<Speaker> {
        let scene = &self.scene;
        let mention_of = &scene.mentions[mention];
        let words = scene.document.slice(mention_of.span);
        let people = matches!(
            mention_of.kind,
            MentionKind::Party | MentionKind::Country | MentionKind::Place
        );
        let one = people
            && matches!(
                mention_of.form,
                MentionForm::Member | MentionForm::Adjective
            )
            && !words.ends_with('s')
            && source.joint.is_empty();
        let party = scene
            .entities
            .of(MentionId(mention as u32))
            .filter(|_| one)?;
        if mention_of.kind != MentionKind::Party {
            // “the Scot added” is one person, “the Dutch” are many
            let alone = source.determiner == Determiner::Definite && noun::is_national(words);
            return alone.then(|| {
                nominal::variation(scene, &self.speakers, i, source).unwrap_or(Speaker {
                    kind: Some(SpeakerType::Unnamed),
                    name: Some(scene.words(source.whole.clone())),
                    role: Some(words.to_owned()),
                    path: vec![Step::Nominal],
                    confidence: 0.7,
                    ..Speaker::default()
                })
            });
        }
        match source.determiner {
            Determiner::Definite => nominal::member(scene, source, party),
            Determiner::Indefinite => Some(Speaker {
                kind: Some(SpeakerType::Unnamed),
                name: Some(scene.words(source.whole.clone())),
                role: Some(words.to_owned()),
                affiliation: Some(scene.entities.get(party).name.to_string()),
                path: vec![Step::Nominal],
                confidence: 0.7,
                ..Speaker::default()
            }),
            _ => None,
        }
    }

    /// The source is a pronoun.
    fn by_pronoun(&self, i: usize, pronoun: Pronoun) -> Speaker {
        let source = &self.scene.sources[i];
        let scene = &self.scene;
        match pronoun {
            Pronoun::I | Pronoun::We => {
                match scene.outer[i].filter(|_| scene.quoted_at(source.at).is_some()) {
                    // “I” inside a quotation is whoever is quoted; “we” are they and theirs
                    Some(outer) if pronoun == Pronoun::I => self.same_as(outer, Step::Pronoun),
                    Some(outer) => {
                        let quoted = self.speakers[outer].as_ref().and_then(|s| s.entity);
                        Speaker {
                            kind: Some(SpeakerType::Group),
                            name: Some(scene.words(source.whole.clone())),
                            affiliation: quoted.map(|e| scene.entities.get(e).name.to_string()),
                            path: vec![Step::Pronoun],
                            confidence: 0.5,
                            ..Speaker::default()
                        }
                    }
                    None => scene.author(),
                }
            }
            Pronoun::You => Speaker {
                kind: Some(SpeakerType::Unnamed),
                path: vec![Step::Pronoun],
                confidence: 0.5,
                ..Speaker::default()
            },
            Pronoun::Relative => self.by_relative(i),
            Pronoun::Indefinite => Speaker {
                kind: Some(SpeakerType::Group),
                name: Some(scene.words(source.whole.clone())),
                path: vec![Step::Pronoun],
                confidence: 0.6,
                ..Speaker::default()
            },
            Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They => {
                let speaker = pronoun::resolve(scene, &self.speakers, i, source.at, pronoun);
                // “her account”: a document that is as good as its author
                speaker.unwrap_or_else(|| Speaker {
                    kind: match pronoun {
                        Pronoun::They => Some(SpeakerType::Group),
                        Pronoun::It => None,
                        _ => Some(SpeakerType::Person),
                    },
                    path: vec![Step::Pronoun],
                    confidence: 0.4,
                    ..Speaker::default()
                })
            }
        }
    }

    /// “…, who has called it”: whoever the words before name.
    fn by_relative(&self, i: usize) -> Speaker {
        let scene = &self.scene;
        let relative = scene.sources[i].at;
        let mut speaker = match scene.antecedent(relative) {
            Some(source::Antecedent::Name(m)) => scene.named(m),
            Some(source::Antecedent::Phrase(phrase)) => self.described(i, &phrase),
            None => Speaker {
                confidence: 0.3,
                ..Speaker::default()
            },
        };
        speaker.path.insert(0, Step::Pronoun);
        speaker.confidence *= 0.93;
        speaker
    }

    /// The source is a description.
    fn by_description(&self, i: usize) -> Speaker {
        self.described(i, &self.scene.sources[i])
    }

    fn described(&self, i: usize, source: &Source) -> Speaker {
        let scene = &self.scene;
        match source.head {
            Head::Name(m) => return self.joined(source, scene.named(m)),
            Head::Noun => {}
            _ => return Speaker::default(),
        }
        let owner = self.owner(i, source);
        let name = scene.words(source.whole.clone());
        let staff = noun::STAFF.has(scene.document.tokens()[source.at].folded);
        let plain = |kind: SpeakerType, confidence: f32| Speaker {
            kind: Some(kind),
            name: Some(name.clone()),
            role: (kind == SpeakerType::Unnamed).then(|| scene.description(source)),
            affiliation: scene.affiliation(source, owner),
            principal: staff.then(|| scene.affiliated(source, owner)).flatten(),
            path: vec![Step::Nominal],
            confidence,
            ..Speaker::default()
        };
        match source.class {
            Some(NounClass::Document) => {
                let own = noun::OWN_WORDS.has(scene.document.tokens()[source.at].folded);
                match owner.filter(|&o| own && scene.entities.get(o).kind == MentionKind::Person) {
                    // “her account” is what she says
                    Some(owner) => Speaker {
                        status: Status::Resolved,
                        entity: Some(owner),
                        kind: Some(SpeakerType::Person),
                        path: vec![Step::Nominal],
                        confidence: 0.75,
                        ..Speaker::default()
                    },
                    None => plain(SpeakerType::Document, 0.8),
                }
            }
            Some(NounClass::Group) => {
                // “sources” and “people familiar with the plan” are several, but nobody knows who
                let tokens = &scene.document.tokens()[..source.whole.end];
                let is = |at: usize, words: &[&str]| {
                    let token = tokens.get(at);
                    token.is_some_and(|t| words.iter().any(|word| t.is(word)))
                };
                let unnamed = is(source.at, &["sources", "source"])
                    || is(source.at, &["people", "persons", "officials"])
                        && is(source.at + 1, source::KNOWING);
                plain(
                    if unnamed {
                        SpeakerType::Unnamed
                    } else {
                        SpeakerType::Group
                    },
                    0.8,
                )
            }
            Some(NounClass::Body) => {
                nominal::body(scene, source, owner).unwrap_or_else(|| Speaker {
                    // “the appeals court” says enough; “his company”, “a court”, “the agency's staff” do not
                    status: if source.owner.is_none()
                        && scene.tells_which(source)
                        && !nominal::is_company(scene, source)
                    {
                        Status::Resolved
                    } else {
                        Status::Unresolved
                    },
                    ..plain(SpeakerType::Organization, 0.8)
                })
            }
            Some(NounClass::Person) => {
                let resolved = match source.determiner {
                    Determiner::Indefinite => None,
                    _ => nominal::person(scene, &self.speakers, i, source, owner),
                };
                let resolved = resolved.or_else(|| {
                    let varies = scene.varies(source);
                    varies.then(|| nominal::variation(scene, &self.speakers, i, source))?
                });
                resolved.unwrap_or_else(|| plain(SpeakerType::Unnamed, 0.7))
            }
            None if scene.varies(source) => nominal::variation(scene, &self.speakers, i, source)
                .unwrap_or_else(|| plain(SpeakerType::Unnamed, 0.7)),
            None => self.scene.slip(source).unwrap_or_else(|| Speaker {
                kind: None,
                ..plain(SpeakerType::Document, 0.3)
            }),
        }
    }

    /// Whose lawyer, campaign, report it is.
    fn owner(&self, i: usize, source: &Source) -> Option<EntityId> {
        match source.owner? {
            Owner::Name(m) => self.scene.entities.of(MentionId(m as u32)),
            Owner::Led(m, noun) => {
                let leader = self.scene.entities.of(MentionId(m as u32))?;
                let noun = &self.scene.document.tokens()[noun];
                Some(self.scene.led_by(leader, noun).unwrap_or(leader))
            }
            Owner::Pronoun(
                pronoun @ (Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They),
                at,
            ) => pronoun::resolve(&self.scene, &self.speakers, i, at, pronoun)
                .and_then(|speaker| speaker.entity),
            Owner::Pronoun(..) => None,
        }
    }

    /// No source: a quotation carried on, a second verb of the same subject, or nobody.
    fn without_source(&self, i: usize) -> Speaker {
        let scene = &self.scene;
        let nobody = || Speaker {
            status: Status::None,
            confidence: 0.7,
            ..Speaker::default()
        };
        if let Some(before) = scene.carried_on(i) {
            return self.same_as(before, Step::Continuation);
        }
        if let Some(before) = scene.same_subject(i) {
            return self.same_as(before, Step::PreviousSubject);
        }
        nobody()
    }

    /// The speaker of another attribution, one step further away.
    fn same_as(&self, other: usize, step: Step) -> Speaker {
        let Some(speaker) = &self.speakers[other] else {
            return Speaker::default();
        };
        let mut speaker = speaker.clone();
        speaker.path.insert(0, step);
        speaker.path.truncate(6);
        speaker.confidence *= 0.9;
        speaker
    }
}
