//! The program: the order of the stages, from files to files.
//!
//! [`resolve`] finds out everything about a [`Snapshot`] of a knowledge base; [`Outputs`] makes
//! files of what was found, all of them or the one that is asked for. `build`, `check`, `serve` and
//! the tests are those two. Each stage is timed under its name; what is wrong with content
//! collects on the way, and is sorted and given the severities of `[check]` once the site is known.

mod attachments;
mod cache;
mod contents;
mod dialect;
mod edits;
mod explain;
mod kinds;
mod language;
mod memo;
mod outputs;
mod report;
mod stages;
mod title;
mod unseen;

use std::sync::Arc;

pub use cache::{ParseCache, ParseResult};
pub use dialect::is_obsidian;
pub use explain::{Explained, explain};
pub use memo::{Inputs, Memo};
pub use outputs::Outputs;
pub use report::Report;
pub use stages::{Progress, ProgressState, StageTime, Stages};

pub use crate::export::headers::{FENCE, content_security_policy};
pub use crate::render::PageError;

use crate::ask::{self, Expectations};
use crate::audience::{self, Visible};
use crate::concepts;
use crate::config::{AttachmentSetting, Config, Cover, MetadataSetting, SETTINGS};
use crate::diagnostics::{Diagnostic, Severity, allow};
use crate::evidence::{self, RoleTitles};
use crate::graph;
use crate::links::{self, Links, Target};
use crate::model::file::{Cleaning, Contents};
use crate::model::{ConceptId, Date, DocId, FileEntry, OutFile, RelPath, Set, SourceFile, Sources};
use crate::names::outline::Outlines;
use crate::names::{FolderTree, NameTable, TableOfContents};
use crate::parse::Document;
use crate::parse::document::Block;
use crate::search::synonyms;
use crate::site::{self, Offline, Site};
use crate::urls::{self, Generated, Urls};

/// What a run works on: a knowledge base as it was read, and what the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The settings.
    pub config: Arc<Config>,
    /// What was read.
    pub sources: Arc<Sources>,
    /// What was found wrong on the way: with the settings, and why files were not read.
    pub found: Arc<Vec<Diagnostic>>,
    /// What the theme's templates of new documents ask their authors to write.
    pub prompts: Arc<[String]>,
    /// What the command line asks for.
    pub options: Options,
}

/// What a command line asks for beside the settings.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Shows drafts.
    pub drafts: bool,
    /// For whom the site is built, where `[audiences]` are set.
    pub audience: Option<String>,
    /// Turns warnings into errors.
    pub strict: bool,
    /// What day it is: documents may be published from or until one.
    pub today: Today,
    /// Renews the ledger of URLs in place of checking it: [`Report::ledger`].
    pub renew_ledger: bool,
    /// Shows on pages which links lead nowhere, for those who can mend them.
    pub marks_missing: bool,
    /// Who is told how far the run is.
    pub progress: Progress,
}

/// What day it is.
#[derive(Clone, Copy, Debug, Default)]
pub enum Today {
    /// Nobody said: what depends on a day is left out.
    #[default]
    Unknown,
    /// This one.
    Given(Date),
    /// To be asked for, only where a document depends on it. It may not be known.
    Ask(fn() -> Option<Date>),
}

/// Finds out everything about the site. Files that `cache` knows are not parsed again.
pub fn resolve(snapshot: &Snapshot, cache: &mut ParseCache) -> (Site, Report) {
    let snapshot = &language::with_language(snapshot);
    let Snapshot { config, sources, .. } = snapshot;
    let mut findings = Findings::new(snapshot.options.progress.clone());
    findings.begin("parse");
    let mut visible = parse(snapshot, cache, &mut findings);
    findings.begin("links");
    let outlines =
        contents::outlines(config, sources, &mut visible.documents, cache.edits.as_mut());
    let mut linked = unseen::link_seen(snapshot, &mut visible, &outlines, &mut findings);
    let fenced = linked.settle_attachments(snapshot, &visible, cache, &mut findings);
    let ledger = promise(snapshot, &visible, &linked, &mut findings);

    findings.begin("evidence");
    let documents = visible.documents;
    let Linked { tree, contents, names, urls, generated, pages, files, attachments, links, .. } =
        linked;
    let expectations = linked.expectations;
    let claims = findings.take(evidence::claims(&evidence::Input {
        documents: &documents,
        originals: &sources.originals,
        names: &names,
        links: &links,
        relations: &config.relations,
        roles: &RoleTitles::new(&config.roles),
    }));

    findings.begin("concepts");
    let (vocabulary, ambiguous, mentions) =
        edits::mentions(cache.edits.as_mut(), config, &documents, &links);
    findings.extend(ambiguous);
    let choice = concepts::Choice { pinned: &claims.pinned, hidden: &claims.hidden };
    let passages = concepts::passages(&vocabulary, &documents, &mentions, &choice);
    findings.extend(concepts::faults(&vocabulary, &documents, &mentions));
    findings.extend(synonyms::faults(&config.synonyms, &documents, &vocabulary, &config.language));

    findings.begin("graph");
    let mut first = graph::Numbers::default();
    let numbers = cache.edits.as_mut().map_or(&mut first, |edits| &mut edits.numbers);
    let input = graph::Input {
        documents: &documents,
        vocabulary: &vocabulary,
        mentions: &mentions,
        links: &links,
        claims: &claims,
        relations: &config.relations,
    };
    let graph = findings.take(graph::build(&input, numbers));

    findings.begin("site");
    let copies = copies(snapshot, &files, &links, &attachments, &urls.statics);
    let config = title::titled(config, sources, &documents, &tree);
    let topics = Vec::new();
    let (topic_of, library) = (Vec::new(), Vec::new());
    let site = Site {
        config,
        marks_missing: snapshot.options.marks_missing,
        offline: offline(&snapshot.config, &snapshot.options),
        documents,
        names,
        tree,
        contents,
        urls,
        attachments,
        fenced,
        copies,
        generated,
        pages,
        links,
        vocabulary,
        mentions,
        passages,
        claims,
        graph,
        topics,
        subjects: Vec::new(),
        topic_of,
        library,
    }
    .arranged();
    let mut report = findings.report(snapshot, &site, ledger);
    report.selection = visible.selection;
    report.expectations = expectations;
    (site, report)
}

/// Parses all files, in parallel, and leaves out what is not to be seen.
fn parse(snapshot: &Snapshot, cache: &mut ParseCache, findings: &mut Findings) -> Visible {
    let Snapshot { config, sources, found, options, .. } = snapshot;
    let parse_options = dialect::parse_options(config, sources);
    let vault = sources.vault.as_ref().filter(|_| config.vault_filters);
    let excluded = |path: &RelPath| vault.is_some_and(|vault| vault.reason(path).is_some());
    let kind = |file: &SourceFile| config.kind_of(&file.content_path);
    let results = cache.parse(&sources.documents, &kind, &parse_options, &options.progress);
    findings.extend(found.iter().cloned());
    let mut documents = Vec::with_capacity(results.len());
    for (file, result) in sources.documents.iter().zip(results) {
        documents.extend(result.document);
        // Of templates nobody wants to know.
        if !excluded(&file.content_path) {
            findings.extend(result.diagnostics.iter().cloned());
        }
    }
    findings.extend(idle_globs(config, sources));
    let is_dated = audience::depends_on_day(&documents);
    let today = match options.today {
        _ if !is_dated => None,
        Today::Unknown => None,
        Today::Given(date) => Some(date),
        Today::Ask(ask) => ask(),
    };
    let mut visible = findings.take(audience::visible(
        documents,
        &audience::Options {
            publish: config.publish,
            vault,
            today,
            drafts: options.drafts,
            audience: options.audience.as_deref(),
            audiences: &config.audiences,
            files: &config.audience_files,
            roles: &config.roles,
            parse: &parse_options,
        },
    ));
    visible.selection.is_dated = is_dated;
    findings.extend(
        visible.documents.iter().flat_map(|document| unwritten(document, &snapshot.prompts)),
    );
    kinds::settle(&mut visible.documents, config, cache.edits.as_mut());
    visible
}

/// What documents are called, where everything stands, and what points where.
struct Linked<'a> {
    tree: FolderTree,
    contents: TableOfContents,
    names: NameTable,
    urls: Urls,
    generated: Generated,
    pages: Vec<String>,
    /// The files beside the documents that may be seen.
    files: Vec<&'a FileEntry>,
    /// Their URLs, once it is known which are published.
    attachments: Vec<String>,
    links: Links,
    /// What readers' questions are to find.
    expectations: Expectations,
    /// Content paths of the files that were read and made no document.
    unread: Vec<RelPath>,
}

impl Linked<'_> {
    /// Takes out the attachments that are not to be published, and gives the others their URLs.
    /// Given are the URLs of those that need headers of their own.
    fn settle_attachments(
        &mut self,
        snapshot: &Snapshot,
        visible: &Visible,
        cache: &mut ParseCache,
        findings: &mut Findings,
    ) -> Vec<String> {
        let (documents, files) = (&visible.documents, &self.files);
        let cache = &mut cache.attachments;
        let settled = attachments::settle(snapshot, documents, files, &mut self.links, cache);
        let fenced = findings.take(settled);
        let used = self.links.attachments.iter().map(|&file| &files[file as usize].path);
        self.attachments = self.urls.attachments(used, snapshot.config.keep_case);
        let paths = paths_in_root(&snapshot.sources, files, &self.links);
        findings.extend(urls::portable::faults(&paths));
        fenced.iter().map(|&number| self.attachments[number as usize].clone()).collect()
    }
}

/// Gives every document its URL and resolves all links.
fn link<'a>(
    snapshot: &'a Snapshot,
    visible: &Visible,
    outlines: &Outlines,
    findings: &mut Findings,
) -> Linked<'a> {
    let Snapshot { config, sources, found, options, .. } = snapshot;
    let Visible { documents, left_out, .. } = visible;
    let mut unread = unread(sources, found, documents.iter().chain(left_out));
    unread.retain(|path| !outlines.documents.contains(path));
    let mut tree = FolderTree::new(documents);
    let contents = TableOfContents::new(documents, &tree, outlines);
    tree.follow(&contents);
    let names = NameTable::new(documents, &tree).and_unread(&unread);
    let statics: Vec<RelPath> = sources.statics.iter().map(|file| file.path.clone()).collect();
    let assigned = urls::assign(documents, &statics, &tree, config.keep_case);
    let mut urls = findings.take(assigned);
    let mut generated = Generated::claim(&mut urls, documents);
    let (audience, audiences) = (options.audience.as_deref(), &config.audiences);
    let is_seen = audience::seen_files(audience, audiences, &config.audience_files);
    let files: Vec<&FileEntry> = sources.files.iter().filter(|file| is_seen(&file.path)).collect();
    let paths: Vec<RelPath> = files.iter().map(|file| file.path.clone()).collect();
    let mut pages = generated.all();
    pages.extend(urls.statics.iter().map(|&n| statics[n as usize].as_str().to_owned()));
    let links = findings.take(links::resolve(&links::Input {
        documents,
        names: &names,
        tree: &tree,
        files: &paths,
        urls: &urls.documents,
        redirects: &urls.redirects,
        pages: &pages,
        outlines: &outlines.documents,
        contents_page: Generated::TOPICS,
        left_out,
        content_root: &sources.content_root,
        vault: dialect::is_obsidian(config, sources),
        hides_missing: !config.audiences.is_empty(),
        remote: config.remote.as_deref(),
    }));
    let tags: Vec<&str> = links.tags.tags.iter().map(|tag| tag.name.as_str()).collect();
    generated.claim_tags(&tags, &mut urls);
    let (topics, settings) = (&config.topics, RelPath::new(SETTINGS));
    findings.extend(contents::faults(&config.nav, &names, &tree, left_out));
    findings.extend(site::topics::faults(&settings, topics, documents, &names, left_out));
    findings.extend(missing_pictures(config, sources));
    let expectations = expectations(sources, visible, &names, findings);
    let attachments = Vec::new();
    Linked {
        tree,
        contents,
        names,
        urls,
        generated,
        pages,
        files,
        attachments,
        links,
        expectations,
        unread,
    }
}

/// Whether readers' browsers keep this build: an author who sees every change never does, and an
/// audience only where the settings name it.
fn offline(config: &Config, options: &Options) -> Offline {
    let Some(wanted) = &config.offline else { return Offline::No };
    let audience = options.audience.as_ref();
    let is_named = audience.is_none_or(|audience| wanted.audiences.contains(audience));
    match wanted.enabled && is_named && !options.marks_missing {
        true => Offline::Kept,
        false => Offline::Cleared,
    }
}

/// What `questions.toml` asks of this build.
fn expectations(
    sources: &Sources,
    visible: &Visible,
    names: &NameTable,
    findings: &mut Findings,
) -> Expectations {
    let Some(SourceFile { path, text, .. }) = &sources.questions else {
        return Expectations::default();
    };
    let questions = findings.take(ask::questions(path, text));
    let Visible { documents, left_out, .. } = visible;
    findings.take(ask::expectations(path, questions, documents, names, left_out))
}

/// Pictures of `[theme]` and `[share]` that `static/` doesn't hold.
fn missing_pictures(config: &Config, sources: &Sources) -> Vec<Diagnostic> {
    let cover = match &config.look.cover {
        Cover::Picture(path, span) => Some((path, span)),
        _ => None,
    };
    let logo = config.look.logo.as_ref().map(|(path, span)| (path, span));
    let shared = config.share.picture.as_ref().map(|(path, span)| (path, span));
    let missing = logo.into_iter().chain(cover).chain(shared).filter(|(path, _)| {
        let held = |file: &FileEntry| file.path == **path;
        !sources.statics.iter().any(held)
    });
    let file = RelPath::new(SETTINGS);
    missing
        .map(|(path, span)| {
            let message = format!("there is no file `static/{path}`");
            Diagnostic::settings(&file, Some(*span), &message)
        })
        .collect()
}

/// What a document still asks its author to write.
fn unwritten(document: &Document, prompts: &[String]) -> Vec<Diagnostic> {
    let asks = |block: &&Block| {
        let text = block.plain.of(&document.plain);
        prompts.iter().any(|prompt| prompt.len() == text.len() && prompt == text)
    };
    let found = document.blocks.iter().filter(asks);
    found
        .map(|block| {
            Diagnostic::unwritten(&document.path, block.source, block.plain.of(&document.plain))
        })
        .collect()
}

/// Globs of `[audiences]` that no file is called like: what they were to hide may be seen.
fn idle_globs(config: &Config, sources: &Sources) -> Vec<Diagnostic> {
    let documents = sources.documents.iter().map(|file| &file.content_path);
    let paths: Vec<&RelPath> = match config.audience_files.is_empty() {
        true => Vec::new(),
        false => documents.chain(sources.files.iter().map(|file| &file.path)).collect(),
    };
    let idle = config.audience_files.iter().filter(|glob| !paths.iter().any(|path| glob.has(path)));
    let file = RelPath::new(SETTINGS);
    idle.map(|glob| Diagnostic::idle_glob(&file, glob.span, &glob.audience)).collect()
}

/// Content paths of the files that were read and made no document.
fn unread<'a>(
    sources: &Sources,
    found: &[Diagnostic],
    documents: impl Iterator<Item = &'a Arc<Document>>,
) -> Vec<RelPath> {
    let made: Set<&RelPath> = documents.map(|document| &document.content_path).collect();
    let files = sources.documents.iter().map(|file| &file.content_path);
    let broken = files.filter(|path| !made.contains(path)).cloned();
    let prefix = format!("{}/", sources.content_root);
    // A link to nothing is told where something refers to it.
    let errors = found.iter().filter(|told| told.severity == Severity::Error);
    let refused = errors.filter_map(|diagnostic| {
        let path = diagnostic.file.as_str();
        RelPath::normalize(path.strip_prefix(&prefix).unwrap_or(path))
    });
    broken.chain(refused).collect()
}

/// Under the root: what was read, what is copied as it stands, and what documents refer to.
fn paths_in_root(sources: &Sources, files: &[&FileEntry], links: &Links) -> Vec<RelPath> {
    let below = |folder: &str, path: &RelPath| match folder {
        "" => path.clone(),
        folder => RelPath::new(&format!("{folder}/{path}")),
    };
    let documents = sources.documents.iter().map(|file| file.path.clone());
    let attachments = links.attachments.iter().map(|&file| &files[file as usize].path);
    let attachments = attachments.map(|path| below(&sources.content_root, path));
    let statics = sources.statics.iter().map(|file| below("static", &file.path));
    documents.chain(attachments).chain(statics).collect()
}

/// Holds the site against the ledger, or gives the ledger anew where that is asked for and every
/// document could be read.
fn promise(
    snapshot: &Snapshot,
    visible: &Visible,
    linked: &Linked<'_>,
    findings: &mut Findings,
) -> Option<String> {
    let Snapshot { config, sources, options, .. } = snapshot;
    let now = urls::ledger::Input {
        documents: &visible.documents,
        urls: &linked.urls,
        attachments: &linked.attachments,
        left_out: &visible.left_out,
        unread: &linked.unread,
        keep_case: config.keep_case,
    };
    let ledger = sources.ledger.as_deref();
    if options.renew_ledger {
        return linked.unread.is_empty().then(|| urls::ledger::renewed(ledger, &now));
    }
    if let Some((path, span)) = &config.ledger {
        findings.extend(match ledger {
            Some(text) => urls::ledger::vanished(path, text, &now),
            None => vec![Diagnostic::missing_ledger(&RelPath::new(SETTINGS), *span, path)],
        });
    }
    None
}

/// The files that go out as they are, but for what is left out of pictures and drawings.
fn copies(
    snapshot: &Snapshot,
    files: &[&FileEntry],
    links: &Links,
    attachments: &[String],
    statics: &[u32],
) -> Vec<OutFile> {
    let Snapshot { config, sources, .. } = snapshot;
    let metadata = config.metadata == MetadataSetting::Strip;
    let scripts = config.attachments == AttachmentSetting::Safe;
    let copy = |path: &str, file: &FileEntry, scripts: bool| OutFile {
        path: path.to_owned(),
        bytes: Contents::Copy(file.absolute.clone(), Cleaning { metadata, scripts }),
    };
    let used = links.attachments.iter().map(|&file| files[file as usize]);
    let attached = attachments.iter().zip(used).map(|(url, file)| copy(url, file, scripts));
    let statics = statics.iter().map(|&number| &sources.statics[number as usize]);
    let statics = statics.map(|file| copy(file.path.as_str(), file, false));
    attached.chain(statics).collect()
}

/// What is found wrong on the way, and how long each stage takes.
struct Findings {
    diagnostics: Vec<Diagnostic>,
    stages: Stages,
}

impl Findings {
    fn new(progress: Progress) -> Self {
        Self { diagnostics: Vec::new(), stages: Stages::new(progress) }
    }

    /// The value of a stage; its diagnostics are kept.
    fn take<T>(&mut self, (value, diagnostics): (T, Vec<Diagnostic>)) -> T {
        self.diagnostics.extend(diagnostics);
        value
    }

    fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    fn begin(&mut self, stage: &'static str) {
        self.stages.begin(stage);
    }

    /// Sorts what was found, without what authors allow in place.
    fn report(mut self, snapshot: &Snapshot, site: &Site, ledger: Option<String>) -> Report {
        let read: Set<&RelPath> = site.documents.iter().map(|document| &document.path).collect();
        let texts = snapshot.sources.documents.iter().map(|file| (&file.path, &*file.text));
        allow::apply(&mut self.diagnostics, texts, |path| read.contains(path));
        self.stages.end();
        let Self { diagnostics, stages } = self;
        Report::new(diagnostics, &site.config, snapshot.options.strict, ledger, stages)
    }
}

/// By link of a document: the concept it leads to.
fn authored_concepts(
    vocabulary: &concepts::Vocabulary,
    links: &Links,
    doc: DocId,
) -> Vec<Option<ConceptId>> {
    links.targets[doc.index()]
        .iter()
        .map(|target| match target {
            Target::Document { doc, .. } => vocabulary.of(*doc),
            _ => None,
        })
        .collect()
}
