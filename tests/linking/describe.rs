//! What stages found, as text to compare: one fact a line.

use std::fmt::Write as _;

use topoi::diagnostics::{Diagnostic, Severity, sort};
use topoi::links::{Input, Links, NameTable, Target, resolve};
use topoi::model::{LineIndex, RelPath};
use topoi::parse::Document;
use topoi::site::urls;

use super::cases::Base;

/// Resolved links of a case; documents with `draft: true` are left out.
pub struct Resolved {
    /// The documents that are built.
    pub documents: Vec<Document>,
    /// Their names.
    pub names: NameTable,
    /// Their links.
    pub links: Links,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves all links of a case as the pipeline does.
pub fn resolved(base: &Base) -> Resolved {
    let (left_out, documents): (Vec<Document>, Vec<Document>) =
        base.documents.iter().cloned().partition(|document| document.meta.draft);
    let names = NameTable::new(&documents);
    let (urls, _) = urls::assign(&documents, &names, false);
    let pages = ["topics.html", "search.html", "favicon.svg"].map(str::to_owned);
    let (links, diagnostics) = resolve(&Input {
        documents: &documents,
        names: &names,
        files: &base.files,
        urls: &urls.documents,
        redirects: &urls.redirects,
        pages: &pages,
        left_out: &left_out,
        content_root: "kb",
        remote: &["images.example.com".to_owned()],
    });
    Resolved { documents, names, links, diagnostics }
}

/// Every link and where it leads, then backlinks, then diagnostics.
pub fn links(base: &Base) -> String {
    let Resolved { documents, names, links, mut diagnostics } = resolved(base);
    let mut out = String::new();
    for (document, targets) in documents.iter().zip(&links.targets) {
        for (link, target) in document.links.iter().zip(targets) {
            let at = |doc: topoi::model::DocId, anchor: Option<u32>| {
                let to = &documents[doc.index()];
                let id = anchor.map(|n| format!("#{}", to.anchors[n as usize].id));
                format!("{}{}", to.content_path, id.unwrap_or_default())
            };
            let shown = match *target {
                Target::Document { doc, anchor } => at(doc, anchor),
                Target::Embed { doc, anchor } => format!("embed {}", at(doc, anchor)),
                Target::Folder(n) => format!("folder {}/", names.folders()[n as usize].path),
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
    let names = NameTable::new(&base.documents);
    let (mut urls, mut diagnostics) = urls::assign(&base.documents, &names, false);
    let mut out = String::new();
    for (document, url) in base.documents.iter().zip(&urls.documents) {
        let _ = writeln!(out, "{} → {url}", document.content_path);
    }
    for (old, doc) in &urls.redirects {
        let _ = writeln!(out, "{old} ⇒ {}", urls.documents[doc.index()]);
    }
    for (folder, url) in names.folders().iter().zip(&urls.folders) {
        let _ = writeln!(out, "{}/ → {url}", folder.path);
    }
    let files = urls.attachments(&base.files, false);
    for (file, url) in base.files.iter().zip(files) {
        let _ = writeln!(out, "{file} → {url}");
    }
    tell(&mut out, base, &mut diagnostics);
    out
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
