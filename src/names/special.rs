//! Documents that give the body of a page of the site's own: the home page, and the one that a host
//! shows for what isn't there.

use crate::parse::Document;

/// A page that every site has, whatever stands on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialPage {
    /// `index.html`.
    Home,
    /// `404.html`.
    NotFound,
}

/// The URLs that a document has elsewhere, by Jekyll's, Hugo's and Zola's names for them.
pub fn permalinks(document: &Document) -> impl Iterator<Item = &str> {
    let extra = |key: &str| document.meta.extra.get(key).and_then(|value| value.as_str());
    ["permalink", "url", "path"].into_iter().filter_map(extra)
}

/// The page that a document says it is: by `permalink: /` or Docusaurus's `slug: /`, or by its name,
/// as mdBook and Jekyll read a `404.md`; else the one that its folder's tool says it is.
pub fn special_page(document: &Document) -> Option<SpecialPage> {
    let slug = document.meta.slug.as_ref().map(|slug| slug.text.as_str());
    let of_url = |url: &str| match url.trim() {
        "/" | "/index.html" => Some(SpecialPage::Home),
        "/404.html" => Some(SpecialPage::NotFound),
        _ => None,
    };
    let said = permalinks(document).chain(slug).find_map(of_url);
    let by_name = document.content_path.without_extension() == "404" && slug.is_none();
    let named = by_name.then_some(SpecialPage::NotFound);
    said.or(named).or(document.is_home.then_some(SpecialPage::Home))
}
