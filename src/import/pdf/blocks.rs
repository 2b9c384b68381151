//! Paragraphs of a document as blocks, and its title, authors and day.

use std::collections::BTreeMap;

use super::lines::Piece;
use super::paragraphs::{self, Measures, Paragraph, Role};
use super::{Document, authors};
use crate::import::article::Article;
use crate::import::blocks::{Block, Builder, Open, Wrap};
use crate::import::html::metadata::line_day;
use crate::import::names;
use crate::import::text::{Marker, item, shorten};

/// Text this much larger than the body's is a heading.
const LARGER: f32 = 1.12;
/// A heading has at most so many words.
const HEADING: usize = 25;
/// A line of bold words in the body's size is a heading up to so many words.
const BOLD_HEADING: usize = 12;
/// So many paragraphs of the first page can tell the authors and the day.
const OPENING: usize = 8;

/// The body of a document; what the article is called and by whom goes to `article`.
pub fn blocks(document: &Document, article: &mut Article) -> Vec<Block> {
    let measures = Measures::new(&document.pages);
    let mut all = paragraphs::paragraphs(&document.pages, &measures);
    let first: String = {
        let page: Vec<String> =
            all.iter().filter(|part| part.page == 0).map(Paragraph::text).collect();
        fold(&page.join(" "))
    };
    let headings: Vec<Option<u8>> = levels(&all, &measures);
    let title = title(&all, &headings, &measures, document, &first);
    article.authors = authors(&document.info);
    article.title = title.as_ref().map(|(text, _)| text.clone());
    let title_at = title.and_then(|(_, place)| place);
    let mut gone: Vec<usize> = title_at.into_iter().collect();
    read_opening(&all, title_at, article, &mut gone);
    article.published = article.published.or(document.info.created);
    if article.title.is_none() {
        let prose = all.iter().find(|part| matches!(part.role, Role::Text));
        article.title = prose.map(|part| shorten(&part.text()));
    }
    let mut headings = headings;
    for place in gone.into_iter().rev() {
        all.remove(place);
        headings.remove(place);
    }
    write(&all, &headings, document)
}

fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The level of each paragraph that is a heading, by size: 2 and up.
fn levels(all: &[Paragraph], measures: &Measures) -> Vec<Option<u8>> {
    let words = |part: &Paragraph| part.text().split_whitespace().count();
    let is_heading = |part: &Paragraph| {
        let text = part.text();
        let text = text.trim();
        let letters = text.chars().any(char::is_alphabetic);
        let count = words(part);
        let by_size = part.size > measures.body * LARGER && count <= HEADING;
        let by_weight = part.bold
            && part.size > measures.body * 0.97
            && count <= BOLD_HEADING
            && part.lines <= 2
            && !text.ends_with(['.', ',', ';', ':']);
        let numbered = matches!(part.role, Role::Item(Marker::Number(_)));
        letters && (part.role == Role::Text || numbered) && (by_size || by_weight)
    };
    let total: usize = all.iter().map(words).sum();
    let large: usize = all.iter().filter(|part| is_heading(part)).map(words).sum();
    // Where most is large or bold, size says nothing.
    let usable = large * 2 < total;
    let mut sizes: Vec<i32> = all
        .iter()
        .filter(|part| is_heading(part) && part.size > measures.body * LARGER)
        .map(|part| (part.size * 2.0).round() as i32)
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    // Sizes of a half point are one.
    sizes.dedup_by(|next, size| *size - *next <= 1);
    let level = |part: &Paragraph| {
        if !usable || !is_heading(part) {
            return None;
        }
        let size = (part.size * 2.0).round() as i32;
        let rank = sizes.iter().position(|known| (known - size).abs() <= 1);
        Some((rank.unwrap_or(sizes.len()) + 1).min(6) as u8)
    };
    let mut levels: Vec<Option<u8>> = all.iter().map(level).collect();
    // The title is the page's only first heading.
    let least = levels.iter().flatten().min().copied().unwrap_or(2);
    let firsts = levels.iter().flatten().filter(|level| **level == least).count();
    let shift = if firsts > 1 { 2 - i16::from(least) } else { 1 - i16::from(least) };
    for level in levels.iter_mut().flatten() {
        *level = (i16::from(*level) + shift).clamp(2, 6) as u8;
    }
    levels
}

/// The title and the paragraph that it is, if it is one: the document's field where the first page
/// says it elsewhere than in its heading, else the largest heading at the top of the first page, else the field.
fn title(
    all: &[Paragraph],
    headings: &[Option<u8>],
    measures: &Measures,
    document: &Document,
    first_page: &str,
) -> Option<(String, Option<usize>)> {
    let field = document.info.title.clone().filter(|title| is_title(title));
    let clean = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let place_of = |title: &str| {
        let folded = fold(title);
        all.iter().take(OPENING).position(|part| fold(&part.text()) == folded)
    };
    let opening = all.iter().take_while(|part| part.page == 0).take(OPENING * 2).enumerate();
    let largest = opening
        .filter(|(place, part)| headings[*place].is_some() && part.size > measures.body * LARGER)
        .max_by(|a, b| a.1.size.total_cmp(&b.1.size).then(b.0.cmp(&a.0)));
    let heading = largest.or_else(|| {
        let first = all.iter().enumerate().find(|(_, part)| part.role == Role::Text);
        first.filter(|(place, part)| headings[*place].is_some() && part.page == 0)
    });
    // A heading that says the field and more, or less, is the title as it is printed.
    let heading_text = heading.map(|(_, part)| fold(&part.text())).unwrap_or_default();
    if let Some(field) = &field
        && first_page.contains(&fold(field))
        && !(heading_text.contains(&fold(field)) || fold(field).contains(&heading_text))
    {
        return Some((field.clone(), place_of(field)));
    }
    match heading {
        Some((place, part)) => Some((clean(part.text()), Some(place))),
        None => field.map(|field| (field, None)),
    }
}

/// Whether a document's field of a title is one, and not what a program left there.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let files = [
        ".doc", ".docx", ".pdf", ".indd", ".qxd", ".tex", ".dvi", ".pptx", ".ppt", ".html", ".odt",
        ".rtf", ".xls", ".xlsx",
    ];
    let left = [
        "untitled",
        "microsoft word - ",
        "microsoft powerpoint - ",
        "document",
        "title",
        "unbenannt",
        "sans titre",
        "powerpoint presentation",
        "http://",
        "https://",
        "file://",
        "about:",
    ];
    title.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !files.iter().any(|ending| lower.ends_with(ending))
        && !left.iter().any(|word| lower == *word || word.len() > 8 && lower.starts_with(word))
}

/// Authors and the day, from lines of their own under the title.
fn read_opening(
    all: &[Paragraph],
    title: Option<usize>,
    article: &mut Article,
    gone: &mut Vec<usize>,
) {
    let from = title.map_or(0, |place| place + 1);
    let opening = all.iter().enumerate().skip(from).take(OPENING);
    let mut named = false;
    for (place, part) in opening.take_while(|(_, part)| part.page == 0) {
        let plain = part.pieces.iter().filter(|piece| !piece.raised);
        let text: String = plain.map(|piece| piece.text.as_str()).collect();
        let text = text.trim();
        if part.role != Role::Text || text.chars().count() > 400 {
            break;
        }
        let by = text.split_whitespace().next().unwrap_or("").to_lowercase();
        let opens = matches!(
            by.as_str(),
            "by" | "von" | "par" | "por" | "di" | "door" | "autor:" | "author:" | "authors:"
        );
        let head = text.split(['|', '·', '•']).next().unwrap_or(text);
        let head: String = head.chars().filter(|c| !is_mark(*c)).collect();
        let people = names::people(&head);
        let are_names = !people.is_empty() && people.iter().all(|name| names::is_name(name));
        if are_names && !named && (opens || title.is_some_and(|title| place <= title + 2)) {
            article.authors = people;
            named = true;
            gone.push(place);
        }
        if article.published.is_none()
            && text.chars().count() < 80
            && let Some(day) = line_day(text.rsplit(['|', '·', '•']).next().unwrap_or(text).trim())
        {
            article.published = Some(day);
            if !gone.contains(&place) {
                gone.push(place);
            }
        }
    }
    gone.sort_unstable();
}

/// Whether a character marks an author's affiliation.
fn is_mark(c: char) -> bool {
    matches!(c, '∗' | '*' | '†' | '‡' | '§' | '¶' | '#' | '+' | '$' | '‖') || c.is_ascii_digit()
}

fn write(all: &[Paragraph], headings: &[Option<u8>], document: &Document) -> Vec<Block> {
    let labels = labels(all);
    let mut writer = Writer { builder: Builder::default(), document, labels: &labels };
    let mut notes = Vec::new();
    let mut place = 0;
    while let Some(part) = all.get(place) {
        match (part.role, headings[place]) {
            (_, Some(level)) => {
                writer.builder.open(Open::Heading(level));
                writer.pieces(&part.pieces, part.page);
                writer.builder.close();
            }
            (Role::Note, _) => notes.push((place, part)),
            (Role::Row, _) => {
                let rows = all[place..]
                    .iter()
                    .take_while(|row| row.role == Role::Row && row.cells.len() == part.cells.len())
                    .count();
                writer.table(&all[place..place + rows]);
                place += rows;
                continue;
            }
            (Role::Item(marker), _) => {
                let items = all[place..]
                    .iter()
                    .zip(&headings[place..])
                    .take_while(|(item, heading)| follows(marker, item.role) && heading.is_none())
                    .count();
                writer.list(&all[place..place + items], marker);
                place += items;
                continue;
            }
            (Role::Text, _) => {
                writer.builder.open(Open::Paragraph);
                writer.pieces(&part.pieces, part.page);
                writer.builder.close();
            }
        }
        place += 1;
    }
    let mut blocks = std::mem::take(&mut writer.builder).finish();
    for (place, part) in notes {
        let mut pieces = part.pieces.clone();
        let label = labels.get(&place);
        if label.is_some() {
            paragraphs::take_label(&mut pieces);
        }
        writer.pieces(&pieces, part.page);
        let inner = std::mem::take(&mut writer.builder).finish();
        match label {
            Some(Label { name, .. }) => blocks.push(Block::Footnote(name.clone(), inner)),
            None => blocks.extend(inner),
        }
    }
    blocks
}

/// A note that the text refers to: its page, its number there, and its name in the article.
struct Label {
    page: usize,
    number: String,
    name: String,
}

/// The notes that the text refers to, by their places.
fn labels(all: &[Paragraph]) -> BTreeMap<usize, Label> {
    let mut labels: BTreeMap<usize, Label> = BTreeMap::new();
    for (place, part) in all.iter().enumerate().filter(|(_, part)| part.role == Role::Note) {
        let Some(number) = paragraphs::take_label(&mut part.pieces.clone()) else { continue };
        let referred = all.iter().any(|other| {
            // The paragraph may have begun a page before.
            other.role != Role::Note
                && (other.page == part.page || other.page + 1 == part.page)
                && other.pieces.iter().any(|piece| piece.raised && piece.text.trim() == number)
        });
        if !referred {
            continue;
        }
        let taken = |name: &str| labels.values().any(|label| label.name == name);
        let name =
            if taken(&number) { format!("{}-{number}", part.page + 1) } else { number.clone() };
        if !taken(&name) {
            labels.insert(place, Label { page: part.page, number, name });
        }
    }
    labels
}

/// Whether an item goes on with a list that began with `first`.
fn follows(first: Marker, role: Role) -> bool {
    matches!(
        (first, role),
        (Marker::Bullet, Role::Item(Marker::Bullet))
            | (Marker::Number(_), Role::Item(Marker::Number(_)))
    )
}

struct Writer<'a> {
    builder: Builder,
    document: &'a Document,
    labels: &'a BTreeMap<usize, Label>,
}

impl Writer<'_> {
    fn pieces(&mut self, pieces: &[Piece], page: usize) {
        for piece in pieces {
            let number = piece.text.trim();
            let label = self.labels.values().find(|label| {
                piece.raised
                    && label.number == number
                    && (label.page == page || label.page == page + 1)
            });
            if let Some(label) = label {
                self.builder.footnote(&label.name);
                if piece.text.ends_with(' ') {
                    self.builder.text(" ");
                }
                continue;
            }
            let address = usize::from(piece.link).checked_sub(1);
            let address = address.and_then(|place| self.document.pages.get(page)?.links.get(place));
            if let Some(address) = address {
                self.builder.wrap(Wrap::Link(address.clone()));
                self.builder.text(&piece.text);
                self.builder.unwrap();
            } else {
                self.builder.text(&piece.text);
            }
        }
    }

    fn list(&mut self, items: &[Paragraph], marker: Marker) {
        self.builder.open(Open::List(match marker {
            Marker::Bullet => None,
            Marker::Number(first) => Some(first),
        }));
        for item in items {
            self.builder.open(Open::Item);
            self.pieces(&without_marker(&item.pieces), item.page);
            self.builder.close();
        }
        self.builder.close();
    }

    fn table(&mut self, rows: &[Paragraph]) {
        self.builder.open(Open::Table);
        for row in rows {
            self.builder.open(Open::Row);
            for (_, cell) in &row.cells {
                self.builder.open(Open::Cell);
                self.pieces(cell, row.page);
                self.builder.close();
            }
            self.builder.close();
        }
        self.builder.close();
    }
}

/// An item's pieces without its bullet or number.
fn without_marker(pieces: &[Piece]) -> Vec<Piece> {
    let whole = super::lines::text(pieces);
    let kept = item(&whole).map_or(whole.len(), |(_, rest)| rest.len());
    let mut left = whole.trim_end().len().saturating_sub(kept);
    let mut rest: Vec<Piece> = Vec::new();
    for piece in pieces {
        let taken = left.min(piece.text.len());
        left -= taken;
        match piece.text.get(taken..) {
            Some(text) if !text.is_empty() => {
                rest.push(Piece { text: text.to_owned(), ..piece.clone() })
            }
            _ => {}
        }
    }
    rest
}
