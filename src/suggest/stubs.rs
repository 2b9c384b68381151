//! The document that a proposal becomes: a concept or a contrast, to be filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Proposal, ProposalKind, patterns};
use crate::model::{Kind, RelPath};
use crate::parse::slug::file_stem;
use crate::site::Site;

/// A document to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// Its path under the content root.
    pub path: RelPath,
    /// Its text.
    pub text: String,
}

/// The document that `proposal` becomes; none for what is no document of its own, or of two sides
/// that aren't both concepts yet. It is a draft if `draft`.
pub fn stub(site: &Site, proposal: &Proposal, draft: bool) -> Option<Stub> {
    let (kind, title) = match proposal.kind {
        ProposalKind::Concept => (Kind::Concept, capital_first(&proposal.label)),
        ProposalKind::Contrast
            if proposal.of.iter().all(|side| patterns::is_concept(site, side)) =>
        {
            (Kind::Contrast, capital_first(&proposal.label))
        }
        _ => return None,
    };
    let name = file_stem(&title)?;
    let path = RelPath::normalize(&match folder(site, kind) {
        folder if folder.is_empty() => format!("{name}.md"),
        folder => format!("{folder}/{name}.md"),
    })?;
    let mut text = format!("---\ntitle: {}\n", quoted(&title));
    if site.config.kind_of(&path) != Some(kind) {
        let _ = writeln!(text, "kind: {}", kind.name());
    }
    let list = |names: &[String]| names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", ");
    if !proposal.aliases.is_empty() {
        let _ = writeln!(text, "aliases: [{}]", list(&proposal.aliases));
    }
    if kind == Kind::Contrast {
        let _ = writeln!(text, "between: [{}]", list(&proposal.of));
    }
    if draft {
        text.push_str("draft: true   # delete this line to accept it\n");
    }
    text.push_str("---\n\n");
    text.push_str(match kind {
        Kind::Contrast => "The difference in one sentence.\n",
        _ => "One sentence that says what it is.\n",
    });
    // A comment: it is on no page.
    text.push_str("\n%%\nWhere it stands:\n\n");
    for place in &proposal.places {
        let quote = place.quote.split_whitespace().collect::<Vec<_>>().join(" ");
        let quote = quote.replace("%%", "");
        let _ = writeln!(text, "- {}: {quote}", site.document(place.doc).content_path);
    }
    text.push_str("%%\n");
    Some(Stub { path, text })
}

/// The folder in which documents of `kind` stand: most of those that are there, else the one that
/// `[kinds]` gives to them, else one named after the kind.
fn folder(site: &Site, kind: Kind) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for doc in site.of_kind(kind) {
        *counts.entry(site.document(doc).content_path.parent()).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(folder, count)| (**count, std::cmp::Reverse(**folder)));
    if let Some((folder, _)) = most {
        return (*folder).to_owned();
    }
    let glob = site.config.kinds.iter().filter(|(_, of)| *of == kind).find_map(|(glob, _)| {
        let folder = glob.glob().glob().strip_suffix("/**")?;
        (!folder.contains(['*', '?', '[', '{'])).then(|| folder.to_owned())
    });
    glob.unwrap_or_else(|| kind.info().plural.to_owned())
}

/// A value of front matter in quotation marks: JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn capital_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
