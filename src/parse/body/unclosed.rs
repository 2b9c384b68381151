//! Raw HTML that is told: comments and elements that never end, components of other programs.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Builder;
use crate::diagnostics::Diagnostic;
use crate::model::Span;
use crate::parse::tags;

impl<'a> Builder<'a> {
    /// Tells of an HTML block that ends with what is around it because nothing else ended it. A
    /// comment hides what follows all the same, as it does in a browser.
    pub(super) fn tell_unclosed(&mut self, lines: &[(Range<usize>, CowStr<'a>)]) {
        let (Some((first, _)), Some((last, _))) = (lines.first(), lines.last()) else { return };
        let block = &self.text[first.start..last.end];
        let begins = first.start + (block.len() - block.trim_start().len());
        let comment = memchr::memmem::rfind(block.as_bytes(), b"<!--");
        let closed = memchr::memmem::rfind(block.as_bytes(), b"-->");
        let verbatim = tags::verbatim_element(&self.text[begins..last.end]);
        match (comment, verbatim) {
            (_, Some((mark, false))) => self.tell_open(begins, mark),
            (_, Some((_, true))) => {}
            (Some(at), None) if closed.is_none_or(|closed| closed < at + "<!".len()) => {
                let rest = &self.text.as_bytes()[last.end..];
                let end = memchr::memmem::find(rest, b"-->").map(|i| last.end + i + "-->".len());
                self.hidden_until = end.unwrap_or(self.text.len());
                if end.is_none() {
                    self.tell_open(first.start + at, "<!--");
                }
            }
            _ => {}
        }
    }

    fn tell_open(&mut self, at: usize, mark: &str) {
        let span = Span::new(at, at + mark.trim_end_matches('>').len());
        self.diagnostics.push(Diagnostic::unclosed(&self.doc.path, span, mark));
    }

    /// Tells of a query of another program, which is hidden, once a form.
    pub(super) fn tell_query(&mut self, form: String, range: Range<usize>) {
        if !self.raw.components.contains(&form) {
            let told = Diagnostic::hidden_query(&self.doc.path, range.into(), &form);
            self.diagnostics.push(told);
            self.raw.components.insert(form);
        }
    }

    /// Tells of a component of another program, once a name.
    pub(super) fn tell_component(&mut self, name: String, range: Range<usize>) {
        if !self.raw.components.contains(&name) {
            let path = &self.doc.path;
            let tag = format!("<{name}>");
            self.diagnostics.push(Diagnostic::foreign_syntax(path, range.into(), &tag));
            self.raw.components.insert(name);
        }
    }
}
