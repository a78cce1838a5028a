//! `onrecord extract`: articles in, records out.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use onrecord::corpus::{OutputFormat, Packing, Piece, RowGroup, Size};
use onrecord::record::{Layout, Offsets, TextField};
use onrecord::{Engine, Error, Extraction, Extractor};

use crate::job::{Job, Plan};
use crate::reading::{AT_ONCE, Source};
use crate::stop::Stop;
use crate::view::View;

const EXAMPLES: &str = "\
Examples:
  onrecord extract article.txt                          one article, one JSON record
  onrecord extract --output-format text article.txt     the same to read: who said what
  onrecord extract news/ more.jsonl.gz -o claims.jsonl  folders and files, into a file
  onrecord extract corpus.jsonl -o claims.csv           a table, one row a claim
  onrecord extract CC-NEWS-*.warc.gz -o claims.parquet  a crawl, into columns
  onrecord extract pages/ --format schema-org           web pages, as Claim and ClaimReview
  onrecord extract article.txt -o article.brat          a folder for brat
  onrecord extract 'crawl/**/2026-*.jsonl.gz' -o c.jsonl.gz --resume
                                                        a pattern; goes on where it was cut off
  zcat crawl.jsonl.gz | onrecord extract --field text=body --limit 100

A text file is one article, its id is its path below the folder given, without the extension. A line of
a .jsonl file is one article: {\"text\": …} with id, title, date, url, outlet, byline where known, or the
names of news-please (maintext, date_publish, source_domain, authors); so is a row of .csv and .parquet.
A .html file is one article, so is every HTML response of a .warc file: main text, title, date, outlet. All
may be packed: .gz, .zst.

The extension of -o tells the form: .jsonl records, .rows.jsonl, .csv and .parquet the table, .jsonld
schema.org, .anno.jsonld W3C Web Annotation, .brat a folder of brat standoff, .txt to read. With .gz or .zst
behind it the file is packed.

What cannot be read is told on standard error with its file and line, and the run goes on. Exit code:
0 all was read, 1 something was not, 2 the command line was wrong, 130 told to stop (Ctrl-C, SIGTERM).

FILE of `-o` is written as FILE.partial and takes its name when it is whole. Beside it lies FILE.checkpoint:
whatever stops the run, the same command with --resume goes on, and the output is the same to the byte.";

/// What finds who said what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// A small network
    #[default]
    Fast,
    /// An encoder of words beside them where they are least sure (feature `neural`)
    Small,
    /// The encoder wherever they are in doubt (feature `neural`)
    Accurate,
}

/// Read articles, write claim records
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    source: Source,

    /// Form of the output; by the extension of `-o`, else jsonl
    #[arg(long, visible_alias = "format", value_enum, value_name = "FORMAT")]
    output_format: Option<OutFormat>,

    /// Write to FILE, which appears only when it is whole, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// What finds who said what: a small network, or an encoder beside it too, more accurate and slower
    #[arg(long, value_enum, value_name = "ENGINE", default_value_t)]
    engine: EngineName,

    /// An engine of your own, as `onrecord train engine` writes it
    #[cfg(feature = "neural")]
    #[arg(long, value_name = "FILE", conflicts_with = "engine")]
    model: Option<PathBuf>,

    /// Leave out claims whose source, cue and content are less likely to be right than this; 0 for none
    #[arg(long, value_name = "P", value_parser = probability,
          default_value_t = onrecord::attribution::MIN_CONFIDENCE)]
    min_confidence: f32,

    /// Leave open who speaks where that is less likely to be right than this
    #[arg(long, value_name = "P", value_parser = probability, default_value_t = 0.0)]
    min_speaker_confidence: f32,

    /// Unit of the offsets in the records
    #[arg(long, value_enum, value_name = "UNIT", default_value_t)]
    offsets: Unit,

    /// Put the article's text into its record
    #[arg(long)]
    text: bool,

    /// Stop after N articles
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Take N articles, or P percent, chosen by the hash of their ids: the same ones every time
    #[arg(long, value_name = "N|P%")]
    sample: Option<Size>,

    /// Choose another sample
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,

    /// Take every Nth article, beginning with the Ith: for N machines that share one input
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Write what could not be read to FILE, one JSON object a line
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,

    /// Stop at the first article that cannot be read
    #[arg(long)]
    strict: bool,

    /// Go on where an earlier run into the same FILE was cut off; begin where there was none
    #[arg(long)]
    resume: bool,

    /// Make the output safe and note how far it is every so many seconds; 0 for after every article
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    checkpoint_every: u64,

    /// Claims of a row group of Parquet: what memory holds, and what a run goes on behind
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::new(RowGroup::default().0).unwrap_or(NonZeroUsize::MIN))]
    row_group: NonZeroUsize,
}

/// In what form records are written, or shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum OutFormat {
    Record(OutputFormat),
    /// To read: who said what
    Text,
    /// To read: the text with its claims marked
    Marked,
}

/// The forms by the names they have on the command line, with what help tells of them.
const OUT_FORMATS: &[(&str, OutFormat, &str)] = &[
    (
        "jsonl",
        OutFormat::Record(OutputFormat::Jsonl),
        "A line is the record of one article",
    ),
    ("text", OutFormat::Text, "To read: who said what"),
    (
        "marked",
        OutFormat::Marked,
        "To read: the text, with its claims marked under the words",
    ),
    (
        "csv",
        OutFormat::Record(OutputFormat::Csv),
        "A table, one row a claim",
    ),
    (
        "rows",
        OutFormat::Record(OutputFormat::Rows),
        "The same table as JSON lines",
    ),
    (
        "parquet",
        OutFormat::Record(OutputFormat::Parquet),
        "The same table as Parquet, with real lists",
    ),
    (
        "schema-org",
        OutFormat::Record(OutputFormat::SchemaOrg),
        "JSON-LD of schema.org: Claim and ClaimReview",
    ),
    (
        "web-annotation",
        OutFormat::Record(OutputFormat::WebAnnotation),
        "JSON-LD of W3C: the words of every claim",
    ),
    (
        "brat",
        OutFormat::Record(OutputFormat::Brat),
        "A folder of brat standoff",
    ),
];

impl ValueEnum for OutFormat {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<OutFormat>> =
            LazyLock::new(|| OUT_FORMATS.iter().map(|&(_, format, _)| format).collect());
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, _, help) = OUT_FORMATS.iter().find(|(_, format, _)| format == self)?;
        Some(PossibleValue::new(*name).help(*help))
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Unit {
    /// UTF-8 bytes
    #[default]
    Byte,
    /// Code points
    Char,
    /// UTF-16 code units
    Utf16,
}

/// `I/N`, I from 1 to N.
#[derive(Clone, Copy)]
struct Shard {
    this: u64,
    of: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once('/')
            .and_then(|(this, of)| Some((this.parse().ok()?, of.parse().ok()?)))
            .filter(|&(this, of)| 1 <= this && this <= of)
            .map(|(this, of)| Self { this, of })
            .ok_or_else(|| "expected I/N, I from 1 to N".to_owned())
    }
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match start(options) {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("onrecord: {stop}");
            match stop {
                Stop::Missing(..) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn start(options: &Options) -> Result<ExitCode, Stop> {
    let extractor = options.extractor()?;
    let job = Job::new(options.plan()?)?;
    let layout = options.layout();
    Ok(match options.output_format() {
        format @ (OutFormat::Text | OutFormat::Marked) => {
            let read = match format {
                OutFormat::Marked => View::marked,
                _ => View::render,
            };
            let view = View::new(options.output.is_none() && io::stdout().is_terminal());
            job.run(
                |job| job.output(OutputFormat::Jsonl),
                |articles| {
                    let part = |extraction: &Extraction<'_>| {
                        let lines = read(&view, extraction).into_bytes();
                        (Piece::Bytes(lines), extraction.claims().len())
                    };
                    extractor.extract_all(articles).iter().map(part).collect()
                },
            )
        }
        OutFormat::Record(format) => job.run(
            |job| job.output(format),
            |articles| {
                let part = |extraction: &Extraction<'_>| {
                    let piece = format.render(extraction, layout);
                    (piece, extraction.claims().len())
                };
                extractor.extract_all(articles).iter().map(part).collect()
            },
        ),
    })
}

/// A number from 0 to 1.
fn probability(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

impl Options {
    fn plan(&self) -> Result<Plan, Error> {
        let shard = self.shard.unwrap_or(Shard { this: 1, of: 1 });
        Ok(Plan {
            inputs: self.source.paths.clone(),
            settings: self.source.settings()?,
            threads: self.source.threads(),
            output: self.output.clone().filter(|name| name != Path::new("-")),
            errors: self.errors.clone(),
            shard: (shard.this - 1, shard.of),
            limit: self.limit,
            sample: self.sample.map(|size| (size, self.seed)),
            strict: self.strict,
            quiet: self.source.quiet,
            resume: self.resume,
            at_once: self.at_once(),
            row_group: RowGroup(self.row_group.get()),
            pause: Duration::from_secs(self.checkpoint_every),
            depends_on: self.depends_on(),
        })
    }

    /// All that the output depends on but the inputs: a run goes on only with the same.
    fn depends_on(&self) -> BTreeMap<String, String> {
        let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        let source = &self.source;
        let paths: Vec<String> = source
            .paths
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        let gazetteer = source.gazetteer.as_ref().map(|p| p.display().to_string());
        let errors = self.errors.as_ref().map(|p| p.display().to_string());
        let shard = self
            .shard
            .map(|shard| format!("{}/{}", shard.this, shard.of));
        [
            ("PATHS", Some(paths.join(" "))),
            ("--input-format", Some(name(&source.input_format))),
            ("--field", Some(source.field.join(" "))),
            ("--output-format", Some(name(&self.output_format()))),
            ("--gazetteer", gazetteer),
            ("--engine", Some(name(&self.engine))),
            #[cfg(feature = "neural")]
            (
                "--model",
                self.model.as_ref().map(|p| p.display().to_string()),
            ),
            ("--min-confidence", Some(self.min_confidence.to_string())),
            (
                "--min-speaker-confidence",
                Some(self.min_speaker_confidence.to_string()),
            ),
            ("--offsets", Some(name(&self.offsets))),
            ("--text", Some(self.text.to_string())),
            ("--limit", self.limit.map(|limit| limit.to_string())),
            ("--shard", shard),
            ("--sample", self.sample.map(|size| name(&size))),
            ("--seed", Some(self.seed.to_string())),
            ("--max-bytes", Some(source.max_bytes.to_string())),
            ("--row-group", Some(self.row_group.to_string())),
            ("--errors", errors),
            ("version", Some(env!("CARGO_PKG_VERSION").to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }

    /// How many articles are read stage by stage: few where an encoder takes most of the time, so that results come
    /// every second.
    fn at_once(&self) -> usize {
        #[cfg(feature = "neural")]
        if self.model.is_some() {
            return AT_ONCE / 16;
        }
        match self.engine {
            EngineName::Fast => AT_ONCE,
            EngineName::Small | EngineName::Accurate => AT_ONCE / 16,
        }
    }

    fn engine(&self) -> Result<Engine, Stop> {
        // The products of the encoder take the threads of the pool that they run in: with one thread this one
        // is all there is. Where there is such a pool already, it stays.
        #[cfg(feature = "neural")]
        if self.source.threads().get() == 1 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
            drop(pool.use_current_thread().build_global());
        }
        #[cfg(feature = "neural")]
        if let Some(path) = &self.model {
            let bytes =
                std::fs::read(path).map_err(|error| Stop::Unreadable(path.clone(), error))?;
            return Ok(Engine::from_bytes(bytes)?);
        }
        match self.engine {
            EngineName::Fast => Ok(Engine::fast()),
            #[cfg(feature = "neural")]
            EngineName::Small => Ok(Engine::small()),
            #[cfg(feature = "neural")]
            EngineName::Accurate => Ok(Engine::accurate()),
            #[cfg(not(feature = "neural"))]
            EngineName::Small | EngineName::Accurate => {
                Err(Stop::Missing("an engine with an encoder", "neural"))
            }
        }
    }

    fn extractor(&self) -> Result<Extractor, Stop> {
        let builder = self.source.extractor()?;
        Ok(builder
            .engine(self.engine()?)
            .min_confidence(self.min_confidence)
            .min_speaker_confidence(self.min_speaker_confidence)
            .build()?)
    }

    fn output_format(&self) -> OutFormat {
        let by_name = || {
            let name = self.output.as_deref()?;
            if name.extension().is_some_and(|extension| extension == "txt") {
                return Some(OutFormat::Text);
            }
            let plain = match Packing::of_path(name) {
                Some(_) => name.with_extension(""),
                None => name.to_owned(),
            };
            OutputFormat::of_path(&plain).map(OutFormat::Record)
        };
        self.output_format
            .or_else(by_name)
            .unwrap_or(OutFormat::Record(OutputFormat::Jsonl))
    }

    fn layout(&self) -> Layout {
        Layout {
            offsets: match self.offsets {
                Unit::Byte => Offsets::Byte,
                Unit::Char => Offsets::Char,
                Unit::Utf16 => Offsets::Utf16,
            },
            text: if self.text {
                TextField::Included
            } else {
                TextField::Omitted
            },
        }
    }
}
