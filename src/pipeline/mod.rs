//! The program: the order of the stages, from files to files.
//!
//! [`parse()`], [`resolve`] and then what is made of the site: all of it for [`run`], what is asked
//! for in `serve`. Each stage is timed under its name; what is wrong with content collects on the
//! way, and is sorted and given the severities of `[check]` once the site is known.

mod explain;
mod cache;
mod report;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

pub use cache::{ParseCache, ParseResult};
pub use explain::{Explained, explain};
pub use report::{Report, RunError, Stages, copy_statics};

use crate::audience::{self, Visible};
use crate::config::{Config, HtmlSetting};
use crate::diagnostics::{Diagnostic, allow};
use crate::evidence::{self, RoleTitles};
use crate::links::{self, Links, Target};
use crate::model::file::NullSink;
use crate::model::{ConceptId, DocId, RelPath, Set, Sink, SourceFile, Theme};
use crate::names::{FolderTree, NameTable};
use crate::parse::{Document, HtmlPolicy, Notation, ParseOptions};
use crate::render::Renderer;
use crate::site::{self, Site};
use crate::source::{SETTINGS, Sources};
use crate::urls::Generated;
use crate::urls::Urls;
use crate::{concepts, export, graph, parse, search, urls};

/// What a run works on.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The settings.
    pub config: &'a Config,
    /// What was read.
    pub sources: &'a Sources,
    /// The theme.
    pub theme: &'a Theme,
    /// What the command line asks for.
    pub options: &'a Options,
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
    /// Renews the ledger of URLs in place of checking it: [`Report::ledger`].
    pub renew_ledger: bool,
}

/// Makes the site and hands its files to `sink`.
///
/// # Errors
/// A template that doesn't compile or run, or a file that the sink refuses.
pub fn run(input: &Input<'_>, sink: &dyn Sink) -> Result<Report, RunError> {
    resolve(input, parse(input, None), |resolved| {
        let Resolved { site, attachments, mut report, mut stages } = resolved;
        let counter = report::Counter::new(sink);
        let renderer = Renderer::new(&site, input.theme)?;
        renderer.write_files(&attachments, &counter)?;
        report::copy_statics(&input.sources.statics, &counter)?;
        report.add(renderer.write_pages(&counter)?);
        stages.done("render");
        if report.is_faulty() {
            // Nobody publishes it, so what is left needn't be made.
            report.made(renderer.urls().count(), &counter, stages);
            return Ok(report);
        }
        search::write(&site, input.theme, &counter)?;
        stages.done("search");
        export::write(&site, &counter)?;
        stages.done("export");
        report.made(renderer.urls().count(), &counter, stages);
        Ok(report)
    })
}

/// Does all that can find a fault: everything but the index and the exports. What is rendered is
/// dropped.
///
/// # Errors
/// A template that doesn't compile or run.
pub fn check(input: &Input<'_>) -> Result<Report, RunError> {
    resolve(input, parse(input, None), |resolved| {
        let Resolved { site, mut report, mut stages, .. } = resolved;
        let counter = report::Counter::new(&NullSink);
        let renderer = Renderer::new(&site, input.theme)?;
        report.add(renderer.write_pages(&counter)?);
        stages.done("render");
        report.made(renderer.urls().count(), &counter, stages);
        Ok(report)
    })
}

/// The site before a page of it is made.
pub struct Resolved<'a> {
    /// Everything that pages, search and exports are made from.
    pub site: Site<'a>,
    /// The files behind [`Site::attachments`].
    pub attachments: Vec<PathBuf>,
    /// What was found wrong; nothing is made yet.
    pub report: Report,
    stages: Stages,
}

/// What the first stage makes: all files parsed, and what is not to be seen left out.
pub struct Parsed {
    visible: Visible,
    told: Vec<Diagnostic>,
    stages: Stages,
}

/// Parses all files, in parallel, and leaves out what is not to be seen. Files that `cache` knows
/// are not parsed again.
pub fn parse(input: &Input<'_>, cache: Option<&mut ParseCache>) -> Parsed {
    let Input { config, sources, options, .. } = *input;
    let mut stages = Stages::new(Instant::now());
    let parse_options = parse_options(config);
    let kind = |file: &SourceFile| config.kind_of(&file.content_path);
    let results: Vec<ParseResult> = match cache {
        Some(cache) => cache.parse(&sources.documents, &kind, &parse_options),
        None => {
            let files = sources.documents.par_iter();
            files.map(|file| ParseResult::new(file, kind(file), &parse_options)).collect()
        }
    };
    let mut told = sources.diagnostics.clone();
    let mut documents = Vec::with_capacity(results.len());
    for result in results {
        documents.extend(result.document);
        told.extend_from_slice(&result.diagnostics);
    }
    let (visible, found) = audience::visible(
        documents,
        &audience::Options {
            drafts: options.drafts,
            audience: options.audience.as_deref(),
            audiences: &config.audiences,
            parse: &parse_options,
        },
    );
    told.extend(found);
    stages.done("parse");
    Parsed { visible, told, stages }
}

/// Finds out everything about the site and hands it to `then`: the site borrows what the stages
/// found, and goes when `then` returns.
pub fn resolve<R>(input: &Input<'_>, parsed: Parsed, then: impl FnOnce(Resolved<'_>) -> R) -> R {
    let Input { config, sources, options, .. } = *input;
    let Parsed { visible: Visible { documents, left_out }, mut told, mut stages } = parsed;
    let unread = unread(sources, documents.iter().chain(&left_out));

    let tree = FolderTree::new(&documents);
    let names = NameTable::new(&documents, &tree).and_unread(&unread);
    let Linked { mut urls, mut generated, pages, files, links } =
        link(input, &documents, (&names, &tree), &left_out, &mut told);
    let tags: Vec<&str> = links.tags.tags.iter().map(|tag| tag.name.as_str()).collect();
    generated.claim_tags(&tags, &mut urls);
    let used = links.attachments.iter().map(|&file| &files[file as usize]);
    let attachments = urls.attachments(used, config.keep_case);
    let promised = urls::ledger::Input {
        documents: &documents,
        urls: &urls,
        attachments: &attachments,
        left_out: &left_out,
        unread: &unread,
        keep_case: config.keep_case,
    };
    told.extend(check_ledger(input, &promised));
    let topics = &config.topics;
    let settings = RelPath::new(SETTINGS);
    told.extend(site::topics::faults(&settings, topics, &documents, &names, &left_out));
    stages.done("links");

    let (claims, found) = evidence::claims(&evidence::Input {
        documents: &documents,
        originals: &sources.originals,
        names: &names,
        links: &links,
        relations: &config.relations,
        roles: &RoleTitles::new(&config.roles),
    });
    told.extend(found);
    stages.done("evidence");

    let (vocabulary, found) = concepts::vocabulary(&documents);
    told.extend(found);
    let linking = concepts::Linking { links: config.mentions, skip: &config.skip };
    let mentions: Vec<_> = documents
        .par_iter()
        .enumerate()
        .map(|(i, document)| {
            let doc = DocId::new(i);
            let authored = authored_concepts(&vocabulary, &links, doc);
            concepts::mentions(&vocabulary, document, vocabulary.of(doc), &linking, &authored)
        })
        .collect();
    let choice = concepts::Choice { pinned: &claims.pinned, hidden: &claims.hidden };
    let passages = concepts::passages(&vocabulary, &documents, &mentions, &choice);
    told.extend(concepts::faults(&vocabulary, &documents, &mentions));
    stages.done("concepts");

    let (graph, found) = graph::build(&graph::Input {
        documents: &documents,
        vocabulary: &vocabulary,
        mentions: &mentions,
        links: &links,
        claims: &claims,
        relations: &config.relations,
    });
    told.extend(found);
    stages.done("graph");

    let site = Site::new(site::Input {
        config,
        documents: &documents,
        names: &names,
        tree: &tree,
        urls: &urls,
        attachments: &attachments,
        generated: &generated,
        pages: &pages,
        links: &links,
        vocabulary: &vocabulary,
        mentions: &mentions,
        passages: &passages,
        claims: &claims,
        graph: &graph,
    });
    stages.done("site");

    let read: Set<&RelPath> = documents.iter().map(|document| &document.path).collect();
    let texts = sources.documents.iter().map(|file| (&file.path, &*file.text));
    allow::apply(&mut told, texts, |path| read.contains(path));
    let mut report = Report::new(told, config, options.strict);
    if options.renew_ledger && unread.is_empty() {
        report.ledger = Some(urls::ledger::renewed(sources.ledger.as_deref(), &promised));
    }
    let files = links.attachments.iter().map(|&file| &sources.files[file as usize]);
    let attachments = files.map(|file| file.absolute.clone()).collect();
    then(Resolved { site, attachments, report, stages })
}

/// Content paths of the files that were read and made no document.
fn unread<'a>(
    sources: &Sources,
    documents: impl Iterator<Item = &'a Arc<Document>>,
) -> Vec<RelPath> {
    let made: Set<&RelPath> = documents.map(|document| &document.content_path).collect();
    let files = sources.documents.iter().map(|file| &file.content_path);
    let broken = files.filter(|path| !made.contains(path)).cloned();
    let prefix = format!("{}/", sources.content_root);
    let refused = sources.diagnostics.iter().filter_map(|diagnostic| {
        let path = diagnostic.file.as_str();
        RelPath::normalize(path.strip_prefix(&prefix).unwrap_or(path))
    });
    broken.chain(refused).collect()
}

/// What the ledger remembers and is gone; not while it is renewed.
fn check_ledger(input: &Input<'_>, now: &urls::ledger::Input<'_>) -> Vec<Diagnostic> {
    let Some((path, span)) = &input.config.ledger else { return Vec::new() };
    match &input.sources.ledger {
        _ if input.options.renew_ledger => Vec::new(),
        Some(text) => urls::ledger::vanished(path, text, now),
        None => vec![Diagnostic::missing_ledger(&RelPath::new(SETTINGS), *span, path)],
    }
}

/// Where everything stands, and what points where.
struct Linked {
    urls: Urls,
    generated: Generated,
    pages: Vec<String>,
    files: Vec<RelPath>,
    links: Links,
}

/// Gives every document its URL and resolves all links.
fn link(
    input: &Input<'_>,
    documents: &[Arc<Document>],
    (names, tree): (&NameTable, &FolderTree),
    left_out: &[Arc<Document>],
    told: &mut Vec<Diagnostic>,
) -> Linked {
    let Input { config, sources, .. } = *input;
    let (mut urls, found) = urls::assign(documents, tree, config.keep_case);
    told.extend(found);
    let generated = Generated::claim(&mut urls);
    let files: Vec<RelPath> = sources.files.iter().map(|file| file.path.clone()).collect();
    let mut pages = generated.all();
    pages.extend(sources.statics.iter().map(|file| file.path.as_str().to_owned()));
    let (links, found) = links::resolve(&links::Input {
        documents,
        names,
        tree,
        files: &files,
        urls: &urls.documents,
        redirects: &urls.redirects,
        pages: &pages,
        left_out,
        content_root: &sources.content_root,
        vault: sources.vault,
        remote: &config.remote,
    });
    told.extend(found);
    Linked { urls, generated, pages, files, links }
}

fn parse_options(config: &Config) -> ParseOptions {
    ParseOptions {
        lang: config.language.clone(),
        html: match config.html {
            HtmlSetting::Sanitize => HtmlPolicy::Sanitize,
            HtmlSetting::Escape => HtmlPolicy::Escape,
            HtmlSetting::Trusted => HtmlPolicy::Trusted,
        },
        notation: Notation::All,
        relations: config.relations.iter().map(|relation| relation.name.clone()).collect(),
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
