#![forbid(unsafe_code)]
//! The module behind the npm package `onrecord`: text in, the record as JSON out.
//!
//! What a user calls is written in JavaScript, in `npm/`, which gives settings names and parses the JSON.

use onrecord::record::{Layout, Offsets, TextField};
use onrecord::{Article, Gazetteer, Stage};
use wasm_bindgen::prelude::*;

/// Reads articles; built once.
#[wasm_bindgen]
pub struct Extractor(onrecord::Extractor);

#[wasm_bindgen]
impl Extractor {
    /// Settings that are not given are those of the crate.
    ///
    /// # Errors
    ///
    /// When a setting is out of range, or a line of the table is not in its format.
    #[wasm_bindgen(constructor)]
    pub fn new(
        gazetteer: Option<String>,
        min_confidence: Option<f32>,
        min_speaker_confidence: Option<f32>,
        last_stage: Option<String>,
    ) -> Result<Extractor, JsError> {
        let mut builder = onrecord::Extractor::builder();
        if let Some(table) = gazetteer {
            builder = builder.gazetteer(Gazetteer::from_tsv("gazetteer", &table)?);
        }
        if let Some(least) = min_confidence {
            builder = builder.min_confidence(least);
        }
        if let Some(least) = min_speaker_confidence {
            builder = builder.min_speaker_confidence(least);
        }
        let last = match last_stage.as_deref() {
            Some("quotations") => Stage::Quotations,
            Some("entities") => Stage::Entities,
            Some("claims") | None => Stage::Claims,
            Some(found) => {
                return Err(expected(
                    "lastStage",
                    "quotations, entities or claims",
                    found,
                ));
            }
        };
        Ok(Self(builder.last_stage(last).build()?))
    }

    /// Reads one article, returns its record as JSON.
    ///
    /// # Errors
    ///
    /// When there is no such unit of offsets.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the fields of an article and the two of a layout"
    )]
    pub fn extract(
        &self,
        text: &str,
        id: Option<String>,
        title: Option<String>,
        url: Option<String>,
        date: Option<String>,
        outlet: Option<String>,
        byline: Option<String>,
        offsets: &str,
        with_text: bool,
    ) -> Result<String, JsError> {
        let unit = Offsets::ALL
            .into_iter()
            .find(|unit| unit.as_str() == offsets);
        let layout = Layout {
            offsets: unit.ok_or_else(|| expected("offsets", "byte, char or utf16", offsets))?,
            text: match with_text {
                true => TextField::Included,
                false => TextField::Omitted,
            },
        };
        let article = Article {
            text,
            id: id.as_deref(),
            title: title.as_deref(),
            url: url.as_deref(),
            date: date.as_deref(),
            outlet: outlet.as_deref(),
            byline: byline.as_deref(),
        };
        Ok(self.0.extract(&article).to_record_in(layout).to_json())
    }
}

fn expected(name: &str, words: &str, found: &str) -> JsError {
    JsError::new(&format!("{name}: expected {words}, found {found}"))
}
