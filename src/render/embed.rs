//! What is shown in place: pictures, sound, films, PDF files, tags, and other documents or pieces
//! of them.
//!
//! A document embedded in a paragraph of its own takes the paragraph's place. Amid other text a
//! block is drawn as part of the line; anything larger becomes a link, since a paragraph holds no
//! headings and lists.

use super::body::{Sheet, push_attribute};
use super::splice::Wrap;
use crate::links::{Media, Target, piece};
use crate::model::html::push_escaped;
use crate::model::{DocId, RelPath, Span};
use crate::parse::Document;
use crate::parse::document::{BlockKind, HoleKind, LinkKind, Size};

/// Paragraphs in `range` that hold nothing but embedded documents: what is put in their place, and
/// what is cut for it. Beyond the range embeds may lead back to it.
pub(super) fn paragraphs(sheet: &Sheet<'_>, range: Span) -> (Vec<Wrap>, Vec<Span>) {
    let mut wraps = Vec::new();
    let mut cuts: Vec<Span> = Vec::new();
    let targets = &sheet.site.links.targets[sheet.doc.index()];
    let holes = &sheet.document.holes;
    let mut last: Option<(Option<u32>, Option<Span>)> = None;
    let first = holes.partition_point(|hole| hole.at < range.start);
    for hole in holes[first..].iter().take_while(|hole| hole.at < range.end) {
        let HoleKind::Embed(link) = hole.kind else { continue };
        let Target::Embed { doc, anchor } = targets[link as usize] else { continue };
        // Once a paragraph, which may hold very many.
        let inside = sheet.document.links[link as usize].block;
        if last.is_none_or(|(block, _)| block != inside) {
            last = Some((inside, lone_paragraph(sheet, link)));
        }
        let Some(span) = last.and_then(|(_, span)| span) else { continue };
        let mut html = String::new();
        block(sheet, doc, anchor, &mut html);
        if cuts.last() == Some(&span) {
            let wrap: &mut Wrap = wraps.last_mut().expect("every cut has one");
            wrap.before.push_str(&html);
        } else {
            cuts.push(span);
            let at = Span { start: span.start, end: span.start };
            wraps.push(Wrap { span: at, before: html, after: "" });
        }
    }
    (wraps, cuts)
}

/// The paragraph of an embed, where it holds nothing but embedded documents.
fn lone_paragraph(sheet: &Sheet<'_>, link: u32) -> Option<Span> {
    let document = sheet.document;
    let block = &document.blocks[document.links[link as usize].block? as usize];
    let inner = block.html.of(&document.html).strip_prefix("<p>")?.strip_suffix("</p>")?;
    if !inner.trim().is_empty() {
        return None;
    }
    let (start, end) = (block.html.start + 3, block.html.end - 4);
    let first = document.holes.partition_point(|hole| hole.at < start);
    let all = document.holes[first..].iter().take_while(|hole| hole.at <= end).all(|hole| {
        let targets = &sheet.site.links.targets[sheet.doc.index()];
        matches!(hole.kind, HoleKind::Embed(link)
            if matches!(targets[link as usize], Target::Embed { .. }))
    });
    all.then_some(block.html)
}

/// Whatever `link` shows in its place.
pub(super) fn inline(sheet: &Sheet<'_>, link: u32, out: &mut String) {
    let written = &sheet.document.links[link as usize];
    let (label, size) = (written.label.as_deref().unwrap_or(""), &written.size);
    match sheet.site.links.targets[sheet.doc.index()][link as usize] {
        Target::Tag(_) => sheet.anchor(link, "tag", &format!("#{}", written.target), out),
        Target::File(file) => {
            let url = &sheet.site.attachments[file as usize];
            media(sheet, link, url, label, size, out);
        }
        Target::Page(page) => {
            media(sheet, link, &sheet.site.pages[page as usize], label, size, out)
        }
        Target::External => image(sheet, link, label, size, out),
        Target::Embed { doc, anchor } => document(sheet, link, doc, anchor, out),
        Target::Document { doc, anchor } => {
            let name = name(sheet.site.document(doc), anchor);
            sheet.anchor(link, "embed-link", if label.is_empty() { &name } else { label }, out);
        }
        Target::Remote => {
            let text = if label.is_empty() { &written.target } else { label };
            sheet.anchor(link, "external", text, out);
        }
        Target::Folder(_) => sheet.anchor(link, "", &written.target, out),
        Target::Missing | Target::Unsafe => {
            let what = match written.kind {
                _ if !sheet.site.marks_missing => "",
                LinkKind::Image => sheet.words().text("text.missing-picture"),
                _ => sheet.words().text("text.missing"),
            };
            sheet.anchor(link, "", if label.is_empty() { what } else { label }, out);
        }
    }
}

/// The same in the text of a link, where no other link may stand: pictures, and of all else its
/// name.
pub(super) fn in_link(sheet: &Sheet<'_>, link: u32, out: &mut String) {
    let written = &sheet.document.links[link as usize];
    let site = sheet.site;
    let file = |url: &str| {
        let path = RelPath::new(url);
        (Media::of(&path) != Media::Image).then(|| path.file_name().to_owned())
    };
    let name = match site.links.targets[sheet.doc.index()][link as usize] {
        Target::File(number) => file(&site.attachments[number as usize]),
        Target::Page(number) => file(&site.pages[number as usize]),
        Target::Embed { doc, anchor } => Some(name(site.document(doc), anchor)),
        Target::Remote | Target::Folder(_) => Some(written.target.clone()),
        // A link without words could not be followed.
        Target::Missing | Target::Unsafe => {
            Some(sheet.words().text("text.missing-picture").to_owned())
        }
        _ => None,
    };
    match name {
        Some(name) => push_escaped(out, written.label.as_deref().unwrap_or(&name)),
        None => inline(sheet, link, out),
    }
}

fn media(sheet: &Sheet<'_>, link: u32, url: &str, label: &str, size: &Size, out: &mut String) {
    let path = RelPath::new(url);
    // An author who gives a Markdown picture no description says that it needs none.
    let decorative = sheet.document.links[link as usize].kind == LinkKind::Image;
    let name = if decorative { "" } else { path.file_stem() };
    let title = if label.is_empty() { name } else { label };
    let href = sheet.href(link).unwrap_or_default();
    match Media::of(&path) {
        Media::Image => image(sheet, link, title, size, out),
        Media::Audio => {
            out.push_str("<audio controls preload=\"none\"");
            push_attribute(out, "src", &href);
            push_attribute(out, "title", title);
            out.push_str("></audio>");
        }
        Media::Video => {
            out.push_str("<video controls preload=\"metadata\"");
            push_attribute(out, "src", &href);
            push_attribute(out, "title", title);
            push_size(out, size);
            out.push_str("></video>");
        }
        Media::Pdf => {
            out.push_str("<iframe class=\"pdf\" loading=\"lazy\"");
            push_attribute(out, "src", &href);
            push_attribute(out, "title", title);
            push_size(out, size);
            out.push_str("></iframe> ");
            sheet.anchor(link, "file", path.file_name(), out);
        }
        Media::Other => {
            let text = if label.is_empty() { path.file_name() } else { label };
            sheet.anchor(link, "file", text, out);
        }
    }
}

fn image(sheet: &Sheet<'_>, link: u32, alt: &str, size: &Size, out: &mut String) {
    out.push_str("<img");
    push_attribute(out, "src", &sheet.href(link).unwrap_or_default());
    push_attribute(out, "alt", alt);
    if let Some(title) = &sheet.document.links[link as usize].title {
        push_attribute(out, "title", title);
    }
    push_size(out, size);
    let targets = &sheet.site.links.targets[sheet.doc.index()];
    if targets[link as usize] == Target::External {
        out.push_str(" referrerpolicy=\"no-referrer\"");
    }
    out.push_str(" loading=\"lazy\">");
}

fn push_size(out: &mut String, size: &Size) {
    for (name, value) in [("width", &size.width), ("height", &size.height)] {
        if let Some(value) = value {
            push_attribute(out, name, value);
        }
    }
}

/// A document amid other text.
fn document(sheet: &Sheet<'_>, link: u32, doc: DocId, anchor: Option<u32>, out: &mut String) {
    let embedded = sheet.site.document(doc);
    if holds_blocks(sheet.document, link) {
        return block(sheet, doc, anchor, out);
    }
    let number = anchor.and_then(|anchor| embedded.anchors[anchor as usize].block);
    let Some(number) = number.filter(|&n| embedded.blocks[n as usize].is_passage()) else {
        return sheet.anchor(link, "embed-link", &name(embedded, anchor), out);
    };
    let drawn = &embedded.blocks[number as usize];
    out.push_str("<span class=\"embed-inline\">");
    let html = drawn.html.of(&embedded.html);
    if html.starts_with("<p>") && html.ends_with("</p>") {
        let inner = Span { start: drawn.html.start + 3, end: drawn.html.end - 4 };
        out.push_str(&sheet.embedded(doc, inner).piece(inner, &[]));
    } else {
        push_escaped(out, &super::text::one_line(embedded.block_text(number)));
    }
    out.push_str("</span>");
}

/// Whether `link` stands right inside an element that may hold blocks: an item, a cell.
fn holds_blocks(document: &Document, link: u32) -> bool {
    let Some(block) = document.links[link as usize].block else { return true };
    let block = &document.blocks[block as usize];
    if !matches!(block.kind, BlockKind::Item | BlockKind::Row | BlockKind::Definition) {
        return false;
    }
    let is_it = |hole: &&crate::parse::document::Hole| hole.kind == HoleKind::Embed(link);
    let Some(hole) = document.holes.iter().find(is_it) else { return false };
    let before = &document.html[block.html.start as usize..hole.at as usize];
    // Every inline element that was opened in this item or cell is closed again.
    let own = ["<li>", "<td>", "<th>", "<dd>"].iter().filter_map(|tag| before.rfind(tag)).max();
    let inside = &before[own.map_or(0, |at| at + 4)..];
    inside.matches("</").count() * 2 == inside.matches('<').count() - inside.matches("<br").count()
}

/// A document, or the piece of it that `anchor` stands for, as a block with a line that names it.
fn block(sheet: &Sheet<'_>, doc: DocId, anchor: Option<u32>, out: &mut String) {
    let embedded = sheet.site.document(doc);
    let piece = piece(embedded, anchor);
    let drawn = sheet.embedded(doc, piece.html);
    let (before, after) = match anchor.and_then(|a| embedded.anchors[a as usize].block) {
        Some(number) => around(embedded.blocks[number as usize].kind),
        None => ("", ""),
    };
    out.push_str("<div class=\"embed\">\n");
    out.push_str(before);
    if piece.html.len() == embedded.html.len() {
        out.push_str(&drawn.body(&[]));
    } else {
        out.push_str(&drawn.piece(piece.html, &[]));
    }
    out.push_str(after);
    out.push_str("\n<p class=\"embed-source\"><a");
    push_attribute(out, "href", &sheet.document_href(doc, anchor));
    out.push('>');
    push_escaped(out, &name(embedded, anchor));
    out.push_str("</a></p>\n</div>\n");
}

/// The element that a lone block of `kind` asks for round it.
fn around(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        BlockKind::Item => ("<ul>", "</ul>"),
        BlockKind::Row => ("<div class=\"table\"><table><tbody>", "</tbody></table></div>"),
        BlockKind::Term | BlockKind::Definition => ("<dl>", "</dl>"),
        _ => ("", ""),
    }
}

/// A document's title, with the heading that is meant.
fn name(document: &Document, anchor: Option<u32>) -> String {
    let heading = document.headings.iter().find(|heading| Some(heading.anchor) == anchor);
    match heading {
        Some(heading) if heading.text != document.title => {
            format!("{} › {}", document.title, heading.text)
        }
        _ => document.title.clone(),
    }
}
