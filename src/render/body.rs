//! Bodies: a document's skeleton with its links, pictures, embeds, ids and mentions filled in.
//!
//! A [`Sheet`] draws pieces of one document onto one page. On the document's own page it draws
//! ids, links the mentions that are to be linked and puts margin marks beside the passages of
//! articles. Elsewhere, in embeds, it draws none of these: passages and mentions belong to their
//! source alone. Links are relative to the page in either case.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use super::bound::Bound;
use super::splice::{Filler, Wrap, splice};
use super::text::{capitalised, is_rtl, starts_rtl};
use super::{drawings, embed};
use crate::concepts::{self, Mention, Reason};
use crate::i18n::{Speech, Words};
use crate::links::Target;
use crate::model::html::push_escaped;
use crate::model::{DocId, Map, Span};
use crate::parse::Document;
use crate::parse::document::{Block, BlockKind, HoleKind, LinkKind};
use crate::site::Site;
use crate::urls;

/// Draws pieces of one document onto one page.
pub struct Sheet<'s> {
    pub(super) site: &'s Site,
    pub(super) speech: &'s Speech,
    /// The page's URL.
    pub(super) page: &'s str,
    pub(super) doc: DocId,
    pub(super) document: &'s Document,
    /// Whether this is the document's own page.
    own: bool,
    /// The documents that the page shows whole, where it is one of several.
    bound: Option<&'s Bound>,
    wraps: Vec<Wrap>,
    /// Paragraphs that an embed stands in for.
    cuts: Vec<Span>,
    /// Words whose backslash freed a mention.
    freed: Rc<[u32]>,
    /// These of all documents that the page has pieces of.
    known: Known,
}

/// Words whose backslash freed a mention, by document: they are looked for once a page.
type Known = Rc<RefCell<Map<DocId, Rc<[u32]>>>>;

impl<'s> Sheet<'s> {
    /// For the document's own page.
    pub fn own(site: &'s Site, speech: &'s Speech, page: &'s str, doc: DocId) -> Self {
        Self::whole(site, speech, page, doc, None)
    }

    /// For a page that shows the document as one of several.
    pub fn bound(
        site: &'s Site,
        speech: &'s Speech,
        page: &'s str,
        doc: DocId,
        bound: &'s Bound,
    ) -> Self {
        Self::whole(site, speech, page, doc, Some(bound))
    }

    fn whole(
        site: &'s Site,
        speech: &'s Speech,
        page: &'s str,
        doc: DocId,
        bound: Option<&'s Bound>,
    ) -> Self {
        let whole = Span::new(0, site.document(doc).html.len());
        let mut sheet = Self::new(site, speech, page, (doc, whole), Known::default());
        (sheet.own, sheet.bound) = (true, bound);
        sheet.link_mentions();
        sheet.mark_margins();
        sheet.finish(whole);
        sheet
    }

    /// For pieces of a document on another page, all of them in `range` of its html.
    pub fn elsewhere(
        site: &'s Site,
        speech: &'s Speech,
        page: &'s str,
        doc: DocId,
        range: Span,
    ) -> Self {
        let mut sheet = Self::new(site, speech, page, (doc, range), Known::default());
        sheet.finish(range);
        sheet
    }

    /// For pieces of another document in this one, all of them in `range` of its html.
    pub fn embedded(&self, doc: DocId, range: Span) -> Self {
        let Self { site, speech, page, ref known, .. } = *self;
        let mut sheet = Self::new(site, speech, page, (doc, range), known.clone());
        sheet.bound = self.bound;
        sheet.finish(range);
        sheet
    }

    fn new(
        site: &'s Site,
        speech: &'s Speech,
        page: &'s str,
        (doc, range): (DocId, Span),
        known: Known,
    ) -> Self {
        let document = site.document(doc);
        let freed = freed(site, doc, range, &known);
        let (wraps, cuts, bound) = (Vec::new(), Vec::new(), None);
        Self { site, speech, page, doc, document, own: false, bound, wraps, cuts, freed, known }
    }

    fn finish(&mut self, range: Span) {
        let (wraps, cuts) = embed::paragraphs(self, range);
        self.wraps.extend(wraps);
        self.wraps.sort_by_key(|wrap| wrap.span.start);
        self.cuts = cuts;
    }

    /// The whole body but `cuts` (sorted by start) and a heading that says the title again.
    pub fn body(&self, cuts: &[Span]) -> String {
        let title = self.document.title_heading;
        let title = title.map(|number| self.document.headings[number as usize].html);
        let mut cuts: Vec<Span> = title.into_iter().chain(cuts.iter().copied()).collect();
        cuts.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
        self.piece(Span::new(0, self.document.html.len()), &cuts)
    }

    /// A balanced range of the body but `cuts` (sorted by start).
    pub fn piece(&self, range: Span, cuts: &[Span]) -> String {
        let mut out = String::with_capacity(range.len() + range.len() / 2);
        let merged: Vec<Span>;
        let cuts = if self.cuts.is_empty() {
            cuts
        } else {
            let mut all: Vec<Span> = cuts.iter().chain(&self.cuts).copied().collect();
            all.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
            merged = all;
            &merged
        };
        let mut pen = Pen { sheet: self, open: Vec::new() };
        splice(self.document, range, cuts, &self.wraps, &mut pen, &mut out);
        out
    }

    /// The words of the document's language, for what stands in its text in the author's place.
    pub(super) fn words(&self) -> &'s Words {
        self.speech.of(&self.document.lang)
    }

    /// The id of an anchor.
    pub fn id(&self, anchor: u32) -> Cow<'s, str> {
        match self.bound.and_then(|bound| bound.id(self.document, self.doc, Some(anchor))) {
            Some(id) => Cow::Owned(id),
            None => Cow::Borrowed(&self.document.anchors[anchor as usize].id),
        }
    }

    /// Whether an anchor's id stands on the page.
    fn shows(&self, anchor: u32) -> bool {
        let is_bound = |bound: &Bound| bound.id(self.document, self.doc, Some(anchor)).is_some();
        self.own && self.bound.is_none_or(is_bound)
    }

    fn link_mentions(&mut self) {
        let mentions = &self.site.mentions[self.doc.index()].mentions;
        for mention in mentions.iter().filter(|mention| mention.reason == Reason::Linked) {
            if let Some(span) = mention.html {
                let mut before = String::with_capacity(64);
                self.mention_tag(mention, &mut before);
                self.wraps.push(Wrap { span, before, after: "</a>" });
            }
        }
    }

    fn mention_tag(&self, mention: &Mention, out: &mut String) {
        let concept = &self.site.vocabulary.concepts[mention.concept.index()];
        out.push_str("<a class=\"mention\" href=\"");
        push_escaped(out, &self.document_href(concept.doc, None));
        out.push_str("\">");
    }

    /// Marks stand as the last child of their passage's element, each concept once.
    fn mark_margins(&mut self) {
        let mentions = &self.site.mentions[self.doc.index()].mentions;
        let margin: Vec<&Mention> =
            mentions.iter().filter(|m| m.reason == Reason::Margin).collect();
        for group in margin.chunk_by(|a, b| a.block == b.block) {
            let Some(at) = self.end_of_content(group[0].block) else { continue };
            let mut marks = String::from("<span class=\"marks\">");
            let mut shown = Vec::with_capacity(group.len());
            for mention in group {
                if shown.contains(&mention.concept) {
                    continue;
                }
                shown.push(mention.concept);
                let concept = &self.site.vocabulary.concepts[mention.concept.index()];
                self.mention_tag(mention, &mut marks);
                push_escaped(&mut marks, &self.site.document(concept.doc).title);
                marks.push_str("</a>");
            }
            marks.push_str("</span>");
            self.wraps.push(Wrap { span: Span { start: at, end: at }, before: marks, after: "" });
        }
    }

    /// Where the content of a block's element ends, in html; of a row, that of its last cell.
    fn end_of_content(&self, block: u32) -> Option<u32> {
        let block = &self.document.blocks[block as usize];
        let html = block.html.of(&self.document.html);
        if !html.starts_with('<') || !html.ends_with('>') {
            return None;
        }
        let at = match block.kind {
            BlockKind::Row => html.rfind("</td>").or_else(|| html.rfind("</th>")),
            _ => html.rfind("</"),
        };
        at.map(|at| block.html.start + at as u32)
    }

    /// Where link `link` leads from the page; `None` if nowhere.
    pub(super) fn href(&self, link: u32) -> Option<String> {
        let site = self.site;
        let written = &self.document.links[link as usize];
        let fragment = written.fragment.as_deref();
        Some(match site.links.targets[self.doc.index()][link as usize] {
            Target::Document { doc, anchor } | Target::Embed { doc, anchor } => {
                self.document_href(doc, anchor)
            }
            Target::Folder(folder) => {
                urls::href(self.page, &site.urls.folders[folder as usize], None)
            }
            Target::File(file) => urls::href(self.page, &site.attachments[file as usize], fragment),
            Target::Page(page) => {
                let mut href = urls::href(self.page, &site.pages[page as usize], None);
                push_rest(&mut href, written.query.as_deref(), fragment);
                href
            }
            Target::Tag(tag) => urls::href(self.page, &site.generated.tags[tag as usize], None),
            Target::External | Target::Remote => {
                let scheme = if written.target.starts_with("//") { "https:" } else { "" };
                let mut href = format!("{scheme}{}", urls::encoded(&written.target));
                push_rest(&mut href, written.query.as_deref(), fragment);
                href
            }
            Target::Missing | Target::Unsafe => return None,
        })
    }

    pub(super) fn document_href(&self, doc: DocId, anchor: Option<u32>) -> String {
        let id = self.bound.and_then(|bound| bound.id(self.site.document(doc), doc, anchor));
        match anchor {
            _ if id.is_some() => urls::fragment(&id.unwrap_or_default()),
            Some(anchor)
                if self.bound.is_none() && (self.own && doc == self.doc)
                    || self.site.url(doc) == self.page =>
            {
                urls::fragment(&self.site.document(doc).anchors[anchor as usize].id)
            }
            Some(anchor) => self.site.href_at(self.page, doc, anchor),
            None => self.site.href(self.page, doc),
        }
    }

    fn target(&self, link: u32) -> Target {
        self.site.links.targets[self.doc.index()][link as usize]
    }

    /// A whole `a` or dead link round `text`.
    pub(super) fn anchor(&self, link: u32, class: &str, text: &str, out: &mut String) {
        match self.href(link) {
            Some(href) => {
                out.push_str("<a");
                if !class.is_empty() {
                    push_attribute(out, "class", class);
                }
                push_attribute(out, "href", &href);
                out.push('>');
                push_escaped(out, text);
                out.push_str("</a>");
            }
            None => {
                let end = self.dead(out);
                push_escaped(out, text);
                out.push_str(end);
            }
        }
    }

    /// Begins a link that leads nowhere, and says how it ends. What it says of itself is for those who
    /// can mend it; to readers it is plain text. It never names its target: that may be a document
    /// which this build leaves out.
    fn dead(&self, out: &mut String) -> &'static str {
        if !self.site.marks_missing {
            return "";
        }
        out.push_str("<span class=\"dead-link\"");
        push_attribute(out, "title", self.words().text("text.dead-link"));
        out.push('>');
        "</span>"
    }
}

impl Sheet<'_> {
    /// Whether the block that carries the anchor is written in the other direction than its
    /// document.
    fn turns(&self, anchor: u32) -> bool {
        let document = self.document;
        let block = document.anchors[anchor as usize].block;
        let block = block.map(|block| &document.blocks[block as usize]);
        // A row's cells may each run their own way, and an id among the words is none of a block.
        let own = |block: &&Block| block.anchor == Some(anchor) && block.kind != BlockKind::Row;
        let block = block.filter(own);
        let html = block.map(|block| block.html.of(&document.html));
        let rtl = html.and_then(starts_rtl);
        rtl.is_some_and(|rtl| rtl != is_rtl(&document.lang))
    }
}

/// Query and fragment of an address that was written with them.
fn push_rest(href: &mut String, query: Option<&str>, fragment: Option<&str>) {
    if let Some(query) = query {
        href.push('?');
        href.push_str(&urls::encoded(query));
    }
    if let Some(fragment) = fragment {
        href.push_str(&urls::fragment(fragment));
    }
}

/// Words of a document whose backslash keeps a mention from being linked, if a word with one stands
/// in `range` of its html. Others keep theirs.
fn freed(site: &Site, doc: DocId, range: Span, known: &Known) -> Rc<[u32]> {
    let document = site.document(doc);
    let first = document.holes.partition_point(|hole| hole.at < range.start);
    let mut inside = document.holes[first..].iter().take_while(|hole| hole.at <= range.end);
    if !inside.any(|hole| matches!(hole.kind, HoleKind::Backslash(_))) {
        return Rc::default();
    }
    if let Some(freed) = known.borrow().get(&doc) {
        return freed.clone();
    }
    let linking = concepts::Linking { links: site.config.mentions, skip: &site.config.skip };
    let authored = vec![None; document.links.len()];
    let own = site.concept(doc);
    let found = concepts::explain(&site.vocabulary, document, own, &linking, &authored);
    let escaped = found.rejected.iter().filter(|mention| mention.reason == Reason::Escaped);
    let freed: Rc<[u32]> = escaped.flat_map(|mention| mention.words.clone()).collect();
    known.borrow_mut().insert(doc, freed.clone());
    freed
}

/// Appends ` name="value"`, escaped.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value);
    out.push('"');
}

/// Fills a sheet's holes.
struct Pen<'a> {
    sheet: &'a Sheet<'a>,
    /// End tags of the links that are open.
    open: Vec<&'static str>,
}

impl Filler for Pen<'_> {
    fn id(&mut self, anchor: u32, out: &mut String) {
        if self.sheet.shows(anchor) {
            push_attribute(out, "id", &self.sheet.id(anchor));
        }
        if self.sheet.turns(anchor) {
            out.push_str(" dir=\"auto\"");
        }
    }

    fn link_start(&mut self, link: u32, out: &mut String) {
        let sheet = self.sheet;
        let Some(href) = sheet.href(link) else {
            return self.open.push(sheet.dead(out));
        };
        let target = sheet.target(link);
        out.push_str("<a");
        let elsewhere = matches!(target, Target::External | Target::Remote);
        if elsewhere && !href.starts_with("mailto:") {
            out.push_str(" class=\"external\" rel=\"noreferrer\"");
        }
        push_attribute(out, "href", &href);
        if let Some(title) = &sheet.document.links[link as usize].title {
            push_attribute(out, "title", title);
        }
        if sheet.document.links[link as usize].kind == LinkKind::Footnote {
            let back = sheet.document.links[link as usize]
                .fragment
                .as_deref()
                .is_some_and(|fragment| fragment.starts_with("fnref-"));
            out.push_str(if back { " role=\"doc-backlink\"" } else { " role=\"doc-noteref\"" });
        }
        out.push('>');
        self.open.push("</a>");
    }

    fn link_end(&mut self, _link: u32, out: &mut String) {
        out.push_str(self.open.pop().unwrap_or(""));
    }

    fn embed(&mut self, link: u32, out: &mut String) {
        match self.open.contains(&"</a>") {
            true => embed::in_link(self.sheet, link, out),
            false => embed::inline(self.sheet, link, out),
        }
    }

    fn drawing(&mut self, drawing: u32, out: &mut String) {
        drawings::draw(self.sheet.document, drawing, out);
    }

    fn backslash(&mut self, word: u32, out: &mut String) {
        if !self.sheet.freed.contains(&word) {
            out.push('\\');
        }
    }

    fn task(&mut self, done: bool, out: &mut String) {
        let key = if done { "text.task-done" } else { "text.task-open" };
        push_attribute(out, "aria-label", self.sheet.words().text(key));
    }

    fn title(&mut self, kind: &str, out: &mut String) {
        match self.sheet.words().find(&format!("callout.{kind}")) {
            Some(title) => push_escaped(out, title),
            None => push_escaped(out, &capitalised(kind)),
        }
    }
}
