//! A text broken into lines of a width.

use unicode_segmentation::UnicodeSegmentation as _;

use super::face::Face;

/// What stands where a text goes on.
const MORE: &str = "…";

/// A text in lines.
#[derive(Debug, Default)]
pub struct Lines {
    pub lines: Vec<String>,
    /// Whether all of it is in them, each word in one piece.
    pub is_whole: bool,
    /// What the lines are made of, each with its width.
    pieces: Vec<(String, f32)>,
    width: f32,
}

/// `text` set in `face` at `size`, in at most `most` lines of `width` pixels. What goes beyond them
/// is cut off at a word.
pub fn set(face: &Face, text: &str, size: f32, width: f32, most: usize) -> Lines {
    let measured = |piece: String| {
        let wide = face.width(&piece, size);
        (piece, wide)
    };
    let mut is_whole = true;
    let mut pieces: Vec<(String, f32)> = Vec::new();
    for (piece, wide) in pieces_of(text).into_iter().map(measured) {
        match wide <= width {
            true => pieces.push((piece, wide)),
            false => {
                is_whole = false;
                pieces.extend(piece.graphemes(true).map(str::to_owned).map(measured));
            }
        }
    }
    let mut lines = broken(&pieces, width);
    is_whole &= lines.len() <= most;
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            shorten(face, last, size, width);
        }
    }
    Lines { lines, is_whole, pieces, width }
}

impl Lines {
    /// The same lines, of about the same length: as narrow as they get without one more.
    pub fn balanced(self, face: &Face, size: f32) -> Vec<String> {
        if !self.is_whole || self.lines.len() < 2 {
            return self.lines;
        }
        let (mut narrow, mut wide) = (self.width / 2.0, self.width);
        while wide - narrow > size / 8.0 {
            let middle = (narrow + wide) / 2.0;
            match broken(&self.pieces, middle).len() <= self.lines.len() {
                true => wide = middle,
                false => narrow = middle,
            }
        }
        let lines = broken(&self.pieces, wide);
        let fits = |line: &String| face.width(line, size) <= self.width;
        if lines.iter().all(fits) { lines } else { self.lines }
    }
}

/// The pieces of a text between which a line may end: after white space, hyphens, dashes and slashes,
/// and between characters of scripts without spaces.
fn pieces_of(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut may_break = true;
    for word in text.split_word_bounds() {
        let word = word.replace('\u{ad}', "");
        let Some(first) = word.chars().next() else { continue };
        let is_space = first.is_whitespace() && !is_fixed(first);
        match pieces.last_mut().filter(|_| is_space || !(may_break || is_alone(first))) {
            Some(piece) => piece.push_str(if is_space { " " } else { &word }),
            None if is_space => {}
            None => pieces.push(word.clone()),
        }
        let last = word.chars().next_back().unwrap_or(first);
        may_break = is_space || matches!(last, '-' | '‐' | '–' | '—' | '/') || is_alone(last);
    }
    pieces
}

/// Space at which no line ends.
fn is_fixed(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2060}' | '\u{feff}')
}

/// Whether a line may end on either side of `c`: ideographs and kana.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// The pieces, line by line, as many in each as go into `width`.
fn broken(pieces: &[(String, f32)], width: f32) -> Vec<String> {
    let (mut lines, mut line, mut end) = (Vec::new(), String::new(), 0.0);
    for (piece, wide) in pieces {
        if end + wide > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            end = 0.0;
        }
        line.push_str(piece);
        end += wide;
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Cuts words off `line` until it goes into `width` with the sign that it goes on.
fn shorten(face: &Face, line: &mut String, size: f32, width: f32) {
    loop {
        let kept = line.trim_end_matches(|c: char| c.is_whitespace() || ",;:.–—-".contains(c));
        let cut = format!("{kept}{MORE}");
        let shorter = kept.rfind(' ').map(|at| kept[..at].to_owned());
        match shorter {
            Some(shorter) if face.width(&cut, size) > width => *line = shorter,
            _ => {
                *line = cut;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_readers_expect_it() {
        for (text, expected) in [
            ("Earn credibility first", vec!["Earn ", "credibility ", "first"]),
            ("E-Mail-Kampagne", vec!["E-", "Mail-", "Kampagne"]),
            ("“Yes,” she said.", vec!["“Yes,” ", "she ", "said."]),
            ("either/or", vec!["either/", "or"]),
            ("10\u{a0}% of  all", vec!["10\u{a0}% ", "of ", "all"]),
            ("信任先行", vec!["信", "任", "先", "行"]),
            ("  ", vec![]),
            ("Donau\u{ad}dampf", vec!["Donaudampf"]),
        ] {
            let pieces: Vec<String> =
                pieces_of(text).iter().map(|piece| piece.replace("  ", " ")).collect();
            assert_eq!(pieces, expected, "{text}");
        }
    }
}
