//! `onrecord gazetteer`: who is known, and what is wrong with a table of one's own.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use onrecord::gazetteer::{Date, Entry, EntryKind, Tier};
use onrecord::{Document, Error, Gazetteer};

use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord gazetteer lookup 'Angela Merkel'             who is that: offices with their dates, source
  onrecord gazetteer lookup GOP --gazetteer mine.tsv    your own table on top
  onrecord gazetteer check mine.tsv                     what is wrong with a table, line by line
  onrecord gazetteer list --kind party --country GB     as tab-separated columns";

/// Look into the tables of known people, parties and places
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Tell who or what bears a name, or has an id
    ///
    /// Exit code 1 where nobody does.
    Lookup {
        /// A name as news writes it, an alias, or an id such as us-state/OH
        #[arg(value_name = "NAME")]
        name: String,

        /// Your own table on top of the embedded ones
        #[arg(long, value_name = "FILE.tsv")]
        gazetteer: Option<PathBuf>,
    },
    /// Tell all that is wrong with a table of your own
    ///
    /// File, line, what was expected and what was found. Exit code 1 where something is.
    Check {
        /// A table of tab-separated columns
        #[arg(value_name = "FILE.tsv")]
        table: PathBuf,
    },
    /// List entries as tab-separated columns
    List(List),
}

#[derive(clap::Args)]
struct List {
    /// Entries of this kind
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// Entries of this country, by code or name: GB, Germany
    #[arg(long)]
    country: Option<String>,

    /// People of this state, by code or name: OH, Ohio
    #[arg(long)]
    state: Option<String>,

    /// People of this party, by id or name
    #[arg(long)]
    party: Option<String>,

    /// People who held an office on this day: 2016, 2016-11-08
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,

    /// Your own table on top of the embedded ones
    #[arg(long, value_name = "FILE.tsv")]
    gazetteer: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Person,
    Party,
    Organization,
    #[value(name = "us_state", alias = "us-state")]
    UsState,
    Subdivision,
    Country,
    Place,
}

impl Kind {
    fn entry_kind(self) -> EntryKind {
        match self {
            Self::Person => EntryKind::Person,
            Self::Party => EntryKind::Party,
            Self::Organization => EntryKind::Organization,
            Self::UsState => EntryKind::UsState,
            Self::Subdivision => EntryKind::Subdivision,
            Self::Country => EntryKind::Country,
            Self::Place => EntryKind::Place,
        }
    }
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a date as 2016, 2016-11 or 2016-11-08".to_owned())
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    let done = match &options.task {
        Task::Lookup { name, gazetteer } => lookup(name, gazetteer.as_deref()),
        Task::Check { table } => check(table),
        Task::List(list) => list.show(),
    };
    match done {
        Ok(code) => code,
        // A reader that has seen enough is a normal end.
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("onrecord: {stop}");
            ExitCode::FAILURE
        }
    }
}

fn open(own: Option<&Path>) -> Result<Gazetteer, Error> {
    let (place, table) = match own {
        Some(name) => (name.display().to_string(), read(name)?),
        None => ("none".to_owned(), "id\tkind\tname\n".to_owned()),
    };
    Gazetteer::from_tsv(&place, &table)
}

fn read(name: &Path) -> Result<String, Error> {
    fs::read_to_string(name).map_err(|error| Error::io(name.display(), error))
}

fn write(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Error::io("<stdout>", error))
}

fn lookup(name: &str, own: Option<&Path>) -> Result<ExitCode, Stop> {
    let gazetteer = open(own)?;
    let document = Document::new(name);
    let tokens = document.tokens();
    let by_name = gazetteer
        .longest_at(tokens, 0)
        .filter(|found| found.tokens == tokens.len());
    let mut ids: Vec<_> = by_name
        .iter()
        .flat_map(|found| found.candidates.iter().map(|c| (c.entry, c.risky)))
        .collect();
    if ids.is_empty() {
        ids.extend(gazetteer.id_of(name).map(|id| (id, false)));
    }
    ids.retain(|&(id, _)| gazetteer.entry(id).kind() != EntryKind::Blocker);
    if ids.is_empty() {
        eprintln!(
            "onrecord: expected a name or an id of the tables, found `{name}`; names are written as in news: \
             capitals, no titles"
        );
        return Ok(ExitCode::FAILURE);
    }
    let shown: Vec<String> = ids
        .iter()
        .map(|&(id, risky)| card(&gazetteer, &gazetteer.entry(id), risky, own))
        .collect();
    write(&shown.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// All that is known of an entry, a line a fact.
fn card(gazetteer: &Gazetteer, entry: &Entry<'_>, risky: bool, own: Option<&Path>) -> String {
    let mut out = format!("{}\n", entry.name());
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("  {name:9} {value}\n"));
        }
    };
    fact("id", &entry.id());
    fact("kind", entry.kind().as_str());
    fact("aliases", &entry.aliases().collect::<Vec<_>>().join(", "));
    let reference = |entry: Option<Entry<'_>>| {
        entry.map_or_else(String::new, |e| format!("{} ({})", e.name(), e.id()))
    };
    fact("party", &reference(entry.party()));
    fact("state", &reference(entry.state()));
    fact("country", &reference(entry.country()));
    for role in entry.roles() {
        let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
        fact(
            "office",
            &format!("{}, {}–{}", role.label, day(role.from), day(role.to)),
        );
    }
    if risky {
        fact(
            "note",
            "the name is also a common word or another's: it counts beside a cue only",
        );
    }
    let source = match own.filter(|_| gazetteer.is_own(entry.entry_id())) {
        Some(name) => name.display().to_string(),
        None => format!(
            "embedded tables of {}, {}",
            gazetteer.date(),
            table_of(entry)
        ),
    };
    fact("source", &source);
    if let Some(id) = entry.wikidata() {
        fact("", &format!("https://www.wikidata.org/wiki/{id}"));
    }
    out
}

/// The table whose README entry names the sources.
fn table_of(entry: &Entry<'_>) -> &'static str {
    match (entry.kind(), entry.tier()) {
        (EntryKind::Person, Tier::Leading) => "people_leading.tsv",
        (EntryKind::Person, Tier::National) => "people_national.tsv",
        (EntryKind::Person, Tier::Regional) => "people_regional.tsv",
        (EntryKind::Person, Tier::Cued) => "people_cued.tsv",
        (EntryKind::Party, _) => "parties.tsv",
        (EntryKind::Organization, _) => "organizations.tsv",
        (EntryKind::UsState, _) => "states.tsv",
        (EntryKind::Country, _) => "countries.tsv",
        (EntryKind::Subdivision, _) => "subdivisions.tsv",
        _ => "places.tsv",
    }
}

fn check(table: &Path) -> Result<ExitCode, Stop> {
    let errors = Gazetteer::check_tsv(&table.display().to_string(), &read(table)?);
    for error in &errors {
        eprintln!("{error}");
    }
    Ok(if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl List {
    fn show(&self) -> Result<ExitCode, Stop> {
        let gazetteer = open(self.gazetteer.as_deref())?;
        let mut out = "id\tkind\tname\tparty\tstate\tcountry\toffices\n".to_owned();
        for entry in gazetteer.entries().filter(|entry| self.takes(entry)) {
            let name =
                |entry: Option<Entry<'_>>| entry.map_or_else(String::new, |e| e.name().into());
            let roles: Vec<String> = entry
                .roles()
                .map(|role| {
                    let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
                    format!("{}:{}:{}", role.label, day(role.from), day(role.to))
                })
                .collect();
            let cells = [
                entry.id().into_owned(),
                entry.kind().as_str().to_owned(),
                entry.name().to_owned(),
                name(entry.party()),
                name(entry.state()),
                name(entry.country()),
                roles.join("|"),
            ];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
        write(&out)?;
        Ok(ExitCode::SUCCESS)
    }

    fn takes(&self, entry: &Entry<'_>) -> bool {
        let is = |wanted: &Option<String>, prefix: &str, found: Option<Entry<'_>>| {
            wanted.as_deref().is_none_or(|wanted| {
                found.is_some_and(|found| {
                    let id = found.id();
                    let names = [&*id, id.strip_prefix(prefix).unwrap_or(&id), found.name()];
                    names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
                })
            })
        };
        let kind = entry.kind();
        kind != EntryKind::Blocker
            && self.kind.is_none_or(|wanted| wanted.entry_kind() == kind)
            && is(&self.country, "country/", entry.sovereign())
            && is(&self.state, "us-state/", entry.state())
            && is(&self.party, "party/", entry.party())
            && self
                .on
                .is_none_or(|day| entry.roles().any(|role| role.holds_on(day)))
    }
}
