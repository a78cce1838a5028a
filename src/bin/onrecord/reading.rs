//! Articles in, for the commands that read all of them before they can answer.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use onrecord::corpus::{self, Corpus, Fields, Input, Mark, Settings, Workers};
use onrecord::{Article, Error, Extractor, Gazetteer};

use crate::progress::Progress;
use crate::stop::Stop;

/// What is read, and with what.
#[derive(clap::Args)]
pub struct Reading {
    /// Files and folders; `-` or none for standard input
    #[arg(value_name = "PATHS")]
    inputs: Vec<PathBuf>,

    /// Take a field of the article from another key or column
    #[arg(long, value_name = "FIELD=NAME", value_parser = field_rule)]
    field: Vec<String>,

    /// Your own people, parties and bodies on top of the embedded ones: a table of tab-separated columns
    #[arg(long, value_name = "FILE.tsv")]
    gazetteer: Option<PathBuf>,

    /// Threads to work on; all cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// Stop after N articles
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// No progress; errors are told all the same
    #[arg(short, long)]
    quiet: bool,
}

impl Reading {
    /// Hands every article to `work`, on all threads, and the results to `sink`, in input order. What cannot
    /// be read is told, and the run goes on.
    ///
    /// Returns the number of articles that could not be read.
    pub fn run<R: Send>(
        &self,
        work: impl Fn(&Extractor, &Article<'_>) -> (R, usize) + Sync,
        mut sink: impl FnMut(R) -> Result<(), Stop>,
    ) -> Result<u64, Stop> {
        let extractor = self.extractor()?;
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let workers = Workers::new(self.threads.unwrap_or_else(all))?;
        let items = Corpus::new(self.inputs(), self.settings()?);
        let items = items.take(self.limit.unwrap_or(usize::MAX));
        let mut progress = Progress::new(self.quiet);
        let mut mark = Mark::default();
        let mut stop = Ok(());
        corpus::run(
            items,
            &workers,
            |article| work(&extractor, &article),
            |result| {
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
        Ok(Settings {
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
}

/// A field rule is wrong when the command line is read, not when the run starts.
fn field_rule(rule: &str) -> Result<String, Error> {
    Fields::default().set(rule).map(|()| rule.to_owned())
}
