//! `topoi import` of PDF documents: what their pages say becomes paragraphs, and bad ones are told.

use std::fmt::Write as _;

use crate::project::{Project, Run};

/// A line of a page: its size, where it begins, how far down, and its words.
type Line<'a> = (f32, f32, f32, &'a str);

/// A document of pages 600 points wide and 800 high, in Helvetica, with what it says of itself.
fn pdf(pages: &[Vec<Line<'_>>], info: &str) -> Vec<u8> {
    let contents: Vec<String> = pages.iter().map(|lines| content(lines)).collect();
    let streams: Vec<Vec<u8>> = contents.into_iter().map(String::into_bytes).collect();
    document(&streams, "", info)
}

fn content(lines: &[Line<'_>]) -> String {
    let mut content = String::from("BT\n");
    for (size, x, down, words) in lines {
        // Bytes of windows-1252, as octal escapes.
        let words: String = words
            .chars()
            .map(|c| match c {
                '•' => "\\225".to_owned(),
                '(' | ')' | '\\' => format!("\\{c}"),
                c if c.is_ascii() => c.to_string(),
                c => format!("\\{:03o}", c as u32),
            })
            .collect();
        let _ = writeln!(content, "/F1 {size} Tf 1 0 0 1 {x} {} Tm ({words}) Tj", 800.0 - down);
    }
    content.push_str("ET");
    content
}

/// A document of content streams; `filter` says how they are packed.
fn document(streams: &[Vec<u8>], filter: &str, info: &str) -> Vec<u8> {
    let kids: Vec<String> =
        (0..streams.len()).map(|page| format!("{} 0 R", 10 + page * 2)).collect();
    let mut objects: Vec<(usize, Vec<u8>)> = vec![
        (1, b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_vec()),
        (
            2,
            format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len())
                .into_bytes(),
        ),
        (
            3,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                .to_vec(),
        ),
        (4, format!("<< {info} >>").into_bytes()),
    ];
    for (page, stream) in streams.iter().enumerate() {
        let number = 10 + page * 2;
        let dictionary = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            number + 1
        );
        objects.push((number, dictionary.into_bytes()));
        let head = format!("<< /Length {} {filter} >>\nstream\n", stream.len());
        objects.push((number + 1, [head.as_bytes(), stream, b"\nendstream"].concat()));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for (number, object) in &objects {
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    // No table of places: readers find the objects without one.
    bytes.extend_from_slice(b"trailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n");
    bytes
}

fn import(name: &str, bytes: Vec<u8>, more: &[&str]) -> (Project, Run) {
    let project = Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("articles/index.md", "# Home\n")
        .file(name, bytes);
    let path = project.path(name).to_string_lossy().into_owned();
    let run = project.run(&[&["import", &path], more].concat());
    (project, run)
}

/// A page of a book about hedges, with a head and a foot.
fn page<'a>(number: &'a str, text: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut page = vec![(9.0, 60.0, 30.0, "The hedge book")];
    page.extend_from_slice(text);
    page.push((9.0, 290.0, 770.0, number));
    page
}

const INFO: &str = "/Title (hedges.indd) /Author (Ida Gro\\337) /CreationDate (D:20240305101500Z)";

fn book() -> Vec<u8> {
    pdf(
        &[
            page(
                "1",
                &[
                    (24.0, 60.0, 90.0, "On laying hedges"),
                    (11.0, 60.0, 130.0, "By Ida Groß and Bo Lind"),
                    (16.0, 60.0, 170.0, "In winter"),
                    (
                        11.0,
                        60.0,
                        200.0,
                        "A hedge is laid in winter, when the sap is down and the birds have left their nests, by two neigh-",
                    ),
                    (
                        11.0,
                        60.0,
                        214.0,
                        "bours who have done it before and know where each of the stems of it will want to go when the",
                    ),
                    (11.0, 60.0, 228.0, "billhook has gone through it."),
                    (
                        11.0,
                        60.0,
                        260.0,
                        "Each stem is cut nearly through, so that it bends over and lives on; and where it meets the next",
                    ),
                    (
                        11.0,
                        60.0,
                        274.0,
                        "of its kind the two of them are held by a stake and a binder, which in the years that follow rot",
                    ),
                ],
            ),
            page(
                "2",
                &[
                    (11.0, 60.0, 90.0, "away when nobody needs them."),
                    (16.0, 60.0, 130.0, "Tools"),
                    (
                        11.0,
                        60.0,
                        160.0,
                        "• A billhook, sharp enough to shave a pencil with, and a stone to keep it so, which stays in the",
                    ),
                    (11.0, 70.0, 174.0, "pocket."),
                    (11.0, 60.0, 188.0, "• A pair of gloves."),
                    (11.0, 60.0, 220.0, "Nothing else is needed."),
                ],
            ),
        ],
        INFO,
    )
}

#[test]
fn pages_become_paragraphs_without_their_heads_and_numbers() {
    let (project, run) = import("h.pdf", book(), &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let file = project.read("articles/on-laying-hedges.md");
    let expected = "---\ntitle: On laying hedges\nkind: article\nauthors: [Ida Groß, Bo Lind]\npublished: 2024-03-05\nlang: en-GB\ntext: full\n---\n\n\
        ## In winter\n\n\
        A hedge is laid in winter, when the sap is down and the birds have left their nests, by two neighbours who have done it before \
        and know where each of the stems of it will want to go when the billhook has gone through it.\n\n\
        Each stem is cut nearly through, so that it bends over and lives on; and where it meets the next of its kind the two of them are \
        held by a stake and a binder, which in the years that follow rot away when nobody needs them.\n\n\
        ## Tools\n\n\
        - A billhook, sharp enough to shave a pencil with, and a stone to keep it so, which stays in the pocket.\n\
        - A pair of gloves.\n\n\
        Nothing else is needed.\n";
    assert_eq!(file, expected);
}

#[test]
fn what_is_dropped_is_listed_and_nothing_with_keep_all() {
    let told = |more: &[&str]| {
        let (_, run) = import("h.pdf", book(), &[&["--stdout", "--format", "json"], more].concat());
        serde_json::from_str::<serde_json::Value>(&run.out).expect("JSON")
    };
    let dropped = serde_json::json!(["The hedge book", "1", "The hedge book", "2"]);
    assert_eq!(told(&[])["dropped"], dropped);
    let all = told(&["--keep-all"]);
    assert_eq!(all["dropped"], serde_json::json!([]));
    assert_eq!(all["text"].as_str().expect("text").matches("The hedge book").count(), 2);
}

#[test]
fn columns_are_read_one_after_the_other_and_tables_by_rows() {
    let left = [
        "The left column tells first of all of the",
        "hedge, and of the field that lies behind",
        "it, and goes on to say that both of them",
        "are older than the house by a hundred",
        "years.",
    ];
    let right = [
        "The right column tells of the ditch and",
        "of the water that stands in it when it is",
        "winter, and that it has been dug by hand",
        "in the year of the great drought, when",
        "nothing else could be done.",
    ];
    let mut lines: Vec<Line<'_>> = vec![(20.0, 60.0, 80.0, "Hedge and ditch")];
    for (place, (left, right)) in left.iter().zip(right).enumerate() {
        let down = 120.0 + 14.0 * place as f32;
        lines.push((11.0, 60.0, down, left));
        lines.push((11.0, 320.0, down, right));
    }
    for (place, row) in
        [["Tool", "Use", "Price"], ["Billhook", "stems", "40"], ["Saw", "rest", "25"]]
            .iter()
            .enumerate()
    {
        for (x, cell) in [60.0, 200.0, 300.0].into_iter().zip(row) {
            lines.push((11.0, x, 260.0 + 14.0 * place as f32, cell));
        }
    }
    let (project, run) = import("c.pdf", pdf(&[lines], ""), &[]);
    let file = project.read("articles/hedge-and-ditch.md");
    let at = |part: &str| file.find(part).unwrap_or_else(|| panic!("{part} in {file}{}", run.err));
    assert!(
        at("older than the house by a hundred years.\n\nThe right column") < at("|Tool|Use|Price|")
    );
    assert!(file.contains("|Saw|rest|25|"), "{file}");
}

#[test]
fn a_field_of_another_document_is_no_title() {
    let lines = vec![
        (18.0, 60.0, 80.0, "What hedges are for"),
        (11.0, 60.0, 120.0, "They keep sheep in and wind out."),
    ];
    let (project, run) = import("t.pdf", pdf(&[lines], "/Title (Microsoft Word - draft 3)"), &[]);
    assert!(project.path("articles/what-hedges-are-for.md").exists(), "{}", run.err);
}

#[test]
fn bad_documents_are_told_and_bounded() {
    use std::io::Write as _;
    let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 200 << 20]).expect("bytes");
    let bomb = bomb.finish().expect("bytes");
    // Forms that draw forms that draw forms: a billion in a few lines.
    let mut storm = pdf(&[vec![(11.0, 60.0, 80.0, "One page.")]], "");
    let mut forms = String::new();
    for level in 0..30 {
        let inner = if level < 29 { format!("/N {} 0 R", 101 + level) } else { String::new() };
        let draw = if level < 29 { "/N Do /N Do /N Do" } else { "0 0 1 1 re f" };
        let _ = writeln!(
            forms,
            "{} 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << {inner} >> >> /Length {} >> stream\n{draw}\nendstream endobj",
            100 + level,
            draw.len()
        );
    }
    let text = String::from_utf8(storm).expect("text");
    let text = text
        .replace("/Font << /F1 3 0 R >>", "/Font << /F1 3 0 R >> /XObject << /N 100 0 R >>")
        .replace("\nET", "\nET /N Do")
        .replace("trailer", &format!("{forms}trailer"));
    storm = text.into_bytes();
    let locked = String::from_utf8(pdf(&[vec![(11.0, 60.0, 80.0, "Secret.")]], "")).expect("text").replace(
        "trailer << ",
        "trailer << /ID [(0123456789abcdef) (0123456789abcdef)] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 \
         /O <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> /U <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> >> ",
    );
    let whole = book();
    let project = Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("articles/index.md", "# Home\n")
        .file("in/good.pdf", whole.clone())
        .file("in/bomb.pdf", document(&[bomb], "/Filter /FlateDecode", ""))
        .file("in/storm.pdf", storm)
        .file("in/locked.pdf", locked)
        .file("in/cut.pdf", &whole[..300])
        .file("in/none.pdf", "no document")
        .file("in/empty.pdf", pdf(&[Vec::new()], ""))
        .file("in/scan.pdf", document(&[scan()], "", ""));
    let run = project.run(&["import", &project.path("in").to_string_lossy()]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(project.path("articles/on-laying-hedges.md").exists(), "{}", run.err);
    for (file, cause) in [
        ("bomb.pdf", "unpacks to more than"),
        ("storm.pdf", "draws more than"),
        ("locked.pdf", "password"),
        ("cut.pdf", "damaged"),
        ("none.pdf", "damaged"),
        ("empty.pdf", "holds no text"),
        ("scan.pdf", "text recognition"),
    ] {
        let told = run.err.lines().any(|line| line.contains(file) && line.contains(cause));
        assert!(told, "{file}: {cause} in {}", run.err);
    }
}

/// A page that is one picture.
fn scan() -> Vec<u8> {
    b"q 600 0 0 800 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q".to_vec()
}

/// Every document cut short and every one with bytes changed is read or told, without a fault.
#[test]
fn damage_is_no_bug() {
    let whole = book();
    let mut project = Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("articles/index.md", "# Home\n");
    for step in 0..60usize {
        let mut bytes = whole.clone();
        if step % 2 == 0 {
            bytes.truncate(whole.len() * step / 60);
        } else {
            let mut seed = (step as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for _ in 0..40 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let place = (seed >> 33) as usize % bytes.len();
                bytes[place] = (seed >> 20) as u8;
            }
        }
        project = project.file(&format!("in/{step:02}.pdf"), bytes);
    }
    let run = project.run(&["import", "--dry-run", &project.path("in").to_string_lossy()]);
    assert!(run.code <= 1 && !run.err.contains("bug in topoi"), "{}: {}", run.code, run.err);
}

/// A table of all widths would fill the memory.
#[test]
fn a_font_of_more_characters_than_there_are_is_damage() {
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts \
                [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /W [0 2147483647 500] >>] >>";
    let sound = pdf(&[vec![(12.0, 50.0, 50.0, "Words on a page.")]], "");
    let sound = String::from_utf8_lossy(&sound).into_owned();
    let start = sound.find("<< /Type /Font").expect("a font");
    let end = start + sound[start..].find("endobj").expect("its end");
    let broken = format!("{}{font}\n{}", &sound[..start], &sound[end..]);
    let project = Project::new().file("a.pdf", broken);
    let path = project.path("a.pdf");
    let run = project.run(&["import", path.to_str().expect("UTF-8"), "--stdout"]);
    assert!(run.err.contains("a font has more characters"), "{}", run.err);
}
