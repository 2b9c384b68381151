//! Prints the candidates of texts with their numbers, for `train.py`.

#![allow(clippy::disallowed_methods)]

use std::io::Write as _;

use topoi::suggest::keyphrases::{Block, candidates::Candidates, paragraphs, tokens::Tokens};

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("a text");
        let found = paragraphs(&String::from_utf8_lossy(&bytes));
        let blocks: Vec<Block<'_>> =
            found.iter().map(|p| Block { text: &p.text, heading: p.heading }).collect();
        let tokens = Tokens::new(&blocks, "en");
        let candidates = Candidates::new(&tokens);
        for (candidate, row) in candidates.all.iter().zip(candidates.features(&tokens)) {
            let first = candidate.at[0] as usize;
            let words = &tokens.tokens[first..first + candidate.stems.len()];
            let text = blocks[words[0].block as usize].text;
            let phrase = &text[words[0].start as usize..words[words.len() - 1].end as usize];
            let numbers: Vec<String> = row.iter().map(f32::to_string).collect();
            writeln!(out, "{path}\t{phrase}\t{}", numbers.join(" ")).expect("output");
        }
    }
}
