//! Finds the judgements of an article and the claims they hit.

use std::ops::Range;

use super::anaphor::{self, Anaphor, Pointer};
use super::judgement::{self, Missing, Predicate, Shape};
use super::{Judge, Verdict, VerdictScope, VerdictStatus};
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::link::same_speaker;
use crate::claim::modality::Modality;
use crate::claim::overlap::Stems;
use crate::claim::reading::Reading;
use crate::claim::{Claim, CueClass};
use crate::entity::Entities;
use crate::hash::of_str;
use crate::text::TokenKind;
use crate::{Attribution, Mention, Region, Span};

/// How many sentences back “the claim” may find its claim, and “both claims” theirs.
const NEAR: u32 = 3;
const FAR: u32 = 6;
/// How many claims back are looked at, so that time stays linear.
const REACH: usize = 32;
/// Longest phrase that names a judge, in tokens.
const JUDGE: usize = 10;

const CONFIRM: &[u64] = &[
    of_str("confirmed"),
    of_str("verified"),
    of_str("corroborated"),
];
const DISPUTE: &[u64] = &[
    of_str("denied"),
    of_str("disputed"),
    of_str("rejected"),
    of_str("refuted"),
    of_str("dismissed"),
    of_str("debunked"),
    of_str("disproved"),
    of_str("contradicted"),
    of_str("denies"),
    of_str("disputes"),
    of_str("rejects"),
    of_str("dismisses"),
];
const VERB: Tags = Tags::of(&[
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Past,
    Tag::ClaimVerb,
]);

/// Cuts the article's own verdict off the content of a claim noun: “Ortiz’s claim that taxes fell |
/// also lacks evidence”.
pub(in crate::claim) fn cut(reading: &Reading<'_, '_>, attribution: &mut Attribution) {
    let Some(noun) = claim_noun(reading, &attribution.cue) else {
        return;
    };
    let Some((predicate, start)) = own_predicate(reading, attribution, noun) else {
        return;
    };
    let at = reading.tokens()[predicate.tokens.start].span.start();
    let Some(last) = attribution.content.last_mut() else {
        return;
    };
    if last.contains(at) && predicate.tokens.start > start {
        let end = reading.tokens()[predicate.tokens.start - 1].span.end();
        if end > last.start() {
            *last = Span::new(last.start(), end);
        }
    }
}

fn claim_noun(reading: &Reading<'_, '_>, cue: &[Span]) -> Option<usize> {
    reading
        .tokens_of(cue)
        .filter(|&i| reading.has(i, Tag::ClaimNoun))
        .last()
}

/// The predicate of the sentence whose subject is this claim noun with its content, and where the content
/// starts: “Ortiz’s claim that taxes fell lacks evidence”. The noun must open its clause, or it is itself an object.
fn own_predicate(
    reading: &Reading<'_, '_>,
    attribution: &Attribution,
    noun: usize,
) -> Option<(Predicate, usize)> {
    let &last = attribution.content.last()?;
    let content = reading.document.tokens_in(last);
    let sentence = sentence_of(reading, noun);
    if content.start <= noun || content.end > sentence.end || content.is_empty() {
        return None;
    }
    let clause = anaphor::clause_start(reading, noun, &sentence);
    let subject = clause..noun;
    let phrase_only = !subject.clone().any(|i| reading.any(i, VERB)) && subject.len() <= JUDGE;
    if !phrase_only
        || reading.has(clause, Tag::Preposition)
        || ends_with_question(reading, &sentence)
    {
        return None;
    }
    let predicate = (content.start..sentence.end)
        .rev()
        .filter(|&i| reading.has(i, Tag::Verdict) && !reading.is_quoted(i))
        .find_map(|i| judgement::predicate(reading, i, &sentence))?;
    let verb = predicate.tokens.start;
    let told = content.start..verb.min(content.end);
    let complete = told.clone().any(|i| reading.any(i, VERB));
    // It must close the content or follow it at once.
    let follows =
        verb == content.end || verb == content.end + 1 && !reading.is_wordlike(content.end);
    let closes = predicate.tokens.end >= content.end;
    (verb > content.start && (follows || closes && complete && told.len() > 1))
        .then_some((predicate, content.start))
}

/// Adds to each claim what the article says of it.
pub(in crate::claim) fn set(
    reading: &Reading<'_, '_>,
    entities: &Entities<'_>,
    mentions: &[Mention],
    claims: &mut [Claim],
) {
    if claims.is_empty() {
        return;
    }
    let mut finder = Finder::new(reading, entities, mentions, claims);
    for sentence in reading.document.sentences() {
        let region = reading.document.paragraphs()[sentence.paragraph.index()].region;
        let tokens = sentence.tokens.clone();
        if region != Region::Body || ends_with_question(reading, &tokens) {
            continue;
        }
        for i in tokens.clone() {
            if reading.has(i, Tag::Verdict) {
                finder.read(i, &tokens);
            }
            if reading.is(i, CONFIRM) || reading.is(i, DISPUTE) {
                finder.confirmation(i, &tokens);
            }
        }
    }
    finder.retold();
    let mut found = finder.found;
    found.sort_by_key(|(claim, verdict)| (*claim, verdict.evidence.start()));
    found.dedup_by(|b, a| a.0 == b.0 && a.1.evidence.overlaps(b.1.evidence));
    for (claim, verdict) in found {
        claims[claim].verdicts.push(verdict);
    }
}

/// What is being read.
struct Finder<'c, 'd, 't, 'e> {
    reading: &'c Reading<'d, 't>,
    entities: &'c Entities<'e>,
    mentions: &'c [Mention],
    claims: &'c [Claim],
    /// Claims by the end of their content.
    by_end: Vec<(usize, usize)>,
    /// Pieces of content with their claim, in order of their start.
    pieces: Vec<(Span, usize)>,
    /// For each piece, the farthest end of it and those before it.
    reached: Vec<usize>,
    found: Vec<(usize, Verdict)>,
}

impl<'c, 'd, 't, 'e> Finder<'c, 'd, 't, 'e> {
    fn new(
        reading: &'c Reading<'d, 't>,
        entities: &'c Entities<'e>,
        mentions: &'c [Mention],
        claims: &'c [Claim],
    ) -> Self {
        let ends = claims.iter().enumerate();
        let mut by_end: Vec<(usize, usize)> = ends
            .filter_map(|(n, c)| Some((c.attribution.content.last()?.end(), n)))
            .collect();
        by_end.sort_unstable();
        let mut pieces: Vec<(Span, usize)> = claims
            .iter()
            .enumerate()
            .flat_map(|(n, c)| c.attribution.content.iter().map(move |&s| (s, n)))
            .collect();
        pieces.sort_unstable();
        let reached = pieces.iter().scan(0, |end: &mut usize, (span, _)| {
            *end = span.end().max(*end);
            Some(*end)
        });
        let reached = reached.collect();
        Self {
            reading,
            entities,
            mentions,
            claims,
            by_end,
            pieces,
            reached,
            found: Vec::new(),
        }
    }

    /// The claims whose content holds token `i`, the nearest first.
    fn around(&self, i: usize) -> Vec<usize> {
        let span = self.reading.tokens()[i].span;
        let to = self
            .pieces
            .partition_point(|(s, _)| s.start() <= span.start());
        let mut around: Vec<usize> = self.pieces[to.saturating_sub(REACH)..to]
            .iter()
            .rev()
            .filter(|(s, _)| s.covers(span))
            .map(|&(_, n)| n)
            .collect();
        if around.is_empty() && to > 0 && self.reached[to - 1] >= span.end() {
            // Inside a content that began long before: somebody's words all the same.
            around.push(self.pieces[to - 1].1);
        }
        around
    }

    /// The claims whose cue stands in these tokens.
    fn told_in(&self, tokens: &Range<usize>) -> impl Iterator<Item = usize> {
        let span = self.reading.span(tokens.clone());
        let sentence = self.reading.sentence_at(span.start()) as u32;
        let to = self.by_end.partition_point(|&(end, _)| end < span.start());
        let claims = self.claims;
        let from = to.saturating_sub(4);
        let these = &self.by_end[from..(to + REACH).min(self.by_end.len())];
        these
            .iter()
            .map(|&(_, n)| n)
            .filter(move |&n| claims[n].sentence.0 == sentence)
    }

    fn add(
        &mut self,
        claim: usize,
        status: VerdictStatus,
        by: Judge,
        tokens: Range<usize>,
        scope: VerdictScope,
    ) {
        let verdict = Verdict {
            status,
            by,
            evidence: self.reading.span(tokens),
            scope,
        };
        self.found.push((claim, verdict));
    }

    /// Reads a judging word.
    fn read(&mut self, i: usize, sentence: &Range<usize>) {
        let reading = self.reading;
        if let Some((kind, start)) = judgement::missing(reading, i, sentence) {
            if !reading.is_quoted(i) {
                self.missing(kind, start, i, sentence);
            }
            return;
        }
        match judgement::word(reading, i) {
            Some((status, Shape::Adverb)) => self.adverb(i, status, sentence),
            Some((status, Shape::Adjective)) => {
                self.adjective(i, status, sentence);
                self.rating(i, status, sentence);
            }
            None => {}
        }
        if let Some(predicate) = judgement::predicate(reading, i, sentence) {
            self.predicate(&predicate, sentence);
        }
    }

    /// “falsely claimed”
    fn adverb(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let negated = i > sentence.start && reading.has(i - 1, Tag::Negation);
        if negated || reading.is_quoted(i) || !self.around(i).is_empty() {
            return;
        }
        let hit = self.told_in(sentence).find(|&n| {
            let cue = &self.claims[n].attribution.cue;
            reading.tokens_of(cue).any(|k| k.abs_diff(i) <= 1) && is_checkable(&self.claims[n])
        });
        if let Some(n) = hit {
            let verb = reading.tokens_of(&self.claims[n].attribution.cue);
            let verb = verb.filter(|k| k.abs_diff(i) == 1).last().unwrap_or(i);
            let tokens = i.min(verb)..i.max(verb) + 1;
            self.add(
                n,
                status,
                Judge::Article,
                tokens,
                VerdictScope::SameSentence,
            );
        }
    }

    /// “his false claim that”, “…, a false claim”
    fn adjective(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let mut noun = i + 1;
        while noun < sentence.end.min(i + 4)
            && (reading.any(noun, Tags::of(&[Tag::Verdict, Tag::Coordinator]))
                || reading.text(noun) == ",")
        {
            noun += 1;
        }
        if !reading.has(noun, Tag::ClaimNoun) || noun >= sentence.end || reading.is_quoted(i) {
            return;
        }
        let doubted = (sentence.start.max(i.saturating_sub(2))..i).any(|k| {
            reading.has(k, Tag::Negation) || reading.is(k, &[of_str("any"), of_str("if")])
        });
        if doubted || !self.around(i).is_empty() {
            return;
        }
        let named = self.told_in(sentence).find(|&n| {
            let Attribution { cue, content, .. } = &self.claims[n].attribution;
            let clause = content.first().is_some_and(|s| {
                let first = reading.document.tokens_in(*s).start;
                reading.is(first, &[of_str("that")])
                    || reading.is(first.wrapping_sub(1), &[of_str("that")])
            });
            clause && reading.tokens_of(cue).any(|k| k == noun)
        });
        let appositive = || {
            let article = i
                .checked_sub(1)
                .filter(|&k| k > sentence.start && reading.is(k, &[of_str("a"), of_str("an")]))?;
            let closed = noun + 1 >= sentence.end || !reading.is_wordlike(noun + 1);
            let mark = matches!(reading.text(article - 1), "," | "—" | "–" | "--");
            (closed && mark).then(|| self.ending_before(article))?
        };
        if let Some(n) = named.or_else(appositive) {
            self.add(
                n,
                status,
                Judge::Article,
                i..noun + 1,
                VerdictScope::SameSentence,
            );
        }
    }

    /// The one claim of this sentence whose content ends right before token `i`.
    fn ending_before(&self, i: usize) -> Option<usize> {
        let reading = self.reading;
        let end = reading.tokens().get(i)?.span.start();
        let from = reading.tokens()[i.saturating_sub(3)].span.start();
        let low = self.by_end.partition_point(|&(e, _)| e < from);
        let mut hits = self.by_end[low..]
            .iter()
            .take_while(|&&(e, _)| e <= end)
            .map(|&(_, n)| n)
            .filter(|&n| is_checkable(&self.claims[n]));
        let hit = hits.next()?;
        hits.next().is_none().then_some(hit)
    }

    /// “is false”, “lacks evidence”: by its subject.
    fn predicate(&mut self, predicate: &Predicate, sentence: &Range<usize>) {
        let reading = self.reading;
        let verb = predicate.tokens.start;
        let around = self.around(verb);
        // “Ortiz’s claim that taxes fell lacks evidence”
        if around.is_empty() && !reading.is_quoted(verb) && !predicate.rated {
            let own = self.told_in(sentence).find(|&n| {
                let attribution = &self.claims[n].attribution;
                claim_noun(reading, &attribution.cue)
                    .and_then(|noun| own_predicate(reading, attribution, noun))
                    .is_some_and(|(own, _)| own == *predicate)
            });
            if let Some(n) = own {
                let tokens = predicate.tokens.clone();
                self.add(
                    n,
                    predicate.status,
                    Judge::Article,
                    tokens,
                    VerdictScope::SameSentence,
                );
                return;
            }
        }
        // Inside somebody's words the clause starts with them at the latest.
        let told = around.first().and_then(|&n| {
            let at = reading.tokens()[verb].span;
            let mut pieces = self.claims[n].attribution.content.iter();
            let piece = pieces.find(|s| s.covers(at))?;
            Some(reading.document.tokens_in(*piece).start)
        });
        let mut start = anaphor::clause_start(reading, verb, sentence).max(told.unwrap_or(0));
        // “announced that Moss’s statement was true”: this “that” points to nothing.
        let opens = told.is_some() && reading.is(start, &[of_str("that")]) && start + 1 < verb;
        if opens && !reading.has(start + 1, Tag::ClaimNoun) {
            start += 1;
        }
        let Some(pointer) = anaphor::pointer(reading, start..verb) else {
            return;
        };
        if predicate.weak && pointer.anaphor == Anaphor::Bare {
            return;
        }
        let status = match (pointer.flipped, predicate.status) {
            (false, status) => status,
            (true, VerdictStatus::Supported) => VerdictStatus::Refuted,
            (true, _) => return,
        };
        let Some((by, status)) = self.judge(&around, predicate, status, sentence) else {
            return;
        };
        let tokens = start..predicate.tokens.end;
        for n in self.targets(&pointer, start, sentence, &around) {
            self.add(n, status, by, tokens.clone(), VerdictScope::Anaphora);
        }
    }

    /// Whose judgement a predicate is, and what it then amounts to: a checker's stands, anybody else's
    /// makes the claim disputed.
    fn judge(
        &self,
        around: &[usize],
        predicate: &Predicate,
        status: VerdictStatus,
        sentence: &Range<usize>,
    ) -> Option<(Judge, VerdictStatus)> {
        let reading = self.reading;
        let named = |span: Span| {
            let tokens = reading.document.tokens_in(span);
            if is_checker(reading, tokens) {
                Some((Judge::Named(span), status))
            } else if status == VerdictStatus::Supported {
                None
            } else {
                Some((Judge::Named(span), VerdictStatus::Disputed))
            }
        };
        if let Some(&n) = around.first() {
            return named(self.name_of(n)?);
        }
        let tokens = &predicate.tokens;
        if reading.is_quoted(tokens.start) || reading.is_quoted(tokens.end - 1) {
            return None;
        }
        let after = predicate.tokens.end;
        let by = [
            (reading.is(after, &[of_str("by")]), 1),
            (
                reading.text(after) == "," && reading.is(after + 1, &[of_str("according")]),
                3,
            ),
        ];
        if let Some(&(_, skip)) = by.iter().find(|(fits, _)| *fits) {
            let start = after + skip;
            let stop = (start..sentence.end.min(start + JUDGE))
                .find(|&k| {
                    let part = reading.is_wordlike(k)
                        || reading
                            .token(k)
                            .is_some_and(|t| t.kind == TokenKind::Possessive);
                    !part || reading.any(k, VERB)
                })
                .unwrap_or(sentence.end.min(start + JUDGE));
            return (stop > start).then(|| {
                let span = reading.span(start..stop);
                // What “was debunked by” somebody the article itself holds to be debunked.
                if skip == 1 && !predicate.rated {
                    Some((Judge::Named(span), status))
                } else {
                    named(span)
                }
            })?;
        }
        // “The claim is false, experts say”: said by somebody who was not made out.
        let spoken = (after..sentence.end).any(|k| reading.has(k, Tag::ClaimVerb));
        (!predicate.rated && !spoken).then_some((Judge::Article, status))
    }

    /// The words that name who makes a claim: its source, for a pronoun the name it stands for.
    fn name_of(&self, n: usize) -> Option<Span> {
        let reading = self.reading;
        let claim = &self.claims[n];
        let source = *claim.attribution.source.first()?;
        let tokens = reading.document.tokens_in(source);
        let pronoun = tokens.len() == 1 && reading.has(tokens.start, Tag::Third);
        if !pronoun {
            // “the agency, which runs the count”: the name ends at the comma.
            let comma = tokens.clone().find(|&i| reading.text(i) == ",");
            let end = comma.filter(|&c| c > tokens.start).unwrap_or(tokens.end);
            return (end > tokens.start).then(|| reading.span(tokens.start..end));
        }
        let entity = self.entities.all.get(claim.speaker.entity?.0 as usize)?;
        let first = self.mentions.get(entity.mentions.first()?.0 as usize)?;
        Some(first.span)
    }

    /// “PolitiFact rated the claim “Mostly False””
    fn rating(&mut self, i: usize, status: VerdictStatus, sentence: &Range<usize>) {
        let reading = self.reading;
        let window = sentence.start.max(i.saturating_sub(10))..i;
        let Some(verb) = window.rev().find(|&k| reading.is(k, judgement::RATED)) else {
            return;
        };
        let mut end = i;
        let filler = [
            of_str("mostly"),
            of_str("largely"),
            of_str("partly"),
            of_str("half"),
            of_str("to"),
            of_str("be"),
            of_str("as"),
            of_str("was"),
            of_str("were"),
            of_str("is"),
        ];
        while end > verb + 1 && (reading.is(end - 1, &filler) || !reading.is_wordlike(end - 1)) {
            end -= 1;
        }
        let partly = (end..i).any(|k| reading.is(k, &[of_str("partly"), of_str("half")]));
        let status = if partly {
            VerdictStatus::Misleading
        } else {
            status
        };
        let Some(pointer) = anaphor::pointer(reading, verb + 1..end) else {
            return;
        };
        if pointer.flipped || pointer.anaphor == Anaphor::Bare {
            return;
        }
        let Some(judge) = self.subject(verb, sentence) else {
            return;
        };
        let status = if is_checker(reading, judge.clone()) {
            status
        } else if status == VerdictStatus::Supported {
            return;
        } else {
            VerdictStatus::Disputed
        };
        let by = Judge::Named(reading.span(judge.clone()));
        for n in self.targets(&pointer, judge.start, sentence, &[]) {
            if !self.is_by(n, &judge) {
                self.add(n, status, by, verb..i + 1, VerdictScope::Anaphora);
            }
        }
    }

    /// “Ortiz denied the allegation”, “officials confirmed the claims”
    fn confirmation(&mut self, verb: usize, sentence: &Range<usize>) {
        let reading = self.reading;
        if reading.is_quoted(verb) {
            return;
        }
        let stop = (verb + 1..sentence.end.min(verb + 8)).find(|&k| reading.has(k, Tag::ClaimNoun));
        let Some(noun) = stop else {
            return;
        };
        // “denied the claim that …” has a content of its own.
        let carries_on = reading.is(
            noun + 1,
            &[of_str("that"), of_str("of"), of_str("about"), of_str("by")],
        );
        let Some(pointer) = anaphor::pointer(reading, verb + 1..noun + 1).filter(|_| !carries_on)
        else {
            return;
        };
        let Some(judge) = self.subject(verb, sentence) else {
            return;
        };
        if pointer.flipped {
            return;
        }
        let status = if reading.is(verb, CONFIRM) {
            VerdictStatus::Supported
        } else if is_checker(reading, judge.clone()) {
            VerdictStatus::Refuted
        } else {
            VerdictStatus::Disputed
        };
        let by = Judge::Named(reading.span(judge.clone()));
        for n in self.targets(&pointer, judge.start, sentence, &[]) {
            if !self.is_by(n, &judge) {
                self.add(n, status, by, verb..noun + 1, VerdictScope::Anaphora);
            }
        }
    }

    /// The noun phrase in front of a verb, where it is one that names somebody and nothing doubts the verb.
    fn subject(&self, verb: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let reading = self.reading;
        let start = anaphor::clause_start(reading, verb, sentence);
        let mut end = verb;
        while end > start
            && (reading.has(end - 1, Tag::Have)
                || reading.is(
                    end - 1,
                    &[
                        of_str("also"),
                        of_str("later"),
                        of_str("since"),
                        of_str("repeatedly"),
                        of_str("quickly"),
                    ],
                ))
        {
            end -= 1;
        }
        let phrase = start..end;
        let doubted = phrase.clone().any(|k| {
            reading.any(k, VERB)
                || reading.has(k, Tag::Negation)
                || reading.any(k, Tags::of(&[Tag::Subordinator, Tag::If]))
                || reading.is(k, &[of_str("to")])
        });
        let pronoun = phrase.len() == 1
            && reading.any(start, Tags::of(&[Tag::SubjectPronoun, Tag::Relative]));
        (!phrase.is_empty() && phrase.len() <= JUDGE && !doubted && !pronoun).then_some(phrase)
    }

    /// “there is no evidence that …”, “without evidence”, “offered no evidence”
    fn missing(&mut self, kind: Missing, start: usize, i: usize, sentence: &Range<usize>) {
        let reading = self.reading;
        let around = self.around(i);
        let status = VerdictStatus::Unproven;
        let mut here: Vec<usize> = self
            .told_in(sentence)
            .filter(|&n| is_checkable(&self.claims[n]))
            .collect();
        here.sort_unstable();
        if !around.is_empty() {
            return;
        }
        match kind {
            Missing::Without => {
                let near = |n: &usize| {
                    let cue = &self.claims[*n].attribution.cue;
                    reading.tokens_of(cue).map(|k| k.abs_diff(start)).min()
                };
                let hit = here
                    .iter()
                    .filter(|n| near(n).is_some_and(|d| d <= 4))
                    .min_by_key(|n| near(n));
                if let Some(&n) = hit {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..i + 1,
                        VerdictScope::SameSentence,
                    );
                }
                return;
            }
            Missing::Offered => {
                let before = |n: &usize| {
                    let end = self.claims[*n].attribution.content.last().map(|s| s.end());
                    end.is_some_and(|e| e <= reading.tokens()[start].span.start())
                };
                let mut told: Vec<usize> = here.iter().copied().filter(before).collect();
                told.dedup();
                if let [n] = told[..] {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..i + 1,
                        VerdictScope::SameSentence,
                    );
                    return;
                }
            }
            Missing::There => {}
        }
        // “… to support the claim”
        let mut at = i + 1;
        while reading.is(
            at,
            &[
                of_str("to"),
                of_str("support"),
                of_str("back"),
                of_str("up"),
                of_str("for"),
                of_str("of"),
                of_str("behind"),
                of_str("supporting"),
                of_str("backing"),
                of_str("substantiate"),
                of_str("prove"),
                of_str("either"),
            ],
        ) {
            at += 1;
        }
        if at > i + 1 {
            let end = (at..sentence.end.min(at + 8))
                .find(|&k| {
                    !reading.is_wordlike(k) && reading.text(k) != "’s" && reading.text(k) != "'s"
                })
                .unwrap_or(at);
            if let Some(pointer) = anaphor::pointer(reading, at..end) {
                for n in self.targets(&pointer, start, sentence, &[]) {
                    self.add(
                        n,
                        status,
                        Judge::Article,
                        start..end,
                        VerdictScope::Anaphora,
                    );
                }
            }
        } else if kind == Missing::There && reading.is(at, &[of_str("that")]) {
            let end = (at..sentence.end)
                .find(|&k| matches!(reading.text(k), "," | ";" | "—"))
                .unwrap_or(sentence.end);
            let told = Stems::of(reading, &[reading.span(at..end)]);
            let place = reading.tokens()[start].span.start();
            let to = self.by_end.partition_point(|&(e, _)| e <= place);
            let hit = self.by_end[to.saturating_sub(REACH)..to]
                .iter()
                .rev()
                .map(|&(_, n)| n)
                .find(|&n| {
                    is_checkable(&self.claims[n])
                        && Stems::of(reading, &self.claims[n].attribution.content)
                            .tells_the_same(&told)
                });
            if let Some(n) = hit {
                self.add(
                    n,
                    status,
                    Judge::Article,
                    start..end,
                    VerdictScope::Restated,
                );
            }
        }
    }

    /// The claims a pointer at token `at` points to; none where it could be one or another.
    fn targets(
        &self,
        pointer: &Pointer,
        at: usize,
        sentence: &Range<usize>,
        around: &[usize],
    ) -> Vec<usize> {
        let reading = self.reading;
        let Some(place) = reading.token(at).map(|t| t.span.start()) else {
            return Vec::new();
        };
        let here = reading.sentence_at(reading.tokens()[sentence.start].span.start()) as u32;
        let to = self.by_end.partition_point(|&(end, _)| end <= place);
        // Nearest first; what is asked, wished or promised is no claim that can be judged.
        let before = self.by_end[to.saturating_sub(REACH)..to]
            .iter()
            .rev()
            .map(|&(end, n)| (reading.sentence_at(end.saturating_sub(1)) as u32, n))
            .filter(|&(_, n)| {
                let own = around
                    .iter()
                    .any(|&a| same_speaker(reading, &self.claims[a], &self.claims[n]));
                is_checkable(&self.claims[n]) && !own
            });
        let within = |reach: u32| -> Vec<usize> {
            let near = before
                .clone()
                .filter(|(s, _)| here.saturating_sub(*s) <= reach);
            near.map(|(_, n)| n).collect()
        };
        match &pointer.anaphor {
            Anaphor::Bare | Anaphor::One | Anaphor::OfPronoun => {
                let reach = if pointer.anaphor == Anaphor::Bare {
                    1
                } else {
                    NEAR
                };
                let near = within(reach);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                // Two claims in one sentence: it could be either.
                let rival = near[1..].iter().any(|&n| {
                    self.claims[n].sentence == self.claims[first].sentence
                        && !self.continues(first, n)
                });
                let shut = pointer.anaphor == Anaphor::OfPronoun
                    && near
                        .iter()
                        .any(|&n| !same_speaker(reading, &self.claims[n], &self.claims[first]));
                if rival || shut {
                    Vec::new()
                } else {
                    vec![first]
                }
            }
            Anaphor::Of(name) => {
                let hit = within(FAR).into_iter().find(|&n| self.is_by(n, name));
                hit.into_iter().collect()
            }
            Anaphor::Two => {
                let near = within(FAR);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                // “claimed that … and that …”: both stand in one content.
                let content = &self.claims[first].attribution.content;
                let pair = reading.tokens_of(content).any(|i| {
                    reading.is(i, &[of_str("and")]) && reading.is(i + 1, &[of_str("that")])
                });
                if pair {
                    return vec![first];
                }
                let apart =
                    |n: &usize| !same_speaker(reading, &self.claims[*n], &self.claims[first]);
                let own: Vec<usize> = near.iter().copied().take_while(|n| !apart(n)).collect();
                let other = near.iter().copied().find(|n| apart(n));
                match (&own[..], other) {
                    (&[a], Some(b)) => vec![a, b],
                    (&[a, b], None) => vec![a, b],
                    _ => Vec::new(),
                }
            }
            Anaphor::Many => {
                let near = within(NEAR);
                let Some(&first) = near.first() else {
                    return Vec::new();
                };
                let alone = near
                    .iter()
                    .all(|&n| same_speaker(reading, &self.claims[n], &self.claims[first]));
                if near.len() >= 2 && (alone || near.len() == 2) {
                    near
                } else {
                    Vec::new()
                }
            }
        }
    }

    fn continues(&self, a: usize, b: usize) -> bool {
        let link = |from: usize, to: usize| {
            self.claims[from]
                .continues
                .is_some_and(|id| id.index() == to)
        };
        link(a, b) || link(b, a)
    }

    /// Whether a claim is known to be by the one named: by its source or the name of its speaker.
    fn is_by(&self, n: usize, name: &Range<usize>) -> bool {
        let reading = self.reading;
        let Some(last) = name.end.checked_sub(1).and_then(|i| reading.token(i)) else {
            return false;
        };
        let claim = &self.claims[n];
        let entity = claim.speaker.entity;
        let known = entity
            .and_then(|id| self.entities.all.get(id.0 as usize))
            .is_some_and(|e| e.name.ends_with(reading.document.slice(last.span)));
        let written = reading
            .tokens_of(&claim.attribution.source)
            .any(|i| reading.tokens()[i].exact == last.exact);
        known || written
    }

    /// What is said of a claim told again is said of the first telling; what another confirms or denies in
    /// the same words is confirmed or disputed.
    fn retold(&mut self) {
        let mut more = Vec::new();
        for (n, verdict) in &self.found {
            if let Some(earlier) = self.claims[*n].restates {
                let scope = VerdictScope::Restated;
                more.push((
                    earlier.index(),
                    Verdict {
                        scope,
                        ..verdict.clone()
                    },
                ));
            }
        }
        for (n, claim) in self.claims.iter().enumerate() {
            let Some(by) = self.name_of(n).filter(|by| {
                let tokens = self.reading.document.tokens_in(*by);
                !tokens.clone().any(|i| self.reading.has(i, Tag::Relative))
            }) else {
                continue;
            };
            let mut cue = self.reading.tokens_of(&claim.attribution.cue);
            let Some(verb) = cue.find(|&i| {
                self.reading.is(i, CONFIRM)
                    || self
                        .reading
                        .is(i, &[of_str("denied"), of_str("disputed"), of_str("denies")])
            }) else {
                continue;
            };
            let status = if self.reading.is(verb, CONFIRM) {
                VerdictStatus::Supported
            } else {
                VerdictStatus::Disputed
            };
            let stems = Stems::of(self.reading, &claim.attribution.content);
            // “refused to confirm” is a refusal.
            let plain = match status {
                VerdictStatus::Supported => claim.cue_class == CueClass::Factive,
                _ => claim.cue_class == CueClass::Deny,
            };
            let agrees = status == VerdictStatus::Supported;
            let earlier = (n.saturating_sub(REACH)..n).rev().find(|&k| {
                let other = &self.claims[k];
                is_checkable(other)
                    && !same_speaker(self.reading, other, claim)
                    && other.attribution.source != claim.attribution.source
                    && (other.polarity == claim.polarity) == agrees
                    && Stems::of(self.reading, &other.attribution.content).tells_the_same(&stems)
            });
            if let Some(k) = earlier.filter(|_| plain && stems.len() >= 3) {
                let evidence = claim.attribution.cue[0];
                let scope = VerdictScope::Restated;
                let by = Judge::Named(by);
                more.push((
                    k,
                    Verdict {
                        status,
                        by,
                        evidence,
                        scope,
                    },
                ));
            }
        }
        self.found.extend(more);
    }
}

/// What can be true or false: no question, wish, promise or offer.
fn is_checkable(claim: &Claim) -> bool {
    !matches!(
        claim.modality,
        Modality::Question | Modality::Directive | Modality::Offer | Modality::Intention
    ) && !matches!(
        claim.cue_class,
        CueClass::Question | CueClass::Request | CueClass::Promise
    ) && claim.region == Region::Body
}

/// Those whose trade it is to rate claims.
fn is_checker(reading: &Reading<'_, '_>, mut tokens: Range<usize>) -> bool {
    tokens.any(|i| {
        let word = reading.text(i).to_lowercase();
        word.starts_with("fact-check")
            || word.starts_with("factcheck")
            || matches!(word.as_str(), "politifact" | "snopes")
            || word == "fact" && {
                let next = reading.text(i + 1).to_lowercase();
                next.starts_with("check")
            }
            || word == "full" && reading.text(i) == "Full" && reading.text(i + 1) == "Fact"
    })
}

fn ends_with_question(reading: &Reading<'_, '_>, sentence: &Range<usize>) -> bool {
    sentence
        .clone()
        .rev()
        .take(2)
        .any(|i| reading.text(i) == "?")
}

fn sentence_of(reading: &Reading<'_, '_>, i: usize) -> Range<usize> {
    let at = reading.sentence_at(reading.tokens()[i].span.start());
    reading.document.sentences()[at].tokens.clone()
}
