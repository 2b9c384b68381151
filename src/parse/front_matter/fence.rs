//! Where front matter begins and ends, and where it should have ended.

use crate::model::Span;

/// A front matter block.
pub(super) struct Block {
    /// What its fences are made of: `-` holds YAML, `+` TOML.
    pub fence: char,
    /// The whole, fences included.
    pub span: Span,
    /// What stands between the fences.
    pub inner: Span,
}

/// Finds a block at the very start: a line `---` or `+++`, and a later line that closes it
/// (`...` closes YAML too). Without a closing line there is no block.
pub(super) fn find_block(text: &str) -> Option<Block> {
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
