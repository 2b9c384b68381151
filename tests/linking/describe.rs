//! What stages found, as text to compare: one fact a line.

use std::fmt::Write as _;
use std::sync::Arc;

use topoi::config::Config;
use topoi::diagnostics::{Diagnostic, Severity, sort};
use topoi::evidence::{Input, Note, RoleTitles, claims};
use topoi::links::{self, Links, Target, resolve};
use topoi::model::{DocId, LineIndex, RelPath, Span};
use topoi::names::{FolderTree, NameTable};
use topoi::parse::Document;
use topoi::urls;

use super::cases::Base;

/// Resolved links of a case; documents with `draft: true` are left out.
pub struct Resolved {
    /// The documents that are built.
    pub documents: Vec<Arc<Document>>,
    /// Their names.
    pub names: NameTable,
    /// Their folders.
    pub tree: FolderTree,
    /// Their links.
    pub links: Links,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves all links of a case as the pipeline does.
pub fn resolved(base: &Base) -> Resolved {
    let (left_out, documents): (Vec<Arc<Document>>, Vec<Arc<Document>>) =
        base.documents.iter().cloned().partition(|document| document.meta.draft);
    let tree = FolderTree::new(&documents);
    let names = NameTable::new(&documents, &tree);
    let (urls, _) = urls::assign(&documents, &[], &tree, false);
    let pages = ["topics.html", "search.html", "favicon.svg"].map(str::to_owned);
    let (links, diagnostics) = resolve(&links::Input {
        documents: &documents,
        names: &names,
        tree: &tree,
        files: &base.files,
        urls: &urls.documents,
        redirects: &urls.redirects,
        pages: &pages,
        outlines: &[],
        contents_page: 0,
        left_out: &left_out,
        content_root: "kb",
        vault: base.files.iter().any(|file| file.as_str().starts_with(".obsidian/")),
        hides_missing: false,
        remote: Some(&["images.example.com".to_owned()]),
    });
    Resolved { documents, names, tree, links, diagnostics }
}

/// Every link and where it leads, then backlinks, then diagnostics.
pub fn links(base: &Base) -> String {
    let Resolved { documents, tree, links, mut diagnostics, .. } = resolved(base);
    let mut out = String::new();
    for (document, targets) in documents.iter().zip(&links.targets) {
        for (link, target) in document.links.iter().zip(targets) {
            let at = |doc: DocId, anchor: Option<u32>| {
                let to = &documents[doc.index()];
                let id = anchor.map(|n| format!("#{}", to.anchors[n as usize].id));
                format!("{}{}", to.content_path, id.unwrap_or_default())
            };
            let shown = match *target {
                Target::Document { doc, anchor } => at(doc, anchor),
                Target::Embed { doc, anchor } => format!("embed {}", at(doc, anchor)),
                Target::Folder(n) => format!("folder {}/", tree.folder(n).path),
                Target::File(n) => {
                    format!("file {}", base.files[links.attachments[n as usize] as usize])
                }
                Target::Page(n) => format!("page {n}"),
                Target::Tag(n) => format!("tag {}", links.tags.tags[n as usize].name),
                Target::External => "external".to_owned(),
                Target::Remote => "remote".to_owned(),
                Target::Missing => "missing".to_owned(),
                Target::Unsafe => "unsafe".to_owned(),
            };
            let written = link.source.of(&document.text).replace('\n', "⏎");
            let _ = writeln!(out, "{}: {written} → {shown}", document.content_path);
        }
    }
    if documents.iter().any(|document| document.meta.extra.contains_key("show-backlinks")) {
        for (document, backlinks) in documents.iter().zip(&links.backlinks) {
            for backlink in backlinks {
                let from = &documents[backlink.from.index()];
                let sentence = backlink.sentence.of(&from.plain);
                let _ =
                    writeln!(out, "{} ← {}: {sentence}", document.content_path, from.content_path);
            }
        }
    }
    tell(&mut out, base, &mut diagnostics);
    out
}

/// Every document's URL, the redirects, the folders, the attachments, then diagnostics.
pub fn urls(base: &Base) -> String {
    let tree = FolderTree::new(&base.documents);
    let (mut urls, mut diagnostics) = urls::assign(&base.documents, &[], &tree, false);
    let mut out = String::new();
    for (document, url) in base.documents.iter().zip(&urls.documents) {
        let _ = writeln!(out, "{} → {url}", document.content_path);
    }
    for (old, doc) in &urls.redirects {
        let _ = writeln!(out, "{old} ⇒ {}", urls.documents[doc.index()]);
    }
    for (folder, url) in tree.folders.iter().zip(&urls.folders) {
        let _ = writeln!(out, "{}/ → {url}", folder.path);
    }
    let files = urls.attachments(&base.files, false);
    for (file, url) in base.files.iter().zip(files) {
        let _ = writeln!(out, "{file} → {url}");
    }
    tell(&mut out, base, &mut diagnostics);
    out
}

/// A range of html without what is cut out of it, on one line.
fn without(html: &str, range: Span, cuts: &[Span]) -> String {
    let (mut at, mut out) = (range.start, String::new());
    for cut in cuts.iter().filter(|cut| cut.start >= range.start && cut.end <= range.end) {
        if cut.start >= at {
            out.push_str(&html[at as usize..cut.start as usize]);
            at = cut.end;
        }
    }
    out.push_str(&html[at as usize..range.end as usize]);
    out.replace('\n', "")
}

/// Diagnostics as `severity[code] file:line:column message; help`.
pub fn tell(out: &mut String, base: &Base, diagnostics: &mut Vec<Diagnostic>) {
    sort(diagnostics);
    let text = |path: &RelPath| base.documents.iter().find(|d| d.path == *path).map(|d| &d.text);
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Allow => "allowed",
        };
        let _ = write!(out, "{severity}[{}] {}", diagnostic.code.info().name, diagnostic.file);
        if let (Some(span), Some(text)) = (diagnostic.span, text(&diagnostic.file)) {
            let start = LineIndex::new(text).position(span.start as usize);
            let _ = write!(out, ":{}:{}", start.line, start.column);
        }
        let help = diagnostic.help.as_deref().unwrap_or("");
        let _ = writeln!(out, " {}; {help}", diagnostic.message);
    }
}

/// Every claim: concepts, evidence, cards, contrasts, definitions, members, relations, questions,
/// situations, then diagnostics that are not allowed, those of links included.
pub fn evidence(base: &Base) -> String {
    let Resolved { documents, names, links, mut diagnostics, .. } = resolved(base);
    let relations = Config::default().relations;
    let roles = RoleTitles::new(&[("do".to_owned(), vec!["Tu".to_owned()])]);
    let (claims, more) = claims(&Input {
        documents: &documents,
        originals: &base.originals,
        names: &names,
        links: &links,
        relations: &relations,
        roles: &roles,
    });
    diagnostics.extend(more);
    let told = base.documents.iter().any(|document| document.meta.extra.contains_key("tell-all"));
    diagnostics.retain(|diagnostic| told || diagnostic.severity != Severity::Allow);
    let name = |doc: DocId| documents[doc.index()].content_path.without_extension();
    let mut out = String::new();
    for principle in &claims.principles {
        let document = &documents[principle.doc.index()];
        for role in &principle.card.blocks {
            let content = without(&document.html, role.content, &principle.card.cuts);
            let _ = writeln!(out, "{} {:?}: {content}", name(principle.doc), role.role);
        }
        if let Some(block) = principle.card.first_do {
            let _ = writeln!(out, "{} first: {}", name(principle.doc), document.block_text(block));
        }
        for evidence in &principle.evidence {
            let article = &documents[evidence.article.index()];
            let anchor = evidence.anchor.map(|n| format!("#{}", article.anchors[n as usize].id));
            let passage = evidence.block.map(|n| format!(" in “{}”", article.block_text(n)));
            let quote = evidence.quote.as_ref().map(|quote| format!(" says “{quote}”"));
            let note = evidence.note.as_ref().map(|note| match note {
                Note::Text(text) => format!(" note {text}"),
                Note::Html(span) => format!(" note {}", span.of(&document.html).trim()),
            });
            let _ = writeln!(
                out,
                "{} ← {} {}{}{}{}{}",
                name(principle.doc),
                name(evidence.article),
                evidence.stance.name(),
                anchor.unwrap_or_default(),
                passage.unwrap_or_default(),
                quote.unwrap_or_default(),
                note.unwrap_or_default().replace('\n', ""),
            );
        }
    }
    for (concept, principles) in documents.iter().zip(&claims.principles_on) {
        for number in principles {
            let principle = name(claims.principles[*number as usize].doc);
            let _ =
                writeln!(out, "{} acts by {principle}", concept.content_path.without_extension());
        }
    }
    for (article, cited) in documents.iter().zip(&claims.cited_by) {
        for (principle, place) in cited {
            let principle = &claims.principles[*principle as usize];
            let stance = principle.evidence[*place as usize].stance.name();
            let article = article.content_path.without_extension();
            let _ = writeln!(out, "{article} {stance} {}", name(principle.doc));
        }
    }
    for contrast in &claims.contrasts {
        let document = &documents[contrast.doc.index()];
        let [a, b] = contrast.sides.map(name);
        let difference = contrast.difference.map_or("", |block| document.block_text(block));
        let tell = contrast.tell.as_ref().map_or("", |tell| tell.content.of(&document.html));
        let _ = writeln!(out, "{}: {a} or {b}? {difference} / {tell}", name(contrast.doc));
    }
    for (concept, definitions) in documents.iter().zip(&claims.definitions) {
        for definition in definitions {
            let body = concept.callouts[definition.callout as usize].body.of(&concept.html);
            let path = concept.content_path.without_extension();
            let _ = writeln!(out, "{path} by {}: {}", name(definition.article), body.trim());
        }
    }
    for (concept, members) in documents.iter().zip(&claims.members) {
        if let Some(members) = members {
            let steps: Vec<&str> = members.docs.iter().map(|doc| name(*doc)).collect();
            let sign = if members.ordered { " → " } else { ", " };
            let path = concept.content_path.without_extension();
            let _ = writeln!(out, "{path}: {}", steps.join(sign));
        }
    }
    for edge in &claims.relations {
        let relation = &relations[edge.relation as usize].name;
        let _ = writeln!(out, "{} {relation} {}", name(edge.source), name(edge.target));
    }
    for question in &claims.questions {
        let doc = claims.principles[question.principle as usize].doc;
        let _ = writeln!(out, "ask: {}", documents[doc.index()].block_text(question.block));
    }
    for situation in &claims.situations {
        let _ = writeln!(out, "when “{}”: {}", situation.text, name(situation.doc));
    }
    for (concept, places) in documents.iter().zip(&claims.pinned) {
        for (article, block) in places {
            let text = documents[article.index()].block_text(*block);
            let _ = writeln!(out, "{} pins {text}", concept.content_path.without_extension());
        }
    }
    tell(&mut out, base, &mut diagnostics);
    out
}
