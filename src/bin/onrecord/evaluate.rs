//! `onrecord evaluate`: precision, recall and F1 against gold.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use onrecord::evaluate::{
    Gold, GoldName, GoldNames, GoldSpeaker, GoldSpeakers, Miss, NameTally, Roles, Scores, Share,
    SpeakerScores, SpeakerTally, Tally,
};
use onrecord::{Article, Error, Extractor};

const EXAMPLES: &str = "\
Examples:
  onrecord evaluate gold.jsonl                           attributions: who said what
  onrecord evaluate gold.jsonl --speakers speakers.json  and who stands behind them
  onrecord evaluate gold.jsonl --names names.json        and names, and whose they are
  onrecord evaluate gold.jsonl --errors 20 | less -R     with what was missed, in the text

GOLD.jsonl, an article a line:
  {\"id\": \"a\", \"text\": \"…\", \"attributions\": [{\"source\": [[0, 5]], \"cue\": …, \"content\": …}]}
SPEAKERS.json, an attribution each; `i` is its index in the article's attributions:
  [{\"id\": \"a\", \"i\": 0, \"speaker\": \"Ann Ortiz\", \"aliases\": [], \"kind\": \"person\", \"mention\": \"name\",
    \"party\": \"Democratic Party\", \"us_state\": \"Ohio\"}]
NAMES.json, an article each; `type` is person, party, us_state or country:
  [{\"id\": \"a\", \"mentions\": [{\"start\": 0, \"end\": 9, \"type\": \"person\", \"canonical\": \"Ann Ortiz\"}]}]
All offsets count code points.";

/// Score this extractor against your own gold
///
/// Attributions: a span counts as the set of its words. Exact, soft and token scores of source, cue and content;
/// who-said-what: half of the content and a part of the source agree; strict: both are the same.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Articles with gold attributions
    #[arg(value_name = "GOLD.jsonl")]
    gold: PathBuf,

    /// Who stands behind each attribution
    #[arg(long, value_name = "SPEAKERS.json")]
    speakers: Option<PathBuf>,

    /// Names in the articles and whose they are
    #[arg(long, value_name = "NAMES.json")]
    names: Option<PathBuf>,

    /// Show N of what was missed or is wrong, of each kind, in the text
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,

    /// Write the figures as JSON, unrounded
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match evaluate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All that is counted.
#[derive(Default)]
struct Tallies {
    attributions: Tally,
    speakers: SpeakerTally,
    names: NameTally,
}

fn evaluate(options: &Options) -> Result<(), Error> {
    let speakers = read(options.speakers.as_deref(), GoldSpeaker::read)?;
    let names = read(options.names.as_deref(), GoldName::read)?;
    let tallies = count(options, speakers.as_ref(), names.as_ref())?;
    let Tallies {
        attributions,
        speakers: by_name,
        names: of_names,
    } = &tallies;
    if options.json {
        let mut all = serde_json::json!({"attributions": attributions.scores().to_json()});
        if speakers.is_some() {
            all["speakers"] = by_name.scores().to_json();
        }
        if names.is_some() {
            all["names"] = of_names.to_json();
        }
        println!("{all:#}");
        return Ok(());
    }
    let paint = Paint::new();
    show(attributions.scores());
    if speakers.is_some() {
        show_speakers(by_name.scores());
    }
    if names.is_some() {
        show_names(of_names);
    }
    let misses = [attributions.misses(), by_name.misses(), of_names.misses()];
    for miss in misses.into_iter().flatten() {
        print!("\n{}", paint.miss(miss));
    }
    Ok(())
}

/// Reads a file of gold, where one is given.
fn read<G>(
    name: Option<&Path>,
    parse: impl Fn(&str, &str) -> Result<G, Error>,
) -> Result<Option<G>, Error> {
    let Some(name) = name else {
        return Ok(None);
    };
    let json = fs::read_to_string(name).map_err(|error| Error::io(name.display(), error))?;
    parse(&name.display().to_string(), &json).map(Some)
}

fn count(
    options: &Options,
    speakers: Option<&GoldSpeakers>,
    names: Option<&GoldNames>,
) -> Result<Tallies, Error> {
    let name = options.gold.display().to_string();
    let file = File::open(&options.gold).map_err(|error| Error::io(&name, error))?;
    let extractor = Extractor::new();
    let mut tallies = Tallies::default();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| Error::io(format!("{name}:{}", i + 1), error))?;
        if line.trim().is_empty() {
            continue;
        }
        let gold = Gold::from_json(&name, i + 1, &line)?;
        let mut article = Article::new(&gold.text).with_id(&gold.id);
        article.date = gold.date.as_deref();
        let extraction = extractor.extract(&article);
        let claims = extraction.claims().iter();
        let predicted: Vec<Roles> = claims.map(|claim| (&claim.attribution).into()).collect();
        tallies.attributions.add(&gold, &predicted, options.errors);
        let record = extraction.to_record();
        if let Some(speakers) = speakers.and_then(|all| all.get(&gold.id)) {
            let tally = &mut tallies.speakers;
            tally.add(&gold, speakers, &predicted, &record, options.errors);
        }
        if let Some(names) = names.and_then(|all| all.get(&gold.id)) {
            tallies.names.add(&gold, names, &record, options.errors);
        }
    }
    Ok(tallies)
}

/// Colours where there is a terminal; `NO_COLOR` is respected. Brackets with names elsewhere.
struct Paint {
    colours: bool,
}

impl Paint {
    fn new() -> Self {
        let choice = anstream::AutoStream::choice(&io::stdout());
        Self {
            colours: match choice {
                anstream::ColorChoice::Auto => io::stdout().is_terminal(),
                anstream::ColorChoice::Never => false,
                _ => true,
            },
        }
    }

    fn miss(&self, miss: &Miss) -> String {
        let head = if self.colours {
            Style::new().bold()
        } else {
            Style::new()
        };
        let mut out = format!("{head}{}{head:#}\n  {}: …", miss.article, miss.what);
        for (label, piece) in &miss.pieces {
            // A line of its own for every miss, whatever the article's lines.
            let piece = piece.replace('\n', " ");
            let _ = match label {
                None => write!(out, "{piece}"),
                Some(label) if self.colours => {
                    let style = style_of(label);
                    write!(out, "{style}{piece}{style:#}")
                }
                Some(label) => write!(out, "[{label}: {piece}]"),
            };
        }
        out.push_str("…\n");
        out
    }
}

fn style_of(label: &str) -> Style {
    match label {
        "source" => AnsiColor::Cyan.on_default().bold(),
        "cue" => AnsiColor::Yellow.on_default(),
        "content" => AnsiColor::Green.on_default(),
        _ => AnsiColor::Red.on_default().bold(),
    }
}

fn show_speakers(scores: &SpeakerScores) {
    println!(
        "\nnamed speakers   {:5.1} % of {}, {:.1} % of the {} whose claim was found",
        100.0 * scores.named.share(),
        scores.named.all,
        100.0 * scores.found.share(),
        scores.found.all
    );
    for (mention, [all, found]) in &scores.by_mention {
        println!(
            "  by {mention:10}   {:5.1} % of {}, {:.1} % of those found",
            100.0 * all.share(),
            all.all,
            100.0 * found.share()
        );
    }
    println!(
        "misattributed    {:5.1} % of {} resolved",
        100.0 * scores.misattributed.share(),
        scores.misattributed.all
    );
    for (name, hits) in [("party", scores.party), ("us_state", scores.state)] {
        println!(
            "{name:10}       {:5.1} % of {}",
            100.0 * hits.share(),
            hits.all
        );
    }
}

fn show_names(tally: &NameTally) {
    println!(
        "\n{:12}{:>8}{:>8}{:>8}{:>10}{:>7}{:>7}",
        "", "P", "R", "F1", "resolved", "gold", "pred"
    );
    for (kind, scores) in tally.scores() {
        let exact = &scores.exact;
        println!(
            "{kind:12}{:8.1}{:8.1}{:8.1}{:10.1}{:7}{:7}",
            100.0 * exact.precision(),
            100.0 * exact.recall(),
            100.0 * exact.f1(),
            100.0 * scores.resolved(),
            exact.gold,
            exact.predicted
        );
    }
}

fn show(scores: &Scores) {
    println!(
        "{} articles, {} gold and {} predicted attributions",
        scores.articles, scores.gold, scores.predicted
    );
    println!("{:22}{:>8}{:>8}{:>8}", "", "P", "R", "F1");
    let row = |name: &str, share: &Share| {
        let [p, r, f] = [share.precision(), share.recall(), share.f1()].map(|x| 100.0 * x);
        println!("{name:22}{p:8.1}{r:8.1}{f:8.1}");
    };
    row("who-said-what", &scores.who_said_what);
    row("strict", &scores.strict);
    for (role, s) in ["source", "cue", "content"].into_iter().zip(&scores.roles) {
        row(&format!("{role} exact"), &s.exact);
        row(&format!("{role} soft"), &s.soft);
        row(&format!("{role} token"), &s.token);
    }
    for (name, kind) in &scores.kinds {
        let share = |n: usize| 100.0 * n as f64 / kind.gold as f64;
        println!(
            "recall of {name:10}{:6} gold   content {:5.1}   who-said-what {:5.1}",
            kind.gold,
            share(kind.content),
            share(kind.who_said_what)
        );
    }
}
