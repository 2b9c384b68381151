//! Among the words: tags of template languages become links, pictures or nothing, attributes and
//! sizes of pictures what ours would be.

use std::cell::OnceCell;
use std::ops::Range;

use super::arguments::{Element, Family, Tag, arguments};
use super::heads::is_silent;
use super::pictures::size;
use super::source_map::{Edits, SourceMap};
use super::{LeftOut, NotText, Told, emoji, snippets as pieces};
use crate::model::{Map, Snippet};

/// What may stand between two signs that belong together, in bytes.
const LONGEST: usize = 2048;

pub(super) struct Scanner<'a> {
    pub text: &'a str,
    pub edits: Edits<'a>,
    left_out: Vec<LeftOut>,
    /// Whether the place is in a block of raw HTML.
    pub in_html: bool,
    /// Where the attributes end that were read last.
    dressed: usize,
    /// Where the last of each closing sign stands, so that none is looked for in vain.
    last: Map<&'static str, Option<usize>>,
    /// Closing tags, in order.
    closers: OnceCell<Vec<Tag<'a>>>,
    /// The line that was looked for last: a line may be the whole text, with a sign in each word.
    line: Range<usize>,
}

/// Whether `text` may hold any.
pub(super) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr(b'{', bytes).is_some()
        || ["<%", "--8<--"]
            .iter()
            .any(|sign| memchr::memmem::find(bytes, sign.as_bytes()).is_some())
        || memchr::memchr_iter(b'<', bytes)
            .any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase))
        || memchr::memmem::find(bytes, b" =").is_some()
            && memchr::memmem::find(bytes, b"](").is_some()
}

/// What is read beside the tags.
#[derive(Clone, Copy)]
pub(super) struct Notations {
    /// Short codes of emoji.
    pub short_codes: bool,
    /// Wikilinks that name their text first.
    pub text_first: bool,
}

/// The text with its tags in our syntax, if there are any, and what is left out. In code, of which
/// `not_text` tells where it stands, nothing counts but what shows pieces of `snippets`.
pub(super) fn translate(
    text: &str,
    body: usize,
    not_text: &[(Range<usize>, NotText)],
    snippets: &[Snippet],
    read: Notations,
) -> (Option<(String, SourceMap)>, Vec<LeftOut>) {
    let mut scanner = Scanner {
        text,
        edits: Edits::new(text),
        left_out: Vec::new(),
        in_html: false,
        dressed: 0,
        last: Map::default(),
        closers: OnceCell::new(),
        line: 0..0,
    };
    let mut not_text = not_text.iter().peekable();
    let mut until = body;
    let bytes = &text.as_bytes()[body..];
    let signs = memchr::memchr3_iter(b'{', b'<', b'=', bytes);
    let colons = read.short_codes.then(|| memchr::memchr_iter(b':', bytes)).into_iter().flatten();
    let links = read.text_first.then(|| memchr::memmem::find_iter(bytes, b"[["));
    let signs = merged(merged(signs, colons), links.into_iter().flatten());
    for at in signs.map(|i| body + i) {
        while not_text.next_if(|(range, _)| range.end <= at).is_some() {}
        let inside = not_text.peek().filter(|(range, _)| range.start <= at);
        scanner.in_html = inside.is_some_and(|(_, what)| *what == NotText::Html);
        if at < until {
            continue;
        }
        if let Some((range, NotText::CodeBlock)) = inside {
            let Scanner { edits, left_out, .. } = &mut scanner;
            pieces::expand(text, range, snippets, edits, left_out);
            until = range.end;
            continue;
        }
        if inside.is_some_and(|(_, what)| *what == NotText::Code) || text[..at].ends_with('\\') {
            continue;
        }
        if let Some(end) = scanner.sign(at) {
            until = end.max(at + 1);
        }
    }
    (scanner.edits.finish(), scanner.left_out)
}

impl<'a> Scanner<'a> {
    /// Reads what begins at `at`. Returns where it ends; `None` where it is text.
    fn sign(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..];
        match rest {
            // What a link leads to is settled where links are.
            [b'<', b'%', ..] | [b'{', b'{', ..] if self.in_wikilink(at) => None,
            [b'=', ..] if !self.in_html => self.size(at),
            [b'<', b'%', ..] => {
                let end = self.find(at + 2, "%>")?;
                self.leave_out(at..end, Some("<% %>".to_owned()), String::new());
                Some(end)
            }
            [b'{', b'{', b'<' | b'%', ..] | [b'{', b'%', ..] => self.tag(at),
            [b'{', b'{', b'{', ..] => None,
            [b'{', b'{', b'#', ..] => {
                let end = self.find(at + 3, "}}")?;
                let mut words = self.text[at + 3..end - 2].split_whitespace();
                let name = words.next().unwrap_or("");
                if let Some(path) = words.next().filter(|path| is_document(path))
                    && name == "include"
                {
                    return self.replace(at..end, &format!("![[{path}]]"));
                }
                let form = format!("{{{{#{name}}}}}");
                self.leave_out(at..end, Some(form), String::new());
                Some(end)
            }
            [b'{', b'{', ..] => self.value(at),
            [b'[', b'[', ..] if !self.in_html => self.text_first(at),
            [b'<', b, ..] if b.is_ascii_alphabetic() => self.element(at),
            [b'{', b'#', b' ' | b'-' | b'\n', ..] => self.comment(at, at + 2, "#}"),
            [b'{', b':', b':', ..] if self.text[at..].starts_with("{::comment}") => {
                let end = self.find_far(at, "{:/comment}").or_else(|| self.find_far(at, "{:/}"))?;
                self.comment(at, end - 1, "}")
            }
            [b'{', b'/', b'*', ..] => {
                let end = self.find(at + 3, "*/}")?;
                match self.heading_id(at, end) {
                    Some(id) => return self.replace(at..end, &format!("{{#{id}}}")),
                    None => self.leave_out(at..end, None, String::new()),
                }
                Some(end)
            }
            [b'{', ..] if !self.in_html => self.attributes(at),
            [b':', ..] if !self.in_target(at) && !self.in_wikilink(at) => {
                let (len, emoji) = emoji::at(self.text, at)?;
                match emoji {
                    Some(emoji) => self.replace(at..at + len, emoji),
                    None => self.icon(at..at + len),
                }
            }
            _ => None,
        }
    }

    /// The end of the next `sign` behind `at`, if one is near.
    fn find(&mut self, at: usize, sign: &'static str) -> Option<usize> {
        let text = self.text;
        let last = *self
            .last
            .entry(sign)
            .or_insert_with(|| memchr::memmem::rfind(text.as_bytes(), sign.as_bytes()));
        if last? < at {
            return None;
        }
        let limit = text.floor_char_boundary((at + LONGEST).min(text.len()));
        text.get(at..limit)?.find(sign).map(|i| at + i + sign.len())
    }

    /// Leaves out another program's comment, from `at` to the first `sign` behind `from`.
    fn comment(&mut self, at: usize, from: usize, sign: &'static str) -> Option<usize> {
        let end = self.find_far(from, sign)?;
        self.leave_out(at..end, None, String::new());
        Some(end)
    }

    /// The end of the next `sign` behind `at`, however far it is.
    fn find_far(&mut self, at: usize, sign: &'static str) -> Option<usize> {
        let text = self.text;
        let last = self.last.entry(sign);
        let last = *last.or_insert_with(|| memchr::memmem::rfind(text.as_bytes(), sign.as_bytes()));
        last.filter(|last| *last >= at)?;
        memchr::memmem::find(&text.as_bytes()[at..], sign.as_bytes()).map(|i| at + i + sign.len())
    }

    fn leave_out(&mut self, range: Range<usize>, form: Option<String>, words: String) {
        self.edits.keep_to(range.start);
        self.edits.replace_to(range.end, "");
        self.note(range, form.map(Told::LeftOut), words);
    }

    fn note(&mut self, range: Range<usize>, form: Option<Told>, words: String) {
        self.left_out.push(LeftOut { span: range.into(), form, words });
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: &str) -> Option<usize> {
        self.edits.keep_to(range.start);
        self.edits.replace_to(range.end, text);
        Some(range.end)
    }

    fn tag(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let tag = Tag::at(text, at)?;
        let range = tag.range.clone();
        if tag.quoted() {
            let inner = text[range.clone()].replacen("/*", "", 1).replacen("*/", "", 1);
            return self.replace(range, &inner);
        }
        let verbatim = match tag.family {
            Family::Liquid => matches!(&*tag.name, "raw" | "comment"),
            Family::Hugo => tag.name == "comment",
            Family::Component => false,
        };
        if verbatim && !tag.closes {
            return self.verbatim(&tag);
        }
        match (tag.family, tag.name.as_str(), tag.closes) {
            (Family::Hugo, "ref" | "relref", false) => {
                let path = tag.positional(0).or_else(|| tag.named(&["path"]))?;
                self.address(range, path)
            }
            (Family::Liquid, "link", false) => {
                let path = tag.positional(0)?;
                self.address(range, &format!("/{}", path.trim_start_matches('/')))
            }
            (Family::Liquid, "post_url", false) => {
                let path = tag.positional(0)?;
                self.address(range, &format!("/_posts/{path}.md"))
            }
            (Family::Hugo, "figure" | "img" | "image" | "imgproc", false)
                if tag.named(&["src", "link"]).is_some() =>
            {
                self.figure(&tag)
            }
            (Family::Hugo, "youtube" | "vimeo", false) => {
                let id = tag.positional(0).or_else(|| tag.named(&["id"]))?;
                let link = match (tag.name.as_str(), self.in_html) {
                    (_, true) => String::new(),
                    ("youtube", _) => format!("[YouTube](<https://www.youtube.com/watch?v={id}>)"),
                    _ => format!("[Vimeo](<https://vimeo.com/{id}>)"),
                };
                self.replace(range, &link)
            }
            (Family::Liquid, "embed", false) if tag.named(&["url"]).is_some() => {
                let url = tag.named(&["url"])?;
                self.link(range, url, url)
            }
            (Family::Liquid, "file", false) if tag.named(&["src"]).is_some() => {
                let path = tag.named(&["src"])?;
                let name = path.rsplit('/').next().unwrap_or(path);
                self.link(range, name, path)
            }
            (_, _, false) if tag.range.start == at && self.in_target(at) => {
                self.unknown_address(&tag)
            }
            _ => {
                let form = (!is_silent(&tag)).then(|| tag.form());
                let words = tag.named(&["style", "type", "class"]).unwrap_or("");
                self.leave_out(range.clone(), form, format!("{} {words}", tag.name));
                Some(range.end)
            }
        }
    }

    /// `{% raw %}…{% endraw %}`: what is between is shown as it is; of a comment, nothing.
    fn verbatim(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let text = self.text;
        let from = tag.range.end;
        let closers = self.closers.get_or_init(|| {
            let opens = memchr::memchr_iter(b'{', text.as_bytes());
            opens.filter_map(|at| Tag::at(text, at)).filter(|tag| tag.closes).collect()
        });
        let behind = closers.partition_point(|closer| closer.range.start < from);
        let closes = |closer: &&Tag<'_>| closer.name == tag.name && closer.family == tag.family;
        let close = closers[behind..].iter().find(closes);
        let Some(close) = close.map(|closer| closer.range.clone()) else {
            self.leave_out(tag.range.clone(), Some(tag.form()), tag.name.clone());
            return Some(from);
        };
        self.edits.keep_to(tag.range.start);
        if tag.name == "raw" {
            self.edits.replace_to(from, "");
            self.edits.keep_to(close.start);
        }
        self.edits.replace_to(close.end, "");
        Some(close.end)
    }

    /// A path in the place of a tag: the target of a link, or a link of its own.
    fn address(&mut self, range: Range<usize>, path: &str) -> Option<usize> {
        let target = target(path);
        if self.in_target(range.start) {
            return self.replace(range, &target);
        }
        self.link(range, path.rsplit('/').next().unwrap_or(path), path)
    }

    /// What a tag that nobody here knows stands for in a link's target: the path that is its only
    /// argument, seen from the site's root, else nothing that anybody can follow.
    fn unknown_address(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let path = tag.positional(0).filter(|path| path.contains(['/', '.']));
        if let Some(path) = path.filter(|_| tag.positional(1).is_none()) {
            let is_rooted = path.starts_with(['.', '/', '#']) || path.contains(':');
            let root = if is_rooted { "" } else { "/" };
            return self.replace(tag.range.clone(), &target(&format!("{root}{path}")));
        }
        self.note(tag.range.clone(), Some(Told::LeftOut(tag.form())), String::new());
        self.replace(tag.range.clone(), &format!("{{{{{}}}}}", tag.name))
    }

    /// A link in the place of a tag, of which `name` is a part.
    fn link(&mut self, range: Range<usize>, name: &str, path: &str) -> Option<usize> {
        match self.in_html {
            true => self.around(range, "", name, ""),
            false => self.around(range, "[", name, &format!("]({})", target(path))),
        }
    }

    /// Text in the place of a tag; `name` is a part of the tag, and stays where it is.
    pub(super) fn around(
        &mut self,
        range: Range<usize>,
        before: &str,
        name: &str,
        after: &str,
    ) -> Option<usize> {
        let at = (name.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        self.edits.keep_to(range.start);
        if range.contains(&at) && !name.contains(['[', ']', '\n', '\\']) {
            self.edits.replace_to(at, before);
            self.edits.keep_to(at + name.len());
            self.edits.replace_to(range.end, after);
        } else {
            let name = name.replace(['[', ']', '\n', '\\'], " ");
            self.edits.replace_to(range.end, &format!("{before}{name}{after}"));
        }
        Some(range.end)
    }

    /// The line that holds `at`, without its end.
    fn line(&mut self, at: usize) -> Range<usize> {
        if !(self.line.start..=self.line.end).contains(&at) {
            let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
            let rest = &self.text.as_bytes()[at..];
            self.line = start..memchr::memchr(b'\n', rest).map_or(self.text.len(), |i| at + i);
        }
        self.line.clone()
    }

    /// What stands before `at` in its line, if that is not far.
    pub(super) fn before(&self, at: usize) -> &'a str {
        let text: &'a str = self.text;
        let near = text.ceil_char_boundary(at.saturating_sub(LONGEST / 2));
        let before = &text[near..at];
        before.rfind('\n').map_or(before, |i| &before[i + 1..])
    }

    /// Whether a wikilink is open at `at`.
    fn in_wikilink(&self, at: usize) -> bool {
        let before = self.before(at);
        before.rfind("[[").is_some_and(|open| !before[open..].contains("]]"))
    }

    /// Whether what stands at `at` is the beginning of a link's target.
    fn in_target(&self, at: usize) -> bool {
        let before = self.before(at);
        let open = ["](", "]:", "=\"", "='", "](<"]
            .iter()
            .filter_map(|open| before.rfind(open).map(|i| i + open.len()));
        open.max().is_some_and(|from| {
            let between = before[from..].trim_start();
            let is_tag = between.starts_with("{{") || between.starts_with("{%");
            !between.contains(')') && (is_tag || !between.contains(['"', '\'', '>', ' ']))
        })
    }

    /// Leaves out an icon, with what dresses it and the space that parts it from the text: what
    /// stands in an item of a list would begin farther in.
    fn icon(&mut self, range: Range<usize>) -> Option<usize> {
        let text = self.text;
        let mut end = range.end;
        if let Some(list) = text[end..self.line(end).end].strip_prefix('{')
            && let Some((list, _)) = list.split_once('}')
            && is_attribute_list(list.strip_prefix(':').unwrap_or(list))
        {
            end += list.len() + 2;
            self.note(range.end..end, None, list.to_owned());
        }
        if text[end..].starts_with(' ') && text[..range.start].ends_with([' ', '\t', '\n']) {
            end += 1;
        }
        self.leave_out(range.start..end, Some(":…:".to_owned()), String::new());
        Some(end)
    }

    /// `[[text|Target]]`, of Gollum's and Dendron's. Gollum's pictures have attributes there.
    fn text_first(&mut self, at: usize) -> Option<usize> {
        let end = self.find(at + 2, "]]")?;
        let (shown, target) = self.text[at + 2..end - 2].split_once('|')?;
        let is_embed = self.text[..at].ends_with('!');
        if is_embed || shown.trim().is_empty() || target.contains(['=', '|', '[', '\n']) {
            return None;
        }
        let vault = target.trim().strip_prefix("dendron://").and_then(|rest| rest.split_once('/'));
        let target = vault.map_or(target, |(_, note)| note);
        self.around(at..end, &format!("[[{target}|"), shown, "]]")
    }

    /// `{{ … }}`: in a target what is known of it, else shown.
    fn value(&mut self, at: usize) -> Option<usize> {
        let end = self.find(at + 2, "}}")?;
        if self.text[at..end].contains('\n') {
            return None;
        }
        let inner = self.text[at + 2..end - 2].trim_matches(['-', ' ', '\t']);
        if self.in_target(at) {
            let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''));
            if let Some(quote) = quote {
                let literal = inner[1..].split(quote).next().unwrap_or("");
                return self.replace(at..end, &target(literal));
            }
            let base = ["site.base", "site.url", "base", ".Site.Base", "relative", "config.base"];
            if base.iter().any(|base| inner.starts_with(base)) {
                let slash =
                    if self.text[end..].starts_with(['/', ')', '"', '{']) { "" } else { "/" };
                return self.replace(at..end, slash);
            }
            // With white space in its target it would be no link; where it leads nobody here knows.
            let name = inner.split(|c: char| !c.is_alphanumeric() && !"._-".contains(c)).next();
            let form = Told::LeftOut(self.text[at..end].to_owned());
            self.note(at..end, Some(form), String::new());
            return self.replace(at..end, &format!("{{{{{}}}}}", name.unwrap_or("")));
        }
        let is_code = inner.starts_with(['.', '$'])
            || ["site.", "page."].iter().any(|head| inner.starts_with(head))
            || inner.contains([' ', '|', ':']);
        if is_code && !inner.is_empty() {
            self.note(at..end, Some(Told::Shown(self.text[at..end].to_owned())), String::new());
        }
        Some(end)
    }

    /// The id in `{/* id */}`, which Docusaurus and React's manual write behind a heading.
    fn heading_id(&mut self, at: usize, end: usize) -> Option<&'a str> {
        let text: &'a str = self.text;
        let line = self.line(at).start;
        let rest = &text[end..self.line(end).end];
        let id = text[at + 3..end - 3].trim();
        let id = id.strip_prefix('#').unwrap_or(id);
        let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        (is_id && is_heading(&text[line..at]) && rest.trim().is_empty()).then_some(id)
    }

    /// An element with values in braces, which no HTML has: those that are text stay as such.
    fn element(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        if text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase())
            && let Some(tag) = Tag::at(text, at).filter(|tag| !tag.closes)
        {
            // Around the words of a line, too, it may say for whom they are.
            let words = format!("{} {}", tag.name, tag.words());
            self.note(tag.range.clone(), None, words);
        }
        let element = Element::at(text, at).filter(|element| !element.braced.is_empty())?;
        for (attribute, value) in element.braced {
            self.edits.keep_to(attribute.start);
            let literal =
                literal(&text[value]).filter(|_| !text[attribute.clone()].starts_with('{'));
            let written = literal.map(|literal| {
                let name = text[attribute.clone()].split('=').next().unwrap_or("");
                format!("{name}=\"{}\"", quotable(literal))
            });
            self.edits.replace_to(attribute.end, &written.unwrap_or_default());
        }
        let is_void = ["img", "br", "hr", "input", "source", "wbr"].contains(&element.name);
        if element.attributes.ends_with('/') && !is_void {
            // HTML would take such an element for one that is open.
            let slash = self.edits.at().max(element.end - 2);
            self.edits.keep_to(slash);
            self.edits.replace_to(element.end, &format!("></{}>", element.name));
        }
        Some(element.end)
    }

    /// `{: .class}` and `{width=200}` behind what they dress.
    fn attributes(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let line = self.line(at);
        let end = self.find(at, "}").filter(|end| *end <= line.end)?;
        let inner = &text[at + 1..end - 1];
        let before = text[..at].chars().next_back().unwrap_or('\n');
        let colon = inner.strip_prefix(':').filter(|rest| !rest.starts_with(':'));
        if is_heading(&text[line.start..at]) && text[end..line.end].trim().is_empty() {
            // Behind a heading ours are the same, but for the colon.
            let list = colon.filter(|list| list.contains('#') && is_attribute_list(list))?;
            return self.replace(at..end, &format!("{{ {} }}", list.trim()));
        }
        let dresses = self.dressed == at
            || matches!(before, ')' | '`' | '>')
            || colon.is_some() && matches!(before, '*' | '_' | ']');
        let list = colon.unwrap_or(inner);
        let stands_alone = colon.is_some() && before.is_whitespace();
        if !is_attribute_list(list) || !(dresses || stands_alone) {
            return None;
        }
        if before == ')' {
            let near = self.before(at);
            let target = near.rfind("](").map(|i| at - near.len() + i);
            let target = target.filter(|_| self.edits.at() <= at);
            if colon.is_none() && target.is_none() {
                return None;
            }
            let width = attribute(list, "width");
            if let (Some(target), Some(width)) = (target, width) {
                self.resize(target, &size(width, attribute(list, "height")));
            }
        }
        self.leave_out(at..end, None, list.to_owned());
        self.dressed = end;
        Some(end)
    }
}

/// Both in order.
fn merged(
    one: impl Iterator<Item = usize>,
    other: impl Iterator<Item = usize>,
) -> impl Iterator<Item = usize> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(a), Some(b)) if b < a => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}

/// A text as it may stand in quotation marks.
pub(super) fn quotable(text: &str) -> String {
    text.replace("\\\"", "'").replace(['\n', '"', '<', '>'], " ")
}

/// Whether `path` is a whole document of Markdown.
pub(super) fn is_document(path: &str) -> bool {
    path.ends_with(".md") && !path.contains(['[', ']', '|', '#', ':'])
}

/// Whether a line that begins so is a heading, in a quotation too.
fn is_heading(line: &str) -> bool {
    line.trim_start_matches([' ', '>']).starts_with('#')
}

/// What stands in braces, if it is a text or a number.
fn literal(value: &str) -> Option<&str> {
    let value = value.trim();
    let quote = value.chars().next()?;
    let inner = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match quote {
        '"' | '\'' | '`' => inner.filter(|inner| !inner.contains([quote, '$', '\\'])),
        _ => value.bytes().all(|b| b.is_ascii_digit()).then_some(value),
    }
}

/// A path as a link's target is written.
pub(super) fn target(path: &str) -> String {
    match path.contains([' ', '(', ')']) {
        true => format!("<{path}>"),
        false => path.to_owned(),
    }
}

fn attribute<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    arguments(list).find(|(other, _)| *other == name).map(|(_, value)| value)
}

/// Whether `list` is `.class #id key=value` and nothing else.
pub(super) fn is_attribute_list(list: &str) -> bool {
    let mut all = arguments(list).peekable();
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c))
    };
    let bare = |value: &str| value.strip_prefix(['.', '#']).is_some_and(is_name);
    all.peek().is_some() && all.all(|(name, value)| is_name(name) || name.is_empty() && bare(value))
}
