//! What words a site gets: languages over languages, plurals, lists, dates, and what is told.

use super::*;
use crate::model::WordsFile;

fn file(language: &str, text: &str) -> WordsFile {
    let path = Some(RelPath::new(&format!("themes/t/i18n/{language}.toml")));
    WordsFile { language: language.to_owned(), path, text: text.to_owned() }
}

/// What a theme with `files` over those of the program says on a site in `language`.
fn speech(files: &[(&str, &str)], language: &str, documents: &[&str]) -> Speech {
    let built_in = [
        ("ar", include_str!("../../themes/default/i18n/ar.toml")),
        ("de", include_str!("../../themes/default/i18n/de.toml")),
        ("en", ENGLISH),
        ("es", include_str!("../../themes/default/i18n/es.toml")),
        ("fr", include_str!("../../themes/default/i18n/fr.toml")),
    ];
    let built_in = built_in.iter().map(|(language, text)| file(language, text));
    let mut theme = Theme { name: "default".to_owned(), ..Theme::default() };
    theme.words.extend(built_in.map(|file| WordsFile { path: None, ..file }));
    theme.words.extend(files.iter().map(|(language, text)| file(language, text)));
    Speech::new(&theme, language, documents.iter().copied())
}

/// Asserts that `speech` tells diagnostics with these words, in this order.
fn tells(speech: &Speech, expected: &[&str]) {
    let told: Vec<String> = speech
        .diagnostics
        .iter()
        .map(|d| format!("{}: {}; {}", d.file, d.message, d.help.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "no `{expected}` in `{told}`");
    }
}

#[test]
fn a_theme_changes_some_words_and_keeps_the_rest() {
    let ours = [("de", "[frame]\nskip = \"Los!\"\n")];
    let speech = speech(&ours, "de", &[]);
    assert_eq!(speech.site().text("frame.skip"), "Los!");
    assert_eq!(speech.site().text("place.topics"), "Themen");
    tells(&speech, &[]);
}

#[test]
fn a_variant_goes_over_its_language() {
    let ours =
        [("de-AT", "[frame]\nskip = \"Zum Text, bitte\"\n"), ("de", "[frame]\nskip = \"x\"\n")];
    for (tag, skip) in [("de-AT", "Zum Text, bitte"), ("de-at", "Zum Text, bitte"), ("de-CH", "x")]
    {
        let speech = speech(&ours, tag, &[]);
        assert_eq!(speech.site().text("frame.skip"), skip, "{tag}");
        assert_eq!(speech.site().text("place.topics"), "Themen", "{tag}");
        assert_eq!(speech.site().date(Date::parse("2010-07-14").expect("a date")), "14. Juli 2010");
    }
}

#[test]
fn what_is_missing_is_said_in_english_and_told() {
    let ours = [(
        "nl",
        "[place]\ntopics = \"Onderwerpen\"\n[count]\npage = { one = \"{n} bladzij\", other = \"{n} bladzijden\" }\n",
    )];
    let dutch = speech(&ours, "nl", &[]);
    let words = dutch.site();
    assert_eq!(words.text("place.topics"), "Onderwerpen");
    assert_eq!(words.count("count.page", 1, &[]), "1 bladzij");
    assert_eq!(words.text("frame.skip"), "Skip to the text");
    assert_eq!(words.count("count.concept", 1, &[]), "1 concept");
    assert_eq!(words.count("count.concept", 2, &[]), "2 concepts");
    assert_eq!(words.date(Date::parse("2010-03").expect("a date")), "maart 2010");
    tells(&dutch, &["themes/t/i18n/nl.toml: there are no words for `article.cite`, "]);
    // Without any words a site speaks English, dates included.
    let swedish = speech(&[], "sv", &[]);
    assert_eq!(swedish.site().language(), "en");
    assert_eq!(swedish.site().date(Date::parse("2010-03").expect("a date")), "March 2010");
    tells(
        &swedish,
        &[
            "site.toml: the interface has no words in `sv`; it speaks English; write `themes/default/i18n/sv.toml`",
        ],
    );
    for odd in ["", "no language", "d€"] {
        assert_eq!(speech(&[], odd, &[]).site().text("place.search"), "Search", "{odd}");
    }
}

#[test]
fn a_text_in_another_language_has_words_of_its_own() {
    let speech = speech(&[], "en", &["de", "en", "sv"]);
    assert_eq!(speech.site().text("card.do"), "Do");
    assert_eq!(speech.of("de").text("card.do"), "Tun");
    assert_eq!(speech.of("en").text("card.do"), "Do");
    assert_eq!(speech.of("sv").text("card.do"), "Do");
    tells(&speech, &[]);
}

#[test]
fn what_a_file_gets_wrong_is_told_and_left_out() {
    let told = |text: &str| speech(&[("de", text)], "de", &[]);
    tells(&told("[frame"), &["themes/t/i18n/de.toml: "]);
    tells(&told("frame = 1"), &["`frame` is no table of words"]);
    tells(&told("[frame]\nskip = 1"), &["words are a text, or texts by plural form"]);
    tells(
        &told("[frame]\nskpi = \"x\""),
        &["nothing says `frame.skpi`; did you mean `frame.skip`?"],
    );
    tells(&told("[frame]\nskip = \"{x}\""), &["`frame.skip` has other placeholders"]);
    tells(&told("[list]\nsee = \"{name}\""), &["what is filled in here: `{concept}`, `{name}`"]);
    tells(
        &told("[frame]\nskip = { other = \"x\" }"),
        &["`frame.skip` has other placeholders or forms"],
    );
    let plurals = told("[count]\npage = { one = \"x\" }\nnote = { single = \"x\", other = \"y\" }");
    tells(&plurals, &["need `other`", "`single` is no plural form"]);
    assert_eq!(plurals.site().count("count.page", 1, &[]), "1 Seite");
    tells(&told("[count]\npage = { one = \"nur eine\", other = \"{n} Blätter\" }"), &[]);
}

#[test]
fn plurals_lists_and_dates_follow_the_language() {
    let arabic = speech(&[], "ar", &[]);
    let counted: Vec<String> = [0, 1, 2, 3, 11, 100]
        .iter()
        .map(|&n| arabic.site().count("find.results", n, &[]))
        .collect();
    let expected = ["لا نتائج.", "نتيجة واحدة.", "نتيجتان.", "3 نتائج.", "11 نتيجة.", "100 نتيجة."];
    assert_eq!(counted, expected);
    let names = ["A", "B", "C"];
    for (language, list, day, month) in [
        ("en", "A, B and C", "14 July 2010", "July 2010"),
        ("en-US", "A, B, and C", "July 14, 2010", "July 2010"),
        ("de", "A, B und C", "14. Juli 2010", "Juli 2010"),
        ("fr", "A, B et C", "14 juillet 2010", "juillet 2010"),
        ("es", "A, B y C", "14 de julio de 2010", "julio de 2010"),
        ("ar", "A وB وC", "14 يوليو 2010", "يوليو 2010"),
    ] {
        let speech = speech(&[], language, &[]);
        let words = speech.site();
        let date = |text: &str| words.date(Date::parse(text).expect("a date"));
        assert_eq!(words.list(&names), list, "{language}");
        assert_eq!(date("2010-07-14"), day, "{language}");
        assert_eq!(date("2010-07"), month, "{language}");
        assert_eq!(date("2010"), "2010", "{language}");
    }
    assert_eq!(Words::default().list(&["A"]), "A");
    assert_eq!(Words::default().list(&[]), "");
}

#[test]
fn html_is_escaped_and_what_nobody_fills_stays() {
    let ours = [("en", "[list]\nsee = \"<b> {name} & {concept}\"\n")];
    let speech = speech(&ours, "en", &[]);
    let html = speech.site().html("list.see", None, |name, out| {
        out.push_str("<i>x</i>");
        name == "name"
    });
    assert_eq!(html.as_deref(), Some("&lt;b&gt; <i>x</i> &amp; <i>x</i>{concept}"));
    assert_eq!(speech.site().html("no.key", None, |_, _| true), None);
    assert_eq!(table::fill("a { b {c", |_, _| false), "a { b {c");
}
