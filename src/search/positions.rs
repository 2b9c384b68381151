//! Where a document's terms stand, in half the room of pairs: what is read one after the other says
//! its position once.

/// Terms in the order they are read, each with its position. The next word of the same block has the
/// next one.
pub struct Positions(Box<[u32]>);

/// In place of a term: a position follows, that of the next term.
const JUMP: u32 = u32::MAX;

impl Positions {
    /// Terms by number with their positions, in the order they were pushed.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        let (mut next, mut values) = (0, self.0.iter());
        std::iter::from_fn(move || {
            let mut term = *values.next()?;
            if term == JUMP {
                next = *values.next()?;
                term = *values.next()?;
            }
            let position = next;
            next = next.wrapping_add(1);
            Some((term, position))
        })
    }
}

/// Writes [`Positions`], of one document after another.
#[derive(Default)]
pub struct PositionsWriter {
    values: Vec<u32>,
    next: u32,
}

impl PositionsWriter {
    /// Notes that `term` stands at `position`.
    pub fn push(&mut self, term: u32, position: u32) {
        if position != self.next {
            self.values.extend([JUMP, position]);
        }
        self.values.push(term);
        self.next = position.wrapping_add(1);
    }

    /// What was noted. Nothing is, afterwards.
    pub fn take(&mut self) -> Positions {
        let positions = Positions(self.values.as_slice().into());
        self.values.clear();
        self.next = 0;
        positions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_written() {
        let all = [(7, 0), (8, 1), (7, 3), (7, 3), (9, u32::MAX), (1, 0), (2, 1)];
        let mut writer = PositionsWriter::default();
        for half in [&all[..4], &all[4..]] {
            half.iter().for_each(|&(term, position)| writer.push(term, position));
            assert_eq!(writer.take().iter().collect::<Vec<_>>(), half);
        }
    }
}
