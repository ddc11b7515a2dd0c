//! The languages people are spoken to in.

use serde::{Deserialize, Serialize};

/// Traditional Chinese first; English complete. The tag is BCP 47.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub enum Language {
    #[default]
    #[serde(rename = "zh-TW")]
    TraditionalChinese,
    #[serde(rename = "en")]
    English,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::TraditionalChinese, Self::English];

    pub fn tag(self) -> &'static str {
        match self {
            Self::TraditionalChinese => "zh-TW",
            Self::English => "en",
        }
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
        assert_eq!(Language::negotiate("xx"), Language::TraditionalChinese);
        assert_eq!(Language::negotiate(""), Language::TraditionalChinese);
    }
}
