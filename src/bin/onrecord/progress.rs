//! How far a run is, on standard error: a line that changes on a terminal, a line a minute elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Counts articles and tells of them now and then.
pub struct Progress {
    quiet: bool,
    terminal: bool,
    start: Instant,
    told: Instant,
    /// A changing line stands on the terminal.
    shown: bool,
    articles: usize,
    claims: usize,
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
            articles: 0,
            claims: 0,
        }
    }

    /// One more article with so many claims.
    pub fn article(&mut self, claims: usize) {
        self.articles += 1;
        self.claims += claims;
        let pause = Duration::from_millis(if self.terminal { 200 } else { 60_000 });
        if self.quiet || self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        if self.terminal {
            // The line is cleared to its end and has no line end, so that the next one takes its place.
            eprint!("\r{}\x1b[K", self.line());
            let _ = io::stderr().flush();
            self.shown = true;
        } else {
            eprintln!("onrecord: {}", self.line());
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
    pub fn finish(mut self, failed: usize) {
        self.clear();
        if self.quiet {
            return;
        }
        if failed > 0 {
            let all = self.articles + failed;
            eprintln!("onrecord: {failed} of {all} articles could not be read");
        }
        if self.terminal && self.articles > 1 {
            eprintln!("onrecord: {}", self.line());
        }
    }

    fn line(&self) -> String {
        let seconds = self.start.elapsed().as_secs_f64();
        let rate = self.articles as f64 / seconds.max(1e-3);
        format!(
            "{} articles, {} claims, {seconds:.1} s, {rate:.0} articles/s",
            self.articles, self.claims
        )
    }
}
