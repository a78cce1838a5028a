//! Reads the words of a source: a pronoun, a name, a description, and what belongs to it.

use std::ops::Range;

use crate::entity::noun::{self, NounClass, word_set};
use crate::mention::{MentionForm, MentionKind};
use crate::text::{Shape, Token, TokenKind, lowered};
use crate::{Document, Mention, Span};

/// Which pronoun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pronoun {
    /// “I”
    I,
    /// “we”
    We,
    /// “you”
    You,
    /// “he”
    He,
    /// “she”
    She,
    /// “it”
    It,
    /// “they”
    They,
    /// “who”, “which”, “that” after a noun
    Relative,
    /// “some”, “everyone”
    Indefinite,
}

/// The core of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// No words, or none that name anybody.
    Nothing,
    /// A pronoun.
    Pronoun(Pronoun),
    /// A name: index of the mention.
    Name(usize),
    /// A common noun.
    Noun,
}

/// How a description is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Determiner {
    /// “the”, “this”
    Definite,
    /// “a”, “one”, “another”
    Indefinite,
    /// “his”, “Ortiz's”
    Possessive,
    /// None, as in headlines.
    Bare,
}

/// Who owns what is described: “Ortiz's lawyer”, “his lawyer”, “the Ortiz campaign”.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A mention.
    Name(usize),
    /// A pronoun, with its token.
    Pronoun(Pronoun, usize),
    /// The campaign or administration of a person: mention and noun.
    Led(usize, usize),
}

/// A source, read.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) head: Head,
    /// Token of the head.
    pub(super) at: usize,
    /// Tokens of the noun phrase around the head, modifiers first.
    pub(super) chunk: Range<usize>,
    /// Tokens of the whole source.
    pub(super) whole: Range<usize>,
    pub(super) determiner: Determiner,
    pub(super) class: Option<NounClass>,
    pub(super) owner: Option<Owner>,
    /// A name in apposition to a description: “an attorney for Moss, Ann Ortiz”.
    pub(super) appositive: Option<usize>,
    /// Mentions of the others in a joint source.
    pub(super) joint: Vec<usize>,
    /// “Ortiz and others”
    pub(super) and_others: bool,
}

word_set! { DEFINITE, "the this that these those" }
word_set! { INDEFINITE, "a an one another some any many several few most other more no each every two three four five six seven eight nine ten dozens hundreds thousands" }
word_set! { SKIP, "also himself herself themselves itself myself ourselves too both all even then now later often reportedly only just nearly almost about roughly according" }
word_set! {
    /// Words that end the core of a noun phrase.
    END,
    "of for at from in on by with to into against about over under between among through during without within who
     whom whose which that where when as is was are were be been has have had will would can could may might said says
     told then since after before than while because including like inside outside near around across along behind
     beyond despite except"
}

word_set! { GAVE, "delivered gave made posted published released sent shared wrote" }

/// What is said of those who know and are not named, after their noun.
pub(super) const KNOWING: &[&str] = &["familiar", "briefed", "close", "involved", "aware", "privy"];

/// The pronoun that a word is.
pub(super) fn pronoun(token: &Token) -> Option<Pronoun> {
    const TABLE: &[(Pronoun, &[&str])] = &[
        (
            Pronoun::He,
            &["he", "him", "his", "himself", "he's", "he'd"],
        ),
        (
            Pronoun::She,
            &["she", "her", "hers", "herself", "she's", "she'd"],
        ),
        (
            Pronoun::They,
            &[
                "they",
                "them",
                "their",
                "theirs",
                "themselves",
                "they're",
                "they'd",
            ],
        ),
        (Pronoun::It, &["it", "its", "itself", "it's"]),
        (
            Pronoun::I,
            &["i", "me", "my", "mine", "myself", "i'm", "i'd"],
        ),
        (
            Pronoun::We,
            &["we", "us", "our", "ours", "ourselves", "we're"],
        ),
        (Pronoun::You, &["you", "your", "yours"]),
        (
            Pronoun::Relative,
            &["who", "which", "that", "whom", "whose"],
        ),
        (
            Pronoun::Indefinite,
            &[
                "some",
                "many",
                "all",
                "others",
                "everyone",
                "everybody",
                "nobody",
                "anyone",
                "anybody",
                "someone",
                "somebody",
                "most",
                "both",
                "several",
                "few",
                "none",
                "those",
                "these",
                "another",
                "one",
            ],
        ),
    ];
    if token.kind != TokenKind::Word || (token.shape == Shape::Upper && token.span.len() == 2) {
        return None; // “US” and “IT” name something
    }
    TABLE
        .iter()
        .find(|(_, words)| words.iter().any(|word| token.is(word)))
        .map(|(pronoun, _)| *pronoun)
}

/// The named mention that covers token `at` and reaches farthest; embedded ones only where nothing larger does.
pub(super) fn named_at(document: &Document<'_>, mentions: &[Mention], at: usize) -> Option<usize> {
    let span = document.tokens()[at].span;
    let from = mentions
        .partition_point(|m| m.span.start() < span.start())
        .saturating_sub(4);
    mentions[from..]
        .iter()
        .enumerate()
        .take_while(|(_, m)| m.span.start() <= span.start())
        .filter(|(_, m)| {
            m.span.covers(span)
                && !matches!(m.form, MentionForm::Pronoun | MentionForm::Nominal)
                && m.kind != MentionKind::Office
        })
        .max_by_key(|(_, m)| (m.span.len(), !m.embedded))
        .map(|(i, _)| from + i)
}

/// The person whose title covers token `at`.
fn titled_at(document: &Document<'_>, mentions: &[Mention], at: usize) -> Option<usize> {
    let span = document.tokens()[at].span;
    let from = mentions.partition_point(|m| m.span.start() <= span.start());
    mentions[from..]
        .iter()
        .take(4)
        .position(|m| {
            m.kind == MentionKind::Person && m.title.is_some_and(|title| title.covers(span))
        })
        .map(|i| from + i)
}

/// One noun phrase: its core.
struct Phrase {
    head: Head,
    at: usize,
    chunk: Range<usize>,
    owner: Option<Owner>,
    next: usize,
}

/// Reads the noun phrase that opens at token `from`.
fn phrase(document: &Document<'_>, mentions: &[Mention], from: usize, end: usize) -> Phrase {
    let tokens = document.tokens();
    let mut head = Head::Nothing;
    let mut at = from;
    let mut start = from;
    let mut owner = None;
    let mut i = from;
    while i < end {
        let token = &tokens[i];
        match token.kind {
            TokenKind::Possessive => {
                if i + 1 >= end || closes(document, i + 1, end) {
                    i += 1;
                    continue;
                }
                match (head, owner) {
                    (Head::Name(m), _) => owner = Some(Owner::Name(m)),
                    // “the Ortiz campaign’s lawyer”
                    (Head::Noun, Some(Owner::Name(m))) => owner = Some(Owner::Led(m, at)),
                    _ => {}
                }
                head = Head::Nothing;
                start = i + 1;
                i += 1;
            }
            TokenKind::Quote => i += 1,
            TokenKind::Punctuation => {
                let text = document.slice(token.span);
                let inner = matches!(text, "-" | "/" | "&" | "." | "$" | "#" | "@") && i > from;
                if !inner && !matches!(text, "[" | "]") {
                    break;
                }
                i += 1;
            }
            _ => {
                let first = matches!(head, Head::Nothing);
                // “a speech Ann Ortiz delivered”, not “the statement Ortiz”
                let speech = matches!(head, Head::Noun) && noun::OWN_WORDS.has(tokens[at].folded);
                if speech && owner.is_none() {
                    let honorific = token.shape == Shape::Capitalised && i + 1 < end;
                    let named = titled_at(document, mentions, i)
                        .or_else(|| named_at(document, mentions, i))
                        .or_else(|| named_at(document, mentions, i + 1).filter(|_| honorific));
                    let gave = |m: &usize| {
                        let after = tokens[..end].get(mentions[*m].tokens.end);
                        after.is_some_and(|t| GAVE.has(t.folded))
                    };
                    if let Some(m) = named.filter(gave) {
                        owner = Some(Owner::Name(m));
                        break;
                    }
                }
                if let Some(m) =
                    titled_at(document, mentions, i).filter(|&m| mentions[m].tokens.start < end)
                {
                    // “Secretary of State Ann Ortiz”
                    head = Head::Name(m);
                    at = mentions[m].tokens.end - 1;
                    i = mentions[m].tokens.end;
                    continue;
                }
                if let Some(m) = named_at(document, mentions, i) {
                    let to = document.tokens_in(mentions[m].span).end.max(i + 1);
                    head = Head::Name(m);
                    at = to - 1;
                    i = to;
                    continue;
                }
                if (END.has(token.folded) || token.is("and") || token.is("or") || token.is("but"))
                    && (!first || i > from)
                {
                    break;
                }
                if first
                    && i == start
                    && let Some(pronoun) = pronoun(token)
                {
                    let alone = i + 1 >= end || closes(document, i + 1, end);
                    let possessive = ["his", "her", "its", "their", "my", "our", "your", "whose"]
                        .iter()
                        .any(|w| token.is(w));
                    if alone
                        || !(possessive
                            || matches!(pronoun, Pronoun::Indefinite)
                            || DEFINITE.has(token.folded))
                    {
                        return Phrase {
                            head: Head::Pronoun(pronoun),
                            at: i,
                            chunk: i..i + 1,
                            owner,
                            next: i + 1,
                        };
                    }
                    if possessive {
                        owner = Some(Owner::Pronoun(pronoun, i));
                    }
                    i += 1;
                    continue;
                }
                // “people familiar with the plan”
                if matches!(head, Head::Noun) && KNOWING.iter().any(|word| token.is(word)) {
                    break;
                }
                if SKIP.has(token.folded) {
                    i += 1;
                    continue;
                }
                let article = DEFINITE.has(token.folded) || INDEFINITE.has(token.folded);
                if !article || i + 1 >= end || closes(document, i + 1, end) {
                    if let Head::Name(m) = head {
                        // “the Ortiz campaign”, “Clinton aide”: the name only describes
                        if matches!(
                            mentions[m].kind,
                            MentionKind::Person | MentionKind::Organization
                        ) && owner.is_none()
                        {
                            owner = Some(Owner::Name(m));
                        }
                    }
                    head = Head::Noun;
                    at = i;
                }
                i += 1;
            }
        }
    }
    Phrase {
        head,
        at,
        chunk: start..i.max(start),
        owner,
        next: i,
    }
}

/// Nothing of the phrase follows at token `i`.
fn closes(document: &Document<'_>, i: usize, end: usize) -> bool {
    let token = &document.tokens()[i];
    i >= end
        || matches!(token.kind, TokenKind::Punctuation)
        || END.has(token.folded)
        || token.is("and")
        || SKIP.has(token.folded) && i + 1 >= end
}

/// Reads a source.
pub(super) fn read(document: &Document<'_>, mentions: &[Mention], spans: &[Span]) -> Source {
    let tokens = document.tokens();
    let whole = match spans {
        [] => 0..0,
        [first, ..] => document.tokens_in(*first),
    };
    read_tokens(document, mentions, tokens, whole)
}

/// Reads the source that a run of tokens is.
pub(super) fn read_tokens(
    document: &Document<'_>,
    mentions: &[Mention],
    tokens: &[Token],
    whole: Range<usize>,
) -> Source {
    let mut source = Source {
        head: Head::Nothing,
        at: whole.start,
        chunk: whole.start..whole.start,
        whole: whole.clone(),
        determiner: Determiner::Bare,
        class: None,
        owner: None,
        appositive: None,
        joint: Vec::new(),
        and_others: false,
    };
    let mut from = whole.start;
    while from < whole.end
        && (matches!(tokens[from].kind, TokenKind::Punctuation | TokenKind::Quote)
            || ["according", "to", "from", "by", "per"]
                .iter()
                .any(|word| tokens[from].is(word)))
    {
        from += 1;
    }
    if from >= whole.end {
        return source;
    }
    let core = phrase(document, mentions, from, whole.end);
    source.head = core.head;
    source.at = core.at;
    source.chunk = core.chunk.clone();
    source.owner = core.owner;
    let opener = &tokens[from];
    let possessed = source.owner.is_some() && core.chunk.start > from
        || matches!(source.owner, Some(Owner::Pronoun(..)));
    source.determiner = if possessed {
        Determiner::Possessive
    } else if DEFINITE.has(opener.folded) {
        Determiner::Definite
    } else if INDEFINITE.has(opener.folded) {
        Determiner::Indefinite
    } else {
        Determiner::Bare
    };
    if source.head == Head::Nothing && core.next < whole.end {
        // “[Ortiz] of …”: nothing but a preposition came first
        source.head = Head::Noun;
    }
    if source.head == Head::Noun {
        let token = &tokens[source.at];
        source.class = noun::class(&lowered(document.slice(token.span)));
        // “a group of doctors” is several people, “the group” a body
        let several = [
            "group",
            "team",
            "band",
            "coalition",
            "handful",
            "number",
            "array",
            "crowd",
        ]
        .iter()
        .any(|word| token.is(word));
        if several && source.at + 1 < whole.end && tokens[source.at + 1].is("of") {
            source.class = Some(NounClass::Group);
        }
        if token.is("figures") && source.class == Some(NounClass::Document) {
            // “figures show” numbers, but “senior figures” and “figures like Ortiz” are people
            let people = source.at > source.chunk.start && !tokens[source.at - 1].is("the")
                || ["like", "such", "who", "in", "within"]
                    .iter()
                    .any(|w| tokens.get(source.at + 1).is_some_and(|t| t.is(w)));
            let official = tokens[source.chunk.start..source.at]
                .iter()
                .any(|t| t.is("official") || t.is("new"));
            if people && !official {
                source.class = Some(NounClass::Group);
            }
        }
        if source.class.is_none() && token.kind == TokenKind::Word && token.shape == Shape::Lower {
            let lower = lowered(document.slice(token.span));
            source.class = noun::singular(&lower).map(|_| NounClass::Group);
        }
    }
    others(document, mentions, &core, &mut source);
    source
}

/// Reads what follows the core: names in apposition, further members of a joint source.
fn others(document: &Document<'_>, mentions: &[Mention], core: &Phrase, source: &mut Source) {
    let tokens = document.tokens();
    let end = source.whole.end;
    let mark = |i: usize, text: &str| i < end && document.slice(tokens[i].span) == text;
    let person = |m: usize| mentions[m].kind == MentionKind::Person;
    let mut i = core.next;
    match source.head {
        Head::Name(first) => {
            let mut after_comma = false;
            while i < end {
                let token = &tokens[i];
                if mark(i, "(") {
                    i = (i..end).find(|&k| mark(k, ")")).map_or(end, |k| k + 1);
                } else if mark(i, ",") {
                    after_comma = true;
                    i += 1;
                    let next = phrase(document, mentions, i, end);
                    match next.head {
                        Head::Name(m)
                            if mentions[m].kind == mentions[first].kind
                                && next.chunk.start == i
                                && name_opens(document, mentions, m, i) =>
                        {
                            source.joint.push(m);
                            i = next.next.max(i);
                            after_comma = false;
                        }
                        Head::Noun if document.tokens()[next.at].is("others") => {
                            source.and_others = true;
                            i = next.next.max(i);
                        }
                        _ => {}
                    }
                } else if token.is("and") || mark(i, "&") {
                    let joins = after_comma && mark(i - 1, ",")
                        || i == core.next
                        || (i > 0
                            && named_at(document, mentions, i - 1)
                                .is_some_and(|m| source.joint.contains(&m) || m == first))
                        || mark(i - 1, ")");
                    i += 1;
                    if !joins || i >= end {
                        continue;
                    }
                    let next = phrase(document, mentions, i, end);
                    match next.head {
                        Head::Name(m) if mentions[m].kind == mentions[first].kind => {
                            source.joint.push(m)
                        }
                        Head::Noun | Head::Pronoun(_)
                            if (i..next.next.max(i + 1)).any(|k| {
                                k < end && (tokens[k].is("other") || tokens[k].is("others"))
                            }) =>
                        {
                            source.and_others = true;
                        }
                        Head::Noun
                            if noun::class(
                                &document.slice(tokens[next.at].span).to_lowercase(),
                            )
                            .is_some()
                                && next.owner.is_some() =>
                        {
                            source.and_others = true;
                        }
                        _ => {}
                    }
                    i = next.next.max(i);
                } else {
                    i += 1;
                }
            }
        }
        Head::Noun if source.class != Some(NounClass::Document) => {
            // “an attorney for Moss, Ann Ortiz”; “an economist and author, Ann Ortiz”; “economist and author Ann Ortiz”
            while i < end {
                if mark(i, ",") || tokens[i].is("and") {
                    let joined = !mark(i, ",");
                    i += 1;
                    let next = phrase(document, mentions, i, end);
                    if let Head::Name(m) = next.head {
                        let alone =
                            next.chunk.end >= end || mark(next.next, ",") || mark(next.next, "(");
                        let named = person(m) && alone && source.class != Some(NounClass::Group);
                        if named && (!joined || !name_opens(document, mentions, m, i)) {
                            source.appositive = Some(m);
                            return;
                        }
                    }
                    if joined {
                        continue;
                    }
                }
                i += 1;
            }
        }
        _ => {}
    }
}

/// Returns true when the name itself, with no title, opens at token `i`.
fn name_opens(document: &Document<'_>, mentions: &[Mention], m: usize, i: usize) -> bool {
    document.tokens_in(mentions[m].span).start == i
}

/// Returns true for “the”, “a” and their like.
pub(super) fn is_determiner(token: &Token) -> bool {
    DEFINITE.has(token.folded) || INDEFINITE.has(token.folded)
}

/// Names side by side that end at token `end`: “Aland and Borduria”, “Ortiz, Moss and Bell”.
fn joined_names(
    document: &Document<'_>,
    mentions: &[Mention],
    first: usize,
    end: usize,
) -> Option<Range<usize>> {
    let tokens = document.tokens();
    let named = |end: usize| {
        let last = end.checked_sub(1).filter(|&i| i >= first)?;
        named_at(document, mentions, last).filter(|&m| mentions[m].tokens.end == end)
    };
    let kind = mentions[named(end)?].kind;
    let mut start = end;
    let mut members = 0;
    while let Some(m) = named(start).filter(|&m| mentions[m].kind == kind) {
        members += 1;
        start = mentions[m].tokens.start;
        let title = mentions[m].title.map(|t| document.tokens_in(t).start);
        start = title.unwrap_or(start).max(first);
        if start > first && is_determiner(&tokens[start - 1]) {
            start -= 1;
        }
        let joins = |i: usize| {
            let comma = members > 1 && document.slice(tokens[i].span) == ",";
            tokens[i].is("and") || tokens[i].is("or") || comma
        };
        match start.checked_sub(1).filter(|&i| i > first && joins(i)) {
            // “Ortiz, and Moss”
            Some(i) if document.slice(tokens[i - 1].span) == "," => start = i - 1,
            Some(i) => start = i,
            None => break,
        }
    }
    // What was last tried is no name: the words before the coordination stay out.
    while start < end && named_at(document, mentions, start).is_none() {
        start += 1;
    }
    (members > 1).then_some(start..end)
}

/// What a relative pronoun stands for.
pub(super) enum Antecedent {
    /// A name right before it, or whose apposition ends there.
    Name(usize),
    /// A description.
    Phrase(Source),
}

/// The words before a relative pronoun: a name, a description, or a name with a description after it.
pub(super) fn before_relative(
    document: &Document<'_>,
    mentions: &[Mention],
    first: usize,
    relative: usize,
) -> Option<Antecedent> {
    let tokens = document.tokens();
    let text = |i: usize| document.slice(tokens[i].span);
    let mut end = relative;
    // “many of whom”
    while end > first
        && (tokens[end - 1].is("of") || pronoun(&tokens[end - 1]) == Some(Pronoun::Indefinite))
    {
        end -= 1;
    }
    let comma = end > first && text(end - 1) == ",";
    if comma {
        end -= 1;
    }
    if end > first && text(end - 1) == ")" {
        end = (first..end).rev().find(|&i| text(i) == "(")?;
    }
    if end <= first {
        return None;
    }
    let person = |m: usize| mentions[m].kind == MentionKind::Person;
    // “Ann Ortiz, an economist at Moss & Co., who”: the name before the comma before
    if tokens[relative].is("who") {
        let mut i = end;
        let mut names = 0;
        while i > first && end - i < 30 {
            i -= 1;
            if text(i) == ","
                && i > first
                && names == 0
                && tokens[i + 1..end].iter().any(|t| !t.is("and"))
                && let Some(m) = named_at(document, mentions, i - 1)
                    .filter(|&m| person(m) && mentions[m].tokens.end == i)
            {
                return Some(Antecedent::Name(m));
            }
            if named_at(document, mentions, i).is_some_and(|m| {
                person(m) && mentions[m].tokens.start == i && !mentions[m].embedded
            }) {
                names += 1;
            }
            if matches!(tokens[i].kind, TokenKind::Quote) {
                break;
            }
        }
    }
    if let Some(names) = joined_names(document, mentions, first, end) {
        // “Aland and Borduria, both of which”: all of them; without such a word it could be one or all.
        let all = end + usize::from(comma) < relative && tokens[relative - 1].is("of");
        return all.then(|| Antecedent::Phrase(read_tokens(document, mentions, tokens, names)));
    }
    if let Some(m) =
        named_at(document, mentions, end - 1).filter(|&m| mentions[m].tokens.end == end)
    {
        // “aides to Ortiz who” may be the aides; with a comma it is the name
        return Some(Antecedent::Name(m));
    }
    // “China and Russia, the largest of them, which”: names before the apposition
    if tokens[relative].is("which") && comma {
        let mut i = end;
        while i > first && end - i < 12 && text(i - 1) != "," {
            i -= 1;
        }
        let apposed = i > first + 1 && text(i - 1) == "," && DEFINITE.has(tokens[i].folded);
        let last = i.saturating_sub(2).max(first);
        let named = named_at(document, mentions, last).filter(|_| apposed);
        if named.is_some_and(|m| mentions[m].tokens.end + 1 == i) {
            let part = |t: usize| {
                let joins = ["and", "the", ","].iter().any(|word| tokens[t].is(word));
                joins || named_at(document, mentions, t).is_some()
            };
            let start = (first..=last).rev().take_while(|&t| part(t)).last();
            let names = start.unwrap_or(last)..last + 1;
            return Some(Antecedent::Phrase(read_tokens(
                document, mentions, tokens, names,
            )));
        }
    }
    // the phrase that ends there
    let mut start = end;
    while start > first {
        let token = &tokens[start - 1];
        let stops = match token.kind {
            // “members of the group, which” is the group, “members of the group who” the members
            TokenKind::Word => {
                (END.has(token.folded) && !(token.is("of") && tokens[relative].is("who")))
                    || token.is("and")
                    || token.is("or")
            }
            TokenKind::Punctuation => !matches!(text(start - 1), "-" | "." | "&"),
            TokenKind::Quote => true,
            _ => false,
        };
        if stops || end - start > 12 {
            break;
        }
        start -= 1;
        if is_determiner(token)
            && !tokens
                .get(start.wrapping_sub(1))
                .is_some_and(|t| t.is("of"))
        {
            break;
        }
    }
    (start < end).then(|| Antecedent::Phrase(read_tokens(document, mentions, tokens, start..end)))
}
