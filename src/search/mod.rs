//! The search index: what the browser ranks, as a classic script.
//!
//! Modules and `fetch` do not work over `file://`, so the index is a script that calls
//! `topoiSearch.take(…)` with one JSON value. `assets/search.js`, the theme's runtime with the
//! index's name in its last line, is the one asset whose name carries no hash: pages stay as they
//! are when the index changes.
//!
//! The value is `{kinds, docs}`. A document is an array, fields in this order:
//!
//! | | field | |
//! |---|---|---|
//! | 0 | URL | from the top of the site |
//! | 1 | kind | index into `kinds` |
//! | 2 | title | |
//! | 3 | names | alternative labels, misspellings, aliases |
//! | 4 | answers | situations in readers' words |
//! | 5 | meta | author and year, or empty |
//! | 6 | gist | a principle's first "do", else its description, else empty |
//! | 7 | topics and tags | |
//! | 8 | sections | `[heading, anchor, [passage anchor, passage text, …]]` |
//!
//! The runtime inverts this once, in the browser, on the first search.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::evidence::surnames;
use crate::model::file::SinkError;
use crate::model::kind::KINDS;
use crate::model::{DocId, OutFile, Sink, Theme};
use crate::parse::Document;
use crate::parse::document::Block;
use crate::site::Site;

/// The theme's asset that ranks.
pub const RUNTIME: &str = "search.js";
/// Sites with more text than this, in bytes, index the first passage of each section alone.
const WHOLE_TEXT: usize = 4 << 20;

/// Writes the index, and the runtime that knows its name.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site<'_>, theme: &Theme, sink: &dyn Sink) -> Result<(), SinkError> {
    let Some((_, runtime)) = theme.assets.iter().find(|(name, _)| name == RUNTIME) else {
        return Ok(());
    };
    let index = format!("topoiSearch.take({});\n", script_safe(&index(site).to_string()));
    let digest = Sha256::digest(index.as_bytes());
    let name = format!(
        "assets/index-{:02x}{:02x}{:02x}{:02x}.js",
        digest[0], digest[1], digest[2], digest[3]
    );
    let mut script = runtime.clone();
    script.extend_from_slice(format!("\ntopoiSearch.start({});\n", json!(name)).as_bytes());
    sink.put(OutFile::bytes(format!("assets/{RUNTIME}"), script))?;
    sink.put(OutFile::text(name, index))
}

/// JSON that stays data inside a script: the two line ends that older scripts don't allow in
/// strings, and `</`, escaped.
fn script_safe(json: &str) -> String {
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").replace("</", "<\\/")
}

fn index(site: &Site<'_>) -> Value {
    let whole = site.documents.iter().map(|d| d.plain.len()).sum::<usize>() <= WHOLE_TEXT;
    let docs: Vec<Value> =
        (0..site.documents.len()).map(|i| document(site, DocId::new(i), whole)).collect();
    let kinds: Vec<&str> = KINDS.iter().map(|info| info.name).collect();
    json!({ "kinds": kinds, "docs": docs })
}

fn document(site: &Site<'_>, doc: DocId, whole: bool) -> Value {
    let document = site.document(doc);
    let meta = &document.meta;
    let kind = KINDS.iter().position(|info| info.kind == document.kind);
    let texts = |texts: &[crate::parse::value::Text]| -> Vec<String> {
        texts.iter().map(|text| text.text.clone()).collect()
    };
    let mut names = texts(&meta.aliases);
    names.extend(texts(&meta.misspellings));
    let year = meta.published.map(|date| date.year.to_string());
    let by: Vec<String> = surnames(document).into_iter().chain(year).collect();
    let mut filed: Vec<&str> = Vec::new();
    filed
        .extend(site.topic_of[doc.index()].map(|topic| site.topics[topic as usize].title.as_str()));
    filed.extend(
        site.links.tags.of[doc.index()]
            .iter()
            .map(|&tag| site.links.tags.tags[tag as usize].name.as_str()),
    );
    json!([
        site.url(doc),
        kind,
        document.title,
        names,
        texts(&meta.answers),
        by.join(", "),
        gist(site, doc),
        filed,
        sections(document, whole),
    ])
}

fn gist(site: &Site<'_>, doc: DocId) -> String {
    let document = site.document(doc);
    let principle = site.claims.principle_of[doc.index()];
    let first_do = principle
        .and_then(|principle| site.claims.principles[principle as usize].card.first_do)
        .map(|block| document.block_text(block).to_owned());
    let description = document.meta.description.as_ref().map(|text| text.text.clone());
    first_do.or(description).unwrap_or_default()
}

/// Sections in reading order, each with its passages.
fn sections(document: &Document, whole: bool) -> Vec<Value> {
    let mut sections: Vec<(Option<u32>, Vec<&Block>)> = Vec::new();
    for (_, block) in document.passages() {
        match sections.last_mut() {
            Some((heading, blocks)) if *heading == block.heading => blocks.push(block),
            _ => sections.push((block.heading, vec![block])),
        }
    }
    let id = |anchor: Option<u32>| anchor.map_or("", |a| &document.anchors[a as usize].id);
    sections
        .iter()
        .map(|(heading, blocks)| {
            let heading = heading.map(|number| &document.headings[number as usize]);
            let kept = if whole { blocks.len() } else { 1 };
            let passages: Vec<&str> = blocks
                .iter()
                .take(kept)
                .flat_map(|block| [id(block.anchor), block.plain.of(&document.plain)])
                .collect();
            json!([
                heading.map_or("", |heading| &heading.text),
                id(heading.map(|heading| heading.anchor)),
                passages
            ])
        })
        .collect()
}
