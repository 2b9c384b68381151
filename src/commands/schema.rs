//! `topoi schema`: JSON Schemas of `site.toml` and of front matter, for editors that complete and
//! check as one types. Made from the tables that the program itself reads by.

use serde_json::{Map, Value, json};

use crate::config::{Entries, SETTINGS, TABLES};
use crate::diagnostics::CODES;
use crate::model::field::{Field, Form};
use crate::model::kind::{COMMON_FIELDS, KINDS};

/// Which format to describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `site.toml`.
    Settings,
    /// The front matter of documents.
    FrontMatter,
}

/// The schema as indented JSON (draft 2020-12), with a line break at its end.
pub fn text(format: Format) -> String {
    let schema = match format {
        Format::Settings => settings(),
        Format::FrontMatter => front_matter(),
    };
    format!("{schema:#}\n")
}

fn settings() -> Value {
    let tables: Map<String, Value> = TABLES
        .iter()
        .map(|table| {
            let mut schema = match table.entries {
                Entries::Keys(keys) => closed(keys.iter().map(|(field, default)| {
                    let mut value = value(field);
                    if let Some(default) = literal(default) {
                        value["default"] = default;
                    }
                    (field.name.to_owned(), value)
                })),
                Entries::Tables(fields) => json!({ "type": "array", "items": fields_of(fields) }),
                Entries::Named(form) if table.name == "check" => closed(CODES.iter().map(|code| {
                    let mut value = shape(form);
                    value["description"] = code.meaning.into();
                    (code.name.to_owned(), value)
                })),
                Entries::Named(form) => {
                    json!({ "type": "object", "additionalProperties": shape(form) })
                }
                Entries::NamedTables(fields) => {
                    let table = json!({ "anyOf": [fields_of(fields), shape(fields[0].form)] });
                    json!({ "type": "object", "additionalProperties": table })
                }
            };
            schema["description"] = table.meaning.into();
            (table.name.to_owned(), schema)
        })
        .collect();
    let mut schema = closed(tables);
    head(&mut schema, &format!("topoi's settings: {SETTINGS}"));
    schema
}

/// Every key is open: others are kept for templates, and relations may be keys of their own.
fn front_matter() -> Value {
    let mut properties: Map<String, Value> = Map::new();
    for field in COMMON_FIELDS.iter().chain(KINDS.iter().flat_map(|kind| kind.fields)) {
        properties.insert(field.name.to_owned(), value(field));
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    head(&mut schema, "The front matter of topoi's documents");
    schema
}

fn head(schema: &mut Value, title: &str) {
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = title.into();
}

/// A table without further keys.
fn closed(properties: impl IntoIterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = properties.into_iter().collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn fields_of(fields: &[Field]) -> Value {
    closed(fields.iter().map(|field| (field.name.to_owned(), value(field))))
}

fn value(field: &Field) -> Value {
    let mut value = shape(field.form);
    value["description"] = field.meaning.into();
    value
}

fn shape(form: Form) -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    match form {
        Form::Text => text(),
        Form::Texts => texts(),
        Form::TextOrTexts => json!({ "anyOf": [text(), texts()] }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Number => json!({ "type": "integer" }),
        // YAML has days as values, and a year alone is a number there.
        Form::Date => json!({ "type": ["string", "integer"] }),
        Form::OneOf(words) => json!({ "enum": words }),
        Form::SomeOf(words) => {
            let list = json!({ "type": "array", "items": { "enum": words } });
            json!({ "anyOf": [{ "enum": words }, list] })
        }
        Form::Tables(fields) => json!({ "type": "array", "items": fields_of(fields) }),
        Form::TextsByName => {
            let some = json!({ "anyOf": [text(), texts()] });
            json!({ "type": "object", "additionalProperties": some })
        }
    }
}

/// A default, which is written as TOML has it.
fn literal(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}
