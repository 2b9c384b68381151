//! `topoi init`: a small knowledge base that builds without a fault, to start from.

use std::path::Path;

use super::{adopt, new, print};
use crate::model::Failure;

/// The files, by path.
const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        r#"[site]
title = "Our playbook"
description = "What we have learned, and what the sources say."
# base_url = "https://playbook.example.com"   # for the feed, the sitemap and canonical links

[kinds]                        # glob under articles/ → kind; front matter wins
"sources/**" = "article"
"concepts/**" = "concept"
"principles/**" = "principle"
"contrasts/**" = "contrast"

[security]
remote = []                    # hosts of pictures that are shown; of others there are links

[[topics]]                     # the front door
title = "Feedback"
concepts = ["feedback", "criticism"]
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

/// Makes a knowledge base in `folder`: a small one where it is empty or not there, else one of the
/// documents that are there.
///
/// # Errors
/// A folder with settings, or with files and no document; what the environment refused.
pub fn run(folder: &Path) -> Result<(), Failure> {
    let visible = |entry: std::fs::DirEntry| {
        (!entry.file_name().to_string_lossy().starts_with('.')).then_some(())
    };
    let occupied = std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|e| visible(e).is_some()));
    if occupied {
        return adopt::run(folder);
    }
    for (path, text) in FILES {
        new::write(&folder.join(path), text.as_bytes())?;
    }
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        new::write(&ignore, IGNORED.as_bytes())?;
    }
    let place = match folder.to_str() {
        Some(".") | None => String::new(),
        Some(folder) => format!(" --root {folder}"),
    };
    print::note(&format!(
        "a knowledge base with {} documents is in {}\nnext: topoi serve{place}",
        FILES.len() - 1,
        folder.display()
    ));
    Ok(())
}
