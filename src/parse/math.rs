//! LaTeX math to MathML at build time.

/// Longer math is left as it was written, and so is math with more commands: the reader takes a
/// piece of the stack for each that is another's argument.
const LONGEST: usize = 16 * 1024;
const MOST_COMMANDS: usize = 800;

/// LaTeX as MathML, `None` where it cannot be read. Definitions of macros are not read: a few of
/// them can stand for a megabyte.
pub fn math(latex: &str, display: bool) -> Option<String> {
    use pulldown_latex::config::DisplayMode;
    let commands = memchr::memchr_iter(b'\\', latex.as_bytes()).count();
    if latex.len() > LONGEST || commands > MOST_COMMANDS || defines_macros(latex) {
        return None;
    }
    let storage = pulldown_latex::Storage::new();
    let events: Result<Vec<_>, _> = pulldown_latex::Parser::new(latex, &storage).collect();
    let config = pulldown_latex::RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..Default::default()
    };
    let mut html = String::new();
    let events = events.ok()?.into_iter().map(Ok::<_, pulldown_latex::ParserError>);
    pulldown_latex::push_mathml(&mut html, events, config).ok()?;
    Some(without_styles(html))
}

fn defines_macros(latex: &str) -> bool {
    const COMMANDS: [&str; 5] = ["def", "gdef", "let", "newcommand", "renewcommand"];
    latex.split('\\').skip(1).any(|command| {
        let end = command.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(command.len());
        COMMANDS.contains(&&command[..end])
    })
}

/// `html` with attributes of MathML for `style`, which no page may have: colours become
/// `mathcolor` and `mathbackground`, the rest goes.
fn without_styles(mut html: String) -> String {
    const STYLE: &str = " style=\"";
    while let Some(start) = html.find(STYLE) {
        let value = start + STYLE.len();
        let Some(len) = html[value..].find('"') else { return html };
        let mut kept = String::new();
        for declaration in html[value..value + len].split("; ") {
            let colour = |name| declaration.strip_prefix(name).and_then(hex_colour);
            if let Some(colour) = colour("color: ") {
                kept += &format!(" mathcolor=\"{colour}\"");
            } else if let Some(colour) = colour("background-color: ") {
                kept += &format!(" mathbackground=\"{colour}\"");
            }
        }
        html.replace_range(start..=value + len, &kept);
    }
    html
}

/// `rgb(1 2 3)` as `#010203`.
fn hex_colour(rgb: &str) -> Option<String> {
    let numbers = rgb.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut colour = "#".to_owned();
    for number in numbers.split(' ') {
        colour += &format!("{:02x}", number.parse::<u8>().ok()?);
    }
    (colour.len() == 7).then_some(colour)
}

/// Whether `$…$` at `range` of `text` is money and not math: a digit behind the closing sign, or
/// a letter or digit before the opening one.
pub fn is_money(text: &str, range: std::ops::Range<usize>) -> bool {
    text[range.end..].starts_with(|c: char| c.is_ascii_digit())
        || text[..range.start].ends_with(|c: char| c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_no_styles() {
        for latex in [
            r"\color{red} x",
            r"\colorbox{blue}{x}",
            r"\fcolorbox{red}{#00ff7f}{x}",
            r"a\!b\hspace{-1em}c",
            r"\begin{matrix}a\\[2em]b\end{matrix}",
            r"\begin{array}{c|c}a&b\\\hline c&d\end{array}",
            r"\begin{align}a&=b\\c&=d\end{align}",
        ] {
            let html = math(latex, true).unwrap_or_else(|| panic!("{latex} is read"));
            assert!(!html.contains("style=\""), "{html}");
            assert!(!html.contains("<style"), "{html}");
        }
        assert!(math(r"\color{red} x", false).is_some_and(|m| m.contains("mathcolor=\"#ff0000\"")));
        assert!(math(r"\left(\delta\right)", false).is_some());
    }

    #[test]
    fn refuses_bombs() {
        assert_eq!(math(r"\def\a{xx}\def\b{\a\a}\b", false), None);
        assert_eq!(math(&"{".repeat(LONGEST), false), None);
        for piece in ["{", "^", "x^", r"\frac", r"\left(", r"\sqrt", r"\begin{matrix}", r"\hat"] {
            for count in [MOST_COMMANDS, LONGEST / piece.len()] {
                assert_eq!(math(&piece.repeat(count), false), None, "{piece}");
            }
        }
        for (open, close) in [("{", "}"), (r"\sqrt{", "}"), (r"\left(", r"\right)")] {
            let count = MOST_COMMANDS / 2;
            let nested = open.repeat(count) + "x" + &close.repeat(count);
            assert!(math(&nested, false).is_some(), "{open}");
        }
    }
}
