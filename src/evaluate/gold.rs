//! Gold articles: a text and the attributions that people found in it.

use serde_json::Value;

use crate::error::ErrorKind;
use crate::{Attribution, Error, Span};

/// The spans of one attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Who says it.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// The words attributed.
    pub content: Vec<Span>,
}

impl Roles {
    /// Every span with the name of its role.
    pub(super) fn labelled(&self) -> Vec<(&'static str, Span)> {
        let roles = [
            ("source", &self.source),
            ("cue", &self.cue),
            ("content", &self.content),
        ];
        let spans =
            |(name, spans): (_, &Vec<Span>)| spans.iter().map(move |&span| (name, span)).collect();
        roles.into_iter().flat_map::<Vec<_>, _>(spans).collect()
    }
}

impl From<&Attribution> for Roles {
    fn from(attribution: &Attribution) -> Self {
        Self {
            source: attribution.source.clone(),
            cue: attribution.cue.clone(),
            content: attribution.content.clone(),
        }
    }
}

/// An article with its gold attributions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gold {
    /// The article's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its day of publication, where given.
    pub date: Option<String>,
    /// What people found in it.
    pub attributions: Vec<Roles>,
}

impl Gold {
    /// Reads a line `{"id", "text", "attributions": [{"source", "cue", "content"}]}`, where each role is a list
    /// of `[start, end]` pairs or of `{"start", "end"}` objects, in code points. `file` and `line` are what an
    /// error calls it.
    ///
    /// # Errors
    ///
    /// When the line is not in this form.
    pub fn from_json(file: &str, line: usize, json: &str) -> Result<Self, Error> {
        let fail = |expected: &str, found: &str| {
            Error::new(ErrorKind::Format {
                place: file.to_owned(),
                line,
                expected: expected.to_owned(),
                found: found.to_owned(),
            })
        };
        let value: Value = serde_json::from_str(json)
            .map_err(|error| fail("a JSON object", &error.to_string()))?;
        let field = |name: &str| value[name].as_str().map(str::to_owned);
        let id = field("id").ok_or_else(|| fail("a string in `id`", "none"))?;
        let text = field("text").ok_or_else(|| fail("a string in `text`", "none"))?;
        let list = value["attributions"]
            .as_array()
            .ok_or_else(|| fail("a list in `attributions`", "none"))?;
        let bytes = byte_places(&text);
        let place = |value: &Value| {
            let at = usize::try_from(value.as_u64()?).ok()?;
            Some(bytes[at.min(bytes.len() - 1)])
        };
        let span = |value: &Value| {
            let (start, end) = match value {
                Value::Object(span) => (span.get("start")?, span.get("end")?),
                pair => (pair.get(0)?, pair.get(1)?),
            };
            let (start, end) = (place(start)?, place(end)?);
            (start <= end).then(|| Span::new(start, end))
        };
        let spans = |value: &Value| -> Result<Vec<Span>, Error> {
            let all: Option<Vec<Span>> = match value {
                Value::Null => Some(Vec::new()),
                Value::Array(list) => list.iter().map(span).collect(),
                one => span(one).map(|span| vec![span]),
            };
            all.ok_or_else(|| fail("spans [start, end]", &value.to_string()))
        };
        let attributions = list
            .iter()
            .map(|roles| {
                Ok(Roles {
                    source: spans(&roles["source"])?,
                    cue: spans(&roles["cue"])?,
                    content: spans(&roles["content"])?,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            id,
            text,
            date: field("date"),
            attributions,
        })
    }
}

/// For every code point, and the end, its byte.
pub(super) fn byte_places(text: &str) -> Vec<usize> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.chain([text.len()]).collect()
}

/// The strings of a JSON list; none where there is no list.
pub(super) fn list_of_strings(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// Hands every object of a JSON array, or of JSON lines, to `take`, with the article `id` it tells and a maker
/// of errors.
pub(super) fn by_article(
    file: &str,
    json: &str,
    mut take: impl FnMut(&str, &Value, &dyn Fn(&str) -> Error) -> Result<(), Error>,
) -> Result<(), Error> {
    let error = |line: usize, expected: &str, found: String| {
        Error::new(ErrorKind::Format {
            place: file.to_owned(),
            line,
            expected: expected.to_owned(),
            found,
        })
    };
    let mut one = |line: usize, value: &Value| {
        let found = || match serde_json::to_string(value) {
            Ok(json) if json.chars().count() > 60 => {
                json.chars().take(60).chain(['…']).collect::<String>()
            }
            Ok(json) => json,
            Err(error) => error.to_string(),
        };
        let fail = |expected: &str| error(line, expected, found());
        let id = value["id"].as_str();
        take(id.ok_or_else(|| fail("a string in `id`"))?, value, &fail)
    };
    let parse = |line: usize, json: &str| -> Result<Value, Error> {
        serde_json::from_str(json).map_err(|e| error(line + e.line() - 1, "JSON", e.to_string()))
    };
    if json.trim_start().starts_with('[') {
        let all = parse(1, json)?;
        let list = all.as_array().map(Vec::as_slice).unwrap_or_default();
        return list.iter().try_for_each(|value| one(1, value));
    }
    let lines = json.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .try_for_each(|(i, line)| one(i + 1, &parse(i + 1, line)?))
}
