//! The parts of a person's name, and when two names may be one person's.

use std::sync::LazyLock;

use crate::hash;

use super::noun::word_set;

word_set! {
    /// What follows a name and is no part of it.
    SUFFIX,
    "jr jr. sr sr. ii iii iv esq esq. phd ph.d. md m.d. mp obe cbe mbe kc qc"
}

word_set! {
    /// What opens a family name of several words.
    PARTICLE,
    "de da di du del della der den van von la le al el bin ibn abu ben mac st st. dos das ten ter zu"
}

/// Nicknames and the given name each stands for most.
const NICKNAMES: &str = "abby abigail|al albert|alex alexander|andy andrew|angie angela|barb barbara|becky rebecca|ben benjamin|bernie bernard|bert robert|beth elizabeth|betsy elizabeth|betty elizabeth|bill william|billy william|bob robert|bobby robert|brad bradley|bret brett|cathy catherine|charlie charles|chip charles|chris christopher|chuck charles|cindy cynthia|cory corey|dan daniel|danny daniel|dave david|deb deborah|debbie deborah|debby deborah|dick richard|don donald|donnie donald|doug douglas|drew andrew|ed edward|eddie edward|fran frances|frank francis|fred frederick|gabby gabrielle|gene eugene|geoff geoffrey|gerry gerald|greg gregory|gus august|hal harold|hank henry|harry harold|jack john|jackie jacqueline|jake jacob|jamie james|jeb john|jeff jeffrey|jen jennifer|jenny jennifer|jerry gerald|jess jessica|jim james|jimmy james|joe joseph|joey joseph|johnny john|jon jonathan|josh joshua|judy judith|kate katherine|kathy katherine|katie katherine|ken kenneth|kenny kenneth|kim kimberly|larry lawrence|len leonard|lenny leonard|leo leonard|liz elizabeth|lou louis|maggie margaret|marge margaret|matt matthew|max maxwell|meg margaret|mel melvin|mick michael|mickey michael|mike michael|mitch mitchell|nan nancy|nate nathan|ned edward|nick nicholas|pam pamela|pat patrick|patty patricia|peggy margaret|pete peter|phil philip|ray raymond|rich richard|rick richard|ricky richard|rob robert|rod rodney|ron ronald|ronnie ronald|russ russell|sam samuel|sandy sandra|stan stanley|steve steven|stephen steven|stew stewart|stu stuart|sue susan|susie susan|suzy susan|ted edward|terry terence|theo theodore|tim timothy|toby tobias|tom thomas|tommy thomas|tony anthony|trish patricia|vicky victoria|vince vincent|wally walter|walt walter|wes wesley|will william|zach zachary|zack zachary|kathryn katherine|catherine katherine|jeffery jeffrey|geoffrey jeffrey|phillip philip|sean shawn|jonny jonathan|mohamed muhammad|mohammed muhammad|mohammad muhammad|volodymyr vladimir|ro rohit|sandy alexander";

/// [`NICKNAMES`] in order.
static IN_ORDER: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let pairs = NICKNAMES.split('|').filter_map(|pair| pair.split_once(' '));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs
});

/// The given names that a nickname stands for.
fn given_of(nickname: &str) -> impl Iterator<Item = &'static str> {
    let from = IN_ORDER.partition_point(|(nick, _)| *nick < nickname);
    let same = IN_ORDER[from..]
        .iter()
        .take_while(move |(nick, _)| *nick == nickname);
    same.map(|(_, full)| *full)
}

/// Whether two given names may be one person's: equal, one a nickname of the other, or both of the same name.
fn same_given(a: &str, b: &str) -> bool {
    a == b
        || given_of(a).any(|full| full == b || given_of(b).any(|name| name == full))
        || given_of(b).any(|full| full == a)
}

/// A person's name in lower case: the words without initials and suffixes, and the initials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Words of the name, in order.
    pub(super) words: Vec<String>,
    /// First letters of the initials that stand among them: “J.” in “Donald J. Trump”.
    pub(super) initials: Vec<char>,
    /// The initials come first: “J. D. Vance”, “G.K. Butterfield”.
    pub(super) leads_with_initials: bool,
    /// “Jr.” and its like, which tell father from son.
    pub(super) suffix: Option<u64>,
}

impl Name {
    /// Reads a name from its words.
    pub(super) fn parse(text: &str) -> Self {
        let mut name = Self {
            words: Vec::new(),
            initials: Vec::new(),
            leads_with_initials: false,
            suffix: None,
        };
        for word in text.split(|c: char| c.is_whitespace() || c == ',') {
            let word = word.trim_matches(['"', '“', '”', '(', ')', '‘']);
            let lower = if word.is_ascii() {
                word.to_ascii_lowercase()
            } else {
                word.to_lowercase().replace('’', "'")
            };
            if word.is_empty() || (matches!(&*lower, "the" | "a" | "an") && name.words.is_empty()) {
                continue;
            }
            let folded = hash::of_str(&lower);
            let letters = lower.chars().filter(|c| c.is_alphabetic()).count();
            let initials = letters == 1
                || (lower.ends_with('.') && letters <= 3 && lower.matches('.').count() == letters);
            if SUFFIX.has(folded) && !name.words.is_empty() {
                name.suffix = Some(hash::of_str(lower.trim_end_matches('.')));
            } else if initials {
                name.leads_with_initials |= name.words.is_empty();
                name.initials
                    .extend(lower.chars().filter(|c| c.is_alphabetic()));
            } else {
                name.words.push(lower);
            }
        }
        name
    }

    /// The last word: most often the family name.
    pub(super) fn family(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The first word: most often the given name.
    pub(super) fn given(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Names more than a family or given name.
    pub(super) fn is_full(&self) -> bool {
        self.words.len() > 1 && !self.opens_with_particle()
            || (self.words.len() == 1 && self.leads_with_initials)
    }

    /// “de Blasio”, “Van Hollen”: several words, yet a bare family name.
    fn opens_with_particle(&self) -> bool {
        PARTICLE.has(hash::of_str(self.given()))
    }

    /// Returns true when two full names may be one person's: the same family name and given names
    /// that agree (equal, nickname, initial), nothing that tells them apart.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        if self.suffix.is_some() && other.suffix.is_some() && self.suffix != other.suffix {
            return false;
        }
        let (short, long) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        if !self.initials.is_empty()
            && !other.initials.is_empty()
            && !self.leads_with_initials
            && !other.leads_with_initials
            && self.initials.first() != other.initials.first()
        {
            // “George W. Bush” and “George H. W. Bush”
            return false;
        }
        if short.words.len() > 1
            && is_subsequence(&short.words, &long.words)
            && short.given() == long.given()
        {
            return true;
        }
        if self.family() != other.family() {
            return false;
        }
        let initial = |a: &Self, b: &Self| {
            a.leads_with_initials && a.initials.first().copied() == b.given().chars().next()
        };
        if self.leads_with_initials
            && other.leads_with_initials
            && (self.words.len() == 1 || other.words.len() == 1)
        {
            return self.initials.first() == other.initials.first();
        }
        if initial(self, other) || initial(other, self) {
            return true;
        }
        self.words.len() > 1 && other.words.len() > 1 && same_given(self.given(), other.given())
    }

    /// How well a bare name fits this full one; none where it does not.
    pub(super) fn fit(&self, bare: &Self, honorific: bool) -> Option<Fit> {
        if bare.words.is_empty() || bare.words.len() > self.words.len() {
            return None;
        }
        if bare.suffix.is_some() && bare.suffix != self.suffix {
            return None;
        }
        if self.words.ends_with(&bare.words) {
            return Some(Fit::Family);
        }
        if self.words.starts_with(&bare.words) {
            // “Ban Ki-moon” is Mr. Ban: some names open with the family's
            return Some(if honorific { Fit::Family } else { Fit::Given });
        }
        if bare.words.len() == 1 && same_given(bare.given(), self.given()) {
            return Some(Fit::Given);
        }
        if self
            .words
            .windows(bare.words.len())
            .any(|w| w == bare.words)
        {
            return Some(Fit::Middle);
        }
        None
    }

    /// Returns true when a bare family name is this one with one letter missing, added or changed.
    pub(super) fn nearly(&self, bare: &Self) -> bool {
        let (a, b) = (self.family(), bare.family());
        bare.words.len() == 1
            && b.chars().count() >= 5
            && a.chars().next() == b.chars().next()
            && one_edit(a, b)
    }
}

/// What part of a full name a bare one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// A word in the middle.
    Middle,
    /// The given name.
    Given,
    /// The family name.
    Family,
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

/// Returns true when two words differ by at most one letter missing, added, changed or swapped with its neighbour.
fn one_edit(a: &str, b: &str) -> bool {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |i: usize, j: usize| a.get(i..) == b.get(j..);
    let swapped = same + 1 < a.len().min(b.len())
        && a[same] == b[same + 1]
        && a[same + 1] == b[same]
        && tail(same + 2, same + 2);
    tail(same + 1, same + 1) || tail(same + 1, same) || tail(same, same + 1) || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be(a: &str, b: &str) -> bool {
        Name::parse(a).may_be(&Name::parse(b)) && Name::parse(b).may_be(&Name::parse(a))
    }

    #[test]
    fn one_person_under_several_full_names() {
        assert!(may_be("Ann Ortiz", "Ann Ortiz"));
        assert!(may_be("Bill Ortiz", "William Ortiz"));
        assert!(may_be("Ann Q. Ortiz", "Ann Ortiz"));
        assert!(may_be("G.K. Ortiz", "George Ortiz"));
        assert!(may_be("Ann Ortiz Vela", "Ann Ortiz"));
        assert!(may_be("Ann Mary Ortiz", "Ann Ortiz"));
        assert!(may_be("Bob Ortiz", "Rob Ortiz"));
    }

    #[test]
    fn families_stay_apart() {
        assert!(!may_be("Ann Ortiz", "Bill Ortiz"));
        assert!(!may_be("George W. Ortiz", "George H. W. Ortiz"));
        assert!(!may_be("Sam Ortiz Jr.", "Sam Ortiz Sr."));
        assert!(!may_be("Ann Ortiz", "Ann Moss"));
    }

    #[test]
    fn bare_names_fit_full_ones() {
        let full = Name::parse("Bill de Ortiz");
        assert_eq!(full.fit(&Name::parse("de Ortiz"), false), Some(Fit::Family));
        assert_eq!(full.fit(&Name::parse("Ortiz"), false), Some(Fit::Family));
        assert_eq!(full.fit(&Name::parse("William"), false), Some(Fit::Given));
        assert_eq!(full.fit(&Name::parse("Moss"), false), None);
        assert_eq!(
            Name::parse("Lee Ki-ha").fit(&Name::parse("Lee"), true),
            Some(Fit::Family)
        );
    }

    #[test]
    fn a_slip_of_one_letter_is_the_same_family_name() {
        assert!(Name::parse("Ann McKinney").nearly(&Name::parse("McKiney")));
        assert!(Name::parse("Ann Weiner").nearly(&Name::parse("Wiener")));
        assert!(!Name::parse("Ann Moss").nearly(&Name::parse("Boss")));
        assert!(!Name::parse("Ann Harding").nearly(&Name::parse("Harris")));
    }
}
