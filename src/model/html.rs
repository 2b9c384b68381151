//! Text as HTML: the one place where characters that mean something there are escaped.

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

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a < \"b\" & ‘c’ > d"), "a &lt; &quot;b&quot; &amp; ‘c’ &gt; d");
        assert_eq!(escaped("é"), "é");
    }
}
