//! Links: each is found, or told where it stands; what is found is there.

use topoi::links::Target;

use super::base;

/// Builds a base of a document that links to what the lines say, in every form, and of others.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let mut body = String::new();
    for line in text.lines() {
        for (start, end) in
            [("[[", "]]"), ("![[", "]]"), ("[x](", ")"), ("![x](<", ">)"), ("<", ">")]
        {
            body += &format!("{start}{line}{end}\n\n");
        }
    }
    for settings in ["", "[site]\ndialect = \"obsidian\"\n"] {
        let files = [
            ("site.toml", settings),
            ("a.md", body.as_str()),
            (
                "b/c.md",
                "---\ntitle: C\naliases: [see]\nredirect_from: [/old/]\n---\n## H\n\nP. ^id\n",
            ),
            ("b/index.md", "# B\n\n[[a]] ![[c#H]]\n"),
            ("b/d/README.md", "# D\n\n#tag ![[a]]\n"),
            ("tags/x.md", "# X\n"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let built = base::build(&files).expect("the settings are sound");
        let site = &built.site;
        for (number, document) in site.documents.iter().enumerate() {
            let targets = &site.links.targets[number];
            assert_eq!(targets.len(), document.links.len(), "{body:?}");
            for (link, target) in document.links.iter().zip(targets) {
                let told = || {
                    let file = &document.path;
                    built.report.diagnostics.iter().any(|one| {
                        one.file == *file
                            && one.span.is_none_or(|span| {
                                span.start < link.source.end.max(link.source.start + 1)
                                    && link.source.start < span.end.max(span.start + 1)
                            })
                    })
                };
                match target {
                    Target::Document { doc, anchor } | Target::Embed { doc, anchor } => {
                        let other = &site.documents[doc.index()];
                        let holds = anchor.is_none_or(|it| (it as usize) < other.anchors.len());
                        assert!(holds, "{link:?} in {body:?}");
                    }
                    Target::Missing | Target::Unsafe => {
                        assert!(told(), "{link:?} leads nowhere and is not told: {body:?}");
                    }
                    _ => {}
                }
            }
        }
    }
}
