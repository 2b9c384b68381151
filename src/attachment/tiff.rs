//! TIFF: tables of fields that point to one another (TIFF 6.0; the same with wide numbers, BigTIFF).
//! Offsets point everywhere, so nothing moves: what isn't seen is struck from its table, and
//! where its values stood there are zeros.

use std::ops::Range;

/// Fields that tell what isn't seen: description, maker, model, software, time, artist, computer,
/// copyright, XMP, IPTC, Photoshop's, Exif, GPS, names and comments of Windows, serial numbers.
const UNSEEN: [u64; 28] = [
    269, 270, 271, 272, 285, 305, 306, 315, 316, 700, 33432, 33434, 33437, 33723, 34377, 34665,
    34853, 36867, 36868, 37510, 40091, 40092, 40093, 40094, 40095, 42033, 50735, 50708,
];
/// Those of them that point to further tables.
const TABLES: [u64; 3] = [34665, 34853, 40965];
/// The kind of a picture, one bit of which says that it is a smaller one of another.
const SUBFILE: u64 = 254;
/// Tables of further pictures.
const CHILDREN: u64 = 330;
/// Where a picture's data stand, each beside the field with their lengths.
const DATA: [(u64, u64); 3] = [(273, 279), (324, 325), (513, 514)];
/// Nobody has more tables.
const MOST_TABLES: usize = 1000;

/// How many values are looked at in all: those of a picture may be listed again and again.
const MOST_VALUES: usize = 1 << 22;

/// The same file without them.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut file = File::new(bytes);
    file.strike_all(if file.wide { 8 } else { 4 });
    let mut out = bytes.to_vec();
    super::wipe(&mut out, file.wiped);
    for (at, written) in file.written {
        if let Some(place) = out.get_mut(at..at + written.len()) {
            place.copy_from_slice(&written);
        }
    }
    out
}

/// A file as it stands, and what is to be changed in it: wiped first, then written.
struct File<'a> {
    bytes: &'a [u8],
    big: bool,
    wide: bool,
    seen: Vec<usize>,
    values_left: usize,
    wiped: Vec<Range<usize>>,
    written: Vec<(usize, Vec<u8>)>,
}

/// A field of a table.
#[derive(Clone, Copy)]
struct Field {
    tag: u64,
    kind: u64,
    count: usize,
    /// Where it stands.
    at: usize,
    /// Where its values stand, and how many bytes they take.
    values: usize,
    length: usize,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            big: bytes.starts_with(b"MM"),
            wide: bytes[2..4].contains(&43),
            seen: Vec::new(),
            values_left: MOST_VALUES,
            wiped: Vec::new(),
            written: Vec::new(),
        }
    }

    fn number(&self, at: usize, length: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(match self.big {
            true => bytes.iter().fold(0, add),
            false => bytes.iter().rev().fold(0, add),
        })
    }

    fn write(&mut self, at: usize, length: usize, number: u64) {
        let mut digits = number.to_be_bytes()[8 - length..].to_vec();
        if !self.big {
            digits.reverse();
        }
        self.written.push((at, digits));
    }

    fn wipe(&mut self, at: usize, length: usize) {
        self.wiped.push(at..at.saturating_add(length));
    }

    /// The size of an offset, a table's count, and a field.
    fn sizes(&self) -> (usize, usize, usize) {
        if self.wide { (8, 8, 20) } else { (4, 2, 12) }
    }

    fn fields(&self, table: usize) -> Vec<Field> {
        let (offset, count, size) = self.sizes();
        let number = self.number(table, count).unwrap_or(0).min(4096) as usize;
        let places = (0..number).map(|i| table + count + size * i);
        places.map_while(|at| self.field(at, offset)).collect()
    }

    fn field(&self, at: usize, offset: usize) -> Option<Field> {
        self.bytes.get(at..at + self.sizes().2)?;
        let (tag, kind) = (self.number(at, 2)?, self.number(at + 2, 2)?);
        let count = self.number(at + 4, offset)? as usize;
        let width = match kind {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16..=18 => 8,
            _ => 1,
        };
        let length = count.saturating_mul(width);
        let inline = at + 4 + offset;
        let values = match length <= offset {
            true => inline,
            false => self.number(inline, offset)? as usize,
        };
        Some(Field { tag, kind, count, at, values, length })
    }

    fn values(&mut self, field: Field) -> Vec<usize> {
        let width = field.length / field.count.max(1);
        let count = field.count.min(self.values_left);
        self.values_left -= count;
        let each = (0..count).map(|i| field.values.saturating_add(i * width));
        each.map_while(|at| self.number(at, width)).map(|value| value as usize).collect()
    }

    /// Strikes from the tables that follow one another what isn't seen; smaller pictures of
    /// others go as a whole. The first offset stands at `link`.
    fn strike_all(&mut self, mut link: usize) {
        let (offset, count, size) = self.sizes();
        let mut next = self.number(link, offset);
        let mut is_first = true;
        while let Some(table) = next.map(|table| table as usize)
            && self.visit(table)
        {
            let fields = self.fields(table);
            next = self.number(table + count + size * fields.len(), offset);
            if self.is_small(&fields) && !is_first {
                self.wipe_picture(table);
                self.write(link, offset, next.unwrap_or(0));
            } else {
                link = self.strike(table);
            }
            is_first = false;
        }
    }

    /// Whether a table is of a smaller picture of another.
    fn is_small(&mut self, fields: &[Field]) -> bool {
        let kind = fields.iter().find(|field| field.tag == SUBFILE);
        kind.is_some_and(|&kind| self.values(kind).first().is_some_and(|kind| kind & 1 == 1))
    }

    /// Whether `table` is one, and met for the first time.
    fn visit(&mut self, table: usize) -> bool {
        let is_new = table > 0
            && table < self.bytes.len()
            && self.seen.len() < MOST_TABLES
            && !self.seen.contains(&table);
        if is_new {
            self.seen.push(table);
        }
        is_new
    }

    /// Strikes from one table what isn't seen. Gives where the offset of the next one stands.
    fn strike(&mut self, table: usize) -> usize {
        let (offset, count, size) = self.sizes();
        let fields = self.fields(table);
        let mut kept = Vec::new();
        for field in &fields {
            if field.tag == CHILDREN {
                for child in self.values(*field).into_iter().take(MOST_TABLES) {
                    if self.visit(child) {
                        self.strike(child);
                    }
                }
            }
            if UNSEEN.contains(&field.tag) {
                self.wipe_field(*field);
            } else {
                kept.extend(&self.bytes[field.at..field.at + size]);
            }
        }
        let link = table + count + kept.len();
        if kept.len() < size * fields.len() {
            let next = self.number(table + count + size * fields.len(), offset).unwrap_or(0);
            self.wipe(table + count, size * fields.len() + offset);
            self.write(table, count, (kept.len() / size) as u64);
            self.written.push((table + count, kept));
            self.write(link, offset, next);
        }
        link
    }

    fn wipe_field(&mut self, field: Field) {
        if TABLES.contains(&field.tag) && matches!(field.kind, 4 | 13 | 16 | 18) {
            for table in self.values(field).into_iter().take(MOST_TABLES) {
                if self.visit(table) {
                    self.wipe_table(table);
                }
            }
        }
        self.wipe(field.values, field.length);
    }

    fn wipe_table(&mut self, table: usize) {
        let (offset, count, size) = self.sizes();
        let fields = self.fields(table);
        for field in &fields {
            self.wipe_field(*field);
        }
        self.wipe(table, count + size * fields.len() + offset);
    }

    fn wipe_picture(&mut self, table: usize) {
        let fields = self.fields(table);
        let find = |tag| fields.iter().find(|field| field.tag == tag).copied();
        for (places, lengths) in DATA {
            if let (Some(places), Some(lengths)) = (find(places), find(lengths)) {
                let (places, lengths) = (self.values(places), self.values(lengths));
                places.into_iter().zip(lengths).for_each(|(at, length)| self.wipe(at, length));
            }
        }
        self.wipe_table(table);
    }
}
