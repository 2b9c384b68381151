//! Decision trees that say how likely a block is part of the article.
//!
//! `forest.txt` holds two forests after a line `# first` and `# second`; a line is a tree: its
//! splits `feature threshold left right` parted by `;`, then `|`, then the values of its leaves.
//! A split goes left where the number is at most its threshold; a child `-n` is leaf `n - 1`. The
//! sum of the leaves of all trees is the logarithm of the odds. So `3 0.5 -1 -2|-0.2 0.4` adds
//! -0.2 where number 3 is at most 0.5, else 0.4. `tests/import/train.py` grows them.

use std::sync::LazyLock;

static FORESTS: LazyLock<(Forest, Forest)> = LazyLock::new(|| {
    let text = include_str!("forest.txt");
    let (first, second) = text.split_once("# second\n").unwrap_or((text, ""));
    (Forest::read(first), Forest::read(second))
});

/// Judges alone, then with the first judgement of the blocks around.
pub fn forests() -> &'static (Forest, Forest) {
    &FORESTS
}

struct Split {
    feature: u16,
    threshold: f32,
    children: [i16; 2],
}

struct Tree {
    splits: Vec<Split>,
    leaves: Vec<f32>,
}

/// Trees whose values are added.
pub struct Forest(Vec<Tree>);

impl Forest {
    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        Self(lines.filter_map(Tree::read).collect())
    }

    /// How likely a row of numbers is the article's, 0 to 1.
    pub fn odds(&self, row: &[f32]) -> f32 {
        let sum: f32 = self.0.iter().map(|tree| tree.value(row)).sum();
        (1.0 / (1.0 + libm::exp(-f64::from(sum)))) as f32
    }
}

impl Tree {
    fn read(line: &str) -> Option<Self> {
        let (splits, leaves) = line.split_once('|')?;
        let split = |text: &str| {
            let mut parts = text.split(' ');
            let feature = parts.next()?.parse().ok()?;
            let threshold = parts.next()?.parse().ok()?;
            let children = [parts.next()?.parse().ok()?, parts.next()?.parse().ok()?];
            Some(Split { feature, threshold, children })
        };
        let splits: Option<Vec<Split>> = splits.split(';').map(split).collect();
        let leaves: Result<Vec<f32>, _> = leaves.split(' ').map(str::parse).collect();
        Some(Self { splits: splits?, leaves: leaves.ok()? })
    }

    fn value(&self, row: &[f32]) -> f32 {
        let mut at = 0;
        loop {
            let split = &self.splits[at];
            let right = row[usize::from(split.feature)] > split.threshold;
            let child = split.children[usize::from(right)];
            if child < 0 {
                return self.leaves[usize::from(child.unsigned_abs()) - 1];
            }
            at = child as usize;
        }
    }
}
