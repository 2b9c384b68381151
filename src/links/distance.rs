//! The edit distance of one text to many: how many characters are to be added, dropped, exchanged
//! or swapped with their neighbour to make one of the other, no place touched twice (optimal string
//! alignment). Columns of the table are bits of a word (Hyyrö 2003, "A bit-vector algorithm for
//! computing Levenshtein and Damerau edit distances"), so that a name costs its length.

use crate::model::Map;

/// A text that others are compared with.
pub(super) struct Pattern<'a> {
    text: &'a str,
    chars: usize,
    /// By character: at which places of the text it stands.
    ascii: [u64; 128],
    others: Map<char, u64>,
}

impl<'a> Pattern<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut pattern = Self { text, chars: 0, ascii: [0; 128], others: Map::default() };
        for c in text.chars() {
            let place = 1u64.checked_shl(pattern.chars as u32).unwrap_or(0);
            match pattern.ascii.get_mut(c as usize) {
                Some(places) => *places |= place,
                None => *pattern.others.entry(c).or_default() |= place,
            }
            pattern.chars += 1;
        }
        pattern
    }

    /// The length in characters.
    pub(super) fn chars(&self) -> usize {
        self.chars
    }

    /// The distance to `other`.
    pub(super) fn distance(&self, other: &str) -> usize {
        if self.chars == 0 || self.chars > 64 {
            return strsim::osa_distance(self.text, other);
        }
        let last = 1 << (self.chars - 1);
        let mut distance = self.chars;
        let (mut plus, mut minus) = (u64::MAX, 0u64);
        let (mut diagonal, mut before) = (0u64, 0u64);
        for c in other.chars() {
            let here = match self.ascii.get(c as usize) {
                Some(places) => *places,
                None => self.others.get(&c).copied().unwrap_or(0),
            };
            let swapped = ((!diagonal & here) << 1) & before;
            diagonal = ((here & plus).wrapping_add(plus) ^ plus) | here | minus | swapped;
            let rises = minus | !(diagonal | plus);
            let falls = diagonal & plus;
            distance += usize::from(rises & last != 0);
            distance -= usize::from(falls & last != 0);
            let rises = rises << 1 | 1;
            plus = falls << 1 | !(diagonal | rises);
            minus = rises & diagonal;
            before = here;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    proptest! {
        /// The fast distance is the one that everybody computes by a table.
        #[test]
        fn agrees_with_the_table(a in "[abcé信]{0,70}", b in "[abcé信]{0,70}") {
            prop_assert_eq!(Pattern::new(&a).distance(&b), strsim::osa_distance(&a, &b));
        }

        #[test]
        fn agrees_on_words_alike(a in "[a-d]{1,12}", b in "[a-d]{1,12}") {
            prop_assert_eq!(Pattern::new(&a).distance(&b), strsim::osa_distance(&a, &b));
        }
    }
}
