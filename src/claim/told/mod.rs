//! To whom and where a claim was made, and which newsroom had it first.

mod addressee;
mod medium;
mod newsroom;
mod phrase;
mod scope;

pub(super) use addressee::cut;
pub(super) use newsroom::Newsrooms;

use self::scope::Scope;
use super::reading::Reading;
use crate::{Attribution, Span};

/// What the words around a cue tell of the telling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Telling {
    /// “told the BBC”
    pub(super) addressee: Option<Span>,
    /// “in a LinkedIn post”
    pub(super) medium: Option<Span>,
    /// “according to reporting by Politico”
    pub(super) reported_by: Option<Span>,
}

/// Reads the words around the cue.
pub(super) fn of(
    reading: &Reading<'_, '_>,
    newsrooms: &Newsrooms,
    attribution: &Attribution,
    frame: &[usize],
) -> Telling {
    let scope = Scope::of(reading, attribution);
    let addressee = addressee::find(reading, attribution, frame, &scope);
    Telling {
        addressee,
        medium: medium::find(reading, newsrooms, frame, &scope),
        reported_by: newsroom::find(reading, newsrooms, attribution, addressee, frame),
    }
}
