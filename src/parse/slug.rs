//! Heading anchors by GitHub's rules: the one slugger, for render and check alike.

use unicode_normalization::char::is_combining_mark;

use crate::model::segment::segment;

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

/// Longest name of a document's file, in characters.
const LONGEST: usize = 80;

/// The name, without its ending, of the file for a document of this title: one that every system
/// takes. `None` where the title has neither letter nor digit.
///
/// ```
/// use topoi::parse::slug::file_stem;
/// assert_eq!(file_stem("Cold: \"call\"").as_deref(), Some("cold-call"));
/// assert_eq!(file_stem("Con").as_deref(), Some("con-"), "a device of Windows");
/// assert_eq!(file_stem("???"), None);
/// ```
pub fn file_stem(title: &str) -> Option<String> {
    let slug: String = slug(title).chars().take(LONGEST).collect();
    let name = slug.trim_end_matches('-');
    (!name.trim_matches('-').is_empty()).then(|| segment(name, true))
}

/// What a file is called that nothing names.
pub fn untitled() -> String {
    "untitled".to_owned()
}
