//! The article as speakers see it: sources read, who stands where, what is quoted by whom.

use std::ops::Range;

use crate::attribution::AttributionKind;
use crate::entity::{Entities, noun};
use crate::mention::{MentionForm, MentionKind};
use crate::quotation::QuotationClass;
use crate::syntax::{Relation, Syntax};
use crate::text::{Shape, TokenId, TokenKind};
use crate::{
    Article, Attribution, Document, EntityId, Mention, MentionId, Quotation, Region, Span,
};

use super::source::{self, Antecedent, Determiner, Source};
use super::types::{Speaker, SpeakerType, Status, Step};

/// A place where an entity is named, as an antecedent of pronouns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// First byte.
    pub(super) at: usize,
    pub(super) sentence: usize,
    pub(super) entity: EntityId,
    /// Before the verb of its clause, as far as the words around tell.
    pub(super) subject: bool,
    /// How the name hangs in its clause.
    pub(super) case: Case,
    /// The verb or noun that it hangs on.
    pub(super) governor: Option<usize>,
    /// The quotation it stands in.
    pub(super) quoted: Option<usize>,
}

/// How a word hangs in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// “Ortiz said”
    Subject,
    /// “thanked Ortiz”
    Object,
    /// “spoke with Ortiz”
    Oblique,
    /// “Ortiz’s”
    Possessor,
    /// Anything else: in apposition, in a list, modifying a noun.
    Other,
}

/// The article, read for speakers.
pub(super) struct Scene<'r, 'a> {
    pub(super) article: &'r Article<'r>,
    pub(super) document: &'r Document<'r>,
    pub(super) syntax: &'r Syntax,
    pub(super) quotations: &'r [Quotation],
    pub(super) mentions: &'r [Mention],
    pub(super) entities: &'r Entities<'a>,
    pub(super) attributions: &'r [Attribution],
    pub(super) sources: Vec<Source>,
    /// Where each attribution's source (else cue, else content) starts.
    pub(super) anchors: Vec<usize>,
    /// Attributions in order of their anchors.
    pub(super) order: Vec<usize>,
    /// Where each attribution stands in `order`.
    pub(super) rank: Vec<usize>,
    /// The attribution whose content holds the anchor of this one most closely.
    pub(super) outer: Vec<Option<usize>>,
    /// Campaigns and administrations, the first few hundred.
    led: Vec<usize>,
    /// Where entities are named, in order.
    pub(super) places: Vec<Place>,
}

/// How many entities the by-line is compared with.
const MOST_AUTHORS: usize = 200;

/// How many contents that began before are tried for the one around a source.
const NESTING: usize = 48;

impl<'r, 'a> Scene<'r, 'a> {
    pub(super) fn new(
        article: &'r Article<'r>,
        document: &'r Document<'r>,
        syntax: &'r Syntax,
        quotations: &'r [Quotation],
        mentions: &'r [Mention],
        entities: &'r Entities<'a>,
        attributions: &'r [Attribution],
    ) -> Self {
        let sources: Vec<Source> = attributions
            .iter()
            .map(|a| source::read(document, mentions, &a.source))
            .collect();
        let anchors: Vec<usize> = attributions
            .iter()
            .map(|a| {
                let first = |spans: &[Span]| spans.first().map(|s| s.start());
                first(&a.source)
                    .or(first(&a.cue))
                    .or(first(&a.content))
                    .unwrap_or(0)
            })
            .collect();
        let mut order: Vec<usize> = (0..attributions.len()).collect();
        order.sort_by_key(|&i| (anchors[i], i));
        let mut rank = vec![0; attributions.len()];
        for (place, &i) in order.iter().enumerate() {
            rank[i] = place;
        }
        let outer = outers(attributions, &anchors);
        let mut scene = Self {
            article,
            document,
            syntax,
            quotations,
            mentions,
            entities,
            attributions,
            sources,
            anchors,
            order,
            rank,
            outer,
            led: (0..entities.all.len())
                .filter(|&i| entities.all[i].leader.is_some())
                .take(200)
                .collect(),
            places: Vec::new(),
        };
        scene.places = scene.find_places();
        scene
    }

    fn find_places(&self) -> Vec<Place> {
        let tokens = self.document.tokens();
        let mut places = Vec::with_capacity(self.mentions.len());
        for (m, mention) in self.mentions.iter().enumerate() {
            let Some(entity) = self.entities.of(MentionId(m as u32)) else {
                continue;
            };
            // Who wrote the article or took the picture does nothing in it.
            let region = self.region(mention.span.start());
            if mention.embedded
                || matches!(region, Region::Credit | Region::Boilerplate)
                || matches!(
                    mention.form,
                    MentionForm::Pronoun | MentionForm::Nominal | MentionForm::Adjective
                )
            {
                continue;
            }
            let head = self.head(&mention.tokens);
            let owns = tokens
                .get(mention.tokens.end)
                .is_some_and(|t| t.kind == TokenKind::Possessive);
            let case = match head {
                _ if owns => Case::Possessor,
                Some(head) => self.case(head),
                None => Case::Other,
            };
            places.push(Place {
                at: mention.span.start(),
                sentence: self.sentence(mention.span.start()),
                entity,
                subject: case == Case::Subject || self.opens_clause(mention),
                case,
                governor: head
                    .and_then(|h| self.syntax.head(TokenId(h as u32)))
                    .map(|h| h.index()),
                quoted: self.quoted_at(mention.tokens.start),
            });
        }
        places
    }

    /// The token of a name that hangs on a word outside it.
    fn head(&self, tokens: &Range<usize>) -> Option<usize> {
        tokens.clone().find(|&t| {
            self.syntax
                .head(TokenId(t as u32))
                .is_none_or(|h| !tokens.contains(&h.index()))
        })
    }

    /// How a token hangs in its clause, by the tree.
    pub(super) fn case(&self, token: usize) -> Case {
        match self.syntax.relation(TokenId(token as u32)) {
            relation if relation.is_subject() => Case::Subject,
            Relation::Object | Relation::IndirectObject => Case::Object,
            Relation::Oblique => Case::Oblique,
            Relation::Possessor => Case::Possessor,
            _ => Case::Other,
        }
    }

    /// The name stands before a verb: at the start of its clause, a lower-case word or a comma after it.
    fn opens_clause(&self, mention: &Mention) -> bool {
        let tokens = self.document.tokens();
        let first = mention
            .title
            .map_or(mention.tokens.start, |t| self.document.tokens_in(t).start);
        let sentence = &self.document.sentences()[self.sentence(mention.span.start())];
        let opens = first <= sentence.tokens.start || {
            let before = &tokens[first - 1];
            matches!(before.kind, TokenKind::Punctuation | TokenKind::Quote)
                || [
                    "that", "and", "but", "when", "while", "because", "if", "as", "although",
                    "the", "whether", "after", "before", "since",
                ]
                .iter()
                .any(|word| before.is(word))
        };
        let goes_on = tokens.get(mention.tokens.end).is_some_and(|next| {
            matches!(self.document.slice(next.span), "," | "(")
                || (next.kind == TokenKind::Word
                    && next.shape == Shape::Lower
                    && ![
                        "and", "or", "in", "of", "on", "at", "for", "to", "with", "from", "by",
                    ]
                    .iter()
                    .any(|word| next.is(word)))
        });
        opens && goes_on
    }

    /// Index of the sentence that holds a byte.
    pub(super) fn sentence(&self, at: usize) -> usize {
        let sentences = self.document.sentences();
        sentences
            .partition_point(|s| s.span.end() <= at)
            .min(sentences.len().saturating_sub(1))
    }

    /// Index of the paragraph that holds a byte.
    pub(super) fn paragraph(&self, at: usize) -> usize {
        let paragraphs = self.document.paragraphs();
        paragraphs
            .partition_point(|p| p.span.end() <= at)
            .min(paragraphs.len().saturating_sub(1))
    }

    /// The innermost quotation of speech that holds a token.
    pub(super) fn quoted_at(&self, token: usize) -> Option<usize> {
        let at = self.document.tokens().get(token)?.span.start();
        self.quotation_over(at)
    }

    /// The innermost quotation of speech that holds a byte.
    pub(super) fn quotation_over(&self, at: usize) -> Option<usize> {
        let to = self.quotations.partition_point(|q| q.span.start() <= at);
        (to.saturating_sub(8)..to).rev().find(|&q| {
            self.quotations[q].class == QuotationClass::Speech
                && self.quotations[q].span.contains(at)
        })
    }

    /// The entity that a mention names, as a speaker.
    pub(super) fn named(&self, m: usize) -> Speaker {
        let mention = &self.mentions[m];
        let Some(id) = self.entities.of(MentionId(m as u32)) else {
            return Speaker {
                name: Some(self.document.slice(mention.span).to_owned()),
                path: vec![Step::Name],
                confidence: 0.3,
                ..Speaker::default()
            };
        };
        let entity = self.entities.get(id);
        let step = match mention.form {
            MentionForm::Surname => Step::Surname,
            MentionForm::Abbreviation if mention.kind == MentionKind::Organization => Step::Acronym,
            MentionForm::Alias | MentionForm::GivenName | MentionForm::Abbreviation => Step::Alias,
            _ if mention.kind == MentionKind::Person && mention.tokens.len() == 1 => Step::Surname,
            _ => Step::Name,
        };
        let kind = match (mention.kind, mention.form) {
            (MentionKind::Person, _) => SpeakerType::Person,
            (MentionKind::Party, MentionForm::Member | MentionForm::Adjective) => {
                SpeakerType::Group
            }
            (MentionKind::Place, MentionForm::Adjective | MentionForm::Member) => {
                SpeakerType::Group
            }
            (MentionKind::Country, MentionForm::Adjective | MentionForm::Member) => {
                SpeakerType::Group
            }
            _ => SpeakerType::Organization,
        };
        let mut path = vec![step];
        // a bare name that no full one in the article explains: the tables do
        if step == Step::Surname && !self.has_full_name(id) && entity.wikidata.is_some() {
            path.push(Step::Gazetteer);
        }
        Speaker {
            status: Status::Resolved,
            entity: Some(id),
            kind: Some(kind),
            path,
            confidence: match step {
                Step::Name => 0.98,
                Step::Surname => 0.98,
                _ => 0.95,
            },
            ..Speaker::default()
        }
    }

    /// A capitalised word that no name was seen in, but one person of the article bears it, a slip of a
    /// letter allowed.
    pub(super) fn slip(&self, source: &Source) -> Option<Speaker> {
        let token = &self.document.tokens()[source.at];
        if token.shape == Shape::Lower || source.chunk.len() > 2 {
            return None;
        }
        let entity = self.entities.called(self.document.slice(token.span))?;
        Some(Speaker {
            status: Status::Resolved,
            entity: Some(entity),
            kind: Some(SpeakerType::Person),
            path: vec![Step::Alias],
            confidence: 0.8,
            ..Speaker::default()
        })
    }

    fn has_full_name(&self, id: EntityId) -> bool {
        self.entities
            .get(id)
            .mentions
            .iter()
            .take(64)
            .any(|m| self.mentions[m.0 as usize].tokens.len() > 1)
    }

    /// The words of a run of tokens, on one line.
    pub(super) fn words(&self, tokens: Range<usize>) -> String {
        let all = self.document.tokens();
        if tokens.is_empty() {
            return String::new();
        }
        let text = self
            .document
            .slice(all[tokens.start].span.join(all[tokens.end - 1].span));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A description without its article: “senior aide”.
    pub(super) fn description(&self, source: &Source) -> String {
        let tokens = self.document.tokens();
        let mut from = source.chunk.start;
        while from < source.at
            && (source::is_determiner(&tokens[from]) || tokens[from].kind != TokenKind::Word)
        {
            from += 1;
        }
        self.words(from..source.at + 1)
    }

    /// The body or person that a described speaker belongs to: its possessor, else who is named after “for” or “of”.
    pub(super) fn affiliated(&self, source: &Source, owner: Option<EntityId>) -> Option<EntityId> {
        owner.or_else(|| self.first_named(source.whole.clone()))
    }

    /// The name of that body or person.
    pub(super) fn affiliation(&self, source: &Source, owner: Option<EntityId>) -> Option<String> {
        let named = self.affiliated(source, owner)?;
        Some(self.entities.get(named).name.to_string())
    }

    /// A description tells that one body is meant: “the appeals court”, “a House panel”, “the governor's office”; not
    /// “a court”, “the agency's staff”, “business and union leaders”, “a committee that”.
    pub(super) fn tells_which(&self, source: &Source) -> bool {
        let tokens = self.document.tokens();
        let possessed = tokens[source.whole.start..source.at]
            .iter()
            .any(|t| t.kind == TokenKind::Possessive)
            && !noun::CAMPAIGN.has(tokens[source.at].folded);
        let next = tokens[..source.whole.end].get(source.at + 1);
        let next_is = |words: &[&str]| next.is_some_and(|t| words.iter().any(|word| t.is(word)));
        let goes_on = next_is(&["and", "or", "that", "which"]);
        let described = next_is(&["of"])
            || (source.chunk.start..source.at)
                .any(|t| !source::is_determiner(&tokens[t]) && tokens[t].kind == TokenKind::Word);
        let one = source.determiner == Determiner::Definite || described && !goes_on;
        one && !possessed
    }

    /// A description that only says again who was just named: “the 51-year-old”, “the Dane”, “the striker”.
    pub(super) fn varies(&self, source: &Source) -> bool {
        let token = &self.document.tokens()[source.at];
        let word = self.document.slice(token.span);
        let number = |age: &str| age.bytes().all(|b| b.is_ascii_digit());
        source.determiner == Determiner::Definite
            && (noun::PLAYER.has(token.folded)
                || noun::is_national(word)
                || word.strip_suffix("-year-old").is_some_and(number))
    }

    /// The first person, party or body named among tokens; the campaign of a person goes before the person.
    pub(super) fn first_named(&self, tokens: Range<usize>) -> Option<EntityId> {
        let all = self.document.tokens();
        if tokens.is_empty() {
            return None;
        }
        let span = all[tokens.start].span.join(all[tokens.end - 1].span);
        let from = self
            .mentions
            .partition_point(|m| m.span.start() < span.start());
        let mention = self.mentions[from..]
            .iter()
            .enumerate()
            .take_while(|(_, m)| m.span.start() < span.end())
            .find(|(_, m)| {
                matches!(
                    m.kind,
                    MentionKind::Person
                        | MentionKind::Organization
                        | MentionKind::Party
                        | MentionKind::Country
                ) && !matches!(m.form, MentionForm::Pronoun | MentionForm::Nominal)
            })?;
        let id = self.entities.of(MentionId((from + mention.0) as u32))?;
        let mut next = mention.1.tokens.end;
        if all
            .get(next)
            .is_some_and(|t| t.kind == TokenKind::Possessive)
        {
            next += 1;
        }
        let campaign = all
            .get(next)
            .filter(|_| mention.1.kind == MentionKind::Person)
            .and_then(|t| self.led_by(id, t));
        Some(campaign.unwrap_or(id))
    }

    /// The campaign, team or administration of a person.
    pub(super) fn led_by(&self, leader: EntityId, noun: &crate::Token) -> Option<EntityId> {
        let administration = noun.is("administration");
        if !administration
            && !["campaign", "camp", "team"]
                .iter()
                .any(|word| noun.is(word))
        {
            return None;
        }
        let id = |i: usize| EntityId(i as u32);
        self.led
            .iter()
            .find(|&&i| {
                self.entities.all[i].leader == Some(leader)
                    && self.entities.all[i].name.ends_with("administration") == administration
            })
            .map(|&i| id(i))
    }

    /// Returns true when the article speaks of this person's campaign.
    pub(super) fn leads_campaign(&self, leader: EntityId) -> bool {
        self.led.iter().any(|&i| {
            self.entities.all[i].leader == Some(leader)
                && !self.entities.all[i].name.ends_with("administration")
        })
    }

    /// “I” outside all quotations: the author, known by the by-line alone.
    pub(super) fn author(&self) -> Speaker {
        let byline = self.article.byline.map(str::trim).filter(|b| !b.is_empty());
        let entity = byline.and_then(|name| {
            self.entities
                .all
                .iter()
                .take(MOST_AUTHORS)
                .position(|e| e.kind == MentionKind::Person && e.name == name)
                .map(|i| EntityId(i as u32))
        });
        Speaker {
            status: if entity.is_some() {
                Status::Resolved
            } else {
                Status::Unresolved
            },
            entity,
            kind: Some(SpeakerType::Person),
            name: byline.map(str::to_owned),
            role: Some("author".to_owned()),
            affiliation: self.article.outlet.map(str::to_owned),
            path: vec![Step::Pronoun],
            confidence: 0.8,
            ..Speaker::default()
        }
    }

    /// Whom or what a relative pronoun at this token stands for: the words right before it.
    pub(super) fn antecedent(&self, relative: usize) -> Option<Antecedent> {
        let sentence = &self.document.sentences()
            [self.sentence(self.document.tokens()[relative].span.start())];
        source::before_relative(
            self.document,
            self.mentions,
            sentence.tokens.start,
            relative,
        )
    }

    /// The attribution that the quotation of this one carries on.
    pub(super) fn carried_on(&self, i: usize) -> Option<usize> {
        let attribution = &self.attributions[i];
        let content = attribution.content.first()?;
        if attribution.kind == AttributionKind::Adverb {
            return None;
        }
        let quotation = self
            .quotation_over(content.start() + 1)
            .filter(|&q| self.quotations[q].span.start() <= content.start() + 1);
        let place = self.rank[i];
        let mut earlier = self.order[..place]
            .iter()
            .rev()
            .copied()
            .filter(|&k| self.outer[k].is_none());
        let quotation = &self.quotations[quotation?];
        if let Some(before) = quotation.continues {
            let before = self.quotations[before.0 as usize].span;
            return self.order[..place]
                .iter()
                .rev()
                .copied()
                .take(24)
                .find(|&k| {
                    self.attributions[k]
                        .content
                        .iter()
                        .any(|c| c.overlaps(before))
                });
        }
        if !attribution.cue.is_empty() && attribution.kind == AttributionKind::Verbal {
            return None;
        }
        // a paragraph of nothing but quotation carries on the quotation that ended the one before
        let last = earlier.next()?;
        let here = self.paragraph(content.start());
        let there = self.attributions[last]
            .content
            .iter()
            .map(|c| self.paragraph(c.start()))
            .max()?;
        let direct = self.attributions[last]
            .content
            .iter()
            .any(|c| self.quotation_over(c.start() + 1).is_some());
        (direct && here - there.min(here) <= 1).then_some(last)
    }

    /// The attribution before in the same sentence, with whose verb this one's is joined: “praised it and said”.
    pub(super) fn same_subject(&self, i: usize) -> Option<usize> {
        let cue = self.attributions[i].cue.first()?;
        if self.attributions[i].kind == AttributionKind::Adverb {
            return None;
        }
        let joined = self.document.tokens_in(*cue).find_map(|t| {
            let t = TokenId(t as u32);
            (self.syntax.relation(t) == Relation::Conjunct)
                .then(|| self.syntax.head(t))
                .flatten()
        })?;
        let joined = self.document.tokens().get(joined.index())?.span;
        self.order[..self.rank[i]]
            .iter()
            .rev()
            .copied()
            .take(6)
            .find(|&k| {
                let other = &self.attributions[k];
                !other.source.is_empty() && other.cue.iter().any(|c| c.covers(joined))
            })
    }

    /// The entities named inside quotation marks in the content of an attribution, the first few dozen.
    pub(super) fn named_in_content(&self, i: usize) -> Vec<EntityId> {
        let contents = self.attributions[i].content.iter();
        contents
            .flat_map(|content| {
                let from = self.places.partition_point(|p| p.at < content.start());
                self.places[from..]
                    .iter()
                    .take(24)
                    .take_while(|p| p.at < content.end())
            })
            .filter(|place| place.quoted.is_some())
            .map(|place| place.entity)
            .collect()
    }

    /// The part of the page that holds a byte.
    pub(super) fn region(&self, at: usize) -> Region {
        self.document
            .paragraphs()
            .get(self.paragraph(at))
            .map_or(Region::Body, |p| p.region)
    }

    /// How many sentences before a byte an entity was last named.
    pub(super) fn last_before(&self, entity: EntityId, byte: usize) -> Option<usize> {
        let mentions = &self.entities.get(entity).mentions;
        let to = mentions.partition_point(|m| self.mentions[m.0 as usize].span.start() < byte);
        let last = self.mentions[mentions[..to].last()?.0 as usize]
            .span
            .start();
        Some(self.sentence(byte) - self.sentence(last).min(self.sentence(byte)))
    }
}

/// For each attribution, the one whose content holds its anchor most closely.
fn outers(attributions: &[Attribution], anchors: &[usize]) -> Vec<Option<usize>> {
    let mut contents: Vec<(usize, usize, usize)> = attributions
        .iter()
        .enumerate()
        .flat_map(|(i, a)| a.content.iter().map(move |c| (c.start(), c.end(), i)))
        .collect();
    contents.sort_unstable();
    anchors
        .iter()
        .enumerate()
        .map(|(i, &at)| {
            let to = contents.partition_point(|&(start, _, _)| start <= at);
            contents[to.saturating_sub(NESTING)..to]
                .iter()
                .filter(|&&(_, end, k)| at < end && k != i)
                .min_by_key(|&&(start, end, k)| (end - start, k))
                .map(|&(_, _, k)| k)
        })
        .collect()
}
