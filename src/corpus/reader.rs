//! Reads the items of files, folders and streams, in order, one at a time.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec;

use super::checkpoint::unusable;

use super::decode::decode;
use super::format::plain;
use super::item::Mismatch;
use super::pattern::Pattern;
use super::walk::Walk;
use super::{Fields, InputFormat, Item, Place};
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
    open: Option<Open>,
    fields: Arc<Fields>,
    settings: Settings,
    place: Place,
    /// Bytes of files read so far.
    read: Arc<AtomicU64>,
    /// Files that a run before has done with: they are passed over unopened.
    done: u64,
}

/// A file of many articles that is being read.
enum Open {
    Lines {
        file: Arc<str>,
        stream: Box<dyn BufRead>,
        line: usize,
    },
    #[cfg(feature = "io")]
    Rows(Box<super::csv::Rows>),
}

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
        let stream = match File::open(path) {
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
        let mut stream = match decode(stream) {
            Ok(stream) => stream,
            Err(source) => return Some(Err(io_error(name, source))),
        };
        let format = match (self.settings.format, by_name, &id) {
            (InputFormat::Auto, Some(format), _) => format,
            // A file whose name tells nothing is a text; a stream has no name.
            (InputFormat::Auto, None, Some(_)) => InputFormat::Text,
            (InputFormat::Auto, None, None) => match sniff(&mut stream) {
                Ok(format) => format,
                Err(source) => return Some(Err(io_error(name, source))),
            },
            (format, _, _) => format,
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
            InputFormat::Jsonl => {
                self.open = Some(Open::Lines {
                    file: name.into(),
                    stream,
                    line: 0,
                });
                None
            }
            InputFormat::Csv => self.rows(stream, name),
        }
    }

    #[cfg(feature = "io")]
    fn rows(&mut self, stream: Box<dyn BufRead>, name: &str) -> Option<Result<Item, Error>> {
        match super::csv::Rows::new(stream, name, &self.fields) {
            Ok(rows) => {
                self.open = Some(Open::Rows(Box::new(rows)));
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    #[cfg(not(feature = "io"))]
    fn rows(&mut self, _: Box<dyn BufRead>, name: &str) -> Option<Result<Item, Error>> {
        let reason = format!("{name}: CSV needs the feature `io`");
        Some(Err(Error::new(ErrorKind::Setting {
            name: "format",
            reason,
        })))
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
            Err(too_long(most, name, 1))
        } else {
            Ok(bytes)
        }
    }

    fn more(&mut self) -> Option<Result<Item, Error>> {
        let next = match self.open.as_mut()? {
            Open::Lines { file, stream, line } => {
                next_line(stream, file, line, self.settings.max_bytes).map(|next| {
                    next.map(|bytes| Item::json(Arc::clone(file), *line, bytes, &self.fields))
                })
            }
            #[cfg(feature = "io")]
            Open::Rows(rows) => rows.next(),
        };
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
            return Some(Err(match skip_line(stream) {
                Ok(()) => too_long(most, file, *line),
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

/// Passes over the rest of a line without holding it.
fn skip_line(stream: &mut Box<dyn BufRead>) -> io::Result<()> {
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
    }
}

/// A stream that opens with a brace is JSON lines, any other is a text; an empty one is no article.
fn sniff(stream: &mut Box<dyn BufRead>) -> io::Result<InputFormat> {
    let start = stream.fill_buf()?;
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(if first == Some(&b'{') || start.is_empty() {
        InputFormat::Jsonl
    } else {
        InputFormat::Text
    })
}

fn too_long(most: usize, file: &str, line: usize) -> Error {
    let expected = format!("an article of at most {most} bytes");
    Mismatch {
        below: 0,
        expected,
        found: "more".to_owned(),
    }
    .at(file, line)
}

fn nothing_in(folder: &Path) -> Error {
    let source = io::Error::new(
        io::ErrorKind::NotFound,
        "expected files in .txt, .json, .jsonl or .csv (or an input format), found none",
    );
    io_error(&folder.display().to_string(), source)
}

fn io_error(place: &str, source: io::Error) -> Error {
    Error::new(ErrorKind::Io {
        place: place.to_owned(),
        source,
    })
}
