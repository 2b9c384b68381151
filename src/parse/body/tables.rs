//! Tables: each row is a block of text, its cells parted by tabs.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::Builder;
use super::containers::ContainerKind;
use crate::model::Span;

impl Builder<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>, range: Range<usize>) {
        self.alignments = alignments;
        self.push_container(ContainerKind::Table, range.into());
        // The wrapper scrolls sideways where a table is wider than the page.
        self.doc.html.push_str(if self.extended() {
            "<div class=\"table\"><table>"
        } else {
            "<table>"
        });
    }

    pub(super) fn end_table(&mut self) {
        let html = &mut self.doc.html;
        match html.strip_suffix("<tbody>\n").map(str::len) {
            Some(without_body) => html.truncate(without_body),
            None => html.push_str("</tbody>"),
        }
        self.end_group(if self.extended() { "</table></div>\n" } else { "</table>\n" });
        if let Some((id, source)) = self.table_id.take() {
            self.name_previous(id, source);
        }
    }

    /// Whether a row is an `^id` alone: without a blank line before it, it names the table.
    pub(super) fn names_table(&mut self, range: &Range<usize>) -> bool {
        let row = self.text[range.clone()].trim();
        let id = row.strip_prefix('^').filter(|id| self.extended() && !id.is_empty());
        let id = id.filter(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        if let Some(id) = id {
            let source = Span::new(range.start, range.start + row.len());
            self.table_id = Some((id.to_owned(), source));
        }
        id.is_some()
    }

    pub(super) fn start_table_head(&mut self, range: Range<usize>) {
        self.in_head = true;
        self.doc.html.push_str("<thead>");
        self.start_row(range);
    }

    pub(super) fn end_table_head(&mut self) {
        self.end_element("</tr>\n");
        self.doc.html.push_str("</thead><tbody>\n");
        self.in_head = false;
    }

    pub(super) fn start_cell(&mut self) {
        self.open_lazy_block(self.place);
        if self.cell > 0 {
            // Cells are parted by tabs, which no label reaches over.
            self.push_unseen("\t", self.place, false, 0);
        }
        let name = if self.in_head { "th" } else { "td" };
        let alignment = self.alignments.get(self.cell).copied().unwrap_or(Alignment::None);
        let alignment = match alignment {
            Alignment::None => None,
            Alignment::Left => Some("left"),
            Alignment::Center => Some("center"),
            Alignment::Right => Some("right"),
        };
        self.cell += 1;
        self.enter(0);
        self.doc.html.push_str(&match (alignment, self.extended()) {
            (None, _) => format!("<{name}>"),
            (Some(side), true) => format!("<{name} class=\"{side}\">"),
            (Some(side), false) => format!("<{name} align=\"{side}\">"),
        });
    }

    pub(super) fn end_cell(&mut self) {
        self.leave();
        self.doc.html.push_str(if self.in_head { "</th>" } else { "</td>" });
    }
}
