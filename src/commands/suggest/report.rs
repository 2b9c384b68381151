//! Proposals and evidence as text and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::commands::print;
use crate::model::LineIndex;
use crate::site::Site;
use crate::suggest::{Candidate, Place, Proposal, ProposalKind, Side};

/// A proposal as JSON has it.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    id: String,
    label: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    of: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    score: f64,
    evidence: Vec<PlaceRow<'a>>,
}

/// A place as JSON has it.
#[derive(Serialize)]
struct PlaceRow<'a> {
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    quote: &'a str,
}

fn place_row<'a>(site: &'a Site, place: &'a Place) -> PlaceRow<'a> {
    let document = site.document(place.doc);
    let block = place.block.map(|block| &document.blocks[block as usize]);
    let line = |start: u32| LineIndex::new(&document.text).position(start as usize).line;
    let anchor = block.and_then(|block| block.anchor);
    PlaceRow {
        document: document.content_path.as_str(),
        line: block.map(|block| line(block.source.start)),
        at: anchor.map(|anchor| format!("#{}", document.anchors[anchor as usize].id)),
        quote: &place.quote,
    }
}

/// To three digits, as JSON has it.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e3).round() / 1e3
}

pub(super) fn json(site: &Site, proposals: &[Proposal]) -> String {
    let rows: Vec<Row<'_>> = proposals
        .iter()
        .map(|proposal| Row {
            kind: proposal.kind.name(),
            id: proposal.id(),
            label: &proposal.label,
            of: &proposal.of,
            relation: proposal.relation,
            aliases: &proposal.aliases,
            score: rounded(proposal.score),
            evidence: proposal.places.iter().map(|place| place_row(site, place)).collect(),
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("rows of text and numbers are JSON");
    text.push('\n');
    text
}

/// What proposals of a kind are, as a heading.
fn heading(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::Concept => "Concepts that nobody has written",
        ProposalKind::Alias => "Other names of concepts",
        ProposalKind::Contrast => "Contrasts",
        ProposalKind::Relation => "Relations",
        ProposalKind::Question => "Questions that the articles ask",
        ProposalKind::Author => "Names that may be one author's",
        ProposalKind::Duplicate => "To review: passages that say nearly the same",
        ProposalKind::Contradiction => "To review: sentences that may contradict each other",
    }
}

/// Places that a person is shown of a proposal.
const PLACES: usize = 2;

pub(super) fn human(site: &Site, proposals: &[Proposal]) -> String {
    let mut out = String::new();
    for group in proposals.chunk_by(|a, b| a.kind == b.kind) {
        let _ = writeln!(out, "{}\n", heading(group[0].kind));
        for proposal in group {
            let _ = writeln!(out, "  {}", proposal.id());
            if !proposal.aliases.is_empty() {
                let _ = writeln!(out, "      also {}", proposal.aliases.join(", "));
            }
            if proposal.kind == ProposalKind::Author {
                let _ = writeln!(out, "      also {}", proposal.of.join("; "));
            }
            for place in proposal.places.iter().take(PLACES) {
                let row = place_row(site, place);
                let line = row.line.map(|line| format!(":{line}")).unwrap_or_default();
                let _ = writeln!(out, "      {}{line}: {}", row.document, short(row.quote));
            }
            if proposal.places.len() > PLACES {
                let more = print::count(proposal.places.len() - PLACES, "more place");
                let _ = writeln!(out, "      {more}");
            }
        }
        out.push('\n');
    }
    out
}

/// As much of a quotation as fits a line.
fn short(quote: &str) -> String {
    const WIDTH: usize = 90;
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

/// Evidence as JSON has it.
#[derive(Serialize)]
struct EvidenceRow<'a> {
    article: &'a str,
    at: &'a Option<String>,
    quote: Option<&'a str>,
    /// What the passage says, where it is a digest, of which only quotations may be quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<&'a str>,
    /// `for` or `against`, as it reads; the stance is a person's to say.
    reads: &'static str,
    score: f64,
}

pub(super) fn evidence_json(site: &Site, found: &[Candidate]) -> String {
    let rows: Vec<EvidenceRow<'_>> = found
        .iter()
        .map(|candidate| EvidenceRow {
            article: article(site, candidate),
            at: &candidate.at,
            quote: candidate.quotable.then_some(candidate.says.as_str()),
            says: (!candidate.quotable).then_some(candidate.says.as_str()),
            reads: reads(candidate.side),
            score: rounded(candidate.score),
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("rows of text and numbers are JSON");
    text.push('\n');
    text
}

/// Entries of `evidence`, to paste into front matter: those that read for it, then the others.
pub(super) fn evidence_yaml(site: &Site, found: &[Candidate]) -> String {
    let mut out = String::new();
    for side in [Side::For, Side::Against] {
        let here: Vec<&Candidate> = found.iter().filter(|found| found.side == side).collect();
        if here.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  # These read {} it. The stance is yours to say.", reads(side));
        for candidate in here {
            let quoted = |text: &str| serde_json::Value::from(text).to_string();
            let quote = candidate.says.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "  - article: {}", value(article(site, candidate)));
            let _ = writeln!(out, "    stance:   # supports, qualifies or disputes");
            if let Some(at) = &candidate.at {
                let _ = writeln!(out, "    at: {}", quoted(at));
            }
            let _ = match candidate.quotable {
                true => writeln!(out, "    quote: {}", quoted(&quote)),
                false => writeln!(out, "    # a digest, not to be quoted: {quote}"),
            };
            let _ = writeln!(out, "    note:");
        }
    }
    out
}

/// A value of YAML; a string of JSON is one. What is a word to both needs no quotation marks.
fn value(name: &str) -> String {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '/' | '-');
    let word = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(letter);
    match word && !matches!(name, "yes" | "no" | "on" | "off" | "true" | "false" | "null") {
        true => name.to_owned(),
        false => serde_json::Value::from(name).to_string(),
    }
}

fn reads(side: Side) -> &'static str {
    match side {
        Side::For => "for",
        Side::Against => "against",
    }
}

/// How an article is named in evidence: its file's name where that is enough, else its path.
fn article<'a>(site: &'a Site, candidate: &Candidate) -> &'a str {
    let path = &site.document(candidate.article).content_path;
    let stem = path.file_stem();
    let alone =
        site.documents.iter().filter(|other| other.content_path.file_stem() == stem).count();
    match alone {
        1 => stem,
        _ => path.as_str().trim_end_matches(".md"),
    }
}
