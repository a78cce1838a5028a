//! Reads an article from a JSON object: the fields that are mapped, nothing else.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::item::Mismatch;
use super::{Field, Fields, OwnedArticle};

/// Reads one object.
pub(super) fn parse(json: &str, fields: &Fields) -> Result<OwnedArticle, Mismatch> {
    if let Some(found) = not_an_object(json) {
        return Err(mismatch(0, "a JSON object".to_owned(), found));
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mut values = ObjectSeed { fields }
        .deserialize(&mut deserializer)
        .and_then(|values| deserializer.end().map(|()| values))
        .map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let reason = error.to_string().replace(&place, "");
            let found = format!("{reason} at column {}", error.column());
            mismatch(
                error.line().saturating_sub(1),
                "valid JSON".to_owned(),
                found,
            )
        })?;
    let mut take = |field: Field| -> Result<Option<String>, Mismatch> {
        match std::mem::take(&mut values[field as usize]).1 {
            Value::Missing | Value::Null => Ok(None),
            Value::String(value) => Ok(Some(value)),
            Value::Number(value) if field == Field::Id => Ok(Some(value)),
            Value::Strings(list) if field == Field::Byline => Ok(Some(list.join(", "))),
            other => Err(expected_string(fields, field, other.kind())),
        }
    };
    let text = take(Field::Text)?;
    let article = OwnedArticle {
        id: take(Field::Id)?,
        title: take(Field::Title)?,
        url: take(Field::Url)?,
        date: take(Field::Date)?,
        outlet: take(Field::Outlet)?,
        byline: take(Field::Byline)?,
        text: String::new(),
    };
    match text {
        Some(text) => Ok(OwnedArticle { text, ..article }),
        None => Err(expected_string(fields, Field::Text, "none")),
    }
}

fn mismatch(below: usize, expected: String, found: String) -> Mismatch {
    Mismatch {
        below,
        expected,
        found,
    }
}

pub(super) fn expected_string(fields: &Fields, field: Field, found: &str) -> Mismatch {
    mismatch(
        0,
        format!("a string in {}", fields.spelled(field)),
        found.to_owned(),
    )
}

/// Tells by its first character what stands there instead of an object.
fn not_an_object(json: &str) -> Option<String> {
    let found = match json.trim_start().chars().next() {
        Some('{') => return None,
        Some('[') => "an array",
        Some('"') => "a string",
        Some('-' | '0'..='9') => "a number",
        None => "nothing",
        Some(_) => {
            let start: String = json.trim_start().chars().take(20).collect();
            return Some(format!("`{}`", start.trim_end()));
        }
    };
    Some(found.to_owned())
}

/// What stands in a field.
#[derive(Default)]
enum Value {
    #[default]
    Missing,
    Null,
    String(String),
    Number(String),
    Strings(Vec<String>),
    Boolean,
    Array,
    Object,
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Missing | Self::Null => "none",
            Self::String(_) => "a string",
            Self::Number(_) => "a number",
            Self::Boolean => "a boolean",
            Self::Strings(_) | Self::Array => "an array",
            Self::Object => "an object",
        }
    }

    /// Says nothing, so that the next name of the field is asked.
    fn is_blank(&self) -> bool {
        match self {
            Self::Missing | Self::Null => true,
            Self::String(value) => value.is_empty(),
            Self::Strings(list) => list.is_empty(),
            _ => false,
        }
    }
}

/// For every field the rank of its name and its value.
type Values = [(usize, Value); Field::ALL.len()];

struct ObjectSeed<'f> {
    fields: &'f Fields,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Values;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
        let mut values = Values::default();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let Some((field, rank)) = self.fields.find(&key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value_seed(ValueSeed)?;
            let (best, held) = &mut values[field as usize];
            // `text` goes before `maintext`, wherever they stand, unless it says nothing.
            if held.is_blank() || (rank < *best && !value.is_blank()) {
                (*best, *held) = (rank, value);
            }
        }
        Ok(values)
    }
}

struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Boolean)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut strings = Vec::new();
        let mut all_strings = true;
        while let Some(value) = seq.next_element_seed(ValueSeed)? {
            match value {
                Value::String(value) => strings.push(value),
                Value::Null => {}
                _ => all_strings = false,
            }
        }
        Ok(if all_strings {
            Value::Strings(strings)
        } else {
            Value::Array
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object)
    }
}
