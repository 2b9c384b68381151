//! Claims resolved: names in front matter and callouts become documents and passages.

use std::cell::RefCell;
use std::rc::Rc;

use super::card::{Card, Role};
use super::quote::{FoldedBlocks, Quotable};
use super::{Claims, Contrast, Definition, Input, Members, RelationEdge, Situation, callouts};
use crate::diagnostics::Diagnostic;
use crate::links::{AnchorIndex, KnownAnchors, Place, Suggester, Target, piece};
use crate::model::{DocId, Kind, Map, RelPath, Span};
use crate::names::{Found, NameTable, name_key};
use crate::parse::Document;
use crate::parse::document::{BlockKind, Callout};
use crate::parse::target::{TargetParts, split_wiki};
use crate::parse::value::Text;

/// No more faults of a kind are shown of a document: for others the nearest passage is not looked
/// for.
const MOST_SEARCHES: usize = 100;

/// By article, piece and what of it may be quoted.
type FoldedPieces = Map<(DocId, Option<u32>, Quotable), Rc<FoldedBlocks>>;

/// Resolves document after document, collecting claims and what is wrong with them.
pub(super) struct Resolver<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) claims: Claims,
    pub(super) out: Vec<Diagnostic>,
    /// Folded words of the originals that were looked into so far.
    pub(super) originals: Map<DocId, Option<String>>,
    /// Folded words of the articles that the document at hand cites.
    pub(super) folded: RefCell<FoldedPieces>,
    /// For how many more of its quotations the nearest passage is looked for.
    pub(super) searches_left: usize,
    /// Anchors of the documents that were cited so far.
    anchors: Map<DocId, AnchorIndex>,
    /// Names of documents, made when the first one is missing.
    suggester: Option<Suggester>,
    /// The contrast of each pair, the smaller id first.
    pairs: Map<(DocId, DocId), DocId>,
    has_concepts: bool,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let n = input.documents.len();
        let claims = Claims {
            principle_of: vec![None; n],
            filed_under: vec![Vec::new(); n],
            principles_on: vec![Vec::new(); n],
            cited_by: vec![Vec::new(); n],
            contrasts_of: vec![Vec::new(); n],
            definitions: vec![Vec::new(); n],
            members: vec![None; n],
            member_of: vec![Vec::new(); n],
            pinned: vec![Vec::new(); n],
            hidden: vec![Vec::new(); n],
            ..Claims::default()
        };
        Self {
            input,
            claims,
            out: Vec::new(),
            originals: Map::default(),
            folded: RefCell::default(),
            searches_left: 0,
            anchors: Map::default(),
            suggester: None,
            pairs: Map::default(),
            has_concepts: input.documents.iter().any(|document| document.kind == Kind::Concept),
        }
    }

    pub(super) fn run(mut self) -> (Claims, Vec<Diagnostic>) {
        for number in 0..self.input.documents.len() {
            let doc = DocId::new(number);
            self.folded.get_mut().clear();
            self.searches_left = MOST_SEARCHES;
            self.common(doc);
            match self.document(doc).kind {
                Kind::Principle => self.principle(doc),
                Kind::Contrast => self.contrast(doc),
                Kind::Concept => self.concept(doc),
                Kind::Article => self.article(doc),
                Kind::Note => {}
            }
        }
        self.claims.relations.sort();
        self.claims.relations.dedup_by_key(|edge| (edge.source, edge.relation, edge.target));
        for (number, principle) in (0u32..).zip(&self.claims.principles) {
            for concept in &self.claims.filed_under[principle.doc.index()] {
                self.claims.principles_on[concept.index()].push(number);
            }
            for (place, evidence) in (0u32..).zip(&principle.evidence) {
                self.claims.cited_by[evidence.article.index()].push((number, place));
            }
        }
        (self.claims, self.out)
    }

    pub(super) fn document(&self, doc: DocId) -> &'a Document {
        &self.input.documents[doc.index()]
    }

    pub(super) fn path(&self, doc: DocId) -> &'a RelPath {
        &self.document(doc).path
    }

    /// What documents of all kinds may claim.
    fn common(&mut self, doc: DocId) {
        let document = self.document(doc);
        for answer in &document.meta.answers {
            self.claims.situations.push(Situation { text: answer.text.clone(), doc });
        }
        for name in &document.meta.concepts {
            if let Some(concept) = self.named(doc, name, "concepts", Kind::Concept)
                && !self.claims.filed_under[doc.index()].contains(&concept)
            {
                self.claims.filed_under[doc.index()].push(concept);
            }
        }
        if !matches!(document.kind, Kind::Article | Kind::Note) {
            self.relations(doc);
        }
    }

    /// Authored relations. A concept's lead to concepts, a principle's to principles.
    fn relations(&mut self, doc: DocId) {
        let document = self.document(doc);
        for relation in &document.meta.relations {
            let types = self.input.relations;
            let Some(number) = types.iter().position(|t| t.name == relation.name.text) else {
                let known: Vec<&str> = types.iter().map(|t| t.name.as_str()).collect();
                self.out.push(Diagnostic::unknown_relation(
                    &document.path,
                    relation.name.span,
                    &relation.name.text,
                    &known,
                ));
                continue;
            };
            for target in &relation.targets {
                let found = self.named(doc, target, &relation.name.text, document.kind);
                if found == Some(doc) && document.kind != Kind::Note {
                    let title = document.title.as_str();
                    let (file, name) = (&document.path, &relation.name.text);
                    let way = [title, title];
                    self.out.push(Diagnostic::relation_cycle(file, target.span, name, &way));
                }
                if let Some(other) = found.filter(|&other| other != doc) {
                    self.claims.relations.push(RelationEdge {
                        source: doc,
                        relation: number as u32,
                        target: other,
                        span: target.span,
                    });
                }
            }
        }
    }

    /// The document of kind `kind` that `name` in field `field` of `doc` stands for; told where
    /// there is none.
    ///
    /// Notes, and articles where nothing is a concept, come from elsewhere and may use the same
    /// keys in their own way: of them nothing is told.
    fn named(&mut self, doc: DocId, name: &Text, field: &str, kind: Kind) -> Option<DocId> {
        let foreign = match self.document(doc).kind {
            Kind::Note => true,
            Kind::Article => !self.has_concepts,
            _ => false,
        };
        let target = self.reference(doc, &name.text).path;
        let found = self.find(doc, &target, name.span, kind, foreign);
        if let Some(found) = found {
            let other = self.document(found);
            if other.kind == kind {
                return Some(found);
            }
            if !foreign {
                self.out.push(Diagnostic::wrong_kind(
                    self.path(doc),
                    name.span,
                    field,
                    other.content_path.as_str(),
                    other.kind.name(),
                    kind.name(),
                ));
            }
        } else if !foreign && !self.input.names.is_unread(&target) {
            let near = self.suggest(&target);
            let path = self.path(doc);
            self.out.push(Diagnostic::unknown_reference(
                path,
                name.span,
                field,
                &target,
                near.as_deref(),
            ));
        }
        None
    }

    /// What `name` points to from `doc`; see [`reference`].
    pub(super) fn reference(&self, doc: DocId, name: &str) -> TargetParts {
        reference(self.input.names, self.document(doc), name)
    }

    /// The document called `target`, best of kind `kind`. Ambiguity is told unless `quiet`.
    pub(super) fn find(
        &mut self,
        doc: DocId,
        target: &str,
        span: Span,
        kind: Kind,
        quiet: bool,
    ) -> Option<DocId> {
        let found = self.input.names.find_kind(target, self.document(doc), kind);
        if let (Found::Ambiguous(_, all), false) = (&found, quiet) {
            let paths: Vec<String> = all
                .iter()
                .take(10)
                .map(|doc| format!("`{}`", self.input.names.path(*doc)))
                .collect();
            let path = self.path(doc);
            self.out.push(Diagnostic::ambiguous_link(path, span, target, &paths.join(", ")));
        }
        found.doc()
    }

    /// The file name of the document whose name is most like `name`.
    pub(super) fn suggest(&mut self, name: &str) -> Option<String> {
        let documents = self.input.documents;
        let suggester = self.suggester.get_or_insert_with(|| {
            Suggester::new((0u32..).zip(documents).flat_map(|(i, document)| {
                [(name_key(document.content_path.file_stem()), i), (name_key(&document.title), i)]
            }))
        });
        let doc = suggester.nearest(&name_key(name))?;
        Some(documents[doc as usize].content_path.file_stem().to_owned())
    }

    fn concept(&mut self, doc: DocId) {
        let document = self.document(doc);
        let meta = &document.meta;
        let members: Vec<DocId> = meta
            .members
            .iter()
            .filter_map(|name| self.named(doc, name, "members", Kind::Concept))
            .filter(|&member| member != doc)
            .collect();
        if !members.is_empty() {
            for member in &members {
                self.claims.member_of[member.index()].push(doc);
            }
            self.claims.members[doc.index()] =
                Some(Members { ordered: meta.ordered, docs: members });
        }
        for (number, callout) in (0u32..).zip(&document.callouts) {
            if callout.kind == "defines" {
                self.definition(doc, number, callout);
            }
        }
        for pin in &meta.pin {
            let place = self.passage(doc, pin, "pin");
            self.claims.pinned[doc.index()].extend(place);
        }
        for hide in &meta.hide {
            let place = self.passage(doc, hide, "hide");
            self.claims.hidden[doc.index()].extend(place);
        }
    }

    /// `> [!defines] [[article]]`. Words in quotation marks are checked, others are ours.
    fn definition(&mut self, doc: DocId, number: u32, callout: &Callout) {
        let Some((article, anchor)) = self.cited(doc, callout) else { return };
        let parts = callouts::parts(self.document(doc), callout, |text| {
            self.folded(article, anchor, Quotable::All).shares_words(text)
        });
        if let Some(quote) = parts.quote.filter(|_| parts.marked) {
            self.check_quote(doc, article, anchor, &quote, parts.quote_span);
        }
        self.claims.definitions[doc.index()].push(Definition { article, anchor, callout: number });
    }

    /// What a callout's title cites; told where it links nothing. A link that is broken has been
    /// told by its own stage; the document it names is taken where there is one.
    pub(super) fn cited(&mut self, doc: DocId, callout: &Callout) -> Option<(DocId, Option<u32>)> {
        let document = self.document(doc);
        let targets = &self.input.links.targets[doc.index()];
        let broken =
            |link: &u32| matches!(targets[*link as usize], Target::Missing | Target::Unsafe);
        if let Some(cited) = callouts::cited(self.input.links, doc, callout) {
            return Some(cited);
        }
        let Some(link) = callout.title_links.clone().find(broken) else {
            self.out.push(Diagnostic::callout_without_article(
                &document.path,
                callout.kind_span,
                &callout.kind,
            ));
            return None;
        };
        let target = &document.links[link as usize].target;
        Some((self.input.names.find(target, document).doc()?, None))
    }

    /// `article#^id`: a passage of an article.
    fn passage(&mut self, doc: DocId, name: &Text, field: &str) -> Option<(DocId, u32)> {
        let TargetParts { path, fragment, .. } = self.reference(doc, &name.text);
        let Some(article) = self.find(doc, &path, name.span, Kind::Article, false) else {
            if self.input.names.is_unread(&path) {
                return None;
            }
            let near = self.suggest(&path);
            let file = self.path(doc);
            self.out.push(Diagnostic::unknown_reference(
                file,
                name.span,
                field,
                &path,
                near.as_deref(),
            ));
            return None;
        };
        let Some(fragment) = fragment else {
            self.out.push(Diagnostic::no_passage(self.path(doc), name.span, field, &path));
            return None;
        };
        let at = Text { text: fragment, span: name.span };
        let anchor = self.anchor(doc, article, &at)??;
        let document = self.document(article);
        let blocks = piece(document, Some(anchor)).blocks;
        let block = blocks.into_iter().find(|&n| document.blocks[n as usize].is_passage())?;
        Some((article, block))
    }

    /// The anchor that `at` names in `article`: `None` where there is none, told; `Some(None)`
    /// for the whole document.
    pub(super) fn anchor(&mut self, doc: DocId, article: DocId, at: &Text) -> Option<Option<u32>> {
        let document = self.document(article);
        let index = self.anchors.entry(article).or_insert_with(|| AnchorIndex::new(document));
        let fragment = at.text.trim();
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        match index.find(document, fragment) {
            Some(Place::Anchor(anchor)) => Some(Some(anchor)),
            Some(Place::Top) => Some(None),
            None => {
                let known = KnownAnchors::new(document).help(document, fragment);
                self.out.push(Diagnostic::dangling_evidence(
                    self.path(doc),
                    at.span,
                    &at.text,
                    document.content_path.as_str(),
                    known.as_deref(),
                ));
                None
            }
        }
    }

    fn contrast(&mut self, doc: DocId) {
        let document = self.document(doc);
        let between = &document.meta.between;
        let span = between.first().zip(between.last()).map(|(first, last)| Span {
            start: first.span.start,
            end: last.span.end.max(first.span.end),
        });
        if between.len() != 2 {
            self.out.push(Diagnostic::contrast_sides(&document.path, span, between.len()));
        }
        let sides: Vec<DocId> = between.iter().filter_map(|name| self.side(doc, name)).collect();
        let &[a, b] = sides.as_slice() else { return };
        let (kind_a, kind_b) = (self.document(a).kind, self.document(b).kind);
        if a == b || kind_a != kind_b {
            self.out.push(Diagnostic::contrast_kinds(
                &document.path,
                span,
                kind_a.name(),
                kind_b.name(),
            ));
        }
        if a == b {
            return;
        }
        let first = *self.pairs.entry((a.min(b), a.max(b))).or_insert(doc);
        if first != doc {
            self.out.push(Diagnostic::contrast_twice(&document.path, span, self.path(first)));
        }
        let card = Card::read(document, self.input.roles);
        let in_role = |number: u32| card.blocks.iter().any(|role| role.blocks.contains(&number));
        let difference = document.passages().map(|(number, _)| number).find(|&number| {
            let block = &document.blocks[number as usize];
            block.kind == BlockKind::Paragraph && block.callout.is_none() && !in_role(number)
        });
        let tell = card.with(Role::Tell).next().cloned();
        let number = self.claims.contrasts.len() as u32;
        self.claims.contrasts.push(Contrast { doc, sides: [a, b], difference, tell });
        for side in [a, b] {
            self.claims.contrasts_of[side.index()].push(number);
        }
        let contrasts = self.input.relations.iter().position(|t| t.name == "contrasts");
        if let Some(relation) = contrasts.filter(|_| kind_a == kind_b) {
            let (source, target) = (a.min(b), a.max(b));
            let span = Span::default();
            self.claims.relations.push(RelationEdge {
                source,
                relation: relation as u32,
                target,
                span,
            });
        }
    }

    /// A side of a contrast: a concept, else a principle.
    fn side(&mut self, doc: DocId, name: &Text) -> Option<DocId> {
        let target = self.reference(doc, &name.text).path;
        let concept = self.input.names.find_kind(&target, self.document(doc), Kind::Concept).doc();
        let is_concept = concept.is_some_and(|found| self.document(found).kind == Kind::Concept);
        let kind = if is_concept { Kind::Concept } else { Kind::Principle };
        self.named(doc, name, "between", kind)
    }
}

/// What `name` points to from `from`: a document, and where in it. Brackets and bars of a wikilink
/// are read past; a `#` belongs to the name where a document is called so.
pub(crate) fn reference(names: &NameTable, from: &Document, name: &str) -> TargetParts {
    let name = name.trim();
    let inner = name.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let Some(inner) = inner else {
        let whole = || names.find(name, from).doc();
        return match name.contains(['#', '|']) && whole().is_some() {
            true => TargetParts { path: name.to_owned(), query: None, fragment: None },
            false => split_wiki(name.split('|').next().unwrap_or(name)),
        };
    };
    split_wiki(inner.split('|').next().unwrap_or(inner))
}
