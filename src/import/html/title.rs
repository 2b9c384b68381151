//! A page's title.
//!
//! A page names itself in three places: its `title`, what it is shared as, and its heading; the first
//! two with the name of its site, which is taken off. What two of the three say is the title: a
//! heading may be the site's, and a name in search results may be made for those alone.

use super::blocks::Block;
use super::dom::Dom;
use super::metadata::{Data, Metas, Site, clean};
use super::{google_document, has_class, hints};

/// Signs between a title and the name of its site.
const PARTINGS: [&str; 10] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / "];
/// A name of a site has at most so many words, unless the page says that it is one.
const SITE: usize = 4;

/// The title that a page has.
pub fn title(
    dom: &Dom,
    metas: &Metas,
    data: &Data,
    blocks: &[Block],
    site: &Site,
) -> Option<String> {
    if google_document(dom).is_some() {
        // Its headings are those of its parts.
        let own = dom.elements("p").find(|&id| has_class(dom, id, "title"));
        return own.map(|id| clean(&dom.text_of(id))).filter(|text| !text.is_empty());
    }
    let shared = metas.get(&["og:title", "twitter:title", "dc.title", "sailthru.title"]);
    let shared = shared.map(|text| clean(&text)).unwrap_or_default();
    let page = dom.elements("title").find(|&id| dom.ancestors(id).all(|id| dom.tag(id) != "svg"));
    let page = page.map(|id| clean(&dom.text_of(id))).unwrap_or_default();
    let headline = data.articles().find_map(|object| object.get("headline")?.as_str()).map(clean);
    let headline = headline.unwrap_or_default();
    let headings = headings(dom, blocks);

    let (bare_page, bare_shared) = (without_site(&page, site), without_site(&shared, site));
    let names = [&bare_page, &bare_shared, &shared, &page, &headline].map(|name| fold(name));
    let repeated = headings.iter().find(|heading| names.contains(&fold(heading)));
    if let Some(heading) = repeated {
        return Some(heading.clone());
    }
    let agreed = !bare_page.is_empty() && fold(&bare_page) == fold(&bare_shared);
    // The site's name is the title of its first page alone, and that has no other.
    let own = headings.iter().find(|heading| !site.is(heading));
    [Some(bare_page.clone()).filter(|_| agreed), own.cloned(), Some(headline)]
        .into_iter()
        .chain([Some(bare_shared), Some(bare_page), headings.first().cloned()])
        .flatten()
        .find(|text| !text.is_empty())
}

/// The texts of the first headings that are shown.
fn headings(dom: &Dom, blocks: &[Block]) -> Vec<String> {
    let hidden = hints::tag_bit("hidden");
    dom.elements("h1")
        .filter(|&id| {
            blocks.iter().any(|block| {
                block.bits & hidden == 0 && dom.ancestors(block.element).any(|outer| outer == id)
            })
        })
        .map(|id| clean(&dom.text_of(id)))
        .filter(|text| !text.is_empty() && text.chars().count() < 300)
        .collect()
}

fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A title without the name of its site before or behind it.
fn without_site(text: &str, site: &Site) -> String {
    let mut text = text.trim();
    loop {
        let last = PARTINGS.iter().filter_map(|sign| Some((text.rfind(sign)?, *sign))).max();
        let first = PARTINGS.iter().filter_map(|sign| Some((text.find(sign)?, *sign))).min();
        let (Some((cut, sign)), Some((start, opening))) = (last, first) else { break };
        let (head, tail) = (&text[..cut], &text[cut + sign.len()..]);
        let (front, rest) = (&text[..start], &text[start + opening.len()..]);
        let words = |text: &str| text.split_whitespace().count();
        text = match () {
            () if site.is_like(tail) => head,
            () if site.is_like(front) => rest,
            () if sign == " | " || words(head) >= 2 && words(tail) <= SITE => head,
            () => break,
        }
        .trim();
    }
    text.to_owned()
}
