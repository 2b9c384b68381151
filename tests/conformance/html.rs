//! HTML in a form that can be compared: after the `normalize.py` of the CommonMark project.

use percent_encoding::percent_decode_str;

/// Elements beside which white space means nothing.
const BLOCKS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "html",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];

/// `html` with attributes in order, characters escaped in one way, and no white space but where it
/// counts.
pub fn normal(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut in_pre = false;
    let mut after_block = true;
    while !rest.is_empty() {
        let Some(tag) = Tag::read(rest) else {
            let end = rest.char_indices().skip(1).find(|(_, c)| *c == '<');
            let end = end.map_or(rest.len(), |(at, _)| at);
            let (text, after) = rest.split_at(end);
            rest = after;
            let text = escaped_once(text);
            if in_pre {
                out.push_str(&text);
                after_block = false;
                continue;
            }
            let before_block = Tag::read(rest).is_some_and(|tag| tag.is_block());
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            if text.starts_with(|c: char| c.is_ascii_whitespace())
                && !after_block
                && !(words.is_empty() && before_block)
            {
                out.push(' ');
            }
            out.push_str(&words.join(" "));
            let spaced = text.ends_with(|c: char| c.is_ascii_whitespace());
            if spaced && !words.is_empty() && !before_block && !rest.is_empty() {
                out.push(' ');
            }
            after_block &= words.is_empty();
            continue;
        };
        after_block = tag.is_block();
        if tag.name == "pre" {
            in_pre = !tag.closes;
        }
        rest = &rest[tag.len..];
        out.push_str(&tag.normal());
    }
    out.trim().to_owned()
}

struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: Vec<(String, Option<&'a str>)>,
    len: usize,
}

impl<'a> Tag<'a> {
    /// The tag that `html` begins with.
    fn read(html: &'a str) -> Option<Self> {
        let inner = html.strip_prefix('<')?;
        let (closes, mut rest) = match inner.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, inner),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let end = rest.find(|c| !is_name(c)).filter(|end| *end > 0)?;
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
                return Some(Self { name, closes, attributes, len: html.len() - after.len() });
            }
            let end = rest.find(|c: char| c.is_whitespace() || "=/>".contains(c))?;
            if end == 0 {
                return None;
            }
            let attribute = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = None;
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next()?;
                let (start, stop) = match quote {
                    '"' | '\'' => (1, after[1..].find(quote)? + 1),
                    _ => (0, after.find(|c: char| c.is_whitespace() || c == '>')?),
                };
                value = Some(&after[start..stop]);
                rest = &after[stop + start..];
            }
            attributes.push((attribute, value));
        }
    }

    fn is_block(&self) -> bool {
        BLOCKS.contains(&self.name.as_str())
    }

    fn normal(mut self) -> String {
        self.attributes.sort();
        let mut out = format!("<{}{}", if self.closes { "/" } else { "" }, self.name);
        for (name, value) in self.attributes {
            out.push_str(&format!(" {name}"));
            if let Some(value) = value {
                let value = match name.as_str() {
                    "href" | "src" => percent_decode_str(value).decode_utf8_lossy(),
                    _ => value.into(),
                };
                out.push_str(&format!("=\"{}\"", escaped_once(&value)));
            }
        }
        out + ">"
    }
}

/// `text` with `&`, `<`, `>` and `"` escaped, whatever of it was escaped before.
fn escaped_once(text: &str) -> String {
    let plain = text
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
