//! `topoi init --ci`: a pipeline that checks the base at every push and keeps its site.

use std::path::{Path, PathBuf};

use super::super::print::posix_word;
use super::super::{baseline, new, print};
use crate::model::Failure;
use crate::model::path::ShownPath as _;
use crate::source;

/// Whose pipeline it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ci {
    /// GitHub's Actions.
    Github,
    /// GitLab's CI.
    Gitlab,
}

impl Ci {
    /// The pipeline for a base in the top folder, and where it goes.
    fn template(self) -> (&'static str, &'static str) {
        match self {
            Self::Github => {
                (".github/workflows/topoi.yml", include_str!("../../../dist/ci/github.yml"))
            }
            Self::Gitlab => (".gitlab-ci.yml", include_str!("../../../dist/ci/gitlab.yml")),
        }
    }
}

/// Writes the pipeline of `ci` for the base in `folder` to the top of its repository, or to the
/// folder where it is in none: with its baseline, where it has one, and for the audience that sees
/// least, where it has audiences.
///
/// # Errors
/// There is such a pipeline already; settings that cannot be read; what the environment refused.
pub(super) fn write(folder: &Path, ci: Ci) -> Result<(), Failure> {
    let (top, root) = repository(folder);
    let (config, ..) = source::settings(folder)?;
    let audience = config.audiences.iter().min_by_key(|(_, includes)| includes.len());
    let known = folder.join(baseline::DEFAULT).is_file();
    let below = |path: &str| match root.as_str() {
        "" => path.to_owned(),
        root => format!("{root}/{path}"),
    };
    let mut options = String::new();
    if !root.is_empty() {
        options.push_str(&format!(" --root {}", posix_word(&root)));
    }
    if let Some((name, _)) = audience {
        options.push_str(&format!(" --audience {}", posix_word(name)));
    }
    if known {
        options.push_str(&format!(" --baseline {}", posix_word(&below(baseline::DEFAULT))));
    }
    let (path, template) = ci.template();
    let text = template
        .replace("topoi check", &format!("topoi check{options}"))
        .replace("topoi build", &format!("topoi build{options}"))
        .replace(".topoi/cache", &below(".topoi/cache"));
    let path = top.join(path);
    if path.exists() {
        let message = format!("`{}` is there already", path.shown());
        return Err(Failure::new(message, "change it there, or take it away to have it written"));
    }
    new::write(&path, text.as_bytes())?;
    print::note(&format!("{} checks the base at every push and keeps its site", path.shown()));
    if let Some((name, _)) = audience {
        print::note(&format!("it builds for the audience `{name}`, which sees least"));
    }
    Ok(())
}

/// The top folder of the repository that `folder` lies in, and its path below that; without one,
/// the folder itself.
fn repository(folder: &Path) -> (PathBuf, String) {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let top = whole.ancestors().find(|above| above.join(".git").exists());
    match top.filter(|top| *top != whole) {
        Some(top) => {
            let below = whole.strip_prefix(top).unwrap_or(&whole);
            (top.to_owned(), below.to_string_lossy().replace('\\', "/"))
        }
        None => (folder.to_owned(), String::new()),
    }
}
