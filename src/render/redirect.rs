//! Pages at old URLs that lead on to where a document is now.

use crate::model::DocId;
use crate::model::html::escaped;
use crate::site::Site;

/// The page at `url` that leads on to `doc`, at once and without script.
pub fn page(site: &Site, url: &str, doc: DocId) -> String {
    let document = site.document(doc);
    let href = escaped(&site.href(url, doc));
    let canonical = site.absolute(site.url(doc)).map_or_else(|| href.clone(), |url| escaped(&url));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n\
         <p>This page is now at <a href=\"{href}\">{title}</a>.</p>\n</html>\n",
        lang = escaped(&document.lang),
        title = escaped(&document.title),
    )
}
