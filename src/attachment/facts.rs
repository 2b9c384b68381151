//! What attachments tell that their authors should know before they are published.

use super::{is_svg, markup, office, pdf, svg};

/// What an attachment tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether something in it would run in a browser that shows it.
    pub runs: bool,
    /// Whom it names as its authors, editors or their firm, each once.
    pub authors: Vec<String>,
}

/// How a file is looked at, by the ending of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Xhtml,
    Xml,
    Svg,
    Office,
    RichText,
    Pdf,
    /// Nobody looks into it here, and a browser or its system may run what is in it.
    Opaque,
    /// What its name doesn't tell, some hosts and browsers guess from its first bytes.
    Unnamed,
}

impl Form {
    fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((_, extension)) = name.rsplit_once('.') else { return Some(Self::Unnamed) };
        Some(match extension.to_ascii_lowercase().as_str() {
            "html" | "htm" | "shtml" | "php" => Self::Html,
            "xhtml" | "xht" => Self::Xhtml,
            "xml" | "xsl" | "xslt" | "xsd" | "rdf" | "rss" | "atom" | "mml" | "mathml" | "kml"
            | "gpx" | "wsdl" | "xspf" => Self::Xml,
            "svgz" | "mht" | "mhtml" | "hta" => Self::Opaque,
            _ if is_svg(path) => Self::Svg,
            "docx" | "docm" | "dotx" | "xlsx" | "xlsm" | "xltx" | "pptx" | "pptm" | "ppsx"
            | "potx" | "vsdx" | "odt" | "ods" | "odp" | "odg" | "ott" => Self::Office,
            "rtf" => Self::RichText,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }
}

/// Whether the file at `path` is one that [`facts`] has something to say of.
pub fn has_facts(path: &str) -> bool {
    Form::of(path).is_some()
}

/// Whether a browser leaves the site for the file at `path`, so that what runs in it must go with
/// the file. Of a drawing it is left out.
pub fn is_page(path: &str) -> bool {
    let of_markup = [Form::Html, Form::Xhtml, Form::Xml, Form::Opaque, Form::Unnamed];
    Form::of(path).is_some_and(|form| of_markup.contains(&form))
}

/// What the file at `path` tells.
pub fn facts(path: &str, bytes: &[u8]) -> Facts {
    let (mut runs, mut authors) = (false, Vec::new());
    match Form::of(path) {
        Some(Form::Html) => runs = markup::html_runs(bytes),
        Some(Form::Xhtml) => runs = markup::html_runs(bytes) || markup::xml_runs(bytes),
        Some(Form::Xml) => runs = markup::xml_runs(bytes),
        Some(Form::Svg) => runs = svg::runs(bytes),
        Some(Form::Office) => authors = office::authors(bytes),
        Some(Form::RichText) => authors = office::rich_text_authors(bytes),
        Some(Form::Pdf) => authors = pdf::authors(bytes),
        Some(Form::Opaque) => runs = true,
        Some(Form::Unnamed) => {
            let text = bytes.trim_ascii_start();
            let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
            runs = text.starts_with(b"<") && (markup::html_runs(bytes) || markup::xml_runs(bytes));
        }
        None => {}
    }
    let mut each = Vec::new();
    for author in authors {
        let author = author.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_name = author.chars().any(char::is_alphanumeric);
        if is_name && !each.contains(&author) {
            each.push(author);
        }
    }
    Facts { runs, authors: each }
}
