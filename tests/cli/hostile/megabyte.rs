//! Files of a megabyte that say the same again and again, in every form that something may be
//! looked up, compared or looked ahead for: the time that one takes grows with its size alone.
//!
//! A release build checks each in less than 2 seconds and 400 MB. Here the builds are slow ones and
//! the files smaller, but with the feature `long`.
#![cfg(target_os = "linux")]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::project::{Project, Run};

const LONG: bool = cfg!(feature = "long");
const SIZE: usize = if LONG { 1_000_000 } else { 150_000 };
/// Of processor time, which other programs on the machine don't lengthen.
const SECONDS: usize = if LONG { 40 } else { 8 };
/// In kilobytes, of addresses.
const MEMORY: usize = 2_000_000;

/// How a file begins, what it says for each number, how it ends.
type Form = (&'static str, fn(usize) -> String, &'static str);

const FORMS: &[Form] = &[
    ("---\nkind: concept\naliases: [", |i| format!("alias {i}, "), "x]\n---\nA.\n"),
    ("---\nkind: concept\nmembers: [", |i| format!("c{i}, "), "x]\n---\nA.\n"),
    ("---\ntags: [", |i| format!("t{i}, "), "x]\n---\n"),
    ("---\ntags: [a", |i| format!("/a{i}"), "]\n---\n"),
    ("---\nredirect_from: [", |i| format!("/old{i}.html, "), "/x.html]\n---\n"),
    ("---\nkind: principle\nconcepts: [", |i| format!("c{i}, "), "x]\n---\n"),
    ("---\nkind: principle\nevidence:\n", |i| format!("  - article: a{i}\n"), "---\n"),
    (
        "---\nkind: principle\nevidence:\n",
        |i| format!("  - article: article\n    quote: \"not there at all {i}\"\n"),
        "---\n",
    ),
    ("---\nkind: article\nauthor: A\n---\n", |_| "Trust me.\n\n".to_owned(), ""),
    ("---\n", |i| format!("k{i}: a: b\n"), "---\n"),
    ("---\n", |i| format!("titl{i}: b\n"), "---\n"),
    ("+++\n", |i| format!("k{i} = 1\n"), "+++\n"),
    ("", |i| format!("http://a{i}.example "), ""),
    ("", |i| format!("www.a{i}.example/x "), ""),
    ("", |i| format!("a{i}@b.example "), ""),
    ("", |_| "http://a/((".to_owned(), ""),
    ("", |i| format!("[[n{i}]] "), ""),
    ("# h\n\n", |i| format!("[[#n{i}]] "), ""),
    ("", |i| format!("[x](n{i}.md) "), ""),
    ("", |i| format!("![x](n{i}.png) "), ""),
    ("", |i| format!("![[n{i}]] "), ""),
    ("", |i| format!("[r{i}][q{i}] "), ""),
    ("", |i| format!("[r{i}]: /u{i}\n"), ""),
    ("", |i| format!("[r{i}] "), "\n\n[r1]: /u\n"),
    ("", |i| format!("a[^f{i}] "), ""),
    ("", |i| format!("[^f{i}]: a\n\n"), ""),
    ("[^a]: x\n\n", |_| "a[^a] ".to_owned(), ""),
    ("", |i| format!("a^[b{i}] "), ""),
    ("", |i| format!("#t{i} "), ""),
    ("", |_| "## h\n\n".to_owned(), ""),
    ("", |_| "p ^b\n\n".to_owned(), ""),
    ("", |_| "same text\n\n".to_owned(), ""),
    ("", |_| "[".to_owned(), ""),
    ("", |_| "[a](".to_owned(), ""),
    ("", |_| "![[".to_owned(), ""),
    ("", |_| "**a *b ".to_owned(), ""),
    ("", |_| "_a__b ".to_owned(), ""),
    ("", |_| "~~a ==b ".to_owned(), ""),
    ("", |_| "$a ".to_owned(), ""),
    ("", |_| "$a$ ".to_owned(), ""),
    ("", |_| "$$a ".to_owned(), ""),
    ("", |i| format!("$x_{i}$ "), ""),
    ("", |_| "a %% b %% c ".to_owned(), ""),
    ("", |_| "<!-- ".to_owned(), ""),
    ("", |_| "<a ".to_owned(), ""),
    ("<p ", |i| format!("a{i}=\"b\" "), ">x</p>"),
    ("", |_| "<b>".to_owned(), ""),
    ("", |_| "<div>\n\n".to_owned(), ""),
    ("", |i| format!("<Comp{i} x={i}/> "), ""),
    ("", |_| "<a id=\"i\"></a>".to_owned(), ""),
    ("", |_| "> [!note] a\n> b\n\n".to_owned(), ""),
    ("", |_| ":::note\n".to_owned(), ""),
    ("", |_| "!!! note \"T\"\n    a\n\n".to_owned(), ""),
    ("", |_| "{{< a >}}x{{< /a >}} ".to_owned(), ""),
    ("", |_| "{{< a ".to_owned(), ""),
    ("|a|b|\n|-|-|\n", |_| "|x|y|\n".to_owned(), ""),
    ("", |_| "a\n: b\n\n".to_owned(), ""),
    ("```rust\n", |i| format!("fn main() {{ let x = \"{i}\"; }}\n"), "```\n"),
    ("", |_| "a\\\n".to_owned(), ""),
    ("", |i| format!("<!-- topoi-allow broken-link -->\n[[x{i}]]\n\n"), ""),
    ("", |i| format!("> [!supports] [[a{i}]]\n> > q {i}\n\n"), ""),
    ("", |i| format!("![a|{i}](x.png) "), ""),
    ("", |_| "&#x41;".to_owned(), ""),
    ("", |_| "a".to_owned(), ""),
];

/// The file of a form.
fn file(&(start, piece, end): &Form) -> String {
    let mut text = start.to_owned();
    let mut number = 0;
    while text.len() < SIZE {
        text += &piece(number);
        number += 1;
    }
    text + end
}

#[test]
fn any_file_is_checked_in_time_that_grows_with_its_size() {
    let article =
        "---\nkind: article\nauthor: A\n---\n".to_owned() + &"Some words. ".repeat(SIZE / 60);
    for form in FORMS {
        let project = Project::new()
            .file("articles/article.md", &article)
            .file("articles/trust.md", "---\nkind: concept\ntitle: Trust\n---\nTrust.\n")
            .file("articles/file.md", file(form));
        let mut limited = Command::new("sh");
        let limits = format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"");
        let command = project.command(&["check"]);
        limited.args(["-c", &limits]).arg(command.get_program()).args(command.get_args());
        let output = limited.process_group(0).output().expect("a shell");
        assert!(output.status.code().is_some(), "no end in {SECONDS} s: {:?}", form.1(1));
        let run = Run::of(output);
        assert!(run.code < 2, "{:?}: {}", form.1(1), run.err);
        assert!(run.out.len() + run.err.len() < 300_000, "{:?} says too much", form.1(1));
    }
}
