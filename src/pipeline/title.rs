//! What a site is called whose settings don't say.

use std::sync::Arc;

use crate::config::Config;
use crate::model::Sources;
use crate::names::FolderTree;
use crate::parse::Document;

/// The settings with a title: theirs, else what the folder's own tool calls the site, else what its
/// home document calls itself, else the folder's name. Only documents that are seen count.
pub(super) fn titled(
    config: &Arc<Config>,
    sources: &Sources,
    documents: &[Arc<Document>],
    tree: &FolderTree,
) -> Arc<Config> {
    if config.has_title {
        return config.clone();
    }
    let of_home = || {
        let document = &documents[tree.folder(0).index?.index()];
        let called = document.meta.title.is_some() || document.title_heading.is_some();
        called.then(|| document.title.clone())
    };
    match sources.title.clone().or_else(of_home) {
        Some(title) => Arc::new(Config { title, ..Config::clone(config) }),
        None => config.clone(),
    }
}
