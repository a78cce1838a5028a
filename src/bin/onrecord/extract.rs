//! `onrecord extract`: articles in, records out.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::ValueEnum;
use onrecord::corpus::{self, Corpus, Fields, Input, InputFormat, Settings, Workers};
use onrecord::record::{Layout, Offsets, TextField};
use onrecord::{Article, Error, Extractor, Gazetteer};

use crate::output::{Output, Stop};
use crate::progress::Progress;
use crate::view::View;

const EXAMPLES: &str = "\
Examples:
  onrecord extract article.txt                          one article, one JSON record
  onrecord extract --output-format text article.txt     the same to read: who said what
  onrecord extract news/ more.jsonl.gz -o claims.jsonl  folders and files, into a file
  onrecord extract corpus.jsonl -o claims.csv           a table, one row a claim
  zcat crawl.jsonl.gz | onrecord extract --field text=body --limit 100

A text file is one article, its id is its path below the folder given, without the extension. A line of
a .jsonl file is one article: {\"text\": …} with id, title, date, url, outlet, byline where known, or the
names of news-please (maintext, date_publish, source_domain, authors).

What cannot be read is told on standard error with its file and line, and the run goes on. Exit code:
0 all was read, 1 something was not, 2 the command line was wrong.";

/// Read articles, write claim records
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Files and folders; `-` or none for standard input
    #[arg(value_name = "PATHS")]
    inputs: Vec<PathBuf>,

    /// Form of the input: by file extension, of a stream by its first character
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    input_format: InFormat,

    /// Take a field of the article from another key or column
    #[arg(long, value_name = "FIELD=NAME", value_parser = field_rule)]
    field: Vec<String>,

    /// Form of the output; by the extension of `-o`, else jsonl
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<OutFormat>,

    /// Write to FILE, which appears only when it is whole, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Your own people, parties and bodies on top of the embedded ones: a table of tab-separated columns
    #[arg(long, value_name = "FILE.tsv")]
    gazetteer: Option<PathBuf>,

    /// Unit of the offsets in the records
    #[arg(long, value_enum, value_name = "UNIT", default_value_t)]
    offsets: Unit,

    /// Put the article's text into its record
    #[arg(long)]
    text: bool,

    /// Threads to work on; all cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// Stop after N articles
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Take every Nth article, beginning with the Ith: for N machines that share one input
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Write what could not be read to FILE, one JSON object a line
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,

    /// Stop at the first article that cannot be read
    #[arg(long)]
    strict: bool,

    /// No progress and no summary; errors are told all the same
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum InFormat {
    #[default]
    Auto,
    /// A file is the text of one article
    Text,
    /// A file is one JSON object
    Json,
    /// A line is one JSON object
    Jsonl,
    /// A row is one article, the first row names the columns
    Csv,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum OutFormat {
    /// A line is the record of one article
    Jsonl,
    /// To read: who said what
    Text,
    /// A table, one row a claim
    Csv,
}

#[derive(Clone, Copy, Default, ValueEnum)]
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
    this: usize,
    of: usize,
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
    let mut job = match Job::new(options) {
        Ok(job) => job,
        Err(error) => {
            eprintln!("onrecord: {error}");
            return ExitCode::FAILURE;
        }
    };
    let stop = job.work(options).err();
    job.end(stop)
}

/// One run: where the records go and how many articles were read.
struct Job {
    workers: Workers,
    output: Output,
    errors: Option<Output>,
    progress: Progress,
    failed: usize,
}

impl Job {
    fn new(options: &Options) -> Result<Self, Error> {
        let errors = options.errors.as_deref();
        Ok(Self {
            workers: Workers::new(options.threads())?,
            output: Output::open(options.output.as_deref())?,
            errors: errors.map(|path| Output::open(Some(path))).transpose()?,
            progress: Progress::new(options.quiet),
            failed: 0,
        })
    }

    fn work(&mut self, options: &Options) -> Result<(), Stop> {
        let shard = options.shard.unwrap_or(Shard { this: 1, of: 1 });
        let items = Corpus::new(options.inputs(), options.settings()?)
            .skip(shard.this - 1)
            .step_by(shard.of)
            .take(options.limit.unwrap_or(usize::MAX));

        let format = options.output_format();
        let layout = options.layout();
        let view = View::new(self.output.is_terminal());
        let extractor = options.extractor()?;
        let render = |article: Article<'_>| {
            let extraction = extractor.extract(&article);
            let bytes = match format {
                OutFormat::Jsonl => (extraction.to_record_in(layout).to_json() + "\n").into_bytes(),
                OutFormat::Csv => corpus::csv_rows(&extraction.to_record_in(layout)),
                OutFormat::Text => view.render(&extraction).into_bytes(),
            };
            (bytes, extraction.claims().len())
        };

        if format == OutFormat::Csv {
            self.output.write(corpus::csv_header().as_bytes())?;
        }
        let streaming = options.threads().get() == 1;
        let mut stop = Ok(());
        let Self {
            workers,
            output,
            errors,
            progress,
            failed,
        } = self;
        corpus::run(items, workers, render, |result| {
            let done = match result {
                Ok((bytes, claims)) => {
                    progress.article(claims);
                    output
                        .write(&bytes)
                        .and_then(|()| if streaming { output.flush() } else { Ok(()) })
                }
                Err(error) => {
                    *failed += 1;
                    progress.clear();
                    let told = match errors {
                        Some(file) => file.write(as_json_line(&error).as_bytes()),
                        None => {
                            eprintln!("onrecord: {error}");
                            Ok(())
                        }
                    };
                    told.and(if options.strict {
                        Err(Stop::Strict)
                    } else {
                        Ok(())
                    })
                }
            };
            match done {
                Ok(()) => ControlFlow::Continue(()),
                Err(reason) => {
                    stop = Err(reason);
                    ControlFlow::Break(())
                }
            }
        });
        stop
    }

    /// Puts the files under their names and tells how it went.
    fn end(self, stop: Option<Stop>) -> ExitCode {
        self.progress.finish(self.failed);
        let placed = match stop {
            // A reader that has seen enough is a normal end.
            None | Some(Stop::ClosedPipe) => match self.output.finish() {
                Err(Stop::ClosedPipe) => Ok(()),
                other => other,
            },
            Some(stop) => Err(stop),
        };
        let told = self.errors.map_or(Ok(()), Output::finish);
        match placed.and(told) {
            Ok(()) if self.failed == 0 => ExitCode::SUCCESS,
            // Every failure was told when it was met.
            Ok(()) | Err(Stop::Strict) => ExitCode::FAILURE,
            Err(stop) => {
                eprintln!("onrecord: {stop}");
                ExitCode::FAILURE
            }
        }
    }
}

/// An error as a line of the errors file: what it says, and the file and line where it has them.
fn as_json_line(error: &Error) -> String {
    let line = serde_json::json!({
        "file": error.file(),
        "line": error.line(),
        "reason": error.to_string(),
    });
    format!("{line}\n")
}

impl Options {
    fn inputs(&self) -> Vec<Input> {
        if self.inputs.is_empty() {
            return vec![Input::stdin()];
        }
        let input = |path: &PathBuf| match path.to_str() {
            Some("-") => Input::stdin(),
            _ => Input::Path(path.clone()),
        };
        self.inputs.iter().map(input).collect()
    }

    fn settings(&self) -> Result<Settings, Error> {
        let mut fields = Fields::default();
        self.field.iter().try_for_each(|rule| fields.set(rule))?;
        let format = match self.input_format {
            InFormat::Auto => InputFormat::Auto,
            InFormat::Text => InputFormat::Text,
            InFormat::Json => InputFormat::Json,
            InFormat::Jsonl => InputFormat::Jsonl,
            InFormat::Csv => InputFormat::Csv,
        };
        Ok(Settings {
            format,
            fields,
            ..Settings::default()
        })
    }

    fn extractor(&self) -> Result<Extractor, Stop> {
        let Some(path) = &self.gazetteer else {
            return Ok(Extractor::new());
        };
        let table =
            std::fs::read_to_string(path).map_err(|error| Stop::Unreadable(path.clone(), error))?;
        let gazetteer = Gazetteer::from_tsv(&path.display().to_string(), &table)?;
        Ok(Extractor::builder().gazetteer(gazetteer).build()?)
    }

    fn output_format(&self) -> OutFormat {
        let by_name = || {
            let extension = self.output.as_ref()?.extension()?.to_str()?;
            OutFormat::from_str(extension, true)
                .ok()
                .or(match extension {
                    "txt" => Some(OutFormat::Text),
                    _ => None,
                })
        };
        self.output_format
            .or_else(by_name)
            .unwrap_or(OutFormat::Jsonl)
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

    fn threads(&self) -> NonZeroUsize {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.unwrap_or_else(all)
    }
}

/// A field rule is wrong when the command line is read, not when the run starts.
fn field_rule(rule: &str) -> Result<String, Error> {
    Fields::default().set(rule).map(|()| rule.to_owned())
}
