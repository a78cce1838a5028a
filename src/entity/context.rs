//! What the words around a name say about its bearer: titles before it, tags and appositions after it.

use std::ops::Range;

use crate::mention::{MentionForm, MentionKind};
use crate::text::{Token, TokenKind, lowered};
use crate::{Document, Mention, Span};

use super::Gender;
use super::noun::{self, FEMALE, MALE, NounClass, PERSON, word_set};

word_set! {
    /// Forms of address that tell nothing but gender.
    HONORIFIC,
    "mr mr. mrs mrs. ms ms. miss mx mx. sir dame lord lady madam madame monsieur señor señora herr frau dr dr. prof prof. rev rev. hon hon. messrs messrs."
}

word_set! {
    /// Short forms of titles, singular and plural.
    TITLE,
    "rep rep. reps. sen sen. sens. gov gov. govs. lt lt. lt.-gov. del del. gen gen. adm adm. col col. maj maj. capt capt. sgt sgt. cpl. pvt. rev rev. dr dr. prof prof. pres pres. atty. amb amb. supt. cllr cllr. insp. cmdr. det. judge justice sir dame lord lady"
}

word_set! {
    /// Words that end the description before a name, read leftwards.
    STOP,
    "the a an his her its their our my your this that these those and or but nor if when while as because since
     although though after before until unless than then so yet of for at from in on by with to into against about
     over under between among through during without within per via like including such is was are were be been
     being has have had do does did will would can could may might must shall should not no said says say told tells
     tell asked asks ask called calls call wrote writes write added adds add argued argues argue met thanked joined
     backed blamed accused criticized criticised praised urged warned which who whom whose where what why how i he
     she it they we you him them us me there here now today yesterday monday tuesday wednesday thursday friday
     saturday sunday also only just even both either neither meanwhile however still once again later earlier
     according one"
}

word_set! {
    /// Words in -ed and -ing that describe an office and are no verb.
    PARTICIPLE,
    "retired ranking leading acting outgoing sitting incoming running disgraced renowned celebrated seasoned respected
     united visiting governing ruling opposing founding managing presiding so-called red reigning exiled embattled
     beloved convicted accused indicted elected unelected self-described self-proclaimed jailed imprisoned ousted"
}

word_set! {
    /// Words that may open a description at the start of a sentence.
    OPENER,
    "former ex-president ex-prime longtime acting deputy vice assistant senior chief house senate white democratic
     republican british american french german russian chinese u.s. us federal state national first shadow associate
     executive retired conservative liberal libertarian presidential billionaire veteran prime lead top"
}

/// What stands around one mention of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Context {
    /// An honorific stands before the name.
    pub(super) honorific: bool,
    /// The form of address, where it tells a trade: “Dr.”.
    pub(super) address: Option<usize>,
    /// Tokens of the description before the name: “Ohio Gov.”, the honorific left out.
    pub(super) before: Range<usize>,
    /// Tokens of the description after or before a comma: “the foreign minister of France”.
    pub(super) apposition: Range<usize>,
    /// Tokens of the tag after the name: “(D-Ohio)”.
    pub(super) tag: Range<usize>,
    /// What titles and nouns tell of the gender.
    pub(super) gender: Option<Gender>,
}

/// Reads the words around the name at `span`.
pub(super) fn read(document: &Document<'_>, mentions: &[Mention], span: Span) -> Context {
    let tokens = document.tokens();
    let name = document.tokens_in(span);
    let mut context = Context::default();
    if name.is_empty() {
        return context;
    }
    let sentence = sentence_of(document, name.start);
    let mut gender_votes = (0, 0);
    let mut vote = |folded: u64| {
        gender_votes.0 += i32::from(FEMALE.has(folded));
        gender_votes.1 += i32::from(MALE.has(folded));
    };

    // -- before the name --
    let mut at = name.start;
    if at > sentence.start && HONORIFIC.has(tokens[at - 1].folded) {
        at -= 1;
        context.honorific = true;
        vote(tokens[at].folded);
        context.address = TITLE.has(tokens[at].folded).then_some(at);
    }
    let before = description_before(document, mentions, sentence.start, at);
    for token in &tokens[before.clone()] {
        vote(token.folded);
    }

    // -- after the name --
    let mut next = name.end;
    let end = sentence.end;
    let is = |i: usize, mark: &str| i < end && document.slice(tokens[i].span) == mark;
    if is(next, "(") {
        if let Some(close) = (next + 1..end.min(next + 10)).find(|&i| is(i, ")")) {
            context.tag = next + 1..close;
            next = close + 1;
        }
    } else if is(next, ",") && opens_tag(document, mentions, next + 1) {
        let close = (next + 1..end.min(next + 8))
            .find(|&i| is(i, ","))
            .unwrap_or(end.min(next + 6));
        context.tag = next + 1..close;
        next = close;
    } else if next + 1 < end && tokens[next].is("of") {
        // “Rep. Ann Ortiz of Maryland”
        let place = mentions_in(mentions, tokens[next + 1].span)
            .any(|m| matches!(m.kind, MentionKind::UsState | MentionKind::Country));
        if place && !before.is_empty() {
            context.tag = next + 1..next + 2;
            next += 2;
        }
    }
    if is(next, ",") {
        let mut from = next + 1;
        if from + 1 < end && tokens[from].kind == TokenKind::Number && is(from + 1, ",") {
            from += 2; // “Ann Ortiz, 56, a teacher”
        }
        context.apposition = apposition(document, mentions, from, end);
    } else if next + 2 < end && (tokens[next].is("is") || tokens[next].is("was")) {
        let article = ["a", "an", "the"]
            .iter()
            .any(|word| tokens[next + 1].is(word));
        if article {
            context.apposition = apposition(document, mentions, next + 1, end);
        }
    }
    if context.apposition.is_empty() {
        let before_title = before.start.min(at);
        context.apposition =
            leading_apposition(document, mentions, sentence.start, before_title, next, end);
    }
    if let Some(head) = head_of(document, mentions, context.apposition.clone()) {
        vote(tokens[head].folded);
    }
    context.gender = match gender_votes {
        (f, m) if f > m => Some(Gender::Female),
        (f, m) if m > f => Some(Gender::Male),
        _ => None,
    };
    context.before = before;
    context
}

/// The tokens of the sentence that holds a token.
pub(super) fn sentence_of(document: &Document<'_>, token: usize) -> Range<usize> {
    let sentences = document.sentences();
    let i = sentences.partition_point(|s| s.tokens.end <= token);
    sentences
        .get(i)
        .map_or(0..document.tokens().len(), |s| s.tokens.clone())
}

/// The mentions that overlap a span; mentions are in order.
pub(crate) fn mentions_in(mentions: &[Mention], span: Span) -> impl Iterator<Item = &Mention> {
    // names nest by two or three, so a few steps back find those that began earlier
    let from = mentions
        .partition_point(|m| m.span.start() < span.start())
        .saturating_sub(3);
    mentions[from..]
        .iter()
        .take_while(move |m| m.span.start() < span.end())
        .filter(move |m| m.span.overlaps(span))
}

fn in_mention(mentions: &[Mention], token: &Token) -> bool {
    mentions_in(mentions, token.span)
        .any(|m| !matches!(m.form, MentionForm::Pronoun | MentionForm::Nominal))
}

/// A word that may be the last of a title before a name: “Sen.”, “spokesman”, “President-elect”.
pub(crate) fn is_role_word(document: &Document<'_>, token: &Token) -> bool {
    if token.kind != TokenKind::Word {
        return false;
    }
    if TITLE.has(token.folded) || PERSON.has(token.folded) {
        return true;
    }
    let lower = lowered(document.slice(token.span));
    let bare = ["-elect", "-designate"]
        .iter()
        .find_map(|e| lower.strip_suffix(e))
        .unwrap_or(&lower);
    noun::class(bare) == Some(NounClass::Person)
        || (token.shape != crate::text::Shape::Lower
            && noun::singular(bare).is_some_and(|s| noun::class(&s) == Some(NounClass::Person)))
}

/// The title that ends right before token `at`: “the panel's ranking member”, “Ohio Gov.”.
fn description_before(
    document: &Document<'_>,
    mentions: &[Mention],
    first: usize,
    at: usize,
) -> Range<usize> {
    let tokens = document.tokens();
    if at <= first || !is_role_word(document, &tokens[at - 1]) {
        return at..at;
    }
    let mut from = at - 1;
    while from > first && at - from < 7 {
        let token = &tokens[from - 1];
        let text = document.slice(token.span);
        let fits = match token.kind {
            TokenKind::Possessive => true,
            TokenKind::Word if STOP.has(token.folded) => false,
            TokenKind::Word if token.shape == crate::text::Shape::Lower => {
                PARTICIPLE.has(token.folded) || !(text.ends_with("ed") || text.ends_with("ing"))
            }
            TokenKind::Word => {
                from - 1 > first
                    || is_role_word(document, token)
                    || OPENER.has(token.folded)
                    || in_mention(mentions, token)
                    || text.contains('-')
                    || token.shape == crate::text::Shape::Mixed
            }
            TokenKind::Number => text.contains('/') || text.contains('-'),
            _ => false,
        };
        if !fits {
            break;
        }
        from -= 1;
    }
    while from < at && tokens[from].kind == TokenKind::Possessive {
        from += 1;
    }
    from..at
}

/// “R-Ky.,” after a comma.
fn opens_tag(document: &Document<'_>, mentions: &[Mention], at: usize) -> bool {
    document.tokens().get(at).is_some_and(|token| {
        token.shape != crate::text::Shape::Lower
            && mentions_in(mentions, token.span).any(|m| {
                m.kind == MentionKind::Party
                    && m.span.len() <= 3
                    && m.form == MentionForm::Abbreviation
            })
    })
}

/// The head noun of the description in `range`: the last word before its first preposition.
pub(super) fn head_of(
    document: &Document<'_>,
    mentions: &[Mention],
    range: Range<usize>,
) -> Option<usize> {
    let tokens = document.tokens();
    let mut head = None;
    for i in range {
        let token = &tokens[i];
        match token.kind {
            TokenKind::Possessive => head = None,
            TokenKind::Word => {
                if ends_chunk(token) || token.is("and") || token.is("or") {
                    if head.is_some() {
                        break;
                    }
                    continue;
                }
                let person = is_role_word(document, token)
                    || mentions_in(mentions, token.span)
                        .any(|m| m.kind == MentionKind::Party && m.form == MentionForm::Member);
                head = if person {
                    Some(i)
                } else {
                    head.filter(|_| false)
                };
            }
            TokenKind::Number => {}
            _ => break,
        }
    }
    head
}

word_set! {
    /// Words that end the first chunk of a noun phrase.
    CHUNK_END,
    "of for at from in on by with to into against about over under between among through during without within who
     whom whose which that where when as is was are were be been has have had will would can could may might said
     says told then now since after before than while because including"
}

fn ends_chunk(token: &Token) -> bool {
    CHUNK_END.has(token.folded)
}

/// The description that opens at token `from`, up to the mark that ends it; empty where it is none.
fn apposition(
    document: &Document<'_>,
    mentions: &[Mention],
    from: usize,
    end: usize,
) -> Range<usize> {
    let tokens = document.tokens();
    let mut to = from;
    while to < end && to - from < 30 {
        let token = &tokens[to];
        let closes = match token.kind {
            TokenKind::Punctuation => !matches!(document.slice(token.span), "-" | "/" | "&" | "."),
            TokenKind::Quote => true,
            TokenKind::Word => [
                "who", "which", "that", "said", "says", "told", "whose", "where",
            ]
            .iter()
            .any(|w| token.is(w)),
            _ => false,
        };
        if closes || (document.slice(token.span) == "." && to + 1 == end) {
            break;
        }
        to += 1;
    }
    let mut start = from;
    if start < to
        && ["a", "an", "the", "one"]
            .iter()
            .any(|word| tokens[start].is(word))
    {
        start += 1;
    }
    match head_of(document, mentions, start..to) {
        Some(head) if is_description(document, mentions, start..to, head, start > from) => {
            start..to
        }
        _ => from..from,
    }
}

/// A description holds no other person's name before its head, unless as possessor or in a body's name, and no verb.
fn is_description(
    document: &Document<'_>,
    mentions: &[Mention],
    range: Range<usize>,
    head: usize,
    article: bool,
) -> bool {
    let tokens = document.tokens();
    let named_head = mentions_in(mentions, tokens[head].span)
        .any(|m| m.kind == MentionKind::Person && m.form != MentionForm::Nominal);
    if named_head || head - range.start > 8 {
        return false;
    }
    let ends_in_name = head + 1 < range.end
        && mentions_in(mentions, tokens[head + 1].span).any(|m| {
            m.kind == MentionKind::Person
                && m.form != MentionForm::Nominal
                && m.form != MentionForm::Pronoun
        });
    if ends_in_name {
        return false; // “Ortiz, Governor Moss and …” lists another person
    }
    let possessive = ["his", "her", "its", "their"]
        .iter()
        .any(|word| tokens[range.start].is(word));
    let named = tokens[range.start..head]
        .iter()
        .any(|t| t.kind == TokenKind::Possessive);
    let post = head + 1 < range.end && CHUNK_END.has(tokens[head + 1].folded);
    let joined = head + 1 < range.end && tokens[head + 1].is("and");
    article || possessive || named || post || joined || head + 1 == range.end
}

/// “An attorney for Moss, Ann Ortiz, said”: the description before the comma before the name.
fn leading_apposition(
    document: &Document<'_>,
    mentions: &[Mention],
    first: usize,
    name: usize,
    after: usize,
    end: usize,
) -> Range<usize> {
    let tokens = document.tokens();
    let text = |i: usize| document.slice(tokens[i].span);
    if name < first + 3 || text(name - 1) != "," {
        return name..name;
    }
    // the name closes the apposition: a comma, a verb or the end of the sentence follows
    let closed = after >= end
        || matches!(text(after), "," | "." | ":" | "—" | "–")
        || tokens[after].shape == crate::text::Shape::Lower;
    if !closed {
        return name..name;
    }
    let mut from = name - 1;
    while from > first && name - from < 14 {
        let token = &tokens[from - 1];
        let stops = match token.kind {
            TokenKind::Word => [
                "said", "says", "told", "and", "but", "that", "when", "while",
            ]
            .iter()
            .any(|w| token.is(w)),
            TokenKind::Possessive | TokenKind::Number => false,
            _ => true,
        };
        if stops {
            break;
        }
        from -= 1;
    }
    let opener = ["a", "an", "the", "his", "her", "its", "their", "one"]
        .iter()
        .any(|word| tokens[from].is(word));
    let possessor = tokens[from..name]
        .iter()
        .any(|t| t.kind == TokenKind::Possessive);
    if !opener && !possessor {
        return name..name;
    }
    let article = ["a", "an", "the"].iter().any(|word| tokens[from].is(word));
    let start = from + usize::from(article);
    match head_of(document, mentions, start..name - 1) {
        Some(head) if is_description(document, mentions, start..name - 1, head, article) => {
            start..name - 1
        }
        _ => name..name,
    }
}
