//! The glyphs of a page as lines, in the order in which they are read.
//!
//! Glyphs that follow each other on one baseline make a [`Span`]. Spans are parted at gutters, so
//! that columns are read one after the other; what then stands at one height is a [`Line`].

use super::glyphs::{Glyph, Page};

/// A gap wider than this, in sizes of the font, parts spans.
const APART: f32 = 1.0;
/// A gap wider than this is a space.
const SPACE: f32 = 0.15;
/// Rows of text on either side that make a gutter of a gap.
const ROWS: usize = 4;
/// How much of its column's width a line of prose fills at least, in the middle of them.
const FILLED: f32 = 0.55;

/// Text of one kind in a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    pub text: String,
    /// As [`Glyph::link`].
    pub link: u16,
    /// Whether it is small and stands above the line.
    pub raised: bool,
}

/// Pieces without a gap between.
#[derive(Clone, Debug)]
pub struct Span {
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    pub pieces: Vec<Piece>,
    /// How many characters it has, and how many of them are bold or no content.
    count: u32,
    bold: u32,
    artifact: u32,
}

/// A line of a column.
#[derive(Clone, Debug)]
pub struct Line {
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    pub bold: bool,
    pub artifact: bool,
    /// Its parts between wide gaps: one where it is a line of prose.
    pub cells: Vec<Cell>,
}

/// A part of a line.
#[derive(Clone, Debug)]
pub struct Cell {
    pub x: f32,
    pub end: f32,
    pub pieces: Vec<Piece>,
}

impl Line {
    /// Its words.
    pub fn text(&self) -> String {
        let cells: Vec<String> = self.cells.iter().map(|cell| text(&cell.pieces)).collect();
        cells.join(" ")
    }

    /// Its pieces, those of different cells with a space between.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut all: Vec<Piece> = Vec::new();
        for cell in &self.cells {
            if let Some(last) = all.last_mut() {
                last.text.push(' ');
            }
            all.extend(cell.pieces.iter().cloned());
        }
        all
    }
}

/// The words of pieces.
pub fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The lines of a page by columns, in the order of reading.
pub fn columns(page: &Page) -> Vec<Vec<Line>> {
    let mut columns = Vec::new();
    let mut spans = spans(&page.glyphs);
    mark(&mut spans, &page.dots);
    part(spans, &mut columns, 0);
    columns.into_iter().map(lines).filter(|lines| !lines.is_empty()).collect()
}

fn spans(glyphs: &[Glyph]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut space = false;
    for glyph in glyphs {
        if glyph.c.is_whitespace() {
            space = true;
            continue;
        }
        let goes_on = spans.last().is_some_and(|span| {
            let gap = glyph.x - span.end;
            let size = span.size.max(glyph.size);
            same_line(span, glyph) && gap > -0.5 * size && gap < APART * size
        });
        match spans.last_mut().filter(|_| goes_on) {
            Some(span) => {
                let gap = glyph.x - span.end;
                let small = span.size.min(glyph.size);
                let parts = (space || gap > SPACE * small) && gap > -0.1 * small;
                span.push(glyph, parts);
            }
            None => {
                let mut span = Span {
                    x: glyph.x,
                    end: glyph.end,
                    y: glyph.y,
                    size: glyph.size,
                    pieces: Vec::new(),
                    count: 0,
                    bold: 0,
                    artifact: 0,
                };
                span.push(glyph, false);
                spans.push(span);
            }
        }
        space = false;
    }
    spans
}

/// Puts a bullet before each span that a drawn one stands before.
fn mark(spans: &mut [Span], dots: &[(f32, f32)]) {
    for &(x, y) in dots {
        let behind = spans.iter_mut().filter(|span| {
            let gap = span.x - x;
            gap > 0.3 * span.size
                && gap < 3.0 * span.size
                && y < span.y
                && y > span.y - 0.7 * span.size
        });
        if let Some(span) = behind.min_by(|a, b| a.x.total_cmp(&b.x))
            && span.pieces.first().is_some_and(|piece| !piece.text.starts_with('•'))
        {
            span.pieces.insert(0, Piece { text: "• ".to_owned(), ..Piece::default() });
        }
    }
}

/// Whether a glyph stands on a span's baseline, or is small and raised or lowered beside it.
fn same_line(span: &Span, glyph: &Glyph) -> bool {
    let shift = (span.y - glyph.y).abs();
    let (small, large) = (span.size.min(glyph.size), span.size.max(glyph.size));
    shift < 0.15 * large || small < 0.85 * large && shift < 0.6 * large
}

impl Span {
    fn push(&mut self, glyph: &Glyph, space: bool) {
        // What began raised stands on the line that follows it.
        if glyph.size > self.size * 1.15 {
            self.pieces.iter_mut().for_each(|piece| piece.raised = self.y < glyph.y - 0.5);
            (self.y, self.size) = (glyph.y, glyph.size);
        }
        // A bullet's font may be smaller than what follows it.
        if glyph.size > self.size && self.count <= 2 {
            (self.y, self.size) = (glyph.y, glyph.size);
        }
        let raised = glyph.size < self.size * 0.85 && glyph.y < self.y - self.size * 0.15;
        if space && let Some(last) = self.pieces.last_mut() {
            last.text.push(' ');
        }
        match self.pieces.last_mut() {
            Some(last) if last.link == glyph.link && last.raised == raised => {
                last.text.push(glyph.c);
            }
            _ => self.pieces.push(Piece { text: glyph.c.to_string(), link: glyph.link, raised }),
        }
        self.end = self.end.max(glyph.end);
        self.count += 1;
        self.bold += u32::from(glyph.bold);
        self.artifact += u32::from(glyph.artifact);
    }
}

/// Parts spans at gutters: what stands above a stretch of columns, the columns from left to right,
/// and so on.
fn part(mut spans: Vec<Span>, columns: &mut Vec<Vec<Span>>, depth: u32) {
    spans.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let Some((gutter, zones)) = gutter(&spans).filter(|_| depth < 6) else {
        columns.push(spans);
        return;
    };
    let mut rest = spans.into_iter().enumerate().peekable();
    for (from, to) in zones {
        let above: Vec<Span> = std::iter::from_fn(|| rest.next_if(|(place, _)| *place < from))
            .map(|(_, span)| span)
            .collect();
        if !above.is_empty() {
            columns.push(above);
        }
        let zone = std::iter::from_fn(|| rest.next_if(|(place, _)| *place < to));
        let (left, right) = zone.map(|(_, span)| span).partition(|span: &Span| span.x < gutter);
        part(left, columns, depth + 1);
        part(right, columns, depth + 1);
    }
    let below: Vec<Span> = rest.map(|(_, span)| span).collect();
    if !below.is_empty() {
        columns.push(below);
    }
}

/// Runs of spans, each from one place to another.
type Zones = Vec<(usize, usize)>;

/// The gap between columns that most spans stand beside, and the runs of `spans` that it parts.
fn gutter(spans: &[Span]) -> Option<(f32, Zones)> {
    let left = spans.iter().map(|span| span.x).fold(f32::MAX, f32::min);
    let right = spans.iter().map(|span| span.end).fold(f32::MIN, f32::max);
    let width = right - left;
    if spans.len() < 2 * ROWS || !(width > 100.0 && width < 20_000.0) {
        return None;
    }
    let mut best: Option<(usize, f32, f32, Zones)> = None;
    for step in 15..=85 {
        let x = left + width * step as f32 / 100.0;
        let zones = zones(spans, x);
        let score: usize = zones.iter().map(|(from, to)| to - from).sum();
        if score == 0 {
            continue;
        }
        match &mut best {
            // The middle of the gap.
            Some((most, _, last, known)) if *most == score && *known == zones => *last = x,
            Some((most, ..)) if *most >= score => {}
            best => *best = Some((score, x, x, zones)),
        }
    }
    best.map(|(_, first, last, zones)| ((first + last) / 2.0, zones))
}

/// The runs of `spans` that do not cross `x` and have prose on both sides of it.
fn zones(spans: &[Span], x: f32) -> Zones {
    let mut zones = Vec::new();
    let mut from = 0;
    for to in 0..=spans.len() {
        let crosses = spans.get(to).is_none_or(|span| span.x < x && span.end > x);
        if crosses {
            let end = from + both_sided(&spans[from..to], x);
            let zone = &spans[from..end];
            if is_prose(zone.iter().filter(|span| span.x < x))
                && is_prose(zone.iter().filter(|span| span.x >= x))
            {
                zones.push((from, end));
            }
            from = to + 1;
        }
    }
    zones
}

/// How many of the spans belong to columns: below the end of the shorter one, what is set apart
/// from the longer one's text is none of it.
fn both_sided(zone: &[Span], x: f32) -> usize {
    let last = |left: bool| zone.iter().rposition(|span| (span.x < x) == left);
    let Some((left, right)) = last(true).zip(last(false)) else { return zone.len() };
    let longer: Vec<(usize, &Span)> =
        zone.iter().enumerate().filter(|(_, span)| (span.x < x) == (left > right)).collect();
    for pair in longer.windows(2) {
        let ((_, above), (place, below)) = (pair[0], pair[1]);
        let apart = below.y - above.y > 1.9 * above.size || below.size > 1.1 * above.size;
        if place > left.min(right) && apart {
            return place;
        }
    }
    without_tables(zone, x)
}

/// How many of the spans are left where what stands apart at the end and fills neither column is
/// taken off: a table below.
fn without_tables(zone: &[Span], x: f32) -> usize {
    let side = |span: &&Span, left: bool| (span.x < x) == left;
    let width = |left: bool| {
        let spans = || zone.iter().filter(|span| side(span, left));
        let from = spans().map(|span| span.x).fold(f32::MAX, f32::min);
        spans().map(|span| span.end).fold(f32::MIN, f32::max) - from
    };
    let widths = [width(true), width(false)];
    let mut end = zone.len();
    loop {
        let apart = |place: &usize| {
            let (above, below) = (&zone[*place - 1], &zone[*place]);
            below.y - above.y > 1.9 * above.size
        };
        let Some(start) = (1..end).rev().find(apart) else { return end };
        let fills = |left: bool, width: f32| {
            zone[start..end]
                .iter()
                .filter(|span| side(span, left))
                .any(|span| span.end - span.x > width * FILLED)
        };
        if fills(true, widths[0]) || fills(false, widths[1]) {
            return end;
        }
        end = start;
    }
}

/// Whether spans are lines of prose: several, and in the middle of them they fill their column.
fn is_prose<'a>(spans: impl Iterator<Item = &'a Span>) -> bool {
    // From left to right in each row: what stands at one height is one line.
    let mut rows: Vec<(f32, f32, f32)> = Vec::new();
    for span in spans {
        match rows.last_mut() {
            Some((y, from, to)) if (*y - span.y).abs() < span.size * 0.35 => {
                *from = from.min(span.x);
                *to = to.max(span.end);
            }
            _ => rows.push((span.y, span.x, span.end)),
        }
    }
    if rows.len() < ROWS {
        return false;
    }
    let left = rows.iter().map(|row| row.1).fold(f32::MAX, f32::min);
    let right = rows.iter().map(|row| row.2).fold(f32::MIN, f32::max);
    let mut widths: Vec<f32> = rows.iter().map(|row| row.2 - row.1).collect();
    widths.sort_by(f32::total_cmp);
    let middle = widths[widths.len() / 2];
    middle >= (right - left) * FILLED && middle > 60.0
}

/// The lines of a column from top to bottom.
fn lines(spans: Vec<Span>) -> Vec<Line> {
    let mut rows: Vec<Vec<Span>> = Vec::new();
    for span in spans {
        let fits = |row: &Vec<Span>| {
            row.iter().any(|other| {
                let (small, large) = (span.size.min(other.size), span.size.max(other.size));
                let shift = (span.y - other.y).abs();
                shift < 0.35 * small
                    || small < 0.85 * large && shift < 0.5 * large && is_near(&span, other)
            })
        };
        match rows.iter_mut().rev().take(3).find(|row| fits(row)) {
            Some(row) => row.push(span),
            None => rows.push(vec![span]),
        }
    }
    let mut lines: Vec<Line> = rows.into_iter().map(line).collect();
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    lines
}

/// Whether two spans all but touch.
fn is_near(a: &Span, b: &Span) -> bool {
    let gap = (a.x - b.end).max(b.x - a.end);
    gap < 0.4 * a.size.max(b.size)
}

fn line(mut row: Vec<Span>) -> Line {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let main = row.iter().max_by_key(|span| span.count).map(|span| (span.y, span.size));
    let (y, size) = main.unwrap_or((0.0, 0.0));
    let total = |part: fn(&Span) -> u32| row.iter().map(part).sum::<u32>();
    let count = total(|span| span.count);
    let (bold, artifact) = (total(|span| span.bold), total(|span| span.artifact));
    let (x, end) = (row[0].x, row.iter().map(|span| span.end).fold(f32::MIN, f32::max));
    let mut cells: Vec<Cell> = Vec::new();
    for span in row {
        let mut pieces = span.pieces;
        let small = span.size < size * 0.85 && span.y < y - size * 0.15;
        pieces.iter_mut().for_each(|piece| piece.raised |= small);
        match cells.last_mut() {
            Some(cell) if span.x - cell.end < 1.5 * size || is_marker(&text(&cell.pieces)) => {
                if span.x - cell.end > SPACE * span.size.min(size)
                    && let Some(last) = cell.pieces.last_mut()
                {
                    last.text.push(' ');
                }
                cell.pieces.extend(pieces);
                cell.end = cell.end.max(span.end);
            }
            _ => cells.push(Cell { x: span.x, end: span.end, pieces }),
        }
    }
    Line { x, end, y, size, bold: bold * 10 >= count * 9, artifact: artifact * 2 > count, cells }
}

/// Whether a text is what stands before an item or a heading: a bullet, a number.
fn is_marker(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 6
        && (text.chars().all(|c| !c.is_alphanumeric())
            || text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ')' | '(')))
        || matches!(text, "o" | "§")
        || text.len() == 2 && text.ends_with(['.', ')']) && text.starts_with(char::is_alphabetic)
}
