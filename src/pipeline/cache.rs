//! Parsed files kept between the runs of one process, so that an edit parses what it changed.

use std::sync::Arc;

use rayon::prelude::*;

use super::Progress;
use super::attachments::FactsCache;
use super::edits::EditCache;
use crate::diagnostics::Diagnostic;
use crate::model::{Kind, Map, RelPath, Snippet, SourceFile};
use crate::parse::{self, Document, ParseOptions};

/// What parsing makes of a file. It never changes: whoever needs it holds a pointer to it.
#[derive(Clone, Debug)]
pub struct ParseResult {
    /// No document where the file is so broken that it is left out.
    pub document: Option<Arc<Document>>,
    /// What is wrong with the file.
    pub diagnostics: Arc<[Diagnostic]>,
}

impl ParseResult {
    /// Parses `file`.
    pub fn new(file: &SourceFile, kind: Option<Kind>, options: &ParseOptions) -> Self {
        let (document, diagnostics) = parse::parse(file, kind, options);
        Self { document: document.map(Arc::new), diagnostics: diagnostics.into() }
    }
}

/// The files of the last run, parsed.
#[derive(Default)]
pub struct ParseCache {
    options: Option<ParseOptions>,
    files: Map<RelPath, Kept>,
    /// What the attachments of the last run told.
    pub(super) attachments: FactsCache,
    /// What later stages keep, where another version of the site is to come.
    pub(super) edits: Option<EditCache>,
}

#[derive(Clone)]
struct Kept {
    text: Arc<str>,
    snippets: Arc<[Snippet]>,
    kind: Option<Kind>,
    result: ParseResult,
}

impl ParseCache {
    /// A cache for a site that is resolved again and again.
    pub fn for_edits() -> Self {
        Self { edits: Some(EditCache::default()), ..Self::default() }
    }

    /// `files`, parsed, in their order. Only those are parsed that are new or differ in text or
    /// kind from the last call's; all of them, if the options differ. `progress` is told of each.
    pub(super) fn parse(
        &mut self,
        files: &[SourceFile],
        kind: &(impl Fn(&SourceFile) -> Option<Kind> + Sync),
        options: &ParseOptions,
        progress: &Progress,
    ) -> Vec<ParseResult> {
        if self.options.as_ref() != Some(options) {
            self.files.clear();
            self.options = Some(options.clone());
        }
        progress.expect(files.len());
        let known = &self.files;
        let kept: Vec<Kept> = files
            .par_iter()
            .map(|file| {
                let kind = kind(file);
                let same = |kept: &&Kept| {
                    kept.kind == kind
                        && same_text(&kept.text, &file.text)
                        && kept.snippets == file.snippets
                };
                let kept = known.get(&file.path).filter(same).cloned().unwrap_or_else(|| Kept {
                    text: file.text.clone(),
                    snippets: file.snippets.clone(),
                    kind,
                    result: ParseResult::new(file, kind, options),
                });
                progress.advance();
                kept
            })
            .collect();
        let results = kept.iter().map(|kept| kept.result.clone()).collect();
        self.files = files.iter().map(|file| file.path.clone()).zip(kept).collect();
        if let Some(edits) = &mut self.edits {
            edits.forget_old();
        }
        results
    }
}

/// Whether two texts are the same; mostly they are one.
fn same_text(a: &Arc<str>, b: &Arc<str>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::source;

    #[test]
    fn parses_again_what_changed_and_nothing_else() {
        let mut cache = ParseCache::default();
        let options = ParseOptions::default();
        let kind = |_: &SourceFile| None;
        let mut run = |files: &[SourceFile], options: &ParseOptions| -> Vec<Arc<Document>> {
            let results = cache.parse(files, &kind, options, &Progress::default());
            let documents: Vec<Arc<Document>> =
                results.into_iter().map(|result| result.document.expect("whole")).collect();
            let titles: Vec<&str> = documents.iter().map(|doc| doc.title.as_str()).collect();
            let expected: Vec<&str> =
                files.iter().map(|file| file.text.trim_start_matches("# ")).collect();
            assert_eq!(titles, expected);
            documents
        };
        let first = run(&[source("a.md", "# A"), source("b.md", "# B")], &options);
        let second = run(&[source("a.md", "# A"), source("b.md", "# C")], &options);
        assert!(Arc::ptr_eq(&first[0], &second[0]));
        assert!(!Arc::ptr_eq(&first[1], &second[1]));
        let other = ParseOptions { lang: "de".into(), ..options };
        let third = run(&[source("a.md", "# A")], &other);
        assert!(!Arc::ptr_eq(&second[0], &third[0]));
        assert_eq!(cache.files.len(), 1);
    }
}
