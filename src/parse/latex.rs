//! Commands of LaTeX that people write and the reader of math does not know, in words that it
//! knows: what MathJax and KaTeX draw is drawn here too.

/// `latex` with such commands rewritten; `display`: it stands in lines of its own.
pub(super) fn rewrite(latex: &str, display: bool) -> String {
    let mut out = String::with_capacity(latex.len());
    let mut rest = latex;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let letters = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let star = usize::from(letters > 0 && rest[1 + letters..].starts_with('*'));
        let name = &rest[1..1 + letters + star];
        let behind = &rest[1 + name.len()..];
        rest = match replace(name, behind, display, &mut out) {
            Some(rest) => rest,
            None => {
                // The character behind a backslash is no command's beginning.
                let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8).max(letters);
                out.push_str(&rest[..len]);
                &rest[len..]
            }
        };
    }
    out.push_str(rest);
    out
}

/// Writes what stands for the command `name`, and gives what is left of the text behind it.
fn replace<'a>(name: &str, behind: &'a str, display: bool, out: &mut String) -> Option<&'a str> {
    let plain = match name {
        "bm" => "\\boldsymbol",
        "mathscr" => "\\mathcal",
        "mathbbm" | "mathds" => "\\mathbb",
        "mbox" | "intertext" => "\\text",
        "overbar" => "\\overline",
        "mod" => "\\quad\\mathrm{mod}\\;",
        "limits" | "nolimits" | "displaylimits" | "notag" | "nonumber" => " ",
        "tiny" | "small" | "normalsize" | "large" | "Large" | "LARGE" | "huge" | "Huge" => " ",
        _ => "",
    };
    if !plain.is_empty() {
        out.push_str(plain);
        return Some(behind);
    }
    let frame = match name {
        "tag" => ("\\qquad\\text{(", ")}"),
        "tag*" => ("\\qquad\\text{", "}"),
        "label" => ("", ""),
        // Four lines make a box.
        "boxed" | "fbox" => ("\\left|\\overline{\\underline{\\,", "\\,}}\\right|"),
        "ensuremath" => ("{", "}"),
        "bra" => ("\\left\\langle ", "\\right|"),
        "ket" => ("\\left|", "\\right\\rangle "),
        "eqref" => ("\\text{(", ")}"),
        "operatorname*" => return named_operator(behind, display, out),
        "href" => return href(behind, display, out),
        "over" => return infix("\\frac", behind, display, out),
        "choose" => return infix("\\binom", behind, display, out),
        "ce" => ("{", "}"),
        _ => return None,
    };
    let (argument, rest) = argument(behind)?;
    let argument = match name {
        "label" => String::new(),
        "ce" => chemistry(argument)?,
        "tag" | "tag*" | "eqref" => argument.to_owned(),
        _ => rewrite(argument, display),
    };
    out.push_str(frame.0);
    out.push_str(&argument);
    out.push_str(frame.1);
    Some(rest)
}

/// A name whose limit stands below it, `\\operatorname*{argmax}_x`; among words beside it.
fn named_operator<'a>(behind: &'a str, display: bool, out: &mut String) -> Option<&'a str> {
    let (name, rest) = argument(behind)?;
    let limit = rest.trim_start().strip_prefix('_').filter(|_| display).and_then(one_argument);
    match limit {
        Some((limit, rest)) => {
            let limit = rewrite(limit, display);
            out.push_str(&format!("\\underset{{{limit}}}{{\\operatorname{{{name}}}}}"));
            Some(rest)
        }
        None => {
            out.push_str(&format!("\\operatorname{{{name}}}"));
            Some(rest)
        }
    }
}

/// The text of a link; formulas have none.
fn href<'a>(behind: &'a str, display: bool, out: &mut String) -> Option<&'a str> {
    let (_, rest) = argument(behind)?;
    let (text, rest) = argument(rest)?;
    out.push_str(&format!("{{{}}}", rewrite(text, display)));
    Some(rest)
}

/// A group in braces, or the one letter or digit that stands in place of it.
fn one_argument(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let len = text.chars().next().filter(|c| c.is_alphanumeric()).map(char::len_utf8);
    argument(text).or_else(|| len.map(|len| text.split_at(len)))
}

/// TeX's fraction between two parts of a group, `{a \over b}`, as `command` has it.
fn infix<'a>(command: &str, behind: &'a str, display: bool, out: &mut String) -> Option<&'a str> {
    let mut depth = 0;
    let opens = |(_, c): &(usize, char)| {
        depth += match c {
            '}' => 1,
            '{' => -1,
            _ => 0,
        };
        depth < 0
    };
    let start = out.char_indices().rev().find(opens).map_or(0, |(at, _)| at + 1);
    let group = format!("{{{behind}}}");
    let (after, rest) = match argument(&group)? {
        // All of it: the braces are ours.
        (_, "") => (behind, ""),
        (after, _) => (&behind[..after.len()], &behind[after.len()..]),
    };
    let before = out.split_off(start);
    out.push_str(&format!("{command}{{{before}}}{{{}}}", rewrite(after, display)));
    Some(rest)
}

/// The group in braces that `text` begins with, without them, and what stands behind it.
fn argument(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start().strip_prefix('{')?;
    let mut depth = 1;
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            '{' if !escaped => depth += 1,
            '}' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}

/// A formula of chemistry as mhchem's `\ce` has it: `H2O`, `SO4^2-`, `2 H2 + O2 -> 2 H2O`. `None`
/// where it holds more than that.
fn chemistry(formula: &str) -> Option<String> {
    const ARROWS: [(&str, &str); 5] = [
        ("<=>", "\\rightleftharpoons "),
        ("<->", "\\leftrightarrow "),
        ("->", "\\rightarrow "),
        ("<-", "\\leftarrow "),
        ("#", "\\equiv "),
    ];
    let mut out = String::new();
    let mut rest = formula;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if let Some((sign, arrow)) = ARROWS.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
            out.push_str(arrow);
            (before, rest) = (' ', &rest[sign.len()..]);
            continue;
        }
        let len = |is: fn(u8) -> bool| rest.bytes().take_while(|b| is(*b)).count().max(1);
        let bound = before.is_alphanumeric() || matches!(before, ')' | ']');
        let charge = matches!(c, '+' | '-') && bound;
        let ends = !rest[1..].starts_with(|c: char| c.is_alphanumeric() || c == '(');
        let taken = match c {
            'A'..='Z' | 'a'..='z' => len(|b| b.is_ascii_alphabetic()),
            '0'..='9' => len(|b| b.is_ascii_digit()),
            '^' => 1 + rest[1..].bytes().take_while(|b| b"0123456789+-".contains(b)).count(),
            '+' | '-' | '=' | '(' | ')' | '[' | ']' | ' ' | '.' | '*' => 1,
            _ => return None,
        };
        let (text, after) = rest.split_at(taken);
        match c {
            'A'..='Z' | 'a'..='z' => out.push_str(&format!("\\mathrm{{{text}}}")),
            '0'..='9' if bound => out.push_str(&format!("_{{{text}}}")),
            '^' => out.push_str(&format!("^{{{}}}", &text[1..])),
            '.' | '*' => out.push_str("\\cdot "),
            _ if charge && ends => out.push_str(&format!("^{{{text}}}")),
            _ => out.push_str(text),
        }
        (before, rest) = (c, after);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_commands() {
        let rewrite = |latex| super::rewrite(latex, false);
        assert_eq!(rewrite(r"x = {-b \over 2a} + 1"), r"x = {\frac{-b }{ 2a}} + 1");
        assert_eq!(rewrite(r"n \choose {k \over 2}"), r"\binom{n }{ {\frac{k }{ 2}}}");
        assert_eq!(rewrite(r"\bm{x} \bmod \\mod"), r"\boldsymbol{x} \bmod \\mod");
        assert_eq!(rewrite(r"x \tag{1}\label{a}"), r"x \qquad\text{(1)}");
        assert_eq!(rewrite(r"\sum\limits_i \boxed{\bm a}"), {
            r"\sum _i \left|\overline{\underline{\,\boldsymbol a\,}}\right|"
        });
        assert_eq!(rewrite(r"\operatorname*{argmax}_x \{a\}"), r"\operatorname{argmax}_x \{a\}");
        let display = |latex| super::rewrite(latex, true);
        assert_eq!(
            display(r"\operatorname*{argmax}_{x \in \bm{X}} f"),
            r"\underset{x \in \boldsymbol{X}}{\operatorname{argmax}} f"
        );
        assert_eq!(display(r"\operatorname*{max}_x f"), r"\underset{x}{\operatorname{max}} f");
        assert_eq!(rewrite(r"\href{https://a.example}{x+1}"), "{x+1}");
        assert_eq!(rewrite(r"\ket{\psi} \large y"), r"\left|\psi\right\rangle    y");
        assert_eq!(rewrite(r"\tag{"), r"\tag{");
    }

    #[test]
    fn reads_chemistry() {
        let ce = |formula| chemistry(formula).unwrap_or_default();
        assert_eq!(ce("H2O"), r"\mathrm{H}_{2}\mathrm{O}");
        assert_eq!(ce("SO4^2-"), r"\mathrm{SO}_{4}^{2-}");
        assert_eq!(ce("Na+"), r"\mathrm{Na}^{+}");
        assert_eq!(ce("2 H2 + O2 -> 2"), r"2 \mathrm{H}_{2} + \mathrm{O}_{2} \rightarrow  2");
        assert_eq!(ce(r"\foo"), "");
    }
}
