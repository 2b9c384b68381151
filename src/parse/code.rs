//! Code and math to HTML at build time: syntect with classes, MathML.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

/// Classes are prefixed so that a theme's own never meet them.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };
/// A longer block is left plain: highlighting is slower than all else and no one reads it.
const LONGEST: usize = 64 * 1024;

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

/// `code` as spans with classes, if its language (the first word of the fence's info) is known.
pub fn highlight(code: &str, info: &str) -> Option<String> {
    let language = info.split([' ', ',', '{', '\t']).next().filter(|l| !l.is_empty())?;
    if code.len() > LONGEST || matches!(language, "text" | "txt" | "mermaid" | "plain") {
        return None;
    }
    let syntaxes = syntaxes();
    let syntax = syntaxes.find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes, STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

/// LaTeX as MathML, `None` where it cannot be read.
pub fn math(latex: &str, display: bool) -> Option<String> {
    use pulldown_latex::config::DisplayMode;
    let storage = pulldown_latex::Storage::new();
    let events: Result<Vec<_>, _> = pulldown_latex::Parser::new(latex, &storage).collect();
    let events = events.ok()?;
    let config = pulldown_latex::RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..Default::default()
    };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, pulldown_latex::ParserError>);
    pulldown_latex::push_mathml(&mut html, events, config).ok()?;
    Some(html)
}

/// Whether `$…$` at `range` of `text` is money and not math: a digit behind the closing sign, or
/// a letter or digit before the opening one.
pub fn is_money(text: &str, range: std::ops::Range<usize>) -> bool {
    text[range.end..].starts_with(|c: char| c.is_ascii_digit())
        || text[..range.start].ends_with(|c: char| c.is_alphanumeric())
}
