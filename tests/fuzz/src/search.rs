//! Search: any question has an answer, and of a damaged index either the same one or none.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use topoi::ask::{Engine, Files};

use super::base;

/// The files of an index.
struct Index(BTreeMap<String, Vec<u8>>);

impl Files for Index {
    fn read(&self, path: &str, range: Option<Range<usize>>) -> Option<Vec<u8>> {
        let bytes = self.0.get(path)?;
        match range {
            Some(range) => bytes.get(range.start..range.end.min(bytes.len())).map(<[u8]>::to_vec),
            None => Some(bytes.clone()),
        }
    }
}

/// The index of a small site, made once.
fn index() -> &'static BTreeMap<String, Vec<u8>> {
    static INDEX: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let page = |number: usize| {
            let text = format!(
                "---\ntitle: Page {number}\ntags: [t{}]\nauthor: Author {}\n---\n\nTrust is earned by \
                 {number} things, credibility and a_{number}.\n\n## Part\n\nMore of it, word{number}.\n",
                number % 5,
                number % 7
            );
            (format!("p{number}.md"), text)
        };
        let files: Vec<(String, String)> = (0..150).map(page).collect();
        let built = base::build(&files).expect("a site");
        built.files.into_iter().filter(|(path, _)| path.starts_with("assets/search")).collect()
    })
}

/// Asks what the first line says of an index whose packs are damaged as the rest says: four bytes a
/// damage, which pack, where, and how.
pub fn check(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (question, damage) = (super::text(&data[..end]), data.get(end + 1..).unwrap_or_default());
    let whole = answer(index().clone(), &question).expect("a whole index answers");
    let mut damaged = index().clone();
    let mut packs: Vec<&mut Vec<u8>> = damaged
        .iter_mut()
        .filter(|(path, _)| path.ends_with(".pack"))
        .map(|(_, bytes)| bytes)
        .collect();
    let many = packs.len();
    assert!(many > 0, "the index lies in packs");
    for place in damage.chunks_exact(4) {
        let pack = &mut packs[place[0] as usize % many];
        let at = u16::from_be_bytes([place[1], place[2]]) as usize % pack.len();
        pack[at] ^= place[3];
    }
    if let Some(answer) = answer(damaged, &question) {
        assert_eq!(answer, whole, "{question:?} is answered from a damaged index");
    }
}

/// What is found, as text; nothing where it is told that the index is damaged.
fn answer(files: BTreeMap<String, Vec<u8>>, question: &str) -> Option<String> {
    let engine = Engine::open(Arc::new(Index(files))).ok()?;
    let answer = engine.ask(question, 10).ok()?;
    assert!(answer.results.len() <= 10);
    Some(format!("{answer:?}"))
}
