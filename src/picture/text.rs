//! How wide text is, without a font: enough to give labels room.

use unicode_segmentation::UnicodeSegmentation as _;

/// The width of `text` set in a sans-serif of size `size`, a little generous.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.graphemes(true).map(|g| g.chars().next().map_or(0.0, em)).sum::<f64>() * size
}

/// A character's width as a part of the text's size, after common sans-serif faces.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '|' | '.' | ',' | ':' | ';' | '!' => 0.29,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '-' | ' ' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '—' | '…' | '%' | '@' => 0.92,
        'A'..='Z' => 0.7,
        '\0'..='\u{2ff}' => 0.57,
        // Scripts in which a character fills a square.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f300}'.. => 1.02,
        _ => 0.64,
    }
}

/// The beginning of `text` that is as wide as `width` times the text's size, or all of it.
fn beginning(text: &str, width: f64) -> &str {
    let mut wide = 0.0;
    let mut graphemes = text.grapheme_indices(true);
    let end = graphemes.find(|(_, grapheme)| {
        wide += text_width(grapheme, 1.0);
        wide > width
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Breaks `text` into at most `lines` lines of about `columns` letters each, as even as words
/// allow; what doesn't fit ends in `…`.
pub fn wrap(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let full = columns as f64 * em('n');
    // What cannot stand there needs no look, however long it is.
    let text = beginning(text, full * (lines + 2) as f64);
    let wide = text_width(text, 1.0);
    let wanted = ((wide / full).ceil() as usize).clamp(1, lines);
    // Even lines look better than a full one and a rest; they may be a little longer than that.
    let even = (wide / wanted as f64 * 1.12).min(full);
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in pieces(text, full) {
        let last = wrapped.last().expect("it begins with one");
        let joined = if last.is_empty() { word.clone() } else { format!("{last} {word}") };
        let room = if wrapped.len() == lines { full } else { even.max(text_width(&word, 1.0)) };
        if text_width(&joined, 1.0) <= room || last.is_empty() {
            *wrapped.last_mut().expect("it begins with one") = joined;
        } else if wrapped.len() < lines {
            wrapped.push(word);
        } else {
            let last = wrapped.last_mut().expect("it begins with one");
            last.push('…');
            break;
        }
    }
    wrapped
}

/// Words; those wider than a line cut, behind a hyphen or its like where there is one.
fn pieces(text: &str, full: f64) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while text_width(rest, 1.0) > full {
            let mut width = 0.0;
            let fits = rest
                .grapheme_indices(true)
                .take_while(|(_, grapheme)| {
                    width += text_width(grapheme, 1.0);
                    width <= full
                })
                .map(|(at, grapheme)| at + grapheme.len())
                .last();
            let Some(fits) = fits else { break };
            let seam = rest[..fits].rfind(['-', '/', '_', '.']).map(|at| at + 1);
            let (piece, left) = rest.split_at(seam.unwrap_or(fits));
            pieces.push(piece.to_owned());
            rest = left;
        }
        if !rest.is_empty() {
            pieces.push(rest.to_owned());
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_even_and_few() {
        assert_eq!(wrap("Trust", 22, 2), ["Trust"]);
        assert_eq!(
            wrap("Earn credibility first; trust follows", 26, 3),
            ["Earn credibility", "first; trust follows"]
        );
        let long = wrap("a title that goes on and on and will never fit in here", 12, 2);
        assert_eq!(long.len(), 2);
        assert!(long[1].ends_with('…'), "{long:?}");
        assert_eq!(wrap(&"x".repeat(90), 20, 2).len(), 2);
        assert_eq!(wrap("", 20, 2), [""]);
        assert_eq!(wrap("executive-briefing-one-pager-template", 24, 2).len(), 2);
        assert_eq!(
            wrap("executive-briefing-one-pager-template", 24, 2)[0],
            "executive-briefing-one-"
        );
    }
}
