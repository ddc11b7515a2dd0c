//! The languages people are spoken to in.

use serde::{Deserialize, Serialize};

/// The tag is BCP 47. Chinese and English are complete; the others have what parents meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub enum Language {
    #[default]
    #[serde(rename = "zh-TW")]
    TraditionalChinese,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "vi")]
    Vietnamese,
    #[serde(rename = "id")]
    Indonesian,
}

impl Language {
    /// In the order of menus.
    pub const ALL: [Self; 4] = [Self::TraditionalChinese, Self::English, Self::Vietnamese, Self::Indonesian];

    pub fn tag(self) -> &'static str {
        match self {
            Self::TraditionalChinese => "zh-TW",
            Self::English => "en",
            Self::Vietnamese => "vi",
            Self::Indonesian => "id",
        }
    }

    /// What its speakers call it, for menus.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::TraditionalChinese => "正體中文",
            Self::English => "English",
            Self::Vietnamese => "Tiếng Việt",
            Self::Indonesian => "Bahasa Indonesia",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best of ours for an `Accept-Language` header or a list of browser languages joined by
    /// commas: in the order written (browsers write them by preference), Chinese when none fits.
    pub fn negotiate(wanted: &str) -> Self {
        wanted
            .split(',')
            .map(|range| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
            .find_map(|tag| match tag.split('-').next() {
                Some("zh") => Some(Self::TraditionalChinese),
                Some("en") => Some(Self::English),
                Some("vi") => Some(Self::Vietnamese),
                // `in` is what old phones call Indonesian.
                Some("id" | "in") => Some(Self::Indonesian),
                _ => None,
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_have_wins_and_chinese_otherwise() {
        assert_eq!(Language::negotiate("en-US,en;q=0.9,zh-TW;q=0.8"), Language::English);
        assert_eq!(Language::negotiate("ja, zh-Hant;q=0.5"), Language::TraditionalChinese);
        assert_eq!(Language::negotiate("vi-VN,vi;q=0.9,en-US;q=0.6"), Language::Vietnamese);
        assert_eq!(Language::negotiate("jv, id-ID;q=0.8"), Language::Indonesian);
        assert_eq!(Language::negotiate("in-ID"), Language::Indonesian);
        assert_eq!(Language::negotiate("xx"), Language::TraditionalChinese);
        assert_eq!(Language::negotiate(""), Language::TraditionalChinese);
    }

    #[test]
    fn a_tag_is_one_name_everywhere() {
        for language in Language::ALL {
            assert_eq!(serde_json::to_value(language).unwrap(), language.tag());
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            assert_eq!(Language::negotiate(language.tag()), language);
        }
        assert_eq!(Language::from_tag("zh"), None);
    }
}
