//! Whose habits the documents follow where programs differ.

use crate::config::{Config, Dialect, HtmlSetting};
use crate::model::Sources;
use crate::parse::{HtmlPolicy, Notation, ParseOptions};

/// Documents and bytes of each that are looked at to find out.
const LOOKED_AT: (usize, usize) = (2000, 64 * 1024);

/// What goes on for longer without an end is no target of a link.
const LONGEST_TARGET: usize = 1024;

/// From so many characters on, a line that goes on in the next looks as if an editor had broken
/// it, and not its author.
const WRAPPED: usize = 60;

/// Whether they are written as in Obsidian: the settings say so, or its folder is there, or most
/// links are its own. With audiences nothing is counted: what is private would tell.
pub fn is_obsidian(config: &Config, sources: &Sources) -> bool {
    match config.dialect {
        Dialect::Obsidian => true,
        Dialect::Github => false,
        Dialect::Auto => sources.vault.is_some() || counts(config) && habits(sources).is_obsidian(),
    }
}

fn counts(config: &Config) -> bool {
    config.audiences.is_empty()
}

/// How files are parsed.
pub(super) fn parse_options(config: &Config, sources: &Sources) -> ParseOptions {
    let obsidian = is_obsidian(config, sources);
    let strict = sources.vault.as_ref().is_some_and(|vault| vault.strict_line_breaks);
    // Where nobody said so, lines that an editor broke stay what they are.
    let guessed = config.dialect == Dialect::Auto && sources.vault.is_none();
    let wrapped = guessed && obsidian && habits(sources).is_wrapped();
    ParseOptions {
        lang: config.language.clone(),
        html: match config.html {
            HtmlSetting::Sanitize => HtmlPolicy::Sanitize,
            HtmlSetting::Escape => HtmlPolicy::Escape,
            HtmlSetting::Trusted => HtmlPolicy::Trusted,
        },
        notation: Notation::All,
        line_breaks: obsidian && !strict && !wrapped,
        prose_tags: obsidian,
        short_codes: !obsidian,
        text_first: config.dialect != Dialect::Obsidian
            && sources.vault.is_none()
            && counts(config)
            && is_text_first(sources),
        relations: config.relations.iter().map(|relation| relation.name.clone()).collect(),
    }
}

/// Whether they are a wiki of Gollum's, as GitHub has them, or of Dendron's, where a link names its
/// text first.
fn is_text_first(sources: &Sources) -> bool {
    let has = |name: &str| sources.documents.iter().any(|file| file.content_path.as_str() == name);
    let has_schemas = || sources.files.iter().any(|f| f.path.as_str().ends_with(".schema.yml"));
    ["_Sidebar.md", "_Footer.md", "_Header.md"].into_iter().any(has)
        || has("root.md") && has_schemas()
}

/// What is counted in the documents.
#[derive(Default)]
struct Habits {
    wikilinks: usize,
    /// Markdown links that stay in the folder.
    links: usize,
    /// Line breaks inside paragraphs.
    breaks: usize,
    /// Those of them behind a long line.
    wrapped: usize,
}

impl Habits {
    fn is_obsidian(&self) -> bool {
        self.wikilinks > self.links
    }

    fn is_wrapped(&self) -> bool {
        self.wrapped * 2 > self.breaks
    }
}

fn habits(sources: &Sources) -> Habits {
    let mut habits = Habits::default();
    for file in sources.documents.iter().take(LOOKED_AT.0) {
        let text = &file.text[..file.text.floor_char_boundary(LOOKED_AT.1.min(file.text.len()))];
        habits.wikilinks += memchr::memmem::find_iter(text.as_bytes(), b"[[").count();
        let targets = memchr::memmem::find_iter(text.as_bytes(), b"](");
        let inside = targets.filter(|at| {
            let rest = &text[at + 2..];
            let near = &rest[..rest.floor_char_boundary(LONGEST_TARGET.min(rest.len()))];
            let target = near.split([')', '\n']).next().unwrap_or("");
            !target.contains(':') && !target.starts_with('#') && !target.is_empty()
        });
        habits.links += inside.count();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let prose = |line: &str| line.starts_with(char::is_alphanumeric);
            if prose(line) && lines.peek().is_some_and(|next| prose(next)) {
                habits.breaks += 1;
                habits.wrapped += usize::from(line.chars().count() >= WRAPPED);
            }
        }
    }
    habits
}
