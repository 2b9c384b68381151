//! What a build remembers for the next one: that of these inputs this came. Where they are the same
//! again, and the output is as it was left, there is nothing to do.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Options, Report, Snapshot, Today};
use crate::audience::{Reason, Selection};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::hash::hex_of;
use crate::model::{
    Date, FileEntry, RelPath, Snippet, SourceFile, Sources, Span, Theme, WordsFile,
};

/// What was made of which inputs, and what was told.
#[derive(Debug, Serialize, Deserialize)]
pub struct Memo {
    inputs: String,
    /// Whether the site depends on what day it is, and on which.
    is_dated: bool,
    today: Option<String>,
    pages: usize,
    files: usize,
    bytes: u64,
    documents: usize,
    left_out: Vec<(Reason, usize)>,
    is_guess: bool,
    diagnostics: Vec<Told>,
}

/// A diagnostic as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    code: String,
    severity: Severity,
    file: String,
    span: Option<(u32, u32)>,
    message: String,
    help: Option<String>,
}

impl Memo {
    /// What `report` says of a build from `inputs`; nothing of one that a bug of ours ended.
    pub fn new(inputs: &Inputs, report: &Report) -> Option<Self> {
        if report.is_faulty() {
            return None;
        }
        let Selection { all, reasons, is_guess, is_dated, today } = &report.selection;
        Some(Self {
            inputs: inputs.0.clone(),
            is_dated: *is_dated,
            today: today.map(|day| day.to_string()),
            pages: report.pages,
            files: report.files,
            bytes: report.bytes,
            documents: *all,
            left_out: reasons.iter().map(|(reason, count)| (reason.clone(), *count)).collect(),
            is_guess: *is_guess,
            diagnostics: report.diagnostics.iter().map(Told::new).collect(),
        })
    }

    /// The report of that build, if it was of these inputs and the day changes nothing.
    pub fn report(self, inputs: &Inputs, options: &Options) -> Option<Report> {
        let day = match self.today {
            Some(day) => Some(Date::parse(&day)?),
            None => None,
        };
        let is_same_day = || match options.today {
            Today::Unknown => day.is_none(),
            Today::Given(given) => day == Some(given),
            Today::Ask(ask) => day == ask(),
        };
        if self.inputs != inputs.0 || (self.is_dated && !is_same_day()) {
            return None;
        }
        let selection = Selection {
            all: self.documents,
            reasons: self.left_out.into_iter().collect(),
            is_guess: self.is_guess,
            is_dated: self.is_dated,
            today: day,
        };
        let diagnostics: Option<Vec<Diagnostic>> =
            self.diagnostics.into_iter().map(Told::diagnostic).collect();
        let counts = (self.pages, self.files, self.bytes);
        Some(Report::of_kept_site(diagnostics?, selection, counts, options.strict))
    }
}

impl Told {
    fn new(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { code, severity, file, span, message, help } = diagnostic;
        Self {
            code: code.info().name.to_owned(),
            severity: *severity,
            file: file.as_str().to_owned(),
            span: span.map(|span| (span.start, span.end)),
            message: message.clone(),
            help: help.clone(),
        }
    }

    fn diagnostic(self) -> Option<Diagnostic> {
        Some(Diagnostic {
            code: Code::parse(&self.code)?,
            severity: self.severity,
            file: RelPath::normalize(&self.file)?,
            span: self.span.map(|(start, end)| Span { start, end }),
            message: self.message,
            help: self.help,
        })
    }
}

/// Everything that a site is made from, as a hash; but for the bytes of files that are copied, and
/// for the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs(String);

impl Inputs {
    /// The inputs of a build. `settings` is the text of `site.toml`.
    pub fn new(snapshot: &Snapshot, settings: &str, theme: &Theme) -> Self {
        let mut hash = Fields(Sha256::new());
        let Snapshot { config, sources, found, prompts, options } = snapshot;
        // The settings follow from their text, from the folder's name, which may be the title, and
        // from the command line.
        hash.text(settings);
        hash.text(&config.title);
        hash.text(&format!("{:?} {:?}", config.base_url, config.publish));
        let Options { drafts, audience, strict, today, renew_ledger, marks_missing, progress: _ } =
            options;
        let today = match today {
            Today::Unknown => "unknown".to_owned(),
            Today::Given(day) => day.to_string(),
            Today::Ask(_) => "asked".to_owned(),
        };
        hash.text(&format!(
            "{drafts} {audience:?} {strict} {today} {renew_ledger} {marks_missing}"
        ));
        hash.text(&format!("{found:?} {prompts:?}"));
        hash.sources(sources);
        // The snapshot has the prompts.
        let Theme { name, templates, words, prompts: _, assets, share } = theme;
        hash.text(name);
        hash.number(templates.len());
        templates.iter().for_each(|(name, text)| hash.pair(name, text.as_bytes()));
        hash.number(words.len());
        for WordsFile { language, path, text } in words {
            hash.pair(language, text.as_bytes());
            hash.text(path.as_ref().map_or("", RelPath::as_str));
        }
        hash.number(assets.len());
        assets.iter().for_each(|(name, bytes)| hash.pair(name, bytes));
        hash.text(&format!("{share:?}"));
        Self(hex_of(&hash.0.finalize()))
    }
}

/// A hash of fields, each with its length in front, so that none runs into the next.
struct Fields(Sha256);

impl Fields {
    fn number(&mut self, number: usize) {
        self.0.update((number as u64).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn pair(&mut self, name: &str, bytes: &[u8]) {
        self.text(name);
        self.bytes(bytes);
    }

    fn sources(&mut self, sources: &Sources) {
        let Sources {
            content_root,
            vault,
            documents,
            files,
            originals,
            statics,
            ledger,
            title,
            language,
            questions,
            reader,
            tools,
        } = sources;
        self.text(content_root);
        self.text(&format!("{vault:?} {ledger:?} {questions:?} {title:?} {language:?}"));
        for texts in [documents, originals, tools] {
            self.number(texts.len());
            let hashes: Vec<[u8; 32]> = texts.par_iter().map(of_text).collect();
            hashes.iter().for_each(|hash| self.bytes(hash));
        }
        for entries in [files, statics] {
            self.number(entries.len());
            for FileEntry { path, absolute } in entries {
                self.pair(path.as_str(), absolute.as_os_str().as_encoded_bytes());
                // What is in it decides whether it goes out, and what is told of it.
                self.text(&format!("{:?}", (reader.stamp)(absolute).ok()));
            }
        }
    }
}

fn of_text(file: &SourceFile) -> [u8; 32] {
    let mut hash = Fields(Sha256::new());
    let SourceFile { path, content_path, text, snippets } = file;
    hash.text(path.as_str());
    hash.pair(content_path.as_str(), text.as_bytes());
    hash.number(snippets.len());
    for Snippet { name, text } in &**snippets {
        hash.pair(name, text.as_bytes());
    }
    hash.0.finalize().into()
}
