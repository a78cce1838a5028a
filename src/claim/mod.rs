//! Turns attributions into [`Claim`]s: what is claimed, by whom, how, when, about what.

mod answer;
mod clause;
mod confidence;
mod cue_class;
pub(crate) mod date;
mod form;
mod frame;
mod lexicon;
mod link;
mod lookup;
mod modality;
mod overlap;
mod polarity;
mod quantity;
mod reading;
mod text;
mod time;
mod told;
mod verdict;
mod vocabulary;
mod when;
mod worth;

pub use cue_class::CueClass;
pub use form::Form;
pub use modality::Modality;
pub use polarity::Polarity;
pub use quantity::{Quantity, QuantityKind, QuantityValue};
pub use verdict::{Judge, Verdict, VerdictScope, VerdictStatus};
pub use when::When;
pub use worth::{Feature, Reason};

use self::answer::Answer;
use self::date::Date;
use self::reading::Reading;
use self::time::Side;
use crate::entity::Entities;
use crate::speaker::Status;
use crate::syntax::Syntax;
use crate::text::{ParagraphId, SentenceId};
use crate::{
    Article, Attribution, Document, Mention, MentionId, Quotation, Region, Span, Speaker, hash,
};

/// Index of a [`Claim`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimId(pub u32);

impl ClaimId {
    /// Position in [`Extraction::claims`](crate::Extraction::claims).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One claim on record.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Stable hash of the article's id and the spans (16 hexadecimal digits on the wire).
    pub key: u64,
    /// Source, cue and content.
    pub attribution: Attribution,
    /// Who stands behind it.
    pub speaker: Speaker,
    /// What is claimed, ready to read: no outer marks, no leading “that”, pieces joined.
    pub text: String,
    /// Sentence of the cue, else of the content.
    pub sentence: SentenceId,
    /// Paragraph of the cue, else of the content.
    pub paragraph: ParagraphId,
    /// How much of it stands in quotation marks.
    pub form: Form,
    /// The part of the page it stands in.
    pub region: Region,
    /// What the cue says about it.
    pub cue_class: CueClass,
    /// To whom it was said: “told the BBC”.
    pub addressee: Option<Span>,
    /// Where it was said: “in a LinkedIn post”.
    pub medium: Option<Span>,
    /// The newsroom that first had it: “according to reporting by Politico”.
    pub reported_by: Option<Span>,
    /// When it was said.
    pub when: Option<When>,
    /// The mentions inside the content: what the claim is about.
    pub mentions: Vec<MentionId>,
    /// The numbers it puts forward.
    pub quantities: Vec<Quantity>,
    /// Whether the content is affirmed or denied.
    pub polarity: Polarity,
    /// In what mode the content is put.
    pub modality: Modality,
    /// How much it calls for a check, 0 to 1.
    pub check_worthiness: f32,
    /// What made that score, the weightiest first; their weights and a bias add up to its logit.
    pub reasons: Vec<Reason>,
    /// What the article itself says of it.
    pub verdicts: Vec<Verdict>,
    /// The claim that this one carries on.
    pub continues: Option<ClaimId>,
    /// The claim that this one answers.
    pub responds_to: Option<ClaimId>,
    /// The earlier claim that this one tells again.
    pub restates: Option<ClaimId>,
    /// Probability that source, cue, content and speaker are right, 0 to 1.
    pub confidence: f32,
}

/// Makes a claim of every attribution that has content, in order.
// One argument a stage: what came before, and nothing else.
#[allow(clippy::too_many_arguments)]
#[must_use]
pub fn make(
    article: &Article<'_>,
    document: &Document<'_>,
    syntax: &Syntax,
    quotations: &[Quotation],
    mentions: &[Mention],
    entities: &Entities<'_>,
    attributions: Vec<Attribution>,
    speakers: Vec<Speaker>,
) -> Vec<Claim> {
    if document.sentences().is_empty() {
        return Vec::new();
    }
    let reading = Reading::new(document, syntax, quotations);
    let newsrooms = told::Newsrooms::of(mentions, entities);
    let maker = Maker {
        article: hash::of_str(article.id.unwrap_or(article.text)),
        today: when::today(article, &reading),
        title: article.title,
        mentions,
        newsrooms: &newsrooms,
        reading: &reading,
    };
    let mut spoken: Vec<(Attribution, Speaker)> = attributions.into_iter().zip(speakers).collect();
    let judged = verdict::unsourced(&reading, &spoken);
    if !judged.is_empty() {
        let nobody = || Speaker {
            status: Status::None,
            ..Speaker::default()
        };
        spoken.extend(judged.into_iter().map(|a| (a, nobody())));
        spoken.sort_by_key(|(attribution, _)| first_byte(attribution));
    }
    let bounds = frame::bounds(&spoken);
    let (mut claims, answers): (Vec<Claim>, Vec<Option<Answer>>) = spoken
        .into_iter()
        .zip(bounds)
        .filter(|((attribution, _), _)| !attribution.content.is_empty())
        .map(|((mut attribution, speaker), bounds)| {
            verdict::cut(&reading, &mut attribution);
            told::cut(&reading, &mut attribution);
            maker.claim(attribution, speaker, bounds)
        })
        .unzip();
    link::set(&reading, quotations, entities, &answers, &mut claims);
    inherit(&mut claims);
    verdict::set(&reading, entities, mentions, &mut claims);
    claims
}

/// Where the words of an attribution begin.
fn first_byte(attribution: &Attribution) -> usize {
    let Attribution {
        source,
        cue,
        content,
        ..
    } = attribution;
    let spans = source.iter().chain(cue).chain(content);
    spans.map(|s| s.start()).min().unwrap_or_default()
}

/// What carries on a claim was told to the same people, in the same place, at the same time.
fn inherit(claims: &mut [Claim]) {
    for n in 0..claims.len() {
        let Some(from) = claims[n].continues.filter(|id| id.index() < n) else {
            continue;
        };
        let (before, rest) = claims.split_at_mut(n);
        let (from, claim) = (&before[from.index()], &mut rest[0]);
        claim.addressee = claim.addressee.or(from.addressee);
        claim.medium = claim.medium.or(from.medium);
        claim.reported_by = claim.reported_by.or(from.reported_by);
        if claim.when.is_none() {
            claim.when.clone_from(&from.when);
        }
    }
}

/// What every claim of an article is made with.
struct Maker<'r, 'd, 't> {
    article: u64,
    today: Option<Date>,
    title: Option<&'r str>,
    mentions: &'r [Mention],
    newsrooms: &'r told::Newsrooms,
    reading: &'r Reading<'d, 't>,
}

impl Maker<'_, '_, '_> {
    /// The region of a paragraph; the first is a headline where it is the article's title, whatever ends it.
    fn region(&self, paragraph: ParagraphId) -> Region {
        let document = self.reading.document;
        let found = &document.paragraphs()[paragraph.index()];
        let bare = |text: &'_ str| text.trim_end_matches(['.', ' ', '\n']).len();
        let is_title = paragraph.index() == 0
            && found.region == Region::Body
            && self.title.is_some_and(|title| {
                let text = document.slice(found.span);
                bare(title) > 0 && title[..bare(title)] == text[..bare(text)]
            });
        if is_title {
            Region::Headline
        } else {
            found.region
        }
    }

    /// The fields that a claim has by itself, and what it answers; what links claims comes later.
    fn claim(
        &self,
        attribution: Attribution,
        speaker: Speaker,
        bounds: (usize, usize),
    ) -> (Claim, Option<Answer>) {
        let reading = self.reading;
        let Attribution { cue, content, .. } = &attribution;
        let anchor = cue.first().unwrap_or(&content[0]).start();
        let sentence = reading.sentence_at(anchor);
        let paragraph = reading.document.sentences()[sentence].paragraph;
        let frame = frame::of(reading, &attribution, bounds);
        let read_cue = cue_class::of(reading, cue, attribution.kind);
        let mut read_cue = cue_class::with_content(reading, read_cue, cue, content);
        // “No one expected”
        let who = reading.tokens_of(&attribution.source).next();
        read_cue.negated |= who.is_some_and(|i| {
            let no_one =
                reading.is(i, &[hash::of_str("no")]) && reading.is(i + 1, &[hash::of_str("one")]);
            no_one || reading.is(i, &[hash::of_str("nobody")])
        });
        let clause = clause::of(reading, content);
        let form = form::of(reading, content);
        let told = told::of(reading, self.newsrooms, &attribution, &frame);
        let side = if read_cue.future {
            Side::Future
        } else {
            Side::Past
        };
        let (check_worthiness, reasons) = worth::of(reading, content);
        let answer = answer::of(reading, cue, read_cue, &frame);
        let claim = Claim {
            key: key(self.article, &attribution),
            text: text::of(reading, content),
            sentence: SentenceId(sentence as u32),
            paragraph,
            form,
            region: self.region(paragraph),
            cue_class: read_cue.class,
            addressee: told.addressee,
            medium: told.medium,
            reported_by: told.reported_by,
            when: when::find(reading, cue, &frame, self.today, side)
                .or_else(|| when::in_source(reading, &attribution.source, self.today, side)),
            mentions: mentions_in(self.mentions, content),
            quantities: quantity::find(reading, content, self.today),
            polarity: polarity::of(read_cue, clause, form),
            modality: modality::of(reading, cue, read_cue, clause, &speaker),
            check_worthiness,
            reasons,
            verdicts: Vec::new(),
            continues: None,
            responds_to: None,
            restates: None,
            confidence: confidence::of(attribution.confidence, &speaker),
            attribution,
            speaker,
        };
        (claim, answer)
    }
}

/// For training: the curve of confidences that a claim is made with.
#[cfg(feature = "train")]
pub(crate) use confidence::read as read_curve;

/// Number of the features that [`worth_of_sentence`] yields.
#[cfg(feature = "train")]
pub(crate) const WORTH_FEATURES: usize = worth::FEATURES;

/// The features of check-worthiness of a whole text.
#[cfg(feature = "train")]
pub(crate) fn worth_of_sentence(
    document: &Document<'_>,
    syntax: &Syntax,
) -> [f32; worth::FEATURES] {
    let whole = Span::new(0, document.text().len());
    worth::features(&Reading::new(document, syntax, &[]), &[whole])
}

/// The same for the same article and spans, whatever else is found in it.
fn key(article: u64, attribution: &Attribution) -> u64 {
    let Attribution {
        source,
        cue,
        content,
        ..
    } = attribution;
    [source, cue, content]
        .into_iter()
        .enumerate()
        .flat_map(|(role, spans)| spans.iter().map(move |s| (role as u64, s)))
        .fold(article, |key, (role, span)| {
            let place = hash::combine(span.start() as u64, span.end() as u64);
            hash::combine(key, hash::combine(role, place))
        })
}

/// The mentions that lie inside the spans; both are in order.
fn mentions_in(mentions: &[Mention], spans: &[Span]) -> Vec<MentionId> {
    let mut inside = Vec::new();
    for &span in spans {
        let from = mentions.partition_point(|m| m.span.start() < span.start());
        let these = mentions[from..]
            .iter()
            .take_while(|m| m.span.start() < span.end());
        for (i, mention) in these.enumerate() {
            if span.covers(mention.span) {
                inside.push(MentionId((from + i) as u32));
            }
        }
    }
    inside
}
