//! Archives that Notion, Confluence and Google Docs export: pages that link to each other.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::archive::Archive;
use super::article::Article;
use super::html;
use super::rules::Rules;
use super::text;
use crate::model::RelPath;
use crate::parse::slug::{file_stem, untitled};

/// What an address in Markdown needs escaped.
pub const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// Reads all pages of an archive: each with its name in it.
///
/// # Errors
/// What is wrong with the archive, in words.
pub fn read(
    archive: &mut Archive<'_>,
    rules: &Rules,
    keep_all: bool,
    notes: &mut Vec<String>,
) -> Result<Vec<(String, Article)>, String> {
    let names = archive.names(notes);
    let mut pages: Vec<(String, Article)> = Vec::new();
    for name in &names {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        let page = match ending.as_str() {
            "md" | "html" | "htm" => archive.text(name),
            // Notion packs large exports twice.
            "zip" => {
                match archive.file(name)? {
                    Some(bytes) if !bytes.is_empty() => {
                        let mut inner = Archive::open(&bytes)?;
                        let nested = inner.names(notes).iter().any(|name| name.ends_with(".zip"));
                        if nested {
                            notes.push(format!(
                                "`{name}` holds archives of archives and is not read"
                            ));
                        } else {
                            pages.extend(read(&mut inner, rules, keep_all, notes)?);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            _ => continue,
        };
        match page {
            Ok(page) => pages.push((name.clone(), read_page(name, &page, rules, keep_all))),
            Err(cause) => notes.push(cause),
        }
    }
    pages.retain(|(name, article)| {
        // The list of pages that Confluence adds is none of them.
        let is_index = name.rsplit('/').next() == Some("index.html") && names.len() > 1;
        !is_index && !article.markdown.trim().is_empty()
    });
    if pages.is_empty() {
        return Ok(pages);
    }
    let targets: BTreeMap<String, String> = pages
        .iter()
        .map(|(name, article)| {
            let stem = article.title.as_deref().and_then(file_stem).unwrap_or_else(untitled);
            (name.clone(), format!("{stem}.md"))
        })
        .collect();
    for (name, article) in &mut pages {
        mend(name, article, &targets, archive, notes);
    }
    Ok(pages)
}

fn read_page(name: &str, page: &str, rules: &Rules, keep_all: bool) -> Article {
    let is_markdown = name.ends_with(".md");
    let mut article = if is_markdown {
        text::read(page, true, rules, keep_all)
    } else {
        html::read(page, rules, keep_all, None)
    };
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let title = article.title.take().unwrap_or_else(|| without_id(stem).to_owned());
    // Confluence puts the space before the page: "Space : Page".
    let title = title.rsplit_once(" : ").map_or(title.clone(), |(_, page)| page.to_owned());
    article.title = Some(title);
    article
}

/// A name without the id that Notion or Confluence puts behind it.
pub fn without_id(stem: &str) -> &str {
    for (sign, least, is_hex) in [(' ', 32, true), ('-', 32, true), ('_', 5, false)] {
        if let Some((head, id)) = stem.rsplit_once(sign) {
            let fits = if is_hex {
                id.len() == least && id.chars().all(|c| c.is_ascii_hexdigit())
            } else {
                id.len() >= least && id.chars().all(|c| c.is_ascii_digit())
            };
            if fits && !head.is_empty() {
                return head;
            }
        }
    }
    stem
}

/// Links to pages of the archive lead to what they became; pictures of it come along.
fn mend(
    name: &str,
    article: &mut Article,
    targets: &BTreeMap<String, String>,
    archive: &mut Archive<'_>,
    notes: &mut Vec<String>,
) {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let markdown = std::mem::take(&mut article.markdown);
    article.markdown = links(&markdown, |address| {
        if address.contains("://")
            || address.starts_with(['#', '/'])
            || address.starts_with("mailto:")
        {
            return None;
        }
        let (path, anchor) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let whole = RelPath::normalize(&format!("{folder}/{path}"))?;
        if let Some(file) = targets.get(whole.as_str()) {
            return Some(format!("{file}{anchor}"));
        }
        let picture = path.rsplit_once('.').is_some_and(|(_, ending)| {
            matches!(
                ending.to_lowercase().as_str(),
                "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "avif"
            )
        });
        if !picture {
            return None;
        }
        match archive.file(whole.as_str()) {
            Ok(Some(bytes)) => {
                let own = without_folder(&path).to_owned();
                if files.iter().all(|(known, _)| *known != own) {
                    files.push((own.clone(), bytes));
                }
                Some(utf8_percent_encode(&own, IN_ADDRESS).to_string())
            }
            Ok(None) => None,
            Err(cause) => {
                notes.push(cause);
                None
            }
        }
    });
    article.files.extend(files);
}

fn without_folder(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Markdown with the addresses of its links replaced where `new` gives one.
pub fn links(markdown: &str, mut new: impl FnMut(&str) -> Option<String>) -> String {
    let mut mended = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find("](") {
        let (before, link) = rest.split_at(at + 2);
        mended.push_str(before);
        // Addresses may hold pairs of brackets.
        let mut depth = 0;
        let end = link.char_indices().find(|(_, c)| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            '\n' => true,
            _ => false,
        });
        let end = end.map_or(link.len(), |(end, _)| end);
        let address = link[..end].trim_matches(['<', '>']);
        match new(address) {
            Some(address) => mended.push_str(&address),
            None => mended.push_str(&link[..end]),
        }
        rest = &link[end..];
    }
    mended.push_str(rest);
    mended
}

#[cfg(test)]
mod tests {
    use super::{links, without_id};

    #[test]
    fn ids_are_stripped_from_names() {
        for (stem, name) in [
            ("Plan 0123456789abcdef0123456789abcdef", "Plan"),
            ("Plan_123456", "Plan"),
            ("Plan 2024", "Plan 2024"),
            ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        ] {
            assert_eq!(without_id(stem), name);
        }
    }

    #[test]
    fn addresses_are_replaced_and_others_stay() {
        let new = |address: &str| (address == "a (1).md").then(|| "b.md".to_owned());
        assert_eq!(
            links("[x](a (1).md) [y](c) ![z](<a (1).md>", new),
            "[x](b.md) [y](c) ![z](b.md"
        );
    }
}
