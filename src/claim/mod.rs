//! Turns attributions into [`Claim`]s: what is claimed, by whom, how, when, about what.

use crate::entity::Entities;
use crate::text::{ParagraphId, SentenceId};
use crate::{Article, Attribution, Document, Mention, MentionId, Quotation, Region, Speaker};

/// Index of a [`Claim`] in its extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimId(pub u32);

/// How much of the content stands in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// All of it.
    Direct,
    /// Part of it.
    Mixed,
    /// None of it.
    Indirect,
}

/// One claim on record.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Source, cue and content.
    pub attribution: Attribution,
    /// Who stands behind it.
    pub speaker: Speaker,
    /// What is claimed, ready to read: no outer marks, no leading “that”, pieces joined.
    pub text: String,
    /// How much of it stands in quotation marks.
    pub form: Form,
    /// Sentence of the cue, else of the content.
    pub sentence: SentenceId,
    /// Paragraph of the cue, else of the content.
    pub paragraph: ParagraphId,
    /// The part of the page it stands in.
    pub region: Region,
    /// The mentions inside the content: what the claim is about.
    pub mentions: Vec<MentionId>,
}

/// Makes a claim of every attribution that has content, in order.
#[must_use]
pub fn make(
    article: &Article<'_>,
    document: &Document<'_>,
    quotations: &[Quotation],
    mentions: &[Mention],
    entities: &Entities<'_>,
    attributions: Vec<Attribution>,
    speakers: Vec<Speaker>,
) -> Vec<Claim> {
    let _ = (article, quotations, entities);
    attributions
        .into_iter()
        .zip(speakers)
        .filter(|(a, _)| !a.content.is_empty())
        .map(|(attribution, speaker)| {
            let anchor = attribution
                .cue
                .first()
                .unwrap_or(&attribution.content[0])
                .start();
            let sentence = document
                .sentences()
                .partition_point(|s| s.span.end() <= anchor)
                .min(document.sentences().len() - 1);
            let paragraph = document.sentences()[sentence].paragraph;
            let pieces: Vec<&str> = attribution
                .content
                .iter()
                .map(|&s| document.slice(s))
                .collect();
            Claim {
                text: pieces.join(" "),
                form: Form::Indirect,
                sentence: SentenceId(sentence as u32),
                paragraph,
                region: document.paragraphs()[paragraph.index()].region,
                mentions: (0..mentions.len())
                    .filter(|&m| {
                        attribution
                            .content
                            .iter()
                            .any(|c| c.covers(mentions[m].span))
                    })
                    .map(|m| MentionId(m as u32))
                    .collect(),
                attribution,
                speaker,
            }
        })
        .collect()
}
