//! An import of saved pages: wall time and peak memory.
//!
//! `cargo bench --bench import` imports 10,000 pages of 20 to 60 KB; `-- 500` as many as are named.
//! Each page has a menu, an article of its own words, a list of others and a foot.

#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use topoi::commands::import::{Arguments, run};

fn main() {
    let size: u32 = std::env::args().skip(1).find_map(|size| size.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    write(&root.join("site.toml"), "[site]\ntitle = \"T\"\n");
    write(&root.join("articles/index.md"), "# Home\n");
    let mut bytes = 0;
    for number in 0..size {
        let page = page(number.into());
        bytes += page.len();
        write(&root.join(format!("in/{number}.html")), &page);
    }
    let arguments =
        Arguments { root: root.to_owned(), paths: vec![root.join("in")], ..Arguments::default() };
    let start = Instant::now();
    run(&arguments).expect("an import");
    let wall = start.elapsed().as_secs_f64();
    let articles = std::fs::read_dir(root.join("articles")).expect("a folder").count() - 1;
    assert_eq!(articles, size as usize, "every page is an article");
    println!(
        "{size} pages, {:.1} MB: {wall:.2} s, {:.0} pages a second, peak {:.0} MB",
        bytes as f64 / 1e6,
        f64::from(size) / wall,
        peak_memory_mb(),
    );
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a writable folder");
    std::fs::write(path, text).expect("a writable file");
}

/// Numbers that look random, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn words(&mut self, count: u64) -> String {
        let mut text = String::new();
        for place in 0..count {
            let syllables = 1 + self.roll(3);
            if place > 0 {
                text.push(' ');
            }
            for _ in 0..syllables {
                let (consonant, vowel) = (self.roll(16) as usize, self.roll(5) as usize);
                text.push(char::from(b"bcdfghklmnprstvw"[consonant]));
                text.push(char::from(b"aeiou"[vowel]));
            }
        }
        text
    }
}

fn page(number: u64) -> String {
    let mut dice = Dice(number + 1);
    let title = format!("{} {number}", dice.words(4));
    let mut page = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | Bench</title>\
         <link rel=canonical href='https://bench.example/{number}'><meta name=author content='Ann Fox'></head><body>\
         <nav class=menu><ul>"
    );
    for _ in 0..40 {
        let _ = write!(
            page,
            "<li class='menu-item'><a href='/{}'>{}</a></li>",
            dice.words(1),
            dice.words(2)
        );
    }
    let _ = write!(page, "</ul></nav><main><article class=post><h1>{title}</h1>");
    for part in 0..8 + dice.roll(24) {
        if part % 5 == 4 {
            let _ = write!(page, "<h2>{}</h2>", dice.words(3));
        }
        let _ = write!(
            page,
            "<p>{}, <a href='/x'>{}</a> <b>{}</b>. {}.</p>",
            dice.words(40),
            dice.words(2),
            dice.words(2),
            dice.words(50)
        );
    }
    page.push_str("</article></main><aside class=related>");
    for _ in 0..12 {
        let _ = write!(
            page,
            "<div class=card><a href='/y'>{}</a><p>{}</p></div>",
            dice.words(5),
            dice.words(12)
        );
    }
    page.push_str("</aside><footer class=footer><p>© 2024 Bench. All rights reserved.</p></footer></body></html>");
    page
}

/// The largest resident set so far, as Linux counts it; 0 elsewhere.
fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes: f64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|number| number.parse().ok())
        .unwrap_or(0.0);
    kilobytes / 1e3
}
