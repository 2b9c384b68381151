//! Front matter that a person meant and YAML refuses, or reads otherwise than it looks: it is read
//! entry by entry, and a value that is plain to the eye is taken as it was typed.
//!
//! Under a key that decides privacy nothing is guessed: there the block stays broken, and the
//! document is left out.

use super::keys::{LISTS, decides_privacy};
use crate::model::Span;
use crate::model::field;
use crate::model::kind::COMMON_FIELDS;
use crate::parse::placeholder::yaml;
use crate::parse::value::{Node, SyntaxError, Text, Value};

/// A slip of the pen that was read past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// Where it stands.
    pub span: Span,
    /// The key whose value it is about.
    pub key: String,
    /// What it is.
    pub kind: SlipKind,
}

/// What can be read past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SlipKind {
    /// The value was taken as it was typed; this is how YAML wants it.
    Typed(String),
    /// The value was read as if this closed it.
    Closed(&'static str),
    /// Tabs stand where YAML takes spaces.
    Tab,
    /// The key is indented without reason.
    Indented,
    /// The key stands twice; whether both values count.
    Twice(bool),
}

type Entries = Vec<(Text, Node)>;

/// Keys whose values are one text.
const TEXTS: [&str; 5] = ["title", "description", "slug", "owner", "lang"];

/// Longest block that is mended, in bytes: nobody types more.
const LONGEST: usize = 32 * 1024;

/// Reads a YAML block; `offset` is where it starts in its file.
pub(super) fn read(block: &str, offset: usize) -> Result<(Entries, Vec<Slip>), SyntaxError> {
    let whole = yaml(block, offset);
    if block.len() > LONGEST {
        return whole.map(|entries| (entries, Vec::new()));
    }
    let looks_otherwise = block.lines().any(|line| {
        let value = entry(line).map_or(line.trim_start_matches([' ', '-']), |(_, value)| value);
        value.starts_with(['#', '!', '&']) || value.contains(" #")
    });
    match whole {
        Ok(entries) if !looks_otherwise => Ok((entries, Vec::new())),
        whole => {
            let mut mender = Mender { block, offset, entries: Vec::new(), slips: Vec::new() };
            match mender.chunks(0, block.len()).and_then(|()| mender.join()) {
                Ok(()) => Ok((mender.entries, mender.slips)),
                // What YAML takes as a whole stands, where its parts say nothing by themselves.
                Err(refused) => match (whole, refused) {
                    (Ok(entries), _) => Ok((entries, Vec::new())),
                    (Err(_), Some(error)) => Err(error),
                    (Err(error), None) => Err(error),
                },
            }
        }
    }
}

/// What an entry that cannot be mended says; nothing where the whole block's error says more.
type Refused = Option<SyntaxError>;

struct Mender<'a> {
    block: &'a str,
    offset: usize,
    entries: Entries,
    slips: Vec<Slip>,
}

impl Mender<'_> {
    /// Reads the entries between two offsets of the block.
    fn chunks(&mut self, start: usize, end: usize) -> Result<(), Refused> {
        let mut chunk: Option<usize> = None;
        let mut at = start;
        for line in self.block[start..end].split_inclusive('\n') {
            let opens = entry(line).is_some();
            let goes_on = line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
            let says = !line.trim().is_empty() && !line.starts_with('#');
            if opens && let Some(from) = chunk.replace(at) {
                self.chunk(from, at)?;
            } else if !opens && (!goes_on || chunk.is_none() && says) {
                return Err(None);
            }
            at += line.len();
        }
        chunk.map_or(Ok(()), |from| self.chunk(from, end))
    }

    /// Reads one entry: a key with all its lines.
    fn chunk(&mut self, start: usize, end: usize) -> Result<(), Refused> {
        let text = &self.block[start..end];
        let first = text.lines().next().unwrap_or("");
        let (key, value) = entry(first).ok_or(None)?;
        let private = decides_privacy(key);
        let read = yaml(text, self.offset + start);
        if let Ok(mut entries) = read {
            if !private {
                self.as_it_looks(text, &mut entries);
            }
            self.entries.append(&mut entries);
            return Ok(());
        }
        if private {
            return Err(read.err());
        }
        let rest = &text[first.len()..];
        let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let from = value.as_ptr().addr() - first.as_ptr().addr();
        match () {
            () if self.without_tabs(start, end) => Ok(()),
            () if rest.lines().all(blank) => self.one_line(start, from, first),
            () if value.is_empty() => self.nested(start, end),
            () => self.indented(start, start + first.len(), end),
        }
    }

    /// Takes as typed what YAML reads and leaves out: `#tag`, `!important`, `&you`.
    fn as_it_looks(&mut self, text: &str, entries: &mut Entries) {
        for (key, node) in entries {
            let items: Vec<&mut Node> = match &mut node.value {
                Value::Null | Value::Text(_) => vec![node],
                Value::List(items) => items.iter_mut().collect(),
                _ => continue,
            };
            let mut lines = text.lines();
            let first = lines.next().and_then(|line| entry(line)).map_or("", |(_, value)| value);
            let values: Vec<&str> = match items.len() {
                1 if !first.is_empty() => vec![first],
                _ => lines.filter_map(|line| line.trim_start().strip_prefix("- ")).collect(),
            };
            if values.len() != items.len() {
                continue;
            }
            for (node, value) in items.into_iter().zip(values) {
                let value = value.trim();
                let fits = matches!(node.value, Value::Null | Value::Text(_));
                if fits && looks_otherwise(value, self.block) {
                    let at = value.as_ptr() as usize - self.block.as_ptr() as usize;
                    *node = self.typed(&key.text, at, value);
                }
            }
        }
    }

    /// The same lines with spaces for tabs.
    fn without_tabs(&mut self, start: usize, end: usize) -> bool {
        let text = &self.block[start..end];
        let Some(tab) = text.find('\t') else { return false };
        let Ok(mut entries) = yaml(&text.replace('\t', " "), self.offset + start) else {
            return false;
        };
        let key = entries.first().map_or_else(String::new, |(key, _)| key.text.clone());
        let at = self.offset + start + tab;
        self.slips.push(Slip { span: Span::new(at, at + 1), key, kind: SlipKind::Tab });
        self.entries.append(&mut entries);
        true
    }

    /// A value on its key's line, `from` bytes behind `start`.
    fn one_line(&mut self, start: usize, from: usize, line: &str) -> Result<(), Refused> {
        let value = line[from..].trim();
        let (key, _) = entry(line).ok_or(None)?;
        // A title may begin with a bracket, and is no list.
        let closers = if TEXTS.contains(&key) && value.starts_with(['[', '{']) {
            &[]
        } else {
            closers(value)
        };
        for closer in closers {
            let closed = format!("{}{closer}", line.trim_end());
            if let Ok(mut entries) = yaml(&closed, self.offset + start) {
                let key = entries.first().map_or_else(String::new, |(key, _)| key.text.clone());
                let at = self.offset + start + from;
                let span = Span::new(at, at + value.len());
                self.slips.push(Slip { span, key, kind: SlipKind::Closed(closer) });
                self.entries.append(&mut entries);
                return Ok(());
            }
        }
        let place = line.find(key).unwrap_or(0) + self.offset + start;
        let name = Text { text: key.to_owned(), span: Span::new(place, place + key.len()) };
        let node = self.typed(key, start + from, value);
        self.entries.push((name, node));
        Ok(())
    }

    /// A value as it was typed, without the quotation marks that surround it and a comment behind
    /// it.
    fn typed(&mut self, key: &str, at: usize, value: &str) -> Node {
        let value = value.split(" # ").next().unwrap_or("").trim_end();
        let quoted = ['"', '\''].into_iter().find_map(|mark| {
            value.strip_prefix(mark)?.strip_suffix(mark).filter(|inner| !inner.is_empty())
        });
        let text = quoted.unwrap_or(value).to_owned();
        let span = Span::new(self.offset + at, self.offset + at + value.len());
        let kind = SlipKind::Typed(in_yaml(&text));
        self.slips.push(Slip { span, key: key.to_owned(), kind });
        Node { value: Value::Text(text), span }
    }

    /// A list or mapping below its key: the values in it that YAML refuses are put in quotation
    /// marks, and the places of what is read are those of the file again.
    fn nested(&mut self, start: usize, end: usize) -> Result<(), Refused> {
        let text = &self.block[start..end];
        let mut quoted = Quoted::default();
        // Lines deeper than this are text as they stand.
        let mut literal: Option<usize> = None;
        let own = text.lines().next().and_then(entry).map_or("", |(key, _)| key);
        let mut lines = text.split_inclusive('\n').peekable();
        let mut at = start;
        while let Some(line) = lines.next() {
            let depth = indentation(line);
            let content = line.trim();
            let inside = literal.is_some_and(|above| depth > above) || content.is_empty();
            literal = literal.filter(|_| inside);
            if !inside && content.ends_with(['|', '>', '+', '-']) && content.contains([' ', ':']) {
                literal = Some(depth);
            }
            let goes_on = lines.peek().is_some_and(|next| indentation(next) > depth);
            let (key, value) = if inside { ("", "") } else { value_of(content, goes_on) };
            let refused = !value.is_empty() && yaml(&format!("x: {value}"), 0).is_err();
            if refused && decides_privacy(key) {
                return Err(None);
            }
            match line.find(value).filter(|_| refused) {
                Some(from) => {
                    let name = if key.is_empty() { own } else { key };
                    let Node { value: typed, .. } = self.typed(name, at + from, value);
                    let Value::Text(typed) = typed else { return Err(None) };
                    quoted.text.push_str(&line[..from]);
                    quoted.replace(value, &typed);
                    quoted.text.push_str(&line[from + value.len()..]);
                }
                None => quoted.text.push_str(line),
            }
            at += line.len();
        }
        let mut entries = yaml(&quoted.text, 0).map_err(|_| None)?;
        for (key, node) in &mut entries {
            key.span = quoted.place(key.span, self.offset + start);
            quoted.restore(node, self.offset + start);
        }
        self.as_it_looks(text, &mut entries);
        self.entries.append(&mut entries);
        Ok(())
    }

    /// Keys below a one-line value that are indented as if they belonged to it.
    fn indented(&mut self, start: usize, first: usize, end: usize) -> Result<(), Refused> {
        let rest = &self.block[first..end];
        let known = |line: &str| {
            let key = entry(line.trim_start()).map(|(key, _)| key);
            line.trim().is_empty() || key.is_some_and(|key| field::has(COMMON_FIELDS, key))
        };
        if !rest.lines().all(known) {
            return Err(None);
        }
        self.chunk(start, first)?;
        let mut at = first;
        for line in rest.split_inclusive('\n') {
            let from = at + line.len() - line.trim_start().len();
            at += line.len();
            let Some((key, _)) = entry(&self.block[from.min(at)..at]) else { continue };
            let span = Span::new(self.offset + from, self.offset + from + key.len());
            let key = key.to_owned();
            self.slips.push(Slip { span, key, kind: SlipKind::Indented });
            self.chunk(from, at)?;
        }
        Ok(())
    }

    /// Makes one of keys that stand twice: the last counts, and of lists all.
    fn join(&mut self) -> Result<(), Refused> {
        let mut kept: Entries = Vec::with_capacity(self.entries.len());
        for (key, node) in std::mem::take(&mut self.entries) {
            let Some(at) = kept.iter().position(|(other, _)| other.text == key.text) else {
                kept.push((key, node));
                continue;
            };
            if decides_privacy(&key.text) && kept[at].1.value != node.value {
                let cause = format!("`{}` stands twice and says two things", key.text);
                return Err(Some(SyntaxError { cause, span: key.span }));
            }
            let both = LISTS.contains(&key.text.as_str());
            let slip = Slip { span: key.span, key: key.text.clone(), kind: SlipKind::Twice(both) };
            self.slips.push(slip);
            if !both {
                kept.remove(at);
            }
            kept.push((key, node));
        }
        self.entries = kept;
        Ok(())
    }
}

/// Text in which values got quotation marks, and where.
#[derive(Default)]
struct Quoted {
    text: String,
    /// Where each begins in `text`, how long it is there, and how long it was.
    edits: Vec<(usize, usize, usize)>,
}

impl Quoted {
    /// Appends `typed` in quotation marks in the place of `value`.
    fn replace(&mut self, value: &str, typed: &str) {
        let quoted = format!("'{}'", typed.replace('\'', "''"));
        self.edits.push((self.text.len(), quoted.len(), value.len()));
        self.text.push_str(&quoted);
    }

    /// The place in the file of a place in the text, which begins at `start` there.
    fn place(&self, span: Span, start: usize) -> Span {
        let back = |at: u32| {
            let mut at = at as usize;
            for &(from, now, before) in self.edits.iter().rev() {
                if at >= from + now {
                    at = at - now + before;
                } else if at > from {
                    at = from + before;
                }
            }
            start + at
        };
        Span::new(back(span.start), back(span.end))
    }

    fn restore(&self, node: &mut Node, start: usize) {
        node.span = self.place(node.span, start);
        match &mut node.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.restore(item, start)),
            Value::Table(entries) => {
                for (key, value) in entries {
                    key.span = self.place(key.span, start);
                    self.restore(value, start);
                }
            }
            _ => {}
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The key and the value of a line inside an entry: `key: value`, `- value`, `- key: value`. Of
/// an item that ends with its line all is value.
fn value_of(content: &str, goes_on: bool) -> (&str, &str) {
    let item = content.trim_start_matches("- ");
    let is_item = item.len() < content.len();
    match entry(item) {
        Some((key, value)) if goes_on || !is_item => (key, value),
        _ => ("", item.trim_start()),
    }
}

/// The key of a line that begins with one, and its value, which may be empty.
fn entry(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end();
    let colon = line.match_indices(':').map(|(at, _)| at);
    let at = colon
        .into_iter()
        .find(|&at| matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t')))?;
    let key = line[..at].trim_end();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | '(' | ')');
    let plain = key.starts_with(|c: char| c.is_alphanumeric() || c == '_') && key.chars().all(word);
    (plain && key.len() <= 60).then(|| (key, line[at + 1..].trim_start()))
}

/// Whether a value that YAML takes for a comment, a tag or an anchor says something by itself.
fn looks_otherwise(value: &str, block: &str) -> bool {
    let hashtag = |rest: &str| rest.starts_with(|c: char| !c.is_whitespace() && c != '#');
    let mut chars = value.chars();
    match chars.next() {
        Some('#') => hashtag(chars.as_str()),
        Some('!') => chars.as_str().starts_with(char::is_alphanumeric),
        Some('&') => {
            let name = chars.as_str().split_whitespace().next().unwrap_or("");
            !block.contains(&format!("*{name}"))
        }
        Some('"' | '\'' | '[' | '{' | '|' | '>' | '*') | None => false,
        Some(_) => value.split(" #").skip(1).any(hashtag) && !value.contains(" # "),
    }
}

/// What may be missing behind a value that opens something.
fn closers(value: &str) -> &'static [&'static str] {
    let once = |mark: char| value.matches(mark).count() == 1;
    match value.chars().next() {
        Some('[') if !value.contains(']') => &["]", "\"]", "']"],
        Some('{') if !value.contains('}') => &["}", "\"}", "'}"],
        Some('"') if once('"') => &["\""],
        Some('\'') if once('\'') => &["'"],
        _ => &[],
    }
}

/// Text as YAML takes it, whatever it holds.
fn in_yaml(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}
