//! The catalogue: every code with its default severity and meaning, and one constructor for
//! each thing that can be said. Messages are lower case, without a final dot, names in backticks.

use super::{Diagnostic, Severity};
use crate::model::{RelPath, Span};

/// One row of the catalogue.
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// Its name, as printed and as written in `[check]`.
    pub name: &'static str,
    /// Its severity unless `[check]` says otherwise.
    pub severity: Severity,
    /// What it means, in one sentence for the manual.
    pub meaning: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// What a diagnostic is about. Names are stable within a major version.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        /// Every code, in the order of the manual.
        pub const CODES: &[CodeInfo] = &[
            $(CodeInfo {
                code: Code::$variant,
                name: $name,
                severity: Severity::$severity,
                meaning: $meaning,
            },)*
        ];
    };
}

codes! {
    Settings "settings" Error "`site.toml` cannot be used as it is.";
    UnknownSetting "unknown-setting" Error "`site.toml` has a key that topoi doesn't know.";
    UnreadableFile "unreadable-file" Error "A file could not be read.";
    InvalidUtf8 "invalid-utf8" Error "A file is not UTF-8 text.";
    FrontMatter "front-matter" Error "A front matter block cannot be parsed; the document is left out.";
    FrontMatterValue "front-matter-value" Error "A front matter key has a value of the wrong form.";
    LooseFrontMatter "loose-front-matter" Warning "Front matter that YAML refuses, or reads otherwise than it looks, is read as it was meant.";
    UnreadDate "unread-date" Warning "A date is none, or may be one of two days; it doesn't count.";
    UnknownKind "unknown-kind" Warning "The front matter names a kind that topoi doesn't have; the document is a note.";
    UnknownKey "unknown-key" Warning "A front matter key looks like a misspelt one.";
    UrlCollision "url-collision" Error "Two documents, or one and a file of `static/`, claim one URL.";
    BrokenLink "broken-link" Error "A link points to no document or file.";
    BrokenAnchor "broken-anchor" Error "A link points to no heading, block or id of its target; it leads to the top of the page.";
    BrokenEmbed "broken-embed" Error "An embed points to nothing.";
    BrokenReference "broken-reference" Warning "A link or footnote refers to a label that nothing defines; it stays plain text.";
    UnusedFootnote "unused-footnote" Warning "Nothing refers to a footnote, or another has its label; no page shows it.";
    ForeignPath "foreign-path" Warning "A link's path starts at another program's root, or is the address of a page; it tells one document, and leads there.";
    AmbiguousLink "ambiguous-link" Warning "Several documents answer to one link target.";
    LeftOutLink "left-out-link" Warning "A link points to a document that this build leaves out, such as a draft.";
    UnseenLink "unseen-link" Error "A link points to a document that is not for those who see the page.";
    EmbedCycle "embed-cycle" Error "Documents embed one another in a circle; the embeds become links.";
    EmbedLimit "embed-limit" Warning "An embed nests too deep or draws too much; it becomes a link.";
    UnsafeLink "unsafe-link" Warning "A link would run a script, carry its data in itself or lead into the reader's own machine; it is made dead.";
    RemoteResource "remote-resource" Warning "A picture or embed comes from another host; it becomes a link.";
    ActiveAttachment "active-attachment" Warning "An attachment holds something that would run in a reader's browser.";
    AttachmentMetadata "attachment-metadata" Warning "An attachment names its authors to everybody who reads it.";
    UnknownAudience "unknown-audience" Error "A document or callout names, or seems to name, an audience that `[audiences]` doesn't declare; it is left out.";
    IdleGlob "idle-glob" Warning "A glob that keeps files for an audience matches no file.";
    UnportableName "unportable-name" Warning "Windows cannot hold the name of a file or folder.";
    UnsupportedFile "unsupported-file" Warning "A file has a format that topoi doesn't read.";
    UnknownReference "unknown-reference" Error "A front matter field names a document that isn't there, or isn't of the kind it should be.";
    UnknownRelation "unknown-relation" Error "A document uses a relation that is neither built in nor in `site.toml`.";
    DanglingEvidence "dangling-evidence" Error "Evidence cites an article that isn't there, a place that it doesn't have, or something that is no article.";
    QuoteNotFound "quote-not-found" Error "A quotation does not occur in the article it is taken from.";
    QuoteFromDigest "quote-from-digest" Error "A quotation repeats the words of a digest, which are ours and not the author's.";
    UnsupportedPrinciple "unsupported-principle" Warning "A principle has no evidence that supports it.";
    OneSidedEvidence "one-sided-evidence" Allow "All evidence for a principle supports it.";
    UnexplainedStance "unexplained-stance" Warning "Evidence qualifies or disputes a principle without a note that says how.";
    ContrastSides "contrast-sides" Error "A contrast is not between two concepts or two principles.";
    ContrastTwice "contrast-twice" Warning "Two contrasts compare the same two things.";
    MissingOriginal "missing-original" Warning "The raw text that an article names as its `original` isn't there.";
    AmbiguousLabel "ambiguous-label" Warning "Several concepts claim one label; it links nowhere until that is settled.";
    CommonLabel "common-label" Warning "A label is made of very common words.";
    UnmentionedConcept "unmentioned-concept" Warning "Nothing mentions a concept.";
    UndefinedConcept "undefined-concept" Warning "A concept's document doesn't say what it is.";
    UnusedLabel "unused-label" Allow "An alias of a concept occurs nowhere.";
    LongPassage "long-passage" Warning "A passage of an article is too long to be cited.";
    RelationCycle "relation-cycle" Error "A relation that carries over chains leads back to where it began.";
    RelationContradiction "relation-contradiction" Warning "Two concepts are `related`, and one of them is `broader` than the other.";
    DroppedHtml "dropped-html" Warning "Raw HTML that a page cannot safely hold, such as a script, is left out with its content.";
    Unclosed "unclosed" Warning "A comment or a raw element never ends and takes in all that follows.";
    UnreadMath "unread-math" Warning "A formula cannot be drawn and is shown as it was typed.";
    ForeignSyntax "foreign-syntax" Warning "Something that only another program can draw is left out; the text in it stays.";
    TooDeep "too-deep" Error "Quotations and lists nest deeper than any page can show; the document is left out.";
    UnusedAllow "unused-allow" Warning "A `topoi-allow` comment suppresses nothing, or names a code that topoi doesn't have.";
    VanishedUrl "vanished-url" Error "A URL or anchor that the ledger remembers is gone, and nothing redirects from it.";
    MissingLedger "missing-ledger" Warning "The file that `[urls] ledger` names isn't there yet.";
    UnreadQuestion "unread-question" Error "`questions.toml` or an entry of it cannot be read; what cannot be read is not asked.";
    LostQuestion "lost-question" Error "A question of `questions.toml` doesn't find the document that it should.";
    UnreadableImport "unreadable-import" Error "A foreign document could not be imported.";
    DamagedImport "damaged-import" Warning "Some of a foreign document could not be read.";
    DuplicateImport "duplicate-import" Warning "A foreign document says nearly what one that is there says; it isn't imported again.";
    ChangedImport "changed-import" Warning "An imported file differs from its source, and was left as it is.";
    UnknownField "unknown-field" Warning "An import could not tell who wrote a document, or when, or where it comes from.";
    UnwrittenText "unwritten-text" Warning "A document still says what its template asks its author to write.";
    UnreadWords "unread-words" Warning "A theme's file of the interface's words cannot be read, or has a key or a placeholder that nothing fills in.";
    MissingWords "missing-words" Warning "The interface lacks words in the site's language; they are said in English.";
    SynonymConflict "synonym-conflict" Warning "Synonyms make one of two concepts, or a word stands in two lists.";
    InternalFault "internal-fault" Error "A bug in topoi ended the work on a document; no output is touched, and nothing allows it.";
}

impl Code {
    /// The code's row of the catalogue.
    pub fn info(self) -> &'static CodeInfo {
        &CODES[self as usize]
    }

    /// The code called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        CODES.iter().find(|info| info.name == name).map(|info| info.code)
    }
}

impl Diagnostic {
    /// The file could not be read; `cause` is what the system said.
    pub fn unreadable_file(file: &RelPath, cause: &str) -> Self {
        Self::new(Code::UnreadableFile, file, None, format!("cannot read `{file}`: {cause}"))
            .help("mend that, or list the file under `ignore` in `[site]` to leave it out")
    }

    /// The file's bytes stop being UTF-8 at `offset`.
    pub fn invalid_utf8(file: &RelPath, offset: usize) -> Self {
        Self::new(
            Code::InvalidUtf8,
            file,
            None,
            format!("`{file}` is not UTF-8 text: byte {offset} starts no character"),
        )
        .help("save the file as UTF-8")
    }

    /// The front matter between its fences cannot be parsed.
    pub fn front_matter(file: &RelPath, span: Span, cause: &str) -> Self {
        Self::new(
            Code::FrontMatter,
            file,
            Some(span),
            format!("front matter cannot be read: {cause}"),
        )
        .help(
            "the document is left out until this is mended; quote values that contain `: ` or `#`",
        )
    }

    /// A line or key that may be meant to keep the document private.
    pub fn front_matter_doubt(file: &RelPath, span: Span) -> Self {
        let message = "this looks as if it said who may see the document, and is not written so";
        Self::new(Code::FrontMatter, file, Some(span), message.to_owned()).help(
            "write `key: value`, in plain letters, between two lines of `---` at the very top, or \
             take it out; the document is left out until then",
        )
    }

    /// The front matter has no end; `span` is its first key.
    pub fn front_matter_open(file: &RelPath, span: Span) -> Self {
        let message = "front matter has no end".to_owned();
        Self::new(Code::FrontMatter, file, Some(span), message).help(
            "close it with a line like its first; the document is left out, since it may be private",
        )
    }

    /// A key's value has the wrong form.
    pub fn front_matter_value(
        file: &RelPath,
        span: Span,
        key: &str,
        wanted: &str,
        found: &str,
    ) -> Self {
        Self::new(Code::FrontMatterValue, file, Some(span), format!("`{key}` is {found} here"))
            .help(format!("write {wanted}"))
    }

    /// A key's value is none of those that it may have; `near` looks like it.
    pub fn front_matter_choice(
        file: &RelPath,
        span: Span,
        key: &str,
        near: Option<&str>,
        all: &[&str],
    ) -> Self {
        let message = format!("`{key}` is none of `{}` here", all.join("`, `"));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write one of them".to_owned(),
        };
        Self::new(Code::FrontMatterValue, file, Some(span), message).help(help)
    }

    /// `kind` names none of the kinds.
    pub fn unknown_kind(file: &RelPath, span: Span, name: &str) -> Self {
        Self::new(Code::UnknownKind, file, Some(span), format!("there is no kind `{name}`")).help(
            "write `article`, `concept`, `principle`, `contrast` or `note`; it is read as a note",
        )
    }

    /// A key that looks like a known one, `near`.
    pub fn unknown_key(file: &RelPath, span: Span, key: &str, near: Option<&str>) -> Self {
        let diagnostic =
            Self::new(Code::UnknownKey, file, Some(span), format!("unknown key `{key}`"));
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("remove it, or move it to the top level for templates"),
        }
    }

    /// An entry of `evidence` names no article.
    pub fn evidence_without_article(file: &RelPath, span: Span) -> Self {
        Self::new(
            Code::FrontMatterValue,
            file,
            Some(span),
            "this evidence names no article".to_owned(),
        )
        .help("add `article:` with the file name of a source")
    }

    /// `site.toml` cannot be read, or a value in it cannot be used.
    pub fn settings(file: &RelPath, span: Option<Span>, message: &str) -> Self {
        let message = message.lines().next().unwrap_or("").trim_end_matches('.').to_owned();
        Self::new(Code::Settings, file, span, message)
            .help("nothing is built until this is mended; the site that stands stays as it is")
    }

    /// A key of `site.toml` that isn't known; `near` looks like it, `known` are all.
    pub fn unknown_setting(
        file: &RelPath,
        span: Span,
        key: &str,
        near: Option<&str>,
        known: &[&str],
    ) -> Self {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.len() > 12 => "see the manual for the keys there are".to_owned(),
            None => format!("known here: `{}`", known.join("`, `")),
        };
        Self::new(Code::UnknownSetting, file, Some(span), format!("unknown setting `{key}`"))
            .help(help)
    }
}
