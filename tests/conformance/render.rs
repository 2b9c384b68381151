//! A document's HTML as a plain CommonMark renderer would write it.

use std::fmt::Write as _;

use topoi::model::{RelPath, SourceFile, Span};
use topoi::parse::document::{Link, LinkKind};
use topoi::parse::{Document, HtmlPolicy, Notation, ParseOptions, parse};
use topoi::render::splice::{Filler, splice};

/// Renders `markdown`.
pub fn render(markdown: &str, autolinks: bool) -> String {
    let path = RelPath::new("a.md");
    // A line more at the top, so that nothing is front matter.
    let text = format!("\n{markdown}");
    let file = SourceFile::new(path.clone(), path, text);
    let options = ParseOptions {
        notation: if autolinks { Notation::Gfm } else { Notation::CommonMark },
        html: HtmlPolicy::Trusted,
        ..ParseOptions::default()
    };
    let (document, diagnostics) = parse(&file, None, &options);
    let document = document.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let mut out = String::new();
    let all = Span::new(0, document.html.len());
    splice(&document, all, &[], &[], &mut Plain(&document), &mut out);
    out
}

struct Plain<'a>(&'a Document);

impl Plain<'_> {
    fn link(&self, number: u32) -> &Link {
        &self.0.links[number as usize]
    }
}

impl Filler for Plain<'_> {
    fn id(&mut self, _anchor: u32, _out: &mut String) {}

    fn link_start(&mut self, link: u32, out: &mut String) {
        let link = self.link(link);
        let _ = write!(out, "<a href=\"{}\"{}>", escape(&href(link)), title(link));
    }

    fn link_end(&mut self, _link: u32, out: &mut String) {
        out.push_str("</a>");
    }

    fn embed(&mut self, link: u32, out: &mut String) {
        let link = self.link(link);
        match link.kind {
            LinkKind::Image => {
                let label = escape(link.label.as_deref().unwrap_or(""));
                let source = escape(&href(link));
                let _ = write!(out, "<img src=\"{source}\" alt=\"{label}\"{}>", title(link));
            }
            _ => out.push_str(&self.0.text[link.source.range()]),
        }
    }

    fn drawing(&mut self, drawing: u32, out: &mut String) {
        topoi::render::drawings::draw(self.0, drawing, out);
    }

    fn backslash(&mut self, _word: u32, out: &mut String) {
        out.push('\\');
    }
}

fn href(link: &Link) -> String {
    let mut href = link.target.clone();
    if let Some(query) = &link.query {
        let _ = write!(href, "?{query}");
    }
    if let Some(fragment) = &link.fragment {
        let _ = write!(href, "#{fragment}");
    }
    href
}

fn title(link: &Link) -> String {
    link.title.as_ref().map_or(String::new(), |title| format!(" title=\"{}\"", escape(title)))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
