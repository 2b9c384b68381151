//! What the names of elements, classes and ids say of the text inside: bits, found once an element.

use super::dom::{Dom, NodeId};
use crate::model::Map;

/// Groups of beginnings of class and id words; a word counts for the first group of which it
/// begins with an entry. The place of a group is its bit.
const GROUPS: [&str; 28] = [
    "nav navbar navigation menu submenu megamenu topbar dropdown drawer offcanvas hamburger",
    "sidebar rail aside secondary complementary widget",
    "footer foot bottom colophon copyright legal",
    "header masthead topnav toolbar",
    "share sharing social addthis sharedaddy follow like jp-relatedposts sociable",
    "related recommend recirc more-stories similar also read-next you-may upnext further trending popular mostread latest outbrain taboola",
    "comment comments disqus respond reply replies livefyre discussion",
    "promo promotion ad ads advert advertisement sponsor sponsored banner dfp adslot campaign cta",
    "cookie consent gdpr privacy onetrust",
    "modal popup overlay lightbox dialog tooltip toast",
    "newsletter subscribe subscription signup sign-up mailing optin mc4wp hsform",
    "breadcrumb breadcrumbs crumb",
    "pagination pager paging pagenav prev next",
    "author byline bio contributor writer vcard",
    "meta date time timestamp published dateline postinfo entry-meta",
    "tag tags category categories topics taxonomy keywords labels",
    "caption figcaption credit gallery slideshow",
    "search filter filters facet sort refine",
    "login register account cart basket wishlist checkout",
    "toc table-of-contents tableofcontents contents jump outline",
    "hidden hide sr-only visually-hidden screen-reader invisible noprint",
    "article post story entry hentry blogpost news",
    "content contents body text main page-content copy richtext rich-text prose markdown wysiwyg rte",
    "product item price specs specification description details feature features",
    "message thread topic posts postbody post-body bbcode question answer user",
    "card tile grid list listing results collection teaser",
    "rating review reviews testimonial stars",
    "skip alert notice print button btn icon badge",
];

/// Bits of elements, above those of [`GROUPS`].
pub const TAGS: [&str; 20] = [
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "table",
    "li",
    "main",
    "article",
    "section",
    "figure",
    "blockquote",
    "dl",
    "button",
    "a",
    "details",
    "pre",
    "hidden",
    "p",
    "heading",
];

/// How many bits there are.
pub const BITS: usize = GROUPS.len() + TAGS.len();

/// The bit of a tag in [`TAGS`].
pub fn tag_bit(tag: &str) -> u64 {
    let place = TAGS.iter().position(|&known| known == tag);
    place.map_or(0, |place| 1 << (GROUPS.len() + place))
}

/// Bits of the class and id words of one page, so that each is taken apart once.
#[derive(Default)]
pub struct Words(Map<String, u64>);

/// What an element says of what it holds, as bits.
pub fn of(dom: &Dom, id: NodeId, words: &mut Words) -> u64 {
    let tag = dom.tag(id);
    let mut bits = match tag {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => tag_bit("heading"),
        "ul" | "ol" => 0,
        tag => tag_bit(tag),
    };
    if tag == "body" || tag == "html" {
        return 0;
    }
    for name in ["class", "id", "role", "data-component", "data-testid", "itemprop"] {
        for word in dom.attribute(id, name).unwrap_or("").split_ascii_whitespace().take(12) {
            bits |= match words.0.get(word) {
                Some(bits) => *bits,
                None => {
                    let bits = word_bits(word);
                    words.0.insert(word.to_owned(), bits);
                    bits
                }
            };
        }
    }
    bits |= match dom.attribute(id, "role").unwrap_or("") {
        "navigation" | "menu" | "menubar" => tag_bit("nav"),
        "banner" => tag_bit("header"),
        "contentinfo" => tag_bit("footer"),
        "complementary" => tag_bit("aside"),
        "main" => tag_bit("main"),
        "article" => tag_bit("article"),
        _ => 0,
    };
    let style = dom.attribute(id, "style").unwrap_or("");
    let hides = |value: &str| {
        style.split(';').any(|rule| rule.replace(' ', "").eq_ignore_ascii_case(value))
    };
    if dom.attribute(id, "hidden").is_some()
        || dom.attribute(id, "aria-hidden") == Some("true")
        || hides("display:none")
        || hides("visibility:hidden")
    {
        bits |= tag_bit("hidden");
    }
    bits
}

/// The bits of one class or id: each of its parts counts.
fn word_bits(word: &str) -> u64 {
    let mut bits = 0;
    let lower = split_camel(word);
    for part in lower.split(['-', '_', ':', '/', '.']).filter(|part| part.len() > 1) {
        bits |= lookup(part);
    }
    // Entries of several parts.
    for (bit, group) in GROUPS.iter().enumerate() {
        let whole = |entry: &str| entry.contains('-') && lower.contains(entry);
        if group.split(' ').any(whole) {
            bits |= 1 << bit;
        }
    }
    bits
}

fn lookup(part: &str) -> u64 {
    let mut bits = 0;
    for (bit, group) in GROUPS.iter().enumerate() {
        let fits = |entry: &str| {
            part == entry
                || part.strip_suffix('s') == Some(entry)
                || (entry.len() > 4 && part.starts_with(entry))
                || (entry.len() > 5 && part.ends_with(entry))
        };
        if group.split(' ').any(fits) {
            bits |= 1 << bit;
        }
    }
    bits
}

/// `relatedPosts` as `related-posts`, in lower case.
fn split_camel(word: &str) -> String {
    let mut lower = String::with_capacity(word.len() + 4);
    let mut before_lower = false;
    for c in word.chars() {
        if c.is_ascii_uppercase() && before_lower {
            lower.push('-');
        }
        before_lower = c.is_ascii_lowercase();
        lower.extend(c.to_lowercase());
    }
    lower
}

/// Whether a tag is one of the six headings.
pub fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
