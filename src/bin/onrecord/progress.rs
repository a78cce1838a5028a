//! How far a run is, on standard error: a line that changes on a terminal, a line a minute elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use onrecord::corpus::Mark;

/// Tells of a run now and then.
pub struct Progress {
    quiet: bool,
    terminal: bool,
    start: Instant,
    told: Instant,
    /// A changing line stands on the terminal.
    shown: bool,
    /// What an earlier run had read.
    before: Option<u64>,
}

impl Progress {
    pub fn new(quiet: bool) -> Self {
        let now = Instant::now();
        Self {
            quiet,
            terminal: io::stderr().is_terminal(),
            start: now,
            told: now,
            shown: false,
            before: None,
        }
    }

    /// One more article: this is how far it is.
    pub fn show(&mut self, mark: &Mark) {
        let read = mark.articles + mark.failed;
        let before = *self.before.get_or_insert(read - 1);
        let pause = Duration::from_millis(if self.terminal { 200 } else { 30_000 });
        if self.quiet || self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        let line = self.line_of(mark, read - before);
        if self.terminal {
            // The line is cleared to its end and has no line end, so that the next one takes its place.
            eprint!("\r{line}\x1b[K");
            let _ = io::stderr().flush();
            self.shown = true;
        } else {
            eprintln!("onrecord: {line}");
        }
    }

    /// Takes the changing line away, so that another message can stand there.
    pub fn clear(&mut self) {
        if self.shown {
            eprint!("\r\x1b[K");
            self.shown = false;
        }
    }

    /// The summary: of what failed always, of what went well where somebody looks on.
    pub fn finish(mut self, mark: &Mark) {
        self.clear();
        if self.quiet {
            return;
        }
        let read = mark.articles + mark.failed;
        if mark.failed > 0 {
            eprintln!(
                "onrecord: {} of {read} articles could not be read",
                mark.failed
            );
        }
        if self.terminal && read > 1 {
            let new = read - self.before.unwrap_or(read);
            eprintln!("onrecord: {}", self.line_of(mark, new));
        }
    }

    fn line_of(&self, mark: &Mark, new: u64) -> String {
        let seconds = self.start.elapsed().as_secs_f64();
        let rate = new as f64 / seconds.max(1e-3);
        format!(
            "{} articles, {} claims, {seconds:.1} s, {rate:.0} articles/s",
            mark.articles, mark.claims
        )
    }
}
