//! Places that another program is to fill in: editors keep templates of notes among the notes,
//! with `{{date}}` or `<% now() %>` where a value will stand.

use super::value::{Node, SyntaxError, Text, Value, parse_yaml};

/// Whether another program is to fill in a part of `text`.
pub fn has_placeholder(text: &str) -> bool {
    [("{{", "}}"), ("<%", "%>")]
        .iter()
        .any(|(open, close)| text.split_once(open).is_some_and(|(_, rest)| rest.contains(close)))
}

/// Whether `text` is nothing but a place that another program is to fill in.
pub fn is_placeholder(text: &str) -> bool {
    [("{{", "}}"), ("<%", "%>")].iter().any(|(open, close)| {
        let inner = text.trim().strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(close))
    })
}

/// Reads YAML in which `{{…}}` may stand without quotation marks, where YAML takes it for a
/// mapping that is a key.
pub(super) fn yaml(block: &str, offset: usize) -> Result<Vec<(Text, Node)>, SyntaxError> {
    parse_yaml(block, offset).or_else(|error| {
        let count = |mark: &str| block.matches(mark).count();
        if count("{{") == 0 || count("{{") != count("}}") || block.contains(['«', '»']) {
            return Err(error);
        }
        // As many bytes, so that every place stays where it is.
        let read = parse_yaml(&block.replace("{{", "«").replace("}}", "»"), offset);
        let mut entries = read.map_err(|_| error)?;
        entries.iter_mut().for_each(|(_, node)| restore(node));
        Ok(entries)
    })
}

fn restore(node: &mut Node) {
    match &mut node.value {
        Value::Text(text) => *text = text.replace('«', "{{").replace('»', "}}"),
        Value::List(items) => items.iter_mut().for_each(restore),
        Value::Table(entries) => entries.iter_mut().for_each(|(_, value)| restore(value)),
        _ => {}
    }
}
