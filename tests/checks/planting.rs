//! Faults planted at random, wherever there is something to plant them in, and found exactly: what
//! a check tells is what a second reader of the same files finds broken.

use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use topoi::model::Theme;

use crate::anchors::{blocks, headings};
use crate::markdown::{front_matter, labels, line_number, lines, links};
use crate::resolve::faults;
use crate::samples::{Fault, Sample, found, read, site};

/// Keys that are told when they are misspelt.
const KEYS: [&str; 22] = [
    "aliases",
    "answers",
    "author",
    "date",
    "description",
    "draft",
    "lang",
    "owner",
    "permalink",
    "publish",
    "published",
    "redirect_from",
    "sidebar_position",
    "slug",
    "source",
    "tags",
    "taxonomies",
    "template",
    "title",
    "unlink",
    "updated",
    "weight",
];

/// How often something is planted in each sample.
const SEEDS: u64 = if cfg!(feature = "long") { 1000 } else { 100 };

/// A small generator of numbers (splitmix64), so that every seed plants the same everywhere.
pub struct Random(pub u64);

impl Random {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn choose<T>(&mut self, mut all: Vec<T>) -> Option<T> {
        (!all.is_empty()).then(|| all.swap_remove(self.below(all.len())))
    }

    /// `word` with a slip of the pen: a letter more, a letter less, two letters exchanged.
    fn slip(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = self.below(letters.len());
        match self.below(3) {
            0 => letters.insert(at, 'x'),
            1 if letters.len() > 1 => drop(letters.remove(at)),
            _ => letters.swap(at, at.saturating_sub(1)),
        }
        letters.into_iter().collect()
    }
}

/// A sample under the pen: what was done to it, and the misspelt keys that must be told.
struct Planter<'a> {
    sample: Sample,
    random: Random,
    /// Misspelt keys: the file and the key as it is then.
    keys: Vec<(String, String)>,
    log: Vec<String>,
    theme: &'a Arc<Theme>,
}

impl Planter<'_> {
    /// What a check must find.
    fn expected(&self) -> Vec<Fault> {
        let mut all = faults(&self.sample);
        all.extend(self.keys.iter().map(|(file, key)| {
            let text = &self.sample.texts[file];
            let mut numbered = (1..).zip(lines(text));
            let line = numbered.find(|(_, (_, line))| line.starts_with(key.as_str()));
            (file.clone(), line.expect("the key").0, "unknown-key")
        }));
        all.sort();
        all
    }

    /// Plants until there is something new to find, moves lines, and compares.
    fn run(mut self, seed: u64) {
        let before = self.expected().len();
        for _ in 0..60 {
            self.edit();
            if self.expected().len() > before && self.random.below(3) > 0 {
                break;
            }
        }
        self.move_lines();
        let expected = self.expected();
        assert!(expected.len() > before, "seed {seed}: nothing planted by {:#?}", self.log);
        let found = found(&self.sample, self.theme);
        let missed: Vec<_> = expected.iter().filter(|fault| !found.contains(fault)).collect();
        let invented: Vec<_> = found.iter().filter(|fault| !expected.contains(fault)).collect();
        assert!(
            expected == found,
            "seed {seed}\ndone: {:#?}\nmissed: {missed:#?}\ninvented: {invented:#?}",
            self.log
        );
    }

    fn edit(&mut self) {
        match self.random.below(7) {
            0 | 1 => self.misspell_target(),
            2 => self.change_heading(),
            3 => self.remove_block_id(),
            4 => self.move_file(),
            5 => self.change_label(),
            _ => self.misspell_key(),
        }
    }

    /// A place in some text, chosen among all that `places` finds.
    fn place(
        &mut self,
        places: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Option<(String, Range<usize>)> {
        let texts = self.sample.texts.iter();
        let all = texts.flat_map(|(file, text)| {
            places(text).into_iter().map(|range| (file.clone(), range)).collect::<Vec<_>>()
        });
        self.random.choose(all.collect())
    }

    fn replace(&mut self, file: &str, range: Range<usize>, by: &str) {
        let text = self.sample.texts.get_mut(file).expect("a file of the sample");
        let line = line_number(text, range.start);
        self.log.push(format!("{file}:{line}: {:?} became {by:?}", &text[range.clone()]));
        text.replace_range(range, by);
    }

    fn misspell_target(&mut self) {
        let names = |text: &str| {
            let name = |target: Range<usize>| {
                let end = text[target.clone()].find(['#', '?']).map(|i| target.start + i);
                target.start..end.unwrap_or(target.end)
            };
            links(text)
                .into_iter()
                .map(|link| name(link.target))
                .filter(|n| !n.is_empty())
                .collect()
        };
        let Some((file, name)) = self.place(names) else { return };
        let old = &self.sample.texts[&file][name.clone()];
        let by = self.random.slip(old);
        // With a parenthesis too few it is no link.
        if !old.contains('(') || by.contains(old.trim_matches(|c| c != '(' && c != ')')) {
            self.replace(&file, name, &by);
        }
    }

    /// Another label in a link by reference or in front of a footnote, or where it is defined.
    fn change_label(&mut self) {
        let places = |text: &str| labels(text);
        if let Some((file, label)) = self.place(places) {
            // Like none there is, so that none is meant.
            let by = char::from(b'a' + self.log.len() as u8 % 26).to_string().repeat(20);
            self.replace(&file, label, &by);
        }
    }

    fn change_heading(&mut self) {
        let places = |text: &str| headings(text).into_iter().map(|h| h.source).collect();
        let Some((file, line)) = self.place(places) else { return };
        let by = ["", "## Something else", "#### Zqx `x`"][self.random.below(3)];
        self.replace(&file, line, by);
    }

    fn remove_block_id(&mut self) {
        let places = |text: &str| blocks(text).into_iter().map(|block| block.source).collect();
        if let Some((file, id)) = self.place(places) {
            self.replace(&file, id, "");
        }
    }

    /// Gives a document or another file a new name, or a folder of its own.
    fn move_file(&mut self) {
        let all = self.sample.texts.keys().chain(&self.sample.files).cloned().collect();
        let Some(old) = self.random.choose(all) else { return };
        let (folder, name) = old.rsplit_once('/').unwrap_or(("", &old));
        let new = match self.random.below(2) {
            0 => format!("{folder}/zqx{name}"),
            _ => format!("{folder}/zqx/{name}"),
        };
        let new = new.trim_start_matches('/').to_owned();
        self.log.push(format!("{old} became {new}"));
        for (file, _) in self.keys.iter_mut().filter(|(file, _)| *file == old) {
            file.clone_from(&new);
        }
        match self.sample.texts.remove(&old) {
            Some(text) => drop(self.sample.texts.insert(new, text)),
            None => {
                self.sample.files.remove(&old);
                self.sample.files.insert(new);
            }
        }
    }

    fn misspell_key(&mut self) {
        let keys = |text: &str| {
            let key = |(at, line): (usize, &str)| {
                let key = line.split([':', ' ']).next().filter(|key| KEYS.contains(key))?;
                Some(at..at + key.len())
            };
            lines(&text[front_matter(text)]).filter_map(key).collect()
        };
        let Some((file, range)) = self.place(keys) else { return };
        let key = self.sample.texts[&file][range.clone()].to_owned();
        let slip = self.random.slip(&key);
        let other = KEYS.contains(&slip.as_str()) || ["tag", "authors"].contains(&slip.as_str());
        if !other {
            self.replace(&file, range, &slip);
            self.sample.meant.insert(slip.clone(), key);
            self.keys.push((file, slip));
        }
    }

    fn move_lines(&mut self) {
        for text in self.sample.texts.values_mut() {
            let mut body = front_matter(text).end;
            body += usize::from(body > 0);
            let words = "Moved down.\n\n".repeat(self.random.below(3));
            text.insert_str(body.min(text.len()), &format!("\n{words}"));
        }
    }
}

/// Expects that nothing but `known` is found in `sample`, then plants in it, `seeds` times over.
fn plant(sample: &Sample, known: &[Fault], seeds: u64) {
    let theme = Arc::new(topoi::theme::read(Path::new("."), "default").expect("the theme"));
    assert_eq!(faults(sample), known, "by the second reader");
    assert_eq!(found(sample, &theme), known, "by the check");
    for seed in 0..seeds {
        let (sample, random) = (sample.clone(), Random(seed));
        let planter = Planter { sample, random, keys: Vec::new(), log: Vec::new(), theme: &theme };
        planter.run(seed);
    }
}

#[test]
fn faults_planted_in_a_vault_are_found_and_no_others() {
    let known = ["Reference/board.canvas", "Reference/shelf.base"]
        .map(|file| (file.to_owned(), 0, "unsupported-file"));
    plant(&site("vault"), &known, SEEDS);
}

#[test]
fn faults_planted_in_a_handbook_are_found_and_no_others() {
    plant(&site("handbook/docs"), &[], SEEDS);
}

/// The handbook that lies beside the repository, or where `TOPOI_PLAYBOOK` says.
fn playbook() -> Option<Sample> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/kb/presales-playbook");
    let root = std::env::var_os("TOPOI_PLAYBOOK").map_or(beside, PathBuf::from);
    let sample = read(&root);
    if sample.is_none() {
        // Not by `eprintln`, which a test that passes keeps to itself.
        let text = format!("SKIPPED: no playbook at {}; set TOPOI_PLAYBOOK\n", root.display());
        std::io::stderr().write_all(text.as_bytes()).expect("standard error");
    }
    sample
}

/// Where the handbook sets words in tags of its own making, which no browser knows.
const COMPONENTS: [(&str, usize); 6] = [
    ("docs/05-demo-excellence/handling-live-objections.md", 21),
    ("docs/05-demo-excellence/handling-live-objections.md", 83),
    ("docs/05-demo-excellence/handling-live-objections.md", 84),
    ("docs/05-demo-excellence/handling-live-objections.md", 87),
    ("docs/06-poc/structuring-the-pov-proof-of-value.md", 30),
    ("docs/06-poc/when-pocs-go-wrong.md", 52),
];

/// A handbook that was not written for this test, with the faults that it has.
#[test]
fn a_real_handbook_has_its_own_faults_and_those_planted_in_it() {
    let Some(playbook) = playbook() else { return };
    let components = COMPONENTS.map(|(file, line)| (file.to_owned(), line, "foreign-syntax"));
    let mut known = faults(&playbook);
    let count = |code: &str| known.iter().filter(|fault| fault.2 == code).count();
    let broken = (count("broken-link"), count("broken-anchor"), count("foreign-path"));
    assert_eq!(broken, (0, 0, 23), "its paths start at docsify's root, and tell one document each");
    let theme = Arc::new(topoi::theme::read(Path::new("."), "default").expect("the theme"));
    known.extend(components);
    known.sort();
    assert_eq!(found(&playbook, &theme), known);
    // Its links are written from its root, as addresses of that program are: so mended, they lead
    // somewhere, and can be broken.
    let mut mended = playbook;
    for text in mended.texts.values_mut() {
        *text = text.replace("](docs/", "](/docs/").replace("href=\"docs/", "href=\"/docs/");
        *text = text.replace("href=\"#/docs/", "href=\"/docs/");
    }
    for (file, _) in COMPONENTS {
        let text = mended.texts.get_mut(file).expect("a document");
        *text = text.replace('<', "&lt;");
    }
    assert_eq!(faults(&mended), []);
    plant(&mended, &[], SEEDS / 5);
}
