//! Lines that are another program's as a whole.

use super::heads::{self, attribute};
use super::margin::strip_columns;
use super::snippets::piece;
use super::tags::is_document;
use super::{LeftOut, Told};
use crate::model::Snippet;
use crate::model::snippet::Directive;
use crate::parse::tags;

/// What becomes of such a line.
pub(super) enum Line {
    /// It goes, and this is noted.
    LeftOut(LeftOut),
    /// This stands in its place, in our syntax.
    Text(String),
    /// A block of this code stands in its place.
    Code { language: String, text: String },
    /// A callout of this type begins behind its first bytes: docsify's `!> text`.
    Callout(&'static str, usize),
}

/// Whether a line of `text` may be other programs'. Cheap, and never wrong where it says no.
pub(super) fn may_hold(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '\t', '>']).as_bytes();
        let begins = |marks: &[&[u8]]| marks.iter().any(|mark| line.starts_with(mark));
        match line.first() {
            Some(b'!') => begins(&[b"!!!", b"!>"]),
            Some(b'?') => begins(&[b"???", b"?>"]),
            Some(b'=') => begins(&[b"=== ", b"===!", b"===+"]),
            Some(b':') => begins(&[b":::"]),
            Some(b'/') => begins(&[b"///"]),
            Some(b'`' | b'~') => {
                memchr::memmem::find(line, b"ad-").is_some() || line.contains(&b'{')
            }
            Some(b'{') => line.len() > 2,
            Some(b'[') if line.get(1) == Some(&b'!') => {
                const NAMES: [&[u8]; 4] = [b"include", b"video", b"div", b"code"];
                let is = |name: &&[u8]| {
                    line.get(2..2 + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name))
                };
                NAMES.iter().any(is)
            }
            Some(b'[' | b'$' | b'@') => begins(&[b"[toc]", b"[TOC]", b"[[", b"${toc}", b"@["]),
            Some(b'*') => begins(&[b"*[", b"* TOC", b"* toc"]),
            Some(b'i' | b'e') => begins(&[b"import ", b"export "]),
            Some(b'<') => {
                line.get(1).is_some_and(|b| b.is_ascii_uppercase() || *b == b'<')
                    || memchr::memmem::find(line, b" markdown").is_some()
            }
            Some(b'-' | b';') => begins(&[b"--8<--", b"-8<-", b";--8<--"]),
            _ => false,
        }
    })
}

/// What becomes of `line`, which has no indentation and stands at `at`, if it is another program's.
/// `next` is the line behind it; code may show pieces of `snippets`.
pub(super) fn foreign(line: &str, at: usize, next: &str, snippets: &[Snippet]) -> Option<Line> {
    let line = line.trim_end();
    if let Some(code) = code(line, snippets) {
        return Some(code);
    }
    let out = |form: Option<&str>, words: &str| {
        let form = form.map(|form| Told::LeftOut(form.to_owned()));
        let span = (at..at + line.len()).into();
        Some(Line::LeftOut(LeftOut { span, form, words: words.to_owned() }))
    };
    match line.as_bytes() {
        [b'!', b'>', b' ', ..] => Some(Line::Callout("important", 3)),
        [b'?', b'>', b' ', ..] => Some(Line::Callout("tip", 3)),
        [b'[' | b'$' | b'@', ..] if is_contents(line) => out(None, ""),
        [b'*' | b'-' | b'1', ..] if is_kramdown_contents(line, next) => out(None, ""),
        [b'*', b'[', ..] => {
            let (name, text) = line[2..].split_once("]:")?;
            (!name.is_empty() && !name.contains(['[', ']']) && text.starts_with(' '))
                .then(|| out(Some("*[…]: …"), ""))?
        }
        [b'{', b'!' | b'*', ..] => {
            let Directive { path, form, .. } = Directive::read(line)?;
            match is_document(path) {
                true => Some(Line::Text(format!("![[/{}]]", path.trim_start_matches("../")))),
                false => out(Some(form), ""),
            }
        }
        [b'{', ..] if is_attributes(line) => out(None, &line[1..line.len() - 1]),
        [b'i', b'm', ..] if is_import(line) => out(Some("import"), ""),
        [b'e', b'x', ..] if is_export(line) => out(Some("export"), ""),
        [b'<', b'<', b'<', b' ', ..] => out(Some("<<<"), ""),
        [b':', b':', b':', b' ', ..] if is_reference(&line[4..]) => out(Some(line), &line[4..]),
        [b':', b':', b':', ..] => docfx(line, out),
        [b'[', b'!', ..] => docfx_mark(line, out),
        [b'-' | b';', ..] if is_snippet(line) => match snippet_document(line) {
            Some(path) => Some(Line::Text(format!("![[{path}]]"))),
            None => out(Some("--8<--"), ""),
        },
        _ => None,
    }
}

/// The piece of a file that is no document, as code in the language of its ending.
fn code(line: &str, snippets: &[Snippet]) -> Option<Line> {
    let directive = Directive::read(line).filter(|one| !is_document(one.path))?;
    let text = piece(&directive, snippets)?;
    let ending = directive.path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_word = |text: &&str| text.chars().all(char::is_alphanumeric);
    let language = match directive.language {
        "" => Some(ending).filter(is_word).unwrap_or(""),
        language => language,
    };
    Some(Line::Code { language: language.to_owned(), text })
}

/// `:::name attributes:::`, of DocFX, which Microsoft's documentation is written for, and the ends
/// of its blocks.
fn docfx(line: &str, out: impl Fn(Option<&str>, &str) -> Option<Line>) -> Option<Line> {
    let inner = line[3..].trim_start();
    let closed = inner.strip_suffix(":::");
    let (name, rest) = {
        let inner = closed.unwrap_or(inner).trim();
        inner.split_once(' ').unwrap_or((inner, ""))
    };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if !is_name || closed.is_none() && !name.ends_with("-end") {
        return None;
    }
    let value = |name: &str| attribute(rest, name).unwrap_or("");
    match name {
        "image" if !value("source").is_empty() => {
            let alt = value("alt-text").replace(['[', ']'], " ");
            Some(Line::Text(format!("![{alt}](<{}>)", value("source"))))
        }
        "row" | "column" | "zone" | "moniker" | "image" => out(None, rest),
        _ if name.ends_with("-end") => out(None, ""),
        name => out(Some(&format!(":::{name}:::")), rest),
    }
}

/// `[!INCLUDE [a](b.md)]`, `[!VIDEO address]`, `[!div class="a"]` and `[!code-x[a](b)]`, of DocFX.
fn docfx_mark(line: &str, out: impl Fn(Option<&str>, &str) -> Option<Line>) -> Option<Line> {
    let inner = line.strip_prefix("[!")?.strip_suffix(']')?;
    let (name, rest) = inner.split_at(inner.find([' ', '[', '-'])?);
    let path = || rest.rsplit_once("](")?.1.strip_suffix(')');
    match name.to_ascii_lowercase().as_str() {
        "include" => {
            path().filter(|path| is_document(path)).map(|path| Line::Text(format!("![](<{path}>)")))
        }
        "video" => Some(Line::Text(format!("[Video](<{}>)", rest.trim()))),
        "div" => out(None, rest),
        "code" => out(Some("[!code]"), ""),
        _ => None,
    }
}

/// A place for a table of contents, which every page has.
fn is_contents(line: &str) -> bool {
    ["[toc]", "[[toc]]", "[[_toc_]]", "@[toc]", "${toc}"]
        .iter()
        .any(|form| line.eq_ignore_ascii_case(form))
}

/// `* TOC` above `{:toc}`.
fn is_kramdown_contents(line: &str, next: &str) -> bool {
    let next = next.trim().replace(' ', "");
    line.len() < 40 && next.starts_with("{:toc")
}

/// `{: .class #id}` and `{ .class }`, for the block beside it.
fn is_attributes(line: &str) -> bool {
    let inner = line.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| match inner.strip_prefix(':') {
        Some(rest) => !rest.contains(['{', '}']) && !rest.starts_with(':'),
        None => super::tags::is_attribute_list(inner) && inner.trim_start().starts_with('.'),
    })
}

/// The id in `{: #id .class }`, as kramdown has it below a heading.
pub(super) fn id_below(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix("{:")?.strip_suffix('}')?;
    let id = inner.split_whitespace().find_map(|word| word.strip_prefix('#'))?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    is_id.then_some(id)
}

/// A line of JavaScript as MDX has it.
fn is_import(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("import ") else { return false };
    let rest = rest.trim_end_matches([';', ' ']);
    let quoted = |text: &str| {
        let text = text.trim();
        let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        mark.is_some_and(|mark| text.len() > 2 && text.ends_with(mark))
    };
    quoted(rest) || rest.rsplit_once(" from ").is_some_and(|(_, path)| quoted(path))
}

fn is_export(line: &str) -> bool {
    let declares = ["export const ", "export default ", "export let "];
    declares.iter().any(|head| line.starts_with(head)) && line.ends_with([';', '}', ')'])
}

/// `::: package.module`, where mkdocstrings writes what it reads in code.
fn is_reference(name: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    name.contains('.') && name.chars().all(is_name)
}

/// `--8<-- "file"`, of MkDocs.
fn is_snippet(line: &str) -> bool {
    let line = line.trim_start_matches(';');
    let mark =
        line.trim_start_matches('-').strip_prefix("8<").map(|rest| rest.trim_start_matches('-'));
    line.starts_with('-') && mark.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The document of Markdown that `--8<-- "docs/a.md"` names, from the top folder.
fn snippet_document(line: &str) -> Option<String> {
    let path = line.strip_prefix("--8<--")?.trim().strip_prefix('"')?.strip_suffix('"')?;
    is_document(path).then(|| format!("/{path}"))
}

/// Options in the lines below a block's head: `title: x`, `:class: y`.
#[derive(Default)]
pub(super) struct BlockOptions<'a> {
    pub title: Option<&'a str>,
    /// What it is.
    pub kind: Option<&'a str>,
    /// How it is dressed, which may say for whom it is.
    pub dress: Option<&'a str>,
    /// What folds is open.
    pub is_open: bool,
    /// Where the line behind them begins; 0 where there are none.
    pub end: usize,
}

/// The options below the line that ends at `at`, indented by `indent` columns or more.
pub(super) fn options(text: &str, at: usize, indent: usize) -> BlockOptions<'_> {
    const NAMES: [&str; 11] = [
        "title", "collapse", "icon", "color", "class", "name", "open", "type", "attrs", "new",
        "select",
    ];
    let mut options = BlockOptions::default();
    let mut start = at + 1;
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let bare = line.trim().trim_start_matches(':');
        let Some((name, value)) = bare.split_once(':') else { break };
        let (name, value) = (name.trim(), Some(value.trim()).filter(|value| !value.is_empty()));
        if !NAMES.contains(&name) || strip_columns(line, indent).is_none() {
            break;
        }
        match name {
            "title" => options.title = value,
            "type" => options.kind = value,
            "attrs" | "class" => options.dress = value,
            "open" => {
                options.is_open = value.is_none_or(|value| value.eq_ignore_ascii_case("true"))
            }
            _ => {}
        }
        start += line.len();
        options.end = start;
    }
    options
}

/// The length of the code fence that `line` opens, and its sign.
pub(super) fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let len = line.bytes().take_while(|b| *b == mark).count();
    let info = &line[len..];
    (len >= 3 && (mark == b'~' || !info.contains('`'))).then_some((mark, len))
}

/// `line` without the marks of list items before its text.
pub(super) fn without_bullets(line: &str) -> &str {
    let mut rest = line;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = match (digits, rest.as_bytes().get(digits)) {
            (0, Some(b'-' | b'*' | b'+')) => 1,
            (1..=9, Some(b'.' | b')')) => digits + 1,
            _ => return rest,
        };
        let after = &rest[mark..];
        if !after.starts_with([' ', '\t']) {
            return rest;
        }
        rest = after.trim_start_matches([' ', '\t']);
    }
}

/// Whether an item of a list begins with `line`.
pub(super) fn is_item(line: &str) -> bool {
    without_bullets(line).len() < line.len()
}

/// What ends the block of raw HTML that `line` begins, if it does: a mark, or nothing, which is a
/// blank line.
pub(super) fn html_end(line: &str) -> Option<&'static str> {
    let line = line.trim_end();
    match tags::end_mark(line)? {
        ">" => {
            // A tag that is alone on its line, or one of an element that holds blocks.
            let alone = line.ends_with('>') && !line[1..].contains('<');
            (alone || tags::holds_blocks(tags::name(line))).then_some("")
        }
        mark => tags::find_mark(line, mark).is_none().then_some(mark),
    }
}

/// What `line` opens; see [`heads`].
pub(super) use heads::head;
