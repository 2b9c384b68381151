//! `theme.toml`: what a theme says of itself. A theme needs none, and each key that it leaves out is
//! the default theme's.

use std::path::Path;

use serde::Deserialize;

use crate::model::path::ShownPath as _;
use crate::model::theme::{Colour, ShareLook};
use crate::model::{Failure, Theme};

/// The file's name.
pub(super) const MANIFEST: &str = "theme.toml";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(rename = "name")]
    _name: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(default)]
    share: Share,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Share {
    face: Option<String>,
    label: Option<String>,
    paper: Option<Hex>,
    ink: Option<Hex>,
    soft: Option<Hex>,
    accent: Option<Hex>,
    topics: Option<Vec<Hex>>,
}

/// A colour as it is written: `#fbf8f1`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Hex(Colour);

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .filter(|_| !written.contains(['+', '-']))
            .ok_or_else(|| format!("`{written}` is no colour such as `#fbf8f1`"))?
            .to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// How pictures of shared pages look: as the default theme's file says, `own`, and over it that of
/// another theme with its path.
///
/// # Errors
/// A file that is written for another program, or has a slip in it.
pub(super) fn share(own: &[u8], overlaid: Option<(&[u8], &Path)>) -> Result<ShareLook, Failure> {
    let base = read(own, Path::new(MANIFEST))?.share;
    let over = overlaid.map(|(text, path)| read(text, path)).transpose()?.unwrap_or_default().share;
    let colour = |over: Option<Hex>, base: Option<Hex>| over.or(base).unwrap_or(Hex([0; 3])).0;
    let topics = over.topics.or(base.topics).unwrap_or_default();
    Ok(ShareLook {
        face: over.face.or(base.face).unwrap_or_default(),
        label: over.label.or(base.label).unwrap_or_default(),
        paper: colour(over.paper, base.paper),
        ink: colour(over.ink, base.ink),
        soft: colour(over.soft, base.soft),
        accent: colour(over.accent, base.accent),
        topics: topics.into_iter().map(|Hex(colour)| colour).collect(),
    })
}

fn read(text: &[u8], path: &Path) -> Result<Manifest, Failure> {
    toml::from_str(&String::from_utf8_lossy(text)).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        Failure::new(
            format!("`{}`: {message}", path.shown()),
            "`theme.toml` may have `name` and `description`, both text, and the table `share`: \
             `face` and `label`, files under `assets/`, and colours `paper`, `ink`, `soft`, \
             `accent` and `topics`"
                .to_owned(),
        )
    })
}

/// The faces that `theme`, in `folder`, names must be there.
///
/// # Errors
/// One isn't.
pub(super) fn check_faces(theme: &Theme, folder: &Path) -> Result<(), Failure> {
    let missing = [&theme.share.face, &theme.share.label]
        .into_iter()
        .find(|face| !theme.assets.iter().any(|(name, _)| name == *face));
    missing.map_or(Ok(()), |face| {
        Err(Failure::new(
            format!("there is no file `{}`", folder.join("assets").join(face).shown()),
            "`face` and `label` under `[share]` in `theme.toml` name WOFF2 files under `assets/`"
                .to_owned(),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_and_checked() {
        let check = |text: &str| read(text.as_bytes(), Path::new("themes/t/theme.toml"));
        assert!(check("name = \"t\"\ndescription = \"ours\"").is_ok());
        assert!(check("").is_ok());
        for wrong in
            ["name = 3", "nmae = \"t\"", "name = ", "[share]\nink = \"red\"", "[share]\nblue = 1"]
        {
            let failure = check(wrong).err().expect(wrong).to_string();
            assert!(failure.contains("themes/t/theme.toml"), "{failure}");
        }
    }

    #[test]
    fn a_theme_changes_what_it_names_and_keeps_the_rest() {
        let own = b"[share]\nface = \"a.woff2\"\nink = \"#010203\"\npaper = \"#ffffff\"";
        let over: &[u8] = b"[share]\nink = \"#040506\"";
        let look = share(own, Some((over, Path::new("theme.toml")))).expect("both are read");
        assert_eq!((look.ink, look.paper, look.face.as_str()), ([4, 5, 6], [255; 3], "a.woff2"));
    }
}
