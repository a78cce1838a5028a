//! In what form articles come in.

use std::path::Path;

/// In what form articles come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// By the file's extension; of a stream, by its first character.
    #[default]
    Auto,
    /// A file is the text of one article.
    Text,
    /// A file is one JSON object.
    Json,
    /// A line is one JSON object.
    Jsonl,
    /// A row is one article, the first row names the columns. Needs the feature `io`.
    Csv,
    /// A row is one article. Needs the feature `parquet`.
    Parquet,
    /// A file is one page of the web. Needs the feature `web`.
    Html,
    /// A response of HTML is one article. Needs the feature `web`.
    Warc,
}

impl InputFormat {
    /// The format that a file's extension tells, `.gz` and `.zst` set aside; none where it tells nothing.
    ///
    /// ```
    /// use std::path::Path;
    /// use onrecord::corpus::InputFormat;
    ///
    /// assert_eq!(InputFormat::of_path(Path::new("news/2026.jsonl.gz")), Some(InputFormat::Jsonl));
    /// assert_eq!(InputFormat::of_path(Path::new("photo.jpg")), None);
    /// ```
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
        match extension(&plain(path))?.as_str() {
            "txt" | "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "warc" => Some(Self::Warc),
            _ => None,
        }
    }
}

/// The path without the extension of a compressed file.
pub(super) fn plain(path: &Path) -> std::path::PathBuf {
    match path.extension().and_then(|e| e.to_str()) {
        Some("gz" | "zst") => path.with_extension(""),
        _ => path.to_owned(),
    }
}
