//! A second reader of Markdown, which shares nothing with the first: it knows lines and marks,
//! and only as much of them as the samples use.

use std::ops::Range;

/// How a link is written, and so how its target is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `[[name]]`.
    Wiki,
    /// `![[name]]`.
    Embed,
    /// `[text](path)`, `[text][label]`, `<a href="path">`.
    Path,
    /// `![text](path)`, `<img src="path">`.
    Picture,
    /// `[text][label]` or `[^label]` with nothing behind the label, which is the target.
    Label,
    /// `[^label]: text` that nothing refers to.
    Footnote,
}

/// One link that leads to no other host.
#[derive(Clone, Debug)]
pub struct Link {
    /// How it is written.
    pub style: Style,
    /// Where it begins; where its target is written, if that is on a line of its own.
    pub at: usize,
    /// Where its target is written, fragment included.
    pub target: Range<usize>,
}

/// `text` with everything blank that isn't prose: front matter, code, comments, formulas. All
/// that stays keeps its place.
pub fn prose(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut blank = |range: Range<usize>| {
        bytes[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    };
    blank(0..front_matter(text).end);
    let mut fence: Option<&str> = None;
    for (at, line) in lines(text) {
        let inner = line.trim_start_matches([' ', '>', '-']);
        let mark = inner.len() - inner.trim_start_matches(['`', '~']).len();
        match fence {
            Some(open) => {
                blank(at..at + line.len());
                let closes = inner[..mark].starts_with(open) && inner[mark..].trim().is_empty();
                fence = fence.filter(|_| !closes);
            }
            None if mark >= 3 => {
                blank(at..at + line.len());
                fence = Some(&inner[..mark]);
            }
            None => {}
        }
    }
    let mut text = String::from_utf8(bytes).expect("only whole characters were replaced");
    for (open, close) in [("<!--", "-->"), ("%%", "%%"), ("$$", "$$"), ("`", "`"), ("\\[", "")] {
        hide(&mut text, open, close);
    }
    text
}

/// Blanks what stands between `open` and `close`; of code, no more than a paragraph.
fn hide(text: &mut String, open: &str, close: &str) {
    let mut from = 0;
    while let Some(found) = text[from..].find(open) {
        let start = from + found;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        let length = run.max(open.len());
        let paragraph = text[start..].find("\n\n").map_or(text.len(), |i| start + i);
        let limit = if run > 0 { paragraph } else { text.len() };
        let mark = if run > 0 { text[start..start + run].to_owned() } else { close.to_owned() };
        let Some(end) = text[start + length..limit].find(&mark) else {
            from = start + length;
            continue;
        };
        let end = start + length + end + mark.len();
        let hidden: String =
            text[start..end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        text.replace_range(start..end, &hidden);
        from = end;
    }
}

/// The lines of `text` with the places where they begin.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').map(move |line| {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// The number of the line at `at`, from 1.
pub fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The front matter with its fences, empty where there is none.
pub fn front_matter(text: &str) -> Range<usize> {
    let fence = text.get(..3).filter(|fence| ["---", "+++"].contains(fence));
    let closing = |fence: &str| lines(text).skip(1).find(|(_, line)| *line == fence);
    match fence.and_then(closing) {
        Some((at, line)) => 0..at + line.len(),
        None => 0..0,
    }
}

/// All links, in the order of their notations.
pub fn links(text: &str) -> Vec<Link> {
    let prose = prose(text);
    let mut found = properties(text);
    found.extend(wikilinks(&prose));
    for (at, _) in prose.match_indices("](") {
        let Some(open) = opening(&prose, at) else { continue };
        let picture = prose[..open].ends_with('!');
        let style = if picture { Style::Picture } else { Style::Path };
        found.extend(destination(&prose, at + 2).map(|target| Link {
            style,
            at: open - usize::from(picture),
            target,
        }));
    }
    found.extend(references(&prose));
    for (tag, name, style) in [("<a ", "href=", Style::Path), ("<img ", "src=", Style::Picture)] {
        for (at, _) in prose.match_indices(tag) {
            let end = prose[at..].find('>').map_or(prose.len(), |i| at + i);
            let Some(value) = prose[at..end].find(name).map(|i| at + i + name.len()) else {
                continue;
            };
            let quote = &prose[value..=value];
            let length = prose[value + 1..end].find(quote).unwrap_or(0);
            found.push(Link { style, at, target: value + 1..value + 1 + length });
        }
    }
    found.retain(|link| is_inside(&text[link.target.clone()]));
    let notes = footnotes(&prose);
    // What no page shows leads nowhere.
    for unused in notes.iter().filter(|note| note.style == Style::Footnote) {
        let rest = &prose[unused.at..];
        let ends = |(i, _): &(usize, &str)| !rest[i + 1..].starts_with(['\n', ' ']);
        let paragraph = rest.match_indices('\n').find(ends).map_or(rest.len(), |(i, _)| i);
        found.retain(|link| !(unused.at..unused.at + paragraph).contains(&link.at));
    }
    found.extend(notes);
    found
}

/// Whether a target has no scheme and no host.
fn is_inside(target: &str) -> bool {
    let scheme = target.split(['/', '#', '?']).next().unwrap_or("").contains(':');
    !scheme && !target.starts_with("//") && !target.is_empty()
}

/// Values of front matter that are one wikilink in quotation marks.
fn properties(text: &str) -> Vec<Link> {
    let block = &text[front_matter(text)];
    let link = |(at, line): (usize, &str)| {
        let open = line.find("\"[[").filter(|_| line.ends_with("]]\""))?;
        let inner = at + open + 3..at + line.len() - 3;
        let target = inner.start..inner.start + name_length(&text[inner]);
        Some(Link { style: Style::Wiki, at: at + open, target })
    };
    lines(block).filter_map(link).collect()
}

fn wikilinks(prose: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for (open, _) in prose.match_indices("[[") {
        let line = prose[open..].find('\n').map_or(prose.len(), |i| open + i);
        let Some(end) = prose[open..line].find("]]").map(|i| open + i) else { continue };
        let embed = prose[..open].ends_with('!');
        let target = open + 2..open + 2 + name_length(&prose[open + 2..end]);
        let style = if embed { Style::Embed } else { Style::Wiki };
        found.push(Link { style, at: open - usize::from(embed), target });
    }
    found
}

/// The length of a wikilink's target, without the text behind `|`.
fn name_length(inner: &str) -> usize {
    inner.find(['|', '\\']).unwrap_or(inner.len())
}

/// The `[` that belongs to the `]` at `close`.
fn opening(prose: &str, close: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in prose[..=close].char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The destination that begins at `at`: in angle brackets, or up to a space or parenthesis.
fn destination(prose: &str, at: usize) -> Option<Range<usize>> {
    let at = at + prose[at..].len() - prose[at..].trim_start().len();
    if prose[at..].starts_with('<') {
        return Some(at + 1..at + prose[at..].find('>')?);
    }
    let mut depth = 0;
    let end = prose[at..].find(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0 || c.is_whitespace()
    });
    Some(at..end.map_or(prose.len(), |end| at + end))
}

/// Links by label: `[text][label]`, `[label][]` and `[label]`.
fn references(prose: &str) -> Vec<Link> {
    let fold = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let definition = |(at, line): (usize, &str)| {
        let (label, rest) = line.strip_prefix('[')?.split_once("]:")?;
        let target = destination(prose, at + line.len() - rest.len())?;
        (!label.starts_with('^')).then(|| (fold(label), target))
    };
    let defined: std::collections::BTreeMap<_, _> = lines(prose).filter_map(definition).collect();
    let mut found = Vec::new();
    for (close, _) in prose.match_indices(']') {
        let Some(open) = opening(prose, close) else { continue };
        let rest = &prose[close + 1..];
        if prose[..open].ends_with(']') || rest.starts_with(['(', ':']) {
            continue;
        }
        let named = rest.strip_prefix('[').and_then(|rest| rest.split(']').next());
        let label = named.filter(|label| !label.is_empty()).unwrap_or(&prose[open + 1..close]);
        let picture = prose[..open].ends_with('!');
        if let Some(target) = defined.get(&fold(label)) {
            let style = if picture { Style::Picture } else { Style::Path };
            let at = prose[..target.start].rfind('\n').map_or(0, |i| i + 1);
            let same = |link: &Link| link.target == *target && link.style == style;
            if !found.iter().any(same) {
                found.push(Link { style, at, target: target.clone() });
            }
        } else if named.is_some() {
            let at = label.as_ptr() as usize - prose.as_ptr() as usize;
            found.push(Link { style: Style::Label, at: open, target: at..at + label.len() });
        }
    }
    found
}

/// Footnotes without their text, and texts of footnotes without a reference.
fn footnotes(prose: &str) -> Vec<Link> {
    let all: Vec<(usize, &str, bool)> = prose
        .match_indices("[^")
        .filter_map(|(at, _)| {
            let (label, rest) = prose[at + 2..].split_once(']')?;
            Some((at, label, rest.starts_with(':')))
        })
        .collect();
    let lone = |&&(_, label, defines): &&(usize, &str, bool)| {
        !all.iter().any(|other| other.1 == label && other.2 != defines)
    };
    let link = |&(at, label, defines): &(usize, &str, bool)| Link {
        style: if defines { Style::Footnote } else { Style::Label },
        at,
        target: at + 2..at + 2 + label.len(),
    };
    all.iter().filter(lone).map(link).collect()
}

/// Where labels stand: behind texts, in front of targets, and of footnotes.
pub fn labels(text: &str) -> Vec<Range<usize>> {
    let prose = prose(text);
    let mut found = Vec::new();
    for (close, _) in prose.match_indices(']') {
        let Some(open) = opening(&prose, close) else { continue };
        let second = prose[..open].ends_with(']') && !prose[..open].ends_with("]]");
        let first = prose[close..].starts_with("]: ") && prose[..open].ends_with('\n');
        let note = prose[open..].starts_with("[^");
        if note || ((first || second) && open + 1 < close) {
            found.push(open + 1 + usize::from(note)..close);
        }
    }
    found
}
