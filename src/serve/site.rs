//! One version of the site, as requests see it.

use std::collections::BTreeSet;

use super::Problem;
use super::problems::Editor;
use crate::diagnostics::format::Located;
use crate::model::Kind;
use crate::model::file::Contents;
use crate::pipeline::{self, Outputs, PageError};

/// A site that makes its files as they are asked for.
pub struct Site {
    outputs: Outputs,
    editor: Editor,
    content_root: String,
}

impl Site {
    /// What `outputs` makes; problems with it are opened in `editor`.
    /// Its documents stand in `content_root` under the knowledge base's root.
    pub fn new(outputs: Outputs, editor: Editor, content_root: String) -> Self {
        Self { outputs, editor, content_root }
    }

    /// All that was found out about it.
    pub(super) fn resolved(&self) -> &crate::site::Site {
        self.outputs.site()
    }

    /// The content root under the knowledge base's root; `""` where they are the same.
    pub(super) fn content_root(&self) -> &str {
        &self.content_root
    }

    /// The file at `path`, or why it cannot be made; nothing where there is none.
    pub fn get(&self, path: &str) -> Option<Result<Contents, Box<Problem>>> {
        self.outputs
            .get(path)
            .transpose()
            .map(|file| file.map_err(|error| Box::new(self.problem(&error))))
    }

    fn problem(&self, error: &PageError) -> Problem {
        match error {
            PageError::Template(error) => Problem::environment(error.to_string()),
            PageError::Fault(fault) => {
                Problem::new(&Located { diagnostic: fault, place: None }, &self.editor)
            }
        }
    }

    /// What a request for `path` means: the file, a folder's index, or a page without its `.html`;
    /// with the path of the file.
    pub fn find(&self, path: &str) -> Option<(String, Result<Contents, Box<Problem>>)> {
        meanings(path).into_iter().find_map(|path| self.get(&path).map(|file| (path, file)))
    }

    /// What evidence calls the article that the page at `path` is of.
    pub fn article(&self, path: &str) -> Option<&str> {
        let site = self.outputs.site();
        let doc = site.of_kind(Kind::Article).find(|&doc| site.url(doc) == path)?;
        Some(site.document(doc).content_path.without_extension())
    }

    /// Whether the file at `path` would run in a reader's browser.
    pub fn is_fenced(&self, path: &str) -> bool {
        self.outputs.site().fenced.iter().any(|url| url == path)
    }

    /// The header with which its pages are meant to be served.
    pub fn content_security_policy(&self) -> String {
        self.outputs.content_security_policy().to_owned()
    }

    /// The same for pages that show nothing of other hosts.
    pub fn strictest_policy() -> String {
        pipeline::content_security_policy(&BTreeSet::new())
    }

    /// Another version has taken its place.
    pub fn retire(&self) {
        self.outputs.retire();
    }
}

/// The paths of files that a request for `path` may mean, the likeliest first.
fn meanings(path: &str) -> [String; 3] {
    let path = path.trim_start_matches('/');
    let index = match path {
        "" => "index.html".to_owned(),
        path if path.ends_with('/') => format!("{path}index.html"),
        path => format!("{path}/index.html"),
    };
    [path.to_owned(), index, format!("{path}.html")]
}

#[cfg(test)]
mod tests {
    use super::meanings;

    #[test]
    fn finds_what_a_request_means() {
        let known = ["a.html", "b/index.html", "index.html"];
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/a", Some("a.html")),
            ("/a.html", Some("a.html")),
            ("/b", Some("b/index.html")),
            ("/b/", Some("b/index.html")),
            ("/c", None),
        ] {
            let found = meanings(path).into_iter().find(|path| known.contains(&path.as_str()));
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
