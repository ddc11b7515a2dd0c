//! How an applicant is related to a child: one code list, labels per screen.

use serde::{Deserialize, Serialize};

/// The relationships of step 2 [C]. 父/母/爸爸/媽媽/父女/母子 of the other documents are labels of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relationship {
    /// 父親
    Father,
    /// 母親
    Mother,
    /// 祖父
    PaternalGrandfather,
    /// 祖母
    PaternalGrandmother,
    /// 外祖父
    MaternalGrandfather,
    /// 外祖母
    MaternalGrandmother,
    /// 其他: the applicant says in a few words what.
    Other,
}

/// The two groups of step 2 [C].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationshipGroup {
    /// 法定代理人
    LegalRepresentative,
    /// 監護人
    Guardian,
}

impl Relationship {
    /// In the order of the documents' menus.
    pub const ALL: [Self; 7] = [
        Self::Father,
        Self::Mother,
        Self::PaternalGrandfather,
        Self::PaternalGrandmother,
        Self::MaternalGrandfather,
        Self::MaternalGrandmother,
        Self::Other,
    ];

    pub fn group(self) -> RelationshipGroup {
        match self {
            Self::Father | Self::Mother => RelationshipGroup::LegalRepresentative,
            _ => RelationshipGroup::Guardian,
        }
    }

    /// The wire code, `paternal_grandfather`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Father => "father",
            Self::Mother => "mother",
            Self::PaternalGrandfather => "paternal_grandfather",
            Self::PaternalGrandmother => "paternal_grandmother",
            Self::MaternalGrandfather => "maternal_grandfather",
            Self::MaternalGrandmother => "maternal_grandmother",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_serde_writes() {
        for relationship in Relationship::ALL {
            assert_eq!(serde_json::to_value(relationship).unwrap(), relationship.code());
            assert_eq!(Relationship::from_code(relationship.code()), Some(relationship));
        }
    }
}
