//! The wish of the user, or of the machine, that a run should end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit code of a run that was told to end.
pub const INTERRUPTED: u8 = 130;

/// Set by Ctrl-C and by SIGTERM; a second one ends the process at once. SIGHUP is left as it is, so that
/// `nohup` works.
#[derive(Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub fn listen() -> std::io::Result<Self> {
        let set = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag not set yet.
            flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&set))?;
            flag::register(signal, Arc::clone(&set))?;
        }
        Ok(Self(set))
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// A run that waits for a stream hears nothing: end it a second after the signal.
    pub fn end_waiting(&self) {
        let set = self.clone();
        thread::spawn(move || {
            while !set.is_set() {
                thread::sleep(Duration::from_millis(50));
            }
            thread::sleep(Duration::from_secs(1));
            std::process::exit(INTERRUPTED.into());
        });
    }
}
