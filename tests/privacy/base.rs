//! Random knowledge bases whose every word tells who may see it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::AUDIENCES;
use crate::files::{drawing, paper, photo, picture};
use crate::settings::Words;
use crate::text::Random;

/// A level of which nobody sees anything: drafts, comments, what is doubtful.
pub const NOBODY: usize = AUDIENCES.len();
const KINDS: [&str; 5] = ["concept", "article", "principle", "contrast", "note"];

/// A base in memory.
#[derive(Clone)]
pub struct Base {
    docs: Vec<Doc>,
    /// `[[topics]]`: titles, descriptions and the numbers of their concepts.
    topics: Vec<(String, String, Vec<String>)>,
    /// Types of relations: name, label, inverse.
    relations: Vec<[String; 3]>,
    /// A folder for each level.
    folders: Vec<String>,
    role: String,
    /// Synonyms, navigation, questions, words of the interface, files of other tools.
    pub words: Words,
    /// Files beside the documents, by path under the content root.
    pub attachments: BTreeMap<String, Vec<u8>>,
    /// Texts outside the content root.
    pub originals: BTreeMap<String, String>,
    /// Whose parts of the documents are left; all, if nobody's.
    seen_by: Option<usize>,
}

/// A document of a base.
#[derive(Clone)]
pub struct Doc {
    /// Its path under the content root.
    pub path: String,
    /// The path's name without ending.
    pub stem: String,
    /// Its title.
    pub title: String,
    kind: &'static str,
    /// Who sees it.
    pub level: usize,
    front: String,
    /// Its blocks, each with who sees it.
    pub blocks: Vec<(usize, String)>,
}

impl Base {
    /// The base of `seed`.
    pub fn random(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let count = 9 + random.below(8);
        let folders: Vec<String> = (0..=NOBODY).map(|level| random.canary(level)).collect();
        let docs = (0..count).map(|number| doc(&mut random, number, &folders)).collect();
        let mut base = Self {
            docs,
            topics: Vec::new(),
            relations: Vec::new(),
            folders,
            role: random.canary(NOBODY),
            words: Words::default(),
            attachments: BTreeMap::new(),
            originals: BTreeMap::new(),
            seen_by: None,
        };
        for number in 0..count {
            base.fill(number, &mut random);
        }
        for _ in 0..3 {
            base.topic(&mut random);
        }
        base.words = Words::random(&mut base.docs, &base.folders, &mut random);
        base
    }

    /// What is left where nobody but those of `level` was ever written for.
    pub fn seen_by(&self, level: usize) -> Self {
        let mut base = Self { seen_by: Some(level), ..self.clone() };
        base.docs.retain(|doc| doc.level <= level);
        base
    }

    /// The documents' paths under the content root and their texts, sorted.
    pub fn texts(&self) -> impl Iterator<Item = (&String, String)> {
        let seen_by = self.seen_by.unwrap_or(NOBODY);
        let mut docs: Vec<&Doc> = self.docs.iter().collect();
        docs.sort_by(|a, b| a.path.cmp(&b.path));
        docs.into_iter().map(move |doc| {
            let seen = doc.blocks.iter().filter(|(level, _)| *level <= seen_by);
            let blocks: Vec<&str> = seen.map(|(_, block)| block.as_str()).collect();
            (&doc.path, format!("{}{}\n", doc.front, blocks.join("\n\n")))
        })
    }

    /// The text of `site.toml`.
    pub fn settings(&self) -> String {
        let mut text =
            "[site]\ntitle = \"Base\"\nbase_url = \"https://base.example\"\n\n".to_owned();
        write!(
            text,
            "[audiences]\npublic = []\n\n\
             [audiences.partner]\nincludes = [\"public\"]\nfiles = [\"{}/**\"]\n\n\
             [audiences.internal]\nincludes = \"partner\"\nfiles = [\"{}\"]\n\n",
            self.folders[1], self.folders[2]
        )
        .expect("text");
        text.push_str(&self.words.settings);
        write!(text, "[roles]\ndo = [\"{}\"]\n\n", self.role).expect("text");
        for [name, label, inverse] in &self.relations {
            write!(text, "[relations.{name}]\nlabel = \"{label}\"\ninverse = \"{inverse}\"\n\n")
                .expect("text");
        }
        for (title, description, concepts) in &self.topics {
            write!(
                text,
                "[[topics]]\ntitle = \"{title}\"\ndescription = \"{description}\"\nconcepts = {concepts:?}\n\n"
            )
            .expect("text");
        }
        text
    }

    /// A topic of concepts; its words are for those who see the least of them.
    fn topic(&mut self, random: &mut Random) {
        let concepts: Vec<&Doc> = self.docs.iter().filter(|doc| doc.kind == "concept").collect();
        if concepts.is_empty() {
            return;
        }
        let chosen: Vec<&Doc> = (0..2).map(|_| *random.of(&concepts)).collect();
        let level = chosen.iter().map(|doc| doc.level).min().unwrap_or(NOBODY);
        let names = chosen.iter().map(|doc| doc.stem.clone()).collect();
        self.topics.push((random.canary(level), random.canary(level), names));
    }

    /// Writes front matter and body of document `number`.
    fn fill(&mut self, number: usize, random: &mut Random) {
        let doc = self.docs[number].clone();
        let mut front = format!("---\ntitle: {}\nkind: {}\n", doc.title, doc.kind);
        // A folder's audience needs no line, and none that names a wider one changes it.
        let kept = doc.path.contains('/') && (1..NOBODY).contains(&doc.level);
        front.push_str(privacy(if kept && random.one_in(2) { 0 } else { doc.level }, random));
        for key in ["tags", "aliases", "answers", "unlink", "authors", "x-list"] {
            writeln!(front, "{key}: [{}]", random.canary(doc.level)).expect("text");
        }
        if random.one_in(3) {
            writeln!(front, "slug: {}", random.canary(doc.level)).expect("text");
        }
        if random.one_in(2) {
            writeln!(front, "lang: {}", *random.of(Words::languages(doc.level))).expect("text");
        }
        for key in ["description", "owner", "x-own"] {
            writeln!(front, "{key}: {}", random.canary(doc.level)).expect("text");
        }
        writeln!(front, "redirect_from: [/{}.html]", random.canary(doc.level)).expect("text");
        writeln!(front, "updated: 2026-0{}-01", 1 + random.below(9)).expect("text");
        writeln!(front, "up: \"[[{}]]\"", self.any(random).stem).expect("text");
        writeln!(front, "concepts: [{}, {}]", self.any(random).stem, self.any(random).stem)
            .expect("text");
        self.fields_of_kind(&doc, &mut front, random);
        front.push_str("---\n\n");
        let blocks = (0..4 + random.below(6)).map(|_| self.block(&doc, random)).collect();
        self.docs[number].front = front;
        self.docs[number].blocks = blocks;
    }

    fn fields_of_kind(&mut self, doc: &Doc, front: &mut String, random: &mut Random) {
        let mut line = |text: String| front.push_str(&(text + "\n"));
        let level = doc.level;
        match doc.kind {
            "concept" => {
                for key in ["misspellings", "exact", "except"] {
                    line(format!("{key}: [{}]", random.canary(level)));
                }
                line(format!("pin: [\"{}#first\"]", self.any(random).stem));
                line(format!("hide: [\"{}#first\"]", self.any(random).stem));
                line(format!("members: [{}, {}]", self.any(random).stem, self.any(random).stem));
                let other = self.any(random);
                line(format!("relations:\n  broader: [{}]", other.stem));
                if random.one_in(3) {
                    let (to, seen) = (other.stem.clone(), other.level.max(level));
                    let seen = if other.kind == "concept" { seen } else { NOBODY };
                    let [name, label, inverse] = [(); 3].map(|()| random.canary(seen));
                    line(format!("  {name}: [{to}]"));
                    self.relations.push([name, label, inverse]);
                }
            }
            "principle" => {
                line("evidence:".to_owned());
                for stance in ["supports", "disputes"] {
                    let article = self.any(random).stem.clone();
                    line(format!("  - article: {article}\n    stance: {stance}"));
                    line(format!("    at: \"#first\"\n    note: {}", random.canary(level)));
                }
            }
            "contrast" => {
                line(format!("between: [{}, {}]", self.any(random).stem, self.any(random).stem));
            }
            "article" => {
                line(format!("source: https://{}.example/x", random.canary(level)));
                line(format!("license: {}", random.canary(level)));
                let original = format!("raw/{}.txt", random.canary(NOBODY));
                line(format!("original: {original}"));
                self.originals.insert(original, random.canary(NOBODY));
            }
            _ => {}
        }
    }

    /// A document that anything may point to.
    fn any(&self, random: &mut Random) -> &Doc {
        random.of(&self.docs)
    }

    /// A block of `doc`, and who may see it.
    fn block(&mut self, doc: &Doc, random: &mut Random) -> (usize, String) {
        if !random.one_in(3) {
            return (doc.level, self.plain_block(doc.level, random));
        }
        let level = (doc.level + 1 + random.below(NOBODY)).min(NOBODY);
        let inside: Vec<String> =
            (0..1 + random.below(3)).map(|_| self.plain_block(level, random)).collect();
        let quoted = inside.join("\n\n").replace('\n', "\n> ");
        let name = match level {
            NOBODY => *random.of(&["intrenal", "note|internal", "secret", "Partner-only"]),
            level => AUDIENCES[level],
        };
        (level, format!("> [!{name}]- {}\n> {quoted}", random.canary(level)))
    }

    /// A block of words that those of `level` may see, with links to anything.
    fn plain_block(&mut self, level: usize, random: &mut Random) -> String {
        let word = random.canary(level);
        let other = self.any(random).clone();
        let seen: Vec<&Doc> = self.docs.iter().filter(|doc| doc.level <= level).collect();
        let mention = seen.get(random.below(seen.len().max(1))).map_or("", |doc| &doc.title);
        match random.below(24) {
            0 => format!("## First\n\nA {word} with {mention} in it."),
            1 => format!(
                "### {word} {mention}\n\nText under it, {mention}. ^{}",
                random.canary(level)
            ),
            2 => format!("```sh\n{word} --help\n```"),
            3 => format!("Code `{word}` and ==marked {mention}== and $x_{{{word}}}$."),
            4 => {
                format!("- {word}\n- #{} [[{}]]\n- [ ] {mention}", random.canary(level), other.stem)
            }
            5 => format!(
                "| a | {word} |\n|---|---|\n| [[{}\\|{}]] | {mention} |",
                other.stem,
                random.canary(level)
            ),
            6 => format!(
                "See [[{}]], [[{}#First]] and [{word}]({}).",
                other.stem, other.title, other.path
            ),
            7 => format!("![[{}]]", other.stem),
            8 => format!("![[{}#First]]", other.stem),
            9 => format!(
                "A note.[^{word}]\n\n[^{word}]: {} [[{}]]",
                random.canary(level),
                other.stem
            ),
            10 => format!(
                "Seen %%{}%% and <!-- {} -->.",
                random.canary(NOBODY),
                random.canary(NOBODY)
            ),
            11 => format!("<details><summary>{word}</summary>\n\n{mention}\n\n</details>"),
            12 => format!(
                "<a href=\"{0}.html\">{0}</a> and [{1}][{word}]\n\n[{word}]: {2} \"{3}\"",
                other.stem,
                random.canary(level),
                other.path,
                random.canary(level)
            ),
            13 | 15 => {
                let (seen, hidden) = (random.canary(level), random.canary(NOBODY));
                let (ending, bytes) = match random.below(3) {
                    0 => ("png", picture(&seen, &hidden)),
                    1 => ("jpg", photo(&seen, &hidden)),
                    _ => ("svg", drawing(&seen, &hidden)),
                };
                let mut path = format!("{}.{ending}", random.canary(level));
                if random.one_in(2) {
                    path = format!("{}/{path}", self.folders[level]);
                }
                self.attachments.insert(path.clone(), bytes);
                format!(
                    "![{}]({path} \"{}\") ![[{path}|{}]]",
                    random.canary(level),
                    random.canary(level),
                    random.canary(level)
                )
            }
            16 => {
                let path = format!("{}.pdf", random.canary(level));
                self.attachments.insert(path.clone(), paper(&random.canary(level)));
                format!("[{word}]({path}) and [[{path}|{}]]", random.canary(level))
            }
            17 => format!(
                "```{word} title=\"{}\"\n{word}\n```\n\n```mermaid\ngraph TD; {word}-->b\n```",
                random.canary(level)
            ),
            18 => format!("#### {mention} {{#{word} .{}}}\n\nText.", random.canary(level)),
            19 => format!(
                "![{word}](https://{}.example/{word}.png) <https://{}.example/>",
                random.canary(level),
                random.canary(level)
            ),
            20 => format!("{word}\n: {} of {mention}\n", random.canary(level)),
            21 => format!("> [!tip] {word}\n> {mention}\n> - {}", random.canary(level)),
            22 => format!(
                "<figure><img src=\"{word}.png\" alt=\"{}\" title=\"{word}\" data-{word}=\"{word}\"></figure>",
                random.canary(level)
            ),
            23 => format!("> [!defines] [[{}]]\n> > {word} is {mention}.", other.stem),
            14 => format!("> [!supports] [[{}#First]]\n> > {word}\n>\n> {mention}", other.stem),
            _ => format!("Plain {word} and {mention}, {mention} again; {mention}."),
        }
    }
}

/// A document without its text.
fn doc(random: &mut Random, number: usize, folders: &[String]) -> Doc {
    let level = if number == 0 { 0 } else { random.below(NOBODY + 1) };
    let kind = if number < 2 { "concept" } else { *random.of(&KINDS) };
    let stem = random.canary(level);
    // In a folder for all, or in one for those who see it.
    let path = match random.one_in(2) {
        true => format!("{stem}.md"),
        false => format!("{}/{stem}.md", folders[level]),
    };
    let title = random.canary(level);
    Doc { path, stem, title, kind, level, front: String::new(), blocks: Vec::new() }
}

/// A line of front matter that makes a document one of `level`.
fn privacy(level: usize, random: &mut Random) -> &'static str {
    let lines: &[&str] = match level {
        0 => &["", "audience: public\n", "audience: [internal, public]\n"],
        1 => &["audience: partner\n", "audience: [partner, internal]\n"],
        2 => &["audience: internal\n", "Audience: internal\n"],
        _ => &[
            "draft: true\n",
            "publish: false\n",
            "private: true\n",
            "status: draft\n",
            "audience: intrenal\n",
            "audience: ''\n",
            "publish: maybe\n",
            "publishDate: 2999-01-01\n",
        ],
    };
    let line: &&str = random.of(lines);
    line
}
