//! `onrecord report`: pages to read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use onrecord::Error;
use onrecord::report::{Page, Report, Section};

use crate::job;
use crate::reading::Reading;
use crate::stop::Stop;

const EXAMPLES: &str = "\
Examples:
  onrecord report article.txt -o report.html    the article with its claims marked
  onrecord report news/ -o report.html          an index with charts and search, and every article

A page needs no network and no server: open the file. Of many articles the index leads to pages in the
folder `report-pages` beside it.";

/// Make a page to read: claims marked in the text, charts and search for a corpus
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    reading: Reading,

    /// The page, or the index where there are several
    #[arg(short, long, value_name = "FILE.html")]
    output: PathBuf,

    /// Title of the page; the name of its file if not given
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match options.work() {
        Ok(0) => ExitCode::SUCCESS,
        // Every failure was told when it was met.
        Ok(_) => ExitCode::FAILURE,
        Err(stop) => {
            eprintln!("onrecord: {stop}");
            ExitCode::FAILURE
        }
    }
}

impl Options {
    fn work(&self) -> Result<u64, Stop> {
        let name = self
            .output
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let stem = self
            .output
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let mut report = Report::new(self.title.as_deref().unwrap_or(&stem), &name);
        let beside = self.output.parent().unwrap_or(Path::new(""));
        let failed = self.reading.run(
            |extraction| (Section::new(extraction), extraction.claims().len()),
            |section| {
                report
                    .add(section)
                    .map_or(Ok(()), |page| write(beside, page))
            },
        )?;
        report
            .finish()
            .into_iter()
            .try_for_each(|page| write(beside, page))?;
        Ok(failed)
    }
}

/// A page appears when it is whole.
fn write(beside: &Path, page: Page) -> Result<(), Stop> {
    let path = beside.join(&page.name);
    if let Some(folder) = path.parent().filter(|folder| *folder != beside) {
        fs::create_dir_all(folder).map_err(|error| Error::io(folder.display(), error))?;
    }
    let mut file = job::output(Some(&path), 1)?;
    file.append(page.html.into_bytes())?;
    file.complete()?;
    Ok(file.finish()?)
}
