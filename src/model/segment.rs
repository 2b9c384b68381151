//! Parts of paths in the output: whatever an author wrote becomes a name that every file system
//! and host takes.
//!
//! All paths that are made from titles, tags, slugs, folders and file names are put together from
//! what [`segment`] gives; a path that is asked for as it stands (an old URL) is held against
//! [`is_portable`].

use unicode_normalization::UnicodeNormalization as _;

use super::hash;

/// Longest segment, in bytes, so that a file name with its extension fits everywhere.
pub const LONGEST: usize = 200;
/// Longest path under the output, in bytes; systems take four times as much, the output's own
/// folders included.
pub const LONGEST_PATH: usize = 1000;

/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];

/// One segment from a name: NFC, lower case unless `keep_case`, spaces and what some file systems
/// refuse as hyphens. It is never empty, never begins or ends with a dot, and never is longer than
/// [`LONGEST`]: a longer one is cut, and keeps its extension and a hash.
pub fn segment(name: &str, keep_case: bool) -> String {
    let plain = |c: char| if is_refused(c) || c.is_whitespace() { '-' } else { c };
    let shown = name.chars().filter(|&c| !is_variation(c));
    let mut segment: String = match keep_case {
        true => shown.nfc().map(plain).collect(),
        false => shown.flat_map(char::to_lowercase).nfc().map(plain).collect(),
    };
    if segment.is_empty() {
        return "-".to_owned();
    }
    if segment.starts_with('.') {
        segment.replace_range(..1, "-");
    }
    if segment.ends_with('.') {
        segment.replace_range(segment.len() - 1.., "-");
    }
    if is_device(&segment) {
        let stem = segment.find('.').unwrap_or(segment.len());
        segment.insert(stem, '-');
    }
    shortened(segment, LONGEST)
}

/// The same for a folder, which is never called like a page.
pub fn folder_segment(name: &str, keep_case: bool) -> String {
    let mut segment = segment(name, keep_case);
    if let Some(dot) = page_extension(&segment) {
        segment.replace_range(dot..=dot, "-");
    }
    segment
}

/// A path of segments, cut where it is too long: its file keeps its name behind a hash of the
/// whole.
pub fn bounded(path: String) -> String {
    if path.len() <= LONGEST_PATH {
        return path;
    }
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let room = folders.floor_char_boundary(LONGEST_PATH - LONGEST - 100);
    let kept = folders[..room].rfind('/').map_or("", |slash| &folders[..=slash]);
    format!("{kept}{}-{name}", hash::hex(path.as_bytes(), 4))
}

/// Whether `path` can be written as it stands, under every system: all its parts, `/` between.
pub fn is_portable(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.len() <= LONGEST
            && !part.contains(is_refused)
            && !part.starts_with(['.', ' '])
            && !part.ends_with(['.', ' '])
            && !is_device(part)
    };
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    path.len() <= LONGEST_PATH
        && path.split('/').all(part)
        && folders.split('/').all(|folder| page_extension(folder).is_none())
}

/// Why Windows cannot hold a file or folder of this name, if it cannot.
pub fn windows_objection(name: &str) -> Option<String> {
    if let Some(c) = name.chars().find(|&c| is_refused(c)) {
        return Some(format!("it has `{c}`"));
    }
    match name.chars().next_back() {
        Some('.') => Some("it ends in a dot".to_owned()),
        Some(' ') => Some("it ends in a space".to_owned()),
        _ if is_device(name) => Some("there it is a device".to_owned()),
        _ => None,
    }
}

/// Where the extension of a page begins in a name that has it.
fn page_extension(name: &str) -> Option<usize> {
    let dot = name.rfind('.')?;
    let extension = &name[dot + 1..];
    let page = ["html", "htm"].iter().any(|page| extension.eq_ignore_ascii_case(page));
    page.then_some(dot)
}

/// Characters that part paths, or that some file system refuses in a name.
fn is_refused(c: char) -> bool {
    matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*') || c.is_control()
}

/// Marks that choose between two pictures of one sign: nobody types them.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let numbered = |stem: &str| {
        let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        number.is_some_and(|number| {
            let mut digits = number.chars();
            let digit = digits.next().is_some_and(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'));
            digit && digits.next().is_none()
        })
    };
    DEVICES.contains(&stem.as_str()) || numbered(&stem)
}

/// A segment that is too long, cut, with a hash of the whole and its extension.
fn shortened(segment: String, longest: usize) -> String {
    if segment.len() <= longest {
        return segment;
    }
    let extension = segment.rfind('.').filter(|&i| segment.len() - i <= 16);
    let (stem, extension) = segment.split_at(extension.unwrap_or(segment.len()));
    let kept = &stem[..stem.floor_char_boundary(longest - 32)];
    format!("{kept}-{}{extension}", hash::hex(segment.as_bytes(), 4))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn segments_mirror_names() {
        for (name, wanted) in [
            ("Mutual Trust", "mutual-trust"),
            ("C++", "c++"),
            ("C#", "c#"),
            ("Cafe\u{301}", "café"),
            ("What? \"Why\"", "what---why-"),
            ("A — B", "a-—-b"),
            ("⚙\u{fe0f}", "⚙"),
            ("", "-"),
            (".", "-"),
            ("..", "--"),
            (".net", "-net"),
            ("etc.", "etc-"),
            ("a/b\\c\nd", "a-b-c-d"),
            ("Con", "con-"),
            ("aux.h", "aux-.h"),
            ("com1", "com1-"),
            ("com10", "com10"),
            ("console", "console"),
        ] {
            assert_eq!(segment(name, false), wanted, "{name:?}");
        }
        assert_eq!(segment("Mutual Trust", true), "Mutual-Trust");
        assert_eq!(folder_segment("Old.html", false), "old-html");
        let long = segment(&format!("{}.png", "ä".repeat(300)), false);
        assert!(long.len() <= LONGEST && long.ends_with(".png"), "{long}");
        assert_ne!(segment(&"長".repeat(100), false), segment(&"長".repeat(101), false));
    }

    #[test]
    fn long_paths_are_cut_and_stay_apart() {
        let deep = |last: &str| bounded(format!("{}{last}.html", "level/".repeat(400)));
        assert!(deep("a").len() <= LONGEST_PATH && deep("a").ends_with("-a.html"), "{}", deep("a"));
        assert_ne!(deep("a"), deep("b"));
        assert_eq!(bounded("a/b.html".to_owned()), "a/b.html");
    }

    #[test]
    fn what_no_system_writes_is_refused() {
        for path in ["", "a//b", "a/../b", "a/.b", "a./b", "con/x", "a:b", "a\u{7}", "a.html/b"] {
            assert!(!is_portable(path), "{path:?}");
        }
        for path in ["a", "b/c d/index.html", "a.b/c", "日本/東京"] {
            assert!(is_portable(path), "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn every_name_makes_a_portable_segment(name in any::<String>(), keep_case: bool) {
            let name = folder_segment(&name, keep_case);
            prop_assert!(is_portable(&name), "{:?}", name);
            prop_assert_eq!(folder_segment(&name, keep_case), name);
        }

        #[test]
        fn odd_names_too(name in r"[.a /\\:C?con*\x00-\x20é]{0,12}(\.html?)?") {
            prop_assert!(is_portable(&segment(&name, false)), "{:?}", name);
            prop_assert!(is_portable(&format!("{}/x", folder_segment(&name, true))), "{:?}", name);
        }
    }
}
