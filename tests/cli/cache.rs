//! What a build leaves for the next one: nothing is made again where nothing changed, and whatever
//! did, the site is the one that a build without a cache makes.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::project::{Project, files};

const LONG: bool = cfg!(feature = "long");
/// How many edits are tried; 200 in the long runs.
const EDITS: usize = if LONG { 200 } else { 40 };

/// A generator of numbers that are the same at each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Whether the run made pages.
fn renders(project: &Project, arguments: &[&str]) -> bool {
    let arguments = [&["build", "--timings"], arguments].concat();
    let run = project.run(&arguments).ends_with(0);
    assert!(run.err.contains("\n  read"), "{}", run.err);
    run.err.contains("\n  render")
}

#[test]
fn nothing_is_made_again_where_nothing_changed() {
    let project = Project::small().file("static/a.txt", "one");
    assert!(renders(&project, &[]));
    let first = project.site();
    assert!(!renders(&project, &[]));
    assert!(!renders(&project, &[]), "one that did nothing leaves what the next needs");
    assert!(renders(&project, &["--no-cache"]));
    // Warnings are told again, and the exit code is theirs.
    project.write("articles/b.md", "A [link](gone.md)\n");
    let told = project.run(&["build"]).ends_with(1).err;
    let again = project.run(&["build"]).ends_with(1).err;
    let diagnostics = |text: &str| text.split("pages in").next().unwrap_or("").to_owned();
    assert!(told.contains("error[broken-link]"), "{told}");
    assert_eq!(diagnostics(&told), diagnostics(&again));
    assert!(again.contains("(0 of "), "{again}");
    assert_eq!(project.run(&["build", "--strict"]).code, 1);
    fs::remove_file(project.path("articles/b.md")).expect("removed");
    assert!(renders(&project, &[]));
    assert_eq!(project.site(), first);
    // It stands where the settings say, and keeps itself out of repositories.
    assert_eq!(project.read(".topoi/cache/.gitignore"), "*\n");
    project.write("site.toml", "[cache]\ndir = \"kept/here\"\n");
    assert!(renders(&project, &[]));
    assert!(!renders(&project, &[]));
    assert!(project.path("kept/here/.gitignore").is_file());
    project.write("site.toml", "[cache]\ndir = \"../out\"\n");
    project.run(&["build"]).ends_with(2).tells(&["`dir` must be a folder inside"]);
}

#[test]
fn an_output_is_known_again_however_it_is_named() {
    let project = Project::small();
    let build = |root: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_topoi"));
        command.args(["build", "--timings", "--root", root]).current_dir(project.path(""));
        let run = crate::project::Run::of(command.output().expect("it runs")).ends_with(0);
        run.err.contains("\n  render")
    };
    // The first build makes the folder.
    assert!(build("."));
    assert!(!build("."));
    assert!(!build("articles/.."));
}

#[test]
fn outputs_and_audiences_do_not_drive_one_another_out() {
    let project = Project::small()
        .file("site.toml", "[audiences]\nsales = []\neverybody = []\n")
        .file("articles/s.md", "---\naudience: sales\n---\n# For sales\n");
    let (sales, everybody) = (["--audience", "sales"], ["--audience", "everybody"]);
    let elsewhere = project.path("elsewhere").display().to_string();
    let other = ["--audience", "sales", "--output", &elsewhere];
    for arguments in [&sales[..], &other[..]] {
        assert!(renders(&project, arguments));
    }
    for arguments in [&sales[..], &other[..]] {
        assert!(!renders(&project, arguments));
    }
    assert!(renders(&project, &everybody));
    assert!(renders(&project, &sales), "the other audience's site stands there");
}

#[test]
fn a_file_that_somebody_changed_heals() {
    let project = Project::small().file("static/a.txt", "one");
    assert!(renders(&project, &[]));
    let site = project.site();
    // From now on files are known by their stamps alone.
    std::thread::sleep(Duration::from_millis(2100));
    assert!(!renders(&project, &[]));
    assert!(!renders(&project, &[]));
    for path in ["public/a.html", "public/a.txt"] {
        // Of the same length and time, which a change of a byte can be.
        let path = project.path(path);
        let time = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
        let mut bytes = fs::read(&path).expect("a file");
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        fs::write(&path, bytes).expect("written");
        set_time(&path, time);
        assert!(renders(&project, &[]), "{}", path.display());
        assert_eq!(project.site(), site, "{}", path.display());
        std::thread::sleep(Duration::from_millis(2100));
        assert!(!renders(&project, &[]));
    }
    // The file that one is a copy of.
    let source = project.path("static/a.txt");
    let time = fs::metadata(&source).and_then(|metadata| metadata.modified()).expect("a time");
    fs::write(&source, "two").expect("written");
    set_time(&source, time);
    assert!(renders(&project, &[]));
    assert_eq!(project.read("public/a.txt"), "two");
}

fn set_time(path: &std::path::Path, time: SystemTime) {
    let file = fs::OpenOptions::new().write(true).open(path).expect("a file");
    file.set_modified(time).expect("its time is set");
}

#[test]
fn a_damaged_cache_is_none() {
    let project = Project::small();
    let mut random = Random(0x5eed);
    assert!(renders(&project, &[]));
    let site = project.site();
    let cache = fs::read_dir(project.path(".topoi/cache")).expect("a folder").flatten();
    let path = cache.map(|entry| entry.path()).find(|path| path.extension().is_some());
    let path = path.expect("what the build left");
    for number in 0..if LONG { 60 } else { 12 } {
        let mut bytes = fs::read(&path).expect("a file");
        let at = random.below(bytes.len());
        match number % 3 {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes.truncate(at),
            _ => bytes.insert(at, b' '),
        }
        fs::write(&path, bytes).expect("written");
        assert!(renders(&project, &[]), "damage {number} at {at}");
        assert_eq!(project.site(), site);
        assert!(!renders(&project, &[]), "it is whole again");
    }
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("a folder in its place");
    let run = project.run(&["build"]).ends_with(0);
    run.tells(&["the cache could not be written"]);
    assert_eq!(project.site(), site);
}

/// Documents that there may be.
const PATHS: [&str; 9] = [
    "articles/a.md",
    "articles/trust.md",
    "articles/p.md",
    "articles/deep/b.md",
    "articles/deep/index.md",
    "articles/Old note.md",
    "articles/zeta.md",
    "articles/404.md",
    "articles/deep/er/c.md",
];

/// Makes a change of any sort to a base of four documents and more, and says which.
fn edit(project: &Project, random: &mut Random) -> String {
    let existing: Vec<&str> =
        PATHS.into_iter().filter(|path| project.path(path).exists()).collect();
    let path = random.of(&existing);
    let word = random.of(&["trust", "time", "Zeta", "price", "friend"]);
    let number = random.below(100);
    match random.below(14) {
        0 => {
            let text = format!("{}\nOne more {word} [[zeta]] {number}.\n", project.read(path));
            project.write(path, text);
            format!("text of {path}")
        }
        1 => {
            let text = project.read(path).replacen("title: ", &format!("title: {word} "), 1);
            project.write(path, text);
            format!("title of {path}")
        }
        2 => {
            let keys = format!("---\ntitle: N{number}\naliases: [{word}]\nkind: concept\n---\n");
            project.write(path, format!("{keys}\nAbout {word}.\n"));
            format!("alias in {path}")
        }
        3 => {
            let to = random.of(&PATHS);
            fs::create_dir_all(project.path(to).parent().expect("a parent")).expect("a folder");
            fs::rename(project.path(path), project.path(to)).expect("moved");
            format!("{path} to {to}")
        }
        4 if existing.len() > 3 => {
            fs::remove_file(project.path(path)).expect("removed");
            format!("{path} removed")
        }
        5 => {
            let settings = format!(
                "[site]\ntitle = \"T{number}\"\nlanguage = \"{}\"\n[linking]\nmentions = \"{}\"\n",
                random.of(&["en", "de"]),
                random.of(&["none", "first-per-page"]),
            );
            project.write("site.toml", settings);
            "settings".to_owned()
        }
        6 => {
            project.write("themes/default/assets/extra.css", format!("a {{ order: {number} }}"));
            "theme".to_owned()
        }
        7 => {
            let template =
                "{% extends \"base.html\" %}{% block main %}N {{ page.title }}{% endblock %}";
            match project.path("themes/default/templates/note.html").exists() {
                true => fs::remove_dir_all(project.path("themes")).expect("removed"),
                false => project.write("themes/default/templates/note.html", template),
            }
            "template".to_owned()
        }
        8 => {
            let kind = random.of(&["note", "article", "principle", "concept"]);
            project.write(
                path,
                format!("---\nkind: {kind}\ntags: [{word}]\n---\n# {word}\n\n{word}.\n"),
            );
            format!("kind of {path}")
        }
        9 => {
            project.write("static/file.txt", format!("{number:03}"));
            "static file".to_owned()
        }
        10 => {
            project.write("articles/picture.png", format!("{number:03}"));
            project.write(path, format!("# P {number}\n\n![p](/picture.png) ![[picture.png]]\n"));
            "picture".to_owned()
        }
        11 | 12 => {
            let mut site: Vec<PathBuf> = project.site().keys().map(PathBuf::from).collect();
            site.retain(|path| !path.starts_with(".topoi-manifest"));
            let damaged = project.path("public").join(&site[random.below(site.len())]);
            let damaged = &damaged;
            match random.below(3) {
                0 => fs::remove_file(damaged).expect("removed"),
                1 => fs::write(damaged, "damage").expect("written"),
                _ => fs::write(damaged, fs::read(damaged).expect("a file")).expect("written"),
            }
            format!("damage of {}", damaged.display())
        }
        _ => "nothing".to_owned(),
    }
}

/// What a build told, without its last words, which have the time.
fn told(text: &str) -> String {
    text.lines().filter(|line| !line.contains(" in ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn whatever_changes_the_site_is_a_clean_one() {
    let project = Project::small()
        .file("articles/zeta.md", "---\ntitle: Zeta\n---\n\nOf trust, see [[a]].\n")
        .file("articles/deep/b.md", "# Beta\n\n![[zeta]] and `code`\n\n```rust\nlet a = 1;\n```\n")
        .file("site.toml", "[site]\ntitle = \"One\"\n");
    let clean = tempfile::tempdir().expect("a folder");
    let clean = clean.path().join("site").display().to_string();
    let mut random = Random(0x0070_6f69);
    let mut history: Vec<String> = Vec::new();
    for _ in 0..EDITS {
        let cached = project.run(&["build"]);
        let fresh = project.run(&["build", "--no-cache", "--output", &clean]);
        let last = history.last();
        assert_eq!(cached.code, fresh.code, "{last:?}:\n{}\n{}", cached.err, fresh.err);
        assert!(cached.code < 2, "{last:?}: {}", cached.err);
        assert_eq!(told(&cached.err), told(&fresh.err), "{last:?}");
        let (cached, fresh) = (project.site(), files(clean.as_ref()));
        let differing: BTreeMap<_, _> = fresh
            .iter()
            .filter(|(path, bytes)| cached.get(*path) != Some(bytes))
            .map(|(path, bytes)| (path, String::from_utf8_lossy(bytes)))
            .collect();
        assert!(differing.is_empty(), "{history:?}: {differing:?}");
        assert_eq!(cached.len(), fresh.len(), "{history:?}");
        history.push(edit(&project, &mut random));
    }
    if !LONG {
        return;
    }
    for sort in ["text", "title", "alias", " to ", "removed", "settings", "theme", "template"] {
        assert!(history.iter().any(|edit| edit.contains(sort)), "no edit was of {sort}");
    }
}
