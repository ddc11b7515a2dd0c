//! The addresses of the staff's pages. A type of their own, because the parents' bundles hold all of [`super::Route`].

use std::collections::HashMap;
use uuid::Uuid;
use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StaffRoute {
    /// The first of the own classes.
    Review,
    /// 審核家長親子連結申請
    ReviewClass { class_id: Uuid },
    /// 學生資料管理
    ReviewStudents { class_id: Uuid },
    /// 職務與授權: who acts as what in the city.
    Roles,
    /// 導師與代理: who has which class of a school.
    Homerooms,
    /// 異議: what guardians have against applications by others.
    Objections,
    /// 學校設定與通知
    School,
    /// 全市普查進度
    Census,
    /// 學籍匯入
    Imports,
    /// 委託照顧
    Delegations,
    /// 保護個案
    Protection,
    /// 稽核紀錄
    AuditTrail,
    /// 全市政策
    Policies,
    /// 學校: those of the city.
    Schools,
    /// 個資同意書: its versions.
    ConsentTexts,
    /// 重複身分
    Duplicates,
    #[default]
    NotFound,
}

/// The pages whose address always is the same.
const FIXED: [(&str, StaffRoute); 14] = [
    ("/review", StaffRoute::Review),
    ("/staff/roles", StaffRoute::Roles),
    ("/staff/homerooms", StaffRoute::Homerooms),
    ("/staff/objections", StaffRoute::Objections),
    ("/staff/school", StaffRoute::School),
    ("/bureau/census", StaffRoute::Census),
    ("/staff/imports", StaffRoute::Imports),
    ("/bureau/delegations", StaffRoute::Delegations),
    ("/protection", StaffRoute::Protection),
    ("/audit", StaffRoute::AuditTrail),
    ("/bureau/policies", StaffRoute::Policies),
    ("/bureau/schools", StaffRoute::Schools),
    ("/bureau/consents", StaffRoute::ConsentTexts),
    ("/bureau/duplicates", StaffRoute::Duplicates),
];

impl Routable for StaffRoute {
    fn recognize(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if let Some((_, route)) = FIXED.iter().find(|(fixed, _)| *fixed == path) {
            return Some(*route);
        }
        let mut parts = path.split('/').skip(1);
        let (first, id) = (parts.next()?, parts.next().and_then(|id| Uuid::parse_str(id).ok()));
        Some(match (first, id, parts.next(), parts.next()) {
            ("review", Some(class_id), None, _) => Self::ReviewClass { class_id },
            ("review", Some(class_id), Some("students"), None) => Self::ReviewStudents { class_id },
            _ => Self::NotFound,
        })
    }

    fn to_path(&self) -> String {
        match self {
            Self::ReviewClass { class_id } => format!("/review/{class_id}"),
            Self::ReviewStudents { class_id } => format!("/review/{class_id}/students"),
            fixed => FIXED.iter().find(|(_, route)| route == fixed).map_or("/not-found", |(path, _)| path).into(),
        }
    }

    fn from_path(path: &str, _: &HashMap<&str, &str>) -> Option<Self> {
        Self::recognize(path)
    }

    fn routes() -> Vec<&'static str> {
        FIXED.iter().map(|(path, _)| *path).collect()
    }

    fn not_found_route() -> Option<Self> {
        Some(Self::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::pages::Bundle;

    #[test]
    fn every_address_leads_back_to_its_page_in_a_bundle_of_the_staff() {
        let class_id = Uuid::from_u128(7);
        let named = [StaffRoute::ReviewClass { class_id }, StaffRoute::ReviewStudents { class_id }];
        for route in FIXED.iter().map(|(_, route)| *route).chain(named) {
            assert_eq!(StaffRoute::recognize(&route.to_path()), Some(route));
            assert_eq!(StaffRoute::recognize(&format!("{}/", route.to_path())), Some(route));
            assert!(Bundle::of(&route.to_path()).is_for_staff());
        }
    }

    #[test]
    fn an_address_that_there_is_not_is_no_page() {
        let id = "00000000-0000-0000-0000-000000000007";
        for path in ["/review/x", "/staff", "/staff/x", &format!("/review/{id}/x"), &format!("/review/{id}/students/1")]
        {
            assert_eq!(StaffRoute::recognize(path), Some(StaffRoute::NotFound), "{path}");
        }
    }
}
