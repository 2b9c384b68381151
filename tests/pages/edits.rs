//! Edits: the site of what was kept and what changed is the one that is made of nothing but files.

#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::Path;

use topoi::config::Config;
use topoi::diagnostics::Diagnostic;
use topoi::pipeline::ParseCache;
use topoi::source::{self, Reader};

use super::site::{build_again, build_with, folder};

/// A generator of numbers that are the same at each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

const PATHS: [&str; 8] =
    ["a.md", "b.md", "c.md", "x/trust.md", "x/price.md", "x/y/d.md", "signed.md", "index.md"];

/// Texts of all sorts, about one another.
const TEXTS: [&str; 12] = [
    "Trust and price. [[trust]] and [[b]]. Trust again.\n",
    "# Price\n\nPrices, and [a link](a.md) to a.\n\n- trust\n- prices and trusting\n",
    "---\nkind: concept\n---\nWhat trust is.\n",
    "---\nkind: concept\naliases: [cost]\nrelations:\n  related: [trust]\n---\nWhat it costs.\n",
    "---\nauthor: Ann\n---\nA source on trust, costs and price.\n\nTrust, once more, and price.\n",
    "---\nauthor: Ben\ntags: [one, two]\n---\nAnother source. Price builds trust.\n",
    "---\ntitle: Other\ntags: [one]\n---\n![[a]]\n\nSee [[signed]] and [[nowhere]].\n",
    "---\nkind: principle\nconcepts: [trust]\nevidence:\n  - article: signed\n    stance: supports\n---\n## Do\n\n- Wait.\n",
    "---\nkind: contrast\nbetween: [trust, price]\n---\nTrust is not the price.\n",
    "---\ndraft: true\nkind: concept\n---\nNot yet.\n",
    "> [!note]\n> Of trust \\trust and `trust`.\n\n```rust\nlet trust = 1;\n```\n",
    "",
];

fn edit(root: &Path, random: &mut Random) -> String {
    let (path, text) = (PATHS[random.below(PATHS.len())], TEXTS[random.below(TEXTS.len())]);
    let file = root.join(path);
    match random.below(6) {
        0 => {
            let _ = fs::remove_file(&file);
            format!("{path} removed")
        }
        1 if file.exists() => {
            let old = fs::read_to_string(&file).expect("a file");
            fs::write(&file, format!("{old}\nMore of price.\n")).expect("written");
            format!("more in {path}")
        }
        _ => {
            fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
            fs::write(&file, text).expect("written");
            format!("{path}: {text:?}")
        }
    }
}

#[test]
fn a_site_after_edits_is_the_one_of_its_files() {
    let texts: Vec<(&str, &str)> =
        PATHS.into_iter().zip(TEXTS).chain([("keep.md", "It stays, in trust.\n")]).collect();
    let folder = folder(&texts);
    let root = folder.path();
    let (mut reader, mut cache) = (Reader::default(), ParseCache::for_edits());
    let mut random = Random(0x0074_6f70);
    let mut history = Vec::new();
    let plain = Config::default();
    let none: Config = {
        let text = "[linking]\nmentions = \"none\"\n";
        topoi::config::parse(&topoi::model::RelPath::new("site.toml"), text).0
    };
    for number in 0..120 {
        // Now and then the settings change.
        let config = if number % 17 == 16 { &none } else { &plain };
        let (again, told) = build_again(root, config, &mut reader, &mut cache);
        let (anew, all) = build_with(root, config);
        let shown = |found: &[Diagnostic]| format!("{found:#?}");
        assert_eq!(shown(&told.diagnostics), shown(&all.diagnostics), "{history:#?}");
        for (path, bytes) in &anew.files {
            let found = again.files.get(path).map(|bytes| String::from_utf8_lossy(bytes));
            assert_eq!(found, Some(String::from_utf8_lossy(bytes)), "{path} after {history:#?}");
        }
        assert_eq!(again.files.len(), anew.files.len(), "{history:#?}");
        history.push(edit(root, &mut random));
    }
}

#[test]
fn a_file_that_was_left_alone_is_not_read_again() {
    let folder = folder(&[("a.md", "one"), ("b.md", "two")]);
    let (config, mut reader) = (Config::default(), Reader::default());
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let mut texts = || -> Vec<std::sync::Arc<str>> {
        let (sources, _) = reader.read(folder.path(), &config).expect("content");
        sources.documents.into_iter().map(|document| document.text).collect()
    };
    let first = texts();
    fs::write(folder.path().join("b.md"), "six").expect("written");
    for _ in 0..2 {
        let again = texts();
        assert!(std::sync::Arc::ptr_eq(&first[0], &again[0]), "it is the same text");
        assert_eq!(&*again[1], "six");
    }
    let (sources, _) = source::read(folder.path(), &config).expect("content");
    assert_eq!(&*sources.documents[0].text, "one");
}
