//! The search index: what a reader's browser loads to search the site, in small pieces.
//!
//! A site that ships one index file makes every reader pay for every page. Here the index is cut
//! into shards of about a kilobyte and a half, and a query loads those that know its words. Shards
//! lie one after the other in packs, `assets/search/<name>.pack`, which are named by their
//! content, so that browsers may keep them for ever; `assets/search.js` alone has a fixed name. It is
//! the theme's runtime, the scripts of its folder `search` in one scope, and the **root**, which
//! knows where the shards lie. Over HTTP the runtime asks for parts of packs by range, and takes the
//! whole pack from a host that sends that; from disk it loads packs as scripts.
//!
//! | shard | parts | about |
//! |---|---|---|
//! | dictionary | words; lists; packs and places of what overflows; completions; frequent words near | 2,500 characters, more on large sites |
//! | overflow | one part a list, of what is too long for the dictionary | 1,200 or a long list |
//! | reversed | words, each from behind | 3,000, more on large sites |
//! | cards | URLs; labels, the title first; who and when; summaries; numbers of chunks, and places of passages; their packs; situations; what a card says first to do and say | 32 documents, 16 on large sites |
//! | passages | chunks | 3,500, more on sites over 60 MB |
//! | facets | for each field lines of filter, value, number of documents | all |
//! | bigrams | places, each with its documents and positions | 2,500 positions on average, more on large sites |
//! | directory of bigrams | packs and places of the shards above | all |
//!
//! The shards of the root's own run are numbered: the dictionary, then the reversed words from
//! `ends[1]` on, cards from `cards[0]` on (`cards[1]` documents each), `facets`, and the directory of
//! bigrams, `bigrams[0]`. Passages, bigrams and what overflows lie in runs of their own.
//!
//! On a small site passages are shards of the root too (their run has no packs, but the number of
//! the first), there are no bigrams, since all passages are at hand, and all is one pack, `whole`,
//! loaded without a range. A middling one has its passages and bigrams apart.
//!
//! # An example
//!
//! The index of one note, `trust.md`, with the text *Trust takes time, trust me.*: the root, the pack in
//! rows of 32 bytes behind its head, and the texts of its shards, `|` for the NUL that parts their
//! parts, `␣` for a space. (A test compares these lines with what is written.)
//!
//! ```text
//! format: 2
//! docs: 1
//! common: ""
//! kinds: [["concept",0],["principle",0],["contrast",0],["article",0],["note",1]]
//! words: "# "
//! ends: ["# ",1]
//! cards: [3,32]
//! facets: 4
//! bigrams: [5,4294967295]
//! packs: ["fijnm4","#%$%%$#"]
//! whole: "fijnm4"
//! ```
//!
//! Digits are characters from `#` on, so `packs` reads: in the pack `fijnm4` from unit 0 on shards
//! of 2, 1, 2, 2 and 1 units (`%$%%$`), then 0. A unit is 32 bytes. Shard 0 is the dictionary, 1
//! the reversed words, 3 the cards; all is in one pack, so that `whole` names it.
//!
//! ```text
//! assets/search/fijnm4.pack
//! 746f706f696066696a6e6d34
//! 7801012f00d0ff236d65202374616b65732024696d6520247275737420002324
//! 28232323242823232324282323232432232300000000270009e0363636363636
//! 7801011400ebff23656d6974202373656b61742023747375727420462406d331
//! 7801012800d7ff090a702d61386265393163370954727573742074616b657320
//! 74696d652c207472757374206d652ef7820cf53d3d3d3d3d3d3d3d3d3d3d3d3d
//! 7801012c00d3ff230a007472757374000054727573742074616b65732074696d
//! 652c207472757374206d652e0024242500000035110cb4393939393939393939
//! 7801010000ffff00000001454545454545454545454545454545454545454545
//! 60
//! ```
//!
//! The head is ``topoi`fijnm4``, the last byte the closing back quote. Each shard begins as
//! zlib does, `7801`. Texts as short as these are kept as they are: `01`, the length 47 and its
//! complement, 47 bytes of text. Their checksum follows, `270009e0`. The last byte `36`, 6 more than
//! `0`, says that 6 bytes fill the last unit.
//!
//! ```text
//! dictionary: #me␣#takes␣$ime␣$rust␣|#$(###$(###$(###$2##||||
//! reversed: #emit␣#sekat␣#tsurt␣
//! passages: ⇥⏎p-a8be91c7⇥Trust␣takes␣time,␣trust␣me.
//! cards: #⏎|trust||Trust␣takes␣time,␣trust␣me.|$$%|||
//! facets: (empty)
//! ```
//!
//! `$ime` shares 1 character with the word before it: *time*. Each word has a list of its own here
//! (`#`), of one document (`$`): that of *trust*, ``#$2##``, has the code 15 (`2`), which is level 7
//! in a name of one word, document 0, chunk 0. The URL of the card is left out, since the title tells
//! it; of its numbers the first says that the document has one chunk, the second that the first
//! shard of passages has one, and the third that passages begin with shard 2.
//!
//! # The format
//!
//! **Documents** are numbered kind by kind, in the order of [`KINDS`], by path within each. So a
//! number tells the kind, and neighbours in a folder share shards.
//!
//! **Numbers** are written in `encoding`'s printable digits, **sorted words** as the length of what
//! they share with the one before, then the rest.
//!
//! **Words** carry a number each: 0, and a new list follows; else how many lists back its own is:
//! forms of one word share one. A **list** is the number of documents, then, where that is 1, code,
//! document, chunk; else four times the number of groups, plus 1 if there are more documents than
//! those whose chunk is known, plus 2 if some overflow, then the groups: code, length, gaps between
//! documents, chunks. Those more follow as the number of their groups and the groups, without chunks;
//! then shard and part of what overflows, which has a length and gaps. A **code** is the
//! impact's level (0 to 7) and eight times the number of words of the name that holds the term (0:
//! none does). A word's list holds at most `postings::LONGEST` documents, the most promising first;
//! the others overflow, and are read beside filters and for excluded words alone. Filter terms
//! (`author:jane-freese`, and `author:freese~` for a word of it) are words too; what of their lists
//! is too long overflows as well.
//!
//! **Bigrams** are, in order, the gap to the place of one, the number of its positions, the gaps between
//! their documents, then chunk and number of the word for each. A number of 0 stands for too many;
//! a place behind all others ends them.
//!
//! A list stands beside its word: with a shard of its own each common word of a query would cost a
//! second request, and on 9,746 pages that was three of nineteen for a query of four words. Words
//! that most documents say, and stop words of the site's languages, are named in the root (`common`,
//! sorted) and not asked for beside three others.
//!
//! **Cards** end where passages end: a set of documents has shards of passages of its own. So a
//! card needs no places, only how many chunks each document has and then how many each shard; the
//! rest is counting. A **URL** has no `.html`, and no last segment where the title tells it: most
//! files are called what their documents are. **Chunks** are parted by empty lines; the first line
//! is the heading's anchor and text, each other a passage's.
//!
//! **Cuts** between shards are made where the shortest text tells both sides apart, and of several
//! such where a word's hash says so (content-defined chunking): the root, which every reader loads,
//! holds these texts, and an edit changes the shards of its words, and the packs that have them.
//!
//! **Mistyped words** mostly share their beginning with what was meant, and stand near it in the
//! dictionary; those mistyped in the first half share their end, and stand near it in the
//! dictionary of reversed words (as in permuterm indexes: J. Zobel, P. Dart, Finding approximate
//! matches in large lexicons, 1995). A word that many documents say has a long list and so few
//! neighbours: each shard of the dictionary also names the most frequent words that begin with the
//! same two or three characters.
//!
//! **Ranking** adds impacts by rarity, rewards coverage of the query (the less, the longer it is)
//! and names that it spells out, and corrects lists for what was cut off: a document that is not in
//! a cut list says the word as likely as the rest do. The ten best are then looked at again with
//! their titles known (what stands there as it was typed, neighbours that stay neighbours), and
//! those whose passages are there with their passages. Words that are only related by derivation
//! (*manage*, *management*) meet in the lists already, if one of them is in a document's name, and
//! so do a document and what the titles of those say that link to it.
//!
//! Ten results cost a request for each shard of cards that they are in. The last two are therefore
//! the next best whose cards come with those of the first eight; of a query of more than five words,
//! which has asked for as many shards already, up to the last six are. Where all cards are one file,
//! none are.
//!
//! **Phrases** are found where bigrams join. Those with a word that few documents say, which has no
//! bigrams, or with a bigram that has too many, are read in the passages of the documents that have the
//! rest; so is a word in quotes, which is meant without its other forms.

mod bag;
mod bigrams;
mod cards;
mod dictionary;
mod encoding;
#[cfg(test)]
mod example;
mod packs;
mod positions;
mod postings;
mod record;
mod runtime;
pub mod synonyms;
mod terms;

use rayon::prelude::*;
use serde_json::json;

use crate::config::Synonyms;
use crate::i18n::Words;
use crate::model::kind::KINDS;
use crate::model::{Failure, Map, OutFile, Set, Sink, Theme};
use crate::site::Site;
use cards::Passages;
use packs::{Packs, Shard};
use record::Chunk;
pub use record::{Record, records};

/// The number of this format. A page that was loaded before it changed has a runtime that reads
/// another one.
const FORMAT: u32 = 2;
/// Bytes of a pack. A host that ignores ranges sends a whole one for each shard that is asked for.
const PACK: usize = 36 << 10;
/// Bytes of a pack of passages, of which a query reads three before it shows its results.
const PASSAGES_PACK: usize = 56 << 10;
/// A site of fewer bytes of text has its whole index in one file, and no bigrams: all passages are
/// at hand.
const SMALL: usize = 45_000;
/// All shards but passages and bigrams are one pack, loaded as a whole, if they are together at most
/// so many bytes.
const TOGETHER: usize = 90_000;
/// Values of a field that filters offer.
const OFFERED: usize = 60;
/// A site of this many documents has words that are too common to ask for. On a smaller one they
/// cost nothing, and tell a question from other texts.
const MANY: usize = 200;
/// So many frequent ones at most.
const COMMON: usize = 80;

/// So many documents are counted one after the other: enough that most of their words are met again,
/// few enough that all threads have work.
const PART: usize = 256;

/// Writes the index, and the runtime that knows its root and speaks with `words`.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site, theme: &Theme, words: &Words, sink: &dyn Sink) -> Result<(), Failure> {
    let Some(runtime) = runtime::runtime(theme) else {
        return Ok(());
    };
    let about = About {
        synonyms: &site.config.synonyms,
        language: &site.config.language,
        feedback: site.config.feedback.as_deref().unwrap_or_default(),
    };
    let root = index(&records(site, words), &about, sink)?;
    let said = serde_json::Value::from(said(words));
    let script = format!("{runtime}\ntopoi.start({root}, {said});\n");
    sink.put(OutFile::text("assets/search.js", script))
}

/// What the script says to readers.
fn said(words: &Words) -> serde_json::Map<String, serde_json::Value> {
    let mut said = words.for_script("find");
    said.insert("kinds".to_owned(), words.for_script("kind").into());
    said.insert("do".to_owned(), words.text("card.do").into());
    said.insert("say".to_owned(), words.text("card.say").into());
    said.insert("language".to_owned(), words.language().into());
    said
}

/// What the settings say of search.
#[derive(Default)]
struct About<'a> {
    synonyms: &'a [Synonyms],
    language: &'a str,
    feedback: &'a str,
}

/// Writes the packs of an index of `records`; its root, a JSON object.
fn index(records: &[Record<'_>], about: &About<'_>, sink: &dyn Sink) -> Result<String, Failure> {
    let text: usize = records.iter().map(|record| record.document.plain.len()).sum();
    let small = text < SMALL;
    let mut packs = Packs::new(sink);
    let chunks: Vec<_> = records.par_iter().map(|record| record::chunks(record.document)).collect();
    let langs: Vec<&str> = records.iter().map(|record| record.document.lang.as_str()).collect();
    let parts = records.par_chunks(PART).zip(chunks.par_chunks(PART));
    let parts: Vec<_> = parts.map(|(records, chunks)| bag::bags(records, chunks)).collect();
    let mut lists = postings::invert(parts, &langs);
    let text = std::mem::take(&mut lists.text);
    let directory =
        if small { None } else { Some(bigrams::write(&text, records.len(), &mut packs)?) };
    drop(text);
    let common = common(&lists, &langs);
    let synonyms = if about.synonyms.is_empty() {
        Vec::new()
    } else {
        let known: Set<&str> = lists.words.iter().map(|(word, _)| &**word).collect();
        synonyms::lists(about.synonyms, &known, about.language)
    };
    let reversed = dictionary::reversed(&lists);
    let dictionary = dictionary::write(lists, &mut packs)?;
    let (words, ends) = (dictionary.encode(), reversed.encode());

    let mut shards = Shards::default();
    shards.add(dictionary.shards);
    let ends_at = shards.add(reversed.shards);
    let cards_at = add_cards(records, &chunks, small, &mut shards, &mut packs)?;
    let facets_at = shards.add(vec![facets(records)]);
    let bigrams_at = shards.add(directory.into_iter().collect());
    let (addresses, whole) = shards.write(&mut packs)?;
    let end =
        |kind| records.partition_point(|record| record::rank(record.kind) <= record::rank(kind));
    let kinds: Vec<_> = KINDS.iter().map(|info| (info.name, end(info.kind))).collect();
    let mut root = json!({
        "format": FORMAT,
        "docs": records.len(),
        "common": common,
        "kinds": kinds,
        "words": words,
        "ends": [ends, ends_at],
        "cards": [cards_at, cards::set_size(records.len())],
        "facets": facets_at,
        "bigrams": [bigrams_at, if small { u32::MAX } else { bigrams::RARE }],
        "packs": addresses,
        "whole": whole,
    });
    if !synonyms.is_empty() {
        root["synonyms"] = json!(synonyms);
    }
    if !about.feedback.is_empty() {
        root["feedback"] = json!(about.feedback);
    }
    Ok(root.to_string().replace("</", "<\\/"))
}

/// The shards whose addresses the root has, by number.
#[derive(Default)]
struct Shards(Vec<Shard>);

impl Shards {
    /// Adds some; the number of the first.
    fn add(&mut self, shards: Vec<Shard>) -> usize {
        let at = self.0.len();
        self.0.extend(shards);
        at
    }

    /// Writes all; where they lie, and the pack that is loaded as a whole, if any.
    fn write(&self, packs: &mut Packs<'_>) -> Result<((String, String), String), Failure> {
        let size: usize = self.0.iter().flatten().map(String::len).sum();
        let together = size <= TOGETHER;
        let mut run = packs.run(if together { usize::MAX } else { PACK });
        run.add(&self.0, |shard| (vec![shard.clone()], ()))?;
        let addresses = run.finish()?;
        let whole = addresses.single().filter(|_| together).unwrap_or_default().to_owned();
        Ok((addresses.encode(0..self.0.len()), whole))
    }
}

/// The documents of a shard of cards, and their chunks.
type CardSet<'a> = (&'a [Record<'a>], &'a [Vec<Chunk>]);
/// How many chunks each shard of the passages of a set has, and where these shards lie.
type PassagesOf = (Vec<u32>, (String, String));

/// Writes passages, and adds the cards that know them; the number of the first shard of cards.
fn add_cards(
    records: &[Record<'_>],
    chunks: &[Vec<Chunk>],
    small: bool,
    shards: &mut Shards,
    packs: &mut Packs<'_>,
) -> Result<usize, Failure> {
    let set = cards::set_size(records.len());
    let sets: Vec<CardSet<'_>> = records.chunks(set).zip(chunks.chunks(set)).collect();
    let passages =
        if small { passages_within(&sets, shards) } else { passages_apart(&sets, packs)? };
    let card = |((records, chunks), (counts, places)): (&CardSet<'_>, &PassagesOf)| {
        cards::cards(records, chunks, counts, places)
    };
    Ok(shards.add(sets.par_iter().zip(&passages).map(card).collect()))
}

/// Passages in packs of their own.
fn passages_apart(sets: &[CardSet<'_>], packs: &mut Packs<'_>) -> Result<Vec<PassagesOf>, Failure> {
    let records = sets.iter().flat_map(|(records, _)| *records);
    let target = cards::passages_size(records.map(|record| record.document.plain.len()).sum());
    let mut run = packs.run(PASSAGES_PACK);
    let counts = run.add(sets, |(records, chunks)| {
        let Passages { shards, counts } = cards::passages(records, chunks, target);
        (shards, counts)
    })?;
    let addresses = run.finish()?;
    let mut end = 0;
    let address = |counts: Vec<u32>| {
        let start = end;
        end += counts.len();
        (counts, addresses.encode(start..end))
    };
    Ok(counts.into_iter().map(address).collect())
}

/// Passages as shards of the root: a set knows the number of its first.
fn passages_within(sets: &[CardSet<'_>], root: &mut Shards) -> Vec<PassagesOf> {
    let passages = |(records, chunks): &CardSet<'_>| {
        let Passages { shards, counts } = cards::passages(records, chunks, SMALL);
        let mut number = String::new();
        encoding::int(root.add(shards) as u32, &mut number);
        (counts, (String::new(), number))
    };
    sets.iter().map(passages).collect()
}

/// Words that tell nothing beside others: those that so many documents say, and the stop words of
/// the site's languages. A question in plain words has several, each in a shard of its own.
fn common(lists: &postings::Lists, langs: &[&str]) -> String {
    let docs = langs.len();
    if docs < MANY {
        return String::new();
    }
    let mut frequent: Vec<(u32, &str)> = lists
        .words
        .iter()
        .map(|(word, list)| (lists.lists[*list as usize].df, &**word))
        .filter(|(df, word)| *df as usize * 10 > docs * 7 && !word.contains([':', '+', '#']))
        .collect();
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    frequent.truncate(COMMON);
    let known: Set<&str> = lists.words.iter().map(|(word, _)| &**word).collect();
    let stop: Set<String> =
        langs.iter().collect::<Set<_>>().into_iter().flat_map(|lang| stop_words(lang)).collect();
    let stop = stop.iter().map(String::as_str).filter(|word| known.contains(word));
    let mut words: Vec<&str> = frequent.into_iter().map(|(_, word)| word).chain(stop).collect();
    words.sort_unstable_by(|a, b| encoding::script_order(a, b));
    words.dedup();
    encoding::fronts(words, ' ')
}

/// The terms of a language's stop words.
fn stop_words(lang: &str) -> impl Iterator<Item = String> {
    let language = lang.split('-').next().unwrap_or(lang);
    let words = stop_words::lookup(language).unwrap_or_default();
    words
        .iter()
        .flat_map(|word| terms::of_text(word, lang))
        .filter_map(|terms| terms.into_iter().next())
}

/// What filters offer: a part a field that has several values, in lines of filter, value and number
/// of documents.
fn facets(records: &[Record<'_>]) -> Shard {
    let mut parts = Vec::new();
    for field in record::FIELDS {
        let mut counts: Map<&str, usize> = Map::default();
        let mut values: Vec<&str> = Vec::new();
        for (name, value) in records.iter().flat_map(|record| &record.facets) {
            if *name == field {
                let count = counts.entry(value).or_insert(0);
                if *count == 0 {
                    values.push(value);
                }
                *count += 1;
            }
        }
        values.sort_by(|a, b| counts[b].cmp(&counts[a]).then(a.cmp(b)));
        values.truncate(OFFERED);
        if field == "year" {
            values.sort_by(|a, b| b.cmp(a));
        }
        let line = |value: &&str| {
            let filter = record::filter_term(field, value);
            format!("{filter}\t{}\t{}", cards::line(value), counts[*value])
        };
        if values.len() > 1 {
            parts.push(values.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
    }
    parts
}
