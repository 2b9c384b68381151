//! No word is lost: what an import holds and what it says it dropped are the words of its source.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use topoi::import::article::Article;
use topoi::import::read::{Options, read};
use topoi::import::rules::Rules;
use topoi::model::RelPath;

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.for_each(|word| *words.entry(word.to_lowercase()).or_default() += 1);
    words
}

fn import(name: &str, text: &str, keep_all: bool) -> Option<Article> {
    let rules = Rules::new(None).expect("the default rules");
    let read = read(
        &RelPath::new(name),
        text.as_bytes(),
        &rules,
        Options { keep_all, ..Options::default() },
        &mut Vec::new(),
    );
    read.into_iter().next().map(|(_, article)| article)
}

/// The words of `source` that neither the article's file nor its dropped lines have often enough.
fn lost(source: &str, article: &Article) -> Vec<String> {
    let mut kept = words(&article.file(None));
    for (word, count) in words(&article.dropped.join("\n")) {
        *kept.entry(word).or_default() += count;
    }
    // The day is written in numbers.
    let day = article.published.map(|day| day.to_string()).unwrap_or_default();
    let months = ["november", "march", "may", "2022", "2024", "3", "5", "12"];
    let dated = |word: &str| !day.is_empty() && months.contains(&word);
    let missing = |(word, count): (String, usize)| {
        (kept.get(&word).copied().unwrap_or(0) < count
            && !dated(&word)
            && word != "by"
            && word != "and")
            .then_some(word)
    };
    // Front matter and the numbers of lists are not the text's words.
    let body = source.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let body = body.map_or(source, |(_, body)| body);
    let number = |line: &str| {
        line.trim_start().trim_start_matches("1) ").trim_start_matches("2) ").to_owned()
    };
    let body: Vec<String> = body.lines().map(number).collect();
    words(&body.join("\n")).into_iter().filter_map(missing).collect()
}

#[test]
fn the_cases_lose_no_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let text = std::fs::read_to_string(folder.join("text.txt")).expect("cases");
    let mut count = 0;
    for part in text.split("\n=== ").skip(1) {
        let (name, rest) = part.split_once('\n').expect("a name");
        let (input, _) = rest.split_once("\n--- file\n").expect("an expectation");
        for keep_all in [false, true] {
            let article = import(name, input, keep_all).expect("an article");
            assert_eq!(lost(input, &article), Vec::<String>::new(), "{name}, keep_all {keep_all}");
            assert!(!keep_all || article.dropped.is_empty(), "{name}: {:?}", article.dropped);
        }
        count += 1;
    }
    assert!(count >= 5, "only {count} cases");
}

proptest! {
    /// Lines of words with and without marks, bullets and blanks between.
    #[test]
    fn no_text_loses_a_word(lines in prop::collection::vec("(• |– |1\\) |# |> )?([A-Za-zäß*_#`\\[\\]<&|.!~$]{1,9} ?){0,12}", 0..12)) {
        let text = lines.join("\n");
        if let Some(article) = import("a.txt", &text, false) {
            prop_assert_eq!(lost(&text, &article), Vec::<String>::new(), "{}", article.file(None));
        }
    }

    /// What Markdown shows of an import are the words of the page's text.
    #[test]
    fn markup_is_no_word(words in prop::collection::vec("[a-z*_`#\\[\\]<|~&.]{1,8}", 1..40)) {
        let page: String = words.iter().enumerate().map(|(place, word)| {
            let word = word.replace('&', "&amp;").replace('<', "&lt;");
            match place % 5 {
                0 => format!("<p>{word} "),
                1 => format!("<b>{word}</b>"),
                2 => format!("<a href='x'>{word}</a>{word}"),
                3 => format!("<ul><li>{word}<li><em>{word}</em></ul>"),
                _ => format!("{word}<br>{word}"),
            }
        }).collect();
        if let Some(article) = import("a.html", &page, true) {
            let shown: String = pulldown_cmark::Parser::new_ext(&article.markdown, pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
                .map(|event| match event {
                    pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) | pulldown_cmark::Event::Html(text) | pulldown_cmark::Event::InlineHtml(text) => text.to_string(),
                    pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak | pulldown_cmark::Event::End(_) => "\n".to_owned(),
                    _ => String::new(),
                })
                .collect();
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&shown), letters(&article.text), "{}", article.markdown);
        }
    }
}
