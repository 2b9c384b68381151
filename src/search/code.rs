//! How the index is written: whole numbers as printable characters, sorted words front-coded,
//! shards as calls of a classic script, names by content.
//!
//! A script's text goes through the host's gzip, and a code that keeps to characters leaves gzip
//! symbols it can count; base64 would smear each number over its neighbours and costs a third
//! more before compression. Numbers below 64 are one character, those below 1,856 two.

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::model::Map;

/// Digits: 92 printable characters that stand unescaped in a JSON string and in a script.
const FIRST: u8 = 35;
/// Numbers below this are one character; larger ones continue.
const SINGLE: u32 = 64;
/// Characters that say "and more follows".
const MORE: u32 = 28;
/// Length of a shard's name: 30 bits of its content's hash in base 32, in lower case since some
/// file systems don't tell `a` from `A`.
pub const NAME: usize = 6;

/// Appends `value` in the code that `numbers` of the runtime reads.
pub fn int(value: u32, out: &mut String) {
    let mut value = value;
    while value >= SINGLE {
        value -= SINGLE;
        digit(SINGLE + value % MORE, out);
        value /= MORE;
    }
    digit(value, out);
}

fn digit(value: u32, out: &mut String) {
    let byte = FIRST + value as u8;
    // The backslash would need an escape; `!` takes its place.
    out.push(if byte == b'\\' { '!' } else { byte as char });
}

/// Appends how many documents there are, and the gaps between them.
pub fn write_gaps(docs: impl ExactSizeIterator<Item = u32>, out: &mut String) {
    int(docs.len() as u32, out);
    let mut before = 0;
    for doc in docs {
        int(doc - before, out);
        before = doc;
    }
}

/// Appends `word` as it follows `before` in sorted order: the length of what they share, in
/// UTF-16 units as scripts count, then the rest. `end` closes it.
fn front(before: &str, word: &str, end: char, out: &mut String) {
    let mut units = 0u32;
    let mut bytes = 0;
    for (a, b) in before.chars().zip(word.chars()) {
        if a != b || units >= SINGLE - 2 {
            break;
        }
        units += a.len_utf16() as u32;
        bytes += a.len_utf8();
    }
    int(units, out);
    out.push_str(&word[bytes..]);
    out.push(end);
}

/// Sorted `words`, each as it follows the one before; `end` closes each.
pub fn fronts<'a>(words: impl IntoIterator<Item = &'a str>, end: char) -> String {
    let mut out = String::new();
    let mut before = "";
    for word in words {
        front(before, word, end, &mut out);
        before = word;
    }
    out
}

/// Compares as scripts do, by UTF-16 units.
pub fn script_order(a: &str, b: &str) -> std::cmp::Ordering {
    // Below U+E000 units and bytes sort alike; nearly all words are.
    let high = |s: &str| s.bytes().any(|byte| byte >= 0xee);
    if high(a) || high(b) { a.encode_utf16().cmp(b.encode_utf16()) } else { a.cmp(b) }
}

/// A JSON string that stays a string inside a script.
pub fn quoted(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("text is JSON");
    if ["\u{2028}", "\u{2029}", "</"].iter().any(|odd| quoted.contains(odd)) {
        return quoted
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
            .replace("</", "<\\/");
    }
    quoted
}

/// Shards that share a name; at most ten.
pub const GROUP: usize = 8;

/// A shard: its name, and the script that hands its parts over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// [`NAME`] characters.
    pub name: String,
    /// `topoi("name","part",…)`.
    pub script: String,
}

impl Shard {
    /// Names `parts` by their content. `salt` tells kinds of shards and colliding names apart.
    pub fn new(parts: &[&str], salt: &str) -> Self {
        let body = parts.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(",");
        let name = name(&[&body, salt]);
        let script = format!("topoi(\"{name}\",{body});\n");
        Self { name, script }
    }
}

/// A name for content.
pub fn name(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let bits = u64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"));
    let digit =
        |i: usize| b"abcdefghijklmnopqrstuvwxyz234567"[(bits >> (59 - 5 * i)) as usize & 31];
    (0..NAME).map(|i| digit(i) as char).collect()
}

/// Up to [`GROUP`] shards that share a name, each followed by its place among them: the root stays
/// small, and an edit renames a group.
pub struct Group {
    name: String,
    /// The parts of each as they stand in its script.
    bodies: Vec<String>,
}

/// Groups shards, given as their parts.
pub fn groups(shards: &[Vec<String>]) -> Vec<Group> {
    let group = |shards: &[Vec<String>]| {
        let whole: Vec<&str> = shards.iter().flatten().map(String::as_str).collect();
        let body = |parts: &Vec<String>| {
            parts.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(",")
        };
        Group { name: name(&whole), bodies: shards.iter().map(body).collect() }
    };
    shards.par_chunks(GROUP).map(group).collect()
}

/// All shards of a site by name, so that two that differ never share one.
#[derive(Default)]
pub struct Shelf {
    /// In the order they were made.
    pub shards: Vec<Shard>,
    /// How many of them, the first, are passages.
    pub passages: usize,
    places: Map<String, usize>,
}

impl Shelf {
    /// Adds a shard and gives its name. The same content again is the same shard.
    pub fn put(&mut self, shard: Shard) -> String {
        let mut name = shard.name.clone();
        let mut tries = 0u32;
        while let Some(&place) = self.places.get(&name) {
            let known = self.shards.get(place);
            if known.is_some_and(|known| known.script[NAME + 8..] == shard.script[NAME + 8..]) {
                return name;
            }
            tries += 1;
            name = self::name(&[&shard.script, &tries.to_string()]);
        }
        let script = format!("topoi(\"{name}{}", &shard.script["topoi(\"".len() + NAME..]);
        self.places.insert(name.clone(), self.shards.len());
        self.shards.push(Shard { name: name.clone(), script });
        name
    }

    /// Adds groups of shards; their names, one after the other.
    pub fn put_groups(&mut self, groups: Vec<Group>) -> String {
        let mut names = String::new();
        for Group { name: mut group_name, bodies } in groups {
            while self.places.contains_key(&group_name) {
                group_name = name(&[&group_name]);
            }
            self.places.insert(group_name.clone(), usize::MAX);
            for (number, body) in bodies.into_iter().enumerate() {
                let name = format!("{group_name}{number}");
                let script = format!("topoi(\"{name}\",{body});\n");
                self.shards.push(Shard { name, script });
            }
            names.push_str(&group_name);
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runtime's reader, said in Rust.
    fn read(text: &mut impl Iterator<Item = char>) -> u32 {
        let c = text.next().expect("a digit");
        let digit = if c == '!' { u32::from(b'\\') - 35 } else { c as u32 - 35 };
        if digit < 64 { digit } else { digit + 28 * read(text) }
    }

    #[test]
    fn numbers_read_back() {
        let values = [0, 1, 57, 63, 64, 91, 92, 1855, 1856, 50_000, 4_000_000, u32::MAX / 2];
        for value in values {
            let mut text = String::new();
            int(value, &mut text);
            assert!(!text.contains(['"', '\\']), "{text}");
            assert_eq!(read(&mut text.chars()), value);
        }
    }

    #[test]
    fn words_share_their_beginning() {
        let mut out = String::new();
        front("trust", "trusted", ' ', &mut out);
        front("😀a", "😀b", ' ', &mut out);
        assert_eq!(out, "(ed %b ");
    }

    #[test]
    fn sorts_as_scripts_do() {
        assert_eq!(script_order("\u{ff21}", "😀"), std::cmp::Ordering::Greater);
        assert_eq!(script_order("a", "b"), std::cmp::Ordering::Less);
    }

    #[test]
    fn equal_content_has_one_name() {
        let mut shelf = Shelf::default();
        let first = shelf.put(Shard::new(&["a", "</script>"], ""));
        let again = shelf.put(Shard::new(&["a", "</script>"], ""));
        let other = shelf.put(Shard::new(&["b"], ""));
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_eq!(shelf.shards.len(), 2);
        assert!(shelf.shards[0].script.contains("<\\/script>"));
    }
}
