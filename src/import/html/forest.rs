//! Decision trees that say how likely a block is part of the article.
//!
//! `forest.txt` holds two [forests](crate::model::forest) after a line `# first` and `# second`;
//! the sum of a forest's trees is the logarithm of the odds. `tests/import/train.py` grows them.

use std::sync::LazyLock;

use crate::model::forest::Forest;

static FORESTS: LazyLock<(Forest, Forest)> = LazyLock::new(|| {
    let text = include_str!("forest.txt");
    let (first, second) = text.split_once("# second\n").unwrap_or((text, ""));
    (Forest::read(first), Forest::read(second))
});

/// Judges alone, then with the first judgement of the blocks around.
pub fn forests() -> &'static (Forest, Forest) {
    &FORESTS
}

/// How likely a row of numbers is the article's, 0 to 1.
pub fn odds(forest: &Forest, row: &[f32]) -> f32 {
    (1.0 / (1.0 + libm::exp(-f64::from(forest.sum(row))))) as f32
}
