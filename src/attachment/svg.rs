//! SVG without what would run: scripts, what answers to events, addresses of scripts, what other
//! documents are drawn in. And without what editors note in it: names and paths of files.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::markup::{self, Entities};
use crate::model::file::Cleaning;

/// Prefixes under which editors note what isn't seen.
const NOTED: [&str; 9] =
    ["sodipodi", "inkscape", "rdf", "serif", "sketch", "figma", "vectornator", "dc", "cc"];

/// The same by names of namespaces, whatever stands for them.
const NOTING: [&str; 9] = [
    "inkscape.org",
    "sodipodi",
    "ns.adobe.com",
    "1999/02/22-rdf-syntax",
    "purl.org/dc",
    "creativecommons.org",
    "serif.com",
    "bohemiancoding.com",
    "figma.com",
];
/// Elements that hold such notes.
const NOTES: [&str; 4] = ["metadata", "xmpmeta", "pgf", "aipgf"];

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
    /// Prefixes for namespaces of [`NOTING`].
    noting: Vec<String>,
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
            noting: Vec::new(),
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
            // It is UTF-8 now; what else its bytes may mean to a browser nobody looked at.
            Event::Decl(declaration) if self.has_dropped || markup::is_foreign(&declaration) => {
                self.drop(markup::is_foreign(&declaration));
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
        let attributes = markup::attributes(tag, &self.entities);
        let noting = attributes.iter().filter(|one| NOTING.iter().any(|ns| one.value.contains(ns)));
        let prefixes = noting.filter_map(|one| one.name.strip_prefix("xmlns:").map(str::to_owned));
        self.noting.extend(prefixes);
        let notes = |prefix: &str| {
            NOTED.contains(&prefix) || self.noting.iter().any(|other| other == prefix)
        };
        let is_noted = self.cleaning.metadata && (NOTES.contains(&&*local) || notes(&prefix));
        let runs = self.cleaning.scripts && markup::runs(&local, &attributes);
        if is_noted || runs {
            self.drop(runs);
            return None;
        }
        let mut kept = BytesStart::new(full);
        let noted: Vec<bool> = attributes
            .iter()
            .map(|one| notes(one.name.split_once(':').map_or("", |(prefix, _)| prefix)))
            .collect();
        for (attribute, noted) in attributes.into_iter().zip(noted) {
            let local = attribute.name.rsplit_once(':').map_or(&*attribute.name, |(_, name)| name);
            let runs = self.cleaning.scripts
                && markup::attribute_runs(&local.to_lowercase(), &attribute.value);
            let is_noted = self.cleaning.metadata && noted;
            if runs || is_noted || !is_name(&attribute.name) {
                self.drop(runs);
            } else {
                let picture = self.cleaning.metadata.then(|| clean_picture(&attribute.value));
                let picture = picture.flatten();
                self.has_dropped |= picture.is_some();
                let value = picture.as_deref().unwrap_or(&attribute.value);
                kept.push_attribute((attribute.name.as_str(), value));
            }
        }
        Some(kept)
    }
}

/// The picture in `data:image/…;base64,…` without what isn't seen, where it is another then.
fn clean_picture(value: &str) -> Option<String> {
    let (head, data) = value.trim().split_once(";base64,")?;
    if !head.starts_with("data:image/") {
        return None;
    }
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = BASE64.decode(data).ok()?;
    let cleaning = Cleaning { metadata: true, scripts: true };
    let name = if head.contains("svg") { "a.svg" } else { "" };
    let clean = super::cleaned(name, bytes.clone(), cleaning);
    (clean != bytes).then(|| format!("{head};base64,{}", BASE64.encode(clean)))
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
