//! Machine forms of the site: feed, sitemap, robots.txt, llms.txt, the files under
//! `data/`, and what hosts read.

mod feed;
mod graph;
pub mod headers;
pub mod offline;
mod sitemap;
mod skos;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::model::{Failure, OutFile, Sink};
use crate::site::Site;

/// Writes all exports.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site, sink: &dyn Sink) -> Result<(), Failure> {
    type Export = fn(&Site) -> Vec<OutFile>;
    // The long ones first: they are made side by side.
    let exports: [Export; 8] = [
        |site| vec![OutFile::bytes("data/graph.graphml", graph::graphml(site))],
        |site| vec![OutFile::text("data/graph.json", graph::json(site))],
        |site| skos::turtle(site).map(|text| OutFile::text(skos::PATH, text)).into_iter().collect(),
        sitemap::sitemaps,
        |site| vec![OutFile::text("llms.txt", sitemap::llms(site))],
        |site| {
            let feed = feed::atom(site);
            feed.map(|feed| OutFile::text(site.generated.feed.clone(), feed)).into_iter().collect()
        },
        |site| vec![OutFile::text("robots.txt", sitemap::robots(site))],
        headers::files,
    ];
    // What stands in `static/` is what its owner wants there.
    let theirs: BTreeSet<&str> = site.copies.iter().map(|file| file.path.as_str()).collect();
    let put = |file: OutFile| match theirs.contains(file.path.as_str()) {
        true => Ok(()),
        false => sink.put(file),
    };
    exports
        .par_iter()
        .with_max_len(1)
        .try_for_each(|export| export(site).into_iter().try_for_each(put))
}
