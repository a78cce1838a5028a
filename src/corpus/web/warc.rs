//! The pages of a WARC file, as crawlers write them: plain, or gzip with a member for every record.
//!
//! A record that cannot be read is an error with its number, and the next one is looked for: in a plain file
//! at the next line that opens a record, in gzip at the next member that does, even inside the bytes that the
//! damaged one has claimed. What a record tells of its length is a promise, never an allocation: its bytes are
//! taken as they come, up to the cap. A member that unpacks to more is left in the middle.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use flate2::bufread::GzDecoder;

use super::http::{Response, header};
use super::mismatch;
use crate::Error;
use crate::corpus::item::Mismatch;
use crate::corpus::{Item, Page};

/// What every record begins with.
const MAGIC: &[u8] = b"WARC/";
/// How every member of gzip begins.
const MEMBER: &[u8] = &[0x1f, 0x8b, 0x08];
/// Bytes of the head of a record at most.
const MOST_HEAD: usize = 64 << 10;
/// Bytes in which a member shows what it holds.
const GLANCE: usize = 1 << 10;

/// Places that look like a member, and are none, until a file is given up.
const CANDIDATES: usize = 1000;

/// The pages of a WARC file.
pub(super) struct Warc {
    file: Arc<str>,
    source: Source,
    /// The number of the record at hand.
    record: usize,
    /// The next record is looked for, whatever stands before it.
    lost: bool,
    most: usize,
}

enum Source {
    Plain(Box<dyn BufRead>),
    /// Between two members.
    Packed(Rewind),
    /// Inside a member.
    Member(Box<BufReader<GzDecoder<Rewind>>>),
    Done,
}

/// Whether a few bytes may unpack to very many, so that nothing is passed over by reading it.
#[derive(Clone, Copy, PartialEq)]
enum Packed {
    No,
    Yes,
}

/// What a record turned out to be.
enum Found {
    Page(Page),
    /// A request, a picture, a note of the crawler, a page that was not found.
    Other,
    /// Something that is not wanted and too long to be passed over inside a member.
    TooLong,
    /// No record: the stream ends.
    End,
}

/// Why a record cannot be read.
enum Bad {
    /// Its content is wrong; the next one begins behind it.
    Record(Mismatch),
    /// Where the next one begins is not known.
    Lost(Mismatch),
    /// The stream cannot be read on. In gzip a later member may be whole.
    Broken(Mismatch),
}

impl From<io::Error> for Bad {
    fn from(error: io::Error) -> Self {
        Self::Broken(mismatch("a readable record", error.to_string()))
    }
}

impl Warc {
    pub(super) fn new(mut stream: Box<dyn BufRead>, file: Arc<str>, most: usize) -> Self {
        // What cannot be read is told when the first record is asked for.
        let is_packed = stream
            .fill_buf()
            .is_ok_and(|start| start.starts_with(MEMBER));
        let source = if is_packed {
            Source::Packed(Rewind::new(stream, most))
        } else {
            Source::Plain(stream)
        };
        Self {
            file,
            source,
            record: 0,
            lost: false,
            most,
        }
    }

    fn read(&mut self) -> Result<Found, Bad> {
        let Self {
            source,
            record,
            lost,
            most,
            ..
        } = self;
        match source {
            Source::Plain(stream) => self::read(stream, Packed::No, record, lost, *most),
            Source::Member(member) => {
                member.get_mut().get_mut().mark();
                self::read(member, Packed::Yes, record, lost, *most)
            }
            Source::Packed(_) | Source::Done => Ok(Found::End),
        }
    }

    /// Opens the next member; none behind the last one.
    fn open(&mut self, mut packed: Rewind) -> Option<Error> {
        match packed.fill_buf() {
            Ok([]) => None,
            Ok(_) => {
                packed.mark();
                self.source = Source::Member(Box::new(BufReader::new(GzDecoder::new(packed))));
                None
            }
            Err(error) => Some(self.bad(mismatch("a readable file", error.to_string()))),
        }
    }

    /// Goes to where the next record may begin.
    fn recover(&mut self) {
        self.source = match std::mem::replace(&mut self.source, Source::Done) {
            Source::Member(member) => {
                let mut packed = member.into_inner().into_inner();
                if packed.next_member() {
                    Source::Packed(packed)
                } else {
                    Source::Done
                }
            }
            other => {
                self.lost = true;
                other
            }
        };
    }

    fn bad(&self, mismatch: Mismatch) -> Error {
        mismatch.at(&self.file, self.record.max(1))
    }
}

impl Iterator for Warc {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match std::mem::replace(&mut self.source, Source::Done) {
                Source::Done => return None,
                Source::Packed(packed) => {
                    if let Some(error) = self.open(packed) {
                        return Some(Err(error));
                    }
                    continue;
                }
                other => self.source = other,
            }
            match self.read() {
                Ok(Found::Page(page)) => {
                    return Some(Ok(Item::page(Arc::clone(&self.file), self.record, page)));
                }
                Ok(Found::Other) => {}
                Ok(Found::TooLong) => self.recover(),
                Ok(Found::End) => {
                    self.source = match std::mem::replace(&mut self.source, Source::Done) {
                        Source::Member(member) => Source::Packed(member.into_inner().into_inner()),
                        _ => Source::Done,
                    };
                }
                Err(Bad::Record(mismatch)) => return Some(Err(self.bad(mismatch))),
                Err(Bad::Lost(mismatch)) => {
                    let error = self.bad(mismatch);
                    self.recover();
                    return Some(Err(error));
                }
                Err(Bad::Broken(mismatch)) => {
                    let error = self.bad(mismatch);
                    match self.source {
                        Source::Member(_) => self.recover(),
                        _ => self.source = Source::Done,
                    }
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Reads one record and leaves the stream behind it.
fn read(
    stream: &mut impl BufRead,
    packed: Packed,
    record: &mut usize,
    lost: &mut bool,
    most: usize,
) -> Result<Found, Bad> {
    let Some(head) = head(stream, record, lost)? else {
        return Ok(Found::End);
    };
    let value = |name: &str| {
        head.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let length = value("content-length").unwrap_or("none");
    let Ok(length) = length.parse::<u64>() else {
        return Err(Bad::Lost(mismatch("a Content-Length", length)));
    };
    let wanted = value("warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case("response"))
        && value("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/http"));
    let long = length > most as u64;
    let too_long = || {
        mismatch(
            format!("a record of at most {most} bytes"),
            format!("{length}"),
        )
    };
    if long && packed == Packed::Yes {
        return if wanted {
            Err(Bad::Lost(too_long()))
        } else {
            Ok(Found::TooLong)
        };
    }
    if long || !wanted {
        let passed = io::copy(&mut stream.take(length), &mut io::sink())?;
        whole(passed, length)?;
        return if wanted {
            Err(Bad::Record(too_long()))
        } else {
            Ok(Found::Other)
        };
    }
    let mut bytes = Vec::new();
    let read = stream.take(length).read_to_end(&mut bytes)?;
    whole(read as u64, length)?;
    // The checksum of a member stands behind its record: a page is good when that is read.
    blank_lines(stream)?;
    let Some(response) = Response::parse(&bytes) else {
        return Err(Bad::Record(mismatch(
            "a response of HTTP",
            "something else",
        )));
    };
    if !response.is_page() {
        return Ok(Found::Other);
    }
    let address = |value: &str| value.trim_matches(['<', '>']).to_owned();
    Ok(Found::Page(Page {
        id: value("warc-record-id").map(address),
        url: value("warc-target-uri").map(address),
        charset: response.charset(),
        bytes: response.body(most).map_err(Bad::Record)?.into_owned(),
    }))
}

/// The fields of the next record; none where the stream ends.
fn head(
    stream: &mut impl BufRead,
    record: &mut usize,
    lost: &mut bool,
) -> Result<Option<Vec<(String, String)>>, Bad> {
    let first = loop {
        let line = line(stream).inspect_err(|_| *record += 1)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.starts_with(MAGIC) {
            break line;
        }
        let blank = line.iter().all(u8::is_ascii_whitespace);
        if !blank && !*lost {
            let found = String::from_utf8_lossy(&line[..line.len().min(20)])
                .trim_end()
                .to_owned();
            return Err(Bad::Lost(mismatch(
                "a record of WARC",
                format!("`{found}`"),
            )));
        }
    };
    *record += 1;
    *lost = false;
    let mut fields = Vec::new();
    let mut size = first.len();
    loop {
        let line = line(stream)?;
        size += line.len();
        if line.is_empty() {
            return Err(Bad::Lost(mismatch("a whole head", "the end of the file")));
        }
        if size > MOST_HEAD {
            return Err(Bad::Lost(mismatch(
                format!("a head of at most {MOST_HEAD} bytes"),
                "more",
            )));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(Some(fields));
        }
        fields.extend(header(&String::from_utf8_lossy(&line)));
    }
}

/// A line with its end, cut where it is too long to be one of a head; nothing at the end of the stream.
fn line(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(MOST_HEAD as u64).read_until(b'\n', &mut line)?;
    Ok(line)
}

fn whole(found: u64, told: u64) -> Result<(), Bad> {
    if found == told {
        return Ok(());
    }
    Err(Bad::Lost(mismatch(
        format!("{told} bytes, as its Content-Length says"),
        format!("{found}"),
    )))
}

/// Passes over line ends.
fn blank_lines(stream: &mut impl BufRead) -> io::Result<()> {
    loop {
        let start = stream.fill_buf()?;
        let blank = start
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let more = blank == start.len() && blank > 0;
        stream.consume(blank);
        if !more {
            return Ok(());
        }
    }
}

/// A stream that can go back to where a record began, as long as that is not too far.
struct Rewind {
    stream: Box<dyn BufRead>,
    /// What was read since the mark, and how much of it was used.
    held: Vec<u8>,
    used: usize,
    most: usize,
}

impl Rewind {
    fn new(stream: Box<dyn BufRead>, most: usize) -> Self {
        Self {
            stream,
            held: Vec::new(),
            used: 0,
            most,
        }
    }

    /// Here it can go back to.
    fn mark(&mut self) {
        self.held.drain(..self.used);
        self.used = 0;
    }

    /// Reads on until so many bytes are held that are not used; fewer only at the end of the stream.
    fn ahead(&mut self, bytes: usize) -> io::Result<()> {
        while self.held.len() - self.used < bytes {
            let more = self.stream.fill_buf()?;
            let length = more.len();
            if length == 0 {
                break;
            }
            self.held.extend_from_slice(more);
            self.stream.consume(length);
        }
        Ok(())
    }

    /// Goes back to the mark, and from there to the next member that opens a record; false where there is none,
    /// or the system refuses to read on.
    fn next_member(&mut self) -> bool {
        self.used = 0;
        if self.ahead(1).is_err() || self.held.is_empty() {
            return false;
        }
        self.used = 1; // the damaged one itself is no candidate
        for _ in 0..CANDIDATES {
            let Some(at) = self.next_candidate() else {
                return false;
            };
            self.used = at;
            if self.ahead(GLANCE).is_err() {
                return false;
            }
            let mut start = [0; MAGIC.len()];
            let mut member = GzDecoder::new(&self.held[self.used..]);
            if member.read_exact(&mut start).is_ok() && start == MAGIC {
                return true;
            }
            self.used += 1;
        }
        false
    }

    /// The next place that looks like the start of a member.
    fn next_candidate(&mut self) -> Option<usize> {
        loop {
            let rest = self.held.get(self.used..)?;
            if let Some(at) = rest
                .windows(MEMBER.len())
                .position(|window| window == MEMBER)
            {
                return Some(self.used + at);
            }
            // One may lie across the end of what is held.
            self.used = self
                .used
                .max(self.held.len().saturating_sub(MEMBER.len() - 1));
            self.mark();
            let held = self.held.len();
            self.ahead(GLANCE.max(held + 1)).ok()?;
            if self.held.len() == held {
                return None;
            }
        }
    }
}

impl Read for Rewind {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut start = self.fill_buf()?;
        let read = start.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Rewind {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > self.most {
            self.mark(); // too far back
        }
        self.ahead(1)?;
        Ok(&self.held[self.used..])
    }

    fn consume(&mut self, bytes: usize) {
        self.used += bytes;
    }
}
