//! `topoi suggest --keyphrases`: what one text is about.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Outcome, print};
use crate::model::{Failure, RelPath, SourceFile};
use crate::parse::document::BlockKind;
use crate::parse::{self, Document, ParseOptions};
use crate::suggest::keyphrases::{Block, Keyphrase, keyphrases, paragraphs};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The text whose key phrases are asked for.
    pub keyphrases: PathBuf,
    /// At most so many.
    pub limit: usize,
    /// JSON in place of text.
    pub json: bool,
}

/// Suggests. The result goes to standard output.
///
/// # Errors
/// A file that cannot be read or is no text.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let found = of_file(&arguments.keyphrases, arguments.limit)?;
    print::result(&if arguments.json { json(&found) } else { lines(&found) });
    Ok(if found.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// One phrase a line.
fn lines(found: &[Keyphrase]) -> String {
    found.iter().map(|keyphrase| format!("{}\n", keyphrase.text)).collect()
}

/// A key phrase as JSON has it.
#[derive(Serialize)]
struct Row<'a> {
    phrase: &'a str,
    /// The logarithm of the odds, to three digits.
    score: f64,
    count: usize,
}

fn json(found: &[Keyphrase]) -> String {
    let rows: Vec<Row<'_>> = found
        .iter()
        .map(|Keyphrase { text, score, count, .. }| Row {
            phrase: text,
            score: (f64::from(*score) * 1e3).round() / 1e3,
            count: *count,
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("rows of text and numbers are JSON");
    text.push('\n');
    text
}

/// The key phrases of a file: Markdown by its ending, else plain text.
fn of_file(path: &Path, most: usize) -> Result<Vec<Keyphrase>, Failure> {
    let text = read(path)?;
    let markdown = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let document = markdown.then(|| document(path, &text)).flatten();
    let lang = document.as_ref().map_or("en", |document| &document.lang);
    let mut found = Vec::new();
    match &document {
        Some(document) => {
            if document.title_heading.is_none() && document.meta.title.is_some() {
                found.extend(paragraphs(&document.title).into_iter().map(|p| (p.text, true)));
            }
            for block in &document.blocks {
                let heading = block.kind == BlockKind::Heading;
                if heading || block.is_passage() {
                    let text = paragraphs(block.plain.of(&document.plain));
                    found.extend(text.into_iter().map(|p| (p.text, heading || p.heading)));
                }
            }
        }
        None => found.extend(paragraphs(&text).into_iter().map(|p| (p.text, p.heading))),
    }
    let blocks: Vec<Block<'_>> =
        found.iter().map(|(text, heading)| Block { text, heading: *heading }).collect();
    Ok(keyphrases(&blocks, lang, most))
}

/// The text of a file, or of standard input.
fn read(path: &Path) -> Result<String, Failure> {
    let unread = |error: std::io::Error| {
        Failure::new(
            format!("cannot read `{}`: {error}", path.display()),
            "name a file of text, or `-` for standard input",
        )
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(unread)?;
    } else {
        bytes = std::fs::read(path).map_err(unread)?;
    }
    if bytes.contains(&0) {
        return Err(Failure::new(
            format!("`{}` is no text", path.display()),
            "`topoi import` makes Markdown of office documents and web pages",
        ));
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A Markdown file parsed; none where its front matter is broken.
fn document(path: &Path, text: &str) -> Option<Document> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let file = SourceFile {
        path: RelPath::new(&name),
        content_path: RelPath::new(&name),
        text: text.into(),
    };
    parse::parse(&file, None, &ParseOptions::default()).0
}
