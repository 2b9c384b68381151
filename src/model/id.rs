//! Indices as types. Each is an index into one vector of one stage, in a defined order.

use serde::Serialize;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The index as a `usize`.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of position `index`.
            ///
            /// # Panics
            /// When `index` does not fit 32 bits.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("more than 2^32 items"))
            }
        }
    };
}

id! {
    /// A document: index into the documents of a run, which are sorted by path.
    DocId
}
id! {
    /// A concept: index into [`Vocabulary`](crate::concepts::Vocabulary), in document order.
    ConceptId
}
id! {
    /// A cluster of the topic graph, largest first.
    ClusterId
}
