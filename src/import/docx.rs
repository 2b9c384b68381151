//! Word documents: headings, lists, tables, links, footnotes and pictures.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::article::Article;
use super::blocks::{Block, Builder, Wrap};
use super::markdown;
use super::office::{self, Targets};
use super::xml::{Node, value, walk};

/// Reads a document.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(archive: &mut Archive<'_>) -> Result<Article, String> {
    let mut article = Article::default();
    office::properties(archive, &mut article)?;
    let part = "word/document.xml";
    let Some(bytes) = archive.file(part)? else { return Err("it holds no document".to_owned()) };
    let xml = super::encoding::decode(&bytes).text;
    let styles = styles(&archive.text("word/styles.xml")?)?;
    let numbers = numbers(&archive.text("word/numbering.xml")?)?;
    let targets = office::targets(archive, part)?;
    let footnotes = archive.text("word/footnotes.xml")?;
    let known = Known { styles: &styles, numbers: &numbers, targets: &targets };
    let mut reader = Reader::new(&known);
    // What stands before damage is kept, and the damage told.
    if let Err(damage) = walk(&xml, |node| reader.node(node)) {
        article.notes.push(damage);
    }
    let (mut body, pictures) = reader.finish();
    take_title(&mut body, &mut article);
    body.extend(read_footnotes(&footnotes, &known)?);
    article.markdown = markdown::markdown(&body);
    article.text = markdown::plain(&body);
    for (target, name) in pictures {
        match archive.file(&target) {
            Ok(Some(bytes)) => article.files.push((name, bytes)),
            Ok(None) => article.notes.push(format!("the picture `{target}` is missing in it")),
            Err(cause) => article.notes.push(cause),
        }
    }
    Ok(article)
}

/// A first heading is the title: of the properties many are left from a template.
fn take_title(body: &mut Vec<Block>, article: &mut Article) {
    let first = match body.first() {
        Some(Block::Heading(1, line)) => markdown::words_of(line),
        _ => {
            let heading = body.iter().find_map(|block| match block {
                Block::Heading(_, line) => Some(markdown::words_of(line)),
                _ => None,
            });
            article.title = article.title.take().or(heading);
            return;
        }
    };
    article.title = Some(first);
    body.remove(0);
}

/// What a style makes of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
struct Style {
    heading: u8,
    quote: bool,
    code: bool,
    list: bool,
}

struct Known<'a> {
    styles: &'a BTreeMap<String, Style>,
    numbers: &'a BTreeMap<(String, u8), bool>,
    targets: &'a Targets,
}

fn styles(xml: &str) -> Result<BTreeMap<String, Style>, String> {
    let mut styles = BTreeMap::new();
    let (mut id, mut style) = (String::new(), Style::default());
    walk(xml, |node| match node {
        Node::Start(name, attributes) => match name.as_str() {
            "style" => {
                id = value(&attributes, "styleId").unwrap_or("").to_owned();
                style = named_style(&id);
            }
            "name" => {
                let named = named_style(value(&attributes, "val").unwrap_or(""));
                if named.heading > 0 || named.quote || named.code || named.list {
                    style = named;
                }
            }
            "outlineLvl" => {
                let level = value(&attributes, "val").and_then(|level| level.parse::<u8>().ok());
                style.heading =
                    level.filter(|level| *level < 6).map_or(style.heading, |level| level + 1);
            }
            _ => {}
        },
        Node::End(name) if name == "style" => _ = styles.insert(std::mem::take(&mut id), style),
        _ => {}
    })?;
    Ok(styles)
}

fn named_style(name: &str) -> Style {
    let lower = name.to_lowercase().replace(' ', "");
    let heading = ["heading", "berschrift", "überschrift", "titre", "título", "titolo", "kop"]
        .iter()
        .find_map(|word| {
            let digit = lower.strip_prefix(word)?.chars().next()?;
            digit.to_digit(10).filter(|digit| (1..=6).contains(digit)).map(|digit| digit as u8)
        });
    let title = matches!(lower.as_str(), "title" | "titel");
    Style {
        heading: heading.unwrap_or(u8::from(title)),
        quote: lower.contains("quote") || lower.contains("zitat"),
        code: lower.contains("code") || lower == "htmlpreformatted",
        list: lower.starts_with("listbullet") || lower.starts_with("listnumber"),
    }
}

/// Whether a level of a numbering counts; by the numbering's id and the level.
fn numbers(xml: &str) -> Result<BTreeMap<(String, u8), bool>, String> {
    let mut levels: BTreeMap<(String, u8), bool> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    let (mut kind, mut level, mut number) = (String::new(), 0u8, String::new());
    walk(xml, |node| {
        let Node::Start(name, attributes) = node else { return };
        let val = value(&attributes, "val").unwrap_or("");
        match name.as_str() {
            "abstractNum" => kind = value(&attributes, "abstractNumId").unwrap_or("").to_owned(),
            "lvl" => {
                level = value(&attributes, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0)
            }
            "numFmt" => _ = levels.insert((kind.clone(), level), !matches!(val, "bullet" | "none")),
            "num" => number = value(&attributes, "numId").unwrap_or("").to_owned(),
            "abstractNumId" => {
                for level in 0..9 {
                    let counts = levels.get(&(val.to_owned(), level)).copied().unwrap_or(false);
                    numbers.insert((number.clone(), level), counts);
                }
            }
            _ => {}
        }
    })?;
    Ok(numbers)
}

/// A paragraph or table and what it is in the document.
enum Part {
    Item(u8, bool, Vec<Block>),
    Quote(Vec<Block>),
    Other(Vec<Block>),
}

#[derive(Default)]
struct Paragraph {
    style: Style,
    number: Option<(String, u8)>,
    level: u8,
    line: Builder,
    wraps: Vec<bool>,
    bold: bool,
    italic: bool,
    strike: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Part>>>,
}

struct Reader<'a> {
    known: &'a Known<'a>,
    /// The body and, inside tables, the cells around.
    parts: Vec<Vec<Part>>,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    in_text: bool,
    skip: u32,
    alt: String,
    pictures: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    fn new(known: &'a Known<'a>) -> Self {
        Self {
            known,
            parts: vec![Vec::new()],
            tables: Vec::new(),
            paragraphs: Vec::new(),
            in_text: false,
            skip: 0,
            alt: String::new(),
            pictures: Vec::new(),
        }
    }

    fn finish(mut self) -> (Vec<Block>, Vec<(String, String)>) {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        let parts = self.parts.drain(..).flatten().collect();
        (nest(parts), self.pictures)
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Start(name, attributes) => self.start(&name, &attributes),
            Node::End(name) => self.end(&name),
            Node::Text(text) if self.in_text && self.skip == 0 => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.line.text(&text);
                }
            }
            Node::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)]) {
        // The second form of the same thing, text that was deleted.
        if self.skip > 0 || matches!(name, "Fallback" | "del" | "moveFrom") {
            self.skip += 1;
            return;
        }
        let val = value(attributes, "val");
        let on = !matches!(val, Some("0" | "false" | "none"));
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" if self.tables.len() < 8 => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" if !self.tables.is_empty() => self.parts.push(Vec::new()),
            "docPr" => self.alt = value(attributes, "descr").unwrap_or("").to_owned(),
            "t" => self.in_text = true,
            _ => {}
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pStyle" => {
                paragraph.style = val
                    .and_then(|id| self.known.styles.get(id).copied())
                    .unwrap_or_else(|| named_style(val.unwrap_or("")))
            }
            "numId" => paragraph.number = val.map(|id| (id.to_owned(), paragraph.level)),
            "ilvl" => {
                paragraph.level = val.and_then(|level| level.parse().ok()).unwrap_or(0).min(8)
            }
            "r" => (paragraph.bold, paragraph.italic, paragraph.strike) = (false, false, false),
            "b" => paragraph.bold = on,
            "i" => paragraph.italic = on,
            "strike" => paragraph.strike = on,
            "t" => {
                let mut wraps = 0;
                for (is, wrap) in [
                    (paragraph.bold && paragraph.style.heading == 0, Wrap::Strong),
                    (paragraph.italic, Wrap::Emphasis),
                    (paragraph.strike, Wrap::Strikethrough),
                ] {
                    if is {
                        paragraph.line.wrap(wrap);
                        wraps += 1;
                    }
                }
                paragraph.wraps.extend(std::iter::repeat_n(true, wraps));
            }
            "tab" => paragraph.line.text(" "),
            "br" | "cr" => paragraph.line.line_break(),
            "noBreakHyphen" => paragraph.line.text("-"),
            "hyperlink" => {
                let target = value(attributes, "id").and_then(|id| self.known.targets.get(id));
                paragraph.line.wrap(Wrap::Link(target.cloned().unwrap_or_default()));
            }
            "footnoteReference" => {
                if let Some(id) = value(attributes, "id") {
                    paragraph.line.footnote(id);
                }
            }
            "blip" => {
                let target = value(attributes, "embed").and_then(|id| self.known.targets.get(id));
                if let Some(target) = target {
                    let name = target.rsplit('/').next().unwrap_or(target).to_owned();
                    paragraph.line.image(&name, &self.alt);
                    if self.pictures.iter().all(|(known, _)| known != target) {
                        self.pictures.push((target.clone(), name));
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        match name {
            "t" => {
                self.in_text = false;
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    for _ in paragraph.wraps.drain(..) {
                        paragraph.line.unwrap();
                    }
                }
            }
            "hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.line.unwrap();
                }
            }
            "p" => self.end_paragraph(),
            "tc" if self.parts.len() > 1 => {
                let cell = self.parts.pop().unwrap_or_default();
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    let block = table_block(table);
                    if let Some(parts) = self.parts.last_mut() {
                        parts.push(Part::Other(block));
                    }
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let mut blocks = paragraph.line.finish();
        if blocks.is_empty() {
            return;
        }
        let Style { heading, quote, code, list } = paragraph.style;
        let part = if heading > 0 {
            for block in &mut blocks {
                if let Block::Paragraph(line) = block {
                    *block = Block::Heading(heading, std::mem::take(line));
                }
            }
            Part::Other(blocks)
        } else if let Some((id, _)) = &paragraph.number {
            let key = (id.clone(), paragraph.level);
            // Number 0 takes a paragraph out of its list.
            match self.known.numbers.get(&key) {
                Some(counts) => Part::Item(paragraph.level, *counts, blocks),
                None if id == "0" => Part::Other(blocks),
                None => Part::Item(paragraph.level, false, blocks),
            }
        } else if list {
            Part::Item(0, false, blocks)
        } else if quote {
            Part::Quote(blocks)
        } else if code {
            let lines: Vec<String> = vec![markdown::plain(&blocks)];
            Part::Other(vec![Block::Code(String::new(), lines.join("\n"))])
        } else {
            Part::Other(blocks)
        };
        if let Some(parts) = self.parts.last_mut() {
            parts.push(part);
        }
    }
}

/// A table's blocks: one of a single column is a frame around text.
fn table_block(table: Table) -> Vec<Block> {
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows: Vec<Vec<Vec<Block>>> =
        table.rows.into_iter().map(|row| row.into_iter().map(nest).collect()).collect();
    if width < 2 {
        return rows.into_iter().flatten().flatten().collect();
    }
    let rows = rows.into_iter().map(|row| {
        let mut row: Vec<_> = row.into_iter().map(super::blocks::cell).collect();
        row.resize(width, Vec::new());
        row
    });
    vec![Block::Table(rows.collect())]
}

/// Parts as blocks: items become lists by their levels, quotations beside each other one.
fn nest(parts: Vec<Part>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // The last item, whether another at a deeper level may go into it.
    let mut in_list = false;
    for part in parts {
        match part {
            Part::Item(level, counts, content) => {
                push_item(&mut blocks, level, counts, content, in_list);
                in_list = true;
                continue;
            }
            Part::Quote(content) => match blocks.last_mut() {
                Some(Block::Quote(inner)) => inner.extend(content),
                _ => blocks.push(Block::Quote(content)),
            },
            Part::Other(content) => {
                for block in content {
                    match (blocks.last_mut(), block) {
                        (Some(Block::Code(_, text)), Block::Code(_, more)) => {
                            text.push('\n');
                            text.push_str(&more);
                        }
                        (_, block) => blocks.push(block),
                    }
                }
            }
        }
        in_list = false;
    }
    blocks
}

fn push_item(blocks: &mut Vec<Block>, level: u8, counts: bool, content: Vec<Block>, goes_on: bool) {
    match blocks.last_mut() {
        Some(Block::List(first, items)) if goes_on => {
            if level > 0
                && let Some(last) = items.last_mut()
            {
                let below = matches!(last.last(), Some(Block::List(..)));
                push_item(last, level - 1, counts, content, below);
                return;
            }
            if first.is_some() == counts {
                items.push(content);
                return;
            }
        }
        _ => {}
    }
    blocks.push(Block::List(counts.then_some(1), vec![content]));
}

fn read_footnotes(xml: &str, known: &Known<'_>) -> Result<Vec<Block>, String> {
    let mut notes = Vec::new();
    let mut open: Option<(String, Reader<'_>)> = None;
    walk(xml, |node| match node {
        Node::Start(name, attributes) if name == "footnote" => {
            let separator = value(&attributes, "type").is_some();
            let id = value(&attributes, "id").unwrap_or("").to_owned();
            open = (!separator).then(|| (id, Reader::new(known)));
        }
        Node::End(name) if name == "footnote" => {
            if let Some((id, reader)) = open.take() {
                let (blocks, _) = reader.finish();
                notes.push(Block::Footnote(id, blocks));
            }
        }
        node => {
            if let Some((_, reader)) = &mut open {
                reader.node(node);
            }
        }
    })?;
    Ok(notes)
}
