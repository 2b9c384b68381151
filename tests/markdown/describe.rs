//! What parsing made of a document, as text to compare.

use std::fmt::Write as _;

use topoi::model::{LineIndex, RelPath, SourceFile, Span};
use topoi::parse::document::{DrawingKind, HoleKind, Link, LinkKind, Word};
use topoi::parse::{Document, HtmlPolicy, ParseOptions, parse};
use topoi::render::splice::{Filler, splice};

/// Parses `markdown` and shows what the words of `shown` name.
pub fn describe(markdown: &str, shown: &str) -> String {
    let has = |word: &str| shown.split_whitespace().any(|other| other == word);
    let mut options = ParseOptions::default();
    if has("escape") {
        options.html = HtmlPolicy::Escape;
    }
    if has("trusted") {
        options.html = HtmlPolicy::Trusted;
    }
    let text = if has("crlf") { markdown.replace('\n', "\r\n") } else { markdown.to_owned() };
    let text = if has("nul") { text.replace('␀', "\0") } else { text };
    let path = RelPath::new("a.md");
    let file = SourceFile::new(path.clone(), path, text.as_str());
    let (document, diagnostics) = parse(&file, None, &options);
    let mut out = String::new();
    if let Some(document) = &document {
        for view in shown.split_whitespace() {
            match view {
                "html" => out += &html(document),
                "plain" => {
                    let _ = writeln!(out, "plain: {:?}", document.plain);
                }
                "blocks" => blocks(document, &mut out),
                "links" => links(document, &mut out),
                "headings" => headings(document, &mut out),
                "callouts" => callouts(document, &mut out),
                "anchors" => anchors(document, &mut out),
                "words" => words(document, &mut out),
                "fields" => fields(document, &mut out),
                "spans" => spans(document, &mut out),
                _ => {}
            }
        }
    } else {
        out += "no document\n";
    }
    let lines = LineIndex::new(&text);
    for diagnostic in diagnostics {
        let span = diagnostic.span.unwrap_or_default();
        let (start, end) = (lines.position(span.start as usize), lines.position(span.end as usize));
        let _ = writeln!(
            out,
            "{} {}:{}-{}:{} {}; {}",
            diagnostic.code.info().name,
            start.line,
            start.column,
            end.line,
            end.column,
            diagnostic.message,
            diagnostic.help.unwrap_or_default()
        );
    }
    out
}

fn at(document: &Document, span: Span) -> &str {
    span.of(&document.text)
}

/// A link's target as it was written.
fn target(link: &Link) -> String {
    let mut out = link.target.clone();
    if let Some(query) = &link.query {
        let _ = write!(out, "?{query}");
    }
    if let Some(fragment) = &link.fragment {
        let _ = write!(out, "#{fragment}");
    }
    out
}

struct Names<'a>(&'a Document);

impl Filler for Names<'_> {
    fn id(&mut self, anchor: u32, out: &mut String) {
        let id = &self.0.anchors[anchor as usize].id;
        let passage = id.starts_with("p-") && id.len() == 10;
        let _ = write!(out, "{{{}}}", if passage { "p" } else { id });
    }
    fn link_start(&mut self, link: u32, out: &mut String) {
        let _ = write!(out, "{{a {}}}", target(&self.0.links[link as usize]));
    }
    fn link_end(&mut self, _link: u32, out: &mut String) {
        out.push_str("{/a}");
    }
    fn embed(&mut self, link: u32, out: &mut String) {
        let link = &self.0.links[link as usize];
        let kind = if link.kind == LinkKind::Tag { "tag" } else { "embed" };
        let _ = write!(out, "{{{kind} {}}}", target(link));
    }
    fn drawing(&mut self, drawing: u32, out: &mut String) {
        match &self.0.drawings[drawing as usize].kind {
            DrawingKind::Code(_) => out.push_str("{code}"),
            DrawingKind::InlineMath | DrawingKind::DisplayMath => out.push_str("{math}"),
        }
    }
    fn backslash(&mut self, _word: u32, out: &mut String) {
        out.push_str("{\\}");
    }
}

/// The document's html with its holes named, those for code and math, too.
fn html(document: &Document) -> String {
    let mut out = String::new();
    let all = Span::new(0, document.html.len());
    splice(document, all, &[], &[], &mut Names(document), &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn blocks(document: &Document, out: &mut String) {
    for block in &document.blocks {
        let _ = write!(out, "{:?} {:?}", block.kind, block.plain.of(&document.plain));
        let source = at(document, block.source).trim_end();
        let _ = write!(out, " from {source:?}");
        if let Some(heading) = block.heading {
            let _ = write!(out, " under {:?}", document.headings[heading as usize].text);
        }
        if let Some(callout) = block.callout {
            let _ = write!(out, " in {:?}", document.callouts[callout as usize].kind);
        }
        if block.quoted {
            out.push_str(" quoted");
        }
        if !block.is_passage() {
            out.push_str(" no passage");
        }
        let _ = writeln!(out, " html {:?}", block.html.of(&document.html));
    }
}

fn links(document: &Document, out: &mut String) {
    for link in &document.links {
        let _ = write!(out, "{:?} {:?}", link.kind, target(link));
        if let Some(label) = &link.label {
            let _ = write!(out, " label {label:?}");
        }
        if let Some(title) = &link.title {
            let _ = write!(out, " title {title:?}");
        }
        if let Some(width) = &link.size.width {
            let _ = write!(out, " width {width}");
        }
        if let Some(height) = &link.size.height {
            let _ = write!(out, " height {height}");
        }
        let plain = link.plain.of(&document.plain);
        let _ = writeln!(out, " text {plain:?} from {:?}", at(document, link.source));
    }
}

fn headings(document: &Document, out: &mut String) {
    for heading in &document.headings {
        let _ = writeln!(
            out,
            "h{} {:?} #{} blocks {:?} body {:?}",
            heading.level,
            heading.text,
            document.anchors[heading.anchor as usize].id,
            heading.blocks,
            heading.body.of(&document.html)
        );
    }
    let _ = writeln!(out, "title {:?} {:?}", document.title, document.title_heading);
}

fn callouts(document: &Document, out: &mut String) {
    for callout in &document.callouts {
        let title = callout.title.map_or("", |title| document.block_text(title));
        let _ =
            write!(out, "{} {title:?} head {:?}", callout.kind, at(document, callout.kind_span));
        let _ = write!(out, " blocks {:?} parent {:?}", callout.blocks, callout.parent);
        let _ = write!(out, " title links {:?}", callout.title_links);
        let _ = writeln!(out, " body {:?}", callout.body.of(&document.html));
    }
}

fn anchors(document: &Document, out: &mut String) {
    for anchor in &document.anchors {
        let _ =
            write!(out, "{:?} #{} from {:?}", anchor.kind, anchor.id, at(document, anchor.source));
        if let Some(block) = anchor.block {
            let _ = write!(out, " block {:?}", document.block_text(block));
        }
        if let Some(group) = &anchor.group {
            let _ = write!(out, " group {:?}", group.html.of(&document.html));
        }
        out.push('\n');
    }
}

/// Every word with its flags and the source text under it.
fn words(document: &Document, out: &mut String) {
    const FLAGS: [(u16, &str); 9] = [
        (Word::TOUCHES, "touches"),
        (Word::LINK, "link"),
        (Word::CODE, "code"),
        (Word::URL, "url"),
        (Word::ESCAPED, "escaped"),
        (Word::SPLIT, "split"),
        (Word::GRAPHEME, "grapheme"),
        (Word::MATH, "math"),
        (Word::IMAGE, "image"),
    ];
    for block in &document.blocks {
        for word in document.block_words(block) {
            let _ = write!(out, "{}", word.span().of(&document.plain));
            let _ = write!(out, " {:?}", at(document, document.source_span(word.span())));
            match document.html_span(word.span()) {
                Some(html) => {
                    let _ = write!(out, " {:?}", html.of(&document.html));
                }
                None => out.push_str(" unseen"),
            }
            let _ = write!(out, " in {}", word.element);
            for (flag, name) in FLAGS {
                if word.has(flag) {
                    let _ = write!(out, " {name}");
                }
            }
            out.push('\n');
        }
    }
    // Holes stand sorted inside the html, on boundaries of characters.
    for hole in &document.holes {
        let at = hole.at as usize;
        assert!(document.html.is_char_boundary(at), "{hole:?}");
        assert!(
            !matches!(hole.kind, HoleKind::Drawing(n) if n as usize >= document.drawings.len())
        );
    }
}

/// The fields that front matter gave, and the kind.
fn fields(document: &Document, out: &mut String) {
    let meta = &document.meta;
    let _ = writeln!(
        out,
        "kind {:?} title {:?} lang {:?}",
        document.kind, document.title, document.lang
    );
    let shown = format!("{meta:#?}");
    let empty = format!("{:#?}", topoi::parse::FrontMatter::default());
    // Whatever differs from an empty one, spans left out.
    let fields = |shown: &str| -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in shown.lines() {
            match line.strip_prefix("    ").filter(|rest| !rest.starts_with([' ', '}', ']', ')'])) {
                Some(rest) => {
                    let (name, value) = rest.split_once(": ").unwrap_or((rest, ""));
                    fields.push((name.to_owned(), value.to_owned()));
                }
                None => {
                    if let Some((_, value)) = fields.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
            }
        }
        fields
    };
    let empty = fields(&empty);
    for (name, value) in fields(&shown) {
        if name != "span" && !empty.iter().any(|other| *other == (name.clone(), value.clone())) {
            let _ = writeln!(out, "{name} {}", without_spans(&value));
        }
    }
}

/// A debug form less its spans and type names.
fn without_spans(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find("span: Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').map_or(rest.len(), |end| end + 1)..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    words
        .join(" ")
        .replace("Text { text: ", "")
        .replace("\", }", "\"")
        .replace(", ]", "]")
        .replace("[ ", "[")
        .replace("Some( ", "")
        .replace(", )", "")
        .trim_end_matches(',')
        .to_owned()
}

/// The source text under the span of every text in front matter.
fn spans(document: &Document, out: &mut String) {
    let meta = &document.meta;
    let one = [&meta.title, &meta.slug, &meta.description, &meta.owner];
    let many = [&meta.tags, &meta.aliases, &meta.answers, &meta.unlink, &meta.authors];
    for text in one.into_iter().flatten().chain(many.into_iter().flatten()) {
        let _ = writeln!(out, "{:?} at {:?}", text.text, at(document, text.span));
    }
}
