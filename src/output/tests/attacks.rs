//! What no arrangement of files in an output makes topoi do.

use std::fs;

use super::*;
use crate::output::in_place;

#[test]
fn a_folder_of_others_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("thesis.tex"), "years");
    let error = build(folder.path(), &[("a.html", "1")]).expect_err("refused");
    assert!(error.to_string().contains("topoi wrote none"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn what_leads_out_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    let sink = DiskSink::new(claim(&output).expect("a claim"));
    let hash = "0".repeat(64);
    let forged = format!("x\n{hash}  ../victim");
    for path in ["../x", "a/../../x", "/x", "a//b", "", ".", forged.as_str(), ".topoi-manifest"] {
        let error = sink.put(OutFile::text(path, "x")).expect_err(path);
        assert!(error.to_string().contains(&format!("{path:?}")), "{error}");
    }
    drop(sink);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

/// Whatever a manifest says, nothing outside is touched.
#[test]
fn a_forged_manifest_deletes_nothing_outside() {
    for build in WAYS {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("site");
        self::build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
        write(&folder.path().join("victim"), "keep");
        write(&output.join("mine.txt"), "keep");
        let absolute = folder.path().join("victim");
        let mut list = fs::read_to_string(output.join(MANIFEST)).expect("a manifest");
        let hash = "0".repeat(64);
        list += &format!(
            "abc  ../victim\n{hash}  ../victim\n{hash}  x/../../victim\n{hash}  {}\n\nmine.txt\n",
            absolute.display()
        );
        write(&output.join(MANIFEST), &list);
        assert_eq!(claim(&output).expect("a claim").notes().len(), 1, "it is told");
        build(&output, &[("a.html", "3")]).expect("written");
        assert_eq!(tree(folder.path()), {
            site(&[("site/a.html", "3"), ("site/mine.txt", "keep"), ("victim", "keep")])
        });
        assert_eq!(claim(&output).expect("a claim").notes(), [""; 0]);
    }
}

/// Nor does a link in the place of a folder or file of the site.
#[cfg(unix)]
#[test]
fn links_in_the_output_lead_nothing_outside() {
    use std::os::unix::fs::symlink;
    for build in WAYS {
        let folder = tempfile::tempdir().expect("a folder");
        let (output, outside) = (folder.path().join("site"), folder.path().join("outside"));
        let old = [("a.html", "1"), ("c/d.html", "2"), ("c/e/f.html", "3"), ("g.html", "4")];
        self::build(&output, &old).expect("written");
        for (path, text) in [("d.html", "2"), ("e/f.html", "3"), ("new.html", "5"), ("g", "4")] {
            write(&outside.join(path), text);
        }
        fs::remove_dir_all(output.join("c")).expect("ours");
        fs::remove_file(output.join("g.html")).expect("ours");
        symlink(&outside, output.join("c")).expect("a link");
        symlink(outside.join("g"), output.join("g.html")).expect("a link");
        let before = tree(&outside);
        // What stands behind the link is neither taken for ours nor removed nor written to.
        build(&output, &[("a.html", "9"), ("g.html", "4")]).expect("written");
        assert_eq!(tree(&outside), before);
        assert_eq!(fs::read_link(output.join("c")).expect("a foreign link"), outside);
        assert!(output.join("g.html").symlink_metadata().expect("there").is_file());
        for path in ["c/d.html", "c/e/f.html", "c/new.html", "c"] {
            let files = [("a.html", "8"), ("g.html", "4"), (path, "x")];
            let clash = build(&output, &files).expect_err(path);
            assert!(
                clash.to_string().contains("site/c` was not written by topoi"),
                "{path}: {clash}"
            );
            assert_eq!(tree(&outside), before, "{path}");
        }
    }
}

/// A folder with a link on its way is followed, and what hangs in it is not.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
    fs::remove_file(output.join("a.html")).expect("ours");
    let pipe = std::process::Command::new("mkfifo").arg(output.join("a.html")).status();
    assert!(pipe.expect("mkfifo").success());
    build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
    assert_eq!(tree(&output), site(&[("a.html", "1"), ("b.html", "2")]));
}

/// A journal that says more than topoi would is not believed.
#[test]
fn a_forged_journal_does_no_harm() {
    let hash = "0".repeat(64);
    for (head, path) in [
        ("topoi journal 1 ../outside", "victim"),
        ("topoi journal 1 .topoi-staging-/../../outside", "victim"),
        ("topoi journal 1 .topoi-staging-abc", "../outside/victim"),
        ("topoi journal 1 .topoi-staging-abc", "mine.txt"),
        ("topoi journal 1", "a.html"),
        ("", ""),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
        write(&output.join("mine.txt"), "keep");
        write(&folder.path().join("outside/victim"), "keep");
        write(&output.join(format!("{STAGING}abc/mine.txt")), "forged");
        write(&output.join(in_place::JOURNAL), &format!("{head}\n{hash}  {path}\n"));
        if let Err(error) = build(&output, &[("a.html", "3")]) {
            assert!(path == "mine.txt" && error.to_string().contains("mine.txt"), "{error}");
        }
        assert_eq!(tree(&output)["mine.txt"], "keep", "{head} {path}");
        assert_eq!(tree(&folder.path().join("outside")), site(&[("victim", "keep")]));
        assert!(!output.join("victim").exists());
    }
}
