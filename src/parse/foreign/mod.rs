//! Other programs' syntax that means one thing, written as ours would be before it is parsed:
//! blocks ([`containers`]), then tags of template languages, attributes, sizes ([`tags`]) and
//! short codes of [`emoji`].
//! What is parsed is then another text than the file's; a [`SourceMap`] leads back.

mod arguments;
mod closers;
mod containers;
mod emoji;
mod heads;
mod lines;
mod margin;
mod partials;
mod pictures;
mod relocate;
mod snippets;
mod source_map;
mod tags;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

pub(super) use self::source_map::SourceMap;
use super::ParseOptions;
use super::document::Document;
use crate::diagnostics::Diagnostic;
use crate::model::{RelPath, Set, SourceFile, Span};

/// A text in our syntax.
pub(super) struct Translation {
    pub text: String,
    pub map: SourceMap,
    /// What is left out, with its place in the source.
    pub left_out: Vec<LeftOut>,
    /// The documents that are parts of this one.
    pub partials: Vec<RelPath>,
}

/// Something of another program that is left out, or shown and not understood.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    /// Where it stands.
    pub span: Span,
    /// How it is told; `None`: nothing is lost without it.
    pub form: Option<Told>,
    /// Its name and what else may say for whom it is.
    pub words: String,
}

/// What is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Told {
    /// It is left out.
    LeftOut(String),
    /// It is shown as it was typed.
    Shown(String),
    /// This form names a file that isn't there or has no such piece; it is shown as it was typed.
    NoPiece(&'static str, String),
}

/// Sets the places in `doc` and `found` right, which were parsed from a translation, and tells what
/// is left out, once a form.
pub(super) fn settle(doc: &mut Document, translation: &Translation, found: &mut Vec<Diagnostic>) {
    relocate::relocate(doc, &translation.text, &translation.map, found);
    doc.partials.clone_from(&translation.partials);
    let mut told: Set<&Told> = Set::default();
    for LeftOut { span, form, words } in &translation.left_out {
        if !words.trim().is_empty() {
            doc.left_out.push((words.trim().to_owned(), *span));
        }
        let Some(form) = form.as_ref().filter(|form| told.insert(form)) else { continue };
        found.push(match form {
            Told::LeftOut(form) => Diagnostic::foreign_syntax(&doc.path, *span, form),
            Told::Shown(form) => Diagnostic::foreign_value(&doc.path, *span, form),
            Told::NoPiece(form, path) => Diagnostic::no_piece(&doc.path, *span, form, path),
        });
    }
}

/// A translation may be as much longer than its source, in bytes and times.
const LONGER: (usize, usize) = (1 << 20, 4);

/// The text in our syntax, if anything in its body, which begins at `body`, is in another.
pub(super) fn translate(
    file: &SourceFile,
    body: usize,
    parser: Options,
    options: &ParseOptions,
) -> Option<Translation> {
    let (text, snippets) = (&*file.text, &*file.snippets);
    let blocks = lines::may_hold(&text[body..]).then(|| containers::translate(file, body));
    let (between, first, mut left_out, partials) = match blocks.flatten() {
        Some(Translation { text, map, left_out, partials }) => {
            (Some(text), Some(map), left_out, partials)
        }
        None => (None, None, Vec::new(), Vec::new()),
    };
    let now = between.as_deref().unwrap_or(text);
    let short_codes = options.short_codes && emoji::may_hold(&now[body..]);
    let text_first = options.text_first && now[body..].contains("[[");
    let inline = (short_codes || text_first || tags::may_hold(&now[body..])).then(|| {
        let code = not_text(now, body, parser);
        tags::translate(now, body, &code, snippets, tags::Notations { short_codes, text_first })
    });
    let (second, found) = inline.unwrap_or_default();
    left_out.extend(found.into_iter().map(|mut one| {
        one.span = first.as_ref().map_or(one.span, |map| map.span(one.span));
        one
    }));
    left_out.sort_by_key(|one| one.span);
    let (text, map) = match (between, first, second) {
        (_, Some(first), Some((text, second))) => (text, second.through(&first)),
        (_, None, Some((text, second))) => (text, second),
        (Some(text), Some(first), None) => (text, first),
        (between, ..) => {
            let text = between.unwrap_or_else(|| text.to_owned());
            let map = SourceMap::identity(text.len());
            let is_other = !left_out.is_empty();
            return is_other.then_some(Translation { text, map, left_out, partials });
        }
    };
    Some(Translation { text, map, left_out, partials })
}

/// What stands at a place that is no text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NotText {
    /// Code in a line.
    Code,
    /// A block of code.
    CodeBlock,
    /// A block of raw HTML.
    Html,
}

/// Where code and raw HTML stand in `text`, in order.
fn not_text(text: &str, body: usize, options: Options) -> Vec<(Range<usize>, NotText)> {
    let events = Parser::new_ext(&text[body..], options).into_offset_iter();
    let found = events.filter_map(|(event, range)| {
        let what = match event {
            Event::Code(_) => NotText::Code,
            Event::Start(Tag::CodeBlock(_)) => NotText::CodeBlock,
            Event::Start(Tag::HtmlBlock) => NotText::Html,
            _ => return None,
        };
        Some((body + range.start..body + range.end, what))
    });
    found.collect()
}
