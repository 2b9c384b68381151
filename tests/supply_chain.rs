//! What is locked: licences, versions, sources and number of packages, as `deny.toml` allows them,
//! without a network; and that each dependency says what it is for.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Most packages that may be locked, ours included.
const MOST: usize = 320;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rules() -> toml::Table {
    toml::from_str(&read("deny.toml")).expect("TOML")
}

/// What stands under `table.key`, each entry's `name` if it is a table.
fn names(rules: &toml::Table, table: &str, key: &str) -> BTreeSet<String> {
    let entries = rules[table][key].as_array().expect("a list");
    let name = |entry: &toml::Value| entry.get("name").unwrap_or(entry).as_str().map(str::to_owned);
    entries.iter().map(|entry| name(entry).expect("a name")).collect()
}

/// What cargo tells of all locked packages, on every system.
fn metadata() -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked"]);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or("")
}

/// Whether an SPDX expression can be met with `allowed` licences. A slash is an old `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(tokens: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = both(tokens, allowed);
    while let Some(rest) = tokens.strip_prefix(&["OR"]) {
        *tokens = rest;
        met |= both(tokens, allowed);
    }
    met
}

fn both(tokens: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = licence(tokens, allowed);
    while let Some(rest) = tokens.strip_prefix(&["AND"]) {
        *tokens = rest;
        met &= licence(tokens, allowed);
    }
    met
}

fn licence(tokens: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match **tokens {
        ["(", ref rest @ ..] => {
            *tokens = rest;
            let met = either(tokens, allowed);
            *tokens = tokens.strip_prefix(&[")"]).expect("a bracket that closes");
            met
        }
        [name, "WITH", exception, ref rest @ ..] => {
            *tokens = rest;
            allowed.contains(&format!("{name} WITH {exception}"))
        }
        [name, ref rest @ ..] => {
            *tokens = rest;
            allowed.contains(name)
        }
        [] => false,
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "Zlib", "X WITH Y"].map(str::to_owned).into();
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND Zlib", true),
        ("MIT OR GPL-3.0 AND Apache-2.0", true),
        ("X WITH Y AND MIT", true),
        ("X", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), met, "{expression}");
    }
}

#[test]
fn packages_are_licensed_and_come_from_the_registry() {
    let allowed = names(&rules(), "licenses", "allow");
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    for package in list(&metadata()["packages"]) {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        assert!(is_allowed(licence, &allowed), "`{name}` has the licence `{licence}`");
        let source = text(package, "source");
        assert!(source == registry || name == "topoi", "`{name}` comes from `{source}`");
    }
}

#[test]
fn no_package_is_locked_twice_or_unmaintained() {
    let rules = rules();
    let (twice, denied) = (names(&rules, "bans", "skip"), names(&rules, "bans", "deny"));
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let metadata = metadata();
    let packages = list(&metadata["packages"]);
    let name_of = |id: &Value| {
        let package = packages.iter().find(|package| package["id"] == *id);
        text(package.expect("a package"), "name")
    };
    for package in packages {
        let version = text(package, "version").to_owned();
        versions.entry(text(package, "name").to_owned()).or_default().push(version);
    }
    for (name, versions) in &versions {
        let is_double = versions.len() > 1;
        assert_eq!(is_double, twice.contains(name), "`{name}` is locked at {versions:?}");
    }
    let deny = rules["bans"]["deny"].as_array().expect("a list");
    for name in denied.iter().filter(|name| versions.contains_key(*name)) {
        let rule = deny.iter().find(|rule| rule["name"].as_str() == Some(name)).expect("a rule");
        let wrappers = rule.get("wrappers").and_then(toml::Value::as_array);
        let wrappers: Vec<&str> =
            wrappers.into_iter().flatten().filter_map(toml::Value::as_str).collect();
        let nodes = list(&metadata["resolve"]["nodes"]).iter();
        let users =
            nodes.filter(|node| list(&node["deps"]).iter().any(|one| name_of(&one["pkg"]) == name));
        let users: Vec<&str> = users.map(|node| name_of(&node["id"])).collect();
        assert!(
            users.iter().all(|user| wrappers.contains(user)) && !wrappers.is_empty(),
            "`{name}` is maintained no more; {users:?} use it"
        );
    }
}

#[test]
fn at_most_so_many_packages_are_locked() {
    let lock: toml::Table = toml::from_str(&read("Cargo.lock")).expect("TOML");
    let count = lock["package"].as_array().expect("packages").len();
    assert!(count <= MOST, "{count} packages are locked: is the last one worth it?");
}

#[test]
fn each_dependency_says_what_it_is_for() {
    let manifest = read("Cargo.toml");
    let mut table = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            table = line;
        } else if table.ends_with("dependencies]") && line.contains(" = ") && !line.starts_with('#')
        {
            let reason = line.rsplit_once(" # ").map_or("", |(_, reason)| reason);
            assert!(reason.len() > 5, "no reason: {line}");
        }
    }
}
