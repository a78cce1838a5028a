//! Common nouns that head descriptions, by what they stand for, and which of them may stand for which.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::hash::{self, of_str};
use crate::text::lowered;

use super::Gender;

/// How many words a list holds.
const fn count(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut words, mut inside, mut i) = (0, false, 0);
    while i < bytes.len() {
        let letter = bytes[i] != b' ' && bytes[i] != b'\n';
        if letter && !inside {
            words += 1;
        }
        inside = letter;
        i += 1;
    }
    words
}

/// Hashes of the words of a list, sorted.
const fn sorted<const N: usize>(list: &str) -> [u64; N] {
    let bytes = list.as_bytes();
    let mut words = [0; N];
    let (mut filled, mut running, mut inside, mut i) = (0, hash::SEED, false, 0);
    while i <= bytes.len() {
        let letter = i < bytes.len() && bytes[i] != b' ' && bytes[i] != b'\n';
        if letter {
            running = hash::add_byte(running, bytes[i]);
            inside = true;
        } else if inside {
            let word = hash::finish(running);
            let mut at = filled;
            while at > 0 && words[at - 1] > word {
                words[at] = words[at - 1];
                at -= 1;
            }
            words[at] = word;
            filled += 1;
            running = hash::SEED;
            inside = false;
        }
        i += 1;
    }
    words
}

/// A set of lower-case words, hashed when the crate is compiled.
macro_rules! word_set {
    ($(#[$doc:meta])* $name:ident, $list:expr) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::entity::noun::WordSet = {
            const N: usize = $crate::entity::noun::count_words($list);
            static WORDS: [u64; N] = $crate::entity::noun::sort_words::<N>($list);
            $crate::entity::noun::WordSet::new(&WORDS)
        };
    };
}
pub(crate) use word_set;

/// A set of lower-case words.
pub(crate) struct WordSet {
    /// In ascending order.
    hashes: &'static [u64],
    /// A bit for the low six bits of each: most words are told from the set by these.
    bits: u64,
}

impl WordSet {
    /// A set of hashes in ascending order.
    pub(crate) const fn new(hashes: &'static [u64]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < hashes.len() {
            bits |= 1 << (hashes[i] & 63);
            i += 1;
        }
        Self { hashes, bits }
    }

    /// Returns true when the word with this hash is in the set.
    pub(crate) fn has(&self, folded: u64) -> bool {
        self.bits >> (folded & 63) & 1 == 1 && self.hashes.binary_search(&folded).is_ok()
    }
}

pub(crate) const fn count_words(list: &str) -> usize {
    count(list)
}

pub(crate) const fn sort_words<const N: usize>(list: &str) -> [u64; N] {
    sorted(list)
}

/// What a common noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NounClass {
    /// One human being: “spokesman”.
    Person,
    /// Several: “voters”, “a group”, “staff”.
    Group,
    /// A body: “campaign”, “agency”.
    Body,
    /// Something written or shown: “poll”, “statement”.
    Document,
}

word_set! {
    /// Human beings by office, trade, kinship.
    PERSON,
    "academic accountant activist actor actress adviser advisor advocate agent aide ally ambassador analyst anchor
     anchorman anchorwoman archbishop architect artist assemblyman assemblywoman assistant associate astronaut athlete
     attorney author backbencher backer banker baron baroness billionaire biologist bishop blogger boss boy brother
     bureaucrat businessman businesswoman campaigner candidate captain cardinal carpenter celebrity ceo cfo chair
     chairman chairperson chairwoman challenger champion chancellor chief citizen clergyman clerk climatologist
     co-author co-chair co-chairman co-director co-founder coach colleague colonel columnist comedian commander
     commentator commissioner comptroller confidant congressman congresswoman congressmember conservative constable
     consultant contender coordinator coroner correspondent councillor councilman councilwoman councilmember counsel
     cousin creator critic czar dad daughter dean delegate demonstrator dentist deputy designer detective developer
     diplomat director doctor donor driver economist editor educator employee engineer entrepreneur environmentalist
     envoy epidemiologist ex-president ex-wife ex-husband executive expert farmer father fellow filmmaker firefighter
     footballer forecaster founder friend front-runner frontrunner fundraiser general geologist girl governor
     graduate grandfather grandmother guard guest guitarist guy head headteacher heir historian homeowner host husband
     immigrant incumbent independent industrialist inspector instructor insider interviewer investigator investor
     journalist judge justice king lady landlord lawmaker lawyer leader lecturer legislator lib libertarian lieutenant
     lobbyist lord magistrate magnate major man manager marine marshal mayor md meteorologist midwife millionaire
     minister moderator mogul member monarch mother mp msp mep mla td senator musician narrator negotiator neighbor neighbour
     neuroscientist neurosurgeon newcomer nominee novelist nurse observer officer official operative opponent
     organiser organizer owner painter parent parliamentarian partner pastor patient performer person philanthropist
     philosopher photographer physician physicist pilot pioneer planner player playwright poet policeman policewoman
     politician pollster pope premier presenter president president-elect priest prince princess principal producer
     professor programmer progressive promoter prosecutor protester psychiatrist psychologist publicist publisher
     queen rabbi rapper regulator reporter representative republican democrat researcher resident resigned retiree rival
     runner runner-up scholar scientist secretary secretary-general sergeant sheikh sheriff shopkeeper singer sister
     skeptic sociologist soldier solicitor son source speaker specialist spokesman spokesperson spokeswoman staffer
     star statesman statistician stepson stepdaughter strategist striker student superintendent supporter surgeon
     surrogate surveyor survivor suspect taoiseach teacher technician technologist teenager tenant toddler trader
     treasurer trustee tycoon uncle aunt undersecretary urologist vet veteran vicar vice-chairman vice-president victim
     victor volunteer vp voter waiter waitress warden whip whistleblower widow widower wife winner witness woman worker
     writer youth youngster designate emir sultan chancellor imam ayatollah cleric negotiator counsellor counselor
     mediator ombudsman referee umpire defender midfielder goalkeeper quarterback batsman bowler pitcher skipper
     standard-bearer hopeful firebrand moderate liberal hardliner centrist populist socialist doc mom dad mum"
}

word_set! {
    /// Groups by a word in the singular, or plurals that no rule makes.
    GROUP,
    "people staff crowd public electorate majority minority half third quarter most audience couple pair duo trio
     families community communities men women children police media press opposition many some few others both
     several percent establishment left right base team-mates clergy personnel troops populace none youth rest
     hundreds thousands dozens millions scores ones those"
}

word_set! {
    /// Bodies.
    BODY,
    "administration agency airline army assembly association authority bank board body branch broadcaster brotherhood
     bureau business cabinet camp campaign caucus center centre chamber charity church city club coalition college
     commission committee commons company conference confederation congress consortium corporation council country
     county court delegation department directorate division embassy empire federation firm force forum foundation
     government group guild hospital house industry institute institution judiciary journal junta kremlin labor league
     legislature magazine ministry monarchy movement nation navy network newspaper news ngo office operation
     organisation organization outlet oversight pac panel paper parliament party pentagon post presidency publication
     publisher regime regulator school secretariat senate service side site society state station subcommittee
     sub-committee suit supermarket taskforce team think-tank tank town transition treasury tribunal tribe trust union
     university village watchdog website white wing militia insurgency command fund bloc alliance consultancy chain
     retailer startup start-up manufacturer carmaker bureaucracy household giant grocer lender brewer housebuilder
     chipmaker drugmaker insurer wholesaler supplier inquest inquiry jury"
}

word_set! {
    /// Things written or shown, singular or plural.
    DOCUMENT,
    "account accounts act ad advert advertisement ads affidavit affidavits agreement analysis analyses article articles
     assessment assessments autobiography average averages ballot bill bills biography blog book books brief briefing
     budget bulletin calculation calculations case cases census chart charter clip column communique communiqué
     complaint complaints constitution convention cover data database declaration decree deposition dispatch document
     documentary documents dossier draft editorial editorials email emails e-mail e-mails essay estimate estimates
     evidence exhibit exposé expose facebook figures file files filing filings findings footage forecast forecasts form
     graph graphic guidance guide guidelines headline headlines history image images index indictment interview
     investigation law laws lawsuit lawsuits leaflet ledger legend legislation letter letters list listing log
     manifesto map memo memos memoir memoirs message messages minutes motion narrative note notes notice numbers
     obituary op-ed opinion order paper papers passage petition petitions photo photograph photographs photos plan plans
     platform poem policy poll polling polls post posts posting presentation press-release projection projections
     proposal proposals quote readout record recording recordings records register regulation regulations release
     reply report reporting reports research resolution result results returns review reviews rule rules ruling rulings
     schedule scorecard script scripture search settlement sheet sign slide slides song speech spreadsheet statement
     statements statistic statistics stats statute statutes stories story studies study subpoena suit summary survey
     surveys table tally tape tapes testimony text texts timeline title tracker transcript transcripts treaty trend
     tweet tweets verdict version video videos warrant webpage will wording writings advertisement advertisements
     placard placards banner banners caption letter-writer factsheet disclosure disclosures measure measures rule-book"
}

word_set! {
    /// What somebody says or writes in person.
    OWN_WORDS,
    "account accounts words statement statements remarks comments comment testimony memoir memoirs tweet tweets letter
     op-ed column speech post posts message email emails e-mail blog autobiography interview writings narrative"
}

word_set! {
    /// Nouns after which a possessor's views are not his own but his organisation's.
    CAMPAIGN,
    "campaign camp team administration operation office organization organisation transition presidency campaigns side
     government company foundation family party ministry cabinet"
}

word_set! {
    /// People who speak for somebody, and share the party of whom they speak for.
    STAFF,
    "spokesman spokeswoman spokesperson spokespeople aide aides adviser advisers advisor advisors strategist strategists
     manager staffer staffers surrogate surrogates official officials press secretary chairman chairwoman"
}

word_set! {
    /// What an athlete is called when the name has just been told: nobody new is introduced so.
    PLAYER,
    "all-rounder batsman batter boxer bowler cyclist defender forward fly-half footballer full-back goalkeeper golfer
     goalscorer jockey keeper midfielder opener pitcher playmaker quarterback scrum-half seamer skipper spinner
     sprinter striker swimmer winger"
}

word_set! {
    /// Who leads players and is none of them.
    COACH,
    "boss coach manager referee umpire chairman owner director agent"
}

word_set! {
    /// Companies by what they do, said of one that has just been named.
    COMPANY,
    "airline bank brewer builder business carmaker chain chipmaker club company developer drugmaker firm giant grocer
     group housebuilder insurer lender manufacturer miner operator retailer side start-up startup supermarket supplier
     wholesaler"
}

word_set! {
    /// One person by nationality; “the French” and “the Japanese” are many.
    NATIONAL,
    "american argentine argentinian australian austrian belgian brazilian briton bulgarian canadian chilean colombian
     croat croatian czech dane dutchman egyptian englishman estonian finn frenchman frenchwoman georgian german ghanaian
     greek hungarian icelander indian irishman irishwoman israeli italian ivorian jamaican kenyan latvian lithuanian
     mexican moroccan nigerian norwegian pole romanian russian scot scotsman serb serbian slovak slovene spaniard swede
     turk ukrainian uruguayan welshman"
}

/// Returns true for one person's nationality: “Scot”.
pub(crate) fn is_national(word: &str) -> bool {
    NATIONAL.has(hash::of_str(&lowered(word)))
}

word_set! { MALE, "mr mr. sir lord baron king prince father son brother husband uncle grandfather businessman congressman spokesman chairman assemblyman councilman policeman statesman salesman clergyman anchorman man boy monsieur señor herr actor widower stepson nephew imam pope monk landlord waiter dad" }
word_set! { FEMALE, "mrs mrs. ms ms. miss dame lady madam madame baroness queen princess mother daughter sister wife aunt grandmother businesswoman congresswoman spokeswoman chairwoman assemblywoman councilwoman policewoman saleswoman anchorwoman woman girl señora frau actress widow stepdaughter niece nun waitress mom mum" }

/// The gender that a noun tells: “congresswoman”.
pub(crate) fn gender(folded: u64) -> Option<Gender> {
    if FEMALE.has(folded) {
        Some(Gender::Female)
    } else {
        MALE.has(folded).then_some(Gender::Male)
    }
}

/// The class of a lower-cased noun, by the lists and the endings of English.
pub(crate) fn class(lower: &str) -> Option<NounClass> {
    let folded = hash::of_str(lower);
    let listed = |word: u64| -> Option<NounClass> {
        if GROUP.has(word) {
            Some(NounClass::Group)
        } else if PERSON.has(word) {
            Some(NounClass::Person)
        } else if DOCUMENT.has(word) {
            Some(NounClass::Document)
        } else if BODY.has(word) {
            Some(NounClass::Body)
        } else {
            None
        }
    };
    if let Some(class) = listed(folded) {
        return Some(class);
    }
    if let Some(singular) = singular(lower) {
        return match listed(hash::of_str(&singular)) {
            Some(NounClass::Document) => Some(NounClass::Document),
            _ => Some(NounClass::Group),
        };
    }
    if let Some((_, last)) = lower.rsplit_once('-') {
        return class(last);
    }
    ["ist", "ian", "man", "woman", "person", "ologist"]
        .iter()
        .any(|ending| lower.len() > ending.len() + 2 && lower.ends_with(ending))
        .then_some(NounClass::Person)
}

/// The singular of a regular plural; none where the word looks like no plural.
pub(crate) fn singular(lower: &str) -> Option<String> {
    if let Some(stem) = lower.strip_suffix("ies") {
        return (stem.len() > 2).then(|| format!("{stem}y"));
    }
    if let Some(stem) = lower.strip_suffix("men") {
        return (stem.len() > 1).then(|| format!("{stem}man"));
    }
    if ["ss", "us", "is", "'s"].iter().any(|e| lower.ends_with(e)) {
        return None;
    }
    let stem = lower.strip_suffix('s').filter(|stem| stem.len() > 2)?;
    let hissing = ["che", "she", "sse", "xe"]
        .iter()
        .any(|e| stem.ends_with(e));
    Some(if hissing {
        stem[..stem.len() - 1].to_owned()
    } else {
        stem.to_owned()
    })
}

/// Short titles and what they are short for.
const SHORT_TITLES: &[(&str, &str)] = &[
    ("rep.", "Representative"),
    ("rep", "Representative"),
    ("reps.", "Representative"),
    ("sen.", "Senator"),
    ("sen", "Senator"),
    ("sens.", "Senator"),
    ("gov.", "Governor"),
    ("gov", "Governor"),
    ("govs.", "Governor"),
    ("lt.", "Lieutenant"),
    ("del.", "Delegate"),
    ("gen.", "General"),
    ("adm.", "Admiral"),
    ("col.", "Colonel"),
    ("maj.", "Major"),
    ("capt.", "Captain"),
    ("sgt.", "Sergeant"),
    ("rev.", "Reverend"),
    ("prof.", "Professor"),
    ("pres.", "President"),
    ("atty.", "Attorney"),
    ("amb.", "Ambassador"),
    ("supt.", "Superintendent"),
    ("cllr", "Councillor"),
    ("congressman", "Representative"),
    ("congresswoman", "Representative"),
];

/// The full form of a short title (lower case): “Senator” for “sen.”.
pub(super) fn full_title(lower: &str) -> Option<&'static str> {
    SHORT_TITLES
        .iter()
        .find(|(short, _)| *short == lower)
        .map(|(_, full)| *full)
}

/// Which words of an office or trade a description may stand for: “the lawmaker” is a senator.
/// Left, the words of a description; right, the words of a role that satisfy it.
const STANDS_FOR: &[(&str, &str)] = &[
    (
        "lawmaker legislator politician parliamentarian",
        "senator sen. representative rep. congressman congresswoman congressmember mp msp mep assemblyman assemblywoman delegate td lawmaker legislator councilman councilwoman councillor member",
    ),
    ("senator", "senator sen."),
    (
        "congressman congresswoman representative congressmember",
        "representative rep. congressman congresswoman congressmember",
    ),
    ("governor", "governor gov."),
    (
        "candidate nominee contender hopeful standard-bearer front-runner frontrunner",
        "candidate nominee contender hopeful standard-bearer front-runner frontrunner",
    ),
    (
        "lawyer attorney counsel solicitor",
        "lawyer attorney counsel solicitor barrister",
    ),
    (
        "spokesman spokeswoman spokesperson",
        "spokesman spokeswoman spokesperson secretary",
    ),
    (
        "doctor physician surgeon doc",
        "doctor physician surgeon dr. dr",
    ),
    (
        "professor academic scholar",
        "professor prof. academic scholar lecturer",
    ),
    (
        "chairman chairwoman chair chairperson",
        "chairman chairwoman chair chairperson",
    ),
    ("adviser advisor", "adviser advisor"),
    (
        "businessman businesswoman tycoon mogul billionaire magnate entrepreneur",
        "businessman businesswoman tycoon mogul billionaire magnate entrepreneur",
    ),
    ("boss executive ceo", "ceo boss executive head"),
    ("chief head leader boss", "chief head leader boss"),
    ("minister", "minister secretary"),
    ("premier", "premier"),
    (
        "clergyman cleric pastor minister vicar priest",
        "pastor vicar priest rev. reverend bishop cleric",
    ),
    ("officer", "officer sgt. sergeant lieutenant lt. detective"),
    ("mp", "mp"),
    (
        "member",
        "member representative rep. congressman congresswoman senator sen. mp msp councillor",
    ),
    (
        "researcher scientist",
        "researcher scientist biologist physicist chemist epidemiologist climatologist",
    ),
    ("journalist reporter", "journalist reporter correspondent"),
    ("author writer", "author writer novelist"),
    ("actor star", "actor actress star"),
    ("former ex-president", "president"),
];

/// Returns true when a description headed by `noun` fits a role that holds `role_word` (both lower case).
pub(crate) fn stands_for(noun: &str, role_word: &str) -> bool {
    let [nouns, roles] = &*ROWS;
    noun == role_word || rows_with(nouns, noun) & rows_with(roles, role_word) != 0
}

/// For every word on the left of [`STANDS_FOR`], and on its right, the rows that hold it: a bit each.
static ROWS: LazyLock<[BTreeMap<u64, u64>; 2]> = LazyLock::new(|| {
    let mut rows = [BTreeMap::new(), BTreeMap::new()];
    for (row, (nouns, roles)) in STANDS_FOR.iter().enumerate() {
        for (words, rows) in [nouns, roles].into_iter().zip(&mut rows) {
            for word in words.split(' ') {
                *rows.entry(of_str(word)).or_default() |= 1 << row;
            }
        }
    }
    rows
});
const _: () = assert!(STANDS_FOR.len() <= u64::BITS as usize);

fn rows_with(rows: &BTreeMap<u64, u64>, word: &str) -> u64 {
    rows.get(&of_str(word)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_have_classes() {
        assert_eq!(class("spokeswoman"), Some(NounClass::Person));
        assert_eq!(class("spokeswomen"), Some(NounClass::Group));
        assert_eq!(class("editor-in-chief"), Some(NounClass::Person));
        assert_eq!(class("weather"), None);
        assert_eq!(class("criminologist"), Some(NounClass::Person));
        assert_eq!(class("allies"), Some(NounClass::Group));
        assert_eq!(class("surveys"), Some(NounClass::Document));
        assert_eq!(class("agency"), Some(NounClass::Body));
    }

    #[test]
    fn a_lawmaker_may_be_a_senator_but_no_mayor() {
        assert!(stands_for("lawmaker", "senator"));
        assert!(!stands_for("senator", "representative"));
        assert!(!stands_for("lawmaker", "mayor"));
    }
}
