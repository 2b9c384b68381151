//! Short codes of emoji, `:rocket:`, as GitHub, GitLab, MkDocs and docsify show them.

/// The longest code that there is, in bytes, is not as long.
const LONGEST: usize = 64;

/// Whether `text` holds any.
pub(super) fn may_hold(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|colon| at(text, colon).is_some())
}

/// Sets of pictures that MkDocs draws for such codes, and that no letter stands for.
const ICONS: [&str; 4] = ["material-", "octicons-", "fontawesome-", "simple-"];

/// The emoji whose code begins at the colon at `at`, nothing for another picture, and the length of
/// the code. In a word, a time or a ratio (`1:100:2`) there is none.
pub(super) fn at(text: &str, at: usize) -> Option<(usize, Option<&'static str>)> {
    let bytes = text.as_bytes();
    let is_word = |byte: Option<&u8>| {
        byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'/' | b'_'))
    };
    let reach = &bytes[at + 1..bytes.len().min(at + LONGEST)];
    let is_code = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-');
    let len = reach.iter().take_while(is_code).count();
    let end = at + 1 + len;
    let ends = reach.get(len) == Some(&b':') && !is_word(bytes.get(end + 1));
    if len == 0 || !ends || at > 0 && is_word(bytes.get(at - 1)) {
        return None;
    }
    let code = &text[at + 1..end];
    if ICONS.iter().any(|set| code.starts_with(set)) {
        return Some((len + 2, None));
    }
    Some((len + 2, Some(emojis::get_by_shortcode(code)?.as_str())))
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn codes_stand_by_themselves() {
        let read = |text: &str| at(text, text.find(':')?)?.1;
        assert_eq!(read("Done :tada:!"), Some("🎉"));
        assert_eq!(read(":+1:"), Some("👍"));
        assert_eq!(read("Reply: at 10:30:45"), None);
        assert_eq!(at(":material-tag:", 0), Some((14, None)));
        assert_eq!(read("a:100:b"), None);
        assert_eq!(read("::tada::"), None);
        assert_eq!(read(":no-such-code:"), None);
        assert_eq!(read("https://a.example:tada:"), None);
    }
}
