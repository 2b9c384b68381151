//! Dates as people and programs write them.
//!
//! The form must say which number is which: `5.3.2024` is the fifth of March, as nobody parts
//! month and day by dots; `5/3/2024` may be two days, and says none.

use super::Date;

/// Names of months by number, in the languages that write dates by them: any of three letters or
/// more that begin one, and no other month's, mean it.
const MONTHS: [&str; 12] = [
    "january januar janvier enero gennaio janeiro januari",
    "february februar février fevrier febrero febbraio fevereiro februari",
    "march märz maerz mars marzo março marco maart mrt",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro",
];

/// Beginnings of the names of weekdays, and words that stand between the parts of a date.
const FILLERS: [&str; 36] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mont", "dien", "mitt", "donn", "frei",
    "sams", "sonn", "lun", "mardi", "mer", "jeu", "ven", "sam", "dim", "martes", "mié", "jue",
    "vie", "sáb", "dom", "the", "of", "de", "del", "do", "at", "am", "pm", "le",
];

/// What a text says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// One date.
    Date(Date),
    /// One of two days, as month and day may change places.
    Either(Date, Date),
    /// None that can be read, or one that the calendar doesn't have.
    Unread,
}

/// Reads a date in any of the usual forms: `2024`, `2024-03`, `2024-3-5`, `2024/03/05`,
/// `20240305`, `5. 3. 2024`, `13/3/2024`, `March 5th, 2024`, `5 mars 2024`, `2024年3月5日`, each with a
/// time or none, and seconds or milliseconds since 1970.
pub fn read(text: &str) -> Written {
    let text = text.trim();
    let found = seconds(text)
        .or_else(|| compact(text))
        .or_else(|| numbers(text))
        .or_else(|| ideographs(text).and_then(|text| numbers(&text)))
        .or_else(|| words(text).map(Written::Date));
    found.unwrap_or(Written::Unread)
}

/// A date that the calendar has; month or day 0 where it isn't known.
fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let (year, month, day) =
        (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let known = match (month, day) {
        (0, 0) => true,
        (1..=12, 0) => true,
        _ => jiff::civil::Date::new(year, month, day).is_ok(),
    };
    (known && year > 0).then_some(Date { year, month: month as u8, day: day as u8 })
}

/// Ten digits of seconds or thirteen of milliseconds since 1970, as programs keep them.
fn seconds(text: &str) -> Option<Written> {
    let number: i64 = text.parse().ok().filter(|_| !text.starts_with('+'))?;
    let seconds = match text.len() {
        10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    date(day.year().into(), day.month().into(), day.day().into()).map(Written::Date)
}

/// `20240305`, with the digits of a time or none behind it.
fn compact(text: &str) -> Option<Written> {
    let (digits, time) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let fits = matches!(digits.len(), 8 | 12 | 14) && (time.is_empty() || is_time(time));
    if !fits || !digits.starts_with(['1', '2']) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse().ok();
    date(number(0..4)?, number(4..6)?, number(6..8)?).map(Written::Date)
}

/// Numbers with signs between, the year first or last.
fn numbers(text: &str) -> Option<Written> {
    let mut parts = [0i64; 3];
    let mut widths = [0usize; 3];
    let (mut count, mut sign, mut rest) = (0, None, text);
    loop {
        let width = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if width == 0 || width > 4 {
            return None;
        }
        parts[count] = rest[..width].parse().ok()?;
        widths[count] = width;
        count += 1;
        rest = &rest[width..];
        let next = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'));
        let more = next.filter(|_| {
            rest.trim_start_matches(['-', '/', '.', ' ']).starts_with(|c: char| c.is_ascii_digit())
        });
        let Some(next) = more.filter(|_| count < 3) else { break };
        if sign.is_some_and(|sign| sign != next) {
            return None;
        }
        sign = Some(next);
        rest = rest[1..].trim_start_matches(' ');
    }
    // A dot may end a date, and a time of day follows whole dates alone.
    let time = count == 3 && (rest.contains(':') || rest.starts_with(['T', 't', '_']));
    if !(rest.is_empty() || rest == "." || time && is_time(rest)) {
        return None;
    }
    match (widths, count) {
        ([4, _, _], _) => {
            let needs = (count < 2 || parts[1] > 0) && (count < 3 || parts[2] > 0);
            date(parts[0], parts[1], parts[2]).filter(|_| needs).map(Written::Date)
        }
        ([..=2, ..=2, 4], 3) => Some(year_last(parts, sign == Some('.'))),
        ([..=2, 4, _], 2) => {
            date(parts[1], parts[0], 0).filter(|_| parts[0] > 0).map(Written::Date)
        }
        _ => None,
    }
}

/// Day, month, year or month, day, year; by dots it is the former.
fn year_last([a, b, year]: [i64; 3], dots: bool) -> Written {
    let of = |month: i64, day: i64| date(year, month, day).filter(|_| month > 0 && day > 0);
    match (of(b, a), of(a, b).filter(|_| !dots)) {
        (Some(one), Some(other)) if one != other => Written::Either(one, other),
        (Some(one), _) | (None, Some(one)) => Written::Date(one),
        (None, None) => Written::Unread,
    }
}

/// Whether what stands behind a date is a time of day.
fn is_time(rest: &str) -> bool {
    let time = rest.trim_start_matches(['T', 't', ' ', ',', '_', '-', '.']);
    time.len() < rest.len()
        && (time.is_empty() || time.starts_with(|c: char| c.is_ascii_digit()))
        && time.chars().all(|c| c.is_ascii_alphanumeric() || " :.+-_/[]".contains(c))
}

/// Chinese, Japanese and Korean dates as numbers: `2024年3月5日`, `2024년 3월 5일`.
fn ideographs(text: &str) -> Option<String> {
    if !text.contains(['年', '년']) {
        return None;
    }
    let text = text.split(['(', '（']).next().unwrap_or("");
    let signs = |c: char| match c {
        '年' | '년' | '月' | '월' => '-',
        '日' | '일' | '号' => ' ',
        c => c,
    };
    let numbers: String = text.chars().map(signs).collect();
    let joined = numbers.split('-').map(str::trim).collect::<Vec<_>>().join("-");
    Some(joined.trim_matches(['-', ' ']).to_owned())
}

/// A day, a month's name and a year, in any order but with the year first or last.
fn words(text: &str) -> Option<Date> {
    let text = text.split('(').next().unwrap_or("");
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '/', '\u{a0}']) {
        let word = word.trim_matches('.').to_lowercase();
        let number = word.trim_end_matches(|c: char| c.is_alphabetic() || "ºª°".contains(c));
        let is_filler = || {
            FILLERS.iter().any(|filler| {
                word.starts_with(filler) && !number.starts_with(|c: char| c.is_ascii_digit())
            })
        };
        let is_zone =
            || ["utc", "gmt", "z", "+", "cet", "cest"].iter().any(|zone| word.starts_with(zone));
        let found = month_of(&word);
        if word.is_empty() || word.contains(':') {
            continue;
        } else if let (Some(found), None) = (found, month) {
            month = Some(found);
        } else if let Ok(number) = number.parse::<i64>() {
            // What follows year and day is a zone: `-0500`.
            let slot = match number {
                _ if year.is_some() && day.is_some() => continue,
                1000..=2999 if year.is_none() && word.len() == 4 => &mut year,
                1..=31 if day.is_none() && word.len() - number.to_string().len() <= 3 => &mut day,
                _ => return None,
            };
            *slot = Some(number);
        } else if !is_filler() && !is_zone() {
            return None;
        }
    }
    date(year?, month?, day.unwrap_or(0))
}

/// The number of the month whose name begins so.
fn month_of(word: &str) -> Option<i64> {
    if word.chars().count() < 3 {
        return None;
    }
    let named = |names: &&str| names.split(' ').any(|name| name.starts_with(word));
    let mut found = (1..).zip(MONTHS).filter(|(_, names)| named(names));
    match (found.next(), found.next()) {
        (Some((month, _)), None) => Some(month),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Written::Date(date) => date.to_string(),
            Written::Either(one, other) => format!("{one} or {other}"),
            Written::Unread => "-".to_owned(),
        }
    }

    #[test]
    fn numbers_say_which_is_which_or_are_not_read() {
        for (text, date) in [
            ("2024", "2024"),
            ("2024-3", "2024-03"),
            ("2024-3-5", "2024-03-05"),
            ("2024/03/05", "2024-03-05"),
            ("2024.03.05.", "2024-03-05"),
            ("2024-03-05T10:00:00.000000000Z", "2024-03-05"),
            ("2024-03-05 10:00 +0100", "2024-03-05"),
            ("2024-03-05_1000", "2024-03-05"),
            ("2024-03-05, 10:00", "2024-03-05"),
            ("2024-03-05T10:00:00+01:00[Europe/Berlin]", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("20240305T100000", "2024-03-05"),
            ("202403051000", "2024-03-05"),
            ("20240305100000", "2024-03-05"),
            ("1709596800", "2024-03-05"),
            ("1709596800000", "2024-03-05"),
            ("27. 2. 2025", "2025-02-27"),
            ("5.3.2024", "2024-03-05"),
            ("13/03/2024", "2024-03-13"),
            ("03-13-2024", "2024-03-13"),
            ("03/2024", "2024-03"),
            ("08-03-2023", "2023-03-08 or 2023-08-03"),
            ("8/3/2023 10:00", "2023-03-08 or 2023-08-03"),
            ("3/3/2023", "2023-03-03"),
        ] {
            assert_eq!(shown(text), date, "{text}");
        }
    }

    #[test]
    fn months_have_names() {
        for (text, date) in [
            ("5 March 2024", "2024-03-05"),
            ("March 5, 2024", "2024-03-05"),
            ("March 5th, 2024", "2024-03-05"),
            ("5th of March 2024", "2024-03-05"),
            ("Mar. 2024", "2024-03"),
            ("Sept 1, 2024", "2024-09-01"),
            ("05-Mar-2024", "2024-03-05"),
            ("2024 March 5", "2024-03-05"),
            ("Tuesday, March 5, 2024 10:00 AM", "2024-03-05"),
            ("Tue, 05 Mar 2024 10:00:00 +0000", "2024-03-05"),
            ("Tue Mar 5 10:00:00 2024", "2024-03-05"),
            ("Tue Mar 05 2024 10:00:00 GMT+0100 (Central European Standard Time)", "2024-03-05"),
            ("5. März 2024", "2024-03-05"),
            ("Dienstag, 5. März 2024", "2024-03-05"),
            ("5 mars 2024", "2024-03-05"),
            ("1er août 2024", "2024-08-01"),
            ("5 de marzo de 2024", "2024-03-05"),
            ("5 mrt 2024", "2024-03-05"),
            ("2024年3月5日", "2024-03-05"),
            ("2024年3月", "2024-03"),
            ("2024年03月05日(火)", "2024-03-05"),
            ("2024년 3월 5일", "2024-03-05"),
        ] {
            assert_eq!(shown(text), date, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in [
            "",
            "yesterday",
            "2023-13-45",
            "2024-02-30",
            "2024-00-05",
            "2024-03-00",
            "00-00-0000",
            "30.2.2024",
            "24-03-05",
            "3/5/24",
            "March",
            "5 March",
            "32 March 2024",
            "2024 2024",
            "May be 2024",
            "2024-W10",
            "2024-03-05x",
            "99999999",
            "123",
            "jui 2024",
            "Q1 2024",
            "2024-03-05 to 2024-03-09",
            "12345",
            "2024--03",
        ] {
            assert_eq!(shown(text), "-", "{text}");
        }
    }
}
