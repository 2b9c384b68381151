//! Names that Windows cannot hold. Pages have others (see [`segment`](crate::model::segment)), but
//! the knowledge base, and what is copied as it stands, cannot be checked out there.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::model::RelPath;
use crate::model::segment::windows_objection;

/// What Windows refuses among the names on these paths, told once a folder.
pub fn faults(files: &[RelPath]) -> Vec<Diagnostic> {
    // By folder and name: the reason, and a file of it or below it.
    let mut folders: BTreeMap<&str, BTreeMap<&str, (String, &RelPath)>> = BTreeMap::new();
    for file in files {
        let mut start = 0;
        for name in file.as_str().split('/') {
            let folder = &file.as_str()[..start];
            start += name.len() + 1;
            if let Some(reason) = windows_objection(name) {
                let names = folders.entry(folder).or_default();
                names.entry(name).or_insert((reason, file));
            }
        }
    }
    let first = |names: BTreeMap<&str, (String, &RelPath)>| {
        let others = names.len() - 1;
        let (name, (reason, file)) = names.into_iter().next()?;
        Some(Diagnostic::unportable_name(file, name, &reason, others))
    };
    folders.into_values().filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_once_a_folder() {
        let files = [
            "a/aux.d/x.md",
            "a/aux.d/y.md",
            "a/con/z.md",
            "a/who?.md",
            "b/fine.md",
            "b/nul.tar.gz",
            "static/end.",
            "static/console.html",
            "static/space ",
        ];
        let faults = faults(&files.map(RelPath::new));
        let messages: Vec<_> =
            faults.iter().map(|fault| (fault.file.as_str(), fault.message.as_str())).collect();
        assert_eq!(
            messages,
            [
                (
                    "a/aux.d/x.md",
                    "`aux.d` is a name that Windows cannot hold: there it is a device, and there are 2 \
                     other such names beside it"
                ),
                (
                    "b/nul.tar.gz",
                    "`nul.tar.gz` is a name that Windows cannot hold: there it is a device"
                ),
                (
                    "static/end.",
                    "`end.` is a name that Windows cannot hold: it ends in a dot, and there is another \
                     such name beside it"
                ),
            ]
        );
    }
}
