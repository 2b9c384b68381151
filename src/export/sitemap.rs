//! Sitemap, robots.txt and llms.txt: which pages there are, for machines that ask.

use std::fmt::Write as _;

use crate::model::kind::KINDS;
use crate::model::{DocId, OutFile};
use crate::site::Site;
use crate::site::summary::summary;

/// The protocol's bound of one sitemap file.
const SPLIT: usize = 50_000;

/// `sitemap.xml`, above 50,000 pages an index of several; nothing without a base URL.
pub fn sitemaps(site: &Site) -> Vec<OutFile> {
    if site.config.base_url.is_none() {
        return Vec::new();
    }
    let entries: Vec<String> = generated(site)
        .into_iter()
        .map(|url| (url, None))
        .chain(documents(site).map(|doc| {
            let meta = &site.document(doc).meta;
            let date = meta.updated.max(meta.published);
            (site.url(doc), date.filter(|date| date.day > 0))
        }))
        .filter_map(|(url, date)| Some((site.absolute(url)?, date)))
        .map(|(address, date)| {
            let date = date.map(|date| format!("<lastmod>{date}</lastmod>")).unwrap_or_default();
            format!("<url><loc>{}</loc>{date}</url>\n", escape(&address))
        })
        .collect();
    let parts: Vec<OutFile> = entries
        .chunks(SPLIT)
        .enumerate()
        .map(|(i, entries)| {
            let name = match entries.len() == SPLIT || i > 0 {
                true => format!("sitemap-{}.xml", i + 1),
                false => "sitemap.xml".to_owned(),
            };
            OutFile::text(name, wrap("urlset", &entries.concat()))
        })
        .collect();
    match parts.as_slice() {
        [] => Vec::new(),
        [one] => vec![OutFile { path: "sitemap.xml".to_owned(), bytes: one.bytes.clone() }],
        _ => {
            let index: String = parts
                .iter()
                .filter_map(|part| site.absolute(&part.path))
                .map(|address| format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&address)))
                .collect();
            let index = OutFile::text("sitemap.xml", wrap("sitemapindex", &index));
            std::iter::once(index).chain(parts).collect()
        }
    }
}

/// The documents that are worth finding.
fn documents(site: &Site) -> impl Iterator<Item = DocId> {
    let not_found = site.not_found_document();
    (0..site.documents.len()).map(DocId::new).filter(move |&doc| Some(doc) != not_found)
}

/// The generated pages that are worth finding from outside. The home page is among them unless a
/// document is.
fn generated(site: &Site) -> Vec<&str> {
    let home = site.home_document().is_none().then_some(site.generated.home.as_str());
    home.into_iter().chain([site.generated.topics.as_str()]).collect()
}

fn wrap(element: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{element} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{inner}</{element}>\n"
    )
}

fn escape(address: &str) -> String {
    address.replace('&', "&amp;").replace('\'', "&apos;")
}

/// `robots.txt`. Without a base URL the site doesn't know where it stands, so nobody is let in:
/// a playbook on an internal host stays there.
pub fn robots(site: &Site) -> String {
    match site.absolute("sitemap.xml") {
        Some(sitemap) => format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"),
        None => "User-agent: *\nDisallow: /\n".to_owned(),
    }
}

/// `llms.txt` (llmstxt.org): title, description, and the curated documents with a line each.
pub fn llms(site: &Site) -> String {
    let mut out = format!("# {}\n", site.config.title);
    if !site.config.description.is_empty() {
        write!(out, "\n> {}\n", site.config.description).expect("strings take all");
    }
    for kind in &KINDS {
        let mut first = true;
        for doc in documents(site).filter(|&doc| site.document(doc).kind == kind.kind) {
            if std::mem::take(&mut first) {
                let mut plural = kind.plural.to_owned();
                plural[..1].make_ascii_uppercase();
                write!(out, "\n## {plural}\n\n").expect("strings take all");
            }
            let document = site.document(doc);
            let address = site.absolute(site.url(doc)).unwrap_or_else(|| site.url(doc).to_owned());
            write!(out, "- [{}]({address})", document.title).expect("strings take all");
            if let Some(summary) = summary(document) {
                write!(out, ": {summary}").expect("strings take all");
            }
            out.push('\n');
        }
    }
    out
}
