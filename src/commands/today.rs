//! What day it is: as the command line says, else `SOURCE_DATE_EPOCH`, else the clock.

use super::print;
use crate::model::Date;
use crate::pipeline::Today;

/// What day it is; `given` is the command line's. Environment and clock are asked only where the
/// day matters.
pub fn today(given: Option<Date>) -> Today {
    given.map_or(Today::Ask(ask), Today::Given)
}

/// The day that it is, where that can be known.
pub fn date() -> Option<Date> {
    ask()
}

fn ask() -> Option<Date> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Some(day(jiff::Timestamp::now()));
    };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
    let date = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).map(day);
    if date.is_none() {
        print::line(&format!(
            "`SOURCE_DATE_EPOCH` is `{}`, no number of seconds since 1970: what is published from \
             or until a day is left out",
            epoch.to_string_lossy()
        ));
    }
    date
}

/// The day in Greenwich, the same on every machine.
fn day(time: jiff::Timestamp) -> Date {
    let date = jiff::tz::TimeZone::UTC.to_datetime(time).date();
    Date { year: date.year(), month: date.month() as u8, day: date.day() as u8 }
}
