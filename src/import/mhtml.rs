//! Pages that a browser saved as one file: MIME (RFC 2557) with the page, its parts and its address.

use super::encoding;

/// The page of a saved file and its address.
///
/// # Errors
/// What is wrong with it, in words.
pub fn page(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    let (head, body) = split(bytes);
    let address = header(&head, "snapshot-content-location");
    let kind = header(&head, "content-type").unwrap_or_default();
    let boundary = parameter(&kind, "boundary").ok_or("it is no page that a browser saved")?;
    let mark = format!("--{boundary}");
    let mut rest = body;
    while let Some(at) = find(rest, mark.as_bytes()) {
        rest = &rest[at + mark.len()..];
        let part = &rest[..find(rest, mark.as_bytes()).unwrap_or(rest.len())];
        let (head, body) = split(part);
        if header(&head, "content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"))
        {
            let bytes = match header(&head, "content-transfer-encoding")
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "quoted-printable" => quoted_printable(body),
                "base64" => base64(body),
                _ => body.to_vec(),
            };
            let own = header(&head, "content-location");
            let web = |address: &String| address.starts_with("http");
            return Ok((encoding::decode(&bytes).text, address.or(own).filter(web)));
        }
    }
    Err("it holds no page".to_owned())
}

/// Headers, and what follows the blank line.
fn split(bytes: &[u8]) -> (String, &[u8]) {
    let bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")).unwrap_or(bytes);
    let windows = find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
    let unix = find(bytes, b"\n\n").map(|at| (at, at + 2));
    let (end, start) = windows.into_iter().chain(unix).min().unwrap_or((bytes.len(), bytes.len()));
    let head = String::from_utf8_lossy(&bytes[..end]);
    // A line that begins with white space goes on with the header before.
    let head = head.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    (head, &bytes[start..])
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, part)
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |place: usize| bytes.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'=', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (b'=', ..) if bytes[at + 1..].starts_with(b"\r\n") => at += 3,
            (b'=', ..) if bytes[at + 1..].starts_with(b"\n") => at += 2,
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut count) = (Vec::with_capacity(bytes.len() / 4 * 3), 0u32, 0);
    for digit in bytes.iter().take_while(|&&byte| byte != b'=').filter_map(|&byte| digit(byte)) {
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_saved_page_is_found_among_its_parts() {
        let file = "From: <Saved>\r\nSnapshot-Content-Location: https://example.com/a\r\n\
            Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--B\"\r\n\r\n\
            ----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n\
            ----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p>Zo=C3=AB =\r\nreads</p>\r\n----B--\r\n";
        let (html, address) = page(file.as_bytes()).expect("a page");
        assert_eq!(
            (html.trim(), address.as_deref()),
            ("<p>Zoë reads</p>", Some("https://example.com/a"))
        );
        let plain = file
            .replace("quoted-printable", "base64")
            .replace("<p>Zo=C3=AB =\r\nreads</p>", "PHA+\r\nWm/Dqzwv cD4=");
        assert_eq!(page(plain.as_bytes()).expect("a page").0, "<p>Zoë</p>");
        assert!(page(b"no page").is_err());
    }
}
