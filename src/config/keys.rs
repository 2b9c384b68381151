//! The tables and keys that `site.toml` may have, and a check that it has no others.

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{CODES, Diagnostic};
use crate::model::field::Form::{Flag, Number, OneOf, SomeOf, Text, TextOrTexts, Texts};
use crate::model::field::{Field, Form};
use crate::model::{RelPath, Span};

/// A table of `site.toml`.
#[derive(Clone, Copy, Debug)]
pub struct SettingsTable {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in Markdown, as the manual has it.
    pub meaning: &'static str,
    /// What it holds.
    pub entries: Entries,
}

/// What a table of `site.toml` holds.
#[derive(Clone, Copy, Debug)]
pub enum Entries {
    /// Keys, each with its default as TOML; an empty one says that there is none.
    Keys(&'static [(Field, &'static str)]),
    /// Any number of tables, `[[name]]`, with these keys.
    Tables(&'static [Field]),
    /// Names of the author's choice, each with such a value.
    Named(Form),
    /// Tables under names of the author's choice, with these keys. Where a value is given in place
    /// of a table, it stands for the first.
    NamedTables(&'static [Field]),
}

/// What an item of `[[nav]]` holds; items nest.
const NAV_ITEMS: &[Field] =
    &[key("title", Text, "What it is called."), key("path", Text, "A document or folder.")];

/// Every table.
pub const TABLES: &[SettingsTable] = &[
    SettingsTable {
        name: "site",
        meaning: "What the site is, where its content lies and where it goes.",
        entries: Entries::Keys(&[
            (
                key(
                    "title",
                    Text,
                    "The site's title. Without it: what the folder's own tool calls it, else the root document's title, else the folder's name.",
                ),
                "",
            ),
            (
                key(
                    "description",
                    Text,
                    "A sentence about it, for the home page, the feed and search engines.",
                ),
                "",
            ),
            (
                key(
                    "base_url",
                    Text,
                    "Where it will stand, such as `https://playbook.example.com`. Feed, sitemap and canonical links need it; without it `robots.txt` asks search engines to stay away.",
                ),
                "",
            ),
            (
                key(
                    "language",
                    Text,
                    "Its language as a BCP 47 tag; the interface speaks it. Where it is not given, another tool's settings and the script of most letters count.",
                ),
                "\"en\"",
            ),
            (
                key(
                    "content",
                    Text,
                    "The folder with the documents, under the one with `site.toml`. Without it: `articles` if there is one, else the folder itself.",
                ),
                "",
            ),
            (key("output", Text, "Where the site is written."), "\"public\""),
            (key("theme", Text, "A folder under `themes/`."), "\"default\""),
            (
                key(
                    "feedback",
                    Text,
                    "An address, `mailto:` or `https:`, behind *Wrong or missing?* on each page.",
                ),
                "",
            ),
            (
                key(
                    "ignore",
                    Texts,
                    "Globs of documents that are not read, by their path under the content root.",
                ),
                "[]",
            ),
            (
                key(
                    "publish",
                    OneOf(&["all", "marked"]),
                    "Which documents are published: all that say nothing else, or those with a mark such as `publish: true`. Where there is no `site.toml` and some documents carry the mark, it counts.",
                ),
                "\"all\"",
            ),
            (
                key(
                    "dialect",
                    OneOf(&["auto", "obsidian", "github"]),
                    "Whose habits the documents follow. In `obsidian` single line breaks are shown, `#tags` in prose count and links find files by name, in `github` not. `auto` is `obsidian` where its folder is, or most links are wikilinks.",
                ),
                "\"auto\"",
            ),
            (
                key(
                    "vault_filters",
                    Flag,
                    "Whether templates, and files that Obsidian's settings exclude, are left out.",
                ),
                "true",
            ),
            (
                key(
                    "edit",
                    Text,
                    "Where a page is edited, with `{path}`: `https://host/owner/repository/edit/main/{path}`. Puts *Edit this* on every page.",
                ),
                "",
            ),
        ]),
    },
    SettingsTable {
        name: "theme",
        meaning: "What a site changes about its theme without writing one.",
        entries: Entries::Keys(&[
            (
                key(
                    "font",
                    OneOf(&["theme", "system"]),
                    "The theme's own faces, or those of the reader's system.",
                ),
                "\"theme\"",
            ),
            (key("logo", Text, "A picture under `static/` for the masthead."), ""),
            (
                key(
                    "cover",
                    Text,
                    "What stands at the head of the home page: `graph`, `none`, or a picture under `static/`.",
                ),
                "\"graph\"",
            ),
        ]),
    },
    SettingsTable {
        name: "share",
        meaning: "What messengers and social networks show of a page whose address is sent to them. They read it without logging in.",
        entries: Entries::Keys(&[
            (
                key(
                    "pictures",
                    Flag,
                    "Draws a picture for each principle, concept and contrast, and one for all other pages. Needs `base_url`.",
                ),
                "false",
            ),
            (
                key(
                    "picture",
                    Text,
                    "A picture under `static/`, 1,200 pixels wide and 630 high, in place of the one for all other pages.",
                ),
                "",
            ),
        ]),
    },
    SettingsTable {
        name: "offline",
        meaning: "What readers' browsers keep of the site for times without a network. Without this table nothing is written for it.",
        entries: Entries::Keys(&[
            (
                key(
                    "enabled",
                    Flag,
                    "Whether they keep it. `false` takes back what they kept when it was `true`.",
                ),
                "false",
            ),
            (
                key(
                    "days",
                    Number,
                    "For so many days after the site last gave them a page, 1 to 365; then the copy goes.",
                ),
                "30",
            ),
            (
                key(
                    "audiences",
                    Texts,
                    "Where there are `[audiences]`: those whose builds are kept.",
                ),
                "[]",
            ),
        ]),
    },
    SettingsTable {
        name: "kinds",
        meaning: "Kinds by glob under the content root. The first that matches counts; front matter wins over all.",
        entries: Entries::Named(OneOf(&["article", "concept", "principle", "contrast", "note"])),
    },
    SettingsTable {
        name: "topics",
        meaning: "The front door: topics as you would name them to a reader, each with its concepts. Documents under them take their place in lists and their colour.",
        entries: Entries::Tables(&[
            key("title", Text, "Its title."),
            key("description", Text, "A sentence about it."),
            key("concepts", Texts, "Its concepts, as links would name them."),
        ]),
    },
    SettingsTable {
        name: "nav",
        meaning: "The table of contents of a base without concepts, where the folder and its tool don't say it as you want it. What it doesn't list stands behind it, folder by folder.",
        entries: Entries::Tables(&[
            key("title", Text, "What it is called. Without it, what it leads to says so itself."),
            key(
                "path",
                Text,
                "A document, or a folder with all that stands in it, by its path under the content root.",
            ),
            key(
                "items",
                Form::Tables(NAV_ITEMS),
                "What stands under it: paths, or tables as this one.",
            ),
        ]),
    },
    SettingsTable {
        name: "relations",
        meaning: "Types of relation between concepts, beside `broader`, `narrower`, `related` and `contrasts`.",
        entries: Entries::NamedTables(&[
            key("label", Text, "How it reads from its source: *builds on*."),
            key("inverse", Text, "How it reads from its target: *leads to*."),
            key("symmetric", Flag, "Whether it holds both ways."),
            key(
                "transitive",
                Flag,
                "Whether it carries over chains; a circle in it is then an error.",
            ),
        ]),
    },
    SettingsTable {
        name: "urls",
        meaning: "How addresses are made, and that they hold.",
        entries: Entries::Keys(&[
            (
                key(
                    "case",
                    OneOf(&["lower", "keep"]),
                    "Whether upper case in file names stays in URLs.",
                ),
                "\"lower\"",
            ),
            (
                key(
                    "ledger",
                    Text,
                    "A file that remembers every URL, heading and block id; `topoi check --update-urls` writes it. One that is gone later is an error, unless a redirect leads on.",
                ),
                "",
            ),
        ]),
    },
    SettingsTable {
        name: "linking",
        meaning: "Which mentions of concepts become links.",
        entries: Entries::Keys(&[
            (
                key(
                    "mentions",
                    OneOf(&["first-per-section", "first-per-page", "none"]),
                    "How many.",
                ),
                "\"first-per-section\"",
            ),
            (
                key("skip", Texts, "Elements and callouts in which none does: `[\"blockquote\"]`."),
                "[]",
            ),
        ]),
    },
    SettingsTable {
        name: "roles",
        meaning: "Further titles, in any language, of the parts of a card: `do = [\"Tun\"]`. The roles are `when`, `do`, `avoid`, `say`, `ask`, `why`, `example` and `unless`.",
        entries: Entries::Named(TextOrTexts),
    },
    SettingsTable {
        name: "check",
        meaning: "Severities of [diagnostics](diagnostics.md), by code.",
        entries: Entries::Named(OneOf(&["allow", "warn", "deny"])),
    },
    SettingsTable {
        name: "audiences",
        meaning: "For whom sites are built. A document names its audience in front matter or is caught by `files`; `topoi build --audience NAME` makes the site of one.",
        entries: Entries::NamedTables(&[
            key("includes", TextOrTexts, "The audiences whose documents this one sees too."),
            key("files", Texts, "Globs of documents and files that are for this audience."),
        ]),
    },
    SettingsTable {
        name: "security",
        meaning: "What may come from where.",
        entries: Entries::Keys(&[
            (
                key(
                    "attachments",
                    OneOf(&["safe", "trusted"]),
                    "Attachments that would run in a reader's browser: not published, but where `[deploy]` names a host that sends headers for them, and drawings without their scripts; or all as they are.",
                ),
                "\"safe\"",
            ),
            (
                key(
                    "html",
                    OneOf(&["sanitize", "escape", "trusted"]),
                    "HTML in documents: kept as far as an allow-list goes, shown as text, or kept as it is.",
                ),
                "\"sanitize\"",
            ),
            (
                key(
                    "metadata",
                    OneOf(&["strip", "keep"]),
                    "What pictures tell beside what they show (place, time, camera, maker): left out of what is published, or kept.",
                ),
                "\"strip\"",
            ),
            (
                key(
                    "remote",
                    TextOrTexts,
                    "Hosts whose pictures are shown; those of others are links. `\"deny\"` is none; without the key all are shown.",
                ),
                "",
            ),
        ]),
    },
    SettingsTable {
        name: "deploy",
        meaning: "Where the site goes: hosts that read headers from a file of it get that file.",
        entries: Entries::Keys(&[(
            key(
                "target",
                SomeOf(&["netlify", "cloudflare", "iis"]),
                "`_headers` for the first two, `web.config` for the third.",
            ),
            "",
        )]),
    },
    SettingsTable {
        name: "search",
        meaning: "What widens a search.",
        entries: Entries::Keys(&[(
            key(
                "synonyms",
                Form::Tables(&[
                    key("words", Texts, "Words, or several words each, that mean one another."),
                    key("for", Text, "What they mean, where it doesn't mean them: one way."),
                ]),
                "Lists of words that readers use for one another, each as `[[search.synonyms]]`. They find what the others find, weaker than what was typed.",
            ),
            "",
        )]),
    },
    SettingsTable {
        name: "serve",
        meaning: "How `topoi serve` works with the tools around it.",
        entries: Entries::Keys(&[(
            key(
                "editor",
                Text,
                "An address that opens a file at a line, with `{path}`, `{line}` and `{column}`: `vscode://file{path}:{line}:{column}`.",
            ),
            "",
        )]),
    },
    SettingsTable {
        name: "cache",
        meaning: "What a build leaves for the next one, which does nothing where nothing changed.",
        entries: Entries::Keys(&[(
            key(
                "dir",
                Text,
                "The folder for it, which may be removed at any time. `topoi build --no-cache` goes without.",
            ),
            "\".topoi/cache\"",
        )]),
    },
];

const fn key(name: &'static str, form: Form, meaning: &'static str) -> Field {
    Field { name, form, meaning }
}

impl SettingsTable {
    /// The names that its keys may have; `None` where the author chooses them.
    fn keys(&self) -> Option<Vec<&'static str>> {
        match self.entries {
            Entries::Keys(keys) => Some(keys.iter().map(|(field, _)| field.name).collect()),
            Entries::Tables(fields) => Some(fields.iter().map(|field| field.name).collect()),
            Entries::Named(_) | Entries::NamedTables(_) => None,
        }
    }
}

/// Reports every key that isn't known. Text that is no TOML at all is left to the typed reader.
pub(super) fn check(file: &RelPath, text: &str, out: &mut Vec<Diagnostic>) {
    let Ok(root) = DeTable::parse(text) else { return };
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    for (name, value) in sorted(root.get_ref()) {
        match TABLES.iter().find(|table| table.name == name.text) {
            Some(table) => check_table(file, table, value, out),
            None => out.push(unknown(file, &name, &tables)),
        }
    }
}

struct Key<'a> {
    text: &'a str,
    span: Span,
}

fn sorted<'a>(table: &'a DeTable<'_>) -> Vec<(Key<'a>, &'a DeValue<'a>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| (Key { text: key.get_ref(), span: key.span().into() }, value.get_ref()))
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

fn check_table(
    file: &RelPath,
    table: &SettingsTable,
    value: &DeValue<'_>,
    out: &mut Vec<Diagnostic>,
) {
    if let Some(keys) = table.keys() {
        check_keys(file, value, &keys, out);
    }
    let DeValue::Table(entries) = value else { return };
    if let Entries::Keys(keys) = table.entries {
        for (key, value) in sorted(entries) {
            let field = keys.iter().map(|(field, _)| field).find(|field| field.name == key.text);
            if let Some(Field { form: Form::Tables(fields), .. }) = field {
                let keys: Vec<&str> = fields.iter().map(|field| field.name).collect();
                check_keys(file, value, &keys, out);
            }
        }
    }
    if table.keys().is_some() {
        return;
    }
    for (key, value) in sorted(entries) {
        if let Entries::NamedTables(fields) = table.entries {
            let keys: Vec<&str> = fields.iter().map(|field| field.name).collect();
            if matches!(value, DeValue::Table(_)) {
                check_keys(file, value, &keys, out);
            }
        } else if table.name == "check" && !CODES.iter().any(|code| code.name == key.text) {
            let codes: Vec<&str> = CODES.iter().map(|code| code.name).collect();
            out.push(unknown(file, &key, &codes));
        }
    }
}

/// Reports the keys of a table, or of each table of a list, that are not among `keys`.
fn check_keys(file: &RelPath, value: &DeValue<'_>, keys: &[&str], out: &mut Vec<Diagnostic>) {
    match value {
        DeValue::Table(table) => {
            let entries = sorted(table);
            let strange = entries.iter().filter(|(key, _)| !keys.contains(&key.text));
            out.extend(strange.map(|(key, _)| unknown(file, key, keys)));
        }
        DeValue::Array(items) => {
            for item in items.iter() {
                check_keys(file, item.get_ref(), keys, out);
            }
        }
        _ => {}
    }
}

fn unknown(file: &RelPath, key: &Key<'_>, known: &[&str]) -> Diagnostic {
    let nearest = known
        .iter()
        .map(|name| (strsim::osa_distance(key.text, name), *name))
        .min()
        .filter(|&(distance, name)| distance <= 2.max(name.len() / 3));
    Diagnostic::unknown_setting(file, key.span, key.text, nearest.map(|(_, name)| name), known)
}
