//! Co-occurrence: which concepts share passages more often than chance would have it.
//!
//! Passages are the trials. One with n concepts weighs 1/(n−1), so that each of its concepts
//! spreads one unit over its company (Newman 2001, "Scientific collaboration networks II") and a
//! list of nine names says little about any two of them. The weighted two by two table of a pair
//! is tested with the log-likelihood ratio G² (Dunning 1993, "Accurate methods for the statistics
//! of surprise and coincidence") and weighed by normalised pointwise mutual information (Bouma
//! 2009).

use crate::model::{ConceptId, DocId, Map};

/// A passage that proves an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub doc: DocId,
    /// The passage, as an index into the document's blocks.
    pub block: u32,
}

/// The concepts of one passage, as the counting wants them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageConcepts {
    /// Which passage.
    pub place: Place,
    /// Its distinct concepts, ascending.
    pub concepts: Vec<ConceptId>,
}

/// What makes an edge.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most edges that a concept keeps, its strongest.
    pub strongest: usize,
    /// The least G² of an edge. 3.841 is the 95th percentile of χ² with one degree of freedom;
    /// weighted counts keep well below the raw ones, so that the test is the stricter.
    pub least_g2: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { strongest: 8, least_g2: 3.841 }
    }
}

/// Two concepts that share passages more often than chance would have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The one with the lower id.
    pub a: ConceptId,
    /// The other.
    pub b: ConceptId,
    /// Normalised pointwise mutual information, above 0, at most 1.
    pub npmi: f64,
    /// The log-likelihood ratio.
    pub g2: f64,
    /// How many passages they share.
    pub passages: u32,
    /// In how many documents.
    pub documents: u32,
    /// The most telling of these passages, those with the fewest other concepts first, one a
    /// document.
    pub proof: Vec<Place>,
}

/// Passages with more concepts than this are inventories: they count for no pair.
pub const INVENTORY: usize = 48;
/// How many passages an edge shows as proof.
const PROOFS: usize = 3;
/// How many passages, and documents, two concepts must share.
const LEAST_SHARED: u32 = 2;

/// The significant pairs among `passages`, sorted by ids. `bare` passages more name no concept.
/// Passages must be grouped by document; sums run in their order. A pair asks for two shared
/// passages in two documents.
pub fn cooccurrence(passages: &[PassageConcepts], bare: usize, options: &Options) -> Vec<Pair> {
    let mut occurrences: Vec<f64> = Vec::new();
    let mut total = bare as f64;
    let mut tallies = Tallies::default();
    for passage in passages {
        let concepts = &passage.concepts;
        let weight = 1.0 / concepts.len().saturating_sub(1).max(1) as f64;
        total += weight;
        debug_assert!(concepts.is_sorted_by(|a, b| a < b), "sorted and distinct");
        if let Some(last) = concepts.last().filter(|last| last.index() >= occurrences.len()) {
            occurrences.resize(last.index() + 1, 0.0);
        }
        for concept in concepts {
            occurrences[concept.index()] += weight;
        }
        if (2..=INVENTORY).contains(&concepts.len()) {
            for (i, &a) in concepts.iter().enumerate() {
                for &b in &concepts[i + 1..] {
                    tallies.count(a, b, passage.place, concepts.len());
                }
            }
        }
    }
    let mut pairs: Vec<Pair> = tallies
        .list
        .into_iter()
        .filter(|tally| tally.passages >= LEAST_SHARED && tally.documents >= LEAST_SHARED)
        .filter_map(|tally| {
            let (of_a, of_b) = (occurrences[tally.a.index()], occurrences[tally.b.index()]);
            tally.test(of_a, of_b, total, options.least_g2)
        })
        .collect();
    keep_strongest(&mut pairs, options.strongest, occurrences.len());
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// Counts of all pairs met, in order of first meeting.
#[derive(Default)]
struct Tallies {
    index: Map<(u32, u32), u32>,
    list: Vec<Tally>,
}

struct Tally {
    a: ConceptId,
    b: ConceptId,
    weight: f64,
    passages: u32,
    documents: u32,
    last_doc: DocId,
    proof: [Option<(u32, Place)>; PROOFS],
}

impl Tallies {
    fn count(&mut self, a: ConceptId, b: ConceptId, place: Place, company: usize) {
        let next = self.list.len() as u32;
        let at = *self.index.entry((a.0, b.0)).or_insert(next);
        if at == next {
            self.list.push(Tally {
                a,
                b,
                weight: 0.0,
                passages: 0,
                documents: 0,
                last_doc: place.doc,
                proof: [None; PROOFS],
            });
        }
        self.list[at as usize].add(place, company);
    }
}

impl Tally {
    fn add(&mut self, place: Place, company: usize) {
        self.weight += 1.0 / (company - 1) as f64;
        if self.passages == 0 || self.last_doc != place.doc {
            self.documents += 1;
            self.last_doc = place.doc;
        }
        self.passages += 1;
        self.offer_proof((company as u32, place));
    }

    /// Keeps the passages with the least company, one a document, the earlier first.
    fn offer_proof(&mut self, mut offer: (u32, Place)) {
        let same = |slot: &Option<(u32, Place)>| slot.is_some_and(|(_, p)| p.doc == offer.1.doc);
        if let Some(held) = self.proof.iter().position(same) {
            if self.proof[held].is_some_and(|held| held.0 <= offer.0) {
                return;
            }
            self.proof[held..].rotate_left(1);
            self.proof[PROOFS - 1] = None;
        }
        for slot in &mut self.proof {
            match slot {
                None => {
                    *slot = Some(offer);
                    return;
                }
                Some(held) if offer.0 < held.0 => std::mem::swap(held, &mut offer),
                Some(_) => {}
            }
        }
    }

    /// The pair, if it is significant and attracts.
    fn test(self, of_a: f64, of_b: f64, total: f64, least_g2: f64) -> Option<Pair> {
        let joint = self.weight;
        if joint * total <= of_a * of_b {
            return None;
        }
        let table = [joint, of_a - joint, of_b - joint, total - of_a - of_b + joint];
        let g2 = log_likelihood_ratio(table);
        (g2 >= least_g2).then(|| Pair {
            a: self.a,
            b: self.b,
            npmi: npmi(joint, of_a, of_b, total),
            g2,
            passages: self.passages,
            documents: self.documents,
            proof: self.proof.iter().flatten().map(|&(_, place)| place).collect(),
        })
    }
}

/// Dunning's G² of the table `[both, only the first, only the second, neither]`:
/// 2 Σ observed · ln(observed / expected).
pub fn log_likelihood_ratio(table: [f64; 4]) -> f64 {
    let [both, first, second, neither] = table;
    let total = both + first + second + neither;
    let rows = [both + first, second + neither];
    let columns = [both + second, first + neither];
    let mut sum = 0.0;
    for (cell, observed) in table.into_iter().enumerate() {
        let expected = rows[cell / 2] * columns[cell % 2] / total;
        if observed > 0.0 && expected > 0.0 {
            sum += observed * libm::log(observed / expected);
        }
    }
    2.0 * sum
}

/// Bouma's normalised pointwise mutual information of weighted counts: −1 never together, 0 as
/// chance has it, 1 always together.
pub fn npmi(joint: f64, of_a: f64, of_b: f64, total: f64) -> f64 {
    if joint >= total {
        return 1.0;
    }
    let pmi = libm::log(joint * total / (of_a * of_b));
    (pmi / -libm::log(joint / total)).clamp(-1.0, 1.0)
}

/// Takes pairs in order of strength as long as both ends have room for them.
fn keep_strongest(pairs: &mut Vec<Pair>, strongest: usize, concepts: usize) {
    pairs.sort_by(|x, y| {
        let strength = y.npmi.total_cmp(&x.npmi).then(y.g2.total_cmp(&x.g2));
        strength.then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut degree = vec![0usize; concepts];
    pairs.retain(|pair| {
        let (a, b) = (pair.a.index(), pair.b.index());
        let room = degree[a] < strongest && degree[b] < strongest;
        if room {
            degree[a] += 1;
            degree[b] += 1;
        }
        room
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(doc: u32, block: u32, concepts: &[u32]) -> PassageConcepts {
        PassageConcepts {
            place: Place { doc: DocId(doc), block },
            concepts: concepts.iter().copied().map(ConceptId).collect(),
        }
    }

    /// Passages of one concept each, as a background.
    fn background(from_doc: u32, concepts: std::ops::Range<u32>) -> Vec<PassageConcepts> {
        concepts.map(|c| passage(from_doc + c, 0, &[c])).collect()
    }

    #[test]
    fn two_passages_in_two_documents_make_an_edge() {
        let mut passages = vec![passage(0, 0, &[0, 1]), passage(1, 4, &[0, 1])];
        passages.extend(background(2, 2..12));
        let pairs = cooccurrence(&passages, 0, &Options::default());
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].passages, pairs[0].documents), (2, 2));
        assert!((pairs[0].npmi - 1.0).abs() < 1e-12, "always together: {}", pairs[0].npmi);
        assert_eq!(pairs[0].proof[1], Place { doc: DocId(1), block: 4 });
    }

    #[test]
    fn two_passages_in_one_document_make_none() {
        let mut passages = vec![passage(0, 0, &[0, 1]), passage(0, 4, &[0, 1])];
        passages.extend(background(2, 2..12));
        assert_eq!(cooccurrence(&passages, 0, &Options::default()), []);
    }

    #[test]
    fn lists_of_nine_make_no_thirty_six_edges() {
        let nine: Vec<u32> = (0..9).collect();
        let mut passages = vec![passage(0, 0, &nine), passage(1, 0, &nine)];
        passages.extend(background(2, 9..200));
        assert_eq!(cooccurrence(&passages, 0, &Options::default()), []);
    }

    #[test]
    fn chance_meetings_of_common_concepts_make_none() {
        // 0 and 1 each in half of 40 passages, together in a quarter: independent.
        let passages: Vec<_> = (0..40)
            .map(|i| match i % 4 {
                0 => passage(i, 0, &[0, 1]),
                1 => passage(i, 0, &[0, 2]),
                2 => passage(i, 0, &[1, 2]),
                _ => passage(i, 0, &[2, 3]),
            })
            .collect();
        let pairs = cooccurrence(&passages, 0, &Options::default());
        assert!(pairs.iter().all(|p| (p.a.0, p.b.0) != (0, 1)), "{pairs:?}");
        // Where most passages name neither, the same meetings say something.
        let pairs = cooccurrence(&passages, 400, &Options::default());
        assert!(pairs.iter().any(|p| (p.a.0, p.b.0) == (0, 1)), "{pairs:?}");
    }

    #[test]
    fn a_node_keeps_its_strongest() {
        // 0 meets each of 1..=5, i of them the more often the lower.
        let mut passages = Vec::new();
        for other in 1..=5u32 {
            for time in 0..8 - other {
                passages.push(passage(passages.len() as u32, time, &[0, other]));
            }
            for _ in 0..other {
                passages.push(passage(passages.len() as u32, 0, &[other]));
            }
        }
        passages.extend(background(100, 6..400));
        let options = Options { strongest: 2, ..Options::default() };
        let kept: Vec<u32> = cooccurrence(&passages, 0, &options).iter().map(|p| p.b.0).collect();
        assert_eq!(kept, [1, 2]);
    }

    #[test]
    fn proof_prefers_little_company_and_other_documents() {
        let mut passages = vec![
            passage(0, 0, &[0, 1, 2]),
            passage(0, 1, &[0, 1]),
            passage(1, 0, &[0, 1, 2, 3]),
            passage(2, 0, &[0, 1]),
            passage(3, 0, &[0, 1, 3]),
            passage(4, 0, &[0, 1]),
        ];
        passages.extend(background(5, 4..60));
        let pairs = cooccurrence(&passages, 0, &Options::default());
        let pair = pairs.iter().find(|p| (p.a.0, p.b.0) == (0, 1)).expect("an edge");
        let docs: Vec<(u32, u32)> = pair.proof.iter().map(|p| (p.doc.0, p.block)).collect();
        assert_eq!(docs, [(0, 1), (2, 0), (4, 0)]);
    }

    #[test]
    fn g2_is_dunnings() {
        // Dunning's table for "the swiss": 110, 2442, 111, 29114; -2 log lambda is 270.72.
        let g2 = log_likelihood_ratio([110.0, 2442.0, 111.0, 29114.0]);
        assert!((g2 - 270.72).abs() < 0.01, "{g2}");
    }
}
