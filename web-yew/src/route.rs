//! The addresses of the app's pages, but for the staff's: those are [`staff`], which parents are spared.

pub mod staff;

use std::collections::HashMap;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    Home,
    /// Step 1 取得驗證碼: the address.
    ApplyContact,
    /// Step 1: the code.
    ApplyCode,
    /// Step 2 確認學生資訊
    ApplyStudents,
    /// Step 3 同意個資使用聲明
    ApplyConsent,
    /// 不同意並退出: what now.
    ApplyRefused,
    /// Step 4 填寫家長資料
    ApplyParent,
    /// Check answers and sign.
    ApplyCheck,
    /// 完成申請
    ApplyDone,
    /// 查詢進度
    Progress,
    /// Confirms that an application is taken back.
    CancelApplication {
        id: Uuid,
    },
    /// A returned application.
    Correct {
        id: Uuid,
    },
    /// The link that confirms an application's e-mail address.
    ConfirmEmail,
    SignIn,
    Activate,
    Password,
    /// 我的孩子
    Children,
    /// Confirms that a child is given up.
    Unbind {
        id: Uuid,
    },
    /// 我的帳號
    Account,
    /// 個資與同意
    Consents,
    /// Where the staff's pages begin.
    Review,
    #[default]
    NotFound,
}

/// The pages whose address always is the same.
const FIXED: [(&str, Route); 18] = [
    ("/", Route::Home),
    ("/apply", Route::ApplyContact),
    ("/apply/code", Route::ApplyCode),
    ("/apply/students", Route::ApplyStudents),
    ("/apply/consent", Route::ApplyConsent),
    ("/refused", Route::ApplyRefused),
    ("/apply/parent", Route::ApplyParent),
    ("/apply/check", Route::ApplyCheck),
    ("/apply/done", Route::ApplyDone),
    ("/progress", Route::Progress),
    ("/confirm-email", Route::ConfirmEmail),
    ("/sign-in", Route::SignIn),
    ("/activate", Route::Activate),
    ("/password", Route::Password),
    ("/children", Route::Children),
    ("/account", Route::Account),
    ("/consents", Route::Consents),
    ("/review", Route::Review),
];

/// By hand: what the derive makes of two dozen addresses is a machine that each bundle would carry.
impl Routable for Route {
    fn recognize(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let path = if path.is_empty() { "/" } else { path };
        if let Some((_, route)) = FIXED.iter().find(|(fixed, _)| *fixed == path) {
            return Some(*route);
        }
        let mut parts = path.split('/').skip(1);
        let (first, id) = (parts.next()?, parts.next().and_then(|id| Uuid::parse_str(id).ok()));
        Some(match (first, id, parts.next(), parts.next()) {
            ("progress", Some(id), Some("cancel"), None) => Self::CancelApplication { id },
            ("correct", Some(id), None, _) => Self::Correct { id },
            ("children", Some(id), Some("unbind"), None) => Self::Unbind { id },
            _ => Self::NotFound,
        })
    }

    fn to_path(&self) -> String {
        match self {
            Self::CancelApplication { id } => format!("/progress/{id}/cancel"),
            Self::Correct { id } => format!("/correct/{id}"),
            Self::Unbind { id } => format!("/children/{id}/unbind"),
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

/// Goes to a page.
#[derive(Clone, PartialEq)]
pub struct Go(Navigator);

impl Go {
    pub fn to(&self, route: impl Routable) {
        self.0.push(&route);
    }

    /// Without leaving the present page in the history: for redirects.
    pub fn instead(&self, route: impl Routable) {
        self.0.replace(&route);
    }
}

/// The address's fragment, as it was when the page came: the token of a link that was mailed, which no server or log
/// ever sees, or why something else led here.
#[hook]
pub fn use_fragment(page: Route) -> Option<String> {
    let location = use_location();
    let fragment = use_memo((), |()| {
        location
            .map(|location| location.hash().trim_start_matches('#').to_owned())
            .filter(|fragment| !fragment.is_empty())
    });
    let go = use_go();
    // It must not stay in the address bar and the history.
    use_effect_with((), move |()| go.instead(page));
    (*fragment).clone()
}

/// The way to other pages.
#[hook]
pub fn use_go() -> Go {
    Go(use_navigator().expect("pages are rendered inside the router"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_page() {
        let id = Uuid::from_u128(7);
        let named = [Route::CancelApplication { id }, Route::Correct { id }, Route::Unbind { id }];
        for route in FIXED.iter().map(|(_, route)| *route).chain(named) {
            assert_eq!(Route::recognize(&route.to_path()), Some(route));
            assert_eq!(Route::recognize(&format!("{}/", route.to_path())), Some(route));
        }
    }

    #[test]
    fn an_address_that_there_is_not_is_no_page() {
        for path in ["/nothing", "/review/0192", "/progress/00000000-0000-0000-0000-000000000007", "/apply/code/1"] {
            assert_eq!(Route::recognize(path), Some(Route::NotFound), "{path}");
        }
    }
}
