//! Who wrote a page: what its data and its metadata say, then what it shows.

use serde_json::Value;

use super::blocks::Block;
use super::dom::{Dom, NodeId};
use super::metadata::{Data, Metas, Site, clean, line_day, types};
use crate::import::names;

/// Words of names that are no person's.
const OFFICES: [&str; 18] = [
    "admin",
    "administrator",
    "editor",
    "editors",
    "editorial",
    "staff",
    "guest",
    "unknown",
    "anonymous",
    "team",
    "none",
    "null",
    "webmaster",
    "root",
    "user",
    "contributor",
    "contributors",
    "desk",
];
/// Parts of addresses that lead to a person's page, in whose link its name stands.
const PEOPLE: [&str; 16] = [
    "author",
    "authors",
    "contributor",
    "contributors",
    "staff",
    "writer",
    "writers",
    "people",
    "columnists",
    "journalists",
    "profile",
    "profiles",
    "reporter",
    "blogger",
    "instructor",
    "u",
];
/// A byline stands among so many blocks from the heading.
const NEAR: usize = 25;

/// So many values are looked at for the names of a page's authors.
const MOST_LOOKS: usize = 500;

/// The authors of a page, none where it names none clearly.
pub fn authors(
    dom: &Dom,
    metas: &Metas,
    data: &Data,
    blocks: &[Block],
    site: &Site,
) -> Vec<String> {
    let keep = |names: Vec<String>| keep(names, site);
    let told = in_data(data, &keep).or_else(|| in_metas(metas, &keep)).unwrap_or_default();
    // One word is often a name to log in with.
    if !told.is_empty() && told.iter().all(|name| name.contains(' ')) {
        return told;
    }
    let shown = keep(shown(dom, blocks));
    if shown.is_empty() { told } else { shown }
}

/// The names that are of people, each once.
fn keep(names: Vec<String>, site: &Site) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        let lower = name.to_lowercase();
        let office =
            lower.split(|c: char| !c.is_alphanumeric()).any(|word| OFFICES.contains(&word));
        let address = ["http", "@", ".com", "www."].iter().any(|sign| lower.contains(sign));
        // A site may be called as the person who writes it, but for that its name is one.
        let fits = !office
            && !address
            && lower.chars().count() <= 80
            && lower.chars().any(char::is_alphabetic)
            && (!site.is(&name) || names::is_name(&name));
        if fits && !kept.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            kept.push(name);
        }
        if kept.len() == names::MOST {
            break;
        }
    }
    kept
}

type Keep<'a> = &'a dyn Fn(Vec<String>) -> Vec<String>;

fn in_data(data: &Data, keep: Keep<'_>) -> Option<Vec<String>> {
    data.articles()
        .chain(data.pages())
        .map(|object| {
            let mut looks = MOST_LOOKS;
            let names = object.get("author").map(|author| data_names(data, author, &mut looks));
            names.unwrap_or_default()
        })
        .map(keep)
        .find(|names| !names.is_empty())
}

/// The names in an author, who may be told by reference; references may go round, so that `looks`
/// says how many values may still be looked at.
fn data_names(data: &Data, author: &Value, looks: &mut usize) -> Vec<String> {
    let Some(left) = looks.checked_sub(1) else { return Vec::new() };
    *looks = left;
    match author {
        Value::String(name) => names::people(&clean(name)),
        Value::Array(list) => {
            list.iter().flat_map(|author| data_names(data, author, looks)).collect()
        }
        Value::Object(_) => {
            let author = data.resolve(author);
            if types(author).any(|kind| kind == "Organization") {
                return Vec::new();
            }
            author.get("name").map(|name| data_names(data, name, looks)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn in_metas(metas: &Metas, keep: Keep<'_>) -> Option<Vec<String>> {
    let names = [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "citation_author",
        "sailthru.author",
        "parsely-author",
        "byl",
    ];
    let label = metas.get(&["twitter:label1"]).unwrap_or_default().to_lowercase();
    let card = label.ends_with(" by").then_some("twitter:data1");
    names
        .into_iter()
        .chain(card)
        .map(|name| keep(metas.all(name).flat_map(names::people).collect()))
        .find(|names| !names.is_empty())
}

/// Authors as the page shows them: elements that are marked so, a line "By X", a link to a person's
/// page, an element that is called after its author.
fn shown(dom: &Dom, blocks: &[Block]) -> Vec<String> {
    let elements = || (0..dom.size() as NodeId).filter(|&id| !dom.tag(id).is_empty());
    let own = |id: &NodeId| !is_of_readers(dom, *id);
    let people = |id: NodeId| names_in(&dom.text_of(id));
    let found = elements()
        .filter(|&id| is_marked(dom, id))
        .filter(own)
        .map(people)
        .find(|names| !names.is_empty());
    if let Some(found) = found {
        return found;
    }
    let byline = byline(dom, blocks);
    if !byline.is_empty() {
        return byline;
    }
    let heading = dom.elements("h1").next().unwrap_or(0);
    let links = elements().filter(|&id| dom.tag(id) == "a" && leads_to_a_person(dom, id));
    let named = elements().filter(|&id| is_named(dom, id));
    // Those behind the heading first: before it stand menus.
    let (behind, before): (Vec<NodeId>, Vec<NodeId>) =
        links.chain(named).filter(own).partition(|&id| id > heading);
    behind.into_iter().chain(before).map(people).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The names in a text that is nothing else.
fn names_in(text: &str) -> Vec<String> {
    if text.len() > 200 {
        return Vec::new();
    }
    let people = names::people(text);
    if people.iter().all(|name| names::is_name(name)) { people } else { Vec::new() }
}

fn has(dom: &Dom, id: NodeId, name: &str, word: &str) -> bool {
    dom.attribute(id, name).is_some_and(|value| {
        value.split_ascii_whitespace().any(|part| part.eq_ignore_ascii_case(word))
    })
}

fn is_marked(dom: &Dom, id: NodeId) -> bool {
    has(dom, id, "rel", "author")
        || has(dom, id, "itemprop", "author")
        || has(dom, id, "class", "author-name")
        || has(dom, id, "class", "p-author")
        || has(dom, id, "class", "byline-name")
        || has(dom, id, "class", "author__name")
}

/// Whether an element stands among readers' comments, or in a list of other articles.
fn is_of_readers(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).take(12).any(|outer| {
        let of = |name: &str| {
            let value = dom.attribute(outer, name).unwrap_or("").to_ascii_lowercase();
            ["comment", "related", "recommend", "testimonial", "review-"]
                .iter()
                .any(|word| value.contains(word))
        };
        matches!(dom.tag(outer), "nav" | "footer") || of("class") || of("id")
    })
}

/// Whether a link leads to the page of a person: `/author/ann-fox`.
fn leads_to_a_person(dom: &Dom, id: NodeId) -> bool {
    let address = dom.attribute(id, "href").unwrap_or("").to_ascii_lowercase();
    let path = address.split(['?', '#']).next().unwrap_or("");
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    parts.iter().rev().skip(1).take(3).any(|part| PEOPLE.contains(part))
}

/// Whether an element's class says that it holds an author's name: `author`, `AuthorName`,
/// `post-author`, `byline`.
fn is_named(dom: &Dom, id: NodeId) -> bool {
    let classes = dom.attribute(id, "class").unwrap_or("");
    classes.split_ascii_whitespace().any(|class| {
        let lower = class.to_ascii_lowercase();
        let held =
            lower.contains("author") && (lower.contains("name") || lower.ends_with("author"));
        held || lower == "authors" || lower.contains("byline") || lower.contains("written-by")
    })
}

/// A line near the heading that says who wrote it: `By X`, or `X | Writer | 5 March 2024`.
fn byline(dom: &Dom, blocks: &[Block]) -> Vec<String> {
    let heading = blocks.iter().position(|block| dom.tag(block.element) == "h1").unwrap_or(0);
    for (place, block) in blocks.iter().skip(heading).take(NEAR).enumerate() {
        let text = block.text.trim();
        if text.len() >= 160 {
            continue;
        }
        let lower = text.to_lowercase();
        let opens = [
            "by ",
            "by: ",
            "von ",
            "par ",
            "por ",
            "written by",
            "posted by",
            "author:",
            "authors:",
            "di ",
            "door ",
        ];
        let first = text.split(['|', '•', '·', '\n', '–', '—']).next().unwrap_or("");
        let first = first.split(" on ").next().unwrap_or("");
        if opens.iter().any(|opening| lower.starts_with(opening)) {
            let people: Vec<String> =
                names::people(first).into_iter().filter(|name| names::is_name(name)).collect();
            if !people.is_empty() {
                return people;
            }
        }
        let dated = place < 8 && first.len() < text.len() && line_day(text).is_some();
        let people = if dated { names_in(first) } else { Vec::new() };
        if !people.is_empty() {
            return people;
        }
    }
    Vec::new()
}
