//! The glyphs of a page, each with its character and its place.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Rect, String as Bytes};
use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RectExt as _, SoftMask, TransformExt as _,
    interpret_page,
};

use crate::model::Map;

/// A document may draw so many glyphs, and take so many steps of any kind.
const MOST_GLYPHS: usize = 8_000_000;
const MOST_STEPS: u64 = 10_000_000;
/// Clipping is what forms that draw forms do again and again; it costs as much as so many lines.
const CLIP: u64 = 20;
/// A page has at most so many links.
const MOST_LINKS: usize = 2000;
/// A page has at most so many drawn bullets.
const MOST_DOTS: usize = 2000;
/// A picture of fewer points than this, each way, is an ornament.
const ORNAMENT: f64 = 40.0;

/// A character on a page. Lengths are in points, `y` grows downward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub c: char,
    /// Where it begins and ends along its line.
    pub x: f32,
    pub end: f32,
    /// Its baseline.
    pub y: f32,
    /// The height of its font.
    pub size: f32,
    pub bold: bool,
    /// Whether the document says that it is no content: a running head, a page's number.
    pub artifact: bool,
    /// The place of its address in [`Page::links`], from 1; 0 for none.
    pub link: u16,
}

/// What a page shows.
#[derive(Debug, Default)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// Text that runs across the page's direction, in pieces.
    pub sideways: Vec<String>,
    /// The addresses of links.
    pub links: Vec<String>,
    /// Middles of small round or square shapes: the bullets of lists that are drawn and not written.
    pub dots: Vec<(f32, f32)>,
    /// Pictures that are more than ornaments.
    pub pictures: usize,
    /// Glyphs of which the document doesn't say what they are.
    pub unknown: usize,
    /// Whether one picture covers most of it, as on a scanned page.
    pub covered: bool,
}

/// What all pages of a document may take together.
#[derive(Debug, Default)]
pub struct Spent {
    glyphs: usize,
    steps: u64,
}

impl Spent {
    /// Whether it is more than may be taken.
    pub fn is_over(&self) -> bool {
        self.glyphs > MOST_GLYPHS || self.steps > MOST_STEPS
    }
}

/// Reads a page. It unwinds where the document takes more than it may: see [`Spent::is_over`].
pub fn page<'a>(source: &Source<'a>, cache: &InterpreterCache<'a>, spent: &mut Spent) -> Page {
    let (width, height) = source.render_dimensions();
    let settings = InterpreterSettings::default();
    let area = source.intersected_crop_box().to_kurbo();
    let start = source.initial_transform(true).to_kurbo();
    let mut context = Context::new(start, area, cache, source.xref(), settings);
    let mut links = Vec::new();
    read_links(source, start, &mut links);
    let mut device = Collector {
        page: Page { width, height, ..Page::default() },
        areas: links.iter().map(|(area, _)| *area).collect(),
        turned: Vec::new(),
        seen: Map::default(),
        marks: Vec::new(),
        spent,
    };
    device.page.links = links.into_iter().map(|(_, address)| address).collect();
    interpret_page(source, &mut context, &mut device);
    device.finish()
}

type Area = hayro_interpret::kurbo::Rect;

fn read_links(source: &Source<'_>, start: Affine, links: &mut Vec<(Area, String)>) {
    let Some(notes) = source.raw().get::<Array<'_>>(b"Annots") else { return };
    for note in notes.iter::<Dict<'_>>().take(MOST_LINKS) {
        let action = note.get::<Dict<'_>>(b"A");
        let address = action.and_then(|action| action.get::<Bytes<'_>>(b"URI"));
        let Some((address, area)) = address.zip(note.get::<Rect>(b"Rect")) else { continue };
        let address = String::from_utf8_lossy(address.as_bytes()).trim().to_owned();
        let is_web = ["http://", "https://", "mailto:"].iter().any(|way| address.starts_with(way));
        if is_web && !address.contains(char::is_whitespace) {
            let area = (start * area.to_kurbo().to_path(0.1)).bounding_box();
            links.push((area, address));
        }
    }
}

struct Collector<'s> {
    page: Page,
    areas: Vec<Area>,
    /// Every glyph with its direction in quarters of a turn.
    turned: Vec<(u8, Glyph)>,
    /// Where characters were drawn, by what they are and the cell of a grid: bold is at times drawn
    /// twice, a little apart.
    seen: Map<(char, i32, i32), f64>,
    /// Whether each mark around says that what it holds is no content.
    marks: Vec<bool>,
    spent: &'s mut Spent,
}

impl Collector<'_> {
    fn step(&mut self, cost: u64) {
        self.spent.steps += cost;
        if self.spent.is_over() {
            // No panic, so that no hook speaks; the reader catches it.
            std::panic::resume_unwind(Box::new("more than may be read"));
        }
    }

    fn link(&self, at: Point) -> u16 {
        let found = self.areas.iter().position(|area| area.contains(at));
        found.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or(0)
    }

    fn is_double(&mut self, c: char, x: f64, y: f64, size: f64) -> bool {
        let cell = |value: f64| (value / (size * 0.2)) as i32;
        let (column, row) = (cell(x), cell(y));
        let near = |column| {
            let other = self.seen.get(&(c, column, row));
            other.is_some_and(|other| (other - x).abs() < size * 0.08)
        };
        let double = (column - 1..=column + 1).any(near);
        self.seen.insert((c, column, row), x);
        double
    }

    fn take(&mut self, run: &GlyphRun<'_, '_>, around: Affine) {
        let places: Vec<Affine> =
            run.glyphs().iter().map(|glyph| around * glyph.transform()).collect();
        let widths: Vec<f64> = run.glyphs().iter().map(|glyph| width(glyph)).collect();
        let scale = scale(&places, &widths);
        let bold = run.glyphs().first().is_some_and(|glyph| is_bold(glyph));
        let artifact = self.marks.contains(&true);
        for ((glyph, place), width) in run.glyphs().iter().zip(&places).zip(&widths) {
            self.spent.glyphs += 1;
            let origin = *place * Point::ZERO;
            let up = *place * Point::new(0.0, 1000.0) - origin;
            let along = *place * Point::new(1000.0, 0.0) - origin;
            let size = up.hypot();
            if !origin.is_finite() || !size.is_finite() || size < 0.5 {
                continue;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.page.unknown += 1;
                    '\u{fffd}'.to_string()
                }
            };
            let text = spell_out(&text);
            let quarter = match (along.x.abs() >= along.y.abs(), along.x >= 0.0, along.y >= 0.0) {
                (true, true, _) => 0,
                (false, _, true) => 1,
                (true, false, _) => 2,
                (false, _, false) => 3,
            };
            let (w, h) = (f64::from(self.page.width), f64::from(self.page.height));
            let (x, y) = match quarter {
                0 => (origin.x, origin.y),
                1 => (origin.y, w - origin.x),
                2 => (w - origin.x, h - origin.y),
                _ => (h - origin.y, origin.x),
            };
            let advance = scale.unwrap_or(along.hypot() / 1000.0) * width;
            let middle = origin + along * (width / 2000.0) + up * 0.3;
            let link = self.link(middle);
            let count = text.chars().count().max(1) as f64;
            for (place, c) in text.chars().enumerate() {
                let x = x + advance * place as f64 / count;
                if !c.is_whitespace() && self.is_double(c, x, y, size) {
                    continue;
                }
                let glyph = Glyph {
                    c,
                    x: x as f32,
                    end: (x + advance / count) as f32,
                    y: y as f32,
                    size: size as f32,
                    bold,
                    artifact,
                    link,
                };
                self.turned.push((quarter, glyph));
            }
        }
    }

    /// The page read in the direction that most of its text runs.
    fn finish(mut self) -> Page {
        let mut counts = [0; 4];
        self.turned.iter().for_each(|(quarter, _)| counts[usize::from(*quarter)] += 1);
        let main = (0..4).max_by_key(|&quarter| (counts[usize::from(quarter)], 3 - quarter));
        let main = main.unwrap_or(0u8);
        if main % 2 == 1 {
            std::mem::swap(&mut self.page.width, &mut self.page.height);
        }
        let mut last = main;
        for (quarter, glyph) in self.turned {
            if quarter == main {
                self.page.glyphs.push(glyph);
            } else {
                if quarter != last || self.page.sideways.is_empty() {
                    self.page.sideways.push(String::new());
                }
                if let Some(piece) = self.page.sideways.last_mut() {
                    piece.push(glyph.c);
                }
            }
            last = quarter;
        }
        self.page
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.step(1);
        // Long paths are drawings.
        if path.elements().len() <= 40 && self.page.dots.len() < MOST_DOTS {
            let area = (props.transform * path.clone()).bounding_box();
            let (width, height) = (area.width(), area.height());
            if (2.0..7.0).contains(&width) && (width - height).abs() < 0.5 {
                let middle = area.center();
                self.page.dots.push((middle.x as f32, middle.y as f32));
            }
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step(CLIP);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step(CLIP);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.step(1);
        self.take(run, props.transform);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.step(1);
        // An image is drawn as many units wide as it has pixels.
        let size = Area::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = (props.transform * size.to_path(0.1)).bounding_box();
        let page = f64::from(self.page.width) * f64::from(self.page.height);
        if area.width() >= ORNAMENT && area.height() >= ORNAMENT {
            self.page.pictures += 1;
            self.page.covered |= area.area() >= page / 2.0;
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.step(1);
        let kind = properties.and_then(|properties| properties.get::<Name<'_>>(b"Type"));
        let paging = kind.is_some_and(|kind| kind.as_ref() == b"Pagination");
        self.marks.push(tag == b"Artifact" && paging);
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }
}

/// A glyph's width in thousandths of its font's size.
fn width(glyph: &Drawn<'_>) -> f64 {
    let width = match glyph {
        Drawn::Outline(glyph) => glyph.advance_width(),
        Drawn::Type3(glyph) => glyph.advance_width(),
    };
    f64::from(width.filter(|width| width.is_finite() && *width > 0.0).unwrap_or(500.0))
}

/// How long a thousandth is in a run, by how far its glyphs stand apart: the median, so that
/// kerning and spaces between words don't count, but letters set wide do.
fn scale(places: &[Affine], widths: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = places
        .windows(2)
        .zip(widths)
        .map(|(pair, width)| (pair[1].translation() - pair[0].translation()).hypot() / width)
        .filter(|step| step.is_finite() && *step > 0.0)
        .collect();
    if steps.len() < 3 {
        return None;
    }
    steps.sort_by(f64::total_cmp);
    Some(steps[steps.len() / 2])
}

fn is_bold(glyph: &Drawn<'_>) -> bool {
    let Drawn::Outline(glyph) = glyph else { return false };
    let Some(data) = glyph.font_data() else { return false };
    let name = data.postscript_name.unwrap_or_default().to_ascii_lowercase();
    data.weight.is_some_and(|weight| weight >= 600)
        || ["bold", "black", "heavy", "semibold", "demi"].iter().any(|word| name.contains(word))
}

/// Ligatures as the letters that they stand for; what no text holds is left out.
fn spell_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => spelled.push_str("ff"),
            'ﬁ' => spelled.push_str("fi"),
            'ﬂ' => spelled.push_str("fl"),
            'ﬃ' => spelled.push_str("ffi"),
            'ﬄ' => spelled.push_str("ffl"),
            'ﬅ' | 'ﬆ' => spelled.push_str("st"),
            '\t' | '\n' | '\r' | '\u{a0}' => spelled.push(' '),
            c if c.is_control() => {}
            c => spelled.push(c),
        }
    }
    spelled
}
