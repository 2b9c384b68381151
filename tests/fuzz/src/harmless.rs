//! That nothing in a page runs but what the site itself brings, as browsers read it.

use super::html::{self, Page};

/// Attributes that hold an address.
const ADDRESSES: [&str; 9] =
    ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite"];

/// Asserts it of what an author wrote, of which nothing may load anything by itself.
#[track_caller]
pub fn assert_fragment(html: &str, source: &str) {
    let page = html::read(html);
    assert_common(&page, source);
    for (tag, _) in page.all() {
        let is_active = ["script", "style", "link", "meta", "form", "frame"].contains(&tag);
        assert!(!is_active, "<{tag}> in {html:?} of {source:?}");
    }
}

/// Asserts it of a page of the site: its scripts and styles are its own files, or mere data.
#[track_caller]
pub fn assert_page(html: &str, source: &str) {
    let page = html::read(html);
    assert_common(&page, source);
    for (tag, attributes) in page.all() {
        let value = |name: &str| {
            attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        match tag {
            "script" => {
                let is_data =
                    matches!(value("type"), Some("application/ld+json" | "application/json"));
                let is_own = value("src").is_some_and(is_own_asset);
                assert!(is_data || is_own, "a foreign script {attributes:?} of {source:?}");
            }
            "link" if value("rel") == Some("stylesheet") => {
                assert!(value("href").is_some_and(is_own_asset), "{attributes:?} of {source:?}");
            }
            "style" | "frame" => panic!("<{tag}> of {source:?}"),
            _ => {}
        }
    }
}

/// Whether an address is that of a file under `assets/`, seen from a page at any depth.
fn is_own_asset(address: &str) -> bool {
    let path = address.trim_start_matches("../");
    path.starts_with("assets/") || path.starts_with("/assets/")
}

#[track_caller]
fn assert_common(page: &Page, source: &str) {
    for (tag, attributes) in page.all() {
        let is_foreign = ["iframe", "object", "embed", "applet", "base", "frameset", "portal"];
        assert!(!is_foreign.contains(&tag), "<{tag}> of {source:?}");
        for (name, value) in attributes {
            assert!(!name.starts_with("on"), "{name}={value:?} of {source:?}");
            assert!(name != "style" && name != "srcdoc", "{name}={value:?} of {source:?}");
            if ADDRESSES.contains(&name.as_str()) {
                assert!(!runs(value), "{name}={value:?} of {source:?}");
            }
        }
    }
}

/// Whether a browser would run what stands at an address, or hand it to another program that does:
/// it leaves out controls and blanks in front, and tabs and line ends anywhere.
fn runs(address: &str) -> bool {
    let address: String = address
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let Some((scheme, rest)) = address.split_once(':') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "javascript" | "vbscript" | "file" | "view-source" | "feed" => true,
        "data" => !rest.starts_with("image/") || rest.starts_with("image/svg"),
        _ => false,
    }
}
