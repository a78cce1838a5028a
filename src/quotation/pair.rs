//! Pairs the marks of one paragraph.
//!
//! Marks are read once, from the left, with a stack of those that are open. What a straight mark does is
//! told by the white space around it and by what is open.

use std::ops::Range;

use crate::Document;
use crate::hash::Words;
use crate::text::{Paragraph, Region, Shape, Token, TokenKind};

/// How many tokens “, Lt. Gov. Ann Ortiz said.” may have.
const TAG: usize = 9;

/// Marks that can close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// `"…"`, “…”, „…“, ``…''
    Double,
    /// '…', ‘…’, ‚…‘
    Single,
    /// «…», »…«
    Angle,
    /// ‹…›, ›…‹
    SingleAngle,
}

/// Two marks, or one that is never closed.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Marks included.
    pub(super) tokens: Range<usize>,
    pub(super) family: Family,
    pub(super) depth: u8,
    pub(super) closed: bool,
    /// Left open to the end of the paragraph: the next one may carry it on.
    pub(super) runs_on: bool,
}

/// A mark that was opened.
struct Draft {
    start: usize,
    /// Token after the closing mark; 0 while open.
    end: usize,
    family: Family,
    closed: bool,
    /// First mark of the same family that opened inside.
    child: Option<usize>,
    runs_on: bool,
    /// No quotation after all.
    dropped: bool,
}

/// What a mark does at its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Open(Family),
    Close(Family),
    Neither,
}

/// Whether quotations go on over paragraphs of this region.
pub(super) fn is_running(region: Region) -> bool {
    matches!(region, Region::Body | Region::Headline)
}

/// For every paragraph, the family of the mark that opens the next paragraph of running text.
pub(super) fn opens_next(document: &Document<'_>) -> Vec<Option<Family>> {
    let paragraphs = document.paragraphs();
    let mut opens = vec![None; paragraphs.len()];
    let mut next = None;
    for (p, paragraph) in paragraphs.iter().enumerate().rev() {
        opens[p] = next;
        if is_running(paragraph.region) {
            next = opening_family(document, paragraph);
        }
    }
    opens
}

fn opening_family(document: &Document<'_>, paragraph: &Paragraph) -> Option<Family> {
    let tokens = &document.tokens()[paragraph.tokens.clone()];
    let [first, second, ..] = tokens else {
        return None;
    };
    if first.kind != TokenKind::Quote || second.space_before {
        return None;
    }
    match document.slice(first.span) {
        "\"" | "“" | "„" | "``" | "''" | "‟" | "＂" | "”" => Some(Family::Double),
        "'" | "‘" | "‚" | "‛" | "`" => Some(Family::Single),
        "«" => Some(Family::Angle),
        _ => None,
    }
}

/// The pairs of a paragraph, in order of their opening marks.
///
/// `next` is the family of the mark that opens the paragraph after it, `before` that of a quotation the
/// paragraph before left open.
pub(super) fn pairs(
    document: &Document<'_>,
    paragraph: &Paragraph,
    next: Option<Family>,
    before: Option<Family>,
) -> Vec<Pair> {
    let all = document.tokens();
    let mut marks = Marks {
        document,
        tokens: &all[..paragraph.tokens.end],
        first: paragraph.tokens.start,
        drafts: Vec::new(),
        open: Vec::new(),
        doubles: Vec::new(),
        singles: 0,
    };
    for i in paragraph.tokens.clone() {
        if all[i].kind == TokenKind::Quote {
            match marks.role(i) {
                Role::Open(family) => marks.open(i, family),
                Role::Close(family) => marks.close(i, family),
                Role::Neither => {
                    // The quotation goes on from the paragraph before, but its mark was forgotten.
                    if marks.drafts.is_empty()
                        && before.is_some_and(|family| closes(document, all[i], family))
                    {
                        marks.drafts.push(Draft {
                            start: paragraph.tokens.start,
                            end: i + 1,
                            family: before.unwrap_or(Family::Double),
                            closed: true,
                            child: None,
                            runs_on: false,
                            dropped: false,
                        });
                    }
                }
            }
        }
    }
    if marks.drafts.is_empty() {
        return Vec::new();
    }
    marks.settle(paragraph, next);
    marks.nest()
}

fn closes(document: &Document<'_>, token: Token, family: Family) -> bool {
    !token.space_before
        && match document.slice(token.span) {
            "\"" | "”" | "''" => family == Family::Double,
            "’" | "'" => family == Family::Single,
            "»" => family == Family::Angle,
            _ => false,
        }
}

struct Marks<'d, 't> {
    document: &'d Document<'t>,
    /// The tokens up to the end of the paragraph.
    tokens: &'d [Token],
    /// First token of the paragraph.
    first: usize,
    drafts: Vec<Draft>,
    /// Drafts that are open, outermost first.
    open: Vec<usize>,
    /// Those of them that are double.
    doubles: Vec<usize>,
    /// How many of them are single.
    singles: usize,
}

impl Marks<'_, '_> {
    fn word(&self, i: usize) -> &str {
        self.document.slice(self.tokens[i].span)
    }

    fn top(&self) -> Option<&Draft> {
        self.open.last().map(|&draft| &self.drafts[draft])
    }

    /// Something that a quotation can follow stands right before the mark.
    fn left(&self, i: usize) -> bool {
        let token = self.tokens[i];
        if token.space_before || i == self.first {
            return false;
        }
        match self.tokens[i - 1].kind {
            TokenKind::Punctuation => !matches!(
                self.word(i - 1),
                "(" | "[" | "{" | "—" | "–" | "-" | "--" | ":" | "/" | "="
            ),
            TokenKind::Quote => self.top().is_none_or(|top| top.start != i - 1),
            _ => true,
        }
    }

    /// Words follow right after the mark.
    fn right(&self, i: usize) -> bool {
        let Some(next) = self.tokens.get(i + 1).filter(|next| !next.space_before) else {
            return false;
        };
        match next.kind {
            TokenKind::Possessive => false,
            TokenKind::Punctuation => !matches!(
                self.word(i + 1),
                "," | "."
                    | ";"
                    | ":"
                    | "!"
                    | "?"
                    | "?!"
                    | "!?"
                    | ")"
                    | "]"
                    | "}"
                    | "—"
                    | "–"
                    | "--"
                    | "-"
                    | "/"
                    | "="
            ),
            TokenKind::Quote => self
                .tokens
                .get(i + 2)
                .is_some_and(|after| !after.space_before),
            _ => true,
        }
    }

    fn role(&self, i: usize) -> Role {
        let (left, right) = (self.left(i), self.right(i));
        let double = !self.doubles.is_empty();
        let top = self.top().map(|top| top.family);
        let directed = |family, is_open: bool| match (left, right) {
            (true, false) if is_open => Role::Close(family),
            (true, false) => Role::Neither,
            (false, true) => Role::Open(family),
            _ if is_open => Role::Close(family),
            (true, true) | (false, false) => Role::Open(family),
        };
        match self.word(i) {
            "\"" | "＂" if self.is_inch(i, double) => Role::Neither,
            "\"" | "＂" => directed(Family::Double, double),
            "„" | "``" => Role::Open(Family::Double),
            // „So“ closes with the mark that opens elsewhere.
            "“" | "‟" if left && !right && double => Role::Close(Family::Double),
            "“" | "‟" => Role::Open(Family::Double),
            "”" | "''" if double => Role::Close(Family::Double),
            "”" | "''" if !left && right => Role::Open(Family::Double),
            "”" | "''" => Role::Neither,
            "‚" => Role::Open(Family::Single),
            "'" | "‘" | "’" | "`" | "‛" | "´" | "ʼ" | "＇" => {
                let single = top == Some(Family::Single);
                match directed(Family::Single, single) {
                    // A lone stroke with space on both sides quotes nothing.
                    Role::Open(_) if !right => Role::Neither,
                    // “’” opens nothing that “‘” could have opened.
                    Role::Open(_) if left => Role::Neither,
                    role => role,
                }
            }
            "«" => self.angle(Family::Angle, top, right || !left),
            "‹" => self.angle(Family::SingleAngle, top, right || !left),
            "»" => self.angle(Family::Angle, top, !left && right),
            "›" => self.angle(Family::SingleAngle, top, !left && right),
            _ => Role::Neither,
        }
    }

    /// «so» or »so«: whichever comes first opens; a bullet “» ” opens nothing.
    fn angle(&self, family: Family, top: Option<Family>, can_open: bool) -> Role {
        if top == Some(family) {
            Role::Close(family)
        } else if can_open {
            Role::Open(family)
        } else {
            Role::Neither
        }
    }

    /// “a 12" gun”, also inside a quotation that is closed by a later mark.
    fn is_inch(&self, i: usize, double: bool) -> bool {
        let measured = i > self.first
            && !self.tokens[i].space_before
            && self.tokens[i - 1].kind == TokenKind::Number;
        if !measured || self.right(i) {
            return false;
        }
        let feet = i > self.first + 1
            && self.tokens[i - 2].kind != TokenKind::Word
            && matches!(self.word(i - 2), "'" | "’");
        if !double || feet {
            return true;
        }
        // The next double mark closes too: then this one did not.
        let next = (i + 1..self.tokens.len().min(i + 60))
            .find(|&n| self.tokens[n].kind == TokenKind::Quote && self.word(n) == "\"");
        next.is_some_and(|n| !self.tokens[n].space_before && !self.right(n))
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.shape == Shape::Lower)
    }

    fn open(&mut self, i: usize, family: Family) {
        let draft = self.drafts.len();
        if family == Family::Double {
            if let Some(&parent) = self.doubles.last() {
                self.drafts[parent].child.get_or_insert(i);
            }
            self.doubles.push(draft);
        }
        self.singles += usize::from(family == Family::Single);
        self.drafts.push(Draft {
            start: i,
            end: 0,
            family,
            closed: false,
            child: None,
            runs_on: false,
            dropped: false,
        });
        self.open.push(draft);
    }

    /// Closes the innermost quotation of a family; what was opened inside it and not closed is none.
    fn close(&mut self, i: usize, family: Family) {
        while let Some(draft) = self.open.pop() {
            let draft = &mut self.drafts[draft];
            draft.end = i + 1;
            if draft.family == Family::Double {
                self.doubles.pop();
            }
            if draft.family == family {
                draft.closed = true;
                draft.dropped = i == draft.start + 1;
                return;
            }
            draft.dropped = true;
        }
    }

    /// Decides on the marks that were never closed.
    fn settle(&mut self, paragraph: &Paragraph, next: Option<Family>) {
        let end = paragraph.tokens.end;
        while let Some(at) = self.open.pop() {
            let start = self.drafts[at].start;
            let opens_paragraph = start == self.first;
            let lower = self
                .tokens
                .get(start + 1)
                .is_some_and(|t| t.shape == Shape::Lower);
            let draft = &self.drafts[at];
            let (family, child) = (draft.family, draft.child);
            let carried = next == Some(family);
            let (mut stop, mut runs_on, mut dropped) = (end, false, false);
            match family {
                Family::Double | Family::Angle => {
                    // “I agree, he said. “We go.”: the first was to be closed before the second.
                    let child = child.filter(|_| !(carried && opens_paragraph));
                    let limit = child.unwrap_or(end);
                    if let Some(comma) = self.tag(start, limit) {
                        stop = comma + 1;
                    } else if lower && !carried {
                        stop = limit.min(self.sentence_end(paragraph, start));
                    } else {
                        stop = limit;
                        runs_on = child.is_none();
                    }
                    // “» Read more” is a bullet.
                    dropped = stop <= start + 1 || self.word(start) == "»";
                }
                // An apostrophe, unless a sentence opens with it, and so does the next paragraph.
                Family::Single
                    if carried && (opens_paragraph || self.opens_sentence(paragraph, start)) =>
                {
                    runs_on = true;
                }
                _ => dropped = true,
            }
            let draft = &mut self.drafts[at];
            draft.end = stop;
            draft.runs_on = runs_on && !dropped;
            draft.dropped = dropped;
        }
    }

    /// “We go, Ann Ortiz said on Monday.”: the comma after which no more is quoted, though no mark says so.
    fn tag(&self, start: usize, end: usize) -> Option<usize> {
        const SAYING: Words<12> = Words::new([
            "said",
            "says",
            "added",
            "adds",
            "told",
            "asked",
            "wrote",
            "tweeted",
            "explained",
            "continued",
            "replied",
            "recalled",
        ]);
        /// Before a day or a place that is told behind the verb.
        const WHEN: Words<9> = Words::new([
            "on",
            "in",
            "at",
            "late",
            "early",
            "last",
            "this",
            "yesterday",
            "today",
        ]);
        const PRONOUNS: Words<5> = Words::new(["he", "she", "they", "i", "we"]);
        let tail = end.saturating_sub(TAG).max(start + 2)..end;
        let comma = tail.clone().rev().find(|&i| self.word(i) == ",")?;
        let words = &self.tokens[comma + 1..end];
        let verb = words.iter().position(|t| SAYING.contains(t.folded));
        let said_before =
            |t: &Token| verb.is_some_and(|verb| words[verb].span.end() < t.span.start());
        let tagged = words.iter().all(|t| match t.kind {
            TokenKind::Word => {
                t.shape != Shape::Lower
                    || SAYING.contains(t.folded)
                    || PRONOUNS.contains(t.folded)
                    || said_before(t) && WHEN.contains(t.folded)
            }
            TokenKind::Punctuation => self.document.slice(t.span) == ".",
            _ => false,
        });
        (verb.is_some() && tagged && words.len() >= 2).then_some(comma)
    }

    fn opens_sentence(&self, paragraph: &Paragraph, token: usize) -> bool {
        let sentences = &self.document.sentences()[paragraph.sentences.clone()];
        let found = sentences.binary_search_by_key(&token, |sentence| sentence.tokens.start);
        found.is_ok()
    }

    fn sentence_end(&self, paragraph: &Paragraph, token: usize) -> usize {
        let sentences = &self.document.sentences()[paragraph.sentences.clone()];
        let at = sentences.partition_point(|s| s.tokens.end <= token);
        sentences
            .get(at)
            .map_or(paragraph.tokens.end, |s| s.tokens.end)
    }

    /// Depths; a quotation that overlaps the one around it without standing inside is dropped.
    fn nest(self) -> Vec<Pair> {
        let mut pairs = Vec::with_capacity(self.drafts.len());
        let mut around: Vec<usize> = Vec::new();
        for draft in self.drafts {
            if draft.dropped {
                continue;
            }
            while around.last().is_some_and(|&end| end <= draft.start) {
                around.pop();
            }
            if around.last().is_some_and(|&end| end < draft.end) {
                continue;
            }
            pairs.push(Pair {
                tokens: draft.start..draft.end,
                family: draft.family,
                depth: u8::try_from(around.len()).unwrap_or(u8::MAX),
                closed: draft.closed,
                runs_on: draft.runs_on,
            });
            around.push(draft.end);
        }
        pairs
    }
}
