//! Words of settings, of the theme and of other tools, each for those who see what it is about.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::AUDIENCES;
use crate::base::{Doc, NOBODY};
use crate::text::Random;

/// Languages of documents by who sees them; those of a level are in no document of the others.
const LANGUAGES: [&[&str]; 4] = [&["en", "de"], &["fr"], &["es"], &["it"]];

/// What settings and other files than documents say.
#[derive(Clone, Default)]
pub struct Words {
    /// What `site.toml` says of synonyms and navigation.
    pub settings: String,
    /// `questions.toml`.
    pub questions: String,
    /// Files of other tools, by path under the root.
    pub tools: BTreeMap<String, String>,
    /// The theme's words, by language.
    pub interface: BTreeMap<&'static str, String>,
    /// Files under `static/`: for all.
    pub statics: BTreeMap<String, Vec<u8>>,
}

impl Words {
    /// The languages that a document of `level` may be written in.
    pub fn languages(level: usize) -> &'static [&'static str] {
        LANGUAGES[level]
    }

    /// Words about `docs`, each for those who see the least of what it is about.
    pub fn random(docs: &mut [Doc], folders: &[String], random: &mut Random) -> Self {
        let mut words = Self::default();
        words.synonyms(docs, random);
        if random.one_in(2) {
            words.navigation(docs, random);
        } else {
            words.contents(docs, random);
        }
        for (level, folder) in folders.iter().enumerate() {
            let label = format!("{{\"label\": \"{}\"}}", random.canary(level));
            words.tools.insert(format!("articles/{folder}/_category_.json"), label);
        }
        words.questions(docs, random);
        for (level, languages) in LANGUAGES.iter().enumerate().skip(1) {
            for language in *languages {
                let [moved, act, concept, note] = [(); 4].map(|()| random.canary(level));
                let text = format!(
                    "[note]\nmoved-page = \"{moved} {{page}}\"\n[card]\ndo = \"{act}\"\n\
                     [kind]\nconcept = \"{concept}\"\n[callout]\nnote = \"{note}\"\n"
                );
                words.interface.insert(language, text);
            }
        }
        let name = format!("{}.txt", random.canary(0));
        words.statics.insert(name, random.canary(0).into_bytes());
        words
    }

    /// Words that a document says, and others for them; one way and both.
    fn synonyms(&mut self, docs: &mut [Doc], random: &mut Random) {
        for is_both in [true, false, true, false] {
            let number = random.below(docs.len());
            let doc = &mut docs[number];
            let (said, other) = (random.canary(doc.level), random.canary(doc.level));
            doc.blocks.push((doc.level, format!("It is called {said} here.")));
            let text = match is_both {
                true => format!("[[search.synonyms]]\nwords = [\"{said}\", \"{other}\"]\n\n"),
                false => {
                    format!("[[search.synonyms]]\nwords = [\"{other}\"]\nfor = \"{said}\"\n\n")
                }
            };
            self.settings.push_str(&text);
        }
    }

    /// `[[nav]]`: documents under titles of their own, and under a heading over two of them.
    fn navigation(&mut self, docs: &[Doc], random: &mut Random) {
        for _ in 0..3 {
            let pair = [random.of(docs), random.of(docs)];
            let least = pair[0].level.min(pair[1].level);
            writeln!(self.settings, "[[nav]]\ntitle = \"{}\"", random.canary(least)).expect("text");
            for doc in pair {
                let title = random.canary(doc.level);
                writeln!(
                    self.settings,
                    "[[nav.items]]\ntitle = \"{title}\"\npath = \"{}\"",
                    doc.path
                )
                .expect("text");
            }
            self.settings.push('\n');
        }
    }

    /// The same for MkDocs.
    fn contents(&mut self, docs: &[Doc], random: &mut Random) {
        let mut nav = "docs_dir: articles\nnav:\n".to_owned();
        for _ in 0..3 {
            let pair = [random.of(docs), random.of(docs)];
            let least = pair[0].level.min(pair[1].level);
            writeln!(nav, "  - {}:", random.canary(least)).expect("text");
            for doc in pair {
                writeln!(nav, "      - {}: {}", random.canary(doc.level), doc.path).expect("text");
            }
        }
        self.tools.insert("mkdocs.yml".to_owned(), nav);
    }

    /// Questions are asked of a site and stand in none.
    fn questions(&mut self, docs: &[Doc], random: &mut Random) {
        for _ in 0..AUDIENCES.len() {
            let (ask, find) = (random.canary(NOBODY), &random.of(docs).stem);
            writeln!(self.questions, "[[expect]]\nask = \"{ask}\"\nfind = \"{find}\"\n")
                .expect("text");
        }
    }
}
