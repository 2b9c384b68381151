//! `topoi init --template sales-playbook`: the sample's structure with empty cards, its synonyms
//! and its expectations. What the sources say is left to whoever has them.

use std::fmt::Write as _;

use include_dir::{Dir, include_dir};

static CONCEPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/articles/concepts");
static PRINCIPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/articles/principles");
static CONTRASTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/articles/contrasts");
const SETTINGS: &str = include_str!("../../../site.toml");
const QUESTIONS: &str = include_str!("../../../questions.toml");

/// The files by path.
pub(super) fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let folders = [("concepts", &CONCEPTS), ("principles", &PRINCIPLES), ("contrasts", &CONTRASTS)];
    let mut names = Vec::new();
    for (folder, dir) in folders {
        for file in dir.files() {
            let Some(name) = file.path().to_str().and_then(|name| name.strip_suffix(".md")) else {
                continue;
            };
            let text = file.contents_utf8().unwrap_or_default();
            let Some((front, old)) =
                text.strip_prefix("---\n").and_then(|t| t.split_once("\n---\n"))
            else {
                continue;
            };
            names.push(name.to_owned());
            let body = match folder {
                "concepts" => "One sentence that says what it is.\n".to_owned(),
                "contrasts" => "The difference in one sentence.\n".to_owned(),
                _ => empty_card(old),
            };
            let text = format!("---\n{}---\n\n{body}", kept(front));
            files.push((format!("articles/{folder}/{name}.md"), text));
        }
    }
    let home = "---\ntitle: Our sales playbook\n---\n\nStart with the situation you are in, or \
                browse the topics. Every principle names the sources behind it, and those against.\n";
    files.push(("articles/index.md".to_owned(), home.to_owned()));
    files.push(("site.toml".to_owned(), settings()));
    files.push(("questions.toml".to_owned(), questions(&names)));
    files
}

/// Front matter without evidence, owner and day, which are the sample's own.
fn kept(front: &str) -> String {
    let mut out = String::new();
    let mut dropping = false;
    for line in front.lines() {
        let is_key = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_key {
            let key = line.split(':').next().unwrap_or("");
            dropping = matches!(key, "evidence" | "owner" | "updated" | "pin" | "hide" | "date");
        }
        if !dropping {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A card's headings, each with room below.
fn empty_card(body: &str) -> String {
    let mut out = String::new();
    for heading in body.lines().filter(|line| line.starts_with("## ")) {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{heading}");
        if matches!(heading, "## Do" | "## Avoid" | "## Say" | "## Ask") {
            out.push_str("\n- \n");
        }
    }
    out
}

/// The sample's settings under a name to be changed.
fn settings() -> String {
    let mut out =
        String::from("# A sales playbook with empty cards; what is yours begins with the title.\n");
    for line in SETTINGS.lines().filter(|line| !line.starts_with("# The sample")) {
        match line.split(" = ").next() {
            Some("title") if line.contains("Trust Playbook") => {
                out.push_str("title = \"Our sales playbook\"\n");
            }
            Some("description") => {
                out.push_str("description = \"What we do, say and ask, and who says so.\"\n");
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out.push_str(
        "\n[check]\nlost-question = \"warn\"       # \"deny\" once the cards are filled in\n",
    );
    out.push_str("\n[security]\nremote = []                    # hosts of pictures that are shown; of others there are links\n");
    out
}

/// The sample's expectations of documents that are there.
fn questions(names: &[String]) -> String {
    let Ok(table) = toml::from_str::<toml::Table>(QUESTIONS) else { return String::new() };
    let mut out = String::from(
        "# Questions in readers' words, and the cards that are to be among the first results.\n\
         # Cards are found by their titles, situations and words: fill them in, then `topoi check`.\n",
    );
    let expectations = table.get("expect").and_then(toml::Value::as_array);
    for entry in expectations.into_iter().flatten() {
        let finds: Vec<&str> = match entry.get("find") {
            Some(toml::Value::String(one)) => vec![one],
            Some(toml::Value::Array(all)) => all.iter().filter_map(toml::Value::as_str).collect(),
            _ => Vec::new(),
        };
        let finds: Vec<&str> =
            finds.into_iter().filter(|name| names.iter().any(|known| known == name)).collect();
        let (Some(ask), false) = (entry.get("ask"), finds.is_empty()) else { continue };
        let _ = write!(out, "\n[[expect]]\nask = {ask}\nfind = {finds:?}\n");
        if let Some(within) = entry.get("within") {
            let _ = writeln!(out, "within = {within}");
        }
    }
    out
}
