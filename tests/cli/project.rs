//! A knowledge base in a temporary folder, and the binary run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A knowledge base that goes when it is dropped.
pub struct Project {
    folder: tempfile::TempDir,
}

/// How a run ended.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Project {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Three documents that are all right: an article, a concept, a principle.
    pub fn small() -> Self {
        Self::new()
            .file("articles/a.md", "---\ntitle: A talk\nauthor: Ann\n---\n\nTrust takes time to grow.\n")
            .file("articles/trust.md", "---\ntitle: Trust\nkind: concept\n---\n\nTrust is reliance.\n")
            .file(
                "articles/p.md",
                "---\ntitle: Give it time\nkind: principle\nconcepts: [trust]\nevidence:\n  - article: a\n    stance: supports\n    quote: Trust takes time\n---\n\n## Do\n\n- Wait.\n",
            )
    }

    /// Adds or replaces a file.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a writable folder");
        fs::write(path, text).expect("a writable file");
    }

    /// A path under the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The text of a file under the root.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `topoi` with `arguments` and the root set.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_topoi"));
        command.args(arguments).arg("--root").arg(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs `topoi` with `arguments`.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("the binary runs"))
    }

    /// Every file of the site by path.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path("public"))
    }
}

impl Run {
    /// How a run of the binary ended.
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().expect("it was not killed"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The run, if it ended with `code`.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// The run, if it told all of `parts` on standard error.
    #[track_caller]
    pub fn tells(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "no `{part}` in:\n{}", self.err);
        }
        self
    }
}

/// Every file below `folder` by its path there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy();
            (path.into_owned(), fs::read(entry.path()).expect("a readable file"))
        })
        .collect()
}
