//! Reference pages, written from the program's tables: settings, front matter, commands, schemas.

use std::fmt::Write as _;
use std::fs;

use clap::CommandFactory as _;
use topoi::commands::schema;
use topoi::config::{Entries, TABLES};
use topoi::model::field::{Field, Form};
use topoi::model::kind::{COMMON_FIELDS, KINDS};

use super::docs;

#[test]
fn settings_are_those_of_the_program() {
    is_current("reference/settings.md", &settings());
}

#[test]
fn front_matter_is_that_of_the_program() {
    is_current("reference/front-matter.md", &front_matter());
}

#[test]
fn commands_are_those_of_the_program() {
    is_current("reference/commands.md", &commands());
}

#[test]
fn words_are_those_of_the_theme() {
    is_current("reference/words.md", &interface_words());
}

#[test]
fn schemas_are_those_of_the_program() {
    is_current("static/schema/site.json", &schema::text(schema::Format::Settings));
    is_current("static/schema/front-matter.json", &schema::text(schema::Format::FrontMatter));
}

/// Compares a file of the manual with what it should be, or writes it where that is asked for.
fn is_current(path: &str, text: &str) {
    let file = docs().join(path);
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a writable folder");
        fs::write(&file, text).expect("a writable page");
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == text, "{path}: run `UPDATE_MANUAL=1 cargo test --test manual`");
}

/// The words of the interface in English, a table a group; what a group is stands before it.
fn interface_words() -> String {
    let path = docs().join("../themes/default/i18n/en.toml");
    let file = fs::read_to_string(path).expect("the words");
    let words: toml::Table = toml::from_str(&file).expect("TOML");
    let mut page = "---\ntitle: Words of the interface\nweight: 11\n---\n\n\
        Every key of `i18n/<lang>.toml`, with its words in English. How to change or translate them \
        is [told there](../how-to/languages.md).\n"
        .to_owned();
    let mut comment = String::new();
    // The first lines are about the file.
    let (_, tables) = file.split_once("\n\n").expect("a head");
    for line in tables.lines() {
        if let Some(text) = line.strip_prefix("# ") {
            comment.push_str(text);
            comment.push(' ');
        }
        let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            continue;
        };
        write!(page, "\n## `[{name}]`\n\n").expect("text");
        if !comment.is_empty() {
            write!(page, "{}\n\n", comment.trim_end()).expect("text");
            comment.clear();
        }
        page.push_str("| key | words |\n| --- | --- |\n");
        for (key, message) in words[name].as_table().expect("a table") {
            let texts: Vec<String> = match message {
                toml::Value::String(text) => vec![format!("`{text}`")],
                message => {
                    let forms = message.as_table().expect("plural forms").values();
                    forms.map(|text| format!("`{}`", text.as_str().expect("text"))).collect()
                }
            };
            writeln!(page, "| `{key}` | {} |", texts.join(", ")).expect("text");
        }
    }
    page
}

fn settings() -> String {
    let mut page = "---\ntitle: Settings\nweight: 1\nanswers: [\"Leave out a folder\", \"Change the order of the contents\"]\n---\n\n\
        Every table and key of `site.toml`. All are optional, and without the file any folder of \
        Markdown builds; an unknown key is an error that names the nearest known one. \
        `topoi schema settings` prints the same as a [JSON Schema](schemas.md) for editors.\n"
        .to_owned();
    for table in TABLES {
        let brackets = match table.entries {
            Entries::Tables(_) => ("[[", "]]"),
            Entries::NamedTables(_) => ("[", ".NAME]"),
            Entries::Keys(_) | Entries::Named(_) => ("[", "]"),
        };
        let (open, close) = brackets;
        write!(page, "\n## `{open}{}{close}`\n\n{}\n\n", table.name, table.meaning).expect("text");
        match table.entries {
            Entries::Keys(keys) => {
                page.push_str("| key | value | default | |\n| --- | --- | --- | --- |\n");
                for (field, default) in keys {
                    let default = match *default {
                        "" => String::new(),
                        default => format!("`{default}`"),
                    };
                    let Field { name, form, meaning } = field;
                    writeln!(page, "| `{name}` | {} | {default} | {meaning} |", words(*form))
                        .expect("text");
                }
            }
            Entries::Tables(fields) | Entries::NamedTables(fields) => rows(&mut page, fields),
            Entries::Named(form) => {
                writeln!(page, "Each key is a name of yours; its value is {}.", words(form))
                    .expect("text");
            }
        }
    }
    page
}

fn front_matter() -> String {
    let mut page = "---\ntitle: Front matter\nweight: 2\nanswers: [\"Which keys can a document have\", \"How do aliases work\"]\n---\n\n\
        The block at the head of a document: YAML between `---`, or TOML between `+++`. A newcomer \
        needs three keys: `title`, `kind`, `concepts`. Keys that topoi doesn't know are kept for \
        templates as `page.extra`; one that looks like a misspelt known key is told.\n\n\
        ## Every document\n\n"
        .to_owned();
    rows(&mut page, COMMON_FIELDS);
    for kind in &KINDS {
        write!(page, "\n## {}\n\n{}\n", capital(kind.plural), kind.meaning).expect("text");
        if !kind.fields.is_empty() {
            page.push('\n');
            rows(&mut page, kind.fields);
        }
        for field in kind.fields {
            if let Form::Tables(fields) = field.form {
                write!(page, "\n### Entries of `{}`\n\n", field.name).expect("text");
                rows(&mut page, fields);
            }
        }
    }
    page
}

fn rows(page: &mut String, fields: &[Field]) {
    page.push_str("| key | value | |\n| --- | --- | --- |\n");
    for Field { name, form, meaning } in fields {
        writeln!(page, "| `{name}` | {} | {meaning} |", words(*form)).expect("text");
    }
}

/// What a value looks like, in words.
fn words(form: Form) -> String {
    let list = |words: &[&str]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        quoted.join(", ")
    };
    match form {
        Form::Text => "text".to_owned(),
        Form::Texts => "list of texts".to_owned(),
        Form::TextOrTexts => "text, or a list".to_owned(),
        Form::Flag => "`true` or `false`".to_owned(),
        Form::Number => "whole number".to_owned(),
        Form::Date => "day, month or year".to_owned(),
        Form::OneOf(words) => format!("one of {}", list(words)),
        Form::SomeOf(words) => format!("some of {}", list(words)),
        Form::Tables(_) => "list of tables, below".to_owned(),
        Form::TextsByName => "table of lists".to_owned(),
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn commands() -> String {
    let mut command = topoi::cli::Arguments::command().term_width(88);
    command.build();
    let mut page = "---\ntitle: Commands\nweight: 3\n---\n\n\
        What `topoi` can be told to do; `topoi help COMMAND` prints the same. Results go to standard \
        output, everything else to standard error. The exit code is 0 when all is done, 1 when the \
        content has errors (or when nothing was found), 2 when the work could not be done: \
        arguments, settings, the theme, or what the machine refused.\n\n"
        .to_owned();
    let global = command.get_arguments().filter(|argument| argument.is_global_set());
    page.push_str("## Everywhere\n\n| option | |\n| --- | --- |\n");
    for argument in global {
        option(&mut page, argument);
    }
    for command in command
        .get_subcommands()
        .filter(|command| command.get_name() != "help" && !command.is_hide_set())
    {
        write_command(&mut page, command, "topoi");
    }
    page
}

fn write_command(page: &mut String, command: &clap::Command, parent: &str) {
    let name = format!("{parent} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    write!(page, "\n## `{name}`\n\n{about}.\n").expect("text");
    let own = |argument: &&clap::Arg| {
        !argument.is_global_set()
            && !argument.is_hide_set()
            && !matches!(argument.get_id().as_str(), "help" | "version")
    };
    let arguments: Vec<&clap::Arg> = command.get_arguments().filter(own).collect();
    if !arguments.is_empty() {
        page.push_str("\n| argument | |\n| --- | --- |\n");
        for argument in arguments {
            option(page, argument);
        }
    }
    for inner in command
        .get_subcommands()
        .filter(|command| command.get_name() != "help" && !command.is_hide_set())
    {
        write_command(page, inner, &name);
    }
}

fn option(page: &mut String, argument: &clap::Arg) {
    let values: Vec<String> =
        argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let takes = argument.get_action().takes_values();
    let value = match (takes, values.join(" ")) {
        (true, value) if argument.is_positional() => value,
        (true, value) => format!(" {value}"),
        (false, _) => String::new(),
    };
    let short = argument.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    let long = argument.get_long().map(|long| format!("--{long}")).unwrap_or_default();
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let possible: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| takes)
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    let possible = match possible.is_empty() {
        true => String::new(),
        false => format!(": {}", possible.join(", ")),
    };
    let help = help.replace('|', "\\|");
    writeln!(page, "| {short}`{long}{value}` | {help}{possible} |").expect("text");
}
