//! SVG without what would run: scripts, what answers to events, addresses of scripts, what other
//! documents are drawn in. And without what editors note in it: names and paths of files.

use std::borrow::Cow;

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::markup::{self, Entities};
use crate::model::file::Cleaning;

/// Prefixes under which editors note what isn't seen.
const NOTED: [&str; 9] =
    ["sodipodi", "inkscape", "rdf", "serif", "sketch", "figma", "vectornator", "dc", "cc"];

/// The drawing without what `cleaning` leaves out; nothing where there is none of it.
pub(super) fn cleaned(bytes: &[u8], cleaning: Cleaning) -> Option<Vec<u8>> {
    let pen = Pen::draw(bytes, cleaning);
    pen.has_dropped.then(|| pen.writer.into_inner())
}

/// Whether something in a drawing would run.
pub(super) fn runs(bytes: &[u8]) -> bool {
    Pen::draw(bytes, Cleaning { scripts: true, metadata: false }).runs
}

struct Pen {
    writer: Writer<Vec<u8>>,
    cleaning: Cleaning,
    entities: Entities,
    /// How many elements are open in one that goes with its content, itself included.
    dropped: usize,
    /// Whether it is another drawing now, and whether because something would run.
    has_dropped: bool,
    runs: bool,
}

impl Pen {
    /// One that is no XML from some place on ends there, as it does in a browser.
    fn draw(bytes: &[u8], cleaning: Cleaning) -> Self {
        let text = markup::decoded(bytes);
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = false;
        let mut pen = Pen {
            writer: Writer::new(Vec::new()),
            cleaning,
            entities: Entities::default(),
            dropped: 0,
            has_dropped: matches!(&text, Cow::Owned(_)),
            runs: false,
        };
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) if has_name(&event) => pen.event(event),
                Ok(_) | Err(_) => {
                    pen.has_dropped = true;
                    break;
                }
            }
        }
        pen
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(_) if self.dropped > 0 => self.dropped += 1,
            Event::End(_) if self.dropped > 0 => self.dropped -= 1,
            _ if self.dropped > 0 => {}
            Event::Start(tag) => match self.tag(&tag) {
                Some(tag) => self.write(Event::Start(tag)),
                None => self.dropped = 1,
            },
            Event::Empty(tag) => {
                if let Some(tag) = self.tag(&tag) {
                    self.write(Event::Empty(tag));
                }
            }
            Event::End(tag) => self.write(Event::End(BytesEnd::new(tag.name().as_ref()))),
            // What its entities stand for is written in their places.
            Event::DocType(text) if text.contains('[') => {
                self.entities = Entities::read(&text);
                self.has_dropped = true;
            }
            Event::GeneralRef(name) => {
                let text = self.entities.text_of(&name);
                self.write(Event::Text(BytesText::new(&text)));
            }
            // A style sheet of this kind may be a program.
            Event::PI(_) if self.cleaning.scripts => self.drop(true),
            Event::Comment(_) if self.cleaning.metadata => self.drop(false),
            event => self.write(event),
        }
    }

    fn drop(&mut self, runs: bool) {
        self.has_dropped = true;
        self.runs |= runs;
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory takes all");
    }

    /// A tag with the attributes that stay; nothing where the element goes.
    fn tag(&mut self, tag: &BytesStart<'_>) -> Option<BytesStart<'static>> {
        let name = tag.name();
        let (full, local) = (name.as_ref().to_owned(), name.local_name().as_ref().to_owned());
        let prefix = full.strip_suffix(&format!(":{local}")).unwrap_or("").to_owned();
        let is_noted =
            self.cleaning.metadata && (local == "metadata" || NOTED.contains(&prefix.as_str()));
        let attributes = markup::attributes(tag, &self.entities);
        let runs = self.cleaning.scripts && markup::runs(&local, &attributes);
        if is_noted || runs {
            self.drop(runs);
            return None;
        }
        let mut kept = BytesStart::new(full);
        for attribute in attributes {
            let (prefix, local) = attribute.name.split_once(':').unwrap_or(("", &attribute.name));
            let runs = self.cleaning.scripts
                && markup::attribute_runs(&local.to_lowercase(), &attribute.value);
            let is_noted = self.cleaning.metadata && NOTED.contains(&prefix);
            if runs || is_noted || !is_name(&attribute.name) {
                self.drop(runs);
            } else {
                kept.push_attribute((attribute.name.as_str(), attribute.value.as_str()));
            }
        }
        Some(kept)
    }
}

/// Whether a tag has a name as XML has names; whatever is no tag has none that could be wrong.
fn has_name(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) | Event::Empty(tag) => is_name(tag.name().as_ref()),
        Event::End(tag) => is_name(tag.name().as_ref()),
        _ => true,
    }
}

/// XML 1.0, section 2.3, where all that isn't ASCII is a letter.
fn is_name(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':') || !c.is_ascii();
    let goes_on = |c: char| starts(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    name.starts_with(starts) && name.chars().all(goes_on)
}
