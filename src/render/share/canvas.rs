//! A picture of few colours on paper, and the PNG that holds it (W3C Portable Network Graphics,
//! third edition): a byte a pixel, which names a colour of a palette.

use flate2::Crc;
use libdeflater::{CompressionLvl, Compressor};
use zeno::{Command, Mask};

use crate::model::theme::Colour;

/// Steps between paper and a colour: more could not be told apart at an edge one pixel wide.
const STEPS: u8 = 16;
/// The checksum of its bytes aside, each level takes as long again; beyond this one little is won.
const LEVEL: i32 = 7;

/// A picture that is being drawn.
pub struct Canvas {
    width: u32,
    height: u32,
    paper: Colour,
    colours: Vec<Colour>,
    /// Of each pixel its colour's number and how much of that covers it: `number * STEPS + step`.
    pixels: Vec<u8>,
}

impl Canvas {
    /// An empty sheet, in pixels, for at most fifteen colours.
    pub fn new(width: u32, height: u32, paper: Colour) -> Self {
        let pixels = vec![0; (width * height) as usize];
        Self { width, height, paper, colours: Vec::new(), pixels }
    }

    /// Fills `path` with `colour`. What was there before is covered.
    pub fn fill(&mut self, path: &[Command], colour: Colour) {
        let known = self.colours.iter().position(|known| *known == colour);
        let number = known.unwrap_or_else(|| {
            self.colours.push(colour);
            self.colours.len() - 1
        });
        let base = (number as u8).saturating_mul(STEPS);
        let (coverage, _) = Mask::new(path).size(self.width, self.height).render();
        for (pixel, covered) in self.pixels.iter_mut().zip(coverage) {
            // To the nearest step.
            let step = (u16::from(covered) * u16::from(STEPS - 1) + 127) / 255;
            if step > 0 {
                *pixel = base + step as u8;
            }
        }
    }

    /// The picture as a file.
    pub fn png(&self) -> Vec<u8> {
        let palette: Vec<u8> = self
            .colours
            .iter()
            .flat_map(|colour| (0..STEPS).flat_map(|step| between(self.paper, *colour, step)))
            .collect();
        // Each line begins with its filter: none.
        let mut lines = Vec::with_capacity(self.pixels.len() + self.height as usize);
        for line in self.pixels.chunks(self.width as usize) {
            lines.push(0);
            lines.extend_from_slice(line);
        }
        let mut compressor =
            Compressor::new(CompressionLvl::new(LEVEL).expect("a level that there is"));
        let mut data = vec![0; compressor.zlib_compress_bound(lines.len())];
        let length = compressor.zlib_compress(&lines, &mut data).expect("as large as its bound");
        data.truncate(length);
        let mut head = Vec::new();
        head.extend(self.width.to_be_bytes());
        head.extend(self.height.to_be_bytes());
        // Eight bits a pixel, of a palette; deflate, the usual filters, no interlacing.
        head.extend([8, 3, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, data) in
            [(b"IHDR", &head), (b"PLTE", &palette), (b"IDAT", &data), (b"IEND", &Vec::new())]
        {
            push_chunk(&mut png, name, data);
        }
        png
    }
}

/// The colour at `step` of the way from `paper` to `colour`.
fn between(paper: Colour, colour: Colour, step: u8) -> Colour {
    let mix = |at: usize| {
        let (from, to, step) = (i32::from(paper[at]), i32::from(colour[at]), i32::from(step));
        (from + (to - from) * step / i32::from(STEPS - 1)) as u8
    };
    [mix(0), mix(1), mix(2)]
}

fn push_chunk(png: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    png.extend((data.len() as u32).to_be_bytes());
    png.extend(name);
    png.extend(data);
    png.extend(crc.sum().to_be_bytes());
}
