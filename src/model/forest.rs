//! Decision trees whose values are added: what was learned from examples, as a text file.
//!
//! A line is a tree: its splits `feature threshold left right` parted by `;`, then `|`, then the
//! values of its leaves. A split goes left where the number is at most its threshold; a child `-n`
//! is leaf `n - 1`. So `3 0.5 -1 -2|-0.2 0.4` adds -0.2 where number 3 is at most 0.5, else 0.4.

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
    /// The trees of a file.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        Self(lines.filter_map(Tree::read).collect())
    }

    /// The sum of all trees for a row of numbers: logarithms of odds, where odds were learned.
    pub fn sum(&self, row: &[f32]) -> f32 {
        self.0.iter().map(|tree| tree.value(row)).sum()
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

#[cfg(test)]
mod tests {
    use super::Forest;

    #[test]
    fn adds_the_leaves_it_comes_to() {
        let forest = Forest::read("# two trees\n3 0.5 -1 -2|-0.2 0.4\n0 1 1 -3;1 2 -1 -2|1 2 3\n");
        assert!((forest.sum(&[0.0, 5.0, 0.0, 0.5]) - 1.8).abs() < 1e-6);
        assert!((forest.sum(&[2.0, 0.0, 0.0, 0.6]) - 3.4).abs() < 1e-6);
    }
}
