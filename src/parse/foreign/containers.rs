//! Blocks of other programs become callouts, or plain text where they only say where it stands.
//!
//! One pass over the lines. Every line inside a block gets the `> ` of its callouts; what the
//! block's own syntax has before it, indentation, goes. Blank lines wait for the next line, which
//! tells to which of the open blocks they belong. What stands in code fences is left alone.

use std::cell::OnceCell;

use super::arguments::Family;
use super::closers::{Closers, closing};
use super::heads::{End, Form, Head};
use super::lines::{self, Line};
use super::margin::{columns, indentation, own, strip_columns, strip_own};
use super::partials::Partials;
use super::snippets::fence;
use super::source_map::Edits;
use super::{LeftOut, Told, Translation};
use crate::model::{Snippet, SourceFile};
use crate::parse::tags;

/// Blocks inside one another; further ones are text.
const DEEPEST: usize = 8;

/// The fence of code that tags stood around.
const CODE: &str = "``````";

/// A block that is open.
struct Open {
    /// What stands before its lines: white space and marks of quotations.
    own: String,
    /// How many columns its lines may be indented by beyond that.
    indent: usize,
    end: End,
    content: Content,
}

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Blocks of a callout.
    Callout,
    /// Blocks.
    Plain,
    /// Code.
    Code,
}

/// A code fence that is open.
struct Fence {
    mark: u8,
    len: usize,
    /// Marks of quotations before it.
    quotations: usize,
    /// How many blocks are open around it.
    depth: usize,
}

/// A place in a line: it goes from `start` to `end`, what is not read yet begins at `at`, and its
/// text at `rest`.
struct Place {
    start: usize,
    at: usize,
    rest: usize,
    end: usize,
}

struct Scanner<'a> {
    text: &'a str,
    edits: Edits<'a>,
    open: Vec<Open>,
    fence: Option<Fence>,
    /// Where the lines that wait end: they are blank.
    blanks: Vec<usize>,
    /// A callout ended on the line before: what stands before its lines.
    ended: Option<String>,
    /// Where the next line begins that is not read yet.
    skip_to: usize,
    /// The line before is blank.
    after_blank: bool,
    /// A block of raw HTML began: what ends it, a mark or, where that is empty, a blank line.
    in_html: Option<&'static str>,
    /// An item of a list began, and its text may go on.
    in_list: bool,
    left_out: Vec<LeftOut>,
    closers: OnceCell<Closers>,
    snippets: &'a [Snippet],
    partials: Partials<'a>,
    body: usize,
}

/// The text of `file` with its blocks in our syntax, where each byte comes from, and what is left
/// out. The body begins at `body`.
pub(super) fn translate(file: &SourceFile, body: usize) -> Option<Translation> {
    let text = &*file.text;
    let mut scanner = Scanner {
        text,
        edits: Edits::new(text),
        open: Vec::new(),
        fence: None,
        blanks: Vec::new(),
        ended: None,
        skip_to: body,
        after_blank: true,
        in_html: None,
        in_list: false,
        left_out: Vec::new(),
        closers: OnceCell::new(),
        snippets: &file.snippets,
        partials: Partials::of(file),
        body,
    };
    let mut start = body;
    while start < text.len() {
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |i| start + i);
        scanner.line(start, end);
        start = scanner.skip_to.max(end + 1);
    }
    let (left_out, partials) = (scanner.left_out, scanner.partials.into_paths());
    match scanner.edits.finish() {
        Some((new, map)) if new.len() <= super::LONGER.0 + super::LONGER.1 * text.len() => {
            Some(Translation { text: new, map, left_out, partials })
        }
        _ => None,
    }
}

impl<'a> Scanner<'a> {
    /// Takes the line from `start` to `end`, where its break stands.
    fn line(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        if line.trim_matches([' ', '\t', '\r']).is_empty() {
            self.blanks.push(end);
            return;
        }
        let (depth, mut at) = self.reach(start, end);
        self.after_blank = !self.blanks.is_empty();
        match self.in_html {
            Some("") if self.after_blank => self.in_html = None,
            Some(mark) if !mark.is_empty() && tags::find_mark(line, mark).is_some() => {
                self.in_html = Some("");
            }
            _ => {}
        }
        self.leave(depth, start);
        if self.in_fence(at, end) {
            return self.prefix(start, at);
        }
        if self.in_code() {
            if !self.closes_code(start, at, end) {
                self.prefix(start, at);
            }
            return;
        }
        let mut is_begun = false;
        while let Some(next) = self.step(start, at, end, &mut is_begun) {
            if next >= end {
                return;
            }
            at = next;
        }
        if !is_begun {
            let line = &self.text[at..end];
            let own = self.ended.as_ref().and_then(|own| strip_own(line, own));
            if own.is_some_and(|own| line[own..].trim_start().starts_with('>')) {
                self.blank_line(start);
            }
            self.prefix(start, at);
        }
        self.ended = None;
    }

    /// How many of the open blocks the line reaches, and where its text begins in them.
    fn reach(&self, start: usize, end: usize) -> (usize, usize) {
        let mut at = start;
        for (depth, open) in self.open.iter().enumerate() {
            let line = &self.text[at..end];
            let inner = strip_own(line, &open.own).and_then(|own| match open.end {
                End::Indent => strip_columns(&line[own..], 4).map(|len| own + len),
                _ => Some(own + indentation(&line[own..], open.indent)),
            });
            match inner {
                Some(len) => at += len,
                None => return (depth, at),
            }
        }
        (self.open.len(), at)
    }

    /// Ends all open blocks but the first `depth`, before the line at `start`, and writes the
    /// blank lines that waited.
    fn leave(&mut self, depth: usize, start: usize) {
        let ended = self.ended_callout(depth);
        self.open.truncate(depth);
        if self.fence.as_ref().is_some_and(|fence| fence.depth > depth) {
            self.fence = None;
        }
        if self.after_blank {
            self.ended = None;
        } else if ended.is_some() {
            // What follows would go on the callout's last paragraph.
            self.ended = ended;
            self.blank_line(start);
        }
        self.write_blanks(start);
    }

    /// What stands before the lines of the outermost callout among the open blocks but the first
    /// `depth`.
    fn ended_callout(&self, depth: usize) -> Option<String> {
        let at = self.open[depth..].iter().position(|open| open.content == Content::Callout)?;
        Some(self.open[depth..=depth + at].iter().map(|open| open.own.as_str()).collect())
    }

    /// What stands before a line of the open blocks.
    fn marks(&self) -> String {
        self.open.iter().fold(String::new(), |mut out, open| {
            out.push_str(&open.own);
            if open.content == Content::Callout {
                out.push_str("> ");
            }
            out
        })
    }

    /// Writes the line's beginning, `start` to `at`.
    fn prefix(&mut self, start: usize, at: usize) {
        if self.open.is_empty() {
            return;
        }
        self.edits.keep_to(start);
        let marks = self.marks();
        self.edits.replace_to(at, &marks);
    }

    /// Writes the blank lines that waited, before the line at `start`.
    fn write_blanks(&mut self, start: usize) {
        let blanks = std::mem::take(&mut self.blanks);
        let callouts = self.open.iter().any(|open| open.content == Content::Callout);
        if blanks.is_empty() || !callouts {
            return;
        }
        let marks = self.marks();
        let marks = marks.trim_end();
        let mut from = self.edits.at().max(self.body);
        for (number, end) in blanks.iter().enumerate() {
            let line = self.text[from..*end].rfind('\n').map_or(from, |i| from + i + 1);
            self.edits.keep_to(line);
            // More of them say no more, but in code.
            if number < 2 || self.fence.is_some() || self.in_code() {
                self.edits.replace_to(*end, marks);
            } else {
                self.edits.replace_to((*end + 1).min(start), "");
            }
            from = self.edits.at();
        }
    }

    /// Parts a callout that begins there from the line above: it may be a quotation's, too.
    fn part(&mut self, place: &Place) {
        let own = &self.text[place.at..place.rest];
        if !self.after_blank && place.start > self.body {
            self.ended = Some(own.to_owned());
            self.blank_line(place.start);
        }
    }

    /// Writes a blank line behind the callout that ended, before the line at `start`.
    fn blank_line(&mut self, start: usize) {
        let own = self.ended.take().unwrap_or_default();
        let line = format!("{}{own}", self.marks());
        self.edits.keep_to(start);
        self.edits.insert(&format!("{}\n", line.trim_end()));
    }

    /// Whether the line belongs to a code fence, which it may close.
    fn in_fence(&mut self, at: usize, end: usize) -> bool {
        let line = &self.text[at..end];
        let (own, rest) = line.split_at(own(line));
        let Some(fence) = &self.fence else { return false };
        if own.matches('>').count() < fence.quotations {
            self.fence = None;
            return false;
        }
        let closes = lines::fence(rest).is_some_and(|(mark, len)| {
            mark == fence.mark && len >= fence.len && rest[len..].trim().is_empty()
        });
        if closes {
            self.fence = None;
        }
        true
    }

    fn in_code(&self) -> bool {
        self.open.last().is_some_and(|open| open.content == Content::Code)
    }

    /// Whether the line closes the code at hand; then it is written.
    fn closes_code(&mut self, start: usize, at: usize, end: usize) -> bool {
        let line = &self.text[at..end];
        let Some(open) = self.open.last() else { return false };
        let Some((from, _)) = closing(line, &open.end) else { return false };
        self.prefix(start, at);
        if line[..from].trim().is_empty() {
            self.edits.replace_to(end, CODE);
        } else {
            self.edits.keep_to(at + from);
            let fence = format!("\n{}{CODE}", self.marks());
            self.edits.replace_to(end, &fence);
        }
        self.open.pop();
        true
    }

    /// Looks at the line from `at` on: what it opens or closes there is written. Returns where the
    /// rest of it begins; `None` where it is text. `is_begun`: its beginning is written.
    fn step(&mut self, start: usize, at: usize, end: usize, is_begun: &mut bool) -> Option<usize> {
        let text: &'a str = self.text;
        let rest = at + own(&text[at..end]);
        let place = Place { start, at, rest, end };
        let closed = self.close(&place, *is_begun);
        if closed.is_some() {
            *is_begun = true;
            return closed;
        }
        let own = &text[at..rest];
        let is_text = columns(own) < 4 || self.in_list || own.contains('>');
        if !*is_begun
            && self.in_html.is_none()
            && is_text
            && let Some(next) = self.open_block(&place).or_else(|| self.foreign_line(&place))
        {
            *is_begun = true;
            return Some(next);
        }
        let line = &text[rest..end];
        if self.in_html.is_none()
            && let Some((mark, len)) = lines::fence(lines::without_bullets(line))
        {
            let quotations = own.matches('>').count();
            self.fence = Some(Fence { mark, len, quotations, depth: self.open.len() });
        }
        self.in_html = match lines::html_end(line) {
            Some("") | None if self.in_html.is_some() => self.in_html,
            found => found,
        };
        if lines::is_item(line) {
            self.in_list = true;
        } else if self.after_blank && own.is_empty() {
            self.in_list = false;
        }
        None
    }

    /// A line that is another program's as a whole.
    fn foreign_line(&mut self, place: &Place) -> Option<usize> {
        let text: &'a str = self.text;
        let &Place { start, at, rest, end } = place;
        let next = text[end..].lines().nth(1).unwrap_or("");
        let shown = text[rest..end].trim_end();
        let line = if let Some(path) = self.partials.at(shown) {
            Line::Text(format!("![[/{path}]]"))
        } else if self.partials.import(shown) {
            Line::LeftOut(LeftOut::layout(rest..rest + shown.len(), String::new()))
        } else {
            lines::foreign(shown, rest, next, self.snippets)?
        };
        self.heading_id(place);
        self.part(place);
        match line {
            Line::LeftOut(left_out) => {
                self.left_out.push(left_out);
                self.prefix(start, at);
                self.edits.keep_to(rest);
                self.edits.replace_to(end, "");
            }
            Line::Text(text) => {
                self.prefix(start, at);
                self.edits.keep_to(rest);
                self.edits.replace_to(end, &text);
            }
            Line::Code { language, text: code } => {
                let (marks, fence) = (format!("{}{}", self.marks(), &text[at..rest]), fence(&code));
                let code = code.replace('\n', &format!("\n{marks}"));
                self.edits.keep_to(start);
                let block = format!("{marks}{fence}{language}\n{marks}{code}\n{marks}{fence}");
                self.edits.replace_to(end, &block);
            }
            Line::Callout(kind, len) => {
                let marks = format!("{}{}> ", self.marks(), &text[at..rest]);
                self.edits.keep_to(start);
                self.edits.replace_to(rest + len, &format!("{marks}[!{kind}]\n{marks}"));
                self.edits.keep_to(end);
                self.ended = Some(text[at..rest].to_owned());
            }
        }
        Some(end)
    }

    /// Writes the id that stands below a heading where headings have it.
    fn heading_id(&mut self, place: &Place) {
        let Some(id) = lines::id_below(&self.text[place.rest..place.end]) else { return };
        let end = place.start.saturating_sub(1);
        let above = &self.text[..end][self.text[..end].rfind('\n').map_or(0, |i| i + 1)..];
        let is_heading = above.trim_start_matches([' ', '>']).starts_with('#');
        if is_heading
            && !self.after_blank
            && self.edits.at() <= end
            && !above.trim_end().ends_with('}')
        {
            self.edits.keep_to(end);
            self.edits.insert(&format!(" {{#{id}}}"));
        }
    }

    /// Opens the block whose head stands there.
    fn open_block(&mut self, place: &Place) -> Option<usize> {
        let text: &'a str = self.text;
        let &Place { start, at, rest, end } = place;
        if self.open.len() >= DEEPEST {
            return None;
        }
        let column = columns(&text[at..rest]);
        let Head { form, end: closer, len, title } = lines::head(
            text[rest..end].trim_end(),
            |closer| self.is_closed(closer, rest),
            || self.is_filled(column, at - start, end),
        )?;
        self.part(place);
        self.prefix(start, at);
        self.edits.keep_to(rest);
        let content = match form {
            Form::Callout { kind, fold } => {
                let options = match closer {
                    End::Fence(..) => lines::options(text, end, 0),
                    End::Line(b'/', _) => lines::options(text, end, column + 4),
                    _ => lines::BlockOptions::default(),
                };
                let kind = options.kind.unwrap_or(&kind);
                let fold = if fold == "-" && options.is_open { "+" } else { fold };
                self.edits.insert(&format!("> [!{kind}]{fold}"));
                self.write_title(title.or(options.title));
                self.skip_to = options.end;
                if let Some(dress) = options.dress {
                    let at = dress.as_ptr() as usize - text.as_ptr() as usize;
                    let words = dress.replace(['{', '}', ':', ',', '"', '\''], " ");
                    self.left_out.push(LeftOut::layout(at..at + dress.len(), words));
                }
                Content::Callout
            }
            Form::Layout(words) => {
                self.left_out.push(LeftOut::layout(rest..rest + len, words));
                Content::Plain
            }
            Form::Unknown(form, words) => {
                let span = (rest..rest + len).into();
                self.left_out.push(LeftOut { span, form: Some(Told::LeftOut(form)), words });
                Content::Plain
            }
            Form::Code(language) => {
                self.edits.insert(&format!("{CODE}{language}"));
                Content::Code
            }
            Form::Element => {
                self.edits.keep_to(rest + len);
                Content::Plain
            }
        };
        let is_element = matches!(closer, End::Element(_));
        let indent = match closer {
            End::Tag(Family::Component, _) | End::Named(_) => {
                self.indentation_of(&text[at..rest], end)
            }
            _ => 0,
        };
        self.edits.replace_to(self.skip_to.saturating_sub(1).max(rest + len), "");
        self.open.push(Open { own: text[at..rest].to_owned(), indent, end: closer, content });
        let more = text[rest + len..end].trim_start();
        let marks = self.marks();
        // HTML goes on up to a blank line.
        let blank = if is_element { format!("\n{}", marks.trim_end()) } else { String::new() };
        if more.is_empty() {
            self.edits.insert(&blank);
        } else {
            self.edits.replace_to(end - more.len(), &format!("{blank}\n{marks}"));
        }
        Some(end - more.len())
    }

    /// Writes the title of a callout, which is a part of the text that comes next.
    fn write_title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            let at = title.as_ptr() as usize - self.text.as_ptr() as usize;
            self.edits.replace_to(at, " ");
            self.edits.keep_to(at + title.len());
        }
    }

    /// Ends a block whose end stands in the line, and all in it. What closes it is part of it.
    fn close(&mut self, place: &Place, is_begun: bool) -> Option<usize> {
        let text: &'a str = self.text;
        let &Place { start, at, rest, end } = place;
        let line = &text[rest..end];
        let (depth, (from, to)) = (0..self.open.len())
            .rev()
            .find_map(|depth| closing(line, &self.open[depth].end).map(|found| (depth, found)))?;
        let is_alone = !is_begun && line[..from].trim().is_empty();
        if matches!(self.open[depth].end, End::Element(_)) {
            return Some(self.close_element(place, depth, (from, to), is_alone, is_begun));
        }
        let marks = self.marks();
        if !is_alone {
            if !is_begun {
                self.prefix(start, at);
            }
            self.edits.keep_to(rest + from);
            self.edits.replace_to(rest + to, "");
        } else {
            self.edits.keep_to(start);
            self.edits.replace_to(rest + to, marks.trim_end());
        }
        self.ended = self.ended_callout(depth);
        self.open.truncate(depth);
        let more = text[rest + to..end].trim_start();
        if !more.is_empty() {
            let marks = self.marks();
            let gap = format!("\n{}\n{marks}", marks.trim_end());
            self.edits.replace_to(end - more.len(), &gap);
            self.ended = None;
        }
        Some(end - more.len())
    }

    /// Ends an element of HTML: its end tag stays, on a line of its own between blank lines.
    fn close_element(
        &mut self,
        place: &Place,
        depth: usize,
        (from, to): (usize, usize),
        is_alone: bool,
        is_begun: bool,
    ) -> usize {
        let &Place { start, at, rest, end } = place;
        if !is_alone && !is_begun {
            self.prefix(start, at);
        }
        self.open.truncate(depth);
        let marks = self.marks();
        let blank = marks.trim_end();
        if is_alone {
            self.edits.keep_to(start);
            self.edits.replace_to(rest + from, &format!("{blank}\n{marks}"));
        } else {
            self.edits.keep_to(rest + from);
            self.edits.insert(&format!("\n{blank}\n{marks}"));
        }
        self.edits.keep_to(rest + to);
        let more = self.text[rest + to..end].trim_start();
        match more.is_empty() {
            true => self.edits.insert(&format!("\n{blank}")),
            false => self.edits.replace_to(end - more.len(), &format!("\n{blank}\n{marks}")),
        }
        end - more.len()
    }

    /// Whether something behind `at` closes a block that ends so.
    fn is_closed(&self, closer: &End, at: usize) -> bool {
        self.closers.get_or_init(|| Closers::of(self.text, self.body)).any_behind(at, closer)
    }

    /// By how many columns more than `own` the next line with text behind `at` is indented.
    fn indentation_of(&self, own: &str, at: usize) -> usize {
        let lines = self.text[at..].lines().skip(1);
        let line = lines.take(3).find(|line| !line.trim().is_empty()).unwrap_or("");
        let marks = self.open.iter().try_fold(0, |at, open| {
            let rest = &line[at..];
            let own = strip_own(rest, &open.own)?;
            Some(at + own + indentation(&rest[own..], open.indent))
        });
        let rest = &line[marks.unwrap_or(line.len())..];
        let rest = &rest[strip_own(rest, own).unwrap_or(rest.len())..];
        columns(&rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()])
    }

    /// Whether the next line with text behind `at` is indented more than `column`, `outer` bytes
    /// from its start.
    fn is_filled(&self, column: usize, outer: usize, at: usize) -> bool {
        let next = self.text[at..].lines().find(|line| !line.trim().is_empty());
        let next = next.and_then(|line| line.get(outer..));
        next.is_some_and(|line| columns(&line[..own(line)]) >= column + 4)
    }
}
