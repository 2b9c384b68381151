//! Link targets as written, taken apart: path, query, fragment.

use percent_encoding::percent_decode_str;

/// The parts of a link's target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetParts {
    /// The path or URL, empty for a bare `#fragment`.
    pub path: String,
    /// What follows `?`.
    pub query: Option<String>,
    /// What follows `#`.
    pub fragment: Option<String>,
}

/// Whether `target` has a scheme (`https:`, `mailto:`) or a host (`//example.com`).
///
/// ```
/// use topoi::parse::target::is_external;
/// assert!(is_external("mailto:a@b.example"));
/// assert!(!is_external("notes/a:b.md"));
/// assert!(!is_external("C:"));
/// ```
pub fn is_external(target: &str) -> bool {
    if target.starts_with("//") {
        return true;
    }
    let Some((scheme, _)) = target.split_once(':') else { return false };
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Takes a Markdown or HTML link's destination apart and decodes its percent signs. External
/// URLs stay whole, as written. White space and control characters go where browsers drop them,
/// so that none of these hides a scheme.
///
/// ```
/// use topoi::parse::target::split_url;
/// let parts = split_url("a%20b.md?x=1#c");
/// assert_eq!((parts.path.as_str(), parts.fragment.as_deref()), ("a b.md", Some("c")));
/// assert_eq!(split_url(" java\nscript:x").path, "javascript:x");
/// ```
pub fn split_url(url: &str) -> TargetParts {
    let url = url.trim_matches(|c: char| c <= ' ');
    if url.contains(['\t', '\n', '\r']) {
        return split_url(&url.replace(['\t', '\n', '\r'], ""));
    }
    if is_external(url) {
        return TargetParts { path: url.to_owned(), ..TargetParts::default() };
    }
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(decode(fragment))),
        None => (url, None),
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (rest, None),
    };
    TargetParts { path: decode(path), query, fragment }
}

/// Where `url`, a path from a site's root, leads on the site that has the page `source`. Clippings
/// keep such links as they were. What ends in `.md` is a document of ours.
///
/// ```
/// use topoi::parse::target::at_source;
/// let at = |url| at_source(url, "https://example.com/a/b");
/// assert_eq!(at("/about#us").as_deref(), Some("https://example.com/about#us"));
/// assert_eq!((at("about"), at("//x.example"), at("/notes/a.md")), (None, None, None));
/// ```
pub fn at_source(url: &str, source: &str) -> Option<String> {
    let (scheme, rest) =
        source.split_once("://").filter(|(s, _)| matches!(*s, "http" | "https"))?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let is_theirs = url.starts_with('/') && !url.starts_with("//") && !path.ends_with(".md");
    is_theirs.then(|| format!("{scheme}://{host}{url}"))
}

/// Takes a wikilink's target apart; nothing is encoded there, and a line's end is a space.
pub fn split_wiki(target: &str) -> TargetParts {
    if target.contains(['\n', '\r']) {
        return split_wiki(&target.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    match target.split_once('#') {
        Some((path, fragment)) => TargetParts {
            path: path.trim().to_owned(),
            query: None,
            fragment: Some(fragment.trim().to_owned()),
        },
        None => TargetParts { path: target.trim().to_owned(), query: None, fragment: None },
    }
}

fn decode(text: &str) -> String {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => text.to_owned(),
    }
}
