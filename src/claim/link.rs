//! Which claim of the article another one carries on, answers or tells again.

use super::answer::Answer;
use super::form::Form;
use super::lexicon::Tag;
use super::modality::Modality;
use super::overlap::Stems;
use super::reading::Reading;
use super::{Claim, ClaimId};
use crate::attribution::AttributionKind;
use crate::entity::Entities;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::{Attribution, Quotation, Region};

/// How many claims back a link may reach, so that time stays linear.
const REACH: usize = 32;
/// How many sentences back an answer may find what it names.
const ANSWER: u32 = 8;
/// The same where it points to it: “that remark”.
const POINTED: u32 = 2;
/// The same where it tells nothing of it: the words right before.
const NEXT: u32 = 1;

/// Sets `continues`, `restates` and `responds_to`; `answers` tells what each claim answers.
pub(super) fn set(
    reading: &Reading<'_, '_>,
    quotations: &[Quotation],
    entities: &Entities<'_>,
    answers: &[Option<Answer>],
    claims: &mut [Claim],
) {
    let told: Vec<Told> = claims.iter().map(|c| Told::of(reading, c)).collect();
    for n in 0..claims.len() {
        let links = Links {
            reading,
            claims,
            told: &told,
            n,
        };
        let (continues, restates) = (links.continued(quotations), links.retold());
        let responds_to = answers[n]
            .as_ref()
            .and_then(|answer| links.answered(entities, answer));
        let claim = &mut claims[n];
        claim.continues = continues.map(id);
        claim.restates = restates.map(id);
        claim.responds_to = responds_to.map(id);
    }
}

fn id(n: usize) -> ClaimId {
    ClaimId(n as u32)
}

/// Whom a claim is by, as far as known: the entity, else the name in the source, else the place of the
/// source, which two claims share that have one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Entity(u32),
    Name(u64),
    Place(usize),
    Unknown,
}

pub(super) fn speaker(reading: &Reading<'_, '_>, claim: &Claim) -> Speaker {
    if let Some(id) = claim.speaker.entity {
        return Speaker::Entity(id.0);
    }
    let Some(&source) = claim.attribution.source.first() else {
        return Speaker::Unknown;
    };
    // “Sen. Joe Moss, a farmer from Dover”: what follows the comma describes him.
    let mut head = reading
        .document
        .tokens_in(source)
        .take_while(|&i| reading.text(i) != ",");
    let mut last = head.next();
    for i in head {
        if reading.is_word(i) {
            last = Some(i);
        }
    }
    match last {
        Some(i) if reading.part(i) == Part::ProperNoun => Speaker::Name(reading.tokens()[i].exact),
        _ => Speaker::Place(source.start()),
    }
}

/// Whether two claims are known to have one speaker.
pub(super) fn same_speaker(reading: &Reading<'_, '_>, a: &Claim, b: &Claim) -> bool {
    let a = speaker(reading, a);
    a != Speaker::Unknown && a == speaker(reading, b)
}

/// What the links read of a claim.
struct Told {
    speaker: Speaker,
    /// Words of the whole content.
    stems: Stems,
    /// Words of its sentences.
    sentences: Vec<Stems>,
    /// Its content says something, rather than names it.
    says: bool,
    /// Sentence in which its words end.
    last: u32,
}

impl Told {
    fn of(reading: &Reading<'_, '_>, claim: &Claim) -> Self {
        let content = &claim.attribution.content;
        let ends = content.iter().map(|s| s.end()).max().unwrap_or_default();
        let last = reading.sentence_at(ends.saturating_sub(1)) as u32;
        let sentences = Stems::of_sentences(reading, content);
        Self {
            speaker: speaker(reading, claim),
            stems: match &sentences[..] {
                [only] => only.clone(),
                _ => Stems::of(reading, content),
            },
            sentences,
            says: says(reading, claim),
            last: last.max(claim.sentence.0),
        }
    }
}

/// “that taxes fell”, “to resign”, ““a disgrace””; not “the budget”, “how he will pay”.
fn says(reading: &Reading<'_, '_>, claim: &Claim) -> bool {
    const OPEN: &[u64] = &[
        of_str("how"),
        of_str("what"),
        of_str("when"),
        of_str("where"),
        of_str("who"),
        of_str("why"),
    ];
    /// A content that has not said anything by then says nothing.
    const REACH: usize = 80;
    let mut tokens = reading.tokens_of(&claim.attribution.content);
    let Some(first) = tokens.next() else {
        return false;
    };
    // “the experience of serving” says nothing, “bringing back the curfew” does.
    let verb = |i: usize| match reading.part(i) {
        Part::VerbGerund => i == first || reading.is(i - 1, &[of_str("for"), of_str("not")]),
        part => part.is_verb() || matches!(part, Part::Auxiliary | Part::Modal),
    };
    claim.form == Form::Direct
        || !reading.is(first, OPEN) && (verb(first) || tokens.take(REACH).any(verb))
}

/// One claim and those before it.
struct Links<'l, 'd, 't> {
    reading: &'l Reading<'d, 't>,
    claims: &'l [Claim],
    told: &'l [Told],
    n: usize,
}

impl Links<'_, '_, '_> {
    fn claim(&self) -> &Claim {
        &self.claims[self.n]
    }

    /// The claims before it, the nearest first.
    fn before(&self) -> impl Iterator<Item = usize> {
        (self.n.saturating_sub(REACH)..self.n).rev()
    }

    /// Whether another claim is known to have the same speaker.
    fn same(&self, k: usize) -> bool {
        let own = self.told[self.n].speaker;
        own != Speaker::Unknown && own == self.told[k].speaker
    }

    /// Whether another claim shares no word with its content.
    fn apart(&self, k: usize) -> bool {
        let theirs = &self.claims[k].attribution.content;
        let mut own = self.claim().attribution.content.iter();
        !own.any(|a| theirs.iter().any(|b| a.overlaps(*b)))
    }

    /// The claim whose quotation this one carries on, or after which the same speaker goes on.
    fn continued(&self, quotations: &[Quotation]) -> Option<usize> {
        let attribution = &self.claim().attribution;
        let start = attribution.content[0].start();
        let at = quotations.partition_point(|q| q.span.start() < start);
        let opened = quotations
            .get(at)
            .filter(|q| q.span.start() == start)
            .and_then(|q| quotations.get(q.continues?.0 as usize));
        if let Some(opened) = opened {
            let holds = |c: &Claim| {
                let mut pieces = c.attribution.content.iter();
                pieces.any(|s| s.overlaps(opened.span))
            };
            let found = self.before().find(|&k| holds(&self.claims[k]));
            // A mark that somebody forgot leaves a quotation open, and the next may be somebody else's.
            let others = |k: usize| {
                let named = self.first_of(k);
                let unnamed = self.claims[named].attribution.source.is_empty();
                !attribution.source.is_empty() && !unnamed && !self.same(named)
            };
            if found.is_some() {
                return found.filter(|&k| !others(k));
            }
        }
        if attribution.kind != AttributionKind::Continuation {
            return None;
        }
        self.before()
            .find(|&k| self.same(k) && self.claims[k].attribution.content[0].end() <= start)
    }

    /// The first of the claims that one carries on.
    fn first_of(&self, mut k: usize) -> usize {
        for _ in 0..REACH {
            match self.claims[k].continues {
                Some(before) if before.index() < k => k = before.index(),
                _ => break,
            }
        }
        k
    }

    /// The earlier claim of the same speaker that this one tells again, in a sentence of its own.
    fn retold(&self) -> Option<usize> {
        let (claim, own) = (self.claim(), &self.told[self.n]);
        if !own.says {
            return None;
        }
        // “Ortiz’s claim that it was “stolen””: a word or two in marks are enough to point back.
        let pointed = self
            .reading
            .tokens_of(&claim.attribution.cue)
            .any(|i| self.reading.has(i, Tag::ClaimNoun) && self.reading.part(i) == Part::Noun);
        let points = |k: usize| {
            let theirs = &self.told[k].stems;
            let shared = own.stems.shared(theirs);
            let half = 2 * shared >= own.stems.len() && (shared >= 2 || own.stems.len() <= 2);
            pointed && half && own.stems.shared_plain(theirs) > 0
        };
        let same_words = |k: usize| {
            let mut sentences = own.sentences.iter();
            sentences.any(|a| self.told[k].sentences.iter().any(|b| a.tells_the_same(b)))
        };
        self.before().find(|&k| {
            let earlier = &self.claims[k];
            self.same(k)
                && self.told[k].says
                && self.told[k].last < claim.sentence.0
                && self.apart(k)
                && earlier.polarity == claim.polarity
                && (points(k) || same_words(k))
        })
    }

    /// The claim of somebody else that this one answers.
    fn answered(&self, entities: &Entities<'_>, answer: &Answer) -> Option<usize> {
        if self.claim().region != Region::Body {
            return None;
        }
        let within = |reach: u32| {
            let here = self.claim().sentence.0;
            let near = move |k: &usize| here.saturating_sub(self.told[*k].last) <= reach;
            self.before()
                .filter(move |k| near(k) && self.is_answerable(*k))
        };
        match answer {
            Answer::Before => within(NEXT).next().filter(|&k| !self.is_asked_between(k)),
            Answer::Pointed => within(POINTED).next(),
            Answer::Name(name) => {
                let last = self.reading.tokens()[name.end - 1];
                let name = self.reading.document.slice(last.span);
                within(ANSWER).find(|&k| {
                    let claim = &self.claims[k];
                    let entity = claim.speaker.entity;
                    let known = entity.and_then(|id| entities.all.get(id.0 as usize));
                    match known {
                        Some(entity) => entity.name.ends_with(name),
                        None => self
                            .reading
                            .tokens_of(&claim.attribution.source)
                            .any(|i| self.reading.tokens()[i].exact == last.exact),
                    }
                })
            }
            Answer::Told => {
                let own = &self.told[self.n].stems;
                within(ANSWER).find(|&k| self.told[k].stems.tells_the_same(own))
            }
        }
    }

    /// Whether somebody else said it, in words of their own and not aside: “Moss, who has insulted women”.
    fn is_answerable(&self, k: usize) -> bool {
        let (claim, reading) = (&self.claims[k], self.reading);
        let mut source = reading.tokens_of(&claim.attribution.source);
        let aside =
            source.all(|i| reading.has(i, Tag::Relative)) && !claim.attribution.source.is_empty();
        let mut cue = reading.tokens_of(&claim.attribution.cue);
        let spoken = match claim.attribution.kind {
            AttributionKind::Adverb => false,
            // “her inability to win” was said by nobody.
            AttributionKind::Nominal => cue.any(|i| reading.has(i, Tag::ClaimNoun)),
            _ => true,
        };
        claim.region == Region::Body
            && spoken
            && claim.modality != Modality::Directive
            && (self.told[k].says || claim.modality == Modality::Question)
            && !aside
            && !self.same(k)
            && self.apart(k)
    }

    /// “Asked about money, he replied”: somebody asked something between a claim and what seems to answer it.
    fn is_asked_between(&self, k: usize) -> bool {
        const ASKED: &[u64] = &[
            of_str("asked"),
            of_str("asking"),
            of_str("asks"),
            of_str("pressed"),
            of_str("question"),
            of_str("questioned"),
            of_str("questions"),
        ];
        /// So much is read after the words of the answer, and so much in all.
        const AFTER: usize = 12;
        const REACH: usize = 160;
        let (reading, claim) = (self.reading, self.claim());
        let end = |claim: &Claim| {
            let Attribution { cue, content, .. } = &claim.attribution;
            let ends = cue
                .iter()
                .chain(content)
                .map(|&s| reading.document.tokens_in(s).end);
            ends.max().unwrap_or_default()
        };
        let close = reading.document.sentences()[claim.sentence.index()]
            .tokens
            .end;
        let to = (end(claim) + AFTER).min(close.max(end(claim)));
        let from = end(&self.claims[k]).max(to.saturating_sub(REACH));
        let asks = |i: &usize| {
            let at = reading.tokens()[*i].span;
            let covers = |claim: &Claim| {
                let Attribution { cue, content, .. } = &claim.attribution;
                cue.iter().chain(content).any(|s| s.covers(at))
            };
            reading.is(*i, ASKED) && !covers(&self.claims[k]) && !covers(claim)
        };
        (from..to).any(|i| asks(&i))
    }
}
