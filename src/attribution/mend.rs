//! Sets right, by the tree, what tagger and linker take wrongly. Each rule has a name and the case that made
//! it necessary; none reads more than the words around one cue.

use std::borrow::Cow;
use std::ops::Range;

use super::adverb::HEARSAY;
use super::context::Context;
use super::draft::{Draft, overlap};
use super::telling::SAYS;
use super::{AttributionKind, MIN_CONFIDENCE};
use crate::Document;
use crate::entity::noun::{self, word_set};
use crate::mention::MentionKind;
use crate::syntax::{Relation, Syntax, Tag};
use crate::text::{Shape, TokenId, TokenKind, lowered};

word_set! {
    /// Verbs whose passive has a subject that does not speak: it is spoken of.
    SPOKEN_OF,
    "accused alleged asked banned believed blamed branded called charged cleared condemned considered criticised
     criticized described dubbed expected hailed known labeled labelled linked named ordered praised reported
     rumored rumoured ruled said sued thought tipped told understood urged warned"
}
word_set! {
    /// Verbs whose passive says nothing where nobody is named who did it.
    DONE_TO, "banned charged cleared dubbed linked named ordered ruled sued tipped"
}
word_set! { SHOWING, "show shows showed shown" }
word_set! { SEEING, "see sees saw seen draw draws drew drawn" }
word_set! { OF, "from of at for in with" }
word_set! { OPENS_CLAUSE, "that if whether why how what who where when which" }
word_set! { BE, "is are was were be been being" }

word_set! {
    /// Verbs that answer.
    ANSWERS, "answer answers answered answering react reacts reacted reacting replies replied replying respond responds
     responded responding"
}
word_set! {
    /// What is answered and somebody else's.
    CHARGES, "accusation accusations allegation allegations charge charges claim claims complaint complaints concern
     concerns criticism criticisms question questions report reports rumor rumors rumour rumours suggestion
     suggestions"
}
word_set! { ABOUT, "about of" }
word_set! { ARTICLE, "a an the" }
word_set! { OF_THEM, "of about over" }
word_set! { OWNER, "his her their its" }
word_set! {
    /// Prepositions of those that somebody does something with or for.
    BESIDE, "with against alongside beside behind for"
}
word_set! { RELATIVE, "who whose whom which that" }
word_set! { JOINS, "after before while when as since until if because though although and or but than" }

/// The longest source that a rule makes, in tokens.
const SOURCE: usize = 40;

/// What the rules read.
pub(crate) struct Mender<'m, 't> {
    pub(crate) document: &'m Document<'t>,
    pub(crate) syntax: &'m Syntax,
    pub(crate) context: &'m Context,
}

type Rule = fn(&Mender<'_, '_>, &mut Draft);

/// Every rule looks at every draft, in this order.
const RULES: &[Rule] = &[
    after_colon,  // Vance wrote in reply, in a video seen two million times: “…”
    next_cue,     // “…,” the ombudsman states. The ombudsman adds that …
    purpose,      // travelled to publicly support the president
    says_nothing, // circumstances show no evidence
    spoken_of,    // Moss has been accused of lying
    participle,   // Ortiz caused a stir by announcing that …
    named_before, // Ann Ortiz from the Moss campaign accusing …
    whole_source, // A mother whose son waited for an ambulance has said …
    cut_short,    // Ann Ortiz, a writer whose books the paper has praised, said …
    companion,    // Moss did not dance with Ortiz citing “a bad knee”
    others_said,  // responded to allegations of theft
    verb_cue,     // Leaders denounce the test
    hearsay,      // Two men were allegedly seen in town
    bracketed,    // The weir (“a heap of stones,” Ortiz said) is closed
    unquoted,     // “It is lovely,” said a visitor, while a class agreed
    said_about,   // The less said about the test the better
];

impl Mender<'_, '_> {
    /// Mends the drafts of a document.
    pub(crate) fn mend(&self, drafts: &mut [Draft]) {
        for draft in drafts {
            for rule in RULES {
                rule(self, draft);
            }
        }
    }

    fn tag(&self, i: usize) -> Tag {
        self.syntax.tag(TokenId(i as u32))
    }

    fn relation(&self, i: usize) -> Relation {
        self.syntax.relation(TokenId(i as u32))
    }

    fn head(&self, i: usize) -> Option<usize> {
        self.syntax.head(TokenId(i as u32)).map(TokenId::index)
    }

    fn is_mark(&self, i: usize) -> bool {
        self.document.tokens()[i].kind == TokenKind::Quote
    }

    /// The main verb of a cue.
    fn verb(&self, cue: &Range<usize>) -> Option<usize> {
        cue.clone().rev().find(|&i| self.tag(i).is_verb())
    }

    /// A word with all that hangs on it, commas at its end left out.
    fn phrase(&self, head: usize) -> Range<usize> {
        let mut phrase = self.syntax.subtree(TokenId(head as u32));
        while phrase.end > head + 1 && self.tag(phrase.end - 1) == Tag::Punctuation {
            phrase.end -= 1;
        }
        phrase
    }

    /// The subject of a verb, as a source that stands before `before` and outside of the contents.
    fn subject(
        &self,
        verb: usize,
        before: usize,
        contents: &[Range<usize>],
    ) -> Option<Range<usize>> {
        let subject = self.syntax.subject_of(TokenId(verb as u32))?.index();
        let phrase = self.phrase(subject);
        let free = phrase.end <= before && !contents.iter().any(|c| overlap(c, &phrase));
        (free && phrase.len() <= SOURCE).then_some(phrase)
    }
}

impl Mender<'_, '_> {
    /// The subject of a verb behind a relative clause that the tree took for the main one: “Moss” of “Moss, who
    /// has a bad knee, did not dance”.
    fn before_relative(&self, verb: usize) -> Option<Range<usize>> {
        let tokens = self.document.tokens();
        let (sentence, _) = self.context.sentences[self.context.sentence[verb] as usize];
        let carries = |&i: &usize| {
            matches!(
                self.tag(i),
                Tag::Auxiliary | Tag::Modal | Tag::Adverb | Tag::Particle
            )
        };
        let first = (sentence..verb).rev().take_while(carries).last();
        let comma = first.unwrap_or(verb).checked_sub(1)?;
        let opens = |&i: &usize| tokens[i].is(",") && RELATIVE.has(tokens[i + 1].folded);
        let end = (sentence..comma)
            .rev()
            .take(SOURCE)
            .find(opens)
            .filter(|_| tokens[comma].is(","))?;
        let named = |&i: &usize| self.tag(i) == Tag::ProperNoun || self.tag(i) == Tag::Noun;
        let start = (sentence..end).rev().take_while(named).last()?;
        Some(start..end)
    }
}

/// A quotation after a colon belongs to the verb of saying of its sentence, however far that is.
fn after_colon(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let (Some(cue), [content, ..]) = (&draft.cue, &draft.content[..]) else {
        return;
    };
    let colon = content.start.wrapping_sub(1);
    if !mender.is_mark(content.start)
        || !tokens.get(colon).is_some_and(|t| t.is(":"))
        || !(cue.start..cue.end + 1).contains(&colon)
        || cue.clone().any(|i| SAYS.has(tokens[i].folded))
    {
        return;
    }
    let sentence = mender.context.sentences[mender.context.sentence[colon] as usize].0;
    let found = (sentence..cue.start).rev().find_map(|i| {
        let says = SAYS.has(tokens[i].folded) && mender.tag(i).is_verb();
        let source = mender.subject(i, i, &draft.content).filter(|_| says)?;
        Some((i, source))
    });
    if let Some((verb, source)) = found {
        draft.cue = Some(verb..verb + 1);
        draft.source = Some(source);
    }
}

/// A quotation that ends in a comma has its cue in its own sentence, not in the next one.
fn next_cue(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let Some(cue) = draft.cue.clone() else {
        return;
    };
    let sentence = |i: usize| mender.context.sentence[i];
    draft.content.retain(|piece| {
        let open = piece.len() > 2
            && piece.end <= cue.start
            && mender.is_mark(piece.end - 1)
            && tokens[piece.end - 2].is(",");
        // “Japan called it a “farce.” Russia insisted …”: its sentence has words of its own.
        let first = mender.context.sentences[sentence(piece.start) as usize].0;
        let own = mender.is_mark(piece.end - 1)
            && piece.end <= cue.start
            && (first..piece.start).any(|i| mender.tag(i).is_verb())
            && (first..piece.start).all(|i| mender.context.quoted[i] == u32::MAX);
        !((open || own) && sentence(piece.end - 1) < sentence(cue.start))
    });
}

/// “flew in to publicly support the president”: what somebody meant to do is no claim, unless words or a
/// clause tell what was said.
fn purpose(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let (Some(cue), Some(first)) = (&draft.cue, draft.content.first()) else {
        return;
    };
    let plain = |c: &Range<usize>| c.clone().all(|i| mender.context.quoted[i] == u32::MAX);
    let clause = OPENS_CLAUSE.has(tokens[first.start].folded);
    if tokens[cue.start].is("to") && !clause && draft.content.iter().all(plain) {
        draft.content.clear();
    }
}

/// “current circumstances show no evidence”, “the era, which saw a rise”: a thing that is no document.
fn says_nothing(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let (Some(cue), Some(source)) = (&draft.cue, &draft.source) else {
        return;
    };
    let Some(verb) = mender.verb(cue).map(|verb| tokens[verb].folded) else {
        return;
    };
    let last = &tokens[source.end - 1];
    let word = lowered(mender.document.slice(last.span));
    let known = noun::DOCUMENT.has(last.folded) || noun::GROUP.has(last.folded);
    let one = noun::singular(&word).map_or(word, Cow::Owned);
    let thing = last.shape == Shape::Lower
        && mender.tag(source.end - 1) == Tag::Noun
        && !known
        && noun::class(&one).is_none()
        && !source
            .clone()
            .any(|i| tokens[i].shape != Shape::Lower && i > source.start)
        && !source.clone().any(|i| tokens[i].is("of"));
    let which = last.is("which");
    let group = SEEING.has(verb) && cue.len() > 1 && !cue.clone().any(|i| tokens[i].is("seen"));
    // “the canvass showed that …” tells something
    let first = draft.content.first().map(|c| tokens[c.start].folded);
    let clause = first.is_some_and(|word| OPENS_CLAUSE.has(word));
    if SHOWING.has(verb) && thing && !clause || SEEING.has(verb) && (which || group && thing) {
        draft.content.clear();
    }
}

/// “figures like Ann Ortiz from the Moss campaign accusing …”: a person from a body, not the body.
fn named_before(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let (Some(source), Some(cue)) = (&draft.source, &draft.cue) else {
        return;
    };
    let person = |i: usize| {
        let code = mender.context.mention[i];
        code > 0 && (code / 2 - 1) / 9 == MentionKind::Person as u8
    };
    let Some(name) = source.start.checked_sub(2) else {
        return;
    };
    let joined = OF.has(tokens[name + 1].folded) && person(name) && source.end == cue.start;
    let gerund = mender
        .verb(cue)
        .is_some_and(|v| mender.tag(v) == Tag::VerbGerund);
    if !joined || !gerund {
        return;
    }
    let start = (0..=name)
        .rev()
        .take(6)
        .take_while(|&i| person(i))
        .last()
        .unwrap_or(name);
    let whole = start..source.end;
    if !draft.content.iter().any(|c| overlap(c, &whole)) {
        draft.source = Some(whole);
    }
}

/// “has been accused of lying”: the subject is spoken of; who speaks stands after “by”.
fn spoken_of(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let Some(verb) = draft.cue.as_ref().and_then(|cue| mender.verb(cue)) else {
        return;
    };
    let carries = |&i: &usize| matches!(mender.tag(i), Tag::Auxiliary | Tag::Adverb);
    let mut before = (0..verb).rev().take(4).take_while(carries);
    let passive = before.any(|i| BE.has(tokens[i].folded))
        && mender.tag(verb) == Tag::VerbParticiple
        && SPOKEN_OF.has(tokens[verb].folded);
    let (Some(source), true) = (draft.source.clone(), passive) else {
        return;
    };
    let subject = mender.syntax.subject_of(TokenId(verb as u32));
    if !subject.is_some_and(|s| overlap(&mender.phrase(s.index()), &source)) {
        return;
    }
    let children = mender.syntax.children(TokenId(verb as u32)).iter();
    let by = |i: usize| {
        let phrase = mender.phrase(i);
        i > verb && tokens[phrase.start].is("by")
    };
    let agent = children
        .map(|child| child.index())
        .find(|&i| mender.relation(i) == Relation::Oblique && by(i))
        .map(|i| mender.phrase(i).start + 1..mender.phrase(i).end);
    if agent.is_none() && DONE_TO.has(tokens[verb].folded) {
        draft.content.clear();
    }
    draft.source = agent.filter(|a| !draft.content.iter().any(|c| overlap(c, a)));
}

/// “caused a stir by announcing that …”: whoever did one thing did the other.
fn participle(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let (None, Some(cue)) = (&draft.source, &draft.cue) else {
        return;
    };
    let Some(verb) = mender.verb(cue) else {
        return;
    };
    let tokens = mender.document.tokens();
    let by = verb > 0 && tokens[verb - 1].is("by");
    let beside = mender.relation(verb) == Relation::AdverbialClause;
    if mender.tag(verb) != Tag::VerbGerund || !(by || beside) {
        return;
    }
    // “caused a stir by announcing”: the tree may hang it on the stir
    let mut main = mender.head(verb);
    for _ in 0..2 {
        main = main.and_then(|i| {
            if mender.tag(i).is_verb() {
                Some(i)
            } else {
                mender.head(i)
            }
        });
    }
    let main = main.filter(|&i| i < verb && mender.tag(i).is_verb());
    let subject = main.and_then(|main| mender.subject(main, cue.start, &draft.content));
    draft.source = subject.filter(|s| s.clone().any(|i| mender.tag(i).is_noun()));
}

/// A source that misses the head of its phrase: “for an ambulance” of “a mother whose son waited for an
/// ambulance”, “the Moss campaign” of “Ann Ortiz from the Moss campaign”.
fn whole_source(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let (Some(source), Some(cue)) = (&draft.source, &draft.cue) else {
        return;
    };
    let Some(verb) = mender.verb(cue) else {
        return;
    };
    let gerund = mender.tag(verb) == Tag::VerbGerund;
    let head = match mender.relation(verb) {
        Relation::AdnominalClause if gerund => mender.head(verb),
        Relation::AdnominalClause => return,
        _ => mender
            .syntax
            .subject_of(TokenId(verb as u32))
            .map(TokenId::index),
    };
    let Some(head) = head.filter(|h| !source.contains(h)) else {
        return;
    };
    let start = mender.phrase(head).start;
    let whole = start..mender.phrase(head).end.min(cue.start);
    let holds = whole.start <= source.start && source.end <= whole.end && head < source.start;
    let free = !draft.content.iter().any(|c| overlap(c, &whole));
    // “on hold while the court”, “after talks, Ortiz”: the tree took two phrases for one.
    let opens = matches!(
        mender.tag(whole.start),
        Tag::Determiner | Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Number | Tag::Pronoun
    );
    let tokens = mender.document.tokens();
    let inside = || head + 1..source.start;
    let relative = inside().find(|&i| RELATIVE.has(tokens[i].folded));
    let one = opens
        && !inside().any(|i| tokens[i].is(","))
        && !inside().any(|i| JOINS.has(tokens[i].folded) && relative.is_none_or(|r| i < r));
    if holds && one && free && whole.len() <= SOURCE {
        draft.source = Some(whole);
    }
}

/// A source that stops inside the description that a comma opened: it goes on to the comma before the cue.
fn cut_short(mender: &Mender<'_, '_>, draft: &mut Draft) {
    const REST: usize = 15;
    let tokens = mender.document.tokens();
    let (Some(source), Some(cue)) = (&draft.source, &draft.cue) else {
        return;
    };
    let comma = |i: &usize| tokens[*i].is(",");
    let Some(close) = cue.start.checked_sub(1).filter(comma) else {
        return;
    };
    let opens = source.clone().filter(comma).count() == 1 && !tokens[source.end - 1].is(",");
    let rest = source.end..close;
    let plain = |i: usize| {
        mender.context.quoted[i] == u32::MAX
            && !matches!(
                mender.document.slice(tokens[i].span),
                "," | ":" | ";" | "(" | ")" | "—" | "–"
            )
    };
    // The comma that closes the description belongs to it.
    let whole = source.start..cue.start;
    let free = !draft.content.iter().any(|c| overlap(c, &whole));
    if opens
        && !rest.is_empty()
        && rest.len() <= REST
        && whole.len() <= SOURCE
        && free
        && rest.clone().all(plain)
        && mender.context.sentence[source.start] == mender.context.sentence[close]
    {
        draft.source = Some(whole);
    }
}

/// “did not dance with Ortiz citing “a bad knee””: a name takes no participle that tells which one is meant, so
/// that it is the subject of the verb who cites.
fn companion(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let (Some(source), Some(cue)) = (&draft.source, &draft.cue) else {
        return;
    };
    let named = source
        .clone()
        .all(|i| mender.tag(i) == Tag::ProperNoun && mender.context.mention[i] > 0);
    let gerund = mender
        .verb(cue)
        .is_some_and(|v| mender.tag(v) == Tag::VerbGerund);
    let Some(verb) = source.start.checked_sub(2) else {
        return;
    };
    let beside = BESIDE.has(tokens[verb + 1].folded) && mender.tag(verb).is_verb();
    if !(named && gerund && beside && source.end == cue.start) {
        return;
    }
    let by_tree = mender.subject(verb, source.start, &draft.content);
    let subject = by_tree.or_else(|| mender.before_relative(verb));
    draft.source = subject.map(|mut subject| {
        // “Moss, who has a bad knee, did not dance”
        let described = (subject.start + 1..subject.end - 1)
            .find(|&i| tokens[i].is(",") && RELATIVE.has(tokens[i + 1].folded));
        subject.end = described.unwrap_or(subject.end);
        subject
    });
}

/// “responded to allegations of theft”: they are somebody else's, or nobody's that is named.
fn others_said(mender: &Mender<'_, '_>, draft: &mut Draft) {
    const PHRASE: usize = 6;
    let tokens = mender.document.tokens();
    let (Some(cue), [content, ..]) = (&draft.cue, &mut draft.content[..]) else {
        return;
    };
    if content.start != cue.end {
        return;
    }
    let answers = |i: &usize| ANSWERS.has(tokens[*i].folded) && mender.tag(*i).is_verb();
    let Some(verb) = cue.clone().find(answers) else {
        return;
    };
    let first = verb + 2;
    if !tokens[verb + 1].is("to") || first >= content.end {
        return;
    }
    let phrase = first..content.end.min(first + PHRASE);
    let Some(noun) = phrase.clone().find(|&i| CHARGES.has(tokens[i].folded)) else {
        return;
    };
    let one = (first..noun).all(|i| !mender.tag(i).is_verb() && mender.tag(i) != Tag::Punctuation);
    let that = noun + 1 < content.end && tokens[noun + 1].is("that");
    let of = noun + 1 < content.end && OF_THEM.has(tokens[noun + 1].folded);
    let start = noun + 1 + usize::from(of);
    if !one || !(that || of) || start >= content.end {
        return;
    }
    let owner = (first..noun)
        .find(|&i| tokens[i].kind == TokenKind::Possessive || OWNER.has(tokens[i].folded));
    content.start = start;
    draft.cue = Some(noun..start);
    draft.source = owner.map(|i| first..i + 1);
    draft.kind = AttributionKind::Nominal;
}

/// “Two men were allegedly seen in town”: where the model is hardly sure what is told, the clause around the adverb
/// tells it better; so it does where the model takes for the source whom it is told of.
fn hearsay(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let Some(cue) = &draft.cue else {
        return;
    };
    let mut adverbs = cue.clone().map(|i| HEARSAY.contains(tokens[i].folded));
    let told_of_others = match draft.source {
        Some(_) => adverbs.all(|adverb| adverb),
        None => adverbs.any(|adverb| adverb) && draft.confidence < MIN_CONFIDENCE,
    };
    if told_of_others {
        draft.content.clear();
    }
}

/// “The weir (“a heap of stones,” Ortiz said) is closed”: who says something within brackets says nothing of what
/// stands around them.
fn bracketed(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let (Some(cue), [_, _, ..]) = (&draft.cue, &draft.content[..]) else {
        return;
    };
    let tokens = mender.document.tokens();
    let (start, end) = mender.context.sentences[mender.context.sentence[cue.start] as usize];
    let bracket = |i: &usize| tokens[*i].is("(") || tokens[*i].is(")");
    let before = (start..cue.start).rev().find(bracket);
    let after = (cue.end..end).find(bracket);
    let (Some(open), Some(close)) = (before, after) else {
        return;
    };
    let inside = |piece: &Range<usize>| open < piece.end && piece.start < close;
    if tokens[open].is("(") && tokens[close].is(")") && draft.content.iter().any(inside) {
        draft.content.retain(inside);
    }
}

/// “It is lovely,” said a visitor, while a class agreed: who is quoted in whole words goes on in marks, or not at all.
fn unquoted(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let [first, _, ..] = &draft.content[..] else {
        return;
    };
    let quoted = |i: usize| mender.context.quote_of(i);
    let whole = quoted(first.start).is_some_and(|q| q.start == first.start && q.end == first.end);
    if whole {
        draft.content.retain(|piece| quoted(piece.start).is_some());
    }
}

/// “The less said about the test the better”: what nobody says about a thing tells nothing of it.
fn said_about(mender: &Mender<'_, '_>, draft: &mut Draft) {
    let tokens = mender.document.tokens();
    let Some(verb) = draft.cue.as_ref().and_then(|cue| mender.verb(cue)) else {
        return;
    };
    // “The” of “the less said” names nobody.
    let nobody = draft.source.as_ref().is_none_or(|source| {
        let article = |i: usize| ARTICLE.has(tokens[i].folded);
        source.clone().all(article)
    });
    let about = tokens
        .get(verb + 1)
        .is_some_and(|next| ABOUT.has(next.folded));
    let quoted = |c: &Range<usize>| mender.context.quoted[c.start] != u32::MAX;
    if nobody && about && !draft.content.iter().any(quoted) {
        draft.content.clear();
    }
}

/// “Leaders denounce the test”, “the mayor warns”, where a tagger saw a noun: a word of telling right behind its
/// source that agrees with it is a verb.
fn verb_cue(mender: &Mender<'_, '_>, draft: &mut Draft) {
    /// From this class on a word is likely to tell something.
    const LIKELY: u8 = 3;
    let tokens = mender.document.tokens();
    let (AttributionKind::Nominal, Some(source), Some(cue)) =
        (draft.kind, &draft.source, &draft.cue)
    else {
        return;
    };
    let (last, verb) = (&tokens[source.end - 1], &tokens[cue.start]);
    let ends_in_s = |i: usize| mender.document.slice(tokens[i].span).ends_with('s');
    let owner = last.kind == TokenKind::Possessive || OWNER.has(last.folded);
    // “Ortiz warns”, “leaders warn”: one of the two has the s.
    let agrees = ends_in_s(source.end - 1) != ends_in_s(cue.start);
    let tells = verb.shape != Shape::Upper && mender.context.cue[cue.start] >= LIKELY;
    let follows = draft.content.first().is_some_and(|c| c.start == cue.end);
    if source.end == cue.start && cue.len() == 1 && follows && !owner && agrees && tells {
        draft.kind = AttributionKind::Verbal;
    }
}

#[cfg(test)]
mod tests;
