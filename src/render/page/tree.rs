//! The table of contents as pages show it: the way to a page, the branch it stands on, what is read
//! before and after it, and all of it on the contents page.

use super::Desk;
use super::data::Step;
use crate::model::DocId;
use crate::names::Place;
use crate::render::lists::page_url;
use crate::render::views::*;

/// So many lines stand on one level beside a page; further ones are on the page above.
const BESIDE: usize = 40;

impl Desk<'_> {
    /// Where line `node` leads: its page, else its line on the contents page.
    pub(super) fn node_step(&self, node: u32) -> Step {
        let site = self.site;
        let title = self.node_title(node);
        let url = match site.contents.nodes[node as usize].place {
            Some(Place::Document(doc)) => site.url(doc),
            Some(Place::Folder(folder)) => &site.urls.folders[folder as usize],
            None => {
                let page = self.r.lists.line_pages[node as usize];
                let url = page_url(site, &site.generated.topics, page);
                return Step { title, url, id: self.r.lists.line_ids[node as usize].clone() };
            }
        };
        Step { title, url: url.to_owned(), id: None }
    }

    fn node_title(&self, node: u32) -> String {
        let contents = &self.site.contents;
        match contents.nodes[node as usize].is_rest {
            true => self.words().text("list.rest").to_owned(),
            false => contents.title(node, &self.site.documents).to_owned(),
        }
    }

    /// The lines above `node`, outermost first.
    pub(super) fn node_trail(&self, node: u32) -> Vec<Step> {
        let above = self.site.contents.above(node);
        let mut steps: Vec<Step> = above.map(|above| self.node_step(above)).collect();
        steps.reverse();
        steps
    }

    /// A line without what stands under it.
    pub(super) fn tree_line(&self, node: u32) -> TreeView {
        let LinkView { title, href } = self.step_link(&self.node_step(node));
        let count = self.site.contents.nodes[node as usize].size;
        TreeView { title, href, count, ..TreeView::default() }
    }

    /// The contents with the branch of `doc` open.
    pub(super) fn branch(&self, doc: DocId) -> Option<TreeView> {
        let site = self.site;
        let own = site.contents.node_of[doc.index()]?;
        let mut path: Vec<u32> = std::iter::once(own).chain(site.contents.above(own)).collect();
        path.push(0);
        let mut open: Option<TreeView> = None;
        for (at, &node) in path.iter().enumerate() {
            let below = at.checked_sub(1).map(|at| path[at]);
            let mut view = match node {
                0 => TreeView { href: self.href(&site.generated.topics), ..TreeView::default() },
                node => self.tree_line(node),
            };
            view.here = node == own;
            view.open = true;
            self.fill(&mut view, node, below, open.take());
            open = Some(view);
        }
        open
    }

    /// Gives a line those that stand under it, round `below`, which is `open`.
    fn fill(&self, view: &mut TreeView, node: u32, below: Option<u32>, mut open: Option<TreeView>) {
        let children = &self.site.contents.nodes[node as usize].children;
        let at = below.and_then(|below| children.iter().position(|&child| child == below));
        let start = at.map_or(0, |at| at.saturating_sub(BESIDE / 2));
        let start = start.min(children.len().saturating_sub(BESIDE));
        let shown = &children[start..(start + BESIDE).min(children.len())];
        view.more = children.len() - shown.len();
        let lines = shown.iter().map(|&child| match open.take_if(|_| Some(child) == below) {
            Some(line) => line,
            None => self.tree_line(child),
        });
        view.children = lines.collect();
    }

    /// Lines `nodes`, which follow one another, each under its own; those above the first come
    /// along.
    pub(super) fn lines(&self, nodes: &[u32]) -> Vec<TreeView> {
        let Some(&first) = nodes.first() else { return Vec::new() };
        let contents = &self.site.contents;
        let above: Vec<u32> = contents.above(first).collect();
        let mut open: Vec<(u32, TreeView)> = Vec::new();
        let mut top = Vec::new();
        for &node in above.iter().rev().chain(nodes) {
            let parent = contents.nodes[node as usize].parent.unwrap_or(0);
            close(&mut open, &mut top, parent);
            let id = self.r.lists.line_ids[node as usize].clone();
            open.push((node, TreeView { id, ..self.tree_line(node) }));
        }
        close(&mut open, &mut top, 0);
        top
    }

    /// What is read before and after a document, where it is read in the order of folders.
    pub(super) fn neighbours(&self, doc: DocId) -> (Option<LinkView>, Option<LinkView>) {
        let (before, after) = self.site.contents.neighbours(doc);
        let link = |doc: DocId| {
            let node = self.site.contents.node_of[doc.index()];
            let title = node.filter(|&node| node > 0).map(|node| self.node_title(node));
            let LinkView { title: own, href } = self.link(doc);
            LinkView { title: title.unwrap_or(own), href }
        };
        (before.map(link), after.map(link))
    }
}

/// Puts open lines away until one is left that `parent` names, or none.
fn close(open: &mut Vec<(u32, TreeView)>, top: &mut Vec<TreeView>, parent: u32) {
    while let Some((node, line)) = open.pop() {
        if node == parent {
            open.push((node, line));
            return;
        }
        match open.last_mut() {
            Some((_, above)) => above.children.push(line),
            None => top.push(line),
        }
    }
}
