//! What may be seen: documents and callouts for others go, right after parsing, before anything is
//! counted.
//!
//! A document is left out if it is a draft (unless drafts are asked for), is not to be published,
//! or names audiences of which none is served. `> [!name]`, where `name` is a declared audience
//! that isn't served, leaves out that callout: its text is blanked in the source and the file
//! parsed again, so that no later stage can see a byte of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::model::{SourceFile, Span};
use crate::parse::{Document, ParseOptions, parse};

/// Who is served.
pub struct Options<'a> {
    /// Drafts too.
    pub drafts: bool,
    /// The audience the site is built for; `None` where there are no audiences.
    pub audience: Option<&'a str>,
    /// The declared audiences, each with those that it includes (`[audiences]`).
    pub audiences: &'a [(String, Vec<String>)],
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
}

/// Parts the documents by what may be seen.
pub fn visible(documents: Vec<Arc<Document>>, options: &Options<'_>) -> (Visible, Vec<Diagnostic>) {
    let served = served(options);
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
    let seen = |document: &Arc<Document>| {
        let meta = &document.meta;
        let for_us = meta.audience.is_empty()
            || meta.audience.iter().any(|audience| served.contains(audience.text.as_str()));
        !meta.unpublished && (options.drafts || !meta.draft) && for_us
    };
    let (documents, left_out): (Vec<Arc<Document>>, Vec<Arc<Document>>) =
        documents.into_iter().partition(seen);
    let cut: Vec<Result<Arc<Document>, Vec<Diagnostic>>> = documents
        .into_par_iter()
        .map(|document| without_callouts(document, &served, options))
        .collect();
    let mut documents = Vec::with_capacity(cut.len());
    for result in cut {
        match result {
            Ok(document) => documents.push(document),
            Err(found) => diagnostics.extend(found),
        }
    }
    (Visible { documents, left_out }, diagnostics)
}

/// The audience that is built for, and all that it includes, directly or through others.
fn served<'a>(options: &Options<'a>) -> BTreeSet<&'a str> {
    let mut served = BTreeSet::new();
    let mut waiting: Vec<&str> = options.audience.into_iter().collect();
    while let Some(name) = waiting.pop() {
        if !served.insert(name) {
            continue;
        }
        for (_, includes) in options.audiences.iter().filter(|(declared, _)| declared == name) {
            waiting.extend(includes.iter().map(String::as_str));
        }
    }
    served
}

/// The document without the callouts of audiences that are not served. The error is why it could
/// not be read again.
fn without_callouts(
    document: Arc<Document>,
    served: &BTreeSet<&str>,
    options: &Options<'_>,
) -> Result<Arc<Document>, Vec<Diagnostic>> {
    let hidden = |kind: &str| {
        let mut names = options.audiences.iter().map(|(name, _)| name);
        names.any(|name| name.to_lowercase() == kind && !served.contains(name.as_str()))
    };
    let spans: Vec<Span> = document
        .callouts
        .iter()
        .filter(|callout| hidden(&callout.kind))
        .map(|callout| callout.source)
        .collect();
    if spans.is_empty() {
        return Ok(document);
    }
    let file = SourceFile {
        path: document.path.clone(),
        content_path: document.content_path.clone(),
        text: blanked(&document.text, &spans).into(),
    };
    // The front matter is the same and was read without fault, so the diagnostics are known where
    // there is a document.
    let (again, found) = parse(&file, Some(document.kind), options.parse);
    again.map(Arc::new).ok_or(found)
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
    use crate::model::RelPath;

    fn build(texts: &[(&str, &str)], audience: Option<&str>, drafts: bool) -> (Visible, usize) {
        let parsing = ParseOptions::default();
        let documents = texts
            .iter()
            .map(|(path, text)| {
                let path = RelPath::new(path);
                let file =
                    SourceFile { path: path.clone(), content_path: path, text: (*text).into() };
                Arc::new(parse(&file, None, &parsing).0.expect("a document"))
            })
            .collect();
        let audiences = [
            ("public".to_owned(), vec![]),
            ("partner".to_owned(), vec!["public".to_owned()]),
            ("internal".to_owned(), vec!["partner".to_owned()]),
        ];
        let options = Options { drafts, audience, audiences: &audiences, parse: &parsing };
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
