//! What holds for every document, on random Markdown made of nasty pieces.

use proptest::prelude::*;
use topoi::model::{RelPath, SourceFile, Span};
use topoi::parse::document::Word;
use topoi::parse::{Document, HtmlPolicy, ParseOptions, parse};

use super::document;

fn parsed(text: &str, html: HtmlPolicy) -> Option<Document> {
    let path = RelPath::new("a.md");
    let file = SourceFile::new(path.clone(), path, text);
    parse(&file, None, &ParseOptions { html, ..ParseOptions::default() }).0
}

/// Pieces that mean something at a line's start.
const STARTS: &[&str] = &[
    "",
    "",
    "",
    "> ",
    "> > ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "# ",
    "## ",
    "- [ ] ",
    "> [!tip] ",
    "> [!note]- ",
    ">[!x]",
    "| ",
    ": ",
    "[^1]: ",
    "[r]: ",
    "```rust\n",
    "```\n",
    "~~~",
    "$$\n",
    "%%\n",
    "<div>\n",
    "</div>\n",
    "<details><summary>",
    "<table><tr><td>",
    "***\n",
    "===\n",
    "---\n",
    "^id\n",
    "|-|-|\n",
    "<script>\n",
    "<h2>",
    "<pre>",
    "<!--",
    "-->\n",
    "!!! note \"T\"\n    ",
    "??? tip\n",
    "=== \"T\"\n\n    ",
    ":::note[T]\n",
    "::: x y\n",
    ":::\n",
    "```ad-tip\ntitle: T\n",
    "{% hint info %}\n",
    "{% endhint %}\n",
    "{{< highlight c >}}\n",
    "{{< /highlight >}}\n",
    "!> ",
    "{: .x}\n",
    "[TOC]\n",
];

/// Pieces that mean something anywhere.
const PIECES: &[&str] = &[
    "word",
    "trust",
    "é",
    "日本",
    "a",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\r\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "==",
    "%%",
    "$",
    "$$",
    "[",
    "]",
    "[[",
    "]]",
    "![",
    "![[",
    "]](x)",
    "![[",
    "|",
    "(x.md)",
    "(<y z>)",
    "[r]",
    "[^1]",
    "^[",
    " ^id",
    "^",
    "#tag",
    "#",
    "\\",
    "\\*",
    "\\trust",
    "&amp;",
    "&eacute;",
    "&#65;",
    "&",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br>",
    "<a href=\"x\">",
    "</a>",
    "<img src=y alt='z'>",
    "<span id=q>",
    "</span>",
    "<kbd>",
    "</div>",
    "<p>",
    "</p>",
    "<script>",
    "</script>",
    "<!-- c -->",
    "https://a.example/b",
    "www.a.example",
    "a@b.example",
    "://",
    "@",
    "{#id}",
    "\"",
    "'",
    "\t",
    "\u{a0}",
    "😀",
    "\u{301}",
    "=",
    "%",
    ":",
    ".",
    "|300",
    "\0",
    "{{< x >}}",
    "{{</ x >}}",
    "{% raw %}",
    "{% endraw %}",
    "{{ a b }}",
    "<% é %>",
    "{width=3}",
    "](x =3x)",
];

fn markdown() -> impl Strategy<Value = String> {
    let start = prop::sample::select(STARTS);
    let piece = prop::sample::select(PIECES);
    let line = (start, prop::collection::vec(piece, 0..8));
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let mut text = String::new();
        for (start, pieces) in lines {
            text.push_str(start);
            pieces.iter().for_each(|piece| text.push_str(piece));
            text.push('\n');
        }
        text
    })
}

/// A text as it is compared: references to characters read, marks between them left out.
fn letters(text: &str) -> String {
    let tags = ["{{< x >}}", "{{</ x >}}", "<% é %>", "{% raw %}", "{% endraw %}", "{: .x}"];
    tags.iter()
        .fold(text.to_owned(), |text, tag| text.replace(tag, ""))
        .replace("&eacute;", "é")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#65;", "A")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// What holds of a document, and that its words stand in its text and its html as they are said.
fn check(document: &Document, sanitized: bool) {
    document::check(document, sanitized);
    let Document { plain, html, text, .. } = document;
    for word in &document.words {
        let span = word.span();
        let shown = span.of(plain);
        let source = document.source_span(span).of(text);
        // Titles and marks of callouts that were translated stand nowhere.
        let next = document.segments.partition_point(|segment| segment.plain <= word.start);
        let is_made = !document.segments[next - 1].verbatim && !source.starts_with('&');
        if word.has(Word::SPLIT) || is_made {
            continue;
        }
        assert_eq!(letters(source), letters(shown), "{source:?} is not {shown:?} in {text:?}");
        if let Some(place) = document.html_span(span) {
            assert_eq!(letters(place.of(html)), letters(shown), "html of {shown:?} in {text:?}");
        }
    }
    if sanitized {
        let whole = document::filled(document, Span::new(0, html.len()));
        for bad in ["<script", "<style", "<iframe", "javascript:", "onerror", "style="] {
            assert!(!whole.contains(bad), "{bad} in {whole:?} of {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(feature = "long") { 200_000 } else { 2000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_markdown_keeps_its_promises(text in markdown()) {
        for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape] {
            if let Some(document) = parsed(&text, policy) {
                check(&document, true);
            }
        }
        if let Some(document) = parsed(&text, HtmlPolicy::Trusted) {
            check(&document, false);
        }
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        if let Some(document) = parsed(&text, HtmlPolicy::Sanitize) {
            check(&document, true);
        }
    }

    #[test]
    fn any_front_matter_is_survived(text in "(---|\\+\\+\\+)\n[a-z:\\[\\]{}\"' \n\t#&*!|>%@,=.0-9é-]{0,60}\n(---|\\+\\+\\+)\n") {
        let _ = parsed(&text, HtmlPolicy::Sanitize);
    }
}
