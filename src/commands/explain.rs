//! `topoi explain`: of each place where a document may mention a concept, whether it is linked,
//! and why.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::{Loaded, Outcome, check_audience, print};
use crate::concepts::{Mention, Reason};
use crate::model::fold::{CaseFolding, folded};
use crate::model::{Failure, LineIndex, Position, Span};
use crate::pipeline::{self, Explained};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The document: a path under the content root, or a title.
    pub doc: String,
    /// Only the concepts that this label may name.
    pub label: Option<String>,
    /// A JSON array in place of text.
    pub json: bool,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
}

/// Explains. The result goes to standard output.
///
/// # Errors
/// Settings or content that cannot be used, a document or label that isn't there.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let loaded = Loaded::read(&arguments.root)?;
    check_audience(&loaded.config, arguments.pipeline.audience.as_deref())?;
    let snapshot = loaded.snapshot(&arguments.pipeline);
    let explained = pipeline::explain(&snapshot, &arguments.doc).map_err(|known| {
        let what = format!("there is no document `{}`", arguments.doc);
        Failure::new(what, suggestion(&arguments.doc, &known, "write its path or its title"))
    })?;
    let label = arguments.label.as_deref();
    if let Some(label) = label {
        check_label(&explained, label)?;
    }
    let rows = rows(&explained, label);
    print::result(&if arguments.json { json(&rows) } else { human(&explained, &rows) });
    Ok(Outcome::Done)
}

/// One candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Row<'a> {
    /// The concept's title.
    concept: &'a str,
    /// The label that was found.
    label: &'a str,
    /// As it stands in the document.
    text: &'a str,
    /// From 1.
    line: usize,
    /// From 1, in Unicode scalar values.
    column: usize,
    /// Whether it counts as a mention.
    mention: bool,
    /// Whether it is a link.
    linked: bool,
    /// Of the closed list.
    reason: &'static str,
    #[serde(skip)]
    span: Span,
    #[serde(skip)]
    why: Reason,
}

/// A label that no concept has explains nothing.
fn check_label(explained: &Explained, label: &str) -> Result<(), Failure> {
    let names: Vec<String> = explained
        .vocabulary
        .concepts
        .iter()
        .flat_map(|concept| concept.labels.iter().map(|label| label.text.clone()))
        .collect();
    let lang = &explained.document().lang;
    if explained.vocabulary.labels_like(label, lang).is_empty() && !names.iter().any(|n| n == label)
    {
        let what = format!("no concept has the label `{label}`");
        return Err(Failure::new(what, suggestion(label, &names, "write a title or an alias")));
    }
    Ok(())
}

/// What may have been meant.
fn suggestion(name: &str, known: &[String], otherwise: &str) -> String {
    let name = folded(name, CaseFolding::Common);
    let nearest = known
        .iter()
        .map(|known| (strsim::osa_distance(&name, &folded(known, CaseFolding::Common)), known))
        .filter(|(distance, known)| distance * 3 <= known.chars().count().max(3))
        .min();
    match nearest {
        Some((_, nearest)) => format!("did you mean `{nearest}`?"),
        None => otherwise.to_owned(),
    }
}

/// The candidates in the order of the text; with a label, those of the concepts that it names.
fn rows<'a>(explained: &'a Explained, label: Option<&str>) -> Vec<Row<'a>> {
    let Explained { vocabulary, found, .. } = explained;
    let document = explained.document();
    let named = |mention: &&Mention| {
        label.is_none_or(|label| {
            let concept = vocabulary.concept(mention.concept);
            let like = vocabulary.labels_like(label, &document.lang);
            like.iter().any(|(id, _)| *id == mention.concept)
                || concept.labels.iter().any(|other| other.text == label)
        })
    };
    let mut all: Vec<&Mention> =
        found.mentions.iter().chain(&found.rejected).filter(named).collect();
    all.sort_by_key(|mention| (document.source_span(mention.plain), mention.concept));
    let index = LineIndex::new(&document.text);
    all.into_iter()
        .map(|mention| {
            let concept = vocabulary.concept(mention.concept);
            let span = document.source_span(mention.plain);
            let Position { line, column } = index.position(span.start as usize);
            Row {
                concept: concept.pref_label(),
                label: &concept.labels[mention.label as usize].text,
                text: mention.plain.of(&document.plain),
                line,
                column,
                mention: mention.reason.is_mention(),
                linked: mention.linked(),
                reason: mention.reason.name(),
                span,
                why: mention.reason,
            }
        })
        .collect()
}

fn json(rows: &[Row<'_>]) -> String {
    let mut text = serde_json::to_string_pretty(rows).expect("rows of text and numbers are JSON");
    text.push('\n');
    text
}

/// Each candidate with its source line, the words marked.
fn human(explained: &Explained, rows: &[Row<'_>]) -> String {
    let document = explained.document();
    let mut out = String::new();
    for row in rows {
        let Row { concept, line, column, reason, .. } = row;
        let _ =
            writeln!(out, "{}:{line}:{column}: {concept}: {} [{reason}]", document.path, said(row));
        let (before, words, after) = clipped(&document.text, row.span);
        let _ = writeln!(out, "    {before}{words}{after}");
        let width = |text: &str| text.chars().count();
        let (blank, carets) = (" ".repeat(width(&before)), "^".repeat(width(&words).max(1)));
        let _ = writeln!(out, "    {blank}{carets}\n");
    }
    let mentions = rows.iter().filter(|row| row.mention).count();
    let linked = rows.iter().filter(|row| row.linked).count();
    let count = |n: usize, name: &str| format!("{n} {name}{}", if n == 1 { "" } else { "s" });
    let _ = writeln!(
        out,
        "{}: {}, {} of them linked, {}",
        document.path,
        count(mentions, "mention"),
        linked,
        count(rows.len() - mentions, "other place")
    );
    out
}

/// The line of `span` around it, as much as a terminal shows.
fn clipped(text: &str, span: Span) -> (String, String, String) {
    const AROUND: usize = 48;
    let (start, end) = (span.start as usize, span.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end_here = end.min(line_end);
    let before: Vec<char> = text[line_start..start].chars().rev().take(AROUND + 1).collect();
    let cut = before.len() > AROUND;
    let mut shown: String = if cut { "…".to_owned() } else { String::new() };
    shown.extend(before.iter().take(AROUND).rev().map(|&c| if c == '\t' { ' ' } else { c }));
    let mut after: String = text[end_here..line_end].chars().take(AROUND).collect();
    if after.len() < line_end - end_here {
        after.push('…');
    }
    (shown, text[start..end_here].to_owned(), after)
}

/// The reason in words.
fn said(row: &Row<'_>) -> String {
    let label = row.label;
    match row.why {
        Reason::Linked => "linked".to_owned(),
        Reason::Margin => "marked in the margin, since the words are another's".to_owned(),
        Reason::NotFirst => "not linked, a link to the concept stands before it".to_owned(),
        Reason::PassageLimit => "not linked, its passage has three links".to_owned(),
        Reason::Heading => "not linked, it stands in a heading".to_owned(),
        Reason::LinkText => "not linked, it stands in a link".to_owned(),
        Reason::ImageText => "not linked, it describes an image".to_owned(),
        Reason::OwnPage => "not linked, this is the concept's own page".to_owned(),
        Reason::CrossesMarkup => "not linked, markup begins or ends inside it".to_owned(),
        Reason::Skip => "not linked, `[linking] skip` names where it stands".to_owned(),
        Reason::Unlinked => "not linked, `unlink` or `[linking] mentions` says so".to_owned(),
        Reason::Except => "no mention, it is part of a phrase under `except`".to_owned(),
        Reason::NearMissing => "no mention, no word of `near` is in the passage".to_owned(),
        Reason::Case => format!("no mention, `{label}` is compared as written"),
        Reason::Code => "no mention, it is code".to_owned(),
        Reason::Url => "no mention, it is part of a URL".to_owned(),
        Reason::Escaped => "no mention, a backslash frees it".to_owned(),
        Reason::Ambiguous => format!("no mention, several concepts claim `{label}`"),
    }
}
