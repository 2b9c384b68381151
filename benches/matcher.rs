//! What the matching stage costs, and that it doesn't grow with the labels: ten thousand
//! generated documents, with and without 20,000 labels that never occur. Also the speed of
//! splitting text into words, the floor below it. `cargo bench --bench matcher`.

#![allow(clippy::disallowed_methods)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use topoi::concepts::{DocMentions, Linking, mentions, vocabulary};
use topoi::model::{RelPath, SourceFile};
use topoi::parse::words::Segmenter;
use topoi::parse::{Document, ParseOptions, parse};

const DOCUMENTS: usize = 10_000;
const WORDS: usize = 900;
const CONCEPTS: usize = 200;
const MORE_LABELS: usize = 20_000;
const ROUNDS: usize = 5;

/// A generator of numbers, the same each time (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    /// Of 30,000 words, the common ones far oftener than the rare, as in prose.
    fn word(&mut self) -> String {
        let u = self.below(1 << 20) as f64 / (1 << 20) as f64;
        let rank = (30_000.0 * u * u * u * u) as usize;
        spell(rank)
    }
}

/// Word number `rank`, shorter for common ones, pronounceable, with English endings.
fn spell(rank: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ta", "re", "lo", "mi", "su", "ne", "vo", "ka", "pri", "den", "mar", "tol", "gen", "sti",
        "bur", "fal", "hin", "cor", "wes", "plo",
    ];
    let mut word = String::new();
    let mut n = rank + 1;
    while n > 0 {
        word.push_str(SYLLABLES[n % 20]);
        n /= 20;
    }
    word + ["", "s", "ing", "ed", "er"][rank % 5]
}

fn parsed(path: &str, text: String) -> Document {
    let path = RelPath::new(path);
    let file = SourceFile::new(path.clone(), path, text);
    parse(&file, None, &ParseOptions::default()).0.expect("a document")
}

fn article(number: usize) -> Document {
    let mut random = Random(number as u64 * 7919 + 1);
    let mut text = String::from("---\nkind: article\n---\n# Title\n\n");
    for at in 0..WORDS {
        text.push_str(&random.word());
        text.push_str(match at % 75 {
            74 => ".\n\n",
            n if n % 15 == 14 => ". ",
            n if n % 15 == 7 => ", ",
            _ => " ",
        });
    }
    parsed(&format!("a{number:05}.md"), text)
}

/// Concepts with labels that occur, of one to three words.
fn concepts(more: usize) -> Vec<Arc<Document>> {
    (0..CONCEPTS)
        .map(|number| {
            let mut aliases =
                vec![format!("{} {}", spell(number * 3 + 40), spell(number * 7 + 90))];
            for extra in 0..more / CONCEPTS {
                let n = number * 1000 + extra;
                aliases.push(match extra % 3 {
                    0 => format!("zq{n}x"),
                    1 => format!("{} zq{n}y", spell(n % 9000)),
                    _ => format!("{} zq{n}z {}", spell(n % 9000), spell(n % 700)),
                });
            }
            let title = spell(number * 60 + 120);
            let meta = format!("kind: concept\ntitle: {title}\naliases: [{}]", aliases.join(", "));
            parsed(&format!("c{number:05}.md"), format!("---\n{meta}\n---\nIt is.\n")).into()
        })
        .collect()
}

/// The stage: vocabulary and all mentions. Best time of several.
fn stage(concepts: &[Arc<Document>], articles: &[Document]) -> (Duration, usize) {
    let mut best = Duration::MAX;
    let mut count = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let (vocabulary, _) = vocabulary(concepts);
        let found: Vec<DocMentions> = articles
            .par_iter()
            .map(|document| mentions(&vocabulary, document, None, &Linking::default(), &[]))
            .collect();
        best = best.min(start.elapsed());
        count = found.iter().map(|found| found.mentions.len()).sum();
        black_box(found);
    }
    (best, count)
}

fn main() {
    let articles: Vec<Document> = (0..DOCUMENTS).into_par_iter().map(article).collect();
    let bytes: usize = articles.iter().map(|document| document.plain.len()).sum();
    let start = Instant::now();
    for document in &articles {
        let mut segmenter = Segmenter::new("en");
        let mut words = Vec::with_capacity(document.words.len());
        segmenter.block(&document.plain, 0, &[], &[], &mut words);
        black_box((segmenter.into_lexicon(), words));
    }
    let split = start.elapsed();
    println!("splitting {} MB into words: {split:.2?} on one core", bytes / 1_000_000);

    let (few, count) = stage(&concepts(0), &articles);
    println!("{DOCUMENTS} documents, {CONCEPTS} concepts: {few:.2?}, {count} mentions");
    let more = concepts(MORE_LABELS);
    let start = Instant::now();
    black_box(vocabulary(&more));
    println!("a vocabulary with {MORE_LABELS} more labels: {:.2?}", start.elapsed());
    let (many, same) = stage(&more, &articles);
    let ratio = many.as_secs_f64() / few.as_secs_f64();
    println!("with {MORE_LABELS} more labels: {many:.2?}, {same} mentions, {ratio:.2} times");
    assert_eq!(count, same, "labels that never occur change nothing");
    assert!(ratio < 2.0, "the cost grows with the labels");
}
