//! Presentations: of each slide its title, its text and its notes.

use super::archive::Archive;
use super::article::Article;
use super::blocks::{Block, Builder};
use super::markdown;
use super::office;
use super::xml::{Node, value, walk};

/// Reads a presentation.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(archive: &mut Archive<'_>) -> Result<Article, String> {
    let mut article = Article::default();
    office::properties(archive, &mut article)?;
    let main = "ppt/presentation.xml";
    let xml = archive.text(main)?;
    let targets = office::targets(archive, main)?;
    let mut slides = Vec::new();
    walk(&xml, |node| {
        if let Node::Start(name, attributes) = node
            && name == "sldId"
        {
            // Two attributes are called `id`; the relationship's is the later.
            let id = attributes.iter().rev().find(|(key, _)| key == "id");
            slides.extend(id.and_then(|(_, id)| targets.get(id)).cloned());
        }
    })?;
    if slides.is_empty() {
        return Err("it holds no slides".to_owned());
    }
    let mut body = Vec::new();
    for (place, slide) in slides.iter().enumerate() {
        let (title, text) = match archive.text(slide).and_then(|xml| shapes(&xml)) {
            Ok(shapes) => shapes,
            Err(damage) => {
                article.notes.push(damage);
                continue;
            }
        };
        let heading = title.unwrap_or_else(|| format!("Slide {}", place + 1));
        let mut line = Builder::default();
        line.text(&heading);
        match line.finish().pop() {
            Some(Block::Paragraph(line)) => body.push(Block::Heading(2, line)),
            _ => continue,
        }
        body.extend(text);
        let notes = office::targets(archive, slide)?;
        let notes = notes.values().find(|target| target.contains("notesSlide")).cloned();
        if let Some(notes) = notes {
            let (_, text) = shapes(&archive.text(&notes)?)?;
            if !text.is_empty() {
                body.push(Block::Quote(text));
            }
        }
        if place == 0 && article.title.is_none() {
            article.title = Some(heading);
        }
    }
    article.markdown = markdown::markdown(&body);
    article.text = markdown::plain(&body);
    Ok(article)
}

/// A slide's title and the paragraphs of its other shapes; those of a list's levels are lists.
fn shapes(xml: &str) -> Result<(Option<String>, Vec<Block>), String> {
    let (mut title, mut blocks) = (None::<String>, Vec::new());
    let (mut kind, mut level, mut text) = (String::new(), 0u8, String::new());
    let (mut in_text, mut items): (bool, Vec<Vec<Block>>) = (false, Vec::new());
    walk(xml, |node| match node {
        Node::Start(name, attributes) => match name.as_str() {
            "sp" => kind.clear(),
            "ph" => kind = value(&attributes, "type").unwrap_or("body").to_owned(),
            "pPr" => {
                level = value(&attributes, "lvl").and_then(|level| level.parse().ok()).unwrap_or(0)
            }
            "t" => in_text = true,
            "br" => text.push(' '),
            _ => {}
        },
        Node::Text(words) if in_text => text.push_str(&words),
        Node::Text(_) => {}
        Node::End(name) => match name.as_str() {
            "t" => in_text = false,
            "p" => {
                let words = std::mem::take(&mut text);
                let counted = matches!(kind.as_str(), "sldNum" | "dt" | "ftr" | "sldImg");
                if words.trim().is_empty() || counted {
                } else if matches!(kind.as_str(), "title" | "ctrTitle") {
                    let so_far = title.take().map_or(String::new(), |title| title + " ");
                    title = Some(so_far + words.trim());
                } else {
                    let mut line = Builder::default();
                    line.text(&words);
                    items.push(line.finish());
                }
                level = 0;
            }
            "sp" | "tbl" => {
                let list = std::mem::take(&mut items);
                if list.len() > 1 {
                    blocks.push(Block::List(None, list));
                } else {
                    blocks.extend(list.into_iter().flatten());
                }
            }
            _ => {}
        },
    })?;
    let _ = level;
    blocks.extend(items.into_iter().flatten());
    Ok((title, blocks))
}
