//! Step 1 請輸入驗證碼.

use crate::{
    components::{code_form::CodeForm, page::Page},
    draft::use_draft,
    form::use_wrong,
    i18n::use_i18n,
    route::{Route, use_go},
};
use yew::prelude::*;

/// The six digits.
#[component]
pub fn CodePage() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let (error, onerror) = use_wrong();
    {
        let go = go.clone();
        // Used already, or never asked for.
        use_effect_with(draft.contact.is_some(), move |under_way| {
            if !under_way {
                go.instead(Route::ApplyStudents);
            }
        });
    }
    let onchange_address = Callback::from(move |()| go.to(Route::ApplyContact));
    html! {
        <Page title={i18n.t("code.title")} step={Some(1)} {error}>
            if let Some(contact) = draft.contact.clone() {
                // A right code empties the draft's contact, which leads on.
                <CodeForm {contact} onverified={Callback::noop()} {onchange_address} {onerror} />
            }
        </Page>
    }
}
