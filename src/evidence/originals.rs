//! Raw texts behind articles, as plain text to look quotations up in. They are never published.

use crate::model::SourceFile;
use crate::parse::{ParseOptions, parse};

/// The words of a raw text: Markdown and HTML without their marks, anything else as it is.
pub(super) fn plain_text(file: &SourceFile) -> String {
    match file.path.extension().to_ascii_lowercase().as_str() {
        "md" | "markdown" => match parse(file, None, &ParseOptions::default()).0 {
            Some(document) => document.plain,
            None => file.text.to_string(),
        },
        "html" | "htm" => plain_html(&file.text),
        _ => file.text.to_string(),
    }
}

/// HTML without tags, comments, scripts and styles. Tags of words in a line leave no space.
fn plain_html(html: &str) -> String {
    const INLINE: [&str; 12] =
        ["a", "b", "i", "em", "strong", "span", "u", "s", "sub", "sup", "mark", "abbr"];
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_unescaped(&mut out, &rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let name: String = rest[1..end]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let hidden = matches!(name.as_str(), "script" | "style") && !rest.starts_with("</");
        rest = &rest[end + 1..];
        if hidden {
            let close = format!("</{name}");
            let end = rest
                .as_bytes()
                .windows(close.len())
                .position(|window| window.eq_ignore_ascii_case(close.as_bytes()));
            rest = end.map_or("", |end| &rest[end..]);
        } else if !INLINE.contains(&name.as_str()) {
            out.push(' ');
        }
    }
    push_unescaped(&mut out, rest);
    out
}

/// Appends text with the usual character references resolved.
fn push_unescaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.split(';').next().filter(|name| name.len() < 10 && name.len() < rest.len());
        match name.and_then(|name| Some((name, character(name)?))) {
            Some((name, c)) => {
                out.push(c);
                rest = &rest[name.len() + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" | "lsquo" | "rsquo" => Some('\''),
        "ldquo" | "rdquo" => Some('"'),
        "nbsp" | "thinsp" | "ensp" | "emsp" => Some(' '),
        "ndash" | "mdash" => Some('–'),
        "hellip" => Some('…'),
        "shy" => Some('\u{ad}'),
        _ => match name.strip_prefix(['x', 'X']).or_else(|| name.strip_prefix("#x")) {
            Some(hex) if name.starts_with('#') => number(hex, 16),
            _ => number(name.strip_prefix('#')?, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::plain_html;

    #[test]
    fn html_is_read_as_its_words() {
        let html = "<html><style>p { x }</style><p>Trust <b>me</b>, it&rsquo;s &#x66;ine.</p>\
                    <!-- no --><p>AT&T &amp; co</p><SCRIPT>var x = '<p>';</Script><p>End";
        let words: Vec<String> = plain_html(html).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.join(" "), "Trust me, it's fine. AT&T & co End");
    }
}
