//! Prints the blocks of pages with their numbers, for `train.py`.

#![allow(clippy::disallowed_methods)]

use std::io::Write as _;

use topoi::import::html::{blocks, dom::Dom, features};
use topoi::import::rules::Rules;

fn main() {
    let rules = Rules::new(None).expect("the default rules");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("a page");
        let html = String::from_utf8_lossy(&bytes);
        let dom = Dom::parse(&html);
        let blocks = blocks::blocks(&dom);
        let features = features::features(&dom, &blocks, &rules);
        writeln!(out, "# {path}").expect("output");
        let mut rows: Vec<Vec<f32>> = Vec::new();
        features.judge(|row| {
            rows.push(row.to_vec());
            0.0
        });
        for (place, (block, row)) in blocks.iter().zip(&rows).enumerate() {
            let text = block.text.replace(['\n', '\t'], " ");
            let numbers: Vec<String> = row.iter().map(f32::to_string).collect();
            let containers = features.containers[place].map(|id| id.to_string()).join(" ");
            writeln!(out, "{text}\t{}\t{containers}", numbers.join(" ")).expect("output");
        }
    }
}
