//! What tells the article's text from the rest: numbers for each block of a page.

use super::blocks::Block;
use super::dom::{Dom, NodeId};
use super::hints::{self, BITS};
use crate::import::rules::Rules;
use crate::model::Map;

/// Levels of containers around a block that are looked at.
pub const LEVELS: usize = 4;

/// What the numbers of blocks are made from. A row of them is made when it is judged: a page has
/// as many as it has paragraphs.
pub struct Features<'a> {
    blocks: &'a [Block],
    own: Vec<Own>,
    totals: Map<u32, Total>,
    /// The containers of each block by number, inside out.
    pub containers: Vec<[u32; LEVELS]>,
    page: Page,
}

/// What a container holds.
#[derive(Clone, Copy, Default)]
struct Total {
    blocks: u32,
    words: u32,
    link_words: u32,
    sentences: u32,
    long: u32,
    first: u32,
}

/// What tells of `blocks`, which are `dom`'s.
pub fn features<'a>(dom: &Dom, blocks: &'a [Block], rules: &Rules) -> Features<'a> {
    let own: Vec<Own> = blocks.iter().map(|block| Own::new(dom, block, rules)).collect();
    let totals = totals(dom, blocks, &own);
    let containers: Vec<[u32; LEVELS]> =
        blocks.iter().map(|block| containers(dom, block.element, &totals)).collect();
    let page = Page::new(dom, blocks, &own);
    Features { blocks, own, totals, containers, page }
}

impl Features<'_> {
    /// What `judge` thinks of each block by its numbers, all rows of one length.
    pub fn judge(&self, mut judge: impl FnMut(&[f32]) -> f32) -> Vec<f32> {
        self.each(|_, row| judge(row))
    }

    /// What `each` makes of each block's place and numbers.
    fn each(&self, mut each: impl FnMut(usize, &mut Vec<f32>) -> f32) -> Vec<f32> {
        let (mut row, mut before) = (Vec::with_capacity(200), Before::default());
        let numbers = (0..self.blocks.len()).map(|place| {
            row.clear();
            let block = &self.blocks[place];
            self.own[place].write(block, &mut row);
            for bit in 0..BITS {
                let mask = 1u64 << bit;
                row.push(if block.near_bits & mask != 0 {
                    2.0
                } else if block.bits & mask != 0 {
                    1.0
                } else {
                    0.0
                });
            }
            self.page.write(place, self.blocks, &mut before, &mut row);
            for away in [-3i32, -2, -1, 1, 2, 3] {
                neighbour(place as i32 + away, self.blocks, &self.own, &mut row);
            }
            for container in &self.containers[place] {
                let total = self.totals.get(container).copied().unwrap_or_default();
                total.write(&self.page, place, &mut row);
            }
            each(place, &mut row)
        });
        numbers.collect()
    }

    /// The same again, where each row goes on with what a first judgement, `odds`, thinks of the
    /// blocks around: of the four before and behind, and the mean by words of windows and
    /// containers.
    pub fn judge_again(&self, odds: &[f32], mut judge: impl FnMut(&[f32]) -> f32) -> Vec<f32> {
        let mut sums: Map<u32, (f32, f32)> = Map::default();
        for (place, levels) in self.containers.iter().enumerate() {
            let weight = self.words(place) + 1.0;
            for (level, &container) in levels.iter().enumerate() {
                if container != u32::MAX && !levels[..level].contains(&container) {
                    let sum = sums.entry(container).or_default();
                    *sum = (sum.0 + weight * odds[place], sum.1 + weight);
                }
            }
        }
        let words = || (0..self.blocks.len()).map(|place| self.words(place));
        let all: f32 = words().sum();
        let chosen: f32 = words().zip(odds).map(|(words, odds)| words * odds).sum();
        let mut passed = 0.0;
        self.each(|place, row| {
            row.push(odds[place]);
            for away in [-4i32, -3, -2, -1, 1, 2, 3, 4] {
                let at = usize::try_from(place as i32 + away).ok();
                row.push(at.and_then(|at| odds.get(at)).copied().unwrap_or(-1.0));
            }
            for width in [5usize, 15] {
                let range = place.saturating_sub(width)..(place + width + 1).min(odds.len());
                let (mut sum, mut weights) = (0.0, 0.0);
                for at in range.filter(|&at| at != place) {
                    let weight = self.words(at) + 1.0;
                    sum += weight * odds[at];
                    weights += weight;
                }
                row.push(if weights > 0.0 { sum / weights } else { -1.0 });
            }
            let weight = self.words(place) + 1.0;
            for container in self.containers[place] {
                let (sum, weights) = sums.get(&container).copied().unwrap_or_default();
                let rest = weights - weight;
                row.push(if rest > 0.5 { (sum - weight * odds[place]) / rest } else { -1.0 });
            }
            row.push(chosen / all.max(1.0));
            row.push(chosen);
            row.push(passed / chosen.max(1.0));
            passed += self.words(place) * odds[place];
            judge(row)
        })
    }

    fn words(&self, place: usize) -> f32 {
        self.blocks[place].words as f32
    }
}

/// What a block alone tells.
struct Own {
    words: f32,
    link_share: f32,
    sentences: f32,
    shape: [f32; 12],
    phrase: f32,
    tag: f32,
}

impl Own {
    fn new(dom: &Dom, block: &Block, rules: &Rules) -> Self {
        let text = block.text.as_str();
        let words = block.words as f32;
        let (mut letters, mut digits, mut capitals, mut marks, mut commas, mut breaks, mut odd) =
            (0f32, 0f32, 0f32, 0f32, 0f32, 0f32, 0f32);
        let mut sentences = 0f32;
        let mut before = ' ';
        for c in text.chars() {
            match c {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' => marks += 1.0,
                ',' | ';' | ':' | '，' | '、' => commas += 1.0,
                '\n' => breaks += 1.0,
                '|' | '»' | '›' | '·' | '•' | '→' | '©' | '▾' | '#' | '@' => odd += 1.0,
                _ => {}
            }
            if c.is_whitespace() && matches!(before, '.' | '!' | '?' | '"' | '”' | '’') {
                sentences += 1.0;
            }
            if c.is_alphabetic() {
                letters += 1.0;
                capitals += f32::from(u8::from(c.is_uppercase() && !before.is_alphanumeric()));
            }
            digits += f32::from(u8::from(c.is_ascii_digit()));
            before = c;
        }
        let ends = matches!(before, '.' | '!' | '?' | '…' | '”' | '"' | ':' | '。' | ')');
        sentences += f32::from(u8::from(ends && !matches!(before, ':' | ')')));
        let long = text.split_whitespace().map(str::len).max().unwrap_or(0) as f32;
        let small = text.split_whitespace().filter(|word| is_small(word)).count() as f32;
        let link_share = block.link_words as f32 / words.max(1.0);
        let shape = [
            letters / words.max(1.0),
            digits / (letters + digits).max(1.0),
            capitals / words.max(1.0),
            marks / words.max(1.0),
            commas / words.max(1.0),
            breaks,
            odd,
            f32::from(u8::from(ends)),
            small / words.max(1.0),
            long,
            f32::from(u8::from(words <= 14.0 && holds_year(text))),
            f32::from(u8::from(opens_byline(text))),
        ];
        Self {
            words,
            link_share,
            sentences,
            shape,
            phrase: rules.weigh(text),
            tag: tag_number(dom.tag(block.element)),
        }
    }

    fn write(&self, block: &Block, row: &mut Vec<f32>) {
        row.extend([self.words, self.link_share, self.sentences, self.phrase, self.tag]);
        row.extend(self.shape);
        row.push(block.depth as f32);
        row.push(block.text.len() as f32);
    }
}

/// A tag as a number; like tags lie side by side.
fn tag_number(tag: &str) -> f32 {
    const TAGS: [&str; 16] = [
        "p",
        "blockquote",
        "pre",
        "li",
        "dd",
        "dt",
        "td",
        "th",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
    ];
    TAGS.iter().position(|&known| known == tag).unwrap_or(TAGS.len()) as f32
}

/// Whether a text has a number that may be a year of our time.
fn holds_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter(|number| number.len() == 4)
        .any(|number| number.starts_with("19") || number.starts_with("20"))
}

/// Whether a short text begins as a line that names its author does.
fn opens_byline(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("").to_lowercase();
    let opens = matches!(
        first.trim_end_matches(':'),
        "by" | "von" | "par" | "por" | "di" | "door" | "author" | "written" | "posted"
    );
    opens && words.take(12).count() < 12
}

/// A lower-case word of at most three letters: most of them are the small words of a language.
fn is_small(word: &str) -> bool {
    word.len() <= 4 && word.chars().count() <= 3 && word.chars().all(char::is_lowercase)
}

impl Total {
    fn write(self, page: &Page, place: usize, row: &mut Vec<f32>) {
        let words = (self.words as f32).max(1.0);
        row.extend([
            self.blocks as f32,
            self.words as f32,
            self.link_words as f32 / words,
            self.sentences as f32 / (self.blocks as f32).max(1.0),
            self.long as f32,
            self.words as f32 / page.words.max(1.0),
            (place as f32 - self.first as f32) / (self.blocks as f32).max(1.0),
        ]);
    }
}

fn totals(dom: &Dom, blocks: &[Block], own: &[Own]) -> Map<NodeId, Total> {
    let mut totals: Map<NodeId, Total> = Map::default();
    for (place, (block, own)) in blocks.iter().zip(own).enumerate() {
        // A page that nests deeper says nothing by it.
        for id in dom.ancestors(block.element).take(64) {
            let total = totals
                .entry(id)
                .or_insert_with(|| Total { first: place as u32, ..Total::default() });
            total.blocks += 1;
            total.words += block.words;
            total.link_words += block.link_words;
            total.sentences += own.sentences as u32;
            total.long += u32::from(own.words >= 20.0 && own.link_share < 0.3);
        }
    }
    totals
}

/// The containers around an element: the first that holds two blocks, then each that holds twice
/// as much as the one before.
fn containers(dom: &Dom, element: NodeId, totals: &Map<NodeId, Total>) -> [u32; LEVELS] {
    let mut found = [u32::MAX; LEVELS];
    let (mut level, mut least) = (0, 2);
    for id in dom.ancestors(element).take(64) {
        let blocks = totals.get(&id).map_or(0, |total| total.blocks);
        if blocks >= least {
            found[level] = id;
            level += 1;
            least = blocks * 2;
            if level == LEVELS {
                break;
            }
        }
    }
    found
}

/// What the page tells of its blocks.
struct Page {
    blocks: f32,
    words: f32,
    link_share: f32,
    long: f32,
    paragraphs: f32,
    article: f32,
    title: String,
    heading: Option<usize>,
    passed: Vec<f32>,
    copies: Vec<f32>,
    siblings: Vec<[f32; 3]>,
}

#[derive(Default)]
struct Before {
    heading: Option<usize>,
    title: bool,
}

impl Page {
    fn new(dom: &Dom, blocks: &[Block], own: &[Own]) -> Self {
        let words: u32 = blocks.iter().map(|block| block.words).sum();
        let links: u32 = blocks.iter().map(|block| block.link_words).sum();
        let long = own.iter().filter(|own| own.words >= 20.0 && own.link_share < 0.3).count();
        let paragraphs = blocks.iter().filter(|block| dom.tag(block.element) == "p").count();
        let title = dom.elements("title").next().map_or(String::new(), |id| dom.text_of(id));
        let article = says_article(dom);
        let mut seen: Map<&str, f32> = Map::default();
        for block in blocks {
            *seen.entry(block.text.as_str()).or_default() += 1.0;
        }
        let copies = blocks.iter().map(|block| seen[block.text.as_str()]).collect();
        let mut passed = Vec::with_capacity(blocks.len());
        let mut so_far = 0.0;
        for block in blocks {
            passed.push(so_far);
            so_far += block.words as f32;
        }
        let heading = blocks.iter().position(|block| dom.tag(block.element) == "h1");
        let siblings = siblings(dom, blocks, words as f32);
        Self {
            blocks: blocks.len() as f32,
            words: words as f32,
            link_share: links as f32 / (words as f32).max(1.0),
            long: long as f32,
            paragraphs: paragraphs as f32,
            article: f32::from(u8::from(article)),
            title,
            heading,
            passed,
            copies,
            siblings,
        }
    }

    fn write(&self, place: usize, blocks: &[Block], before: &mut Before, row: &mut Vec<f32>) {
        let block = &blocks[place];
        let is_heading = block.bits & hints::tag_bit("heading") != 0;
        let text = block.text.trim();
        let titled = text.len() > 5 && self.title.contains(text);
        before.title |= titled && is_heading;
        row.extend([
            place as f32 / self.blocks.max(1.0),
            self.passed[place] / self.words.max(1.0),
            self.passed[place],
            place as f32,
            self.blocks - place as f32,
            self.blocks,
            self.words,
            self.link_share,
            self.long,
            self.paragraphs,
            self.article,
            self.copies[place],
            self.siblings[place][0],
            self.siblings[place][1],
            self.siblings[place][2],
            f32::from(u8::from(titled)),
            f32::from(u8::from(before.title)),
            self.heading.map_or(-999.0, |heading| place as f32 - heading as f32),
            before.heading.map_or(-1.0, |heading| (place - heading) as f32),
        ]);
        if is_heading {
            before.heading = Some(place);
        }
    }
}

/// Whether a page says that it is an article.
pub fn says_article(dom: &Dom) -> bool {
    dom.elements("meta").any(|id| {
        dom.attribute(id, "property") == Some("og:type")
            && dom.attribute(id, "content") == Some("article")
    })
}

/// Of the blocks whose element and parent look like a block's: how many, their share of the page's
/// words, and the share of their words in links.
fn siblings(dom: &Dom, blocks: &[Block], words: f32) -> Vec<[f32; 3]> {
    let shape = |block: &Block| {
        let parent = dom.parent(block.element).unwrap_or(0);
        let class = |id| dom.attribute(id, "class").unwrap_or("");
        (dom.tag(block.element), class(block.element), dom.tag(parent), class(parent))
    };
    let mut shapes: Map<_, [f32; 3]> = Map::default();
    for block in blocks {
        let sum = shapes.entry(shape(block)).or_default();
        sum[0] += 1.0;
        sum[1] += block.words as f32;
        sum[2] += block.link_words as f32;
    }
    let shares = |[count, inside, links]: [f32; 3]| {
        [count, inside / words.max(1.0), links / inside.max(1.0)]
    };
    blocks.iter().map(|block| shares(shapes[&shape(block)])).collect()
}

fn neighbour(place: i32, blocks: &[Block], own: &[Own], row: &mut Vec<f32>) {
    let place = usize::try_from(place).ok().filter(|&place| place < blocks.len());
    let Some(place) = place else {
        row.extend([-1.0; 5]);
        return;
    };
    let own = &own[place];
    let heading = blocks[place].bits & hints::tag_bit("heading") != 0;
    row.extend([
        own.words,
        own.link_share,
        own.sentences,
        own.shape[7],
        f32::from(u8::from(heading)),
    ]);
}
