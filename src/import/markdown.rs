//! Blocks as Markdown, and as plain text.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use pulldown_cmark_to_cmark::{
    Options, State, calculate_code_block_token_count, cmark_resume_with_options,
};

use super::blocks::{Block, Line};

/// Blocks as Markdown, ending in a line break where there are any.
pub fn markdown(blocks: &[Block]) -> String {
    let fence = |blocks| calculate_code_block_token_count(events(blocks));
    let options = Options {
        list_token: '-',
        code_block_token_count: blocks.chunks(AT_ONCE).filter_map(fence).max().unwrap_or(3),
        increment_ordered_list_bullets: true,
        ..Options::default()
    };
    let mut text = String::new();
    let mut state: Option<State<'static>> = None;
    for blocks in blocks.chunks(AT_ONCE) {
        let events = events(blocks).into_iter();
        // A string takes whatever is written to it.
        state = cmark_resume_with_options(events, &mut text, state, options.clone()).ok();
    }
    if let Some(state) = state {
        let _ = state.finalize(&mut text);
    }
    let mut text = text.trim_end().to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// So many blocks are events at a time: those of a text of many lines take many times its size.
const AT_ONCE: usize = 1000;

fn events(blocks: &[Block]) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    write(blocks, &mut events);
    events
}

/// Blocks as plain text, a line a block.
pub fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    write_plain(blocks, &mut text);
    text.truncate(text.trim_end().len());
    text
}

/// A line's words.
pub fn words_of(line: &Line) -> String {
    let mut text = String::new();
    for event in line {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::HardBreak | Event::SoftBreak => text.push('\n'),
            _ => {}
        }
    }
    text
}

fn write_plain(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(_, line) | Block::Paragraph(line) => {
                text.push_str(&words_of(line));
                text.push('\n');
            }
            Block::Quote(inner) | Block::Footnote(_, inner) => write_plain(inner, text),
            Block::List(_, items) => items.iter().for_each(|item| write_plain(item, text)),
            Block::Code(_, code) => {
                text.push_str(code.trim_end());
                text.push('\n');
            }
            Block::Table(rows) => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(words_of).collect();
                    text.push_str(&cells.join("\t"));
                    text.push('\n');
                }
            }
            Block::Rule => {}
        }
    }
}

fn write(blocks: &[Block], events: &mut Vec<Event<'static>>) {
    for block in blocks {
        match block {
            Block::Heading(level, line) => {
                let level = HeadingLevel::try_from(usize::from((*level).clamp(1, 6)))
                    .unwrap_or(HeadingLevel::H6);
                let tag = Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() };
                let end = tag.to_end();
                events.push(Event::Start(tag));
                let line = line.iter().map(|event| match event {
                    Event::HardBreak => Event::Text(" ".into()),
                    event => event.clone(),
                });
                write_line(&line.collect(), false, events);
                events.push(Event::End(end));
            }
            Block::Paragraph(line) => {
                events.push(Event::Start(Tag::Paragraph));
                write_line(line, false, events);
                events.push(Event::End(TagEnd::Paragraph));
            }
            Block::Quote(inner) => {
                events.push(Event::Start(Tag::BlockQuote(None)));
                write(inner, events);
                events.push(Event::End(TagEnd::BlockQuote(None)));
            }
            Block::List(first, items) => {
                events.push(Event::Start(Tag::List(*first)));
                let tight = items.iter().all(|item| is_tight(item));
                for item in items {
                    events.push(Event::Start(Tag::Item));
                    match item.split_first() {
                        Some((Block::Paragraph(line), rest)) if tight => {
                            write_line(line, false, events);
                            write(rest, events);
                        }
                        _ => write(item, events),
                    }
                    events.push(Event::End(TagEnd::Item));
                }
                events.push(Event::End(TagEnd::List(first.is_some())));
            }
            Block::Code(language, text) => {
                let kind = CodeBlockKind::Fenced(language.clone().into());
                events.push(Event::Start(Tag::CodeBlock(kind)));
                events.push(Event::Text(format!("{}\n", text.trim_end()).into()));
                events.push(Event::End(TagEnd::CodeBlock));
            }
            Block::Table(rows) => write_table(rows, events),
            Block::Footnote(label, inner) => {
                events.push(Event::Start(Tag::FootnoteDefinition(label.clone().into())));
                write(inner, events);
                events.push(Event::End(TagEnd::FootnoteDefinition));
            }
            Block::Rule => events.push(Event::Rule),
        }
    }
}

/// A line's events, words with escapes: the writer escapes less than it must inside of markup, so
/// words reach it as what it passes on untouched.
fn write_line(line: &Line, in_table: bool, events: &mut Vec<Event<'static>>) {
    let (mut start, mut image) = (true, false);
    for event in line {
        match event {
            Event::Text(text) if !image => {
                events.push(Event::InlineHtml(escape(text, start, in_table).into()));
                start = false;
            }
            event => {
                image = match event {
                    Event::Start(Tag::Image { .. }) => true,
                    Event::End(TagEnd::Image) => false,
                    _ => image,
                };
                start = matches!(event, Event::HardBreak);
                events.push(event.clone());
            }
        }
    }
}

/// Words that Markdown reads as they are. `start` says that they begin a line.
fn escape(text: &str, start: bool, in_table: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let opens_block = start && opens_block(text);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '%' | '=' => before == c || next == c,
            '|' => in_table,
            '&' => next.is_ascii_alphanumeric() || next == '#',
            _ => false,
        };
        let first = escaped.is_empty() && opens_block && !c.is_ascii_digit();
        // `1.` is escaped at its dot.
        let dot = opens_block
            && matches!(c, '.' | ')')
            && escaped.bytes().all(|byte| byte.is_ascii_digit());
        if special || first || dot {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// Whether a line that begins so would be no paragraph: a heading, a list, a quotation, a rule.
fn opens_block(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('#' | '>' | '+' | '-' | '=' | ':' | '|') => true,
        Some(c) if c.is_ascii_digit() => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            text.len() - rest.len() <= 9
                && rest.starts_with(['.', ')'])
                && !rest[1..].starts_with(|c: char| c.is_alphanumeric())
        }
        _ => false,
    }
}

/// Whether an item is one line, perhaps with a list below.
fn is_tight(item: &[Block]) -> bool {
    matches!(item, [Block::Paragraph(_)] | [Block::Paragraph(_), Block::List(..)])
}

fn write_table(rows: &[Vec<Line>], events: &mut Vec<Event<'static>>) {
    let Some((head, rest)) = rows.split_first() else { return };
    let cells = |row: &Vec<Line>, events: &mut Vec<Event<'static>>| {
        for cell in row {
            events.push(Event::Start(Tag::TableCell));
            write_line(cell, true, events);
            events.push(Event::End(TagEnd::TableCell));
        }
    };
    events.push(Event::Start(Tag::Table(vec![Alignment::None; head.len()])));
    events.push(Event::Start(Tag::TableHead));
    cells(head, events);
    events.push(Event::End(TagEnd::TableHead));
    for row in rest {
        events.push(Event::Start(Tag::TableRow));
        cells(row, events);
        events.push(Event::End(TagEnd::TableRow));
    }
    events.push(Event::End(TagEnd::Table));
}
