//! The one thing in Exif that is seen: how a picture is turned.

/// Tag of the orientation (Exif 2.32, 4.6.4 A).
const ORIENTATION: u16 = 0x0112;

/// The orientation that a block of TIFF fields holds, unless it is the one that changes nothing.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = tiff.get(at..at.checked_add(length)?)?;
        let digits: Box<dyn Iterator<Item = &u8>> =
            if big { Box::new(bytes.iter()) } else { Box::new(bytes.iter().rev()) };
        Some(digits.fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
    };
    let fields = number(4, 4)?;
    let mut places = (0..number(fields, 2)?).map(|i| fields + 2 + 12 * i);
    let place = places.find(|&at| number(at, 2) == Some(usize::from(ORIENTATION)))?;
    u8::try_from(number(place + 8, 2)?).ok().filter(|value| (2..=8).contains(value))
}

/// A block of TIFF fields that holds `orientation` alone.
pub(super) fn only(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    tiff[19] = orientation;
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orientation_survives() {
        for value in 2..=8 {
            assert_eq!(orientation(&only(value)), Some(value));
        }
        assert_eq!(orientation(&only(1)), None, "it changes nothing");
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(orientation(little), Some(6));
        for end in 0..little.len() {
            orientation(&little[..end]);
        }
        assert_eq!(orientation(b"MM\0*\xff\xff\xff\xff"), None);
    }
}
