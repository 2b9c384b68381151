//! The manual page of all diagnostics, written from the catalogue: `docs/reference/diagnostics.md`.
//!
//! `UPDATE_MANUAL=1 cargo test --lib manual` writes it anew. A new code wants an example here.

use std::fmt::Write as _;

use super::fault::Task;
use super::{ActiveFate, CODES, Code, Diagnostic, Severity};
use crate::model::{RelPath, Span};

const HEAD: &str = "\
---
title: Diagnostics
weight: 4
---

What `topoi check`, `build` and `serve` can find wrong, by code. Written from the catalogue of
the program; the messages are examples.

**Severity.** An error makes the exit code 1, a warning doesn't unless `--strict` is given, and
what is allowed isn't told. `site.toml` sets each as it suits you:

```toml
[check]
one-sided-evidence = \"warn\"     # allow, warn or deny
unmentioned-concept = \"allow\"
```

**At one place.** `<!-- topoi-allow broken-link -->` allows a code, or several parted by spaces:
among the words of a line, on that line; alone, in the block that follows, be it a paragraph, a
table or a whole list. In front matter `# topoi-allow unknown-key` does so on its line or, alone,
on the next. What is said of a file as a whole is allowed from anywhere in it. Behind a colon
there is room for why. A comment that allows nothing is told.

**An old handbook.** `topoi check --update-baseline` writes today's faults to
`check-baseline.json`. From then on `topoi check --baseline check-baseline.json`, and `build`
with the same option, count only what is new, wherever lines move.

**URLs that hold.** With `[urls] ledger = \"urls.lock\"` in `site.toml`, `topoi check
--update-urls` writes down every URL, heading, `^id` and HTML id. One that is gone later without
a `redirect_from` is an error.

**Forms.** `topoi check --format` prints for people (`human`), for scripts (`json`), as
annotations for `github`, as a Code Quality report for `gitlab`, and as `sarif` 2.1.0.

";

/// The whole page.
fn manual() -> String {
    let mut page = HEAD.to_owned();
    for info in CODES {
        let severity = match info.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Allow => "allowed unless `[check]` says otherwise",
        };
        let example = example(info.code);
        assert_eq!(example.code, info.code, "the example of `{}` is another's", info.name);
        write!(page, "## {}\n\n*{severity}.* {}\n\n", info.name, info.meaning)
            .expect("strings take all");
        writeln!(page, "```text\n{}: {}", info.name, example.message).expect("strings take all");
        if let Some(help) = &example.help {
            writeln!(page, "help: {help}").expect("strings take all");
        }
        page.push_str("```\n\n");
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// Something said under each code.
fn example(code: Code) -> Diagnostic {
    let file = &RelPath::new("articles/trust.md");
    let other = &RelPath::new("articles/old/trust.md");
    let lock = &RelPath::new("urls.lock");
    let settings = &RelPath::new("site.toml");
    let questions = &RelPath::new("questions.toml");
    let span = Span::new(0, 0);
    let some = Some(span);
    type D = Diagnostic;
    let words = &RelPath::new("themes/ours/i18n/nl.toml");
    match code {
        Code::UnreadWords => D::unknown_words(words, span, "frame.skp", Some("frame.skip")),
        Code::UnwrittenText => D::unwritten(file, span, "One sentence that says what it is."),
        Code::MissingWords => D::missing_words(words, &["frame.edit", "list.see"]),
        Code::Settings => D::settings(settings, some, "`content` leads out of the knowledge base"),
        Code::UnknownSetting => D::unknown_setting(settings, span, "titel", Some("title"), &[]),
        Code::UnreadableFile => D::unreadable_file(file, "permission denied"),
        Code::InvalidUtf8 => D::invalid_utf8(file, 17),
        Code::FrontMatter => D::front_matter(file, span, "mapping values are not allowed here"),
        Code::FrontMatterValue => {
            D::front_matter_value(file, span, "date", "a date such as `2026-08-31`", "a list")
        }
        Code::LooseFrontMatter => {
            D::typed_value(file, span, "title", "\"Win-back: the first email\"")
        }
        Code::UnreadDate => D::unread_date(file, span, "date", "yesterday", None),
        Code::UnknownKind => D::unknown_kind(file, span, "artcle"),
        Code::UnknownKey => D::unknown_key(file, span, "alaises", Some("aliases")),
        Code::UrlCollision => D::url_collision(file, some, "trust.html", other),
        Code::BrokenLink => {
            D::broken_link(file, span, false, "credibilty", "did you mean `credibility`?")
        }
        Code::BrokenAnchor => {
            D::broken_anchor(file, span, false, file, "defintion", "it has `#definition`, `#ask`")
        }
        Code::BrokenEmbed => D::broken_link(
            file,
            span,
            true,
            "tree.png",
            "a file of that name is at `pictures/tree.png`",
        ),
        Code::BrokenReference => D::undefined_label(file, span, "guied", Some("guide")),
        Code::UnusedFootnote => D::unused_footnote(file, span, "note", false),
        Code::ForeignPath => D::foreign_path(
            file,
            span,
            "/docs/old/trust.md",
            "starts at another root than this folder's",
            2,
            "old/trust.md",
            "old/trust.md",
        ),
        Code::AmbiguousLink => D::ambiguous_link(file, span, "trust", "`trust.md`, `old/trust.md`"),
        Code::LeftOutLink => D::left_out_link(file, span, other),
        Code::UnseenLink => D::unseen_link(file, span, other, &["internal"]),
        Code::EmbedCycle => D::embed_cycle(file, span, "`a.md` → `b.md` → `a.md`"),
        Code::EmbedLimit => D::embed_limit(file, span, 8, 4),
        Code::UnsafeLink => D::unsafe_link(file, span, "javascript"),
        Code::RemoteResource => D::remote_resource(file, span, "img.example.com"),
        Code::ActiveAttachment => D::active_attachment(file, span, "map.html", ActiveFate::LeftOut),
        Code::AttachmentMetadata => {
            D::attachment_metadata(file, span, "offer.docx", &["Jane Doe".to_owned()])
        }
        Code::UnknownAudience => D::unknown_audience(file, span, "parnter", &["partner"]),
        Code::IdleGlob => D::idle_glob(file, span, "internal"),
        Code::UnportableName => {
            let file = RelPath::new("static/a<b>.html");
            D::unportable_name(&file, "a<b>.html", "it has `<`", 0)
        }
        Code::UnsupportedFile => {
            let folder = RelPath::new("articles/maps");
            D::unsupported_file(&RelPath::new("articles/maps/a.canvas"), &folder, "canvas", 3)
        }
        Code::UnknownReference => {
            D::unknown_reference(file, span, "concepts", "credibilty", Some("credibility"))
        }
        Code::UnknownRelation => {
            D::unknown_relation(file, span, "builds-on", &["broader", "narrower", "related"])
        }
        Code::DanglingEvidence => D::dangling_evidence(
            file,
            span,
            "#first",
            "articles/freese.md",
            Some("it has `#credibility-first`"),
        ),
        Code::QuoteNotFound => D::quote_not_found(
            file,
            span,
            "articles/freese.md",
            false,
            None,
            Some("Trust takes time."),
        ),
        Code::QuoteFromDigest => D::quote_from_digest(file, span, "articles/freese.md"),
        Code::UnsupportedPrinciple => D::unsupported_principle(file, some),
        Code::OneSidedEvidence => D::one_sided_evidence(file, some),
        Code::UnexplainedStance => D::unexplained_stance(file, span, "qualifies"),
        Code::ContrastSides => D::contrast_sides(file, some, 3),
        Code::ContrastTwice => D::contrast_twice(file, some, other),
        Code::MissingOriginal => D::missing_original(file, span, "raw/freese.txt"),
        Code::AmbiguousLabel => {
            D::ambiguous_label(file, some, "rapport", &["trust.md", "friendship.md"])
        }
        Code::CommonLabel => D::common_label(file, some, "need", 412),
        Code::UnmentionedConcept => D::unmentioned_concept(file, some, "Credibility"),
        Code::UndefinedConcept => D::undefined_concept(file, some, "Credibility"),
        Code::UnusedLabel => D::unused_label(file, some, &["trustworthiness"]),
        Code::LongPassage => D::long_passage(file, span, 640),
        Code::RelationCycle => {
            D::relation_cycle(file, span, "broader", &["Trust", "Rapport", "Trust"])
        }
        Code::RelationContradiction => D::relation_contradiction(file, span, "rapport", "trust"),
        Code::DroppedHtml => D::dropped_html(file, span, "script"),
        Code::Unclosed => D::unclosed(file, span, "%%"),
        Code::UnreadMath => D::unread_math(file, span, Some("\\htmlClass")),
        Code::ForeignSyntax => D::foreign_syntax(file, span, "<Tabs>"),
        Code::TooDeep => D::too_deep(file, span, 128),
        Code::UnusedAllow => D::unused_allow(file, span, "broken-link"),
        Code::VanishedUrl => D::vanished_url(lock, span, "old/trust.html", Some(file)),
        Code::MissingLedger => D::missing_ledger(settings, span, lock),
        Code::UnreadQuestion => {
            D::unread_question(questions, some, "`within` is a number from 1 to 10")
        }
        Code::LostQuestion => D::lost_question(
            questions,
            span,
            "Count what they do next",
            Some(7),
            3,
            &["Perceived value", "First meeting", "Take the pressure off"],
            "add \"they ghosted me\" to `answers` of `articles/principles/count-what-they-do-next.md`",
        ),
        Code::UnreadableImport => {
            D::unreadable_import(&RelPath::new("clippings/trust.docx"), "it is a picture")
        }
        Code::DamagedImport => D::damaged_import(&RelPath::new("clippings/trust.txt"), "UTF-8"),
        Code::DuplicateImport => {
            D::duplicate_import(&RelPath::new("clippings/copy.html"), "sources/trust.md")
        }
        Code::ChangedImport => {
            D::changed_import(&RelPath::new("clippings/trust.html"), "sources/trust.md")
        }
        Code::UnknownField => D::unknown_field(
            &RelPath::new("clippings/trust.txt"),
            "sources/trust.md",
            &["author", "published"],
        ),
        Code::SynonymConflict => D::synonym_of_concepts(
            settings,
            span,
            ("faith", file),
            ("belief", &RelPath::new("articles/credibility.md")),
        ),
        Code::InternalFault => {
            let cause = "range end index 9 out of range, at src/parse/body/text.rs:98";
            D::internal_fault(file, Task::Parse, cause)
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods)]
fn the_manual_is_the_catalogues() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/diagnostics.md");
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(path, manual()).expect("a writable manual");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == manual(), "run `UPDATE_MANUAL=1 cargo test --lib manual`");
}

#[test]
fn wordings_keep_the_house_style() {
    for info in CODES {
        let said = example(info.code);
        let help = said.help.as_deref().unwrap_or_else(|| panic!("`{}` helps no one", info.name));
        for text in [said.message.as_str(), help] {
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            assert!(!capital && !text.ends_with('.'), "`{}`: {text}", info.name);
        }
        assert!(info.meaning.ends_with('.'), "`{}`: {}", info.name, info.meaning);
        assert_eq!(Code::parse(info.name), Some(info.code));
    }
}
