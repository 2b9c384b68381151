//! Plain text as paragraphs: what an empty line parts, and what a short line ends.

/// A paragraph of plain text, its lines joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text in one line.
    pub text: String,
    /// Whether it looks like a heading: one line that doesn't end as a sentence does.
    pub heading: bool,
}

/// Longer than any column: lines of such texts are paragraphs themselves.
const WIDEST_COLUMN: usize = 200;

/// The paragraphs of `text`. Where lines end at a column, one that is shorter than four fifths of
/// the others ends a paragraph if the next begins with a capital or a digit; so does the first.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut widths: Vec<usize> =
        lines.iter().filter(|line| !line.is_empty()).map(|line| line.chars().count()).collect();
    widths.sort_unstable();
    let column = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
    let mut found = Vec::new();
    let (mut open, mut count) = (String::new(), 0);
    for (number, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            if !open.is_empty() && !open.ends_with('-') {
                open.push(' ');
            }
            open.push_str(line);
            count += 1;
        }
        let next = lines.get(number + 1).copied().unwrap_or("");
        let begins = next.chars().next().is_none_or(|c| c.is_uppercase() || c.is_ascii_digit());
        let short = line.chars().count() * 5 < column * 4 || number == 0;
        let ends = next.is_empty() || (begins && short && column < WIDEST_COLUMN);
        if ends && !open.is_empty() {
            let heading = count == 1 && !line.ends_with(['.', ',', ';', ':']) && !next.is_empty();
            found.push(Paragraph { text: std::mem::take(&mut open), heading });
            count = 0;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn joins_lines_that_end_at_a_column() {
        let text = "Trust in sales\nA buyer who trusts the seller asks fewer questions and signs\n\
                    sooner, so that time is saved.\n2. Method\nWe asked forty buyers what made them \
                    believe what they heard,\nand whom.\n\nLast";
        let found = paragraphs(text);
        let shown: Vec<_> = found.iter().map(|p| (p.text.as_str(), p.heading)).collect();
        assert_eq!(shown[0], ("Trust in sales", true));
        assert!(shown[1].0.ends_with("signs sooner, so that time is saved."), "{shown:?}");
        assert_eq!(shown[2], ("2. Method", true));
        assert_eq!(shown[4].0, "Last");
        assert_eq!(paragraphs(" \n\n").len(), 0);
    }
}
