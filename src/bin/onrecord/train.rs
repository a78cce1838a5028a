//! `onrecord train`: tables and weights from their sources.

mod attribution;
mod syntax;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use onrecord::train::network;

/// What encoders teach the network.
#[derive(clap::Args)]
pub struct Lessons {
    /// Probabilities of labels to learn from beside the gold ones, an article a line (`training/soften.py`).
    #[arg(long)]
    soft: Option<PathBuf>,
    /// Texts that nobody annotated (JSONL with `text`), to learn from what an encoder makes of them.
    #[arg(long, requires = "unlabelled_soft")]
    unlabelled: Option<PathBuf>,
    /// Their probabilities of labels, a text a line (`training/soften.py --unseen`).
    #[arg(long, requires = "unlabelled")]
    unlabelled_soft: Option<PathBuf>,
}

impl Lessons {
    fn files(&self) -> network::Lessons<'_> {
        let both = self
            .unlabelled
            .as_deref()
            .zip(self.unlabelled_soft.as_deref());
        network::Lessons {
            soft: self.soft.as_deref(),
            unlabelled: both.map(|(texts, soft)| network::Unlabelled { texts, soft }),
        }
    }
}

/// What to make.
#[derive(clap::Subcommand)]
pub enum Task {
    /// Train the attribution weights on annotated articles (JSONL).
    Attribution(attribution::Options),
    /// Count how often claims of a stated confidence are right; run after the weights changed.
    Confidence {
        /// Articles with `text` and `attributions` that no weights were trained on (JSONL).
        articles: PathBuf,
        /// Who stands behind the attributions of some of them (JSON).
        speakers: PathBuf,
        /// Where the table goes.
        #[arg(long, default_value = "src/claim/confidence.tsv")]
        out: PathBuf,
    },
    /// Write annotated articles (JSONL) as the sequences that `training/` learns the encoder from.
    Encoder {
        /// Articles with `text` and `attributions`.
        articles: PathBuf,
        /// Where the sequences go.
        out: PathBuf,
        /// An encoder whose scores are written beside them.
        #[arg(long)]
        encoder: Option<PathBuf>,
    },
    /// Put the parts of an engine into one file: weights of `train attribution --encoders` and the encoder.
    Engine {
        /// Weights of the linear pass.
        attribution: PathBuf,
        /// The encoder.
        encoder: PathBuf,
        /// Where the engine goes: a file, or the folder of the two crates that embed it.
        #[arg(long, default_value = "models")]
        out: PathBuf,
    },
    /// Compile `src/gazetteer/tables/*.tsv` into the embedded tables; run in the crate's root.
    Gazetteer,
    /// Tell what the models of syntax decide alike in many texts; run after their weights changed.
    Habits {
        /// Articles with `text` (JSONL).
        #[arg(required = true)]
        articles: Vec<PathBuf>,
        /// Where the table and its card go.
        #[arg(long, default_value = "src/syntax")]
        into: PathBuf,
        /// Date on the card.
        #[arg(long, default_value = "2026-11-23")]
        date: String,
    },
    /// Train the weights that tag names; reads a folder of annotated sets.
    Names {
        /// The folder of the sets.
        data: PathBuf,
        /// Where the weights go.
        #[arg(long, default_value = "src/mention/names.bin")]
        out: PathBuf,
        /// How often all texts are read.
        #[arg(long, default_value_t = 10)]
        epochs: usize,
    },
    /// Train the network of the attribution tagger on annotated articles (JSONL).
    Network {
        /// Articles with `text` and `attributions`.
        articles: PathBuf,
        /// Word clusters: word, tab, path in the tree of clusters.
        #[arg(long, default_value = "src/attribution/clusters.tsv")]
        clusters: PathBuf,
        #[command(flatten)]
        lessons: Lessons,
        /// Where the weights go.
        #[arg(long, default_value = "src/attribution/network.bin")]
        out: PathBuf,
        /// How often all articles are read.
        #[arg(long, default_value_t = 24)]
        epochs: usize,
    },
    /// Train the tagger and the parser on Universal Dependencies treebanks.
    Syntax(syntax::Options),
    /// Train the weights of check-worthiness on labelled sentences.
    Worth {
        /// Folder with `train.tsv` and `dev-test.tsv`: id, sentence, `Yes` or `No`.
        folder: PathBuf,
        /// Where the table goes.
        #[arg(long, default_value = "src/claim/worth.tsv")]
        out: PathBuf,
    },
}

/// Runs the command.
pub fn run(task: &Task) -> ExitCode {
    let done = match task {
        Task::Attribution(options) => attribution::run(options),
        Task::Confidence {
            articles,
            speakers,
            out,
        } => confidence(articles, speakers, out),
        Task::Engine {
            attribution,
            encoder,
            out,
        } => engine(attribution, encoder, out),
        Task::Encoder {
            articles,
            out,
            encoder,
        } => onrecord::train::encoder::export(articles, encoder.as_deref())
            .map_err(Into::into)
            .and_then(|lines| std::fs::write(out, lines).map_err(Into::into)),
        Task::Habits {
            articles,
            into,
            date,
        } => onrecord::train::habit::train(articles, into, date).map_err(Into::into),
        Task::Names { data, out, epochs } => names(data, out, *epochs),
        Task::Network {
            articles,
            clusters,
            lessons,
            out,
            epochs,
        } => network::train(articles, clusters, lessons.files(), *epochs)
            .map_err(Into::into)
            .and_then(|weights| std::fs::write(out, weights).map_err(Into::into)),
        Task::Gazetteer => onrecord::train::gazetteer::run(Path::new(".")).map_err(Into::into),
        Task::Syntax(options) => syntax::run(options).map_err(Into::into),
        Task::Worth { folder, out } => worth(folder, out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord: {error}");
            ExitCode::FAILURE
        }
    }
}

fn confidence(
    articles: &Path,
    speakers: &Path,
    out: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let trained = onrecord::train::confidence::train(articles, speakers)?;
    std::fs::write(out, trained.table)?;
    eprint!("{}", trained.report);
    Ok(())
}

fn engine(
    attribution: &Path,
    encoder: &Path,
    out: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let parts = onrecord::train::encoder::engine(attribution, encoder)?;
    if out.is_dir() {
        for (n, part) in (1..).zip(&parts) {
            std::fs::write(out.join(format!("accurate-{n}/weights.bin")), part)?;
        }
    } else {
        std::fs::write(out, parts.concat())?;
    }
    Ok(())
}

fn worth(folder: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let trained = onrecord::train::worth::train(folder)?;
    std::fs::write(out, trained.table)?;
    eprint!("{}", trained.report);
    Ok(())
}

fn names(data: &Path, out: &Path, epochs: usize) -> Result<(), Box<dyn std::error::Error>> {
    use onrecord::train::names;
    let (weights, report) = names::train(data, names::Options { epochs })?;
    print!("{report}");
    std::fs::write(out, &weights)?;
    Ok(())
}
