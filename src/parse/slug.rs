//! Heading anchors by GitHub's rules: the one slugger, for render and check alike.

use unicode_normalization::char::is_combining_mark;

/// The slug of a heading's plain text: lower case; letters, marks, digits, `_` and `-` stay,
/// spaces become hyphens, the rest goes. Repetitions are numbered later, `-1`, `-2`, ….
///
/// ```
/// use topoi::parse::slug::slug;
/// assert_eq!(slug("What's new in C++ & Rust?"), "whats-new-in-c--rust");
/// assert_eq!(slug("Größe_1: café"), "größe_1-café");
/// ```
pub fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '_' || c == '-' || is_combining_mark(c) => Some(c),
            _ => None,
        })
        .collect()
}
