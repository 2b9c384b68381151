//! Templates: compiled once, then run for many pages at once.

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::views::{PageView, SiteView};
use crate::i18n::Speech;
use crate::model::html::push_escaped;
use crate::model::{Failure, Theme};

/// A theme's templates, ready to run.
pub struct Templates {
    tera: Tera,
}

/// One page as its template sees it.
#[derive(Serialize)]
struct Page<'a, V> {
    page: &'a PageView,
    #[serde(flatten)]
    view: &'a V,
}

impl Templates {
    /// Compiles `theme`'s templates; `site` is the same for all pages, and `speech` is what they say
    /// of themselves: `t(key="frame.skip")`.
    ///
    /// # Errors
    /// A template doesn't compile, or asks for one that isn't there.
    pub fn compile(theme: &Theme, site: &SiteView, speech: Arc<Speech>) -> Result<Self, Failure> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html"]);
        tera.global_context().insert("site", site);
        tera.register_function("t", move |args: Kwargs, _: &State<'_>| words(&speech, &args));
        let templates = theme.templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        tera.add_raw_templates(templates).map_err(|error| broken(&theme.name, &error))?;
        Ok(Self { tera })
    }

    /// Whether the theme has template `name`.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Runs template `name` on one page.
    ///
    /// # Errors
    /// The template isn't there, or asks its view for something that it doesn't have.
    pub fn render<V: Serialize>(
        &self,
        name: &str,
        page: &PageView,
        view: &V,
    ) -> Result<String, Failure> {
        Context::from_serialize(&Page { page, view })
            .and_then(|context| self.tera.render(name, &context))
            .map_err(|error| broken(name, &error))
    }
}

/// The function `t` of templates: the words for `key`, in the form for `n`, in the language `lang`
/// where they stand within a text in it, else in the site's. All other arguments fill placeholders.
fn words(speech: &Speech, args: &Kwargs) -> TeraResult<Value> {
    let key: &str = args.must_get("key")?;
    let n: Option<usize> = args.get("n")?;
    let words = match args.get::<&str>("lang")? {
        Some(language) => speech.of(language),
        None => speech.site(),
    };
    let put = |name: &str, out: &mut String| {
        let value = args.iter().find(|(known, _)| known.as_str() == Some(name));
        let Some((_, value)) = value else { return false };
        match value.as_str() {
            Some(html) if value.is_safe() => out.push_str(html),
            Some(text) => push_escaped(out, text),
            None => push_escaped(out, &value.to_string()),
        }
        true
    };
    match words.html(key, n, put) {
        Some(text) => Ok(Value::safe_string(&text)),
        None => Err(tera::Error::message(format!("there are no words for `{key}`"))),
    }
}

/// The prefix that leads from the page at `url` to the top of the site.
pub fn to_top(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

/// What is wrong with template `name`, or with the theme of that name where none is to blame alone.
fn broken(name: &str, error: &tera::Error) -> Failure {
    Failure::new(
        format!("template `{name}`: {}", explain(error)),
        "mend the theme; the site that stands was not touched",
    )
}

/// An error and what caused it, in one message.
fn explain(error: &tera::Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::super::views::*;
    use super::*;

    fn theme() -> Theme {
        crate::theme::read(std::path::Path::new("no such folder"), "default").expect("the theme")
    }

    fn site() -> SiteView {
        let item =
            |url: &str| NavItem { title: "Topics & more".into(), url: url.into(), icon: "topics" };
        SiteView {
            title: "Tom & Jerry".into(),
            language: "en".into(),
            home: "index.html".into(),
            search: "search.html".into(),
            topics: "topics.html".into(),
            stylesheets: vec!["assets/topoi.css".into()],
            nav: vec![item("topics.html")],
            bar: vec![item("search.html")],
            assets: ["search.js", "search-page.js"]
                .map(|name| (name.to_owned(), format!("assets/{name}")))
                .into(),
            ..SiteView::default()
        }
    }

    fn page(kind: &'static str) -> PageView {
        PageView {
            title: "Trust <first>".into(),
            kind,
            url: "a/b.html".into(),
            root: to_top("a/b.html"),
            lang: "en".into(),
            ..PageView::default()
        }
    }

    fn check<V: Serialize>(kind: &'static str, view: &V) -> String {
        let templates =
            Templates::compile(&theme(), &site(), Arc::default()).expect("the theme compiles");
        let name = format!("{kind}.html");
        let html = templates.render(&name, &page(kind), view).unwrap_or_else(|e| panic!("{e}"));
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{html}");
        for (what, bad) in [
            ("style attributes", " style="),
            ("inline scripts", "<script>"),
            ("unescaped text", "<first>"),
            ("site-absolute links", "href=\"/"),
        ] {
            assert!(!html.contains(bad), "{kind} has {what}:\n{html}");
        }
        assert!(html.contains("href=\"../assets/topoi.css\""), "{html}");
        html
    }

    /// Asserts that `parts` stand in `html` in this order.
    fn in_order(html: &str, parts: &[&str]) {
        let mut from = 0;
        for part in parts {
            let at = html[from..].find(part);
            from += at.unwrap_or_else(|| panic!("no `{part}` after byte {from}:\n{html}"));
        }
    }

    fn html(text: &str) -> Option<Html> {
        Some(Html(format!("<p>{text}</p>")))
    }

    fn source() -> SourceView {
        SourceView {
            title: "Proof".into(),
            href: "proof.html#p-12345678".into(),
            authors: Some("Ann Author".into()),
            year: Some(2010),
            basis: Some("opinion".into()),
            text_kind: "digest",
            text_label: "digest".into(),
            summary: None,
        }
    }

    fn evidence(stance: &'static str, note: &str) -> EvidenceView {
        EvidenceView {
            id: None,
            stance,
            stance_label: stance.into(),
            article: source(),
            note: html(note),
            note_lang: Html::default(),
            quote: Some(Html("quoted".into())),
            quote_lang: Html::default(),
        }
    }

    #[test]
    fn every_page_is_drawn_when_empty() {
        check("home", &HomeView::default());
        check("print", &PrintView::default());
        check("principle", &PrincipleView::default());
        check("concept", &ConceptView::default());
        check("contrast", &ContrastView::default());
        check("article", &ArticleView::default());
        check("note", &NoteView::default());
        check("topics", &TopicsView::default());
        check("situations", &SituationsView::default());
        check("questions", &QuestionsView::default());
        check("disagreements", &DisagreementsView::default());
        check("library", &LibraryView::default());
        check("listing", &ListingView::default());
        check("search", &SearchView::default());
        check("404", &NotFoundView::default());
    }

    #[test]
    fn a_principle_shows_the_card_then_dissent_then_support() {
        let block = |text: &str| Some(BlockView { id: None, html: Html(text.into()) });
        let card = CardView {
            when: block("the-when"),
            do_: block("the-do"),
            avoid: block("the-avoid"),
            say: block("the-say"),
            ask: block("the-ask"),
            why: block("the-why"),
            example: None,
            unless: block("the-unless"),
        };
        let sides = EvidenceSides {
            dissenting: vec![evidence("disputes", "the-no")],
            supporting: vec![evidence("supports", "the-yes")],
        };
        let view = PrincipleView { card, evidence: sides, ..PrincipleView::default() };
        let html = check("principle", &view);
        let parts = [
            "the-when",
            "the-do",
            "the-avoid",
            "the-say",
            "the-ask",
            "the-why",
            "Holds unless",
            "the-unless",
            "Evidence",
            "the-no",
            "proof.html#p-12345678",
            "Ann Author",
            "2010",
            "opinion",
            "the-yes",
            "quoted",
        ];
        in_order(&html, &parts);
    }

    #[test]
    fn a_concept_shows_what_to_do_before_what_sources_say() {
        let link = || LinkView { title: "Credibility".into(), href: "credibility.html".into() };
        let passage = |text: &str| PassageView {
            html: Html(format!("<p>{text}</p>")),
            own_lang: Html::default(),
            href: "proof.html#p-12345678".into(),
            heading: Some("A heading".into()),
            ours: false,
            article: source(),
        };
        let view = ConceptView {
            definition: None,
            labels: vec!["trustworthiness".into()],
            principles: vec![EntryView {
                title: "Earn it".into(),
                href: "earn.html".into(),
                first_do: Some(Html("the-first-do".into())),
                ..EntryView::default()
            }],
            dissent: vec![DissentView {
                principle: link(),
                evidence: vec![evidence("disputes", "no")],
            }],
            confused: vec![EntryView { title: "the-contrast".into(), ..EntryView::default() }],
            questions: vec![QuestionView {
                html: Html("<p>the-question</p>".into()),
                title: "Earn it".into(),
                href: "earn.html".into(),
            }],
            definitions: vec![passage("the-definition")],
            passages: PassagesView {
                top: vec![passage("the-top")],
                count: 4,
                groups: vec![PassageGroupView {
                    article: source(),
                    passages: vec![LineView {
                        html: Html("the-rest".into()),
                        own_lang: Html::default(),
                        href: "proof.html#p-12345678".into(),
                        heading: None,
                    }],
                }],
                rest: None,
            },
            relations: vec![RelationView { label: "Builds on".into(), targets: vec![link()] }],
            sequences: vec![SequenceView {
                of: Some(link()),
                ordered: true,
                items: vec![StepView {
                    title: "the-step".into(),
                    href: "step.html".into(),
                    here: true,
                    summary: None,
                }],
            }],
            cooccurring: vec![CooccurrenceView {
                title: "the-neighbour".into(),
                href: "n.html".into(),
                passages: 3,
                proof: Some(link()),
            }],
            graph: Some(Html("<svg></svg>".into())),
        };
        let html = check("concept", &view);
        let parts = [
            "trustworthiness",
            "Builds on",
            "the-first-do",
            "the-contrast",
            "the-question",
            "the-definition",
            "the-top",
            "All 4 passages",
            "the-rest",
            "<svg>",
            "the-step",
            "the-neighbour",
        ];
        in_order(&html, &parts);
    }

    #[test]
    fn a_missing_field_names_the_template() {
        let mut theme = theme();
        theme.templates.push(("bad.html".into(), "{{ page.nothing.at_all }}".into()));
        let templates = Templates::compile(&theme, &site(), Arc::default()).expect("it compiles");
        let error = templates
            .render("bad.html", &page("note"), &NoteView::default())
            .expect_err("no field");
        assert!(error.to_string().contains("bad.html"), "{error}");
    }
}
