//! The words of the interface: every key is used and there in every language, and a site in German
//! says nothing in English.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::html::read;
use super::site::{Site, build, build_folder, folder};

const LANGUAGES: [&str; 5] = ["ar", "de", "en", "es", "fr"];
/// Tables whose keys are asked for by a name that is put together, such as a kind's.
const BY_NAME: [&str; 5] = ["count", "edge", "kind", "kinds", "place"];
/// Tables that scripts receive.
const SCRIPTS: [&str; 3] = ["find", "map", "reader"];
/// Further keys of that sort.
const NAMED: [&str; 10] = [
    "article.data",
    "article.digest-line",
    "article.excerpt-line",
    "article.experience",
    "article.full-line",
    "article.opinion",
    "article.study",
    "stance.disputes",
    "stance.qualifies",
    "stance.supports",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table(language: &str) -> BTreeMap<String, toml::Value> {
    let path = root().join(format!("themes/default/i18n/{language}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let tables: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{language}: {e}"));
    let mut all = BTreeMap::new();
    for (name, table) in tables {
        for (key, value) in table.as_table().expect("a table of words") {
            all.insert(format!("{name}.{key}"), value.clone());
        }
    }
    all
}

/// The texts of a message, each with its plural form.
fn texts(message: &toml::Value) -> Vec<(&str, &str)> {
    match message {
        toml::Value::String(text) => vec![("", text)],
        toml::Value::Table(forms) => {
            forms.iter().map(|(form, text)| (form.as_str(), text.as_str().expect("text"))).collect()
        }
        other => panic!("{other} is no message"),
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').expect("a brace that closes").0)
        .collect()
}

/// All files under `folder` whose names end in `extension`, with their texts.
fn sources(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                let text = fs::read_to_string(&path).expect("text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_language_has_the_same_keys_and_placeholders() {
    let english = table("en");
    for language in LANGUAGES {
        let own = table(language);
        let keys =
            |table: &BTreeMap<String, toml::Value>| table.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&own), keys(&english), "{language}");
        for (key, message) in &own {
            let wanted: BTreeSet<&str> =
                texts(&english[key]).into_iter().flat_map(|(_, text)| placeholders(text)).collect();
            assert_eq!(message.is_table(), english[key].is_table(), "{language}: {key}");
            for (form, text) in texts(message) {
                assert!(!text.trim().is_empty(), "{language}: {key}");
                let mut own = placeholders(text);
                // A form may be for one number alone.
                if form != "other" && !form.is_empty() && wanted.contains("n") {
                    own.insert("n");
                }
                if form == "other" && !wanted.contains("n") {
                    own.remove("n");
                }
                assert_eq!(own, wanted, "{language}: {key} {form}");
            }
        }
    }
}

#[test]
fn messages_have_the_plural_forms_of_their_language() {
    for (language, forms) in [
        ("en", &["one", "other"][..]),
        ("de", &["one", "other"]),
        // Both have `many` for millions alone.
        ("fr", &["one", "other"]),
        ("es", &["one", "other"]),
        ("ar", &["few", "many", "one", "other", "two", "zero"]),
    ] {
        for (key, message) in table(language) {
            let own: BTreeSet<&str> = texts(&message).into_iter().map(|(form, _)| form).collect();
            let all: BTreeSet<&str> = forms.iter().copied().collect();
            let one_for_all = language == "en" && own == BTreeSet::from(["other"]);
            assert!(message.is_str() || own == all || one_for_all, "{language}: {key} has {own:?}");
        }
    }
}

/// Every key that a template, the program or a script asks for by its whole name.
fn asked_for() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut files = sources("themes/default/templates", "html");
    files.extend(sources("src", "rs"));
    for (path, text) in files {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path.ends_with("i18n/tests.rs") || path.ends_with("diagnostics/manual.rs") {
            continue;
        }
        for part in text.split('"').skip(1).step_by(2) {
            let is_key = |part: &str| {
                let name = |c: char| c.is_ascii_lowercase() || c == '-';
                let (table, key) = part.split_once('.')?;
                let plain = !key.is_empty() && key.chars().all(name) && table.chars().all(name);
                (plain && !table.is_empty()).then(|| part.to_owned())
            };
            keys.extend(is_key(part));
        }
        // In templates and formats quotes may be odd; the functions say their keys plainly.
        for start in ["t(key=\"", ".text(\"", ".with(\"", ".count(\""] {
            let parts = text.split(start).skip(1).filter_map(|rest| rest.split('"').next());
            let keys_of = parts.filter(|key| key.contains('.') && !key.contains('{'));
            keys.extend(keys_of.map(str::to_owned));
        }
    }
    keys
}

#[test]
fn every_key_is_used_and_every_key_used_is_there() {
    let english = table("en");
    let asked = asked_for();
    let tables: BTreeSet<&str> = english.keys().filter_map(|key| key.split('.').next()).collect();
    for key in &asked {
        let (table, name) = key.split_once('.').expect("a table");
        let is_file = ["html", "js", "css", "toml", "md"].contains(&name);
        let is_key = tables.contains(table) && !is_file;
        assert!(!is_key || english.contains_key(key), "nothing says `{key}`");
    }
    let rust: String = sources("src", "rs").into_iter().map(|(_, text)| text).collect();
    let scripts = sources("themes/default/assets", "js").into_iter();
    let scripts = scripts.filter(|(path, _)| !path.ends_with("minified.js"));
    let scripts: String = scripts.map(|(_, text)| text).collect();
    for key in english.keys() {
        let (table, name) = key.split_once('.').expect("a table");
        let by_name = match table {
            // A callout may be called anything.
            "callout" => true,
            _ if SCRIPTS.contains(&table) => {
                let ways = [format!("\"{name}\""), format!(".{name}")];
                let by_field = ["any-", "by-", "line-"].iter().any(|start| name.starts_with(start));
                by_field || ways.iter().any(|way| scripts.contains(way.as_str()))
            }
            _ if BY_NAME.contains(&table) || NAMED.contains(&key.as_str()) => {
                let name = name.strip_suffix("-line").unwrap_or(name);
                rust.contains(&format!("\"{name}\""))
            }
            _ => false,
        };
        assert!(by_name || asked.contains(key), "nobody asks for `{key}`");
    }
}

/// Words of the content of the tests here: nothing that any interface says begins so.
const OURS: &str = "qu";

/// A knowledge base that has a page of every kind, all of whose content begins with [`OURS`].
fn nonsense(language: &str) -> Site {
    let mut long = "---\nkind: article\ntitle: Quarticle\nauthor: [Quann Quauthor, Quob Quurt]\npublished: 2010-07-14\nbasis: opinion\ntext: digest\nlicense: quicense\nsource: Quournal\n---\n\n".to_owned();
    for n in 0..520 {
        long.push_str(&format!("Quabo quassage{n} quand quobi.\n\n"));
    }
    let principle = |title: &str, extra: &str| {
        format!(
            "---\nkind: principle\ntitle: {title}\nconcepts: [quabo]\nowner: Quowner\nupdated: 2011-03-02\nanswers: [\"quere quit\", \"quere quat\"]\n{extra}---\n\nQuintro [[quote]] and [[quowhere]] ![[quissing.png]].\n\n## When\n\nQuen.\n\n## Do\n\n- Quo.\n\n## Avoid\n\n- Quoid.\n\n## Say\n\n- Quay.\n\n## Ask\n\n- Quask?\n\n## Why\n\nQuy.\n\n## Example\n\nQuample.\n\n## Unless\n\nQuless.\n\n## Quart\n\nQuext.\n\n## Quarta\n\nQuext.\n\n## Quartb\n\nQuext.\n"
        )
        .replace(" and ", " quand ")
    };
    let evidence = "evidence:\n  - {article: quarticle, stance: supports, note: Quote.}\n  - {article: quother, stance: disputes, note: Quote.}\n  - {article: quird, stance: qualifies, note: Quote.}\n";
    let mut settings = format!(
        "[site]\ntitle = \"Quite\"\ndescription = \"Quescription.\"\nlanguage = \"{language}\"\ncontent = \".\"\nfeedback = \"mailto:q@example.com\"\nedit = \"https://example.com/{{path}}\"\n[[topics]]\ntitle = \"Quopic\"\nconcepts = [\"quabo\"]\n"
    );
    settings.push_str("[urls]\n");
    let files: Vec<(String, String)> = vec![
        ("site.toml".into(), settings),
        ("quources/quarticle.md".into(), long),
        (
            "quources/quother.md".into(),
            "---\nkind: article\ntitle: Quother\ntext: excerpt\nbasis: study\n---\n\nQuabo quand quobi. [[quarticle]]\n".into(),
        ),
        (
            "quources/quird.md".into(),
            "---\nkind: article\ntitle: Quird\nauthor: [Qua Quaa, Qub Qubb, Quc Qucc, Qud Qudd]\npublished: 2012-05\nbasis: data\n---\n\nQuabo quand quobi.\n".into(),
        ),
        (
            "quabo.md".into(),
            "---\nkind: concept\ntitle: Quabo\naliases: [quabi]\nbroader: [quobi]\nmembers: [quobi, quelb]\nordered: true\ntags: [quag]\n---\n\nQuefinition.\n\n> [!definition] [[quarticle]]\n> Quefined.\n\nQuore.\n".into(),
        ),
        ("quobi.md".into(), "---\nkind: concept\ntitle: Quobi\n---\n\nQuobi quis [[quabo]].\n".into()),
        ("quelb.md".into(), "---\nkind: concept\ntitle: Quelb\nrelated: [quobi]\ncontrasts: [quabo]\n---\n".into()),
        (
            "quontrast.md".into(),
            "---\nkind: contrast\ntitle: Quontrast\nbetween: [quabo, quobi]\n---\n\nQuifference.\n\n## Tell\n\nQuell?\n".into(),
        ),
        (
            "quposed.md".into(),
            "---\nkind: contrast\ntitle: Quposed\nbetween: [quone, qutwo]\n---\n\nQuifference.\n".into(),
        ),
        ("quone.md".into(), principle("Quone", evidence)),
        ("qutwo.md".into(), principle("Qutwo", "evidence:\n  - {article: quird, stance: qualifies, note: Quote.}\n")),
        (
            "quotes/quote.md".into(),
            "---\ntitle: Quote\nauthor: Quann Quauthor\npublished: 2010\ntags: [quag, quag/quub]\nredirect_from: /quold\n---\n\n> [!tip]\n> Quip.\n\n> [!warning]-\n> Quip.\n\n# Quone\n\n## Quead\n\nQuext[^1].\n\n## Queada\n\nQuext.\n\n[^1]: Quoot.\n".into(),
        ),
        ("quotes/quempty.md".into(), "---\ntitle: Quempty\n---\n".into()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    build_folder(folder(&files).path())
}

/// A vault without concepts, in `language`; all of its content begins with [`OURS`].
fn vault(language: &str) -> Site {
    let settings =
        format!("[site]\ntitle = \"Quite\"\nlanguage = \"{language}\"\ncontent = \".\"\n");
    build(&[
        ("site.toml", &settings),
        ("quone/index.md", "---\ntitle: Quone\n---\n\nQuext [[qua]].\n"),
        ("quone/qua.md", "---\ntitle: Qua\ntags: [quag]\n---\n\nQuext [[qub]].\n"),
        ("quone/qub.md", "---\ntitle: Qub\ntags: [quag]\nupdated: 2010-12-24\n---\n\nQuext.\n"),
        ("qutwo/quc.md", "---\ntitle: Quc\n---\n\nQuext.\n"),
    ])
}

/// The letters-only words of a text, in lower case.
fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    words.map(str::to_lowercase).collect()
}

fn without_tags(text: &str) -> String {
    text.split('<').map(|part| part.rsplit('>').next().unwrap_or("")).collect()
}

/// Attributes that a reader sees or hears.
const SEEN: [&str; 5] = ["title", "aria-label", "placeholder", "alt", "label"];

/// What pages of `site` say that neither its content nor the words of `language` have.
fn foreign(site: &Site, language: &str) -> BTreeMap<String, String> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for message in table(language).values() {
        known.extend(texts(message).into_iter().flat_map(|(_, text)| words_of(text)));
    }
    // Months; names of settings, which are the same in every language.
    let more = "juli märz dezember mai base url answers example com";
    known.extend(more.split(' ').map(str::to_owned));
    let mut found = BTreeMap::new();
    for (url, bytes) in site.files.iter().filter(|(url, _)| url.ends_with(".html")) {
        let page = read(std::str::from_utf8(bytes).expect("UTF-8"));
        let seen = SEEN.iter().flat_map(|name| page.attributes(name));
        // What stands in `noscript` is tags and text to a browser with scripts.
        let texts = page.texts.iter().map(|text| without_tags(text));
        for text in texts.chain(seen.map(str::to_owned)) {
            for word in words_of(&text) {
                if !word.starts_with(OURS) && !known.contains(&word) {
                    found.entry(word).or_insert_with(|| format!("{url}: {text}"));
                }
            }
        }
    }
    found
}

#[test]
fn a_site_in_german_says_nothing_in_english() {
    let site = nonsense("de");
    let kinds = [
        "principle",
        "concept",
        "contrast",
        "article",
        "note",
        "home",
        "topics",
        "situations",
        "questions",
        "disagreements",
        "library",
        "listing",
        "passages",
        "graph",
        "search",
        "404",
    ];
    for kind in kinds {
        let class = format!("<body class=\"kind-{kind}");
        let shown =
            site.files.values().any(|bytes| String::from_utf8_lossy(bytes).contains(&class));
        assert!(shown, "no page of kind {kind}");
    }
    assert!(
        site.files.contains_key("quone.card.html") && site.files.contains_key("quold/index.html")
    );
    for site in [site, vault("de")] {
        let foreign = foreign(&site, "de");
        assert!(foreign.is_empty(), "{foreign:#?}");
    }
}

#[test]
fn the_frame_speaks_the_sites_language_and_a_text_its_own() {
    let principle = "---\nkind: principle\ntitle: Quone\nlang: ar\nowner: Quowner\n---\n\n## Do\n\n- Quo.\n\n> [!tip]\n> Quip.\n";
    let files =
        [("site.toml", "[site]\nlanguage = \"de\"\ncontent = \".\"\n"), ("p.md", principle)];
    let site = build(&files);
    let page = site.text("p.html");
    assert!(page.contains("<html lang=\"de\">"), "{page}");
    assert!(page.contains("lang=\"ar\" dir=\"rtl\">Quone</h1>"), "{page}");
    assert!(page.contains("<h2>افعل</h2>") && page.contains("نصيحة"), "{page}");
    assert!(page.contains("Gepflegt von") && page.contains("Zum Text springen"), "{page}");
    // A text in the site's language says so nowhere.
    let home = site.text("index.html");
    assert_eq!(home.matches(" lang=").count(), 1, "{home}");
    let arabic =
        build(&[("site.toml", "[site]\nlanguage = \"ar\"\ncontent = \".\"\n"), ("a.md", "# A\n")]);
    assert!(arabic.text("a.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn a_theme_of_ones_own_changes_a_word() {
    let ours = "[frame]\nskip = \"Quap\"\n";
    let site = build(&[
        ("site.toml", "[site]\ncontent = \"docs\"\ntheme = \"ours\"\n"),
        ("themes/ours/i18n/en.toml", ours),
        ("docs/a.md", "# A\n"),
    ]);
    assert!(site.text("a.html").contains(">Quap</a>"));
    assert!(site.text("a.html").contains("Search"));
}
