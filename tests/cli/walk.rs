//! The walk from a pile of clippings to a checked playbook: init, import, suggest, accept, check.

use std::io::Write as _;

use crate::project::Project;

/// Twelve clippings on handing work over, in six formats.
fn clippings(project: &Project) {
    let text = |title: &str, body: &str| format!("{title}\n\n{body}\n");
    project.write(
        "in/night-shift.txt",
        text(
            "What the night shift needs",
            "By Ida Brandt\n\nA handover note is the only thing that the night shift reads. \
             A handover note that fits one page is read to its end, and a longer one is not.\n\n\
             Open questions belong at the top. Whoever finds an open question at three in the \
             morning has nobody to ask.",
        ),
    );
    project.write(
        "in/ward.txt",
        text(
            "A ward without notes",
            "For a month the ward had no handover note at all. Nurses told each other what they \
             remembered, and the open questions went home with the people who had them.",
        ),
    );
    project.write(
        "in/readback.md",
        "# Say it back\n\n*by Jonas Feld*\n\nA read-back takes twenty seconds. In a read-back the \
         one who takes over says in their own words what they were told.\n\nA read-back finds the \
         mistake while both are still in the room.\n",
    );
    project.write(
        "in/checklist.md",
        "# A list on the wall\n\nA checklist is not a handover note: it says what is always done, \
         and the handover note says what is different today.\n",
    );
    project.write(
        "in/pilots.md",
        "# What pilots do\n\nPilots use a read-back for every clearance. Nobody is offended by a \
         read-back, since everybody gives one.\n",
    );
    let html = |title: &str, author: &str, body: &str| {
        format!(
            "<!doctype html><html lang=en><head><title>{title}</title><meta name=author \
             content='{author}'></head><body><nav><a href=/>Home</a> <a href=/shop>Shop</a></nav>\
             <main><article><h1>{title}</h1>{body}</article></main></body></html>"
        )
    };
    project.write(
        "in/lab.html",
        html(
            "The laboratory's mornings",
            "Mira Osei",
            "<p>Each morning begins with a handover note and a read-back, in that order, and \
             neither is left out when the laboratory is busy and short of people.</p>\
             <p>But a handover note alone does not help where nobody has the time to read it, \
             and most mornings in the winter were of that kind.</p>",
        ),
    );
    project.write(
        "in/kitchen.html",
        html(
            "The kitchen at five",
            "Mira Osei",
            "<p>The late cook writes the open questions on the door of the cold store, where the \
             early cook cannot pass without seeing them, and that is the whole of the system.</p>\
             <p>Open questions on the door were answered before the first delivery came in.</p>",
        ),
    );
    let page = html(
        "Towers and tugs",
        "Lea Winter",
        "<p>The harbour keeps one handover note for each berth, and the pilot station keeps none, \
         which is why the pilot station telephones the harbour every evening at about nine.</p>\
         <p>What is asked on the telephone is an open question that somebody did not write down.</p>",
    );
    project.write(
        "in/harbour.mhtml",
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"edge\"\r\n\r\n--edge\r\n\
             Content-Type: text/html; charset=utf-8\r\nContent-Location: https://harbour.example.com/tugs\r\n\r\n\
             {page}\r\n--edge--\r\n"
        ),
    );
    project.write("in/mill.docx", docx("The mill's last hour", &[
        "The last hour of a shift belongs to the handover note, and no new order is begun in it.",
        "A foreman who begins an order in the last hour leaves it to somebody who never saw it start.",
    ]));
    project.write(
        "in/depot.docx",
        docx(
            "Keys and lists at the depot",
            &[
                "The depot had a checklist for the keys and lost them all the same.",
                "What was missing was a read-back: nobody said which keys they had taken.",
            ],
        ),
    );
    project.write(
        "in/training.pptx",
        pptx(&["A read-back in four steps", "Listen, say it back, be corrected, write it down."]),
    );
    project.write(
        "in/review.pptx",
        pptx(&[
            "What we counted in spring",
            "Of forty handovers, eleven had a handover note with every open question in it.",
        ]),
    );
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

fn docx(title: &str, paragraphs: &[&str]) -> Vec<u8> {
    let paragraph = |style: &str, text: &str| {
        format!("<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body: String = std::iter::once(paragraph("<w:pStyle w:val='Heading1'/>", title))
        .chain(paragraphs.iter().map(|text| paragraph("", text)))
        .collect();
    let document = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
    let styles = "<w:styles xmlns:w='w'><w:style w:styleId='Heading1'><w:name w:val='heading 1'/></w:style></w:styles>";
    zip(&[("word/document.xml", document), ("word/styles.xml", styles.to_owned())])
}

fn pptx(lines: &[&str]) -> Vec<u8> {
    let [title, text] = lines else { panic!("a title and a text") };
    let slide = format!(
        "<p:sld xmlns:p='p' xmlns:a='a'><p:sp><p:nvPr><p:ph type='title'/></p:nvPr><a:p><a:t>{title}</a:t></a:p></p:sp>\
         <p:sp><p:nvPr><p:ph idx='1'/></p:nvPr><a:p><a:t>{text}</a:t></a:p></p:sp></p:sld>"
    );
    let presentation = "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>";
    let links = "<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>";
    zip(&[
        ("ppt/presentation.xml", presentation.to_owned()),
        ("ppt/_rels/presentation.xml.rels", links.to_owned()),
        ("ppt/slides/slide1.xml", slide),
    ])
}

#[test]
fn a_pile_of_clippings_becomes_a_checked_playbook() {
    let project = Project::new();
    let root = project.path("");
    let root = root.to_str().expect("UTF-8");
    project.run(&["init", root]).ends_with(0);
    clippings(&project);
    let pile = project.path("in");
    let run = project.run(&["import", pile.to_str().expect("UTF-8")]);
    assert!(run.code == 0 && run.err.contains("12 articles imported"), "{}", run.err);

    let run = project.run(&["suggest", "--write", "--limit", "12"]).ends_with(0);
    for name in ["handover-note", "read-back"] {
        let path = format!("articles/concepts/{name}.md");
        assert!(run.out.contains(&format!("{name}.md")), "no {name} in {}", run.out);
        let draft = project.read(&path);
        let accepted = draft
            .replace("draft: true   # delete this line to accept it\n", "")
            .replace("One sentence that says what it is.", "What is said of it here.");
        assert_ne!(accepted, draft);
        project.write(&path, accepted);
    }

    let run =
        project.run(&["new", "principle", "Give every handover note a read-back"]).ends_with(0);
    let path = "articles/principles/give-every-handover-note-a-read-back.md";
    assert!(run.out.trim_end().ends_with(path), "{}", run.out);
    let principle = project.read(path);
    assert!(principle.contains("handover-note") && principle.contains("read-back]"), "{principle}");

    let run =
        project.run(&["suggest", "--for", "give-every-handover-note-a-read-back"]).ends_with(0);
    // Two of what is found are taken, each from an article of its own.
    let mut entries: Vec<String> = Vec::new();
    for entry in run.out.split("  - article: ").skip(1) {
        let entry = entry.split("\n  # ").next().expect("an entry");
        let article = |entry: &str| entry.lines().next().map(str::to_owned);
        let fresh = entries.iter().all(|other| article(other) != article(entry));
        if fresh && entries.len() < 2 {
            let stance = if entries.is_empty() { "supports" } else { "qualifies" };
            entries.push(
                entry.split("    note:").next().expect("an entry").replace(
                    "stance:   # supports, qualifies or disputes",
                    &format!("stance: {stance}"),
                ) + "    note: Counted, not felt.\n",
            );
        }
    }
    assert_eq!(entries.len(), 2, "{}", run.out);
    let pasted: String = entries.iter().map(|entry| format!("  - article: {entry}")).collect();
    let at = principle.find("evidence: []").expect("a place for evidence");
    let end = at + principle[at..].find('\n').expect("a line");
    project
        .write(path, format!("{}evidence:\n{pasted}{}", &principle[..at], &principle[end + 1..]));

    project.run(&["check"]).ends_with(0);
    project.run(&["build"]).ends_with(0);
    let page = project.read("public/principles/give-every-handover-note-a-read-back.html");
    for entry in &entries {
        let quote = entry
            .lines()
            .find_map(|line| line.trim().strip_prefix("quote: "))
            .expect("a quotation");
        let quote: String = serde_json::from_str(quote).expect("a string");
        let words = quote.trim_end_matches('.').to_owned();
        assert!(page.contains(&words), "no “{words}” on the page");
    }
}
