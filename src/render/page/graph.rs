//! The graph's page: the picture, and the same thing as a list by clusters.

use super::Desk;
use crate::model::{ClusterId, DocId, Failure, Kind};
use crate::picture::svg;
use crate::render::lists::{page_url, share};
use crate::render::views::*;
use crate::site::PAGE_ENTRIES;
use crate::urls;

impl Desk<'_> {
    /// Page `number` of the graph; the picture is on the first.
    pub(super) fn graph(&self, number: usize) -> Result<String, Failure> {
        let site = self.site;
        let list = &self.r.lists.graph;
        let href = |doc: DocId| site.href(self.url, doc);
        let look = self.look(&href);
        let entry = |cluster: ClusterId| {
            let at = list.partition_point(|&(of, _)| of.is_some_and(|of| of < cluster));
            let url = page_url(site, &site.generated.graph, at / PAGE_ENTRIES + 1);
            match url == self.url {
                true => urls::fragment(&cluster_id(Some(cluster))),
                false => urls::href(self.url, &url, Some(&cluster_id(Some(cluster)))),
            }
        };
        let drawn = (number == 1).then(|| self.r.graph_picture());
        let drawn = drawn.filter(|drawn| !drawn.picture.nodes.is_empty());
        let groups = share(list, number).chunk_by(|a, b| a.0 == b.0);
        let clusters = groups.map(|group| GraphClusterView {
            id: cluster_id(group[0].0),
            title: group[0].0.map(|cluster| {
                let head = site.graph.clusters[cluster.index()].head;
                site.document(head).title.clone()
            }),
            nodes: group.iter().map(|&(_, doc)| self.graph_node(&look, doc)).collect(),
        });
        let view = GraphView {
            picture: drawn
                .map(|drawn| Html(svg::global(&site.graph, &drawn.picture, &look, &entry))),
            standfirst: self.graph_in_numbers(),
            data: drawn.map(|drawn| self.href(&drawn.script.path)),
            has_edges: !site.graph.edges.is_empty(),
            folded: drawn.is_some_and(|drawn| drawn.picture.folded),
            left_out: drawn.map_or(0, |drawn| drawn.picture.left_out),
            clusters: clusters.collect(),
            pager: self.pager(&site.generated.graph, list.len(), number),
        };
        let page = self.generated_page("graph", self.words().text("atlas.title"));
        self.r.templates.render("graph.html", &page, &view)
    }

    /// `38 concepts, 17 principles and 8 contrasts.`
    fn graph_in_numbers(&self) -> String {
        let kinds = [Kind::Concept, Kind::Principle, Kind::Contrast, Kind::Note];
        let curated = self.r.site_view.curated;
        let words = self.words();
        let counts: Vec<String> = kinds
            .into_iter()
            .filter(|&kind| !curated || kind != Kind::Note)
            .map(|kind| (kind, self.site.of_kind(kind).count()))
            .filter(|&(_, count)| count > 0)
            .map(|(kind, count)| words.count(&format!("count.{}", kind.name()), count, &[]))
            .collect();
        let counts: Vec<&str> = counts.iter().map(String::as_str).collect();
        match counts.is_empty() {
            true => String::new(),
            false => words.with("atlas.numbers", &[("list", &words.list(&counts))]),
        }
    }

    fn graph_node(&self, look: &svg::Look<'_>, doc: DocId) -> GraphNodeView {
        let mut says: Vec<RelationView> = Vec::new();
        for (words, other) in svg::said(&self.site.graph, look, doc) {
            let target = self.link(other);
            match says.last_mut().filter(|view| view.label == words) {
                Some(view) => view.targets.push(target),
                None => says.push(RelationView { label: words.to_owned(), targets: vec![target] }),
            }
        }
        let LinkView { title, href } = self.link(doc);
        let kind = self.kind_name(self.site.document(doc).kind);
        GraphNodeView { title, href, kind, says }
    }
}

/// The id of a cluster's entry in the list.
fn cluster_id(cluster: Option<ClusterId>) -> String {
    cluster.map_or_else(|| "t.alone".to_owned(), |cluster| format!("t.cluster-{}", cluster.0))
}
