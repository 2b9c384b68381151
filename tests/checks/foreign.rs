//! The second reader's idea of paths that another program would read, by trying every place.

use std::collections::BTreeMap;

use crate::resolve::key;
use crate::samples::Sample;

/// All places that a path may tell, as addresses.
pub struct Places(BTreeMap<String, usize>);

impl Places {
    pub fn new(sample: &Sample) -> Self {
        let mut places = Vec::new();
        let mut folders: Vec<(String, bool)> = vec![(String::new(), false)];
        for path in sample.texts.keys() {
            let mut folder = path.as_str();
            while let Some((above, _)) = folder.rsplit_once('/') {
                folders.push((above.to_owned(), false));
                folder = above;
            }
        }
        folders.sort();
        folders.dedup();
        for (folder, has_index) in &mut folders {
            let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let called = |name: &str| sample.texts.contains_key(&format!("{below}{name}.md"));
            *has_index = called("index") || called("README");
            places.push(address(folder));
        }
        for path in sample.texts.keys() {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let both =
                name == "README.md" && sample.texts.contains_key(&format!("{folder}/index.md"));
            match name {
                "index.md" | "README.md" if !both => {}
                "README.md" => places.push(format!("{}/readme", address(folder))),
                _ => places.push(address(path)),
            }
        }
        places.extend(sample.files.iter().map(|path| key(path)));
        let mut counts = BTreeMap::new();
        places.into_iter().for_each(|place| *counts.entry(place).or_default() += 1);
        Self(counts)
    }

    fn at(&self, path: &str) -> bool {
        self.0.get(path) == Some(&1)
    }

    fn ending(&self, path: &str) -> bool {
        let ends = |place: &str| {
            place.strip_suffix(path).is_some_and(|above| above.is_empty() || above.ends_with('/'))
        };
        let found = self.0.iter().filter(|(place, _)| ends(place));
        found.map(|(_, count)| count).sum::<usize>() == 1
    }

    /// How `written` is foreign in `from`: `page`, `root` or `name`; nothing if it tells no one place.
    pub fn form(&self, from: &str, written: &str) -> Option<&'static str> {
        let rooted = written.starts_with(['/', '@']);
        let own = from.trim_end_matches(".md");
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let seen = [folder, own].into_iter().filter_map(|start| walk(start, written));
        let forms = |path: String| [address(&path), key(&path)];
        if !rooted && seen.flat_map(forms).any(|path| self.at(&path)) {
            return Some("page");
        }
        let bare = walk("", written.trim_start_matches(['.', '/', '@']))?;
        let found =
            forms(bare).iter().any(|path| !path.is_empty() && self.told(folder, path, rooted));
        if found {
            return Some("root");
        }
        self.is_named(written).then_some("name")
    }

    /// Whether `written` is the name alone of one file, wherever that stands.
    fn is_named(&self, written: &str) -> bool {
        let Some((stem, extension)) = written.rsplit_once('.') else { return false };
        let bare = if extension == "md" { stem } else { written };
        let is_name = !stem.is_empty() && !written.contains('/') && extension.len() <= 5;
        is_name && [address(bare), key(bare)].iter().any(|name| self.ending(name))
    }

    fn told(&self, folder: &str, path: &str, rooted: bool) -> bool {
        let folder = address(folder);
        let mut above = vec![String::new()];
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            above.push(format!("{}{part}/", above[above.len() - 1]));
        }
        if above.iter().any(|root| self.at(&format!("{root}{path}"))) {
            return true;
        }
        let several = path.contains('/');
        if (rooted || several) && self.ending(path) {
            return true;
        }
        let first = path.split('/').next().unwrap_or("");
        let below = format!("{first}/");
        if !several
            || self.0.range(below.clone()..).next().is_some_and(|(at, _)| at.starts_with(&below))
        {
            return false;
        }
        let parts: Vec<&str> = path.split('/').collect();
        (1..parts.len()).any(|at| {
            let rest = parts[at..].join("/");
            match parts.len() - at {
                1 => matches!(parts[at - 1], "docs" | "doc" | "wiki" | "notes") && self.at(&rest),
                _ => self.at(&rest) || self.ending(&rest),
            }
        })
    }
}

/// `path` as other programs make an address of it.
fn address(path: &str) -> String {
    let path = key(path);
    let path = path.trim_end_matches(".md").trim_end_matches(".html");
    let bare = |part: &str| {
        let words = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = words.trim_start_matches(['-', '_', '.', ' ']);
        let first = rest.chars().next();
        let ordinal = words != part && rest != words;
        let kept = if ordinal && first.is_some_and(|c| !c.is_ascii_digit()) { rest } else { part };
        kept.replace(' ', "-")
    };
    let mut parts: Vec<String> = path.split('/').map(bare).collect();
    if parts.last().is_some_and(|name| name == "index" || name == "readme") {
        parts.pop();
    }
    parts.join("/")
}

fn walk(start: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
