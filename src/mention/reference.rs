//! Pronouns and descriptions that stand for somebody: “she”, “the senator”, “her spokesman”.

use super::find::{Scene, Taken};
use super::lexicon::Class;
use super::{Mention, MentionForm, MentionKind};
use crate::gazetteer::Gender;
use crate::text::{Shape, TokenKind};

/// Words that a description may hold before its head are at most this many.
const LONGEST: usize = 5;

pub(super) fn find(scene: &mut Scene<'_, '_>) {
    let tokens = scene.document.tokens();
    for (i, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Word || scene.taken[i] != Taken::Free {
            continue;
        }
        let class = scene.view.class[i];
        if class.has(Class::PRONOUN) {
            // “US” is the country
            let shouted = token.shape == Shape::Upper && scene.view.titled[i] != 2;
            if !shouted {
                let mut mention = Mention::new(
                    scene.document,
                    i..i + 1,
                    MentionKind::Person,
                    MentionForm::Pronoun,
                );
                mention.gender = gender(class);
                scene.found.push(mention);
            }
        } else if class.has(Class::THING) {
            scene.found.push(Mention::new(
                scene.document,
                i..i + 1,
                MentionKind::Organization,
                MentionForm::Pronoun,
            ));
        }
        if class.has(Class::OPENER) {
            nominal(scene, i);
        }
    }
}

fn gender(class: Class) -> Option<Gender> {
    match (class.has(Class::MALE), class.has(Class::FEMALE)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// “the former president”, “her spokeswoman”: an opener, some words, a head, and no name after it.
fn nominal(scene: &mut Scene<'_, '_>, opener: usize) {
    let tokens = scene.document.tokens();
    let mut head = None;
    for (i, token) in tokens.iter().enumerate().skip(opener + 1).take(LONGEST) {
        if scene.sentence[i] != scene.sentence[opener] || token.kind != TokenKind::Word {
            break;
        }
        let class = scene.view.class[i];
        if class.has(Class::FUNCTION) || class.has(Class::SAYING) {
            break;
        }
        let taken = scene.taken[i] != Taken::Free;
        if !taken
            && token.shape == Shape::Lower
            && (class.has(Class::ROLE) || class.has(Class::BODY_NOUN))
        {
            head = Some(i);
        } else if !taken
            && token.shape != Shape::Lower
            && class.has(Class::ROLE)
            && class.has(Class::TITLE)
        {
            // “the President”, “the Prime Minister”
            head = Some(i);
        } else if head.is_some() && token.shape != Shape::Lower {
            // “the senator Ortiz”: the words are her title
            return;
        }
    }
    let Some(head) = head else { return };
    let class = scene.view.class[head];
    let next_is_noun = tokens.get(head + 1).is_some_and(|next| {
        next.kind == TokenKind::Word
            && scene.sentence[head + 1] == scene.sentence[head]
            && (next.shape != Shape::Lower || scene.view.class[head + 1].has(Class::GROUP))
    });
    if next_is_noun {
        return;
    }
    let kind = if class.has(Class::ROLE) {
        MentionKind::Person
    } else {
        MentionKind::Organization
    };
    let mut mention = Mention::new(scene.document, opener..head + 1, kind, MentionForm::Nominal);
    mention.gender = gender(class);
    scene.found.push(mention);
}
