//! Reads the items of files, folders and streams, in order, one at a time.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec;

use super::checkpoint::unusable;

use super::decode::{decode, decode_whole};
use super::format::plain;
use super::item::Mismatch;
use super::pattern::Pattern;
use super::walk::Walk;
use super::{Fields, InputFormat, Item, Page, Place, csv, parquet, web};
use crate::Error;
use crate::error::ErrorKind;

/// Where articles come from.
pub enum Input {
    /// A file, a folder and all below it, or a pattern: `news/**/2026-*.jsonl.gz` (`*`, `?`, `[a-f]`, `**`).
    Path(PathBuf),
    /// A stream, and the name it goes by in messages.
    Stream(Box<dyn Read>, String),
}

impl Input {
    /// Standard input.
    #[must_use]
    pub fn stdin() -> Self {
        Self::Stream(Box::new(io::stdin().lock()), "<stdin>".to_owned())
    }
}

/// How articles are read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In what form they come in.
    pub format: InputFormat,
    /// Which key or column holds which field.
    pub fields: Fields,
    /// Bytes of one article at most; a longer one is an error and is never held in memory.
    pub max_bytes: usize,
}

impl Default for Settings {
    /// Format by extension, the default names, 64 MiB.
    fn default() -> Self {
        Self {
            format: InputFormat::Auto,
            fields: Fields::default(),
            max_bytes: 64 << 20,
        }
    }
}

/// The articles of several inputs, in order: an iterator of items, each with its file and line.
///
/// A folder is read depth first in the order of names, hidden files passed over; the id of a text file is
/// its path below that folder without the extension. Streams of gzip and zstd are decompressed.
///
/// ```
/// use onrecord::corpus::{Corpus, Input, Settings};
///
/// let stream = Box::new("“No,” Ortiz said.".as_bytes());
/// let mut corpus = Corpus::new([Input::Stream(stream, "memory".into())], Settings::default());
/// let article = corpus.next().unwrap()?.parse()?;
/// assert_eq!(article.text, "“No,” Ortiz said.");
/// assert!(corpus.next().is_none());
/// # Ok::<(), onrecord::Error>(())
/// ```
pub struct Corpus {
    inputs: vec::IntoIter<Input>,
    folder: Option<Walk>,
    /// A file of many articles that is being read.
    open: Option<Records>,
    fields: Arc<Fields>,
    settings: Settings,
    place: Place,
    /// Bytes of files read so far.
    read: Arc<AtomicU64>,
    /// Files that a run before has done with: they are passed over unopened.
    done: u64,
}

/// The articles of one file of many.
pub(super) type Records = Box<dyn Iterator<Item = Result<Item, Error>>>;

impl Corpus {
    /// The articles of these inputs.
    #[must_use]
    pub fn new(inputs: impl IntoIterator<Item = Input>, settings: Settings) -> Self {
        Self {
            inputs: inputs.into_iter().collect::<Vec<_>>().into_iter(),
            folder: None,
            open: None,
            fields: Arc::new(settings.fields.clone()),
            settings,
            place: Place::default(),
            read: Arc::default(),
            done: 0,
        }
    }

    /// The articles of these inputs behind a place where another run stopped.
    ///
    /// Files that were done with are passed over unopened; of the last one the records are read again and
    /// dropped.
    ///
    /// # Errors
    ///
    /// When the files up to there are no longer what they were.
    pub fn resume(
        inputs: impl IntoIterator<Item = Input>,
        settings: Settings,
        place: &Place,
    ) -> Result<Self, Error> {
        let mut corpus = Self::new(inputs, settings);
        corpus.done = place.files.saturating_sub(1);
        while corpus.place.files < place.files || corpus.place.record < place.record {
            if corpus.next().is_none() || corpus.place.files > place.files {
                break;
            }
        }
        let found = &corpus.place;
        let same = found.file == place.file && found.seen == place.seen;
        if same && (found.files, found.record) == (place.files, place.record) {
            corpus.place.records = place.records; // those of files passed over were not counted
            return Ok(corpus);
        }
        let file = if same || found.file != place.file {
            // Where another file stands now, the one that was read is the one to look for.
            &place.file
        } else {
            &found.file
        };
        let reason = "this input or one before it has changed since the run began".to_owned();
        Err(unusable(Path::new(&**file), reason))
    }

    /// How far the inputs have been read: behind the item given last.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            bytes: self.read.load(Ordering::Relaxed),
            ..self.place.clone()
        }
    }

    fn start(&mut self, input: Input) -> Option<Result<Item, Error>> {
        match input {
            Input::Stream(stream, name) => {
                self.place.begin(&name, None);
                let stream = Box::new(BufReader::with_capacity(1 << 16, stream));
                self.begin(stream, &name, None, None)
            }
            Input::Path(path) => {
                match walk(&path, self.settings.format) {
                    Some(Ok(walk)) => {
                        self.folder = Some(walk);
                        return None;
                    }
                    Some(Err(error)) => return Some(Err(error)),
                    None => {}
                }
                let below = path.file_name().map(PathBuf::from).unwrap_or_default();
                self.file(&path, &below)
            }
        }
    }

    /// Starts a file; `below` is its path below the folder that was given.
    fn file(&mut self, path: &Path, below: &Path) -> Option<Result<Item, Error>> {
        let name = path.display().to_string();
        let meta = fs::metadata(path).ok();
        self.place.begin(&name, meta.as_ref());
        if self.place.files <= self.done {
            let size = meta.map_or(0, |meta| meta.len());
            self.read.fetch_add(size, Ordering::Relaxed);
            return None;
        }
        let form = match self.settings.format {
            InputFormat::Auto => InputFormat::of_path(path),
            format => Some(format),
        };
        let stream = match File::open(path) {
            Ok(file) if form == Some(InputFormat::Parquet) && is_plain(&file) => {
                // It is read from its end, and so not as a stream.
                self.read
                    .fetch_add(meta.map_or(0, |meta| meta.len()), Ordering::Relaxed);
                return self.records(parquet::of_file(file, name.into(), &self.settings));
            }
            Ok(file) => {
                let counted = Counted {
                    file,
                    read: Arc::clone(&self.read),
                };
                Box::new(BufReader::with_capacity(1 << 16, counted))
            }
            Err(source) => return Some(Err(io_error(&name, source))),
        };
        let id = plain(below).with_extension("");
        let id = id
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>();
        self.begin(
            stream,
            &name,
            Some(id.join("/")),
            InputFormat::of_path(path),
        )
    }

    fn begin(
        &mut self,
        stream: Box<dyn BufRead>,
        name: &str,
        id: Option<String>,
        by_name: Option<InputFormat>,
    ) -> Option<Result<Item, Error>> {
        let told = match self.settings.format {
            InputFormat::Auto => by_name,
            format => Some(format),
        };
        let decoded = match told {
            Some(InputFormat::Warc) => decode_whole(stream),
            _ => decode(stream),
        };
        let format = decoded.and_then(|mut stream| {
            let format = match told {
                Some(format) => format,
                // A file whose name tells nothing is a text; a stream has no name.
                None if id.is_some() => InputFormat::Text,
                None => sniff(&mut stream)?,
            };
            Ok((format, stream))
        });
        let (format, stream) = match format {
            Ok(format) => format,
            Err(source) => return Some(Err(io_error(name, source))),
        };
        match format {
            InputFormat::Auto | InputFormat::Text => Some(
                self.whole(stream, name)
                    .map(|bytes| Item::text(name, id, bytes)),
            ),
            InputFormat::Json => Some(
                self.whole(stream, name)
                    .map(|bytes| Item::json(name, 1, bytes, &self.fields)),
            ),
            InputFormat::Html => Some(self.whole(stream, name).map(|bytes| {
                let page = Page {
                    bytes,
                    id,
                    ..Page::default()
                };
                Item::page(name, 1, page)
            })),
            InputFormat::Jsonl => self.records(Ok(Box::new(Lines {
                file: name.into(),
                stream,
                line: 0,
                fields: Arc::clone(&self.fields),
                most: self.settings.max_bytes,
            }))),
            InputFormat::Csv => self.records(csv::records(stream, name.into(), &self.fields)),
            InputFormat::Parquet => {
                self.records(parquet::of_stream(stream, name.into(), &self.settings))
            }
            InputFormat::Warc => self.records(web::warc(stream, name.into(), &self.settings)),
        }
    }

    fn records(&mut self, records: Result<Records, Error>) -> Option<Result<Item, Error>> {
        match records {
            Ok(records) => {
                self.open = Some(records);
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// A whole stream that is one article.
    fn whole(&self, stream: Box<dyn BufRead>, name: &str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let most = self.settings.max_bytes;
        stream
            .take(most as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| io_error(name, e))?;
        if bytes.len() > most {
            Err(too_long(most).at(name, 1))
        } else {
            Ok(bytes)
        }
    }

    fn more(&mut self) -> Option<Result<Item, Error>> {
        let next = self.open.as_mut()?.next();
        // What cannot be read any further is closed.
        if next.is_none() || matches!(&next, Some(Err(error)) if error.is_io()) {
            self.open = None;
        }
        next
    }

    fn advance(&mut self) -> Option<Result<Item, Error>> {
        loop {
            if let Some(item) = self.more() {
                return Some(item);
            }
            let started = match &mut self.folder {
                Some(walk) => match walk.next() {
                    Some(Ok(path)) => {
                        let below = walk.below(&path).to_owned();
                        self.file(&path, &below)
                    }
                    Some(Err(error)) => Some(Err(error)),
                    None => {
                        let empty = (walk.files() == 0).then(|| nothing_in(walk.root()));
                        self.folder = None;
                        empty.map(Err)
                    }
                },
                None => {
                    let input = self.inputs.next()?;
                    self.start(input)
                }
            };
            if started.is_some() {
                return started;
            }
        }
    }
}

impl Iterator for Corpus {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance()?;
        self.place.record += 1;
        self.place.records += 1;
        Some(next)
    }
}

/// Returns true when a file of Parquet is not packed as a whole; leaves it at its start.
fn is_plain(file: &File) -> bool {
    const MAGIC: &[u8; 4] = b"PAR1";
    let mut file = file;
    let mut start = [0; MAGIC.len()];
    let read = file.read_exact(&mut start);
    // What cannot go back is no file but a pipe.
    file.rewind().is_ok() && read.is_ok() && start == *MAGIC
}

/// A file whose bytes are counted as they are read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The files that a path means when it is a folder, or a pattern and no file.
fn walk(path: &Path, format: InputFormat) -> Option<Result<Walk, Error>> {
    if path.is_dir() {
        return Some(Walk::new(path.to_owned(), format, None));
    }
    if path.exists() {
        return None;
    }
    let (root, pattern) = Pattern::split(path)?;
    Some(Walk::new(root, format, Some(pattern)))
}

/// Bytes of all files that these paths mean, as they lie on disk; what cannot be read counts nothing.
#[must_use]
pub fn size_of(paths: &[PathBuf], format: InputFormat) -> u64 {
    let size = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
    let of_path = |path: &PathBuf| match walk(path, format) {
        Some(Ok(walk)) => walk.flatten().map(|path| size(&path)).sum(),
        Some(Err(_)) => 0,
        None => size(path),
    };
    paths.iter().map(of_path).sum()
}

/// Lines that are JSON objects.
struct Lines {
    file: Arc<str>,
    stream: Box<dyn BufRead>,
    line: usize,
    fields: Arc<Fields>,
    most: usize,
}

impl Iterator for Lines {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = next_line(&mut self.stream, &self.file, &mut self.line, self.most)?;
        Some(next.map(|bytes| Item::json(Arc::clone(&self.file), self.line, bytes, &self.fields)))
    }
}

/// The next line that is not blank.
fn next_line(
    stream: &mut Box<dyn BufRead>,
    file: &str,
    line: &mut usize,
    most: usize,
) -> Option<Result<Vec<u8>, Error>> {
    loop {
        *line += 1;
        let mut bytes = Vec::new();
        // One more for the line end, one more to see that it is too long.
        let limit = most as u64 + 2;
        match stream.by_ref().take(limit).read_until(b'\n', &mut bytes) {
            Err(source) => return Some(Err(io_error(&format!("{file}:{line}"), source))),
            Ok(0) => return None,
            Ok(_) => {}
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        if bytes.len() > most {
            return Some(Err(match skip_line(stream, most) {
                Ok(()) => too_long(most).at(file, *line),
                Err(source) => io_error(&format!("{file}:{line}"), source),
            }));
        }
        if *line == 1 && bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        if !bytes.iter().all(u8::is_ascii_whitespace) {
            return Some(Ok(bytes));
        }
    }
}

/// Some editors put it before UTF-8; before JSON it is nothing.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How often the bytes of an article a line may have, to be passed over: a few packed bytes may stand for more
/// than anybody waits for.
const PATIENCE: usize = 16;

/// Passes over the rest of a line without holding it.
fn skip_line(stream: &mut Box<dyn BufRead>, most: usize) -> io::Result<()> {
    let mut left = most.saturating_mul(PATIENCE);
    loop {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (used, found) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        stream.consume(used);
        if found {
            return Ok(());
        }
        left = left.checked_sub(used).ok_or_else(|| {
            let reason =
                format!("expected lines, found more than {PATIENCE} x {most} bytes without an end");
            io::Error::new(io::ErrorKind::InvalidData, reason)
        })?;
    }
}

/// What a stream begins with, behind white space, and what it is then; any other is a text.
const STARTS: &[(&str, InputFormat)] = &[
    ("{", InputFormat::Jsonl),
    ("WARC/", InputFormat::Warc),
    ("PAR1", InputFormat::Parquet),
    ("<!doctype html", InputFormat::Html),
    ("<html", InputFormat::Html),
];

/// The form of a stream by its first characters; an empty one is no article.
fn sniff(stream: &mut Box<dyn BufRead>) -> io::Result<InputFormat> {
    let start = stream.fill_buf()?;
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    if start.is_empty() {
        return Ok(InputFormat::Jsonl);
    }
    let start = start.trim_ascii_start();
    let opens = |with: &str| {
        let first = start.get(..with.len());
        first.is_some_and(|first| first.eq_ignore_ascii_case(with.as_bytes()))
    };
    let found = STARTS.iter().find(|(with, _)| opens(with));
    Ok(found.map_or(InputFormat::Text, |&(_, format)| format))
}

pub(super) fn too_long(most: usize) -> Mismatch {
    Mismatch {
        below: 0,
        expected: format!("an article of at most {most} bytes"),
        found: "more".to_owned(),
    }
}

/// A form of input that this build does not read.
#[cfg_attr(
    all(feature = "io", feature = "parquet", feature = "web"),
    expect(dead_code, reason = "this build reads all")
)]
pub(super) fn needs(file: &str, form: &str, feature: &str) -> Error {
    Error::new(ErrorKind::Setting {
        name: "format",
        reason: format!("{file}: {form} needs the feature `{feature}`"),
    })
}

fn nothing_in(folder: &Path) -> Error {
    let source = io::Error::new(
        io::ErrorKind::NotFound,
        "expected files of articles by their extension (or an input format), found none",
    );
    io_error(&folder.display().to_string(), source)
}

fn io_error(place: &str, source: io::Error) -> Error {
    Error::new(ErrorKind::Io {
        place: place.to_owned(),
        source,
    })
}
