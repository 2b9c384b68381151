//! Front matter as a tree with spans: YAML between `---` or TOML between `+++`, one shape.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::model::Span;

/// A value and where it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands, in bytes of the file.
    pub span: Span,
}

/// The values that YAML and TOML share; dates are strings.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, or nothing behind a key.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, and how it is written (`007`).
    Int(i64, String),
    /// Any other number, and how it is written (`1.10`).
    Float(f64, String),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file.
    Table(Vec<(Text, Node)>),
}

/// Text and where it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it stands, in bytes of the file.
    pub span: Span,
}

impl Value {
    /// The value's form in plain words, for messages.
    pub fn form(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(..) | Self::Float(..) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a mapping",
        }
    }

    /// The value as JSON, for templates.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Int(i, _) => (*i).into(),
            Self::Float(f, _) => (*f).into(),
            Self::Text(text) => text.as_str().into(),
            Self::List(items) => items.iter().map(|node| node.value.to_json()).collect(),
            Self::Table(entries) => entries
                .iter()
                .map(|(key, node)| (key.text.clone(), node.value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// Why a block could not be read, and where.
#[derive(Debug)]
pub struct SyntaxError {
    /// What the reader said, one line.
    pub cause: String,
    /// Where, in bytes of the file.
    pub span: Span,
}

/// Reads a YAML block; `offset` is where it starts in its file. An empty block is an empty table.
pub fn parse_yaml(block: &str, offset: usize) -> Result<Vec<(Text, Node)>, SyntaxError> {
    if block.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Vec::new());
    }
    let root = serde_saphyr::from_str_with_options::<Spanned<YamlValue>>(block, options());
    let root = root.map_err(|error| {
        let at = error.location().map_or(0, |location| byte_offset(block, location));
        let end = block[at..].find(['\n', '\r']).map_or(block.len(), |i| at + i);
        SyntaxError {
            cause: one_line(&error.without_snippet().to_string()),
            span: Span::new(offset + at, offset + end),
        }
    })?;
    let node = yaml_node(block, offset, root);
    match node.value {
        Value::Table(entries) => Ok(entries),
        Value::Null => Ok(Vec::new()),
        other => Err(SyntaxError {
            cause: format!("expected `key: value` lines, found {}", other.form()),
            span: node.span,
        }),
    }
}

/// Reads a TOML block; `offset` is where it starts in its file.
pub fn parse_toml(block: &str, offset: usize) -> Result<Vec<(Text, Node)>, SyntaxError> {
    let table = toml::de::DeTable::parse(block).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        SyntaxError {
            cause: one_line(error.message()),
            span: Span::new(offset + range.start, offset + range.end),
        }
    })?;
    Ok(toml_entries(table.into_inner(), offset))
}

/// What a block may cost: nobody nests front matter deep, and readers' stacks are small.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 20 },
        strict_booleans: true,
        non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::PassThrough,
    }
}

/// The first line of a reader's message, without the place, which counts from the block and not
/// from the file.
fn one_line(message: &str) -> String {
    if message.starts_with("budget breached") {
        return "it is nested deeper, or repeats itself more often, than anybody writes".to_owned();
    }
    let line = message.lines().next().unwrap_or("");
    let line = line.split(" at line ").next().unwrap_or(line);
    // What the library tells its users is nothing to an author.
    let line = line.split(", set ").next().unwrap_or(line);
    line.trim().trim_end_matches('.').to_owned()
}

/// A YAML value as serde hands it over, children with their places.
enum YamlValue {
    Leaf(Value),
    List(Vec<Spanned<YamlValue>>),
    Table(Vec<(Spanned<YamlKey>, Spanned<YamlValue>)>),
}

/// A key: text, or a scalar that is taken as text (`2024: …`).
struct YamlKey(String);

impl<'de> Deserialize<'de> for YamlKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match YamlValue::deserialize(deserializer)? {
            YamlValue::Leaf(Value::Text(text)) => Ok(Self(text)),
            YamlValue::Leaf(Value::Int(_, text) | Value::Float(_, text)) => Ok(Self(text)),
            YamlValue::Leaf(Value::Bool(b)) => Ok(Self(b.to_string())),
            _ => Err(de::Error::custom("a key must be text")),
        }
    }
}

impl<'de> Deserialize<'de> for YamlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = YamlValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Null))
    }

    fn visit_none<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<YamlValue, D::Error> {
        YamlValue::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Int(value, value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<YamlValue, E> {
        let text = value.to_string();
        Ok(YamlValue::Leaf(match i64::try_from(value) {
            Ok(value) => Value::Int(value, text),
            Err(_) => Value::Float(value as f64, text),
        }))
    }

    fn visit_f64<E>(self, value: f64) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Float(value, value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Text(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<YamlValue, E> {
        Ok(YamlValue::Leaf(Value::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<YamlValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(YamlValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<YamlValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(YamlValue::Table(entries))
    }
}

fn yaml_node(block: &str, offset: usize, spanned: Spanned<YamlValue>) -> Node {
    let span = yaml_span(block, offset, spanned.referenced);
    let value = match spanned.value {
        YamlValue::Leaf(Value::Int(number, text)) => {
            Value::Int(number, as_written(block, spanned.defined, text))
        }
        YamlValue::Leaf(Value::Float(number, text)) => {
            Value::Float(number, as_written(block, spanned.defined, text))
        }
        YamlValue::Leaf(value) => value,
        YamlValue::List(items) => {
            Value::List(items.into_iter().map(|item| yaml_node(block, offset, item)).collect())
        }
        YamlValue::Table(entries) => Value::Table(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let span = yaml_span(block, offset, key.referenced);
                    (Text { text: key.value.0, span }, yaml_node(block, offset, value))
                })
                .collect(),
        ),
    };
    Node { value, span }
}

/// A number as it stands in the file; `text` where something else stands there, such as an anchor.
fn as_written(block: &str, location: serde_saphyr::Location, text: String) -> String {
    let token = yaml_span(block, 0, location).of(block).trim();
    let number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
    if token.is_empty() || !token.chars().all(number) { text } else { token.to_owned() }
}

/// Where an error stands, which has lines and columns alone.
fn byte_offset(block: &str, location: serde_saphyr::Location) -> usize {
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let column = usize::try_from(location.column()).unwrap_or(1).max(1);
    let start: usize = block.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = block[start..].split(['\n', '\r']).next().unwrap_or("");
    start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(i, _)| i)
}

/// The span of a value: its token, or the first line of one that goes over several.
fn yaml_span(block: &str, offset: usize, location: serde_saphyr::Location) -> Span {
    let span = location.span();
    let start = block.floor_char_boundary(span.byte_offset().unwrap_or(0) as usize);
    let len = span.byte_len().unwrap_or(0) as usize;
    let end = block.floor_char_boundary((start + len).min(block.len()));
    let token = &block[start..end.max(start)];
    let line = token.split(['\n', '\r']).next().unwrap_or("").trim_end();
    Span::new(offset + start, offset + start + line.len())
}

fn toml_entries(table: toml::de::DeTable<'_>, offset: usize) -> Vec<(Text, Node)> {
    let mut entries: Vec<(Text, Node)> = table
        .into_iter()
        .map(|(key, value)| {
            let span = Span::new(offset + key.span().start, offset + key.span().end);
            let text = key.into_inner().into_owned();
            (Text { text, span }, toml_node(value, offset))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

fn toml_node(value: toml::Spanned<toml::de::DeValue<'_>>, offset: usize) -> Node {
    use toml::de::DeValue;
    let span = Span::new(offset + value.span().start, offset + value.span().end);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            let text = number.to_string();
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(value) => Value::Int(value, text),
                Err(_) => Value::Text(text),
            }
        }
        DeValue::Float(number) => {
            let text = number.to_string();
            match number.as_str().parse() {
                Ok(value) => Value::Float(value, text),
                Err(_) => Value::Text(text),
            }
        }
        DeValue::Boolean(b) => Value::Bool(b),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| toml_node(item, offset)).collect())
        }
        DeValue::Table(table) => Value::Table(toml_entries(table, offset)),
    };
    Node { value, span }
}
