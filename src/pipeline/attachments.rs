//! What attachments tell, and what would run in them: looked at once it is known which files
//! documents refer to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use super::Snapshot;
use crate::attachment::{self, Facts};
use crate::config::AttachmentSetting;
use crate::diagnostics::{ActiveFate, Diagnostic};
use crate::links::{Links, Target};
use crate::model::{FileEntry, Map, Set};
use crate::parse::Document;

/// Larger files are not looked into.
const LARGEST: u64 = 64 << 20;
/// A file of headers holds no more rules; the first is for all pages.
const MOST_RULES: usize = 99;

/// What files told when they were last looked at, as long as they are those of then.
#[derive(Default)]
pub(super) struct FactsCache {
    known: Map<PathBuf, ((u64, SystemTime), Arc<Facts>)>,
}

impl FactsCache {
    /// What each of `files` tells.
    fn facts(&mut self, files: &[&FileEntry], snapshot: &Snapshot) -> Vec<Arc<Facts>> {
        let known = &self.known;
        let look = |file: &&FileEntry| {
            let name = file.path.as_str();
            if !attachment::facts::has_facts(name) {
                return (None, Arc::default());
            }
            let reader = &snapshot.sources.reader;
            let Ok(stamp) = (reader.stamp)(&file.absolute) else { return (None, Arc::default()) };
            if let Some((_, facts)) = known.get(&file.absolute).filter(|(then, _)| *then == stamp) {
                return (Some(stamp), facts.clone());
            }
            let facts = match (reader.read)(&file.absolute) {
                _ if stamp.0 > LARGEST => Facts { runs: true, ..Facts::default() },
                Ok(bytes) => attachment::facts(name, &bytes),
                // Who copies it says so.
                Err(_) => return (None, Arc::default()),
            };
            (Some(stamp), Arc::new(facts))
        };
        let found: Vec<_> = files.par_iter().map(look).collect();
        let stamped = files.iter().zip(&found).filter_map(|(file, (stamp, facts))| {
            Some((file.absolute.clone(), ((*stamp)?, facts.clone())))
        });
        self.known = stamped.collect();
        found.into_iter().map(|(_, facts)| facts).collect()
    }
}

/// Looks at the attachments that `links` lead to, which are indices into `files`. Those that are not
/// to be published are taken out of `links`; given are, by place in [`Links::attachments`], the
/// others that run, with what is to be told.
pub(super) fn settle(
    snapshot: &Snapshot,
    documents: &[Arc<Document>],
    files: &[&FileEntry],
    links: &mut Links,
    cache: &mut FactsCache,
) -> (Vec<u32>, Vec<Diagnostic>) {
    let config = &snapshot.config;
    let used: Vec<&FileEntry> = links.attachments.iter().map(|&n| files[n as usize]).collect();
    let facts = cache.facts(&used, snapshot);
    let is_page = |number: usize| {
        facts[number].runs && attachment::facts::is_page(used[number].path.as_str())
    };
    let pages: Vec<usize> = (0..used.len()).filter(|&number| is_page(number)).collect();
    let is_safe = config.attachments == AttachmentSetting::Safe;
    let has_headers = is_safe && !config.deploy.is_empty() && pages.len() <= MOST_RULES;
    let fate = |number: usize| match is_page(number) {
        _ if !facts[number].runs => None,
        true if has_headers => None,
        true if is_safe => Some(ActiveFate::LeftOut),
        false if is_safe => Some(ActiveFate::Defused),
        _ => Some(ActiveFate::Published),
    };
    let mut told = Vec::new();
    let mut named: Set<u32> = Set::default();
    for (document, targets) in documents.iter().zip(&links.targets) {
        for (link, target) in document.links.iter().zip(targets) {
            let Target::File(number) = *target else { continue };
            let name = used[number as usize].path.file_name();
            if let Some(fate) = fate(number as usize) {
                told.push(Diagnostic::active_attachment(&document.path, link.source, name, fate));
            }
            let authors = &facts[number as usize].authors;
            let keeps = config.metadata == crate::config::MetadataSetting::Keep;
            if !authors.is_empty() && !keeps && named.insert(number) {
                let (path, span) = (&document.path, link.source);
                told.push(Diagnostic::attachment_metadata(path, span, name, authors));
            }
        }
    }
    let left_out = |number: usize| fate(number) == Some(ActiveFate::LeftOut);
    let dropped: Vec<u32> =
        (0u32..).zip(&used).map(|(n, _)| n).filter(|&n| left_out(n as usize)).collect();
    let fenced: Vec<u32> = match has_headers {
        true => pages.iter().map(|&number| number as u32).collect(),
        false => Vec::new(),
    };
    links.drop_attachments(&dropped);
    (fenced, told)
}
