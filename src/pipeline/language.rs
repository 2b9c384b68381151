//! In which language a base is written whose settings don't say.

use std::sync::Arc;

use super::Snapshot;
use crate::config::Config;
use crate::model::Sources;

/// Documents and bytes of each that are looked at to find out.
const LOOKED_AT: (usize, usize) = (500, 4096);

/// The snapshot with a language: the settings', else the one that another tool's settings name,
/// else the one that the script of most letters is a sign of, else English. With audiences nothing
/// is counted: what is private would tell.
pub(super) fn with_language(snapshot: &Snapshot) -> Snapshot {
    let Snapshot { config, sources, .. } = snapshot;
    if config.has_language {
        return snapshot.clone();
    }
    let counted = || config.audiences.is_empty().then(|| of_script(sources)).flatten();
    match sources.language.clone().or_else(|| counted().map(str::to_owned)) {
        Some(language) => {
            let config = Arc::new(Config { language, ..Config::clone(config) });
            Snapshot { config, ..snapshot.clone() }
        }
        None => snapshot.clone(),
    }
}

/// Letters by script.
#[derive(Default)]
struct Letters {
    latin: usize,
    kana: usize,
    han: usize,
    /// Letters of Persian that Arabic doesn't have.
    persian: usize,
    others: [usize; SCRIPTS.len()],
}

/// Scripts that one language writes before all others, by their letters.
const SCRIPTS: [(&str, std::ops::RangeInclusive<char>); 6] = [
    ("ar", '\u{600}'..='\u{6ff}'),
    ("he", '\u{590}'..='\u{5ff}'),
    ("ko", '\u{ac00}'..='\u{d7a3}'),
    ("th", '\u{e00}'..='\u{e7f}'),
    ("hi", '\u{900}'..='\u{97f}'),
    ("el", '\u{370}'..='\u{3ff}'),
];

fn of_script(sources: &Sources) -> Option<&'static str> {
    let mut letters = Letters::default();
    for file in sources.documents.iter().take(LOOKED_AT.0) {
        let end = file.text.floor_char_boundary(LOOKED_AT.1.min(file.text.len()));
        file.text[..end].chars().for_each(|c| letters.count(c));
    }
    letters.language()
}

impl Letters {
    fn count(&mut self, c: char) {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => self.latin += 1,
            '\u{3040}'..='\u{30ff}' => self.kana += 1,
            '\u{4e00}'..='\u{9fff}' => self.han += 1,
            _ if !c.is_alphabetic() => {}
            _ => {
                self.persian += usize::from("پچژگکی".contains(c));
                let script = SCRIPTS.iter().position(|(_, range)| range.contains(&c));
                if let Some(script) = script {
                    self.others[script] += 1;
                }
            }
        }
    }

    /// A sign of Han or a syllable says as much as two letters or more: addresses, names of code and
    /// words of English stand in such texts too.
    fn language(&self) -> Option<&'static str> {
        let east = self.kana + self.han;
        if 2 * east > self.latin + self.others.iter().sum::<usize>() {
            return Some(if 10 * self.kana > east { "ja" } else { "zh" });
        }
        let (script, most) = self.others.iter().enumerate().max_by_key(|(_, count)| **count)?;
        let language = SCRIPTS[script].0;
        let is_persian = language == "ar" && 20 * self.persian > *most;
        let weight = if language == "ko" { 2 } else { 1 };
        (weight * most > self.latin).then_some(if is_persian { "fa" } else { language })
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn languages_by_their_script() {
        let language = |text: &str| {
            let mut letters = Letters::default();
            text.chars().for_each(|c| letters.count(c));
            letters.language()
        };
        assert_eq!(language("Trust takes time."), None);
        assert_eq!(language("Vertrauen braucht Zeit, и наоборот."), None);
        assert_eq!(language("الثقة تحتاج وقتا، راجع https://example.org"), Some("ar"));
        assert_eq!(language("اعتماد زمان می‌برد و گفتگو می‌خواهد"), Some("fa"));
        assert_eq!(language("אמון לוקח זמן"), Some("he"));
        assert_eq!(language("信頼には時間がかかる。`config.json` を開く"), Some("ja"));
        assert_eq!(language("信任需要时间 JavaScript"), Some("zh"));
        assert_eq!(language("신뢰에는 시간이 걸린다"), Some("ko"));
        assert_eq!(language("A note on the word 信頼 in English prose"), None);
        assert_eq!(language(""), None);
    }
}
