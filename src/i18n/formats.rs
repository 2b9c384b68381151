//! Plurals, lists and dates by the rules of a language, as Unicode's CLDR has them.

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YM, YMD};
use icu_datetime::input;
use icu_datetime::options::YearStyle;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::model::Date;

/// The rules of one language. Where Unicode has none for it, those of its root stand in.
pub struct Formats {
    plurals: Option<PluralRules>,
    lists: Option<ListFormatter>,
    days: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    months: Option<FixedCalendarDateTimeFormatter<Gregorian, YM>>,
}

impl Formats {
    /// The rules of language `tag`.
    pub fn new(tag: &str) -> Self {
        let locale = locale(tag);
        let style = YearStyle::NoEra;
        Self {
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok(),
            lists: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .ok(),
            days: FixedCalendarDateTimeFormatter::try_new(
                (&locale).into(),
                YMD::long().with_year_style(style),
            )
            .ok(),
            months: FixedCalendarDateTimeFormatter::try_new(
                (&locale).into(),
                YM::long().with_year_style(style),
            )
            .ok(),
        }
    }

    /// The plural form for `n` of something.
    pub fn plural(&self, n: usize) -> PluralCategory {
        self.plurals.as_ref().map_or(PluralCategory::Other, |rules| rules.category_for(n))
    }

    /// Names in one line.
    pub fn list(&self, items: &[&str]) -> String {
        match &self.lists {
            Some(lists) => lists.format_to_string(items.iter()),
            None => items.join(", "),
        }
    }

    /// A date, as precise as it is.
    pub fn date(&self, date: Date) -> String {
        let day =
            input::Date::try_new_gregorian(date.year.into(), date.month.max(1), date.day.max(1));
        let text = match (date.month, date.day, day) {
            (0, ..) | (.., Err(_)) => None,
            (_, 0, Ok(day)) => self.months.as_ref().map(|months| months.format(&day).to_string()),
            (_, _, Ok(day)) => self.days.as_ref().map(|days| days.format(&day).to_string()),
        };
        text.unwrap_or_else(
            || if date.month == 0 { date.year.to_string() } else { date.to_string() },
        )
    }
}

/// The locale of a language. English without a country is that of the world, where the day comes
/// before the month; digits are Western, like those in the texts and in the scripts.
fn locale(tag: &str) -> Locale {
    let tag = if tag.eq_ignore_ascii_case("en") { "en-001" } else { tag };
    let with_digits = format!("{tag}-u-nu-latn");
    let known = [with_digits.as_str(), tag, "en-001"];
    known.iter().find_map(|tag| tag.parse().ok()).unwrap_or(Locale::UNKNOWN)
}
