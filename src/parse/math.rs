//! LaTeX math to MathML: tried in parsing, so that what cannot be drawn is told; drawn where a page
//! is made.

use super::latex;

/// Longer math is left as it was written, and so is math with more commands: the reader takes a
/// piece of the stack for each that is another's argument.
const LONGEST: usize = 16 * 1024;
const MOST_COMMANDS: usize = 800;

/// LaTeX as MathML, `None` where it cannot be read. Definitions of macros are not read: a few of
/// them can stand for a megabyte.
pub fn mathml(latex: &str, display: bool) -> Option<String> {
    // The reader takes the star for the name, and draws something.
    let as_typed = (!latex.contains("\\operatorname*")).then(|| draw(latex, display)).flatten();
    as_typed.or_else(|| {
        let known = latex::rewrite(latex, display);
        let lines = known.contains("\\\\") && !known.contains("\\begin");
        draw(&known, display).or_else(|| lines.then(|| draw(&aligned(&known), display)).flatten())
    })
}

/// Lines of math that stand below one another.
fn aligned(latex: &str) -> String {
    format!("\\begin{{aligned}}{latex}\\end{{aligned}}")
}

/// The first command in `latex` that cannot be read, whatever stands behind it.
pub fn unknown_command(latex: &str) -> Option<&str> {
    let commands = latex.match_indices('\\').filter_map(|(at, _)| {
        let letters = latex[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        (letters > 0).then(|| &latex[at..=at + letters])
    });
    let known = |command: &str| {
        let arguments = ["", "{a}", "{a}{b}", "{matrix}a\\end{matrix}", "(a\\right)"];
        arguments.iter().any(|behind| mathml(&format!("{command}{behind}"), true).is_some())
            || matches!(command, "\\end" | "\\right" | "\\middle")
    };
    commands.take(100).find(|command| !known(command))
}

fn draw(latex: &str, display: bool) -> Option<String> {
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
    cleaned(&html)
}

fn defines_macros(latex: &str) -> bool {
    const COMMANDS: [&str; 5] = ["def", "gdef", "let", "newcommand", "renewcommand"];
    latex.split('\\').skip(1).any(|command| {
        let end = command.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(command.len());
        COMMANDS.contains(&&command[..end])
    })
}

/// MathML as a page may hold it. The writer escapes nothing but text, so a lone `<` or `&` is
/// escaped here, and what is no MathML fails the whole. No page has `style`: colours become
/// `mathcolor` and `mathbackground`, the rest goes.
fn cleaned(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len() + 16);
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        if rest.starts_with('<') && is_tag {
            let end = rest.find('>')?;
            push_tag(&rest[1..end], &mut out)?;
            rest = &rest[end + 1..];
            continue;
        }
        let entity = ["&nbsp;", "&amp;", "&lt;", "&gt;"].into_iter().find(|e| rest.starts_with(e));
        match (entity, rest.as_bytes()[0]) {
            (Some(entity), _) => out.push_str(entity),
            (None, b'&') => out.push_str("&amp;"),
            (None, b'<') => out.push_str("&lt;"),
            (None, _) => out.push_str("&gt;"),
        }
        rest = &rest[entity.map_or(1, str::len)..];
    }
    out.push_str(rest);
    Some(out)
}

/// Appends a tag, given without its angle brackets, if it is one of MathML's.
fn push_tag(tag: &str, out: &mut String) -> Option<()> {
    const ELEMENTS: &[&str] = &[
        "math",
        "menclose",
        "mfrac",
        "mi",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mroot",
        "mrow",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
    ];
    const ATTRIBUTES: &[&str] = &[
        "accent",
        "accentunder",
        "class",
        "columnspan",
        "depth",
        "display",
        "displaystyle",
        "form",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rspace",
        "scriptlevel",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
        "xmlns",
    ];
    let inner = tag.trim_start_matches('/').trim_end_matches('/').trim_end();
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    if !ELEMENTS.contains(&name) {
        return None;
    }
    out.push_str(if tag.starts_with('/') { "</" } else { "<" });
    out.push_str(name);
    while !rest.trim_start().is_empty() {
        let (name, after) = rest.trim_start().split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        if name == "style" {
            push_colours(value, out);
        } else if ATTRIBUTES.contains(&name) {
            out.push_str(&format!(" {name}=\"{value}\""));
        } else {
            return None;
        }
    }
    out.push_str(if tag.ends_with('/') { " />" } else { ">" });
    Some(())
}

/// Appends the colours of a style as attributes.
fn push_colours(style: &str, out: &mut String) {
    for declaration in style.split("; ") {
        let colour = |name| declaration.strip_prefix(name).and_then(hex_colour);
        if let Some(colour) = colour("color: ") {
            out.push_str(&format!(" mathcolor=\"{colour}\""));
        } else if let Some(colour) = colour("background-color: ") {
            out.push_str(&format!(" mathbackground=\"{colour}\""));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A name stands once, without its star.
    #[test]
    fn names_of_operators_are_drawn_once() {
        for display in [false, true] {
            let drawn = super::mathml(r"\operatorname*{argmax}_{x} f(x)", display).expect("math");
            assert_eq!(drawn.matches("argmax").count(), 1, "{drawn}");
            assert!(!drawn.contains('*') && !drawn.contains('{'), "{drawn}");
        }
        for known in [r"\mathscr{A}", r"\ket{x}", r"\large x", r"\href{a}{b}", r"\eqref{1}"] {
            assert!(super::mathml(known, false).is_some(), "{known}");
        }
    }

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
            let html = mathml(latex, true).unwrap_or_else(|| panic!("{latex} is read"));
            assert!(!html.contains("style=\""), "{html}");
            assert!(!html.contains("<style"), "{html}");
        }
        assert!(
            mathml(r"\color{red} x", false).is_some_and(|m| m.contains("mathcolor=\"#ff0000\""))
        );
        assert!(mathml(r"\left(\delta\right)", false).is_some());
    }

    #[test]
    fn escapes_what_is_no_markup() {
        let mathml = |latex| mathml(latex, false).unwrap_or_default();
        assert!(mathml("a<b").contains("<mo>&lt;</mo>"), "{}", mathml("a<b"));
        assert!(mathml("a>b").contains("<mo>&gt;</mo>"));
        assert!(mathml(r"\not<").contains("&lt;\u{338}"));
        assert!(mathml(r"a\&b").contains("&amp;"));
        assert!(mathml(r"\text{<b>&amp;}").contains("&lt;b&gt;"));
        assert_eq!(mathml(r"\operatorname{<img src=x onerror=alert(1)>}"), "");
        assert_eq!(mathml(r"\operatorname{</math><script>}"), "");
        assert!(mathml(r"\operatorname{a&b}").contains("a&amp;b"));
        assert!(mathml(r"\bigl( x \bigr)").contains(" minsize="));
    }

    #[test]
    fn reads_what_is_common() {
        for latex in [
            r"\frac{a}{b}\sqrt[3]{x}\sum_{i=1}^n x_i\int_0^\infty e^{-x^2}\,dx\frac12\binom nk",
            r"\hat{x}\vec{v}\overline{ab}\underbrace{a+b}_{n}\overset{!}{=}\stackrel{a}{b}\not=\neq",
            r"\begin{cases}a&b\\c&d\end{cases}\begin{pmatrix}1&2\\3&4\end{pmatrix}\xrightarrow{f}",
            r"\mathbb{R}\mathcal{L}\mathrm{d}\boldsymbol{x}\operatorname{argmax}\lim_{x\to 0}\cancel{x}",
            r"\left\{\frac12\right.\quad\text{if } a<b",
            r"a \mod n \tag{1} \boxed{\bm{x}} \ce{2 H2 + O2 -> 2 H2O} \sum\limits_i \nonumber",
            r"a\\b",
        ] {
            assert!(mathml(latex, true).is_some(), "{latex}");
        }
    }

    #[test]
    fn names_what_it_cannot_read() {
        assert_eq!(unknown_command(r"\frac{a}{b}\nope{c}\left(a\right)"), Some(r"\nope"));
        assert_eq!(unknown_command(r"\frac{a"), None);
    }

    #[test]
    fn refuses_bombs() {
        assert_eq!(mathml(r"\def\a{xx}\def\b{\a\a}\b", false), None);
        assert_eq!(mathml(&"{".repeat(LONGEST), false), None);
        for piece in ["{", "^", "x^", r"\frac", r"\left(", r"\sqrt", r"\begin{matrix}", r"\hat"] {
            for count in [MOST_COMMANDS, LONGEST / piece.len()] {
                assert_eq!(mathml(&piece.repeat(count), false), None, "{piece}");
            }
        }
        for (open, close) in [("{", "}"), (r"\sqrt{", "}"), (r"\left(", r"\right)")] {
            let count = MOST_COMMANDS / 2;
            let nested = open.repeat(count) + "x" + &close.repeat(count);
            assert!(mathml(&nested, false).is_some(), "{open}");
        }
    }
}
