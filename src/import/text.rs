//! Plain text and Markdown, pasted or saved: lines become paragraphs and lists, boilerplate goes,
//! and title, author, day and address are read where they stand clearly.
//!
//! A text is cut into chunks at blank lines. Of a plain text each chunk is then a heading, a list
//! or paragraphs; of Markdown it stays as it was typed.

mod lines;

use super::article::Article;
use super::blocks::Builder;
use super::html::metadata::line_day;
use super::markdown;
use super::names;
use super::rules::Rules;
use crate::model::Date;
pub(super) use lines::{Marker, item};
use lines::{blocks, sentences};

/// A title that is made of a sentence has at most so many characters.
const TITLE: usize = 72;

/// Lines between blank ones.
#[derive(Clone, Debug)]
struct Chunk {
    lines: Vec<String>,
}

impl Chunk {
    fn joined(&self) -> String {
        self.lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its line, where it is one.
    fn single(&self) -> Option<&str> {
        match self.lines.as_slice() {
            [line] => Some(line.trim()),
            _ => None,
        }
    }
}

/// Reads a text without front matter. `is_markdown` says that it is Markdown.
pub fn read(text: &str, is_markdown: bool, rules: &Rules, keep_all: bool) -> Article {
    let mut article = Article::default();
    let mut chunks = chunks(text, is_markdown);
    if !keep_all {
        drop_boilerplate(&mut chunks, rules, &mut article.dropped);
    }
    drop_edge_fields(&mut chunks, &mut article);
    if !keep_all {
        drop_doubled_lead(&mut chunks, &mut article.dropped);
    }
    read_title(&mut chunks, is_markdown, &mut article);
    read_byline(&mut chunks, &mut article);
    let notes = take_notes(&mut chunks);
    if is_markdown {
        let whole: Vec<String> = chunks.iter().map(|chunk| chunk.lines.join("\n")).collect();
        article.markdown = whole.join("\n\n");
        article.text = article.markdown.clone();
        for note in notes {
            let quoted: Vec<String> = note.lines.iter().map(|line| format!("> {line}")).collect();
            article.markdown.push_str(&format!("\n\n> [!note]\n{}", quoted.join("\n")));
            article.text.push_str(&format!("\n\n{}", note.lines.join("\n")));
        }
        if !article.markdown.is_empty() {
            article.markdown.push('\n');
        }
    } else {
        let blocks = blocks(&chunks);
        article.text = markdown::plain(&blocks);
        article.markdown = markdown::markdown(&blocks);
        for note in notes {
            let mut builder = Builder::default();
            builder.text(&note.joined());
            let words = markdown::markdown(&builder.finish());
            article.markdown.push_str(&format!("\n> [!note]\n> {words}"));
            article.text.push_str(&format!("\n{}", note.joined()));
        }
    }
    article
}

/// Whether a text is written in Markdown: two signs of it that no plain text has by chance.
pub fn looks_like_markdown(text: &str) -> bool {
    let mut signs = 0;
    for line in text.lines().take(2000) {
        let line = line.trim_start();
        let heading = line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
        let link = line.contains("](") && line.contains('[');
        let fence = line.starts_with("```");
        signs += usize::from(heading) + usize::from(link) + usize::from(fence);
        signs += usize::from(line.contains("**") && line.matches("**").count() % 2 == 0);
    }
    signs >= 2
}

fn chunks(text: &str, is_markdown: bool) -> Vec<Chunk> {
    let (mut chunks, mut lines, mut fenced) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        let line = line.trim_end();
        fenced ^= is_markdown && line.trim_start().starts_with("```");
        if line.is_empty() && !fenced {
            if !lines.is_empty() {
                chunks.push(Chunk { lines: std::mem::take(&mut lines) });
            }
        } else {
            lines.push(line.to_owned());
        }
    }
    if !lines.is_empty() {
        chunks.push(Chunk { lines });
    }
    chunks
}

fn drop_boilerplate(chunks: &mut Vec<Chunk>, rules: &Rules, dropped: &mut Vec<String>) {
    for chunk in chunks.iter_mut() {
        let whole = chunk.lines.len() == 1;
        let last = chunk.lines.len() - 1;
        let mut place = 0;
        // In the middle of a paragraph a line is part of a sentence.
        chunk.lines.retain(|line| {
            let edge = whole || place == 0 || place == last;
            place += 1;
            let drops = edge && rules.is_boilerplate(line);
            if drops {
                dropped.push(line.trim().to_owned());
            }
            !drops
        });
    }
    chunks.retain(|chunk| !chunk.lines.is_empty());
}

/// An introduction that the text repeats: white space and markup apart, the same words.
fn drop_doubled_lead(chunks: &mut Vec<Chunk>, dropped: &mut Vec<String>) {
    let words = |chunk: &Chunk| -> Vec<String> {
        let text = chunk.joined();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let near: Vec<Vec<String>> = chunks.iter().take(8).map(words).collect();
    for (first, lead) in near.iter().enumerate().take(3) {
        let lead_words = lead.len();
        if lead_words < 8 {
            continue;
        }
        let again = near[first + 1..]
            .iter()
            .any(|later| later.len() >= lead_words && later[..lead_words] == lead[..]);
        if again {
            dropped.push(chunks[first].joined());
            chunks.remove(first);
            return;
        }
    }
}

/// Lines at either end that are nothing but a day or an address.
fn drop_edge_fields(chunks: &mut Vec<Chunk>, article: &mut Article) {
    let count = chunks.len();
    let is_edge = |place: usize| place < 5 || place + 4 >= count;
    let mut place = 0;
    chunks.retain_mut(|chunk| {
        let edge = is_edge(place);
        place += 1;
        if edge {
            chunk.lines.retain(|line| !reads_field(line, article));
        }
        !chunk.lines.is_empty()
    });
}

fn reads_field(line: &str, article: &mut Article) -> bool {
    let line = line.trim().trim_matches(['*', '_']).trim();
    if article.source.is_none()
        && let Some(address) = address_line(line)
    {
        article.source = Some(address.to_owned());
        return true;
    }
    if article.published.is_none()
        && let Some(day) = day_line(line)
    {
        article.published = Some(day);
        return true;
    }
    false
}

/// The address in a line such as `Source: https://…`.
fn address_line(line: &str) -> Option<&str> {
    let rest = [
        "source:",
        "url:",
        "link:",
        "quelle:",
        "fuente:",
        "fonte:",
        "bron:",
        "from:",
        "retrieved from:",
    ]
    .iter()
    .find_map(|opening| {
        let head = line.get(..opening.len())?;
        head.eq_ignore_ascii_case(opening).then(|| line[opening.len()..].trim())
    })
    .unwrap_or(line)
    .trim_matches(['<', '>']);
    let is_address = rest.starts_with("https://") || rest.starts_with("http://");
    (is_address && !rest.contains(char::is_whitespace)).then_some(rest)
}

/// The day in a line that holds nothing else, but for a word such as `Published`.
fn day_line(line: &str) -> Option<Date> {
    if line.chars().count() > 48 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let openings = [
        "published on",
        "published",
        "posted on",
        "posted",
        "updated",
        "date",
        "veröffentlicht am",
        "publié le",
        "publicado el",
        "publicado em",
        "pubblicato il",
        "gepubliceerd op",
        "on",
    ];
    let lower = line.to_lowercase();
    let opening = openings
        .iter()
        .filter(|opening| lower.starts_with(**opening))
        .map(|opening| opening.len())
        .max();
    let rest = opening.and_then(|length| line.get(length..)).unwrap_or(line);
    let rest = rest.trim_start_matches([':', ' ']);
    let day = Date::parse(rest).or_else(|| Date::parse(line))?;
    (day.day > 0 && (1900..2100).contains(&day.year)).then_some(day)
}

fn read_title(chunks: &mut Vec<Chunk>, is_markdown: bool, article: &mut Article) {
    if is_markdown {
        let heading = chunks.first().and_then(|chunk| chunk.lines.first()).and_then(|line| {
            let title = line.strip_prefix("# ").or_else(|| line.strip_prefix("## "))?;
            Some(title.trim().trim_end_matches('#').trim().to_owned())
        });
        if let Some(title) = heading {
            article.title = Some(title);
            chunks[0].lines.remove(0);
            chunks.retain(|chunk| !chunk.lines.is_empty());
            return;
        }
    }
    let Some(first) = chunks.first() else { return };
    let line = first.lines[0].trim().to_owned();
    let alone = first.lines.len() == 1 && chunks.len() > 1;
    let opens = first.lines.len() > 1 && first.lines[1].chars().count() > 80;
    if (alone || opens) && is_title(&line) {
        article.title = Some(line);
        chunks[0].lines.remove(0);
        chunks.retain(|chunk| !chunk.lines.is_empty());
    } else {
        let prose = chunks.iter().find(|chunk| !is_byline(&chunk.joined()));
        article.title =
            prose.map(|chunk| shorten(&chunk.joined())).filter(|title| !title.is_empty());
    }
}

/// Whether a line can be a title: short, and no sentence that ends in a dot.
fn is_title(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let ends = line.ends_with(['.', ',', ';', ':']) && !line.ends_with("...");
    (1..=16).contains(&words)
        && line.chars().count() <= 120
        && !ends
        && !is_byline(line)
        && item(line).is_none()
}

/// The first sentence, cut at a word where it is long.
pub(super) fn shorten(text: &str) -> String {
    let text = text.trim_matches(['*', '_', '#', ' ']);
    let sentence = sentences(text).next().unwrap_or(text).trim();
    if sentence.chars().count() <= TITLE {
        return sentence.trim_end_matches(['.', ':', ';', ',']).to_owned();
    }
    let mut title = String::new();
    for word in sentence.split_whitespace() {
        if title.chars().count() + word.chars().count() >= TITLE {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    let title =
        title.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '”' | '"'));
    format!("{title}…")
}

fn is_byline(line: &str) -> bool {
    let line = line.trim().trim_matches(['*', '_']).trim();
    let lower = line.to_lowercase();
    let opens = [
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "written by ",
        "posted by ",
        "author: ",
        "autor: ",
        "auteur : ",
        "auteur: ",
    ];
    line.chars().count() < 120
        && opens.iter().any(|opening| lower.starts_with(opening))
        && !byline_names(line).is_empty()
}

/// The names in a byline, all of which must be names.
fn byline_names(line: &str) -> Vec<String> {
    let line = line.trim().trim_matches(['*', '_']).trim();
    let head = line.split(['|', '·', '•', '—']).next().unwrap_or("");
    let people = names::people(head.split(" on ").next().unwrap_or(""));
    if people.iter().all(|name| names::is_name(name)) { people } else { Vec::new() }
}

/// A byline near the title or at the end, or a line under the title that is a name.
fn read_byline(chunks: &mut Vec<Chunk>, article: &mut Article) {
    let count = chunks.len();
    for place in (0..count.min(4)).chain(count.saturating_sub(4)..count) {
        let Some(line) = chunks[place].single() else { continue };
        if is_byline(line) {
            article.authors = byline_names(line);
            if article.published.is_none() {
                article.published = line_day(line);
            }
            chunks.remove(place);
            return;
        }
    }
    let under = chunks.first().and_then(Chunk::single).filter(|line| names::is_name(line));
    let last = chunks.last().and_then(Chunk::single);
    let signed = last
        .map(|line| line.trim_start_matches(['-', '–', '—', ' ']))
        .filter(|line| names::is_name(line) && count > 2);
    if let Some(name) = under {
        article.authors = vec![name.to_owned()];
        chunks.remove(0);
    } else if let Some(name) = signed {
        article.authors = vec![name.to_owned()];
        chunks.pop();
    }
    // A biography tells a name that nothing else told.
    if article.authors.is_empty()
        && let Some(name) = chunks.last().and_then(|chunk| biography(&chunk.joined()))
    {
        article.authors = vec![name];
    }
}

/// Whose biography a paragraph is: it opens with a name and what that person is.
fn biography(text: &str) -> Option<String> {
    if text.split_whitespace().count() > 120 {
        return None;
    }
    let lower = text.to_lowercase();
    let about = text.strip_prefix("About ").unwrap_or(text).trim_start_matches("the author: ");
    let verbs = [
        " is the ",
        " is a ",
        " is an ",
        " was ",
        " works ",
        " has ",
        " writes ",
        " leads ",
        " founded ",
        " ist ",
        " est ",
        " es ",
        " è ",
    ];
    let at = verbs.iter().filter_map(|verb| about.find(verb)).min()?;
    let name = about[..at].trim().trim_end_matches(',');
    let says = [
        "author",
        "founder",
        "president",
        "director",
        "consultant",
        "writer",
        "editor",
        "speaker",
        "ceo",
        "coach",
        "professor",
        "works",
        "writes",
        "book",
        "autor",
        "gründer",
        "auteur",
    ];
    (names::is_name(name) && says.iter().any(|word| lower.contains(word))).then(|| name.to_owned())
}

/// Notes of editors and biographies at the end, which stay as notes.
fn take_notes(chunks: &mut Vec<Chunk>) -> Vec<Chunk> {
    let mut notes = Vec::new();
    while chunks.len() > 1 && notes.len() < 3 {
        let Some(last) = chunks.last() else { break };
        let text = last.joined();
        let lower = text.trim_start_matches(['*', '_', '(', '[']).to_lowercase().replace('’', "'");
        let note = [
            "editor's note",
            "editors' note",
            "editor note",
            "note from the editor",
            "about the author",
            "anmerkung der redaktion",
            "note de la rédaction",
            "nota del editor",
            "nota della redazione",
            "nota do editor",
            "this article was",
            "this post was",
            "originally published",
        ];
        if note.iter().any(|opening| lower.starts_with(opening)) || biography(&text).is_some() {
            notes.extend(chunks.pop());
        } else {
            break;
        }
    }
    notes.reverse();
    notes
}
