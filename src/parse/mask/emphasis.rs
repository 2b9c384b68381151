//! Emphasis in Chinese, Japanese and Korean. CommonMark asks for a space or punctuation outside of a
//! run of `*` that stands beside punctuation, and these write no spaces: in `**重要（注）**という`
//! nothing would be strong. The letter outside is covered by what counts as punctuation
//! (<https://github.com/commonmark/commonmark-spec/issues/650>).

/// Bytes of letters in the body of `text`, which begins at `body`, to be covered.
pub(super) fn letters(text: &str, body: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut letters: Vec<usize> = Vec::new();
    let mut until = body;
    let mut after_run = body;
    for at in memchr::memchr2_iter(b'*', b'~', &bytes[body..]).map(|i| body + i) {
        if at < until {
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| **b == bytes[at]).count();
        until = end;
        let last_run = std::mem::replace(&mut after_run, end);
        let (before, after) = (text[body..at].chars().next_back(), text[end..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { continue };
        let letter = match (before, after) {
            _ if bytes[at] == b'~' && end - at != 2 => continue,
            _ if closes(before) && is_cjk(after) => end..end + after.len_utf8(),
            _ if opens(after) && is_cjk(before) => at - before.len_utf8()..at,
            _ => continue,
        };
        // A letter between two runs is the text of one of them.
        let (start, next) = (letter.start, bytes.get(letter.end));
        let between = start < at && start == last_run || start >= end && next == Some(&bytes[at]);
        if !between && letters.last().is_none_or(|last| *last < start) {
            letters.extend(letter);
        }
    }
    letters
}

/// A letter of a script that writes no spaces, or none before its particles.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3100}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation that ends something.
fn closes(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '"'
            | '\''
            | '.'
            | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | '%'
            | '’'
            | '”'
            | '…'
            | '»'
            | '`'
            | '>'
            | '/'
            | '\u{3001}'..='\u{3002}' | '！' | '，' | '．' | '：' | '；' | '？' | '％'
    ) || matches!(
        c,
        '）' | '］' | '｝' | '〉' | '》' | '」' | '』' | '】' | '〕' | '〗' | '〙' | '〛'
    )
}

/// Punctuation that begins something.
fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '"'
            | '\''
            | '‘'
            | '“'
            | '«'
            | '`'
            | '<'
            | '#'
            | '@'
            | '!'
            | '（'
            | '［'
            | '｛'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
    )
}
