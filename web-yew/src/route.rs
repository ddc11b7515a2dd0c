//! The addresses of the app's pages.

use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Route {
    #[at("/")]
    Home,
    /// Step 1 取得驗證碼: the address.
    #[at("/apply")]
    ApplyContact,
    /// Step 1: the code.
    #[at("/apply/code")]
    ApplyCode,
    /// Step 2 確認學生資訊
    #[at("/apply/students")]
    ApplyStudents,
    /// Step 3 同意個資使用聲明
    #[at("/apply/consent")]
    ApplyConsent,
    /// 不同意並退出: what now.
    #[at("/apply/refused")]
    ApplyRefused,
    /// Step 4 填寫家長資料
    #[at("/apply/parent")]
    ApplyParent,
    /// Check answers and sign.
    #[at("/apply/check")]
    ApplyCheck,
    /// 完成申請
    #[at("/apply/done")]
    ApplyDone,
    /// 查詢進度
    #[at("/progress")]
    Progress,
    /// Confirms that an application is taken back.
    #[at("/progress/:id/cancel")]
    CancelApplication { id: Uuid },
    /// A returned application.
    #[at("/correct/:id")]
    Correct { id: Uuid },
    #[at("/sign-in")]
    SignIn,
    #[at("/activate")]
    Activate,
    #[at("/password")]
    Password,
    #[at("/children")]
    Children,
    #[at("/review")]
    Review,
    #[at("/review/:class_id")]
    ReviewClass { class_id: Uuid },
    #[not_found]
    #[at("/not-found")]
    NotFound,
}

/// Goes to a page.
#[derive(Clone, PartialEq)]
pub struct Go(Navigator);

impl Go {
    pub fn to(&self, route: Route) {
        self.0.push(&route);
    }

    /// Without leaving the present page in the history: for redirects.
    pub fn instead(&self, route: Route) {
        self.0.replace(&route);
    }
}

/// The way to other pages.
#[hook]
pub fn use_go() -> Go {
    Go(use_navigator().expect("pages are rendered inside the router"))
}
