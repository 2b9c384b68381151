//! Views of generated pages. Field order is the order on the screen.

use serde::Serialize;

use super::{
    DateView, EntryView, EvidenceView, GroupView, Html, LinkView, PagerView, QuestionView,
    RelationView, SituationView, SourceView, TopicView, TreeView,
};

/// `home.html`. `page.body` is the body of the root's `index.md`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeView {
    /// Some situations.
    pub situations: Vec<SituationView>,
    /// How many there are in all, where not all are shown.
    pub more_situations: Option<usize>,
    /// The topics, with two principles each.
    pub topics: Vec<TopicView>,
    /// Contrasts and disputed principles, as two sides that face each other.
    pub disagreements: Vec<DuelView>,
    /// The topic graph as an ornament, an SVG drawing.
    pub cover: Option<Html>,
    /// The picture that `[theme] cover` names.
    pub cover_picture: Option<String>,
    /// What was added or changed last.
    pub news: Vec<NewsView>,
    /// Some articles.
    pub library: Vec<SourceView>,
    /// Without concepts: documents that stand at the top of the contents.
    pub pages: Vec<LinkView>,
    /// Without concepts: documents to which most others link.
    pub central: Vec<LinkView>,
    /// Without concepts: the tags that most documents carry.
    pub tags: Vec<FolderView>,
}

/// A disagreement as two sides.
#[derive(Clone, Debug, Serialize)]
pub struct DuelView {
    /// What they disagree on: a contrast's title, or a principle's claim.
    pub title: String,
    /// The page that says it whole.
    pub href: String,
    /// The class of its topic's colour.
    pub tint: &'static str,
    /// The two sides.
    pub sides: [StandView; 2],
}

/// One side of a disagreement.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StandView {
    /// What it holds.
    pub text: Html,
    /// Its page, where it has one of its own.
    pub href: Option<String>,
    /// Who is on it: `Werth and Ruben, 2010`.
    pub who: Option<String>,
}

/// Something new.
#[derive(Clone, Debug, Serialize)]
pub struct NewsView {
    /// The document.
    pub title: String,
    /// Its page.
    pub href: String,
    /// When it was added or changed.
    pub date: DateView,
}

/// `topics.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicsView {
    /// Without concepts: the contents, in the order of the folder's own tool.
    pub tree: Vec<TreeView>,
    /// The topics, with all their principles; without concepts, what belongs together by its links.
    pub topics: Vec<TopicView>,
    /// Clusters of the topic graph, named after their most central concept.
    pub clusters: Vec<ClusterView>,
    /// What `letters` lists: `Concepts A to Z`.
    pub letters_title: String,
    /// All labels by initial letter; without concepts, all documents.
    pub letters: Vec<LetterView>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// A cluster.
#[derive(Clone, Debug, Serialize)]
pub struct ClusterView {
    /// Its most central concept.
    pub title: String,
    /// Its concepts, the most central first.
    pub concepts: Vec<LinkView>,
}

/// The labels that begin with a letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// The labels.
    pub entries: Vec<LabelView>,
}

/// A label of a concept.
#[derive(Clone, Debug, Serialize)]
pub struct LabelView {
    /// The label.
    pub title: String,
    /// The concept's page.
    pub href: String,
    /// The concept's title, where the label is an alternative one.
    pub see: Option<String>,
}

/// `situations.html`: by topic.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SituationsView {
    /// Situations by topic.
    pub groups: Vec<GroupView<SituationView>>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// `questions.html`: by topic.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuestionsView {
    /// Questions by topic.
    pub groups: Vec<GroupView<QuestionView>>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// `disagreements.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisagreementsView {
    /// Contrasts between two principles.
    pub contrasts: Vec<DuelView>,
    /// Principles that some article disputes.
    pub disputed: Vec<DisputedView>,
    /// Principles that some article qualifies and none disputes; `meta` names who.
    pub qualified: Vec<EntryView>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// A principle on which sources differ.
#[derive(Clone, Debug, Serialize)]
pub struct DisputedView {
    /// Its id on the page.
    pub id: String,
    /// Its claim.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The class of its topic's colour.
    pub tint: &'static str,
    /// What disputes it.
    pub disputing: Vec<EvidenceView>,
    /// The other articles, by what they do: `Qualified by`, `Supported by`.
    pub others: Vec<OthersView>,
}

/// Articles that take one stance.
#[derive(Clone, Debug, Serialize)]
pub struct OthersView {
    /// What they do: `Supported by`.
    pub label: String,
    /// The articles.
    pub articles: Vec<SourceView>,
}

/// `library.html`: articles by author, then year.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LibraryView {
    /// How many articles there are in all.
    pub count: usize,
    /// Articles by author.
    pub groups: Vec<GroupView<SourceView>>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// `listing.html`: a folder, a tag, or the list of all tags.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListingView {
    /// Folders or tags below this one.
    pub folders: Vec<FolderView>,
    /// Documents, by kind.
    pub groups: Vec<GroupView<EntryView>>,
    /// Further pages.
    pub pager: Option<PagerView>,
}

/// A folder or tag in a listing.
#[derive(Clone, Debug, Serialize)]
pub struct FolderView {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many documents it holds.
    pub count: usize,
}

/// `search.html`: the script fills `#search-results`; without it, the topics.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchView {
    /// The topics, offered while nothing is found.
    pub topics: Vec<TopicView>,
}

/// `404.html`: its links are absolute paths.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NotFoundView {
    /// The topics.
    pub topics: Vec<TopicView>,
}

/// `graph.html`: the picture and the same thing as a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GraphView {
    /// The picture, an SVG drawing with links; on the first page.
    pub picture: Option<Html>,
    /// What is on it, in a sentence.
    pub standfirst: String,
    /// The link to the script with the picture's numbers.
    pub data: Option<String>,
    /// Whether any two pages have to do with each other.
    pub has_edges: bool,
    /// Whether it opens on clusters.
    pub folded: bool,
    /// How many nodes found no room on the picture.
    pub left_out: usize,
    /// The nodes by cluster, the largest cluster first.
    pub clusters: Vec<GraphClusterView>,
    /// Further pages of the list.
    pub pager: Option<PagerView>,
}

/// A cluster in the list.
#[derive(Clone, Debug, Serialize)]
pub struct GraphClusterView {
    /// Its id on the page.
    pub id: String,
    /// Its most central concept; none for the nodes that belong to no cluster.
    pub title: Option<String>,
    /// Its nodes, the most central first.
    pub nodes: Vec<GraphNodeView>,
}

/// A node in the list.
#[derive(Clone, Debug, Serialize)]
pub struct GraphNodeView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its kind, in the site's language.
    pub kind: String,
    /// Its authored edges in words.
    pub says: Vec<RelationView>,
}
