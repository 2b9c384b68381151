//! Attachments that tell more than they show.

/// A picture with data that are `seen`, and words in it that nobody is to read.
pub fn picture(seen: &str, hidden: &str) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes(), name, data, b"CRC!"].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        chunk(b"tEXt", format!("Author\0{hidden}").as_bytes()),
        chunk(b"eXIf", format!("MM\0*{hidden}").as_bytes()),
        chunk(b"IDAT", seen.as_bytes()),
        chunk(b"IEND", b""),
        hidden.as_bytes().to_vec(),
    ]
    .concat()
}

/// A photograph with a place, a small picture and notes in it that nobody is to read.
pub fn photo(seen: &str, hidden: &str) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| -> Vec<u8> {
        [&[0xff, marker], &(data.len() as u16 + 2).to_be_bytes()[..], data].concat()
    };
    [
        b"\xff\xd8".to_vec(),
        segment(0xe1, format!("Exif\0\0MM\0*\0\0\0\x08{hidden}").as_bytes()),
        segment(0xe1, format!("http://ns.adobe.com/xap/1.0/\0<x>{hidden}</x>").as_bytes()),
        segment(0xed, format!("Photoshop 3.0\0{hidden}").as_bytes()),
        segment(0xfe, hidden.as_bytes()),
        segment(0xdb, seen.as_bytes()),
        segment(0xda, b"\0"),
        b"data\xff\xd9".to_vec(),
        hidden.as_bytes().to_vec(),
    ]
    .concat()
}

/// A drawing with what its editor noted.
pub fn drawing(seen: &str, hidden: &str) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"i\" inkscape:path=\"{hidden}\">\
         <!-- {hidden} --><metadata>{hidden}</metadata><text>{seen}</text>\
         <script>{hidden}</script></svg>"
    )
    .into_bytes()
}

/// A document of others, which is published as it is: who may see it may see its author.
pub fn paper(seen: &str) -> Vec<u8> {
    format!("%PDF-1.4\n1 0 obj << /Author ({seen}) >> endobj\ntrailer << /Info 1 0 R >>\n")
        .into_bytes()
}
