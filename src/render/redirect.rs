//! Pages at old URLs that lead on to where a document is now.

use crate::i18n::Speech;
use crate::model::DocId;
use crate::model::html::escaped;
use crate::site::Site;

/// The page at `url` that leads on to `doc`, at once and without script.
pub fn page(site: &Site, speech: &Speech, url: &str, doc: DocId) -> String {
    let document = site.document(doc);
    let href = escaped(&site.href(url, doc));
    let canonical = site.absolute(site.url(doc)).map_or_else(|| href.clone(), |url| escaped(&url));
    let title = escaped(&document.title);
    let words = speech.of(&document.lang);
    let moved = words.html("note.moved-page", None, |name, out| {
        let is_page = name == "page";
        if is_page {
            out.push_str(&format!("<a href=\"{href}\">{title}</a>"));
        }
        is_page
    });
    let moved = moved.unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n\
         <p>{moved}</p>\n</html>\n",
        lang = escaped(&document.lang),
    )
}
