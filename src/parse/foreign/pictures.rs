//! Pictures as other programs write them: Hugo's `figure` with what stands below it, and sizes.

use super::arguments::Tag;
use super::tags::{Scanner, quotable, target};

impl<'a> Scanner<'a> {
    /// Hugo's `figure` and its like.
    pub(super) fn figure(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let range = tag.range.clone();
        let source = tag.named(&["src"]).or_else(|| tag.named(&["link"]))?;
        let alt = tag.named(&["alt"]).unwrap_or("");
        if self.in_html {
            let (source, alt) = (quotable(source), quotable(alt));
            return self.replace(range, &format!("<img src=\"{source}\" alt=\"{alt}\">"));
        }
        let link = tag.named(&["src"]).and(tag.named(&["link"]));
        let (before, behind) = match link {
            Some(link) => ("[![", format!("]({})", target(link))),
            None => ("![", String::new()),
        };
        self.around(range, before, alt, &(picture(tag, source) + &behind))?;
        self.caption(tag);
        Some(tag.range.end)
    }

    /// What stands below a picture: Hugo's title, caption and whose it is.
    fn caption(&mut self, tag: &Tag<'a>) {
        for (name, mark) in [("title", "**"), ("caption", ""), ("attr", "*")] {
            if let Some(text) = tag.named(&[name]) {
                let text = text.replace('\n', " ");
                let text = match tag.named(&["attrlink"]).filter(|_| name == "attr") {
                    Some(link) => format!("[{text}]({})", target(link)),
                    None => text,
                };
                self.edits.insert(&format!("<br>{mark}{text}{mark}"));
            }
        }
    }

    /// `![w](a.png =100x20)`.
    pub(super) fn size(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let rest = &text[at + 1..];
        let len =
            rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'x' | b'%')).count();
        let ends = rest[len..].starts_with(')');
        if len == 0 || !ends || !text[..at].ends_with(' ') {
            return None;
        }
        let near = self.before(at);
        let target = at - near.len() + near.rfind("](")?;
        if text[target..at].contains(')') || self.edits.at() > target {
            return None;
        }
        let (width, height) = rest[..len].split_once('x').unwrap_or((&rest[..len], ""));
        if width.is_empty() || !self.resize(target, &size(width, Some(height))) {
            return None;
        }
        self.replace(at - 1..at + 1 + len, "")
    }

    /// Gives the picture whose text ends at `target` a size. Tells whether it is a picture.
    pub(super) fn resize(&mut self, target: usize, size: &str) -> bool {
        let near = self.before(target);
        let picture = near.rfind('[').is_some_and(|i| near[..i].ends_with('!'));
        if !picture || size.is_empty() || self.edits.at() > target {
            return false;
        }
        self.edits.keep_to(target);
        self.edits.insert(&format!("|{size}"));
        true
    }
}

/// A size as ours has it.
pub(super) fn size(width: &str, height: Option<&str>) -> String {
    let number = |text: &str| text.trim_end_matches("px").trim().to_owned();
    let (width, height) = (number(width), number(height.unwrap_or("")));
    let is_number = |text: &str| {
        let digits = text.trim_end_matches('%');
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match (is_number(&width), is_number(&height)) {
        (true, true) => format!("{width}x{height}"),
        (true, false) => width,
        _ => String::new(),
    }
}

/// What stands behind the description of a picture, Hugo's `figure`.
fn picture(tag: &Tag<'_>, source: &str) -> String {
    let size = tag.named(&["width"]).map(|width| size(width, tag.named(&["height"])));
    let size = size.filter(|size| !size.is_empty()).map(|size| format!("|{size}"));
    format!("{}]({})", size.unwrap_or_default(), target(source))
}
