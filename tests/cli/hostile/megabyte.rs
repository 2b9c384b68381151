//! Files of a megabyte that say the same again and again, in every form that something may be
//! looked up, compared or looked ahead for: the time that one takes grows with its size alone.
//!
//! A release build checks each in less than 2 seconds and 400 MB; what each takes is printed by
//!
//! ```text
//! cargo test --release --test cli megabyte -- --nocapture --test-threads 1
//! ```
//!
//! Here the builds are slow ones and the files smaller, but with the feature `long`.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output};
use std::time::Duration;

use crate::project::{Project, Run};

const LONG: bool = cfg!(feature = "long") || !cfg!(debug_assertions);
const SIZE: usize = if LONG { 1_000_000 } else { 150_000 };
/// Of processor time, which other programs on the machine don't lengthen.
const SECONDS: usize = if LONG { 40 } else { 8 };
/// In kilobytes, of addresses.
const MEMORY: usize = 2_000_000;

/// How a file begins, what it says for each number, how it ends.
type Form = (&'static str, fn(usize) -> String, &'static str);

const FORMS: &[Form] = &[
    ("---\nkind: concept\naliases: [", |i| format!("alias {i}, "), "x]\n---\nA.\n"),
    ("---\nkind: article\nauthor: [", |i| format!("\"Jane {i}\", "), "x]\n---\nA.\n"),
    ("---\nkind: concept\nmisspellings: [", |i| format!("word{i}, "), "x]\n---\nA.\n"),
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
    ("", |_| "{a{".to_owned(), ""),
    ("", |_| "{{a}} ".to_owned(), ""),
    ("", |_| "a){b} ".to_owned(), ""),
    ("", |_| "x =1) ".to_owned(), ""),
    ("", |i| format!("{{/* {i} */}} "), ""),
    ("$$", |_| "x+y^{2}_{3} ".to_owned(), "$$"),
    ("", |i| format!("{{{{< a{i} >}}}}\n"), ""),
    ("", |i| format!("<Comp{i} a={{b}}>\nx\n</Comp{i}>\n\n"), ""),
    ("---\nkind: principle\n---\n", |i| format!("## Do\n\n- a{i}\n\n"), ""),
    ("---\nkind: principle\n---\n", |_| "> [!ask] x\n> - a\n\n".to_owned(), ""),
    ("---\ntitle: ", |_| "a".to_owned(), "\n---\n"),
    ("---\nkind: concept\ntitle: ", |_| "a b ".to_owned(), "\n---\n"),
    ("---\nslug: ", |_| "a".to_owned(), "\n---\n"),
    ("---\na0: &a0 [x]\n", |i| format!("a{}: &a{0} [*a{i}]\n", i + 1), "---\n"),
    ("", |i| format!("{}- a\n", "  ".repeat(i % 80)), ""),
    ("", |i| format!("{}a\n", "> ".repeat(i % 90)), ""),
    ("a[^0]\n\n", |i| format!("[^{i}]: b[^{}] c[^{}]\n\n", i + 1, i / 2), ""),
    ("|a|\n|-|\n", |_| "|x|\n".to_owned(), ""),
    ("", |i| format!("=== \"t{i}\"\n\n    a\n\n"), ""),
    ("", |_| "**\u{4fe1}\u{983c}\u{3002}**\u{3092}".to_owned(), ""),
    ("", |_| ":rocket: ".to_owned(), ""),
    ("", |_| "![[file]]\n\n".to_owned(), ""),
    ("", |_| "![a](b.png) ".to_owned(), ""),
    ("", |_| "![[article#^a]] ".to_owned(), ""),
    ("", |_| "![[#^a]]\n\n".to_owned(), "a ^a\n"),
    ("", |_| "![[#^a]]\n\n".to_owned(), "a \\trust ^a\n"),
    ("", |_| "![[article#^a]] [[article]]\n\n".to_owned(), ""),
    ("```js\n", |_| "a=>{b(".to_owned(), "\n```\n"),
];

/// Other files that are read, by their paths.
const OTHERS: &[(&str, Form)] = &[
    ("site.toml", ("[kinds]\n", |i| format!("\"a{i}/**\" = \"note\"\n"), "")),
    ("site.toml", ("[site]\n", |i| format!("key{i} = 1\n"), "")),
    ("site.toml", ("", |i| format!("[[topics]]\ntitle = \"T{i}\"\nconcepts = [\"a\"]\n"), "")),
    ("site.toml", ("", |i| format!("[[nav]]\ntitle = \"T{i}\"\npath = \"article.md\"\n"), "")),
    ("site.toml", ("", |i| format!("[[search.synonyms]]\nwords = [\"a{i}\", \"b{i}\"]\n"), "")),
    ("site.toml", ("", |i| format!("[relations.r{i}]\nlabel = \"l{i}\"\n"), "")),
    ("site.toml", ("[audiences]\n", |i| format!("a{i} = []\n"), "")),
    ("site.toml", ("[site]\nignore = [", |i| format!("\"a{i}/**\", "), "\"b\"]\n")),
    ("site.toml", ("[site]\nignore = [\"", |_| "*a".to_owned(), "\"]\n")),
    ("site.toml", ("a = ", |_| "[".to_owned(), "")),
    ("questions.toml", ("", |i| format!("[[expect]]\nask = \"q\"\nfind = \"n{i}\"\n"), "")),
    ("mkdocs.yml", ("docs_dir: articles\nnav:\n", |i| format!("  - N{i}: trust.md\n"), "")),
    ("mkdocs.yml", ("docs_dir: articles\nnav: ", |_| "[".to_owned(), "\n")),
    ("articles/SUMMARY.md", ("# Summary\n\n", |i| format!("- [A{i}](trust.md)\n"), "")),
    ("articles/_sidebar.md", ("", |i| format!("* [A{i}](x{i}.md)\n"), "")),
    ("sidebars.js", ("module.exports = {docs: ", |_| "[{a:".to_owned(), ";")),
    ("sidebars.js", ("", |_| "/* a ".to_owned(), "module.exports = {docs: []};")),
    ("astro.config.mjs", ("", |_| "sidebar: a, ".to_owned(), "")),
    ("site-options.json", ("{\"navigationOrdering\": [", |i| format!("\"x{i}\", "), "\"a\"]}")),
    (
        "articles/.obsidian/app.json",
        ("{\"userIgnoreFilters\": [", |i| format!("\"/x{i}.*y/\", "), "\"q\"]}"),
    ),
    ("themes/default/i18n/en.toml", ("[x]\n", |i| format!("k{i} = \"v\"\n"), "")),
    ("articles/x.svg", ("<svg xmlns=\"x\">", |_| "<g>".to_owned(), "")),
    ("articles/x.svg", ("<svg ", |i| format!("a{i}=\"b\" "), "/>")),
    ("articles/x.html", ("", |_| "<a href=\"javascript:x\"><b ".to_owned(), "")),
    ("articles/x.xhtml", ("<a ", |i| format!("a{i}=\"b\" "), "/>")),
    ("articles/x.pdf", ("%PDF-1.4\n", |i| format!("{i} 0 obj << /Author (A{i}) >> endobj\n"), "")),
    ("articles/x.rtf", ("{\\rtf1{\\info", |_| "{\\author a".to_owned(), "}}")),
];

/// Foreign documents, by their names.
#[cfg(feature = "import")]
const IMPORTS: &[(&str, Form)] = &[
    ("x.html", ("", |_| "<p>a".to_owned(), "")),
    ("x.html", ("", |_| "<p>Some text, of an article.".to_owned(), "")),
    ("x.html", ("", |_| "<div>".to_owned(), "text")),
    ("x.html", ("", |_| "<b><i>a".to_owned(), "")),
    ("x.html", ("", |_| "<a href=x>a".to_owned(), "")),
    ("x.html", ("", |_| "<font><p>".to_owned(), "")),
    ("x.html", ("", |_| "<table><tr><td>a".to_owned(), "")),
    ("x.html", ("<p ", |i| format!("a{i}=b "), ">text")),
    ("x.html", ("<p class=\"", |i| format!("a{i} "), "\">text")),
    ("x.html", ("<head>", |i| format!("<meta name=author content=\"A B{i}\">"), "<p>Text.")),
    ("x.html", ("<script type=\"application/ld+json\">", |_| "[".to_owned(), "</script><p>Text.")),
    (
        "x.html",
        (
            "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"author\":[",
            |i| format!("{{\"name\":\"A B{i}\"}},"),
            "{}]}</script><p>Text.",
        ),
    ),
    ("x.html", ("<p>", |_| "a".to_owned(), "")),
    ("x.txt", ("", |_| "a".to_owned(), "")),
    ("x.txt", ("", |_| "By Ann Bell\n".to_owned(), "")),
    ("x.txt", ("", |_| "wo-\nrd ".to_owned(), "")),
    ("x.txt", ("a", |_| "\n".to_owned(), "b")),
    ("x.md", ("", |_| "[".to_owned(), "")),
    ("x.md", ("", |_| "*a **b ".to_owned(), "")),
    ("x.mhtml", ("", |i| format!("X-{i}: a\n"), "Content-Type: text/html\n\n<p>Text.\n")),
    ("x.pdf", ("%PDF-1.4\n", |i| format!("{i} 0 obj\n<< /A {i} 0 R >>\nendobj\n"), "")),
    ("x.docx", ("", |_| "<w:p><w:r><w:t>a word</w:t></w:r></w:p>".to_owned(), "")),
    ("x.docx", ("", |_| "<w:tbl><w:tr><w:tc>".to_owned(), "")),
    ("x.docx", ("<w:p ", |i| format!("a{i}=\"b\" "), "><w:r><w:t>a</w:t></w:r></w:p>")),
    (
        "x.docx",
        (
            "",
            |i| {
                format!(
                    "<w:p><w:pPr><w:numPr><w:ilvl w:val='{i}'/><w:numId w:val='{i}'/></w:numPr></w:pPr>\
                     <w:r><w:t>a</w:t></w:r></w:p>"
                )
            },
            "",
        ),
    ),
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

/// A base with something to link to, and further files.
fn base(path: &str, text: String) -> Project {
    let words = "Some words. ".repeat(SIZE / 60);
    let article = format!("---\nkind: article\nauthor: A\n---\n{words}\n\nThe end. ^a\n");
    Project::new()
        .file("articles/article.md", &article)
        .file("articles/trust.md", "---\nkind: concept\ntitle: Trust\n---\nTrust.\n")
        .file("articles/all.md", "![](x.svg) [a](x.html) [b](x.xhtml) [c](x.pdf) [d](x.rtf)\n")
        .file(path, text)
}

/// Runs a command within bounds; tells what it took.
#[track_caller]
fn bounded(command: &Command, what: &str) -> Run {
    let mut limited = Command::new("sh");
    let limits = format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"");
    limited.args(["-c", &limits]).arg(command.get_program()).args(command.get_args());
    let [out, err] = [(); 2].map(|()| tempfile::NamedTempFile::new().expect("a file"));
    let [to_out, to_err] = [&out, &err].map(|file| file.reopen().expect("the file"));
    let mut child =
        limited.process_group(0).stdout(to_out).stderr(to_err).spawn().expect("a shell");
    let (seconds, peak) = took(child.id());
    let status = child.wait().expect("it ends");
    assert!(status.code().is_some(), "no end in {SECONDS} s: {what}");
    let read = |file: &tempfile::NamedTempFile| fs::read(file.path()).expect("the file");
    let run = Run::of(Output { status, stdout: read(&out), stderr: read(&err) });
    println!("{seconds:6.2} s {peak:5} MB  {}", what.escape_debug());
    assert!(run.out.len() + run.err.len() < 300_000, "{what} says too much");
    run
}

/// Waits until a child has ended that nobody has waited for: its processor time in seconds, and the
/// most memory that it held, in megabytes.
fn took(id: u32) -> (f64, u64) {
    let mut peak = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a child");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a child");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        if fields[0] == "Z" {
            let ticks = |field: &str| field.parse::<f64>().expect("a number");
            return ((ticks(fields[11]) + ticks(fields[12])) / 100.0, peak / 1024);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn any_document_is_checked_in_time_that_grows_with_its_size() {
    for form in FORMS {
        let project = base("articles/file.md", file(form));
        let what = format!("{}{}", form.0, form.1(1));
        let run = bounded(&project.command(&["check"]), &what);
        assert!(run.code < 2, "{what}: {}", run.err);
    }
}

/// Settings of ours and of others may be refused.
#[test]
fn so_is_any_other_file() {
    for (path, form) in OTHERS {
        let project = base(path, file(form));
        bounded(&project.command(&["check"]), &format!("{path}: {}{}", form.0, form.1(1)));
    }
}

#[cfg(feature = "import")]
#[test]
fn any_foreign_document_is_read_in_time_that_grows_with_its_size() {
    for (name, form) in IMPORTS {
        let project = base("site.toml", String::new());
        let mut bytes = file(form).into_bytes();
        if name.ends_with(".docx") {
            bytes = docx(&bytes);
        }
        project.write(name, bytes);
        let path = project.path(name);
        let command = project.command(&["import", "--dry-run", path.to_str().expect("UTF-8")]);
        bounded(&command, &format!("{name}: {}{}", form.0, form.1(1)));
    }
}

/// A document of Word's with this body.
#[cfg(feature = "import")]
fn docx(body: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("word/document.xml", options).expect("a part");
    let parts: [&[u8]; 3] = [b"<w:document xmlns:w='w'><w:body>", body, b"</w:body></w:document>"];
    parts.iter().for_each(|part| writer.write_all(part).expect("memory"));
    writer.finish().expect("memory").into_inner()
}
