//! Expectations: the documents that questions are to find, and those that they don't.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Answer, Engine, Files, Question};
use crate::diagnostics::Diagnostic;
use crate::links::Suggester;
use crate::model::fold::{CaseFolding, folded};
use crate::model::{DocId, Failure, RelPath, Span};
use crate::names::{FolderTree, NameTable, name_key, path_key};
use crate::parse::Document;
use crate::site::Site;

/// How far down a lost document is looked for: what is told of its place helps to judge.
const LOOKED_AT: usize = 50;
/// So many results before it are named.
const NAMED: usize = 3;

/// A question and the documents that this build may find for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What a reader types.
    pub ask: String,
    /// Where it stands in `questions.toml`.
    pub span: Span,
    /// One of these.
    pub find: Vec<DocId>,
    /// Among so many of the first results.
    pub within: usize,
}

/// What `questions.toml` asks of this build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations {
    /// In the order of the file.
    pub all: Vec<Expectation>,
    /// How many are skipped, since this build leaves their documents out.
    pub skipped: usize,
}

/// Resolves the documents that the questions of `file` name. One that this build leaves out is
/// no fault, and where all of a question are, it is skipped.
pub fn expectations(
    file: &RelPath,
    questions: Vec<Question>,
    documents: &[Arc<Document>],
    names: &NameTable,
    left_out: &[Arc<Document>],
) -> (Expectations, Vec<Diagnostic>) {
    let find = |names: &NameTable, documents: &[Arc<Document>], name: &str| {
        documents.first().and_then(|first| names.find(name, first).doc())
    };
    let hidden = NameTable::new(left_out, &FolderTree::new(left_out));
    let (mut all, mut skipped, mut found) = (Vec::new(), 0, Vec::new());
    let mut suggester = None;
    for Question { ask, span, find: wanted, within } in questions {
        let mut answers = Vec::new();
        let mut is_whole = true;
        for (name, place) in wanted {
            if let Some(doc) = find(names, documents, &name) {
                answers.push(doc);
            } else if find(&hidden, left_out, &name).is_none() && !names.is_unread(&name) {
                let suggester = suggester.get_or_insert_with(|| spelt(documents));
                let near = suggester.nearest(&path_key(&name));
                let near = near.map(|n| documents[n as usize].content_path.without_extension());
                found.push(Diagnostic::unknown_reference(file, place, "find", &name, near));
                is_whole = false;
            }
        }
        match (answers.is_empty(), is_whole) {
            (false, _) => all.push(Expectation { ask, span, find: answers, within }),
            (true, true) => skipped += 1,
            (true, false) => {}
        }
    }
    (Expectations { all, skipped }, found)
}

/// The names of documents, for a did-you-mean.
fn spelt(documents: &[Arc<Document>]) -> Suggester {
    Suggester::new((0u32..).zip(documents).flat_map(|(number, document)| {
        let path = &document.content_path;
        let names = [path_key(path.without_extension()), path_key(path.file_stem())];
        names.into_iter().chain([name_key(&document.title)]).map(move |name| (name, number))
    }))
}

/// Asks all of `expectations`, which stand in `file`, of the search that `files` hold, and tells
/// the lost ones, in their order.
///
/// # Errors
/// The theme's search script doesn't run.
pub fn lost(
    file: &RelPath,
    expectations: &[Expectation],
    site: &Site,
    files: &Arc<dyn Files>,
) -> Result<Vec<Diagnostic>, Failure> {
    // An engine loads what its questions need; more engines than threads would load it again.
    let run = expectations.len().div_ceil(rayon::current_num_threads()).max(1);
    let runs: Vec<Result<Vec<Diagnostic>, Failure>> = expectations
        .par_chunks(run)
        .map(|expectations| {
            let engine = Engine::open(files.clone())?;
            let mut found = Vec::new();
            for expectation in expectations {
                found.extend(loss(file, expectation, site, &engine)?);
            }
            Ok(found)
        })
        .collect();
    let found: Result<Vec<Vec<Diagnostic>>, Failure> = runs.into_iter().collect();
    Ok(found?.concat())
}

/// What is wrong with what `engine` finds for a question.
fn loss(
    file: &RelPath,
    expectation: &Expectation,
    site: &Site,
    engine: &Engine,
) -> Result<Option<Diagnostic>, Failure> {
    let Expectation { ask, span, find, within } = expectation;
    let rank = |answer: &Answer| {
        let is_wanted = |page: &str| find.iter().any(|&doc| site.url(doc) == page);
        answer.results.iter().position(|hit| is_wanted(&hit.page))
    };
    if rank(&engine.ask(ask, *within)?).is_some() {
        return Ok(None);
    }
    let answer = engine.ask(ask, LOOKED_AT)?;
    let rank = rank(&answer).map(|place| place + 1);
    // What a title cannot tell apart, the first results may: then all is well after all.
    if rank.is_some_and(|rank| rank <= *within) {
        return Ok(None);
    }
    let before = answer.results.iter().take(rank.map_or(NAMED, |rank| rank - 1).min(NAMED));
    let before: Vec<&str> = before.map(|hit| hit.title.as_str()).collect();
    let wanted = site.document(find[0]);
    Ok(Some(Diagnostic::lost_question(
        file,
        *span,
        &wanted.title,
        rank,
        *within,
        &before,
        &help(ask, wanted, &answer.unknown),
    )))
}

/// What would mend it: the question among the document's `answers` or, where a word of it stands
/// nowhere on the site, a synonym of it.
fn help(ask: &str, wanted: &Document, unknown: &[String]) -> String {
    let quoted = format!("\"{}\"", ask.replace('\\', "\\\\").replace('"', "\\\""));
    let path = &wanted.path;
    let fold = |text: &str| folded(text, CaseFolding::Common);
    let has = wanted.meta.answers.iter().any(|answer| fold(&answer.text) == fold(ask));
    let answers = match (has, wanted.meta.answers.is_empty()) {
        (true, _) => {
            format!("`{path}` has it under `answers`; say it there as it differs from others")
        }
        (false, true) => format!("add to `{path}` `answers: [{quoted}]`"),
        (false, false) => format!("add {quoted} to `answers` of `{path}`"),
    };
    if unknown.is_empty() {
        return answers;
    }
    let words: Vec<String> = unknown.iter().map(|word| format!("\"{word}\"")).collect();
    let (list, say) = (words.join(", "), if words.len() == 1 { "it" } else { "them" });
    format!(
        "{answers}; no document says {list}: `[[search.synonyms]]` in `site.toml` can say what \
         {say} mean{}, `words = [{list}]` and `for = \"…\"`",
        if words.len() == 1 { "s" } else { "" }
    )
}
