use std::path::PathBuf;

/// Treebanks in, weights out.
#[derive(clap::Args)]
pub struct Options {
    /// Folders with a `train.conllu` and a `dev.conllu` each.
    #[arg(required = true)]
    treebanks: Vec<PathBuf>,
    /// Raw text of the domain: articles as JSON lines with a `text`.
    #[arg(long)]
    raw: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long, default_value = "src/syntax")]
    into: PathBuf,
    /// Date on the card.
    #[arg(long, default_value = "2026-11-22")]
    date: String,
}

/// Trains and prints scores.
pub fn run(options: &Options) -> Result<(), onrecord::Error> {
    let folders = options.treebanks.iter();
    let sources = onrecord::train::syntax::Sources {
        treebanks: folders
            .clone()
            .map(|path| path.join("train.conllu"))
            .collect(),
        dev: folders.map(|path| path.join("dev.conllu")).collect(),
        raw: options.raw.clone(),
    };
    onrecord::train::syntax::train(&sources, &options.into, &options.date)
}
