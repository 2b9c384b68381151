//! A synthetic knowledge base: the same bytes for the same numbers, on every machine.
//!
//! Articles have sections, emphasis, lists, tables, code now and then, links to one another, and
//! mention concepts; words follow Zipf's law over a made-up vocabulary. Concepts define
//! themselves and relate to each other; principles cite passages.

#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Names of the concepts, most frequent first.
const CONCEPTS: &[&str] = &[
    "trust",
    "credibility",
    "rapport",
    "relationship",
    "friendship",
    "qualification",
    "discovery",
    "objection",
    "negotiation",
    "prospecting",
    "referral",
    "empathy",
    "listening",
    "curiosity",
    "persuasion",
    "reciprocity",
    "scarcity",
    "authority",
    "consistency",
    "social proof",
    "urgency",
    "pricing",
    "discount",
    "proposal",
    "demonstration",
    "storytelling",
    "pipeline",
    "forecast",
    "territory",
    "quota",
    "commission",
    "incentive",
    "resilience",
    "rejection",
    "reputation",
    "integrity",
    "honesty",
    "loyalty",
    "retention",
    "renewal",
    "onboarding",
    "adoption",
    "complaint",
    "apology",
    "gratitude",
    "patience",
    "persistence",
    "momentum",
    "segmentation",
    "positioning",
    "differentiation",
    "benchmark",
    "guarantee",
    "warranty",
    "champion",
    "gatekeeper",
    "stakeholder",
    "committee",
    "consensus",
    "procurement",
    "budget",
    "approval",
    "contract",
    "deadline",
    "concession",
    "loss aversion",
    "sunk cost",
    "status quo",
    "inertia",
    "testimonial",
    "case study",
    "margin",
    "cold call",
    "warm introduction",
    "networking",
    "coaching",
    "mentoring",
    "feedback",
    "reflection",
    "open question",
    "body language",
    "first impression",
    "small talk",
    "sincerity",
    "authenticity",
    "vulnerability",
    "manipulation",
    "pressure",
    "disclosure",
    "commitment",
    "accountability",
    "delegation",
    "handover",
    "partnership",
    "alliance",
    "reseller",
    "ecosystem",
    "hypothesis",
    "intuition",
    "heuristic",
];

const COMMON: &[&str] = &[
    "the", "of", "and", "to", "in", "is", "that", "it", "for", "as", "with", "they", "at", "one",
    "have", "this", "from", "by", "but", "what", "there", "we", "can", "out", "were", "all",
    "your", "when", "use", "how", "each", "she", "which", "their", "will", "way", "about", "many",
];

/// A small generator of uniform numbers (SplitMix64, Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A rank below `n` with density near 1/rank.
    fn zipf(&mut self, n: usize) -> usize {
        let u = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (libm::pow(n as f64 + 1.0, u) - 1.0) as usize % n
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.zipf(items.len())]
    }
}

/// A made-up word for rank `rank`.
fn word(rank: usize) -> String {
    const ONSETS: [&str; 16] =
        ["b", "br", "d", "dr", "f", "fl", "g", "gr", "l", "m", "n", "p", "pl", "s", "st", "t"];
    const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
    const CODAS: [&str; 8] = ["", "l", "m", "n", "r", "s", "t", "nd"];
    let mut random = Random(rank as u64);
    let mut word = String::new();
    for _ in 0..2 + random.below(2) {
        word.push_str(ONSETS[random.below(16)]);
        word.push_str(NUCLEI[random.below(8)]);
    }
    word.push_str(CODAS[random.below(8)]);
    word
}

fn sentence(random: &mut Random, vocabulary: &[String], articles: usize, out: &mut String) {
    let start = out.len();
    for i in 0..8 + random.below(14) {
        if i > 0 {
            out.push(' ');
        }
        match random.below(40) {
            0 => out.push_str(random.pick(CONCEPTS)),
            1 => write!(out, "**{}**", random.pick(COMMON)).expect("strings take all"),
            2 if random.below(3) == 0 => {
                let target = random.below(articles);
                write!(
                    out,
                    "[[article-{target:06}|{}]]",
                    vocabulary[random.zipf(vocabulary.len())]
                )
                .expect("strings take all");
            }
            3..=22 => out.push_str(random.pick(COMMON)),
            _ => out.push_str(&vocabulary[random.zipf(vocabulary.len())]),
        }
    }
    let first = out[start..].chars().next().map(|c| c.to_ascii_uppercase().to_string());
    if let Some(first) = first {
        out.replace_range(start..start + 1, &first);
    }
    out.push_str(". ");
}

fn article(number: usize, articles: usize, vocabulary: &[String]) -> String {
    let mut random = Random(0x0070_0701 ^ (number as u64) << 20);
    let mut out = String::with_capacity(6000);
    let (a, b) = (random.pick(CONCEPTS), &vocabulary[random.zipf(vocabulary.len())]);
    let (year, month, day) = (2008 + random.below(18), 1 + random.below(12), 1 + random.below(28));
    write!(
        out,
        "---\ntitle: \"On {a} and {b}, {number}\"\nauthor: \"Author {}\"\npublished: {year}-{month:02}-{day:02}\ntags: [{}, {}]\n---\n\n",
        random.below(60),
        a.replace(' ', "-"),
        random.pick(CONCEPTS).replace(' ', "-"),
    )
    .expect("strings take all");
    for section in 0..3 + random.below(3) {
        if section > 0 {
            write!(out, "## {} {}\n\n", random.pick(CONCEPTS), vocabulary[random.zipf(4000)])
                .expect("strings take all");
        }
        for _ in 0..2 + random.below(3) {
            for _ in 0..3 + random.below(4) {
                sentence(&mut random, vocabulary, articles, &mut out);
            }
            out.push_str("\n\n");
        }
        match random.below(12) {
            0 => out.push_str("```python\ndef score(lead):\n    return lead.need * 3\n```\n\n"),
            1 | 2 => {
                for _ in 0..3 {
                    out.push_str("- ");
                    sentence(&mut random, vocabulary, articles, &mut out);
                    out.push('\n');
                }
                out.push('\n');
            }
            3 => {
                out.push_str("| stage | days |\n| --- | ---: |\n| first | 12 |\n| next | 30 |\n\n")
            }
            _ => {}
        }
    }
    out
}

/// Writes a knowledge base of `articles` articles, all concepts and a few principles to `root`.
///
/// # Panics
/// When the folder cannot be written.
pub fn write(root: &Path, articles: usize) {
    let vocabulary: Vec<String> = (0..20_000).map(word).collect();
    let content = root.join("articles");
    for folder in ["sources", "concepts", "principles"] {
        fs::create_dir_all(content.join(folder)).expect("a writable folder");
    }
    let site = "[site]\ntitle = \"Bench\"\nbase_url = \"https://bench.example\"\n\n[kinds]\n\"sources/**\" = \"article\"\n\"concepts/**\" = \"concept\"\n\"principles/**\" = \"principle\"\n";
    fs::write(root.join("site.toml"), site).expect("a writable file");
    for number in 0..articles {
        let path = content.join(format!("sources/article-{number:06}.md"));
        fs::write(path, article(number, articles, &vocabulary)).expect("a writable file");
    }
    for (i, name) in CONCEPTS.iter().enumerate() {
        let slug = name.replace(' ', "-");
        let broader = CONCEPTS[i / 4].replace(' ', "-");
        let relations = if i < 8 { String::new() } else { format!("broader: [{broader}]\n") };
        let text = format!(
            "---\ntitle: {name}\n{relations}---\n\n{name} is what this page defines, near [[{broader}]].\n"
        );
        fs::write(content.join(format!("concepts/{slug}.md")), text).expect("a writable file");
    }
    for i in 0..CONCEPTS.len() / 2 {
        let (a, b) = (CONCEPTS[i].replace(' ', "-"), CONCEPTS[i + 1].replace(' ', "-"));
        let cited = (i * 37) % articles;
        let text = format!(
            "---\ntitle: Earn {a} before {b} ({i})\nconcepts: [{a}, {b}]\nanswers: [\"We have {a} and no {b}\"]\nevidence:\n  - article: article-{cited:06}\n    stance: supports\n---\n\n## Do\n\n- Begin with {a}.\n\n## Ask\n\n- What would {b} look like?\n"
        );
        fs::write(content.join(format!("principles/p{i:03}.md")), text).expect("a writable file");
    }
}
