//! What Word and PowerPoint documents share: who wrote them, and what their parts point to.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::article::Article;
use super::xml::{Node, value, walk};
use crate::model::Date;

/// Targets of a part's relationships, by id.
pub type Targets = BTreeMap<String, String>;

/// What `part` (`word/document.xml`) points to, in full paths of the archive; addresses as they are.
///
/// # Errors
/// Damage of the archive.
pub fn targets(archive: &mut Archive<'_>, part: &str) -> Result<Targets, String> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let xml = archive.text(&format!("{folder}/_rels/{file}.rels"))?;
    let mut targets = Targets::new();
    walk(&xml, |node| {
        if let Node::Start(name, attributes) = node
            && name == "Relationship"
            && let (Some(id), Some(target)) =
                (value(&attributes, "Id"), value(&attributes, "Target"))
        {
            let outside = value(&attributes, "TargetMode") == Some("External");
            let target = if outside { target.to_owned() } else { within(folder, target) };
            targets.insert(id.to_owned(), target);
        }
    })?;
    Ok(targets)
}

fn within(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Title, author and day of a document, from its core properties.
///
/// # Errors
/// Damage of the archive.
pub fn properties(archive: &mut Archive<'_>, article: &mut Article) -> Result<(), String> {
    let xml = archive.text("docProps/core.xml")?;
    let (mut open, mut day) = (String::new(), None);
    walk(&xml, |node| match node {
        Node::Start(name, _) => open = name,
        Node::End(_) => open.clear(),
        Node::Text(text) => {
            let text = text.trim();
            match open.as_str() {
                _ if text.is_empty() => {}
                "title" => article.title = Some(text.to_owned()),
                "creator" => article.authors = super::names::people(text),
                "language" => article.lang = Some(text.to_owned()),
                "created" => day = text.get(..10).and_then(Date::parse),
                _ => {}
            }
        }
    })?;
    article.published = day;
    Ok(())
}
