//! Opens compressed streams by their first bytes, whatever the name of the file.

use std::io::{self, BufRead, BufReader};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The stream, decompressed where it is gzip (all its members) or zstd (all its frames).
pub(super) fn decode(mut stream: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    let start = stream.fill_buf()?;
    if start.starts_with(GZIP) {
        return Ok(Box::new(BufReader::new(
            flate2::bufread::MultiGzDecoder::new(stream),
        )));
    }
    if start.starts_with(ZSTD) {
        return Ok(Box::new(BufReader::new(Frames::new(stream)?)));
    }
    Ok(stream)
}

/// The same for a form that knows the members of gzip and reads them itself.
pub(super) fn decode_whole(mut stream: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    if stream.fill_buf()?.starts_with(GZIP) {
        return Ok(stream);
    }
    decode(stream)
}

/// All frames of a zstd stream, one after the other: what `cat a.zst b.zst` makes, and parallel writers.
struct Frames {
    stream: Box<dyn BufRead>,
    frame: ruzstd::decoding::FrameDecoder,
}

impl Frames {
    fn new(stream: Box<dyn BufRead>) -> io::Result<Self> {
        let mut frames = Self {
            stream,
            frame: ruzstd::decoding::FrameDecoder::new(),
        };
        frames.open()?;
        Ok(frames)
    }

    fn open(&mut self) -> io::Result<()> {
        self.frame.reset(&mut self.stream).map_err(io::Error::other)
    }
}

impl io::Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy;
        loop {
            if self.frame.can_collect() > 0 || self.frame.is_finished() {
                let read = self.frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            if self.frame.is_finished() {
                if self.stream.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.open()?;
            }
            let block = BlockDecodingStrategy::UptoBytes(buffer.len().max(1));
            self.frame
                .decode_blocks(&mut self.stream, block)
                .map_err(io::Error::other)?;
        }
    }
}
