//! `topoi import`: what it writes, what it leaves alone, what it tells of bad input.

use std::io::Write as _;

use crate::project::Project;

const PAGE: &str = "<!doctype html><html lang=en><head><title>Laying a hedge | Hedges</title>\
    <meta name=author content='Ida Groß'><meta property='article:published_time' content='2024-03-05T10:00:00Z'>\
    <link rel=canonical href='https://hedges.example.com/laying'></head><body>\
    <nav class=menu><ul><li><a href=/>Home</a></li><li><a href=/shop>Shop</a></li></ul></nav>\
    <main><article><h1>Laying a hedge</h1>\
    <p>A hedge is laid in winter, when the sap is down and the birds have left their nests for good.</p>\
    <p>Each stem is cut <b>nearly</b> through, so that it bends over and lives on, and its neighbours hold it.</p>\
    <h2>Tools</h2><p>A billhook does most of the work, and a saw does what the billhook cannot do alone.</p>\
    <ul><li>A billhook, sharp enough to shave a pencil with.</li><li>A pair of gloves that thorns do not pass.</li></ul>\
    </article></main><footer class=footer><p>© 2024 Hedges. All rights reserved.</p></footer></body></html>";

fn empty() -> Project {
    Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("articles/index.md", "# Home\n")
}

#[test]
fn a_page_becomes_an_article_once() {
    let project = empty().file("in/page.html", PAGE);
    let folder = project.path("in").to_string_lossy().into_owned();
    let run = project.run(&["import", &folder]);
    assert_eq!(run.code, 0, "{}", run.err);
    let file = project.read("articles/laying-a-hedge.md");
    assert!(
        file.starts_with("---\ntitle: Laying a hedge\nkind: article\nauthor: Ida Groß\npublished: 2024-03-05\nsource: \"https://hedges.example.com/laying\"\nlang: en\ntext: full\n---\n\n"),
        "{file}"
    );
    assert!(
        file.contains("\n## Tools\n\n")
            && file.contains("**nearly**")
            && file.contains("\n- A pair of gloves"),
        "{file}"
    );
    assert!(!file.contains("Shop") && !file.contains("rights reserved"), "{file}");
    let again = project.run(&["import", &folder]);
    assert_eq!((again.code, again.err.trim()), (0, "0 articles imported, 1 there already"));
    assert_eq!(project.read("articles/laying-a-hedge.md"), file);
    let check = project.run(&["check"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
}

#[test]
fn json_has_the_fields_that_others_measure() {
    let project = empty().file("page.html", PAGE);
    let run = project.run(&[
        "import",
        "--stdout",
        "--format",
        "json",
        &project.path("page.html").to_string_lossy(),
    ]);
    let object: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(object["title"], "Laying a hedge");
    assert_eq!(object["author"], serde_json::json!(["Ida Groß"]));
    assert_eq!(object["published"], "2024-03-05");
    assert_eq!(object["lang"], "en");
    let text = object["text"].as_str().expect("text");
    assert!(text.contains("so that it bends over") && !text.contains("Shop"), "{text}");
    assert!(object["dropped"].as_array().expect("a list").iter().any(|line| line == "Shop"));
    let bare = Project::new().file("a.txt", "A line of text that says little.");
    let run = bare.run(&[
        "import",
        "--stdout",
        "--format",
        "json",
        &bare.path("a.txt").to_string_lossy(),
    ]);
    let object: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(
        (&object["source"], &object["author"]),
        (&serde_json::Value::Null, &serde_json::json!([]))
    );
}

#[test]
fn an_update_keeps_what_was_written_by_hand() {
    let text = |first: &str, last: &str| {
        format!(
            "A hedge\n\n{first}\n\nThe middle of it stays as it is, whatever happens around.\n\n{last}\n"
        )
    };
    let (first, last) =
        ("It is laid in winter, when the sap is down.", "It lives for a hundred years.");
    let project = empty().file("a.txt", text(first, last));
    let source = project.path("a.txt").to_string_lossy().into_owned();
    assert_eq!(project.run(&["import", &source]).code, 0);
    let path = "articles/a-hedge.md";
    project.write(path, project.read(path).replace(first, "It is laid in winter, I say. ^mine"));
    project.write("a.txt", text(first, "It lives for two hundred years."));

    let told = project.run(&["import", &source]);
    assert!(
        told.err.contains("changed-import") && !project.read(path).contains("two hundred"),
        "{}",
        told.err
    );
    let shown = project.run(&["import", "--dry-run", "--update", &source]);
    assert!(shown.out.contains("+It lives for two hundred years."), "{}", shown.out);
    assert!(!project.read(path).contains("two hundred"));

    assert_eq!(project.run(&["import", "--update", &source]).code, 0);
    let merged = project.read(path);
    assert!(merged.contains("I say. ^mine") && merged.contains("two hundred"), "{merged}");

    // The same place on both sides: the hand's stays.
    project.write("a.txt", text("It is laid in spring.", "It lives for two hundred years."));
    let refused = project.run(&["import", "--update", &source]);
    assert!(refused.err.contains("changed in the same place"), "{}", refused.err);
    assert_eq!(project.read(path), merged);
}

#[test]
fn the_same_page_under_two_addresses_is_told() {
    let copy = PAGE
        .replace("hedges.example.com/laying", "copy.example.org/x")
        .replace("Laying a hedge", "How to lay it");
    let project = empty().file("in/a.html", PAGE).file("in/b.html", copy);
    let run = project.run(&["import", &project.path("in").to_string_lossy()]);
    assert!(
        run.err.contains("duplicate-import") && run.err.contains("laying-a-hedge.md"),
        "{}",
        run.err
    );
    assert!(!project.path("articles/how-to-lay-it.md").exists());
}

#[test]
fn originals_are_kept_outside_of_what_is_published() {
    let project = empty().file("page.html", PAGE);
    let page = project.path("page.html").to_string_lossy().into_owned();
    assert_eq!(project.run(&["import", "--keep-original", "articles/raw", &page]).code, 2);
    assert_eq!(project.run(&["import", "--keep-original", "../raw", &page]).code, 2);
    assert_eq!(project.run(&["import", "--keep-original", "raw", &page]).code, 0);
    assert_eq!(project.read("raw/laying-a-hedge.html"), PAGE);
    assert!(
        project
            .read("articles/laying-a-hedge.md")
            .contains("\noriginal: raw/laying-a-hedge.html\n")
    );
}

/// A zip of files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w='w' xmlns:r='r' xmlns:a='a'><w:body>{body}</w:body></w:document>"
    );
    let rels = "<Relationships><Relationship Id='r1' Target='https://example.com/x' TargetMode='External'/>\
        <Relationship Id='r2' Target='media/p.png'/></Relationships>";
    let styles = "<w:styles xmlns:w='w'><w:style w:styleId='b1'><w:name w:val='heading 1'/></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>";
    let core = "<c:coreProperties xmlns:c='c' xmlns:d='d'><d:creator>Ida Groß</d:creator></c:coreProperties>";
    let notes = "<w:footnotes xmlns:w='w'><w:footnote w:id='2'><w:p><w:r><w:t>Said in passing.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    zip(&[
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", rels.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("word/media/p.png", b"\x89PNG"),
    ])
}

#[test]
fn a_word_document_keeps_its_structure() {
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let title = "<w:p><w:pPr><w:pStyle w:val='b1'/></w:pPr><w:r><w:t>Hedges</w:t></w:r></w:p>";
    let prose = "<w:p><w:r><w:t xml:space='preserve'>Cut </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>nearly</w:t></w:r>\
        <w:r><w:t xml:space='preserve'> through</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>, says </w:t></w:r>\
        <w:hyperlink r:id='r1'><w:r><w:t>a book</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
        <w:r><w:drawing><a:blip r:embed='r2'/></w:drawing></w:r></w:p>";
    let list = item(0, "First") + &item(1, "Below") + &item(0, "Second");
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Tool"),
        cell("Use"),
        cell("Saw"),
        cell("Cuts")
    );
    let project = empty().file("h.docx", docx(&format!("{title}{prose}{list}{table}")));
    let run = project.run(&["import", &project.path("h.docx").to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let file = project.read("articles/hedges.md");
    for part in [
        "title: Hedges\n",
        "author: Ida Groß\n",
        "Cut **nearly** through[^2], says [a book](https://example.com/x)",
        "![](p.png)",
        "1. First\n",
        "- Below\n",
        "2. Second\n",
        "|Tool|Use|",
        "|Saw|Cuts|",
        "[^2]: Said in passing.",
    ] {
        assert!(file.contains(part), "{part} in {file}");
    }
    assert!(!file.contains("gone"), "{file}");
    assert!(project.path("articles/p.png").exists());
}

#[test]
fn slides_become_sections_with_their_notes() {
    let slide = |title: &str, text: &str| {
        format!(
            "<p:sld xmlns:p='p' xmlns:a='a'><p:sp><p:nvPr><p:ph type='title'/></p:nvPr><a:p><a:t>{title}</a:t></a:p></p:sp>\
            <p:sp><p:nvPr><p:ph idx='1'/></p:nvPr><a:p><a:t>{text}</a:t></a:p></p:sp></p:sld>"
        )
    };
    let one = slide("Hedges", "They live.");
    let notes = slide("", "Say it slowly.");
    let presentation = "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>";
    let pptx = zip(&[
        ("ppt/presentation.xml", presentation.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", b"<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>"),
        ("ppt/slides/slide1.xml", one.as_bytes()),
        ("ppt/slides/_rels/slide1.xml.rels", b"<Relationships><Relationship Id='r1' Target='../notesSlides/notesSlide1.xml'/></Relationships>"),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes()),
    ]);
    let project = empty().file("h.pptx", pptx);
    let run = project.run(&["import", &project.path("h.pptx").to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let file = project.read("articles/hedges.md");
    assert!(
        file.ends_with("## Hedges\n\nThey live.\n\n > \n > Say it slowly.\n")
            || file.contains("> Say it slowly."),
        "{file}"
    );
}

#[test]
fn an_export_loses_its_ids_and_keeps_its_links() {
    let id = "0123456789abcdef0123456789abcdef";
    let plan = format!(
        "# The plan\n\nSee [tools](The%20plan%20{id}/Tools%20{id}.md) first, and then come back to read on.\n\n![](The%20plan%20{id}/a%20b.png)\n"
    );
    let tools = "# Tools\n\nA billhook does most of the work, and a saw does what the billhook cannot do.\n";
    let export = zip(&[
        (&format!("The plan {id}.md"), plan.as_bytes()),
        (&format!("The plan {id}/Tools {id}.md"), tools.as_bytes()),
        (&format!("The plan {id}/a b.png"), b"\x89PNG"),
        ("../../out.md", b"# Out\n\nA way out of the archive."),
    ]);
    let project = empty().file("notion.zip", export);
    let run = project.run(&["import", &project.path("notion.zip").to_string_lossy()]);
    let file = project.read("articles/the-plan.md");
    assert!(file.contains("[tools](tools.md)") && file.contains("![](a%20b.png)"), "{file}");
    assert!(
        project.path("articles/tools.md").exists() && project.path("articles/a b.png").exists()
    );
    assert!(run.err.contains("would lead out of the archive"), "{}", run.err);
}

#[test]
fn a_confluence_export_keeps_what_its_pages_say() {
    let page = |title: &str, body: &str| {
        format!(
            "<!DOCTYPE html><html><head><title>Craft : {title}</title></head><body class='theme-default aui-theme-default'><div id='page'>\
            <div id='main-header'><div id='breadcrumb-section'><ol id='breadcrumbs'><li class='first'><span><a href='index.html'>Craft</a></span></li></ol></div>\
            <h1 id='title-heading' class='pagetitle'><span id='title-text'>Craft : {title}</span></h1></div>\
            <div id='content' class='view'><div class='page-metadata'>Created by <span class='author'> Ida Groß</span>, last modified on Mar 05, 2024</div>\
            <div id='main-content' class='wiki-content group'>{body}</div></div>\
            <div id='footer'><section class='footer-body'><p>Document generated by Confluence on Apr 01, 2024 10:00</p></section></div></div></body></html>"
        )
    };
    let plan = page(
        "The plan",
        "<p>Cut.</p><p>See <a href='Tools_1234567.html'>tools</a>.</p><p><img src='attachments/123/456.png'></p>",
    );
    let tools = page("Tools", "<h2>Saws</h2><ul><li>One.</li><li>Two.</li></ul>");
    let export = zip(&[
        (
            "CR/index.html",
            page("Home", "<ul><li><a href='The-plan_7654321.html'>The plan</a></li></ul>")
                .as_bytes(),
        ),
        ("CR/The-plan_7654321.html", plan.as_bytes()),
        ("CR/Tools_1234567.html", tools.as_bytes()),
        ("CR/attachments/123/456.png", b"\x89PNG"),
    ]);
    let project = empty().file("confluence.zip", export);
    let run = project.run(&["import", &project.path("confluence.zip").to_string_lossy()]);
    let (plan, tools) = (project.read("articles/the-plan.md"), project.read("articles/tools.md"));
    assert!(
        plan.contains("title: The plan\n") && plan.contains("author: Ida Groß\n"),
        "{plan}{}",
        run.err
    );
    assert!(plan.ends_with("---\n\nCut.\n\nSee [tools](tools.md).\n\n![](456.png)\n"), "{plan}");
    assert!(tools.ends_with("---\n\n## Saws\n\n- One.\n- Two.\n"), "{tools}");
    assert!(
        project.path("articles/456.png").exists() && !project.path("articles/home.md").exists()
    );
}

#[test]
fn a_google_docs_export_keeps_all_and_its_links_lead_there() {
    let page = "<html><head><meta content='text/html; charset=UTF-8' http-equiv='content-type'><style>.c1{color:red}</style></head>\
        <body class='c9 doc-content'><p class='c3 title'><span class='c1'>The plan</span></p><p class='c2'><span>Cut it.</span></p>\
        <h1 class='c4'><span>Tools</span></h1><p class='c2'><span>See </span><span><a class='c5' \
        href='https://www.google.com/url?q=https://example.com/saw?a%3D1&amp;sa=D&amp;source=editors&amp;ust=1'>saws</a></span><span>.</span></p>\
        <p class='c2'><span><img alt='' src='images/image1.png'></span></p></body></html>";
    let export = zip(&[("The plan.html", page.as_bytes()), ("images/image1.png", b"\x89PNG")]);
    let project = empty().file("plan.zip", export);
    let run = project.run(&["import", &project.path("plan.zip").to_string_lossy()]);
    let file = project.read("articles/the-plan.md");
    assert!(file.contains("title: The plan\n"), "{file}{}", run.err);
    assert!(
        file.contains(
            "Cut it.\n\n## Tools\n\nSee [saws](https://example.com/saw?a=1).\n\n![](image1.png)\n"
        ),
        "{file}"
    );
    assert!(project.path("articles/image1.png").exists());
}

/// A document that Word has locked: a compound file with the parts that encryption has.
fn locked() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(2048, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn wrong_encodings_are_read_as_what_they_are() {
    let prose =
        "Groß ist der Zaun, und was er einfängt, das bleibt lange darin; “so” sagt man hier.";
    let page = |charset: &str| {
        format!(
            "<!doctype html><html><head><meta charset={charset}><title>Zaun {charset}</title></head><body><main><article><h1>Zaun {charset}</h1><p>{prose}</p><p>{prose} Und noch einmal, weil es so ist.</p></article></main></body></html>"
        )
    };
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| match c {
                '“' => 0x93,
                '”' => 0x94,
                c => c as u8,
            })
            .collect()
    };
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let marked = |text: &str, order: fn(u16) -> [u8; 2]| wide(&format!("\u{feff}{text}"), order);
    for (name, bytes) in [
        ("latin.html", latin(&page("utf-8"))),
        ("little.html", marked(&page("utf-8"), u16::to_le_bytes)),
        ("big.html", marked(&page("utf-8"), u16::to_be_bytes)),
        ("bare-little.html", wide(&page("utf-16"), u16::to_le_bytes)),
        ("bare-big.html", wide(&page("utf-16"), u16::to_be_bytes)),
        ("latin.txt", latin(&format!("Der Zaun\n\n{prose}\n"))),
        ("marked.txt", marked(&format!("Der Zaun\n\n{prose}\n"), u16::to_le_bytes)),
    ] {
        let project = empty().file(name, bytes);
        let run = project.run(&["import", "--stdout", &project.path(name).to_string_lossy()]);
        assert!(run.code == 0 && run.out.contains(prose), "{name}: {}{}", run.out, run.err);
    }
}

#[test]
fn bad_input_is_told_and_the_rest_is_imported() {
    let wide: Vec<u8> = "A hedge in sixteen bits\n\nIt is laid in winter, when the sap is down."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bomb = zip(&[("word/document.xml", &vec![b' '; 80 << 20])]);
    // Its directory is whole and its document is not.
    let mut torn = docx(&"<w:p><w:r><w:t>Words.</w:t></w:r></w:p>".repeat(50));
    for byte in &mut torn[60..90] {
        *byte ^= 0x5a;
    }
    let scripts = "<!doctype html><html><body><div id=root></div><script>render('words words words')</script></body></html>";
    let project = empty()
        .file("in/good.html", PAGE)
        .file("in/wide.txt", wide)
        .file("in/scripts.html", scripts)
        .file("in/cut.docx", &docx("<w:p/>")[..200])
        .file("in/none.docx", "no archive")
        .file("in/bomb.docx", bomb)
        .file("in/cut.pdf", "%PDF-1.4\n1 0 obj << /Type")
        .file("in/old.doc.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".as_slice())
        .file("in/locked.docx", locked())
        .file("in/locked.pptx", locked())
        .file("in/torn.docx", torn)
        .file(
            "in/out.zip",
            zip(&[
                ("../../../out.html", PAGE.as_bytes()),
                ("/etc/out.md", b"# Out"),
                ("C:\\out.md", b"# Out"),
            ]),
        )
        .file("in/huge.txt", vec![b'a'; 100 << 20])
        .file("in/long.txt", "words ".repeat(3 << 20))
        .file("in/empty.txt", "");
    let run = project.run(&["import", &project.path("in").to_string_lossy()]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(project.path("articles/laying-a-hedge.md").exists());
    assert!(project.read("articles/a-hedge-in-sixteen-bits.md").contains("winter"));
    for (file, cause) in [
        ("scripts.html", "scripts would have to make it"),
        ("cut.docx", "damaged"),
        ("none.docx", "damaged"),
        ("bomb.docx", "unpacks to more than"),
        ("cut.pdf", "damaged"),
        ("old.doc.docx", "old"),
        ("locked.docx", "password"),
        ("locked.pptx", "password"),
        ("torn.docx", "damaged"),
        ("out.zip", "would lead out"),
        ("huge.txt", "MB of text"),
        ("long.txt", "MB of text"),
        ("empty.txt", "no text"),
    ] {
        let told = run.err.lines().any(|line| line.contains(file) && line.contains(cause));
        assert!(told, "{file}: {cause} in {}", run.err);
    }
}
