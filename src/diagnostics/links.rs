//! What can be wrong with links, embeds, attachments, URLs and audiences.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

/// What becomes of an attachment that holds something that would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveFate {
    /// It is not published.
    LeftOut,
    /// It is published without it.
    Defused,
    /// It is published as it is.
    Published,
}

impl Diagnostic {
    /// Two documents want `url`; `other` has it.
    pub fn url_collision(file: &RelPath, span: Option<Span>, url: &str, other: &RelPath) -> Self {
        let message = format!("`{file}` and `{other}` both claim the URL `{url}`");
        Self::new(Code::UrlCollision, file, span, message)
            .help("rename one of them, or give it a `slug`")
    }

    /// A file of `static/` stands where `what` does.
    pub fn static_collision(file: &RelPath, url: &str, what: &str) -> Self {
        let message = format!("`{file}` and {what} both claim the URL `{url}`");
        Self::new(Code::UrlCollision, file, None, message)
            .help("rename the file, or take it away; it is not published")
    }

    /// No document or file is called `target`; `help` says what may be meant.
    pub fn broken_link(file: &RelPath, span: Span, embed: bool, target: &str, help: &str) -> Self {
        let message = format!("there is no document or file `{target}`");
        Self::new(link_code(embed, Code::BrokenLink), file, Some(span), message).help(help)
    }

    /// A link without a target.
    pub fn empty_link(file: &RelPath, span: Span, embed: bool) -> Self {
        let message = "this link has no target".to_owned();
        Self::new(link_code(embed, Code::BrokenLink), file, Some(span), message)
            .help("write where it leads, or take the brackets away")
    }

    /// What was to be a link and is none: its target has spaces.
    pub fn spaced_link(file: &RelPath, span: Span, target: &str) -> Self {
        let message = format!("`{target}` has spaces, so that this is no link");
        Self::new(Code::BrokenLink, file, Some(span), message)
            .help(format!("write `<{target}>`, or `%20` for each space"))
    }

    /// A path that only another program reads so, from its own root or, as `page` tells, as the
    /// address of a page; `others` are as many in the same document. It leads to `found`, and
    /// `mend` would lead there everywhere.
    pub fn foreign_path(
        file: &RelPath,
        span: Span,
        target: &str,
        what: &str,
        others: usize,
        found: &str,
        mend: &str,
    ) -> Self {
        let more = match others {
            0 => String::new(),
            1 => "; another link here is like it".to_owned(),
            others => format!("; {others} other links here are like it"),
        };
        Self::new(Code::ForeignPath, file, Some(span), format!("`{target}` {what}{more}"))
            .help(format!("it leads to `{found}`; `{mend}` would, too, in every program"))
    }

    /// A link that leads out of the content root.
    pub fn link_outside(file: &RelPath, span: Span, target: &str, content_root: &str) -> Self {
        let message = format!("`{target}` lies outside the content root");
        let root = if content_root.is_empty() { "." } else { content_root };
        Self::new(Code::BrokenLink, file, Some(span), message)
            .help(format!("only what lies below `{root}` is published; move the file there"))
    }

    /// A fragment that the document it is looked for in doesn't have.
    pub fn broken_anchor(
        file: &RelPath,
        span: Span,
        embed: bool,
        target: &RelPath,
        fragment: &str,
        help: &str,
    ) -> Self {
        let message = format!("there is no heading, block or id `#{fragment}` in `{target}`");
        Self::new(link_code(embed, Code::BrokenAnchor), file, Some(span), message).help(help)
    }

    /// Several documents or files answer to `target`; the first of `candidates` was taken.
    pub fn ambiguous_link(file: &RelPath, span: Span, target: &str, candidates: &str) -> Self {
        let message = format!("`{target}` may mean {candidates}");
        Self::new(Code::AmbiguousLink, file, Some(span), message)
            .help("the first is taken; write its path to say so")
    }

    /// A link to a document that exists and isn't built.
    pub fn left_out_link(file: &RelPath, span: Span, target: &RelPath) -> Self {
        let message = format!("`{target}` is left out of this build");
        Self::new(Code::LeftOutLink, file, Some(span), message).help(
            "it is a draft, or not marked to be published; readers see no link, and nothing of its \
             name",
        )
    }

    /// A link to a document that is for others than those who see this one; `audience` names
    /// them, if they are known.
    pub fn unseen_link(file: &RelPath, span: Span, target: &RelPath, audience: &[&str]) -> Self {
        let message = format!("`{target}` is not for those who see this page");
        let callout = match audience {
            [] => String::new(),
            [first, ..] => format!(", put the link into a callout `> [!{first}]`"),
        };
        Self::new(Code::UnseenLink, file, Some(span), message).help(format!(
            "link to what they may see{callout}, or give this page the same `audience`; nothing of \
             the name is shown"
        ))
    }

    /// A circle of embeds, `path` naming it.
    pub fn embed_cycle(file: &RelPath, span: Span, path: &str) -> Self {
        Self::new(Code::EmbedCycle, file, Some(span), format!("embeds go in a circle: {path}"))
            .help("make one of them a link, or embed a section that doesn't hold the circle")
    }

    /// An embed that is too deep or too large.
    pub fn embed_limit(file: &RelPath, span: Span, depth: u32, mebibytes: u64) -> Self {
        Self::new(
            Code::EmbedLimit,
            file,
            Some(span),
            "this embed nests too deep or draws too much".to_owned(),
        )
        .help(format!(
            "it becomes a link: at most {depth} levels and {mebibytes} MiB are drawn on one page"
        ))
    }

    /// A link with a scheme that runs or carries content.
    pub fn unsafe_link(file: &RelPath, span: Span, scheme: &str) -> Self {
        Self::new(
            Code::UnsafeLink,
            file,
            Some(span),
            format!("a link with the scheme `{scheme}:` is not published"),
        )
        .help("link to a page or a file instead")
    }

    /// A target that is a file on the author's own machine.
    pub fn local_file(file: &RelPath, span: Span, target: &str) -> Self {
        let message = format!("`{target}` is a file on your own machine, which no reader can open");
        Self::new(Code::BrokenLink, file, Some(span), message)
            .help("copy it into the folder and link to it by its path there")
    }

    /// A picture or embed from a host that isn't allowed.
    pub fn remote_resource(file: &RelPath, span: Span, host: &str) -> Self {
        Self::new(
            Code::RemoteResource,
            file,
            Some(span),
            format!("this comes from another host, `{host}`, and becomes a link"),
        )
        .help(format!(
            "save it beside the document; pictures of a host are shown where `[security] remote` names it, such as `[\"{host}\"]`"
        ))
    }

    /// A link to a file that holds something that would run, and what becomes of it.
    pub fn active_attachment(file: &RelPath, span: Span, name: &str, fate: ActiveFate) -> Self {
        let (message, help) = match fate {
            ActiveFate::LeftOut => (
                format!(
                    "`{name}` would run in the reader's browser, as a part of this site, and is not published"
                ),
                "publish it elsewhere, or say under `[security]` that you know all of them: `attachments = \"trusted\"`",
            ),
            ActiveFate::Defused => (
                format!(
                    "`{name}` holds something that would run in the reader's browser; it is left out of it"
                ),
                "take the script out of the drawing, or say under `[security]` that you know all of them: `attachments = \"trusted\"`",
            ),
            ActiveFate::Published => (
                format!("`{name}` runs in the reader's browser, as a part of this site"),
                "see that you know what it does; `active-attachment = \"allow\"` under `[check]` keeps this quiet",
            ),
        };
        Self::new(Code::ActiveAttachment, file, Some(span), message).help(help)
    }

    /// A link to a file whose fields name somebody.
    pub fn attachment_metadata(file: &RelPath, span: Span, name: &str, authors: &[String]) -> Self {
        let more = match authors.len() {
            0..=3 => String::new(),
            count => format!(" and {} more", count - 3),
        };
        let authors: Vec<String> = authors.iter().take(3).map(|name| format!("`{name}`")).collect();
        let message = format!("`{name}` names {}{more} in its properties", authors.join(", "));
        Self::new(Code::AttachmentMetadata, file, Some(span), message).help(
            "clear them in the program that wrote it, or keep this quiet by `attachment-metadata = \"allow\"` under `[check]`",
        )
    }

    /// A document for an audience that isn't declared; `names` are those that are.
    pub fn unknown_audience(file: &RelPath, span: Span, audience: &str, names: &[&str]) -> Self {
        let message = format!("there is no audience `{audience}`");
        let declared = match names {
            [] => "declare it in `site.toml` under `[audiences]`".to_owned(),
            names => format!("`[audiences]` declares `{}`", names.join("`, `")),
        };
        Self::new(Code::UnknownAudience, file, Some(span), message)
            .help(format!("the document is left out, since it may be private; {declared}"))
    }

    /// A glob under `[audiences.NAME]` that no file is called like.
    pub fn idle_glob(file: &RelPath, span: Span, audience: &str) -> Self {
        let message = format!("no file is kept for `{audience}` by this glob");
        Self::new(Code::IdleGlob, file, Some(span), message).help(
            "write a path under the content root, such as `board/**`; what it was to keep may be \
             seen by all",
        )
    }

    /// A callout, or what looks like one, whose name has a `word` that may be to keep it private;
    /// `near` is the audience that it may mean. `whole` tells that its document is left out with
    /// it, because nobody knows where it ends.
    pub fn doubtful_audience(
        file: &RelPath,
        span: Span,
        word: &str,
        near: Option<&str>,
        whole: bool,
    ) -> Self {
        let same = near.filter(|near| near.to_lowercase() == word.to_lowercase());
        let message = match same {
            Some(name) => format!("this is no callout for the audience `{name}`"),
            None => format!("there is no audience `{word}`"),
        };
        let lost = if whole { "the document" } else { "this part" };
        let meant = match near {
            Some(near) => format!("write `> [!{near}]` if it is for that audience"),
            None => "declare the audience in `site.toml` under `[audiences]`".to_owned(),
        };
        Self::new(Code::UnknownAudience, file, Some(span), message).help(format!(
            "{lost} is left out, since it may be private; {meant}, or give it another name"
        ))
    }

    /// A name on the path of `file` that Windows cannot hold, for `reason`; `others` are as many
    /// beside it.
    pub fn unportable_name(file: &RelPath, name: &str, reason: &str, others: usize) -> Self {
        let beside = match others {
            0 => String::new(),
            1 => ", and there is another such name beside it".to_owned(),
            others => format!(", and there are {others} other such names beside it"),
        };
        let message = format!("`{name}` is a name that Windows cannot hold: {reason}{beside}");
        Self::new(Code::UnportableName, file, None, message)
            .help("rename it, so that the folder and its site can stand there too")
    }

    /// A file whose format is not read.
    pub fn unsupported_file(
        file: &RelPath,
        folder: &RelPath,
        extension: &str,
        count: usize,
    ) -> Self {
        let place = match folder.as_str() {
            "" => "the top folder".to_owned(),
            folder => format!("`{folder}`"),
        };
        let message = match count {
            1 => format!("1 `.{extension}` file in {place} is not read"),
            count => format!("{count} `.{extension}` files in {place} are not read"),
        };
        Self::new(Code::UnsupportedFile, file, None, message).help(
            "topoi reads Markdown alone: they make no page, and where a document links to one it \
             is a download",
        )
    }
}

/// What is broken about an embed has one code, whatever it is.
fn link_code(embed: bool, code: Code) -> Code {
    if embed { Code::BrokenEmbed } else { code }
}
