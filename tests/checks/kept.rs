//! What `check` finds: nothing in a vault and a handbook that are sound, exactly the faults that
//! are planted in them, the true number of dead links in a real handbook; and the files that
//! checking keeps: baseline, ledger.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use topoi::config::Config;
use topoi::diagnostics::Diagnostic;
use topoi::diagnostics::format::Texts;
use topoi::model::{RelPath, SourceFile};
use topoi::output::NullSink;
use topoi::pipeline::{self, Input, Options};
use topoi::source::Sources;

/// A text to edit: the file, what is sought in it, what it becomes, and the faults that follow:
/// the file, words of the line as it is then, the code.
struct Plant {
    edit: (&'static str, &'static str, &'static str),
    faults: &'static [(&'static str, &'static str, &'static str)],
}

const VAULT: &[Plant] = &[
    Plant {
        edit: ("Home.md", "[[garden plan]]", "[[gardne plan]]"),
        faults: &[("Home.md", "[[gardne plan]]", "broken-link")],
    },
    Plant {
        edit: ("Home.md", "by alias [[Beds]]", "by alias [[Bedz]]"),
        faults: &[("Home.md", "[[Bedz]]", "broken-link")],
    },
    Plant {
        edit: ("Projects/Compost.md", " ^heat", ""),
        faults: &[
            ("Home.md", "A block: [[Compost#^heat]]", "broken-anchor"),
            ("Home.md", "![[Compost#^heat]]", "broken-embed"),
        ],
    },
    Plant {
        edit: ("Projects/Garden Plan.md", "### Sowing\n", "### Planting\n"),
        faults: &[("Home.md", "[[Garden Plan#Spring#Sowing]]", "broken-anchor")],
    },
    Plant {
        edit: ("Home.md", "## Embeds\n", "## Pieces\n"),
        faults: &[("Daily/2026-03-01.md", "[[Home#Embeds]]", "broken-anchor")],
    },
    Plant {
        edit: ("Projects/Compost.md", "^layers\n", "^strata\n"),
        faults: &[("Projects/Compost.md", "[[#^layers]]", "broken-anchor")],
    },
    Plant {
        edit: ("Home.md", "tags: [map]", "tasg: [map]"),
        faults: &[("Home.md", "tasg:", "unknown-key")],
    },
    Plant {
        edit: ("Home.md", "![[bird.mp3]]", "![[brid.mp3]]"),
        faults: &[("Home.md", "![[brid.mp3]]", "broken-embed")],
    },
    Plant {
        edit: ("Daily/2026-03-01.md", "[[Bee keeping]]", "[[Compost]]"),
        faults: &[("Daily/2026-03-01.md", "topoi-allow", "unused-allow")],
    },
];

const HANDBOOK: &[Plant] = &[
    Plant {
        edit: (
            "README.md",
            "[Onboarding](guides/onboarding.md)",
            "[Onboarding](guides/onbaording.md)",
        ),
        faults: &[("README.md", "guides/onbaording.md", "broken-link")],
    },
    Plant {
        edit: ("team/leave.md", "## Planned leave\n", "## Holidays\n"),
        faults: &[("team/README.md", "leave.md#planned-leave", "broken-anchor")],
    },
    Plant {
        edit: ("team/leave.md", "## Sick {#sick}", "## Illness"),
        faults: &[
            ("team/README.md", "leave.md#sick", "broken-anchor"),
            ("README.md", "leave.md#sick", "broken-anchor"),
        ],
    },
    Plant {
        edit: ("README.md", "<a id=\"by-id\"></a>", ""),
        faults: &[("README.md", "[HTML](#by-id)", "broken-anchor")],
    },
    Plant {
        edit: ("guides/on call.md", "## Hours & pay\n", "## Hours\n"),
        faults: &[("guides/onboarding.md", "on%20call.md#hours--pay", "broken-anchor")],
    },
    Plant {
        edit: ("guides/onboarding.md", "weight: 1", "wieght: 1"),
        faults: &[("guides/onboarding.md", "wieght:", "unknown-key")],
    },
    Plant {
        edit: ("README.md", "<img src=\"images/plan.svg\"", "<img src=\"images/paln.svg\""),
        faults: &[("README.md", "images/paln.svg", "broken-link")],
    },
    Plant {
        edit: ("guides/on call.md", "href=\"onboarding.md", "href=\"docs/guides/onboarding.md"),
        faults: &[("guides/on call.md", "docs/guides/onboarding.md", "broken-link")],
    },
];

/// The texts and the other files of a sample site.
fn sample(folder: &str) -> (BTreeMap<String, String>, Vec<RelPath>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(folder);
    let (mut texts, mut files) = (BTreeMap::new(), Vec::new());
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let relative = path.strip_prefix(&root).expect("below the root").to_string_lossy();
            if path.is_dir() {
                folders.push(path.clone());
            } else if relative.ends_with(".md") {
                texts.insert(relative.into_owned(), fs::read_to_string(&path).expect("text"));
            } else {
                files.push(RelPath::new(&relative));
            }
        }
    }
    files.sort();
    (texts, files)
}

/// All that is found, as file, line and code, sorted.
fn found(
    texts: &BTreeMap<String, String>,
    files: &[RelPath],
) -> Vec<(String, usize, &'static str)> {
    let entry = |path: &RelPath| topoi::source::FileEntry {
        path: path.clone(),
        absolute: PathBuf::from(path.as_str()),
    };
    let document = |(path, text): (&String, &String)| SourceFile {
        path: RelPath::new(path),
        content_path: RelPath::new(path),
        text: text.as_str().into(),
    };
    let sources = Sources {
        documents: texts.iter().map(document).collect(),
        files: files.iter().map(entry).collect(),
        ..Sources::default()
    };
    let config = Config { title: "Sample".to_owned(), ..Config::default() };
    let theme = topoi::theme::read(Path::new("."), "default").expect("the theme");
    let options = Options::default();
    let input = Input { config: &config, sources: &sources, theme: &theme, options: &options };
    let report = pipeline::run(&input, &NullSink).expect("a run");
    let by_path: Texts<'_> =
        sources.documents.iter().map(|file| (&file.path, &*file.text)).collect();
    let mut all: Vec<_> = by_path
        .locate(&report.diagnostics)
        .iter()
        .map(|located| {
            let Diagnostic { file, code, .. } = located.diagnostic;
            let line = located.place.map_or(0, |(start, _)| start.line);
            (file.as_str().to_owned(), line, code.info().name)
        })
        .collect();
    all.sort();
    all
}

/// A small generator of numbers (splitmix64), so that every seed plants the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// Plants a random choice of faults among lines moved at random, and expects exactly those.
fn plant(texts: &BTreeMap<String, String>, files: &[RelPath], plants: &[Plant], seed: u64) {
    let mut random = Random(seed);
    let mut texts = texts.clone();
    let mut expected = Vec::new();
    for plant in plants.iter().filter(|_| random.below(3) == 0) {
        let (file, sought, becomes) = plant.edit;
        let text = texts.get_mut(file).expect("a file of the sample");
        assert!(text.contains(sought), "`{sought}` is not in {file}");
        *text = text.replacen(sought, becomes, 1);
        expected.extend(plant.faults);
    }
    for text in texts.values_mut() {
        let body = match text.get(..3) {
            Some(fence @ ("---" | "+++")) => text[3..].find(fence).map_or(0, |i| i + 7),
            _ => 0,
        };
        for n in 0..random.below(4) {
            text.insert_str(body, &format!("\nMoved down {n} times.\n\n"));
        }
    }
    let mut wanted: Vec<(String, usize, &str)> = expected
        .iter()
        .map(|(file, words, code)| {
            let text = &texts[*file];
            let at = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in {file}"));
            ((*file).to_owned(), text[..at].matches('\n').count() + 1, *code)
        })
        .collect();
    wanted.sort();
    assert_eq!(found(&texts, files), wanted, "seed {seed}");
}

#[test]
fn planted_faults_are_found_and_no_others() {
    let (vault, vault_files) = sample("vault");
    let (handbook, handbook_files) = sample("handbook");
    // The handbook's content root is its folder `docs`.
    let below = |path: &str| path.strip_prefix("docs/").map(str::to_owned);
    let handbook: BTreeMap<String, String> =
        handbook.iter().filter_map(|(path, text)| Some((below(path)?, text.clone()))).collect();
    let handbook_files: Vec<RelPath> = handbook_files
        .iter()
        .filter_map(|path| Some(RelPath::new(&below(path.as_str())?)))
        .collect();
    assert_eq!(found(&vault, &vault_files), []);
    assert_eq!(found(&handbook, &handbook_files), []);
    for seed in 0..60 {
        plant(&vault, &vault_files, VAULT, seed);
        plant(&handbook, &handbook_files, HANDBOOK, seed);
        misspell(&vault, &vault_files, seed);
        misspell(&handbook, &handbook_files, seed);
    }
}

/// Renames the target of one link of `texts`, chosen at random among those on lines of their own,
/// and expects exactly that to be found. Links are found by their notation alone, code and
/// comments passed over.
fn misspell(texts: &BTreeMap<String, String>, files: &[RelPath], seed: u64) {
    let mut links = Vec::new();
    for (file, text) in texts {
        let (mut hidden, mut allowed, mut at) = (false, false, 0);
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            hidden ^= line.trim_start().starts_with("```") || line.matches("%%").count() == 1;
            let prose = !hidden && !allowed && !line.contains(['`', '%', '<', '>']);
            allowed = line.contains("topoi-allow") || allowed && line.trim().is_empty();
            for (open, close) in [("[[", "]]"), ("](", ")")] {
                let found = line.match_indices(open).filter(|_| prose);
                for (start, _) in found {
                    let start = start + open.len();
                    let Some(end) = line[start..].find(close) else { continue };
                    let target = &line[start..start + end];
                    let name = target.find(['#', '|', '?', ' ', '\\']).unwrap_or(target.len());
                    let embed = line[..start].ends_with("![[");
                    if name > 0 && !target.contains(':') && !target.starts_with("//") {
                        links.push((file, number, at + start, embed));
                    }
                }
            }
            at += line.len();
        }
    }
    let (file, line, at, embed) = links[Random(seed).below(links.len() as u64) as usize];
    let mut texts = texts.clone();
    texts.get_mut(file).expect("a file of the sample").insert_str(at, "zqx");
    let code = if embed { "broken-embed" } else { "broken-link" };
    let planted = &texts[file].lines().nth(line - 1).unwrap_or("").to_owned();
    assert_eq!(found(&texts, files), [(file.clone(), line, code)], "seed {seed}: {planted}");
}

fn topoi(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_topoi"))
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// A fresh folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

#[test]
fn a_baseline_lets_only_new_faults_count() {
    let root = folder(&[("a.md", "One [[x]].\n\nTwo [[y]].\n")]);
    let path = root.path().join("known.json");
    let file = path.to_str().expect("UTF-8");
    let missing = topoi(root.path(), &["check", "--baseline", file]);
    assert_eq!(code(&missing), 2);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("--update-baseline"));
    assert_eq!(code(&topoi(root.path(), &["check", "--baseline", file, "--update-baseline"])), 0);
    fs::write(root.path().join("a.md"), "# New\n\nTwo [[y]].\n\nThree [[z]].\n").expect("a file");
    let output = topoi(root.path(), &["check", "--format", "json", "--baseline", file]);
    assert_eq!(code(&output), 1);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told.as_array().map(Vec::len), Some(1));
    assert_eq!(told[0]["line"], 5);
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(notes.contains("1 of the 2 known faults no longer occur"), "{notes}");
    fs::write(root.path().join("a.md"), "# New\n\nTwo [[y]].\n").expect("a file");
    assert_eq!(code(&topoi(root.path(), &["build", "--baseline", file])), 0);
    assert_eq!(code(&topoi(root.path(), &["build"])), 1);
    fs::write(&path, "{").expect("a file");
    assert_eq!(code(&topoi(root.path(), &["check", "--baseline", file])), 2);
}

#[test]
fn the_ledger_guards_urls_and_authored_anchors() {
    let root = folder(&[
        ("site.toml", "[urls]\nledger = \"urls.lock\"\n"),
        ("articles/a.md", "# A\n\n## Part\n\nSaid. ^here\n"),
        ("articles/b.md", "# B\n\nText.\n"),
    ]);
    let codes = |arguments: &[&str]| {
        let output = topoi(root.path(), arguments);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let told = told.as_array().expect("an array").iter();
        told.map(|one| format!("{} {}", one["code"], one["message"])).collect::<Vec<_>>()
    };
    let check = ["check", "--format", "json"];
    assert!(codes(&check)[0].contains("missing-ledger"));
    assert_eq!(code(&topoi(root.path(), &["check", "--update-urls"])), 0);
    let lock = fs::read_to_string(root.path().join("urls.lock")).expect("the ledger");
    for promise in ["a.html", "a.html#part", "a.html#here", "b.html"] {
        assert!(lock.lines().any(|line| line == promise), "{promise} is not in {lock}");
    }
    assert!(!lock.contains("#p-"), "{lock}");
    assert_eq!(codes(&check), Vec::<String>::new());
    fs::write(root.path().join("articles/a.md"), "# A\n\nSaid.\n").expect("a file");
    fs::rename(root.path().join("articles/b.md"), root.path().join("articles/c.md"))
        .expect("moved");
    let told = codes(&check);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|one| one.contains("vanished-url")), "{told:?}");
    let redirecting = "---\nredirect_from: /b.html\n---\n# B\n\nText.\n";
    fs::write(root.path().join("articles/c.md"), redirecting).expect("a file");
    assert_eq!(codes(&check).len(), 2);
    assert_eq!(code(&topoi(root.path(), &["check", "--update-urls"])), 0);
    assert_eq!(codes(&check), Vec::<String>::new());
}

#[test]
fn topics_name_concepts() {
    let root = folder(&[
        ("site.toml", "[[topics]]\ntitle = \"Trust\"\nconcepts = [\"trust\", \"credibilty\"]\n"),
        ("articles/trust.md", "---\nkind: concept\n---\n# Trust\n\nIt is relied on.\n"),
        ("articles/credibility.md", "---\nkind: concept\n---\n# Credibility\n\nIt earns trust.\n"),
        ("articles/a.md", "Credibility and trust.\n"),
    ]);
    let output = topoi(root.path(), &["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&told[0]["code"], &told[0]["line"], &told[0]["column"]),
        (&"unknown-reference".into(), &3.into(), &22.into(),)
    );
    assert_eq!(told[0]["help"], "did you mean `credibility`?");
}

/// The links of a real handbook that lead to no file, by a reading of its own: no parser, only
/// lines, code left out.
fn dead_links(root: &Path, folder: &Path, dead: &mut Vec<(String, usize)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            dead_links(root, &path, dead);
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("text");
        let mut fenced = false;
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            let prose: String = line.split('`').step_by(2).collect();
            let targets = |open: &'static str, close: char| {
                let rest = prose.split(open).skip(1).collect::<Vec<_>>();
                rest.into_iter().filter_map(move |rest| rest.split([close, ' ']).next())
            };
            for target in targets("](", ')').chain(targets("href=\"", '"')) {
                let file = target.split(['#', '?']).next().unwrap_or("");
                let leads = file.is_empty()
                    || target.contains("://")
                    || target.starts_with("mailto:")
                    || path.with_file_name(file.replace("%20", " ")).exists();
                if !fenced && !leads {
                    dead.push((name.clone(), number));
                }
            }
        }
    }
}

#[test]
fn a_real_handbook_has_the_dead_links_that_it_has() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/kb/presales-playbook");
    if !root.is_dir() {
        eprintln!("skipped: there is no {}", root.display());
        return;
    }
    let mut dead = Vec::new();
    dead_links(&root, &root, &mut dead);
    dead.sort();
    let output = topoi(&root, &["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut broken: Vec<(String, usize)> = told
        .as_array()
        .expect("an array")
        .iter()
        .filter(|one| one["code"] == "broken-link")
        .map(|one| {
            let line = one["line"].as_u64().expect("a line") as usize;
            (one["file"].as_str().expect("a file").to_owned(), line)
        })
        .collect();
    broken.sort();
    assert_eq!(broken, dead);
    assert_eq!(dead.len(), 219 + 12, "219 links in Markdown, 12 in HTML");
}

#[test]
fn names_that_differ_in_case_or_normal_form_are_told() {
    let root = folder(&[
        ("Caf\u{e9}.md", "# One\n"),
        ("Cafe\u{301}.md", "# Two\n"),
        ("a.md", "# Lower\n"),
        ("A.md", "# Upper\n"),
        ("nul.md", "Before\0after, [[nowhere]].\n"),
    ]);
    let output = topoi(root.path(), &["check", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let count = |code: &str| {
        told.as_array().expect("an array").iter().filter(|one| one["code"] == code).count()
    };
    assert_eq!((count("url-collision"), count("broken-link")), (2, 1), "{told}");
}

/// The codes and files that a check of `root` tells.
#[cfg(unix)]
fn told(root: &Path) -> Vec<(String, String)> {
    let output = topoi(root, &["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let one = |one: &serde_json::Value| (text(&one["code"]), text(&one["file"]));
    told.as_array().expect("an array").iter().map(one).collect()
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_or_out_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let root = folder(&[("articles/a.md", "# A\n\nSaid [[nowhere]].\n"), ("out.md", "[[x]]\n")]);
    symlink(root.path(), root.path().join("articles/back")).expect("a link");
    symlink("/", root.path().join("articles/out")).expect("a link");
    symlink(".", root.path().join("articles/self")).expect("a link");
    let unreadable = |file: &str| ("unreadable-file".to_owned(), file.to_owned());
    assert_eq!(
        told(root.path()),
        [
            ("broken-link".to_owned(), "articles/a.md".to_owned()),
            unreadable("articles/back"),
            unreadable("articles/out"),
            unreadable("articles/self"),
        ]
    );
}

/// Folders that all link to one another have as many ways through them as there are orders.
#[cfg(unix)]
#[test]
fn a_maze_of_links_is_walked_once() {
    let root = folder(&[]);
    for one in 0..12 {
        let folder = root.path().join(format!("d{one}"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("a.md"), "# A\n").expect("a file");
        for other in (0..12).filter(|other| *other != one) {
            std::os::unix::fs::symlink(format!("../d{other}"), folder.join(format!("l{other}")))
                .expect("a link");
        }
    }
    let start = std::time::Instant::now();
    assert!(!told(root.path()).is_empty());
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
