//! The Atom feed (RFC 4287): what was published or changed last.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::model::{Date, DocId, Kind};
use crate::site::Site;
use crate::site::summary::summary;

/// A reader that comes daily needs no more.
const ENTRIES: usize = 50;

/// The feed, newest first; `None` without a base URL (entries need absolute addresses) or without
/// any dated document.
pub fn atom(site: &Site) -> Option<String> {
    let home = site.absolute(&site.generated.home)?;
    let own = site.absolute(&site.generated.feed)?;
    let entries = dated(site);
    let (newest, _) = *entries.first()?;
    let mut xml = Writer::new(Vec::new());
    let written = (|| -> std::io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", site.config.language.as_str()))
            .write_inner_content(|xml| {
                text(xml, "title", &site.config.title)?;
                if !site.config.description.is_empty() {
                    text(xml, "subtitle", &site.config.description)?;
                }
                text(xml, "id", &home)?;
                text(xml, "updated", &newest.rfc3339())?;
                link(xml, "self", &own)?;
                link(xml, "alternate", &home)?;
                author(xml, &site.config.title)?;
                for &(date, doc) in entries.iter().take(ENTRIES) {
                    entry(xml, site, doc, date)?;
                }
                Ok(())
            })?;
        Ok(())
    })();
    written.expect("memory takes all writes");
    Some(String::from_utf8(xml.into_inner()).expect("XML made of text"))
}

/// Documents with a date, newest first.
fn dated(site: &Site) -> Vec<(Date, DocId)> {
    let mut dated: Vec<(Date, DocId)> = site
        .documents
        .iter()
        .enumerate()
        .filter_map(|(i, document)| {
            let date = document.meta.updated.max(document.meta.published)?;
            Some((date, DocId::new(i)))
        })
        .collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated
}

fn entry(xml: &mut Writer<Vec<u8>>, site: &Site, doc: DocId, date: Date) -> std::io::Result<()> {
    let document = site.document(doc);
    let Some(address) = site.absolute(site.url(doc)) else { return Ok(()) };
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "title", &document.title)?;
        text(xml, "id", &address)?;
        link(xml, "alternate", &address)?;
        text(xml, "updated", &date.rfc3339())?;
        if let Some(published) = document.meta.published {
            text(xml, "published", &published.rfc3339())?;
        }
        if document.kind == Kind::Article {
            for name in &document.meta.authors {
                author(xml, &name.text)?;
            }
        }
        if let Some(summary) = summary(document) {
            text(xml, "summary", &summary)?;
        }
        xml.create_element("category")
            .with_attribute(("term", document.kind.name()))
            .write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Writer<Vec<u8>>, name: &str, content: &str) -> std::io::Result<()> {
    let content: String = content.chars().filter(|&c| is_xml(c)).collect();
    xml.create_element(name).write_text_content(BytesText::new(&content))?;
    Ok(())
}

fn link(xml: &mut Writer<Vec<u8>>, rel: &str, href: &str) -> std::io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("href", href))
        .write_empty()?;
    Ok(())
}

fn author(xml: &mut Writer<Vec<u8>>, name: &str) -> std::io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", name))?;
    Ok(())
}

/// Whether XML 1.0 may hold the character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
