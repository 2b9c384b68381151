//! Outlines in Markdown: mdBook's and GitBook's `SUMMARY.md`, docsify's `_sidebar.md`.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use std::sync::Arc;

use super::{Address, Entry, Outline, Outlines};
use crate::parse::Document;
use crate::parse::target::{is_external, split_url};

/// Files of docsify's that frame its pages and are none.
const FRAMES: [&str; 4] = ["_coverpage.md", "_footer.md", "_navbar.md", "_sidebar.md"];

/// Reads the outlines among `documents`, which are sorted by path. The one that stands highest is
/// the site's own.
pub(super) fn read(documents: &[Arc<Document>], outlines: &mut Outlines) {
    let is_outline = |file: &&Arc<Document>| {
        matches!(file.content_path.file_name(), "_sidebar.md" | "SUMMARY.md")
    };
    let mut found: Vec<(&Document, Outline)> = Vec::new();
    for file in documents.iter().filter(is_outline) {
        let entries = entries(&file.text);
        if count_pages(&entries) > 0 {
            let bases = vec![file.content_path.parent().to_owned()];
            found.push((file, Outline { bases, entries }));
        }
    }
    let nav_file = outlines.nav_file.clone();
    let listing =
        |file: &&Arc<Document>| Some(file.content_path.file_name()) == nav_file.as_deref();
    for file in documents.iter().filter(listing) {
        let folder = file.content_path.parent();
        let outline = Outline { bases: vec![folder.to_owned()], entries: entries(&file.text) };
        outlines.parts.insert(folder.to_owned(), outline);
    }
    for (file, _) in &found {
        outlines.documents.push(file.content_path.clone());
    }
    let docsify = found.iter().any(|(file, _)| file.content_path.file_name() == "_sidebar.md");
    if docsify {
        let frames =
            documents.iter().filter(|file| FRAMES.contains(&file.content_path.file_name()));
        outlines.documents.extend(frames.map(|file| file.content_path.clone()));
        outlines.documents.sort();
        outlines.documents.dedup();
    }
    found.sort_by_key(|(file, _)| {
        let of_book = outlines.summary.as_deref() == Some(file.content_path.parent());
        (!of_book, file.content_path.as_str().split('/').count())
    });
    for (number, (file, outline)) in found.into_iter().enumerate() {
        if number == 0 && outlines.first.is_none() {
            outlines.first = Some(outline);
        } else {
            let folder = file.content_path.parent().to_owned();
            outlines.parts.entry(folder).or_insert(outline);
        }
    }
}

fn count_pages(entries: &[Entry]) -> usize {
    let of = |entry: &Entry| usize::from(entry.target.is_some()) + count_pages(&entry.entries);
    entries.iter().map(of).sum()
}

/// What a list of links says: items are entries, lists in them what stands under them. A heading
/// names the part that follows it.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut reader = Reader { open: vec![Entry::default()], ..Reader::default() };
    let block = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    for event in Parser::new(block.map_or(text, |(_, body)| body)) {
        reader.event(event);
    }
    reader.close_part();
    let top = reader.open.swap_remove(0);
    top.entries
}

/// Deeper than this nothing is nested.
const DEEPEST: usize = 40;

#[derive(Default)]
struct Reader {
    /// The top, then the items that are open.
    open: Vec<Entry>,
    /// Entries of the part whose heading was met, and its title.
    part: Option<Entry>,
    lists: usize,
    heading: Option<(u8, String)>,
    link: Option<String>,
    text: String,
    skipped: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::List(_)) => self.lists += 1,
            Event::End(TagEnd::List(_)) => self.lists -= 1,
            Event::Start(Tag::Item) if self.open.len() > DEEPEST => self.skipped += 1,
            Event::Start(Tag::Item) => {
                self.name();
                self.open.push(Entry::default());
            }
            Event::End(TagEnd::Item) if self.skipped > 0 => self.skipped -= 1,
            Event::End(TagEnd::Item) => {
                self.name();
                let item = self.open.pop().unwrap_or_default();
                let kept = item.target.is_some() || !item.entries.is_empty();
                if kept {
                    self.above().push(item);
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = Some((level as u8, String::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((_, title)) = self.heading.take().filter(|_| self.lists == 0) {
                    self.close_part();
                    let title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
                    self.part = Some(Entry { title, ..Entry::default() });
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some(dest_url.into_string());
                self.text.clear();
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Text(text) | Event::Code(text) => match &mut self.heading {
                Some((_, title)) => title.push_str(&text),
                None => self.text.push_str(&text),
            },
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Start(Tag::Paragraph) if self.lists == 0 => self.text.clear(),
            Event::Rule => self.close_part(),
            _ => {}
        }
    }

    /// The words that wait name the innermost item, if it has no name yet.
    fn name(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.open.len() > 1
            && let Some(item) = self.open.last_mut()
            && item.title.is_none()
            && !text.is_empty()
        {
            item.title = Some(text);
        }
    }

    fn end_link(&mut self) {
        let title = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        let Some(url) = self.link.take() else { return };
        let parts = split_url(&url);
        let route = parts.fragment.filter(|fragment| fragment.starts_with('/'));
        let path = route.unwrap_or(parts.path);
        let path = path.split('?').next().unwrap_or("").to_owned();
        let page = !is_external(&url) && !path.is_empty();
        let entry = Entry {
            title: Some(title).filter(|title| !title.is_empty()),
            target: page.then_some(Address::Page(path)),
            entries: Vec::new(),
        };
        match self.open.last_mut().filter(|_| self.lists > 0) {
            Some(item) if item.target.is_none() => {
                item.title = entry.title;
                item.target = entry.target;
            }
            Some(_) => {}
            // mdBook's chapters before and behind the numbered ones.
            None if entry.target.is_some() => self.above().push(entry),
            None => {}
        }
    }

    /// Where an entry goes whose item has closed.
    fn above(&mut self) -> &mut Vec<Entry> {
        match (self.open.len(), &mut self.part) {
            (1, Some(part)) => &mut part.entries,
            _ => &mut self.open.last_mut().expect("the top stays").entries,
        }
    }

    /// A part without a title, or the outline's own heading, is no level.
    fn close_part(&mut self) {
        let Some(part) = self.part.take().filter(|part| !part.entries.is_empty()) else { return };
        let own = part.title.as_deref().is_none_or(|title| {
            matches!(title.to_lowercase().as_str(), "summary" | "table of contents" | "contents")
        });
        match own {
            true => self.open[0].entries.extend(part.entries),
            false => self.open[0].entries.push(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::entries;
    use crate::names::outline::{Address, Entry};

    fn shown(entries: &[Entry], depth: usize, out: &mut Vec<String>) {
        for entry in entries {
            let target = match &entry.target {
                Some(Address::Page(path)) => format!(" {path}"),
                _ => String::new(),
            };
            let title = entry.title.as_deref().unwrap_or("-");
            out.push(format!("{}{title}{target}", ". ".repeat(depth)));
            shown(&entry.entries, depth + 1, out);
        }
    }

    fn lines(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        shown(&entries(text), 0, &mut out);
        out
    }

    #[test]
    fn a_summary_has_parts_chapters_and_drafts() {
        let text = "# Summary\n\n[Foreword](foreword.md)\n\n# Part one\n\n- [A](a.md)\n    - [`B`](a/b.md)\n    \
                    - [Draft]()\n- [C](c%20d.md)\n\n---\n\n[Thanks](thanks.md)\n";
        assert_eq!(
            lines(text),
            [
                "Foreword foreword.md",
                "Part one",
                ". A a.md",
                ". . B a/b.md",
                ". C c d.md",
                "Thanks thanks.md"
            ]
        );
    }

    #[test]
    fn a_sidebar_has_names_without_pages() {
        let text = "<!-- x -->\n- **Getting** started\n\n  - [Quick start](quickstart.md)\n  - [More](/more/)\n\
                    - [Elsewhere](https://example.com)\n- [Route](#/zh-cn/a?id=x)\n- Nothing\n";
        let expected =
            ["Getting started", ". Quick start quickstart.md", ". More /more/", "Route /zh-cn/a"];
        assert_eq!(lines(text), expected);
    }
}
