//! Articles in: what every command is told about them, and the run of those that read all before they answer.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::ValueEnum;
use onrecord::corpus::{self, Corpus, Fields, Input, InputFormat, Mark, Settings, Workers};
use onrecord::{Article, Error, Extraction, Extractor, ExtractorBuilder, Gazetteer};

use crate::progress::Progress;
use crate::stop::Stop;

/// How many articles are read stage by stage, which takes a tenth less time than one by one; more gain little.
pub const AT_ONCE: usize = 64;

/// What every command that reads articles is told about them.
#[derive(clap::Args)]
pub struct Source {
    /// Files, folders with all below them, quoted patterns ('news/**/*.txt'); `-` or none for standard input
    #[arg(value_name = "PATHS")]
    pub paths: Vec<PathBuf>,

    /// Form of the input: by file extension, of a stream by its first character
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub input_format: InFormat,

    /// Longest article in bytes; a longer one is told and passed over, never held
    #[arg(long, value_name = "BYTES", default_value_t = Settings::default().max_bytes)]
    pub max_bytes: usize,

    /// Take a field of the article from another key or column
    #[arg(long, value_name = "FIELD=NAME", value_parser = field_rule)]
    pub field: Vec<String>,

    /// Your own people, parties and bodies on top of the embedded ones: a table of tab-separated columns
    #[arg(long, value_name = "FILE.tsv")]
    pub gazetteer: Option<PathBuf>,

    /// Threads to work on; all cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// No progress and no summary; errors are told all the same
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum InFormat {
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
    /// A row is one article
    Parquet,
    /// A file is one page of the web
    Html,
    /// A file of pages as crawlers write them (CC-NEWS)
    Warc,
}

impl Source {
    /// The paths as inputs: standard input where there are none.
    pub fn inputs(paths: &[PathBuf]) -> Vec<Input> {
        if paths.is_empty() {
            return vec![Input::stdin()];
        }
        let input = |path: &PathBuf| match path.to_str() {
            Some("-") => Input::stdin(),
            _ => Input::Path(path.clone()),
        };
        paths.iter().map(input).collect()
    }

    /// How they are read.
    pub fn settings(&self) -> Result<Settings, Error> {
        let mut fields = Fields::default();
        self.field.iter().try_for_each(|rule| fields.set(rule))?;
        let format = match self.input_format {
            InFormat::Auto => InputFormat::Auto,
            InFormat::Text => InputFormat::Text,
            InFormat::Json => InputFormat::Json,
            InFormat::Jsonl => InputFormat::Jsonl,
            InFormat::Csv => InputFormat::Csv,
            InFormat::Parquet => InputFormat::Parquet,
            InFormat::Html => InputFormat::Html,
            InFormat::Warc => InputFormat::Warc,
        };
        Ok(Settings {
            format,
            fields,
            max_bytes: self.max_bytes,
        })
    }

    /// An extractor that knows the own names too.
    pub fn extractor(&self) -> Result<ExtractorBuilder, Stop> {
        let Some(path) = &self.gazetteer else {
            return Ok(Extractor::builder());
        };
        let table =
            std::fs::read_to_string(path).map_err(|error| Stop::Unreadable(path.clone(), error))?;
        let gazetteer = Gazetteer::from_tsv(&path.display().to_string(), &table)?;
        Ok(Extractor::builder().gazetteer(gazetteer))
    }

    pub fn threads(&self) -> NonZeroUsize {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.unwrap_or_else(all)
    }
}

/// What is read by a command that answers when it has read all.
#[derive(clap::Args)]
pub struct Reading {
    #[command(flatten)]
    source: Source,

    /// Stop after N articles
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Reading {
    /// Hands what every article holds to `work`, on all threads, and the results to `sink`, in input order. What
    /// cannot be read is told, and the run goes on.
    ///
    /// Returns the number of articles that could not be read.
    pub fn run<R: Send>(
        &self,
        work: impl Fn(&Extraction<'_>) -> (R, usize) + Sync,
        mut sink: impl FnMut(R) -> Result<(), Stop>,
    ) -> Result<u64, Stop> {
        let extractor = self.source.extractor()?.build()?;
        let workers = Workers::new(self.source.threads())?;
        let inputs = Source::inputs(&self.source.paths);
        let items = Corpus::new(inputs, self.source.settings()?);
        let items = items.take(self.limit.unwrap_or(usize::MAX));
        let mut progress = Progress::new(self.source.quiet);
        let mut mark = Mark::default();
        let mut stop = Ok(());
        let read = |articles: &[Article<'_>]| {
            let extractions = extractor.extract_all(articles);
            extractions.iter().map(&work).collect()
        };
        corpus::run_groups(
            items.map(|item| ((), item)),
            &workers,
            AT_ONCE,
            read,
            |(), result| {
                let done = match result {
                    Ok((value, claims)) => {
                        mark.articles += 1;
                        mark.claims += claims as u64;
                        progress.show(&mark);
                        sink(value)
                    }
                    Err(error) => {
                        mark.failed += 1;
                        progress.clear();
                        eprintln!("onrecord: {error}");
                        Ok(())
                    }
                };
                match done {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(reason) => {
                        stop = Err(reason);
                        ControlFlow::Break(())
                    }
                }
            },
        );
        progress.finish(&mark);
        stop.map(|()| mark.failed)
    }
}

/// A field rule is wrong when the command line is read, not when the run starts.
fn field_rule(rule: &str) -> Result<String, Error> {
    Fields::default().set(rule).map(|()| rule.to_owned())
}
