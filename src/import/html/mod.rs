//! Saved web pages: which of their text is the article, and what they say of it.
//!
//! [`dom`] builds the tree, [`blocks`] its stretches of text, [`features`] numbers for each,
//! [`forest`] judges them twice, and [`convert`] makes Markdown's blocks of what was chosen.

mod authors;
pub mod blocks;
pub mod convert;
pub mod dom;
pub mod features;
pub mod forest;
mod hints;
mod limits;
pub mod metadata;
mod title;

use self::blocks::Block;
use self::dom::{Dom, NodeId};
use super::article::Article;
use super::markdown;
use super::rules::Rules;

/// How likely the article's a block must be to be kept.
const LEAST: f32 = 0.5;
/// The same on pages that say they are an article, where what stands around the text is less of it.
const LEAST_OF_ARTICLES: f32 = 0.5;

/// What is said of a page that is larger than any that was written.
const TOO_MANY: &str = "the page has more elements than are read; its end is missing";

/// Reads a page. `keep_all` keeps all its text; `address` is where it was fetched from.
pub fn read(html: &str, rules: &Rules, keep_all: bool, address: Option<&str>) -> Article {
    let dom = Dom::parse(html);
    let blocks = blocks::blocks(&dom);
    let meta = metadata::read(&dom, &blocks);
    let keeps = if keep_all {
        vec![true; blocks.len()]
    } else {
        exported(&dom, &blocks).unwrap_or_else(|| choose(&dom, &blocks, rules))
    };
    let title = meta.title.as_deref().map(fold).unwrap_or_default();
    let (mut chosen, mut dropped) = (Vec::new(), Vec::new());
    for (block, kept) in blocks.iter().zip(keeps) {
        let tag = dom.tag(block.element);
        // The title stands in the front matter.
        let names = hints::is_heading(tag) || has_class(&dom, block.element, "title");
        if names && fold(&block.text) == title {
            continue;
        }
        if kept {
            chosen.extend(&block.nodes);
        } else {
            dropped.push(block.text.clone());
        }
    }
    let base = dom.elements("base").find_map(|id| dom.attribute(id, "href"));
    let base = base.filter(|base| base.contains("://")).or(address).or(meta.source.as_deref());
    let body = convert::convert(&dom, &chosen, base);
    Article {
        title: meta.title,
        authors: meta.authors,
        published: meta.published,
        source: meta.source,
        lang: meta.lang,
        license: meta.license,
        text: markdown::plain(&body),
        markdown: markdown::markdown(&body),
        dropped,
        notes: dom.is_cut.then(|| TOO_MANY.to_owned()).into_iter().collect(),
        ..Article::default()
    }
}

/// Which blocks are the text where a program made the page and says so: all of a Google Docs
/// document, and what Confluence calls its main content.
fn exported(dom: &Dom, blocks: &[Block]) -> Option<Vec<bool>> {
    let wiki = || {
        dom.elements("div").find(|&id| {
            dom.attribute(id, "id") == Some("main-content") && has_class(dom, id, "wiki-content")
        })
    };
    let root = google_document(dom).or_else(wiki)?;
    let inside = |block: &Block| dom.ancestors(block.element).any(|outer| outer == root);
    Some(blocks.iter().map(|block| block.element == root || inside(block)).collect())
}

/// The body of a document that Google Docs exported.
fn google_document(dom: &Dom) -> Option<NodeId> {
    dom.elements("body").find(|&id| has_class(dom, id, "doc-content"))
}

fn has_class(dom: &Dom, id: NodeId, word: &str) -> bool {
    let classes = dom.attribute(id, "class").unwrap_or("");
    classes.split_ascii_whitespace().any(|class| class == word)
}

fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Which blocks are the article.
fn choose(dom: &Dom, blocks: &[Block], rules: &Rules) -> Vec<bool> {
    if blocks.is_empty() {
        return Vec::new();
    }
    let features = features::features(dom, blocks, rules);
    let (first, second) = forest::forests();
    let odds = features.judge(|row| forest::odds(first, row));
    let odds = features.judge_again(&odds, |row| forest::odds(second, row));
    let is_article = features::says_article(dom);
    let least = if is_article { LEAST_OF_ARTICLES } else { LEAST };
    blocks
        .iter()
        .zip(odds)
        .map(|(block, odds)| odds >= least && !rules.is_boilerplate(&block.text))
        .collect()
}
