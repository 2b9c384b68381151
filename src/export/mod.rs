//! Machine forms of the site: feed, sitemap, robots.txt, llms.txt, and the files under `data/`.

mod feed;
mod sitemap;

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
    Ok(())
}
