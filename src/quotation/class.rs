//! What a pair of marks is there for, by general cues.

use super::QuotationClass;
use super::pair::Pair;
use crate::Document;
use crate::hash::{Words, of_str};
use crate::text::{Region, Shape, Token, TokenKind};

/// Words that hand words over to somebody: near one of them even a short quotation is speech.
const CUES: Words<181> = Words::new([
    "according",
    "accuse",
    "accused",
    "accuses",
    "accusing",
    "acknowledged",
    "add",
    "added",
    "adding",
    "adds",
    "admit",
    "admitted",
    "allege",
    "alleged",
    "alleges",
    "alleging",
    "announce",
    "announced",
    "answer",
    "answered",
    "argue",
    "argued",
    "argues",
    "arguing",
    "ask",
    "asked",
    "asking",
    "asks",
    "believe",
    "believed",
    "believes",
    "blame",
    "blamed",
    "blast",
    "blasted",
    "brand",
    "branded",
    "call",
    "called",
    "calling",
    "calls",
    "caption",
    "chant",
    "chanted",
    "chanting",
    "characterised",
    "characterized",
    "cite",
    "cited",
    "cites",
    "citing",
    "claim",
    "claimed",
    "claiming",
    "claims",
    "comment",
    "commented",
    "comments",
    "complained",
    "conclude",
    "concluded",
    "concludes",
    "criticised",
    "criticize",
    "criticized",
    "declare",
    "declared",
    "declares",
    "decried",
    "deemed",
    "denied",
    "denies",
    "denounce",
    "denounced",
    "deny",
    "derided",
    "describe",
    "described",
    "describes",
    "describing",
    "dismiss",
    "dismissed",
    "dub",
    "dubbed",
    "email",
    "explain",
    "explained",
    "explains",
    "hailed",
    "insist",
    "insisted",
    "insists",
    "joked",
    "label",
    "labeled",
    "labelled",
    "labels",
    "likened",
    "message",
    "mock",
    "mocked",
    "note",
    "noted",
    "notes",
    "noting",
    "posted",
    "praise",
    "praised",
    "predict",
    "predicted",
    "promise",
    "promised",
    "promising",
    "question",
    "questioned",
    "quote",
    "quoted",
    "quotes",
    "quoting",
    "read",
    "reading",
    "reads",
    "recall",
    "recalled",
    "refer",
    "referred",
    "referring",
    "refers",
    "rejected",
    "remark",
    "remarked",
    "remarking",
    "remarks",
    "repeated",
    "replied",
    "reply",
    "respond",
    "responded",
    "said",
    "say",
    "saying",
    "says",
    "shout",
    "shouted",
    "slam",
    "slammed",
    "state",
    "stated",
    "statement",
    "states",
    "stating",
    "suggested",
    "suggests",
    "tell",
    "telling",
    "tells",
    "term",
    "termed",
    "terms",
    "think",
    "thinks",
    "thought",
    "told",
    "tweet",
    "tweeted",
    "tweets",
    "vow",
    "vowed",
    "vows",
    "warn",
    "warned",
    "warning",
    "warns",
    "words",
    "write",
    "writes",
    "writing",
    "written",
    "wrote",
    "yell",
    "yelled",
]);
/// Words for works: the film “Selma”.
const WORKS: Words<59> = Words::new([
    "album",
    "article",
    "ballad",
    "blog",
    "book",
    "books",
    "broadcast",
    "cartoon",
    "chapter",
    "column",
    "comedy",
    "documentary",
    "drama",
    "editorial",
    "entitled",
    "episode",
    "essay",
    "exhibition",
    "film",
    "films",
    "game",
    "headline",
    "headlined",
    "hit",
    "hymn",
    "interview",
    "magazine",
    "manifesto",
    "memoir",
    "movie",
    "movies",
    "musical",
    "novel",
    "op-ed",
    "opera",
    "paper",
    "play",
    "podcast",
    "poem",
    "program",
    "programme",
    "report",
    "romance",
    "series",
    "show",
    "single",
    "sitcom",
    "song",
    "songs",
    "soundtrack",
    "speech",
    "story",
    "symphony",
    "thriller",
    "title",
    "titled",
    "titling",
    "tune",
    "video",
]);
/// Small words that titles leave in lower case.
const SMALL: Words<31> = Words::new([
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it", "nor",
    "of", "off", "on", "or", "out", "over", "per", "so", "than", "that", "the", "to", "up", "via",
    "vs.", "with", "yet",
]);
/// After these a byname comes: nicknamed “Bo”.
const BYNAMES: Words<4> = Words::new(["nickname", "nicknamed", "aka", "a.k.a."]);

/// The longest title of a work in words.
const TITLE: usize = 14;
/// The longest quotation that may be the author's own distance.
const SCARE: usize = 3;

pub(super) fn classify(document: &Document<'_>, pair: &Pair) -> QuotationClass {
    let tokens = document.tokens();
    let inner = pair.tokens.start + 1..pair.tokens.end - usize::from(pair.closed);
    let inside = &tokens[inner];
    let first = document
        .paragraphs()
        .partition_point(|p| p.tokens.end <= pair.tokens.start);
    let headline = document.paragraphs()[first].region == Region::Headline;
    let paragraph = document.paragraphs()[first].tokens.clone();
    let before = &tokens[paragraph.start..pair.tokens.start];
    let after = &tokens[pair.tokens.end..paragraph.end];
    // Bounded, so that marks nested in marks are not read again at each depth.
    let words = inside
        .iter()
        .take(4 * TITLE)
        .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .take(TITLE + 1)
        .count();
    let reading = Reading {
        document,
        inside,
        before,
        after,
        words,
        headline,
    };
    if !pair.closed || words > TITLE || inside.len() > 4 * TITLE {
        QuotationClass::Speech
    } else if reading.is_nickname() {
        QuotationClass::Nickname
    } else if reading.is_title() {
        QuotationClass::Title
    } else if reading.is_scare() {
        QuotationClass::Scare
    } else {
        QuotationClass::Speech
    }
}

struct Reading<'r, 't> {
    document: &'r Document<'t>,
    inside: &'r [Token],
    /// The paragraph before the opening mark and after the closing one.
    before: &'r [Token],
    after: &'r [Token],
    words: usize,
    /// Capitals say nothing here.
    headline: bool,
}

impl Reading<'_, '_> {
    fn slice(&self, token: Token) -> &str {
        self.document.slice(token.span)
    }

    /// The last mark inside, where it is one that ends a clause.
    fn stop(&self) -> Option<&str> {
        let last = *self.inside.last()?;
        (last.kind == TokenKind::Punctuation)
            .then(|| self.slice(last))
            .filter(|mark| {
                matches!(
                    *mark,
                    "," | "." | "!" | "?" | "—" | "..." | "…" | "?!" | "!?"
                )
            })
    }

    /// Jane “Bo” Smith: between two parts of a name.
    fn is_nickname(&self) -> bool {
        let name = |t: &Token| {
            t.kind == TokenKind::Word
                && t.shape != Shape::Lower
                && !SMALL.contains(t.folded)
                && !CUES.contains(t.folded)
        };
        let capital = self.inside.first().is_some_and(|t| t.shape != Shape::Lower);
        let Some(last) = self.before.last() else {
            return false;
        };
        if self.words == 0 || self.words > 3 || !capital {
            return false;
        }
        if BYNAMES.contains(last.folded) {
            return true;
        }
        let next = self.after.first();
        !self.headline
            && self.stop().is_none()
            && name(last)
            && !WORKS.contains(last.folded)
            && next.is_some_and(|next| next.space_before && name(next))
            && self
                .inside
                .iter()
                .all(|t| t.shape != Shape::Lower || SMALL.contains(t.folded))
    }

    /// “The Long Road Home”: set in capitals, and nobody says it.
    fn is_title(&self) -> bool {
        let inner = self
            .inside
            .split_last()
            .map_or(self.inside, |(last, rest)| {
                if last.kind == TokenKind::Punctuation {
                    rest
                } else {
                    self.inside
                }
            });
        let mut capitals = 0;
        for (i, token) in inner.iter().enumerate() {
            match token.kind {
                TokenKind::Word
                    if token.shape == Shape::Lower && i > 0 && SMALL.contains(token.folded) => {}
                TokenKind::Word if token.shape == Shape::Lower => return false,
                TokenKind::Word => capitals += 1,
                TokenKind::Punctuation if matches!(self.slice(*token), "." | "...") => {
                    return false;
                }
                _ => {}
            }
        }
        let shouted = inner
            .iter()
            .all(|t| t.shape == Shape::Upper || t.kind != TokenKind::Word);
        let work = self.work_before();
        if capitals == 0 || self.is_said() || (shouted && !work) {
            return false;
        }
        if matches!(self.stop(), Some("." | "!" | "?")) && !work && self.before_ends() {
            return false;
        }
        // One capital word alone may open a sentence: “Yes,” or name a thing: “Selma”.
        (capitals >= 2 && inner.len() >= 2 && !self.headline) || work
    }

    /// A word for a work, or a possessive (“CNN’s”), leads up to the quotation.
    fn work_before(&self) -> bool {
        self.before
            .iter()
            .rev()
            .take(3)
            .any(|t| WORKS.contains(t.folded))
    }

    /// The quotation opens a sentence.
    fn before_ends(&self) -> bool {
        self.before.last().is_none_or(|t| {
            t.kind == TokenKind::Punctuation
                && matches!(self.slice(*t), "." | "," | ":" | "!" | "?")
        })
    }

    /// A verb of saying stands right before or after.
    fn is_said(&self) -> bool {
        let led = self
            .before
            .iter()
            .rev()
            .take_while(|t| t.kind == TokenKind::Punctuation || t.kind == TokenKind::Word)
            .take(3)
            .any(|t| CUES.contains(t.folded));
        let followed = matches!(self.stop(), Some("," | "!" | "?" | "—"))
            && self.after.iter().take(5).any(|t| CUES.contains(t.folded));
        led || followed
    }

    /// The token ends no clause: what stands beyond belongs to other words.
    fn goes_on(&self, token: &Token) -> bool {
        token.kind != TokenKind::Punctuation || !matches!(self.slice(*token), "." | "!" | "?" | ";")
    }

    /// The “freedom” caucus: a word or two, no clause, and nobody near who says it.
    fn is_scare(&self) -> bool {
        if self.words == 0 {
            return true;
        }
        if self.words > SCARE || matches!(self.stop(), Some("!" | "?" | "—" | "..." | "…")) {
            return false;
        }
        // A clause opens with a capital: “We won”.
        let clause = self.words > 1
            && !self.headline
            && self.inside[0].shape == Shape::Capitalised
            && self.inside[1].shape == Shape::Lower;
        if clause {
            return false;
        }
        const SO_CALLED: u64 = of_str("so-called");
        if self.before.last().is_some_and(|t| t.folded == SO_CALLED) {
            return true;
        }
        // After a colon, or as a clause of its own, words are quoted for what they say.
        let colon = self.before.last().is_none_or(|t| {
            t.kind == TokenKind::Punctuation
                && matches!(self.slice(*t), ":" | "," | "." | "!" | "?")
        });
        if colon && self.stop().is_some() {
            return false;
        }
        let near = |tokens: &mut dyn Iterator<Item = &Token>| {
            tokens
                .take_while(|t| self.goes_on(t))
                .take(12)
                .any(|t| CUES.contains(t.folded))
        };
        // “freedom” caucus: the words qualify a noun.
        let qualifies = self.stop().is_none()
            && self.after.first().is_some_and(|t| {
                t.space_before
                    && t.kind == TokenKind::Word
                    && t.shape == Shape::Lower
                    && t.span.len() > 3
            })
            && self
                .before
                .last()
                .is_some_and(|t| DETERMINERS.contains(t.folded));
        if qualifies {
            let mut led = self
                .before
                .iter()
                .rev()
                .take_while(|t| self.goes_on(t))
                .take(4);
            return !led.any(|t| CUES.contains(t.folded));
        }
        !near(&mut self.before.iter().rev()) && !near(&mut self.after.iter())
    }
}

const DETERMINERS: Words<19> = Words::new([
    "a", "an", "any", "her", "his", "its", "my", "no", "of", "our", "some", "such", "that", "the",
    "their", "these", "this", "those", "your",
]);
