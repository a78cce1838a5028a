//! How far a run is, on standard error: a line that changes on a terminal, a line a minute elsewhere.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
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
    /// Where the run began: articles and bytes that an earlier one had read.
    before: Option<(u64, u64)>,
    /// Bytes to read, once they are counted.
    bytes: Arc<AtomicU64>,
    /// Articles to read at most.
    articles: Option<u64>,
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
            bytes: Arc::default(),
            articles: None,
        }
    }

    /// What there is to read, counted beside the run: many files take a while.
    pub fn expect(&mut self, count: impl FnOnce() -> u64 + Send + 'static, articles: Option<u64>) {
        self.articles = articles;
        if self.terminal && !self.quiet {
            let bytes = Arc::clone(&self.bytes);
            thread::spawn(move || bytes.store(count(), Ordering::Relaxed));
        }
    }

    /// One more article: this is how far it is.
    pub fn show(&mut self, mark: &Mark) {
        let read = mark.articles + mark.failed;
        let before = self.before.get_or_insert((read - 1, mark.place.bytes)).0;
        let pause = Duration::from_millis(if self.terminal { 200 } else { 30_000 });
        if self.quiet || self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        let line = self.line_of(mark, read - before);
        if self.terminal {
            // The line is cleared to its end and has no line end, so that the next one takes its place.
            eprint!("\r{line}{}\x1b[K", self.left(mark, read));
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
            let new = read - self.before.map_or(read, |(articles, _)| articles);
            eprintln!("onrecord: {}", self.line_of(mark, new));
        }
    }

    /// The share that is done and the time the rest will take, where what there is to read is known.
    fn left(&self, mark: &Mark, read: u64) -> String {
        let (articles, bytes) = self.before.unwrap_or_default();
        let share = |done: u64, before: u64, all: u64| {
            let whole = all.saturating_sub(before).max(1);
            (done.saturating_sub(before) as f64 / whole as f64).min(1.0)
        };
        let all = self.bytes.load(Ordering::Relaxed);
        let by_bytes = (all > 0).then(|| share(mark.place.bytes, bytes, all));
        let by_limit = self.articles.map(|all| share(read, articles, all));
        let done = by_bytes.unwrap_or(0.0).max(by_limit.unwrap_or(0.0));
        if done <= 0.0 {
            return String::new();
        }
        let seconds = self.start.elapsed().as_secs_f64() * (1.0 - done) / done;
        let width = 20;
        let full = (done * f64::from(width)) as usize;
        let bar: String = (0..width as usize)
            .map(|i| if i < full { '█' } else { '░' })
            .collect();
        format!("  {bar} {:.0} %, {} left", 100.0 * done, duration(seconds))
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

/// “1 h 20 min”, “3 min”, “12 s”: what a person wants to know.
fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match minutes {
        0 | 1 if seconds < 90.0 => format!("{seconds:.0} s"),
        0..=90 => format!("{minutes} min"),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}
