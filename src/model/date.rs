//! Calendar dates of limited precision: a year, a month, or a day.

use std::fmt;

use serde::{Serialize, Serializer};

use super::written_date::{Written, read};

/// A year, perhaps with month and day. Orders by time, the vaguer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// 1 to 12, or 0 where it isn't known.
    pub month: u8,
    /// 1 to 31, or 0 where it isn't known.
    pub day: u8,
}

impl Date {
    /// Reads a date in any form of [`read`]; `None` where it may be two, or none.
    pub fn parse(text: &str) -> Option<Self> {
        match read(text) {
            Written::Date(date) => Some(date),
            Written::Either(..) | Written::Unread => None,
        }
    }

    /// The first day that it may mean.
    pub fn first_day(self) -> Self {
        Self { month: self.month.max(1), day: self.day.max(1), ..self }
    }

    /// The last day that it may mean; of a month the 31st, whether it has one or not.
    pub fn last_day(self) -> Self {
        let month = if self.month == 0 { 12 } else { self.month };
        Self { month, day: if self.day == 0 { 31 } else { self.day }, ..self }
    }

    /// The date as RFC 3339 wants it in feeds, midnight UTC, the first where month or day is
    /// unknown.
    pub fn rfc3339(self) -> String {
        format!("{:04}-{:02}-{:02}T00:00:00Z", self.year, self.month.max(1), self.day.max(1))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn reads_three_precisions_and_times() {
        for (text, shown) in [
            ("2010", Some("2010")),
            ("2010-07", Some("2010-07")),
            ("2010-07-14", Some("2010-07-14")),
            ("2010-07-14T16:53:11+00:00", Some("2010-07-14")),
            ("2010-07-14 16:53", Some("2010-07-14")),
            ("2010-02-30", None),
            ("2010-13", None),
            ("July 2010", Some("2010-07")),
            ("10-07-14", None),
            ("", None),
        ] {
            assert_eq!(Date::parse(text).map(|d| d.to_string()).as_deref(), shown, "{text}");
        }
    }
}
