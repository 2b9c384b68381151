//! Documents that embed, link and note one another without plan: a check of them ends, and every
//! link that leads nowhere by name is told.

use std::path::Path;

use crate::planting::Random;
use crate::samples::{Sample, found};

/// Pieces of documents; `D` is a document, `H` a heading, `B` a block id.
const PIECES: [&str; 24] = [
    "![[D]]",
    "![[D#H]]",
    "![[D#^B]]",
    "- item ![[D#H]] ^B",
    "> quoted ![[D]]",
    "> [!note]- Title ![[D#^B]]\n> body ![[D#H]]",
    "| a | ![[D#^B]] |\n| - | - |\n| ![[D#H]] | x |\n^B",
    "## H",
    "### H",
    "text ^B",
    "text ![[D#H]] among words ^B",
    "a[^B] and ^[in place ![[D#H]]]",
    "[^B]: note ![[D#^B]] [[D]]",
    "%%",
    "<div>\n![[D]]\n</div>",
    "<details>\n\n![[D#H]]\n\n</details>",
    "[text][B]",
    "[B]: D.md#H",
    "==marked ![[D]]==",
    "$$x$$\n^B",
    "1. a\n   - b ![[D]]\n   ^B",
    "Term\n: told ![[D#^B]]",
    "![picture](D.md)",
    "[[nowhere]]",
];

#[test]
fn a_tangle_of_embeds_is_checked_to_the_end() {
    let theme =
        std::sync::Arc::new(topoi::theme::read(Path::new("."), "default").expect("the theme"));
    for seed in 0..if cfg!(feature = "long") { 3000 } else { 150 } {
        let mut random = Random(seed);
        let mut sample = Sample::default();
        for document in ["a", "b", "c", "d"] {
            let mut text = String::new();
            for _ in 0..=random.below(12) {
                let piece = PIECES[random.below(PIECES.len())]
                    .replace('D', ["a", "b", "c", "d"][random.below(4)])
                    .replace('H', ["One", "Two", "Three"][random.below(3)])
                    .replace('B', ["x", "y", "z"][random.below(3)]);
                text += &piece;
                text += ["\n\n", "\n\n", "\n"][random.below(3)];
            }
            sample.texts.insert(format!("{document}.md"), text);
        }
        let told = found(&sample, &theme);
        for (file, text) in sample.texts.iter().filter(|(_, text)| !text.contains("%%")) {
            let broken =
                |fault: &&(String, usize, &str)| fault.0 == *file && fault.2 == "broken-link";
            let least = usize::from(text.starts_with("[[nowhere]]"));
            assert!(told.iter().filter(broken).count() >= least, "seed {seed}: {text}");
        }
    }
}
