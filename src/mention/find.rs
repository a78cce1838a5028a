//! Known names by the gazetteer, titles, bare surnames of people named before, pronouns.

use super::{Candidates, Mention, MentionForm, MentionKind};
use crate::entity::Gender;
use crate::gazetteer::{Candidate, EntryKind, Tier};
use crate::hash::of_str;
use crate::text::{Shape, TokenKind};
use crate::{Document, Gazetteer, Token};

pub(super) fn mentions(document: &Document<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    let tokens = document.tokens();
    let mut found: Vec<Mention> = Vec::new();
    let mut surnames: Vec<(u64, usize)> = Vec::new();
    for sentence in document.sentences() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let token = &tokens[at];
            if token.kind != TokenKind::Word {
                at += 1;
                continue;
            }
            if token.shape == Shape::Lower || token.span.len() == 1 {
                if let Some(gender) = pronoun(token) {
                    let mut mention = Mention::new(
                        document,
                        at..at + 1,
                        MentionKind::Person,
                        MentionForm::Pronoun,
                    );
                    mention.gender = gender;
                    found.push(mention);
                }
                at += 1;
                continue;
            }
            let mention = known(document, gazetteer, &tokens[..sentence.tokens.end], at);
            if let Some(mut mention) = mention {
                at = mention.tokens.end;
                if mention.kind == MentionKind::Person {
                    let last = &tokens[mention.tokens.end - 1];
                    surnames.push((last.exact, found.len()));
                    mention.title = title(tokens, mention.tokens.start);
                }
                found.push(mention);
                continue;
            }
            if let Some(gender) = pronoun(token) {
                let mut mention = Mention::new(
                    document,
                    at..at + 1,
                    MentionKind::Person,
                    MentionForm::Pronoun,
                );
                mention.gender = gender;
                found.push(mention);
            } else if let Some((_, full)) =
                surnames.iter().rev().find(|(hash, _)| *hash == token.exact)
            {
                let mut mention = Mention::new(
                    document,
                    at..at + 1,
                    MentionKind::Person,
                    MentionForm::Surname,
                );
                mention.candidates = found[*full].candidates;
                mention.title = title(tokens, at);
                found.push(mention);
            }
            at += 1;
        }
    }
    found
}

/// The longest known name that starts at `at`.
fn known(
    document: &Document<'_>,
    gazetteer: &Gazetteer,
    tokens: &[Token],
    at: usize,
) -> Option<Mention> {
    let found = gazetteer.longest_at(tokens, at)?;
    let usable: Vec<&Candidate> = found
        .candidates
        .iter()
        .filter(|c| !c.risky && gazetteer.entry(c.entry).tier() != Tier::Cued)
        .collect();
    let first = usable.first()?;
    let entry = gazetteer.entry(first.entry);
    let demonym = matches!(
        entry.kind(),
        EntryKind::Country | EntryKind::UsState | EntryKind::Subdivision
    ) && matches!(first.form, MentionForm::Adjective | MentionForm::Member);
    let kind = if demonym {
        MentionKind::Place
    } else {
        entry.kind().mention_kind()?
    };
    if entry.kind() == EntryKind::Person && found.tokens == 1 {
        return None;
    }
    let mut mention = Mention::new(document, at..at + found.tokens, kind, first.form);
    mention.candidates = usable
        .iter()
        .filter(|c| gazetteer.entry(c.entry).kind() == entry.kind())
        .map(|c| c.entry)
        .collect::<Candidates>();
    if kind == MentionKind::Person {
        mention.female = gazetteer.name_votes(tokens[at].folded).female;
    }
    Some(mention)
}

/// The gender that a personal pronoun tells; none when the token is no such pronoun.
fn pronoun(token: &Token) -> Option<Option<Gender>> {
    const HE: u64 = of_str("he");
    const HIM: u64 = of_str("him");
    const SHE: u64 = of_str("she");
    const HER: u64 = of_str("her");
    const OTHERS: &[u64] = &[of_str("i"), of_str("we"), of_str("they"), of_str("who")];
    match token.folded {
        HE | HIM => Some(Some(Gender::Male)),
        SHE | HER => Some(Some(Gender::Female)),
        other if OTHERS.contains(&other) => Some(None),
        _ => None,
    }
}

/// A title right before a name.
fn title(tokens: &[Token], name: usize) -> Option<crate::Span> {
    const TITLES: &[u64] = &[
        of_str("mr."),
        of_str("mrs."),
        of_str("ms."),
        of_str("dr."),
        of_str("sen."),
        of_str("rep."),
        of_str("gov."),
        of_str("senator"),
        of_str("representative"),
        of_str("governor"),
        of_str("president"),
        of_str("secretary"),
    ];
    let before = name.checked_sub(1)?;
    TITLES
        .contains(&tokens[before].folded)
        .then_some(tokens[before].span)
}
