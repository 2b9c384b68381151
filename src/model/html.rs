//! Text as HTML: the one place where characters that mean something there are escaped.

use std::borrow::Cow;

/// Appends `text` with `& < > "` escaped, for text and for attributes in double quotes.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(entity) = entity(byte) else { continue };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// `text` with `& < > "` escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    push_escaped(&mut out, text);
    out
}

/// What stands for a character that means something in HTML.
pub fn entity(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => return None,
    })
}

/// A tag with more attributes is none: tokenizers compare each with all before it.
const MOST_ATTRIBUTES: usize = 500;

/// `html` with the signs escaped that begin tags with more attributes than anybody writes.
pub fn without_endless_tags(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(at) = memchr::memchr(b'<', &bytes[from..]).map(|i| from + i) {
        from = at + 1;
        if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (mut quote, mut count) = (None, 0);
        while let Some(byte) = bytes.get(from) {
            match (byte, quote) {
                (b'>', None) => break,
                (b'"' | b'\'', None) => quote = Some(byte),
                (byte, Some(open)) if byte == open => quote = None,
                (b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/', None) => count += 1,
                _ => {}
            }
            from += 1;
        }
        if count > MOST_ATTRIBUTES {
            out.push_str(&html[copied..at]);
            out.push_str("&lt;");
            copied = at + 1;
        }
    }
    match copied {
        0 => html.into(),
        _ => (out + &html[copied..]).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, without_endless_tags};

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a < \"b\" & ‘c’ > d"), "a &lt; &quot;b&quot; &amp; ‘c’ &gt; d");
        assert_eq!(escaped("é"), "é");
    }

    #[test]
    fn tags_have_an_end() {
        for kept in ["<p a=\"1 2\" b>x</p>", "a < b", "<a href='", "<", "<p a='/ / /'>"] {
            assert_eq!(without_endless_tags(kept), kept);
        }
        let attributes: String = (0..600).map(|i| format!(" a{i}")).collect();
        let text = format!("<b>é</b><p{attributes}><i>");
        assert_eq!(without_endless_tags(&text), format!("<b>é</b>&lt;p{attributes}><i>"));
        let quoted = format!("<p a=\"{attributes}\">");
        assert_eq!(without_endless_tags(&quoted), quoted);
    }
}
