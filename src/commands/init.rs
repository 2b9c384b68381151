//! `topoi init`: a small knowledge base that builds without a fault, to start from.

mod pipeline;
mod playbook;

use std::path::{Path, PathBuf};

pub use pipeline::Ci;

use super::{adopt, new, print};
use crate::config::SETTINGS;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// The files, by path.
const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        r#"# Every key is optional; docs/reference/settings.md of topoi has them all.

[site]
title = "Our playbook"
description = "What we have learned, and what the sources say."
# base_url = "https://playbook.example.com"   # for the feed, the sitemap and canonical links
# language = "en"
# output = "public"
# feedback = "mailto:playbook@example.com"    # "wrong or missing?" on each page
# ignore = ["drafts/**"]                      # what is not read at all

[kinds]                        # glob under articles/ → kind; front matter wins
"sources/**" = "article"
"concepts/**" = "concept"
"principles/**" = "principle"
"contrasts/**" = "contrast"

[security]
remote = []                    # hosts of pictures that are shown; of others there are links

[[topics]]                     # the front door: topics in this order, by their concepts
title = "Feedback"
concepts = ["feedback", "criticism"]

# [[search.synonyms]]          # words that readers use for what the cards call otherwise
# words = ["remark", "comment"]

# [relations.builds-on]        # beside broader, narrower, related and contrasts
# label = "builds on"
# inverse = "leads to"

# [check]                      # each diagnostic: "allow", "warn" or "deny"
# one-sided-evidence = "warn"
"#,
    ),
    (
        "articles/index.md",
        "---\ntitle: Our playbook\n---\n\nStart with the situation you are in, or browse the topics. Every principle names the sources behind it, and those against.\n",
    ),
    (
        "articles/sources/notes-from-a-workshop.md",
        r#"---
title: Notes from a workshop on feedback
author: A colleague
published: 2026-05
text: digest
basis: experience
---

## Soon and specific

Feedback helps while the work is still warm. The workshop's rule was one sentence long:

> Say it the same day, about one thing.

General praise was remembered by no one; a remark on one page of one report was.

## Asked for

Criticism that nobody asked for was mostly defended against. The same words, asked for, were taken down.
"#,
    ),
    (
        "articles/concepts/feedback.md",
        "---\ntitle: Feedback\naliases: [remark]\n---\n\nFeedback is what someone tells you about your work so that the next piece gets better.\n",
    ),
    (
        "articles/concepts/criticism.md",
        "---\ntitle: Criticism\nrelations:\n  broader: [feedback]\n---\n\nCriticism is feedback on what went wrong.\n",
    ),
    (
        "articles/contrasts/feedback-versus-criticism.md",
        r#"---
title: Feedback versus criticism
between: [feedback, criticism]
---

Feedback looks to the next piece of work, criticism at the last one.

| | Feedback | Criticism |
|---|---|---|
| speaks of | what comes next | what went wrong |
| is asked for | often | seldom |

## How to tell

Does it say what to do differently?
"#,
    ),
    (
        "articles/principles/say-it-the-same-day.md",
        r##"---
title: Say it the same day
concepts: [feedback, criticism]
answers: ["I have to tell someone that their work isn't good enough"]
evidence:
  - article: notes-from-a-workshop
    stance: supports
    quote: "Say it the same day, about one thing."
    note: Feedback was remembered when it came soon and named one thing.
  - article: notes-from-a-workshop
    stance: qualifies
    at: "#asked-for"
    note: Unasked, even the best remark was mostly fended off.
---

## When

You have seen something in a colleague's work that could be better.

## Do

- Ask whether they want to hear it.
- Name one thing, with the place.

## Avoid

- Saving it up for the yearly talk

## Ask

- "Do you want my view on page three?"

## Why

What is fresh can still be changed.

## Unless

They are too angry or too tired today; then tomorrow morning.
"##,
    ),
];

/// What a repository leaves out: the site, and what builds leave one another.
const IGNORED: &str = "/public/\n/.topoi/\n";

/// What a knowledge base begins as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// An example of each kind.
    Small,
    /// The sample's structure with empty cards.
    SalesPlaybook,
}

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Where.
    pub folder: PathBuf,
    /// What to begin with; none where nothing was said.
    pub start: Option<Start>,
    /// Whose pipeline is wanted too.
    pub ci: Option<Ci>,
}

/// Makes a knowledge base in a folder: a new one where it is empty or not there, else one of the
/// documents that are there. Where there are settings already, a pipeline is all that is written.
///
/// # Errors
/// A folder with settings and no wish for a pipeline, or with files and no document; a template for
/// a folder that isn't empty; what the environment refused.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { folder, start, ci } = arguments;
    if ci.is_none() || start.is_some() || !folder.join(SETTINGS).exists() {
        begin(folder, *start)?;
    }
    ci.map_or(Ok(()), |ci| pipeline::write(folder, ci))
}

fn begin(folder: &Path, start: Option<Start>) -> Result<(), Failure> {
    let visible = |entry: std::fs::DirEntry| {
        (!entry.file_name().to_string_lossy().starts_with('.')).then_some(())
    };
    let occupied = std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|e| visible(e).is_some()));
    if occupied && start.is_some() {
        return Err(Failure::new(
            format!("`{}` is not empty", folder.shown()),
            "name a new folder for the template, or leave `--template` out",
        ));
    }
    if occupied {
        return adopt::run(folder);
    }
    let files = match start.unwrap_or(Start::Small) {
        Start::Small => {
            FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
        }
        Start::SalesPlaybook => playbook::files(),
    };
    for (path, text) in &files {
        new::write(&folder.join(path), text.as_bytes())?;
    }
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        new::write(&ignore, IGNORED.as_bytes())?;
    }
    let place = match folder.to_str() {
        Some(".") | None => String::new(),
        Some(folder) => format!(" --root {}", print::shell_word(folder)),
    };
    let documents = files.iter().filter(|(path, _)| path.ends_with(".md")).count();
    print::note(&format!(
        "a knowledge base with {} is in {}\nnext: topoi serve{place}",
        print::count(documents, "document"),
        folder.shown()
    ));
    Ok(())
}
