use std::path::PathBuf;

use onrecord::train::attribution;

/// Annotated articles in, weights out.
#[derive(clap::Args)]
pub struct Options {
    /// JSONL of articles with `text` and `attributions`.
    articles: PathBuf,
    /// Annotated articles to fit the confidence on.
    #[arg(long)]
    calibration: PathBuf,
    /// Keep the weights that are there and fit the confidence alone.
    #[arg(long)]
    confidence_only: bool,
    /// Word clusters: word, tab, path in the tree of clusters.
    #[arg(long, default_value = "src/attribution/clusters.tsv")]
    clusters: PathBuf,
    /// Folder where the networks of the folds are kept, and read from when they are there.
    #[arg(long)]
    folds: Option<PathBuf>,
    /// Folder of encoders whose scores are heard beside the network's: `encoder.bin`, and `encoder-0.bin` and so
    /// on for the folds.
    #[arg(long)]
    encoders: Option<PathBuf>,
    #[command(flatten)]
    lessons: super::Lessons,
    /// Where the weights go.
    #[arg(long, default_value = "src/attribution/attribution.bin")]
    out: PathBuf,
    /// Articles to write predictions for, to standard output.
    #[arg(long)]
    predict: Option<PathBuf>,
    /// How often all articles are read.
    #[arg(long, default_value_t = attribution::Options::default().epochs)]
    epochs: usize,
    /// Binary logarithm of the number of slots of each pass.
    #[arg(long, default_value_t = attribution::Options::default().bits)]
    bits: u32,
    /// Largest step of one update.
    #[arg(long, default_value_t = attribution::Options::default().step)]
    step: f32,
    /// Features seen less often are left out.
    #[arg(long, default_value_t = attribution::Options::default().least)]
    least: u32,
    /// What a token wrongly left outside costs.
    #[arg(long, default_value_t = attribution::Options::default().miss)]
    miss: f32,
    /// What a score of the network counts while the linear pass is trained.
    #[arg(long, default_value_t = attribution::Options::default().network)]
    network: f32,
    /// How much more it counts when the tagger is used.
    #[arg(long, default_value_t = attribution::Options::default().trust)]
    trust: f32,
    /// What a token outside every span costs when the tagger is used.
    #[arg(long, default_value_t = attribution::Options::default().outside, allow_negative_numbers = true)]
    outside: f32,
}

/// Trains, writes the weights, and predictions where asked.
pub fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let settings = attribution::Options {
        epochs: options.epochs,
        bits: options.bits,
        step: options.step,
        least: options.least,
        miss: options.miss,
        network: options.network,
        trust: options.trust,
        outside: options.outside,
        ..attribution::Options::default()
    };
    let card = options.out.with_extension("md");
    let encoders = options.encoders.as_deref();
    let trained = if options.confidence_only {
        let kept = attribution::Trained {
            weights: std::fs::read(&options.out)?,
            card: std::fs::read_to_string(&card)?,
        };
        attribution::calibrate(&kept, &options.calibration, encoders)?
    } else {
        let (articles, clusters) = (&options.articles, &options.clusters);
        let folds = options.folds.as_deref();
        attribution::train(
            articles,
            clusters,
            &options.calibration,
            folds,
            encoders,
            options.lessons.files(),
            settings,
        )?
    };
    std::fs::write(&options.out, &trained.weights)?;
    std::fs::write(card, &trained.card)?;
    if let Some(path) = &options.predict {
        print!(
            "{}",
            attribution::predict(&trained.weights, path, encoders)?
        );
    }
    Ok(())
}
