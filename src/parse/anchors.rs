//! Anchors made unique on their page.

use super::document::{AnchorKind, Document};
use crate::model::{Map, Set};

impl Document {
    /// Numbers repeated anchors in reading order: headings as GitHub does (`-1`, `-2`, …), all
    /// others `-2`, `-3`, …. Runs after what an audience may not see has gone. Authored ids come
    /// first, so that a passage's id never takes one of theirs.
    pub(super) fn number_anchors(&mut self) {
        let mut taken: Set<String> = Set::default();
        let mut next: Map<String, u32> = Map::default();
        let authored = |kind: AnchorKind| kind != AnchorKind::Passage;
        for pass in [true, false] {
            for anchor in self.anchors.iter_mut().filter(|a| authored(a.kind) == pass) {
                let first = if anchor.kind == AnchorKind::Heading { 1 } else { 2 };
                if taken.insert(anchor.base.clone()) {
                    anchor.id.clone_from(&anchor.base);
                    continue;
                }
                let number = next.entry(anchor.base.clone()).or_insert(first);
                loop {
                    let id = format!("{}-{number}", anchor.base);
                    *number += 1;
                    if taken.insert(id.clone()) {
                        anchor.id = id;
                        break;
                    }
                }
            }
        }
    }
}
