//! Packs of the search index, read by the rule in the documentation of `search`.

/// The length of a pack's head, and of the unit whose multiples shards end at.
const HEAD: usize = 12;
const UNIT: usize = 32;

/// The texts of the shards in `pack`.
///
/// # Panics
/// If it is none.
pub fn shards(pack: &[u8]) -> Vec<String> {
    assert!(pack.starts_with(b"topoi`") && pack.ends_with(b"`"), "a template literal");
    let (mut plain, mut ends) = (Vec::new(), Vec::new());
    let mut bytes = (HEAD + 1..).zip(&pack[HEAD..pack.len() - 1]);
    while let Some((end, &byte)) = bytes.next() {
        assert!(byte != b'`' && byte != b'\r', "nothing ends or changes the literal");
        let (end, byte) = match byte {
            b'\\' => bytes.next().map(|(end, turned)| (end, turned ^ 64)).expect("two bytes"),
            byte => (end, byte),
        };
        plain.push(byte);
        ends.push(end);
    }
    let mut texts = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let mut inflate = flate2::Decompress::new(true);
        let mut text = Vec::with_capacity(1 << 20);
        let end = inflate.decompress_vec(&plain[at..], &mut text, flate2::FlushDecompress::Finish);
        assert_eq!(end.expect("it inflates"), flate2::Status::StreamEnd);
        texts.push(String::from_utf8(text).expect("shards are text"));
        at += inflate.total_in() as usize;
        let fill = usize::from(plain[at] - b'0');
        assert_eq!((ends[at - 1] + fill - HEAD) % UNIT, 0, "the last byte tells how many fill up");
        at += fill;
    }
    texts
}
