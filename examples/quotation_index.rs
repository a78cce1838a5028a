//! Who said what about whom: an index of quotations in SQLite.
//!
//! `cargo run --release --example quotation_index --features json -- quotes.db corpus.jsonl`
//!
//! Three tables (claims, entities, and which claim is about whom) answer most questions of a newsroom:
//!
//! ```sql
//! SELECT speaker.name, text FROM claim
//!   JOIN entity AS speaker ON speaker.id = claim.speaker
//!   JOIN about ON about.claim = claim.id JOIN entity AS topic ON topic.id = about.entity
//!  WHERE topic.name = 'Republican Party' AND claim.form = 'direct';
//! ```
//!
//! Ids of known people are the same in every article, so the index can grow day by day; reading an article
//! again changes nothing, because the id of a claim is a stable hash of its article and its place.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use onrecord::corpus::{Corpus, Input, Settings};
use onrecord::{Extraction, Extractor};
use rusqlite::{Connection, params};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS entity (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
                                       party TEXT, state TEXT);
    CREATE TABLE IF NOT EXISTS claim (id TEXT PRIMARY KEY, article TEXT NOT NULL, date TEXT,
                                      speaker TEXT REFERENCES entity, cue TEXT, form TEXT NOT NULL,
                                      text TEXT NOT NULL, start INTEGER, stop INTEGER);
    CREATE TABLE IF NOT EXISTS about (claim TEXT REFERENCES claim, entity TEXT REFERENCES entity,
                                      PRIMARY KEY (claim, entity)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS by_speaker ON claim (speaker);
    CREATE INDEX IF NOT EXISTS by_topic ON about (entity);";

/// Who speaks about whom how often.
const PAIRS: &str = "
    SELECT speaker.name, topic.name, COUNT(*) AS times FROM about
      JOIN claim ON claim.id = about.claim
      JOIN entity AS speaker ON speaker.id = claim.speaker
      JOIN entity AS topic ON topic.id = about.entity
     WHERE speaker.id <> topic.id
     GROUP BY speaker.id, topic.id ORDER BY times DESC, 1, 2 LIMIT 10";

/// Adds the articles to the index and writes who speaks about whom most.
pub fn run(database: &str, files: &[String], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(database)?;
    connection.execute_batch(SCHEMA)?;
    let extractor = Extractor::new();
    let inputs = files.iter().map(|file| Input::Path(PathBuf::from(file)));
    // All or nothing: an index that was cut short is not there.
    let transaction = connection.transaction()?;
    for item in Corpus::new(inputs, Settings::default()) {
        let article = item?.parse()?;
        add(&transaction, &extractor.extract(&article.borrow()))?;
    }
    transaction.commit()?;

    let mut pairs = connection.prepare(PAIRS)?;
    let mut rows = pairs.query([])?;
    while let Some(row) = rows.next()? {
        let (speaker, topic, times): (String, String, u32) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        writeln!(out, "{times:4}  {speaker} on {topic}")?;
    }
    Ok(())
}

fn add(index: &Connection, extraction: &Extraction<'_>) -> rusqlite::Result<()> {
    let record = extraction.to_record();
    let mut entity =
        index.prepare_cached("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?, ?)")?;
    let mut claim =
        index.prepare_cached("INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    let mut about = index.prepare_cached("INSERT OR IGNORE INTO about VALUES (?, ?)")?;
    for e in &record.entities {
        entity.execute(params![e.id, e.name, e.kind, e.party, e.state])?;
    }
    for row in record.rows() {
        claim.execute(params![
            row.claim_id,
            row.article_id,
            row.date,
            row.speaker_id,
            row.cue_text,
            row.form,
            row.text,
            row.content_start as i64,
            row.content_end as i64
        ])?;
        for topic in row.entities {
            about.execute(params![row.claim_id, topic])?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let database = arguments
        .next()
        .ok_or("usage: quotation_index DATABASE FILES")?;
    run(
        &database,
        &arguments.collect::<Vec<_>>(),
        &mut std::io::stdout().lock(),
    )
}
