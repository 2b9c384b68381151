//! Literals in scripts: settings that are written in JavaScript or TypeScript, read as far as they
//! are plain values. Nothing is run. An expression that is none (a call, a spread) is left out;
//! a name that the same file defines is looked up there.

use serde_json::{Map, Value};

/// Nesting deeper than this is nobody's navigation.
const DEEPEST: usize = 40;
/// Names looked up in one file, so that a circle of them ends.
const MOST_NAMES: usize = 400;

/// The value behind each `key:` of the script, in its order.
pub(super) fn values_of(script: &str, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut names = 0;
    for (at, _) in script.match_indices(key) {
        let before = script[..at].trim_end_matches(['"', '\'']).chars().next_back();
        let whole = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == '.'));
        let rest = script[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        if let Some(rest) = rest.strip_prefix(':').filter(|_| whole) {
            let mut reader = Reader { script, at: script.len() - rest.len(), names };
            found.extend(reader.value(0).filter(|value| !value.is_null()));
            names = reader.names;
        }
    }
    if found.is_empty() {
        // `{ sidebar }` stands for `{ sidebar: sidebar }`.
        found.push(Reader::new(script, script.len()).lookup(key, 0));
        found.retain(|value| !value.is_null());
    }
    found
}

/// The value that the script exports: `module.exports = …`, `export default …`, or all of it.
pub(super) fn exported(script: &str) -> Option<Value> {
    let behind = |mark: &str| Some(script.find(mark)? + mark.len());
    let start = behind("module.exports =")
        .or_else(|| behind("module.exports="))
        .or_else(|| behind("export default"))
        .unwrap_or(0);
    Reader::new(script, start).value(0).filter(|value| value.is_object() || value.is_array())
}

struct Reader<'s> {
    script: &'s str,
    at: usize,
    names: usize,
}

impl<'s> Reader<'s> {
    fn new(script: &'s str, at: usize) -> Self {
        Self { script, at, names: 0 }
    }

    fn rest(&self) -> &'s str {
        &self.script[self.at..]
    }

    /// Passes over white space and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = self.rest();
            let comment = match rest.get(..2) {
                Some("//") => rest.find('\n').unwrap_or(rest.len()),
                Some("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return,
            };
            self.at += comment;
        }
    }

    fn take(&mut self, c: char) -> bool {
        self.skip();
        let taken = self.rest().starts_with(c);
        self.at += if taken { c.len_utf8() } else { 0 };
        taken
    }

    /// The value here, `null` for an expression that is none; the text behind it up to a comma or
    /// bracket (`as const`, `satisfies T`) is passed over.
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.skip();
        let value = match self.rest().chars().next()? {
            '{' => self.object(depth)?,
            '[' => self.array(depth)?,
            '"' | '\'' => self.string()?,
            // What a program puts into it, nobody here knows.
            '`' => Some(self.string()?).filter(|text| !is_made(text)).unwrap_or_default(),
            c if c.is_ascii_digit() || c == '-' => self.number(),
            c if c.is_alphabetic() || matches!(c, '_' | '$') => self.named(depth),
            _ => Value::Null,
        };
        self.pass_expression();
        Some(value)
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut object = Map::new();
        while !self.take('}') {
            let start = self.at;
            let key = match self.rest().chars().next()? {
                ',' => {
                    self.at += 1;
                    continue;
                }
                '"' | '\'' | '`' => self.string()?.as_str()?.to_owned(),
                c if c.is_alphanumeric() || matches!(c, '_' | '$') => self.word().to_owned(),
                _ => {
                    self.pass_expression();
                    if !self.take(',') && self.at == start {
                        // A bracket that closes something else.
                        return None;
                    }
                    continue;
                }
            };
            let value = match self.take(':') {
                true => self.value(depth + 1)?,
                // `{ sidebar }`, or a method.
                false => {
                    let value = self.lookup(&key, depth);
                    self.pass_expression();
                    value
                }
            };
            object.insert(key, value);
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut array = Vec::new();
        while !self.take(']') {
            let start = self.at;
            match self.rest().chars().next()? {
                ',' => self.at += 1,
                '.' => {
                    // `...guide` is as many entries as `guide` has.
                    self.at += self.rest().len() - self.rest().trim_start_matches('.').len();
                    if let Value::Array(values) = self.value(depth + 1)? {
                        array.extend(values);
                    }
                }
                _ => {
                    let value = self.value(depth + 1)?;
                    if self.at == start {
                        return None;
                    }
                    array.extend((!value.is_null()).then_some(value));
                }
            }
        }
        Some(Value::Array(array))
    }

    fn string(&mut self) -> Option<Value> {
        let quote = self.rest().chars().next()?;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    '\n' => {}
                    c => text.push(c),
                },
                c if c == quote => {
                    self.at += at + c.len_utf8();
                    return Some(Value::String(text));
                }
                c => text.push(c),
            }
        }
        None
    }

    fn number(&mut self) -> Value {
        let digits = |c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.'));
        let end = self.rest().find(digits).unwrap_or(self.rest().len());
        let number = self.rest()[..end].parse::<f64>();
        self.at += end;
        number.map_or(Value::Null, Value::from)
    }

    fn word(&mut self) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// A keyword, or a name with or without a call.
    fn named(&mut self, depth: usize) -> Value {
        match self.word() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" | "undefined" => Value::Null,
            name => match self.rest().strip_prefix('(') {
                // `defineConfig({…})` is what it is given.
                Some(inner) if inner.trim_start().starts_with(['{', '[']) => {
                    self.at += 1;
                    let value = self.value(depth + 1).unwrap_or(Value::Null);
                    self.take(')');
                    value
                }
                _ => self.lookup(name, depth),
            },
        }
    }

    /// What the script says that `name` is: a constant, or what a function returns.
    fn lookup(&mut self, name: &str, depth: usize) -> Value {
        self.names += 1;
        if self.names > MOST_NAMES || name.is_empty() {
            return Value::Null;
        }
        let function = || {
            let body = self.script.find(&format!("function {name}("))?;
            Some(body + self.script[body..].find("return")? + "return".len())
        };
        let constant = || {
            let mut marks = ["const", "let", "var"].iter().map(|word| format!("{word} {name}"));
            let at = marks.find_map(|mark| Some(self.script.find(&mark)? + mark.len()))?;
            let rest = &self.script[at..];
            let equals = rest.find('=')?;
            let typed = rest[..equals].trim().is_empty() || rest.trim_start().starts_with(':');
            typed.then_some(at + equals + 1)
        };
        let Some(start) = function().or_else(constant) else { return Value::Null };
        let mut there = Reader { script: self.script, at: start, names: self.names };
        let value = there.value(depth + 1).unwrap_or(Value::Null);
        self.names = there.names;
        value
    }

    /// Passes over what is left of an expression, up to the comma or bracket that ends it.
    fn pass_expression(&mut self) {
        let mut depth = 0usize;
        loop {
            self.skip();
            let Some(c) = self.rest().chars().next() else { return };
            match c {
                ',' | ';' if depth == 0 => return,
                '}' | ']' | ')' if depth == 0 => return,
                '}' | ']' | ')' => depth -= 1,
                '{' | '[' | '(' => depth += 1,
                '"' | '\'' | '`' => {
                    if self.string().is_none() {
                        self.at = self.script.len();
                    }
                    continue;
                }
                _ => {}
            }
            self.at += c.len_utf8();
        }
    }
}

/// Whether a program makes a part of a text.
fn is_made(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.contains("${"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{exported, values_of};

    #[test]
    fn plain_values_are_read_and_the_rest_left_out() {
        let script = r#"
            // the sidebars: of the site
            /** @type {import('x').SidebarsConfig} */
            module.exports = {
              docs: ['intro', { 'type': "category", label: `More`, items: ["a/b", ...others], n: 2, },],
              made: makeIt(1, [2]), /* not: this */
              label: `v${number} and more`,
              fine: a ? 'b' : 'c',
            } satisfies T;
            const others = ['c', 'd'];
        "#;
        let expected = json!({
            "docs": [
                "intro",
                {"type": "category", "label": "More", "items": ["a/b", "c", "d"], "n": 2.0}
            ],
            "label": null,
            "made": null,
            "fine": null,
        });
        assert_eq!(exported(script), Some(expected));
    }

    #[test]
    fn names_are_looked_up_in_the_same_file() {
        let script = r#"
            export default defineConfig({
              themeConfig: { nav, sidebar: { '/guide/': { base: '/guide/', items: sidebarGuide() } } }
            })
            function sidebarGuide(): DefaultTheme.SidebarItem[] {
              return [{ text: 'Introduction', collapsed: false, items: [{ text: 'What?', link: 'what' }] }]
            }
            const loop = loop;
        "#;
        let items = json!([
            {"text": "Introduction", "collapsed": false, "items": [{"text": "What?", "link": "what"}]}
        ]);
        let expected = json!({"/guide/": {"base": "/guide/", "items": items}});
        assert_eq!(values_of(script, "sidebar"), [expected]);
    }

    #[test]
    fn what_is_broken_ends() {
        for script in [
            "export default {",
            "module.exports = [[[[",
            "{a: 'b",
            "sidebar: [",
            "x",
            "sidebar: [a}",
            "module.exports = {a: [1, ; 2]}",
            "{a: 1, )",
            "module.exports = {] }",
        ] {
            assert_eq!(exported(script), None, "{script}");
            assert!(values_of(script, "sidebar").is_empty(), "{script}");
        }
        let circle = "sidebar: a, const a = [b]; const b = [a];";
        assert!(values_of(circle, "sidebar").len() <= 1);
        let deep = "[".repeat(100_000);
        assert_eq!(exported(&deep), None);
    }
}
