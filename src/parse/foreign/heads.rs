//! Lines that open a block in another program's syntax, and what the block is here.

use std::ops::Range;

use super::LeftOut;
use super::arguments::{Element, Family, Tag, arguments};
use crate::parse::tags;

/// What opens a block.
pub(super) struct Head<'a> {
    pub form: Form,
    /// What ends it.
    pub end: End,
    /// How much of the line belongs to it.
    pub len: usize,
    /// The title, if it has one: a part of the line.
    pub title: Option<&'a str>,
}

/// What becomes of a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A callout: its type, with words for styling behind a bar, and whether it folds.
    Callout { kind: String, fold: &'static str },
    /// Its content alone stays. With its name.
    Layout(String),
    /// Its content alone stays, and that is told. How it is written, and words that may say for
    /// whom it is.
    Unknown(String, String),
    /// Code in a language.
    Code(String),
    /// Markdown in an element of HTML, which stays.
    Element,
}

/// What ends a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The first line that is indented less than four columns more than the block.
    Indent,
    /// A line of as many such characters or more: colons or slashes.
    Line(u8, usize),
    /// A code fence of as many such characters or more.
    Fence(u8, usize),
    /// The line `:::name-end:::`.
    Named(String),
    /// The end tag of an element.
    Element(String),
    /// The tag that closes this one.
    Tag(Family, String),
}

/// Names of callouts, as other programs know them; what they mean here is in the theme.
const CALLOUTS: &[&str] = &[
    "abstract",
    "attention",
    "bug",
    "caution",
    "danger",
    "error",
    "example",
    "failure",
    "important",
    "info",
    "note",
    "question",
    "quote",
    "seealso",
    "success",
    "tip",
    "todo",
    "warning",
];

/// Blocks of any type; it stands in their arguments.
const TYPED: &[&str] =
    &["admonition", "alert", "aside", "callout", "hint", "message", "notice", "pageinfo"];

/// Blocks that open at a click.
const FOLDS: &[&str] = &[
    "accordion",
    "accordion-item",
    "collapse",
    "collapsible",
    "details",
    "dropdown",
    "expand",
    "expandable",
    "spoiler",
    "toggle",
];

/// One of several blocks side by side.
const TABS: &[&str] = &["tab", "tab-item", "tabitem"];

/// Blocks that only say where their content stands.
const LAYOUTS: &[&str] = &[
    "caption",
    "center",
    "code-group",
    "column",
    "columns",
    "content-visible",
    "define",
    "div",
    "figure-caption",
    "grid",
    "layout",
    "left",
    "moniker",
    "panel-tabset",
    "raw",
    "right",
    "row",
    "steps",
    "tab-set",
    "table-caption",
    "tabs",
    "v-pre",
    "zone",
];

impl<'a> Head<'a> {
    fn callout(kind: &str, fold: &'static str, end: End, len: usize) -> Self {
        let words = |c: char| if c.is_alphanumeric() || "-_ |".contains(c) { c } else { ' ' };
        let kind = kind.chars().map(words).collect::<String>().trim().to_owned();
        Self { form: Form::Callout { kind, fold }, end, len, title: None }
    }
}

/// What `line`, which has no indentation, opens.
pub(super) fn head<'a>(
    line: &'a str,
    is_closed: impl Fn(&End) -> bool,
    is_filled: impl Fn() -> bool,
) -> Option<Head<'a>> {
    match line.as_bytes() {
        [b'!', b'!', b'!', b' ', ..] | [b'?', b'?', b'?', b' ' | b'+', ..] => {
            admonition(line, is_filled)
        }
        [b'=', b'=', b'=', b' ' | b'!' | b'+', ..] => tab(line),
        [b':', b':', b':', ..] => directive(line, is_closed),
        [b'/', b'/', b'/', ..] => generic_block(line, is_closed),
        [b'`' | b'~', ..] => fence(line),
        [b'{', b'{' | b'%', ..] => paired(line, is_closed),
        [b'<', b'A'..=b'Z', ..] => component(line, is_closed),
        [b'<', b'a'..=b'z', ..] => element(line),
        _ => None,
    }
}

/// `!!! type words "Title"`, Python-Markdown's; `???` folds.
fn admonition(line: &str, is_filled: impl Fn() -> bool) -> Option<Head<'_>> {
    let rest = line[3..].trim_start_matches('+');
    let fold = match (line.as_bytes()[0], line.as_bytes()[3]) {
        (b'?', b'+') => "+",
        (b'?', _) => "-",
        _ => "",
    };
    let words = rest.split('"').next().unwrap_or(rest);
    let is_name = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
    if !words.starts_with(' ') || words.trim().is_empty() || !words.chars().all(is_name) {
        return None;
    }
    let mut names = words.split_whitespace();
    let kind = names.next().unwrap_or("");
    if !CALLOUTS.contains(&kind) && !is_filled() {
        return None;
    }
    let kind = format!("{kind}|{}", names.collect::<Vec<_>>().join(" "));
    let mut head = Head::callout(kind.trim_end_matches('|'), fold, End::Indent, line.len());
    head.title = quoted(line, line.len() - rest.len() + words.len());
    Some(head)
}

/// `=== "Title"`, of Material for MkDocs.
fn tab(line: &str) -> Option<Head<'_>> {
    let rest = line[3..].trim_start_matches(['!', '+']);
    let title = quoted(line, line.len() - rest.trim_start().len())?;
    let mut head = Head::callout("tab", "", End::Indent, line.len());
    head.title = Some(title);
    Some(head)
}

/// The text in double quotation marks at `at`, with nothing behind them.
fn quoted(line: &str, at: usize) -> Option<&str> {
    let inner = line.get(at..)?.strip_prefix('"')?.trim_end().strip_suffix('"')?;
    Some(inner).filter(|inner| !inner.is_empty())
}

/// `:::name[Title]{attributes}`, `::: name Title`, `::: {.name attributes}`, `:::{name} Title`.
fn directive(line: &str, is_closed: impl Fn(&End) -> bool) -> Option<Head<'_>> {
    let colons = line.bytes().take_while(|b| *b == b':').count();
    let end = End::Line(b':', colons);
    let rest = line[colons..].trim_start();
    let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
    if let Some(inner) = rest.strip_prefix('{') {
        let (inner, title) = inner.split_once('}')?;
        return braced(line, inner, title.trim(), end);
    }
    let name_end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(name_end);
    if let ("row" | "column", Some(attributes)) = (name, after.trim_end().strip_suffix(":::")) {
        let end = End::Named(name.to_owned());
        let form = Form::Layout(classes(attributes));
        return is_closed(&end).then_some(Head { form, end, len: line.len(), title: None });
    }
    let is_line = after.trim_end().ends_with(":::") || after.starts_with(':');
    if name.is_empty() || name.ends_with("-end") || is_line {
        return None;
    }
    let (bracket, after) =
        match after.trim_start().strip_prefix('[').and_then(|t| t.split_once(']')) {
            Some((title, after)) => (Some(title), after),
            None => (None, after),
        };
    let (attributes, after) = match after.trim_start().strip_prefix('{') {
        Some(inner) => inner.split_once('}').unwrap_or((inner, "")),
        None => ("", after),
    };
    let title = bracket.filter(|title| !title.is_empty()).or_else(|| {
        let rest = after.trim();
        let bare = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Some(bare.unwrap_or(rest)).filter(|title| !title.is_empty())
    });
    let name = name.to_lowercase();
    let known = known(&name);
    if !known && !is_closed(&end) {
        return None;
    }
    let mut head = match name.as_str() {
        "mermaid" => Head { form: Form::Code(name), end, len: line.len(), title: None },
        _ => named(&name, &classes(attributes), end, line.len()),
    };
    head.title = title.or_else(|| attribute(attributes, "title"));
    Some(head)
}

/// `/// name | Title`, of Python-Markdown's extensions.
fn generic_block(line: &str, is_closed: impl Fn(&End) -> bool) -> Option<Head<'_>> {
    let slashes = line.bytes().take_while(|b| *b == b'/').count();
    let end = End::Line(b'/', slashes);
    let rest = &line[slashes..];
    let (name, title) = rest.split_once('|').unwrap_or((rest, ""));
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let name = name.strip_prefix(' ')?.trim();
    if name.is_empty() || !is_name(name) || !is_closed(&end) {
        return None;
    }
    let name = name.to_lowercase();
    if name == "html" {
        // Its argument is an element, `div.class`.
        let words = title.replace(['.', '#', '['], " ");
        return Some(Head { form: Form::Layout(words), end, len: line.len(), title: None });
    }
    let mut head = named(&name, "", end, line.len());
    head.title = Some(title.trim()).filter(|title| !title.is_empty());
    Some(head)
}

/// `{.callout-note title="x"}` or `{note} Title`.
fn braced<'a>(line: &'a str, inner: &'a str, title: &'a str, end: End) -> Option<Head<'a>> {
    let name = inner.split_whitespace().find_map(|word| {
        let word = word.strip_prefix('.').unwrap_or(word);
        (!word.starts_with('#') && !word.contains('=')).then_some(word)
    })?;
    let kind = name.strip_prefix("callout-").unwrap_or(name).to_lowercase();
    let all = classes(inner);
    let mut head = match known(&kind) {
        true => named(&kind, &all, end, line.len()),
        false => Head { form: Form::Layout(all), end, len: line.len(), title: None },
    };
    head.title = match title.is_empty() {
        true => attribute(inner, "title"),
        false => Some(title),
    };
    Some(head)
}

fn known(name: &str) -> bool {
    [CALLOUTS, TYPED, FOLDS, TABS, LAYOUTS].iter().any(|names| names.contains(&name))
        || name == "mermaid"
}

/// A block called `name`, with words for styling.
fn named<'a>(name: &str, words: &str, end: End, len: usize) -> Head<'a> {
    if LAYOUTS.contains(&name) {
        let form = Form::Layout(format!("{name} {words}"));
        return Head { form, end, len, title: None };
    }
    let (kind, fold) = match name {
        _ if FOLDS.contains(&name) => ("details", "-"),
        _ if TABS.contains(&name) => ("tab", ""),
        _ => (name, ""),
    };
    let kind = format!("{kind}|{words}");
    Head::callout(kind.trim_end_matches('|'), fold, end, len)
}

/// The words of `{.a #b c="d"}` that may say for whom something is.
fn classes(attributes: &str) -> String {
    let words = arguments(attributes).filter(|(name, _)| name.is_empty() || *name == "class");
    let words = words.map(|(_, value)| value.trim_start_matches(['.', '#']));
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let found = arguments(attributes).find(|(other, _)| *other == name);
    found.map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A code fence that holds Markdown: ```` ```ad-note ````, ```` ```{note} Title ````.
fn fence(line: &str) -> Option<Head<'_>> {
    let mark = line.as_bytes()[0];
    let len = line.bytes().take_while(|b| *b == mark).count();
    if len < 3 {
        return None;
    }
    let info = line[len..].trim();
    let end = End::Fence(mark, len);
    if let Some(kind) = info.strip_prefix("ad-") {
        let named = !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || c == '-');
        return named.then(|| Head::callout(kind, "", end, line.len()));
    }
    let (name, title) = info.strip_prefix('{')?.split_once('}')?;
    let kind = match name {
        "admonition" => "note",
        "dropdown" => "details",
        _ => name,
    };
    if !CALLOUTS.contains(&kind) && kind != "details" {
        return None;
    }
    let fold = if kind == "details" { "-" } else { "" };
    let mut head = Head::callout(kind, fold, end, line.len());
    head.title = Some(title.trim()).filter(|title| !title.is_empty());
    Some(head)
}

/// A pair of tags around Markdown or code.
fn paired(line: &str, is_closed: impl Fn(&End) -> bool) -> Option<Head<'_>> {
    let tag = Tag::at(line, 0).filter(|tag| !tag.closes)?;
    let name = tag.name.as_str();
    let (len, end) = (tag.range.end, End::Tag(tag.family, tag.name.clone()));
    if !is_closed(&end) {
        return None;
    }
    let is_typed = TYPED.contains(&name);
    let (kind, fold, title) = match name {
        "highlight" => {
            let language = tag.positional(0).unwrap_or("").to_owned();
            return Some(Head { form: Form::Code(language), end, len, title: None });
        }
        // Hugo reads no Markdown in these signs; what is named after code is code.
        _ if line.starts_with("{{<") && name.starts_with("code") && name != "codetabs" => {
            let language = tag.named(&["lang", "language"]).unwrap_or("").to_owned();
            return Some(Head { form: Form::Code(language), end, len, title: None });
        }
        _ if is_typed => {
            let styles = ["style", "type", "kind", "context", "level", "color", "variant"];
            let kind = tag.named(&styles).or_else(|| tag.positional(0));
            (kind.unwrap_or(name), "", tag.positional(1))
        }
        _ if FOLDS.contains(&name) => ("details", "-", tag.positional(0)),
        _ if TABS.contains(&name) => ("tab", "", tag.positional(0)),
        _ if CALLOUTS.contains(&name) => (name, "", tag.positional(0)),
        _ => return None,
    };
    let kind = match kind {
        "primary" | "secondary" | "default" => "note",
        kind if is_typed && kind.contains(' ') => name,
        kind => kind,
    };
    let mut head = Head::callout(kind, fold, end, len);
    head.title = tag.named(TITLES).or(title);
    Some(head)
}

/// `<Name a="b">` around Markdown: of MDX, where a line may be indented, and of Vue. One whose end
/// stands in the same line is among the words.
fn component(line: &str, is_closed: impl Fn(&End) -> bool) -> Option<Head<'_>> {
    let tag = Tag::at(line, 0).filter(|tag| !tag.closes && !tag.is_empty())?;
    let name = tag.name.as_str();
    let (len, end) = (tag.range.end, End::Tag(Family::Component, tag.name.clone()));
    if line[len..].contains("</") || !is_closed(&end) {
        return None;
    }
    let (kind, fold) = match name {
        "pitfall" | "gotcha" => ("warning", ""),
        "deepdive" => ("details", "-"),
        _ if TYPED.contains(&name) => {
            (tag.named(&["type", "kind", "intent"]).unwrap_or("note"), "")
        }
        _ if FOLDS.contains(&name) => ("details", "-"),
        _ if TABS.contains(&name) => ("tab", ""),
        _ if CALLOUTS.contains(&name) => (name, ""),
        _ => {
            let words = format!("{name} {}", tag.words());
            let form = match is_silent(&tag) {
                true => Form::Layout(words),
                false => Form::Unknown(tag.form(), words),
            };
            return Some(Head { form, end, len, title: None });
        }
    };
    let kind = format!("{kind}|{}", tag.words());
    let mut head = Head::callout(kind.trim_end_matches('|'), fold, end, len);
    head.title = tag.named(TITLES).or_else(|| tag.named(&["value"]));
    Some(head)
}

/// `<div markdown="1">`, as Python-Markdown and kramdown have it around Markdown.
fn element(line: &str) -> Option<Head<'_>> {
    let element = Element::at(line, 0).filter(|element| !element.closes)?;
    if !tags::holds_blocks(&element.name.to_ascii_lowercase()) {
        return None;
    }
    let is_markdown = |(name, value): (&str, &str)| match (name, value) {
        ("", "markdown") => true,
        ("markdown", value) => !matches!(value, "0" | "off"),
        _ => false,
    };
    let end = End::Element(element.name.to_ascii_lowercase());
    let is_void = element.attributes.ends_with('/');
    (!is_void && arguments(element.attributes).any(is_markdown)).then_some(Head {
        form: Form::Element,
        end,
        len: element.end,
        title: None,
    })
}

/// Arguments that hold a block's title.
const TITLES: &[&str] =
    &["title", "header", "heading", "summary", "label", "name", "tabname", "tabName"];

/// Whether `tag` stands around what is read without it.
pub(super) fn is_silent(tag: &Tag<'_>) -> bool {
    const OTHERS: &[&str] = &[
        "br",
        "card",
        "cardgrid",
        "cardgroup",
        "cards",
        "code",
        "codegroup",
        "codetabs",
        "codeblocks",
        "comment",
        "content-ref",
        "file",
        "highlight",
        "nbsp",
        "fragment",
        "frame",
        "raw",
        "step",
        "stepper",
        "tabpane",
        "tabset",
        "toc",
    ];
    let name = tag.name.as_str();
    [OTHERS, LAYOUTS, TABS, FOLDS, TYPED, CALLOUTS].iter().any(|names| names.contains(&name))
        || tag.family == Family::Liquid && name == "embed"
}

impl LeftOut {
    /// What stays silent, but may say for whom it is.
    pub(super) fn layout(range: Range<usize>, words: String) -> Self {
        Self { span: range.into(), form: None, words }
    }
}
