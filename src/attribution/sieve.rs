//! Rules with names, for what few annotated articles show: they look at paragraphs that are one
//! quotation, and at quotations whose words nobody has been given for.

use std::ops::Range;

use super::context::Context;
use super::draft::{Draft, overlap};
use super::lexicon::CUE_CLASSES;
use super::{AttributionKind, Rule, adverb, refusal, telling};
use crate::entity::noun::word_set;
use crate::hash::{Words, of_str};
use crate::quotation::QuotationClass;
use crate::syntax::{Syntax, Tag};
use crate::text::{Shape, TokenId, TokenKind};
use crate::{Document, Quotation, Region};

/// What the sieves read.
pub(crate) struct Scene<'s, 't> {
    pub(crate) document: &'s Document<'t>,
    pub(crate) syntax: &'s Syntax,
    pub(crate) quotations: &'s [Quotation],
    pub(crate) context: &'s Context,
    /// What was found so far; drafts without content are cues that wait for theirs.
    pub(crate) drafts: Vec<Draft>,
    /// For each token, the draft that it is a part of.
    pub(crate) draft_of: Vec<Option<u32>>,
}

impl<'s, 't> Scene<'s, 't> {
    /// Puts the drafts on their tokens.
    pub(crate) fn new(
        document: &'s Document<'t>,
        syntax: &'s Syntax,
        quotations: &'s [Quotation],
        context: &'s Context,
        drafts: Vec<Draft>,
    ) -> Self {
        let mut scene = Self {
            document,
            syntax,
            quotations,
            context,
            drafts: Vec::new(),
            draft_of: vec![None; document.tokens().len()],
        };
        for mut draft in drafts {
            if !refusal::is_none(&scene, &draft) {
                draft
                    .content
                    .iter_mut()
                    .for_each(|content| scene.leave_bracket(content));
                scene.add(draft);
            }
        }
        scene
    }

    /// “The weir (“a heap of stones,” Ortiz said)”: the words begin behind the bracket that stays open in them.
    fn leave_bracket(&self, content: &mut Range<usize>) {
        let tokens = self.document.tokens();
        let last = content
            .clone()
            .rev()
            .find(|&i| tokens[i].is("(") || tokens[i].is(")"));
        if let Some(open) = last.filter(|&i| tokens[i].is("(") && i + 1 < content.end) {
            let quote = self.context.quote_of(open + 1);
            if quote.is_some_and(|quote| quote.start == open + 1 && quote.end == content.end) {
                content.start = open + 1;
            }
        }
    }

    /// Adds a draft, in place of one that has the same cue and no content.
    pub(super) fn replace(&mut self, draft: Draft) {
        let waiting = draft
            .cue
            .as_ref()
            .and_then(|cue| self.draft_of[cue.end - 1]);
        if let Some(waiting) = waiting {
            let waiting = &mut self.drafts[waiting as usize];
            if waiting.content.is_empty() {
                waiting.cue = None;
                waiting.source = None;
            }
        }
        self.add(draft);
    }

    fn add(&mut self, draft: Draft) {
        let number = self.drafts.len() as u32;
        for part in draft.parts() {
            self.draft_of[part.clone()].fill(Some(number));
        }
        self.drafts.push(draft);
    }

    /// The last draft with words among these tokens that `wanted` accepts.
    fn last_in(&self, tokens: &Range<usize>, wanted: impl Fn(&Draft) -> bool) -> Option<usize> {
        self.draft_of[tokens.clone()]
            .iter()
            .rev()
            .flatten()
            .map(|&d| d as usize)
            .find(|&d| wanted(&self.drafts[d]))
    }
}

/// A quotation that a sieve is asked about.
pub(crate) struct Asked {
    /// Index of the quotation.
    quotation: usize,
    /// Its tokens, marks included.
    tokens: Range<usize>,
    /// Its paragraph.
    paragraph: usize,
}

/// What a sieve answers.
pub(crate) enum Answer {
    /// A new attribution.
    Found(Draft),
    /// More content of a draft.
    Joins(usize),
}

type Sieve = fn(&Scene<'_, '_>, &Asked) -> Option<Answer>;

/// Tried from the top for every quotation of speech that stands in no content; the first answer wins.
const SIEVES: &[Sieve] = &[
    transcript,   // ¶ “ORTIZ: …”
    after_colon,  // Ortiz continued: ¶ “…”
    adjacent_cue, // “…,” Ortiz told the panel
    quotative,    // Ortiz was like, “…”
    after_comma,  // “…,” the charter states.
    naming,       // Ortiz branded the plan “a shambles from start to end”
    continuation, // ¶ “… , left open; the next paragraph opens with a mark
    same_speaker, // ¶ “…” after a paragraph that quotes somebody
];

/// The longest name after a dash.
const SIGNATURE: usize = 14;

/// `“…” — Commissioner Ann Ortiz`: a paragraph that is one quotation and its signature.
pub(crate) fn signed(document: &Document<'_>, tokens: &Range<usize>) -> Option<Draft> {
    let all = document.tokens();
    let is_dash = |i: usize| {
        all[i].kind == TokenKind::Punctuation
            && matches!(
                document.slice(all[i].span),
                "-" | "–" | "—" | "―" | "--" | "~"
            )
    };
    if all[tokens.start].kind != TokenKind::Quote {
        return None;
    }
    let from = tokens
        .end
        .saturating_sub(SIGNATURE + 2)
        .max(tokens.start + 2);
    let dash = (from..tokens.end)
        .rev()
        .find(|&i| is_dash(i) && all[i - 1].kind == TokenKind::Quote)?;
    let mut end = tokens.end;
    while end > dash + 1 && all[end - 1].is(".") {
        end -= 1;
    }
    let name = dash + 1..end;
    let named = name.clone().any(|i| {
        matches!(
            all[i].shape,
            Shape::Capitalised | Shape::Upper | Shape::Mixed
        )
    });
    let plain = name.clone().all(|i| all[i].kind != TokenKind::Quote);
    (!name.is_empty() && named && plain && all[name.start].kind == TokenKind::Word).then(|| Draft {
        source: Some(name),
        cue: Some(dash..dash + 1),
        content: std::iter::once(tokens.start..dash).collect(),
        kind: AttributionKind::Colon,
        rule: Rule::Signature,
        confidence: 0.95,
    })
}

/// Asks the sieves about every quotation of speech that stands in no content.
pub(crate) fn run(scene: &mut Scene<'_, '_>) {
    let mut paragraph = 0;
    for (n, quotation) in scene.quotations.iter().enumerate() {
        let tokens = scene.document.tokens_in(quotation.span);
        // Two words in marks may be anything.
        if quotation.depth > 0 || quotation.class != QuotationClass::Speech || tokens.len() < 5 {
            continue;
        }
        while scene.document.paragraphs()[paragraph].tokens.end <= tokens.start {
            paragraph += 1;
        }
        let follow = scene.document.tokens()[tokens.start + 1].is("follow");
        let handle = |i: usize| {
            let token = &scene.document.tokens()[i];
            scene.document.slice(token.span).starts_with('@')
        };
        if follow && tokens.clone().any(handle) {
            continue; // “Follow Ann on …” is nobody's word
        }
        let taken = scene.last_in(&tokens, |d| !d.content.is_empty()).is_some();
        if taken || !is_running(scene.document.paragraphs()[paragraph].region) {
            continue;
        }
        let asked = Asked {
            quotation: n,
            tokens,
            paragraph,
        };
        match SIEVES.iter().find_map(|sieve| sieve(scene, &asked)) {
            Some(Answer::Found(draft)) => scene.add(draft),
            Some(Answer::Joins(d)) => {
                scene.draft_of[asked.tokens.clone()].fill(Some(d as u32));
                scene.drafts[d].content.push(asked.tokens);
            }
            None => {}
        }
    }
    carried_on(scene);
    for draft in adverb::find(scene) {
        scene.add(draft);
    }
}

/// A quotation left open belongs to whoever says the one that carries it on, told at the end alone.
fn carried_on(scene: &mut Scene<'_, '_>) {
    // From the last on: three paragraphs hang together one by one.
    for quotation in scene.quotations.iter().rev() {
        let Some(before) = quotation.continues else {
            continue;
        };
        let Some(before) = scene.quotations.get(before.0 as usize) else {
            continue;
        };
        let tokens = scene.document.tokens_in(before.span);
        // The sign reads “No entry. ¶ “We will rebuild,” Ortiz said.
        let paragraphs = scene.document.paragraphs();
        let opens = paragraphs.binary_search_by_key(&tokens.start, |p| p.tokens.start);
        if opens.is_err() || scene.last_in(&tokens, |_| true).is_some() {
            continue;
        }
        let on = scene.document.tokens_in(quotation.span);
        let holds = |d: &Draft| d.content.iter().any(|c| overlap(c, &on)) && d.cue.is_some();
        if let Some(d) = scene.last_in(&on, holds) {
            scene.draft_of[tokens.clone()].fill(Some(d as u32));
            let content = &mut scene.drafts[d].content;
            let at = content.partition_point(|c| c.start < tokens.start);
            content.insert(at, tokens);
        }
    }
}

/// Whether people are quoted in such a part of the page.
pub(crate) fn is_running(region: Region) -> bool {
    !matches!(region, Region::Credit | Region::Boilerplate)
}

/// A whole quotation makes up the paragraph.
fn fills_paragraph(scene: &Scene<'_, '_>, asked: &Asked) -> bool {
    let paragraph = &scene.document.paragraphs()[asked.paragraph].tokens;
    paragraph.start == asked.tokens.start && paragraph.end <= asked.tokens.end + 1
}

/// `“ORTIZ: …`: the turns of a conversation that is quoted as a whole.
fn transcript(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    const NAME: usize = 5;
    let tokens = scene.document.tokens();
    let start = asked.tokens.start + 1;
    let colon = (start + 1..asked.tokens.end.min(start + NAME)).find(|&i| tokens[i].is(":"))?;
    let name = start..colon;
    let upper = name.clone().all(|i| tokens[i].shape == Shape::Upper);
    (upper && colon + 1 < asked.tokens.end).then(|| {
        Answer::Found(Draft {
            source: Some(name),
            cue: Some(colon..colon + 1),
            content: std::iter::once(colon + 1..asked.tokens.end).collect(),
            kind: AttributionKind::Colon,
            rule: Rule::Transcript,
            confidence: 0.9,
        })
    })
}

/// “Ortiz continued:”, “And from Chairwoman Ortiz:”, and the quotation in the next paragraph.
fn after_colon(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    /// Of a longer sentence only so many tokens before the colon are read, so that time stays linear.
    const FAR: usize = 200;
    let tokens = scene.document.tokens();
    let start = asked.tokens.start;
    let colon = start.checked_sub(1).filter(|&c| tokens[c].is(":"))?;
    // A cue that the tagger found and that still waits for its content.
    let sentence = scene.context.sentences[scene.context.sentence[colon] as usize];
    let sentence = sentence.0.max(colon.saturating_sub(FAR))..colon + 1;
    let waiting = scene.last_in(&sentence, |d| d.content.is_empty());
    let (source, cue) = match waiting.map(|d| &scene.drafts[d]) {
        Some(draft) => {
            let cue = draft.cue.clone()?;
            let end = if cue.end == colon { colon + 1 } else { cue.end };
            (draft.source.clone(), cue.start..end)
        }
        None => introduced(scene, &sentence, colon)?,
    };
    Some(Answer::Found(Draft {
        source,
        kind: AttributionKind::Colon,
        cue: Some(cue),
        content: vec![asked.tokens.clone()],
        rule: Rule::Colon,
        confidence: 0.9,
    }))
}

/// The subject and verb of the sentence that ends in a colon, or whom its “from …:” names.
fn introduced(
    scene: &Scene<'_, '_>,
    sentence: &Range<usize>,
    colon: usize,
) -> Option<(Option<Range<usize>>, Range<usize>)> {
    let tokens = scene.document.tokens();
    let from = sentence.clone().rev().find(|&i| tokens[i].is("from"));
    if let Some(from) = from.filter(|from| colon - from <= SIGNATURE && colon > from + 1) {
        return Some((Some(from + 1..colon), colon..colon + 1));
    }
    if let Some(found) = remark(scene, sentence, colon) {
        return Some(found);
    }
    let verb = sentence.clone().find(|&i| {
        scene.context.cue[i] + 2 >= CUE_CLASSES && scene.context.quoted[i] == u32::MAX
    })?;
    let subject = scene.syntax.subject_of(TokenId(verb as u32))?;
    Some((
        Some(scene.syntax.subtree(subject)).filter(|s| s.end <= verb),
        verb..verb + 1,
    ))
}

word_set! { REMARK, "answer comment observation post question quote remark remarks reply response statement tweet" }

/// “Moss made the following comment:”, “this statement by Moss:”.
fn remark(
    scene: &Scene<'_, '_>,
    sentence: &Range<usize>,
    colon: usize,
) -> Option<(Option<Range<usize>>, Range<usize>)> {
    const REACH: usize = 8;
    let tokens = scene.document.tokens();
    let from = sentence.start.max(colon.saturating_sub(REACH));
    let noun = (from..colon)
        .rev()
        .find(|&i| REMARK.has(tokens[i].folded))?;
    let of = |i: &usize| tokens[*i].is("by") || tokens[*i].is("from");
    if let Some(by) = (noun + 1..colon).find(of) {
        let whom = scene.syntax.head(TokenId(by as u32)).map(TokenId::index);
        let whom = whom.filter(|whom| (by + 1..colon).contains(whom))?;
        let source = by + 1..scene.syntax.subtree(TokenId(whom as u32)).end.min(colon);
        return Some((Some(source), noun..noun + 1));
    }
    let verb = scene
        .syntax
        .head(TokenId(noun as u32))
        .filter(|v| v.index() < noun)?;
    let subject = scene.syntax.subject_of(verb)?;
    let source = scene.syntax.subtree(subject);
    let whole = scene.syntax.is_verb(verb) && source.end <= verb.index();
    whole.then(|| (Some(source), verb.index()..noun + 1))
}

/// A word that is nearly always a cue, with a subject, right before or after the marks.
fn adjacent_cue(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    const REACH: usize = 10;
    let paragraph = &scene.document.paragraphs()[asked.paragraph].tokens;
    let tokens = scene.document.tokens();
    // “… a “farce.” Russia insisted”: the next sentence has words of its own.
    let sentences = [asked.tokens.start, asked.tokens.end - 1].map(|i| scene.context.sentence[i]);
    let comma = tokens[asked.tokens.end - 2].is(",");
    let stops = |i: &usize| {
        !tokens[*i].is(".")
            && scene.context.quoted[*i] == u32::MAX
            && (comma || sentences.contains(&scene.context.sentence[*i]))
    };
    let after = (asked.tokens.end..paragraph.end.min(asked.tokens.end + REACH)).take_while(stops);
    let before = (paragraph
        .start
        .max(asked.tokens.start.saturating_sub(REACH))..asked.tokens.start)
        .rev()
        .take_while(stops);
    let verb = after.chain(before).find(|&i| {
        scene.context.cue[i] + 2 >= CUE_CLASSES && scene.syntax.is_verb(TokenId(i as u32))
    })?;
    let subject = scene.syntax.subject_of(TokenId(verb as u32))?;
    let subject = scene.syntax.subtree(subject);
    let free = |range: &Range<usize>| {
        !overlap(range, &asked.tokens)
            && scene
                .last_in(range, |d| d.content.iter().any(|c| overlap(c, range)))
                .is_none()
    };
    let cue = verb..verb + 1;
    (free(&subject) && free(&cue) && !overlap(&subject, &cue)).then(|| {
        Answer::Found(Draft {
            source: Some(subject),
            cue: Some(cue),
            content: vec![asked.tokens.clone()],
            kind: AttributionKind::Verbal,
            rule: Rule::AdjacentCue,
            confidence: 0.8,
        })
    })
}

/// “Ortiz was like, “…””, as people tell what was said.
fn quotative(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    const BE: Words<6> = Words::new(["was", "were", "is", "are", "’s", "'s"]);
    let tokens = scene.document.tokens();
    let paragraph = scene.document.paragraphs()[asked.paragraph].tokens.start;
    let mut end = asked.tokens.start;
    if end > paragraph && (tokens[end - 1].is(",") || tokens[end - 1].is(":")) {
        end -= 1;
    }
    let be = end.checked_sub(2).filter(|be| *be > paragraph)?;
    if !tokens[be + 1].is("like") || !BE.contains(tokens[be].folded) {
        return None;
    }
    // The words before the verb, as parsers do not know this one: they take the quotation for the clause.
    let mut subject = be - 1;
    while let Some(head) = scene.syntax.head(TokenId(subject as u32)) {
        if head.index() >= be || !scene.syntax.tag(head).is_nominal() {
            break;
        }
        subject = head.index();
    }
    let nominal = scene.syntax.tag(TokenId(subject as u32)).is_nominal();
    let subject = scene.syntax.subtree(TokenId(subject as u32));
    let free = nominal
        && subject.start >= paragraph
        && subject.end <= be
        && scene.draft_of[subject.start..end]
            .iter()
            .all(Option::is_none);
    free.then(|| {
        Answer::Found(Draft {
            source: Some(subject),
            cue: Some(be..end),
            content: vec![asked.tokens.clone()],
            kind: AttributionKind::Verbal,
            rule: Rule::Quotative,
            confidence: 0.8,
        })
    })
}

/// A mark after a comma calls for a verb of saying, whatever tag it has: “states” may be a noun.
fn after_comma(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    const REACH: usize = 14;
    let tokens = scene.document.tokens();
    let end = asked.tokens.end;
    let paragraph = &scene.document.paragraphs()[asked.paragraph].tokens;
    if !tokens[end - 2].is(",") {
        return None;
    }
    let plain = |i: &usize| {
        !matches!(scene.document.slice(tokens[*i].span), "." | ";" | ":")
            && scene.context.quoted[*i] == u32::MAX
    };
    let reach = end..paragraph.end.min(end + REACH);
    let verb = reach
        .take_while(plain)
        .find(|&i| telling::SAYS.has(tokens[i].folded))
        .filter(|&i| scene.draft_of[i].is_none())?;
    let tag = |i: usize| scene.syntax.tag(TokenId(i as u32));
    let (from, mut to) = if verb == end {
        // “…,” states the charter, which …
        let after = verb + 1..paragraph.end.min(verb + REACH);
        let last = after.take_while(|i| plain(i) && !tokens[*i].is(",")).last();
        (verb + 1, last? + 1)
    } else {
        (end, verb)
    };
    while to > from && matches!(tag(to - 1), Tag::Auxiliary | Tag::Adverb | Tag::Modal) {
        to -= 1;
    }
    let source = from..to;
    let named = source.clone().any(|i| tag(i).is_nominal())
        && source.clone().all(|i| scene.draft_of[i].is_none());
    named.then(|| {
        Answer::Found(Draft {
            source: Some(source),
            cue: Some(verb..verb + 1),
            content: vec![asked.tokens.clone()],
            kind: AttributionKind::Verbal,
            rule: Rule::AdjacentCue,
            confidence: 0.8,
        })
    })
}

word_set! { NAMING, "branded brands called calls denounced denounces described dubbed labeled labelled slammed" }

/// “Ortiz branded the plan “a shambles””: a verb that gives names, its subject before, the marks after.
fn naming(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    const REACH: usize = 12;
    let tokens = scene.document.tokens();
    let mut start = asked.tokens.start;
    let sentence = scene.context.sentences[scene.context.sentence[start] as usize].0;
    let from = sentence.max(start.saturating_sub(REACH));
    let verb = (from..start).rev().find(|&i| {
        NAMING.has(tokens[i].folded)
            && matches!(
                scene.syntax.tag(TokenId(i as u32)),
                Tag::VerbPast | Tag::VerbPresent
            )
    })?;
    let others = (verb + 1..start).any(|i| scene.syntax.is_verb(TokenId(i as u32)));
    let free = scene.draft_of[verb].is_none() && scene.context.quoted[verb] == u32::MAX;
    let subject = scene.syntax.subject_of(TokenId(verb as u32))?;
    let source = scene.syntax.subtree(subject);
    if start > verb + 1 && (tokens[start - 1].is("a") || tokens[start - 1].is("an")) {
        start -= 1;
    }
    (free && !others && source.end <= verb).then(|| {
        Answer::Found(Draft {
            source: Some(source),
            cue: Some(verb..verb + 1),
            content: std::iter::once(start..asked.tokens.end).collect(),
            kind: AttributionKind::Verbal,
            rule: Rule::AdjacentCue,
            confidence: 0.75,
        })
    })
}

/// A quotation that carries on one of the paragraph before, whose speaker is known.
fn continuation(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    let opening = &scene.document.tokens()[asked.tokens.start + 1];
    if opening.is("(") || opening.is("[") {
        return None; // “(Applause.)” is nobody's word
    }
    let before = scene.quotations[asked.quotation].continues?;
    let before = scene
        .document
        .tokens_in(scene.quotations.get(before.0 as usize)?.span);
    let draft = &scene.drafts[scene.last_in(&before, |d| !d.content.is_empty())?];
    Some(Answer::Found(Draft {
        source: None,
        cue: None,
        content: vec![asked.tokens.clone()],
        kind: AttributionKind::Continuation,
        rule: Rule::Continuation,
        confidence: draft.confidence * 0.95,
    }))
}

/// A paragraph in marks, after a paragraph that ends with somebody's words: they go on.
fn same_speaker(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Answer> {
    if !fills_paragraph(scene, asked) {
        return None;
    }
    let before = scene
        .document
        .paragraphs()
        .get(asked.paragraph.checked_sub(1)?)?;
    let last = scene.last_in(&before.tokens, |d| !d.content.is_empty())?;
    let quoted = |c: &Range<usize>| scene.context.quoted[c.start] != u32::MAX;
    scene.drafts[last]
        .content
        .iter()
        .any(quoted)
        .then_some(Answer::Joins(last))
}

/// How the cue attributes.
pub(crate) fn kind(
    document: &Document<'_>,
    syntax: &Syntax,
    cue: &Range<usize>,
) -> AttributionKind {
    const ADVERBS: [u64; 6] = [
        of_str("reportedly"),
        of_str("allegedly"),
        of_str("supposedly"),
        of_str("purportedly"),
        of_str("apparently"),
        of_str("ostensibly"),
    ];
    let tokens = &document.tokens()[cue.clone()];
    if tokens.iter().any(|t| t.is("according")) {
        return AttributionKind::AccordingTo;
    }
    let verb = cue.clone().any(|i| syntax.is_verb(TokenId(i as u32)));
    if tokens.iter().any(|t| ADVERBS.contains(&t.folded)) && !verb {
        return AttributionKind::Adverb;
    }
    if tokens.iter().all(|t| t.kind == TokenKind::Punctuation) {
        return AttributionKind::Colon;
    }
    let noun = cue
        .clone()
        .any(|i| syntax.tag(TokenId(i as u32)).is_nominal());
    if noun && !verb {
        AttributionKind::Nominal
    } else {
        AttributionKind::Verbal
    }
}
