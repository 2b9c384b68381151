//! Dollar signs eat no markup, nor does what makes emphasis work where no spaces are written: what
//! pulldown-cmark without either draws as link, code or strong is drawn so here too.

use proptest::prelude::*;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use topoi::model::{RelPath, SourceFile, Span};
use topoi::parse::{Document, ParseOptions, parse};

/// Pieces of prices, math and markup.
const PIECES: &[&str] = &[
    "$5",
    "$1,200",
    "$20/month",
    "30$",
    "US$7",
    "$",
    "$",
    "$$",
    "\\$",
    "$x$",
    "$a_1$",
    "$x^2 + y$",
    "$a*b$",
    "$$y$$",
    "$`z`$",
    "**",
    "**",
    "*",
    "_",
    "***",
    "~~",
    "==",
    "`",
    "`",
    "``",
    "`c`",
    "[",
    "]",
    "](u.md)",
    "[l](v.md)",
    "[[",
    "]]",
    "[[w]]",
    "[[w|t]]",
    "![i](p.png)",
    "<https://s.example/$a$>",
    "https://s.example/$a$b",
    "[r]",
    "[^1]",
    "<b>",
    "</b>",
    "<br>",
    "word",
    "and",
    "a",
    "B",
    "設",
    "é",
    ",",
    ".",
    "(",
    ")",
    "/",
    "{",
    "}",
    "\\",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "|",
];

/// What a line begins with.
const STARTS: &[&str] = &[
    "",
    "",
    "",
    "",
    "- ",
    "1. ",
    "> ",
    "# ",
    "| ",
    "|-|-|\n| ",
    "\n",
    "\n",
    "$$\n",
    "> $$\n> ",
    "```\n",
    "    ",
    "[r]: z.md\n\n",
    "[^1]: ",
    ": ",
    "---\n",
];

fn markdown() -> impl Strategy<Value = String> {
    let line =
        (prop::sample::select(STARTS), prop::collection::vec(prop::sample::select(PIECES), 0..12));
    prop::collection::vec(line, 1..6).prop_map(|lines| {
        let lines = lines.iter().map(|(start, pieces)| format!("{start}{}\n", pieces.concat()));
        lines.collect()
    })
}

/// Pieces of Chinese, Japanese and Korean with emphasis.
const UNSPACED: &[&str] = &[
    "設",
    "は",
    "가",
    "語句",
    "「",
    "」",
    "（",
    "）",
    "。",
    "：",
    "“",
    "”",
    "(",
    ")",
    "**",
    "**",
    "**",
    "*",
    "***",
    "~~",
    "`c`",
    "[l](v.md)",
    "a",
    " ",
    "\n",
];

fn unspaced() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(UNSPACED), 0..24);
    pieces.prop_map(|pieces| pieces.concat())
}

/// What the parser draws as strong text, code and links.
#[derive(Default, Debug)]
struct Drawn {
    /// As it stands on the page.
    code: Vec<String>,
    links: Vec<Span>,
    strong: usize,
}

fn drawn(text: &str) -> Drawn {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    let mut drawn = Drawn::default();
    let (mut image, mut footnote) = (0, 0);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            // A description holds no markup, and a footnote that nothing refers to isn't drawn.
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Start(Tag::FootnoteDefinition(_)) => footnote += 1,
            Event::End(TagEnd::FootnoteDefinition) => footnote -= 1,
            _ if image + footnote > 0 => {}
            // Code between dollar signs is math, here as on GitHub.
            Event::Code(_)
                if text[..range.start].ends_with('$') && text[range.end..].starts_with('$') => {}
            Event::Code(code) => {
                let code = code.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                drawn.code.push(format!("<code>{code}</code>"));
            }
            // Brackets in brackets are a matrix, and in `$$` all brackets are math.
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. })
                if dest_url.contains(['[', ']']) || text.contains("$$") => {}
            Event::Start(Tag::Link { .. }) => drawn.links.push(range.into()),
            Event::Start(Tag::Strong) => drawn.strong += 1,
            _ => {}
        }
    }
    drawn
}

fn document(text: &str) -> Option<Document> {
    let path = RelPath::new("a.md");
    let file = SourceFile::new(path.clone(), path, text);
    parse(&file, None, &ParseOptions::default()).0
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let expected = drawn(text);
    let Some(document) = document(text) else { return Ok(()) };
    let links: Vec<Span> = document.links.iter().map(|link| link.source).collect();
    for link in &expected.links {
        prop_assert!(links.contains(link), "link {:?} of {text:?}", link.of(text));
    }
    for code in &expected.code {
        let count = expected.code.iter().filter(|other| *other == code).count();
        let found = document.html.matches(code).count();
        prop_assert!(found >= count, "{found} of {count} {code} in {text:?}");
    }
    let strong = document.html.matches("<strong>").count();
    prop_assert!(strong >= expected.strong, "{strong} of {} in {text:?}", expected.strong);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(feature = "long") { 500_000 } else { 3000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn markup_beside_dollar_signs_stays(text in markdown()) {
        check(&text)?;
    }

    #[test]
    fn emphasis_in_text_without_spaces_stays(text in unspaced()) {
        check(&text)?;
    }
}
