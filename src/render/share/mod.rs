//! What others show of a page whose address is sent to them: a picture for each principle, concept
//! and contrast, and one for all other pages. And the site's icon.
//!
//! A picture's name is a hash of all that it is made of, so that pages name it before it is drawn,
//! and who has one of that name need not draw it.

mod canvas;
mod card;
mod face;
mod lines;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use self::card::{Card, Faces};
use self::face::Face;
use super::Renderer;
use super::page::preview::preview_line;
use super::views::PictureView;
use crate::model::file::Contents;
use crate::model::theme::ShareLook;
use crate::model::{DocId, Failure, Kind, OutFile, RelPath, Sink, Store, Theme, hash};
use crate::site::Site;

/// Where pictures stand.
const FOLDER: &str = "assets/share/";
/// What is drawn from a card changed so many times: names change with it.
const DRAWING: u32 = 1;
/// The sides of the site's icons, in pixels: that of a phone's home screen, and those of an app's.
pub const ICON_SIDES: [u32; 3] = [180, 192, 512];

/// The pictures of a site, drawn when one is asked for.
pub struct Pictures {
    faces: Faces,
    look: ShareLook,
    /// A hash of faces and colours.
    look_hash: String,
    /// Of all pages without one of their own.
    common: Option<Card>,
    /// Which document's a picture is.
    by_name: OnceLock<BTreeMap<String, Option<DocId>>>,
}

/// The faces that `theme` draws with.
///
/// # Errors
/// Files that are no faces.
pub fn faces(theme: &Theme) -> Result<Faces, Failure> {
    let look = &theme.share;
    let read = |name: &str, weight: f32, size: f32, tracking: f32| {
        let bytes = theme.assets.iter().find(|(asset, _)| asset == name).map(|(_, bytes)| bytes);
        bytes.and_then(|bytes| Face::read(bytes, weight, size, tracking)).ok_or_else(|| {
            Failure::new(
                format!("`assets/{name}` of the theme `{}` is no WOFF2 face", theme.name),
                "name another under `[share]` in `theme.toml`".to_owned(),
            )
        })
    };
    Ok(Faces {
        title: read(&look.face, 430.0, 60.0, -0.014)?,
        text: read(&look.face, 400.0, 24.0, 0.0)?,
        label: read(&look.label, 560.0, 24.0, 0.004)?,
    })
}

impl Pictures {
    /// The pictures of `site`; none where it wants none, or doesn't know its own address.
    ///
    /// # Errors
    /// A theme without faces.
    pub fn new(site: &Site, theme: &Theme) -> Result<Option<Self>, Failure> {
        if !site.config.share.pictures || site.config.base_url.is_none() {
            return Ok(None);
        }
        let faces = faces(theme)?;
        let look = theme.share.clone();
        let mut all = format!("{DRAWING} {look:?}").into_bytes();
        for name in [&look.face, &look.label] {
            let bytes = theme.assets.iter().find(|(asset, _)| asset == name);
            all.extend(hash::hex(bytes.map_or(&[][..], |(_, bytes)| bytes), 32).bytes());
        }
        let (title, line) = (&site.config.title, &site.config.description);
        let address = site.config.base_url.as_deref().and_then(|base| base.split_once("://"));
        let address = address.map(|(_, address)| address.to_owned());
        let common = Card {
            label: String::new(),
            title: if faces.title.can_set(title) { title.clone() } else { String::new() },
            line: if faces.text.can_set(line) { line.clone() } else { String::new() },
            // Its title stands above already.
            site: address.filter(|address| faces.label.can_set(address)).unwrap_or_default(),
            colour: look.accent,
        };
        Ok(Some(Self {
            faces,
            look_hash: hash::hex(&all, 16),
            common: site.config.share.picture.is_none().then_some(common),
            look,
            by_name: OnceLock::new(),
        }))
    }

    /// What the picture of `doc` says, where it has one of its own.
    fn card(&self, r: &Renderer, doc: DocId) -> Option<Card> {
        let document = r.site.document(doc);
        let (kind, words) = (document.kind, r.speech.site());
        let own = matches!(kind, Kind::Principle | Kind::Concept | Kind::Contrast);
        if !own || !self.faces.title.can_set(&document.title) {
            return None;
        }
        let topic = r.site.topic_of[doc.index()].map(|topic| topic as usize);
        let topic = topic.filter(|&topic| r.site.topics[topic].authored);
        let mut label = words.text(&format!("mark.{}", kind.name())).to_owned();
        if let Some(topic) = topic {
            label.push_str(" · ");
            label.push_str(&r.site.topics[topic].title);
        }
        let set =
            |face: &Face, text: String| if face.can_set(&text) { text } else { String::new() };
        let colours = &self.look.topics;
        let colour = topic.and_then(|topic| colours.get(topic % colours.len().max(1)));
        Some(Card {
            label: set(&self.faces.label, label),
            title: document.title.clone(),
            line: set(&self.faces.text, preview_line(r, doc)),
            site: set(&self.faces.label, r.site.config.title.clone()),
            colour: colour.copied().unwrap_or(self.look.accent),
        })
    }

    /// The name of the picture of `card`.
    fn name(&self, card: &Card) -> String {
        let all = format!("{} {card:?}", self.look_hash);
        format!("{FOLDER}{}.png", hash::hex(all.as_bytes(), 8))
    }

    /// What pages say of the picture of `doc`, or of that of all other pages.
    pub fn view(&self, r: &Renderer, doc: Option<DocId>) -> Option<PictureView> {
        let own = doc.and_then(|doc| self.card(r, doc));
        let (path, alt) = match (own.as_ref(), &r.site.config.share.picture) {
            (Some(card), _) => (self.name(card), card.title.clone()),
            (None, Some((path, _))) => (path.as_str().to_owned(), r.site.config.title.clone()),
            (None, None) => (self.name(self.common.as_ref()?), r.site.config.title.clone()),
        };
        // A picture of one's own has the size that it has.
        let (width, height) = if path.starts_with(FOLDER) { card::SIZE } else { (0, 0) };
        Some(PictureView { url: r.site.absolute(&path)?, alt, width, height })
    }

    /// Hands over all pictures, in parallel; those that `store` holds are not drawn again.
    ///
    /// # Errors
    /// A file that the sink refuses.
    pub fn write(&self, r: &Renderer, sink: &dyn Sink, store: &dyn Store) -> Result<(), Failure> {
        self.by_name(r).par_iter().try_for_each(|(name, doc)| {
            let key = name.trim_start_matches(FOLDER);
            let bytes = store.get(key).or_else(|| {
                let bytes = self.draw(r, *doc)?;
                store.put(key, &bytes);
                Some(bytes)
            });
            bytes.map_or(Ok(()), |bytes| sink.put(OutFile::bytes(name.clone(), bytes)))
        })
    }

    /// The picture at `path`.
    pub fn get(&self, r: &Renderer, path: &str) -> Option<Contents> {
        let doc = *self.by_name(r).get(path)?;
        self.draw(r, doc).map(Contents::Bytes)
    }

    fn draw(&self, r: &Renderer, doc: Option<DocId>) -> Option<Vec<u8>> {
        let own = doc.and_then(|doc| self.card(r, doc));
        let card = own.as_ref().or(self.common.as_ref())?;
        Some(card::draw(card, &self.faces, &self.look))
    }

    fn by_name(&self, r: &Renderer) -> &BTreeMap<String, Option<DocId>> {
        self.by_name.get_or_init(|| {
            let common = self.common.as_ref().map(|card| (self.name(card), None));
            let docs = (0..r.site.documents.len()).map(DocId::new);
            let own = docs.filter_map(|doc| Some((self.name(&self.card(r, doc)?), Some(doc))));
            common.into_iter().chain(own).collect()
        })
    }
}

/// Whether `path` is that of a picture.
pub fn is_one(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// The site's icon as PNG files, one for each of `sides`, with their names in a theme: the first
/// letter of a site whose logo is a drawing, else the program's mark. None where the letter cannot be
/// set.
pub fn icons(site: &Site, theme: &Theme, sides: &[u32]) -> Vec<(String, Vec<u8>)> {
    let letter = match &site.config.look.logo {
        None => None,
        Some(_) => {
            let title = site.config.title.trim();
            let letter = title.chars().next().map(|c| c.to_uppercase().to_string());
            let (Ok(faces), Some(letter)) = (faces(theme), letter) else { return Vec::new() };
            if !faces.label.can_set(&letter) {
                return Vec::new();
            }
            Some((faces.label, letter))
        }
    };
    let letter = letter.as_ref().map(|(face, letter)| (face, letter.as_str()));
    let icon = |side: &u32| (format!("icon-{side}.png"), card::icon(letter, &theme.share, *side));
    sides.iter().map(icon).collect()
}

/// Whether browsers show the picture at `path` as an icon of a home screen.
pub fn is_raster(path: &RelPath) -> bool {
    let ends = [".png", ".jpg", ".jpeg", ".webp"];
    ends.iter().any(|end| path.as_str().to_ascii_lowercase().ends_with(end))
}
