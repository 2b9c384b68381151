//! Hostile input: floods of everything that opens something, at sizes that take minutes where
//! anything is quadratic.

use std::time::{Duration, Instant};

use topoi::model::{RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

fn read(text: &str) -> Option<Document> {
    let path = RelPath::new("a.md");
    let file = SourceFile::new(path.clone(), path, text);
    parse(&file, None, &ParseOptions::default()).0
}

/// How often a piece is repeated.
const COUNT: usize = if cfg!(feature = "long") { 200_000 } else { 20_000 };
/// Generous, for slow machines and builds without optimisation: most take a tenth of a second.
const LIMIT: Duration = Duration::from_secs(if cfg!(feature = "long") { 120 } else { 20 });

fn assert_fast(name: &str, text: &str) {
    let start = Instant::now();
    let _ = read(text);
    let time = start.elapsed();
    assert!(time < LIMIT, "{name}: {time:?} for {} bytes", text.len());
}

#[test]
fn repeated_pieces() {
    let pieces = [
        "[",
        "]",
        "[a](",
        "[[",
        "[[a",
        "[[a|",
        "[[a]] ",
        "![",
        "![[",
        "![[a ",
        "[![[a]](",
        "[![[a]]](b) ",
        "[ ![[a]]](b)",
        "[a]",
        "*a **a ",
        "*_",
        "~~a ~b ",
        "`",
        "==",
        "==a ",
        "a==",
        " ==a== ",
        "==a*",
        "%%",
        "%% ",
        "%%a\n\n",
        "a %%b\n\n",
        "^",
        " ^a",
        "a ^b\n\n",
        "a\n\n^b\n\n",
        "^[",
        "^[a ",
        "^[a] ",
        "$",
        "$a ",
        "$$a ",
        "${",
        "a$1 ",
        "@",
        "a@b ",
        "a@",
        "a.",
        "a@b.c ",
        "://",
        "http://",
        "http://a.b",
        "http://a.b ",
        "www.",
        "www.a_",
        "#",
        "#a ",
        "#1",
        "\\",
        "\\a ",
        "&",
        "&amp;",
        "&#x",
        "<",
        "<a ",
        "<b>",
        "</b>",
        "<div>\n\n",
        "<a href=\"",
        "<a href=x>",
        "<!-- ",
        "<!-- a -->",
        "a <!--x ",
        "a <script>",
        "<script>",
        "<script></script>\n\n",
        "<p><script>\n\n",
        "<td>",
        "<h1>\n\n",
        "<img src=a>",
        "> [!a]\n",
        "> [!a] b\n\n",
        "> ",
        "- ",
        "1. a\n",
        "- a\n  - b\n",
        "# a\n",
        "# a {#b}\n",
        "a\n",
        "a\n===\n",
        "a\n: b\n\n",
        "|",
        "|a|\n|-|\n",
        "```\n",
        "```rust\nfn a() {}\n```\n",
        "- [ ] a\n",
        "[^a]",
        "[^a]: b\n\n",
        "[a]: b\n",
        "!!! a\n",
        "!!! a\n    b\n\n",
        "=== \"a\"\n    ",
        ":::a\n",
        ":::tip\n",
        ":::tip\na\n:::\n",
        ":::\n",
        "{",
        "{{",
        "{{<",
        "{{< a >}}",
        "{{a}}",
        "{{ a b }}",
        "[[{{a}}",
        "{{< ref \"a\" >}}",
        "{{< tab >}}\n",
        "{{< tab >}}a{{< /tab >}}\n",
        "{%",
        "{% raw %}",
        "{% endraw %}",
        "](a =",
        "![a](b){width=1}",
        "){",
        "{{ a ",
        "<%",
        "```ad-a\n",
        "title: a\n",
        "\0",
        "\n",
        "\r\n",
        "\t",
        "é",
        "\u{301}",
        "😀",
        "a ",
        "a",
    ];
    for piece in pieces {
        assert_fast(piece, &piece.repeat(COUNT));
    }
}

/// A line that the grammar of makefiles may take for the begin of many things.
const MERE_WORDS: &str = "foo bar foo bar foo bar foo bar foo bar foo bar foo bar foo bar 0\n";

#[test]
fn long_tails() {
    let n = COUNT;
    let cases = [
        ("closing parentheses", format!("http://a.b{}", ")".repeat(n))),
        ("long address", format!("{}@", "a.".repeat(n))),
        ("many footnotes", numbered("[^0] ", n) + "\n\n" + &numbered("[^0]: a\n\n", n)),
        ("one footnote, many references", "[^a] ".repeat(n) + "\n\n[^a]: b\n"),
        ("distinct tags", numbered("#a0 ", n)),
        ("distinct headings", numbered("# a 0\n", n)),
        ("same headings", "# a\n".repeat(n)),
        ("headings that look numbered", numbered("# a\n# a-0\n", n)),
        ("reference bomb", format!("[a]: {}\n\n{}", "x".repeat(n), "[a] ".repeat(n))),
        ("brackets, then closed", "[".repeat(n) + &"]".repeat(n)),
        ("nested images", "![a ".repeat(n) + &"](b)".repeat(n)),
        ("nested inline footnotes", "a^[b ".repeat(n) + &"]".repeat(n)),
        ("a wide table", format!("{}|\n{}|\n{}", "|a".repeat(n), "|-".repeat(n), "|b\n".repeat(n))),
        ("a highlight after many", "==a ".repeat(n) + "b=="),
        ("backticks of all lengths", (1..1500).map(|i| "`".repeat(i) + "a").collect()),
        ("highlights and backticks", "==a `".repeat(n)),
        ("a callout in many quotations", "> ".repeat(150) + "[!a]" + &"\n".repeat(n)),
        ("many lines in a deep list", "- ".repeat(150) + "a\n" + &"b\n".repeat(n)),
        ("heading attributes", format!("# a {{{}}}", ".a ".repeat(n))),
        ("tag attributes", format!("<div {}>", numbered("a0=b ", n))),
        ("one long line", "trust and credibility ".repeat(n)),
        ("one long line of code", format!("```cpp\n{}\n```", "x::".repeat(n))),
        ("a makefile of mere words", format!("```make\n{}```", numbered(MERE_WORDS, 900))),
        ("one long word", "a".repeat(n * 20)),
        ("raw elements of all kinds", "<b><i><div><p><li><td>".repeat(n / 4)),
        ("raw links", "<a href=x><a href=y>".repeat(n / 2)),
    ];
    for (name, text) in &cases {
        assert_fast(name, text);
    }
}

fn numbered(piece: &str, count: usize) -> String {
    (0..count).map(|i| piece.replace('0', &i.to_string())).collect()
}

#[test]
fn deep_nesting_is_refused_or_read() {
    for piece in ["> ", "- ", "1. ", "> - ", "* 1) "] {
        assert!(read(&(piece.repeat(10_000) + "a")).is_none(), "{piece}");
        assert!(read(&(piece.repeat(90) + "a")).is_some(), "{piece}");
    }
    // Emphasis, brackets and elements may nest as deep as they like.
    for piece in ["*a **a ", "[a ", "<b>", "<div>", "~~a *b "] {
        assert!(read(&piece.repeat(10_000)).is_some(), "{piece}");
    }
    let indented: String = (0..1000).map(|i| " ".repeat(2 * i) + "- a\n").collect();
    assert_fast("a list of a thousand levels", &indented);
}

#[test]
fn front_matter_is_bounded() {
    let n = 20_000;
    let fenced = |inner: String| format!("---\n{inner}\n---\n\ntext\n");
    assert_fast("many keys", &fenced(numbered("a0: b\n", n)));
    assert_fast("one key many times", &fenced("a: b\n".repeat(n)));
    assert_fast("a long list", &fenced(format!("tags: [{}]", "a, ".repeat(n))));
    assert_fast("nested lists", &fenced("a: ".to_owned() + &"[".repeat(n)));
    assert_fast("nested mappings", &fenced("a: ".to_owned() + &"{a: ".repeat(n)));
    assert_fast("block lists", &fenced("a:\n  ".to_owned() + &"- ".repeat(n) + "b"));
    assert_fast("a long string", &fenced("a: \"".to_owned() + &"b\n  ".repeat(n)));
    assert_fast("many authors", &fenced("authors:\n".to_owned() + &"- name: a\n".repeat(n)));
    let laughs: String =
        (1..40).map(|i| format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}]\n", i - 1)).collect();
    assert_fast("a billion laughs", &fenced(format!("a0: &a0 [lol]\n{laughs}")));
    assert_fast("merge keys", &fenced("x: &x {a: b}\n".to_owned() + &"y:\n  <<: *x\n".repeat(n)));
    let toml = |inner: String| format!("+++\n{inner}\n+++\n\ntext\n");
    assert_fast("many toml keys", &toml(numbered("a0 = 1\n", n)));
    assert_fast("toml arrays", &toml("a = ".to_owned() + &"[".repeat(n)));
    assert_fast("toml tables", &toml("a = ".to_owned() + &"{a = ".repeat(n)));
    assert_fast("toml dotted keys", &toml("a.".repeat(n) + "a = 1"));
    assert_fast("toml headers", &toml(format!("[{}a]", "a.".repeat(n))));
    assert_fast("no end of the block", &("---\n".to_owned() + &"a: b\n".repeat(n)));
}
