//! The program: the order of the stages, from files to files.
//!
//! One function, read from top to bottom. Each stage is timed under its name; what is wrong with
//! content collects on the way and is told at the end, sorted, with the severities of `[check]`.

mod explain;
mod report;

use std::time::Instant;

use rayon::prelude::*;

pub use explain::{Explained, explain};
pub use report::{Report, RunError, Stages};

use crate::audience::{self, Visible};
use crate::config::{Config, HtmlSetting};
use crate::diagnostics::{Diagnostic, allow};
use crate::evidence::{self, RoleTitles};
use crate::links::{self, Links, NameTable, Target};
use crate::model::{ConceptId, DocId, RelPath, Set, Sink, Theme};
use crate::parse::{Document, HtmlPolicy, ParseOptions};
use crate::site::urls::Urls;
use crate::site::{self, Generated, Site};
use crate::source::{SETTINGS, Sources};
use crate::{concepts, export, graph, parse, render, search};

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
    let Input { config, sources, theme, options } = *input;
    let mut stages = Stages::new(Instant::now());
    let mut told: Vec<Diagnostic> = sources.diagnostics.clone();

    let Visible { documents, left_out } = visible(input, &mut told);
    let unread = unread(sources, documents.iter().chain(&left_out));
    stages.done("parse");

    let names = NameTable::new(&documents);
    let Linked { mut urls, mut generated, pages, files, links } =
        link(input, &documents, &names, &left_out, &mut told);
    generated.claim_tags(&links.tags, &mut urls);
    let used = links.attachments.iter().map(|&file| &files[file as usize]);
    let attachments = urls.attachments(used, config.keep_case);
    let promised = site::ledger::Input {
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

    let counter = report::Counter::new(sink);
    let copied: Vec<_> = links
        .attachments
        .iter()
        .map(|&file| sources.files[file as usize].absolute.clone())
        .collect();
    let rendered = render::render(&site, theme, &copied, &counter)?;
    stages.done("render");
    search::write(&site, theme, &counter)?;
    stages.done("search");
    export::write(&site, &counter)?;
    report::copy_statics(&sources.statics, &counter)?;
    stages.done("export");

    let read: Set<&RelPath> = documents.iter().map(|document| &document.path).collect();
    let texts = sources.documents.iter().map(|file| (&file.path, &*file.text));
    allow::apply(&mut told, texts, |path| read.contains(path));
    let mut report = Report::new(told, config, options.strict, rendered.pages, &counter, stages);
    if options.renew_ledger && unread.is_empty() {
        report.ledger = Some(site::ledger::renewed(sources.ledger.as_deref(), &promised));
    }
    Ok(report)
}

/// Content paths of the files that were read and made no document.
fn unread<'a>(sources: &Sources, documents: impl Iterator<Item = &'a Document>) -> Vec<RelPath> {
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
fn check_ledger(input: &Input<'_>, now: &site::ledger::Input<'_>) -> Vec<Diagnostic> {
    let Some((path, span)) = &input.config.ledger else { return Vec::new() };
    match &input.sources.ledger {
        _ if input.options.renew_ledger => Vec::new(),
        Some(text) => site::ledger::vanished(path, text, now),
        None => vec![Diagnostic::missing_ledger(&RelPath::new(SETTINGS), *span, path)],
    }
}

/// Parses all files and leaves out what is not to be seen.
fn visible(input: &Input<'_>, told: &mut Vec<Diagnostic>) -> Visible {
    let Input { config, sources, options, .. } = *input;
    let parse_options = parse_options(config);
    let (documents, found) = parse_all(config, sources, &parse_options);
    told.extend(found);
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
    visible
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
    documents: &[Document],
    names: &NameTable,
    left_out: &[Document],
    told: &mut Vec<Diagnostic>,
) -> Linked {
    let Input { config, sources, .. } = *input;
    let (mut urls, found) = site::urls::assign(documents, names, config.keep_case);
    told.extend(found);
    let generated = Generated::claim(&mut urls);
    let files: Vec<RelPath> = sources.files.iter().map(|file| file.path.clone()).collect();
    let mut pages = generated.all();
    pages.extend(sources.statics.iter().map(|file| file.path.as_str().to_owned()));
    let (links, found) = links::resolve(&links::Input {
        documents,
        names,
        files: &files,
        urls: &urls.documents,
        redirects: &urls.redirects,
        pages: &pages,
        left_out,
        content_root: &sources.content_root,
        remote: &config.remote,
    });
    told.extend(found);
    Linked { urls, generated, pages, files, links }
}

/// Parses all files, in parallel; documents and diagnostics come in the order of the files.
fn parse_all(
    config: &Config,
    sources: &Sources,
    options: &ParseOptions,
) -> (Vec<Document>, Vec<Diagnostic>) {
    let parsed: Vec<_> = sources
        .documents
        .par_iter()
        .map(|file| parse::parse(file, config.kind_of(&file.content_path), options))
        .collect();
    let mut documents = Vec::with_capacity(parsed.len());
    let mut diagnostics = Vec::new();
    for (document, found) in parsed {
        documents.extend(document);
        diagnostics.extend(found);
    }
    (documents, diagnostics)
}

fn parse_options(config: &Config) -> ParseOptions {
    ParseOptions {
        lang: config.language.clone(),
        html: match config.html {
            HtmlSetting::Sanitize => HtmlPolicy::Sanitize,
            HtmlSetting::Escape => HtmlPolicy::Escape,
            HtmlSetting::Trusted => HtmlPolicy::Trusted,
        },
        plain_commonmark: false,
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
