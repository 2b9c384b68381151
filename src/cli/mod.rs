//! EDGE. The arguments as typed ([`Arguments`]) and as resolved ([`Command`]); no stage sees clap.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::commands::init::{Ci, Start};
use crate::diagnostics::format::Format;
use crate::model::{Date, Kind};
use crate::pipeline;

/// Turns a folder of Markdown into a cross-linked topic graph and a searchable static site.
#[derive(Debug, Parser)]
#[command(name = "topoi", version, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Typed,
}

#[derive(Debug, Args)]
struct Global {
    /// The folder with `site.toml`, or any folder of Markdown
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    root: PathBuf,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more: the time of each stage
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a command speaks to the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// When to use colours.
    pub color: Color,
    /// Whether notes are left out.
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Typed {
    /// Make a small knowledge base to start from
    Init {
        /// Where: an empty folder, one that isn't there, or a folder of Markdown
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// What to begin with, in place of an example of each kind
        #[arg(long, value_enum)]
        template: Option<StartArgument>,
        /// Write a pipeline too that checks the base at every push and keeps its site
        #[arg(long, value_enum)]
        ci: Option<CiArgument>,
    },
    /// Write the site
    Build {
        /// Where to, relative to the current folder [default: `output` of site.toml]
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Where the site will stand, in place of `base_url`
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// Known faults, as `topoi check --update-baseline` writes them: only new ones count
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        /// Fail where another build is writing there, in place of waiting for it
        #[arg(long)]
        no_wait: bool,
        /// Make everything anew, and keep nothing for the next build
        #[arg(long)]
        no_cache: bool,
        /// Say what each stage took
        #[arg(long)]
        timings: bool,
        #[command(flatten)]
        content: Content,
    },
    /// Serve the site on this machine and rebuild it at every change
    Serve {
        /// The port to listen on; if it is taken, the next free one
        #[arg(long, value_name = "N", default_value_t = 4321)]
        port: u16,
        /// Let others in the network read it who have the address that is printed; for one of this
        /// machine's addresses, or all
        #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "0.0.0.0",
            default_value = "127.0.0.1", hide_default_value = true)]
        host: IpAddr,
        /// Open it in a browser
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        content: Content,
    },
    /// Tell everything that is wrong and write nothing
    Check {
        /// The form of the report
        #[arg(long, value_enum, default_value_t = FormatArgument::Human)]
        format: FormatArgument,
        /// Known faults, as `--update-baseline` writes them: only new ones count
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        /// Write all faults of today to the baseline [default: check-baseline.json in the root]
        #[arg(long)]
        update_baseline: bool,
        /// Write the ledger of URLs that `[urls] ledger` names anew
        #[arg(long)]
        update_urls: bool,
        #[command(flatten)]
        content: Content,
    },
    /// Say of each mention in a document why it is linked or not
    Explain {
        /// A path under the content root, or a title
        doc: String,
        /// Only what this label names
        label: Option<String>,
        /// The form of the answer
        #[arg(long, value_enum, default_value_t = ExplainFormat::Human)]
        format: ExplainFormat,
        #[command(flatten)]
        shown: Shown,
    },
    /// Say what a reader would find, by the site's own search
    Ask {
        /// What the reader types; several words need no quotes
        #[arg(required = true, value_name = "QUESTION")]
        question: Vec<String>,
        /// Ask the site that was built here, in place of the knowledge base
        #[arg(long, value_name = "DIR", conflicts_with_all = ["drafts", "audience"])]
        site: Option<PathBuf>,
        /// At most so many results
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=100))]
        limit: u8,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        shown: Shown,
    },
    /// Work on questions.toml, the questions that readers ask
    Questions {
        #[command(subcommand)]
        command: QuestionsTyped,
    },
    /// Start a document
    New {
        /// article, concept, principle, contrast or note
        #[arg(value_parser = kind)]
        kind: Kind,
        /// Its title
        title: String,
    },
    /// Make clean articles of foreign documents: text, Markdown, web pages, DOCX, PDF, PPTX, exports
    #[cfg(feature = "import")]
    Import {
        /// Files, folders and addresses of the web; `-` is standard input
        #[arg(required_unless_present = "pictures", value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Print the articles and write nothing
        #[arg(long)]
        stdout: bool,
        /// The form of what is printed
        #[arg(long, value_enum, default_value_t = ImportFormat::Markdown, requires = "stdout")]
        format: ImportFormat,
        /// Drop no line: menus, share buttons and cookie notes stay
        #[arg(long)]
        keep_all: bool,
        /// Keep the raw files too, in this folder of the knowledge base
        #[arg(long, value_name = "DIR", conflicts_with = "stdout")]
        keep_original: Option<String>,
        /// Merge what is new in a source into its article
        #[arg(long, conflicts_with = "stdout")]
        update: bool,
        /// Show what would change and write nothing
        #[arg(long, conflicts_with = "stdout")]
        dry_run: bool,
        /// Bring pictures of the web along, of what is imported and of documents that are there
        #[arg(long, conflicts_with = "stdout")]
        pictures: bool,
        /// Ask addresses of local networks and of this machine too
        #[arg(long)]
        allow_private: bool,
        /// Ask the web through this proxy; variables of the environment name none
        #[arg(long, value_name = "URL")]
        proxy: Option<String>,
    },
    /// Say what the articles call for and nobody has written yet
    Suggest {
        /// Passages for and against this principle, as evidence to paste; a path or a title
        #[arg(long = "for", value_name = "PRINCIPLE", conflicts_with = "write")]
        principle: Option<String>,
        /// Print the key phrases of this one text, best first; `-` is standard input
        #[arg(long, value_name = "FILE", conflicts_with_all = ["principle", "write"])]
        keyphrases: Option<PathBuf>,
        /// Write a draft of each concept and contrast
        #[arg(long)]
        write: bool,
        /// At most so many of each kind [default: 40; 10 passages or key phrases]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        limit: Option<u16>,
        /// The form of what is printed
        #[arg(long, value_enum, default_value_t = ExplainFormat::Human, conflicts_with = "write")]
        format: ExplainFormat,
        /// For whom, where site.toml has [audiences]
        #[arg(long, value_name = "NAME")]
        audience: Option<String>,
    },
    /// Work on the theme
    Theme {
        #[command(subcommand)]
        command: ThemeTyped,
    },
    /// Say what was found around the knowledge base and what is odd, for a bug report
    Doctor,
    /// Print a JSON Schema, for editors that complete and check as one types
    Schema {
        /// Of which format
        #[arg(value_enum, default_value_t = SchemaFormat::Settings)]
        format: SchemaFormat,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum QuestionsTyped {
    /// Turn a list of what readers searched for, one a line, into expectations to look through
    Import {
        /// The list; `-` for standard input
        file: PathBuf,
        #[command(flatten)]
        shown: Shown,
    },
}

#[derive(Debug, Args)]
struct Shown {
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// For whom, where site.toml has [audiences]
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,
}

impl Shown {
    fn options(self) -> pipeline::Options {
        pipeline::Options {
            drafts: self.drafts,
            audience: self.audience,
            today: commands::today::today(None),
            ..pipeline::Options::default()
        }
    }
}

#[derive(Debug, Subcommand)]
enum ThemeTyped {
    /// Copy the default theme to `themes/default`, to change it there
    Eject,
}

#[derive(Debug, Args)]
struct Content {
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// For whom, where site.toml has [audiences]
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,
    /// The day to publish as of, such as 2026-11-23 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,
    /// Turn warnings into errors
    #[arg(long)]
    strict: bool,
}

impl Content {
    fn options(self) -> pipeline::Options {
        pipeline::Options {
            drafts: self.drafts,
            audience: self.audience,
            strict: self.strict,
            today: commands::today::today(self.date),
            ..pipeline::Options::default()
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatArgument {
    Human,
    Json,
    Github,
    Gitlab,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiArgument {
    /// `.github/workflows/topoi.yml`
    Github,
    /// `.gitlab-ci.yml`
    Gitlab,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StartArgument {
    /// The sample's structure with empty cards, its synonyms and expectations
    SalesPlaybook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// `site.toml`
    Settings,
    /// The front matter of documents
    FrontMatter,
}

#[cfg(feature = "import")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    Markdown,
    Json,
}

impl From<FormatArgument> for Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Human => Self::Human,
            FormatArgument::Json => Self::Json,
            FormatArgument::Github => Self::Github,
            FormatArgument::Gitlab => Self::Gitlab,
            FormatArgument::Sarif => Self::Sarif,
        }
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::parse(name).ok_or_else(|| {
        "expected `article`, `concept`, `principle`, `contrast` or `note`".to_owned()
    })
}

fn date(text: &str) -> Result<Date, String> {
    let day = Date::parse(text).filter(|date| date.day > 0);
    day.ok_or_else(|| "expected a day such as `2026-11-23`".to_owned())
}

/// What to do, with every default filled in.
#[derive(Debug)]
pub enum Command {
    /// `topoi init`
    Init(commands::init::Arguments),
    /// `topoi build`
    Build(commands::build::Arguments),
    /// `topoi serve`
    Serve(commands::serve::Arguments),
    /// `topoi check`
    Check(commands::check::Arguments),
    /// `topoi explain`
    Explain(commands::explain::Arguments),
    /// `topoi ask`
    Ask(commands::ask::Arguments),
    /// `topoi questions import`
    QuestionsImport(commands::questions::Arguments),
    /// `topoi new`
    New(commands::new::Arguments),
    /// `topoi import`
    #[cfg(feature = "import")]
    Import(commands::import::Arguments),
    /// `topoi suggest`
    Suggest(commands::suggest::Arguments),
    /// `topoi theme eject`
    ThemeEject(PathBuf),
    /// `topoi doctor`
    Doctor(PathBuf),
    /// `topoi schema`
    Schema(commands::schema::Format),
    /// `topoi completions`
    Completions(clap_complete::Shell),
    /// `topoi man`
    Man(PathBuf),
}

impl Arguments {
    /// The command, and how it speaks.
    pub fn resolve(self) -> (Command, Terminal) {
        let Global { root, color, quiet, verbose } = self.global;
        let command = match self.command {
            Typed::Init { dir, template, ci } => {
                let start = template.map(|StartArgument::SalesPlaybook| Start::SalesPlaybook);
                let ci = ci.map(|ci| match ci {
                    CiArgument::Github => Ci::Github,
                    CiArgument::Gitlab => Ci::Gitlab,
                });
                Command::Init(commands::init::Arguments { folder: dir, start, ci })
            }
            Typed::Build { output, base_url, baseline, no_wait, no_cache, timings, content } => {
                Command::Build(commands::build::Arguments {
                    root,
                    output,
                    base_url,
                    baseline,
                    no_wait,
                    no_cache,
                    pipeline: content.options(),
                    timings: timings || verbose,
                })
            }
            Typed::Serve { port, host, open, content } => {
                Command::Serve(commands::serve::Arguments {
                    root,
                    port,
                    host,
                    open,
                    pipeline: pipeline::Options { marks_missing: true, ..content.options() },
                })
            }
            Typed::Check { format, baseline, update_baseline, update_urls, content } => {
                let options = content.options();
                Command::Check(commands::check::Arguments {
                    root,
                    format: format.into(),
                    baseline,
                    update_baseline,
                    pipeline: pipeline::Options { renew_ledger: update_urls, ..options },
                })
            }
            Typed::Explain { doc, label, format, shown } => {
                Command::Explain(commands::explain::Arguments {
                    root,
                    doc,
                    label,
                    json: format == ExplainFormat::Json,
                    pipeline: shown.options(),
                })
            }
            Typed::Ask { question, site, limit, json, shown } => {
                Command::Ask(commands::ask::Arguments {
                    root,
                    site,
                    question: question.join(" "),
                    limit: limit.into(),
                    json,
                    pipeline: shown.options(),
                })
            }
            Typed::Questions { command: QuestionsTyped::Import { file, shown } } => {
                Command::QuestionsImport(commands::questions::Arguments {
                    root,
                    file,
                    pipeline: shown.options(),
                })
            }
            Typed::New { kind, title } => {
                Command::New(commands::new::Arguments { root, kind, title })
            }
            #[cfg(feature = "import")]
            Typed::Import {
                paths,
                stdout,
                format,
                keep_all,
                keep_original,
                update,
                dry_run,
                pictures,
                allow_private,
                proxy,
            } => Command::Import(commands::import::Arguments {
                root,
                paths,
                stdout,
                json: format == ImportFormat::Json,
                keep_all,
                keep_original,
                update,
                dry_run,
                pictures,
                access: crate::import::web::Access { allow_private, proxy },
            }),
            Typed::Suggest { principle, keyphrases, write, limit, format, audience } => {
                // Drafts count: what was proposed and written isn't proposed again.
                let shown = Shown { drafts: true, audience };
                Command::Suggest(commands::suggest::Arguments {
                    root,
                    keyphrases,
                    principle,
                    write,
                    limit: limit.map(usize::from),
                    json: format == ExplainFormat::Json,
                    pipeline: shown.options(),
                })
            }
            Typed::Theme { command: ThemeTyped::Eject } => Command::ThemeEject(root),
            Typed::Doctor => Command::Doctor(root),
            Typed::Schema { format } => Command::Schema(match format {
                SchemaFormat::Settings => commands::schema::Format::Settings,
                SchemaFormat::FrontMatter => commands::schema::Format::FrontMatter,
            }),
            Typed::Completions { shell } => Command::Completions(shell),
            Typed::Man { folder } => Command::Man(folder),
        };
        (command, Terminal { color, quiet })
    }
}
