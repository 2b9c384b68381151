//! Where front matter begins and ends, and where it should have ended.

use crate::model::Span;
use crate::model::field;
use crate::model::kind::COMMON_FIELDS;

/// A front matter block.
pub(super) struct Block {
    /// What its fences are made of: `-` holds YAML, `+` TOML, `{` is JSON, which is YAML too.
    pub fence: char,
    /// The whole, fences included.
    pub span: Span,
    /// What stands between the fences.
    pub inner: Span,
}

/// Finds a block at the very start: a line `---` or `+++`, and a later line that closes it
/// (`...` closes YAML too). Without a closing line there is no block.
pub(super) fn find_block(text: &str) -> Option<Block> {
    if text.starts_with('{') {
        return json_block(text);
    }
    let body = text.trim_start_matches(['\n', '\r', ' ', '\t']);
    let above = &text[..text.len() - body.len()];
    if above.is_empty() || !above.ends_with('\n') {
        return fenced_block(text);
    }
    // Below empty lines it must look like nothing else: a rule has no key right below it.
    let second = body.lines().nth(1).unwrap_or("");
    let block = fenced_block(body).filter(|block| block.fence == '-' && is_entry(second, ':'))?;
    let down = |span: Span| Span {
        start: span.start + above.len() as u32,
        end: span.end + above.len() as u32,
    };
    Some(Block { span: down(block.span), inner: down(block.inner), ..block })
}

/// JSON at the very start, as Hugo has it: an object with a key that is known.
fn json_block(text: &str) -> Option<Block> {
    use serde_json::Value;
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let Some(Ok(Value::Object(entries))) = values.next() else { return None };
    let end = values.byte_offset();
    let line = text[end..].split('\n').next().unwrap_or("");
    let known = entries.keys().any(|key| field::has(COMMON_FIELDS, key));
    (known && line.trim().is_empty()).then(|| Block {
        fence: '{',
        span: Span::new(0, end + line.len()),
        inner: Span::new(0, end),
    })
}

/// The same for a block between fences at the very start.
fn fenced_block(text: &str) -> Option<Block> {
    let fence = text.chars().next().filter(|c| matches!(c, '-' | '+'))?;
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let is_fence = |line: &str| {
        let line = line.trim_end();
        line.len() == 3 && line.chars().all(|c| c == fence)
    };
    if !is_fence(first) {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if is_fence(line) || (fence == '-' && line.trim_end() == "...") {
            // Without a key it is a rule, text, and another rule.
            let sign = if fence == '-' { ':' } else { '=' };
            let inner = &text[first.len()..at];
            let comment = |line: &str| line.trim().is_empty() || line.starts_with('#');
            if !inner.lines().all(comment) && !inner.lines().any(|line| is_entry(line, sign)) {
                return None;
            }
            return Some(Block {
                fence,
                span: Span::new(0, at + line.len()),
                inner: Span::new(first.len(), at),
            });
        }
        at += line.len();
    }
    None
}

/// The first key of a block that nothing closes: it may say that the file is private.
pub(super) fn unclosed(text: &str) -> Option<Span> {
    let fence = text.lines().next()?.trim_end();
    let sign = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return None,
    };
    let start = text.find('\n')? + 1;
    let line = text[start..].lines().next()?;
    is_entry(line, sign).then(|| Span::new(start, start + line.trim_end().len()))
}

/// Whether a line says `key: value` or, with the other sign, `key = value`.
fn is_entry(line: &str, sign: char) -> bool {
    line.trim_start_matches(['-', ' ', '{']).split_once(sign).is_some_and(|(key, value)| {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
        let key = key.trim_end();
        !key.is_empty() && key.chars().all(word) && !value.starts_with('/')
    })
}
