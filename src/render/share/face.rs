//! A face of the theme, read from its WOFF2 file: which text it can set, how wide, as which outlines.

use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathElement};
use harfrust::{Buffer, Font, GlyphId, ShapeOptions, ShaperFont, shape};
use unicode_normalization::UnicodeNormalization as _;
use zeno::{Command, Point};

/// A face at one weight and optical size.
pub struct Face {
    font: Font,
    /// What stands between two letters beside their own widths, in parts of the size.
    tracking: f32,
}

/// A glyph of a line: which, and where it stands, in units of the face.
struct Placed {
    glyph: GlyphId,
    x: f32,
    y: f32,
}

impl Face {
    /// The face in `woff2` at `weight` and optical size `size`, as far as it varies; `None` where the
    /// bytes are no face.
    pub fn read(woff2: &[u8], weight: f32, size: f32, tracking: f32) -> Option<Self> {
        let font = Font::new(wuff::decompress_woff2(woff2).ok()?, 0)?;
        let location = [("wght", weight), ("opsz", size)];
        Some(Self { font: font.instance_builder().variations(location).build(), tracking })
    }

    /// Whether the face has a glyph for all of `text`. Lines are set from left to right: of text that
    /// runs the other way, none.
    pub fn can_set(&self, text: &str) -> bool {
        let characters = self.font.charmap();
        let has = |c: char| {
            c.is_whitespace() || characters.map_unicode(c).is_some_and(|g| g != GlyphId::NOTDEF)
        };
        !text.trim().is_empty() && text.nfc().all(has) && !text.chars().any(is_from_right)
    }

    /// The width of `line` at `size`, in pixels.
    pub fn width(&self, line: &str, size: f32) -> f32 {
        self.placed(line).1 * self.scale(size)
    }

    /// Adds the outlines of `line` at `size`, in pixels, its baseline beginning at `x`, `y`.
    pub fn draw(&self, line: &str, size: f32, (x, y): (f32, f32), path: &mut Vec<Command>) {
        let (scale, outlines) = (self.scale(size), self.font.outline_glyphs());
        for placed in self.placed(line).0 {
            let Some(outline) = outlines.get(placed.glyph) else { continue };
            let mut elements: Vec<PathElement> = Vec::new();
            if outline.draw(&DrawOptions::new(), DrawMemory::Scratch, &mut elements).is_err() {
                continue;
            }
            let at = |px: f32, py: f32| {
                Point::new(x + (placed.x + px) * scale, y - (placed.y + py) * scale)
            };
            path.extend(elements.into_iter().map(|element| match element {
                PathElement::MoveTo { x, y } => Command::MoveTo(at(x, y)),
                PathElement::LineTo { x, y } => Command::LineTo(at(x, y)),
                PathElement::QuadTo { cx0, cy0, x, y } => Command::QuadTo(at(cx0, cy0), at(x, y)),
                PathElement::CurveTo { cx0, cy0, cx1, cy1, x, y } => {
                    Command::CurveTo(at(cx0, cy0), at(cx1, cy1), at(x, y))
                }
                PathElement::Close => Command::Close,
            }));
        }
    }

    /// Pixels of a unit of the face at `size`.
    fn scale(&self, size: f32) -> f32 {
        size / f32::from(self.font.units_per_em().max(1))
    }

    /// The glyphs of `line` with its width, in units of the face.
    fn placed(&self, line: &str) -> (Vec<Placed>, f32) {
        let mut buffer = Buffer::new();
        buffer.push_str(&line.nfc().collect::<String>());
        buffer.guess_segment_properties();
        let font = ShaperFont::new(&self.font);
        if shape(&font, &mut buffer, ShapeOptions::new()).is_err() {
            return (Vec::new(), 0.0);
        }
        let tracking = self.tracking * f32::from(self.font.units_per_em());
        let (mut pen, mut placed) = (0.0, Vec::with_capacity(buffer.len()));
        for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            placed.push(Placed {
                glyph: GlyphId::from(info.glyph_id),
                x: pen + position.x_offset as f32,
                y: position.y_offset as f32,
            });
            pen += position.x_advance as f32;
            // Marks stand on their letter, which is spaced once.
            if position.x_advance != 0 {
                pen += tracking;
            }
        }
        (placed, pen)
    }
}

/// Whether a character is of a script that is written from right to left.
fn is_from_right(c: char) -> bool {
    crate::render::text::starts_rtl(c.encode_utf8(&mut [0; 4])) == Some(true)
}
