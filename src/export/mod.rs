//! Machine forms of the site: feed, sitemap, robots.txt, llms.txt, and the files under `data/`.

mod feed;
mod graph;
mod sitemap;
mod skos;

use crate::model::file::SinkError;
use crate::model::{OutFile, Sink};
use crate::site::Site;

/// Writes all exports.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site<'_>, sink: &dyn Sink) -> Result<(), SinkError> {
    if let Some(feed) = feed::atom(site) {
        sink.put(OutFile::text(site.generated.feed.clone(), feed))?;
    }
    for file in sitemap::sitemaps(site) {
        sink.put(file)?;
    }
    sink.put(OutFile::text("robots.txt", sitemap::robots(site)))?;
    sink.put(OutFile::text("llms.txt", sitemap::llms(site)))?;
    sink.put(OutFile::text("data/graph.json", graph::json(site)))?;
    sink.put(OutFile::bytes("data/graph.graphml", graph::graphml(site)))?;
    if let Some(topics) = skos::turtle(site) {
        sink.put(OutFile::text(skos::PATH, topics))?;
    }
    Ok(())
}
