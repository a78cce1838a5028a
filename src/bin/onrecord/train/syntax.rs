use std::path::PathBuf;

/// Treebanks in, weights out.
#[derive(clap::Args)]
pub struct Options {
    /// Folders with a `train.conllu` and a `dev.conllu` each.
    #[arg(required = true)]
    treebanks: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long, default_value = "src/syntax")]
    into: PathBuf,
    /// Date on the card.
    #[arg(long, default_value = "2026-11-22")]
    date: String,
}

/// Trains and prints scores.
pub fn run(options: &Options) -> Result<(), onrecord::Error> {
    let files = |name: &str| -> Vec<PathBuf> {
        let folders = options.treebanks.iter();
        folders.map(|path| path.join(name)).collect()
    };
    let (treebanks, dev) = (files("train.conllu"), files("dev.conllu"));
    onrecord::train::syntax::train(&treebanks, &dev, &options.into, &options.date)
}
