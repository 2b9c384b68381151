//! What may be seen: documents and callouts for others go, right after parsing, before anything is
//! counted.
//!
//! A document is left out if it is a draft (unless drafts are asked for), is not to be published,
//! names audiences of which none is served, or is a file of an audience that isn't served: the
//! narrower of the two counts. `> [!name]`, where `name` is a declared audience
//! that isn't served, leaves out that callout: its text is blanked in the source and the file
//! parsed again, so that no later stage can see a byte of it. So does a callout of which it is
//! doubtful for whom it is; a doubtful mark that is no callout's leaves out its document.

mod marks;
mod selection;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use self::marks::{Doubt, Mark, Marks};
pub use self::selection::{Reason, Selection, depends_on_day};
use self::selection::{is_in_reach, reason};
use crate::config::{AudienceFiles, Publish};
use crate::diagnostics::Diagnostic;
use crate::model::vault::Vault;
use crate::model::{Date, RelPath, SourceFile, Span};
use crate::parse::{Document, ParseOptions, parse};

/// Who is served, and what.
pub struct Options<'a> {
    /// Which documents are published.
    pub publish: Publish,
    /// What Obsidian's settings exclude.
    pub vault: Option<&'a Vault>,
    /// What day it is, for documents that are published from or until a day.
    pub today: Option<Date>,
    /// Drafts too.
    pub drafts: bool,
    /// The audience the site is built for; `None` where there are no audiences.
    pub audience: Option<&'a str>,
    /// The declared audiences, each with those that it includes (`[audiences]`).
    pub audiences: &'a [(String, Vec<String>)],
    /// The files of audiences.
    pub files: &'a [AudienceFiles],
    /// Roles with their titles (`[roles]`), which are no misspelt audiences.
    pub roles: &'a [(String, Vec<String>)],
    /// How files are parsed.
    pub parse: &'a ParseOptions,
}

/// What is seen and what isn't.
#[derive(Clone, Debug, Default)]
pub struct Visible {
    /// The documents of the site, in order.
    pub documents: Vec<Arc<Document>>,
    /// Those left out, so that links to them can be told as such. Nothing of them is published.
    pub left_out: Vec<Arc<Document>>,
    /// How many are left out, and why.
    pub selection: Selection,
}

/// Parts the documents by what may be seen.
pub fn visible(documents: Vec<Arc<Document>>, options: &Options<'_>) -> (Visible, Vec<Diagnostic>) {
    let served = served(options.audience, options.audiences);
    let mut diagnostics = Vec::new();
    for document in &documents {
        for audience in &document.meta.audience {
            let declared = options.audiences.iter().any(|(name, _)| *name == audience.text);
            if !declared {
                let names: Vec<&str> = options.audiences.iter().map(|(name, _)| &**name).collect();
                diagnostics.push(Diagnostic::unknown_audience(
                    &document.path,
                    audience.span,
                    &audience.text,
                    &names,
                ));
            }
        }
    }
    let is_guess =
        options.publish == Publish::Guess && documents.iter().any(|document| document.meta.marked);
    let marked_only = is_guess || options.publish == Publish::Marked;
    let mut selection =
        Selection { all: documents.len(), is_guess, today: options.today, ..Selection::default() };
    let mut left_out = Vec::new();
    let mut seen = Vec::with_capacity(documents.len());
    for document in documents {
        match reason(&document, &served, marked_only, options) {
            None => seen.push(document),
            Some(reason) => {
                *selection.reasons.entry(reason).or_default() += 1;
                left_out.push(document);
            }
        }
    }
    let reader = Reader { marks: Marks::new(options.audiences, options.roles), served, options };
    let parts: Vec<Part> =
        seen.into_par_iter().map(|document| reader.visible_part(document)).collect();
    let mut documents = Vec::with_capacity(parts.len());
    for part in parts {
        diagnostics.extend(part.diagnostics);
        match part.is_seen {
            true => documents.push(part.document),
            false => {
                *selection.reasons.entry(Reason::Audience).or_default() += 1;
                left_out.push(part.document);
            }
        }
    }
    left_out.sort_by(|a, b| a.content_path.cmp(&b.content_path));
    (Visible { documents, left_out, selection }, diagnostics)
}

/// Which files beside the documents `audience` may see, by path under the content root.
pub fn seen_files<'a>(
    audience: Option<&'a str>,
    audiences: &'a [(String, Vec<String>)],
    files: &'a [AudienceFiles],
) -> impl Fn(&RelPath) -> bool + use<'a> {
    let served = served(audience, audiences);
    move |path| is_in_reach(path, files, &served)
}

/// The audience that is built for, and all that it includes, directly or through others.
fn served<'a>(
    audience: Option<&'a str>,
    audiences: &'a [(String, Vec<String>)],
) -> BTreeSet<&'a str> {
    let mut served = BTreeSet::new();
    let mut waiting: Vec<&str> = audience.into_iter().collect();
    while let Some(name) = waiting.pop() {
        if !served.insert(name) {
            continue;
        }
        for (_, includes) in audiences.iter().filter(|(declared, _)| declared == name) {
            waiting.extend(includes.iter().map(String::as_str));
        }
    }
    served
}

/// How often a document is read again without what was found private in it. What then still
/// brings up new marks was written to, and is left out.
const MOST_READINGS: usize = 8;

/// What remains of a document.
struct Part {
    document: Arc<Document>,
    /// Whether anything does.
    is_seen: bool,
    diagnostics: Vec<Diagnostic>,
}

/// Reads the marks of privacy in bodies.
struct Reader<'a> {
    marks: Marks<'a>,
    served: BTreeSet<&'a str>,
    options: &'a Options<'a>,
}

impl Reader<'_> {
    /// The document without what is not for those who are served.
    fn visible_part(&self, mut document: Arc<Document>) -> Part {
        let mut diagnostics = Vec::new();
        // What is left may read otherwise than it did, and so it is looked at again.
        for _ in 0..MOST_READINGS {
            let mut hidden = self.hidden_callouts(&document, &mut diagnostics);
            if hidden.is_empty() {
                for (span, doubt) in self.marks.stray(&document) {
                    let region = fenced(&document.text, span);
                    diagnostics.push(doubtful(&document, span, &doubt, region.is_none()));
                    let Some(region) = region else {
                        return Part { document, is_seen: false, diagnostics };
                    };
                    hidden.push(region);
                }
            }
            if hidden.is_empty() {
                return Part { document, is_seen: true, diagnostics };
            }
            match self.without(&document, &hidden) {
                Ok(rest) => document = Arc::new(rest),
                Err(found) => {
                    diagnostics.extend(found);
                    break;
                }
            }
        }
        Part { document, is_seen: false, diagnostics }
    }

    /// Where the callouts stand that are for others, or may be.
    fn hidden_callouts(&self, document: &Document, out: &mut Vec<Diagnostic>) -> Vec<Span> {
        let mut hidden: Vec<Span> = Vec::new();
        for callout in &document.callouts {
            // One inside another that is hidden goes with it.
            if hidden.last().is_some_and(|outer| callout.source.end <= outer.end) {
                continue;
            }
            match self.marks.read(&callout.words) {
                Mark::None => continue,
                Mark::Audience(audience) if self.served.contains(audience) => continue,
                Mark::Audience(_) => {}
                Mark::Doubtful(doubt) => {
                    out.push(doubtful(document, callout.kind_span, &doubt, false));
                }
            }
            hidden.push(callout.source);
        }
        hidden
    }

    /// The document without the blocks under `spans`. The error is why it could not be read again.
    fn without(&self, document: &Document, spans: &[Span]) -> Result<Document, Vec<Diagnostic>> {
        parsed_again(document, blanked(&document.text, spans), self.options.parse)
    }
}

/// The document without the names under `spans`, which stand among words. The error is why it
/// could not be read again.
pub fn without_names(
    document: &Document,
    spans: &[Span],
    options: &ParseOptions,
) -> Result<Document, Vec<Diagnostic>> {
    let mut text = document.text.as_bytes().to_vec();
    for span in spans {
        let name = &mut text[span.range()];
        name.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
        // A comment, since spaces alone at the head of a line would make code of it.
        if let [a, b, .., y, z] = name
            && span.start >= document.meta.span.end
        {
            (*a, *b, *y, *z) = (b'%', b'%', b'%', b'%');
        }
    }
    let text = String::from_utf8(text).expect("whole characters became spaces");
    parsed_again(document, text, options)
}

/// The document with another text of the same front matter. The error is why it could not be read
/// again.
fn parsed_again(
    document: &Document,
    text: String,
    options: &ParseOptions,
) -> Result<Document, Vec<Diagnostic>> {
    let file = SourceFile {
        path: document.path.clone(),
        content_path: document.content_path.clone(),
        text: text.into(),
        snippets: document.snippets.clone(),
    };
    // The front matter is the same and was read without fault, so the diagnostics are known where
    // there is a document.
    let (again, found) = parse(&file, Some(document.kind), options);
    again.ok_or(found)
}

fn doubtful(document: &Document, span: Span, doubt: &Doubt<'_>, whole: bool) -> Diagnostic {
    Diagnostic::doubtful_audience(&document.path, span, &doubt.word, doubt.near, whole)
}

/// The lines from a fence `:::name`, whose name stands at `name`, to the fence that closes it or,
/// without one, to the end. `None` where `name` is no fence's.
fn fenced(text: &str, name: Span) -> Option<Span> {
    let bare = |line: &str| line.trim_start_matches([' ', '\t', '>']).trim_end().to_owned();
    let start = text[..name.start as usize].rfind('\n').map_or(0, |i| i + 1);
    if !bare(&text[start..]).starts_with(":::") {
        return None;
    }
    let (mut end, mut open) = (start, 0);
    for line in text[start..].split_inclusive('\n') {
        end += line.len();
        let line = bare(line);
        if let Some(rest) = line.strip_prefix(":::") {
            let closes = rest.trim_start_matches(':').is_empty();
            open = if closes { open - 1 } else { open + 1 };
            if open == 0 {
                break;
            }
        }
    }
    Some(Span::new(start, end))
}

/// `text` with spaces for everything under `spans` but line ends, and, on a span's later lines,
/// the marks of the quotations around it. Offsets and lines stay what they were.
fn blanked(text: &str, spans: &[Span]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |i| i + 1);
        let column = span.range().start - line_start(span.range().start);
        let (mut at_column, mut in_prefix) = (column, false);
        for at in span.range() {
            match bytes[at] {
                b'\n' => (at_column, in_prefix) = (0, true),
                b'\r' => {}
                byte => {
                    in_prefix &= at_column < column && matches!(byte, b'>' | b' ' | b'\t');
                    if !in_prefix {
                        bytes[at] = b' ';
                    }
                    at_column += 1;
                }
            }
        }
    }
    String::from_utf8(bytes).expect("whole characters became spaces")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(texts: &[(&str, &str)], audience: Option<&str>, drafts: bool) -> (Visible, usize) {
        let parsing = ParseOptions::default();
        let documents = texts
            .iter()
            .map(|(path, text)| {
                let path = RelPath::new(path);
                let file = SourceFile::new(path.clone(), path, *text);
                Arc::new(parse(&file, None, &parsing).0.expect("a document"))
            })
            .collect();
        let audiences = [
            ("public".to_owned(), vec![]),
            ("partner".to_owned(), vec!["public".to_owned()]),
            ("internal".to_owned(), vec!["partner".to_owned()]),
        ];
        let options = Options {
            publish: Publish::All,
            vault: None,
            today: Date::parse("2026-11-27"),
            drafts,
            audience,
            audiences: &audiences,
            files: &[],
            roles: &[],
            parse: &parsing,
        };
        let (visible, diagnostics) = visible(documents, &options);
        (visible, diagnostics.len())
    }

    fn names(documents: &[Arc<Document>]) -> Vec<&str> {
        documents.iter().map(|document| document.path.as_str()).collect()
    }

    #[test]
    fn drafts_and_audiences() {
        let texts = [
            ("all.md", "text"),
            ("draft.md", "---\ndraft: true\n---\n"),
            ("inside.md", "---\naudience: internal\n---\n"),
            ("misspelt.md", "---\naudience: pubic\n---\n"),
            ("partner.md", "---\naudience: [partner]\n---\n"),
            ("unpublished.md", "---\npublish: false\n---\n"),
        ];
        let seen = |audience, drafts| {
            let (visible, faults) = build(&texts, audience, drafts);
            assert_eq!(faults, 1);
            assert_eq!(visible.documents.len() + visible.left_out.len(), texts.len());
            names(&visible.documents).join(" ")
        };
        assert_eq!(seen(None, false), "all.md");
        assert_eq!(seen(Some("public"), true), "all.md draft.md");
        assert_eq!(seen(Some("partner"), false), "all.md partner.md");
        assert_eq!(seen(Some("internal"), false), "all.md inside.md partner.md");
    }

    /// What a reader of the public site would read of a document, and how many faults it has.
    fn read(text: &str) -> (Option<String>, usize) {
        let (visible, faults) = build(&[("a.md", text)], Some("public"), false);
        (visible.documents.first().map(|document| document.plain.clone()), faults)
    }

    #[test]
    fn doubtful_callouts_leave_no_byte() {
        for head in ["[!interal]", "[!note|internal]-", "[!internal-only] Title", "[!secret]"] {
            let text = format!("Before.\n\n> {head}\n> hidden\n\nAfter.\n");
            assert_eq!(read(&text), (Some("Before.\n\nAfter.".to_owned()), 1), "{head}");
        }
        for (text, left, faults) in [
            ("A\n\n> [!tip] Fine\n> text\n", Some("A\n\nFine\n\ntext"), 0),
            (
                "A\n\n`[!interal]`\n\n```\n> [!internal]\n```\n",
                Some("A\n\n[!interal]\n\n> [!internal]\n"),
                0,
            ),
            ("A\n\n\\[!internal] is how\n", Some("A\n\n[!internal] is how"), 0),
            ("A\n\n> [!internal, partner] text\n", None, 1),
            ("A\n\n[!internal] text\n", None, 1),
            ("A\n\n<div>\n> [!internal] text\n</div>\n", None, 1),
            ("A\n\n!!! internal\n    text\n\nB\n", Some("A\n\nB"), 0),
            ("A\n\n??? note interal \"T\"\n\n    text\n\n    more\nB\n", Some("A\n\nB"), 1),
            ("A\n\n{% hint style=\"internal\" %}\ntext\n{% endhint %}\nB\n", Some("A\n\nB"), 0),
            ("A\n\n{{< internal >}}\ntext\n{{< /internal >}}\n", None, 1),
            ("A {{% secret %}} text\n", None, 1),
            ("A\n\n<Internal>\n\ntext\n\n</Internal>\nB\n", None, 1),
            ("A\n\n<Tabs audience=\"interal\">\ntext\n</Tabs>\nB\n", None, 1),
            ("A\n\n<Note type={'internal'}>\ntext\n</Note>\nB\n", Some("A\n\nB"), 1),
            ("A\n\n::: internal.part\ntext\n", Some("A"), 1),
            ("A\n\n::: {.column .internal}\ntext\n:::\n\nB\n", Some("A\n\nB"), 1),
            ("A\n\ntext\n{: .internal }\n", None, 1),
            ("A\n\n```ad-internal\ntext\n```\nB\n", Some("A\n\nB"), 0),
            ("A\n\n:::internal\ntext\n\nmore\n:::\n\nB\n", Some("A\n\nB"), 0),
            ("A\n\n:::note{.interal}\n:::tip\nx\n:::\nmore\n:::\nB\n", Some("A\n\nB"), 1),
            ("A\n\n> ::: internal\n> text\n\nnever closed\n", Some("A"), 1),
            ("A\n\n> [!supports]\n> > [!interal]\n> > x\n>\n> y\n", Some("A\n\n\n\ny"), 1),
        ] {
            assert_eq!(read(text), (left.map(str::to_owned), faults), "{text}");
        }
    }

    #[test]
    fn marks_that_are_no_ones_hide_nothing() {
        let (text, faults) = read("A\n\n:::note\ntext\n:::\n\n!!! tip\n\n[!faq] why\n");
        assert!(text.is_some_and(|text| text.contains("text")) && faults == 0);
    }

    #[test]
    fn what_brings_up_ever_new_marks_is_left_out() {
        let deep = |n: usize| (0..n).map(|i| format!("{}[!interal]\n", "> ".repeat(i + 1)));
        assert_eq!(read(&deep(150).collect::<String>()).1, 1);
        let many = "> [!interal]\n> x\n\n:::internal\nx\n:::\n\n".repeat(2000);
        assert_eq!(read(&many), (Some(String::new()), 2000));
    }

    #[test]
    fn callouts_for_others_leave_no_byte() {
        let text = "# A\n\n> [!internal] Sécret title\n> sécret text\nlazy sécret\n\nAfter.\n\n\
                    > outer\n> > [!Internal]-\n> > sécret\n>\n> outer again\n\n# A\n";
        let (visible, _) = build(&[("a.md", text)], Some("public"), false);
        let document = &visible.documents[0];
        assert!(!document.text.contains("cret") && !document.plain.contains("cret"));
        assert_eq!(document.plain, "A\n\nAfter.\n\nouter\n\nouter again\n\nA");
        assert_eq!(document.text.len(), text.len());
        assert_eq!(document.anchors.last().map(|anchor| anchor.id.as_str()), Some("a-1"));
        let (visible, _) = build(&[("a.md", text)], Some("internal"), false);
        assert!(visible.documents[0].plain.contains("sécret text"));
    }
}
