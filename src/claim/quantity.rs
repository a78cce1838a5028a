//! Numbers, shares, sums, dates and ranks that a claim puts forward.

use super::date::Date;
use super::lexicon::{self, Tag, Tags};
use super::reading::Reading;
use super::time::{self, Side, Time};
use super::vocabulary::vocabulary;
use crate::Span;
use crate::hash::of_str;
use crate::syntax::{Relation, Tag as Part};
use crate::text::{TokenKind, lowered};

vocabulary! {
    /// What a number measures.
    pub enum QuantityKind {
        /// “nearly 100 staff”
        Count = "count",
        /// “9.1 percent”, “two-thirds” (66.7)
        Percent = "percent",
        /// “£350m a week”
        Money = "money",
        /// “in 2014”, “Oct. 17”
        Date = "date",
        /// “the third time”
        Ordinal = "ordinal",
    }
}

/// The value of a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantityValue {
    /// A number in the unit given.
    Number(f64),
    /// An ISO 8601 date at the precision of the words.
    Date(String),
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The words, qualifier and unit included: “nearly 100 staff”.
    pub span: Span,
    /// What it amounts to; none for “thousands”.
    pub value: Option<QuantityValue>,
    /// What is counted: “staff”, “USD”, “percent”, “GBP per week”.
    pub unit: Option<String>,
    /// What the number measures.
    pub kind: QuantityKind,
    /// “nearly”, “at least”, “more than”
    pub qualifier: Option<String>,
}

/// The quantities of a content, in order.
pub(super) fn find(
    reading: &Reading<'_, '_>,
    content: &[Span],
    today: Option<Date>,
) -> Vec<Quantity> {
    let mut found = Vec::new();
    for &piece in content {
        let tokens = reading.document.tokens_in(piece);
        let scan = Scan {
            reading,
            start: tokens.start,
            end: tokens.end,
        };
        let mut i = tokens.start;
        while i < tokens.end {
            i = match scan.at(i, today) {
                Some((stop, quantity)) => {
                    found.push(quantity);
                    stop.max(i + 1)
                }
                None => i + 1,
            };
        }
    }
    found
}

/// A number, read but not yet explained.
#[derive(Clone, Copy, Debug)]
struct Amount {
    value: Option<f64>,
    /// First token after it.
    stop: usize,
    /// “million” belongs to it.
    scale: f64,
    fraction: bool,
}

/// The tokens of one piece.
#[derive(Clone, Copy, Debug)]
struct Scan<'r, 'd, 't> {
    reading: &'r Reading<'d, 't>,
    start: usize,
    end: usize,
}

const STOP: Tags = Tags::of(&[
    Tag::Preposition,
    Tag::Determiner,
    Tag::Coordinator,
    Tag::Subordinator,
    Tag::Be,
    Tag::Have,
    Tag::Do,
    Tag::Will,
    Tag::Would,
    Tag::May,
    Tag::Can,
    Tag::Must,
    Tag::Number,
    Tag::Third,
    Tag::SubjectPronoun,
    Tag::Comparison,
    Tag::Negation,
]);
/// Plurals without an s.
const PEOPLE: &[u64] = &[
    of_str("people"),
    of_str("men"),
    of_str("women"),
    of_str("children"),
    of_str("staff"),
    of_str("police"),
    of_str("personnel"),
    of_str("troops"),
    of_str("folks"),
    of_str("feet"),
];
const PER: &[u64] = &[
    of_str("a"),
    of_str("an"),
    of_str("per"),
    of_str("each"),
    of_str("every"),
];
const PER_WHAT: &[u64] = &[
    of_str("person"),
    of_str("head"),
    of_str("capita"),
    of_str("household"),
    of_str("family"),
    of_str("barrel"),
    of_str("gallon"),
    of_str("ton"),
    of_str("tonne"),
    of_str("share"),
    of_str("worker"),
    of_str("pupil"),
    of_str("student"),
];
/// Phrases that qualify a number, longest first.
const QUALIFIERS: &[&[u64]] = &[
    &[of_str("no"), of_str("more"), of_str("than")],
    &[of_str("no"), of_str("fewer"), of_str("than")],
    &[of_str("no"), of_str("less"), of_str("than")],
    &[of_str("as"), of_str("many"), of_str("as")],
    &[of_str("as"), of_str("much"), of_str("as")],
    &[of_str("as"), of_str("few"), of_str("as")],
    &[of_str("as"), of_str("little"), of_str("as")],
    &[of_str("in"), of_str("excess"), of_str("of")],
    &[of_str("more"), of_str("than")],
    &[of_str("less"), of_str("than")],
    &[of_str("fewer"), of_str("than")],
    &[of_str("greater"), of_str("than")],
    &[of_str("at"), of_str("least")],
    &[of_str("at"), of_str("most")],
    &[of_str("up"), of_str("to")],
    &[of_str("close"), of_str("to")],
    &[of_str("well"), of_str("over")],
    &[of_str("just"), of_str("over")],
    &[of_str("just"), of_str("under")],
    &[of_str("upwards"), of_str("of")],
    &[of_str("upward"), of_str("of")],
    &[of_str("an"), of_str("estimated")],
    &[of_str("estimated")],
];

impl Scan<'_, '_, '_> {
    /// The quantity that starts at token `i`, its qualifier aside, and where it ends.
    fn at(self, i: usize, today: Option<Date>) -> Option<(usize, Quantity)> {
        let reading = self.reading;
        // Most tokens open no quantity.
        let opens = Tags::of(&[
            Tag::Number,
            Tag::PluralScale,
            Tag::Ordinal,
            Tag::Denominator,
            Tag::TimeWord,
            Tag::Weekday,
            Tag::Month,
        ]);
        let may = match reading.token(i)?.kind {
            TokenKind::Number => true,
            TokenKind::Word => reading.any(i, opens) || reading.text(i).contains('-'),
            _ => currency(reading.text(i)).is_some(),
        };
        if !may {
            return None;
        }
        if let Some(found) = self.date(i, today) {
            return Some(found);
        }
        if let Some(unit) = currency(reading.text(i)) {
            let amount = self.amount(i + 1)?;
            return Some(self.money(i, amount, unit));
        }
        if let Some(found) = self.ordinal(i) {
            return Some(found);
        }
        if let Some(found) = self.joined(i) {
            return Some(found);
        }
        let amount = self.amount(i)?;
        self.explained(i, amount)
    }

    /// What the words after a number make of it.
    fn explained(self, i: usize, mut amount: Amount) -> Option<(usize, Quantity)> {
        let reading = self.reading;
        // “10 to 15 percent”: the first number shares scale and unit of the second.
        let joint = reading.is(amount.stop, &[of_str("to"), of_str("or"), of_str("and")])
            || matches!(reading.text(amount.stop), "-" | "–");
        let mut after = amount.stop;
        let open = joint && after + 1 < self.end && amount.scale == 1.0 && !amount.fraction;
        if let Some(second) = self.amount(after + 1).filter(|_| open) {
            let shared = self.percent_unit(second.stop).is_some()
                || second.scale > 1.0
                || reading.has(second.stop, Tag::CurrencyWord);
            if shared {
                after = second.stop;
                amount.value = amount.value.map(|v| v * second.scale);
            }
        }
        if let Some((stop, unit)) = self.percent_unit(after) {
            let stop = if after == amount.stop {
                stop
            } else {
                amount.stop
            };
            let unit = Some(unit.to_owned());
            return Some(self.finish(i, stop, amount.value, unit, QuantityKind::Percent));
        }
        if reading.has(after, Tag::CurrencyWord) && after < self.end && !self.weighs(i) {
            let unit = currency_word(reading.token(after)?.folded)?;
            let cents = reading.is(after, &[of_str("cent"), of_str("cents"), of_str("pence")]);
            amount.value = amount.value.map(|v| if cents { v / 100.0 } else { v });
            if after == amount.stop {
                amount.stop += 1;
            }
            return Some(self.money(i, amount, unit));
        }
        if amount.fraction {
            let unit = Some("percent".to_owned());
            let value = amount.value.map(|v| (v * 1e4).round() / 100.0);
            return Some(self.finish(i, amount.stop, value, unit, QuantityKind::Percent));
        }
        if let Some((stop, share)) = self.out_of(amount) {
            let unit = Some("percent".to_owned());
            return Some(self.finish(i, stop, Some(share), unit, QuantityKind::Percent));
        }
        // “thousands of dollars”
        let sum = amount.value.is_none() && reading.has(amount.stop + 1, Tag::CurrencyWord);
        if sum && amount.stop + 1 < self.end {
            let unit = currency_word(reading.token(amount.stop + 1)?.folded)?;
            amount.stop += 2;
            return Some(self.money(i, amount, unit));
        }
        if self.names_something(i) {
            return None;
        }
        let noun = self
            .counted(i, amount.stop)
            .or_else(|| self.unit(amount.stop));
        if noun.is_none() && reading.is(amount.stop, &[of_str("of")]) {
            // “31 of 37 drones”: both count drones.
            let whole = self
                .amount(amount.stop + 1)
                .filter(|all| all.value.is_some());
            if let Some((_, unit)) = whole.and_then(|all| self.unit(all.stop)) {
                let kind = QuantityKind::Count;
                return Some(self.finish(i, amount.stop, amount.value, Some(unit), kind));
            }
        }
        let one = amount.value == Some(1.0) && amount.scale == 1.0 && reading.is_word(i);
        if one && !reading.has(amount.stop, Tag::TimeUnit) {
            // “one of them”, “one day”: a pronoun or an article more often than a count.
            return None;
        }
        // “these two”, “the two”: a pronoun; “Super Bowl 50”: a name.
        let before = i.checked_sub(1).filter(|&k| k >= self.start);
        let pronoun = reading.is_word(i)
            && before.is_some_and(|k| {
                reading.any(k, Tags::of(&[Tag::Demonstrative, Tag::Determiner]))
                    || reading.is(k, &[of_str("us"), of_str("of")])
            });
        let named = before.is_some_and(|k| {
            reading.part(k) == Part::ProperNoun && reading.text(k).starts_with(char::is_uppercase)
        }) && !reading.is_word(i)
            && !matches!(reading.text(amount.stop), "-" | "–")
            && !reading.is(amount.stop, &[of_str("to")]);
        if noun.is_none() && amount.value.is_some() && (pronoun || named) {
            return None;
        }
        let (stop, unit) = match noun {
            Some((stop, unit)) => (stop, Some(unit)),
            None => (amount.stop, None),
        };
        Some(self.finish(i, stop, amount.value, unit, QuantityKind::Count))
    }

    /// “weighs 236 pounds”, “lost 20 pounds”: no money.
    fn weighs(self, i: usize) -> bool {
        const WEIGH: &[u64] = &[
            of_str("weigh"),
            of_str("weighs"),
            of_str("weighed"),
            of_str("weighing"),
            of_str("weight"),
        ];
        let reading = self.reading;
        (self.start.max(i.saturating_sub(5))..i).any(|k| reading.is(k, WEIGH))
    }

    /// “world number four”, “call 101”, “two up”: a rank, a telephone, a score.
    fn names_something(self, i: usize) -> bool {
        const BEFORE: &[u64] = &[
            of_str("number"),
            of_str("no"),
            of_str("no."),
            of_str("call"),
            of_str("calling"),
            of_str("dial"),
            of_str("dialling"),
            of_str("ring"),
            of_str("ringing"),
            of_str("channel"),
            of_str("room"),
            of_str("gate"),
            of_str("page"),
            of_str("chapter"),
        ];
        const AFTER: &[u64] = &[of_str("up"), of_str("down"), of_str("nil"), of_str("all")];
        let reading = self.reading;
        // “6'3"”, “9 p.m.”, “one, his temper, and two, his words”
        let touches = |k: usize| {
            let close = reading.token(k).is_some_and(|t| !t.space_before);
            close && matches!(reading.text(k), "'" | "’" | "\"" | "”" | "′" | "″")
        };
        let size = touches(i + 1)
            && reading
                .token(i + 2)
                .is_some_and(|t| t.kind == TokenKind::Number)
            || i > 1
                && touches(i - 1)
                && reading
                    .token(i - 2)
                    .is_some_and(|t| t.kind == TokenKind::Number);
        let hour = reading.is(
            i + 1,
            &[of_str("p.m."), of_str("a.m."), of_str("pm"), of_str("am")],
        ) && reading.part(i + 1) != Part::Auxiliary;
        let listed = reading.is_word(i)
            && i > self.start
            && reading.text(i + 1) == ","
            && (reading.text(i - 1) == "," || reading.is(i - 1, &[of_str("and"), of_str("is")]));
        if size || hour || listed {
            return true;
        }
        // “three 999 calls”
        let service = !reading.is_word(i)
            && i > self.start
            && reading.has(i - 1, Tag::Number)
            && reading.is_word(i - 1);
        if service {
            return true;
        }
        let bare = self.unit(i + 1).is_none();
        bare && (i > self.start && reading.is(i - 1, BEFORE)
            || reading.is_word(i) && i + 1 < self.end && reading.is(i + 1, AFTER))
    }

    /// “one in five”, “one out of five”: where it ends and its share in percent.
    fn out_of(self, part: Amount) -> Option<(usize, f64)> {
        let reading = self.reading;
        let at = part.stop;
        let whole = if reading.is(at, &[of_str("in")]) {
            at + 1
        } else if reading.is(at, &[of_str("out")]) && reading.is(at + 1, &[of_str("of")]) {
            at + 2
        } else {
            return None;
        };
        // “three in 2014” is no share.
        if time::year_at(reading, whole).is_some() {
            return None;
        }
        let whole = self.amount(whole)?;
        let (some, all) = (part.value?, whole.value?);
        let fits = some <= all && all > 1.0 && all <= 1000.0;
        fits.then(|| (whole.stop, (some / all * 1e4).round() / 100.0))
    }

    /// A calendar date: “Oct. 17”, “last year”, “2014”.
    fn date(self, i: usize, today: Option<Date>) -> Option<(usize, Quantity)> {
        let reading = self.reading;
        let (stop, time) = match time::parse(reading, i, self.end) {
            Some(found) => found,
            None => {
                let year = time::year_at(reading, i)?;
                let counted = self
                    .unit(i + 1)
                    .is_some_and(|(stop, unit)| stop == i + 2 && unit.ends_with('s'));
                let said_in = i > 0
                    && reading.is(
                        i - 1,
                        &[
                            of_str("in"),
                            of_str("since"),
                            of_str("by"),
                            of_str("of"),
                            of_str("the"),
                            of_str("until"),
                            of_str("from"),
                        ],
                    );
                let money = i > 0 && currency(reading.text(i - 1)).is_some();
                if money || counted && !said_in {
                    return None;
                }
                (i + 1, Time::Year(year))
            }
        };
        let value = time.resolve(today, self.side(i, stop));
        let quantity = Quantity {
            span: reading.span(i..stop),
            value: value.map(QuantityValue::Date),
            unit: None,
            kind: QuantityKind::Date,
            qualifier: None,
        };
        Some((stop, quantity))
    }

    /// On which side of today a time in the content lies: “will vote in November”, “the November election”.
    fn side(self, i: usize, stop: usize) -> Side {
        const NEAR: usize = 10;
        const VOTES: &[u64] = &[
            of_str("election"),
            of_str("elections"),
            of_str("vote"),
            of_str("ballot"),
            of_str("referendum"),
            of_str("deadline"),
        ];
        let reading = self.reading;
        let ahead = Tags::of(&[Tag::Will, Tag::May, Tag::Can, Tag::Must]);
        let from = self.start.max(i.saturating_sub(NEAR));
        let to_come = (from..i).any(|k| {
            reading.any(k, ahead) && reading.part(k) == Part::Modal
                || reading.is(k, &[of_str("to")]) && reading.part(k + 1) == Part::VerbBase
        });
        let past = (from..i).any(|k| reading.part(k) == Part::VerbPast);
        if to_come && !past {
            Side::Future
        } else if reading.is(stop, VOTES) {
            Side::Either
        } else {
            Side::Nearest
        }
    }

    /// “the third time”, “45th president”
    fn ordinal(self, i: usize) -> Option<(usize, Quantity)> {
        let reading = self.reading;
        let text = reading.text(i);
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let numeric = matches!(&text[digits.len()..], "st" | "nd" | "rd" | "th");
        let value = if reading.has(i, Tag::Ordinal) && text.starts_with(char::is_lowercase) {
            lexicon::value(reading.token(i)?.folded)
        } else if numeric {
            digits.replace(',', "").parse().ok()?
        } else {
            return None;
        };
        // “first reported”, “at first”, “a second later” rank nothing.
        let ranked = i > 0
            && (reading.any(i - 1, Tags::of(&[Tag::Determiner, Tag::Number]))
                || reading.token(i - 1)?.kind == TokenKind::Possessive
                || numeric
                || reading.is(i - 1, &[of_str("for")]));
        if !ranked || self.fraction_follows(i) {
            return None;
        }
        let (stop, unit) = self.counted(i, i + 1).or_else(|| self.unit(i + 1))?;
        // “the 2nd Amendment”, “5th Avenue” are names; “the 45th President” is a rank.
        let name =
            reading.text(i + 1).starts_with(char::is_uppercase) && !reading.has(i + 1, Tag::Office);
        if name {
            return None;
        }
        Some(self.finish(i, stop, Some(value), Some(unit), QuantityKind::Ordinal))
    }

    /// “a third of”: the ordinal is a share.
    fn fraction_follows(self, i: usize) -> bool {
        let reading = self.reading;
        reading.has(i, Tag::Denominator)
            && reading.is(i + 1, &[of_str("of")])
            && i > 0
            && (reading.is(i - 1, &[of_str("a"), of_str("one")]) || reading.has(i - 1, Tag::Number))
    }

    /// “18-month”, “two-year”: number and unit in one word.
    fn joined(self, i: usize) -> Option<(usize, Quantity)> {
        let text = self.reading.text(i);
        let (number, rest) = text.split_once('-')?;
        if let ("quarter" | "half", "point") = (number, rest) {
            // “a quarter-point cut”
            let value = if number == "half" { 0.5 } else { 0.25 };
            let unit = Some("percentage points".to_owned());
            return Some(self.finish(i, i + 1, Some(value), unit, QuantityKind::Percent));
        }
        let unit = rest.split('-').next().filter(|u| u.len() > 1)?;
        if !unit.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        let value = number.replace(',', "").parse::<f64>().ok().or_else(|| {
            let word = of_str(&lowered(number));
            let unit = lexicon::tags(of_str(&lowered(unit)));
            (lexicon::tags(word).has(Tag::Number) && unit.has(Tag::TimeUnit))
                .then(|| lexicon::value(word))
        })?;
        if lexicon::tags(of_str(unit)).any(Tags::of(&[Tag::Number, Tag::Denominator, Tag::Ordinal]))
        {
            return None;
        }
        Some(self.finish(
            i,
            i + 1,
            Some(value),
            Some(unit.to_lowercase()),
            QuantityKind::Count,
        ))
    }

    /// A number in digits or words with its scale.
    fn amount(self, i: usize) -> Option<Amount> {
        let reading = self.reading;
        let token = reading.token(i).filter(|_| i < self.end)?;
        let text = reading.text(i);
        if let Some(fraction) = self.fraction(i) {
            return Some(fraction);
        }
        if reading.has(i, Tag::PluralScale) {
            // “thousands of”: a number without a value.
            let mut stop = i + 1;
            while reading.is(stop, &[of_str("of")]) && reading.has(stop + 1, Tag::PluralScale) {
                stop += 2;
            }
            let of = reading.is(stop, &[of_str("of")]);
            return of.then_some(Amount {
                value: None,
                stop,
                scale: 1.0,
                fraction: false,
            });
        }
        let mut scale = 1.0;
        let (mut value, mut stop) = if token.kind == TokenKind::Number {
            let (value, suffix) = number(text)?;
            scale = suffix;
            (value, i + 1)
        } else if reading.has(i, Tag::Number) {
            // “Ground Zero”, “Big Ten”
            if reading.part(i) == Part::ProperNoun && i > self.start {
                return None;
            }
            let mut value = lexicon::value(token.folded);
            let mut stop = i + 1;
            // “one hundred and five”
            if reading.is(stop, &[of_str("hundred")]) {
                value *= 100.0;
                stop += 1;
                let and = usize::from(reading.is(stop, &[of_str("and")]));
                if reading.has(stop + and, Tag::Number) && stop + and < self.end {
                    value += lexicon::value(reading.token(stop + and)?.folded);
                    stop += and + 1;
                }
            }
            (value, stop)
        } else if reading.is(i, &[of_str("a")])
            && reading.has(i + 1, Tag::SpelledScale)
            && i + 1 < self.end
        {
            scale = lexicon::value(reading.token(i + 1)?.folded);
            (1.0, i + 2)
        } else {
            return None;
        };
        while stop < self.end && reading.has(stop, Tag::Scale) {
            // “m” and “k” are letters unless they touch the digits.
            if !reading.has(stop, Tag::SpelledScale) && reading.token(stop)?.space_before {
                let short = ["m", "bn", "tn", "mn"];
                if !short.contains(&reading.text(stop)) {
                    break;
                }
            }
            scale *= lexicon::value(reading.token(stop)?.folded);
            stop += 1;
        }
        value *= scale;
        // “three and a half million” and “six and a half”.
        if reading.is(stop, &[of_str("and")])
            && reading.is(stop + 1, &[of_str("a")])
            && reading.is(stop + 2, &[of_str("half")])
            && stop + 2 < self.end
        {
            value += 0.5 * scale;
            stop += 3;
            if reading.has(stop, Tag::SpelledScale) && stop < self.end {
                let more = lexicon::value(reading.token(stop)?.folded);
                value *= more;
                scale *= more;
                stop += 1;
            }
        }
        Some(Amount {
            value: Some(value),
            stop,
            scale,
            fraction: false,
        })
    }

    /// “two-thirds”, “three quarters”, “half of”, “a third of”.
    fn fraction(self, i: usize) -> Option<Amount> {
        let reading = self.reading;
        let share = |value: f64, stop: usize| {
            Some(Amount {
                value: Some(value),
                stop,
                scale: 1.0,
                fraction: true,
            })
        };
        let denominator = |word: u64| {
            let tags = lexicon::tags(word);
            tags.has(Tag::Denominator).then(|| lexicon::value(word))
        };
        if let Some((over, under)) = reading.text(i).split_once('-') {
            let over = of_str(&lowered(over));
            let under = denominator(of_str(under)).filter(|d| *d > 1.0)?;
            return lexicon::tags(over)
                .has(Tag::Number)
                .then(|| share(lexicon::value(over) / under, i + 1))?;
        }
        let next = reading.token(i + 1).filter(|_| i + 1 < self.end)?.folded;
        if reading.has(i, Tag::Number) && reading.text(i + 1).ends_with('s') {
            let over = lexicon::value(reading.token(i)?.folded);
            return share(over / denominator(next)?, i + 2);
        }
        let of = |k: usize| reading.is(k, &[of_str("of")]) && k < self.end;
        if reading.is(i, &[of_str("half")]) {
            let whole = of(i + 1)
                || reading.is(
                    i + 1,
                    &[
                        of_str("the"),
                        of_str("our"),
                        of_str("their"),
                        of_str("its"),
                        of_str("his"),
                        of_str("all"),
                    ],
                );
            let after_and = i > 1 && reading.is(i - 2, &[of_str("and")]);
            return (whole && !after_and).then(|| share(0.5, i + 1))?;
        }
        if reading.is(i, &[of_str("a"), of_str("one")]) && of(i + 2) {
            return share(1.0 / denominator(next)?, i + 2);
        }
        None
    }

    /// A sum of money with its rate: “£350m a week”.
    fn money(self, i: usize, amount: Amount, unit: &str) -> (usize, Quantity) {
        let reading = self.reading;
        let mut stop = amount.stop;
        let mut amount = amount;
        // “$5 to $10 million”, “$10-15bn”
        let to = reading.is(stop, &[of_str("to"), of_str("and"), of_str("or")])
            || matches!(reading.text(stop), "-" | "–");
        if to && amount.scale == 1.0 && stop + 1 < self.end {
            let sign = usize::from(currency(reading.text(stop + 1)).is_some());
            if let Some(second) = self.amount(stop + 1 + sign) {
                let larger = second
                    .value
                    .zip(amount.value)
                    .is_some_and(|(b, a)| second.scale > 1.0 && a < b / second.scale);
                if larger {
                    amount.value = amount.value.map(|v| v * second.scale);
                }
            }
        }
        let mut unit = unit.to_owned();
        if reading.has(stop, Tag::CurrencyWord) && stop < self.end {
            stop += 1;
        }
        let rate = reading.is(stop, PER)
            && stop + 1 < self.end
            && (reading.has(stop + 1, Tag::TimeUnit) || reading.is(stop + 1, PER_WHAT));
        if rate {
            unit.push_str(" per ");
            unit.push_str(&reading.text(stop + 1).to_lowercase());
            stop += 2;
        }
        self.finish(i, stop, amount.value, Some(unit), QuantityKind::Money)
    }

    /// “percent”, “per cent”, “%”, “percentage points” and where it ends.
    fn percent_unit(self, i: usize) -> Option<(usize, &'static str)> {
        let reading = self.reading;
        if i >= self.end {
            return None;
        }
        let points = |k: usize| k < self.end && reading.is(k, &[of_str("point"), of_str("points")]);
        if reading.text(i) == "%" || reading.is(i, &[of_str("percent")]) {
            return Some((i + 1, "percent"));
        }
        if reading.is(i, &[of_str("per")])
            && reading.is(i + 1, &[of_str("cent")])
            && i + 1 < self.end
        {
            return Some((i + 2, "percent"));
        }
        if reading.is(i, &[of_str("percentage")]) && points(i + 1) {
            return Some((i + 2, "percentage points"));
        }
        if reading.is(i, &[of_str("basis")]) && points(i + 1) {
            return Some((i + 2, "basis points"));
        }
        None
    }

    /// What is counted, by the tree: the noun that the number hangs on, or that hangs on the number
    /// (“thousands of people”).
    fn counted(self, i: usize, stop: usize) -> Option<(usize, String)> {
        let reading = self.reading;
        let near = stop..self.end.min(stop + 8);
        let noun = |k: usize| {
            let whole =
                near.contains(&k) && matches!(reading.part(k), Part::Noun | Part::ProperNoun);
            // No mark, no verb in between: “2 … , voters” counts no voters.
            // nor does “two as equivalent”.
            let close = || {
                (stop..k).all(|j| {
                    let part = reading.part(j);
                    reading.is_word(j)
                        && !part.is_verb()
                        && (!matches!(part, Part::Adposition | Part::Subordinator)
                            || reading.is(j, &[of_str("of")]))
                })
            };
            (whole && close()).then(|| (k + 1, reading.text(k).to_owned()))
        };
        let above = |k: usize| {
            let counts = matches!(
                reading.relation(k),
                Relation::NumericModifier | Relation::AdjectivalModifier | Relation::Compound
            );
            reading.head(k).filter(|_| counts)
        };
        // “100 Labour politicians”: a name before the noun is not what is counted.
        let whole = |k: usize| {
            let mut k = k;
            let name = |k: usize| reading.part(k) == Part::ProperNoun;
            // “the second committee hearing”: a word in the singular right before a noun describes it.
            let describes = |k: usize| {
                reading.part(k) == Part::Noun
                    && !reading.text(k).ends_with('s')
                    && !reading.is(k, PEOPLE)
                    && !reading.has(k, Tag::TimeUnit)
            };
            while (name(k) || describes(k)) && k + 1 < near.end && reading.is_word(k + 1) {
                let next = reading.part(k + 1);
                if !matches!(next, Part::Noun | Part::ProperNoun) {
                    break;
                }
                k += 1;
            }
            k
        };
        (i..stop)
            .rev()
            .find_map(|k| above(k).map(whole).and_then(noun))
            .or_else(|| {
                let of = reading.is(stop, &[of_str("of")]).then_some(stop - 1)?;
                let mut below = reading.children(of);
                noun(below.find(|&c| reading.relation(c) == Relation::NominalModifier)?)
            })
    }

    /// What is counted: the first plural of the noun phrase at `i`, else its first common word.
    fn unit(self, i: usize) -> Option<(usize, String)> {
        let reading = self.reading;
        let mut at = i;
        if reading.is(at, &[of_str("of")]) {
            at += 1;
            if reading.has(at, Tag::Determiner) {
                at += 1;
            }
        } else if reading.is(
            at,
            &[
                of_str("more"),
                of_str("additional"),
                of_str("other"),
                of_str("new"),
            ],
        ) {
            at += 1;
        }
        let mut common = None;
        let mut last = None;
        for k in at..self.end.min(at + 5) {
            // “100 new jobs”, “five most recent polls”, “12 shooting victims”
            let light = matches!(
                reading.part(k),
                Part::Adjective | Part::Adverb | Part::VerbGerund
            );
            // “76,981 registered voters”
            let described =
                reading.part(k) == Part::VerbParticiple && reading.part(k + 1) == Part::Noun;
            if (light || described) && reading.is_word(k) && !reading.is(k, &[of_str("than")]) {
                continue;
            }
            let noun = matches!(reading.part(k), Part::Noun | Part::ProperNoun);
            if !reading.is_word(k) || reading.any(k, STOP) || !noun {
                break;
            }
            let word = reading.text(k);
            let lower = word.starts_with(char::is_lowercase);
            let plural = word.ends_with('s')
                && !["ss", "us", "is"].iter().any(|e| word.ends_with(e))
                || reading.is(k, PEOPLE);
            if plural {
                return Some((k + 1, word.to_owned()));
            }
            if lower && common.is_none() {
                common = Some((k + 1, word.to_owned()));
            }
            last = Some((k + 1, word.to_owned()));
        }
        common.or(last.filter(|_| at < i + 2))
    }

    /// Adds the qualifier in front.
    fn finish(
        self,
        i: usize,
        stop: usize,
        value: Option<f64>,
        unit: Option<String>,
        kind: QuantityKind,
    ) -> (usize, Quantity) {
        let reading = self.reading;
        let stop = stop.min(self.end);
        let mut start = self.qualifier(i);
        // “over ten years” tells how long, not how many at least.
        let lasting = reading.has(stop.max(i + 1) - 1, Tag::TimeUnit);
        if lasting && start + 1 == i && reading.has(start, Tag::Preposition) {
            start = i;
        }
        let article = usize::from(
            kind == QuantityKind::Ordinal
                && start == i
                && i > self.start
                && reading.is(i - 1, &[of_str("the")]),
        );
        let quantity = Quantity {
            span: reading.span(start - article..stop.max(i + 1)),
            value: value.map(QuantityValue::Number),
            unit,
            kind,
            qualifier: (start < i).then(|| {
                let words = start..i;
                let words: Vec<&str> = words.map(|k| reading.text(k)).collect();
                words.join(" ").to_lowercase()
            }),
        };
        (stop, quantity)
    }

    /// First token of the qualifier that ends before token `i`.
    fn qualifier(self, i: usize) -> usize {
        let reading = self.reading;
        for words in QUALIFIERS {
            let fits = i >= self.start + words.len()
                && words
                    .iter()
                    .enumerate()
                    .all(|(k, &word)| reading.is(i - words.len() + k, &[word]));
            if fits {
                return i - words.len();
            }
        }
        let near = Tags::of(&[Tag::Approximator, Tag::Bound]);
        if i > self.start && reading.any(i - 1, near) {
            return i - 1;
        }
        i
    }
}

/// The ISO code of a currency sign.
fn currency(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "$" | "US$" => "USD",
        "£" => "GBP",
        "€" => "EUR",
        "¥" => "JPY",
        "₹" => "INR",
        "C$" => "CAD",
        "A$" => "AUD",
        _ => return None,
    })
}

/// The ISO code of a currency word; “rupees” and “francs” are of several countries.
fn currency_word(folded: u64) -> Option<&'static str> {
    const WORDS: &[(u64, &str)] = &[
        (of_str("dollar"), "USD"),
        (of_str("dollars"), "USD"),
        (of_str("cent"), "USD"),
        (of_str("cents"), "USD"),
        (of_str("pound"), "GBP"),
        (of_str("pounds"), "GBP"),
        (of_str("pence"), "GBP"),
        (of_str("euro"), "EUR"),
        (of_str("euros"), "EUR"),
        (of_str("yen"), "JPY"),
        (of_str("yuan"), "CNY"),
        (of_str("rouble"), "RUB"),
        (of_str("roubles"), "RUB"),
        (of_str("ruble"), "RUB"),
        (of_str("rubles"), "RUB"),
    ];
    WORDS
        .iter()
        .find(|(word, _)| *word == folded)
        .map(|&(_, code)| code)
}

/// A number in digits and the scale of the letters that touch it: “1,200”, “350m”. Times, scores and
/// dates with strokes are none.
fn number(text: &str) -> Option<(f64, f64)> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
    let scale = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" => 1e6,
        "b" | "bn" => 1e9,
        "t" | "tn" | "trn" => 1e12,
        _ => return None,
    };
    let plain = digits.trim_end_matches('.');
    let valid = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    let value = valid.then(|| plain.replace(',', "").parse::<f64>().ok())??;
    Some((value, scale))
}
