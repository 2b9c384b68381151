//! The picture of a page that is shared: its title as large as fits, what it says first, and whose
//! it is. And the site's icon.

use zeno::{Command, PathBuilder as _};

use super::canvas::Canvas;
use super::face::Face;
use super::lines::{Lines, set};
use crate::model::theme::{Colour, ShareLook};

/// Width and height of a picture, in pixels: what messengers and social networks ask for.
pub const SIZE: (u32, u32) = (1200, 630);

/// Space to the left and right, in pixels.
const MARGIN: f32 = 84.0;
/// The band at the left edge.
const BAND: f32 = 22.0;
/// The width of a line.
const MEASURE: f32 = SIZE.0 as f32 - 2.0 * MARGIN;
/// Where the site's name stands.
const FOOT: f32 = 556.0;
/// The lowest line of the text.
const TEXT_END: f32 = 498.0;
/// Sizes of a title, from the largest, each with how many lines it may take.
const TITLE: [(f32, usize); 8] =
    [(104.0, 2), (92.0, 3), (80.0, 3), (70.0, 3), (60.0, 4), (52.0, 4), (44.0, 5), (38.0, 5)];
/// The size of what the page says first.
const LINE: f32 = 36.0;
/// From one of its lines to the next.
const LEADING: f32 = 49.0;
/// A title gives way to so many lines of it.
const WANTED: usize = 2;
/// At most so many lines of it.
const LINES: usize = 4;
/// The size of kind, topic and the site's name.
const LABEL: f32 = 27.0;

/// The faces of a picture.
pub struct Faces {
    pub title: Face,
    pub text: Face,
    pub label: Face,
}

/// What a picture says. What its face cannot set is empty, but for a title, which is then no
/// picture's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Kind and topic.
    pub label: String,
    /// The title.
    pub title: String,
    /// The first thing to do, a definition, a difference.
    pub line: String,
    /// The site's title.
    pub site: String,
    /// The colour of its topic.
    pub colour: Colour,
}

/// The picture of `card` as a PNG file.
pub fn draw(card: &Card, faces: &Faces, look: &ShareLook) -> Vec<u8> {
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, look.paper);
    let mut path = Vec::new();
    if card.title.is_empty() {
        let side = SIZE.1 as f32 * 0.5;
        mark(&mut path, (SIZE.0 as f32 - side) / 2.0, side / 2.0, side);
        canvas.fill(&path, card.colour);
        return canvas.png();
    }
    rectangle(&mut path, 0.0, 0.0, BAND, SIZE.1 as f32);
    let top = if card.label.is_empty() { 84.0 } else { 136.0 };
    if !card.label.is_empty() {
        let label = set(&faces.label, &card.label, LABEL, MEASURE, 1);
        faces.label.draw(&label.lines[0], LABEL, (MARGIN, 104.0), &mut path);
    }
    mark(&mut path, MARGIN, FOOT - 25.0, 34.0);
    canvas.fill(&path, card.colour);

    path.clear();
    let below = draw_title(card, faces, top, &mut path);
    let name = set(&faces.label, &card.site, LABEL, MEASURE - 52.0, 1);
    if let Some(name) = name.lines.first() {
        faces.label.draw(name, LABEL, (MARGIN + 52.0, FOOT), &mut path);
    }
    canvas.fill(&path, look.ink);

    path.clear();
    let line = set(&faces.text, &card.line, LINE, MEASURE, room_below(below).min(LINES));
    for (number, line) in line.lines.iter().enumerate() {
        let y = below + LEADING * (number as f32 + 1.0);
        faces.text.draw(line, LINE, (MARGIN, y), &mut path);
    }
    canvas.fill(&path, look.soft);
    canvas.png()
}

/// How many lines of text there is room for, below a title that ends at `below`.
fn room_below(below: f32) -> usize {
    ((TEXT_END - below) / LEADING).floor().max(0.0) as usize
}

/// Draws the title as large as it fits below `top` with some of what follows, and gives where that may
/// begin.
fn draw_title(card: &Card, faces: &Faces, top: f32, path: &mut Vec<Command>) -> f32 {
    let set_at = |&(size, lines): &(f32, usize)| {
        (size, set(&faces.title, &card.title, size, MEASURE, lines))
    };
    let wanted = set(&faces.text, &card.line, LINE, MEASURE, LINES).lines.len().min(WANTED);
    let first = |size: f32| top + size * 0.86;
    let leading = |size: f32| size * 1.06;
    let end = |size: f32, count: usize| {
        first(size) + leading(size) * (count.max(1) - 1) as f32 + size * 0.4
    };
    let mut settings = TITLE.iter().map(set_at);
    let fitting = settings.find(|(size, lines): &(f32, Lines)| {
        lines.is_whole && room_below(end(*size, lines.lines.len())) >= wanted
    });
    let (size, lines) = fitting.unwrap_or_else(|| set_at(&TITLE[TITLE.len() - 1]));
    let lines = lines.balanced(&faces.title, size);
    for (number, line) in lines.iter().enumerate() {
        let y = first(size) + leading(size) * number as f32;
        faces.title.draw(line, size, (MARGIN, y), path);
    }
    end(size, lines.len())
}

/// The site's icon, `side` pixels wide: `letter` in the theme's face, or the program's mark.
pub fn icon(letter: Option<(&Face, &str)>, look: &ShareLook, side: u32) -> Vec<u8> {
    let mut canvas = Canvas::new(side, side, look.accent);
    let (side, mut path) = (side as f32, Vec::new());
    match letter {
        Some((face, letter)) => {
            let size = side * 0.62;
            let x = (side - face.width(letter, size)) / 2.0;
            face.draw(letter, size, (x, side * 0.5 + size * 0.33), &mut path);
        }
        None => mark(&mut path, side * 0.2, side * 0.2, side * 0.6),
    }
    canvas.fill(&path, look.paper);
    canvas.png()
}

/// Three dots and the lines between them, in a square of `side` at `x`, `y`.
fn mark(path: &mut Vec<Command>, x: f32, y: f32, side: f32) {
    const DOTS: [(f32, f32, f32); 3] = [(0.22, 0.24, 0.21), (0.82, 0.17, 0.12), (0.68, 0.80, 0.17)];
    const WIDTH: f32 = 0.042;
    let at = |px: f32, py: f32| [x + px * side, y + py * side];
    for (number, (ax, ay, _)) in DOTS.iter().enumerate() {
        let (bx, by, _) = DOTS[(number + 1) % DOTS.len()];
        let (dx, dy) = (bx - ax, by - ay);
        let length = libm::sqrtf(dx * dx + dy * dy);
        let (nx, ny) = (-dy / length * WIDTH, dx / length * WIDTH);
        // The way round that circles go: where two go against each other there would be a hole.
        path.move_to(at(ax - nx, ay - ny));
        path.line_to(at(bx - nx, by - ny));
        path.line_to(at(bx + nx, by + ny));
        path.line_to(at(ax + nx, ay + ny));
        path.close();
    }
    for (cx, cy, radius) in DOTS {
        path.add_circle(at(cx, cy), radius * side);
    }
}

fn rectangle(path: &mut Vec<Command>, x: f32, y: f32, width: f32, height: f32) {
    path.move_to([x, y]);
    path.line_to([x + width, y]);
    path.line_to([x + width, y + height]);
    path.line_to([x, y + height]);
    path.close();
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use libdeflater::Decompressor;

    use super::*;

    /// The pixels of one of our PNG files, line by line, each behind its filter.
    fn pixels(png: &[u8]) -> Vec<u8> {
        let number =
            |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((number(16), number(20)), SIZE);
        let at = png.windows(4).position(|name| name == b"IDAT").expect("data");
        let data = &png[at + 4..at + 4 + number(at - 4) as usize];
        let mut pixels = vec![0; ((SIZE.0 + 1) * SIZE.1) as usize];
        let length = Decompressor::new().zlib_decompress(data, &mut pixels).expect("zlib");
        assert_eq!(length, pixels.len());
        pixels
    }

    #[test]
    fn every_title_is_drawn_within_its_picture_and_size() {
        let theme = crate::theme::read(Path::new("."), "default").expect("the theme");
        let faces = crate::render::share::faces(&theme).expect("faces");
        let long =
            "When the buyer says that they have a supplier who is fine, ask what would change it. ";
        for title in [
            "No".to_owned(),
            "Earn credibility first; trust follows".to_owned(),
            "Sagen Sie „Nein“, bevor der Einkäufer »Vielleicht« sagt".to_owned(),
            "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".to_owned(),
            "W".repeat(300),
            "Łódź, Žižkov & Őrség: élő példák".to_owned(),
            long.repeat(9),
        ] {
            assert!(faces.title.can_set(&title), "{title}");
            let card = Card {
                label: "Principle · Winning trust".to_owned(),
                title,
                line: long.repeat(3),
                site: long.to_owned(),
                colour: [132, 96, 12],
            };
            let png = draw(&card, &faces, &theme.share);
            assert!(png.len() <= 60_000, "{}: {} bytes", card.title, png.len());
            assert_eq!(png, draw(&card, &faces, &theme.share), "the same bytes each time");
            let pixels = pixels(&png);
            let lines: Vec<&[u8]> = pixels.chunks(SIZE.0 as usize + 1).collect();
            let margin = (MARGIN / 2.0) as usize;
            let empty = |line: &[u8]| line[line.len() - margin..].iter().all(|&pixel| pixel == 0);
            assert!(lines.iter().all(|line| empty(line)), "{}: the right margin", card.title);
            let below = &lines[FOOT as usize + 20..];
            let inner = |line: &&[u8]| line[BAND as usize + 1..].iter().all(|&pixel| pixel == 0);
            assert!(below.iter().all(inner), "{}: the foot", card.title);
            let between = &lines[TEXT_END as usize + 16..FOOT as usize - 28];
            assert!(between.iter().all(inner), "{}: text over the site's name", card.title);
        }
        for title in ["信任先行", "Trust 信任", "ثق", "🚀 Launch", "  "] {
            assert!(!faces.title.can_set(title), "{title}");
        }
    }
}
