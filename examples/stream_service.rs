//! A service that reads articles from a socket as they are published, and never falls over its own queue.
//!
//! `cargo run --release --example stream_service --features json -- 127.0.0.1:7077`
//!
//! A client sends articles, one JSON object a line, and gets records back, one a line, in its own order:
//! `nc 127.0.0.1 7077 < corpus.jsonl > records.jsonl`. Three parts work at once: one reads lines, some extract,
//! one writes. A line is read when one of a fixed number of places is free, and its place is free again when its
//! record is written; that is all the backpressure there is. When the client reads slowly the writer waits, the
//! places fill, the reader stops reading, the client's own socket fills, and *it* waits. Memory stays flat, however
//! fast the news comes in, and however long one article takes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use onrecord::Extractor;
use onrecord::corpus::{Fields, Item};

/// Articles of one client between socket and socket at most.
const PLACES: usize = 16;
/// Threads that extract.
const WORKERS: usize = 2;
/// Bytes of a line; a longer one ends the connection, so that no client can fill the memory.
const LONGEST_LINE: u64 = 8 << 20;

/// Serves `connections` clients, each on a thread, then ends.
pub fn run(listener: &TcpListener, connections: usize) -> io::Result<()> {
    // Tables and weights are shared by all clients.
    let extractor = Extractor::new();
    thread::scope(|scope| {
        for stream in listener.incoming().take(connections) {
            let (stream, extractor) = (stream?, &extractor);
            scope.spawn(move || {
                if let Err(error) = serve(&stream, extractor) {
                    eprintln!("a client left: {error}");
                }
            });
        }
        Ok(())
    })
}

fn serve(stream: &TcpStream, extractor: &Extractor) -> io::Result<()> {
    let (lines, work) = channel::<(usize, Vec<u8>)>();
    let (done, answers) = channel::<(usize, String)>();
    let (taken, freed) = sync_channel::<()>(PLACES);
    let work = Mutex::new(work);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            let (work, done) = (&work, done.clone());
            scope.spawn(move || {
                // The lock is held while waiting for a line, not while reading an article.
                while let Ok((n, line)) = { work.lock().expect("no worker panics").recv() } {
                    if done.send((n, answer(extractor, n, line))).is_err() {
                        return; // the client is gone
                    }
                }
            });
        }
        drop(done); // the workers hold the rest
        scope.spawn(move || {
            let mut reader = BufReader::new(stream);
            for n in 0.. {
                if taken.send(()).is_err() {
                    return; // the writer has given up
                }
                let mut line = Vec::new();
                let mut limited = io::Read::take(&mut reader, LONGEST_LINE);
                match limited.read_until(b'\n', &mut line) {
                    Ok(length) if length > 0 && (length as u64) < LONGEST_LINE => {
                        if lines.send((n, line)).is_err() {
                            return;
                        }
                    }
                    _ => return,
                }
            }
        });
        write_in_order(stream, &answers, &freed)
    })
}

/// The record, or what is wrong with the line, as one line of JSON.
fn answer(extractor: &Extractor, n: usize, line: Vec<u8>) -> String {
    match Item::json("socket", n + 1, line, &Arc::new(Fields::default())).parse() {
        Ok(article) => extractor.extract(&article.borrow()).to_record().to_json(),
        Err(error) => serde_json::json!({"error": error.to_string()}).to_string(),
    }
}

/// Answers that came too early wait.
fn write_in_order(
    stream: &TcpStream,
    answers: &Receiver<(usize, String)>,
    freed: &Receiver<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(stream);
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (n, answer) in answers {
        early.insert(n, answer);
        while let Some(answer) = early.remove(&next) {
            writeln!(out, "{answer}")?;
            out.flush()?;
            next += 1;
            let _ = freed.recv(); // its place, taken before its line was read
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:7077".to_owned());
    run(&TcpListener::bind(address)?, usize::MAX)
}
