//! How the index is written: whole numbers as printable characters, sorted words front-coded.
//!
//! Shards are text: a script reads it fast, and a code that keeps to characters leaves deflate
//! symbols that it can count. Numbers below 64 are one character, those below 1,856 two.

/// Digits: 92 printable characters that stand unescaped in a JSON string, as the root has them.
const FIRST: u8 = 35;
/// Numbers below this are one character; larger ones continue.
const SINGLE: u32 = 64;
/// Characters that say "and more follows".
const MORE: u32 = 28;

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
}
