//! Parsed files kept between the runs of one process, so that an edit parses what it changed.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::model::{Kind, Map, RelPath, SourceFile};
use crate::parse::{self, Document, ParseOptions};

/// What parsing makes of a file.
type Made = (Option<Document>, Vec<Diagnostic>);

/// The files of the last run, parsed.
#[derive(Default)]
pub struct Memory {
    options: Option<ParseOptions>,
    files: Map<RelPath, Kept>,
}

#[derive(Clone)]
struct Kept {
    text: Arc<str>,
    kind: Option<Kind>,
    parsed: Arc<Made>,
}

impl Memory {
    /// `files`, parsed, in their order. Only those are parsed that are new or differ in text or
    /// kind from the last call's; all of them, if the options differ.
    pub(super) fn parse(
        &mut self,
        files: &[SourceFile],
        kind: &(impl Fn(&SourceFile) -> Option<Kind> + Sync),
        options: &ParseOptions,
    ) -> Vec<Made> {
        if self.options.as_ref() != Some(options) {
            self.files.clear();
            self.options = Some(options.clone());
        }
        let known = &self.files;
        let kept: Vec<Kept> = files
            .par_iter()
            .map(|file| {
                let kind = kind(file);
                let same = |kept: &&Kept| kept.kind == kind && kept.text == file.text;
                known.get(&file.path).filter(same).cloned().unwrap_or_else(|| Kept {
                    text: file.text.clone(),
                    kind,
                    parsed: Arc::new(parse::parse(file, kind, options)),
                })
            })
            .collect();
        let parsed = kept.par_iter().map(|kept| Made::clone(&kept.parsed)).collect();
        self.files = files.iter().map(|file| file.path.clone()).zip(kept).collect();
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::source;

    #[test]
    fn parses_again_what_changed_and_nothing_else() {
        let mut memory = Memory::default();
        let options = ParseOptions::default();
        let kind = |_: &SourceFile| None;
        let mut run = |files: &[SourceFile], options: &ParseOptions| -> Vec<Arc<Made>> {
            let parsed = memory.parse(files, &kind, options);
            let titles = parsed.iter().map(|(document, _)| document.as_ref().expect("whole"));
            let titles: Vec<&str> = titles.map(|document| document.title.as_str()).collect();
            let expected: Vec<&str> =
                files.iter().map(|file| file.text.trim_start_matches("# ")).collect();
            assert_eq!(titles, expected);
            files.iter().map(|file| memory.files[&file.path].parsed.clone()).collect()
        };
        let first = run(&[source("a.md", "# A"), source("b.md", "# B")], &options);
        let second = run(&[source("a.md", "# A"), source("b.md", "# C")], &options);
        assert!(Arc::ptr_eq(&first[0], &second[0]));
        assert!(!Arc::ptr_eq(&first[1], &second[1]));
        let other = ParseOptions { lang: "de".into(), ..options };
        let third = run(&[source("a.md", "# A")], &other);
        assert!(!Arc::ptr_eq(&second[0], &third[0]));
        assert_eq!(memory.files.len(), 1);
    }
}
