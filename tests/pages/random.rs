//! Random bases: whatever documents and settings say, no bug of ours meets one.

use proptest::prelude::*;

use topoi::diagnostics::Severity;
use topoi::source;

use super::site::{build_with, folder};

const NAMES: &[&str] = &[
    "a.md",
    "b/c.md",
    "b/index.md",
    "README.md",
    "Trust.md",
    "b/Trust.MD",
    "\u{65e5}\u{672c}/\u{e9} x.markdown",
    "c++/C#.md",
    "404.md",
    "search.md",
    "tags/index.md",
    "_index.md",
    "\u{1f600}.md",
    "I\u{307}.md",
];

/// Lines of front matter; `~` stands for something random.
const KEYS: &[&str] = &[
    "kind: concept",
    "kind: article",
    "kind: principle",
    "kind: contrast",
    "title: ~",
    "title: \"~\"",
    "slug: ~",
    "permalink: /~",
    "aliases: [~, \"~\"]",
    "misspellings: [\"~\"]",
    "except: [~]",
    "near: [~]",
    "exact: [~]",
    "match: stem",
    "tags: [\"~\", a/b]",
    "tags: ~",
    "authors: [~, \"[[a]]\"]",
    "date: ~",
    "published: 2024-0~",
    "lang: ~",
    "lang: ja",
    "lang: tr",
    "weight: ~",
    "answers: [\"~ ~\"]",
    "concepts: [Trust, \"~\"]",
    "between: [a, Trust]",
    "members: [a, \"~\"]",
    "ordered: true",
    "relations: {broader: [Trust], related: [\"~\"]}",
    "evidence: [{article: a, stance: disputes, quote: \"~ … ~\", at: \"#~\"}]",
    "evidence: [{article: \"b/c\", stance: supports, at: \"^~\"}]",
    "text: digest",
    "source: ~",
    "template: ~",
    "redirect_from: [\"/~\"]",
    "draft: ~",
    "pin: [\"~\"]",
    "unlink: [\"~\"]",
    "toc: true",
];

const SETTINGS: &[&str] = &[
    "[site]\nlanguage = \"~\"",
    "[site]\ntitle = \"~\"\nbase_url = \"https://x.example/~\"",
    "[urls]\ncase = \"keep\"",
    "[linking]\nmentions = \"none\"\nskip = [\"~\"]",
    "[[topics]]\ntitle = \"~\"\nconcepts = [\"Trust\", \"~\"]",
    "[relations.~]\nlabel = \"~\"",
    "[roles]\ndo = [\"~\"]",
    "[audiences]\n~ = []",
    "[security]\nhtml = \"trusted\"",
    "[security]\nremote = [\"~\"]",
    "[kinds]\n\"~\" = \"concept\"",
];

/// Text that may stand anywhere.
const WORDS: &[&str] = &[
    "trust",
    "Trust",
    "a",
    "b/c",
    "\u{2026}",
    "\u{2013}",
    "\u{e9}",
    "e\u{301}",
    "\u{65e5}\u{672c}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{1f600}",
    "\u{130}",
    "\u{df}",
    "\u{fb01}",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "I'm",
    "l\u{2019}\u{e9}t\u{e9}",
    "x's",
    "10%",
    "$5",
    "C#",
    "C++",
    "#t",
    "#\u{e9}/x",
    "..",
    "/",
    ":",
    "-",
    "\\",
    "'",
    "`",
    "*",
    "(",
    ")",
    "<",
    ">",
    "&",
    "1",
    "-1",
    "999999999999999999999",
];

/// Pieces of a body.
const PIECES: &[&str] = &[
    "~ ~ ~",
    "[^~]",
    "[^~]: ~\n",
    "^[~]",
    "[~]",
    "[~][~]",
    "[~](~)",
    "[~](~ ~.md)",
    "[~]: ~\n",
    "![~](~)",
    "![~|~](a.png)",
    "[[~]]",
    "[[~#~|~]]",
    "[[#~]]",
    "![[~]]",
    "![[a#^~]]",
    "![[~|~x~]]",
    "<~>",
    "<a href=\"~\">~</a>",
    "<img src=\"~\" width=~>",
    "<script>~",
    "<!-- topoi-allow ~ -->",
    "<~@~.example>",
    "https://~.example/~",
    "`~`",
    "$~$",
    "$$\\frac{~}{~}$$",
    "==~==",
    "%%~%%",
    "**~**",
    "_~_",
    "~~~~~",
    "&~;",
    "\\~",
    "> [!~]- ~\n> ~",
    "> [!supports] [[a#~]]\n> > ~\n>\n> ~",
    "> [!defines] [[~]]\n> ~",
    "- [ ] ~",
    "# ~\n",
    "## Do\n\n- ~\n",
    "## ~ {#~ .~}\n",
    "| ~ | ~ |\n|-|-|\n| ~ | ~\\| |\n",
    "~\n: ~",
    "```~\n~\n```",
    " ^~\n",
    "{{~}}",
    "{% ~ %}",
    ":::~\n~\n:::",
    "!!! ~ \"~\"\n    ~\n",
];

/// Joins with `separator` some of `pieces`, with a random word for each `~`.
fn text(
    pieces: &'static [&'static str],
    most: usize,
    separators: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(pieces), prop::collection::vec(word(), 5));
    let parted = (piece, prop::sample::select(separators));
    prop::collection::vec(parted, 0..most).prop_map(|all| {
        let mut text = String::new();
        for ((piece, words), separator) in all {
            let mut words = words.iter().cycle();
            for (number, part) in piece.split('~').enumerate() {
                if number > 0 {
                    text.push_str(words.next().expect("without end"));
                }
                text.push_str(part);
            }
            text.push_str(separator);
        }
        text
    })
}

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(WORDS);
    prop_oneof![
        4 => known.clone().prop_map(str::to_owned),
        2 => (known.clone(), known).prop_map(|(a, b)| format!("{a}{b}")),
        1 => "\\PC{1,3}",
        1 => Just(String::new()),
    ]
}

fn document() -> impl Strategy<Value = String> {
    let body = text(PIECES, 8, &["\n\n", "\n", " ", "", "\r\n"]);
    let front = text(KEYS, 5, &["\n"]);
    (any::<bool>(), front, body).prop_map(|(has_front, front, body)| match has_front {
        true => format!("---\n{front}---\n{body}"),
        false => body,
    })
}

fn base() -> impl Strategy<Value = (Vec<(String, String)>, String)> {
    let name = prop::sample::select(NAMES).prop_map(str::to_owned);
    let files = prop::collection::btree_map(name, document(), 1..6);
    let settings = text(SETTINGS, 2, &["\n"]);
    (files, settings).prop_map(|(files, settings)| (files.into_iter().collect(), settings))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(feature = "long") { 20_000 } else { 100 },
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_bug_meets_a_random_base((files, settings) in base()) {
        let mut files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.push(("a.png", ""));
        if !settings.is_empty() {
            files.push(("site.toml", &settings));
        }
        let folder = folder(&files);
        let (config, _, found) = source::settings(folder.path()).expect("text");
        if found.iter().any(|found| found.severity == Severity::Error) {
            return Ok(());
        }
        let (_, report) = build_with(folder.path(), &config);
        let fault = report.diagnostics.iter().find(|found| found.is_fault());
        prop_assert!(fault.is_none(), "{fault:?}");
    }
}
