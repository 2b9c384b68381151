//! What holds for every document, on random Markdown made of nasty pieces.

use proptest::prelude::*;
use topoi::model::{RelPath, SourceFile, Span};
use topoi::parse::document::{HoleKind, LinkKind, Word};
use topoi::parse::{Document, HtmlPolicy, ParseOptions, parse};
use topoi::render::drawings::draw;
use topoi::render::splice::{Filler, splice};

fn document(text: &str, html: HtmlPolicy) -> Option<Document> {
    let path = RelPath::new("a.md");
    let file = SourceFile { path: path.clone(), content_path: path, text: text.into() };
    parse(&file, None, &ParseOptions { html, ..ParseOptions::default() }).0
}

/// Pieces that mean something at a line's start.
const STARTS: &[&str] = &[
    "",
    "",
    "",
    "> ",
    "> > ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "# ",
    "## ",
    "- [ ] ",
    "> [!tip] ",
    "> [!note]- ",
    ">[!x]",
    "| ",
    ": ",
    "[^1]: ",
    "[r]: ",
    "```rust\n",
    "```\n",
    "~~~",
    "$$\n",
    "%%\n",
    "<div>\n",
    "</div>\n",
    "<details><summary>",
    "<table><tr><td>",
    "***\n",
    "===\n",
    "---\n",
    "^id\n",
    "|-|-|\n",
    "<script>\n",
    "<h2>",
    "<pre>",
    "<!--",
    "-->\n",
    "!!! note \"T\"\n    ",
    "??? tip\n",
    "=== \"T\"\n\n    ",
    ":::note[T]\n",
    "::: x y\n",
    ":::\n",
    "```ad-tip\ntitle: T\n",
    "{% hint info %}\n",
    "{% endhint %}\n",
    "{{< highlight c >}}\n",
    "{{< /highlight >}}\n",
    "!> ",
    "{: .x}\n",
    "[TOC]\n",
];

/// Pieces that mean something anywhere.
const PIECES: &[&str] = &[
    "word",
    "trust",
    "é",
    "日本",
    "a",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\r\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "==",
    "%%",
    "$",
    "$$",
    "[",
    "]",
    "[[",
    "]]",
    "![",
    "![[",
    "]](x)",
    "![[",
    "|",
    "(x.md)",
    "(<y z>)",
    "[r]",
    "[^1]",
    "^[",
    " ^id",
    "^",
    "#tag",
    "#",
    "\\",
    "\\*",
    "\\trust",
    "&amp;",
    "&eacute;",
    "&#65;",
    "&",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br>",
    "<a href=\"x\">",
    "</a>",
    "<img src=y alt='z'>",
    "<span id=q>",
    "</span>",
    "<kbd>",
    "</div>",
    "<p>",
    "</p>",
    "<script>",
    "</script>",
    "<!-- c -->",
    "https://a.example/b",
    "www.a.example",
    "a@b.example",
    "://",
    "@",
    "{#id}",
    "\"",
    "'",
    "\t",
    "\u{a0}",
    "😀",
    "\u{301}",
    "=",
    "%",
    ":",
    ".",
    "|300",
    "\0",
    "{{< x >}}",
    "{{</ x >}}",
    "{% raw %}",
    "{% endraw %}",
    "{{ a b }}",
    "<% é %>",
    "{width=3}",
    "](x =3x)",
];

fn markdown() -> impl Strategy<Value = String> {
    let start = prop::sample::select(STARTS);
    let piece = prop::sample::select(PIECES);
    let line = (start, prop::collection::vec(piece, 0..8));
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let mut text = String::new();
        for (start, pieces) in lines {
            text.push_str(start);
            pieces.iter().for_each(|piece| text.push_str(piece));
            text.push('\n');
        }
        text
    })
}

struct Tags<'a>(&'a Document);

impl Filler for Tags<'_> {
    fn id(&mut self, anchor: u32, out: &mut String) {
        assert!((anchor as usize) < self.0.anchors.len());
        out.push_str(" id=\"\"");
    }
    fn link_start(&mut self, link: u32, out: &mut String) {
        assert!((link as usize) < self.0.links.len());
        out.push_str("<a>");
    }
    fn link_end(&mut self, _link: u32, out: &mut String) {
        out.push_str("</a>");
    }
    fn embed(&mut self, link: u32, out: &mut String) {
        assert!((link as usize) < self.0.links.len());
        out.push_str("<img />");
    }
    fn drawing(&mut self, drawing: u32, out: &mut String) {
        draw(self.0, drawing, out);
    }
    fn backslash(&mut self, _word: u32, _out: &mut String) {}
}

/// The range of a document's html with its holes filled.
fn filled(document: &Document, range: Span) -> String {
    let mut out = String::new();
    splice(document, range, &[], &[], &mut Tags(document), &mut out);
    out
}

/// Asserts that every element that is opened in `html` is closed, in order.
fn assert_balanced(html: &str, whole: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>').unwrap_or_else(|| panic!("an open tag in {html:?} of {whole:?}"));
        let (inner, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        let name = inner.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if let Some(closed) = inner.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{html:?} of {whole:?}");
        } else if !inner.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in {html:?} of {whole:?}");
}

/// A text as it is compared: references to characters read, marks between them left out.
fn letters(text: &str) -> String {
    let tags = ["{{< x >}}", "{{</ x >}}", "<% é %>", "{% raw %}", "{% endraw %}", "{: .x}"];
    tags.iter()
        .fold(text.to_owned(), |text, tag| text.replace(tag, ""))
        .replace("&eacute;", "é")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#65;", "A")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn check(document: &Document, sanitized: bool) {
    let Document { plain, html, text, .. } = document;
    for word in &document.words {
        let span = word.span();
        let shown = span.of(plain);
        let source = document.source_span(span).of(text);
        // Titles and marks of callouts that were translated stand nowhere.
        let next = document.segments.partition_point(|segment| segment.plain <= word.start);
        let is_made = !document.segments[next - 1].verbatim && !source.starts_with('&');
        if word.has(Word::SPLIT) || is_made {
            continue;
        }
        assert_eq!(letters(source), letters(shown), "{source:?} is not {shown:?} in {text:?}");
        if let Some(place) = document.html_span(span) {
            assert_eq!(letters(place.of(html)), letters(shown), "html of {shown:?} in {text:?}");
        }
    }
    for pair in document.segments.windows(2) {
        assert!(pair[0].plain < pair[1].plain, "segments out of order in {text:?}");
    }
    for segment in &document.segments {
        assert!(plain.is_char_boundary(segment.plain as usize), "{segment:?} in {text:?}");
        assert!(text.is_char_boundary(segment.source as usize), "{segment:?} in {text:?}");
    }
    assert!(document.holes.windows(2).all(|pair| pair[0].at <= pair[1].at));
    for hole in &document.holes {
        assert!(html.is_char_boundary(hole.at as usize));
        if let HoleKind::Backslash(word) = hole.kind {
            let word = document.words[word as usize];
            assert_eq!(document.html_span(word.span()).map(|s| s.start), Some(hole.at), "{text:?}");
        }
    }
    let mut end = 0;
    for (number, block) in (0u32..).zip(&document.blocks) {
        assert!(block.plain.start >= end, "blocks overlap in {text:?}");
        end = block.plain.end;
        let _ = (block.plain.of(plain), block.source.of(text));
        if block.is_passage() {
            let anchor = block.anchor.unwrap_or_else(|| panic!("no id: {block:?} in {text:?}"));
            assert_eq!(document.anchors[anchor as usize].block, Some(number), "{text:?}");
        }
        if sanitized {
            assert_balanced(&filled(document, block.html), text);
        }
    }
    for link in &document.links {
        let _ = (link.plain.of(plain), link.source.of(text));
        assert!(link.block.is_none_or(|block| (block as usize) < document.blocks.len()));
        if let (Some(block), true) = (link.block, link.kind != LinkKind::Footnote) {
            let block = document.blocks[block as usize].plain;
            let inside = block.start <= link.plain.start && link.plain.end <= block.end;
            assert!(inside, "{link:?} not in {block:?} in {text:?}");
        }
    }
    if sanitized {
        let whole = filled(document, Span::new(0, html.len()));
        assert_balanced(&whole, text);
        for bad in ["<script", "<style", "<iframe", "javascript:", "onerror", "style="] {
            assert!(!whole.contains(bad), "{bad} in {whole:?} of {text:?}");
        }
        for heading in &document.headings {
            assert_balanced(&filled(document, heading.html), text);
            assert_balanced(&filled(document, heading.body), text);
        }
        for callout in &document.callouts {
            assert_balanced(&filled(document, callout.html), text);
            assert_balanced(&filled(document, callout.body), text);
        }
        for group in document.anchors.iter().filter_map(|anchor| anchor.group.as_ref()) {
            assert_balanced(&filled(document, group.html), text);
        }
    }
    let ids: std::collections::BTreeSet<_> = document.anchors.iter().map(|a| &a.id).collect();
    assert_eq!(ids.len(), document.anchors.len(), "an id twice in {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(feature = "long") { 200_000 } else { 2000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_markdown_keeps_its_promises(text in markdown()) {
        for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape] {
            if let Some(document) = document(&text, policy) {
                check(&document, true);
            }
        }
        if let Some(document) = document(&text, HtmlPolicy::Trusted) {
            check(&document, false);
        }
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        if let Some(document) = document(&text, HtmlPolicy::Sanitize) {
            check(&document, true);
        }
    }

    #[test]
    fn any_front_matter_is_survived(text in "(---|\\+\\+\\+)\n[a-z:\\[\\]{}\"' \n\t#&*!|>%@,=.0-9é-]{0,60}\n(---|\\+\\+\\+)\n") {
        let _ = document(&text, HtmlPolicy::Sanitize);
    }
}
