//! Pictures with words in every place that isn't seen, and files that are none.

use super::*;

/// What may not be published, and what is seen.
const HIDDEN: &[u8] = b"HIDDEN";
const SEEN: &[u8] = b"SEENSEENSEEN";

const ALL: Cleaning = Cleaning { metadata: true, scripts: true };

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(bytes, word).is_some()
}

/// Fields of a picture that is turned, with words in further ones and in a table of their own.
fn exif_block() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    // Maker: six letters at 50; orientation; the table of Exif at 56.
    tiff.extend(b"\x0F\x01\x02\0\x06\0\0\0\x32\0\0\0");
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x69\x87\x04\0\x01\0\0\0\x38\0\0\0");
    tiff.extend(b"\0\0\0\0");
    assert_eq!(tiff.len(), 50);
    tiff.extend(HIDDEN);
    // One field: a comment of six letters behind the table.
    tiff.extend(b"\x01\0\x86\x92\x07\0\x06\0\0\0\x4A\0\0\0\0\0\0\0");
    assert_eq!(tiff.len(), 74);
    tiff.extend(HIDDEN);
    tiff
}

fn jpeg() -> Vec<u8> {
    let segment = |marker: u8, payload: &[u8]| -> Vec<u8> {
        let length = (payload.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker][..], &length, payload].concat()
    };
    let exif = [b"Exif\0\0", &exif_block()[..]].concat();
    [
        b"\xFF\xD8".to_vec(),
        segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01HIDDEN"),
        segment(0xE0, b"JFXX\0HIDDEN"),
        segment(0xE1, &exif),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0HIDDEN"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01SEENSEENSEEN"),
        segment(0xE2, b"MPF\0HIDDEN"),
        segment(0xED, b"Photoshop 3.0\0HIDDEN"),
        segment(0xEE, b"Adobe\0d\0\0\0\0\0\x01"),
        segment(0xFE, b"HIDDEN"),
        segment(0xDB, b"SEENSEENSEEN"),
        segment(0xDA, b"scan"),
        b"\xFF\x00SEENSEENSEEN\xFF\xD0more".to_vec(),
        segment(0xC4, b"between"),
        segment(0xDA, b"second scan"),
        b"data\xFF\xD9HIDDEN behind the end".to_vec(),
    ]
    .concat()
}

fn png() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes(), name, data, b"CRC!"].concat()
    };
    [
        png::SIGNATURE.to_vec(),
        chunk(b"IHDR", b"thirteen byte"),
        chunk(b"iCCP", SEEN),
        chunk(b"tEXt", b"Author\0HIDDEN"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0HIDDEN"),
        chunk(b"eXIf", &exif_block()),
        chunk(b"tIME", b"HIDDEN"),
        chunk(b"caBX", b"HIDDEN"),
        chunk(b"IDAT", SEEN),
        chunk(b"IEND", b""),
        b"HIDDEN".to_vec(),
    ]
    .concat()
}

fn webp() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| -> Vec<u8> {
        let padding = &b"\0"[..data.len() % 2];
        [name, &(data.len() as u32).to_le_bytes(), data, padding].concat()
    };
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", b"\x0C\0\0\0\x01\0\0\x01\0\0"),
        chunk(b"VP8 ", b"SEENSEENSEEN!"),
        chunk(b"EXIF", &exif_block()),
        chunk(b"XMP ", HIDDEN),
        chunk(b"zzzz", HIDDEN),
    ]
    .concat();
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

fn gif() -> Vec<u8> {
    [
        &b"GIF89a\x01\0\x01\0\x80\0\0RGBrgb"[..],
        b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0",
        b"\x21\xFE\x06HIDDEN\0",
        b"\x21\xFF\x0BXMP DataXMP\x06HIDDEN\0",
        b"\x21\xF9\x04\0\0\0\0\0",
        b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x0CSEENSEENSEEN\0",
        b"\x3BHIDDEN",
    ]
    .concat()
}

fn tiff() -> Vec<u8> {
    let mut tiff = exif_block();
    // A second table, of a smaller picture: its kind, where its data stand, how many.
    let at = tiff.len() as u32;
    tiff[46..50].copy_from_slice(&at.to_le_bytes());
    tiff.extend(b"\x03\0\xFE\0\x04\0\x01\0\0\0\x01\0\0\0\x11\x01\x04\0\x01\0\0\0");
    tiff.extend((at + 42).to_le_bytes());
    tiff.extend(b"\x17\x01\x04\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
    assert_eq!(tiff.len() as u32, at + 42);
    tiff.extend(HIDDEN);
    tiff.extend(SEEN);
    tiff
}

fn heic() -> Vec<u8> {
    let part = |name: &[u8], content: &[u8]| -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes(), name, content].concat()
    };
    let item = |number: u8, kind: &[u8]| {
        part(b"infe", &[b"\x02\0\0\0\0", &[number][..], b"\0\0", kind, b"\0"].concat())
    };
    let file = |places: [u32; 4]| {
        let mut iloc = b"\0\0\0\0\x44\0\0\x04".to_vec();
        for (number, (at, length)) in (1_u16..).zip(places.into_iter().zip([12_u32, 24, 6, 6])) {
            iloc.extend(number.to_be_bytes());
            iloc.extend(b"\0\0\0\x01");
            iloc.extend(at.to_be_bytes());
            iloc.extend(length.to_be_bytes());
        }
        let items = [item(1, b"hvc1"), item(2, b"Exif"), item(3, b"mime"), item(4, b"hvc1")];
        let list = [&b"\0\0\0\0\0\x04"[..], &items.concat()].concat();
        let small = part(b"thmb", b"\0\x04\0\x01\0\x01");
        let meta = [
            b"\0\0\0\0".to_vec(),
            part(b"iinf", &list),
            part(b"iref", &[&b"\0\0\0\0"[..], &small].concat()),
            part(b"iloc", &iloc),
        ];
        let data = [SEEN, b"\0\0\0\0HIDDENHIDDENHIDDEN\0\0", HIDDEN, HIDDEN].concat();
        [
            part(b"ftyp", b"heic\0\0\0\0"),
            part(b"meta", &meta.concat()),
            part(b"uuid", b"0123456789abcdefHIDDEN"),
            part(b"mdat", &data),
        ]
        .concat()
    };
    let first = memchr::memmem::find(&file([0; 4]), SEEN).expect("the picture") as u32;
    file([first, first + 12, first + 36, first + 42])
}

fn film() -> Vec<u8> {
    let part = |name: &[u8], content: &[u8]| -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes(), name, content].concat()
    };
    let track = part(b"trak", &[part(b"udta", HIDDEN), part(b"mdia", SEEN)].concat());
    let film = [part(b"mvhd", b"x"), track, part(b"udta", HIDDEN), part(b"meta", HIDDEN)];
    [part(b"ftyp", b"qt  \0\0\0\0"), part(b"moov", &film.concat()), part(b"mdat", SEEN)].concat()
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("jpeg", jpeg()),
        ("png", png()),
        ("webp", webp()),
        ("gif", gif()),
        ("tiff", tiff()),
        ("heic", heic()),
        ("film", film()),
    ]
}

#[test]
fn pictures_tell_nothing_that_is_not_seen() {
    for (name, picture) in pictures() {
        assert!(holds(&picture, HIDDEN) && holds(&picture, SEEN), "{name}");
        let clean = cleaned(name, picture.clone(), ALL);
        assert!(!holds(&clean, HIDDEN), "{name}: {}", clean.escape_ascii());
        assert!(holds(&clean, SEEN), "{name}: {}", clean.escape_ascii());
        assert_eq!(cleaned(name, clean.clone(), ALL), clean, "{name}: again");
        let kept = Cleaning { metadata: false, scripts: true };
        assert_eq!(cleaned(name, picture.clone(), kept), picture, "{name}");
    }
}

#[test]
fn turned_pictures_stay_so() {
    let turned = |bytes: &[u8], name: &[u8], skip: usize| {
        let at = memchr::memmem::find(bytes, name).expect("fields");
        exif::orientation(&bytes[at + skip..])
    };
    assert_eq!(turned(&cleaned("", jpeg(), ALL), b"Exif\0\0", 6), Some(6));
    assert_eq!(turned(&cleaned("", png(), ALL), b"eXIf", 4), Some(6));
    assert_eq!(turned(&cleaned("", webp(), ALL), b"EXIF", 8), Some(6));
    assert_eq!(turned(&cleaned("", tiff(), ALL), b"II*\0", 0), Some(6));
}

/// Whatever a file's numbers say, it is read to its end, and no further.
#[test]
fn broken_pictures_break_nothing() {
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let rounds = if cfg!(feature = "long") { 200_000 } else { 3_000 };
    for (name, picture) in pictures() {
        for end in 0..picture.len() {
            cleaned(name, picture[..end].to_vec(), ALL);
        }
        for _ in 0..rounds {
            let mut broken = picture.clone();
            for _ in 0..1 + random(6) {
                let (at, byte) = (random(broken.len()), random(256) as u8);
                broken[at] = [byte, 0, 0xFF, byte & 1][random(4)];
            }
            let clean = cleaned(name, broken.clone(), ALL);
            assert!(clean.len() <= broken.len() + 64, "{name}");
            assert!(cleaned(name, clean.clone(), ALL) == clean, "{name}: {broken:02x?}");
        }
    }
}

#[test]
fn drawings_hold_no_scripts() {
    let clean = |text: &str| String::from_utf8(cleaned("a.SVG", text.into(), ALL)).expect("UTF-8");
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    for (inside, expected) in [
        ("<circle r=\"1\"/>", "<circle r=\"1\"/>"),
        ("<script>a<b/>c</script>x", "x"),
        ("<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>", ""),
        ("<g onload='1' ONCLICK='2' id='a'/>", "<g id=\"a\"/>"),
        ("<a href='java&#9;script:1'/>", "<a/>"),
        ("<a xlink:href=' feed:javascript:1'/>", "<a/>"),
        ("<a href='view-source:data:text/html,x'/>", "<a/>"),
        ("<a href='https://a.example/?x=1&amp;y'/>", "<a href='https://a.example/?x=1&amp;y'/>"),
        ("<set attributeName='onclick' to='1'/>", ""),
        ("<animate attributeName='xlink:href' values='#a;javascript:1'/>", ""),
        ("<animate attributeName='r' values='1;2'/>", "<animate attributeName='r' values='1;2'/>"),
        (
            "<foreignObject><p>a</p><iframe src='x'/></foreignObject>",
            "<foreignObject><p>a</p></foreignObject>",
        ),
        ("<use href='data:image/svg+xml,x'/>", "<use/>"),
        ("<image href='data:image/png;base64,AA'/>", "<image href='data:image/png;base64,AA'/>"),
        ("<metadata>HIDDEN</metadata><!-- HIDDEN --><g inkscape:path='/home/x'/>", "<g/>"),
        ("<?xml-stylesheet href='x.xsl'?>", ""),
    ] {
        assert_eq!(clean(&svg(inside)), svg(expected));
    }
    let entity = "<!DOCTYPE svg [<!ENTITY n \"http://www.w3.org/2000/svg\">]><svg xmlns=\"&n;\"/>";
    assert_eq!(clean(entity), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(clean("<svg><g></oops"), "<svg><g>", "as far as it is XML");
    let utf16: Vec<u8> = svg("<script/>x").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(cleaned("a.svg", [b"\xFF\xFE", &utf16[..]].concat(), ALL), svg("x").into_bytes());
}

#[test]
fn pages_that_run_are_known() {
    for (runs, path, text) in [
        (
            false,
            "a.html",
            "<!doctype html><meta charset=utf-8><link rel=stylesheet href=a.css><p>a",
        ),
        (
            false,
            "a.html",
            "<meta http-equiv=Content-Type content='text/html; charset=UTF-8'><a href=b>",
        ),
        (true, "a.html", "<SCRIPT>"),
        (true, "a.htm", "<img src=x onerror=1>"),
        (true, "a.html", "<a href='jAva&#115;cript:1'>"),
        (true, "a.html", "<meta http-equiv=refresh content='0;url=x'>"),
        (true, "a.html", "<meta charset=utf-7>"),
        (true, "a.html", "<form action=x>"),
        (true, "a.html", "<base href=x>"),
        (true, "a.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>"),
        (true, "a.xml", "<a><h:script xmlns:h='http://www.w3.org/1999/xhtml'/></a>"),
        (true, "a.xml", "<?xml-stylesheet type='text/xsl' href='a.xsl'?><a/>"),
        (false, "a.xml", "<?xml-stylesheet type='text/css' href='a.css'?><a once='b'/>"),
        (true, "a.xml", "<!DOCTYPE a [<!ENTITY x '<script/>'>]><a>&x;</a>"),
        (true, "a.svg", "<svg onload='1'/>"),
        (false, "a.svg", "<!DOCTYPE svg><svg><metadata/></svg>"),
        (false, "a.txt", "<script>"),
        // What is a comment, a title or a value to one reader is none to another.
        (true, "a.html", "<title><!--</title><script>1</script><p>--></p>"),
        (true, "a.html", "<style><!--</style><script>1</script><p>--></p>"),
        (true, "a.html", "<noframes><!--</noframes><script>1</script>-->"),
        (true, "a.html", "<xmp><a href=\"</xmp><script>1</script>\">"),
        (true, "a.html", "<title><b x=\"</title><img src=x onerror=1>\">"),
        (true, "a.html", "<b x='><script>1</script>'>"),
        (false, "a.html", "<p title='a > b'>1 < 2, on: off, &lt;script&gt;</p>"),
        (true, "a.php", "<script>1</script>"),
        (
            true,
            "a.xml",
            "<?xml-stylesheet type=\"text/css\" href=\"a\"?><a><h:script xmlns:h='x'/></a>",
        ),
        (true, "a.xml", "<?xml-stylesheet type='text/xsl' href='#text/css'?><a/>"),
        (true, "a.xml", "<!DOCTYPE x [<!ATTLIST img onerror CDATA \"1\">]><img/>"),
        (true, "a.xml", "<?xml version='1.0' encoding='iso-2022-jp'?><a/>"),
        (true, "a.svg", "<?xml version='1.0' encoding='iso-2022-jp'?><svg/>"),
        (true, "a.xsd", "<a><h:script xmlns:h='http://www.w3.org/1999/xhtml'/></a>"),
        (true, "b/page", " <script>1</script>"),
        (false, "b/LICENSE", "Copyright <a@b.example>"),
        (true, "a.mhtml", "anything"),
        (true, "a.svgz", "anything"),
    ] {
        assert_eq!(facts(path, text.as_bytes()).runs, runs, "{path} {text}");
    }
    assert!(facts("a.html", b"\xFF\xFE<\0").runs, "what isn't UTF-8 may be anything");
}

/// A picture inside of a drawing, and notes under other prefixes.
#[test]
fn drawings_hold_pictures_that_tell_nothing() {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let drawing = format!(
        "<?xml version='1.0' encoding='iso-2022-jp'?><svg xmlns:k='http://www.inkscape.org/namespaces/inkscape' \
         xmlns:x='adobe:ns:meta/'><image href='data:image/jpeg;base64,{}'/><k:grid a='HIDDEN'/>\
         <x:xmpmeta>HIDDEN</x:xmpmeta><path k:label='HIDDEN'/></svg>",
        encode(&jpeg())
    );
    let clean = cleaned("a.svg", drawing.into_bytes(), ALL);
    let text = String::from_utf8(clean).expect("UTF-8");
    assert!(!text.contains("HIDDEN") && !text.contains("iso-2022-jp"), "{text}");
    assert!(text.contains(&encode(&cleaned("", jpeg(), ALL))), "{text}");
}

#[test]
fn office_documents_and_pdfs_name_their_authors() {
    let core = "<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:creator>Ann  Ex</dc:creator>\
                <cp:lastModifiedBy>Bob</cp:lastModifiedBy><dc:title>T</dc:title></cp:coreProperties>";
    let name = "docProps/core.xml";
    let number = |value: usize, width: usize| value.to_le_bytes()[..width].to_vec();
    let local = [b"PK\x03\x04".to_vec(), vec![0; 22], number(name.len(), 2), vec![0; 2]].concat();
    let entry = [
        b"PK\x01\x02".to_vec(),
        vec![0; 16],
        number(core.len(), 4),
        number(core.len(), 4),
        number(name.len(), 2),
        vec![0; 16],
        name.as_bytes().to_vec(),
    ]
    .concat();
    let mut archive = [local, name.as_bytes().to_vec(), core.as_bytes().to_vec()].concat();
    let directory = archive.len();
    archive.extend(entry);
    archive
        .extend([b"PK\x05\x06".to_vec(), vec![0; 12], number(directory, 4), vec![0; 2]].concat());
    assert_eq!(facts("a.DOCX", &archive).authors, ["Ann Ex", "Bob"]);
    for end in 0..archive.len() {
        facts("a.docx", &archive[..end]);
    }
    for (text, expected) in [
        ("<< /Author (Ann \\(A.\\) M\\374ller) /Title (x) >>", &["Ann (A.) Müller"][..]),
        ("<</Author<FEFF0041006E006E>>>", &["Ann"]),
        (
            "<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>",
            &["Ann", "Bob"],
        ),
        ("<< /Author () >> << /Author ( ) >>", &[]),
        ("/Author (never ends", &[]),
        ("/Encrypt 1 0 R /Author (\u{1}\u{2})", &[]),
    ] {
        assert_eq!(facts("a.pdf", text.as_bytes()).authors, expected, "{text}");
    }
    assert_eq!(facts("a.rtf", b"{\\rtf1{\\info{\\author Ann}}}").authors, ["Ann"]);
}
