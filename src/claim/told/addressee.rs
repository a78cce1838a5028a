//! Who was told: “told the BBC”, “said to reporters”.

use super::phrase;
use super::scope::Scope;
use crate::claim::cue_class;
use crate::claim::lexicon::{Tag, Tags};
use crate::claim::reading::Reading;
use crate::hash::of_str;
use crate::syntax::Tag as Part;
use crate::{Attribution, Span};

/// What is told or asked and hears nothing.
const THINGS: &[u64] = &[
    of_str("anecdote"),
    of_str("joke"),
    of_str("jokes"),
    of_str("lie"),
    of_str("lies"),
    of_str("question"),
    of_str("questions"),
    of_str("stories"),
    of_str("story"),
    of_str("tale"),
    of_str("tales"),
    of_str("time"),
    of_str("times"),
    of_str("truth"),
];

/// Verbs whose next noun phrase is always a hearer, so that “that” after it opens what was told.
const TELLING: &[u64] = &[
    of_str("tell"),
    of_str("tells"),
    of_str("told"),
    of_str("telling"),
    of_str("inform"),
    of_str("informs"),
    of_str("informed"),
    of_str("informing"),
    of_str("assure"),
    of_str("assures"),
    of_str("assured"),
    of_str("assuring"),
    of_str("remind"),
    of_str("reminds"),
    of_str("reminded"),
    of_str("reminding"),
    of_str("notified"),
    of_str("convinced"),
    of_str("persuaded"),
];

/// Verbs of a voice or a hand, after which “to” leads to who hears or reads it.
const ALOUD: &[u64] = &[
    of_str("bragged"),
    of_str("boasted"),
    of_str("complained"),
    of_str("explained"),
    of_str("joked"),
    of_str("lied"),
    of_str("remarked"),
    of_str("screamed"),
    of_str("shouted"),
    of_str("vented"),
    of_str("whispered"),
    of_str("wrote"),
    of_str("yelled"),
];

/// Cuts who was told off the content: “telling | the BBC | that the pair had met”.
pub(in crate::claim) fn cut(reading: &Reading<'_, '_>, attribution: &mut Attribution) {
    let Some(verb) = reading.tokens_of(&attribution.cue).last() else {
        return;
    };
    let Some(first) = attribution.content.first_mut() else {
        return;
    };
    let tokens = reading.document.tokens_in(*first);
    if !reading.is(verb, TELLING) || tokens.start != verb + 1 || reading.is_quoted(verb + 1) {
        return;
    }
    let that = [
        of_str("that"),
        of_str("how"),
        of_str("why"),
        of_str("whether"),
    ];
    let end = phrase::end(reading, verb + 1, |i| reading.is(i, &that));
    let heard = end > verb + 1 && end < tokens.end && reading.is(end, &that[..1]);
    // “told that story”: a clause has more words than its “that”.
    if heard && tokens.end > end + 2 {
        *first = Span::new(reading.tokens()[end].span.start(), first.end());
    }
}

/// “urged | the town | to vote”: the first words of what is asked name who is asked.
fn asked_to_act(reading: &Reading<'_, '_>, verb: usize, attribution: &Attribution) -> Option<Span> {
    // “called on the police to act”
    let on = [of_str("on"), of_str("upon")];
    let start = verb + 1 + usize::from(reading.is(verb + 1, &on));
    let content = attribution.content.first()?;
    if reading.document.tokens_in(*content).start != start || reading.is_quoted(start) {
        return None;
    }
    let to = [of_str("to"), of_str("not")];
    let end = phrase::end(reading, start, |i| reading.is(i, &to));
    let infinitive = end + usize::from(reading.is(end, &to[1..]));
    let acts = reading.is(infinitive, &to[..1]) && reading.part(infinitive + 1) == Part::VerbBase;
    let somebody = (start..end).any(|k| phrase::is_noun(reading, k));
    (acts && somebody).then(|| reading.span(start..end))
}

/// “After her meeting with Ortiz, the board announced”: it was not said there.
fn is_elsewhere(reading: &Reading<'_, '_>, noun: usize) -> bool {
    const AROUND: &[u64] = &[
        of_str("after"),
        of_str("ahead"),
        of_str("before"),
        of_str("following"),
        of_str("since"),
    ];
    let before = (noun.saturating_sub(5)..noun).rev();
    let mut phrase = before.take_while(|&k| reading.is_wordlike(k) && !reading.part(k).is_verb());
    phrase.any(|k| reading.is(k, AROUND))
}

pub(super) fn find(
    reading: &Reading<'_, '_>,
    attribution: &Attribution,
    frame: &[usize],
    scope: &Scope<'_>,
) -> Option<Span> {
    let told = |i: usize| {
        let at = reading.token(i).map_or(usize::MAX, |t| t.span.start());
        attribution.content.iter().any(|s| s.contains(at))
    };
    let hearer = |i: usize| {
        // “told CNN's “New Day”” names the programme too; an owner of nothing loses its ’s.
        let end = phrase::end(reading, i, told);
        let stop = phrase::with_title(reading, end, end + phrase::LONGEST);
        // “asked rhetorically”, “asked several times”: nobody.
        let somebody = (i..stop).any(|k| {
            phrase::is_noun(reading, k)
                || !phrase::is_lower(reading, k)
                || reading.is(k, &[of_str("her")])
        });
        let thing = stop > i && reading.is(stop - 1, THINGS) && phrase::is_lower(reading, stop - 1);
        (somebody && !thing).then(|| reading.span(i..stop))
    };
    let mut cue = reading.tokens_of(&attribution.cue);
    let last = reading.tokens_of(&attribution.cue).last();
    // “an emailed statement” is mailed to nobody that is named.
    let describes = |i: usize| i > 0 && reading.any(i - 1, Tags::of(&[Tag::Determiner]));
    let tells = |i: &usize| cue_class::takes_addressee(reading, *i) && !describes(*i);
    if let Some(verb) = cue.find(tells) {
        // “was told” has nobody after it.
        let passive = verb > 0 && reading.has(verb - 1, Tag::Be);
        if let Some(span) = hearer(verb + 1).filter(|_| !passive) {
            return Some(span);
        }
        if let Some(span) = asked_to_act(reading, verb, attribution).filter(|_| !passive) {
            return Some(span);
        }
    }
    // “said to reporters”, “in an interview with the BBC”, “speaking to the BBC”, “a letter to Ortiz”.
    let talks = |i: usize| {
        reading.has(i, Tag::Medium)
            || reading.is(
                i,
                &[
                    of_str("speaking"),
                    of_str("spoke"),
                    of_str("talking"),
                    of_str("said"),
                ],
            )
    };
    frame.iter().find_map(|&i| {
        let to = reading.is(i, &[of_str("to"), of_str("with")]);
        // “a motion to unseal” speaks to nobody.
        let verb = reading.part(i + 1).is_verb();
        let aloud = reading.is(i, &[of_str("to")])
            && last.is_some_and(|k| k + 1 == i && reading.is(k, ALOUD));
        let spoken = to
            && i > 0
            && (aloud || talks(i - 1) && !is_elsewhere(reading, i - 1))
            && !verb
            && scope.holds(reading, i - 1, i - 1);
        hearer(i + 1).filter(|_| spoken)
    })
}
