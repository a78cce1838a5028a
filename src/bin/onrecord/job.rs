//! One run of `onrecord extract`: articles through the extractor into the output, so that it can be cut
//! off at any moment and go on.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use onrecord::corpus::{
    Checkpoint, Corpus, Framed, Mark, OutputFormat, PackedFile, Packing, PartialFile, Piece, Place,
    RowGroup, Sample, Settings, Size, Stream, Workers, Writer, run_groups, size_of,
};
use onrecord::{Article, Error};

use crate::progress::Progress;
use crate::reading::Source;
use crate::signal::{INTERRUPTED, Interrupt};
use crate::stop::Stop;

/// What a run needs beside its writer and what it makes of an article.
pub struct Plan {
    /// Paths; `-` or none for standard input.
    pub inputs: Vec<PathBuf>,
    pub settings: Settings,
    pub threads: NonZeroUsize,
    /// None for standard output.
    pub output: Option<PathBuf>,
    /// Where errors are collected.
    pub errors: Option<PathBuf>,
    /// Every `of`th article, beginning with this one, counted from 0.
    pub shard: (u64, u64),
    pub limit: Option<u64>,
    /// How many articles, chosen by their ids and this seed.
    pub sample: Option<(Size, u64)>,
    pub strict: bool,
    pub quiet: bool,
    pub resume: bool,
    /// How many articles are read stage by stage, where they need not be waited for.
    pub at_once: usize,
    /// Of Parquet.
    pub row_group: RowGroup,
    /// Between two checkpoints.
    pub pause: Duration,
    /// All that the output depends on.
    pub depends_on: BTreeMap<String, String>,
}

/// A run that is under way.
pub struct Job {
    plan: Plan,
    workers: Workers,
    errors: Option<Box<dyn Writer<String>>>,
    progress: Progress,
    interrupt: Interrupt,
    /// The file that holds the checkpoint; none where a later run could not go on.
    checkpoint: Option<PathBuf>,
    /// What stands on disk, or will next.
    state: Checkpoint,
    /// Where the run is.
    mark: Mark,
    /// Records that an earlier run had read.
    before: u64,
    /// The last mark that the output can be cut back to, while not on disk.
    unsaved: Option<Mark>,
    saved: Instant,
}

/// How a job ended.
enum End {
    /// The input did.
    Input,
    /// Told to.
    Interrupted,
}

impl Plan {
    /// Returns true when standard input is read, which cannot be read twice.
    pub fn stdin(&self) -> bool {
        self.inputs.is_empty() || self.inputs.iter().any(|path| path == Path::new("-"))
    }

    /// Where the checkpoint lies, where there can be one: both ends must be files.
    fn checkpoint(&self) -> Option<PathBuf> {
        let output = self.output.as_deref().filter(|_| !self.stdin())?;
        let replaced = !fs::metadata(output).is_ok_and(|meta| !meta.is_file());
        replaced.then(|| Checkpoint::name_for(output))
    }
}

impl Job {
    /// Makes ready: reads the checkpoint of a run that is to go on.
    pub fn new(plan: Plan) -> Result<Self, Error> {
        if plan.stdin() && matches!(plan.sample, Some((Size::Articles(_), _))) {
            let reason = "expected files for a number of articles, found standard input, which cannot be \
                          read twice; a share as 10% works";
            return Err(Error::io("--sample", io::Error::other(reason)));
        }
        let checkpoint = plan.checkpoint();
        if plan.resume && checkpoint.is_none() {
            let reason = match &plan.output {
                _ if plan.stdin() => {
                    "expected files to read, found standard input, which cannot be read twice"
                }
                None => "expected a file to write (-o FILE), found standard output",
                Some(_) => "expected a file to write, found a device or a pipe",
            };
            return Err(Error::io("--resume", io::Error::other(reason)));
        }
        if let Some(output) = &plan.output {
            PartialFile::check_free(output)?;
        }
        let fresh = || Checkpoint::new(plan.depends_on.clone());
        let state = match &checkpoint {
            Some(name) if plan.resume => {
                Checkpoint::load(name, &plan.depends_on)?.unwrap_or_else(fresh)
            }
            _ => fresh(),
        };
        let mut job = Self {
            workers: Workers::new(plan.threads)?,
            errors: None,
            progress: Progress::new(plan.quiet),
            interrupt: Interrupt::listen().map_err(|error| Error::io("signals", error))?,
            mark: state.mark.clone(),
            before: state.mark.place.records,
            unsaved: None,
            saved: Instant::now(),
            checkpoint,
            state,
            plan,
        };
        if !job.state.done {
            if !job.goes_on()
                && let Some(name) = &job.checkpoint
            {
                // What an earlier run left is overwritten: its checkpoint must not outlive it.
                remove(name)?;
            }
            job.errors = match &job.plan.errors {
                Some(name) => Some(open(name, job.mark.errors.filter(|_| job.goes_on()))?),
                None => None,
            };
        }
        Ok(job)
    }

    /// Returns true when another run began this one.
    fn goes_on(&self) -> bool {
        self.state.mark != Mark::default()
    }

    /// The output in this form, new or where another run left it.
    pub fn output(&self, format: OutputFormat) -> Result<Box<dyn Writer<Piece>>, Stop> {
        let length = self.goes_on().then_some(self.mark.output);
        let name = self.plan.output.as_deref();
        let group = self.plan.row_group;
        Ok(match (name, length) {
            (Some(name), Some(length)) if is_packed(name, format) => {
                let file = in_bytes(name, PartialFile::resume(name, length)?);
                Box::new(Framed::resume(file, format.frame(), length))
            }
            (Some(name), None) if is_packed(name, format) => {
                format.on(&name.display().to_string(), output(Some(name), 1)?, group)?
            }
            (Some(name), Some(length)) => format.resume(name, length, group)?,
            (Some(name), None) => format.create(name, group)?,
            (None, _) => {
                let most = if self.plan.threads.get() == 1 {
                    1
                } else {
                    1 << 16
                };
                format.on("<stdout>", output(None, most)?, group)?
            }
        })
    }

    /// Runs to the end, and tells how it went. `open` opens the output, `render` makes a part of it of every
    /// article, on any worker, and counts its claims.
    pub fn run<P: Send>(
        mut self,
        open: impl FnOnce(&Self) -> Result<Box<dyn Writer<P>>, Stop>,
        render: impl Fn(&[Article<'_>]) -> Vec<(P, usize)> + Sync,
    ) -> ExitCode {
        let ended = if self.state.done {
            self.take_names().map_err(Stop::from)
        } else {
            open(&self).and_then(|mut writer| {
                let end = self.work(&mut *writer, render);
                self.close(writer, end)
            })
        };
        self.progress.finish(&self.mark);
        match ended {
            Ok(End::Interrupted) => ExitCode::from(INTERRUPTED),
            Ok(End::Input) if self.mark.failed == 0 => ExitCode::SUCCESS,
            // Every failure was told when it was met.
            Ok(End::Input) | Err(Stop::Strict) => ExitCode::FAILURE,
            Err(stop) => {
                eprintln!("onrecord: {stop}");
                ExitCode::FAILURE
            }
        }
    }

    /// Everything was written by a run that was cut off then.
    fn take_names(&mut self) -> Result<End, Error> {
        let names = [&self.plan.output, &self.plan.errors];
        for name in names.into_iter().flatten() {
            let part = PartialFile::part_of(name);
            if part.exists() {
                fs::rename(&part, name).map_err(|error| Error::io(name.display(), error))?;
            }
        }
        self.forget()?;
        Ok(End::Input)
    }

    /// Removes the checkpoint, and what a kill left of the next one: the outputs have their names.
    fn forget(&self) -> Result<(), Error> {
        let Some(name) = self.checkpoint.as_deref() else {
            return Ok(());
        };
        remove(&PartialFile::part_of(name))?;
        remove(name)
    }

    fn work<P: Send>(
        &mut self,
        writer: &mut dyn Writer<P>,
        render: impl Fn(&[Article<'_>]) -> Vec<(P, usize)> + Sync,
    ) -> Result<End, Stop> {
        let inputs = Source::inputs(&self.plan.inputs);
        let settings = self.plan.settings.clone();
        let mut corpus = if self.goes_on() {
            Corpus::resume(inputs, settings, &self.mark.place)?
        } else {
            Corpus::new(inputs, settings)
        };
        if self.plan.stdin() {
            self.interrupt.end_waiting();
        } else {
            let (paths, format) = (self.plan.inputs.clone(), self.plan.settings.format);
            self.progress
                .expect(move || size_of(&paths, format), self.plan.limit);
        }
        let taken = self.mark.articles + self.mark.failed;
        let left = self
            .plan
            .limit
            .map_or(u64::MAX, |limit| limit.saturating_sub(taken));
        let (this, of) = self.plan.shard;
        let sample = self.sample();
        let interrupt = self.interrupt.clone();
        let items = std::iter::from_fn(move || {
            while !interrupt.is_set() {
                let item = corpus.next()?;
                let place = corpus.place();
                if (place.records - 1) % of != this {
                    continue;
                }
                let taken = match &sample {
                    Some(sample) => sample.filter(item),
                    None => Some(item),
                };
                if let Some(item) = taken {
                    return Some((place, item));
                }
            }
            None
        });
        let items = items.take(usize::try_from(left).unwrap_or(usize::MAX));

        let interrupt = self.interrupt.clone();
        // A group begun is finished; one not begun when the signal came is left to the run that goes on.
        let render = |articles: &[Article<'_>]| match interrupt.is_set() {
            false => render(articles).into_iter().map(Some).collect(),
            true => articles.iter().map(|_| None).collect(),
        };
        // What waits for more input is answered one by one.
        let most = if self.plan.stdin() {
            1
        } else {
            self.plan.at_once
        };
        let workers = std::mem::replace(&mut self.workers, Workers::one());
        let mut stop = Ok(());
        run_groups(items, &workers, most, render, |place, result| {
            let result = match result {
                Ok(None) => return ControlFlow::Break(()),
                Ok(Some(part)) => Ok(part),
                Err(error) => Err(error),
            };
            stop = self.take(writer, place, result);
            match stop {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        stop?;
        Ok(if self.interrupt.is_set() {
            End::Interrupted
        } else {
            End::Input
        })
    }

    /// Which articles are taken, where not all are. To take so many of them, all are read once before.
    fn sample(&self) -> Option<Sample> {
        let (size, seed) = self.plan.sample?;
        Some(match size {
            Size::Percent(share) => Sample::share(share, seed),
            Size::Articles(n) => {
                let (this, of) = self.plan.shard;
                let all = Corpus::new(
                    Source::inputs(&self.plan.inputs),
                    self.plan.settings.clone(),
                );
                let shard = all.enumerate().filter(|(i, _)| *i as u64 % of == this);
                let heard = shard.take_while(|_| !self.interrupt.is_set());
                Sample::count(n, seed, heard.map(|(_, item)| item))
            }
        })
    }

    /// Takes in what came of one article.
    fn take<P>(
        &mut self,
        writer: &mut dyn Writer<P>,
        place: Place,
        result: Result<(P, usize), Error>,
    ) -> Result<(), Stop> {
        match result {
            Ok((part, claims)) => {
                writer.append(part)?;
                self.mark.articles += 1;
                self.mark.claims += claims as u64;
            }
            Err(error) => {
                self.progress.clear();
                if self.errors.is_none() || self.plan.strict {
                    eprintln!("onrecord: {error}");
                }
                if self.plan.strict {
                    return Err(Stop::Strict);
                }
                if let Some(file) = &mut self.errors {
                    file.append(as_json_line(&error))?;
                }
                self.mark.failed += 1;
            }
        }
        self.mark.place = place;
        self.progress.show(&self.mark);
        if self.checkpoint.is_none() {
            return Ok(());
        }
        if let Some(length) = writer.length() {
            self.mark.output = length;
            self.mark.errors = self.errors.as_ref().and_then(|file| file.length());
            self.unsaved = Some(self.mark.clone());
            if self.saved.elapsed() >= self.plan.pause {
                self.save(writer)?;
            }
        }
        Ok(())
    }

    /// Makes the outputs safe, then writes down how far they are.
    fn save<P>(&mut self, writer: &mut dyn Writer<P>) -> Result<(), Error> {
        let (Some(name), Some(mark)) = (&self.checkpoint, self.unsaved.take()) else {
            return Ok(());
        };
        writer.sync()?;
        if let Some(file) = &mut self.errors {
            file.sync()?;
        }
        self.state.mark = mark;
        self.state.save(name)?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Puts the files under their names, or leaves them so that a later run can go on.
    fn close<P>(
        &mut self,
        mut writer: Box<dyn Writer<P>>,
        end: Result<End, Stop>,
    ) -> Result<End, Stop> {
        match end {
            // A reader that has seen enough is a normal end.
            Ok(End::Input) | Err(Stop::ClosedPipe) => {
                let placed = self.place(writer);
                match placed {
                    Err(Stop::ClosedPipe) => Ok(End::Input),
                    other => other.map(|()| End::Input),
                }
            }
            Ok(End::Interrupted) => {
                self.pause(&mut *writer)?;
                Ok(End::Interrupted)
            }
            Err(stop) => {
                // What went wrong first is told; that the rest could not be kept either follows from it.
                let _ = self.pause(&mut *writer);
                Err(stop)
            }
        }
    }

    fn place<P>(&mut self, mut writer: Box<dyn Writer<P>>) -> Result<(), Stop> {
        let written = writer.complete();
        if let Some(file) = &mut self.errors {
            file.complete()?;
        }
        written?;
        if let Some(name) = &self.checkpoint {
            self.state.mark = self.mark.clone();
            self.state.done = true;
            self.state.save(name)?;
        }
        writer.finish()?;
        if let Some(file) = self.errors.take() {
            file.finish()?;
        }
        Ok(self.forget()?)
    }

    /// Leaves the outputs so that a later run can go on, and tells how.
    fn pause<P>(&mut self, writer: &mut dyn Writer<P>) -> Result<(), Stop> {
        let Some(name) = &self.checkpoint else {
            writer.sync()?;
            if let Some(mut file) = self.errors.take() {
                file.complete()?;
                file.finish()?;
            }
            return Ok(());
        };
        let name = name.display().to_string();
        self.save(writer)?;
        self.progress.clear();
        let done = self.state.mark.articles + self.state.mark.failed;
        if done > 0 && (self.interrupt.is_set() || self.mark.place.records > self.before) {
            eprintln!(
                "onrecord: {done} articles are safe beside {name}; --resume goes on from there"
            );
        }
        Ok(())
    }
}

/// A new output of bytes: a file, or standard output where there is none or `-`, where so many bytes may be
/// held back.
pub fn output(name: Option<&Path>, most: usize) -> Result<Box<dyn Writer<Vec<u8>>>, Error> {
    Ok(match name.filter(|name| *name != Path::new("-")) {
        Some(name) => in_bytes(name, PartialFile::create(name)?),
        None => Box::new(Stream::new("<stdout>", io::stdout().lock(), most)),
    })
}

/// Compressed where the name says so.
fn in_bytes(name: &Path, file: PartialFile) -> Box<dyn Writer<Vec<u8>>> {
    match Packing::of_path(name) {
        Some(packing) => Box::new(PackedFile::new(file, packing)),
        None => Box::new(file),
    }
}

/// Returns true where the file is compressed as a whole; Parquet compresses its columns.
fn is_packed(name: &Path, format: OutputFormat) -> bool {
    Packing::of_path(name).is_some() && format != OutputFormat::Parquet
}

/// A file that grows by lines: a new one, or one that goes on at a length.
fn open(name: &Path, length: Option<u64>) -> Result<Box<dyn Writer<String>>, Error> {
    Ok(Box::new(match length {
        Some(length) => PartialFile::resume(name, length)?,
        None => PartialFile::create(name)?,
    }))
}

fn remove(name: &Path) -> Result<(), Error> {
    match fs::remove_file(name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(name.display(), error))
        }
        _ => Ok(()),
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
